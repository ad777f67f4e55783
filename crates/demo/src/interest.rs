//! What of a day is worth looking at.

use std::collections::BTreeMap;

use domain::{
    Clock, ClockKind, Incident, IncidentId, IncidentRef, Millis, Network, Priority, Timestamp,
};
use protocol::{Interest, InterestKind};
use world::{Body, Event, World};

/// A flood (`design/screen.md`): it begins with more new urgent reports than the first within the span, and ends with fewer
/// than the second.
const FLOOD: (usize, usize, Millis) = (10, 5, Millis::from_mins(10));

/// Looks at one network's events as they are folded, and notes what is of interest.
#[derive(Debug)]
pub(crate) struct Lookout {
    network: Network,
    since: Timestamp,
    seen: BTreeMap<IncidentId, Timestamp>,
    found: Vec<Interest>,
    urgent: Vec<Timestamp>,
}

impl Lookout {
    /// Looks from `since` on.
    pub(crate) const fn new(network: Network, since: Timestamp) -> Self {
        Self {
            network,
            since,
            seen: BTreeMap::new(),
            found: Vec::new(),
            urgent: Vec::new(),
        }
    }

    /// The next event, which the world has not folded yet.
    pub(crate) fn look(&mut self, world: &World, event: &Event) {
        let (id, at) = (event.fact.incident, event.recorded_at);
        if let Some(incident) = world.incident(id) {
            self.clocks(incident, at);
        }
        self.seen.insert(id, at);
        let kind = match &event.fact.body {
            Body::Reported(reported) => pressing(reported.priority),
            Body::Accepted {
                priority: Some(to), ..
            } => world
                .incident(id)
                .filter(|incident| incident.priority < *to)
                .and_then(|_| pressing(*to)),
            Body::PrioritySet { from, to } if from < to => pressing(*to),
            Body::Escalated => Some(InterestKind::Escalated),
            Body::Declined { .. } => Some(InterestKind::Returned),
            Body::Reworked { .. } => Some(InterestKind::Reworked),
            Body::NobodyFree => Some(InterestKind::NobodyFree),
            _ => None,
        };
        if let Body::Reported(reported) = &event.fact.body
            && reported.priority >= Priority::Urgent
            && !reported.exercise
        {
            // As the screen counts them: when they were reported, though a silent network tells of it late.
            self.urgent.push(event.fact.occurred_at);
        }
        if let Some(kind) = kind {
            self.note(at, kind, id);
        }
    }

    /// Nothing more happens before `until`: clocks that still run may run over.
    pub(crate) fn close(
        mut self,
        world: &World,
        until: Timestamp,
    ) -> (Vec<Interest>, Vec<Timestamp>) {
        for incident in world.incidents() {
            self.clocks(incident, until);
        }
        (self.found, self.urgent)
    }

    /// The clocks of an incident that have run over since it was looked at last.
    fn clocks(&mut self, incident: &Incident, until: Timestamp) {
        let last = self.seen.get(&incident.id).copied();
        let since = last.unwrap_or(Timestamp(i64::MIN));
        let over: Vec<(ClockKind, Timestamp)> = incident
            .pending_clocks()
            .filter_map(|(kind, clock)| Some((kind, over_at(clock)?)))
            .filter(|(_, over)| *over > since && *over <= until)
            .collect();
        for (kind, over) in over {
            self.note(over, InterestKind::Overdue(kind), incident.id);
        }
    }

    fn note(&mut self, at: Timestamp, kind: InterestKind, id: IncidentId) {
        if at >= self.since {
            let network = self.network;
            self.found.push(Interest {
                at: whole_second_from(at),
                kind,
                incident: Some(IncidentRef { network, id }),
            });
        }
    }
}

const fn pressing(priority: Priority) -> Option<InterestKind> {
    match priority {
        // Urgent ones are a third of all: where nobody takes one in time, its clock says so.
        Priority::Routine | Priority::Urgent => None,
        Priority::Emergency => Some(InterestKind::Emergency),
    }
}

/// The first moment at which a running clock is over its limit.
fn over_at(clock: &Clock) -> Option<Timestamp> {
    (clock.is_pending() && clock.standing_since().is_none())
        .then(|| clock.started_at() + clock.stood() + clock.limit() + Millis(1))
}

/// The first whole second at or after a moment.
pub(crate) const fn whole_second_from(at: Timestamp) -> Timestamp {
    Timestamp(at.0 + (-at.0).rem_euclid(1_000))
}

/// When floods begin, given when urgent incidents were reported, in order.
pub(crate) fn floods(urgent: &[Timestamp]) -> Vec<Timestamp> {
    let (above, below, within) = FLOOD;
    let mut begun = Vec::new();
    let mut is_flood = false;
    let mut oldest = 0;
    for (index, at) in urgent.iter().enumerate() {
        while urgent[oldest] <= *at - within {
            oldest += 1;
            // One fewer within the span, until the next report.
            is_flood &= index - oldest >= below;
        }
        if !is_flood && index + 1 - oldest > above {
            is_flood = true;
            begun.push(*at);
        }
    }
    begun
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_of_interest_is_the_first_whole_second_at_which_it_shows() {
        for (at, second) in [(0, 0), (1, 1_000), (1_000, 1_000), (1_001, 2_000)] {
            assert_eq!(whole_second_from(Timestamp(at)), Timestamp(second));
        }
    }

    #[test]
    fn a_flood_begins_with_the_eleventh_urgent_report_in_ten_minutes_and_once() {
        let at = |secs: &dyn Fn(i64) -> i64, count: i64| -> Vec<Timestamp> {
            (0..count)
                .map(|index| Timestamp(secs(index) * 1_000))
                .collect()
        };
        assert_eq!(floods(&at(&|index| index * 10, 10)), []);
        assert_eq!(
            floods(&at(&|index| index * 10, 40)),
            [Timestamp(100_000)],
            "and goes on"
        );
        assert_eq!(floods(&at(&|index| index * 61, 40)), [], "slowly enough");
        let twice: Vec<_> = at(&|index| index * 10, 11)
            .into_iter()
            .chain(at(&|index| 3_600 + index * 10, 11))
            .collect();
        assert_eq!(floods(&twice).len(), 2, "it ended between");
    }
}

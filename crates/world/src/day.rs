//! The report of a day: what came in, by what it is, where and when, and what became of it.

use std::collections::BTreeMap;

use domain::{
    AreaId, CategoryId, Clock, ClockKind, ClockState, Incident, IncidentId, Millis, Priority,
    Timestamp,
};

use crate::rates::{Rates, Ratio};

/// What came in of one sort, and what became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Reported, void ones too.
    pub reported: u64,
    /// 处置率: handled / to be handled.
    pub handled: Ratio,
    /// Open.
    pub open: u64,
    /// Open, with a clock beyond its limit.
    pub overdue: u64,
}

impl Tally {
    fn add(&mut self, incident: &Incident, now: Timestamp) {
        // The same count as the day's, of one incident.
        let alone = Rates::of(std::iter::once(incident), Timestamp(i64::MIN), now);
        self.reported += alone.reported;
        self.handled.part += alone.handled.part;
        self.handled.whole += alone.handled.whole;
        self.open += alone.open;
        self.overdue += alone.overdue;
    }
}

/// The report of a day, as the day stood at one moment. Exercises count nowhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DayReport<'a> {
    /// The figures of the day, as the wall shows them.
    pub rates: Rates,
    /// What came in by category; `None` is what has none.
    pub by_category: BTreeMap<Option<CategoryId>, Tally>,
    /// What came in by patrol area; `None` is what lies in none.
    pub by_area: BTreeMap<Option<AreaId>, Tally>,
    /// What came in from each of the given moments to the next.
    pub by_hour: Vec<Tally>,
    /// What was reported as urgent or higher that day, or became so, by the time of its report.
    pub urgent: Vec<&'a Incident>,
    /// What is open, of this day or an earlier one: the next deadline first, what has none last.
    pub open: Vec<(&'a Incident, Option<(ClockKind, &'a Clock)>)>,
}

impl<'a> DayReport<'a> {
    /// The report of what was reported from the first of `hours` to before `end`, as it is at `now`. `hours` says when each hour
    /// began, in order: a day may have 23 or 25. What says it was reported later is of no day before: a platform's clock may be
    /// ahead of midnight.
    #[must_use]
    pub fn of(
        incidents: impl Iterator<Item = &'a Incident>,
        hours: &[Timestamp],
        end: Timestamp,
        now: Timestamp,
    ) -> Self {
        let mut report = Self {
            by_hour: vec![Tally::default(); hours.len()],
            ..Self::default()
        };
        let real =
            incidents.filter(|incident| incident.reported_at() < end && !incident.flags.exercise);
        let real: Vec<&Incident> = real.collect();
        let since = hours.first().copied().unwrap_or(now);
        report.rates = Rates::of(real.iter().copied(), since, now);
        for incident in real {
            if incident.stage.is_open() {
                report.open.push((incident, next_deadline(incident, now)));
            }
            if incident.reported_at() < since {
                continue;
            }
            let Incident {
                category, place, ..
            } = incident;
            let category = report.by_category.entry(category.clone()).or_default();
            category.add(incident, now);
            let area = report.by_area.entry(place.area.clone()).or_default();
            area.add(incident, now);
            let hour = hours.partition_point(|hour| *hour <= incident.reported_at());
            if let Some(hour) = report.by_hour.get_mut(hour.saturating_sub(1)) {
                hour.add(incident, now);
            }
            if incident.priority >= Priority::Urgent {
                report.urgent.push(incident);
            }
        }
        report
            .urgent
            .sort_by_key(|incident| (incident.reported_at(), incident.id));
        report.open.sort_by_key(|(incident, deadline)| {
            let left = deadline.map(|(_, clock)| clock.reading(now).left());
            (left.is_none(), left, incident.id)
        });
        report
    }
}

/// How many the hub was told of from the incident `first_told` on and were reported before `since`. Of these no day's report tells:
/// that of their own day had ended. Exercises count nowhere.
#[must_use]
pub fn told_late<'a>(
    incidents: impl Iterator<Item = &'a Incident>,
    first_told: IncidentId,
    since: Timestamp,
) -> u64 {
    let late = incidents.filter(|incident| {
        incident.id >= first_told && incident.reported_at() < since && !incident.flags.exercise
    });
    late.count() as u64
}

/// The clock that has the least left, of those that run.
fn next_deadline(incident: &Incident, now: Timestamp) -> Option<(ClockKind, &Clock)> {
    let clocks = incident.pending_clocks();
    let running = clocks.filter(|(_, clock)| clock.reading(now).state != ClockState::Standing);
    running
        .min_by_key(|(kind, clock)| -> (Millis, ClockKind) { (clock.reading(now).left(), *kind) })
}

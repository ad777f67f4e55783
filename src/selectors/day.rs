//! The day's figures, each computed by its own definition; `design/lifecycle.md`, "Rates".

use std::collections::BTreeSet;

use domain::{Actor, AreaId, Assignee, Incident, Millis, Name, Stage, Timestamp, UnitId};
use world::{Rates, Ratio};

use crate::config::Directory;

/// The figures above the picture, all networks together. What was reported, what was closed and the ratios are about incidents
/// reported since the day began on the deployment's clock; where they stand is about every open one, whenever it was reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayFigures {
    /// Reported today.
    pub reported: u64,
    /// Nobody has taken them: Reported.
    pub waiting: u64,
    /// Taken and not yet sent to anybody: Accepted.
    pub accepted: u64,
    /// Somebody was sent: Dispatched.
    pub dispatched: u64,
    /// Somebody deals with them: OnScene and Handling.
    pub acting: u64,
    /// Done, to be verified: Resolved.
    pub resolved: u64,
    /// Closed today.
    pub closed: u64,
    /// Open ones with a clock beyond its limit.
    pub overdue: u64,
    /// 处置率: handled / to be handled.
    pub handled: Ratio,
    /// 按期处置率: handled within the handling clock / to be handled.
    pub handled_on_time: Ratio,
    /// 按期结案率: closed with the handling and the verification clock kept / to be handled.
    pub closed_on_time: Ratio,
    /// 准确派遣率: dispatched without return / dispatched.
    pub right_first_dispatch: Ratio,
    /// Given to somebody within the dispatch clock.
    pub dispatched_on_time: Ratio,
    /// Arrived within the arrival clock.
    pub arrived_on_time: Ratio,
}

impl DayFigures {
    /// Adds another network's figures: those of its day, by its own clock, and those of everything it holds.
    pub fn add(&mut self, rates: &Rates, standing: &Rates) {
        self.reported += rates.reported;
        self.waiting += standing.at(Stage::Reported);
        self.accepted += standing.at(Stage::Accepted);
        self.dispatched += standing.at(Stage::Dispatched);
        self.acting += standing.at(Stage::OnScene) + standing.at(Stage::Handling);
        self.resolved += standing.at(Stage::Resolved);
        self.closed += rates.at(Stage::Closed);
        self.overdue += standing.overdue;
        for (ours, theirs) in [
            (&mut self.handled, rates.handled),
            (&mut self.handled_on_time, rates.handled_on_time),
            (&mut self.closed_on_time, rates.closed_on_time),
            (&mut self.right_first_dispatch, rates.right_first_dispatch),
            (&mut self.dispatched_on_time, rates.dispatched_on_time),
            (&mut self.arrived_on_time, rates.arrived_on_time),
        ] {
            ours.part += theirs.part;
            ours.whole += theirs.whole;
        }
    }
}

/// How much an operator has to take in an hour: up to 6 is good, 12 the most that can be managed (screen.md, "Flood").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum LoadLevel {
    /// Up to 6 an hour.
    #[default]
    Good,
    /// Up to 12 an hour.
    High,
    /// More than can be managed.
    TooHigh,
}

impl LoadLevel {
    /// The word for `data-load` attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::High => "high",
            Self::TooHigh => "too_high",
        }
    }
}

/// The load of the last hour on the deployment's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Load {
    /// Incidents reported.
    pub reported: u32,
    /// Different seats and persons that accepted any; at least 1.
    pub operators: u32,
    /// Reported ones an operator.
    pub per_operator: f64,
    /// What that amounts to.
    pub level: LoadLevel,
}

/// The load of the hour before `now`.
#[must_use]
pub fn load<'a>(incidents: impl Iterator<Item = (&'a Incident, Timestamp)>) -> Load {
    let hour = Millis::from_hours(1);
    let mut reported = 0;
    let mut operators = BTreeSet::new();
    for (incident, now) in incidents.filter(|(incident, _)| !incident.flags.exercise) {
        let within = |at: Timestamp| at > now - hour && at <= now;
        reported += u32::from(within(incident.reported_at()));
        let accepted_now = incident.reached.first(Stage::Accepted).is_some_and(within);
        if let Some(actor) = incident.accepted_by.as_ref().filter(|_| accepted_now) {
            let seat = match &**actor {
                Actor::Platform {
                    desk: Some(desk), ..
                } => desk.to_string(),
                Actor::Platform { platform, .. } => platform.to_string(),
                Actor::Person { person, .. } => person.to_string(),
                Actor::Hub => continue,
            };
            operators.insert(seat);
        }
    }
    let operators = u32::try_from(operators.len()).unwrap_or(u32::MAX).max(1);
    let per_operator = f64::from(reported) / f64::from(operators);
    Load {
        reported,
        operators,
        per_operator,
        level: match per_operator {
            few if few <= 6.0 => LoadLevel::Good,
            many if many <= 12.0 => LoadLevel::High,
            _ => LoadLevel::TooHigh,
        },
    }
}

/// The crews and the open incidents of a patrol area (巡区力量).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaForce {
    /// Which area.
    pub area: AreaId,
    /// What it is called.
    pub name: Name,
    /// Crews whose station serves it.
    pub crews: u32,
    /// Those with a live assignment.
    pub busy: u32,
    /// Open incidents in it.
    pub open: u32,
    /// Those of them that nobody has taken.
    pub waiting: u32,
}

/// Every patrol area in the deployment's own order.
#[must_use]
pub fn forces<'a>(
    directory: &Directory,
    incidents: impl Iterator<Item = &'a Incident>,
) -> Vec<AreaForce> {
    let mut forces: Vec<AreaForce> = directory
        .areas
        .iter()
        .map(|area| AreaForce {
            area: area.id.clone(),
            name: area.name.clone(),
            crews: 0,
            busy: 0,
            open: 0,
            waiting: 0,
        })
        .collect();
    let mut busy_crews: BTreeSet<&UnitId> = BTreeSet::new();
    for incident in incidents.filter(|incident| incident.stage.is_open()) {
        for assignment in incident.live_assignments() {
            if let Assignee::Unit(unit) = &assignment.assignee {
                busy_crews.insert(unit);
            }
        }
        let here = forces
            .iter_mut()
            .find(|force| Some(&force.area) == incident.place.area.as_ref());
        // An exercise keeps crews busy, and is nothing that stands open.
        if let Some(force) = here.filter(|_| !incident.flags.exercise) {
            force.open += 1;
            force.waiting += u32::from(incident.stage == Stage::Reported);
        }
    }
    for (unit, crew) in &directory.crews {
        let here = forces
            .iter_mut()
            .find(|force| Some(&force.area) == crew.area.as_ref());
        if let Some(force) = here {
            force.crews += 1;
            force.busy += u32::from(busy_crews.contains(unit));
        }
    }
    forces
}

/// Ten minutes: the width of a bin of the day.
pub const BIN: Millis = Millis::from_mins(10);

/// Bins of a day.
pub const BINS: usize = 144;

/// The day in bins of ten minutes: how many were reported in each, by the stage they stand at now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayHistogram {
    /// When the day began on the deployment's clock.
    pub day_started_at: Timestamp,
    /// The deployment's now.
    pub now: Timestamp,
    /// By bin, then in the order of [`Stage::ALL`].
    pub bins: Vec<[u32; Stage::ALL.len()]>,
}

impl DayHistogram {
    /// A day in which nothing was reported.
    #[must_use]
    pub fn new(day_started_at: Timestamp, now: Timestamp) -> Self {
        Self {
            day_started_at,
            now,
            bins: vec![[0; Stage::ALL.len()]; BINS],
        }
    }

    /// Counts an incident in, when it was reported today and is a real one, as the figures above the picture do.
    pub fn count(&mut self, incident: &Incident) {
        if incident.flags.exercise {
            return;
        }
        let into_day = (incident.reported_at() - self.day_started_at).0;
        let bin = usize::try_from(into_day.div_euclid(BIN.0)).ok();
        if let Some(bin) = bin.and_then(|bin| self.bins.get_mut(bin)) {
            bin[incident.stage as usize] += 1;
        }
    }

    /// The bin in which most were reported, the first of equals, and how many; `None` when there were none.
    #[must_use]
    pub fn peak(&self) -> Option<(usize, u32)> {
        let totals = self.bins.iter().map(|stages| stages.iter().sum::<u32>());
        totals
            .enumerate()
            .filter(|(_, total)| *total > 0)
            .max_by(|(one, most), (other, more)| most.cmp(more).then(other.cmp(one)))
    }

    /// How far the day has come: the bin of now.
    #[must_use]
    pub fn bin_of_now(&self) -> usize {
        let bin = (self.now - self.day_started_at).0.div_euclid(BIN.0);
        usize::try_from(bin).unwrap_or(0).min(BINS - 1)
    }
}

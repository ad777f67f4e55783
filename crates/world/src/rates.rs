//! The figures of the day, each computed by its own definition.

use domain::{ClockState, Incident, Stage, Timestamp};
use serde::{Deserialize, Serialize};

/// A part of a whole. The share of nothing is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratio {
    /// How many of the whole.
    pub part: u64,
    /// How many in all.
    pub whole: u64,
}

impl Ratio {
    /// The share, 0 to 1; `None` when there is nothing to share.
    #[must_use]
    pub fn share(self) -> Option<f64> {
        (self.whole > 0).then(|| self.part as f64 / self.whole as f64)
    }

    fn count(&mut self, is_part: bool) {
        self.whole += 1;
        self.part += u64::from(is_part);
    }
}

/// The figures of a day; `design/lifecycle.md`, "Rates". Exercises count nowhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    /// Incidents reported since the day began, void ones too.
    pub reported: u64,
    /// How many of them stand at each stage, in the order of [`Stage::ALL`].
    pub at_stage: [u64; Stage::ALL.len()],
    /// How many of them are open.
    pub open: u64,
    /// How many of the open ones have at least one clock beyond its limit.
    pub overdue: u64,
    /// How many blink: urgent or higher, and nobody has accepted or acknowledged them.
    pub unattended: u64,
    /// 处置率: handled / to be handled. To be handled is what is not void.
    pub handled: Ratio,
    /// 按期处置率: handled within the handling clock / to be handled.
    pub handled_on_time: Ratio,
    /// 按期结案率: closed with the handling and the verification clock kept / to be handled.
    pub closed_on_time: Ratio,
    /// 准确派遣率: dispatched without return / dispatched.
    pub right_first_dispatch: Ratio,
    /// Given to somebody within the dispatch clock / given to somebody, or overdue.
    pub dispatched_on_time: Ratio,
    /// Assignments that arrived within the arrival clock / those that arrived, or are overdue.
    pub arrived_on_time: Ratio,
}

impl Rates {
    /// The figures of the incidents reported at or after `reported_since`, as they are at `now`.
    #[must_use]
    pub fn of<'a>(
        incidents: impl Iterator<Item = &'a Incident>,
        reported_since: Timestamp,
        now: Timestamp,
    ) -> Self {
        let mut rates = Self::default();
        for incident in incidents
            .filter(|incident| incident.reported_at() >= reported_since && !incident.flags.exercise)
        {
            rates.add(incident, now);
        }
        rates
    }

    /// How many stand at a stage.
    #[must_use]
    pub const fn at(&self, stage: Stage) -> u64 {
        self.at_stage[stage as usize]
    }

    fn add(&mut self, incident: &Incident, now: Timestamp) {
        self.reported += 1;
        self.at_stage[incident.stage as usize] += 1;
        self.unattended += u64::from(incident.is_unattended());
        if incident.stage.is_open() {
            self.open += 1;
            self.overdue += u64::from(incident.is_overdue(now));
        }
        if incident.stage == Stage::Void {
            return;
        }
        let kept = |clock: Option<&domain::Clock>| {
            clock.is_some_and(|clock| clock.reading(now).state == ClockState::Kept)
        };
        let handled = incident.stage.is_handled();
        let handled_on_time = handled && kept(incident.handling_clock.as_ref());
        self.handled.count(handled);
        self.handled_on_time.count(handled_on_time);
        let verification = incident.verification_clock.as_ref();
        let verified_on_time = verification.is_none() || kept(verification);
        self.closed_on_time
            .count(incident.stage == Stage::Closed && handled_on_time && verified_on_time);
        if !incident.assignments.is_empty() {
            self.right_first_dispatch
                .count(incident.flags.returned == 0);
        }
        let assigned = !incident.assignments.is_empty();
        let overdue = incident.stage.is_open()
            && incident.dispatch_clock.reading(now).state == ClockState::Overdue;
        if assigned || overdue {
            self.dispatched_on_time
                .count(assigned && kept(Some(&incident.dispatch_clock)));
        }
        for assignment in &incident.assignments {
            let arrival = assignment
                .arrival_clock
                .as_ref()
                .map(|clock| clock.reading(now).state);
            match (arrival, assignment.on_scene_at()) {
                (Some(state), Some(_)) => self.arrived_on_time.count(state == ClockState::Kept),
                (Some(ClockState::Overdue), None) if assignment.is_live() => {
                    self.arrived_on_time.count(false)
                }
                _ => {}
            }
        }
    }
}

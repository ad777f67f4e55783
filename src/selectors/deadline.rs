//! Deadlines: which clock presses, and how much.

use domain::{
    Clock, ClockKind, ClockReading, ClockState, Incident, IncidentRef, Millis, Timestamp,
};

/// A deadline is near when this share of its time is used.
pub const NEAR: f64 = 0.75;

/// How much a deadline presses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pressure {
    /// There is time, or the clock stands.
    #[default]
    Calm,
    /// Three quarters of the time are used.
    Near,
    /// The time is over.
    Overdue,
}

impl Pressure {
    /// The word for `data-pressure` attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Near => "near",
            Self::Overdue => "overdue",
        }
    }

    /// What a clock's reading amounts to.
    #[must_use]
    pub fn of(reading: &ClockReading) -> Self {
        match reading.state {
            ClockState::Overdue => Self::Overdue,
            ClockState::Running if reading.used() >= NEAR => Self::Near,
            _ => Self::Calm,
        }
    }
}

/// A clock of an incident, read at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// What it measures.
    pub kind: ClockKind,
    /// What it shows.
    pub reading: ClockReading,
    /// How much it presses.
    pub pressure: Pressure,
}

impl Deadline {
    /// By how much it is over; negative while there is time.
    #[must_use]
    pub fn over(&self) -> Millis {
        -self.reading.left()
    }
}

/// The clock of an incident that presses most. `None` when none waits for anything.
#[must_use]
pub fn pressing(incident: &Incident, now: Timestamp) -> Option<Deadline> {
    most_pressing(incident.pending_clocks(), now)
}

/// Of several clocks the one that presses most: the one furthest over, else the one with the largest share of its time used.
pub(super) fn most_pressing<'a>(
    clocks: impl Iterator<Item = (ClockKind, &'a Clock)>,
    now: Timestamp,
) -> Option<Deadline> {
    clocks
        .map(|(kind, clock)| {
            let reading = clock.reading(now);
            Deadline {
                kind,
                reading,
                pressure: Pressure::of(&reading),
            }
        })
        .max_by(|one, other| {
            let over = |deadline: &Deadline| deadline.over().0.max(0);
            one.pressure
                .cmp(&other.pressure)
                .then_with(|| over(one).cmp(&over(other)))
                .then_with(|| one.reading.used().total_cmp(&other.reading.used()))
        })
}

/// An incident with a deadline that is near or over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Which incident.
    pub incident: IncidentRef,
    /// Its clock that presses most.
    pub deadline: Deadline,
}

/// Near and overdue ones: the furthest over first, then what has least time left; what only waits for verification after
/// all others. At most `count`.
#[must_use]
pub fn due<'a>(
    incidents: impl Iterator<Item = (IncidentRef, &'a Incident)>,
    now: impl Fn(domain::Network) -> Option<Timestamp>,
    count: usize,
) -> Vec<Due> {
    let mut found: Vec<Due> = incidents
        .filter(|(_, incident)| incident.stage.is_open())
        .filter_map(|(reference, incident)| {
            let deadline = pressing(incident, now(reference.network)?)?;
            (deadline.pressure > Pressure::Calm).then_some(Due {
                incident: reference,
                deadline,
            })
        })
        .collect();
    found.sort_by_key(|due| {
        let waits_only_to_be_verified = due.deadline.kind == ClockKind::Verification;
        (
            waits_only_to_be_verified,
            due.deadline.reading.left(),
            due.incident,
        )
    });
    found.truncate(count);
    found
}

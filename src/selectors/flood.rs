//! Flood: more news than anybody can take in; `design/screen.md`.

use domain::{Incident, Millis, Priority, Timestamp};

/// The span that is looked at.
pub const WITHIN: Millis = Millis::from_mins(10);

/// More new urgent incidents than this within [`WITHIN`] begin a flood.
pub const BEGINS_ABOVE: usize = 10;

/// Fewer than this end it.
pub const ENDS_BELOW: usize = 5;

/// How many urgent incidents were reported within [`WITHIN`] before `now`.
pub fn new_urgent<'a>(incidents: impl Iterator<Item = (&'a Incident, Timestamp)>) -> usize {
    incidents
        .filter(|(incident, now)| {
            let at = incident.reported_at();
            incident.priority >= Priority::Urgent
                && !incident.flags.exercise
                && at > *now - WITHIN
                && at <= *now
        })
        .count()
}

/// Whether there is a flood, given whether there was one and how many urgent incidents are new.
#[must_use]
pub const fn is_flood(was_flood: bool, new_urgent: usize) -> bool {
    if was_flood {
        new_urgent >= ENDS_BELOW
    } else {
        new_urgent > BEGINS_ABOVE
    }
}

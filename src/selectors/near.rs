//! Incidents near in place and time: perhaps the same matter.

use domain::{IncidentId, Millis, Stage, Timestamp, Wgs84};
use geodesy::Metres;
use world::World;

/// How near another report of the same matter may be placed: a street block. A rule of this project.
const NEAR: Metres = Metres(500.0);

/// How long before or after it may be reported.
const WITHIN: Millis = Millis::from_hours(6);

/// How many neighbours are looked at: enough to find those that are open among those that are not.
const LOOKED_AT: usize = 60;

/// An incident that may be the same matter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Which.
    pub incident: IncidentId,
    /// How far away it is.
    pub distance: Metres,
    /// How long before (or, negative, after) it was reported.
    pub before: Millis,
}

/// What is open near a place and was reported near a moment, the nearest first; at most `count`. `but` is left out.
#[must_use]
pub fn near(
    world: &World,
    at: Wgs84,
    reported_at: Timestamp,
    but: Option<IncidentId>,
    count: usize,
) -> Vec<Near> {
    world
        .nearest(at, LOOKED_AT)
        .into_iter()
        .take_while(|(_, distance)| *distance <= NEAR)
        .filter(|(incident, _)| {
            let apart = (reported_at - incident.reported_at()).0.abs();
            Some(incident.id) != but && incident.stage < Stage::Resolved && apart <= WITHIN.0
        })
        .take(count)
        .map(|(incident, distance)| Near {
            incident: incident.id,
            distance,
            before: reported_at - incident.reported_at(),
        })
        .collect()
}

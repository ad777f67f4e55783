//! An incident's sign.

use domain::{Incident, Priority, Stage, Timestamp};

use super::badges::badge_of;
use super::colours::stage_colour;
use super::letters::letter_of;
use crate::connection::Freshness;
use crate::engine::{Rank, Ring, Shape, Sign, Size};
use crate::selectors::{Pressure, pressing};

/// What an incident's sign depends on besides the incident.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Circumstances {
    /// The network's now.
    pub now: Timestamp,
    /// How fresh its feed is.
    pub freshness: Freshness,
    /// Whether there is more news than anybody can take in: nothing blinks then, and marks group.
    pub flood: bool,
}

/// How an incident is drawn.
#[must_use]
pub fn incident_sign(incident: &Incident, circumstances: Circumstances) -> Sign {
    let wants_somebody = wants_somebody(incident);
    let calls = incident.is_unattended();
    Sign {
        shape: shape(incident.stage),
        colour: stage_colour(incident.stage),
        letter: letter_of(incident.stage),
        size: size(incident),
        rank: match incident.priority {
            _ if !wants_somebody => Rank::Background,
            _ if calls => Rank::Top,
            Priority::Routine => Rank::Normal,
            _ => Rank::Raised,
        },
        blink: calls && !circumstances.flood,
        hollow: circumstances.freshness != Freshness::Live,
        hatched: incident.flags.exercise,
        stands_alone: wants_somebody && stands_alone(incident.priority, circumstances.flood),
        ring: ring(incident, circumstances.now),
        badge: badge_of(incident),
    }
}

/// One silhouette a family.
const fn shape(stage: Stage) -> Shape {
    match stage {
        Stage::Reported => Shape::Diamond,
        Stage::Accepted => Shape::SquareCornerUp,
        Stage::Dispatched => Shape::Square,
        Stage::OnScene => Shape::Circle,
        Stage::Handling => Shape::CircleBar,
        Stage::Resolved => Shape::CircleTick,
        Stage::Closed => Shape::Dot,
        Stage::Void => Shape::Cross,
    }
}

/// Whether somebody has to go there or deal with it. What is done and only to be verified steps back behind what is not.
const fn wants_somebody(incident: &Incident) -> bool {
    incident.stage.is_open() && !incident.stage.is_handled()
}

const fn size(incident: &Incident) -> Size {
    if !incident.stage.is_open() {
        return Size::Dot;
    }
    match incident.priority {
        _ if !wants_somebody(incident) => Size::Regular,
        Priority::Routine => Size::Regular,
        Priority::Urgent => Size::Large,
        Priority::Emergency => Size::Huge,
    }
}

/// Urgent ones are never hidden in a group; in a flood, which is made of them, only emergencies are not.
const fn stands_alone(priority: Priority, flood: bool) -> bool {
    match priority {
        Priority::Routine => false,
        Priority::Urgent => !flood,
        Priority::Emergency => true,
    }
}

/// Closes as a deadline comes near, and is double when it is over.
fn ring(incident: &Incident, now: Timestamp) -> Ring {
    match pressing(incident, now) {
        Some(deadline) => match deadline.pressure {
            Pressure::Calm => Ring::None,
            Pressure::Near => Ring::Closing(deadline.reading.used() as f32),
            Pressure::Overdue => Ring::Double,
        },
        None => Ring::None,
    }
}

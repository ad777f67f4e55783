//! Who was sent, and how far they are.

use serde::{Deserialize, Serialize};

use crate::{Clock, DepartmentId, StationId, Timestamp, UnitId};

/// Whoever can be given an incident.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assignee {
    /// A patrol station, which receives.
    Station(StationId),
    /// A crew, which receives.
    Unit(UnitId),
    /// A department, which claims (认领).
    Department(DepartmentId),
}

/// How far an assignment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentStep {
    /// Offered, not yet answered.
    Offered,
    /// Received by a station or unit, or claimed by a department.
    Received,
    /// Under way.
    UnderWay,
    /// On scene.
    OnScene,
}

/// How an assignment ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentEnd {
    /// Its work is done or its crew is free again.
    Cleared,
    /// Its holder sent it back.
    Declined,
    /// The centre took it back.
    Withdrawn,
    /// It was handed on to somebody else.
    HandedOver,
}

/// One assignment of an incident: to whom, how far, and its own clocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// To whom.
    pub assignee: Assignee,
    /// How far.
    pub step: AssignmentStep,
    /// When it was offered.
    pub offered_at: Option<Timestamp>,
    /// When it was received or claimed.
    pub received_at: Option<Timestamp>,
    /// When they started out.
    pub under_way_at: Option<Timestamp>,
    /// When they were on scene.
    pub on_scene_at: Option<Timestamp>,
    /// How and when it ended.
    pub ended: Option<(AssignmentEnd, Timestamp)>,
    /// From the offer to the receipt.
    pub receipt_clock: Option<Clock>,
    /// From the receipt to the arrival.
    pub arrival_clock: Option<Clock>,
}

impl Assignment {
    /// Nobody ended it yet.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        self.ended.is_none()
    }
}

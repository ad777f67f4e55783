//! Who was sent, and how far they are.

use serde::{Deserialize, Serialize};

use crate::moment::Moments;
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
#[serde(from = "Parts", into = "Parts")]
pub struct Assignment {
    /// To whom.
    pub assignee: Assignee,
    /// How far.
    pub step: AssignmentStep,
    /// When it took each step, and behind the last step when it ended.
    times: Moments<{ STEPS + 1 }>,
    end: Option<AssignmentEnd>,
    /// From the offer to the receipt.
    pub receipt_clock: Option<Clock>,
    /// From the receipt to the arrival.
    pub arrival_clock: Option<Clock>,
}

const STEPS: usize = AssignmentStep::OnScene as usize + 1;

impl Assignment {
    /// An assignment at a step, with no time known.
    #[must_use]
    pub fn begun(assignee: Assignee, step: AssignmentStep) -> Self {
        Self {
            assignee,
            step,
            times: Moments::default(),
            end: None,
            receipt_clock: None,
            arrival_clock: None,
        }
    }

    /// When it took a step, if that is known.
    #[must_use]
    pub fn at(&self, step: AssignmentStep) -> Option<Timestamp> {
        self.times.at(step as usize)
    }

    /// When it was offered.
    #[must_use]
    pub fn offered_at(&self) -> Option<Timestamp> {
        self.at(AssignmentStep::Offered)
    }

    /// When it was received or claimed.
    #[must_use]
    pub fn received_at(&self) -> Option<Timestamp> {
        self.at(AssignmentStep::Received)
    }

    /// When they started out.
    #[must_use]
    pub fn under_way_at(&self) -> Option<Timestamp> {
        self.at(AssignmentStep::UnderWay)
    }

    /// When they were on scene.
    #[must_use]
    pub fn on_scene_at(&self) -> Option<Timestamp> {
        self.at(AssignmentStep::OnScene)
    }

    /// How and when it ended.
    #[must_use]
    pub fn ended(&self) -> Option<(AssignmentEnd, Timestamp)> {
        self.end.zip(self.times.at(STEPS))
    }

    /// Nobody ended it yet.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        self.end.is_none()
    }

    /// It took a step, or a later one. Its first time counts.
    pub fn note(&mut self, step: AssignmentStep, at: Timestamp) {
        self.step = self.step.max(step);
        self.times.note(step as usize, at);
    }

    /// It ended.
    pub fn end(&mut self, how: AssignmentEnd, at: Timestamp) {
        self.end = Some(how);
        self.times.set(STEPS, at);
    }
}

/// An assignment as it is written.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Assignment")]
struct Parts {
    assignee: Assignee,
    step: AssignmentStep,
    offered_at: Option<Timestamp>,
    received_at: Option<Timestamp>,
    under_way_at: Option<Timestamp>,
    on_scene_at: Option<Timestamp>,
    ended: Option<(AssignmentEnd, Timestamp)>,
    receipt_clock: Option<Clock>,
    arrival_clock: Option<Clock>,
}

impl From<Parts> for Assignment {
    fn from(parts: Parts) -> Self {
        Self {
            assignee: parts.assignee,
            step: parts.step,
            times: Moments::from([
                parts.offered_at,
                parts.received_at,
                parts.under_way_at,
                parts.on_scene_at,
                parts.ended.map(|(_, at)| at),
            ]),
            end: parts.ended.map(|(how, _)| how),
            receipt_clock: parts.receipt_clock,
            arrival_clock: parts.arrival_clock,
        }
    }
}

impl From<Assignment> for Parts {
    fn from(assignment: Assignment) -> Self {
        Self {
            offered_at: assignment.offered_at(),
            received_at: assignment.received_at(),
            under_way_at: assignment.under_way_at(),
            on_scene_at: assignment.on_scene_at(),
            ended: assignment.ended(),
            assignee: assignment.assignee,
            step: assignment.step,
            receipt_clock: assignment.receipt_clock,
            arrival_clock: assignment.arrival_clock,
        }
    }
}

//! Why a request was refused.

use domain::{Assignee, IncidentId, Seq, Stage};
use serde::{Deserialize, Serialize};

use crate::Topic;

/// Why a request was refused, and so what its sender can do about it.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum Refusal {
    /// The request names no incident, or one that this network never had.
    #[error("no such incident")]
    UnknownIncident,
    /// The incident left the picture.
    #[error("incident {incident} is archived")]
    Archived {
        /// Which.
        incident: IncidentId,
    },
    /// The stage does not allow it.
    #[error("not possible while the incident is {}", stage.as_str())]
    NotInThisStage {
        /// Where the incident stands.
        stage: Stage,
    },
    /// The assignee has no live assignment on the incident.
    #[error("{assignee:?} has no live assignment on this incident")]
    NotAssigned {
        /// Who.
        assignee: Assignee,
    },
    /// The assignee already has a live assignment on the incident.
    #[error("{assignee:?} is already assigned to this incident")]
    AlreadyAssigned {
        /// Who.
        assignee: Assignee,
    },
    /// The assignee has not received or claimed the assignment yet.
    #[error("{assignee:?} has not received the assignment yet")]
    NotReceived {
        /// Who.
        assignee: Assignee,
    },
    /// The assignment is already further than that.
    #[error("the assignment is already past that step")]
    StepPassed {
        /// Who.
        assignee: Assignee,
    },
    /// It already is so; nothing would change.
    #[error("it already is so")]
    NothingToChange,
    /// The act wants a reason and has none.
    #[error("a reason is needed")]
    ReasonMissing,
    /// An incident cannot be merged into itself, or into one that is void or archived.
    #[error("cannot be merged into {into}")]
    CannotMergeInto {
        /// Into which.
        into: IncidentId,
    },
    /// Something that matters has changed since the version the command was decided on.
    #[error("the incident has changed: decided on {decided_on}, now at {now_at}")]
    Outdated {
        /// The version it was decided on.
        decided_on: Seq,
        /// The version the incident is at.
        now_at: Seq,
        /// What has changed of that which matters to the command.
        changed: Vec<Topic>,
    },
    /// A rating is 1 to 5.
    #[error("a rating is 1 to 5")]
    RatingOutOfRange,
    /// Only the hub may do that.
    #[error("only the hub itself may do that")]
    OnlyTheHub,
}

//! What became of what was asked.

use domain::{AreaId, GridId, IncidentId, Seq, Timestamp};
use serde::{Deserialize, Serialize};
use world::Refusal;

use crate::clock;

/// What became of a statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Whether it was recorded.
    pub verdict: Verdict,
    /// The incident it is about, when there is one.
    pub incident: Option<IncidentId>,
    /// The last event it made.
    pub seq: Option<Seq>,
    /// The grid the incident lies in.
    pub grid: Option<GridId>,
    /// The patrol area the incident lies in.
    pub area: Option<AreaId>,
    /// Why it was refused.
    pub refusal: Option<Objection>,
}

/// Why a statement was refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(untagged)]
pub enum Objection {
    /// The world does not allow it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It is said to have happened after now, by more than clocks may differ.
    #[error(transparent)]
    Ahead(#[from] Ahead),
}

/// A moment that has not come yet, by more than clocks may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("lies ahead of the deployment's clock, which shows {} (limits.ahead_ms)", clock::rfc3339(*.now))]
pub struct Ahead {
    /// What the clock showed.
    pub now: Timestamp,
}

/// Whether a statement was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It was, in the order of the lifecycle.
    Applied,
    /// It was known already, and counted.
    Duplicate,
    /// It was, and marked as late or against the order.
    OutOfOrder,
    /// It was not.
    Refused,
}

impl Verdict {
    /// The verdict's word in answers and metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Duplicate => "duplicate",
            Self::OutOfOrder => "out_of_order",
            Self::Refused => "refused",
        }
    }
}

/// Why a request got no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// More requests wait than may. Come back.
    #[error("more requests are waiting than may")]
    Busy,
    /// The log could not make it durable, so it did not happen. Come back.
    #[error("the log could not keep it, so it did not happen")]
    NotDurable,
    /// The hub is stopping. Come back.
    #[error("the hub is stopping")]
    Stopping,
    /// The session ended while the command waited.
    #[error("the session ended before this was decided")]
    SignedOut,
    /// The idempotency key was used before, for another body.
    #[error("this idempotency key was used for another body")]
    KeyReused,
    /// The idempotency key was answered, and the answer cannot be read any more. It may have happened.
    #[error(
        "this command was answered by another release; look at the incident before asking again"
    )]
    AnswerLost,
}

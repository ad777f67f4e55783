//! Why a command was not done, as a screen can tell it.

use serde::Deserialize;
use world::{Refusal, Topic};

/// Why a command was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The incident does not allow it.
    Refused(Reason),
    /// It has moved, and that matters: it may be asked again of what it is now.
    Outdated(Vec<Topic>),
    /// The person may not.
    NoRight,
    /// There is no such incident, or not for this person.
    Unknown,
    /// A field is wrong: a JSON pointer (RFC 6901), and what the hub says of it.
    Field {
        /// Which.
        pointer: String,
        /// What is wrong with it, in the hub's English.
        detail: String,
    },
    /// Nobody is signed in any more.
    SignInNeeded,
    /// The hub did not answer, as often as it was tried: nobody knows whether it happened.
    NoAnswer,
    /// The hub's answer makes no sense to this screen.
    Unreadable(u16),
}

impl Rejection {
    /// Whether it may have been done all the same: the same question keeps its key.
    #[must_use]
    pub const fn is_unsettled(&self) -> bool {
        matches!(self, Self::SignInNeeded | Self::NoAnswer)
    }

    /// Whether it says that the incident is no longer what the person decided on.
    #[must_use]
    pub const fn says_it_moved(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::Outdated(_))
    }
}

/// The world's reasons to refuse, without what they are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It left the picture.
    Archived,
    /// The stage does not allow it.
    NotInThisStage,
    /// Whoever it is about has no live order.
    NotAssigned,
    /// Whoever it is about has an order already.
    AlreadyAssigned,
    /// The order was not received yet.
    NotReceived,
    /// The order is further than that.
    StepPassed,
    /// It already is so.
    NothingToChange,
    /// It wants a reason.
    ReasonMissing,
    /// Not into that incident.
    CannotMergeInto,
    /// 1 to 5.
    RatingOutOfRange,
    /// Another reason.
    #[serde(other)]
    Other,
}

impl From<&Refusal> for Reason {
    fn from(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::Archived { .. } => Self::Archived,
            Refusal::NotInThisStage { .. } => Self::NotInThisStage,
            Refusal::NotAssigned { .. } => Self::NotAssigned,
            Refusal::AlreadyAssigned { .. } => Self::AlreadyAssigned,
            Refusal::NotReceived { .. } => Self::NotReceived,
            Refusal::StepPassed { .. } => Self::StepPassed,
            Refusal::NothingToChange => Self::NothingToChange,
            Refusal::ReasonMissing => Self::ReasonMissing,
            Refusal::CannotMergeInto { .. } => Self::CannotMergeInto,
            Refusal::RatingOutOfRange => Self::RatingOutOfRange,
            Refusal::UnknownIncident | Refusal::Outdated { .. } | Refusal::OnlyTheHub => {
                Self::Other
            }
        }
    }
}

//! Where an incident stands in its handling (环节).

use serde::{Deserialize, Serialize};

/// Where an incident stands in its handling. One at a time; `design/lifecycle.md`, "Stages and their signs".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 上报: someone said so, nobody has taken it.
    Reported,
    /// 受理: the centre has taken it.
    Accepted,
    /// 派遣: at least one live assignment.
    Dispatched,
    /// 到场: the first crew is there.
    OnScene,
    /// 处置: being dealt with.
    Handling,
    /// 办结: done, to be verified.
    Resolved,
    /// 结案: verified and answered.
    Closed,
    /// 作废: rejected or merged.
    Void,
}

/// Stages that share a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Nobody has taken it.
    Waiting,
    /// The centre has it.
    Taken,
    /// Somebody was sent.
    Sent,
    /// Somebody is dealing with it.
    Acting,
    /// Done, to be verified.
    Done,
    /// Nothing is left to do.
    Closed,
}

impl Stage {
    /// Every stage in the order of the lifecycle.
    pub const ALL: [Self; 8] = [
        Self::Reported,
        Self::Accepted,
        Self::Dispatched,
        Self::OnScene,
        Self::Handling,
        Self::Resolved,
        Self::Closed,
        Self::Void,
    ];

    /// The stage's word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Accepted => "accepted",
            Self::Dispatched => "dispatched",
            Self::OnScene => "on_scene",
            Self::Handling => "handling",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
            Self::Void => "void",
        }
    }

    /// The colour family the stage belongs to.
    #[must_use]
    pub const fn family(self) -> Family {
        match self {
            Self::Reported => Family::Waiting,
            Self::Accepted => Family::Taken,
            Self::Dispatched => Family::Sent,
            Self::OnScene | Self::Handling => Family::Acting,
            Self::Resolved => Family::Done,
            Self::Closed | Self::Void => Family::Closed,
        }
    }

    /// Something is still to be done, be it only verifying.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Void)
    }

    /// The handling itself is over, verified or not; a void incident was never to be handled.
    #[must_use]
    pub const fn is_handled(self) -> bool {
        matches!(self, Self::Resolved | Self::Closed)
    }
}

//! How pressing an incident is.

use serde::{Deserialize, Serialize};

/// How pressing an incident is: drawn as size and badge, never as colour.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    /// 一般
    #[default]
    Routine,
    /// 紧急: blinks until somebody has taken it.
    Urgent,
    /// 特急: blinks until somebody has taken it.
    Emergency,
}

impl Priority {
    /// The priority's word on the wire and in configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Routine => "routine",
            Self::Urgent => "urgent",
            Self::Emergency => "emergency",
        }
    }
}

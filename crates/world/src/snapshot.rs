//! A register as bytes: what a hub saves, so that it need not fold its log from the beginning.

use domain::{ExternalId, Incident, IncidentId, PlatformId, Seq};
use serde::{Deserialize, Serialize};

use crate::newest::Newest;
use crate::told::Told;
use crate::touched::Touched;

/// The version of the bytes. It stands first, so that a later version can tell an older one.
const VERSION: u8 = 3;

/// A whole register as data: the same register gives the same snapshot, and the same snapshot the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The last event seen.
    pub(crate) through: Seq,
    /// The highest number given to an incident, 0 before the first.
    pub(crate) highest: u64,
    /// How many facts were out of order.
    pub(crate) out_of_order: u64,
    /// What is held, by ascending id, when which part of it changed last, up to when what a later word replaces is known, and what it
    /// need not show.
    pub(crate) held: Vec<(Incident, Touched, Newest, Told)>,
    /// The platforms' numbers of what is archived, in order.
    pub(crate) archived: Vec<(PlatformId, ExternalId, IncidentId)>,
}

/// Bytes that are no snapshot of a register.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Written by another version: fold the log instead.
    #[error("the snapshot has version {found:?}, readable is {VERSION}")]
    Version {
        /// The version it says it has; `None` when there is not even that.
        found: Option<u8>,
    },
    /// Not readable, cut off, or followed by something else: fold the log instead.
    #[error("the snapshot is not readable")]
    Unreadable(#[from] postcard::Error),
    /// Bytes follow the snapshot: fold the log instead.
    #[error("{0} bytes follow the snapshot")]
    Trailing(usize),
}

impl Snapshot {
    /// The last event folded into it.
    #[must_use]
    pub const fn through(&self) -> Seq {
        self.through
    }

    /// The incidents, by ascending id.
    pub fn incidents(&self) -> impl Iterator<Item = &Incident> {
        self.held.iter().map(|(incident, ..)| incident)
    }

    /// The snapshot as bytes, its version first.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_extend(self, vec![VERSION])
            .expect("memory takes all bytes, and every part of a snapshot knows its length")
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// When the bytes were written by another version, or are not readable.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotError> {
        match bytes {
            [VERSION, rest @ ..] => match postcard::take_from_bytes(rest)? {
                (snapshot, []) => Ok(snapshot),
                (_, trailing) => Err(SnapshotError::Trailing(trailing.len())),
            },
            other => Err(SnapshotError::Version {
                found: other.first().copied(),
            }),
        }
    }
}

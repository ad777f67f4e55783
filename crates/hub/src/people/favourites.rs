//! The cameras that somebody wants to find again: of the account, and nobody else's to read.

use domain::{CameraId, PersonId};

use super::{People, PeopleError};
use crate::problem::Problem;

/// Most that an account keeps: beyond it a list is no shorter way than the tree of all cameras.
pub const MOST_FAVOURITES: usize = 200;

/// Somebody's own cameras.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Favourites {
    /// How often they have changed.
    pub version: u64,
    /// In the order in which they were chosen.
    pub cameras: Vec<CameraId>,
}

/// Why they are as they were.
#[derive(Debug, thiserror::Error)]
pub enum FavouritesRefusal {
    /// They were changed in another window: look at the newest first.
    #[error("they are based on version {based_on}, and the newest is {newest}")]
    Stale {
        /// What they were based on.
        based_on: u64,
        /// What there is.
        newest: u64,
    },
    /// The store failed.
    #[error(transparent)]
    Failed(#[from] PeopleError),
}

impl People {
    /// Somebody's own cameras. Reads the disk.
    ///
    /// # Errors
    /// When the store failed.
    pub fn favourites(&self, id: &PersonId) -> Result<Favourites, PeopleError> {
        self.store().favourites(id)
    }

    /// Keeps these as somebody's own cameras, if `based_on` is their version so far (0: there are none). What they are already
    /// is kept without a new version, so that who asks again because no answer came is answered as the first time.
    ///
    /// # Errors
    /// When they have changed since, or the store failed.
    pub fn keep_favourites(
        &self,
        id: &PersonId,
        based_on: u64,
        cameras: Vec<CameraId>,
    ) -> Result<Favourites, FavouritesRefusal> {
        let store = self.store();
        let known = store.favourites(id)?;
        if known.cameras == cameras {
            return Ok(known);
        }
        let newest = known.version;
        if newest != based_on {
            return Err(FavouritesRefusal::Stale { based_on, newest });
        }
        let kept = Favourites {
            version: newest + 1,
            cameras,
        };
        store.keep_favourites(id, &kept)?;
        Ok(kept)
    }
}

impl From<FavouritesRefusal> for Problem {
    fn from(refusal: FavouritesRefusal) -> Self {
        match refusal {
            FavouritesRefusal::Stale { .. } => Self::refused("stale", refusal.to_string()),
            FavouritesRefusal::Failed(error) => error.into(),
        }
    }
}

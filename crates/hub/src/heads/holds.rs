//! Who holds a head: one at a time, for half a minute unless it is held again.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{CameraId, PersonId};
use tokio::sync::watch;

use crate::people::SessionKey;

/// How long a head is held, unless it is held again or moved.
pub const HELD_FOR: Duration = Duration::from_secs(30);

/// A head that somebody holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Who.
    pub person: PersonId,
    /// In which session: when that ends, so does the hold.
    session: SessionKey,
    /// Until when, by the process's clock.
    pub until: Duration,
}

/// Why a head is not held.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoldRefusal {
    /// Somebody else does.
    #[error("{} holds it", .0.person)]
    Held(Hold),
    /// Nobody does, and it must be held to be moved.
    #[error("it must be held before it is moved: POST …/hold")]
    NotHeld,
}

/// All holds.
#[derive(Debug, Default)]
pub struct Holds {
    held: Mutex<BTreeMap<CameraId, Hold>>,
    changed: watch::Sender<()>,
}

impl Holds {
    fn held(&self) -> MutexGuard<'_, BTreeMap<CameraId, Hold>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says whenever somebody takes a head or lets go of one; that one is over by its time it does not say.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Who holds a head.
    #[must_use]
    pub fn of(&self, camera: &CameraId, now: Duration) -> Option<Hold> {
        let held = self.held();
        held.get(camera).filter(|hold| now < hold.until).cloned()
    }

    /// Takes a head, or holds it on. Whether it was somebody's own before, and the hold.
    ///
    /// # Errors
    /// When somebody else holds it.
    pub fn take(
        &self,
        camera: &CameraId,
        person: &PersonId,
        session: SessionKey,
        now: Duration,
    ) -> Result<(bool, Hold), HoldRefusal> {
        let mut held = self.held();
        let before = held.get(camera).filter(|hold| now < hold.until);
        if let Some(other) = before.filter(|hold| hold.person != *person) {
            return Err(HoldRefusal::Held(other.clone()));
        }
        let was_own = before.is_some();
        let hold = Hold {
            person: person.clone(),
            session,
            until: now + HELD_FOR,
        };
        held.insert(camera.clone(), hold.clone());
        drop(held);
        self.changed.send_replace(());
        Ok((was_own, hold))
    }

    /// Holds on to a head that is held already: whoever moves it does, in this session from now on.
    ///
    /// # Errors
    /// When somebody else holds it, or nobody does.
    pub fn hold_on(
        &self,
        camera: &CameraId,
        person: &PersonId,
        session: SessionKey,
        now: Duration,
    ) -> Result<(), HoldRefusal> {
        let mut held = self.held();
        let hold = held.get_mut(camera).filter(|hold| now < hold.until);
        let hold = hold.ok_or(HoldRefusal::NotHeld)?;
        if hold.person != *person {
            return Err(HoldRefusal::Held(hold.clone()));
        }
        hold.session = session;
        hold.until = now + HELD_FOR;
        drop(held);
        self.changed.send_replace(());
        Ok(())
    }

    /// Lets go of a head. Whether it was the person's.
    pub fn release(&self, camera: &CameraId, person: &PersonId, now: Duration) -> bool {
        let mut held = self.held();
        let own = held.get(camera).filter(|hold| hold.person == *person);
        let Some(was_held) = own.map(|hold| now < hold.until) else {
            return false;
        };
        held.remove(camera);
        drop(held);
        self.changed.send_replace(());
        was_held
    }

    /// Forgets holds that are over, and those of sessions that have ended.
    pub fn sweep(&self, now: Duration, is_alive: impl Fn(SessionKey) -> bool) {
        let mut held = self.held();
        let before = held.len();
        held.retain(|_, hold| now < hold.until && is_alive(hold.session));
        let fewer = held.len() < before;
        drop(held);
        if fewer {
            self.changed.send_replace(());
        }
    }
}

//! What was asked of the hub and is not yet seen to have happened, and what was refused until somebody has read why.

use std::sync::Arc;

use domain::{IncidentRef, Network, Seq};
use leptos::prelude::*;
use protocol::CommandRequest;

use super::Rejection;
use crate::platform::wake_all;

/// The most refusals that are remembered: more than that nobody reads.
const MOST_REFUSED: usize = 50;

/// A command on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Its idempotency key.
    pub key: Arc<str>,
    /// On which network.
    pub network: Network,
    /// As it was posted, to be posted again.
    pub request: Arc<CommandRequest>,
    /// How far it is.
    pub state: AskedState,
}

/// How far a command is.
#[derive(Clone, Debug, PartialEq)]
pub enum AskedState {
    /// On its way for the first time.
    Sent,
    /// There was no answer, or the hub was busy: it is tried again with the same key.
    Retried,
    /// It is done; the incident has this version once its event has come.
    Done(Seq),
    /// It is refused.
    Rejected(Rejection),
}

impl Asked {
    /// About which incident; `None` for a report.
    #[must_use]
    pub fn incident(&self) -> Option<IncidentRef> {
        let network = self.network;
        self.request.incident.map(|id| IncidentRef { network, id })
    }

    /// Whether something may still come of it.
    #[must_use]
    pub const fn is_waiting(&self) -> bool {
        !matches!(self.state, AskedState::Rejected(_))
    }

    /// Whether it was given up without knowing whether it was done.
    #[must_use]
    pub const fn is_unsettled(&self) -> bool {
        matches!(&self.state, AskedState::Rejected(rejection) if rejection.is_unsettled())
    }
}

/// Everything that was asked. A handle: cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct Pending(RwSignal<Vec<Asked>>);

impl Pending {
    /// Nothing was asked.
    #[must_use]
    pub fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// Has everybody read it again, and lets go of readers that are gone: see [`wake_all`].
    pub(super) fn forget_listeners(self) {
        wake_all(&self.0);
    }

    /// Something was asked.
    pub fn ask(self, asked: Asked) {
        self.0.update(|all| {
            all.retain(|before| before.key != asked.key);
            all.push(asked);
            let refused = all.iter().filter(|asked| !asked.is_waiting()).count();
            let mut excess = refused.saturating_sub(MOST_REFUSED);
            all.retain(|asked| {
                let is_dropped = excess > 0 && !asked.is_waiting();
                excess -= usize::from(is_dropped);
                !is_dropped
            });
        });
    }

    /// How far it is now.
    pub fn tell(self, key: &str, state: AskedState) {
        self.0.update(|all| {
            if let Some(asked) = all.iter_mut().find(|asked| *asked.key == *key) {
                asked.state = state;
            }
        });
    }

    /// Somebody has read it, or asks it anew; gives what it was.
    pub fn take(self, key: &str) -> Option<Asked> {
        self.0.try_update(|all| {
            let at = all.iter().position(|asked| *asked.key == *key)?;
            Some(all.remove(at))
        })?
    }

    /// One of them; tracks nothing.
    #[must_use]
    pub fn find(self, key: &str) -> Option<Asked> {
        self.0
            .with_untracked(|all| all.iter().find(|asked| *asked.key == *key).cloned())
    }

    /// Forgets what is done and seen: `version` says which version of an incident is held, `None` where it is not in view.
    pub fn settle(self, version: impl Fn(IncidentRef) -> Option<Seq>) {
        let is_seen = |asked: &Asked| match (&asked.state, asked.incident()) {
            (AskedState::Done(wanted), Some(incident)) => {
                version(incident).is_none_or(|held| held >= *wanted)
            }
            (AskedState::Done(_), None) => true,
            _ => false,
        };
        if self.0.with_untracked(|all| all.iter().any(is_seen)) {
            self.0.update(|all| all.retain(|asked| !is_seen(asked)));
        }
    }

    /// Reads all of it; tracks it.
    pub fn with<T>(self, read: impl FnOnce(&[Asked]) -> T) -> T {
        self.0.with(|all| read(all))
    }

    /// Whether something asked of an incident has not come back yet; tracks it.
    #[must_use]
    pub fn is_waiting(self, incident: IncidentRef) -> bool {
        self.with(|all| {
            all.iter()
                .any(|asked| asked.is_waiting() && asked.incident() == Some(incident))
        })
    }
}

impl Default for Pending {
    fn default() -> Self {
        Self::new()
    }
}

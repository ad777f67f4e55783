//! The call that somebody is taking down.

use domain::PersonId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::draft::Draft;
use crate::platform::{Storage, keep, kept};
use crate::store::Store;

/// Under which name it is kept for this tab.
const KEPT_AS: &str = "furun.call";

/// What is kept: a call, and whose it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Held {
    of: Option<PersonId>,
    draft: Draft,
    is_open: bool,
}

/// The call that somebody is taking down, be it that its form is closed. It belongs to the account: who called is shown to
/// nobody else who sits down here. A handle: cheap to copy.
#[derive(Clone, Copy)]
pub struct CallInHand {
    held: RwSignal<Held>,
    store: Store,
}

impl CallInHand {
    /// What this tab has kept, and keeps it on as long as the calling component lives.
    pub(in crate::panels) fn begin(store: Store) -> Self {
        let text = kept(Storage::Session, KEPT_AS);
        let held = text.and_then(|text| serde_json::from_str(&text).ok());
        let call = Self {
            held: RwSignal::new(held.unwrap_or_default()),
            store,
        };
        Effect::new(move |_| {
            let Some(person) = call.person() else {
                // Whoever it was may come back.
                return;
            };
            let own = call
                .held
                .with(|held| held.is_of(&person).then(|| held.clone()));
            let own = own.filter(|held| held.is_open || !held.draft.is_empty());
            let text = own.and_then(|held| serde_json::to_string(&held).ok());
            keep(Storage::Session, KEPT_AS, text.as_deref());
        });
        call
    }

    /// Reads what is written down; tracks it.
    pub fn with<T>(self, read: impl FnOnce(&Draft) -> T) -> T {
        let person = self.person();
        self.held.with(|held| match &person {
            Some(person) if held.is_of(person) => read(&held.draft),
            _ => read(&Draft::default()),
        })
    }

    /// What is written down.
    #[must_use]
    pub fn get_untracked(self) -> Draft {
        untrack(|| self.with(Clone::clone))
    }

    /// Writes something down.
    pub fn update(self, write: impl FnOnce(&mut Draft)) {
        self.write(|held| write(&mut held.draft));
    }

    /// Writes something else down.
    pub fn set(self, draft: Draft) {
        self.update(|written| *written = draft);
    }

    /// Whether its form is open; tracks it.
    #[must_use]
    pub fn is_open(self) -> bool {
        let person = self.person();
        self.held
            .with(|held| held.is_open && person.is_some_and(|person| held.is_of(&person)))
    }

    /// Opens its form, or closes it: what was written stays.
    pub fn show(self, is_open: bool) {
        self.write(|held| held.is_open = is_open);
    }

    fn write(self, write: impl FnOnce(&mut Held)) {
        let Some(person) = untrack(|| self.person()) else {
            return;
        };
        self.held.update(|held| {
            if !held.is_of(&person) {
                *held = Held::default();
                held.of = Some(person);
            }
            write(held);
        });
    }

    fn person(self) -> Option<PersonId> {
        let session = self.store.session.read();
        session.me().map(|me| me.person.id.clone())
    }
}

impl Held {
    fn is_of(&self, person: &PersonId) -> bool {
        self.of.as_ref() == Some(person)
    }
}

/// Forgets what is kept of a call: whoever sits here next must not read who called.
pub fn forget_call() {
    keep(Storage::Session, KEPT_AS, None);
}

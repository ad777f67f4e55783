use std::sync::Arc;

use domain::Seq;
use leptos::prelude::*;
use protocol::Command;

use super::super::desk::OpenForm;
use super::amend::Described;
use super::counterpart::ByNumber;
use super::photos_field::Shots;
use crate::selectors::{Action, Wants};

/// What is written in the form that is open. It belongs to the desk: a form that is built again, where its order now stands in
/// another list or its incident is selected again, finds everything as it was left. A handle: cheap to copy.
#[derive(Clone, Copy)]
pub struct Written {
    of: StoredValue<Option<OpenForm>>,
    /// In words.
    pub note: RwSignal<String>,
    /// The photos that go with it.
    pub(super) shots: Shots,
    /// What is chosen of a list.
    pub(super) chosen: RwSignal<Option<Command>>,
    /// The counterpart, where it is told by its number.
    pub(super) by_number: ByNumber,
    /// Under which key it was sent last.
    pub sent: RwSignal<Option<Arc<str>>>,
    seen: StoredValue<Option<Seq>>,
    /// How the incident is described, where that is put right: as it was when the form opened, and as it is to be.
    pub(super) described: StoredValue<Described>,
    pub(super) to_be: RwSignal<Described>,
}

impl Written {
    /// Nothing.
    #[must_use]
    pub fn new() -> Self {
        Self {
            of: StoredValue::new(None),
            note: RwSignal::default(),
            shots: Shots::new(),
            chosen: RwSignal::new(None),
            by_number: ByNumber::new(),
            sent: RwSignal::new(None),
            seen: StoredValue::new(None),
            described: StoredValue::default(),
            to_be: RwSignal::default(),
        }
    }

    /// Takes up what is written in a form, which is nothing where another was open before; says whether it begins. `seen` is what
    /// stands there now.
    pub(super) fn take_up(self, form: &OpenForm, seen: Option<Seq>) -> bool {
        let begins = self.of.with_value(|of| of.as_ref() != Some(form));
        if begins {
            self.forget();
            self.seen.set_value(seen);
            self.of.set_value(Some(form.clone()));
        }
        begins
    }

    /// Whether the action wants a note that is not there yet.
    pub fn lacks_note(self, action: Action) -> bool {
        matches!(action.wants(), Wants::Note | Wants::ChoiceAndReason)
            && self.note.with(|note| note.trim().is_empty())
    }

    /// On which version the person decides: the one that was seen when the form opened; once that was asked for, the one that
    /// stands there now.
    pub fn decides_on(self, now: Option<Seq>) -> Option<Seq> {
        let seen = self.seen.get_value();
        self.seen.set_value(None);
        seen.or(now)
    }

    /// Forgets what is written: it is done, or the person gave it up.
    pub fn forget(self) {
        self.of.set_value(None);
        self.note.update(String::clear);
        self.shots.clear();
        self.chosen.set(None);
        self.by_number.clear();
        self.sent.set(None);
        self.seen.set_value(None);
    }
}

impl Default for Written {
    fn default() -> Self {
        Self::new()
    }
}

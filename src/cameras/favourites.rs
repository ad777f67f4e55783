//! A person's own cameras, kept by the browser under the account: the hub keeps nothing of what somebody likes to see.

use domain::PersonId;
use leptos::prelude::*;

use crate::platform::{Storage, keep, kept};
use crate::store::Store;

/// Under which name they are kept, with the account behind it.
const KEPT_AS: &str = "furun.cameras.favourites";

/// Most that are kept: beyond it a list is no shorter way than the tree.
const MOST: usize = 200;

/// The codes of a person's own cameras, in the order in which they were chosen. A handle: cheap to copy.
#[derive(Clone, Copy)]
pub struct Favourites {
    ids: RwSignal<Vec<String>>,
    person: Signal<Option<PersonId>>,
}

impl Favourites {
    /// Those of whoever sits at the screen, as long as the calling component lives.
    #[must_use]
    pub fn of_seat(store: Store) -> Self {
        let person = Memo::new(move |_| {
            let session = store.session.read();
            session.me().map(|me| me.person.id.clone())
        });
        let favourites = Self {
            ids: RwSignal::new(Vec::new()),
            person: person.into(),
        };
        // What the browser keeps is outside: it is read when it is known who sits there.
        Effect::new(move |_| {
            let kept = kept(Storage::Machine, &favourites.name());
            let kept = kept.and_then(|text| serde_json::from_str(&text).ok());
            favourites.ids.set(kept.unwrap_or_default());
        });
        favourites
    }

    /// Tracks who sits there.
    fn name(self) -> String {
        self.person.with(|person| match person {
            Some(person) => format!("{KEPT_AS}.{person}"),
            None => KEPT_AS.to_owned(),
        })
    }

    /// All of them; tracks them.
    #[must_use]
    pub fn all(self) -> Vec<String> {
        self.ids.get()
    }

    /// Whether a camera is one; tracks it.
    #[must_use]
    pub fn has(self, id: &str) -> bool {
        self.ids.with(|ids| ids.iter().any(|known| known == id))
    }

    /// Makes a camera one, or one no longer.
    pub fn toggle(self, id: &str) {
        self.ids.update(|ids| {
            let before = ids.len();
            ids.retain(|known| known != id);
            if ids.len() == before && before < MOST {
                ids.push(id.to_owned());
            }
        });
        let text = self.ids.with_untracked(serde_json::to_string);
        // A browser that keeps nothing forgets them with the page.
        keep(
            Storage::Machine,
            &untrack(|| self.name()),
            text.ok().as_deref(),
        );
    }
}

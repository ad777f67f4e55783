//! A person's own cameras: kept by the hub for the account, and by the browser until the hub has them, and for whoever has none.

use domain::PersonId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::favourite_list::FavouriteList;
use crate::commands::{Commands, DoorFault, DoorReason};
use crate::platform::{Interval, Storage, is_hidden, keep, kept};
use crate::store::Store;

/// Under which name they are kept, with the account behind it.
const KEPT_AS: &str = "furun.cameras.own";

/// And where an earlier version kept the bare list of their codes.
const ONCE_KEPT_AS: &str = "furun.cameras.favourites";

/// How often the hub is asked whether another browser has changed them, in milliseconds; what it has not taken is offered again
/// then.
const ASK_EVERY_MS: u32 = 10_000;

/// How often in a row it is tried again because another browser was faster.
const MOST_TRIES: usize = 4;

/// The codes of a person's own cameras, in the order in which they were chosen. A handle: cheap to copy.
#[derive(Clone, Copy)]
pub struct Favourites {
    list: RwSignal<FavouriteList>,
    person: Signal<Option<PersonId>>,
    /// The way to the hub, where it keeps them for somebody.
    commands: Option<Commands>,
    asking: StoredValue<bool>,
    fault: RwSignal<Option<DoorFault>>,
}

/// Why the hub does not have what was changed here; the browser keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unkept {
    /// It did not answer, and will be asked again.
    NoAnswer,
    /// It refused.
    Refused,
}

impl Favourites {
    /// Those of whoever sits at the screen, as long as the calling component lives. Without a way to a hub they are the browser's.
    #[must_use]
    pub fn of_seat(store: Store, commands: Option<Commands>) -> Self {
        let person = Memo::new(move |_| {
            let session = store.session.read();
            session.me().map(|me| me.person.id.clone())
        });
        let favourites = Self {
            list: RwSignal::default(),
            person: person.into(),
            commands: commands.filter(|_| store.sees_cameras.get_untracked()),
            asking: StoredValue::new(false),
            fault: RwSignal::new(None),
        };
        // What the browser keeps is outside: it is read when it is known who sits there.
        Effect::new(move |_| {
            favourites.person.track();
            favourites.fault.set(None);
            untrack(|| favourites.open());
        });
        if favourites.commands.is_some() {
            let again = StoredValue::new_local(Some(Interval::new(ASK_EVERY_MS, move || {
                if !is_hidden() {
                    favourites.agree();
                }
            })));
            on_cleanup(move || {
                again.try_update_value(Option::take);
            });
        }
        favourites
    }

    /// What the browser keeps of whoever sits there now, what an earlier version kept with it.
    fn open(self) {
        let name = self.name(KEPT_AS);
        let list = kept(Storage::Machine, &name);
        let list = list.and_then(|text| serde_json::from_str(&text).ok());
        self.list.set(list.unwrap_or_default());
        let before = self.name(ONCE_KEPT_AS);
        let once = kept(Storage::Machine, &before);
        let once: Option<Vec<String>> = once.and_then(|text| serde_json::from_str(&text).ok());
        if let Some(once) = once {
            self.update(|list| list.take_over(&once));
            keep(Storage::Machine, &before, None);
        }
        self.agree();
    }

    fn name(self, kept_as: &str) -> String {
        self.person.with_untracked(|person| match person {
            Some(person) => format!("{kept_as}.{person}"),
            None => kept_as.to_owned(),
        })
    }

    /// All of them; tracks them.
    #[must_use]
    pub fn all(self) -> Vec<String> {
        self.list.with(FavouriteList::cameras)
    }

    /// Whether a camera is one; tracks it.
    #[must_use]
    pub fn has(self, id: &str) -> bool {
        self.list.with(|list| list.has(id))
    }

    /// Whether the hub does not have what was changed here, although it was asked; tracks it.
    #[must_use]
    pub fn unkept(self) -> Option<Unkept> {
        let fault = self.fault.get()?;
        self.list.with(FavouriteList::owed)?;
        Some(match fault {
            DoorFault::NoAnswer | DoorFault::Wait { .. } => Unkept::NoAnswer,
            _ => Unkept::Refused,
        })
    }

    /// Makes a camera one, or one no longer.
    pub fn toggle(self, id: &str) {
        self.update(|list| list.toggle(id));
        self.agree();
    }

    /// Changes them as the browser has them now: another of its windows may have changed them, too.
    fn update(self, change: impl FnOnce(&mut FavouriteList)) {
        let name = self.name(KEPT_AS);
        let known = kept(Storage::Machine, &name);
        let known = known.and_then(|text| serde_json::from_str(&text).ok());
        let mut list = known.unwrap_or_else(|| self.list.get_untracked());
        change(&mut list);
        let text = serde_json::to_string(&list);
        // A browser that keeps nothing forgets them with the page, unless the hub has them.
        keep(Storage::Machine, &name, text.ok().as_deref());
        if self.list.with_untracked(|known| *known != list) {
            self.list.set(list);
        }
    }

    /// Comes to an agreement with the hub, unless that is just being done: it tells what it has, and is told what was changed here.
    fn agree(self) {
        let Some((commands, person)) = self.commands.zip(self.person.get_untracked()) else {
            return;
        };
        if self.asking.get_value() {
            return;
        }
        self.asking.set_value(true);
        spawn_local(async move {
            let agreed = self.ask(commands, &person).await;
            // The page may have been left meanwhile.
            if self.asking.try_set_value(false).is_some() || !self.is_still(&person) {
                return;
            }
            let fault = agreed.err();
            if self.fault.with_untracked(|known| *known != fault) {
                self.fault.set(fault);
            }
        });
    }

    async fn ask(self, commands: Commands, person: &PersonId) -> Result<(), DoorFault> {
        let mut tries = 0;
        loop {
            let told = commands.favourites().await?;
            if !self.is_still(person) {
                return Ok(());
            }
            self.update(|list| list.tell(told));
            // What is changed while the hub keeps this is told next.
            while let Some((version, cameras)) = self.list.with_untracked(FavouriteList::owed) {
                match commands.keep_favourites(version, &cameras).await {
                    Ok(told) if self.is_still(person) => self.update(|list| list.tell(told)),
                    Ok(_) => return Ok(()),
                    Err(DoorFault::Refused(DoorReason::Stale)) if tries < MOST_TRIES => break,
                    Err(fault) => return Err(fault),
                }
            }
            if self.list.with_untracked(FavouriteList::owed).is_none() {
                return Ok(());
            }
            tries += 1;
        }
    }

    /// Whether that person still sits there, and the page is still there.
    fn is_still(self, person: &PersonId) -> bool {
        let now = self.person.try_get_untracked().flatten();
        now.as_ref() == Some(person)
    }
}

//! What a person reports goes in here and nowhere else: it is kept on the device first, and sent when there is a way.

mod entry;
mod fault;
mod keeper;
mod round;
#[cfg(test)]
mod tests;
mod waking;

use std::rc::Rc;
use std::sync::Arc;

use domain::{Millis, Network, PersonId, Timestamp};
use leptos::logging::warn;
use leptos::prelude::*;
use leptos::task::spawn_local;

pub use self::entry::{Content, Entry, EntryState, Keys, PhotoCourse, Seen};
pub use self::fault::Fault;
pub use self::keeper::{Keeper, KeptPhoto};
use self::round::Course;
use crate::commands::Commands;
use crate::platform::{DatabaseError, ask_to_keep, device_now, unique_key};
use crate::store::Store;

/// So long what has been sent stays in the list of what became of it.
const KEPT_FOR: Millis = Millis::from_hours(30 * 24);

/// The outbox. A handle: cheap to copy, handed down by context.
#[derive(Clone, Copy)]
pub struct Outbox {
    entries: RwSignal<Vec<Entry>>,
    fault: RwSignal<Option<DatabaseError>>,
    keeper: StoredValue<Option<Rc<Keeper>>, LocalStorage>,
    course: StoredValue<Course, LocalStorage>,
    commands: Commands,
    store: Store,
}

/// The photo of a report that is said otherwise.
#[derive(Clone, Debug, PartialEq)]
pub enum NewPhoto {
    /// The one it had.
    AsBefore,
    /// None.
    None,
    /// Another one.
    Another(KeptPhoto),
}

/// A new report.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Whose.
    pub owner: PersonId,
    /// To which network.
    pub network: Network,
    /// What it says.
    pub content: Content,
    /// Its photo.
    pub photo: Option<KeptPhoto>,
}

impl Outbox {
    /// Opens what is kept on this device and sends what waits there, as long as the calling component lives.
    #[must_use]
    pub fn begin(commands: Commands, store: Store) -> Self {
        let outbox = Self {
            entries: RwSignal::new(Vec::new()),
            fault: RwSignal::new(None),
            keeper: StoredValue::new_local(None),
            course: StoredValue::new_local(Course::default()),
            commands,
            store,
        };
        spawn_local(outbox.open());
        waking::wake(outbox);
        outbox
    }

    async fn open(self) {
        let opened = match Keeper::open().await {
            Ok(keeper) => keeper.entries().await.map(|entries| (keeper, entries)),
            Err(error) => Err(error),
        };
        match opened {
            Ok((keeper, entries)) => {
                let (old, kept): (Vec<_>, _) = entries
                    .into_iter()
                    .partition(|entry| is_over(entry, device_now()));
                for entry in old {
                    // What cannot be forgotten now is forgotten another day.
                    let _ = keeper.forget(&entry.id).await;
                }
                self.keeper.try_set_value(Some(Rc::new(keeper)));
                self.entries.try_set(kept);
                self.push();
            }
            Err(error) => {
                warn!("outbox: {error}");
                self.fault.try_set(Some(error));
            }
        }
    }

    /// Every report on this device; tracks them.
    pub fn with<T>(self, read: impl FnOnce(&[Entry]) -> T) -> T {
        self.entries.with(|entries| read(entries))
    }

    /// One report, as long as it is here; tracks it.
    #[must_use]
    pub fn entry(self, id: &str) -> Option<Entry> {
        self.with(|entries| entries.iter().find(|entry| *entry.id == *id).cloned())
    }

    /// Why nothing can be kept here; tracks it.
    #[must_use]
    pub fn fault(self) -> Option<DatabaseError> {
        self.fault.get()
    }

    /// Keeps a new report, and begins to send it.
    ///
    /// # Errors
    /// When the device does not keep it: it is not in the outbox then, and the person must not lose what was written.
    pub async fn add(self, draft: Draft) -> Result<(), DatabaseError> {
        let entry = Entry {
            id: unique_key().into(),
            owner: draft.owner,
            network: draft.network,
            made_at: device_now(),
            content: draft.content,
            photo: match &draft.photo {
                Some(_) => PhotoCourse::Here,
                None => PhotoCourse::None,
            },
            keys: new_keys(),
            body: None,
            state: EntryState::Waiting,
            seen: None,
        };
        self.keeper()?.keep(&entry, draft.photo.as_ref()).await?;
        ask_to_keep();
        self.entries.try_update(|entries| entries.push(entry));
        self.push();
        Ok(())
    }

    /// Says something else instead of what was refused.
    ///
    /// # Errors
    /// When the device does not keep it: then it is as it was.
    pub async fn mend(
        self,
        id: &str,
        content: Content,
        photo: NewPhoto,
    ) -> Result<(), DatabaseError> {
        let Some(mut entry) = self
            .entries
            .with_untracked(|entries| entries.iter().find(|entry| *entry.id == *id).cloned())
        else {
            return Ok(());
        };
        let (course, another) = match photo {
            // It goes out again: the hub forgets after a day what no command has named.
            NewPhoto::AsBefore if entry.photo != PhotoCourse::None => (PhotoCourse::Here, None),
            NewPhoto::AsBefore => (PhotoCourse::None, None),
            NewPhoto::None => (PhotoCourse::None, None),
            NewPhoto::Another(photo) => (PhotoCourse::Here, Some(photo)),
        };
        if entry.mend(content, course, new_keys()) {
            self.keeper()?.keep(&entry, another.as_ref()).await?;
            self.show(entry);
            self.push();
        }
        Ok(())
    }

    /// Forgets a report that the hub does not take.
    pub fn give_up(self, id: Arc<str>) {
        spawn_local(async move {
            let Ok(keeper) = self.keeper() else { return };
            if keeper.forget(&id).await.is_ok() {
                self.entries
                    .try_update(|entries| entries.retain(|entry| entry.id != id));
            }
        });
    }

    /// Keeps what was last seen of a report's incident.
    pub fn note(self, id: &str, seen: Seen) {
        let entry = self.entries.with_untracked(|entries| {
            let entry = entries.iter().find(|entry| *entry.id == *id)?;
            (entry.seen != Some(seen)).then(|| entry.clone())
        });
        if let Some(mut entry) = entry {
            entry.seen = Some(seen);
            self.show(entry.clone());
            spawn_local(async move {
                if let Ok(keeper) = self.keeper() {
                    // Without it the list is only less good without a connection.
                    let _ = keeper.keep(&entry, None).await;
                }
            });
        }
    }

    /// A report's photo, as it is shown in lists.
    pub async fn thumbnail(self, id: Arc<str>) -> Option<Vec<u8>> {
        // The list may be drawn before the database is open.
        self.keeper().ok()?.thumbnail(&id).await
    }

    fn keeper(self) -> Result<Rc<Keeper>, DatabaseError> {
        let keeper = self.keeper.try_get_value().flatten();
        keeper.ok_or_else(|| {
            let fault = self.fault.try_get_untracked().flatten();
            fault.unwrap_or(DatabaseError::Unavailable)
        })
    }

    /// Puts a report as it is now into the place of what it was.
    fn show(self, entry: Entry) {
        self.entries.try_update(|entries| {
            if let Some(known) = entries.iter_mut().find(|known| known.id == entry.id) {
                *known = entry;
            }
        });
    }

    /// Sends what waits, as soon as nothing else is being sent.
    pub fn push(self) {
        round::push(self);
    }
}

fn new_keys() -> Keys {
    Keys {
        photo: unique_key().into(),
        command: unique_key().into(),
    }
}

/// Whether a report has been in the list of what became of it for long enough.
fn is_over(entry: &Entry, now: Timestamp) -> bool {
    entry.incident().is_some() && now - entry.made_at > KEPT_FOR
}

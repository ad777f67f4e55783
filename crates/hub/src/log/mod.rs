//! The durable log of one network: events, and beside them what the events must not hold.
//!
//! A home of the log keeps events for ever and in order, texts about people so that they can be erased, answers to
//! idempotency keys and the tracks of units for a while, and snapshots of the world to start from. What belongs together is written together: a
//! [`Batch`] is there whole after a crash, or not at all.

mod memory;
mod sqlite;
mod stored;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use domain::{IncidentId, PersonId, PhotoKey, Seq, TextKey, Timestamp, UnitId, UnitPosition};
use protocol::LogId;
use world::Event;

use crate::audit::{Entry, Noted, Query};

pub use memory::MemoryLog;
pub use sqlite::SqliteLog;
pub use stored::{EVENT_VERSION, decode_fact, encode_fact};

/// What is made durable at once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// The events, numbered on from the last one in the log.
    pub events: Vec<Event>,
    /// The texts the events refer to.
    pub texts: Vec<NewText>,
    /// The answers that are given again when their request comes again.
    pub answers: Vec<(RequestKey, StoredAnswer)>,
    /// The photos people sent, which belong to no incident yet.
    pub uploads: Vec<Upload>,
    /// The photos that belong to an incident from now on.
    pub photos: Vec<(PhotoKey, IncidentId)>,
    /// What the audit trail is to know of it.
    pub audit: Vec<Entry>,
    /// Where units were. A second sample of a unit and moment is passed over.
    pub samples: Vec<UnitPosition>,
}

/// A text about people, in the erasable store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewText {
    /// What events call it.
    pub key: TextKey,
    /// The incident it belongs to, with which it is erased.
    pub incident: IncidentId,
    /// The text.
    pub text: String,
}

/// A photo that somebody sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Which.
    pub photo: PhotoKey,
    /// Who, and only that person may attach it.
    pub person: PersonId,
    /// When, by the system's clock.
    pub at: Timestamp,
}

/// What is known of a photo.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownPhoto {
    /// Who sent it of late.
    pub people: BTreeSet<PersonId>,
    /// To which incidents it belongs.
    pub incidents: BTreeSet<IncidentId>,
}

/// What names a request that may come again: who sent it, and its idempotency key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestKey {
    /// The platform that sent it, or [`of_person`](Self::of_person) the person.
    pub sender: String,
    /// The key it gave.
    pub key: String,
}

impl RequestKey {
    /// What names a person's command. An id holds no control character, so no platform has such a name.
    #[must_use]
    pub fn of_person(person: &PersonId, key: String) -> Self {
        let sender = format!("person\n{person}");
        Self { sender, key }
    }

    /// Whether a person sent it.
    #[must_use]
    pub fn is_of_person(&self) -> bool {
        self.sender.contains('\n')
    }
}

/// Before which moments of the system's clock answers are forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forgotten {
    /// Answers to platforms.
    pub of_platforms: Timestamp,
    /// Answers to people.
    pub of_people: Timestamp,
}

/// How a request was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    /// SHA-256 of the request's body: the same key with another body is a mistake.
    pub fingerprint: [u8; 32],
    /// When, by the system's clock.
    pub answered_at: Timestamp,
    /// The answer as JSON.
    pub answer: String,
}

/// The world up to an event, as bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedSnapshot {
    /// The last event folded into it.
    pub through: Seq,
    /// [`world::Snapshot`] as bytes.
    pub bytes: Vec<u8>,
}

/// Why the log did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The home failed: a full disk, say. Nothing of the batch was kept.
    #[error("the log's home failed")]
    Home(#[from] rusqlite::Error),
    /// The home cannot be reached.
    #[error("the log's home cannot be opened: {0}")]
    Closed(String),
    /// The first event of a batch is not the one after the last in the log: somebody else writes to it.
    #[error("event {found} does not follow the log's last event {last}")]
    Gap {
        /// The last event in the log.
        last: Seq,
        /// The event that was to follow it.
        found: Seq,
    },
    /// A stored event cannot be read: it is damaged, or a later release wrote it.
    #[error("event {seq} (version {version}) cannot be read")]
    Unreadable {
        /// Which event.
        seq: Seq,
        /// The version it was written in.
        version: u32,
        /// Why, when it is not the version.
        #[source]
        source: Option<serde_json::Error>,
    },
    /// The file was written by a later release.
    #[error("the log has layout {found}, and this release knows layouts up to {known}")]
    Layout {
        /// The layout of the file.
        found: i64,
        /// The newest layout this release knows.
        known: i64,
    },
}

/// A home of the log, held by its one writer.
pub trait Log: Send {
    /// Which log this is: chosen at random when it was made.
    fn id(&self) -> LogId;

    /// Makes a batch durable, whole or not at all.
    ///
    /// # Errors
    /// When the batch is not durable; then nothing of it is kept.
    fn append(&mut self, batch: &Batch) -> Result<(), LogError>;

    /// Keeps a snapshot of the world. Older ones that nobody would start from are dropped.
    ///
    /// # Errors
    /// When it is not kept; the log is as good without.
    fn save_snapshot(&mut self, snapshot: &SavedSnapshot) -> Result<(), LogError>;

    /// Forgets answers, those to people and those to platforms each given before a moment. Returns how many.
    ///
    /// # Errors
    /// When the home failed.
    fn forget_answers(&mut self, before: Forgotten) -> Result<usize, LogError>;

    /// Forgets where units were before a moment of the deployment's clock.
    ///
    /// # Errors
    /// When the home failed.
    fn forget_samples(&mut self, before: Timestamp) -> Result<usize, LogError>;

    /// Erases the texts of incidents beyond recovery from the home's own files, and dooms their photos; their keys are not
    /// given again. Returns how many texts there were. While somebody reads, a file may hold them a little longer: every later call makes good for
    /// it, also one that names no incident.
    ///
    /// # Errors
    /// When the home failed.
    fn erase_texts(&mut self, incidents: &[IncidentId]) -> Result<usize, LogError>;

    /// Forgets who sent photos before a moment of the system's clock, and dooms those that belong to no incident. Returns
    /// how many are doomed by it.
    ///
    /// # Errors
    /// When the home failed.
    fn doom_photos(&mut self, before: Timestamp) -> Result<usize, LogError>;

    /// Forgets doomed photos: their pictures are gone.
    ///
    /// # Errors
    /// When the home failed.
    fn forget_doomed(&mut self, photos: &[PhotoKey]) -> Result<(), LogError>;

    /// The incidents among these that have photos and whose last event was recorded before a moment.
    ///
    /// # Errors
    /// When the home failed.
    fn with_photos_before(
        &self,
        before: Timestamp,
        incidents: Range<IncidentId>,
    ) -> Result<Vec<IncidentId>, LogError>;

    /// The incidents that have texts under these keys and whose last event was recorded before a moment. All keys at once
    /// would be half a year's: whoever asks goes through them in stretches.
    ///
    /// # Errors
    /// When the home failed.
    fn with_texts_before(
        &self,
        before: Timestamp,
        keys: Range<TextKey>,
    ) -> Result<Vec<IncidentId>, LogError>;

    /// A way to read beside the writer.
    ///
    /// # Errors
    /// When the home cannot be opened a second time.
    fn reader(&self) -> Result<Box<dyn LogReader>, LogError>;
}

/// Reads a log beside its writer. Sees everything that is durable.
pub trait LogReader: Send {
    /// The last event, [`Seq::START`] when there is none.
    ///
    /// # Errors
    /// When the home failed.
    fn last(&self) -> Result<Seq, LogError>;

    /// At most `limit` events after one, in order.
    ///
    /// # Errors
    /// When the home failed, or an event cannot be read.
    fn events_after(&self, after: Seq, limit: usize) -> Result<Vec<Event>, LogError>;

    /// The events of an incident, in order.
    ///
    /// # Errors
    /// When the home failed, or an event cannot be read.
    fn events_of(&self, incident: IncidentId) -> Result<Vec<Event>, LogError>;

    /// The newest snapshot that goes no further than an event.
    ///
    /// # Errors
    /// When the home failed.
    fn snapshot_up_to(&self, seq: Seq) -> Result<Option<SavedSnapshot>, LogError>;

    /// The texts behind the keys; those that were erased are missing.
    ///
    /// # Errors
    /// When the home failed.
    fn texts(&self, keys: &[TextKey]) -> Result<BTreeMap<TextKey, String>, LogError>;

    /// The key for the next text: above every key ever given.
    ///
    /// # Errors
    /// When the home failed.
    fn next_text(&self) -> Result<TextKey, LogError>;

    /// The newest sample of every unit.
    ///
    /// # Errors
    /// When the home failed.
    fn latest_samples(&self) -> Result<Vec<UnitPosition>, LogError>;

    /// At most `limit` samples of a unit from a moment on, in order.
    ///
    /// # Errors
    /// When the home failed.
    fn track(
        &self,
        unit: &UnitId,
        since: Timestamp,
        limit: usize,
    ) -> Result<Vec<UnitPosition>, LogError>;

    /// What is known of a photo.
    ///
    /// # Errors
    /// When the home failed.
    fn photo(&self, photo: &PhotoKey) -> Result<KnownPhoto, LogError>;

    /// How many photos of somebody belong to no incident yet.
    ///
    /// # Errors
    /// When the home failed.
    fn waiting_uploads(&self, person: &PersonId) -> Result<usize, LogError>;

    /// At most `limit` photos whose pictures are to be deleted.
    ///
    /// # Errors
    /// When the home failed.
    fn doomed(&self, limit: usize) -> Result<Vec<PhotoKey>, LogError>;

    /// What the audit trail of this log knows.
    ///
    /// # Errors
    /// When the home failed, or a later release wrote an entry.
    fn audit(&self, query: &Query) -> Result<Vec<Noted>, LogError>;

    /// How a request was answered the first time.
    ///
    /// # Errors
    /// When the home failed.
    fn answer(&self, key: &RequestKey) -> Result<Option<StoredAnswer>, LogError>;
}

/// How many snapshots are kept: the newest may lie after the place a start wants to begin from.
const SNAPSHOTS_KEPT: usize = 4;

/// Checks that the events of a batch are numbered on from the last one.
fn check_order(last: Seq, events: &[Event]) -> Result<(), LogError> {
    let mut last = last;
    for event in events {
        if event.seq != last.next() {
            return Err(LogError::Gap {
                last,
                found: event.seq,
            });
        }
        last = event.seq;
    }
    Ok(())
}

//! A log that lives as long as the process: for tests, and for a demo that leaves nothing behind.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{IncidentId, PersonId, PhotoKey, Seq, TextKey, Timestamp, UnitId, UnitPosition};
use protocol::LogId;
use world::Event;

use crate::audit::{Entry, Noted, Order, Query};

use super::{
    Batch, Forgotten, KnownPhoto, Log, LogError, LogReader, RequestKey, SNAPSHOTS_KEPT,
    SavedSnapshot, StoredAnswer, check_order,
};

#[derive(Debug, Default)]
struct Contents {
    events: Vec<Event>,
    texts: BTreeMap<TextKey, (IncidentId, Option<String>)>,
    answers: BTreeMap<RequestKey, StoredAnswer>,
    snapshots: BTreeMap<Seq, Vec<u8>>,
    samples: BTreeMap<(UnitId, Timestamp), UnitPosition>,
    audit: Vec<Entry>,
    uploads: BTreeMap<(PhotoKey, PersonId), Timestamp>,
    photos: BTreeSet<(PhotoKey, IncidentId)>,
    doomed: BTreeSet<PhotoKey>,
    failing: bool,
}

/// A log in memory. Its clones are the same log.
#[derive(Clone, Debug)]
pub struct MemoryLog {
    id: LogId,
    contents: Arc<Mutex<Contents>>,
}

impl MemoryLog {
    /// An empty log.
    #[must_use]
    pub fn new(id: LogId) -> Self {
        Self {
            id,
            contents: Arc::default(),
        }
    }

    /// From now on nothing is kept, as on a full disk, or works again.
    pub fn fail(&self, failing: bool) {
        self.contents().failing = failing;
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Contents {
    fn check(&self) -> Result<(), LogError> {
        if self.failing {
            Err(LogError::Closed("it was told to fail".to_owned()))
        } else {
            Ok(())
        }
    }

    /// Whether the last event of an incident was recorded before a moment.
    fn is_last_before(&self, incident: IncidentId, before: Timestamp) -> bool {
        let mut events = self.events.iter().rev();
        let last = events.find(|event| event.fact.incident == incident);
        last.is_some_and(|event| event.recorded_at < before)
    }

    /// Dooms those of these that belong to no incident and nobody may attach any more.
    fn doom(&mut self, photos: BTreeSet<PhotoKey>) {
        let belongs = |photo: &PhotoKey| self.photos.iter().any(|(known, _)| known == photo);
        let is_new = |photo: &PhotoKey| self.uploads.keys().any(|(known, _)| known == photo);
        let orphans = photos.into_iter();
        let orphans: Vec<PhotoKey> = orphans
            .filter(|photo| !belongs(photo) && !is_new(photo))
            .collect();
        self.doomed.extend(orphans);
    }

    fn last(&self) -> Seq {
        self.events.last().map_or(Seq::START, |event| event.seq)
    }
}

impl Log for MemoryLog {
    fn id(&self) -> LogId {
        self.id
    }

    fn append(&mut self, batch: &Batch) -> Result<(), LogError> {
        let mut contents = self.contents();
        contents.check()?;
        check_order(contents.last(), &batch.events)?;
        contents.events.extend_from_slice(&batch.events);
        for text in &batch.texts {
            contents
                .texts
                .insert(text.key, (text.incident, Some(text.text.clone())));
        }
        contents.answers.extend(batch.answers.iter().cloned());
        contents.audit.extend_from_slice(&batch.audit);
        for upload in &batch.uploads {
            contents.doomed.remove(&upload.photo);
            let key = (upload.photo.clone(), upload.person.clone());
            contents.uploads.insert(key, upload.at);
        }
        contents.photos.extend(batch.photos.iter().cloned());
        for sample in &batch.samples {
            let key = (sample.unit.clone(), sample.sampled_at);
            contents
                .samples
                .entry(key)
                .or_insert_with(|| sample.clone());
        }
        Ok(())
    }

    fn save_snapshot(&mut self, snapshot: &SavedSnapshot) -> Result<(), LogError> {
        let mut contents = self.contents();
        contents.check()?;
        contents
            .snapshots
            .insert(snapshot.through, snapshot.bytes.clone());
        while contents.snapshots.len() > SNAPSHOTS_KEPT {
            contents.snapshots.pop_first();
        }
        Ok(())
    }

    fn forget_answers(&mut self, before: Forgotten) -> Result<usize, LogError> {
        let mut contents = self.contents();
        let known = contents.answers.len();
        contents.answers.retain(|request, answer| {
            let before = if request.is_of_person() {
                before.of_people
            } else {
                before.of_platforms
            };
            answer.answered_at >= before
        });
        Ok(known - contents.answers.len())
    }

    fn forget_samples(&mut self, before: Timestamp) -> Result<usize, LogError> {
        let mut contents = self.contents();
        let known = contents.samples.len();
        contents
            .samples
            .retain(|(_, sampled_at), _| *sampled_at >= before);
        Ok(known - contents.samples.len())
    }

    fn erase_texts(&mut self, incidents: &[IncidentId]) -> Result<usize, LogError> {
        let mut contents = self.contents();
        let texts = contents.texts.values_mut();
        let erased = texts
            .filter(|(owner, _)| incidents.contains(owner))
            .filter_map(|(_, text)| text.take());
        let erased = erased.count();
        let is_erased = |(_, incident): &(PhotoKey, IncidentId)| incidents.contains(incident);
        let (gone, left): (BTreeSet<_>, BTreeSet<_>) = std::mem::take(&mut contents.photos)
            .into_iter()
            .partition(is_erased);
        contents.photos = left;
        let gone = gone.into_iter().map(|(photo, _)| photo).collect();
        contents.doom(gone);
        Ok(erased)
    }

    fn doom_photos(&mut self, before: Timestamp) -> Result<usize, LogError> {
        let mut contents = self.contents();
        let uploads = std::mem::take(&mut contents.uploads);
        let (old, left): (BTreeMap<_, _>, BTreeMap<_, _>) =
            uploads.into_iter().partition(|(_, at)| *at < before);
        contents.uploads = left;
        let known = contents.doomed.len();
        let old = old.into_keys().map(|(photo, _)| photo).collect();
        contents.doom(old);
        Ok(contents.doomed.len() - known)
    }

    fn forget_doomed(&mut self, photos: &[PhotoKey]) -> Result<(), LogError> {
        self.contents()
            .doomed
            .retain(|photo| !photos.contains(photo));
        Ok(())
    }

    fn with_photos_before(
        &self,
        before: Timestamp,
        incidents: Range<IncidentId>,
    ) -> Result<Vec<IncidentId>, LogError> {
        let contents = self.contents();
        let owners = contents.photos.iter().map(|(_, incident)| *incident);
        let mut owners: Vec<IncidentId> = owners.filter(|id| incidents.contains(id)).collect();
        owners.sort_unstable();
        owners.dedup();
        owners.retain(|incident| contents.is_last_before(*incident, before));
        Ok(owners)
    }

    fn with_texts_before(
        &self,
        before: Timestamp,
        keys: Range<TextKey>,
    ) -> Result<Vec<IncidentId>, LogError> {
        let contents = self.contents();
        let texts = contents.texts.range(keys);
        let mut incidents: Vec<IncidentId> = texts
            .filter(|(_, (_, text))| text.is_some())
            .map(|(_, (incident, _))| *incident)
            .collect();
        incidents.sort_unstable();
        incidents.dedup();
        incidents.retain(|incident| contents.is_last_before(*incident, before));
        Ok(incidents)
    }

    fn reader(&self) -> Result<Box<dyn LogReader>, LogError> {
        Ok(Box::new(self.clone()))
    }
}

impl LogReader for MemoryLog {
    fn last(&self) -> Result<Seq, LogError> {
        Ok(self.contents().last())
    }

    fn events_after(&self, after: Seq, limit: usize) -> Result<Vec<Event>, LogError> {
        let contents = self.contents();
        let events = contents.events.iter().filter(|event| event.seq > after);
        Ok(events.take(limit).cloned().collect())
    }

    fn events_of(&self, incident: IncidentId) -> Result<Vec<Event>, LogError> {
        let contents = self.contents();
        let events = contents.events.iter();
        Ok(events
            .filter(|event| event.fact.incident == incident)
            .cloned()
            .collect())
    }

    fn snapshot_up_to(&self, seq: Seq) -> Result<Option<SavedSnapshot>, LogError> {
        let contents = self.contents();
        let newest = contents.snapshots.range(..=seq).next_back();
        Ok(newest.map(|(through, bytes)| SavedSnapshot {
            through: *through,
            bytes: bytes.clone(),
        }))
    }

    fn texts(&self, keys: &[TextKey]) -> Result<BTreeMap<TextKey, String>, LogError> {
        let contents = self.contents();
        let known = keys.iter().filter_map(|key| {
            let (_, text) = contents.texts.get(key)?;
            Some((*key, text.clone()?))
        });
        Ok(known.collect())
    }

    fn next_text(&self) -> Result<TextKey, LogError> {
        let contents = self.contents();
        let last = contents.texts.keys().next_back();
        Ok(TextKey::new(last.map_or(1, |key| key.number() + 1)))
    }

    fn latest_samples(&self) -> Result<Vec<UnitPosition>, LogError> {
        let contents = self.contents();
        let by_unit: BTreeMap<&UnitId, &UnitPosition> = contents
            .samples
            .iter()
            .map(|((unit, _), sample)| (unit, sample))
            .collect();
        Ok(by_unit.into_values().cloned().collect())
    }

    fn track(
        &self,
        unit: &UnitId,
        since: Timestamp,
        limit: usize,
    ) -> Result<Vec<UnitPosition>, LogError> {
        let contents = self.contents();
        let from = contents.samples.range((unit.clone(), since)..);
        Ok(from
            .take_while(|((sampled, _), _)| sampled == unit)
            .take(limit)
            .map(|(_, sample)| sample.clone())
            .collect())
    }

    fn photo(&self, photo: &PhotoKey) -> Result<KnownPhoto, LogError> {
        let contents = self.contents();
        let uploads = contents.uploads.keys().filter(|(known, _)| known == photo);
        let photos = contents.photos.iter().filter(|(known, _)| known == photo);
        Ok(KnownPhoto {
            people: uploads.map(|(_, person)| person.clone()).collect(),
            incidents: photos.map(|(_, incident)| *incident).collect(),
        })
    }

    fn waiting_uploads(&self, person: &PersonId) -> Result<usize, LogError> {
        let contents = self.contents();
        let own = contents.uploads.keys().filter(|(_, known)| known == person);
        let waits = |photo: &PhotoKey| contents.photos.iter().all(|(known, _)| known != photo);
        Ok(own.filter(|(photo, _)| waits(photo)).count())
    }

    fn doomed(&self, limit: usize) -> Result<Vec<PhotoKey>, LogError> {
        Ok(self.contents().doomed.iter().take(limit).cloned().collect())
    }

    fn audit(&self, query: &Query) -> Result<Vec<Noted>, LogError> {
        let contents = self.contents();
        let numbered = contents.audit.iter().cloned().zip(1..);
        let mut found: Vec<Noted> = numbered
            .map(|(entry, id)| Noted { id, entry })
            .filter(|noted| query.matches(noted))
            .collect();
        found.sort_by_key(|noted| (noted.entry.at, noted.id));
        if query.order == Order::NewestFirst {
            found.reverse();
        }
        found.truncate(query.limit);
        Ok(found)
    }

    fn answer(&self, key: &RequestKey) -> Result<Option<StoredAnswer>, LogError> {
        Ok(self.contents().answers.get(key).cloned())
    }
}

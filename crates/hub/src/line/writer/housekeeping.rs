//! What leaves by itself: closed incidents, texts about people, photos, answers and positions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use domain::{Actor, IncidentId, Millis, Stage, TextKey, Timestamp};
use world::{Act, Decision, Manner, Request, World, decide};

use super::Writer;
use crate::audit::{Entry, What};
use crate::clock::system_now;
use crate::log::{Batch, Forgotten, LogError, SavedSnapshot};

/// The most incidents that are archived at a time, and never so many that screens could not follow.
const MOST_ARCHIVED: usize = 1_000;

/// How many keys of texts are looked through at a time for what is due to be erased: reports wait meanwhile.
const TEXTS_AT_A_TIME: u64 = 10_000;

/// How many incidents are looked through at a time for photos that are due to be erased.
const PHOTOS_AT_A_TIME: u64 = 10_000;

/// How long a photo may wait to be attached to an incident, by the system's clock.
const UPLOADS_LAST_HOURS: i64 = 24;

impl Writer {
    /// Decides that what has been closed for long leaves the picture, and erases and forgets what is due.
    pub(super) fn archive_closed(&mut self, batch: &mut Batch) {
        let now = self.clock.now();
        let stay = Millis::from_hours(self.retention.closed_hours.into());
        let due: BTreeSet<IncidentId> = self
            .closed
            .iter()
            .filter(|(_, closed_at)| now - **closed_at > stay)
            .map(|(incident, _)| *incident)
            .take((self.limits.resume_events / 2).min(MOST_ARCHIVED))
            .collect();
        for incident in due {
            let request = Request {
                incident: Some(incident),
                act: Act::Archive,
                by: Actor::Hub,
                occurred_at: now,
                decided_on: None,
                note: None,
                photos: Vec::new(),
                from: None,
            };
            let decided = decide(&self.draft, &self.rules, &request, Manner::Command);
            if let Ok(Decision::Record(facts)) = decided {
                for fact in facts {
                    self.draft_event(fact, now, batch);
                }
            }
        }
        if self.failing.load(Ordering::Relaxed) {
            self.try_the_log_again();
        }
        if let Err(error) = self.erase_and_forget(now, batch) {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "What is due to be erased is not; it is tried again"
            );
        }
    }

    fn erase_and_forget(&mut self, now: Timestamp, batch: &mut Batch) -> Result<(), LogError> {
        let hours = |hours: u32| system_now() - Millis::from_hours(hours.into());
        self.log.forget_answers(Forgotten {
            of_platforms: hours(self.retention.requests_hours),
            of_people: hours(24 * self.retention.commands_days),
        })?;
        let tracked = now - Millis::from_hours(self.retention.positions_hours.into());
        self.log.forget_samples(tracked)?;
        self.log
            .doom_photos(system_now() - Millis::from_hours(UPLOADS_LAST_HOURS))?;
        let untouched = now - Millis::from_hours(24 * i64::from(self.retention.texts_days));
        let seen = TextKey::new(self.texts_seen.number().saturating_add(TEXTS_AT_A_TIME));
        let mut due = self
            .log
            .with_texts_before(untouched, self.texts_seen..seen)?;
        let looked_at = IncidentId(self.photos_seen.0.saturating_add(PHOTOS_AT_A_TIME));
        let with_photos = self
            .log
            .with_photos_before(untouched, self.photos_seen..looked_at)?;
        due.extend(with_photos);
        due.sort_unstable();
        due.dedup();
        self.photos_seen = if looked_at >= self.draft.next_incident() {
            IncidentId(0)
        } else {
            looked_at
        };
        due.retain(|incident| self.draft.world().incident(*incident).is_none());
        let texts = self.log.erase_texts(&due)?;
        if texts > 0 {
            let incidents = due.len();
            tracing::info!(incidents, texts, "Texts about people are erased");
        }
        batch.audit.extend(due.iter().map(|incident| Entry {
            network: Some(self.network),
            incident: Some(*incident),
            ..Entry::of_hub(What::TextsErased, system_now())
        }));
        // From the first again, once the last was looked at.
        self.texts_seen = if seen >= self.next_text {
            TextKey::new(0)
        } else {
            seen
        };
        Ok(())
    }

    /// Nobody may report any more because the log fails: whether it still does is seen by giving it something to keep.
    fn try_the_log_again(&mut self) {
        let saved = {
            let picture = self.picture.read().unwrap_or_else(PoisonError::into_inner);
            SavedSnapshot {
                through: picture.through(),
                bytes: picture.register().snapshot().to_bytes(),
            }
        };
        match self.log.save_snapshot(&saved) {
            Ok(()) => {
                tracing::info!("The log keeps again what it is given");
                self.failing.store(false, Ordering::Relaxed);
            }
            Err(error) => tracing::error!(
                error = &error as &dyn std::error::Error,
                "The log still keeps nothing"
            ),
        }
    }
}

/// When each closed incident of a world was recorded as closed, as far as the events since its snapshot tell; before them,
/// as if it were now.
pub(in crate::line) fn closed_incidents(
    world: &World,
    recorded: &BTreeMap<IncidentId, Timestamp>,
    now: Timestamp,
) -> BTreeMap<IncidentId, Timestamp> {
    world
        .incidents()
        .filter(|incident| matches!(incident.stage, Stage::Closed | Stage::Void))
        .map(|incident| {
            (
                incident.id,
                recorded.get(&incident.id).copied().unwrap_or(now),
            )
        })
        .collect()
}

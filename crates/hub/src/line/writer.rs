//! The one writer of a network's log.
//!
//! It works on a draft of the world, which may be ahead of what is durable: requests that wait together are decided one
//! after the other, made durable together with one sync, and only then folded into the picture and answered. When the log
//! fails, the draft is thrown away: what is not durable has never happened.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use domain::{
    Actor, IncidentId, Millis, Network, PhotoKey, PlatformId, Rules, Seq, Stage, TextKey,
    Timestamp, UnitPosition,
};
use feeds::{Said, Statement};
use protocol::{CommandRequest, DeploymentClock};
use serde::de::DeserializeOwned;
use tokio::sync::{mpsc, oneshot};
use world::{Act, Decision, Event, Manner, Order, Refusal, Request, Territory, World, decide};

use crate::audit::{Entry, What};
use crate::auth::Person;
use crate::auth::rights::{self, Crews};
use crate::clock::{DeploymentTime, system_now, uptime};
use crate::config::{Limits, Retention};
use crate::line::commands::{self, Commanded};
use crate::line::outcome::{Ahead, Objection, Outcome, Unanswered, Verdict};
use crate::line::picture::Picture;
use crate::line::requests::{self, Texts};
use crate::log::{
    Batch, Log, LogError, LogReader, NewText, RequestKey, SavedSnapshot, StoredAnswer, Upload,
};
use crate::meters::Meters;

/// The most requests that are made durable with one sync.
const LARGEST_GROUP: usize = 256;

/// The most incidents that are archived at a time, and never so many that screens could not follow.
const MOST_ARCHIVED: usize = 1_000;

/// How many keys of texts are looked through at a time for what is due to be erased: reports wait meanwhile.
const TEXTS_AT_A_TIME: u64 = 10_000;

/// How many incidents are looked through at a time for photos that are due to be erased.
const PHOTOS_AT_A_TIME: u64 = 10_000;

/// How long a photo may wait to be attached to an incident, by the system's clock.
const UPLOADS_LAST_HOURS: i64 = 24;

/// What the writer is asked to do.
pub(super) enum Work {
    /// Decide on what a platform said.
    Statements(Statements),
    /// Decide on what a person asks.
    Command(Box<Asked>),
    /// Keep where units were.
    Samples(Vec<UnitPosition>),
    /// Keep who sent a photo.
    Upload(Upload, IpAddr, Asker<()>),
    /// Forget photos whose pictures are gone.
    ForgetDoomed(Vec<PhotoKey>, Asker<()>),
    /// Archive, erase and forget what is due.
    Housekeeping,
    /// Finish what waits, then stop.
    Stop,
}

/// What a platform said in one request.
pub(super) struct Statements {
    pub platform: PlatformId,
    pub statements: Vec<Statement>,
    /// How the request is known again, and the digest of its body.
    pub request: Option<(RequestKey, [u8; 32])>,
    pub answer: oneshot::Sender<Result<Vec<Outcome>, Unanswered>>,
}

/// What a person asks in one request.
pub(super) struct Asked {
    pub person: Arc<Person>,
    pub command: CommandRequest,
    /// How the request is known again, and the digest of its body.
    pub request: (RequestKey, [u8; 32]),
    /// From where.
    pub address: IpAddr,
    pub answer: oneshot::Sender<Result<Commanded, Unanswered>>,
}

/// Who waits for an answer.
type Asker<T> = oneshot::Sender<Result<T, Unanswered>>;

/// An answer that is given once its group is durable.
enum Waiting {
    Statements(Asker<Vec<Outcome>>, Result<Vec<Outcome>, Unanswered>),
    Command(Asker<Commanded>, Result<Commanded, Unanswered>),
    Upload(Asker<()>),
}

impl Waiting {
    /// Answers. Whoever asked may have gone; what was decided stands.
    fn answer(self, durable: bool) {
        fn tell<T>(asker: Asker<T>, decided: Result<T, Unanswered>, durable: bool) {
            let told = if durable {
                decided
            } else {
                decided.and(Err(Unanswered::NotDurable))
            };
            let _ = asker.send(told);
        }
        match self {
            Self::Statements(asker, decided) => tell(asker, decided, durable),
            Self::Command(asker, decided) => tell(asker, decided, durable),
            Self::Upload(asker) => tell(asker, Ok(()), durable),
        }
    }
}

/// What is known of a request that carries an idempotency key.
enum Remembered<T> {
    /// It comes for the first time.
    New,
    /// It was answered so.
    Answered(T),
    /// It was answered, and the answer is not understood: another release wrote it.
    Lost,
}

pub(super) struct Writer {
    pub network: Network,
    pub log: Box<dyn Log>,
    pub reader: Box<dyn LogReader>,
    pub picture: Arc<RwLock<Picture>>,
    pub draft: World,
    pub next_text: TextKey,
    pub rules: Arc<Rules>,
    pub territory: Arc<Territory>,
    pub crews: Arc<Crews>,
    pub clock: Arc<DeploymentTime>,
    pub retention: Retention,
    pub limits: Limits,
    pub saved_through: Seq,
    /// Closed incidents, and when they were recorded as closed.
    pub closed: BTreeMap<IncidentId, Timestamp>,
    pub meters: Meters,
    /// Up to which text it has been looked for those that are due to be erased.
    pub texts_seen: TextKey,
    /// Up to which incident it has been looked for those with photos, likewise.
    pub photos_seen: IncidentId,
    /// The log did not keep what it was given last.
    pub failing: Arc<AtomicBool>,
}

/// What one group of requests comes to.
#[derive(Default)]
struct Group {
    batch: Batch,
    waiting: Vec<Waiting>,
}

impl Writer {
    /// Works until it is told to stop or nobody can ask any more.
    pub fn run(mut self, mut queue: mpsc::Receiver<Work>) {
        while let Some(first) = queue.blocking_recv() {
            let mut group = vec![first];
            while group.len() < LARGEST_GROUP
                && let Ok(next) = queue.try_recv()
            {
                group.push(next);
            }
            if !self.work_off(group) {
                queue.close();
            }
        }
    }

    /// Works off a group; false when it was told to stop.
    fn work_off(&mut self, works: Vec<Work>) -> bool {
        let mut group = Group::default();
        let mut goes_on = true;
        for work in works {
            match work {
                Work::Statements(statements) => self.decide_statements(statements, &mut group),
                Work::Command(asked) => self.decide_command(*asked, &mut group),
                Work::Samples(samples) => group.batch.samples.extend(samples),
                Work::Upload(upload, address, asker) => {
                    let person = Some(upload.person.clone());
                    let entry = Entry::of(What::PhotoSent, person, address, upload.at);
                    group.batch.audit.push(Entry {
                        network: Some(self.network),
                        ..entry.about(upload.photo.as_str())
                    });
                    group.batch.uploads.push(upload);
                    group.waiting.push(Waiting::Upload(asker));
                }
                Work::ForgetDoomed(photos, asker) => {
                    let forgotten = self.log.forget_doomed(&photos);
                    // Whoever asked has gone with the hub.
                    let _ = asker.send(forgotten.map_err(|_| Unanswered::NotDurable));
                }
                Work::Housekeeping => self.archive_closed(&mut group.batch),
                Work::Stop => goes_on = false,
            }
        }
        self.commit(group);
        goes_on
    }

    fn decide_statements(&mut self, asked: Statements, group: &mut Group) {
        let Statements {
            platform,
            statements,
            request,
            answer,
        } = asked;
        if let Some(request) = &request {
            let known = match self.remembered(request, &group.batch) {
                // What was said then is known, so saying it again adds nothing.
                Ok(Remembered::New | Remembered::Lost) => None,
                Ok(Remembered::Answered(again)) => Some(Ok(again)),
                Err(unanswered) => Some(Err(unanswered)),
            };
            if let Some(known) = known {
                group.waiting.push(Waiting::Statements(answer, known));
                return;
            }
        }
        let clock = self.clock.reading();
        let outcomes: Vec<Outcome> = statements
            .into_iter()
            .map(|statement| self.decide_statement(&platform, statement, clock, &mut group.batch))
            .collect();
        if let Some(request) = request {
            remember(request, &outcomes, &mut group.batch);
        }
        group
            .waiting
            .push(Waiting::Statements(answer, Ok(outcomes)));
    }

    fn decide_command(&mut self, asked: Asked, group: &mut Group) {
        let Asked {
            person,
            command,
            request,
            address,
            answer,
        } = asked;
        let commanded = match self.remembered(&request, &group.batch) {
            Ok(Remembered::New) => {
                let asked_of = command.incident;
                let verb = command.command.verb();
                let commanded = match self.foreign_photo(&person, &command) {
                    Ok(None) => self.carry_out(&person, command, &mut group.batch),
                    Ok(Some(photo)) => Commanded::UnknownPhoto(photo),
                    Err(error) => {
                        tracing::error!(
                            error = &error as &dyn std::error::Error,
                            "The log cannot be read"
                        );
                        let unanswered = Err(Unanswered::NotDurable);
                        group.waiting.push(Waiting::Command(answer, unanswered));
                        return;
                    }
                };
                let (what, incident, outcome) = match &commanded {
                    Commanded::Done { incident, .. } => (What::CommandDone, Some(*incident), None),
                    Commanded::Refused { refusal, .. } => (
                        What::CommandRefused,
                        asked_of,
                        Some(commands::word(refusal)),
                    ),
                    Commanded::Forbidden(missing) => {
                        let outcome = format!("right-missing {}", missing.word());
                        (What::CommandRefused, asked_of, Some(outcome))
                    }
                    Commanded::UnknownPhoto(_) => {
                        let outcome = Some("unknown_photo".to_owned());
                        (What::CommandRefused, asked_of, outcome)
                    }
                };
                group.batch.audit.push(Entry {
                    network: Some(self.network),
                    incident,
                    key: Some(request.0.key.clone()),
                    outcome,
                    ..Entry::of(what, Some(person.id.clone()), address, system_now())
                        .about(verb.as_str())
                });
                remember(request, &commanded, &mut group.batch);
                Ok(commanded)
            }
            Ok(Remembered::Answered(again)) => Ok(again),
            // Most commands done again would not be known: to be careful is to do nothing.
            Ok(Remembered::Lost) => Err(Unanswered::AnswerLost),
            Err(unanswered) => Err(unanswered),
        };
        group.waiting.push(Waiting::Command(answer, commanded));
    }

    fn carry_out(
        &mut self,
        person: &Person,
        command: CommandRequest,
        batch: &mut Batch,
    ) -> Commanded {
        let view = person.view();
        let sees = |id: IncidentId| match self.draft.incident(id) {
            Some(incident) => view.sees(incident.place.area.as_ref()),
            // Where an archived incident lay is not known any more.
            None => view.areas().is_none(),
        };
        let merged = match &command.command {
            protocol::Command::MergeInto(other) => Some(*other),
            _ => None,
        };
        let named = command.incident;
        let version = named
            .and_then(|id| self.draft.incident(id))
            .map(|incident| incident.version);
        // Whoever may not see an incident must not learn that there is one.
        if named.into_iter().chain(merged).any(|id| !sees(id)) {
            return Commanded::Refused {
                refusal: Refusal::UnknownIncident,
                version: None,
            };
        }
        let photos = command.photos.clone();
        let now = self.clock.now();
        let mut texts = Texts::from(self.next_text);
        let request = commands::request(
            &self.draft,
            &self.territory,
            person,
            command,
            now,
            &mut texts,
        );
        let request = match request {
            Ok(request) => request,
            Err(refusal) => return Commanded::Refused { refusal, version },
        };
        let incident = named.and_then(|id| self.draft.incident(id));
        if let Err(missing) = rights::check(person, &request.act, incident, &self.crews) {
            return Commanded::Forbidden(missing);
        }
        match decide(&self.draft, &self.rules, &request, Manner::Command) {
            Ok(Decision::Record(facts)) => {
                let incident = facts.first().map(|fact| fact.incident);
                let incident = incident.or(named).unwrap_or(IncidentId(0));
                let (kept, next_text) = texts.into_parts();
                self.next_text = next_text;
                batch
                    .texts
                    .extend(kept.into_iter().map(|(key, text)| NewText {
                        key,
                        incident,
                        text,
                    }));
                let owned = photos.into_iter().map(|photo| (photo, incident));
                batch.photos.extend(owned);
                for fact in facts {
                    self.draft_event(fact, now, batch);
                }
                let seq = self.draft.through();
                let known = self.draft.incident(incident);
                Commanded::Done {
                    incident,
                    version: known.map_or(seq, |incident| incident.version),
                    seq,
                }
            }
            // Only what is told can be known already; what is asked either changes something or is refused.
            Ok(Decision::Known) => Commanded::Refused {
                refusal: Refusal::NothingToChange,
                version,
            },
            Err(refusal) => Commanded::Refused { refusal, version },
        }
    }

    /// A photo that the person has not sent and that is not on the incident either: there may be one, and it is not told.
    fn foreign_photo(
        &self,
        person: &Person,
        command: &CommandRequest,
    ) -> Result<Option<PhotoKey>, LogError> {
        for photo in &command.photos {
            let known = self.reader.photo(photo)?;
            let on_it = |incident| known.incidents.contains(&incident);
            if !known.people.contains(&person.id) && !command.incident.is_some_and(on_it) {
                return Ok(Some(photo.clone()));
            }
        }
        Ok(None)
    }

    /// What is known of a request by its idempotency key.
    fn remembered<T: DeserializeOwned>(
        &self,
        (key, fingerprint): &(RequestKey, [u8; 32]),
        batch: &Batch,
    ) -> Result<Remembered<T>, Unanswered> {
        let before = self.answered_before(key, batch).map_err(|error| {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "The log cannot be read"
            );
            Unanswered::NotDurable
        })?;
        let Some(before) = before else {
            return Ok(Remembered::New);
        };
        if before.fingerprint != *fingerprint {
            return Err(Unanswered::KeyReused);
        }
        Ok(serde_json::from_str(&before.answer).map_or_else(
            |error| {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "The answer to an idempotency key is not understood"
                );
                Remembered::Lost
            },
            Remembered::Answered,
        ))
    }

    fn answered_before(
        &self,
        key: &RequestKey,
        batch: &Batch,
    ) -> Result<Option<StoredAnswer>, LogError> {
        let in_group = batch.answers.iter().find(|(known, _)| known == key);
        match in_group {
            Some((_, answer)) => Ok(Some(answer.clone())),
            None => self.reader.answer(key),
        }
    }

    fn decide_statement(
        &mut self,
        platform: &PlatformId,
        statement: Statement,
        clock: DeploymentClock,
        batch: &mut Batch,
    ) -> Outcome {
        let external_id = statement.external_id.clone();
        let ahead = statement.occurred_at > self.limits.latest(clock);
        let feedback = matches!(statement.said, Said::Feedback);
        let mut texts = Texts::from(self.next_text);
        let request = requests::request(
            &self.draft,
            &self.territory,
            platform,
            statement,
            &mut texts,
        );
        let (kept, next_text) = texts.into_parts();
        let decided = if ahead {
            Err(Objection::Ahead(Ahead { now: clock.now }))
        } else {
            let decided = request.and_then(|mut request| {
                if feedback {
                    self.recognise_note(&mut request, &kept, batch);
                }
                decide(&self.draft, &self.rules, &request, Manner::Statement)
            });
            decided.map_err(Objection::Refused)
        };
        let (verdict, seq, refusal) = match decided {
            Ok(Decision::Record(facts)) => {
                self.next_text = next_text;
                let incident = facts.first().map(|fact| fact.incident);
                batch
                    .texts
                    .extend(kept.into_iter().filter_map(|(key, text)| {
                        let incident = incident?;
                        Some(NewText {
                            key,
                            incident,
                            text,
                        })
                    }));
                let late = facts.iter().any(|fact| fact.order == Order::OutOfOrder);
                for fact in facts {
                    self.draft_event(fact, clock.now, batch);
                }
                let verdict = if late {
                    Verdict::OutOfOrder
                } else {
                    Verdict::Applied
                };
                (verdict, Some(self.draft.through()), None)
            }
            Ok(Decision::Known) => (Verdict::Duplicate, None, None),
            Err(objection) => (Verdict::Refused, None, Some(objection)),
        };
        let incident = self.draft.find(platform, &external_id);
        let place = incident
            .and_then(|id| self.draft.incident(id))
            .map(|incident| incident.place.clone())
            .unwrap_or_default();
        Outcome {
            verdict,
            incident,
            seq,
            grid: place.grid,
            area: place.area,
            refusal,
        }
    }

    /// A feedback told again carries its note again: the same text under the key it has already makes it a known one.
    fn recognise_note(&self, request: &mut Request, kept: &[(TextKey, String)], batch: &Batch) {
        let known = request
            .incident
            .and_then(|id| self.draft.incident(id)?.last_feedback?.1);
        let (Some(known), Some((_, text))) = (known, kept.first()) else {
            return;
        };
        let in_group = batch.texts.iter().find(|text| text.key == known);
        let same = match in_group {
            Some(stored) => stored.text == *text,
            None => self
                .reader
                .texts(&[known])
                .is_ok_and(|stored| stored.get(&known) == Some(text)),
        };
        if same {
            request.note = Some(known);
        }
    }

    fn draft_event(&mut self, fact: world::Fact, recorded_at: Timestamp, batch: &mut Batch) {
        let event = Event {
            seq: self.draft.through().next(),
            recorded_at,
            fact,
        };
        self.draft.apply(&event);
        batch.events.push(event);
    }

    fn commit(&mut self, group: Group) {
        let Group { batch, waiting } = group;
        let durable = if batch == Batch::default() {
            Ok(())
        } else {
            let started = uptime();
            let appended = self.log.append(&batch);
            self.failing.store(appended.is_err(), Ordering::Relaxed);
            self.meters.appended(batch.events.len(), uptime() - started);
            appended
        };
        match durable {
            Ok(()) => {
                self.publish(batch.events);
                for waiting in waiting {
                    waiting.answer(true);
                }
                self.save_snapshot_when_due();
            }
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    requests = waiting.len(),
                    "The log keeps nothing: these requests did not happen"
                );
                self.meters.append_failed();
                self.forget_draft();
                for waiting in waiting {
                    waiting.answer(false);
                }
            }
        }
    }

    fn publish(&mut self, events: Vec<Event>) {
        if events.is_empty() {
            return;
        }
        for event in &events {
            let incident = event.fact.incident;
            let closed = self
                .draft
                .incident(incident)
                .is_some_and(|incident| !incident.stage.is_open());
            if closed {
                self.closed.entry(incident).or_insert(event.recorded_at);
            } else {
                self.closed.remove(&incident);
            }
        }
        let mut picture = self.picture.write().unwrap_or_else(PoisonError::into_inner);
        for event in events {
            picture.fold(event);
        }
        self.meters.folded(picture.through(), picture.world());
    }

    /// Goes back to what is durable.
    fn forget_draft(&mut self) {
        let picture = self.picture.read().unwrap_or_else(PoisonError::into_inner);
        self.draft = picture.world().clone();
    }

    fn save_snapshot_when_due(&mut self) {
        let through = self.draft.through();
        if through.0 - self.saved_through.0 < self.limits.snapshot_every {
            return;
        }
        // Tried again after as many events, not with every one: the log is as good without.
        self.saved_through = through;
        let bytes = self.draft.snapshot().to_bytes();
        match self.log.save_snapshot(&SavedSnapshot { through, bytes }) {
            Ok(()) => tracing::debug!(seq = through.0, "A snapshot of the world is saved"),
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "The snapshot is not saved; the next start reads more of the log"
            ),
        }
    }

    /// Decides that what has been closed for long leaves the picture, and erases and forgets what is due.
    fn archive_closed(&mut self, batch: &mut Batch) {
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
        let answered = system_now() - Millis::from_hours(self.retention.requests_hours.into());
        self.log.forget_answers(answered)?;
        let tracked = now - Millis::from_hours(self.retention.positions_hours.into());
        self.log.forget_samples(tracked)?;
        self.log
            .doom_photos(system_now() - Millis::from_hours(UPLOADS_LAST_HOURS))?;
        let untouched = now - Millis::from_hours(24 * i64::from(self.retention.texts_days));
        let seen = TextKey(self.texts_seen.0.saturating_add(TEXTS_AT_A_TIME));
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
        due.retain(|incident| self.draft.incident(*incident).is_none());
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
            TextKey(0)
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
                bytes: picture.world().snapshot().to_bytes(),
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

/// Keeps an answer beside what it is about.
fn remember(
    (key, fingerprint): (RequestKey, [u8; 32]),
    answer: &impl serde::Serialize,
    batch: &mut Batch,
) {
    if let Ok(answer) = serde_json::to_string(answer) {
        let stored = StoredAnswer {
            fingerprint,
            answered_at: system_now(),
            answer,
        };
        batch.answers.push((key, stored));
    }
}

/// When each closed incident of a world was recorded as closed, as far as the events since its snapshot tell; before them,
/// as if it were now.
pub(super) fn closed_incidents(
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

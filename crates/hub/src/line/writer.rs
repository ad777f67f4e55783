//! The one writer of a network's log.
//!
//! It works on a draft of the register, which may be ahead of what is durable: requests that wait together are decided one
//! after the other, made durable together with one sync, and only then folded into the picture and answered. When the log
//! fails, the draft is thrown away: what is not durable has never happened.

mod answers;
mod commands;
mod housekeeping;
mod statements;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use domain::{
    IncidentId, Network, PhotoKey, PlatformId, Rules, Seq, TextKey, Timestamp, UnitPosition,
};
use feeds::Statement;
use protocol::CommandRequest;
use tokio::sync::{mpsc, oneshot};
use world::{Event, Register, Territory};

use self::answers::{Asker, Waiting};
pub(super) use self::housekeeping::closed_incidents;
use crate::audit::{Entry, What};
use crate::auth::rights::Crews;
use crate::clock::{DeploymentTime, uptime};
use crate::config::{Limits, Retention};
use crate::line::commands::{Commanded, StillIs};
use crate::line::outcome::{Outcome, Unanswered};
use crate::line::picture::Picture;
use crate::log::{Batch, Log, LogReader, RequestKey, SavedSnapshot, Upload};
use crate::meters::Meters;

/// The most requests that are made durable with one sync.
const LARGEST_GROUP: usize = 256;

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
    pub asker: StillIs,
    pub command: CommandRequest,
    /// How the request is known again, and the digest of its body.
    pub request: (RequestKey, [u8; 32]),
    /// From where.
    pub address: IpAddr,
    pub answer: oneshot::Sender<Result<Commanded, Unanswered>>,
}

pub(super) struct Writer {
    pub network: Network,
    pub log: Box<dyn Log>,
    pub reader: Box<dyn LogReader>,
    pub picture: Arc<RwLock<Picture>>,
    pub draft: Register,
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
                Work::Housekeeping => {
                    // What was decided first becomes durable first: a photo that it attaches is not taken for one that
                    // belongs to nothing.
                    self.commit(std::mem::take(&mut group));
                    self.archive_closed(&mut group.batch);
                }
                Work::Stop => goes_on = false,
            }
        }
        self.commit(group);
        goes_on
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
                .world()
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
        self.draft = picture.register().clone();
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
}

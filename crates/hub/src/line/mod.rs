//! The line of one network: its log, its register, its one writer, and the fan-out to its screens.

mod commands;
mod fanout;
mod outcome;
mod picture;
mod positions;
mod requests;
mod writer;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::thread::JoinHandle;

use domain::{
    AreaId, IncidentId, Millis, Network, PersonId, PhotoKey, PlatformId, Rules, Seq, TextKey,
    Timestamp, UnitId, UnitPosition,
};
use feeds::Statement;
use protocol::{CloseCode, Coding, CommandRequest, LogId};
use sha2::{Digest, Sha256};
use tokio::sync::{mpsc, oneshot};
use world::{Event, Register, Snapshot, Territory, World};

use crate::audit::{Noted, Query};
use crate::auth::View;
use crate::auth::rights::Crews;
use crate::clock::{DeploymentTime, system_now};
use crate::config::{Limits, Retention};
use crate::log::{KnownPhoto, Log, LogError, LogReader, RequestKey, Upload};
use crate::meters::Meters;

pub use commands::{Commanded, StillIs, word};
pub use fanout::{Joined, LARGEST_PART_BYTES, TooFarBehind, WholePicture, encoded};
pub use outcome::{Ahead, Objection, Outcome, Unanswered, Verdict};
pub use picture::Picture;
pub use positions::SampleOutcome;

use fanout::Fanout;
use positions::Positions;
use writer::{Asked, Statements, Work, Writer};

/// How many events of the log are read at a time when a line is opened.
const READ_AT_A_TIME: usize = 5_000;

/// How many photos are cleared out at a time: others that are sent wait meanwhile.
const DOOMED_AT_A_TIME: usize = 100;

/// What the lines of a deployment share.
#[derive(Clone, Debug)]
pub struct Shared {
    /// How long things may take.
    pub rules: Arc<Rules>,
    /// Which grid and area a position belongs to.
    pub territory: Arc<Territory>,
    /// Which station a crew belongs to.
    pub crews: Arc<Crews>,
    /// What time it is.
    pub clock: Arc<DeploymentTime>,
    /// What is too much.
    pub limits: Limits,
    /// How long what is kept.
    pub retention: Retention,
}

/// The line of one network.
pub struct Line {
    network: Network,
    log: LogId,
    picture: Arc<RwLock<Picture>>,
    positions: Arc<Mutex<Positions>>,
    fanout: Arc<Fanout>,
    reader: Mutex<Box<dyn LogReader>>,
    /// For searching the audit trail: whoever reads an incident does not wait for it.
    trail: Mutex<Box<dyn LogReader>>,
    /// For folding the log again: whoever reads an incident does not wait for that either.
    past: Mutex<Box<dyn LogReader>>,
    shared: Shared,
    queue: mpsc::Sender<Work>,
    beat_soon: Arc<AtomicBool>,
    failing: Arc<AtomicBool>,
    threads: Mutex<Option<Threads>>,
}

struct Threads {
    writer: JoinHandle<()>,
    ticker: JoinHandle<()>,
    stop_ticker: SyncSender<()>,
}

/// What a log says of itself when it is folded again.
#[derive(Clone, Copy, Debug)]
pub struct Past {
    /// When its first event was recorded; `None` while it is empty.
    pub began_at: Option<Timestamp>,
    /// Whether it goes on after the last moment that was asked for: what was shown is then shown for ever.
    pub goes_on: bool,
}

/// A line that cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// Its log cannot be read.
    #[error("the log of the {network} network cannot be read")]
    Log {
        /// Which network.
        network: Network,
        /// Why.
        #[source]
        source: LogError,
    },
    /// The system gives no thread.
    #[error("the {network} network gets no thread")]
    Thread {
        /// Which network.
        network: Network,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

impl Line {
    /// Folds the log and starts the line.
    ///
    /// # Errors
    /// When the log cannot be read, or there is no thread to be had.
    pub fn open(network: Network, log: Box<dyn Log>, shared: Shared) -> Result<Self, LineError> {
        let failed = |source| LineError::Log { network, source };
        let meters = Meters::of(network);
        let reader = log.reader().map_err(failed)?;
        let trail = log.reader().map_err(failed)?;
        let past = log.reader().map_err(failed)?;
        let folded = fold(reader.as_ref(), shared.limits.resume_events).map_err(failed)?;
        let world = folded.picture.world();
        meters.folded(world.through(), world);
        tracing::info!(
            network = network.as_str(),
            incidents = world.len(),
            seq = world.through().0,
            "The {network} network is ready"
        );
        let draft = folded.picture.register().clone();
        let closed = writer::closed_incidents(draft.world(), &folded.recorded, shared.clock.now());
        let picture = Arc::new(RwLock::new(folded.picture));
        let mut positions = Positions::within(shared.limits);
        let clock = shared.clock.reading();
        for sample in reader.latest_samples().map_err(failed)? {
            let area = shared.territory.locate(sample.position).area;
            positions.take(sample, area, clock);
        }
        let positions = Arc::new(Mutex::new(positions));
        let failing = Arc::new(AtomicBool::new(false));
        let writer = Writer {
            network,
            reader: log.reader().map_err(failed)?,
            picture: Arc::clone(&picture),
            draft,
            next_text: folded.next_text,
            rules: Arc::clone(&shared.rules),
            territory: Arc::clone(&shared.territory),
            crews: Arc::clone(&shared.crews),
            clock: Arc::clone(&shared.clock),
            retention: shared.retention,
            limits: shared.limits,
            saved_through: folded.saved_through,
            closed,
            meters,
            texts_seen: TextKey::new(0),
            photos_seen: IncidentId(0),
            failing: Arc::clone(&failing),
            log,
        };
        let id = writer.log.id();
        let fanout = Arc::new(Fanout::new(
            Arc::clone(&picture),
            Arc::clone(&positions),
            shared.limits.queue_frames,
            meters,
        ));
        let (queue, waiting) = mpsc::channel(shared.limits.queue_requests);
        let no_thread = |source| LineError::Thread { network, source };
        let writer = std::thread::Builder::new()
            .name(format!("writer {network}"))
            .spawn(move || writer.run(waiting))
            .map_err(no_thread)?;
        let beat_soon = Arc::new(AtomicBool::new(false));
        let (stop_ticker, stopped) = sync_channel(1);
        let ticker = std::thread::Builder::new().name(format!("fan-out {network}"));
        let ticker = {
            let (fanout, shared, beat_soon) =
                (Arc::clone(&fanout), shared.clone(), Arc::clone(&beat_soon));
            let tick = shared.limits.tick();
            let beat_every = shared.limits.heartbeat_ms.div_ceil(shared.limits.tick_ms);
            ticker.spawn(move || {
                let mut ticks = 0_u64;
                while stopped.recv_timeout(tick) == Err(RecvTimeoutError::Timeout) {
                    ticks += 1;
                    let asked = beat_soon.swap(false, Ordering::Relaxed);
                    let beat =
                        (asked || ticks.is_multiple_of(beat_every)).then(|| shared.clock.reading());
                    fanout.tick(beat);
                }
            })
        };
        Ok(Self {
            network,
            log: id,
            picture,
            positions,
            fanout,
            reader: Mutex::new(reader),
            trail: Mutex::new(trail),
            past: Mutex::new(past),
            shared,
            queue,
            beat_soon,
            failing,
            threads: Mutex::new(Some(Threads {
                writer,
                ticker: ticker.map_err(no_thread)?,
                stop_ticker,
            })),
        })
    }

    /// Which network.
    #[must_use]
    pub const fn network(&self) -> Network {
        self.network
    }

    /// The log, as those with that view know it. What a screen knows of another view is worth as little as what it knows
    /// of another log: it misses what it may see now, and holds what it may not see any more.
    #[must_use]
    pub fn log_seen_by(&self, view: &View) -> LogId {
        let Some(mark) = view.mark() else {
            return self.log;
        };
        let mut digest = Sha256::new_with_prefix(self.log.0.to_be_bytes());
        digest.update(mark);
        let first = digest.finalize().into_iter().take(8);
        LogId(first.fold(0, |number, byte| number << 8 | u64::from(byte)))
    }

    /// The picture as it is now: everything that is durable. Hold it shortly: the writer waits for it.
    pub fn picture(&self) -> RwLockReadGuard<'_, Picture> {
        self.picture.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Decides on what a platform said and makes it durable; the answer comes when it is.
    ///
    /// # Errors
    /// When nothing was recorded: too much waits, the log failed, or the hub stops.
    pub async fn record(
        &self,
        platform: PlatformId,
        statements: Vec<Statement>,
        request: Option<(RequestKey, [u8; 32])>,
    ) -> Result<Vec<Outcome>, Unanswered> {
        let (answer, answered) = oneshot::channel();
        let work = Work::Statements(Statements {
            platform,
            statements,
            request,
            answer,
        });
        self.enqueue(work)?;
        answered.await.unwrap_or(Err(Unanswered::Stopping))
    }

    /// Decides on what a person asks and makes it durable; the answer comes when it is.
    ///
    /// # Errors
    /// When nothing was recorded: too much waits, the log failed, the session has ended meanwhile, or the hub stops.
    pub async fn command(
        &self,
        asker: StillIs,
        command: CommandRequest,
        request: (RequestKey, [u8; 32]),
        address: IpAddr,
    ) -> Result<Commanded, Unanswered> {
        let (answer, answered) = oneshot::channel();
        self.enqueue(Work::Command(Box::new(Asked {
            asker,
            command,
            request,
            address,
            answer,
        })))?;
        answered.await.unwrap_or(Err(Unanswered::Stopping))
    }

    /// Keeps that somebody sent a photo, for a day in which it may be attached to an incident.
    ///
    /// # Errors
    /// When nothing was kept.
    pub async fn keep_upload(
        &self,
        person: PersonId,
        photo: PhotoKey,
        address: IpAddr,
    ) -> Result<(), Unanswered> {
        let (answer, answered) = oneshot::channel();
        let at = system_now();
        let upload = Upload { photo, person, at };
        self.enqueue(Work::Upload(upload, address, answer))?;
        answered.await.unwrap_or(Err(Unanswered::Stopping))
    }

    /// What is known of a photo.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn photo(&self, photo: &PhotoKey) -> Result<KnownPhoto, LogError> {
        self.reader().photo(photo)
    }

    /// How many photos of somebody belong to no incident yet.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn waiting_uploads(&self, person: &PersonId) -> Result<usize, LogError> {
        self.reader().waiting_uploads(person)
    }

    /// Photos whose pictures are to be deleted.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn doomed_photos(&self) -> Result<Vec<PhotoKey>, LogError> {
        self.reader().doomed(DOOMED_AT_A_TIME)
    }

    /// Forgets photos whose pictures are gone.
    ///
    /// # Errors
    /// When they are not forgotten.
    pub async fn forget_doomed(&self, photos: Vec<PhotoKey>) -> Result<(), Unanswered> {
        let (answer, answered) = oneshot::channel();
        self.enqueue(Work::ForgetDoomed(photos, answer))?;
        answered.await.unwrap_or(Err(Unanswered::Stopping))
    }

    fn enqueue(&self, work: Work) -> Result<(), Unanswered> {
        self.queue.try_send(work).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Unanswered::Busy,
            mpsc::error::TrySendError::Closed(_) => Unanswered::Stopping,
        })
    }

    /// Archives, erases and forgets what is due, when the writer has time for it.
    pub fn keep_house(&self) {
        let kept = Millis::from_hours(self.shared.retention.positions_hours.into());
        self.positions()
            .forget_before(self.shared.clock.now() - kept);
        if self.queue.try_send(Work::Housekeeping).is_err() {
            tracing::debug!(network = self.network.as_str(), "No time to keep house now");
        }
    }

    /// Takes samples of where units are: what became of each. They count at once; their places in the units' tracks are
    /// kept when the writer has time, and left out when much waits: the other half of its queue is for reports.
    pub fn take_positions(&self, samples: Vec<UnitPosition>) -> Vec<SampleOutcome> {
        let clock = self.shared.clock.reading();
        let areas: Vec<Option<AreaId>> = samples
            .iter()
            .map(|sample| self.shared.territory.locate(sample.position).area)
            .collect();
        let mut outcomes = Vec::with_capacity(samples.len());
        let mut tracked = Vec::new();
        {
            let mut positions = self.positions();
            for (sample, area) in samples.into_iter().zip(areas) {
                let outcome = positions.take(sample.clone(), area, clock);
                if matches!(outcome, SampleOutcome::Taken | SampleOutcome::Late) {
                    tracked.push(sample);
                }
                outcomes.push(outcome);
            }
        }
        if !tracked.is_empty() {
            let count = tracked.len();
            let has_room = self.queue.capacity() > self.queue.max_capacity() / 2;
            if !has_room || self.queue.try_send(Work::Samples(tracked)).is_err() {
                Meters::of(self.network).samples_left_out(count);
            }
        }
        outcomes
    }

    /// At most `limit` samples of a unit from a moment on that somebody with that view sees.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn track(
        &self,
        view: &View,
        unit: &UnitId,
        since: Timestamp,
        limit: usize,
    ) -> Result<Vec<UnitPosition>, LogError> {
        let mut track = self.reader().track(unit, since, limit)?;
        track.retain(|sample| {
            let located = self.shared.territory.locate(sample.position);
            view.sees(located.area.as_ref())
        });
        Ok(track)
    }

    /// The latest samples of units that somebody with that view sees.
    #[must_use]
    pub fn positions_seen_by(&self, view: &View) -> Vec<UnitPosition> {
        self.positions().seen_by(view)
    }

    fn positions(&self) -> MutexGuard<'_, Positions> {
        self.positions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a screen that knows everything up to an event can be told only what came after it.
    #[must_use]
    pub fn covers(&self, after: Seq) -> bool {
        self.fanout.covers(after)
    }

    /// The whole picture for somebody with that view.
    #[must_use]
    pub fn snapshot(&self, view: &View, coding: Coding) -> Arc<WholePicture> {
        self.fanout.snapshot(view, coding)
    }

    /// Adds a screen that knows everything up to an event.
    ///
    /// # Errors
    /// When too much has happened since.
    pub fn join(&self, view: &View, coding: Coding, after: Seq) -> Result<Joined, TooFarBehind> {
        self.fanout
            .join(view, coding, after, self.shared.clock.reading())
    }

    /// Tells every screen what time it is with the next tick.
    pub fn tell_the_time(&self) {
        self.beat_soon.store(true, Ordering::Relaxed);
    }

    /// The events of an incident.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn history(&self, incident: IncidentId) -> Result<Vec<Event>, LogError> {
        self.reader().events_of(incident)
    }

    /// Folds the log again and shows the world as it was just before each of some moments, in their order. Takes as long as the
    /// log is: for a thread that may wait; a second one waits for the first.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn look_back(
        &self,
        moments: &[Timestamp],
        mut look: impl FnMut(Timestamp, &World),
    ) -> Result<Past, LogError> {
        let past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        let mut world = World::new();
        let mut began_at = None;
        let mut moments = moments.iter().copied().peekable();
        while moments.peek().is_some() {
            let events = past.events_after(world.through(), READ_AT_A_TIME)?;
            if events.is_empty() {
                break;
            }
            for event in events {
                began_at.get_or_insert(event.recorded_at);
                while let Some(moment) = moments.next_if(|moment| *moment <= event.recorded_at) {
                    look(moment, &world);
                }
                world.apply(&event);
            }
        }
        let goes_on = moments.peek().is_none();
        for moment in moments {
            look(moment, &world);
        }
        Ok(Past { began_at, goes_on })
    }

    /// The texts behind keys, those that were erased left out.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn texts(&self, keys: &[TextKey]) -> Result<BTreeMap<TextKey, String>, LogError> {
        self.reader().texts(keys)
    }

    /// What the audit trail of the network knows.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn audit(&self, query: &Query) -> Result<Vec<Noted>, LogError> {
        let trail = self.trail.lock().unwrap_or_else(PoisonError::into_inner);
        trail.audit(query)
    }

    fn reader(&self) -> MutexGuard<'_, Box<dyn LogReader>> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether what is reported is kept: the writer takes requests, and the log did not fail the last time.
    #[must_use]
    pub fn keeps_reports(&self) -> bool {
        !self.queue.is_closed() && !self.failing.load(Ordering::Relaxed)
    }

    /// Sends every screen away.
    pub fn send_screens_away(&self, code: CloseCode) {
        self.fanout.send_all_away(code);
    }

    /// Finishes what waits, and stops. What is asked afterwards is answered with [`Unanswered::Stopping`].
    pub fn stop(&self) {
        let threads = self
            .threads
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(threads) = threads else { return };
        let asked = self.queue.blocking_send(Work::Stop);
        if asked.is_err() || threads.writer.join().is_err() {
            tracing::error!(
                network = self.network.as_str(),
                "The writer had stopped before it was asked to"
            );
        }
        // The ticker may have gone already, which is what is wanted.
        let _ = threads.stop_ticker.send(());
        let _ = threads.ticker.join();
    }
}

/// A log, folded.
struct Folded {
    picture: Picture,
    /// When each incident's last event since the snapshot was recorded.
    recorded: BTreeMap<IncidentId, Timestamp>,
    saved_through: Seq,
    next_text: TextKey,
}

/// Folds a log: from a snapshot that leaves `depth` events, so that screens which knew those can resume after a restart.
fn fold(reader: &dyn LogReader, depth: usize) -> Result<Folded, LogError> {
    let last = reader.last()?;
    let newest = reader.snapshot_up_to(last)?;
    let saved_through = newest.map_or(Seq::START, |snapshot| snapshot.through);
    let register = register_before(reader, Seq(last.0.saturating_sub(depth as u64)))?;
    let mut picture = Picture::new(register, depth);
    let mut recorded = BTreeMap::new();
    loop {
        let events = reader.events_after(picture.through(), READ_AT_A_TIME)?;
        if events.is_empty() {
            break;
        }
        for event in events {
            recorded.insert(event.fact.incident, event.recorded_at);
            picture.fold(event);
        }
    }
    Ok(Folded {
        picture,
        recorded,
        saved_through,
        next_text: reader.next_text()?,
    })
}

/// The register of the newest usable snapshot that goes no further than an event, or a new one.
fn register_before(reader: &dyn LogReader, seq: Seq) -> Result<Register, LogError> {
    let Some(saved) = reader.snapshot_up_to(seq)? else {
        return Ok(Register::new());
    };
    match Snapshot::from_bytes(&saved.bytes) {
        Ok(snapshot) => Ok(Register::from_snapshot(snapshot)),
        Err(error) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                seq = saved.through.0,
                "A snapshot cannot be used; the log is folded from the beginning"
            );
            Ok(Register::new())
        }
    }
}

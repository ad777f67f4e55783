//! From the picture to every screen.
//!
//! Screens with the same view and coding are a class: a frame is encoded once for all of them. Each screen has a queue of
//! its own with a limit. A screen whose queue is full is sent away, and comes back for a snapshot; the others do not
//! notice. The picture's ring of steps is all that stands between the writer and the screens, so the writer never waits.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};

use bytes::Bytes;
use domain::{Incident, IncidentId, Seq, UnitPosition};
use protocol::{CloseCode, Coding, Delta, Deltas, DeploymentClock, ServerFrame, SnapshotPart};
use tokio::sync::{mpsc, oneshot};

use crate::auth::View;
use crate::line::picture::{Picture, Step};
use crate::line::positions::Positions;
use crate::meters::Meters;

/// The most deltas in one frame.
const LARGEST_FRAME_DELTAS: usize = 500;

/// The largest part of a snapshot, in bytes. A screen's connection keeps room for the largest message it has sent.
pub const LARGEST_PART_BYTES: usize = 32 * 1024;

/// Incidents that are read from the picture at once: a fraction of a millisecond.
const READ_AT_ONCE: usize = 1_000;

/// What a part says besides its incidents, at most, in bytes.
const PART_HEADER_BYTES: usize = 128;

/// A screen's place in the stream.
#[derive(Debug)]
pub struct Joined {
    /// What happened between what the screen knew and the first frame of its queue.
    pub catch_up: Vec<Bytes>,
    /// What happens from now on.
    pub queue: mpsc::Receiver<Bytes>,
    /// Says why, when the hub sends the screen away.
    pub sent_away: oneshot::Receiver<CloseCode>,
}

/// The steps a screen missed are not all known any more: it needs a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooFarBehind;

/// A view and how its frames are coded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ClassKey {
    view: View,
    json: bool,
}

impl ClassKey {
    fn of(view: &View, coding: Coding) -> Self {
        Self {
            view: view.clone(),
            json: coding == Coding::Json,
        }
    }

    const fn coding(&self) -> Coding {
        if self.json {
            Coding::Json
        } else {
            Coding::Postcard
        }
    }
}

/// Everything that a class sees, as it is sent to a screen that knows nothing.
#[derive(Debug)]
pub struct WholePicture {
    /// Up to which event it goes.
    pub through: Seq,
    /// The frames.
    pub parts: Vec<Bytes>,
}

#[derive(Debug)]
struct Class {
    sent: Seq,
    screens: Vec<Screen>,
}

#[derive(Debug)]
struct Screen {
    queue: mpsc::Sender<Bytes>,
    send_away: Option<oneshot::Sender<CloseCode>>,
}

/// The screens of one network.
#[derive(Debug)]
pub struct Fanout {
    picture: Arc<RwLock<Picture>>,
    positions: Arc<Mutex<Positions>>,
    classes: Mutex<BTreeMap<ClassKey, Class>>,
    /// What is being sent to newcomers: kept as long as one of them needs it.
    pictures: Mutex<BTreeMap<ClassKey, Weak<WholePicture>>>,
    queue_frames: usize,
    meters: Meters,
}

impl Fanout {
    pub(super) fn new(
        picture: Arc<RwLock<Picture>>,
        positions: Arc<Mutex<Positions>>,
        queue_frames: usize,
        meters: Meters,
    ) -> Self {
        Self {
            picture,
            positions,
            classes: Mutex::default(),
            pictures: Mutex::default(),
            queue_frames,
            meters,
        }
    }

    fn classes(&self) -> MutexGuard<'_, BTreeMap<ClassKey, Class>> {
        self.classes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a screen that knows everything up to an event can be told only what came after it.
    #[must_use]
    pub fn covers(&self, after: Seq) -> bool {
        self.picture
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .covers(after)
    }

    /// The whole picture for somebody with that view. Screens that come together are given the same, made once: after a
    /// restart all of them come together, and each would hold one of its own until it has read it.
    pub fn snapshot(&self, view: &View, coding: Coding) -> Arc<WholePicture> {
        let key = ClassKey::of(view, coding);
        // Held while it is made, so that whoever else wants it waits for it.
        let mut pictures = self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
        pictures.retain(|_, whole| whole.strong_count() > 0);
        let through = {
            let picture = self.picture.read().unwrap_or_else(PoisonError::into_inner);
            // What has happened since then fits in one frame.
            let oldest = picture
                .through()
                .0
                .saturating_sub(LARGEST_FRAME_DELTAS as u64);
            let known = pictures.get(&key).and_then(Weak::upgrade);
            if let Some(whole) = known
                && whole.through.0 >= oldest
                && picture.covers(whole.through)
            {
                return whole;
            }
            picture.through()
        };
        let whole = Arc::new(WholePicture {
            through,
            parts: snapshot_frames(self.all_shown(view), through, coding),
        });
        pictures.insert(key, Arc::downgrade(&whole));
        whole
    }

    /// Every incident as a view is shown it, some at a time: whoever folds the next event does not wait for all of them. So later
    /// ones may be newer than the first; the events that made them so follow, and change nothing that knows them.
    fn all_shown(&self, view: &View) -> Vec<Incident> {
        let mut all = Vec::new();
        let mut next = Some(IncidentId(0));
        while let Some(from) = next {
            let picture = self.picture.read().unwrap_or_else(PoisonError::into_inner);
            let (shown, after) = picture.some_shown(view, from, READ_AT_ONCE);
            drop(picture);
            all.extend(shown);
            next = after;
        }
        all
    }

    /// Adds a screen that knows everything up to an event.
    ///
    /// # Errors
    /// When too much has happened since.
    pub fn join(
        &self,
        view: &View,
        coding: Coding,
        after: Seq,
        clock: DeploymentClock,
    ) -> Result<Joined, TooFarBehind> {
        let key = ClassKey::of(view, coding);
        let mut classes = self.classes();
        let (through, missed) = {
            let picture = self.picture.read().unwrap_or_else(PoisonError::into_inner);
            if !picture.covers(after) {
                return Err(TooFarBehind);
            }
            let from = classes
                .get(&key)
                .map_or(after, |class| class.sent.min(after));
            let steps: Vec<Step> = picture.steps_after(from).cloned().collect();
            (picture.through(), steps)
        };
        let class = classes.entry(key).or_insert_with(|| Class {
            sent: through,
            screens: Vec::new(),
        });
        // The class catches up first, so that the newcomer and the others go on from the same place.
        self.send_steps(class, view, coding, &missed, through);
        let seen = self
            .positions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .seen_by(view);
        let (queue, receiver) = mpsc::channel(self.queue_frames);
        let (send_away, sent_away) = oneshot::channel();
        class.screens.push(Screen {
            queue,
            send_away: Some(send_away),
        });
        self.meters
            .screens(classes.values().map(|class| class.screens.len()).sum());
        drop(classes);
        // Written when the others go on already: they do not wait for what a newcomer missed.
        let mut catch_up = frames_of(&missed, view, coding, after, through);
        if !seen.is_empty() {
            catch_up.extend(encoded(coding, &ServerFrame::Positions(seen)));
        }
        catch_up.extend(encoded(coding, &ServerFrame::Heartbeat { clock, through }));
        Ok(Joined {
            catch_up,
            queue: receiver,
            sent_away,
        })
    }

    /// Sends what has come since the last tick; `beat` says what time it is to those who would otherwise hear nothing.
    pub fn tick(&self, beat: Option<DeploymentClock>) {
        let moved = self
            .positions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .drain_changed();
        let mut classes = self.classes();
        let Some(oldest) = classes.values().map(|class| class.sent).min() else {
            return;
        };
        let (through, steps) = {
            let picture = self.picture.read().unwrap_or_else(PoisonError::into_inner);
            let steps: Vec<Step> = picture.steps_after(oldest).cloned().collect();
            (picture.through(), steps)
        };
        for (key, class) in classes.iter_mut() {
            let (view, coding) = (&key.view, key.coding());
            self.send_steps(class, view, coding, &steps, through);
            let seen: Vec<UnitPosition> = moved
                .iter()
                .filter(|(_, area)| view.sees(area.as_ref()))
                .map(|(sample, _)| sample.clone())
                .collect();
            if !seen.is_empty() {
                self.send(class, encoded(coding, &ServerFrame::Positions(seen)));
            }
            if let Some(clock) = beat {
                self.send(
                    class,
                    encoded(coding, &ServerFrame::Heartbeat { clock, through }),
                );
            }
        }
        classes.retain(|_, class| !class.screens.is_empty());
        self.meters
            .screens(classes.values().map(|class| class.screens.len()).sum());
    }

    /// Sends every screen away.
    pub fn send_all_away(&self, code: CloseCode) {
        for (_, class) in std::mem::take(&mut *self.classes()) {
            for mut screen in class.screens {
                if let Some(send_away) = screen.send_away.take() {
                    // Whoever has gone needs no reason.
                    let _ = send_away.send(code);
                }
            }
        }
    }

    /// Tells a class the steps it has not been told.
    fn send_steps(
        &self,
        class: &mut Class,
        view: &View,
        coding: Coding,
        steps: &[Step],
        through: Seq,
    ) {
        let first_known = steps.first().map_or(through.next(), |step| step.event.seq);
        if first_known > class.sent.next() {
            // More came in one tick than the ring holds.
            self.send_class_away(class);
        }
        for frame in frames_of(steps, view, coding, class.sent, through) {
            self.send(class, Some(frame));
        }
        class.sent = through;
    }

    fn send_class_away(&self, class: &mut Class) {
        for mut screen in class.screens.drain(..) {
            self.meters.sent_away();
            if let Some(send_away) = screen.send_away.take() {
                let _ = send_away.send(CloseCode::TooSlow);
            }
        }
    }

    fn send(&self, class: &mut Class, frame: Option<Bytes>) {
        let Some(frame) = frame else { return };
        let mut sent = 0;
        class
            .screens
            .retain_mut(|screen| match screen.queue.try_send(frame.clone()) {
                Ok(()) => {
                    sent += 1;
                    true
                }
                Err(mpsc::error::TrySendError::Closed(_)) => false,
                Err(mpsc::error::TrySendError::Full(_)) => {
                    self.meters.sent_away();
                    if let Some(send_away) = screen.send_away.take() {
                        let _ = send_away.send(CloseCode::TooSlow);
                    }
                    false
                }
            });
        self.meters.frames_sent(sent, frame.len());
    }
}

/// The frames that tell the steps after an event.
fn frames_of(steps: &[Step], view: &View, coding: Coding, after: Seq, through: Seq) -> Vec<Bytes> {
    let mut frames = Vec::new();
    let mut deltas: Vec<Delta> = Vec::new();
    for step in steps.iter().filter(|step| step.event.seq > after) {
        deltas.extend(step.delta(view));
        if deltas.len() == LARGEST_FRAME_DELTAS {
            let packed = Deltas::pack(step.event.seq, deltas.drain(..));
            frames.extend(encoded(coding, &ServerFrame::Deltas(packed)));
        }
    }
    if !deltas.is_empty() {
        let packed = Deltas::pack(through, deltas);
        frames.extend(encoded(coding, &ServerFrame::Deltas(packed)));
    }
    frames
}

/// A frame as bytes. A frame that cannot be written is left out and told to whoever runs the hub.
pub fn encoded(coding: Coding, frame: &ServerFrame) -> Option<Bytes> {
    match coding.encode(frame) {
        Ok(bytes) => Some(bytes.into()),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "A frame cannot be written"
            );
            None
        }
    }
}

/// A snapshot in parts that are not larger than [`LARGEST_PART_BYTES`], as long as no incident alone is.
fn snapshot_frames(incidents: Vec<Incident>, through: Seq, coding: Coding) -> Vec<Bytes> {
    let mut parts: Vec<Vec<Incident>> = vec![Vec::new()];
    let mut size = PART_HEADER_BYTES;
    for incident in incidents {
        // One more for the comma between two incidents in JSON.
        let bytes = coding.size(&incident).map_or(0, |bytes| bytes + 1);
        if size + bytes > LARGEST_PART_BYTES {
            parts.push(Vec::new());
            size = PART_HEADER_BYTES;
        }
        size += bytes;
        if let Some(part) = parts.last_mut() {
            part.push(incident);
        }
    }
    let count = parts.len() as u32;
    parts
        .into_iter()
        .zip(0..)
        .filter_map(|(incidents, part)| {
            let part = SnapshotPart {
                through,
                part,
                parts: count,
                incidents,
            };
            encoded(coding, &ServerFrame::Snapshot(part))
        })
        .collect()
}

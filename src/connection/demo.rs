//! The demo in the page's worker: it stands in the place of every network's hub, and has a clock that can be set.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use domain::{IncidentRef, Millis, Network, Seq, Timestamp};
use futures_channel::oneshot;
use js_sys::{Array, Uint8Array};
use leptos::logging::warn;
use protocol::{
    Coding, DemoAsked, DemoReply, DemoRequest, Deployment, Divisions, Interest, Playhead,
    ServerFrame, Silence,
};
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, Worker};

use super::link::DEAD_AFTER;
use super::{FeedHealth, FrameSource, Freshness, Inbox, LinkState, Restart};
use crate::platform::{Listener, PageTime, page_now};

/// Frames of a network that may wait for a tick, and bytes of messages.
const MOST: (usize, usize) = (10_000, 64 << 20);

/// A demo that plays and says nothing for so long is stale, in milliseconds. So is a network that its day leaves unheard for
/// so long on the demo's own clock, and after [`DEAD_AFTER`] times that it is lost, as over a link.
const STALE_AFTER_MS: f64 = 10_000.0;

/// What people wrote about an incident: the report's text, and notes with their moments.
pub type Texts = (Option<Arc<str>>, Vec<(Timestamp, Arc<str>)>);

/// Cameras and buildings as a hub would answer them.
pub type ToldSurroundings = (Vec<u8>, Vec<u8>);

/// What a demo tells besides frames.
pub enum DemoNews {
    /// What a hub would have answered: the first that comes.
    Settings(Box<(Deployment, Divisions)>),
    /// Where the clock stands.
    Playhead(Playhead),
    /// What is of interest of the day that is played, in order.
    Day(Vec<Interest>),
    /// There will be nothing more.
    Broken,
}

/// The demo; its worker ends when it is dropped.
pub struct Demo {
    worker: Worker,
    listeners: RefCell<Vec<Listener>>,
    inboxes: RefCell<BTreeMap<Network, Inbox>>,
    tell: Box<dyn Fn(DemoNews)>,
    wake: RefCell<Option<Box<dyn Fn()>>>,
    texts: RefCell<BTreeMap<u32, oneshot::Sender<Texts>>>,
    surroundings: RefCell<BTreeMap<u32, oneshot::Sender<ToldSurroundings>>>,
    /// The number of the last request that changes what is shown, and of the last one that was answered.
    asked: Cell<u32>,
    answered: Cell<u32>,
    /// Where a slider was dragged to while an earlier place was on its way.
    wanted: Cell<Option<Timestamp>>,
    heard_at: Cell<Option<PageTime>>,
    plays: Cell<bool>,
    pace: Cell<f64>,
    /// The networks that are not heard, and for how long when the demo spoke last.
    silences: RefCell<Vec<(Network, Millis)>>,
    broken: Cell<bool>,
    overflows: Cell<u64>,
    malformed: Cell<u64>,
}

impl Demo {
    /// Asks a worker that listens to open what `request` says, and tells what comes of it.
    #[must_use]
    pub fn open(
        worker: Worker,
        request: DemoRequest,
        tell: impl Fn(DemoNews) + 'static,
    ) -> Rc<Self> {
        let demo = Rc::new(Self {
            worker,
            listeners: RefCell::default(),
            inboxes: RefCell::default(),
            tell: Box::new(tell),
            wake: RefCell::default(),
            texts: RefCell::default(),
            surroundings: RefCell::default(),
            asked: Cell::new(0),
            answered: Cell::new(0),
            wanted: Cell::new(None),
            heard_at: Cell::new(None),
            plays: Cell::new(false),
            pace: Cell::new(1.0),
            silences: RefCell::default(),
            broken: Cell::new(false),
            overflows: Cell::new(0),
            malformed: Cell::new(0),
        });
        let on_message = Rc::downgrade(&demo);
        let on_error = Rc::downgrade(&demo);
        *demo.listeners.borrow_mut() = vec![
            Listener::new(&demo.worker, "message", move |message| {
                let message = message.dyn_into::<MessageEvent>();
                if let (Some(demo), Ok(message)) = (on_message.upgrade(), message) {
                    demo.hear(&Uint8Array::new(&message.data()).to_vec());
                }
            }),
            Listener::new(&demo.worker, "error", move |_| {
                if let Some(demo) = on_error.upgrade() {
                    demo.broken.set(true);
                    (demo.tell)(DemoNews::Broken);
                    demo.call();
                }
            }),
        ];
        demo.ask(request);
        demo
    }

    /// Calls `wake` from now on whenever there is something to drain.
    pub fn on_wake(&self, wake: impl Fn() + 'static) {
        *self.wake.borrow_mut() = Some(Box::new(wake));
        self.call();
    }

    /// A network's frames.
    #[must_use]
    pub fn source(self: &Rc<Self>, network: Network) -> Rc<dyn FrameSource> {
        Rc::new(DemoSource {
            demo: Rc::clone(self),
            network,
        })
    }

    /// Asks the demo for something. Of places that a slider is dragged over only as many are asked for as are shown: the
    /// latest wins, unless the clock is set otherwise meanwhile. A change of pace leaves it waiting.
    pub fn ask(&self, request: DemoRequest) {
        if let DemoRequest::Seek(at) = request
            && self.is_waiting()
        {
            self.wanted.set(Some(at));
            return;
        }
        match request {
            DemoRequest::Open { .. }
            | DemoRequest::Seek(_)
            | DemoRequest::Next
            | DemoRequest::Previous => self.wanted.set(None),
            DemoRequest::Play
            | DemoRequest::Pause
            | DemoRequest::SetRate(_)
            | DemoRequest::Restart(_)
            | DemoRequest::Texts(_)
            | DemoRequest::Surroundings => {}
        }
        self.send(self.next_turn(), request);
    }

    /// What people wrote about an incident up to the demo's now; `None` when the demo is gone.
    pub async fn texts(&self, incident: IncidentRef) -> Option<Texts> {
        let (sender, receiver) = oneshot::channel();
        let turn = self.next_turn();
        self.texts.borrow_mut().insert(turn, sender);
        self.send(turn, DemoRequest::Texts(incident));
        receiver.await.ok()
    }

    /// The district's cameras and buildings; `None` when the demo is gone.
    pub async fn surroundings(&self) -> Option<ToldSurroundings> {
        let (sender, receiver) = oneshot::channel();
        let turn = self.next_turn();
        self.surroundings.borrow_mut().insert(turn, sender);
        self.send(turn, DemoRequest::Surroundings);
        receiver.await.ok()
    }

    fn next_turn(&self) -> u32 {
        self.asked.set(self.asked.get() + 1);
        self.asked.get()
    }

    fn send(&self, turn: u32, request: DemoRequest) {
        let Ok(bytes) = Coding::Postcard.encode(&DemoAsked { turn, request }) else {
            return;
        };
        let buffer = Uint8Array::from(bytes.as_slice()).buffer();
        // A worker that is gone has said so.
        let _ = self
            .worker
            .post_message_with_transfer(&buffer, &Array::of1(&buffer));
    }

    /// Whether something was asked for that has not been told.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.answered.get() < self.asked.get()
    }

    fn hear(&self, bytes: &[u8]) {
        match Coding::Postcard.decode::<DemoReply>(bytes) {
            Ok(DemoReply::Settings {
                deployment,
                divisions,
            }) => {
                let read = || {
                    let deployment = serde_json::from_slice(&deployment)?;
                    let divisions = serde_json::from_slice(&divisions)?;
                    Ok::<_, serde_json::Error>((deployment, divisions))
                };
                match read() {
                    Ok(settings) => (self.tell)(DemoNews::Settings(Box::new(settings))),
                    Err(error) => {
                        warn!("demo: {error}");
                        (self.tell)(DemoNews::Broken);
                    }
                }
            }
            Ok(DemoReply::Told {
                turn,
                playhead,
                silences,
                day,
                frames,
            }) => {
                // Settings alone are no picture: until the first has come no network has been heard.
                self.heard_at.set(Some(page_now()));
                self.answered.set(self.answered.get().max(turn));
                self.plays.set(playhead.playing);
                self.pace.set(playhead.rate);
                let silent = |silence: Silence| (silence.network, playhead.at - silence.since);
                self.silences
                    .replace(silences.into_iter().map(silent).collect());
                self.take(frames, bytes.len());
                (self.tell)(DemoNews::Playhead(playhead));
                if let Some(day) = day {
                    (self.tell)(DemoNews::Day(day));
                }
            }
            Ok(DemoReply::Texts {
                turn,
                details,
                notes,
            }) => {
                self.answered.set(self.answered.get().max(turn));
                if let Some(asker) = self.texts.borrow_mut().remove(&turn) {
                    // Whoever asked may have closed the card.
                    let _ = asker.send((details, notes));
                }
            }
            Ok(DemoReply::Surroundings {
                turn,
                cameras,
                buildings,
            }) => {
                self.answered.set(self.answered.get().max(turn));
                if let Some(asker) = self.surroundings.borrow_mut().remove(&turn) {
                    // Whoever asked may have left the page.
                    let _ = asker.send((cameras, buildings));
                }
            }
            Err(error) => {
                warn!("demo: {error}");
                self.malformed.set(self.malformed.get() + 1);
            }
        }
        self.call();
    }

    fn take(&self, frames: Vec<(Network, ServerFrame)>, bytes: usize) {
        let mut full = Vec::new();
        {
            let mut inboxes = self.inboxes.borrow_mut();
            let each = bytes / frames.len().max(1);
            for (network, frame) in frames {
                let inbox = inboxes
                    .entry(network)
                    .or_insert_with(|| Inbox::with_limit(MOST.0, MOST.1));
                if let Err(error) = inbox.push(frame, each) {
                    warn!("demo, {network}: {error}");
                    full.push(network);
                }
            }
        }
        for network in full {
            self.overflows.set(self.overflows.get() + 1);
            self.ask(DemoRequest::Restart(network));
        }
    }

    /// For how long the day had left a network unheard when the demo spoke last.
    fn unheard(&self, network: Network) -> Option<Millis> {
        let silences = self.silences.borrow();
        let silence = silences.iter().find(|(silent, _)| *silent == network);
        silence.map(|(_, span)| *span)
    }

    fn call(&self) {
        if let Some(wake) = &*self.wake.borrow() {
            wake();
        }
    }

    /// What was told is shown: now the latest place that was asked for meanwhile.
    fn ask_for_wanted(&self) {
        if !self.is_waiting()
            && let Some(at) = self.wanted.take()
        {
            self.ask(DemoRequest::Seek(at));
        }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// One network of the demo.
struct DemoSource {
    demo: Rc<Demo>,
    network: Network,
}

impl FrameSource for DemoSource {
    fn network(&self) -> Network {
        self.network
    }

    fn drain(&self, into: &mut Vec<ServerFrame>) {
        if let Some(inbox) = self.demo.inboxes.borrow_mut().get_mut(&self.network) {
            inbox.drain(into);
        }
        self.demo.ask_for_wanted();
    }

    fn is_drained(&self) -> bool {
        let empty = self
            .demo
            .inboxes
            .borrow()
            .get(&self.network)
            .is_none_or(Inbox::is_empty);
        empty && !self.demo.is_waiting() && self.demo.wanted.get().is_none()
    }

    fn is_restless(&self) -> bool {
        self.demo.plays.get()
    }

    fn restart(&self, _why: Restart) {
        if let Some(inbox) = self.demo.inboxes.borrow_mut().get_mut(&self.network) {
            inbox.clear();
        }
        self.demo.ask(DemoRequest::Restart(self.network));
    }

    /// A demo that stands is as fresh as it was: nothing in it ages. A network that the day leaves unheard ages on the demo's
    /// clock, so that its age belongs to the moment.
    fn health(&self, at: PageTime) -> FeedHealth {
        let demo = &self.demo;
        let unheard = demo.unheard(self.network);
        let silence = demo.heard_at.get().map(|heard_at| {
            let since = if demo.plays.get() {
                at.millis_since(heard_at)
            } else {
                0.0
            };
            match unheard {
                Some(before) => before.0 as f64 + since * demo.pace.get(),
                None => since,
            }
        });
        let freshness = match silence {
            _ if demo.broken.get() => Freshness::Lost,
            None => Freshness::Lost,
            Some(silence) if silence <= STALE_AFTER_MS => Freshness::Live,
            Some(silence) if unheard.is_some() && silence > STALE_AFTER_MS * DEAD_AFTER => {
                Freshness::Lost
            }
            Some(_) => Freshness::Stale,
        };
        FeedHealth {
            network: self.network,
            freshness,
            silent_for: silence.map(|silence| Millis(silence as i64)),
            link: match silence {
                None => LinkState::Connecting,
                Some(_) => LinkState::Open,
            },
            through: Seq::START,
            malformed: demo.malformed.get(),
            overflows: demo.overflows.get(),
        }
    }
}

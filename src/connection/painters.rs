//! The workers that paint a demo's picture: tiles are asked of whoever is free, in the order in which the map asks.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::{Rc, Weak};

use futures_channel::oneshot;
use js_sys::{Array, Uint8Array};
use protocol::{Coding, PaintAsked};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortSignal, ImageBitmap, MessageEvent, Worker};

use crate::platform::{Listener, listens};

/// Tiles that a worker is asked for ahead of its answers: one that it paints and one that waits, so that it never idles.
const AHEAD: u32 = 2;

/// A tile that nobody has been asked for yet.
struct Waiting {
    place: (u8, u32, u32),
    /// Says when the map has no more use for it.
    given_up: AbortSignal,
    sender: oneshot::Sender<Option<ImageBitmap>>,
}

struct Painter {
    worker: Worker,
    /// How many tiles it has been asked for and not answered; one that does not listen takes none.
    owes: Cell<u32>,
    _listener: Listener,
}

/// The painters; their workers end when they are dropped.
pub struct Painters {
    painters: RefCell<Vec<Painter>>,
    waiting: RefCell<VecDeque<Waiting>>,
    asked: RefCell<BTreeMap<u32, oneshot::Sender<Option<ImageBitmap>>>>,
    number: Cell<u32>,
    this: Weak<Self>,
}

impl Painters {
    /// Sets workers to paint the district of a seed.
    #[must_use]
    pub fn open(workers: Vec<Worker>, seed: u64) -> Rc<Self> {
        let painters = Rc::new_cyclic(|this: &Weak<Self>| Self {
            painters: RefCell::default(),
            waiting: RefCell::default(),
            asked: RefCell::default(),
            number: Cell::new(0),
            this: this.clone(),
        });
        for worker in workers {
            let this = painters.this.clone();
            spawn_local(async move {
                if listens(&worker).await
                    && let Some(painters) = this.upgrade()
                {
                    painters.take_on(worker, seed);
                }
            });
        }
        painters
    }

    fn take_on(&self, worker: Worker, seed: u64) {
        let this = self.this.clone();
        let index = self.painters.borrow().len();
        let listener = Listener::new(&worker, "message", move |message| {
            if let (Some(painters), Ok(message)) = (this.upgrade(), message.dyn_into()) {
                painters.hear(index, &message);
            }
        });
        send(&worker, PaintAsked::Open { seed });
        self.painters.borrow_mut().push(Painter {
            worker,
            owes: Cell::new(0),
            _listener: listener,
        });
        self.hand_out();
    }

    /// A tile of the picture; `None` when it is given up, or cannot be painted.
    pub async fn tile(&self, place: (u8, u32, u32), given_up: AbortSignal) -> Option<ImageBitmap> {
        let (sender, receiver) = oneshot::channel();
        self.waiting.borrow_mut().push_back(Waiting {
            place,
            given_up,
            sender,
        });
        self.hand_out();
        receiver.await.ok().flatten()
    }

    /// Asks whoever is free for what waits; what was given up is not asked for.
    fn hand_out(&self) {
        for painter in &*self.painters.borrow() {
            while painter.owes.get() < AHEAD {
                let Some(next) = self.next() else { return };
                let number = self.number.get().wrapping_add(1);
                self.number.set(number);
                let (zoom, x, y) = next.place;
                self.asked.borrow_mut().insert(number, next.sender);
                painter.owes.set(painter.owes.get() + 1);
                send(&painter.worker, PaintAsked::Tile { number, zoom, x, y });
            }
        }
    }

    fn next(&self) -> Option<Waiting> {
        let mut waiting = self.waiting.borrow_mut();
        // Dropping the sender tells the map that there will be none.
        std::iter::from_fn(|| waiting.pop_front()).find(|tile| !tile.given_up.aborted())
    }

    fn hear(&self, index: usize, message: &MessageEvent) {
        let answer = Array::from(&message.data());
        let Some(number) = answer.get(0).as_f64() else {
            return;
        };
        if let Some(painter) = self.painters.borrow().get(index) {
            painter.owes.set(painter.owes.get().saturating_sub(1));
        }
        let asker = self.asked.borrow_mut().remove(&(number as u32));
        if let Some(asker) = asker {
            // The map may have lost interest meanwhile.
            let _ = asker.send(answer.get(1).dyn_into().ok());
        }
        self.hand_out();
    }
}

fn send(worker: &Worker, asked: PaintAsked) {
    let Ok(bytes) = Coding::Postcard.encode(&asked) else {
        return;
    };
    let buffer = Uint8Array::from(bytes.as_slice()).buffer();
    // A worker that is gone answers nothing, and its tiles stay dark.
    let _ = worker.post_message_with_transfer(&buffer, &Array::of1(&buffer));
}

impl Drop for Painters {
    fn drop(&mut self) {
        for painter in &*self.painters.borrow() {
            painter.worker.terminate();
        }
    }
}

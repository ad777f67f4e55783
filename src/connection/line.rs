//! The line to a hub: one socket at most, an inbox, and what to do about both.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use domain::Network;
use leptos::logging::warn;
use protocol::{ClientFrame, CloseCode, Coding, Resume, ServerFrame};

use super::socket::{Socket, Told};
use super::{FeedHealth, FrameSource, Inbox, Link, Restart, Step};
use crate::config::Token;
use crate::platform::{PageTime, Timeout, chance, page_now};

/// Frames that may wait for a tick.
const MOST_FRAMES: usize = 10_000;

/// Bytes of messages that may wait for a tick.
const MOST_BYTES: usize = 64 << 20;

/// What a line is opened with.
pub struct LineOptions {
    /// Which network.
    pub network: Network,
    /// The feed's WebSocket address.
    pub address: String,
    /// With which token.
    pub token: Option<Token>,
    /// From where a new connection can go on, asked each time.
    pub resume: Box<dyn Fn() -> Option<Resume>>,
    /// Called whenever there is something to drain or the health has changed.
    pub wake: Box<dyn Fn()>,
}

/// The line to a hub; closed when it is dropped.
pub struct Line {
    options: LineOptions,
    link: RefCell<Link>,
    inbox: RefCell<Inbox>,
    socket: RefCell<Option<Socket>>,
    // Which socket speaks: what an older one tells is no longer of interest.
    turn: Cell<u32>,
    timer: RefCell<Option<Timeout>>,
    this: Weak<Self>,
}

impl Line {
    /// Opens the line at once, and again whenever it is lost.
    #[must_use]
    pub fn open(options: LineOptions) -> Rc<Self> {
        let line = Rc::new_cyclic(|this: &Weak<Self>| Self {
            link: RefCell::new(Link::new(options.network, page_now())),
            options,
            inbox: RefCell::new(Inbox::with_limit(MOST_FRAMES, MOST_BYTES)),
            socket: RefCell::new(None),
            turn: Cell::new(0),
            timer: RefCell::new(None),
            this: this.clone(),
        });
        line.advance();
        line
    }

    fn advance(&self) {
        let step = self.link.borrow_mut().advance(page_now(), chance());
        self.take(step);
    }

    fn take(&self, step: Step) {
        match step {
            Step::Stay => {}
            Step::Drop => self.drop_socket(),
            Step::Open => self.open_socket(),
        }
        self.plan();
        (self.options.wake)();
    }

    fn drop_socket(&self) {
        self.turn.set(self.turn.get().wrapping_add(1));
        drop(self.socket.borrow_mut().take());
    }

    fn open_socket(&self) {
        self.drop_socket();
        self.inbox.borrow_mut().clear();
        let (this, turn) = (self.this.clone(), self.turn.get());
        let tell = move |told| {
            if let Some(line) = this.upgrade().filter(|line| line.turn.get() == turn) {
                line.hear(told);
            }
        };
        match Socket::open(&self.options.address, Coding::Postcard.subprotocol(), tell) {
            Ok(socket) => *self.socket.borrow_mut() = Some(socket),
            Err(error) => {
                warn!("{} feed: {error}", self.options.network);
                let mut link = self.link.borrow_mut();
                link.closed(page_now(), None, chance());
            }
        }
    }

    fn hear(&self, told: Told) {
        match told {
            Told::Opened => self.introduce(),
            Told::Message(bytes) => self.receive(&bytes),
            Told::Text => self.restart(Restart::Malformed),
            Told::Closed(code) => {
                self.drop_socket();
                let code = CloseCode::from_number(code);
                self.link.borrow_mut().closed(page_now(), code, chance());
                self.plan();
                (self.options.wake)();
            }
        }
    }

    /// Says who we are and what we know.
    fn introduce(&self) {
        let from_snapshot = self.link.borrow().wants_snapshot();
        let resume = (self.options.resume)().filter(|_| !from_snapshot);
        let open = ClientFrame::Open {
            token: self
                .options
                .token
                .as_ref()
                .map(|token| token.secret().to_owned()),
            resume,
        };
        // What fails here ends in a close, or in the link's own patience.
        if let (Ok(bytes), Some(socket)) = (Coding::Postcard.encode(&open), &*self.socket.borrow())
        {
            socket.send(&bytes);
        }
    }

    fn receive(&self, bytes: &[u8]) {
        let frame = match Coding::Postcard.decode::<ServerFrame>(bytes) {
            Ok(frame) => frame,
            Err(error) => {
                warn!("{} feed: {error}", self.options.network);
                self.restart(Restart::Malformed);
                return;
            }
        };
        let at = page_now();
        match &frame {
            ServerFrame::Hello(hello) => self.link.borrow_mut().greeted(hello, at),
            _ => self.link.borrow_mut().heard(at),
        }
        let pushed = self.inbox.borrow_mut().push(frame, bytes.len());
        match pushed {
            Ok(()) => (self.options.wake)(),
            Err(full) => {
                warn!("{} feed: {full}", self.options.network);
                self.restart(Restart::InboxFull);
            }
        }
    }

    /// Sees to it that the link is asked again when it has something to do.
    fn plan(&self) {
        let due = self.link.borrow().next_due();
        let this = self.this.clone();
        let timer = due.map(|due| {
            let wait = due.millis_since(page_now()).ceil().min(60_000.0) as u32;
            Timeout::new(wait, move || {
                if let Some(line) = this.upgrade() {
                    line.advance();
                }
            })
        });
        *self.timer.borrow_mut() = timer;
    }
}

impl FrameSource for Line {
    fn network(&self) -> Network {
        self.options.network
    }

    fn drain(&self, into: &mut Vec<ServerFrame>) {
        self.inbox.borrow_mut().drain(into);
    }

    fn is_drained(&self) -> bool {
        self.inbox.borrow().is_empty()
    }

    fn restart(&self, why: Restart) {
        self.inbox.borrow_mut().clear();
        let step = self.link.borrow_mut().restart(why, page_now(), chance());
        self.take(step);
    }

    fn health(&self, at: PageTime) -> FeedHealth {
        self.link.borrow().health(at)
    }
}

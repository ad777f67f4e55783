//! Fragmented MP4 over a WebSocket: first what is coming, in words, then how it begins, then fragments.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer};
use protocol::FRAGMENTS_PROTOCOL;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    BinaryType, CloseEvent, HtmlVideoElement, MediaSource, MessageEvent, SourceBuffer, Url,
    WebSocket,
};

use super::link::{Ended, NoLink, Pace, play};
use super::machine::Loss;
use crate::config::{Token, offered_protocols};
use crate::platform::Listener;

/// How many messages may wait to be taken by the browser: some seconds of pictures.
const WAITING: usize = 256;

/// How far behind what is shown may lie before it plays a little faster, in seconds, and before it jumps.
const HASTE_SECS: f64 = 0.35;
const JUMP_SECS: f64 = 1.5;

/// How far before the end it jumps to, in seconds: the browser needs a picture or two to go on.
const MARGIN_SECS: f64 = 0.1;

/// How many seconds of what was shown are kept.
const KEPT_SECS: f64 = 10.0;

/// "Normal closure" (RFC 6455, 7.4.1): a recording is over.
const NORMAL: u16 = 1000;

/// A link over a WebSocket into the browser's media source.
pub(super) struct Fmp4 {
    socket: WebSocket,
    intake: Rc<Intake>,
    address: String,
    _listeners: Vec<Listener>,
}

struct Intake {
    video: HtmlVideoElement,
    pace: Pace,
    source: MediaSource,
    /// What is coming, once the socket has said it.
    kind: RefCell<Option<String>>,
    buffer: RefCell<Option<SourceBuffer>>,
    /// Takes note when the buffer has room again.
    room: RefCell<Option<Listener>>,
    waiting: RefCell<VecDeque<ArrayBuffer>>,
    bytes: Cell<u64>,
    /// Whether nothing more will come.
    over: Cell<bool>,
    /// Whether all of it has come: the hub said that it is over.
    whole: Cell<bool>,
    ended: Ended,
}

impl Fmp4 {
    /// Opens a link; its picture goes to `video`.
    pub(super) fn open(
        address: &str,
        token: Option<&Token>,
        video: &HtmlVideoElement,
        pace: Pace,
        ended: Ended,
    ) -> Result<Self, NoLink> {
        let source = MediaSource::new()?;
        let place = Url::new(address)?;
        let secure = place.protocol() == "https:";
        place.set_protocol(if secure { "wss:" } else { "ws:" });
        let protocols = offered_protocols(FRAGMENTS_PROTOCOL, token);
        let protocols: Array = protocols.iter().map(JsValue::from).collect();
        let socket = WebSocket::new_with_str_sequence(&place.href(), &protocols)?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let address = Url::create_object_url_with_source(&source)?;
        let intake = Rc::new(Intake {
            video: video.clone(),
            pace,
            source,
            kind: RefCell::default(),
            buffer: RefCell::default(),
            room: RefCell::default(),
            waiting: RefCell::default(),
            bytes: Cell::new(0),
            over: Cell::new(false),
            whole: Cell::new(false),
            ended: Rc::clone(&ended),
        });
        let mut listeners = Vec::new();
        let heard = Rc::clone(&intake);
        listeners.push(Listener::new(&socket, "message", move |message| {
            if let Ok(message) = message.dyn_into::<MessageEvent>() {
                heard.take(&message);
            }
        }));
        listeners.push(Listener::new(&socket, "close", {
            let (ended, intake) = (Rc::clone(&ended), Rc::clone(&intake));
            move |close| {
                let code = close.dyn_into::<CloseEvent>().map(|close| close.code());
                intake.whole.set(code == Ok(NORMAL));
                intake.over.set(true);
                intake.pass_on();
                ended(Loss::Ended);
            }
        }));
        let opened = Rc::clone(&intake);
        listeners.push(Listener::new(&intake.source, "sourceopen", move |_| {
            opened.make_buffer();
        }));
        // Of the media themselves, not of the socket: what came is no picture.
        listeners.push(Listener::new(video, "error", move |_| {
            ended(Loss::Undecodable)
        }));
        video.set_src(&address);
        Ok(Self {
            socket,
            intake,
            address,
            _listeners: listeners,
        })
    }

    pub(super) fn bytes(&self) -> u64 {
        self.intake.bytes.get()
    }

    /// Whether a recording has come to its end.
    pub(super) fn is_whole(&self) -> bool {
        self.intake.whole.get()
    }

    pub(super) fn behind_ms(&self) -> f64 {
        let end = end_of(&self.intake.video).unwrap_or(0.0);
        ((end - self.intake.video.current_time()) * 1_000.0).max(0.0)
    }

    /// Keeps what is shown close to what has come, where that is live, and forgets what was shown.
    pub(super) fn keep_up(&self) {
        let video = &self.intake.video;
        let Some(end) = end_of(video) else {
            return;
        };
        let behind = end - video.current_time();
        if self.intake.pace == Pace::Live {
            if behind > JUMP_SECS {
                video.set_current_time(end - MARGIN_SECS);
            }
            video.set_playback_rate(if behind > HASTE_SECS { 1.1 } else { 1.0 });
        }
        if let Some(buffer) = &*self.intake.buffer.borrow()
            && !buffer.updating()
            && video.current_time() > 2.0 * KEPT_SECS
            && start_of(video).is_some_and(|start| start < video.current_time() - 2.0 * KEPT_SECS)
        {
            // What cannot be forgotten now is forgotten a moment later.
            let _ = buffer.remove(0.0, video.current_time() - KEPT_SECS);
        }
    }
}

impl Drop for Fmp4 {
    fn drop(&mut self) {
        let _ = self.socket.close();
        self.intake.room.take();
        self.intake.video.set_playback_rate(1.0);
        let _ = Url::revoke_object_url(&self.address);
    }
}

impl Intake {
    fn take(self: &Rc<Self>, message: &MessageEvent) {
        let data = message.data();
        if let Some(kind) = data.as_string() {
            *self.kind.borrow_mut() = Some(kind);
            self.make_buffer();
            return;
        }
        let Ok(bytes) = data.dyn_into::<ArrayBuffer>() else {
            return;
        };
        self.bytes
            .set(self.bytes.get() + u64::from(bytes.byte_length()));
        if self.waiting.borrow().len() >= WAITING {
            (self.ended)(Loss::Undecodable);
            return;
        }
        self.waiting.borrow_mut().push_back(bytes);
        self.pass_on();
    }

    /// Once both are known: what is coming, and that the browser is ready for it.
    fn make_buffer(self: &Rc<Self>) {
        let kind = self.kind.borrow().clone();
        let ready = self.source.ready_state() == web_sys::MediaSourceReadyState::Open;
        let (Some(kind), true, None) = (kind, ready, self.buffer.borrow().as_ref()) else {
            return;
        };
        let Ok(buffer) = self.source.add_source_buffer(&kind) else {
            (self.ended)(Loss::Undecodable);
            return;
        };
        let own = Rc::downgrade(self);
        let room = Listener::new(&buffer, "updateend", move |_| {
            if let Some(intake) = own.upgrade() {
                intake.begin();
                intake.pass_on();
            }
        });
        *self.room.borrow_mut() = Some(room);
        *self.buffer.borrow_mut() = Some(buffer);
        play(&self.video);
        self.pass_on();
    }

    /// What comes counts from when the camera was started; the element begins at 0.
    fn begin(&self) {
        let (Some(start), Some(end)) = (start_of(&self.video), end_of(&self.video)) else {
            return;
        };
        if self.video.current_time() < start {
            self.video.set_current_time(match self.pace {
                Pace::Live => end - MARGIN_SECS,
                Pace::Recorded => start,
            });
        }
    }

    fn pass_on(&self) {
        let buffer = self.buffer.borrow();
        let Some(buffer) = buffer.as_ref().filter(|buffer| !buffer.updating()) else {
            return;
        };
        if self.video.error().is_some() {
            return;
        }
        let Some(next) = self.waiting.borrow_mut().pop_front() else {
            if self.over.get() && self.pace == Pace::Recorded {
                // A decoder keeps its last pictures back until it is told that no more will come. A source that was told so
                // already refuses.
                let _ = self.source.end_of_stream();
            }
            return;
        };
        if buffer.append_buffer_with_array_buffer(&next).is_err() {
            (self.ended)(Loss::Undecodable);
        }
    }
}

fn end_of(video: &HtmlVideoElement) -> Option<f64> {
    let buffered = video.buffered();
    let last = buffered.length().checked_sub(1)?;
    buffered.end(last).ok()
}

fn start_of(video: &HtmlVideoElement) -> Option<f64> {
    video.buffered().start(0).ok()
}

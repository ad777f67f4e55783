//! A head's telemetry, heard over a WebSocket that is opened again whenever it is lost.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CloseEvent, MessageEvent, WebSocket};

use crate::config::Told;
use crate::connection::Backoff;
use crate::platform::{Listener, Timeout, chance};

/// The close code of a hub whose session has ended: asking again is no use.
const SESSION_ENDED: u16 = 4401;

/// Hears a head until it is dropped.
pub struct Hearing(Rc<Ear>);

struct Ear {
    address: String,
    protocols: Vec<String>,
    tell: Box<dyn Fn(Told)>,
    socket: RefCell<Option<(WebSocket, [Listener; 2])>>,
    backoff: RefCell<Backoff>,
    again: RefCell<Option<Timeout>>,
    is_over: Cell<bool>,
    this: Weak<Self>,
}

impl Hearing {
    /// Begins to hear what is told at an address, which takes one of these subprotocols.
    pub fn begin(
        (address, protocols): (String, Vec<String>),
        tell: impl Fn(Told) + 'static,
    ) -> Self {
        let ear = Rc::new_cyclic(|this| Ear {
            address,
            protocols,
            tell: Box::new(tell),
            socket: RefCell::default(),
            backoff: RefCell::default(),
            again: RefCell::default(),
            is_over: Cell::new(false),
            this: Weak::clone(this),
        });
        ear.open();
        Self(ear)
    }
}

impl Drop for Hearing {
    fn drop(&mut self) {
        self.0.is_over.set(true);
        self.0.again.take();
        if let Some((socket, listeners)) = self.0.socket.take() {
            drop(listeners);
            let _ = socket.close();
        }
    }
}

impl Ear {
    fn open(&self) {
        let protocols: Array = self.protocols.iter().map(JsValue::from).collect();
        let Ok(socket) = WebSocket::new_with_str_sequence(&self.address, &protocols) else {
            // An address that is none stays none.
            return;
        };
        let (heard, ended) = (Weak::clone(&self.this), Weak::clone(&self.this));
        let listeners = [
            Listener::new(&socket, "message", move |message| {
                let message = message.dyn_into::<MessageEvent>().ok();
                let text = message.and_then(|message| message.data().as_string());
                let told = text.as_deref().and_then(Told::parse);
                if let (Some(ear), Some(told)) = (heard.upgrade(), told) {
                    ear.backoff.borrow_mut().reset();
                    (ear.tell)(told);
                }
            }),
            Listener::new(&socket, "close", move |close| {
                let code = close.dyn_into::<CloseEvent>().map(|close| close.code());
                if let Some(ear) = ended.upgrade().filter(|_| code != Ok(SESSION_ENDED)) {
                    ear.wait();
                }
            }),
        ];
        *self.socket.borrow_mut() = Some((socket, listeners));
    }

    fn wait(&self) {
        if self.is_over.get() {
            return;
        }
        let pause = self.backoff.borrow_mut().next_pause(chance());
        let this = Weak::clone(&self.this);
        *self.again.borrow_mut() = Some(Timeout::new(pause as u32, move || {
            if let Some(ear) = this.upgrade() {
                ear.open();
            }
        }));
    }
}

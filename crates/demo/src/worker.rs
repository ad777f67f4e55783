//! The doors to the browser: messages in, messages out, and a timer.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use demo::{Player, Queue};
use js_sys::{Array, Uint8Array};
use protocol::{Coding, DemoAsked, DemoReply};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// Between two looks at the clock while it runs, in milliseconds.
const TICK_MS: i32 = 200;

/// The worker; it lives as long as its page.
struct Worker {
    scope: DedicatedWorkerGlobalScope,
    player: RefCell<Player>,
    queue: RefCell<Queue>,
    /// Whether the queue will be looked at again by itself.
    called: Cell<bool>,
    work: RefCell<Option<Closure<dyn FnMut()>>>,
}

/// Listens to the page from now on.
pub fn begin(scope: DedicatedWorkerGlobalScope) {
    let worker = Rc::new(Worker {
        scope: scope.clone(),
        player: RefCell::default(),
        queue: RefCell::default(),
        called: Cell::new(false),
        work: RefCell::default(),
    });
    let at_work = Rc::clone(&worker);
    *worker.work.borrow_mut() = Some(Closure::new(move || at_work.work_off_one()));
    let ticking = Rc::clone(&worker);
    let on_tick = Closure::<dyn FnMut()>::new(move || ticking.tick());
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        worker.hear(&message);
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // A worker's scope takes every timer.
    let _ = scope.set_interval_with_callback_and_timeout_and_arguments_0(
        on_tick.as_ref().unchecked_ref(),
        TICK_MS,
    );
    on_message.forget();
    on_tick.forget();
    // The page asks only now: a message that came before would have found nobody.
    let _ = scope.post_message(&JsValue::NULL);
}

impl Worker {
    fn hear(self: &Rc<Self>, message: &MessageEvent) {
        let bytes = Uint8Array::new(&message.data()).to_vec();
        // What is not readable is not ours.
        if let Ok(asked) = Coding::Postcard.decode::<DemoAsked>(&bytes) {
            self.queue.borrow_mut().push(asked);
            self.call();
        }
    }

    /// Comes back when the messages that wait have been heard: of many seeks only the last is worked off.
    fn call(&self) {
        if self.called.replace(true) {
            return;
        }
        if let Some(work) = &*self.work.borrow() {
            let _ = self
                .scope
                .set_timeout_with_callback_and_timeout_and_arguments_0(
                    work.as_ref().unchecked_ref(),
                    0,
                );
        }
    }

    fn work_off_one(&self) {
        self.called.set(false);
        let Some(asked) = self.queue.borrow_mut().pop() else {
            return;
        };
        let mut player = self.player.borrow_mut();
        player.answer(asked, self.now_ms(), |reply| self.say(&reply));
        drop(player);
        if !self.queue.borrow().is_empty() {
            self.call();
        }
    }

    fn tick(&self) {
        let reply = self.player.borrow_mut().tick(self.now_ms());
        if let Some(reply) = reply {
            self.say(&reply);
        }
    }

    /// Hands the bytes over without a copy: the page owns them then.
    fn say(&self, reply: &DemoReply) {
        let Ok(bytes) = Coding::Postcard.encode(reply) else {
            return;
        };
        let buffer = Uint8Array::from(bytes.as_slice()).buffer();
        // A page that is gone hears nothing.
        let _ = self
            .scope
            .post_message_with_transfer(&buffer, &Array::of1(&buffer));
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place of the demo that reads a clock: how fast it plays"
    )]
    fn now_ms(&self) -> f64 {
        self.scope
            .performance()
            .map_or(0.0, |performance| performance.now())
    }
}

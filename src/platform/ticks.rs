//! One tick source for the whole screen: with the browser's frames while it is seen, by a timer while it is hidden, and not at
//! all while nobody asks.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::{Effort, Listener, PageTime, Timeout, is_hidden, page_now};

/// Between ticks of a hidden page, in milliseconds. Browsers stretch it to a second and more.
const HIDDEN_MS: u32 = 200;

type OnTick = Rc<dyn Fn(PageTime)>;

/// The tick source. Cheap to clone.
#[derive(Clone)]
pub struct Ticks(Rc<Source>);

struct Source {
    each: RefCell<Vec<(u64, OnTick)>>,
    next_number: Cell<u64>,
    frame: Cell<Option<i32>>,
    timer: RefCell<Option<Timeout>>,
    on_frame: Closure<dyn FnMut()>,
    visibility: RefCell<Option<Listener>>,
    effort: Effort,
    this: Weak<Self>,
}

/// Keeps a tick's listener; dropping it ends the listening.
#[must_use = "dropping the guard ends the listening"]
pub struct TickGuard {
    source: Weak<Source>,
    number: u64,
}

impl Ticks {
    /// A source that nobody has asked for a tick yet.
    #[must_use]
    pub fn new() -> Self {
        let source = Rc::new_cyclic(|this: &Weak<Source>| {
            let on_frame = this.clone();
            Source {
                each: RefCell::default(),
                next_number: Cell::new(0),
                frame: Cell::new(None),
                timer: RefCell::new(None),
                on_frame: Closure::new(move || {
                    if let Some(source) = on_frame.upgrade() {
                        source.frame.set(None);
                        source.tick();
                    }
                }),
                visibility: RefCell::new(None),
                effort: Effort::default(),
                this: this.clone(),
            }
        });
        let document = web_sys::window().and_then(|window| window.document());
        if let Some(document) = document {
            let changed = Rc::downgrade(&source);
            let listener = Listener::new(&document, "visibilitychange", move |_| {
                if let Some(source) = changed.upgrade() {
                    source.visibility_changed();
                }
            });
            *source.visibility.borrow_mut() = Some(listener);
        }
        Self(source)
    }

    /// Calls `on_tick` with every tick, in the order in which listeners came.
    pub fn each(&self, on_tick: impl Fn(PageTime) + 'static) -> TickGuard {
        let number = self.0.next_number.get();
        self.0.next_number.set(number + 1);
        self.0.each.borrow_mut().push((number, Rc::new(on_tick)));
        TickGuard {
            source: Rc::downgrade(&self.0),
            number,
        }
    }

    /// Asks for a tick. Any number of asks before it are one.
    pub fn ask(&self) {
        self.0.ask();
    }

    /// Whether a tick was asked for and has not come.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.0.frame.get().is_some() || self.0.timer.borrow().is_some()
    }

    /// How many ticks there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.effort.times()
    }

    /// What the ticks have cost: how many there were, and how long all that they are for took.
    #[must_use]
    pub fn effort(&self) -> &Effort {
        &self.0.effort
    }
}

impl Default for Ticks {
    fn default() -> Self {
        Self::new()
    }
}

impl Source {
    fn ask(&self) {
        if self.frame.get().is_some() || self.timer.borrow().is_some() {
            return;
        }
        let frame = web_sys::window()
            .filter(|_| !is_hidden())
            .and_then(|window| {
                window
                    .request_animation_frame(self.on_frame.as_ref().unchecked_ref())
                    .ok()
            });
        if frame.is_some() {
            self.frame.set(frame);
            return;
        }
        let this = self.this.clone();
        *self.timer.borrow_mut() = Some(Timeout::new(HIDDEN_MS, move || {
            if let Some(source) = this.upgrade() {
                // A timer that has run is not cleared by its own drop.
                drop(source.timer.borrow_mut().take());
                source.tick();
            }
        }));
    }

    /// A hidden page's frames never come, and a shown page need not wait for a timer.
    fn visibility_changed(&self) {
        let frame = self.frame.take();
        if let (Some(frame), Some(window)) = (frame, web_sys::window()) {
            // A frame that has come meanwhile cannot be cancelled, and need not be.
            let _ = window.cancel_animation_frame(frame);
        }
        let timer = self.timer.borrow_mut().take();
        if frame.is_some() || timer.is_some() {
            self.ask();
        }
    }

    fn tick(&self) {
        let at = page_now();
        let all: Vec<OnTick> = self
            .each
            .borrow()
            .iter()
            .map(|(_, on_tick)| Rc::clone(on_tick))
            .collect();
        self.effort.measure(|| {
            for on_tick in all {
                on_tick(at);
            }
        });
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        if let (Some(frame), Some(window)) = (self.frame.get(), web_sys::window()) {
            let _ = window.cancel_animation_frame(frame);
        }
    }
}

impl Drop for TickGuard {
    fn drop(&mut self) {
        if let Some(source) = self.source.upgrade() {
            source
                .each
                .borrow_mut()
                .retain(|(number, _)| *number != self.number);
        }
    }
}

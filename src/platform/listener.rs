//! Listening to the browser for as long as a guard lives.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{AddEventListenerOptions, Event, EventTarget};

/// A listener on an element, the window or a socket; dropping it ends the listening.
#[must_use = "dropping the listener ends it"]
pub struct Listener {
    target: EventTarget,
    word: &'static str,
    call: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `call` for every `word` of `target`. It may prevent what the browser would do.
    pub fn new(
        target: &EventTarget,
        word: &'static str,
        call: impl FnMut(Event) + 'static,
    ) -> Self {
        let call = Closure::<dyn FnMut(Event)>::new(call);
        let options = AddEventListenerOptions::new();
        options.set_passive(false);
        // The browser refuses a listener only for a target that is none, which the type excludes.
        let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
            word,
            call.as_ref().unchecked_ref(),
            &options,
        );
        Self {
            target: target.clone(),
            word,
            call,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self
            .target
            .remove_event_listener_with_callback(self.word, self.call.as_ref().unchecked_ref());
    }
}

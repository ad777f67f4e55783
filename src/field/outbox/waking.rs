//! When the outbox looks for a way again: the network is back, somebody looks at the page, somebody has signed in.

use leptos::prelude::*;

use super::Outbox;
use super::round::encourage;
use crate::platform::{Listener, is_hidden};
use crate::store::Session;

/// Listens as long as the calling component lives.
pub(super) fn wake(outbox: Outbox) {
    let window = web_sys::window();
    let document = window.as_ref().and_then(web_sys::Window::document);
    let listeners = [
        window.map(|window| Listener::new(&window, "online", move |_| encourage(outbox))),
        document.map(|document| {
            Listener::new(&document, "visibilitychange", move |_| {
                if !is_hidden() {
                    encourage(outbox);
                }
            })
        }),
    ];
    let listeners = StoredValue::new_local(Some(listeners));
    on_cleanup(move || {
        listeners.try_update_value(Option::take);
        outbox.course.try_update_value(std::mem::take);
    });
    let session = outbox.store.session;
    Effect::new(move |_| {
        if matches!(*session.read(), Session::SignedIn(_)) {
            encourage(outbox);
        }
    });
}

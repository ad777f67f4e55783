//! Shift handover (交接班): who is on watch, what is handed on, and signing for it.

mod form;
mod lines;
mod open_list;
mod waiting;

use domain::Millis;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::claims::networks_of_calls;
use super::desk::Desk;
use super::selectors;
use crate::platform::is_hidden;
use crate::store::Store;

pub use form::WatchForm;
pub use lines::WatchLines;
pub use waiting::{HandoverView, WaitingHandovers};

/// Between two questions who is on watch: it changes a few times a day, and who comes is waited for at the desk.
const ASK_EVERY: Millis = Millis::from_secs(10);

/// Keeps up who is on watch, while somebody sees the page.
pub fn keep_watches(desk: Desk) {
    let store = selectors().store();
    let alive = Memo::new(move |_| store.session.get());
    // Anew when somebody signs in.
    Effect::new(move |_| {
        alive.track();
        spawn_local(ask_all(desk, store));
    });
    spawn_local(async move {
        loop {
            TimeoutFuture::new(ASK_EVERY.0 as u32).await;
            if alive.try_get_untracked().is_none() {
                return;
            }
            if !is_hidden() {
                ask_all(desk, store).await;
            }
        }
    });
}

async fn ask_all(desk: Desk, store: Store) {
    for network in untrack(|| networks_of_calls(store)) {
        // What cannot be read stays as it was told last.
        if let Ok(watch) = desk.commands().watch_of(network).await {
            store.tell_watch(network, watch);
        }
    }
}

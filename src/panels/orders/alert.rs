use domain::Name;
use leptos::prelude::*;

use crate::i18n::{t, use_i18n};
use crate::platform::Chime;
use crate::selectors::Selectors;

/// Seconds between two rings.
const EVERY_SECS: u32 = 3;

/// Calls somebody as long as an order waits for an answer: rings, says so in the window's title every other second, and across
/// the page. The banner stands still: what has to be read does not flash.
#[component]
pub fn OrderAlert(
    /// How many wait.
    #[prop(into)]
    waiting: Signal<usize>,
    /// What the window is called while nobody is.
    name: Name,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    let store = selectors.store();
    let chime = StoredValue::new_local(Chime::new());
    // Seconds since somebody is called; `None` while nobody is.
    Effect::new(move |before: Option<Option<u32>>| {
        let _ = store.second();
        let count = waiting.get();
        let before = before.flatten();
        let plain = i18n.language().pick(&name).to_owned();
        if count == 0 {
            if before.is_some() {
                document().set_title(&plain);
            }
            return None;
        }
        let second = before.map_or(0, |before| before + 1);
        if second.is_multiple_of(EVERY_SECS) {
            chime.with_value(Chime::ring);
        }
        document().set_title(&if second.is_multiple_of(2) {
            t!(i18n, orders.title, count = count as u64)
        } else {
            plain
        });
        Some(second)
    });
    let ready = Memo::new(move |_| {
        let _ = store.second();
        chime.with_value(Chime::is_ready)
    });
    view! {
        <Show when=move || { waiting.get() > 0 }>
            <p class="order-alert" role="alert">
                {move || t!(i18n, orders.waiting, count = waiting.get() as u64)}
            </p>
        </Show>
        <Show when=move || !ready.get()>
            <p class="order-hint">{move || t!(i18n, orders.silent)}</p>
        </Show>
    }
}

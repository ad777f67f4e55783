use domain::Name;
use leptos::prelude::*;

use crate::i18n::{t, use_i18n};
use crate::platform::{Chime, PageTime, page_now};
use crate::selectors::Selectors;

/// Between two rings, in milliseconds of the page: a replay that runs fast calls nobody faster.
const EVERY_MS: f64 = 3_000.0;

/// Between two titles, in milliseconds of the page.
const TITLE_MS: f64 = 1_000.0;

/// Somebody is being called.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Call {
    since: PageTime,
    rung: u64,
}

impl Call {
    /// It begins, and has not rung yet.
    const fn begin(at: PageTime) -> Self {
        Self { since: at, rung: 0 }
    }

    /// Whether it has to ring now; what was missed is not made up for.
    fn rings(&mut self, at: PageTime) -> bool {
        let due = (at.millis_since(self.since) / EVERY_MS) as u64 + 1;
        due > std::mem::replace(&mut self.rung, due)
    }

    /// Whether the title says so now, and not what the window is called.
    fn is_in_title(self, at: PageTime) -> bool {
        ((at.millis_since(self.since) / TITLE_MS) as u64).is_multiple_of(2)
    }
}

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
    // `None` while nobody is called.
    Effect::new(move |before: Option<Option<Call>>| {
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
        let at = page_now();
        let mut call = before.unwrap_or(Call::begin(at));
        if call.rings(at) {
            chime.with_value(Chime::ring);
        }
        document().set_title(&if call.is_in_title(at) {
            t!(i18n, orders.title, count = count as u64)
        } else {
            plain
        });
        Some(call)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rings_every_three_seconds_of_the_page_however_often_it_is_asked() {
        for beat_ms in [250.0, 1_000.0, 1_004.0] {
            let begins = PageTime(500.0);
            let mut call = Call::begin(begins);
            let beats = (0..).map(|beat| f64::from(beat) * beat_ms);
            let beats = beats.take_while(|ms| *ms < 12_000.0);
            let rings = beats.filter(|ms| call.rings(begins + *ms)).count();
            assert_eq!(rings, 4, "a beat every {beat_ms} ms");
        }
    }

    #[test]
    fn a_page_that_slept_rings_once_when_it_wakes() {
        let mut call = Call::begin(PageTime(0.0));
        assert!(call.rings(PageTime(0.0)));
        assert!(call.rings(PageTime(60_000.0)));
        assert!(!call.rings(PageTime(60_250.0)));
    }
}

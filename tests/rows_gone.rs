//! A screen hangs on a wall for weeks: what is no longer in a list leaves no memory behind.
#![cfg(target_arch = "wasm32")]

mod page;
mod told;

use domain::{Millis, Priority};
use furun::config::Directory;
use furun::i18n::{I18n, Language, Zone, provide_i18n};
use furun::panels::ListedIncident;
use furun::platform::{PageTime, memory_bytes};
use furun::selectors::Selectors;
use furun::store::Store;
use furun::ui::Rows;
use leptos::prelude::*;
use leptos::task::tick;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use page::Page;
use told::{POLICE, hello, incidents, reference, reported, snapshot};

wasm_bindgen_test_configure!(run_in_browser);

/// Rows that are built and go, in all: as many as a busy centre has in a week.
const ROWS: usize = 4_000;

/// Rows that stand at once.
const AT_ONCE: usize = 10;

/// What may be left of them, in bytes. It was 3.6 KiB a row before anything was let go of; what is left hangs on the one memo
/// that says whether there is a flood.
const MOST_LEFT: f64 = 600.0 * ROWS as f64;

#[wasm_bindgen_test]
async fn rows_that_are_gone_leave_no_memory_behind() {
    let owner = Owner::new();
    let (page, store, i18n, shown) = owner.with(|| {
        drop(Page::with(|| ()));
        let store = Store::new(&[POLICE], Directory::default());
        let i18n = I18n::new(Language::Chinese, Zone::fixed(Millis::ZERO));
        provide_i18n(i18n);
        provide_context(Selectors::new(store));
        let events: Vec<_> = (1..=2 * AT_ONCE as u64)
            .map(|id| reported(id, id, 0, Priority::Routine))
            .collect();
        let frames = [
            hello(90, 1, None),
            snapshot(2 * AT_ONCE as u64, 0, 1, incidents(&events)),
        ];
        store
            .apply(POLICE, frames, PageTime(0.0))
            .expect("frames that fit");
        let shown = RwSignal::new(Vec::new());
        let page = Page::with(move || {
            view! {
                <Rows
                    keys=shown
                    label="rows"
                    row=|incident| view! { <ListedIncident incident=incident /> }
                />
            }
        });
        (page, store, i18n, shown)
    });
    let come_and_go = async |rounds: usize| {
        for round in 0..rounds {
            let first = (round % 2 * AT_ONCE) as u64 + 1;
            shown.set((first..first + AT_ONCE as u64).map(reference).collect());
            store.tell_second(PageTime(round as f64 * 1_000.0));
            tick().await;
            if round % 50 == 0 {
                i18n.forget_listeners();
                store.forget_listeners();
                tick().await;
            }
        }
    };
    // What is held for good is held after these.
    come_and_go(100).await;
    assert_eq!(page.all(".incident-row").len(), AT_ONCE);
    let before = memory_bytes();
    come_and_go(ROWS / AT_ONCE).await;
    let left = memory_bytes() - before;
    assert!(left <= MOST_LEFT, "{ROWS} rows have left {left} bytes");
    // Those that stand still follow.
    i18n.speak(Language::English);
    page.until("English rows", |page| {
        page.text().contains("ago") || page.text().contains("min")
    })
    .await;
}

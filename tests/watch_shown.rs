//! What a watch is made of, in words: who takes a call, what waits for a signature, and the sheets that can be printed.
#![cfg(target_arch = "wasm32")]

mod page;

use std::sync::Arc;

use domain::{Millis, Name, Network};
use furun::commands::DoorFault;
use furun::config::{DailyReport, Directory, WorkLog};
use furun::i18n::{I18n, Language, Zone, provide_i18n};
use furun::panels::{ClaimView, HandoverView};
use furun::papers::{DailySheet, DaysWork, WorkLogSheet};
use furun::selectors::{ClaimReading, Selectors};
use furun::store::Store;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

use page::Page;

wasm_bindgen_test_configure!(run_in_browser);

/// A page in a language, with a store that knows nothing.
fn show<V: IntoView + 'static>(
    owner: &Owner,
    language: Language,
    view: impl FnOnce() -> V + 'static,
) -> Page
where
    V::State: 'static,
{
    owner.with(|| {
        speak(language);
        Page::with(view)
    })
}

fn speak(language: Language) {
    provide_i18n(I18n::new(language, Zone::fixed(Millis::from_hours(8))));
    let store = Store::new(&[Network::Police], Directory::default());
    provide_context(Selectors::new(store));
}

fn place() -> Name {
    Name::new("福润云治理中心", "Furun governance centre")
}

fn reading(own: bool, left: i64) -> ClaimReading {
    ClaimReading {
        name: Arc::from("王建国"),
        left: Millis::from_secs(left),
        own,
    }
}

#[wasm_bindgen_test]
async fn a_call_says_who_takes_it_and_that_a_second_press_takes_it_all_the_same() {
    let owner = Owner::new();
    let (taken, warned) = owner.with(|| {
        (
            RwSignal::new(Some(reading(false, 42))),
            RwSignal::new(false),
        )
    });
    let page = show(&owner, Language::Chinese, move || {
        view! { <ClaimView reading=taken warned=warned /> }
    });
    page.until("who", |page| page.text().contains("王建国 正在接"))
        .await;
    assert!(page.text().contains("0:42"), "{}", page.text());
    assert!(page.all(".claim__again").is_empty());
    warned.set(true);
    page.until("told", |page| page.text().contains("再按一次"))
        .await;
    taken.set(Some(reading(true, 60)));
    page.until("own", |page| page.text().contains("您正在接此件"))
        .await;
    assert!(
        page.all(".claim__again").is_empty(),
        "nobody warns of oneself"
    );
    taken.set(None);
    page.until("free", |page| page.all(".claim").is_empty())
        .await;
}

#[wasm_bindgen_test]
async fn a_handover_is_signed_by_whom_it_is_for_and_only_looked_at_by_who_gave_it() {
    let owner = Owner::new();
    let signed = owner.with(|| RwSignal::new(0));
    let page = show(&owner, Language::English, move || {
        let banner = move |is_to_own: bool, on_sign: Callback<()>| {
            view! {
                <HandoverView
                    network=Network::Police
                    from=Some(Arc::from("Wang"))
                    to=Arc::from("Li")
                    given_at=Signal::stored("08:00".to_owned())
                    is_to_own=is_to_own
                    fault=Signal::stored(is_to_own.then_some(DoorFault::NoAnswer))
                    on_sign=on_sign
                    on_open=Callback::new(|()| {})
                />
            }
        };
        let count = Callback::new(move |()| signed.update(|count| *count += 1));
        view! {
            {banner(true, count)}
            {banner(false, count)}
        }
    });
    page.until("both", |page| page.all(".handover-banner").len() == 2)
        .await;
    let text = page.text();
    assert!(text.contains("Wang handed you the watch"), "{text}");
    assert!(
        text.contains("to Li at 08:00: not signed for yet"),
        "{text}"
    );
    assert!(text.contains("The hub does not answer"), "{text}");
    let strong = page.all(".button[data-weight=strong]");
    assert_eq!(strong.len(), 1, "one of the two signs");
    strong[0].clone().unchecked_into::<HtmlElement>().click();
    assert_eq!(signed.get_untracked(), 1);
}

#[wasm_bindgen_test]
async fn a_work_log_says_what_was_done_when_on_what() {
    let owner = Owner::new();
    let log: WorkLog = serde_json::from_str(
        r#"{"person": "desk-2", "name": "王建国", "day": "2026-11-23", "more": false, "people": [], "entries": [
        {"at": "2026-11-23T00:02:00.000Z", "command": "watch_taken", "incident": null, "subject": null, "with": {"id": "desk-1", "name": "李梅"}},
        {"at": "2026-11-23T00:05:09.000Z", "command": "accept", "incident": "police/12", "subject": "夜间噪声", "with": null}]}"#,
    )
    .expect("a hub's answer");
    let page = show(&owner, Language::Chinese, move || {
        let work = DaysWork::of(vec![(Network::Police, log)]).expect("a log");
        view! { <WorkLogSheet name=place() work=work /> }
    });
    page.until("the rows", |page| page.all("tbody tr").len() == 2)
        .await;
    let text = page.text();
    for words in [
        "王建国 · 2026年11月23日 星期一",
        "签收 李梅 的班",
        "08:05:09",
        "夜间噪声",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!(
        page.one(".sheet__link").get_attribute("href").as_deref(),
        Some("console?incident=police/12")
    );
}

const NOTHING: &str = r#"{"part": 0, "whole": 0, "share": null}"#;

fn report(before: &str) -> DailyReport {
    let figures = |reported: u64, handled: &str| {
        format!(
            r#"{{"reported": {reported}, "at_stage": {{"reported": 1}}, "open": 1, "overdue": 1, "unattended": 0,
            "handled": {handled}, "handled_on_time": {NOTHING}, "closed_on_time": {NOTHING}, "right_first_dispatch": {NOTHING},
            "dispatched_on_time": {NOTHING}, "arrived_on_time": {NOTHING}}}"#
        )
    };
    let handled = r#"{"part": 7, "whole": 8, "share": 0.875}"#;
    let before = if before.is_empty() {
        "null".to_owned()
    } else {
        figures(5, before)
    };
    let report = format!(
        r#"{{"network": "police", "day": "2026-11-23", "as_of": "2026-11-23T16:00:00.000Z", "is_over": true, "areas": null,
        "figures": {}, "by_category": [{{"id": null, "reported": 8, "handled": {handled}, "open": 1, "overdue": 1}}], "by_area": [],
        "by_hour": [{{"from": "2026-11-22T16:00:00.000Z", "reported": 8, "handled": {handled}, "open": 1, "overdue": 1}}],
        "urgent": [], "open": [{{"incident": "police/3", "external_id": "x", "subject": "井盖", "category": null, "area": null,
        "address": "福城西苑", "priority": "routine", "stage": "handling", "suspended": false, "reported_at": "2026-11-23T01:00:00.000Z",
        "deadline": {{"clock": "feedback", "due_at": "2026-11-23T02:00:00.000Z", "overdue": true}}}}], "open_count": 1, "told_late": 2,
        "watches": [{{"officer": {{"id": "desk-2", "name": "王建国"}}, "from": "2026-11-23T00:00:00.000Z", "to": null}}],
        "before": {{"day": "2026-11-16", "figures": {before}}}}}"#,
        figures(8, handled)
    );
    serde_json::from_str(&report).expect("a hub's answer")
}

#[wasm_bindgen_test]
async fn a_daily_report_says_each_rate_by_its_definition_and_plainly_what_it_cannot_compare() {
    let owner = Owner::new();
    for (before, words) in [
        ("", "does not hold the whole of Mon 16 Nov 2026"),
        (r#"{"part": 1, "whole": 2, "share": 0.5}"#, "50.0%"),
    ] {
        let report = report(before);
        let page = show(&owner, Language::English, move || {
            view! { <DailySheet name=place() report=report /> }
        });
        page.until("the sheet", |page| {
            page.text().contains("Handled / to be handled")
        })
        .await;
        let text = page.text();
        for words in [
            words,
            "7 / 8",
            "Mon 23 Nov 2026",
            "井盖 · 福城西苑",
            "11-23 10:00, overdue",
            "王建国: since 11-23 08:00",
            "2 more were told late",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
    }
}

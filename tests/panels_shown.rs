//! What the panels say: in words, in order, in both languages.
#![cfg(target_arch = "wasm32")]

mod page;
mod told;

use domain::{IncidentRef, Millis, Name, Platform, PlatformId, Priority};
use furun::config::{Directory, LabelKind, LabelSet};
use furun::connection::{FeedHealth, Freshness, LinkState};
use furun::i18n::{I18n, Language, Zone, provide_i18n};
use furun::panels::{
    Banners, DayFiguresPanel, IncidentRowView, LabelSwitch, NetworkColumn, SelectedIncident,
    Worklist,
};
use furun::platform::PageTime;
use furun::selectors::{Selectors, WorkOrder, WorkView};
use furun::store::Store;
use leptos::prelude::*;
use protocol::{NetworkFeed, ServerFrame};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

use page::Page;
use told::{POLICE, accepted, closed, deltas, hello, incidents, reference, reported, snapshot};

wasm_bindgen_test_configure!(run_in_browser);

fn platform() -> Platform {
    Platform {
        id: PlatformId::try_from("110").expect("an id"),
        name: Name::new("110 指挥平台", "110 command"),
        network: POLICE,
    }
}

fn name() -> Name {
    Name::new("公安网", "Police network")
}

fn feeds() -> Vec<NetworkFeed> {
    vec![NetworkFeed {
        network: POLICE,
        name: name(),
        hub: None,
    }]
}

/// A store with three incidents, the clock 90 s into the day, and what stands below it in the context.
fn told_store(language: Language) -> (Store, I18n) {
    let store = Store::new(&[POLICE], Directory::of_platforms(&[platform()]));
    let i18n = I18n::new(language, Zone::fixed(Millis::from_hours(8)));
    provide_i18n(i18n);
    provide_context(Selectors::new(store));
    let known = incidents(&[
        reported(1, 1, 0, Priority::Routine),
        reported(2, 2, 40, Priority::Emergency),
        reported(3, 3, 80, Priority::Routine),
        accepted(4, 3, 85),
    ]);
    let frames: Vec<ServerFrame> = vec![hello(90, 1, None), snapshot(4, 0, 1, known)];
    store
        .apply(POLICE, frames, PageTime(0.0))
        .expect("frames that fit");
    store.tell_health(health(Freshness::Live, Some(Millis(300))));
    store.tell_second(PageTime(300.0));
    (store, i18n)
}

fn health(freshness: Freshness, silent_for: Option<Millis>) -> FeedHealth {
    FeedHealth {
        freshness,
        silent_for,
        link: LinkState::Open,
        ..FeedHealth::silent(POLICE)
    }
}

fn numbers(page: &Page) -> Vec<String> {
    page.all(".incident-row")
        .into_iter()
        .filter_map(|row| row.get_attribute("data-incident"))
        .collect()
}

#[wasm_bindgen_test]
async fn rows_keep_their_order_and_their_elements_while_an_incident_moves_on() {
    let owner = Owner::new();
    let (page, store) = owner.with(|| {
        let (store, _) = told_store(Language::Chinese);
        (
            Page::with(|| view! { <NetworkColumn network=POLICE name=name() /> }),
            store,
        )
    });
    page.until("three rows", |page| numbers(page).len() == 3)
        .await;
    let before = numbers(&page);
    assert_eq!(before, ["police/3", "police/2", "police/1"]);
    let row = page.one("[data-incident='police/2']");
    assert_eq!(row.get_attribute("data-stage").as_deref(), Some("reported"));
    store
        .apply(POLICE, [deltas(5, [accepted(5, 2, 90)])], PageTime(400.0))
        .expect("frames that fit");
    page.until("the row moves on", |page| {
        page.one("[data-incident='police/2']")
            .get_attribute("data-stage")
            .as_deref()
            == Some("accepted")
    })
    .await;
    assert_eq!(numbers(&page), before);
    assert!(row.is_connected(), "the row was built anew");
}

#[wasm_bindgen_test]
async fn what_stands_there_at_first_does_not_slide_in_and_what_comes_later_does() {
    let owner = Owner::new();
    let (page, store) = owner.with(|| {
        let (store, _) = told_store(Language::Chinese);
        (
            Page::with(|| view! { <NetworkColumn network=POLICE name=name() /> }),
            store,
        )
    });
    page.until("three rows", |page| numbers(page).len() == 3)
        .await;
    assert!(page.all(".rows__row[data-arrived]").is_empty());
    store
        .apply(
            POLICE,
            [deltas(5, [reported(5, 4, 90, Priority::Routine)])],
            PageTime(400.0),
        )
        .expect("frames that fit");
    store.tell_time(PageTime(1_000.0));
    page.until("a fourth row", |page| numbers(page).len() == 4)
        .await;
    assert_eq!(page.all(".rows__row[data-arrived]").len(), 1);
    assert_eq!(numbers(&page)[0], "police/4");
}

#[wasm_bindgen_test]
async fn a_column_fills_what_is_left_with_what_ended_last() {
    let owner = Owner::new();
    let (page, store) = owner.with(|| {
        let (store, _) = told_store(Language::Chinese);
        (
            Page::with(|| view! { <NetworkColumn network=POLICE name=name() /> }),
            store,
        )
    });
    page.until("three rows", |page| numbers(page).len() == 3)
        .await;
    store
        .apply(POLICE, [deltas(5, [closed(5, 3, 90)])], PageTime(400.0))
        .expect("frames that fit");
    store.tell_time(PageTime(1_000.0));
    page.until("the heading", |page| page.text().contains("最近结案"))
        .await;
    assert_eq!(numbers(&page), ["police/2", "police/1", "police/3"]);
    assert!(page.text().contains("2 件待办"));
}

#[wasm_bindgen_test]
async fn a_feed_that_is_not_live_says_so_in_words_and_its_signs_are_hollow() {
    let owner = Owner::new();
    let (page, store) = owner.with(|| {
        let (store, _) = told_store(Language::Chinese);
        let both = || {
            view! {
                <NetworkColumn network=POLICE name=name() />
                <Banners feeds=feeds() />
            }
        };
        (Page::with(both), store)
    });
    page.until("live", |page| page.text().contains("0.3 秒前"))
        .await;
    page.until("rows", |page| !page.all(".glyph").is_empty())
        .await;
    assert!(page.all(".glyph[data-hollow]").is_empty());
    assert!(page.all(".banner").is_empty());
    store.tell_health(health(Freshness::Stale, Some(Millis(47_000))));
    page.until("stale", |page| page.text().contains("47 秒前 · 偏旧"))
        .await;
    page.until("hollow", |page| {
        page.all(".incident-row .glyph[data-hollow]").len() == 3
    })
    .await;
    store.tell_health(health(Freshness::Lost, Some(Millis::from_mins(3))));
    page.until("lost", |page| page.text().contains("连接中断 3 分"))
        .await;
    assert_eq!(
        page.one(".freshness")
            .get_attribute("data-freshness")
            .as_deref(),
        Some("lost")
    );
    assert_eq!(page.texts(".banner__words"), ["公安网：连接中断 3 分"]);
    store.tell_health(health(Freshness::Live, Some(Millis(100))));
    page.until("live again", |page| page.all(".banner").is_empty())
        .await;
    page.until("full again", |page| {
        page.all(".incident-row .glyph[data-hollow]").is_empty()
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_feed_that_was_never_heard_is_awaited_not_lost() {
    let owner = Owner::new();
    let page = owner.with(|| {
        let store = Store::new(&[POLICE], Directory::of_platforms(&[platform()]));
        provide_i18n(I18n::new(Language::English, Zone::fixed(Millis::ZERO)));
        provide_context(Selectors::new(store));
        Page::with(|| {
            view! {
                <NetworkColumn network=POLICE name=name() />
                <DayFiguresPanel />
                <Banners feeds=feeds() />
            }
        })
    });
    page.until("awaited", |page| {
        page.text().contains("nothing received yet")
    })
    .await;
    assert!(page.all(".banner").is_empty());
    let figures = page.texts(".figure__value");
    assert!(figures.iter().all(|figure| figure == "–"), "{figures:?}");
}

#[wasm_bindgen_test]
async fn the_card_shows_every_stage_with_its_time_and_closes() {
    let owner = Owner::new();
    let (page, store, i18n) = owner.with(|| {
        let (store, i18n) = told_store(Language::Chinese);
        store.view.selected.set(Some(reference(3)));
        (Page::with(|| view! { <SelectedIncident /> }), store, i18n)
    });
    page.until("the card", |page| !page.all(".step").is_empty())
        .await;
    let words = page.texts(".step__word");
    assert_eq!(
        words,
        ["上报", "受理", "派遣", "到场", "处置", "办结", "结案"]
    );
    let states: Vec<_> = page
        .all(".step")
        .into_iter()
        .filter_map(|step| step.get_attribute("data-step"))
        .collect();
    assert_eq!(states[..3], ["past", "present", "ahead"]);
    let times = page.texts(".step__at");
    assert_eq!(times[0], "08:01:20");
    assert_eq!(times[1], "08:01:25");
    assert_eq!(times[2], "");
    assert_eq!(page.texts(".step__after")[1], "+5 秒");
    assert!(page.text().contains("SF-0003"));
    i18n.speak(Language::English);
    page.until("english", |page| page.texts(".step__word")[0] == "Reported")
        .await;
    let close: HtmlElement = page.one(".incident-card__close").unchecked_into();
    assert_eq!(close.get_attribute("aria-label").as_deref(), Some("Close"));
    close.click();
    page.until("closed", |page| page.all(".incident-card").is_empty())
        .await;
    assert_eq!(store.view.selected.get_untracked(), None);
}

#[wasm_bindgen_test]
async fn the_card_tells_its_clocks_in_words_with_their_limits() {
    let owner = Owner::new();
    let (page, store) = owner.with(|| {
        let (store, _) = told_store(Language::Chinese);
        store.view.selected.set(Some(reference(2)));
        (Page::with(|| view! { <SelectedIncident /> }), store)
    });
    page.until("the card", |page| !page.all(".limit-reading").is_empty())
        .await;
    // Reported 40 s into the day, and it is 90.3 s into it.
    assert_eq!(page.texts(".limit-reading__value"), ["0:50"]);
    assert_eq!(page.texts(".limit-reading__limit"), ["/ 1:00"]);
    assert_eq!(page.texts(".limit-reading__state"), ["余 0:09"]);
    assert_eq!(
        page.one(".limit-reading")
            .get_attribute("data-tone")
            .as_deref(),
        Some("near")
    );
    store.tell_second(PageTime(75_000.0));
    page.until("overdue", |page| {
        page.texts(".limit-reading__state") == ["超 1 分"]
    })
    .await;
    assert_eq!(
        page.one(".limit-reading")
            .get_attribute("data-tone")
            .as_deref(),
        Some("over")
    );
}

#[wasm_bindgen_test]
async fn a_row_says_aloud_what_its_sign_says_in_colour() {
    let owner = Owner::new();
    let page = owner.with(|| {
        let (store, _) = told_store(Language::English);
        let selectors = expect_context::<Selectors>();
        let pressed = Callback::new(move |incident: IncidentRef| store.view.toggle(incident));
        Page::with(move || {
            view! {
                <IncidentRowView
                    row=selectors.row(reference(2))
                    selected=Signal::derive(move || selectors.selected().get() == Some(reference(2)))
                    flood=selectors.flood()
                    on_select=pressed
                />
            }
        })
    });
    page.until("the row", |page| !page.all(".incident-row").is_empty())
        .await;
    let row: HtmlElement = page.one(".incident-row").unchecked_into();
    let aloud = row.text_content().unwrap_or_default();
    assert!(aloud.contains("Reported"), "{aloud}");
    assert!(aloud.contains("Dispatch 0:09 left"), "{aloud}");
    assert!(page.one(".glyph").has_attribute("data-blinks"));
    assert_eq!(row.get_attribute("aria-pressed").as_deref(), Some("false"));
    row.click();
    page.until("pressed", |page| {
        page.one(".incident-row")
            .get_attribute("aria-pressed")
            .as_deref()
            == Some("true")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_list_is_put_in_another_order_and_counted_in_the_plural() {
    let owner = Owner::new();
    let (page, view_of) = owner.with(|| {
        told_store(Language::English);
        let view_of = RwSignal::new(WorkView::default());
        (
            Page::with(move || view! { <Worklist work_view=view_of /> }),
            view_of,
        )
    });
    page.until("three rows", |page| numbers(page).len() == 3)
        .await;
    assert_eq!(numbers(&page), ["police/2", "police/1", "police/3"]);
    assert_eq!(page.texts(".worklist__count"), ["3 incidents"]);
    view_of.update(|view| view.order = WorkOrder::Newest);
    page.until("newest first", |page| {
        numbers(page) == ["police/3", "police/2", "police/1"]
    })
    .await;
    view_of.update(|view| view.only_overdue = true);
    page.until("one is overdue", |page| numbers(page) == ["police/1"])
        .await;
    assert_eq!(page.texts(".worklist__count"), ["1 incident"]);
}

#[wasm_bindgen_test]
async fn a_list_that_somebody_is_at_keeps_its_rows_in_their_places_and_lets_new_ones_in_above() {
    let owner = Owner::new();
    let (page, store) = owner.with(|| {
        let (store, _) = told_store(Language::Chinese);
        let view_of = RwSignal::new(WorkView::default());
        (
            Page::with(move || view! { <Worklist work_view=view_of /> }),
            store,
        )
    });
    page.until("three rows by urgency", |page| {
        numbers(page) == ["police/2", "police/1", "police/3"]
    })
    .await;
    let focused: HtmlElement = page.one("[data-incident='police/2']").unchecked_into();
    focused.focus().expect("a row takes the focus");
    let moved = web_sys::PointerEvent::new("pointermove").expect("an event");
    let list = page.one(".worklist__rows");
    list.dispatch_event(&moved)
        .expect("somebody is at the list");
    let news = [accepted(5, 2, 95), reported(6, 4, 96, Priority::Routine)];
    store
        .apply(POLICE, [deltas(6, news)], PageTime(1_000.0))
        .expect("frames that fit");
    page.until("the new one stands above the others", |page| {
        numbers(page) == ["police/4", "police/2", "police/1", "police/3"]
    })
    .await;
    let has_focus = document()
        .active_element()
        .is_some_and(|active| *active == **focused);
    assert!(has_focus, "a row that stays keeps the keyboard");
}

#[wasm_bindgen_test]
async fn figures_are_computed_and_a_rate_of_nothing_is_a_dash() {
    let owner = Owner::new();
    let page = owner.with(|| {
        told_store(Language::Chinese);
        Page::with(|| view! { <DayFiguresPanel /> })
    });
    page.until("figures", |page| {
        page.texts(".figure__value")
            .first()
            .is_some_and(|first| first == "3")
    })
    .await;
    let labels = page.texts(".figure__label");
    let values = page.texts(".figure__value");
    let figure = |name: &str| {
        let at = labels
            .iter()
            .position(|label| label.ends_with(name))
            .expect("the figure");
        values[at].clone()
    };
    assert_eq!(figure("待受理"), "2");
    assert_eq!(figure("已受理"), "1");
    assert_eq!(figure("超时"), "1");
    assert_eq!(figure("处置率"), "0.0%");
}

#[wasm_bindgen_test]
async fn names_on_the_map_are_switched_one_by_one_or_all_with_a_key() {
    let owner = Owner::new();
    let (page, view, i18n) = owner.with(|| {
        let (store, i18n) = told_store(Language::Chinese);
        let page = Page::with(|| view! { <LabelSwitch /> });
        (page, store.view, i18n)
    });
    assert_eq!(page.texts(".chip"), ["道路", "社区", "巡区", "地点"]);
    let press = |number: usize| {
        let chip: HtmlElement = page.all(".chip").swap_remove(number).unchecked_into();
        chip.click();
    };
    press(0);
    press(2);
    // Names given by hand stay shown: nobody has given any, so there is nothing to switch.
    let left = LabelSet::ALL
        .toggled(LabelKind::Roads)
        .toggled(LabelKind::Areas);
    assert_eq!(view.labels.get_untracked(), left);
    let pressed = |page: &Page| -> Vec<_> {
        page.all(".chip")
            .iter()
            .map(|chip| chip.get_attribute("aria-pressed").unwrap_or_default())
            .collect()
    };
    page.until("chips are as pressed", |page| {
        pressed(page) == ["false", "true", "false", "true"]
    })
    .await;
    let key = || {
        let press = "dispatchEvent(new KeyboardEvent('keydown', { key: 'L' }))";
        let pressed = js_sys::Function::new_no_args(press).call0(&wasm_bindgen::JsValue::NULL);
        pressed.expect("the page hears it");
    };
    key();
    assert_eq!(view.labels.get_untracked(), LabelSet::NONE);
    key();
    assert_eq!(
        view.labels.get_untracked(),
        left,
        "what was shown before comes back"
    );
    i18n.speak(Language::English);
    page.until("English", |page| {
        page.texts(".chip") == ["roads", "communities", "areas", "places"]
    })
    .await;
}

//! The map's life on a page.
#![cfg(target_arch = "wasm32")]

mod told;

use std::cell::Cell;
use std::rc::Rc;

use domain::{Incident, Name, Priority, Seq, Wgs84};
use furun::config::{Directory, LabelKind, LabelSet};
use furun::engine::Marks;
use furun::i18n::Language;
use furun::map::{Datum, Situation, SituationOptions, Writer, mark_of};
use furun::platform::PageTime;
use furun::store::{DirtySet, Store};
use leptos::prelude::*;
use protocol::{Delta, Deltas, Divisions, HomeView, NamedPlace, ServerFrame};
use serde_json::json;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{HtmlCanvasElement, HtmlElement};

use told::{POLICE, deltas, hello, incident, place, reference, reported, snapshot};

wasm_bindgen_test_configure!(run_in_browser);

fn element() -> HtmlElement {
    let made = document().create_element("div").expect("an element");
    let made: HtmlElement = made.unchecked_into();
    let body = document().body().expect("a body");
    body.append_child(&made).expect("a place on the page");
    made
}

/// A situation without a map library, over the district's middle, in an element of 900 × 600 pixels.
fn situation(store: Store, labels: HtmlElement, on_fault: impl Fn() + 'static) -> Rc<Situation> {
    let container = element();
    for element in [&container, &labels] {
        let style = element.style();
        for (name, value) in [
            ("width", "900px"),
            ("height", "600px"),
            ("position", "relative"),
        ] {
            style.set_property(name, value).expect("a style");
        }
    }
    Situation::new(SituationOptions {
        store,
        home: HomeView {
            centre: Wgs84::from_lon_lat(106.27, 29.39).expect("a place on earth"),
            zoom: 15.6,
            bearing_degrees: 0.0,
            pitch_degrees: 0.0,
        },
        begins: None,
        follows: true,
        basemap: None,
        painter: None,
        container,
        labels,
        language: Language::Chinese,
        on_fault: Box::new(move |_, _| on_fault()),
        on_outside: Box::new(|_| {}),
    })
    .expect("Chromium has WebGL 2")
}

/// What is written on the map, of each kind.
fn names(labels: &HtmlElement, kind: &str) -> Vec<String> {
    let selector = format!("[data-kind=\"{kind}\"][data-shown=\"true\"]");
    let found = labels.query_selector_all(&selector).expect("a selector");
    (0..found.length())
        .filter_map(|at| found.get(at)?.text_content())
        .collect()
}

fn named_directory() -> Directory {
    let place = |zh: &str, en: &str, lon: f64, rank: u8| NamedPlace {
        name: Name::new(zh, en),
        position: Wgs84::from_lon_lat(lon, 29.392).expect("a place on earth"),
        rank,
    };
    let road = |class: &str, zh: &str, en: &str, lat: f64| {
        json!({
            "type": "Feature",
            "properties": { "kind": "road_major", "class": class, "name_zh": zh, "name_en": en },
            "geometry": { "type": "LineString", "coordinates": [[106.2, lat], [106.34, lat]] },
        })
    };
    Directory::default().with_divisions(Divisions {
        places: vec![
            place("怡云社区", "Yiyun", 106.268, 0),
            place("时代广场", "Times Square", 106.272, 1),
        ],
        ground: json!({ "type": "FeatureCollection", "features": [
            road("avenue", "双福大道", "Shuangfu Avenue", 29.388),
            road("lane", "小巷", "A lane", 29.386),
        ]}),
        ..Divisions::default()
    })
}

#[wasm_bindgen_test]
fn names_stand_on_the_map_as_they_are_switched_and_in_the_language_of_the_screen() {
    let owner = Owner::new();
    let store = owner.with(|| Store::new(&[POLICE], Directory::default()));
    let layer = element();
    let map = situation(store, layer.clone(), || {});
    map.set_directory(&named_directory());
    let shown = |kind: &str| names(&layer, kind);
    assert_eq!(shown("community"), ["怡云社区"]);
    assert_eq!(shown("place"), ["时代广场"]);
    assert_eq!(shown("road"), ["双福大道"], "lanes have no name");

    map.set_labels(LabelSet::ALL.toggled(LabelKind::Roads));
    assert!(shown("road").is_empty());
    assert_eq!(shown("community").len(), 1);
    map.set_labels(LabelSet::NONE.toggled(LabelKind::Roads));
    assert_eq!(shown("road"), ["双福大道"]);
    assert!(shown("community").is_empty() && shown("place").is_empty());

    map.set_labels(LabelSet::ALL);
    map.speak(Language::English);
    assert_eq!(shown("road"), ["Shuangfu Avenue"]);
    assert_eq!(shown("community"), ["Yiyun"]);
    map.dispose();
}

#[wasm_bindgen_test]
fn marks_that_come_and_go_with_every_tick_move_no_name() {
    let owner = Owner::new();
    let store = owner.with(|| Store::new(&[POLICE], Directory::default()));
    let layer = element();
    let map = situation(store, layer.clone(), || {});
    map.set_directory(&named_directory());
    let at = PageTime(1_000.0);
    store
        .apply(
            POLICE,
            [hello(90, 1, None), snapshot(0, 0, 1, Vec::new())],
            at,
        )
        .expect("a picture");
    map.tick(at);
    let before = (map.times_labels_chosen(), layer.inner_html());
    for id in 1..=200 {
        let report = reported(id, id, 91, Priority::Routine);
        store
            .apply(POLICE, [deltas(id, [report])], at)
            .expect("a report");
        map.tick(at);
    }
    assert_eq!((map.times_labels_chosen(), layer.inner_html()), before);
    map.dispose();
}

#[wasm_bindgen_test]
async fn a_map_that_has_left_the_page_before_its_library_comes_says_nothing_any_more() {
    let owner = Owner::new();
    let store = owner.with(|| Store::new(&[POLICE], Directory::default()));
    let told = Rc::new(Cell::new(0));
    let count = Rc::clone(&told);
    let situation = situation(store, element(), move || count.set(count.get() + 1));
    let opening = Rc::clone(&situation).open_map("态势地图".to_owned());
    situation.dispose();
    // The test's server has no map library: it is not found.
    opening.await;
    assert_eq!(told.get(), 0, "who would listen is gone with the page");
}

#[wasm_bindgen_test]
fn a_mark_goes_where_its_incident_goes_and_stays_where_that_stays() {
    let owner = Owner::new();
    let store = owner.with(|| Store::new(&[POLICE], Directory::default()));
    let canvas = document().create_element("canvas").expect("an element");
    let canvas: HtmlCanvasElement = canvas.unchecked_into();
    let mut marks = Marks::new(canvas, || ()).expect("marks");
    let mut writer = Writer::new(Datum::default());
    let mut dirty = DirtySet::default();
    let at = PageTime(1_000.0);
    let mark = mark_of(reference(1));
    let first = Incident {
        place: place(106.0, 29.0),
        ..incident(&reported(1, 1, 0, Priority::Routine))
    };
    let mut comes = |seq: u64, lon: f64| {
        let again = Incident {
            version: Seq(seq),
            place: place(lon, 29.0),
            ..first.clone()
        };
        let entered = Delta::Entered(Box::new(again));
        let frame = ServerFrame::Deltas(Deltas::pack(Seq(seq), [entered]));
        store.apply(POLICE, [frame], at).expect("frames that fit");
        store.take_dirty(&mut dirty);
        writer.write_dirty(&mut marks, store, &dirty, at, 0.0);
        let stands = marks.position(mark).expect("a mark").lon;
        (stands * 1e6).round() / 1e6
    };
    let greeting = [hello(1, 1, None), snapshot(0, 0, 1, Vec::new())];
    store.apply(POLICE, greeting, at).expect("frames that fit");
    store.take_dirty(&mut DirtySet::default());
    let stood = [(1, 106.0), (2, 106.0), (3, 106.5), (4, 106.5), (5, 106.0)]
        .map(|(seq, lon)| comes(seq, lon));
    assert_eq!(stood, [106.0, 106.0, 106.5, 106.5, 106.0]);
}

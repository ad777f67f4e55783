//! The map's life on a page.
#![cfg(target_arch = "wasm32")]

mod told;

use std::cell::Cell;
use std::rc::Rc;

use domain::Wgs84;
use furun::config::Directory;
use furun::i18n::Language;
use furun::map::{Situation, SituationOptions};
use furun::store::Store;
use leptos::prelude::*;
use protocol::HomeView;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

use told::POLICE;

wasm_bindgen_test_configure!(run_in_browser);

fn element() -> HtmlElement {
    let made = document().create_element("div").expect("an element");
    let made: HtmlElement = made.unchecked_into();
    let body = document().body().expect("a body");
    body.append_child(&made).expect("a place on the page");
    made
}

#[wasm_bindgen_test]
async fn a_map_that_has_left_the_page_before_its_library_comes_says_nothing_any_more() {
    let owner = Owner::new();
    let store = owner.with(|| Store::new(&[POLICE], Directory::default()));
    let told = Rc::new(Cell::new(0));
    let count = Rc::clone(&told);
    let situation = Situation::new(SituationOptions {
        store,
        home: HomeView {
            centre: Wgs84::from_lon_lat(106.27, 29.39).expect("a place on earth"),
            zoom: 14.0,
            bearing_degrees: 0.0,
            pitch_degrees: 0.0,
        },
        begins: None,
        follows: true,
        basemap: None,
        painter: None,
        container: element(),
        labels: element(),
        language: Language::Chinese,
        on_fault: Box::new(move |_, _| count.set(count.get() + 1)),
        on_outside: Box::new(|_| {}),
    })
    .expect("Chromium has WebGL 2");
    let opening = Rc::clone(&situation).open_map("态势地图".to_owned());
    situation.dispose();
    // The test's server has no map library: it is not found.
    opening.await;
    assert_eq!(told.get(), 0, "who would listen is gone with the page");
}

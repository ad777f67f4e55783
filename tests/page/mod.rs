//! A page with a component on it, for tests of what components show.
#![allow(
    dead_code,
    clippy::allow_attributes,
    reason = "each test binary asks another part of it"
)]

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The styles that give rows and columns their heights.
const STYLES: [&str; 5] = [
    include_str!("../../styles/tokens.css"),
    include_str!("../../styles/base.css"),
    include_str!("../../styles/components/panel.css"),
    include_str!("../../styles/components/network-column.css"),
    include_str!("../../styles/components/rows.css"),
];

/// A page with one component on it; gone when it is dropped.
pub struct Page {
    pub root: HtmlElement,
    _mounted: Box<dyn std::any::Any>,
}

impl Page {
    pub fn with<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Self
    where
        V::State: 'static,
    {
        let root = document().create_element("div").expect("an element");
        let style = document().create_element("style").expect("an element");
        style.set_text_content(Some(&STYLES.concat()));
        root.append_child(&style).expect("a place in the page");
        let root: HtmlElement = root.unchecked_into();
        // As high as a column of the wall, so that rows have room.
        let style = root.style();
        for (name, value) in [("display", "flex"), ("height", "700px"), ("width", "400px")] {
            style.set_property(name, value).expect("a style");
        }
        let body = document().body().expect("a body");
        body.append_child(&root).expect("a place on the page");
        let mounted = mount_to(root.clone(), view);
        Self {
            root,
            _mounted: Box::new(mounted),
        }
    }

    pub fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.root.query_selector_all(selector).expect("a selector");
        (0..found.length())
            .filter_map(|at| found.get(at)?.dyn_into().ok())
            .collect()
    }

    pub fn one(&self, selector: &str) -> Element {
        self.root
            .query_selector(selector)
            .expect("a selector")
            .unwrap_or_else(|| panic!("{selector} is not on the page: {}", self.text()))
    }

    pub fn texts(&self, selector: &str) -> Vec<String> {
        let text = |element: Element| element.text_content().unwrap_or_default();
        self.all(selector).into_iter().map(text).collect()
    }

    pub fn text(&self) -> String {
        self.root.inner_text()
    }

    /// Waits until the page says so, for at most 5 s.
    pub async fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        for _ in 0..200 {
            if holds(self) {
                return;
            }
            TimeoutFuture::new(25).await;
        }
        panic!("never: {what}; the page says {}", self.text());
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.root.remove();
    }
}

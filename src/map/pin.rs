//! The pin: the place that a form is about to name, between being found and being sent.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::engine::{LonLat, View};

/// The pin's element above the marks: it is in nobody's world yet, so it is no mark.
pub struct PinMark(Option<HtmlElement>);

impl PinMark {
    /// Out of sight, in the map's element.
    pub fn new(container: &HtmlElement) -> Self {
        let element = document().create_element("div").ok();
        let element = element.and_then(|element| element.dyn_into::<HtmlElement>().ok());
        if let Some(element) = &element {
            element.set_class_name("map__pin");
            element.set_hidden(true);
            // A browser that refuses shows no pin; the form says in words where it is.
            let _ = element.set_attribute("aria-hidden", "true");
            let _ = container.append_child(element);
        }
        Self(element)
    }

    /// Stands where the view shows the place; out of sight without one.
    pub fn stand(&self, at: Option<LonLat>, view: &View) {
        let Some(element) = &self.0 else {
            return;
        };
        let screen = at.and_then(|at| view.project(at));
        element.set_hidden(screen.is_none());
        if let Some(screen) = screen {
            let place = format!("translate({:.1}px, {:.1}px)", screen.x, screen.y);
            let _ = element.style().set_property("transform", &place);
        }
    }
}

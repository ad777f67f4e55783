//! Whether keys belong to a field.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

/// Whether what is typed goes into a field. A slider or a box to tick is none: letters mean the same there and everywhere.
#[must_use]
pub fn is_typing() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document
        .and_then(|document| document.active_element())
        .is_some_and(|element| takes_text(&element))
}

/// Whether the keyboard belongs to anything on the page: a field, a list or a button.
#[must_use]
pub fn has_focus() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document
        .and_then(|document| document.active_element())
        .is_some_and(|element| element.tag_name() != "BODY")
}

fn takes_text(element: &Element) -> bool {
    match element.dyn_ref::<HtmlInputElement>() {
        Some(input) => !matches!(input.type_().as_str(), "range" | "checkbox"),
        None => matches!(element.tag_name().as_str(), "SELECT" | "TEXTAREA"),
    }
}

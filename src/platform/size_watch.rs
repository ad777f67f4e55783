//! How large things are on the page.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};

/// Watches an element's size; dropping it ends the watch.
#[must_use = "dropping the watch ends it"]
pub struct SizeWatch {
    observer: Option<ResizeObserver>,
    _call: Closure<dyn FnMut()>,
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// Calls `sized` with the inner height of an element in rem: soon, and whenever its size changes.
pub fn watch_height_rem(element: &Element, sized: impl Fn(f64) + 'static) -> SizeWatch {
    let measured = element.clone();
    watch_size(element, move || {
        sized(f64::from(measured.client_height()) / root_font_px());
    })
}

/// Calls `sized` soon, and whenever an element's size changes.
pub fn watch_size(element: &Element, sized: impl Fn() + 'static) -> SizeWatch {
    let call = Closure::<dyn FnMut()>::new(sized);
    let observer = ResizeObserver::new(call.as_ref().unchecked_ref()).ok();
    if let Some(observer) = &observer {
        observer.observe(element);
    }
    SizeWatch {
        observer,
        _call: call,
    }
}

/// The root element's font size in CSS pixels: one rem. 16 when the browser does not say.
#[must_use]
pub fn root_font_px() -> f64 {
    let style = web_sys::window().and_then(|window| {
        let root = window.document()?.document_element()?;
        window.get_computed_style(&root).ok()?
    });
    style
        .and_then(|style| style.get_property_value("font-size").ok())
        .and_then(|size| size.trim_end_matches("px").parse().ok())
        .filter(|size| *size > 0.0)
        .unwrap_or(16.0)
}

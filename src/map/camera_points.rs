//! Where cameras stand, as a layer that is shown when somebody wants it: a small sign a mast, which is pressed to see its cameras.

use domain::{PointId, PointKind, Wgs84};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::datum::Datum;
use crate::engine::View;
use crate::platform::Listener;

/// A mast with cameras, as the map shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct PointSign {
    /// Which.
    pub id: PointId,
    /// What it is called, in the language of the screen.
    pub name: String,
    /// What it is there for.
    pub kind: PointKind,
    /// Where it stands.
    pub at: Wgs84,
    /// Whether one of its cameras is live.
    pub is_live: bool,
    /// Whether its cameras are being looked at.
    pub is_open: bool,
}

/// The signs above the map: where cameras stand is in nobody's world, so they are no marks. A hundred stand still but while the
/// map moves.
pub struct CameraPoints {
    layer: Option<HtmlElement>,
    signs: Vec<(Wgs84, HtmlElement, Listener)>,
}

impl CameraPoints {
    /// None yet, in the map's element.
    pub fn new(container: &HtmlElement) -> Self {
        let layer = element("div", "map__points");
        if let Some(layer) = &layer {
            // A browser that refuses shows none; the list of cameras has them all.
            let _ = container.append_child(layer);
        }
        Self {
            layer,
            signs: Vec::new(),
        }
    }

    /// Shows these instead of those before; `on_press` is called with the one that is pressed.
    pub fn show(&mut self, points: &[PointSign], on_press: impl Fn(PointId) + Clone + 'static) {
        for (_, sign, _) in self.signs.drain(..) {
            sign.remove();
        }
        let Some(layer) = &self.layer else {
            return;
        };
        for point in points {
            let Some(sign) = element("button", "map__point") else {
                continue;
            };
            for (name, value) in [
                ("type", "button"),
                ("title", &point.name),
                ("aria-label", &point.name),
                ("data-kind", point.kind.as_str()),
                ("data-point", point.id.as_str()),
                ("aria-pressed", if point.is_open { "true" } else { "false" }),
            ] {
                // An element takes every attribute of a lawful name.
                let _ = sign.set_attribute(name, value);
            }
            let _ = sign.toggle_attribute_with_force("data-live", point.is_live);
            let (id, press) = (point.id.clone(), on_press.clone());
            let listener = Listener::new(&sign, "click", move |click| {
                // The map below would take it as a click on the ground.
                click.stop_propagation();
                press(id.clone());
            });
            if layer.append_child(&sign).is_ok() {
                self.signs.push((point.at, sign, listener));
            }
        }
    }

    /// Stand where the view shows them.
    pub fn stand(&self, datum: Datum, view: &View) {
        for (at, sign, _) in &self.signs {
            let screen = view.project(datum.drawn(*at));
            sign.set_hidden(screen.is_none());
            if let Some(screen) = screen {
                let place = format!("translate({:.1}px, {:.1}px)", screen.x, screen.y);
                let _ = sign.style().set_property("transform", &place);
            }
        }
    }
}

fn element(tag: &str, class: &str) -> Option<HtmlElement> {
    let element = document().create_element(tag).ok()?;
    element.set_class_name(class);
    element.dyn_into().ok()
}

//! What stands on a picture as text and controls of the page: its labels keep clear of it.

use wasm_bindgen::JsCast;
use web_sys::Element;

use super::CameraPicture;

/// Each line and each row of controls by itself, as far as it is there.
const LINES: &str = ".camera-view__burnt > *, .camera-view__corner, .camera-view__foot > *";

/// Pictures within the picture.
const INSETS: &str = ".camera-view__inset";

/// What stands on a picture, as left, top, right, bottom of each.
#[derive(Debug, Default)]
pub(super) struct Surface {
    places: Vec<[f64; 4]>,
    /// So many of them are lines, the first ones.
    lines: usize,
}

impl Surface {
    /// Everything.
    pub(super) fn places(&self) -> &[[f64; 4]] {
        &self.places
    }

    /// What hangs from the picture's upper edge or stands on its lower one.
    pub(super) fn lines(&self) -> &[[f64; 4]] {
        self.places.get(..self.lines).unwrap_or_default()
    }
}

impl CameraPicture {
    /// Something else stands on the picture: what is written keeps clear of it.
    pub fn surface_changed(&self) {
        self.look_around();
        self.draw_soon();
    }

    /// Looks where text and controls stand now: whenever the picture's size, what is known or what stands there has changed.
    pub fn look_around(&self) {
        let mut surface = self.surface.borrow_mut();
        let Surface { places, lines } = &mut *surface;
        places.clear();
        let Some(view) = self.options.container.parent_element() else {
            return;
        };
        let origin = self.options.canvas.get_bounding_client_rect();
        let add = |selector: &str, places: &mut Vec<[f64; 4]>| {
            let Ok(found) = view.query_selector_all(selector) else {
                return;
            };
            let found = (0..found.length()).filter_map(|at| found.get(at));
            for element in found.filter_map(|node| node.dyn_into::<Element>().ok()) {
                let place = element.get_bounding_client_rect();
                if place.width() > 0.0 && place.height() > 0.0 {
                    places.push([
                        place.left() - origin.left(),
                        place.top() - origin.top(),
                        place.right() - origin.left(),
                        place.bottom() - origin.top(),
                    ]);
                }
            }
        };
        add(LINES, places);
        *lines = places.len();
        add(INSETS, places);
    }
}

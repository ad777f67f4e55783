//! What stands on a picture as text and controls of the page: its labels keep clear of it.

use wasm_bindgen::JsCast;
use web_sys::Element;

use super::CameraPicture;

/// What stands on the picture: each line and each row of controls by itself, as far as it is there.
const WRITTEN: &str = ".camera-view__burnt > *, .camera-view__bar, .camera-view__spot, .camera-view__says, .camera-view__inset";

impl CameraPicture {
    /// Looks where text and controls stand now: whenever the picture's size or what is known has changed.
    pub fn look_around(&self) {
        let mut free = self.free.borrow_mut();
        free.clear();
        let Some(view) = self.options.container.parent_element() else {
            return;
        };
        let Ok(written) = view.query_selector_all(WRITTEN) else {
            return;
        };
        let origin = self.options.canvas.get_bounding_client_rect();
        let written = (0..written.length()).filter_map(|at| written.get(at));
        for element in written.filter_map(|node| node.dyn_into::<Element>().ok()) {
            let place = element.get_bounding_client_rect();
            if place.width() > 0.0 && place.height() > 0.0 {
                free.push([
                    place.left() - origin.left(),
                    place.top() - origin.top(),
                    place.right() - origin.left(),
                    place.bottom() - origin.top(),
                ]);
            }
        }
    }
}

//! The wall's type: as large as its farthest viewer needs.

use leptos::prelude::*;
use protocol::WallGeometry;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

use crate::ui::legible_font_px;

/// The smallest type of the screen in rem: `--text-small` in `styles/tokens.css`.
const SMALLEST_REM: f64 = 1.0;

/// The largest root size that the grid still holds, as shares of the glass's height and width: beyond it strips would cut their
/// lines, and columns would hold too few words.
const LARGEST_OF_HEIGHT: f64 = 1.0 / 42.0;
const LARGEST_OF_WIDTH: f64 = 1.0 / 104.0;

/// What the wall's geometry asks of the type, and what its glass has room for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LegibleType {
    /// The root's font size in CSS pixels at which the smallest text can be read from the farthest place.
    pub wanted_px: f64,
    /// The largest root size that the glass has room for.
    pub room_px: f64,
}

impl LegibleType {
    /// What a wall of this geometry asks for on a glass of this width and height.
    #[must_use]
    pub fn of(wall: WallGeometry, (width_px, height_px): (f64, f64)) -> Self {
        Self {
            wanted_px: legible_font_px(wall.pixel_pitch_mm, wall.viewing_distance_m) / SMALLEST_REM,
            room_px: (height_px * LARGEST_OF_HEIGHT).min(width_px * LARGEST_OF_WIDTH),
        }
    }

    /// The root size to be taken.
    #[must_use]
    pub fn root_px(self) -> f64 {
        self.wanted_px.min(self.room_px)
    }
}

/// Makes the screen's type at least as large as the wall's geometry asks, as long as the calling component lives.
pub fn provide_legible_type(wall: WallGeometry) {
    let Some(root) = document()
        .document_element()
        .and_then(|root| root.dyn_into::<HtmlElement>().ok())
    else {
        return;
    };
    let (width, height) = (window().inner_width(), window().inner_height());
    let pixels = |size: Result<JsValue, JsValue>| size.ok().and_then(|size| size.as_f64());
    let glass = (
        pixels(width).unwrap_or(1_920.0),
        pixels(height).unwrap_or(1_080.0),
    );
    let size = LegibleType::of(wall, glass).root_px();
    let style = root.style();
    // A browser that refuses a property keeps the size it has.
    let _ = style.set_property("--legible", &format!("{size:.2}px"));
    on_cleanup(move || {
        let _ = root.style().remove_property("--legible");
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desk_needs_no_more_than_a_full_hd_screen_gives() {
        let desk = LegibleType::of(WallGeometry::default(), (1_920.0, 1_080.0));
        assert!(desk.wanted_px < 18.0, "{desk:?}");
    }

    #[test]
    fn a_wall_of_coarse_pixels_six_metres_away_can_be_read() {
        let wall = WallGeometry {
            pixel_pitch_mm: 1.2,
            viewing_distance_m: 6.0,
        };
        let type_size = LegibleType::of(wall, (3_840.0, 2_160.0));
        assert!(type_size.wanted_px < type_size.room_px, "{type_size:?}");
        let digit_mm = type_size.root_px() * SMALLEST_REM * crate::ui::CHARACTER_SHARE * 1.2;
        assert!((digit_mm - 27.9).abs() < 0.05, "{digit_mm}");
    }

    #[test]
    fn a_small_desk_is_not_given_the_type_of_a_wall() {
        let desk = LegibleType::of(WallGeometry::default(), (1_366.0, 768.0));
        assert!(desk.root_px() < 13.5, "{desk:?}");
    }

    #[test]
    fn type_never_outgrows_the_glass() {
        let phone_across_the_hall = WallGeometry {
            pixel_pitch_mm: 0.1,
            viewing_distance_m: 10.0,
        };
        let type_size = LegibleType::of(phone_across_the_hall, (1_920.0, 1_080.0));
        assert!(type_size.root_px() <= 1_080.0 / 40.0);
    }
}

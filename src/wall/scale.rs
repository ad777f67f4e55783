//! The wall's type: as large as its farthest viewer needs.

use leptos::prelude::*;
use protocol::WallGeometry;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::ui::legible_font_px;

/// The smallest type of the screen in rem: `--text-small` in `styles/tokens.css`.
const SMALLEST_REM: f64 = 1.0;

/// The largest root size that the grid still holds, as a share of the glass's height: beyond it columns would hold too few words.
const LARGEST_OF_HEIGHT: f64 = 1.0 / 42.0;

/// What the wall's geometry asks of the type, and what its glass has room for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LegibleType {
    /// The root's font size in CSS pixels at which the smallest text can be read from the farthest place.
    pub wanted_px: f64,
    /// The largest root size that the glass has room for.
    pub room_px: f64,
}

impl LegibleType {
    /// What a wall of this geometry asks for on a glass of this height.
    #[must_use]
    pub fn of(wall: WallGeometry, glass_height_px: f64) -> Self {
        Self {
            wanted_px: legible_font_px(wall.pixel_pitch_mm, wall.viewing_distance_m) / SMALLEST_REM,
            room_px: glass_height_px * LARGEST_OF_HEIGHT,
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
    let height = window()
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64());
    let size = LegibleType::of(wall, height.unwrap_or(1_080.0)).root_px();
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
        let desk = LegibleType::of(WallGeometry::default(), 1_080.0);
        assert!(desk.wanted_px < 18.0, "{desk:?}");
    }

    #[test]
    fn a_wall_of_coarse_pixels_six_metres_away_can_be_read() {
        let wall = WallGeometry {
            pixel_pitch_mm: 1.2,
            viewing_distance_m: 6.0,
        };
        let type_size = LegibleType::of(wall, 2_160.0);
        assert!(type_size.wanted_px < type_size.room_px, "{type_size:?}");
        let digit_mm = type_size.root_px() * SMALLEST_REM * crate::ui::CHARACTER_SHARE * 1.2;
        assert!((digit_mm - 27.9).abs() < 0.05, "{digit_mm}");
    }

    #[test]
    fn type_never_outgrows_the_glass() {
        let phone_across_the_hall = WallGeometry {
            pixel_pitch_mm: 0.1,
            viewing_distance_m: 10.0,
        };
        let type_size = LegibleType::of(phone_across_the_hall, 1_080.0);
        assert!(type_size.root_px() <= 1_080.0 / 40.0);
    }
}

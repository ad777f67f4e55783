//! How large text must be for the farthest viewer.

use std::f64::consts::PI;

/// The least height of a character, as the viewer's eye sees it, in minutes of arc.
///
/// Source: NUREG-0700 rev. 3, as `design/screen.md` has it: 27.9 mm at 6 m, 46.5 mm at 10 m.
pub const READING_ANGLE_ARC_MINUTES: f64 = 16.0;

/// The height of a digit as a share of the font size: 733 of 1,000 units in Noto Sans. Chinese characters are taller.
pub const CHARACTER_SHARE: f64 = 0.733;

/// The smallest font size, in pixels, at which the farthest viewer reads a digit.
///
/// `pixel_pitch_mm` is the distance between the centres of neighbouring pixels, `viewing_distance_m` that of the viewer;
/// both positive.
#[must_use]
pub fn legible_font_px(pixel_pitch_mm: f64, viewing_distance_m: f64) -> f64 {
    let half_angle = READING_ANGLE_ARC_MINUTES / 60.0 / 2.0 * PI / 180.0;
    let character_mm = 2.0 * viewing_distance_m * 1_000.0 * half_angle.tan();
    character_mm / CHARACTER_SHARE / pixel_pitch_mm
}

#[cfg(test)]
mod tests {
    use super::*;

    fn character_mm(distance_m: f64) -> f64 {
        legible_font_px(1.0, distance_m) * CHARACTER_SHARE
    }

    #[test]
    fn characters_have_the_height_that_the_guideline_asks_for() {
        assert!((character_mm(6.0) - 27.9).abs() < 0.05);
        assert!((character_mm(10.0) - 46.5).abs() < 0.05);
    }

    #[test]
    fn a_finer_pitch_needs_more_pixels() {
        let coarse = legible_font_px(1.2, 6.0);
        let fine = legible_font_px(0.6, 6.0);
        assert!((fine - 2.0 * coarse).abs() < 1e-9);
    }
}

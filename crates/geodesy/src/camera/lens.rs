//! What a lens makes of directions: pixels.

use serde::{Deserialize, Serialize};

use crate::Degrees;

/// A point of a picture in pixels of its full size: 0, 0 is the upper left corner of the upper left pixel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PicturePixel {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// How a camera's directions become pixels: a pinhole with one term of radial distortion.
///
/// A direction at `r` = tangent of its angle from the line of sight stands at `focal · r · (1 + k1 · r²)` pixels from the
/// principal point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lens {
    width: f64,
    height: f64,
    focal: f64,
    principal: PicturePixel,
    k1: f64,
}

/// Why numbers are no lens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLens {
    /// A picture has at least one pixel each way.
    #[error("a picture is at least one pixel wide and high")]
    Size,
    /// A flat picture shows less than half of what is around.
    #[error("a field of view lies between 0 and 180 degrees")]
    Field,
}

impl Lens {
    /// An undistorted lens for a picture of that many pixels that sees so far from its left edge to its right, centred.
    ///
    /// # Errors
    /// [`InvalidLens`] for an empty picture, or a field of view that no flat picture has.
    pub fn from_field(width: f64, height: f64, horizontal: Degrees) -> Result<Self, InvalidLens> {
        if !(width >= 1.0 && height >= 1.0 && width.is_finite() && height.is_finite()) {
            return Err(InvalidLens::Size);
        }
        if !(horizontal.0 > 0.0 && horizontal.0 < 180.0) {
            return Err(InvalidLens::Field);
        }
        Ok(Self {
            width,
            height,
            focal: width / 2.0 / libm::tan(horizontal.0.to_radians() / 2.0),
            principal: PicturePixel {
                x: width / 2.0,
                y: height / 2.0,
            },
            k1: 0.0,
        })
    }

    /// The same with this radial term; negative draws far things inwards (a barrel).
    #[must_use]
    pub const fn with_k1(self, k1: f64) -> Self {
        Self { k1, ..self }
    }

    /// The same with its line of sight through this pixel.
    #[must_use]
    pub const fn with_principal(self, principal: PicturePixel) -> Self {
        Self { principal, ..self }
    }

    /// The same with a focal length so many times as long.
    #[must_use]
    pub fn zoomed(self, times: f64) -> Self {
        Self {
            focal: self.focal * times,
            ..self
        }
    }

    /// The picture's width and height in pixels.
    #[must_use]
    pub const fn size(self) -> (f64, f64) {
        (self.width, self.height)
    }

    /// The focal length in pixels.
    #[must_use]
    pub const fn focal(self) -> f64 {
        self.focal
    }

    /// The radial term.
    #[must_use]
    pub const fn k1(self) -> f64 {
        self.k1
    }

    /// How far it would see from its left edge to its right without distortion.
    #[must_use]
    pub fn horizontal_field(self) -> Degrees {
        Degrees(2.0 * libm::atan(self.width / 2.0 / self.focal).to_degrees())
    }

    /// Whether a pixel lies within the picture.
    #[must_use]
    pub fn holds(self, pixel: PicturePixel) -> bool {
        (0.0..self.width).contains(&pixel.x) && (0.0..self.height).contains(&pixel.y)
    }

    /// Where a direction stands, given as tangents to the right and downwards. `None` where the radial term folds the picture
    /// back onto itself: nothing is seen there.
    pub(crate) fn pixel(self, right: f64, down: f64) -> Option<PicturePixel> {
        let squared = right * right + down * down;
        if 1.0 + 3.0 * self.k1 * squared <= 0.0 {
            return None;
        }
        let stretched = self.focal * (1.0 + self.k1 * squared);
        Some(PicturePixel {
            x: self.principal.x + stretched * right,
            y: self.principal.y + stretched * down,
        })
    }

    /// The direction that stands at a pixel, as tangents to the right and downwards; the inverse of [`Self::pixel`].
    pub(crate) fn tangents(self, pixel: PicturePixel) -> Option<(f64, f64)> {
        let right = (pixel.x - self.principal.x) / self.focal;
        let down = (pixel.y - self.principal.y) / self.focal;
        let told = libm::sqrt(right * right + down * down);
        if !told.is_finite() {
            return None;
        }
        if told == 0.0 || self.k1 == 0.0 {
            return Some((right, down));
        }
        let radius = undistorted(told, self.k1)?;
        Some((right * radius / told, down * radius / told))
    }
}

/// The radius that `r · (1 + k1 · r²)` leads to `told`.
fn undistorted(told: f64, k1: f64) -> Option<f64> {
    if k1 < 0.0 {
        let turning = libm::sqrt((-3.0 * k1).recip());
        if told > turning * (1.0 + k1 * turning * turning) {
            return None;
        }
    }
    // Newton from a side from which the curve leads it straight: it is convex for a pincushion, from beyond; concave for a
    // barrel, from before. Each round doubles the right digits, except where the barrel turns.
    let mut radius = told;
    for _ in 0..60 {
        let slope = 1.0 + 3.0 * k1 * radius * radius;
        let step = (radius * (1.0 + k1 * radius * radius) - told) / slope;
        radius -= step;
        if step.abs() <= f64::EPSILON * radius {
            break;
        }
    }
    radius.is_finite().then_some(radius)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_edges_of_the_picture_stand_at_half_the_field_of_view() {
        let lens = Lens::from_field(1920.0, 1080.0, Degrees(60.0)).expect("60° is a field");
        let right = libm::tan(30.0_f64.to_radians());
        let edge = lens.pixel(right, 0.0).expect("the edge is seen");
        assert!((edge.x - 1920.0).abs() < 1e-9 && (edge.y - 540.0).abs() < 1e-9);
        assert!((lens.horizontal_field().0 - 60.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_no_lens_is_refused() {
        for (width, field, why) in [
            (0.0, 60.0, InvalidLens::Size),
            (f64::NAN, 60.0, InvalidLens::Size),
            (1920.0, 0.0, InvalidLens::Field),
            (1920.0, 180.0, InvalidLens::Field),
            (1920.0, f64::NAN, InvalidLens::Field),
        ] {
            assert_eq!(Lens::from_field(width, 1080.0, Degrees(field)), Err(why));
        }
    }

    #[test]
    fn nothing_stands_where_a_barrel_folds_the_picture_back() {
        let lens = Lens::from_field(1920.0, 1080.0, Degrees(90.0))
            .expect("90° is a field")
            .with_k1(-0.3);
        assert_eq!(lens.pixel(1.2, 0.0), None);
        let beyond = PicturePixel {
            x: 3000.0,
            y: 540.0,
        };
        assert_eq!(lens.tangents(beyond), None);
    }

    proptest! {
        #[test]
        fn a_pixel_leads_back_to_its_direction(
            right in -1.2..1.2_f64, down in -0.8..0.8_f64, k1 in -0.15..0.3_f64, field in 2.0..110.0_f64,
        ) {
            let lens = Lens::from_field(1920.0, 1080.0, Degrees(field))
                .expect("a field between")
                .with_k1(k1);
            if let Some(pixel) = lens.pixel(right, down) {
                let (again_right, again_down) = lens.tangents(pixel).expect("what is seen has a direction");
                // Near the turning point of a barrel a pixel says little of the direction.
                let slope = 1.0 + 3.0 * k1 * (right * right + down * down);
                prop_assert!((again_right - right).abs() * slope < 1e-9);
                prop_assert!((again_down - down).abs() * slope < 1e-9);
            }
        }
    }
}

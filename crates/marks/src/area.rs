//! A rectangle of the ground.

use crate::camera::MercatorBox;
use crate::position::{GROUND_UNITS, Ground};

/// A box in whole ground units: two subtractions and comparisons a mark.
pub struct Area {
    /// Its north-western corner.
    pub corner: Ground,
    /// Eastward, in ground units.
    pub width: u32,
    /// Southward, in ground units.
    pub height: u32,
}

impl Area {
    /// The units that a box of the Mercator unit square touches.
    pub fn new(area: MercatorBox) -> Self {
        let units = |share: f64| (share * GROUND_UNITS).clamp(0.0, GROUND_UNITS - 1.0) as u32;
        let corner = Ground::from_mercator(area.west, area.north.max(0.0));
        Self {
            corner,
            width: units(area.east - area.west),
            height: units(area.south - area.north.max(0.0)),
        }
    }

    /// The same, and whatever rounding may have left out.
    pub fn around(area: MercatorBox) -> Self {
        const ROUNDING: f64 = 2.0 / GROUND_UNITS;
        Self::new(MercatorBox {
            west: area.west - ROUNDING,
            north: area.north - ROUNDING,
            east: area.east + ROUNDING,
            south: area.south + ROUNDING,
        })
    }

    /// Whether a place lies within.
    pub const fn holds(&self, place: [u32; 2]) -> bool {
        place[0].wrapping_sub(self.corner.x) <= self.width
            && place[1].wrapping_sub(self.corner.y) <= self.height
    }
}

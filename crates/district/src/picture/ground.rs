//! The ground as the painter measures it: metres east and north of the district's middle on the Mercator plane, so that a tile
//! is a square of it and nothing has to be bent while it is painted.

use domain::Wgs84;
use geodesy::{SEMI_MAJOR_AXIS, Tile, unit_from_wgs84};

use super::canvas::TILE;
use crate::code::position;
use crate::plane::{Plane, Spot};

/// A point on the ground in metres.
pub(super) type Point = (f32, f32);

/// From positions to metres on the ground.
///
/// True to scale at the district's middle; 5 km north of it a metre is drawn 0.04 % too long.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    middle: (f64, f64),
    /// Metres in the width of the world.
    world: f64,
    /// East and north on the ground for east and north on the plan's sheet: x, y, x², xy, y².
    bent: [[f64; 5]; 2],
}

impl Ground {
    pub(super) fn around(middle: Wgs84, plane: &Plane) -> Self {
        let unit = unit_from_wgs84(middle);
        let world =
            core::f64::consts::TAU * SEMI_MAJOR_AXIS.0 * libm::cos(middle.lat().to_radians());
        let mut ground = Self {
            middle: (unit.x, unit.y),
            world,
            bent: [[0.0; 5]; 2],
        };
        ground.bent = ground.fitted(plane);
        ground
    }

    /// How the sheet lies on the ground, from five places of it.
    fn fitted(&self, plane: &Plane) -> [[f64; 5]; 2] {
        const FAR: f64 = 4_000.0;
        let at = |x: f64, y: f64| {
            let (east, north) = self.exact(position(plane, Spot::from_metres(x, y)));
            [east, north]
        };
        let (east, west) = (at(FAR, 0.0), at(-FAR, 0.0));
        let (north, south) = (at(0.0, FAR), at(0.0, -FAR));
        let corner = at(FAR, FAR);
        core::array::from_fn(|k| {
            let x = (east[k] - west[k]) / (2.0 * FAR);
            let y = (north[k] - south[k]) / (2.0 * FAR);
            let xx = (east[k] + west[k]) / (2.0 * FAR * FAR);
            let yy = (north[k] + south[k]) / (2.0 * FAR * FAR);
            let xy = corner[k] / (FAR * FAR) - x / FAR - y / FAR - xx - yy;
            [x, y, xx, xy, yy]
        })
    }

    fn exact(&self, at: Wgs84) -> (f64, f64) {
        let unit = unit_from_wgs84(at);
        (
            (unit.x - self.middle.0) * self.world,
            (self.middle.1 - unit.y) * self.world,
        )
    }

    /// A position on the ground.
    pub(super) fn of_position(&self, at: Wgs84) -> Point {
        let (x, y) = self.exact(at);
        (x as f32, y as f32)
    }

    /// A spot of the plan on the ground, to a few centimetres.
    pub(super) fn of_spot(&self, spot: Spot) -> Point {
        let (x, y) = spot.metres();
        let [east, north] = self
            .bent
            .map(|[a, b, c, d, e]| a * x + b * y + c * x * x + d * x * y + e * y * y);
        (east as f32, north as f32)
    }

    /// Width of a tile's pixel in metres.
    pub(super) fn metres_per_pixel(&self, zoom: u8) -> f64 {
        self.world / (f64::from(1_u32 << zoom) * TILE as f64)
    }

    /// The north-west corner of a tile.
    pub(super) fn corner(&self, tile: Tile) -> (f64, f64) {
        let unit = tile.corner();
        (
            (unit.x - self.middle.0) * self.world,
            (self.middle.1 - unit.y) * self.world,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::{MIDDLE_LAT, MIDDLE_LON};

    #[test]
    fn a_spot_lies_where_its_position_does_to_five_centimetres() {
        let middle = Wgs84::from_lon_lat(MIDDLE_LON, MIDDLE_LAT).expect("on earth");
        let plane = Plane::at(middle);
        let ground = Ground::around(middle, &plane);
        for (x, y) in [
            (0.0, 0.0),
            (4_700.0, 3_000.0),
            (-4_500.0, 4_900.0),
            (300.0, -5_000.0),
        ] {
            let spot = Spot::from_metres(x, y);
            let (near, exact) = (ground.of_spot(spot), ground.exact(position(&plane, spot)));
            let off = libm::hypot(f64::from(near.0) - exact.0, f64::from(near.1) - exact.1);
            assert!(off < 0.05, "{x} {y}: {off}");
        }
    }
}

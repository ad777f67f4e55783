//! Positions as the engine knows them: degrees outside, a 32-bit Mercator grid inside.

use std::f64::consts::PI;

/// Latitude where the Web Mercator square ends, in degrees.
pub const MAX_LATITUDE: f64 = 85.051_128_779_806_59;

/// A position on the ground in degrees, in the map's coordinate system (WGS 84 unless the map says otherwise).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LonLat {
    /// Longitude in degrees, east positive, −180 to 180.
    pub lon: f64,
    /// Latitude in degrees, north positive; clamped to ±[`MAX_LATITUDE`] where it is drawn.
    pub lat: f64,
}

impl LonLat {
    /// A position from longitude and latitude in degrees, in this order.
    #[must_use]
    pub const fn new(lon: f64, lat: f64) -> Self {
        Self { lon, lat }
    }

    /// The same position in the Mercator unit square: `x` grows eastward, `y` southward, both 0 to 1.
    #[must_use]
    pub fn mercator(self) -> (f64, f64) {
        let lat = self.lat.clamp(-MAX_LATITUDE, MAX_LATITUDE);
        let x = (self.lon + 180.0) / 360.0;
        let y = (1.0 - (PI / 4.0 + lat.to_radians() / 2.0).tan().ln() / PI) / 2.0;
        (x, y)
    }

    /// The position at a point of the Mercator unit square.
    #[must_use]
    pub fn from_mercator(x: f64, y: f64) -> Self {
        let lat = (2.0 * (PI * (1.0 - 2.0 * y)).exp().atan() - PI / 2.0).to_degrees();
        Self {
            lon: x * 360.0 - 180.0,
            lat,
        }
    }
}

/// A rectangle on the ground: west, south, east and north edge in degrees, west ≤ east.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// South-west corner.
    pub south_west: LonLat,
    /// North-east corner.
    pub north_east: LonLat,
}

impl Bounds {
    /// The smallest rectangle around `positions`; `None` when there are none.
    pub fn around(positions: impl IntoIterator<Item = LonLat>) -> Option<Self> {
        positions.into_iter().fold(None, |bounds, at| {
            let Some(Self {
                south_west,
                north_east,
            }) = bounds
            else {
                return Some(Self {
                    south_west: at,
                    north_east: at,
                });
            };
            Some(Self {
                south_west: LonLat::new(south_west.lon.min(at.lon), south_west.lat.min(at.lat)),
                north_east: LonLat::new(north_east.lon.max(at.lon), north_east.lat.max(at.lat)),
            })
        })
    }
}

/// Units of [`Ground`] along the equator: 2³², so that one is 9.3 mm there, and half a pixel at zoom 22.
pub const GROUND_UNITS: f64 = 4_294_967_296.0;

/// A position on the Mercator plane in whole units of 2⁻³² of the world, as it lies in the instance buffer.
///
/// Integers because their difference to the camera's centre is exact: a mark at zoom 22 stands as still as at zoom 2.
/// The difference wraps, so the shorter way over the antimeridian is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ground {
    /// Eastward from longitude −180°.
    pub x: u32,
    /// Southward from latitude [`MAX_LATITUDE`].
    pub y: u32,
}

impl Ground {
    /// The grid position nearest to a point of the Mercator unit square.
    #[must_use]
    pub fn from_mercator(x: f64, y: f64) -> Self {
        let x = (x - x.floor()) * GROUND_UNITS;
        let y = (y * GROUND_UNITS).clamp(0.0, GROUND_UNITS - 1.0);
        Self {
            x: x.round() as u64 as u32,
            y: y.round() as u64 as u32,
        }
    }

    /// Back into the Mercator unit square.
    #[must_use]
    pub fn mercator(self) -> (f64, f64) {
        (
            f64::from(self.x) / GROUND_UNITS,
            f64::from(self.y) / GROUND_UNITS,
        )
    }

    /// How far `self` lies east and south of `origin`, in units, the shorter way round the world.
    #[must_use]
    pub const fn offset_from(self, origin: Self) -> (i32, i32) {
        (
            self.x.wrapping_sub(origin.x) as i32,
            self.y.wrapping_sub(origin.y) as i32,
        )
    }
}

impl From<LonLat> for Ground {
    fn from(at: LonLat) -> Self {
        let (x, y) = at.mercator();
        Self::from_mercator(x, y)
    }
}

impl From<Ground> for LonLat {
    fn from(at: Ground) -> Self {
        let (x, y) = at.mercator();
        Self::from_mercator(x, y)
    }
}

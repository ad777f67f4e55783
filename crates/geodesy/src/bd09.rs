//! BD-09, which shifts GCJ-02 once more.

use std::f64::consts::PI;

use domain::{InvalidPosition, Wgs84};
use serde::{Deserialize, Serialize};

use crate::degrees::{LonLat, inverse};
use crate::{Gcj02, gcj02_from_wgs84, wgs84_from_gcj02};

/// A position in BD-09 degrees: within some 1.2 km of the same place in GCJ-02.
///
/// The second shift applies everywhere on earth, so the degrees reach up to 0.014 beyond ±180 and ±90 and are in range
/// when the GCJ-02 degrees they stand for are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "LonLat", into = "LonLat")]
pub struct Bd09 {
    lon: f64,
    lat: f64,
}

impl Bd09 {
    /// The position at the given longitude and latitude in BD-09 degrees.
    ///
    /// # Errors
    /// When a value is not finite, or the two are the degrees of no place on earth.
    pub fn from_lon_lat(lon: f64, lat: f64) -> Result<Self, InvalidPosition> {
        LonLat { lon, lat }.try_into()
    }

    /// Degrees east.
    #[must_use]
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Degrees north.
    #[must_use]
    pub const fn lat(self) -> f64 {
        self.lat
    }
}

/// What the inverse of the forward transform may miss by, in degrees.
const ROUNDING: f64 = 1e-9;

impl TryFrom<LonLat> for Bd09 {
    type Error = InvalidPosition;

    fn try_from(raw: LonLat) -> Result<Self, InvalidPosition> {
        if !raw.lon.is_finite() {
            return Err(InvalidPosition::Longitude(raw.lon));
        }
        if !raw.lat.is_finite() {
            return Err(InvalidPosition::Latitude(raw.lat));
        }
        let origin = inverse(raw, shifted);
        if !(-180.0 - ROUNDING..=180.0 + ROUNDING).contains(&origin.lon) {
            return Err(InvalidPosition::Longitude(raw.lon));
        }
        if !(-90.0 - ROUNDING..=90.0 + ROUNDING).contains(&origin.lat) {
            return Err(InvalidPosition::Latitude(raw.lat));
        }
        Ok(Self {
            lon: raw.lon,
            lat: raw.lat,
        })
    }
}

impl From<Bd09> for LonLat {
    fn from(position: Bd09) -> Self {
        Self {
            lon: position.lon,
            lat: position.lat,
        }
    }
}

/// The BD-09 degrees of GCJ-02 degrees.
#[must_use]
pub fn bd09_from_gcj02(position: Gcj02) -> Bd09 {
    let LonLat { lon, lat } = shifted(position.into());
    Bd09 { lon, lat }
}

/// The GCJ-02 degrees of BD-09 degrees: the exact inverse of [`bd09_from_gcj02`], to less than a billionth of a degree.
#[must_use]
pub fn gcj02_from_bd09(position: Bd09) -> Gcj02 {
    let origin = inverse(position.into(), shifted).as_wgs84();
    Gcj02::from_lon_lat(origin.lon(), origin.lat()).expect("GCJ-02 has the ranges of WGS 84")
}

/// The BD-09 degrees of a place.
#[must_use]
pub fn bd09_from_wgs84(position: Wgs84) -> Bd09 {
    bd09_from_gcj02(gcj02_from_wgs84(position))
}

/// The place of BD-09 degrees; exact as [`wgs84_from_gcj02`] is.
#[must_use]
pub fn wgs84_from_bd09(position: Bd09) -> Wgs84 {
    wgs84_from_gcj02(gcj02_from_bd09(position))
}

/// The second shift: a little out from the origin of coordinates and around it, then 0.0065° east and 0.006° north.
fn shifted(LonLat { lon, lat }: LonLat) -> LonLat {
    const WAVE: f64 = PI * 3000.0 / 180.0;
    let radius = libm::sqrt(lon * lon + lat * lat) + 0.000_02 * libm::sin(lat * WAVE);
    let angle = libm::atan2(lat, lon) + 0.000_003 * libm::cos(lon * WAVE);
    LonLat {
        lon: radius * libm::cos(angle) + 0.0065,
        lat: radius * libm::sin(angle) + 0.006,
    }
}

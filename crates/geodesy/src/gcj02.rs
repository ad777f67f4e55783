//! GCJ-02, the shifted coordinates of map services in mainland China.

use std::f64::consts::PI;

use domain::{InvalidPosition, Wgs84};
use serde::{Deserialize, Serialize};

use crate::degrees::{LonLat, inverse};

/// A position in GCJ-02 degrees: within some 700 m of the same place in WGS 84.
///
/// Longitude −180…180, latitude −90…90, both finite.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "LonLat", into = "LonLat")]
pub struct Gcj02 {
    lon: f64,
    lat: f64,
}

impl Gcj02 {
    /// The position at the given longitude and latitude in GCJ-02 degrees.
    ///
    /// # Errors
    /// When a value is not finite or outside its range.
    pub fn from_lon_lat(lon: f64, lat: f64) -> Result<Self, InvalidPosition> {
        LonLat { lon, lat }.try_into()
    }

    /// Degrees east, −180…180.
    #[must_use]
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Degrees north, −90…90.
    #[must_use]
    pub const fn lat(self) -> f64 {
        self.lat
    }
}

impl TryFrom<LonLat> for Gcj02 {
    type Error = InvalidPosition;

    fn try_from(raw: LonLat) -> Result<Self, InvalidPosition> {
        raw.checked().map(|LonLat { lon, lat }| Self { lon, lat })
    }
}

impl From<Gcj02> for LonLat {
    fn from(position: Gcj02) -> Self {
        Self {
            lon: position.lon,
            lat: position.lat,
        }
    }
}

/// Semi-major axis of the Krasovsky 1940 ellipsoid in metres, on which the shift is computed.
const KRASOVSKY_SEMI_MAJOR_AXIS: f64 = 6_378_245.0;

/// First eccentricity squared of the Krasovsky 1940 ellipsoid.
const KRASOVSKY_ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;

/// Whether GCJ-02 differs from WGS 84 there.
///
/// The rule is published nowhere; this is the rectangle that map software agrees on, 72.004…137.8347° E and
/// 0.8293…55.8271° N (eviltransform, gcoord). It holds more than mainland China: Seoul, Ulaanbaatar, Hanoi and Macau are
/// shifted too. A deployment there chooses WGS 84 as its maps' system and never comes here.
#[must_use]
pub fn is_shifted_by_gcj02(position: Wgs84) -> bool {
    shifts(LonLat {
        lon: position.lon(),
        lat: position.lat(),
    })
}

fn shifts(LonLat { lon, lat }: LonLat) -> bool {
    (72.004..=137.8347).contains(&lon) && (0.8293..=55.8271).contains(&lat)
}

/// The GCJ-02 degrees of a place; the same degrees outside [`is_shifted_by_gcj02`].
#[must_use]
pub fn gcj02_from_wgs84(position: Wgs84) -> Gcj02 {
    let degrees = LonLat {
        lon: position.lon(),
        lat: position.lat(),
    };
    let LonLat { lon, lat } = if shifts(degrees) {
        shifted(degrees)
    } else {
        degrees
    };
    Gcj02 { lon, lat }
}

/// The place of GCJ-02 degrees: the exact inverse of [`gcj02_from_wgs84`], to less than a billionth of a degree.
///
/// Along the rectangle's own border, in a strip as wide as the shift, two places can have the same GCJ-02 degrees, or
/// none: the one inside the rectangle is then meant, or the one that the shift continued outside would give.
#[must_use]
pub fn wgs84_from_gcj02(position: Gcj02) -> Wgs84 {
    let degrees = LonLat {
        lon: position.lon,
        lat: position.lat,
    };
    if !(70.0..=140.0).contains(&degrees.lon) || !(0.0..=57.0).contains(&degrees.lat) {
        return degrees.as_wgs84();
    }
    let origin = inverse(degrees, shifted);
    if shifts(origin) || shifts(degrees) {
        origin.as_wgs84()
    } else {
        degrees.as_wgs84()
    }
}

/// The shift itself, without its border.
fn shifted(LonLat { lon, lat }: LonLat) -> LonLat {
    let latitude = lat / 180.0 * PI;
    let sine = libm::sin(latitude);
    let squeeze = 1.0 - KRASOVSKY_ECCENTRICITY_SQUARED * sine * sine;
    let root = libm::sqrt(squeeze);
    let (east, north) = shift_metres(lon - 105.0, lat - 35.0);
    let meridian_radius =
        (KRASOVSKY_SEMI_MAJOR_AXIS * (1.0 - KRASOVSKY_ECCENTRICITY_SQUARED)) / (squeeze * root);
    let parallel_radius = KRASOVSKY_SEMI_MAJOR_AXIS / root * libm::cos(latitude);
    LonLat {
        lon: lon + (east * 180.0) / (parallel_radius * PI),
        lat: lat + (north * 180.0) / (meridian_radius * PI),
    }
}

/// Metres east and north at `x` degrees east and `y` degrees north of 105° E, 35° N.
fn shift_metres(x: f64, y: f64) -> (f64, f64) {
    let sin = libm::sin;
    let root = libm::sqrt(libm::fabs(x));
    let fine = (20.0 * sin(6.0 * x * PI) + 20.0 * sin(2.0 * x * PI)) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + fine
        + (20.0 * sin(x * PI) + 40.0 * sin(x / 3.0 * PI)) * 2.0 / 3.0
        + (150.0 * sin(x / 12.0 * PI) + 300.0 * sin(x / 30.0 * PI)) * 2.0 / 3.0;
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + fine
        + (20.0 * sin(y * PI) + 40.0 * sin(y / 3.0 * PI)) * 2.0 / 3.0
        + (160.0 * sin(y / 12.0 * PI) + 320.0 * sin(y * PI / 30.0)) * 2.0 / 3.0;
    (east, north)
}

//! Local coordinates: metres east, north and up of an observer.

use domain::Wgs84;
use serde::{Deserialize, Serialize};

use crate::{ECCENTRICITY_SQUARED, Metres, SEMI_MAJOR_AXIS};

/// A place and its height above the WGS 84 ellipsoid (not above the sea: the two differ by up to 100 m).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Elevated {
    /// Where on the ellipsoid.
    pub position: Wgs84,
    /// How far above it.
    pub height: Metres,
}

/// Earth-centred, earth-fixed: x towards 0° N 0° E, y towards 0° N 90° E, z towards the north pole.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ecef {
    /// Towards 0° N 0° E.
    pub x: Metres,
    /// Towards 0° N 90° E.
    pub y: Metres,
    /// Towards the north pole.
    pub z: Metres,
}

/// Metres east, north and up of an observer, on the plane that touches the ellipsoid there.
///
/// The ground falls away beneath that plane: by 8 cm at 1 km, 2 m at 5 km.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Enu {
    /// To the east.
    pub east: Metres,
    /// To the north.
    pub north: Metres,
    /// Upwards, along the normal of the ellipsoid.
    pub up: Metres,
}

/// Where a place is in the earth-centred frame.
#[must_use]
pub fn ecef_from_wgs84(place: Elevated) -> Ecef {
    let (sin_lat, cos_lat) = sin_cos(place.position.lat());
    let (sin_lon, cos_lon) = sin_cos(place.position.lon());
    let normal = SEMI_MAJOR_AXIS.0 / libm::sqrt(1.0 - ECCENTRICITY_SQUARED * sin_lat * sin_lat);
    let height = place.height.0;
    Ecef {
        x: Metres((normal + height) * cos_lat * cos_lon),
        y: Metres((normal + height) * cos_lat * sin_lon),
        z: Metres((normal * (1.0 - ECCENTRICITY_SQUARED) + height) * sin_lat),
    }
}

/// The place at a point of the earth-centred frame, right to a micrometre from 1000 km below the ground upwards.
///
/// `None` when a coordinate is not finite.
#[must_use]
pub fn wgs84_from_ecef(point: Ecef) -> Option<Elevated> {
    let a = SEMI_MAJOR_AXIS.0;
    let (x, y, z) = (point.x.0, point.y.0, point.z.0);
    let from_axis = libm::sqrt(x * x + y * y);
    // tan φ = (z + e² N sin φ) / p, in the form that holds at the poles too. Near the ground each round leaves less than
    // a hundredth of the error, which is below 0.2° at the start.
    let mut lat = libm::atan2(z, from_axis * (1.0 - ECCENTRICITY_SQUARED));
    for _ in 0..6 {
        let sine = libm::sin(lat);
        let normal = a / libm::sqrt(1.0 - ECCENTRICITY_SQUARED * sine * sine);
        lat = libm::atan2(z + ECCENTRICITY_SQUARED * normal * sine, from_axis);
    }
    let (sine, cosine) = (libm::sin(lat), libm::cos(lat));
    let root = libm::sqrt(1.0 - ECCENTRICITY_SQUARED * sine * sine);
    let height = from_axis * cosine + z * sine - a * root;
    let lon = libm::atan2(y, x).to_degrees().clamp(-180.0, 180.0);
    let lat = lat.to_degrees().clamp(-90.0, 90.0);
    let position = Wgs84::from_lon_lat(lon, lat).ok()?;
    height.is_finite().then_some(Elevated {
        position,
        height: Metres(height),
    })
}

/// Where the observer sees a place.
#[must_use]
pub fn enu_from_wgs84(observer: Elevated, place: Elevated) -> Enu {
    let (sin_lat, cos_lat) = sin_cos(observer.position.lat());
    let (sin_lon, cos_lon) = sin_cos(observer.position.lon());
    let (here, there) = (ecef_from_wgs84(observer), ecef_from_wgs84(place));
    let (dx, dy, dz) = (
        there.x.0 - here.x.0,
        there.y.0 - here.y.0,
        there.z.0 - here.z.0,
    );
    Enu {
        east: Metres(cos_lon * dy - sin_lon * dx),
        north: Metres(cos_lat * dz - sin_lat * (cos_lon * dx + sin_lon * dy)),
        up: Metres(cos_lat * (cos_lon * dx + sin_lon * dy) + sin_lat * dz),
    }
}

/// The place that the observer sees there; the inverse of [`enu_from_wgs84`].
///
/// `None` when a coordinate is not finite (a ray that never meets the ground).
#[must_use]
pub fn wgs84_from_enu(observer: Elevated, seen: Enu) -> Option<Elevated> {
    let (sin_lat, cos_lat) = sin_cos(observer.position.lat());
    let (sin_lon, cos_lon) = sin_cos(observer.position.lon());
    let here = ecef_from_wgs84(observer);
    let (east, north, up) = (seen.east.0, seen.north.0, seen.up.0);
    let outward = cos_lat * up - sin_lat * north;
    wgs84_from_ecef(Ecef {
        x: Metres(here.x.0 + cos_lon * outward - sin_lon * east),
        y: Metres(here.y.0 + sin_lon * outward + cos_lon * east),
        z: Metres(here.z.0 + cos_lat * north + sin_lat * up),
    })
}

fn sin_cos(degrees: f64) -> (f64, f64) {
    let radians = degrees.to_radians();
    (libm::sin(radians), libm::cos(radians))
}

//! Web Mercator (EPSG:3857): the square world of web maps.

use std::f64::consts::PI;

use domain::Wgs84;
use serde::{Deserialize, Serialize};

use crate::{Degrees, Metres, SEMI_MAJOR_AXIS};

/// A point of the square world: x 0…1 from 180° W eastwards, y 0…1 from 85.0511° N southwards.
///
/// Values beyond 0…1 are used for copies of the world beside it and for margins; [`wgs84_from_unit`] brings them back.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MercatorUnit {
    /// Eastwards.
    pub x: f64,
    /// Southwards.
    pub y: f64,
}

/// A point in pixels of the world at some zoom: x eastwards and y southwards from its north-west corner.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MercatorPixel {
    /// Eastwards.
    pub x: f64,
    /// Southwards.
    pub y: f64,
}

/// A point in metres of EPSG:3857: x eastwards and y northwards from 0° N 0° E, ±20 037 508.34.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MercatorMetres {
    /// Eastwards.
    pub x: Metres,
    /// Northwards.
    pub y: Metres,
}

/// The latitude at which the world's square ends, atan(sinh π). What lies nearer to a pole is drawn on the edge.
pub const HIGHEST_MERCATOR_LATITUDE: Degrees = Degrees(85.051_128_779_806_59);

/// The side of the world at zoom 0 in CSS pixels, as vector maps count zoom (raster tiles of 256 pixels count one more).
pub const PIXELS_OF_THE_WORLD_AT_ZOOM_0: f64 = 512.0;

/// Where a place is drawn in the square world. Latitudes beyond ±85.0511° come out on the edge.
#[must_use]
pub fn unit_from_wgs84(position: Wgs84) -> MercatorUnit {
    let lat = position
        .lat()
        .clamp(-HIGHEST_MERCATOR_LATITUDE.0, HIGHEST_MERCATOR_LATITUDE.0);
    let sine = libm::sin(lat.to_radians());
    let y = 0.5 - libm::atanh(sine) / (2.0 * PI);
    MercatorUnit {
        x: position.lon() / 360.0 + 0.5,
        y: y.clamp(0.0, 1.0),
    }
}

/// The place drawn at a point of the square world; a point of a copy beside it means the same place, and y is cut off at the edge.
///
/// A point that is not finite has no place and counts as 0.
#[must_use]
pub fn wgs84_from_unit(point: MercatorUnit) -> Wgs84 {
    let finite = |value: f64| if value.is_finite() { value } else { 0.0 };
    let x = finite(point.x);
    let x = if (0.0..=1.0).contains(&x) {
        x
    } else {
        x - libm::floor(x)
    };
    let y = finite(point.y).clamp(0.0, 1.0);
    let lon = (x * 360.0 - 180.0).clamp(-180.0, 180.0);
    let lat = libm::atan(libm::sinh(PI * (1.0 - 2.0 * y)))
        .to_degrees()
        .clamp(-90.0, 90.0);
    Wgs84::from_lon_lat(lon, lat).expect("finite degrees that were just clamped are in range")
}

/// The pixel of a point at a zoom, which need not be whole (see [`PIXELS_OF_THE_WORLD_AT_ZOOM_0`]).
#[must_use]
pub fn pixel_from_unit(zoom: f64, point: MercatorUnit) -> MercatorPixel {
    let side = PIXELS_OF_THE_WORLD_AT_ZOOM_0 * libm::exp2(zoom);
    MercatorPixel {
        x: point.x * side,
        y: point.y * side,
    }
}

/// The point under a pixel at a zoom.
#[must_use]
pub fn unit_from_pixel(zoom: f64, pixel: MercatorPixel) -> MercatorUnit {
    let side = PIXELS_OF_THE_WORLD_AT_ZOOM_0 * libm::exp2(zoom);
    MercatorUnit {
        x: pixel.x / side,
        y: pixel.y / side,
    }
}

/// The EPSG:3857 metres of a point.
#[must_use]
pub fn mercator_metres_from_unit(point: MercatorUnit) -> MercatorMetres {
    let circumference = 2.0 * PI * SEMI_MAJOR_AXIS.0;
    MercatorMetres {
        x: Metres((point.x - 0.5) * circumference),
        y: Metres((0.5 - point.y) * circumference),
    }
}

/// The point of EPSG:3857 metres.
#[must_use]
pub fn unit_from_mercator_metres(point: MercatorMetres) -> MercatorUnit {
    let circumference = 2.0 * PI * SEMI_MAJOR_AXIS.0;
    MercatorUnit {
        x: point.x.0 / circumference + 0.5,
        y: 0.5 - point.y.0 / circumference,
    }
}

/// How many metres on the ground one pixel covers, at a place and a zoom.
#[must_use]
pub fn ground_resolution(zoom: f64, position: Wgs84) -> Metres {
    let circumference = 2.0 * PI * SEMI_MAJOR_AXIS.0 * libm::cos(position.lat().to_radians());
    Metres(circumference / (PIXELS_OF_THE_WORLD_AT_ZOOM_0 * libm::exp2(zoom)))
}

//! Coordinate mathematics: WGS 84 (CGCS2000 within centimetres), GCJ-02, BD-09, Web Mercator, distances and bearings,
//! local east-north-up, and cameras: where a place stands in a picture, and which place a pixel shows.
//!
//! Every coordinate system is a type of its own, and the name of a transform reads from right to left
//! ([`gcj02_from_wgs84`]). Transcendental functions come from `libm`, so the same input gives the same bytes natively
//! and in WebAssembly.

mod bd09;
mod camera;
mod degrees;
mod distance;
mod ellipsoid;
mod enu;
mod gcj02;
mod mercator;
mod quantity;
mod system;
mod tile;

pub use bd09::{Bd09, bd09_from_gcj02, bd09_from_wgs84, gcj02_from_bd09, wgs84_from_bd09};
pub use camera::{
    Belief, Beliefs, Calibration, CalibrationError, CameraModel, ControlPoint, Disagreement, Earth,
    Ellipse, Ground, HeightGrid, InvalidHeightGrid, InvalidLens, Lens, LevelGround, Mount,
    Orientation, PanTilt, PicturePixel, Pinhole, PointFit, Ray, Reading, Seen, Telemetry,
    Uncertain, View, calibrate, disagreement,
};
pub use distance::{
    MEAN_EARTH_RADIUS, geodesic_distance, great_circle_destination, great_circle_distance,
    initial_bearing,
};
pub use ellipsoid::{ECCENTRICITY_SQUARED, FLATTENING, SEMI_MAJOR_AXIS, SEMI_MINOR_AXIS};
pub use enu::{
    Ecef, Elevated, Enu, ecef_from_wgs84, enu_from_wgs84, wgs84_from_ecef, wgs84_from_enu,
};
pub use gcj02::{Gcj02, gcj02_from_wgs84, is_shifted_by_gcj02, wgs84_from_gcj02};
pub use mercator::{
    HIGHEST_MERCATOR_LATITUDE, MercatorMetres, MercatorPixel, MercatorUnit,
    PIXELS_OF_THE_WORLD_AT_ZOOM_0, ground_resolution, mercator_metres_from_unit, pixel_from_unit,
    unit_from_mercator_metres, unit_from_pixel, unit_from_wgs84, wgs84_from_unit,
};
pub use quantity::{Degrees, Metres};
pub use system::{CoordinateSystem, UnknownCoordinateSystem, lon_lat_from_wgs84, wgs84_from};
pub use tile::{DEEPEST_ZOOM, InvalidTile, Tile, TileBounds, bounds_from_tile, tile_from_wgs84};

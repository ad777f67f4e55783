//! Where a place is drawn: shifted when the picture below is.

use domain::Wgs84;
use geodesy::{Gcj02, gcj02_from_wgs84, wgs84_from_gcj02};
use protocol::CoordinateSystem;

use crate::engine::LonLat;

/// The coordinate system of the picture, in which everything on the map is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Datum(pub CoordinateSystem);

impl Datum {
    /// Where a place is drawn.
    #[must_use]
    pub fn drawn(self, place: Wgs84) -> LonLat {
        match self.0 {
            CoordinateSystem::Wgs84 => LonLat::new(place.lon(), place.lat()),
            CoordinateSystem::Gcj02 => {
                let shifted = gcj02_from_wgs84(place);
                LonLat::new(shifted.lon(), shifted.lat())
            }
        }
    }

    /// The place that is drawn there; `None` for degrees that are no place on earth.
    #[must_use]
    pub fn place(self, drawn: LonLat) -> Option<Wgs84> {
        match self.0 {
            CoordinateSystem::Wgs84 => Wgs84::from_lon_lat(drawn.lon, drawn.lat).ok(),
            CoordinateSystem::Gcj02 => Gcj02::from_lon_lat(drawn.lon, drawn.lat)
                .ok()
                .map(wgs84_from_gcj02),
        }
    }
}

//! Where a place is drawn: shifted when the picture below is.

use domain::Wgs84;
use geodesy::{Gcj02, gcj02_from_wgs84, wgs84_from_gcj02};
use protocol::{Basemap, CoordinateSystem};

use crate::engine::LonLat;

/// The coordinate system of the picture, in which everything on the map is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Datum(pub CoordinateSystem);

impl Datum {
    /// That of the picture below, if there is one.
    #[must_use]
    pub fn of(basemap: Option<&Basemap>) -> Self {
        Self(
            basemap
                .map(|basemap| basemap.coordinates)
                .unwrap_or_default(),
        )
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_drawn_where_the_picture_has_it_and_found_again_there() {
        let place = Wgs84::from_lon_lat(106.27, 29.39).expect("a place on earth");
        let plain = Datum(CoordinateSystem::Wgs84);
        assert_eq!(plain.drawn(place), LonLat::new(106.27, 29.39));
        let shifted = Datum(CoordinateSystem::Gcj02);
        let drawn = shifted.drawn(place);
        let metres = (drawn.lon - 106.27).hypot(drawn.lat - 29.39) * 111_000.0;
        assert!((100.0..1_000.0).contains(&metres), "{metres} m");
        for datum in [plain, shifted] {
            let found = datum.place(datum.drawn(place)).expect("a place on earth");
            assert!((found.lon() - place.lon()).abs() < 1e-8);
            assert!((found.lat() - place.lat()).abs() < 1e-8);
        }
    }

    #[test]
    fn degrees_beyond_the_earth_are_no_place() {
        assert_eq!(Datum::default().place(LonLat::new(500.0, 0.0)), None);
    }
}

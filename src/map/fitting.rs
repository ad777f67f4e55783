//! What the map shows by itself: never under somebody's hand.

use domain::{Incident, Wgs84};

use crate::engine::{Bounds, LonLat};

/// Between two movements that the map makes by itself, in milliseconds.
pub const REST_MS: f64 = 10_000.0;

/// A box of degrees in which incidents count for the map's own fitting: what the deployment knows and half as much around it.
/// A single place typed wrongly does not take the map to another province.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    low: (f64, f64),
    high: (f64, f64),
}

impl Reach {
    /// Around the extent of a deployment.
    #[must_use]
    pub fn around(extent: (Wgs84, Wgs84)) -> Self {
        let (low, high) = extent;
        let (wide, tall) = (
            (high.lon() - low.lon()) / 2.0,
            (high.lat() - low.lat()) / 2.0,
        );
        Self {
            low: (low.lon() - wide, low.lat() - tall),
            high: (high.lon() + wide, high.lat() + tall),
        }
    }

    /// Whether a place counts.
    #[must_use]
    pub fn holds(&self, place: Wgs84) -> bool {
        (self.low.0..=self.high.0).contains(&place.lon())
            && (self.low.1..=self.high.1).contains(&place.lat())
    }
}

/// Width and height, in CSS pixels, of the map of a wall of 1920×1080: what a home view's zoom is written for.
const HOME_MAP: (f64, f64) = (1190.0, 880.0);

/// The zoom at which a map of this size shows the part of the earth that `zoom` shows on the map of a 1920×1080 wall.
#[must_use]
pub fn home_zoom(zoom: f64, width: f64, height: f64) -> f64 {
    if width < 1.0 || height < 1.0 {
        return zoom;
    }
    zoom + (width / HOME_MAP.0).min(height / HOME_MAP.1).log2()
}

/// The smallest box around what is open and counts, as `drawn`; `None` when nothing is.
pub fn open_bounds<'a>(
    incidents: impl Iterator<Item = &'a Incident>,
    reach: Option<Reach>,
    drawn: impl Fn(Wgs84) -> LonLat,
) -> Option<Bounds> {
    Bounds::around(
        incidents
            .filter(|incident| incident.stage.is_open())
            .filter_map(|incident| incident.place.position)
            .filter(|place| reach.is_none_or(|reach| reach.holds(*place)))
            .map(drawn),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_of_four_times_the_pixels_shows_the_same_part_of_the_earth() {
        let (width, height) = HOME_MAP;
        assert_eq!(home_zoom(12.5, width, height), 12.5);
        assert_eq!(home_zoom(12.5, 2.0 * width, 2.0 * height), 13.5);
        assert_eq!(home_zoom(12.5, 0.0, 0.0), 12.5);
    }

    #[test]
    fn a_place_in_another_province_does_not_count() {
        let at = |lon, lat| Wgs84::from_lon_lat(lon, lat).expect("a place on earth");
        let reach = Reach::around((at(106.2, 29.3), at(106.4, 29.5)));
        assert!(reach.holds(at(106.3, 29.4)));
        assert!(reach.holds(at(106.11, 29.59)));
        assert!(!reach.holds(at(104.06, 30.66)));
        assert!(!reach.holds(at(0.0, 0.0)));
    }
}

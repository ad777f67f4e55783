//! What the map shows by itself, as far as it can be computed: never under somebody's hand.

use domain::{Incident, Wgs84};

use crate::engine::{Bounds, LonLat};

/// Of so many open incidents one outside of the home view is a straggler: the map does not move for it, and says at its edge
/// what is urgent out there. Where more than that are outside, the home view is too small.
const STRAGGLERS_OF: usize = 10;

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

/// Where open incidents are that count, as `drawn`. Where `reach` would leave out half of them and more, it is the deployment's
/// settings that are wrong, and everything counts.
pub fn open_places<'a>(
    incidents: impl Iterator<Item = &'a Incident>,
    reach: Option<Reach>,
    drawn: impl Fn(Wgs84) -> LonLat,
) -> Vec<LonLat> {
    let open: Vec<Wgs84> = incidents
        .filter(|incident| incident.stage.is_open())
        .filter_map(|incident| incident.place.position)
        .collect();
    let holds = |place: &Wgs84| reach.is_none_or(|reach| reach.holds(*place));
    let held = open.iter().filter(|place| holds(place)).count();
    let all = held * 2 <= open.len();
    open.into_iter()
        .filter(|place| all || holds(place))
        .map(drawn)
        .collect()
}

/// The box that the map has to show besides its home view, which is all that `seen_at_home` says yes to; `None` when home is
/// enough, stragglers or no.
#[must_use]
pub fn beyond_home(open: &[LonLat], seen_at_home: impl Fn(LonLat) -> bool) -> Option<Bounds> {
    let outside = open.iter().filter(|at| !seen_at_home(**at)).count();
    if outside * STRAGGLERS_OF <= open.len() {
        return None;
    }
    Bounds::around(open.iter().copied())
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

    /// A city of `within` places, and `outside` at its airport.
    fn city(within: usize, outside: usize) -> Vec<LonLat> {
        let inside = (0..within).map(|number| LonLat::new(-122.44 + number as f64 * 1e-4, 37.76));
        inside
            .chain((0..outside).map(|_| LonLat::new(-122.38, 37.615)))
            .collect()
    }

    fn fitted(places: &[LonLat]) -> bool {
        beyond_home(places, |at| at.lat > 37.68).is_some()
    }

    #[test]
    fn one_incident_at_the_airport_does_not_command_the_view_of_a_city() {
        assert!(!fitted(&city(60, 0)));
        assert!(!fitted(&city(60, 1)));
        assert!(!fitted(&city(60, 6)));
    }

    #[test]
    fn where_many_are_outside_the_home_view_is_widened() {
        assert!(fitted(&city(60, 9)));
        assert!(fitted(&city(3, 1)));
        assert!(fitted(&city(0, 1)));
    }
}

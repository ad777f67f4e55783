//! Which cameras are near a place.

use domain::Wgs84;
use geodesy::{Metres, great_circle_distance};

use super::{Catalogue, Entry};
use crate::config::StreamState;

/// A camera near a place.
#[derive(Clone, Debug, PartialEq)]
pub struct NearCamera {
    /// Which.
    pub entry: Entry,
    /// How far its point is.
    pub distance: Metres,
}

/// The points by their distance from a place, each as its number, the nearest first.
#[must_use]
pub fn points_by_distance(catalogue: &Catalogue, at: Wgs84) -> Vec<(usize, Metres)> {
    let points = catalogue.points().iter().enumerate();
    let mut far: Vec<_> = points
        .map(|(number, point)| (number, great_circle_distance(at, point.position)))
        .collect();
    far.sort_by(|one, other| one.1.0.total_cmp(&other.1.0));
    far
}

/// At most `count` cameras near a place: of the nearest points, those that are live before those that may be, and those before
/// the others; the nearer first among equals. No point has more than `on_one` of them, so that one gate does not hide the next.
#[must_use]
pub fn nearest_cameras(
    catalogue: &Catalogue,
    at: Wgs84,
    count: usize,
    on_one: usize,
) -> Vec<NearCamera> {
    let mut near: Vec<NearCamera> = Vec::new();
    for (number, distance) in points_by_distance(catalogue, at) {
        if near.len() >= count {
            break;
        }
        let entries = catalogue.entries().iter();
        let mut own: Vec<&Entry> = entries.filter(|entry| entry.point == number).collect();
        own.sort_by_key(|entry| rank(entry.state));
        near.extend(own.into_iter().take(on_one).map(|entry| NearCamera {
            entry: entry.clone(),
            distance,
        }));
    }
    near.truncate(count);
    // Stable: the nearer stay before the farther.
    near.sort_by_key(|camera| rank(camera.entry.state));
    near
}

const fn rank(state: Option<StreamState>) -> u8 {
    match state {
        Some(StreamState::Live) => 0,
        Some(StreamState::Unknown) => 1,
        Some(StreamState::Down) => 2,
        None => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::catalogue;
    use super::*;

    fn at(lon: f64) -> Wgs84 {
        Wgs84::from_lon_lat(lon, 29.39).expect("on earth")
    }

    fn near(lon: f64, count: usize, on_one: usize) -> Vec<String> {
        let near = nearest_cameras(&catalogue(), at(lon), count, on_one);
        near.into_iter().map(|near| near.entry.source.id).collect()
    }

    #[test]
    fn of_the_nearest_cameras_those_that_are_live_stand_first() {
        assert_eq!(
            near(106.281, 4, 2),
            ["X-001-01", "X-002-01", "X-001-02", "X-002-02"]
        );
    }

    #[test]
    fn a_point_with_many_cameras_does_not_hide_the_next_one() {
        assert_eq!(near(106.281, 3, 1), ["X-001-01", "X-002-01", "K-001-01"]);
        assert!(near(106.281, 0, 1).is_empty());
    }

    #[test]
    fn points_are_ordered_by_their_distance() {
        let order = points_by_distance(&catalogue(), at(106.289));
        let numbers: Vec<usize> = order.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [3, 2, 1, 0]);
        // A thousandth of a degree of longitude here.
        assert!((order[0].1.0 - 97.0).abs() < 1.0, "{:?}", order[0].1);
    }
}

//! Which of the places that are known a report takes.

use domain::Wgs84;

use crate::platform::Location;

/// How a report's place is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Whence {
    /// A person has put the map's pin there.
    Map,
    /// The photo says so.
    Photo,
    /// The device says so, to within so many metres.
    Device {
        /// The radius in metres.
        accuracy_m: f64,
    },
}

/// A place, and how it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spotted {
    /// Where.
    pub position: Wgs84,
    /// How that is known.
    pub whence: Whence,
}

/// A device that is less sure than this has to be checked on the map, in metres: a grid is a few hundred metres wide.
pub const SURE_WITHIN_M: f64 = 100.0;

/// What a person has chosen counts first, then where the photo was taken, then where the device is now.
#[must_use]
pub fn spotted(
    map: Option<Wgs84>,
    photo: Option<Wgs84>,
    device: Option<Location>,
) -> Option<Spotted> {
    let known =
        |position: Option<Wgs84>, whence| position.map(|position| Spotted { position, whence });
    known(map, Whence::Map)
        .or(known(photo, Whence::Photo))
        .or(match device {
            Some(Location::Found {
                position,
                accuracy_m,
            }) => Some(Spotted {
                position,
                whence: Whence::Device { accuracy_m },
            }),
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_counts_before_the_photo_and_the_photo_before_the_device() {
        let at = |lon| Wgs84::from_lon_lat(lon, 29.39).expect("on earth");
        let device = Some(Location::Found {
            position: at(3.0),
            accuracy_m: 12.0,
        });
        let whence = |map, photo, device| spotted(map, photo, device).map(|known| known.whence);
        assert_eq!(
            whence(Some(at(1.0)), Some(at(2.0)), device),
            Some(Whence::Map)
        );
        assert_eq!(whence(None, Some(at(2.0)), device), Some(Whence::Photo));
        assert_eq!(
            whence(None, None, device),
            Some(Whence::Device { accuracy_m: 12.0 })
        );
        assert_eq!(whence(None, None, Some(Location::Forbidden)), None);
    }
}

//! A pair of degrees whose coordinate system is not said: only on the wire and inside formulas.

use domain::{InvalidPosition, Wgs84};
use serde::{Deserialize, Serialize};

/// Longitude and latitude as they are written on the wire, in whichever system the field around them means.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct LonLat {
    pub(crate) lon: f64,
    pub(crate) lat: f64,
}

impl LonLat {
    /// The same degrees, taken as WGS 84; a rounding beyond the date line or a pole is cut off.
    pub(crate) fn as_wgs84(self) -> Wgs84 {
        let lon = self.lon.clamp(-180.0, 180.0);
        let lat = self.lat.clamp(-90.0, 90.0);
        Wgs84::from_lon_lat(lon, lat).expect("finite degrees that were just clamped are in range")
    }

    /// Whether the degrees are a place on earth, in any system that shifts by less than it rounds.
    pub(crate) fn checked(self) -> Result<Self, InvalidPosition> {
        Wgs84::from_lon_lat(self.lon, self.lat).map(|_| self)
    }
}

/// Finds the degrees that `forward` takes to `target`, by adding what is missing until nothing is.
///
/// Right for shifts that change little from place to place (here by less than 3 % of the distance moved), so that every
/// round leaves less than 3 % of the error: 12 rounds are far below a billionth of a degree from any start.
pub(crate) fn inverse(target: LonLat, forward: impl Fn(LonLat) -> LonLat) -> LonLat {
    let mut guess = target;
    for _ in 0..12 {
        let reached = forward(guess);
        guess = LonLat {
            lon: guess.lon + (target.lon - reached.lon),
            lat: guess.lat + (target.lat - reached.lat),
        };
    }
    guess
}

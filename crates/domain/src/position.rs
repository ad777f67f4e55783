//! Where on earth.

use std::fmt;
use std::num::NonZeroU64;

use serde::{Deserialize, Serialize};

/// A position on the WGS 84 ellipsoid (CGCS2000 within centimetres), in degrees.
///
/// Longitude −180…180 (east positive), latitude −90…90 (north positive), both finite.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "RawPosition", into = "RawPosition")]
pub struct Wgs84 {
    /// The longitude's bits, each turned over. All ones are no number, so this is never zero, and an `Option` needs no more room.
    lon: NonZeroU64,
    lat: f64,
}

impl PartialEq for Wgs84 {
    fn eq(&self, other: &Self) -> bool {
        self.lon() == other.lon() && self.lat == other.lat
    }
}

impl fmt::Debug for Wgs84 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wgs84")
            .field("lon", &self.lon())
            .field("lat", &self.lat)
            .finish()
    }
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct RawPosition {
    lon: f64,
    lat: f64,
}

/// Degrees that are no place on earth.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum InvalidPosition {
    /// Longitude outside −180…180, or not a number.
    #[error("longitude {0} is not between -180 and 180 degrees")]
    Longitude(f64),
    /// Latitude outside −90…90, or not a number.
    #[error("latitude {0} is not between -90 and 90 degrees")]
    Latitude(f64),
}

impl Wgs84 {
    /// The position at the given longitude and latitude in degrees.
    ///
    /// # Errors
    /// When a value is not finite or outside its range.
    pub fn from_lon_lat(lon: f64, lat: f64) -> Result<Self, InvalidPosition> {
        if !(-180.0..=180.0).contains(&lon) {
            return Err(InvalidPosition::Longitude(lon));
        }
        if !(-90.0..=90.0).contains(&lat) {
            return Err(InvalidPosition::Latitude(lat));
        }
        let lon = NonZeroU64::new(!lon.to_bits()).ok_or(InvalidPosition::Longitude(lon))?;
        Ok(Self { lon, lat })
    }

    /// Degrees east of Greenwich, −180…180.
    #[must_use]
    pub const fn lon(self) -> f64 {
        f64::from_bits(!self.lon.get())
    }

    /// Degrees north of the equator, −90…90.
    #[must_use]
    pub const fn lat(self) -> f64 {
        self.lat
    }
}

impl TryFrom<RawPosition> for Wgs84 {
    type Error = InvalidPosition;

    fn try_from(raw: RawPosition) -> Result<Self, InvalidPosition> {
        Self::from_lon_lat(raw.lon, raw.lat)
    }
}

impl From<Wgs84> for RawPosition {
    fn from(position: Wgs84) -> Self {
        Self {
            lon: position.lon(),
            lat: position.lat(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_beyond_the_poles_the_date_line_or_all_numbers_are_refused() {
        assert_eq!(
            Wgs84::from_lon_lat(180.5, 0.0),
            Err(InvalidPosition::Longitude(180.5))
        );
        assert_eq!(
            Wgs84::from_lon_lat(0.0, -91.0),
            Err(InvalidPosition::Latitude(-91.0))
        );
        assert!(Wgs84::from_lon_lat(f64::NAN, 0.0).is_err());
        assert!(Wgs84::from_lon_lat(106.27, f64::INFINITY).is_err());
        assert!(serde_json::from_str::<Wgs84>(r#"{"lon":106.27,"lat":129.39}"#).is_err());
    }
}

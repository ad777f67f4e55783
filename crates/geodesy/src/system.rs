//! Which coordinate system a platform, a file or a map source speaks.

use std::fmt;

use domain::{InvalidPosition, Wgs84};
use serde::{Deserialize, Serialize};

use crate::{Bd09, Gcj02, bd09_from_wgs84, gcj02_from_wgs84, wgs84_from_bd09, wgs84_from_gcj02};

/// The coordinate system of degrees that come from outside, or of a basemap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CoordinateSystem {
    /// WGS 84, and CGCS2000 (天地图), which agrees within centimetres.
    #[default]
    Wgs84,
    /// GCJ-02 (高德, 腾讯).
    Gcj02,
    /// BD-09 in degrees (百度).
    Bd09,
}

/// A word that names no coordinate system.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a coordinate system: wgs84, gcj02 or bd09")]
pub struct UnknownCoordinateSystem(String);

impl CoordinateSystem {
    /// Every system.
    pub const ALL: [Self; 3] = [Self::Wgs84, Self::Gcj02, Self::Bd09];

    /// The system's word on the wire and in configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wgs84 => "wgs84",
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
        }
    }
}

impl fmt::Display for CoordinateSystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for CoordinateSystem {
    type Err = UnknownCoordinateSystem;

    fn from_str(word: &str) -> Result<Self, UnknownCoordinateSystem> {
        Self::ALL
            .into_iter()
            .find(|system| system.as_str() == word)
            .ok_or_else(|| UnknownCoordinateSystem(word.to_owned()))
    }
}

/// The place that degrees of the given system mean.
///
/// # Errors
/// When the degrees are out of the system's range.
pub fn wgs84_from(system: CoordinateSystem, lon: f64, lat: f64) -> Result<Wgs84, InvalidPosition> {
    match system {
        CoordinateSystem::Wgs84 => Wgs84::from_lon_lat(lon, lat),
        CoordinateSystem::Gcj02 => Gcj02::from_lon_lat(lon, lat).map(wgs84_from_gcj02),
        CoordinateSystem::Bd09 => Bd09::from_lon_lat(lon, lat).map(wgs84_from_bd09),
    }
}

/// Longitude and latitude of a place in the given system: where to draw it on a basemap that speaks it.
#[must_use]
pub fn lon_lat_from_wgs84(system: CoordinateSystem, position: Wgs84) -> (f64, f64) {
    match system {
        CoordinateSystem::Wgs84 => (position.lon(), position.lat()),
        CoordinateSystem::Gcj02 => {
            let shifted = gcj02_from_wgs84(position);
            (shifted.lon(), shifted.lat())
        }
        CoordinateSystem::Bd09 => {
            let shifted = bd09_from_wgs84(position);
            (shifted.lon(), shifted.lat())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_reads_as_it_is_written() {
        for system in CoordinateSystem::ALL {
            assert_eq!(system.as_str().parse(), Ok(system));
        }
        assert_eq!(
            "utm"
                .parse::<CoordinateSystem>()
                .map_err(|unknown| unknown.to_string()),
            Err("'utm' is not a coordinate system: wgs84, gcj02 or bd09".to_owned())
        );
    }

    #[test]
    fn degrees_out_of_range_are_refused_in_every_system() {
        for system in CoordinateSystem::ALL {
            assert!(wgs84_from(system, 181.0, 29.39).is_err(), "{system}");
            assert!(wgs84_from(system, 106.27, 91.0).is_err(), "{system}");
            assert!(wgs84_from(system, f64::NAN, 29.39).is_err(), "{system}");
            assert!(
                wgs84_from(system, 106.27, f64::NEG_INFINITY).is_err(),
                "{system}"
            );
            assert!(wgs84_from(system, 1e300, 1e300).is_err(), "{system}");
        }
    }
}

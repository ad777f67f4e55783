//! The ellipsoid on which WGS 84 positions stand.

use crate::Metres;

/// Semi-major axis a of WGS 84. Source: NGA.STND.0036_1.0.0_WGS84 (2014), table 3.1.
pub const SEMI_MAJOR_AXIS: Metres = Metres(6_378_137.0);

/// Flattening f of WGS 84, 1/298.257223563 exactly. Source: as [`SEMI_MAJOR_AXIS`].
pub const FLATTENING: f64 = 1.0 / 298.257_223_563;

/// Semi-minor axis b = a(1 − f).
pub const SEMI_MINOR_AXIS: Metres = Metres(SEMI_MAJOR_AXIS.0 * (1.0 - FLATTENING));

/// First eccentricity squared, e² = f(2 − f).
pub const ECCENTRICITY_SQUARED: f64 = FLATTENING * (2.0 - FLATTENING);

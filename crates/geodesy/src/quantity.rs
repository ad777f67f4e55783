//! Lengths and angles that carry their unit.

use std::fmt;
use std::ops::{Add, Neg, Sub};

use serde::{Deserialize, Serialize};

/// A length in metres; negative where the other direction is meant (below, west, south).
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Metres(pub f64);

/// An angle in degrees. As a bearing: clockwise from north, 0 ≤ x < 360.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Degrees(pub f64);

impl Degrees {
    /// The same direction as a bearing, 0 ≤ x < 360.
    #[must_use]
    pub fn as_bearing(self) -> Self {
        let turned = libm::fmod(self.0, 360.0);
        let turned = if turned < 0.0 { turned + 360.0 } else { turned };
        // A tiny negative angle plus 360 rounds to 360 itself.
        Self(if turned >= 360.0 { 0.0 } else { turned })
    }
}

impl Add for Metres {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Metres {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Metres {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl fmt::Display for Metres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} m", self.0)
    }
}

impl fmt::Display for Degrees {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}°", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bearing_is_never_negative_and_never_360() {
        for (angle, bearing) in [
            (-90.0, 270.0),
            (360.0, 0.0),
            (725.0, 5.0),
            (-1e-300, 0.0),
            (-720.0, 0.0),
        ] {
            assert_eq!(Degrees(angle).as_bearing().0.abs(), bearing, "{angle}");
        }
    }
}

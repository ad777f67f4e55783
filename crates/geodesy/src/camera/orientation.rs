//! Where a camera looks: pan, tilt, roll, and the lean of what it is mounted on.

use serde::{Deserialize, Serialize};

use super::vector::{Vector, cross, dot, length, scaled, sum};
use crate::Degrees;

/// Where a camera looks: turned by pan about the vertical, then by tilt about its own right, then by roll about its own line
/// of sight.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Orientation {
    /// Clockwise from true north.
    pub pan: Degrees,
    /// Above the horizon; negative looks down.
    pub tilt: Degrees,
    /// How far it leans to its right; 0 keeps the horizon level.
    pub roll: Degrees,
}

/// What a pan-tilt head says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PanTilt {
    /// Clockwise from the head's own zero.
    pub pan: Degrees,
    /// Above the head's own horizon; negative looks down.
    pub tilt: Degrees,
}

/// How a pan-tilt head is mounted: what has to be known to tell from its reading where it looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mount {
    /// Where the head's zero of pan points, clockwise from true north.
    pub pan_offset: Degrees,
    /// What the head's horizon lies above the true one.
    pub tilt_offset: Degrees,
    /// How far the camera leans to its right in its head.
    pub roll: Degrees,
    /// How far the mast leans towards the east.
    pub lean_east: Degrees,
    /// How far the mast leans towards the north.
    pub lean_north: Degrees,
}

/// The directions of a picture in east, north, up: unit vectors at right angles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Axes {
    /// To the right of the picture.
    pub right: Vector,
    /// To its upper edge.
    pub up: Vector,
    /// Into it.
    pub forward: Vector,
}

impl Orientation {
    pub(crate) fn axes(self) -> Axes {
        let (sin_pan, cos_pan) = sin_cos(self.pan);
        let (sin_tilt, cos_tilt) = sin_cos(self.tilt);
        let (sin_roll, cos_roll) = sin_cos(self.roll);
        let forward = [cos_tilt * sin_pan, cos_tilt * cos_pan, sin_tilt];
        let level_right = [cos_pan, -sin_pan, 0.0];
        let level_up = cross(level_right, forward);
        Axes {
            right: sum(scaled(level_right, cos_roll), scaled(level_up, -sin_roll)),
            up: sum(scaled(level_right, sin_roll), scaled(level_up, cos_roll)),
            forward,
        }
    }
}

impl Mount {
    /// The picture's directions at what the head reads.
    pub(crate) fn axes(self, reading: PanTilt) -> Axes {
        let upright = Orientation {
            pan: Degrees(reading.pan.0 + self.pan_offset.0),
            tilt: Degrees(reading.tilt.0 + self.tilt_offset.0),
            roll: self.roll,
        }
        .axes();
        // A mast that leans to the east turns about the axis that points to the north, and one that leans to the north
        // about the axis that points to the west.
        let turn = [
            -self.lean_north.0.to_radians(),
            self.lean_east.0.to_radians(),
            0.0,
        ];
        Axes {
            right: turned(upright.right, turn),
            up: turned(upright.up, turn),
            forward: turned(upright.forward, turn),
        }
    }
}

/// A vector turned about `turn`, by its length in radians (Rodrigues).
fn turned(vector: Vector, turn: Vector) -> Vector {
    let angle = length(turn);
    if angle == 0.0 {
        return vector;
    }
    let about = scaled(turn, angle.recip());
    let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
    sum(
        sum(scaled(vector, cosine), scaled(cross(about, vector), sine)),
        scaled(about, dot(about, vector) * (1.0 - cosine)),
    )
}

fn sin_cos(angle: Degrees) -> (f64, f64) {
    let radians = angle.0.to_radians();
    (libm::sin(radians), libm::cos(radians))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: Vector, b: Vector) -> bool {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12)
    }

    #[test]
    fn looking_east_and_level_the_south_is_at_the_right() {
        let axes = Orientation {
            pan: Degrees(90.0),
            tilt: Degrees(0.0),
            roll: Degrees(0.0),
        }
        .axes();
        assert!(near(axes.forward, [1.0, 0.0, 0.0]));
        assert!(near(axes.right, [0.0, -1.0, 0.0]));
        assert!(near(axes.up, [0.0, 0.0, 1.0]));
    }

    #[test]
    fn a_camera_that_leans_to_its_right_has_its_right_edge_below_its_left() {
        let axes = Orientation {
            pan: Degrees(0.0),
            tilt: Degrees(0.0),
            roll: Degrees(10.0),
        }
        .axes();
        assert!(axes.right[2] < 0.0);
        assert!(axes.up[0] > 0.0);
    }

    #[test]
    fn a_mast_that_leans_to_the_east_looks_lower_there_and_higher_in_the_west() {
        let mount = Mount {
            lean_east: Degrees(2.0),
            ..Mount::default()
        };
        let tilt_at = |pan: f64| {
            let axes = mount.axes(PanTilt {
                pan: Degrees(pan),
                tilt: Degrees(0.0),
            });
            libm::asin(axes.forward[2]).to_degrees()
        };
        assert!((tilt_at(90.0) + 2.0).abs() < 1e-9);
        assert!((tilt_at(270.0) - 2.0).abs() < 1e-9);
        assert!(tilt_at(0.0).abs() < 1e-9);
    }
}

//! Drawn cameras that stand askew: a synthetic district's catalogue is right to the last digit, and no real one is.
//!
//! A picture is drawn from how the camera stands in truth; what is written into it stands by what is known. Who learns to
//! calibrate, and tests, need the two to differ, by as much for everybody: so it follows from the camera's code alone.

use domain::CameraId;

/// How a drawn camera stands beside its catalogue's pose.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Askew {
    /// Degrees clockwise.
    pub pan: f64,
    /// Degrees upwards.
    pub tilt: f64,
    /// Degrees to its right.
    pub roll: f64,
    /// How much longer its focal length is, as a share.
    focal: f64,
}

impl Askew {
    /// Of a camera, so many degrees about the vertical, and less in all else.
    #[must_use]
    pub fn of(id: &CameraId, degrees: f64) -> Self {
        // FNV-1a: each bit of it says to which side.
        let hash = id
            .as_str()
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        let side = |bit: u32| {
            if hash >> bit & 1 == 0 {
                degrees
            } else {
                -degrees
            }
        };
        Self {
            pan: side(17),
            tilt: side(23) * 0.3,
            roll: side(31) * 0.2,
            focal: side(41) * 0.01,
        }
    }

    /// The field of view of what is drawn, in degrees.
    #[must_use]
    pub fn field(self, field: f64) -> f64 {
        let tangent = (field.to_radians() / 2.0).tan() / (1.0 + self.focal);
        2.0 * tangent.atan().to_degrees()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_stands_askew_by_as_much_every_time_and_one_that_stands_upright_not_at_all() {
        let id = CameraId::try_from("L-007-01").expect("an id");
        let askew = Askew::of(&id, 2.0);
        assert_eq!(askew, Askew::of(&id, 2.0));
        assert_eq!((askew.pan.abs(), askew.tilt.abs()), (2.0, 0.6));
        assert!((askew.field(60.0) - 60.0).abs() > 0.5);
        assert!((Askew::of(&id, 0.0).field(60.0) - 60.0).abs() < 1e-12);
    }
}

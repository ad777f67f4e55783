//! What a calibration looks for.

use serde::{Deserialize, Serialize};

use super::View;
use crate::camera::Lens;
use crate::camera::orientation::{Mount, PanTilt};
use crate::camera::pinhole::Pinhole;
use crate::{Degrees, Elevated, Enu, Metres, wgs84_from_enu};

/// How many unknowns there are.
pub(super) const COUNT: usize = 10;

/// All that tells where in its pictures a camera shows a place.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CameraModel {
    /// Where its lens is.
    pub eye: Elevated,
    /// How it is mounted.
    pub mount: Mount,
    /// How many times as long its focal length is as its table says.
    pub focal_times: f64,
    /// The radial term of its lens.
    pub k1: f64,
}

/// How well something is known before a calibration.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Belief {
    /// As it is: not looked for.
    Known,
    /// Within so much, one standard deviation.
    Within(f64),
}

/// How well each thing is known before a calibration.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Beliefs {
    /// Where the head's zero points, in degrees. Beyond 30 it is looked for all around.
    pub pan: Belief,
    /// Its horizon, in degrees.
    pub tilt: Belief,
    /// The camera's roll in its head, in degrees.
    pub roll: Belief,
    /// How upright the mast is, in degrees each way. One view alone cannot tell it from tilt and roll.
    pub lean: Belief,
    /// The focal length, as a share of it: 0.05 is 5 %.
    pub focal: Belief,
    /// The radial term.
    pub k1: Belief,
    /// The lens's place on the map, in metres each way.
    pub position: Belief,
    /// Its height, in metres.
    pub height: Belief,
}

impl Default for Beliefs {
    /// A mast that was surveyed, and a camera that somebody put on it by eye.
    fn default() -> Self {
        Self {
            pan: Belief::Within(180.0),
            tilt: Belief::Within(5.0),
            roll: Belief::Within(2.0),
            lean: Belief::Known,
            focal: Belief::Within(0.05),
            k1: Belief::Within(0.1),
            position: Belief::Known,
            height: Belief::Known,
        }
    }
}

impl CameraModel {
    /// The camera at what its head reads, with the lens its table has for that zoom.
    #[must_use]
    pub fn camera(&self, reading: PanTilt, lens: Lens) -> Pinhole {
        let lens = lens.zoomed(self.focal_times).with_k1(self.k1);
        Pinhole::mounted(self.eye, self.mount, reading, lens)
    }

    pub(super) fn camera_of(&self, view: &View) -> Pinhole {
        self.camera(view.reading, view.lens).showing(view.earth)
    }

    /// The model changed by so much of each unknown, in the units of [`Beliefs`]. `None` where the eye leaves the earth.
    pub(super) fn moved(&self, by: &[f64; COUNT]) -> Option<Self> {
        let [
            pan,
            tilt,
            roll,
            lean_east,
            lean_north,
            focal,
            k1,
            east,
            north,
            up,
        ] = *by;
        let mount = self.mount;
        let add = |angle: Degrees, by: f64| Degrees(angle.0 + by);
        let eye = if [east, north, up] == [0.0; 3] {
            self.eye
        } else {
            wgs84_from_enu(
                self.eye,
                Enu {
                    east: Metres(east),
                    north: Metres(north),
                    up: Metres(up),
                },
            )?
        };
        Some(Self {
            eye,
            mount: Mount {
                pan_offset: add(mount.pan_offset, pan),
                tilt_offset: add(mount.tilt_offset, tilt),
                roll: add(mount.roll, roll),
                lean_east: add(mount.lean_east, lean_east),
                lean_north: add(mount.lean_north, lean_north),
            },
            focal_times: self.focal_times * libm::exp(focal),
            k1: self.k1 + k1,
        })
    }
}

impl Beliefs {
    /// The standard deviation of each unknown, in order; `None` for what is not looked for.
    pub(super) fn deviations(&self) -> [Option<f64>; COUNT] {
        let of = |belief| match belief {
            Belief::Within(deviation) if deviation > 0.0 => Some(deviation),
            Belief::Known | Belief::Within(_) => None,
        };
        [
            of(self.pan),
            of(self.tilt),
            of(self.roll),
            of(self.lean),
            of(self.lean),
            of(self.focal),
            of(self.k1),
            of(self.position),
            of(self.position),
            of(self.height),
        ]
    }
}

//! Calibration: how a camera stands and sees, from places whose pixels somebody pointed at.
//!
//! Levenberg–Marquardt over all views of a head at once, with what is known beforehand as further observations. It begins
//! from the best of many small samples, so that points that were mistaken do not decide, goes on with a loss that far-off
//! points pull at only so much, and ends with those left out that do not belong.

mod normal;
mod outcome;
mod residuals;
mod sampling;
mod solve;
mod unknowns;

pub use outcome::{Calibration, CalibrationError, Disagreement, Ellipse, PointFit, Uncertain};
pub use solve::{calibrate, disagreement};
pub use unknowns::{Belief, Beliefs, CameraModel};

use super::earth::Earth;
use super::lens::{Lens, PicturePixel};
use super::orientation::PanTilt;
use crate::{Elevated, Metres};

/// A place that somebody pointed at in a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ControlPoint {
    /// Where it stands in the picture.
    pub pixel: PicturePixel,
    /// Which place it is.
    pub place: Elevated,
    /// How exactly somebody can point at it: one standard deviation in pixels, more than 0.
    pub pixel_deviation: f64,
    /// How exactly the place is known: one standard deviation each way.
    pub place_deviation: Metres,
}

/// A picture with its control points: what the head read, and the lens as its table has it at that zoom.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// What the head read of itself.
    pub reading: PanTilt,
    /// The lens at that zoom, before calibration: its distortion is not looked at.
    pub lens: Lens,
    /// Which earth the picture shows: one that was drawn is not of the real one.
    pub earth: Earth,
    /// What was pointed at.
    pub points: Vec<ControlPoint>,
}

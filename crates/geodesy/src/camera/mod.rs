//! A camera's picture: where a place stands in it, and which place a pixel shows.

mod calibration;
mod earth;
mod ground;
mod lens;
mod orientation;
mod pinhole;
mod telemetry;
mod vector;

pub use calibration::{
    Belief, Beliefs, Calibration, CalibrationError, CameraModel, ControlPoint, Disagreement,
    Ellipse, PointFit, Uncertain, View, calibrate, disagreement,
};
pub use earth::Earth;
pub use ground::{Ground, HeightGrid, InvalidHeightGrid, LevelGround};
pub use lens::{InvalidLens, Lens, PicturePixel};
pub use orientation::{Mount, Orientation, PanTilt};
pub use pinhole::{Pinhole, Ray, Seen};
pub use telemetry::{Reading, Telemetry};

//! A camera's picture with what is known written where it stands.
//!
//! The picture is the district drawn in perspective from the camera's own pose ([`crate::engine::PerspectiveEngine`]); what is
//! labelled is projected by `geodesy`, the same code that projects into a real camera's picture. [`CameraPicture`] keeps the
//! two in step: labels are drawn in the frame in which the picture moves.

mod arrows;
mod askew;
mod best;
mod brush;
mod call_door;
mod component;
mod cone;
mod control;
mod daylight;
mod declutter;
mod exactness;
mod followed;
mod gathering;
mod grip;
mod hands;
mod head;
mod hearing;
mod helm;
mod naming;
mod outlook;
mod picture;
mod pointing;
mod scene;
mod skyline;
mod standing;
mod subjects;
mod traffic;
mod traffic_brush;
mod witness;

pub use call_door::CallDoor;
pub use component::{CameraView, PictureSlot};
pub use control::{CalibrationDoor, Control, ControlDrawing, ControlMark, MarkLook, Pointed};
pub use exactness::verdict_words;
pub use picture::{CameraPicture, LabelSeen, PictureOptions, PictureRole};
pub use skyline::Skyline;
#[cfg(test)]
pub(crate) use standing::test_camera;
pub use standing::{Aim, Standing};

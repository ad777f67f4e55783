//! The arithmetic of the picture: thousands of marks as arrays, where they stand in a view, which are drawn and in which order,
//! which are one group, what lies under a point. It knows no browser, no graphics card and no meaning: its nouns are position and
//! sign.
//!
//! All of it runs while the picture moves, so it is a crate of its own: built for speed where the app around it is built for size.

mod area;
mod camera;
mod cover;
mod crowd;
mod dirty;
mod grouping;
mod index;
pub mod order;
pub mod packed;
mod picking;
mod position;
mod pulse_pace;
mod set;
mod sign;
pub mod silhouette;
mod table;

pub use camera::{
    Camera, FIELD_OF_VIEW, GroundToClip, MAX_PITCH, MercatorBox, Padding, ScreenPoint, View,
};
pub use crowd::Sight;
pub use dirty::DirtyPages;
pub use grouping::{Group, Grouping, Holder, Pile};
pub use picking::{MarkId, Picked, Pointing};
pub use position::{Bounds, GROUND_UNITS, Ground, LonLat, MAX_LATITUDE};
pub use pulse_pace::PulsePace;
pub use set::{MarkSet, Slot};
pub use sign::{Badge, Letter, Rank, Rgb, Ring, Shape, Sign, Size};

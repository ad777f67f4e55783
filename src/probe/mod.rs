//! `window.furun`: how tests and benches see the picture besides its pixels. It observes, and moves the camera; it changes
//! nothing that is known. The calls are documented in `docs/testing.md` and kept stable.

mod camera_picture;
mod hud;
mod picture;
mod window_object;

pub use hud::Hud;
pub use picture::Observed;
pub use window_object::Probe;

//! A hub without a server: the district's scripted day as the frames that a hub would send, at any moment, forward and back.
//!
//! A day is planned and decided once into a [`Chronicle`]: the events of every network with a keyframe each hour, so that any
//! moment of it is the nearest keyframe and a few events. [`Player`] is the clock over it and answers a page. Pure: no input or
//! output, no clock; the worker around it (`main.rs`) hands the page's time in. What a moment looks like depends on the seed
//! and the moment alone, not on how one came to it.

mod chronicle;
mod interest;
mod player;
mod queue;
mod settings;
mod telling;

pub use chronicle::{Chronicle, Days};
pub use player::Player;
pub use queue::Queue;
pub use settings::{deployment, divisions};

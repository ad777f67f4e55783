//! `furun-hub replay`: plays a table of recorded incidents through a hub's `POST /ingest/{platform}`.
//!
//! A client, nothing more: it may run on another machine than the hub, and the hub may be killed and started again while
//! it plays. How a mapping is written, and what the summary says, is in `docs/replay.md`.

mod arguments;
mod command;
mod door;
mod error;
mod moment;
mod player;
mod summary;
mod target;

pub use arguments::{Arguments, InvalidSpeed, Speed};
pub use command::{Real, carry_out};
pub use door::{Answer, Door, HttpDoor, Reading, Trouble};
pub use error::ReplayError;
pub use player::{Player, Progress, Timer, Told};
pub use summary::{Placement, Summary};
pub use target::Target;

#[cfg(test)]
mod tests;

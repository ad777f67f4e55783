//! The fold: the same on the hub, in the browser, in a demo and in a replay.
//!
//! [`decide`] says what may happen, [`World::apply`] what it changes, and the rest only reads. A [`World`] is what is shown;
//! a [`Register`] is that together with what deciding remembers. Pure: no input or output,
//! no clock, no randomness; time comes in as an argument. Same events in, same world out, native or wasm.

mod act;
mod apply;
mod change;
mod day;
mod decide;
mod event;
mod fingerprint;
mod holders;
mod names;
mod newest;
mod open;
mod rates;
mod refusal;
mod register;
mod shelf;
mod snapshot;
mod spatial;
mod territory;
mod told;
mod touched;
mod verb;
#[path = "world.rs"]
mod world_state;

pub use act::{Act, Manner, Report, Request};
pub use change::Change;
pub use day::{DayReport, Tally, told_late};
pub use decide::{Decision, decide, permits};
pub use event::{Amended, Body, Event, Fact, Order, Reported};
pub use open::OpenIncidents;
pub use rates::{Rates, Ratio};
pub use refusal::Refusal;
pub use register::Register;
pub use snapshot::{Snapshot, SnapshotError};
pub use spatial::Bounds;
pub use territory::{Located, Territory};
pub use touched::Topic;
pub use verb::Verb;
pub use world_state::World;

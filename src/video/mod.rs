//! Cameras' live pictures: in which way they come, what is wrong when they do not, and how many at once.
//!
//! The machine of a player ([`Machine`]), the turns of the tiles ([`Turns`]) and the [`Grid`] need no browser. The links
//! (`whep`, `fmp4`, `hls`) are thin: they bring pictures into a `<video>` and count.

mod grid;
mod machine;
mod turns;

pub use grid::Grid;
pub use machine::{Counts, Loss, Machine, Order, Refusal, State, Told};
pub use turns::Turns;

//! Cuts the app's wasm in two: what a start calls, and the rest, which a page fetches after its first picture.
//!
//! Which functions a start calls is not guessed: [`noting`] gives a module that notes its calls, the starts are gone through in a
//! browser (`starts.mjs`), and [`cut`] takes what was noted. Whatever was not noted still works: it waits for the second half.

#![forbid(unsafe_code)]

mod cutting;
mod first;
mod module;
mod noting;
mod plan;
mod second;

pub use cutting::{Halves, cut};
pub use first::TABLE;
pub use noting::{CALLS, noting};

//! `/calibration`: how a camera stands and sees, from things that somebody points at in its picture and on the map.
//!
//! The points are a [`draft`] until they are saved. What they come to is found here at every change, with the code with which
//! the hub finds it when it saves them: what stands there before is what stands there after.

mod draft;
mod files;
mod findings;
mod history;
mod keeper;
mod page;
#[cfg(test)]
mod shown;
mod table;
mod tool;
mod verdict;

pub use page::CalibrationPage;

//! How many frames something was drawn in.

use std::cell::Cell;

/// Frames of the map, of the marks, and of both together: a frame that draws both is one.
#[derive(Debug, Default)]
pub struct DrawnFrames {
    of_map: Cell<u64>,
    draws_before: Cell<u64>,
    together: Cell<u64>,
}

impl DrawnFrames {
    /// The map has drawn a frame, and whoever follows it has not yet; `draws` of the marks there were so far.
    pub fn map_drawn(&self, draws: u64) {
        self.of_map.set(self.of_map.get() + 1);
        self.draws_before.set(draws);
    }

    /// Everybody has followed the map's frame.
    pub fn map_followed(&self, draws: u64) {
        let drawn_along = draws - self.draws_before.get();
        self.together.set(self.together.get() + drawn_along);
    }

    /// All frames so far, of which the marks were drawn `draws` times.
    pub fn count(&self, draws: u64) -> u64 {
        self.of_map.get() + draws - self.together.get()
    }
}

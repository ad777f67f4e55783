//! A rough map of the room left in a block, which says at once where a shape surely has none.

use super::frame::{Point, bounds, spans};

/// A block in cells of a few metres: which middles of cells lie outside it, and which something stands on.
///
/// Only ever a first sieve: what it lets through is still measured.
#[derive(Clone, Debug)]
pub(super) struct Room {
    low: Point,
    /// A bit a cell, a word a row; cells beyond the last bit are let through.
    outside: Vec<u128>,
    taken: Vec<u128>,
}

const CELL: f64 = 4.0;
const COLUMNS: usize = 128;

impl Room {
    /// The room within a shape.
    pub(super) fn within(shape: &[Point]) -> Self {
        let (low, high) = bounds(shape);
        let rows = libm::ceil((high.1 - low.1) / CELL) as usize;
        let mut room = Self {
            low,
            outside: vec![u128::MAX; rows],
            taken: vec![0; rows],
        };
        for row in 0..rows {
            let v = low.1 + (row as f64 + 0.5) * CELL;
            for (from, to) in spans(shape, v) {
                room.outside[row] &= !room.cells(from, to);
            }
        }
        room
    }

    /// Something stands on a shape.
    pub(super) fn take(&mut self, shape: &[Point]) {
        let (low, high) = bounds(shape);
        for row in self.rows(low.1, high.1) {
            let v = self.low.1 + (row as f64 + 0.5) * CELL;
            for (from, to) in spans(shape, v) {
                self.taken[row] |= self.cells(from, to);
            }
        }
    }

    /// Whether an upright rectangle may have room with a gap around it.
    pub(super) fn may_hold(&self, low: Point, high: Point, gap: f64) -> bool {
        // A square's corner of this size is still within a circle of the gap.
        let near = 0.7 * gap;
        let inside = self.cells(low.0, high.0);
        let clear = |taken: &[u128], beside: f64, above: f64| {
            let cells = if beside == 0.0 {
                inside
            } else {
                self.cells(low.0 - beside, high.0 + beside)
            };
            taken[self.rows(low.1 - above, high.1 + above)]
                .iter()
                .all(|row| row & cells == 0)
        };
        clear(&self.outside, 0.0, 0.0)
            && clear(&self.taken, gap, 0.0)
            && clear(&self.taken, 0.0, gap)
            && clear(&self.taken, near, near)
    }

    /// The rows whose middles lie between two heights.
    fn rows(&self, from: f64, to: f64) -> core::ops::Range<usize> {
        let at = |v: f64| ((v - self.low.1) / CELL + 0.5).max(0.0) as usize;
        at(from).min(self.taken.len())..at(to).min(self.taken.len())
    }

    /// The cells whose middles lie between two places of a row.
    fn cells(&self, from: f64, to: f64) -> u128 {
        let at = |u: f64| {
            let cell = ((u - self.low.0) / CELL + 0.5).max(0.0) as usize;
            cell.min(COLUMNS)
        };
        let below = |count: usize| {
            if count >= COLUMNS {
                u128::MAX
            } else {
                (1_u128 << count) - 1
            }
        };
        below(at(to)) & !below(at(from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rectangle_may_stand_beside_what_stands_and_not_on_it_nor_outside() {
        let mut room = Room::within(&[(0.0, 0.0), (100.0, 0.0), (100.0, 80.0), (0.0, 80.0)]);
        room.take(&[(40.0, 20.0), (60.0, 20.0), (60.0, 60.0), (40.0, 60.0)]);
        assert!(room.may_hold((5.0, 5.0), (30.0, 75.0), 8.0));
        assert!(!room.may_hold((30.0, 30.0), (50.0, 50.0), 0.0));
        assert!(!room.may_hold((20.0, 30.0), (35.0, 50.0), 12.0));
        assert!(!room.may_hold((90.0, 5.0), (110.0, 15.0), 0.0));
    }
}

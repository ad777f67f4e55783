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
/// A square's corner of this share of the gap is still within a circle of the gap.
const DIAGONAL: f64 = 0.7;

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

    /// What stands or ends within a strip from one height to another, with a gap around it.
    pub(super) fn strip(&self, from: f64, to: f64, gap: f64) -> Strip<'_> {
        let any = |rows: &[u128], beyond: f64| {
            let rows = &rows[self.rows(from - beyond, to + beyond)];
            rows.iter().fold(0, |any, row| any | row)
        };
        let outside = any(&self.outside, 0.0);
        Strip {
            room: self,
            gap,
            beside: any(&self.taken, 0.0),
            within: outside | any(&self.taken, gap),
            diagonal: any(&self.taken, DIAGONAL * gap),
        }
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

/// A strip of the room: whatever is in any of its rows, in one word for each way of looking at it.
#[derive(Clone, Debug)]
pub(super) struct Strip<'a> {
    room: &'a Room,
    gap: f64,
    /// Taken between its own heights.
    beside: u128,
    /// Outside between its own heights, or taken as far as the gap above and below.
    within: u128,
    /// Taken a part of the gap above and below.
    diagonal: u128,
}

impl Strip<'_> {
    /// Whether an upright rectangle as high as the strip may have room with the gap around it.
    pub(super) fn may_hold(&self, from: f64, to: f64) -> bool {
        let clear =
            |taken: u128, beyond: f64| taken & self.room.cells(from - beyond, to + beyond) == 0;
        clear(self.within, 0.0)
            && clear(self.beside, self.gap)
            && clear(self.diagonal, DIAGONAL * self.gap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rectangle_may_stand_beside_what_stands_and_not_on_it_nor_outside() {
        let mut room = Room::within(&[(0.0, 0.0), (100.0, 0.0), (100.0, 80.0), (0.0, 80.0)]);
        room.take(&[(40.0, 20.0), (60.0, 20.0), (60.0, 60.0), (40.0, 60.0)]);
        assert!(room.strip(5.0, 75.0, 8.0).may_hold(5.0, 30.0));
        assert!(!room.strip(30.0, 50.0, 0.0).may_hold(30.0, 50.0));
        assert!(!room.strip(30.0, 50.0, 12.0).may_hold(20.0, 35.0));
        assert!(!room.strip(5.0, 15.0, 0.0).may_hold(90.0, 110.0));
    }
}

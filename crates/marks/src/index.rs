//! Which marks stand near a place: chains of slots under hashed cells of the ground, eight bytes or so a mark.

use crate::area::Area;
use crate::camera::MercatorBox;
use crate::position::{GROUND_UNITS, Ground};
use crate::set::Slot;

const END: u32 = u32::MAX;
const SMALLEST: usize = 256;

/// Cells are 2^16 ground units wide, 611 m at the equator, until the spread of the marks asks otherwise.
const FIRST_SHIFT: u32 = 16;

/// A hash grid over the ground. Different cells may share a chain: readers compare positions themselves.
pub struct GroundIndex {
    heads: Vec<u32>,
    next: Vec<u32>,
    shift: u32,
}

impl GroundIndex {
    pub fn new() -> Self {
        Self {
            heads: vec![END; SMALLEST],
            next: Vec::new(),
            shift: FIRST_SHIFT,
        }
    }

    /// Forgets every mark; the memory is kept.
    pub fn clear(&mut self) {
        self.heads.fill(END);
        self.next.clear();
    }

    /// Enters the mark at `slot`, which is the next free one or was removed before.
    pub fn insert(&mut self, slot: Slot, places: &[[u32; 2]]) {
        if places.len() > self.heads.len() * 4 {
            self.rebuild(places);
            return;
        }
        if self.next.len() < places.len() {
            self.next.resize(places.len(), END);
        }
        self.link(slot, places[slot.index()]);
    }

    /// Takes out the mark at `slot`, which stands at `place`.
    pub fn remove(&mut self, slot: Slot, place: [u32; 2]) {
        let head = self.bucket(place[0] >> self.shift, place[1] >> self.shift);
        let after = self.next[slot.index()];
        if self.heads[head] == slot.0 {
            self.heads[head] = after;
            return;
        }
        let mut at = self.heads[head];
        while at != END {
            let following = self.next[at as usize];
            if following == slot.0 {
                self.next[at as usize] = after;
                return;
            }
            at = following;
        }
    }

    /// Makes room for `more` marks, exactly.
    pub fn reserve(&mut self, more: usize) {
        self.next.reserve_exact(more);
    }

    /// Forgets the last slot, which has been taken out.
    pub fn shorten(&mut self, len: usize) {
        self.next.truncate(len);
    }

    /// Calls `visit` for every mark that may stand in a box of the Mercator unit square, and for some that do not.
    /// Where the box spans more cells than there are marks, that is every mark.
    pub fn visit(&self, area: MercatorBox, places: &[[u32; 2]], mut visit: impl FnMut(Slot)) {
        let cell = f64::from(1_u32 << self.shift) / GROUND_UNITS;
        let columns = ((area.east - area.west) / cell).ceil() + 1.0;
        let rows = ((area.south - area.north) / cell).ceil() + 1.0;
        let wide = area.east - area.west >= 1.0;
        // A cell costs about as much as four marks: it is a miss in the table of heads.
        if wide || columns * rows * 4.0 >= places.len() as f64 {
            for slot in 0..places.len() {
                visit(Slot(slot as u32));
            }
            return;
        }
        let bounds = Area::around(area);
        let first = Ground::from_mercator(area.west, area.north);
        let cells_round = if self.shift == 0 {
            0
        } else {
            1_u32 << (32 - self.shift)
        };
        for row in 0..rows as u32 {
            let y = (first.y >> self.shift).saturating_add(row);
            for column in 0..columns as u32 {
                let mut x = (first.x >> self.shift).wrapping_add(column);
                if cells_round != 0 {
                    x %= cells_round;
                }
                let mut at = self.heads[self.bucket(x, y)];
                while at != END {
                    let place = places[at as usize];
                    if place[0] >> self.shift == x
                        && place[1] >> self.shift == y
                        && bounds.holds(place)
                    {
                        visit(Slot(at));
                    }
                    at = self.next[at as usize];
                }
            }
        }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        (self.heads.capacity() + self.next.capacity()) * size_of::<u32>()
    }

    /// Chooses the cell so that about two marks share one, and enters all of them anew.
    pub fn rebuild(&mut self, places: &[[u32; 2]]) {
        let heads = (places.len() / 4).next_power_of_two().max(SMALLEST);
        self.shift = cell_shift(places);
        self.heads.clear();
        self.heads.resize(heads, END);
        self.next.clear();
        self.next.resize(places.len(), END);
        for (slot, place) in places.iter().enumerate() {
            self.link(Slot(slot as u32), *place);
        }
    }

    fn link(&mut self, slot: Slot, place: [u32; 2]) {
        let head = self.bucket(place[0] >> self.shift, place[1] >> self.shift);
        self.next[slot.index()] = self.heads[head];
        self.heads[head] = slot.0;
    }

    fn bucket(&self, x: u32, y: u32) -> usize {
        let key = u64::from(x) << 32 | u64::from(y);
        let bits = self.heads.len().trailing_zeros();
        (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - bits)) as usize
    }
}

/// The side of a cell as a power of two: the marks' own rectangle over half their number.
fn cell_shift(places: &[[u32; 2]]) -> u32 {
    let mut from = [u32::MAX; 2];
    let mut to = [0_u32; 2];
    for place in places {
        for axis in 0..2 {
            from[axis] = from[axis].min(place[axis]);
            to[axis] = to[axis].max(place[axis]);
        }
    }
    let side = |axis: usize| f64::from(to[axis].saturating_sub(from[axis])) + 1.0;
    let cell = side(0) * side(1) / (places.len() as f64 / 2.0).max(1.0);
    (cell.sqrt().log2().round().max(0.0) as u32).min(31)
}

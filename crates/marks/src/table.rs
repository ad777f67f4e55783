//! From a mark's id to its slot: open addressing over slots, four bytes a place.

use crate::set::Slot;

const FREE: u32 = u32::MAX;
const SMALLEST: usize = 64;

/// A hash table that stores slots only; the ids themselves stand in the set's own array, which is handed in.
///
/// Its length is any number, not a power of two, so that a million marks need not pay for two: a hash is brought into range by
/// multiplication. At most seven eighths are taken.
pub struct SlotTable {
    places: Vec<u32>,
    used: usize,
}

impl SlotTable {
    pub fn new() -> Self {
        Self {
            places: vec![FREE; SMALLEST],
            used: 0,
        }
    }

    /// Forgets every id; the memory is kept.
    pub fn clear(&mut self) {
        self.places.fill(FREE);
        self.used = 0;
    }

    /// Where `id` stands.
    pub fn find(&self, id: u64, ids: &[u64]) -> Option<Slot> {
        let place = self.place_of(id, ids)?;
        Some(Slot(self.places[place]))
    }

    /// Enters `id`, which must not stand in the table yet, at `slot`.
    pub fn insert(&mut self, id: u64, slot: Slot, ids: &[u64]) {
        if needed_for(self.used + 1) > self.places.len() {
            self.grow_to(self.places.len() + self.places.len() / 2, ids);
        }
        self.place(id, slot);
        self.used += 1;
    }

    /// Makes room for `more` ids.
    pub fn reserve(&mut self, more: usize, ids: &[u64]) {
        let needed = needed_for(self.used + more);
        if needed > self.places.len() {
            self.grow_to(needed, ids);
        }
    }

    /// Notes that `id`, which stands in the table, now stands at `slot`.
    pub fn moved(&mut self, id: u64, slot: Slot, ids: &[u64]) {
        if let Some(place) = self.place_of(id, ids) {
            self.places[place] = slot.0;
        }
    }

    /// Takes `id` out, and closes the gap, so that no tombstones gather over the weeks.
    pub fn remove(&mut self, id: u64, ids: &[u64]) {
        let Some(mut gap) = self.place_of(id, ids) else {
            return;
        };
        let mut next = gap;
        loop {
            next = self.after(next);
            let slot = self.places[next];
            if slot == FREE {
                break;
            }
            // It may move into the gap only if its home does not lie between the two.
            let home = self.home(ids[slot as usize]);
            if self.steps(home, next) >= self.steps(gap, next) {
                self.places[gap] = slot;
                gap = next;
            }
        }
        self.places[gap] = FREE;
        self.used -= 1;
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.places.capacity() * size_of::<u32>()
    }

    fn place_of(&self, id: u64, ids: &[u64]) -> Option<usize> {
        let mut place = self.home(id);
        loop {
            let slot = self.places[place];
            if slot == FREE {
                return None;
            }
            if ids[slot as usize] == id {
                return Some(place);
            }
            place = self.after(place);
        }
    }

    fn place(&mut self, id: u64, slot: Slot) {
        let mut place = self.home(id);
        while self.places[place] != FREE {
            place = self.after(place);
        }
        self.places[place] = slot.0;
    }

    fn grow_to(&mut self, length: usize, ids: &[u64]) {
        let longer = vec![FREE; length];
        let old = std::mem::replace(&mut self.places, longer);
        for slot in old.into_iter().filter(|slot| *slot != FREE) {
            self.place(ids[slot as usize], Slot(slot));
        }
    }

    const fn after(&self, place: usize) -> usize {
        if place + 1 == self.places.len() {
            0
        } else {
            place + 1
        }
    }

    /// Places from one to another, onward round the end.
    const fn steps(&self, from: usize, to: usize) -> usize {
        if to >= from {
            to - from
        } else {
            to + self.places.len() - from
        }
    }

    /// Fibonacci hashing (a product with 2⁶⁴ / φ), its upper half scaled to the length.
    fn home(&self, id: u64) -> usize {
        let hash = id.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        ((hash * self.places.len() as u64) >> 32) as usize
    }
}

/// Places needed so that `ids` take at most seven eighths of them.
const fn needed_for(ids: usize) -> usize {
    ids + ids / 7 + 1
}

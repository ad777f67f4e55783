//! The marks themselves: a structure of arrays in the order of their slots, and what has changed since the last draw.

use crate::dirty::DirtyPages;
use crate::index::GroundIndex;
use crate::packed::{COLOURS, Packed};
use crate::position::Ground;
use crate::sign::{Rgb, Sign, Size};
use crate::table::SlotTable;

/// A mark's place in the arrays. It changes when another mark is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(pub u32);

impl Slot {
    /// As an index into the arrays.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A mark that grouping counts and that has another size than before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resized {
    /// Where it stands, in ground units.
    pub place: [u32; 2],
    /// Its size when groups last took it in.
    pub before: Size,
    /// Its size now.
    pub after: Size,
}

/// More changes of size than one for so many marks are not kept: computing groups anew costs less than taking them in.
const MARKS_A_RESIZED: usize = 2;

/// All marks, by slot.
pub struct MarkSet {
    ids: Vec<u64>,
    places: Vec<[u32; 2]>,
    looks: Vec<[u32; 2]>,
    table: SlotTable,
    index: GroundIndex,
    palette: Vec<Rgb>,
    blinking: usize,
    /// How many marks have each size.
    sizes: [usize; Size::ALL.len()],
    resized: Vec<Resized>,
    /// Pages of `places` to upload.
    pub dirty_places: DirtyPages,
    /// Pages of `looks` to upload.
    pub dirty_looks: DirtyPages,
    /// Whether marks have come, gone, moved or changed their pass, so that the order of drawing is stale.
    pub order_stale: bool,
    /// Whether a plain disc has another size than before: it may hide others no longer, or be seen itself.
    pub discs_resized: bool,
    /// Whether anything has changed that decides which marks are grouped.
    pub groups_stale: bool,
    /// Whether a colour has joined the palette.
    pub palette_stale: bool,
}

impl Default for MarkSet {
    fn default() -> Self {
        Self {
            ids: Vec::new(),
            places: Vec::new(),
            looks: Vec::new(),
            table: SlotTable::new(),
            index: GroundIndex::new(),
            palette: Vec::new(),
            blinking: 0,
            sizes: [0; Size::ALL.len()],
            resized: Vec::new(),
            dirty_places: DirtyPages::default(),
            dirty_looks: DirtyPages::default(),
            order_stale: true,
            discs_resized: false,
            groups_stale: true,
            palette_stale: true,
        }
    }
}

impl MarkSet {
    /// Sets a mark's place and sign, and makes the mark if there is none. Its pulse, if any, goes on.
    pub fn upsert(&mut self, id: u64, at: Ground, sign: &Sign) {
        let look = Packed::new(sign, self.colour(sign.colour));
        let place = [at.x, at.y];
        let Some(slot) = self.table.find(id, &self.ids) else {
            self.add(id, place, look);
            return;
        };
        let old = Packed(self.looks[slot.index()]);
        self.set_look(slot, look.with_pulse_of(old));
        self.set_place(slot, place);
    }

    /// Sets a mark's sign alone; says whether there is such a mark.
    pub fn restyle(&mut self, id: u64, sign: &Sign) -> bool {
        let look = Packed::new(sign, self.colour(sign.colour));
        let Some(slot) = self.table.find(id, &self.ids) else {
            return false;
        };
        let old = Packed(self.looks[slot.index()]);
        self.set_look(slot, look.with_pulse_of(old));
        true
    }

    /// Takes a mark away; the last one takes its slot. Says whether there was one.
    pub fn remove(&mut self, id: u64) -> bool {
        let Some(slot) = self.table.find(id, &self.ids) else {
            return false;
        };
        let last = Slot(self.last_slot());
        let hole = slot.index();
        let gone = Packed(self.looks[hole]);
        self.blinking -= usize::from(gone.blinks());
        self.sizes[gone.size() as usize] -= 1;
        self.table.remove(id, &self.ids);
        self.index.remove(slot, self.places[hole]);
        if last != slot {
            self.index.remove(last, self.places[last.index()]);
            self.table.moved(self.ids[last.index()], slot, &self.ids);
        }
        self.ids.swap_remove(hole);
        self.places.swap_remove(hole);
        self.looks.swap_remove(hole);
        if last != slot {
            self.index.insert(slot, &self.places);
            self.dirty_places.mark(hole);
            self.dirty_looks.mark(hole);
        }
        self.index.shorten(self.ids.len());
        self.order_stale = true;
        self.groups_stale = true;
        true
    }

    /// Takes every mark away; the memory is kept for the next ones.
    pub fn clear(&mut self) {
        self.ids.clear();
        self.places.clear();
        self.looks.clear();
        self.table.clear();
        self.index.clear();
        self.blinking = 0;
        self.sizes = [0; Size::ALL.len()];
        self.dirty_places.clear();
        self.dirty_looks.clear();
        self.order_stale = true;
        self.groups_stale = true;
    }

    /// Makes room for `more` marks, exactly, so that nothing is copied while they come.
    pub fn reserve(&mut self, more: usize) {
        self.ids.reserve_exact(more);
        self.places.reserve_exact(more);
        self.looks.reserve_exact(more);
        self.index.reserve(more);
        self.table.reserve(more, &self.ids);
    }

    /// Begins a pulse at `step` on one mark; says whether there is such a mark.
    pub fn pulse(&mut self, id: u64, step: u16, fresh: impl Fn(u16) -> bool) -> bool {
        let Some(slot) = self.table.find(id, &self.ids) else {
            return false;
        };
        let look = Packed(self.looks[slot.index()]);
        if !look.pulse().is_some_and(fresh) {
            self.set_look(slot, look.with_pulse_at(step));
        }
        true
    }

    /// Ends every pulse whose start `is_over`, so that it does not come back when the step's sixteen bits go round.
    pub fn end_pulses(&mut self, is_over: impl Fn(u16) -> bool) {
        for slot in 0..self.last_slot().wrapping_add(1) {
            let look = Packed(self.looks[slot as usize]);
            if look.pulse().is_some_and(&is_over) {
                self.set_look(Slot(slot), look.without_pulse());
            }
        }
    }

    /// Notes that nothing of it is on the graphics card.
    pub fn mark_all_dirty(&mut self) {
        for slot in (0..self.ids.len()).step_by(64) {
            self.dirty_places.mark(slot);
            self.dirty_looks.mark(slot);
        }
        self.order_stale = true;
        self.palette_stale = true;
    }

    /// Where `id` stands now.
    pub fn find(&self, id: u64) -> Option<Slot> {
        self.table.find(id, &self.ids)
    }

    /// Number of marks.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no mark.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The ids, by slot.
    pub fn ids(&self) -> &[u64] {
        &self.ids
    }

    /// The places, by slot: eastward and southward ground units.
    pub fn places(&self) -> &[[u32; 2]] {
        &self.places
    }

    /// The packed signs, by slot.
    pub fn looks(&self) -> &[[u32; 2]] {
        &self.looks
    }

    /// A mark's place.
    pub fn place(&self, slot: Slot) -> Ground {
        let [x, y] = self.places[slot.index()];
        Ground { x, y }
    }

    /// A mark's packed sign.
    pub fn look(&self, slot: Slot) -> Packed {
        Packed(self.looks[slot.index()])
    }

    /// Which marks stand where.
    pub const fn index(&self) -> &GroundIndex {
        &self.index
    }

    /// The colours in use, by number.
    pub fn palette(&self) -> &[Rgb] {
        &self.palette
    }

    /// Number of marks that blink.
    pub const fn blinking(&self) -> usize {
        self.blinking
    }

    /// The size of the largest mark; `None` when there is no mark.
    pub fn largest(&self) -> Option<Size> {
        let mut sizes = Size::ALL.into_iter().rev();
        sizes.find(|size| self.sizes[*size as usize] > 0)
    }

    /// Which marks have another size since [`Self::forget_resized`], in the order in which it changed. Nothing to go by where
    /// `groups_stale` says more.
    pub fn resized(&self) -> &[Resized] {
        &self.resized
    }

    /// Grouping has taken in what there was.
    pub fn forget_resized(&mut self) {
        self.resized.clear();
    }

    /// Bytes held for the marks.
    pub fn bytes(&self) -> usize {
        (self.ids.capacity() + self.places.capacity() + self.looks.capacity()) * size_of::<u64>()
            + self.resized.capacity() * size_of::<Resized>()
            + self.table.bytes()
            + self.index.bytes()
    }

    fn last_slot(&self) -> u32 {
        (self.ids.len() as u32).wrapping_sub(1)
    }

    fn add(&mut self, id: u64, place: [u32; 2], look: Packed) {
        self.ids.push(id);
        self.places.push(place);
        self.looks.push(look.0);
        let slot = Slot(self.last_slot());
        self.table.insert(id, slot, &self.ids);
        self.index.insert(slot, &self.places);
        self.blinking += usize::from(look.blinks());
        self.sizes[look.size() as usize] += 1;
        self.dirty_places.mark(slot.index());
        self.dirty_looks.mark(slot.index());
        self.order_stale = true;
        self.groups_stale |= look.counts_for_groups();
    }

    fn set_place(&mut self, slot: Slot, place: [u32; 2]) {
        let old = self.places[slot.index()];
        if old == place {
            return;
        }
        self.index.remove(slot, old);
        self.places[slot.index()] = place;
        self.index.insert(slot, &self.places);
        self.dirty_places.mark(slot.index());
        self.order_stale = true;
        // Crews move all the time, and are in no group.
        self.groups_stale |= self.look(slot).counts_for_groups();
    }

    fn set_look(&mut self, slot: Slot, look: Packed) {
        let old = Packed(self.looks[slot.index()]);
        if old == look {
            return;
        }
        self.looks[slot.index()] = look.0;
        self.dirty_looks.mark(slot.index());
        self.blinking += usize::from(look.blinks());
        self.blinking -= usize::from(old.blinks());
        self.sizes[look.size() as usize] += 1;
        self.sizes[old.size() as usize] -= 1;
        let resized = old.size() != look.size();
        self.order_stale |= old.pass() != look.pass();
        self.discs_resized |= look.is_plain_disc() && resized;
        self.groups_stale |= !old.groups_as(look);
        if resized && !look.stands_alone() && !self.groups_stale {
            self.note_size(slot, old.size(), look.size());
        }
    }

    fn note_size(&mut self, slot: Slot, before: Size, after: Size) {
        if self.resized.len() * MARKS_A_RESIZED > self.ids.len() {
            self.groups_stale = true;
            return;
        }
        let place = self.places[slot.index()];
        self.resized.push(Resized {
            place,
            before,
            after,
        });
    }

    /// The palette's number for a colour; the nearest one's when the palette is full.
    fn colour(&mut self, colour: Rgb) -> u8 {
        if let Some(known) = self.palette.iter().position(|known| *known == colour) {
            return known as u8;
        }
        if self.palette.len() < COLOURS {
            self.palette.push(colour);
            self.palette_stale = true;
            return (self.palette.len() - 1) as u8;
        }
        let nearest = self
            .palette
            .iter()
            .enumerate()
            .min_by_key(|(_, known)| distance(**known, colour));
        nearest.map_or(0, |(number, _)| number as u8)
    }
}

fn distance(a: Rgb, b: Rgb) -> u32 {
    let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
    square(a.0, b.0) + square(a.1, b.1) + square(a.2, b.2)
}

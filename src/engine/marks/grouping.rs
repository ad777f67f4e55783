//! Far out, marks that would cover one another are drawn as one sign with their number.
//!
//! Cells are fixed to the ground and halve with every zoom step, so that panning changes nothing; a cell is grouped when its
//! marks would cover too much of it. A mark that stands alone (urgent, blinking) is never taken in.

use super::packed::Packed;
use super::set::MarkSet;

/// Side of a cell in CSS pixels, at the whole zoom step.
const CELL_SIDE: f64 = 64.0;

/// The share of a cell its marks may cover before they are grouped.
const CROWDED: f32 = 0.45;

/// From this zoom on nothing is grouped: marks that still cover one another stand at one address.
const CLOSEST_STEP: i32 = 17;

/// Marks of one cell drawn as one sign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Group {
    /// Mean place of its marks, in ground units.
    pub place: [u32; 2],
    /// Number of its marks, at least 2.
    pub count: u32,
    /// Column and row of its cell.
    pub cell: [u32; 2],
}

/// Which marks are grouped at the present zoom step.
pub struct Grouping {
    step: Option<i32>,
    cells: Vec<Cell>,
    hidden: Vec<u64>,
    groups: Vec<Group>,
}

#[derive(Clone, Copy)]
struct Cell {
    column: u32,
    row: u32,
    count: u32,
    covered: f32,
    sum_x: u64,
    sum_y: u64,
}

const FREE: Cell = Cell {
    column: 0,
    row: 0,
    count: 0,
    covered: 0.0,
    sum_x: 0,
    sum_y: 0,
};

impl Grouping {
    pub const fn new() -> Self {
        Self {
            step: None,
            cells: Vec::new(),
            hidden: Vec::new(),
            groups: Vec::new(),
        }
    }

    /// The step for a zoom, where marks are drawn `scale` times their usual size; `None` where nothing is grouped.
    pub fn step_for(zoom: f64, scale: f64) -> Option<i32> {
        let step = (zoom - scale.log2()).round() as i32;
        (step < CLOSEST_STEP).then_some(step.max(0))
    }

    /// The step it was last computed for.
    pub const fn step(&self) -> Option<i32> {
        self.step
    }

    /// Groups `marks` anew for `step`.
    pub fn compute(&mut self, marks: &MarkSet, step: Option<i32>) {
        self.step = step;
        self.groups.clear();
        self.hidden.clear();
        let Some(step) = step else {
            return;
        };
        let shift = cell_shift(step);
        self.count(marks, shift);
        self.collect();
        if !self.groups.is_empty() {
            self.hide(marks, shift);
        }
    }

    /// Whether the mark at `slot` is part of a group.
    pub fn hides(&self, slot: usize) -> bool {
        self.hidden
            .get(slot / 64)
            .is_some_and(|word| word >> (slot % 64) & 1 == 1)
    }

    /// The groups.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The slots of a group's marks.
    pub fn members<'a>(&'a self, group: Group, marks: &'a MarkSet) -> impl Iterator<Item = usize> {
        let shift = self.step.map_or(0, cell_shift);
        marks
            .places()
            .iter()
            .enumerate()
            .filter(move |(slot, place)| {
                place[0] >> shift == group.cell[0]
                    && place[1] >> shift == group.cell[1]
                    && self.hides(*slot)
            })
            .map(|(slot, _)| slot)
    }

    fn count(&mut self, marks: &MarkSet, shift: u32) {
        self.cells.clear();
        self.cells.resize(64, FREE);
        let mut used = 0;
        for (place, look) in marks.places().iter().zip(marks.looks()) {
            let look = Packed(*look);
            if look.stands_alone() {
                continue;
            }
            if used * 2 > self.cells.len() {
                self.grow();
            }
            let cell = find(&mut self.cells, place[0] >> shift, place[1] >> shift);
            used += usize::from(cell.count == 0);
            cell.column = place[0] >> shift;
            cell.row = place[1] >> shift;
            cell.count += 1;
            let radius = look.size().radius();
            cell.covered += std::f32::consts::PI * radius * radius;
            cell.sum_x += u64::from(place[0]);
            cell.sum_y += u64::from(place[1]);
        }
    }

    fn grow(&mut self) {
        let longer = vec![FREE; self.cells.len() * 2];
        let old = std::mem::replace(&mut self.cells, longer);
        for cell in old.into_iter().filter(|cell| cell.count > 0) {
            *find(&mut self.cells, cell.column, cell.row) = cell;
        }
    }

    fn collect(&mut self) {
        let groups = self.cells.iter().filter(|cell| is_crowded(cell));
        self.groups.extend(groups.map(|cell| Group {
            place: [
                (cell.sum_x / u64::from(cell.count)) as u32,
                (cell.sum_y / u64::from(cell.count)) as u32,
            ],
            count: cell.count,
            cell: [cell.column, cell.row],
        }));
    }

    fn hide(&mut self, marks: &MarkSet, shift: u32) {
        self.hidden.resize(marks.len().div_ceil(64), 0);
        for (slot, (place, look)) in marks.places().iter().zip(marks.looks()).enumerate() {
            if Packed(*look).stands_alone() {
                continue;
            }
            if is_crowded(find(&mut self.cells, place[0] >> shift, place[1] >> shift)) {
                self.hidden[slot / 64] |= 1 << (slot % 64);
            }
        }
    }
}

/// Bits of a ground position below a cell at `step`: the world is 512·2^step pixels wide, a cell 64 of them.
fn cell_shift(step: i32) -> u32 {
    let cells_across = (512.0 / CELL_SIDE).log2() as i32 + step;
    (32 - cells_across) as u32
}

fn is_crowded(cell: &Cell) -> bool {
    cell.count >= 2 && cell.covered > CROWDED * (CELL_SIDE * CELL_SIDE) as f32
}

/// The entry of a cell, or the free one where it belongs.
fn find(cells: &mut [Cell], column: u32, row: u32) -> &mut Cell {
    let mask = cells.len() - 1;
    let key = u64::from(column) << 32 | u64::from(row);
    let bits = cells.len().trailing_zeros();
    let mut at = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - bits)) as usize;
    while cells[at].count > 0 && (cells[at].column, cells[at].row) != (column, row) {
        at = (at + 1) & mask;
    }
    &mut cells[at]
}

//! Far out, marks that would cover one another are drawn as one sign with their number.
//!
//! Cells are fixed to the ground and halve with every zoom step, so that panning changes nothing; a cell is grouped when its
//! marks would cover too much of it, and takes in what its sign would cover of the cells beside it.
//!
//! A mark that stands alone (urgent, blinking) is never taken in. Several of them on practically one place are a pile: one
//! sign that looks like the one of them that presses most, and blinks when any of them does. A group steps aside for them, so
//! that nothing stands on its number.

use std::collections::HashMap;

use crate::packed::{GROUP_RADII, Packed, group_class};
use crate::position::{GROUND_UNITS, Ground};
use crate::set::{MarkSet, Resized};
use crate::sign::Size;

/// Side of a cell in CSS pixels, at the whole zoom step.
const CELL_SIDE: f64 = 64.0;

/// Marks are grouped when the squares around them cover more than this of a cell: the marks themselves then cover 45 in 100.
const CROWDED: u32 = (0.45 * CELL_SIDE * CELL_SIDE * 4.0 / std::f64::consts::PI) as u32;

/// From this zoom on nothing is grouped: marks that still cover one another stand at one address.
const CLOSEST_STEP: i32 = 17;

/// Marks that stand alone and are nearer to one another than this, in pixels, stand on practically one place: less than
/// half of the lower one would be seen.
const ONE_PLACE: f64 = 12.0;

/// Cells in which piles are looked for are eight times smaller than those of groups: any two marks of one are on one place.
const PILE_SHIFT: u32 = 3;

/// How many of these cells [`ONE_PLACE`] reaches across.
const PILE_CELLS: u32 = 2;

/// How much of a single mark a group's sign may cover before it takes the mark in, in pixels.
const COVERED_MARK: f32 = 6.0;

/// How far a group's number reaches from its middle, in pixels.
const NUMBER: f32 = 12.0;

/// Space between a group and the mark for which it steps aside, in pixels.
const ASIDE: f32 = 8.0;

/// Where a group steps when it must, the first free first: below, above, left, right (where words stand), then between.
const SIDES: [[f32; 2]; 8] = [
    [0.0, 1.0],
    [0.0, -1.0],
    [-1.0, 0.0],
    [1.0, 0.0],
    [-0.7, 0.7],
    [0.7, 0.7],
    [-0.7, -0.7],
    [0.7, -0.7],
];

/// More pairs of groups and piles than this are not looked at: a picture that full has no free place to step to.
const MOST_PAIRS: usize = 200_000;

/// Marks that are drawn as one sign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Group {
    /// Mean place of its marks, in ground units.
    pub place: [u32; 2],
    /// Number of its marks.
    pub count: u32,
    /// How far it stands aside of its place, in pixels of the usual size, rightward and downward.
    pub shift: [f32; 2],
}

/// Marks that stand alone, on practically one place; one of them is no pile yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pile {
    /// Mean place of its marks, in ground units.
    pub place: [u32; 2],
    /// Number of its marks.
    pub count: u32,
    /// The look of the one that presses most, blinking when any of them does.
    pub look: Packed,
    anchor: Ground,
    // Sums of the offsets from the anchor: a mean that does not break at the antimeridian.
    sum: [i64; 2],
}

impl Pile {
    /// Whether it is drawn as one sign instead of its only mark.
    pub const fn is_many(&self) -> bool {
        self.count > 1
    }

    fn radius(&self) -> f32 {
        if self.is_many() {
            Size::Huge.radius()
        } else {
            self.look.size().radius()
        }
    }
}

/// Which sign holds marks: where in the order of [`Grouping::groups`] or [`Grouping::piles`] it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A group.
    Group(usize),
    /// A pile.
    Pile(usize),
}

/// Which marks are grouped at the present zoom step.
#[derive(Default)]
pub struct Grouping {
    step: Option<i32>,
    cells: Vec<Cell>,
    hidden: Vec<u64>,
    groups: Vec<Group>,
    piles: Vec<Pile>,
    // Which pile a slot belongs to, by slot.
    piled: Vec<(u32, u32)>,
    pile_cells: HashMap<[u32; 2], u32>,
}

#[derive(Clone, Copy)]
struct Cell {
    column: u32,
    row: u32,
    count: u32,
    // Square pixels of the squares around its marks. Whole numbers: what is added and taken away again leaves nothing.
    covered: u32,
    sum_x: u64,
    sum_y: u64,
    // The group that takes it in, or FREE_STANDING.
    group: u32,
}

const FREE_STANDING: u32 = u32::MAX;

const FREE: Cell = Cell {
    column: 0,
    row: 0,
    count: 0,
    covered: 0,
    sum_x: 0,
    sum_y: 0,
    group: FREE_STANDING,
};

impl Cell {
    const fn mean(&self) -> Ground {
        Ground {
            x: (self.sum_x / self.count as u64) as u32,
            y: (self.sum_y / self.count as u64) as u32,
        }
    }

    fn is_crowded(&self) -> bool {
        self.count >= 2 && self.covered > CROWDED
    }
}

impl Grouping {
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
        self.piles.clear();
        self.piled.clear();
        self.hidden.clear();
        let Some(step) = step else {
            return;
        };
        let shift = cell_shift(step);
        let unit_px = 512.0 * f64::from(step).exp2() / GROUND_UNITS;
        self.count(marks, shift);
        self.collect(shift, unit_px);
        self.pile_up(marks, shift - PILE_SHIFT, unit_px);
        self.step_aside(unit_px);
        self.hide(marks, shift);
    }

    /// Takes in that marks have another size. Says whether that may change what is grouped: then it is to be computed anew.
    pub fn resize(&mut self, resized: &[Resized]) -> bool {
        let Some(step) = self.step else {
            return false;
        };
        let shift = cell_shift(step);
        let mut turned = false;
        for change in resized {
            let [column, row] = change.place.map(|units| units >> shift);
            let Some(cell) = known_mut(&mut self.cells, column, row) else {
                return true;
            };
            let was_crowded = cell.is_crowded();
            cell.covered = cell.covered - square(change.before) + square(change.after);
            turned |= was_crowded != cell.is_crowded();
        }
        turned
    }

    /// Whether the mark at `slot` is part of a group or a pile.
    pub fn hides(&self, slot: usize) -> bool {
        self.hidden
            .get(slot / 64)
            .is_some_and(|word| word >> (slot % 64) & 1 == 1)
    }

    /// The groups, the largest first.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// What stands alone, by place: piles, and single marks (see [`Pile::is_many`]).
    pub fn piles(&self) -> &[Pile] {
        &self.piles
    }

    /// How many signs of several marks there are.
    pub fn signs(&self) -> usize {
        self.groups.len() + self.piles.iter().filter(|pile| pile.is_many()).count()
    }

    /// The slots of the marks that a sign holds.
    pub fn members(&self, holder: Holder, marks: &MarkSet) -> Vec<usize> {
        match holder {
            Holder::Pile(pile) => self
                .piled
                .iter()
                .filter(|(_, of)| *of as usize == pile)
                .map(|(slot, _)| *slot as usize)
                .collect(),
            Holder::Group(group) => {
                let shift = self.step.map_or(0, cell_shift);
                let is_member = |(slot, [x, y]): (usize, &[u32; 2])| {
                    let cell = known(&self.cells, x >> shift, y >> shift)?;
                    let held =
                        cell.group as usize == group && !Packed(marks.looks()[slot]).stands_alone();
                    held.then_some(slot)
                };
                marks
                    .places()
                    .iter()
                    .enumerate()
                    .filter_map(is_member)
                    .collect()
            }
        }
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
            cell.covered += square(look.size());
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

    /// Makes a group of every crowded cell, the fullest first, with what its sign would cover of the cells beside it.
    fn collect(&mut self, shift: u32, unit_px: f64) {
        let mut crowded: Vec<Cell> = self
            .cells
            .iter()
            .filter(|cell| cell.is_crowded())
            .copied()
            .collect();
        crowded.sort_by_key(|cell| (std::cmp::Reverse(cell.count), cell.column, cell.row));
        // Columns go round the earth, rows do not.
        let round = u32::MAX >> shift;
        for leader in crowded {
            let own = find(&mut self.cells, leader.column, leader.row);
            if own.group != FREE_STANDING {
                continue;
            }
            let number = self.groups.len() as u32;
            own.group = number;
            let centre = leader.mean();
            let radius = GROUP_RADII[group_class(leader.count)];
            let (mut count, mut sum_x, mut sum_y) = (leader.count, leader.sum_x, leader.sum_y);
            for (dx, dy) in AROUND {
                let column = leader.column.wrapping_add_signed(dx) & round;
                let Some(row) = leader.row.checked_add_signed(dy) else {
                    continue;
                };
                let Some(beside) = known_mut(&mut self.cells, column, row) else {
                    continue;
                };
                let reach = radius
                    + if beside.is_crowded() {
                        GROUP_RADII[group_class(beside.count)]
                    } else {
                        COVERED_MARK
                    };
                let away = pixels(centre, beside.mean(), unit_px);
                if beside.group != FREE_STANDING || length(away) > reach {
                    continue;
                }
                beside.group = number;
                count += beside.count;
                sum_x += beside.sum_x;
                sum_y += beside.sum_y;
            }
            let place = [sum_x, sum_y].map(|sum| (sum / u64::from(count)) as u32);
            self.groups.push(Group {
                place,
                count,
                shift: [0.0; 2],
            });
        }
    }

    /// Puts marks that stand alone and on practically one place together, in the order of their slots.
    fn pile_up(&mut self, marks: &MarkSet, shift: u32, unit_px: f64) {
        self.pile_cells.clear();
        let round = u32::MAX >> shift;
        for (slot, (place, look)) in marks.places().iter().zip(marks.looks()).enumerate() {
            let look = Packed(*look);
            if !look.gathers() {
                continue;
            }
            let [x, y] = *place;
            let at = Ground { x, y };
            let (column, row) = (x >> shift, y >> shift);
            let rows = row.saturating_sub(PILE_CELLS)..=row.saturating_add(PILE_CELLS);
            let columns = 0..=2 * PILE_CELLS;
            let nearest = rows
                .flat_map(|row| columns.clone().map(move |step| (step, row)))
                .filter_map(|(step, row)| {
                    let column = column.wrapping_add(step).wrapping_sub(PILE_CELLS) & round;
                    let pile = *self.pile_cells.get(&[column, row])?;
                    let away = pixels(self.piles[pile as usize].anchor, at, unit_px);
                    let away = f64::from(length(away));
                    (away <= ONE_PLACE).then_some((away, pile))
                })
                .min_by(|one, other| one.0.total_cmp(&other.0));
            let pile = match nearest {
                Some((_, pile)) => {
                    let known = &mut self.piles[pile as usize];
                    let (dx, dy) = at.offset_from(known.anchor);
                    known.count += 1;
                    known.sum = [known.sum[0] + i64::from(dx), known.sum[1] + i64::from(dy)];
                    known.look = known.look.more_pressing(look);
                    pile
                }
                None => {
                    let pile = self.piles.len() as u32;
                    self.pile_cells.insert([column, row], pile);
                    self.piles.push(Pile {
                        place: *place,
                        count: 1,
                        look,
                        anchor: at,
                        sum: [0; 2],
                    });
                    pile
                }
            };
            self.piled.push((slot as u32, pile));
        }
        for pile in self.piles.iter_mut().filter(|pile| pile.is_many()) {
            let [dx, dy] = pile.sum.map(|sum| (sum / i64::from(pile.count)) as u32);
            let Ground { x, y } = pile.anchor;
            pile.place = [x.wrapping_add(dx), y.wrapping_add(dy)];
        }
    }

    /// Moves groups from under what stands alone: a number that is covered is none.
    fn step_aside(&mut self, unit_px: f64) {
        if self.groups.len() * self.piles.len() > MOST_PAIRS {
            return;
        }
        let mut near = Vec::new();
        for group in &mut self.groups {
            let [x, y] = group.place;
            let radius = GROUP_RADII[group_class(group.count)];
            let step = radius + Size::Huge.radius() + ASIDE;
            near.clear();
            near.extend(self.piles.iter().filter_map(|pile| {
                let [pile_x, pile_y] = pile.place;
                let away = pixels(
                    Ground { x, y },
                    Ground {
                        x: pile_x,
                        y: pile_y,
                    },
                    unit_px,
                );
                let theirs = pile.radius();
                (length(away) < radius + theirs + step).then_some((away, theirs))
            }));
            let is_free = |shift: [f32; 2], ours: f32| {
                near.iter().all(|([dx, dy], theirs)| {
                    length([dx - shift[0], dy - shift[1]]) >= ours + theirs
                })
            };
            if is_free([0.0; 2], NUMBER) {
                continue;
            }
            let free = SIDES
                .into_iter()
                .map(|[dx, dy]| [dx * step, dy * step])
                .find(|shift| is_free(*shift, radius + 0.5 * ASIDE));
            group.shift = free.unwrap_or_default();
        }
    }

    fn hide(&mut self, marks: &MarkSet, shift: u32) {
        let many = self.piles.iter().any(Pile::is_many);
        if self.groups.is_empty() && !many {
            return;
        }
        self.hidden.resize(marks.len().div_ceil(64), 0);
        for (slot, ([x, y], look)) in marks.places().iter().zip(marks.looks()).enumerate() {
            if Packed(*look).stands_alone() {
                continue;
            }
            let cell = known(&self.cells, x >> shift, y >> shift);
            if cell.is_some_and(|cell| cell.group != FREE_STANDING) {
                self.hidden[slot / 64] |= 1 << (slot % 64);
            }
        }
        for (slot, pile) in &self.piled {
            if self.piles[*pile as usize].is_many() {
                let slot = *slot as usize;
                self.hidden[slot / 64] |= 1 << (slot % 64);
            }
        }
    }
}

/// The eight cells around one.
const AROUND: [(i32, i32); 8] = [
    (-1, -1),
    (0, -1),
    (1, -1),
    (-1, 0),
    (1, 0),
    (-1, 1),
    (0, 1),
    (1, 1),
];

/// Square pixels of the square around a mark.
const fn square(size: Size) -> u32 {
    let side = 2.0 * size.radius();
    (side * side) as u32
}

/// Bits of a ground position below a cell at `step`: the world is 512·2^step pixels wide, a cell 64 of them.
fn cell_shift(step: i32) -> u32 {
    let cells_across = (512.0 / CELL_SIDE).log2() as i32 + step;
    (32 - cells_across) as u32
}

/// From one place to another in pixels of the step, the shorter way round the world.
fn pixels(from: Ground, to: Ground, unit_px: f64) -> [f32; 2] {
    let (dx, dy) = to.offset_from(from);
    [dx, dy].map(|units| (f64::from(units) * unit_px) as f32)
}

fn length([dx, dy]: [f32; 2]) -> f32 {
    dx.hypot(dy)
}

/// Where the entry of a cell stands, or the free one where it belongs.
fn place_of(cells: &[Cell], column: u32, row: u32) -> usize {
    let mask = cells.len() - 1;
    let key = u64::from(column) << 32 | u64::from(row);
    let bits = cells.len().trailing_zeros();
    let mut at = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - bits)) as usize;
    while cells[at].count > 0 && (cells[at].column, cells[at].row) != (column, row) {
        at = (at + 1) & mask;
    }
    at
}

/// The entry of a cell, or the free one where it belongs.
fn find(cells: &mut [Cell], column: u32, row: u32) -> &mut Cell {
    let at = place_of(cells, column, row);
    &mut cells[at]
}

/// The entry of a cell that holds marks.
fn known(cells: &[Cell], column: u32, row: u32) -> Option<&Cell> {
    Some(&cells[place_of(cells, column, row)]).filter(|cell| cell.count > 0)
}

fn known_mut(cells: &mut [Cell], column: u32, row: u32) -> Option<&mut Cell> {
    Some(find(cells, column, row)).filter(|cell| cell.count > 0)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::position::LonLat;
    use crate::sign::{Rgb, Shape, Sign};

    fn sign(size: Size) -> Sign {
        Sign {
            size,
            ..Sign::plain(Shape::Circle, Rgb(0, 0, 0))
        }
    }

    /// Places within some cells of one another, where marks crowd.
    fn marks() -> impl Strategy<Value = Vec<(f64, f64, usize)>> {
        let mark = (106.20..106.30, 29.35..29.42, 0..Size::ALL.len());
        proptest::collection::vec(mark, 2..300)
    }

    proptest! {
        #[test]
        fn marks_of_another_size_leave_the_groups_that_computing_anew_gives_or_ask_for_it(
            marks in marks(), step in 8..14_i32,
            changes in proptest::collection::vec((any::<prop::sample::Index>(), 0..Size::ALL.len()), 1..100),
        ) {
            let mut set = MarkSet::default();
            for (id, (lon, lat, size)) in (0..).zip(&marks) {
                set.upsert(id, Ground::from(LonLat::new(*lon, *lat)), &sign(Size::ALL[*size]));
            }
            let mut kept = Grouping::default();
            kept.compute(&set, Some(step));
            set.groups_stale = false;
            set.forget_resized();
            for (which, size) in changes {
                let id = which.index(marks.len()) as u64;
                set.restyle(id, &sign(Size::ALL[size]));
            }
            let asks = set.groups_stale || kept.resize(set.resized());
            let mut anew = Grouping::default();
            anew.compute(&set, Some(step));
            if !asks {
                prop_assert_eq!(&kept.groups, &anew.groups);
                prop_assert_eq!(&kept.hidden, &anew.hidden);
                for cell in kept.cells.iter().filter(|cell| cell.count > 0) {
                    let same = known(&anew.cells, cell.column, cell.row).expect("no mark has moved");
                    prop_assert_eq!(cell.covered, same.covered);
                }
            }
        }
    }

    #[test]
    fn closing_a_few_of_many_incidents_in_one_place_asks_for_nothing() {
        let mut set = MarkSet::default();
        for id in 0..100 {
            set.upsert(
                id,
                Ground::from(LonLat::new(106.26, 29.39)),
                &sign(Size::Regular),
            );
        }
        let mut grouping = Grouping::default();
        grouping.compute(&set, Some(12));
        set.groups_stale = false;
        for id in 0..10 {
            set.restyle(id, &sign(Size::Dot));
        }
        assert!(!set.groups_stale);
        assert_eq!(set.resized().len(), 10);
        assert!(!grouping.resize(set.resized()));
    }
}

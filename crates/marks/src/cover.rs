//! Which discs are seen at all: what lies wholly below others need not be drawn.
//!
//! A hundred thousand discs on one screen lie twenty deep, and filling pixels is what such a picture costs. Discs are told one
//! after the other, topmost first; whoever finds all its pixels taken is left out. What counts is the place of a pixel among the
//! discs and not on the ground, so that whatever was found holds while the picture is shifted and turned.

use std::f32::consts::SQRT_2;

/// Cells from a disc's middle to the edge of what is opaque of it: fine enough to lose little at its edge, and so few that no disc
/// reaches beyond the blocks around that of its middle.
pub const CORE_CELLS: f32 = 5.8;

/// Smaller discs, in pixels of what is opaque of their radius, are all edge.
pub const SMALLEST_CORE: f32 = 3.0;

/// A block is so many cells wide and high: one word.
const BLOCK: usize = 8;

/// So many blocks in each direction hold a disc: that of its middle and those around.
const SIDE: usize = 3;

/// Places of a disc within a cell that are told apart, in each direction.
const PLACES_A_CELL: usize = 2;

/// Places within a block.
const PLACES: usize = BLOCK * PLACES_A_CELL;

/// How far a disc's middle is from the middle of the place it is taken to have, at most, in cells.
const SLACK: f32 = SQRT_2 / 2.0 / PLACES_A_CELL as f32 + 0.01;

/// How far a disc covers what lies below it, and how much of it must be covered before it is left out, both in cells around its
/// middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// All within is opaque.
    pub covers: f32,
    /// Nothing without is seen.
    pub seen: f32,
}

impl Reach {
    /// While the picture moves the soft edge of a disc is not asked for. Discs that come nearer to one another, as they do while
    /// one zooms out, then still hide what they hid.
    pub const MOVING: Self = Self {
        covers: CORE_CELLS,
        seen: CORE_CELLS,
    };

    /// At rest discs stand on whole pixels, each half a pixel off at most, and the picture is to be the same to the bit. `core` is
    /// the radius up to which a disc is opaque, in pixels, [`SMALLEST_CORE`] at least; its edge fades within one more.
    pub fn resting(core: f32) -> Self {
        let cells_a_pixel = CORE_CELLS / core;
        Self {
            covers: CORE_CELLS - SQRT_2 * cells_a_pixel,
            seen: CORE_CELLS + cells_a_pixel,
        }
    }
}

/// The cells of a disc, in the square of blocks around its middle.
type Cells = [[u64; SIDE]; SIDE];

/// A disc in every place that it may have in a block.
struct Stamp(Vec<Cells>);

impl Stamp {
    /// The cells that a disc touches (`whole` is false), or those that lie wholly within it.
    fn new(radius: f32, whole: bool) -> Self {
        let middle = |place: usize| (place as f32 + 0.5) / PLACES_A_CELL as f32 + BLOCK as f32;
        let places = (0..PLACES).flat_map(|y| (0..PLACES).map(move |x| (x, y)));
        Self(
            places
                .map(|(x, y)| disc(middle(x), middle(y), radius, whole))
                .collect(),
        )
    }
}

/// The cells that the disc around a point touches (`whole` is false), or those that lie wholly within it.
fn disc(x: f32, y: f32, radius: f32, whole: bool) -> Cells {
    let mut cells = Cells::default();
    for row in 0..SIDE * BLOCK {
        let (above, below) = (row as f32 - y, (row + 1) as f32 - y);
        // The line of this row of cells that lies farthest from the middle, or nearest.
        let away = if whole {
            above.abs().max(below.abs())
        } else {
            above.max(-below).max(0.0)
        };
        if away >= radius {
            continue;
        }
        let half = (radius * radius - away * away).sqrt();
        let (from, to) = if whole {
            ((x - half).ceil(), (x + half).floor())
        } else {
            ((x - half).floor(), (x + half).ceil())
        };
        for cell in from as usize..(to as usize).max(from as usize) {
            cells[row / BLOCK][cell / BLOCK] |= 1 << (row % BLOCK * BLOCK + cell % BLOCK);
        }
    }
    cells
}

/// What discs of a reach cover and show, whatever the picture.
pub struct Stamps {
    reach: Reach,
    covers: Stamp,
    seen: Stamp,
}

impl Stamps {
    /// Of discs that reach so far.
    pub fn new(reach: Reach) -> Self {
        debug_assert!(reach.seen + SLACK <= BLOCK as f32, "{reach:?}");
        Self {
            reach,
            covers: Stamp::new(reach.covers - SLACK, true),
            seen: Stamp::new(reach.seen + SLACK, false),
        }
    }

    /// How far the discs reach.
    pub const fn reach(&self) -> Reach {
        self.reach
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        (self.covers.0.capacity() + self.seen.0.capacity()) * size_of::<Cells>()
    }
}

/// A bit for every cell of the picture: whether something opaque lies there.
pub struct Cover<'a> {
    stamps: &'a Stamps,
    bits: Vec<u64>,
    blocks_a_row: usize,
}

impl<'a> Cover<'a> {
    /// Nothing yet, for a picture of `width` × `height` cells.
    pub fn new(stamps: &'a Stamps, width: f32, height: f32) -> Self {
        let blocks = |cells: f32| cells as usize / BLOCK + SIDE;
        let blocks_a_row = blocks(width);
        Self {
            stamps,
            bits: vec![0; blocks_a_row * blocks(height)],
            blocks_a_row,
        }
    }

    /// Whether all of the disc around a point (cells rightward and downward, within the picture) lies below others.
    pub fn hides(&self, x: f32, y: f32) -> bool {
        let (place, at) = self.find(x, y);
        let seen = &self.stamps.seen.0[place];
        // Most often a disc is seen somewhere around its middle.
        [1, 0, 2].into_iter().all(|row| {
            let taken = self.row(at + row * self.blocks_a_row);
            let asked = &seen[row];
            (asked[0] & !taken[0]) | (asked[1] & !taken[1]) | (asked[2] & !taken[2]) == 0
        })
    }

    /// Lays the disc around a point over what comes later.
    pub fn add(&mut self, x: f32, y: f32) {
        let (place, at) = self.find(x, y);
        for (row, covered) in self.stamps.covers.0[place].iter().enumerate() {
            let at = at + row * self.blocks_a_row;
            for (taken, covered) in self.bits[at..at + SIDE].iter_mut().zip(covered) {
                *taken |= covered;
            }
        }
    }

    fn row(&self, at: usize) -> &[u64] {
        &self.bits[at..at + SIDE]
    }

    /// The place of a point in its block, and the first of the blocks around that one.
    const fn find(&self, x: f32, y: f32) -> (usize, usize) {
        let places = PLACES_A_CELL as f32;
        let (x, y) = ((x * places) as usize, (y * places) as usize);
        (
            y % PLACES * PLACES + x % PLACES,
            y / PLACES * self.blocks_a_row + x / PLACES,
        )
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::{CORE_CELLS as CORE, Cover, Reach, Stamps};

    const WIDTH: f32 = 40.0;

    fn discs() -> impl Strategy<Value = Vec<(f32, f32)>> {
        prop::collection::vec((0.0..WIDTH, 0.0..WIDTH), 1..200)
    }

    /// The discs that are hidden, by their numbers: the first is the topmost.
    fn hidden(reach: Reach, discs: &[(f32, f32)]) -> Vec<usize> {
        let stamps = Stamps::new(reach);
        let mut cover = Cover::new(&stamps, WIDTH, WIDTH);
        let mut hidden = Vec::new();
        for (number, (x, y)) in discs.iter().enumerate() {
            if cover.hides(*x, *y) {
                hidden.push(number);
            } else {
                cover.add(*x, *y);
            }
        }
        hidden
    }

    /// A point for every third of a cell around a middle, up to a radius.
    fn points(x: f32, y: f32, radius: f32) -> impl Iterator<Item = (f32, f32)> {
        let steps = (radius * 3.0) as i32;
        (-steps..=steps)
            .flat_map(move |down| (-steps..=steps).map(move |right| (right, down)))
            .map(|(right, down)| (right as f32 / 3.0, down as f32 / 3.0))
            .filter(move |(right, down)| right.hypot(*down) <= radius)
            .map(move |(right, down)| (x + right, y + down))
    }

    fn assert_covered(discs: &[(f32, f32)], number: usize, seen: f32, covers: f32) {
        let (x, y) = discs[number];
        for (at_x, at_y) in points(x, y, seen) {
            assert!(
                discs[..number]
                    .iter()
                    .any(|(x, y)| (at_x - x).hypot(at_y - y) <= covers),
                "{at_x}, {at_y} of the disc {number} is not below another"
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_hidden_lies_below_others_with_every_point(discs in discs()) {
            for reach in [Reach::MOVING, Reach::resting(CORE)] {
                for number in hidden(reach, &discs) {
                    assert_covered(&discs, number, reach.seen, CORE);
                }
            }
        }

        #[test]
        fn what_is_hidden_stays_so_while_one_zooms_out(discs in discs(), nearer in 0.0..1.0_f32) {
            let reach = Reach::MOVING;
            let moved: Vec<_> = discs.iter().map(|(x, y)| (x * nearer, y * nearer)).collect();
            for number in hidden(reach, &discs) {
                assert_covered(&moved, number, reach.seen, CORE + 0.001);
            }
        }

        #[test]
        fn at_rest_it_stays_so_on_whole_pixels(discs in discs()) {
            let reach = Reach::resting(CORE);
            let snapped: Vec<_> = discs.iter().map(|(x, y)| (x.round(), y.round())).collect();
            for number in hidden(reach, &discs) {
                assert_covered(&snapped, number, reach.seen, CORE);
            }
        }
    }

    #[test]
    fn a_disc_below_a_ring_of_others_is_hidden_and_one_with_a_hole_above_it_is_not() {
        let mut ring: Vec<_> = (0..12)
            .map(|step| f32::from(step as u8) * std::f32::consts::TAU / 12.0)
            .map(|turn| (20.0 + 3.5 * turn.cos(), 20.0 + 3.5 * turn.sin()))
            .collect();
        ring.push((20.0, 20.0));
        assert_eq!(hidden(Reach::MOVING, &ring), [12]);
        let open: Vec<_> = ring
            .iter()
            .map(|(x, y)| if *x > 20.1 { (*x + 9.0, *y) } else { (*x, *y) })
            .collect();
        assert!(!hidden(Reach::MOVING, &open).contains(&12));
    }

    #[test]
    fn a_crowd_twenty_deep_is_mostly_hidden() {
        let mut state = 1_u32;
        let mut draw = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / 16_777_216.0 * 400.0
        };
        let discs: Vec<_> = (0..28_000).map(|_| (draw(), draw())).collect();
        for (reach, at_least) in [(Reach::MOVING, 0.5), (Reach::resting(CORE), 0.1)] {
            let stamps = Stamps::new(reach);
            let mut cover = Cover::new(&stamps, 400.0, 400.0);
            let mut hidden = 0;
            for (x, y) in &discs {
                if cover.hides(*x, *y) {
                    hidden += 1;
                } else {
                    cover.add(*x, *y);
                }
            }
            let share = hidden as f32 / discs.len() as f32;
            assert!(share > at_least, "{share}");
            println!("{reach:?}: {share}");
        }
    }
}

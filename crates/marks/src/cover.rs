//! Which discs are seen at all: what lies wholly below others need not be drawn.
//!
//! A hundred thousand discs on one screen lie twenty deep, and filling pixels is what such a picture costs. Discs are told one
//! after the other, topmost first; whoever finds all its pixels taken is left out. What counts is the place of a pixel among the
//! discs and not on the ground, so that whatever was found holds while the picture is shifted and turned.

use std::f32::consts::SQRT_2;

/// Cells from a disc's middle to the edge of what is opaque of it: fine enough to lose little at its edge.
pub const CORE_CELLS: f32 = 6.0;

/// A block is so many cells wide and high: one word.
const BLOCK: usize = 8;

/// Places of a disc within a cell that are told apart, in each direction.
const PLACES_A_CELL: usize = 4;

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
    /// the radius up to which a disc is opaque, in pixels; its edge fades within one more.
    pub fn resting(core: f32) -> Self {
        let cells_a_pixel = CORE_CELLS / core;
        Self {
            covers: CORE_CELLS - SQRT_2 * cells_a_pixel,
            seen: CORE_CELLS + cells_a_pixel,
        }
    }

    /// How many blocks beside that of its middle a disc may touch.
    fn blocks(self) -> usize {
        ((self.seen + SLACK) / BLOCK as f32).ceil() as usize
    }
}

/// A disc in every place that it may have in a block: for each the words of the square of blocks around.
struct Stamp {
    words: Vec<u64>,
    side: usize,
}

impl Stamp {
    /// The cells that a disc touches (`whole` is false), or those that lie wholly within it.
    fn new(radius: f32, whole: bool, blocks: usize) -> Self {
        let side = 2 * blocks + 1;
        let mut words = Vec::with_capacity(PLACES * PLACES * side * side);
        let middle = |place: usize| (place as f32 + 0.5) / PLACES_A_CELL as f32;
        for y in 0..PLACES {
            for x in 0..PLACES {
                let first = words.len();
                words.resize(first + side * side, 0);
                let disc = &mut words[first..];
                let begin = (blocks * BLOCK) as f32;
                let (x, y) = (middle(x) + begin, middle(y) + begin);
                for row in 0..side * BLOCK {
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
                        let word = row / BLOCK * side + cell / BLOCK;
                        disc[word] |= 1 << (row % BLOCK * BLOCK + cell % BLOCK);
                    }
                }
            }
        }
        Self { words, side }
    }

    fn at(&self, place: usize) -> &[u64] {
        let words = self.side * self.side;
        &self.words[place * words..(place + 1) * words]
    }
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
        let blocks = reach.blocks();
        Self {
            reach,
            covers: Stamp::new(reach.covers - SLACK, true, blocks),
            seen: Stamp::new(reach.seen + SLACK, false, blocks),
        }
    }

    /// How far the discs reach.
    pub const fn reach(&self) -> Reach {
        self.reach
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        (self.covers.words.capacity() + self.seen.words.capacity()) * size_of::<u64>()
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
        let border = stamps.reach.blocks();
        let blocks = |side: f32| side as usize / BLOCK + 1 + 2 * border;
        let blocks_a_row = blocks(width);
        Self {
            stamps,
            bits: vec![0; blocks_a_row * blocks(height)],
            blocks_a_row,
        }
    }

    /// Whether all of the disc around a point (cells rightward and downward, within the picture) lies below others.
    pub fn hides(&self, x: f32, y: f32) -> bool {
        let stamp = &self.stamps.seen;
        let (place, mut at) = self.find(x, y);
        for asked in stamp.at(place).chunks_exact(stamp.side) {
            for (taken, asked) in self.bits[at..at + stamp.side].iter().zip(asked) {
                if taken & asked != *asked {
                    return false;
                }
            }
            at += self.blocks_a_row;
        }
        true
    }

    /// Lays the disc around a point over what comes later.
    pub fn add(&mut self, x: f32, y: f32) {
        let stamp = &self.stamps.covers;
        let (place, mut at) = self.find(x, y);
        for covered in stamp.at(place).chunks_exact(stamp.side) {
            for (taken, covered) in self.bits[at..at + stamp.side].iter_mut().zip(covered) {
                *taken |= covered;
            }
            at += self.blocks_a_row;
        }
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

    const SIDE: f32 = 40.0;

    fn discs() -> impl Strategy<Value = Vec<(f32, f32)>> {
        prop::collection::vec((0.0..SIDE, 0.0..SIDE), 1..200)
    }

    /// The discs that are hidden, by their numbers: the first is the topmost.
    fn hidden(reach: Reach, discs: &[(f32, f32)]) -> Vec<usize> {
        let stamps = Stamps::new(reach);
        let mut cover = Cover::new(&stamps, SIDE, SIDE);
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

//! Which discs are seen at all: what lies wholly below others need not be drawn.
//!
//! A hundred thousand discs on one screen lie twenty deep, and filling pixels is what such a picture costs. Discs are told one
//! after the other, topmost first; whoever finds all its pixels taken is left out. What counts is the place of a pixel among the
//! discs and not on the ground, so that whatever was found holds while the picture is shifted and turned.

use std::f32::consts::SQRT_2;

/// A disc is at most so many cells from its middle to its edge: a row of it and the bits before it are read as one word.
const LARGEST: f32 = 26.0;

/// Free cells around the picture, so that no disc in it reaches beyond the map of cells.
const BORDER: f32 = 32.0;

/// What a position may be wrong by in 32 bits, in cells.
const SLACK: f32 = 0.01;

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
    /// While the picture moves: of a disc that is opaque up to `core`, the soft edge is not asked for. Discs that come nearer to
    /// one another, as they do while one zooms out, then still hide what they hid.
    pub const fn moving(core: f32) -> Self {
        Self {
            covers: core - SLACK,
            seen: core,
        }
    }

    /// At rest discs stand on whole pixels, each half a pixel off at most, and the picture is to be the same to the bit.
    pub const fn resting(core: f32) -> Self {
        Self {
            covers: core - SQRT_2 - SLACK,
            seen: core + 1.0,
        }
    }

    /// Whether discs so large can be told at all.
    pub fn fits(self) -> bool {
        self.covers > 2.0 && self.seen < LARGEST
    }
}

/// A bit for every cell of the picture: whether something opaque lies there.
pub struct Cover {
    reach: Reach,
    bits: Vec<u8>,
    bytes_a_row: usize,
}

impl Cover {
    /// Nothing yet, for a picture of `width` × `height` cells.
    pub fn new(reach: Reach, width: f32, height: f32) -> Self {
        let cells = |side: f32| (side + 2.0 * BORDER).ceil() as usize;
        // The last row's last word is read as eight bytes too.
        let bytes_a_row = cells(width).div_ceil(8) + 8;
        Self {
            reach,
            bits: vec![0; bytes_a_row * cells(height)],
            bytes_a_row,
        }
    }

    /// Whether all of the disc around a point (cells rightward and downward, within the picture) lies below others.
    pub fn hides(&self, x: f32, y: f32) -> bool {
        let (x, y, seen) = (x + BORDER, y + BORDER, self.reach.seen);
        let rows = (y - seen).floor() as usize..(y + seen).ceil() as usize;
        rows.into_iter().all(|row| {
            // The nearest line of this row of cells.
            let away = (row as f32 - y).max(y - (row + 1) as f32).max(0.0);
            let half = (seen * seen - away * away).max(0.0).sqrt();
            let (from, to) = ((x - half).floor() as usize, (x + half).ceil() as usize);
            let asked = span(from, to);
            self.word(row, from) & asked == asked
        })
    }

    /// Lays the disc around a point over what comes later.
    pub fn add(&mut self, x: f32, y: f32) {
        let (x, y, covers) = (x + BORDER, y + BORDER, self.reach.covers);
        for row in (y - covers).ceil() as usize..(y + covers).floor() as usize {
            // The farthest line of this row of cells.
            let away = (y - row as f32).max((row + 1) as f32 - y);
            let half = (covers * covers - away * away).max(0.0).sqrt();
            let (from, to) = ((x - half).ceil() as usize, (x + half).floor() as usize);
            if from < to {
                let word = self.word(row, from) | span(from, to);
                let at = self.at(row, from);
                self.bits[at..at + 8].copy_from_slice(&word.to_le_bytes());
            }
        }
    }

    /// 64 cells of a row, from the byte on in which the cell `from` is.
    fn word(&self, row: usize, from: usize) -> u64 {
        let at = self.at(row, from);
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&self.bits[at..at + 8]);
        u64::from_le_bytes(bytes)
    }

    const fn at(&self, row: usize, from: usize) -> usize {
        row * self.bytes_a_row + from / 8
    }
}

/// The cells `from` to `to` of a row, in the word that begins with the byte of `from`.
const fn span(from: usize, to: usize) -> u64 {
    ((1 << (to - from)) - 1) << (from % 8)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::{Cover, Reach};

    const CORE: f32 = 6.0;
    const SIDE: f32 = 40.0;

    fn discs() -> impl Strategy<Value = Vec<(f32, f32)>> {
        prop::collection::vec((0.0..SIDE, 0.0..SIDE), 1..200)
    }

    /// The discs that are hidden, by their numbers: the first is the topmost.
    fn hidden(reach: Reach, discs: &[(f32, f32)]) -> Vec<usize> {
        let mut cover = Cover::new(reach, SIDE, SIDE);
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
            for reach in [Reach::moving(CORE), Reach::resting(CORE)] {
                for number in hidden(reach, &discs) {
                    assert_covered(&discs, number, reach.seen, CORE);
                }
            }
        }

        #[test]
        fn what_is_hidden_stays_so_while_one_zooms_out(discs in discs(), nearer in 0.0..1.0_f32) {
            let reach = Reach::moving(CORE);
            let moved: Vec<_> = discs.iter().map(|(x, y)| (x * nearer, y * nearer)).collect();
            for number in hidden(reach, &discs) {
                assert_covered(&moved, number, reach.seen, CORE + 0.02);
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
        assert_eq!(hidden(Reach::moving(CORE), &ring), [12]);
        let open: Vec<_> = ring
            .iter()
            .map(|(x, y)| if *x > 20.1 { (*x + 9.0, *y) } else { (*x, *y) })
            .collect();
        assert!(!hidden(Reach::moving(CORE), &open).contains(&12));
    }

    #[test]
    fn a_crowd_twenty_deep_is_mostly_hidden() {
        let mut state = 1_u32;
        let mut draw = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / 16_777_216.0 * 400.0
        };
        let discs: Vec<_> = (0..28_000).map(|_| (draw(), draw())).collect();
        for (reach, at_least) in [(Reach::moving(CORE), 0.5), (Reach::resting(CORE), 0.1)] {
            let mut cover = Cover::new(reach, 400.0, 400.0);
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

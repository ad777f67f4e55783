//! What a building must keep away from: roads, water, the sides of its block, and other buildings.

use crate::plane::{Spot, away_from, contains, pairs};

use super::inset::crosses;

/// Least and greatest coordinates, in centimetres.
#[derive(Clone, Copy, Debug)]
struct Reach {
    low: (i32, i32),
    high: (i32, i32),
}

impl Reach {
    fn of(ring: &[Spot]) -> Self {
        let start = Self {
            low: (i32::MAX, i32::MAX),
            high: (i32::MIN, i32::MIN),
        };
        ring.iter().fold(start, |reach, spot| Self {
            low: (reach.low.0.min(spot.x), reach.low.1.min(spot.y)),
            high: (reach.high.0.max(spot.x), reach.high.1.max(spot.y)),
        })
    }

    fn widened(self, metres: f64) -> Self {
        let by = libm::ceil(metres * 100.0) as i32;
        Self {
            low: (self.low.0 - by, self.low.1 - by),
            high: (self.high.0 + by, self.high.1 + by),
        }
    }

    const fn meets(&self, other: &Self) -> bool {
        self.low.0 <= other.high.0
            && other.low.0 <= self.high.0
            && self.low.1 <= other.high.1
            && other.low.1 <= self.high.1
    }
}

/// Things by the squares of the sheet that they reach into.
#[derive(Clone, Debug)]
struct Squares {
    squares: Vec<Vec<u32>>,
}

impl Squares {
    const SIDE_CM: i32 = 6_400;
    const COUNT: i32 = 220;

    fn new() -> Self {
        Self {
            squares: vec![vec![]; (Self::COUNT * Self::COUNT) as usize],
        }
    }

    fn of(reach: Reach) -> impl Iterator<Item = usize> {
        let at =
            |cm: i32| (cm.div_euclid(Self::SIDE_CM) + Self::COUNT / 2).clamp(0, Self::COUNT - 1);
        let (columns, rows) = (
            at(reach.low.0)..=at(reach.high.0),
            at(reach.low.1)..=at(reach.high.1),
        );
        rows.flat_map(move |row| {
            columns
                .clone()
                .map(move |column| (row * Self::COUNT + column) as usize)
        })
    }

    fn add(&mut self, reach: Reach, thing: usize) {
        for square in Self::of(reach) {
            self.squares[square].push(thing as u32);
        }
    }

    /// Everything that may reach into the same squares; some come more than once.
    fn near(&self, reach: Reach) -> impl Iterator<Item = usize> + '_ {
        Self::of(reach).flat_map(|square| self.squares[square].iter().map(|&thing| thing as usize))
    }
}

/// A straight piece from which everything keeps a distance in metres.
#[derive(Clone, Copy, Debug)]
struct Barrier {
    ends: (Spot, Spot),
    distance: f64,
    reach: Reach,
}

#[derive(Clone, Debug)]
struct Standing {
    ring: Vec<Spot>,
    reach: Reach,
    gap: f64,
}

/// What stands on the sheet already, and what nothing may come near.
#[derive(Clone, Debug)]
pub(super) struct Clearance {
    barriers: Vec<Barrier>,
    barriers_by_square: Squares,
    standing: Vec<Standing>,
    standing_by_square: Squares,
    closed: Vec<(Reach, Vec<Spot>)>,
}

impl Clearance {
    pub(super) fn new() -> Self {
        Self {
            barriers: vec![],
            barriers_by_square: Squares::new(),
            standing: vec![],
            standing_by_square: Squares::new(),
            closed: vec![],
        }
    }

    /// Nothing shall come nearer than `distance` metres to a straight piece.
    pub(super) fn keep_from(&mut self, ends: (Spot, Spot), distance: f64) {
        let reach = Reach::of(&[ends.0, ends.1]).widened(distance);
        self.barriers_by_square.add(reach, self.barriers.len());
        self.barriers.push(Barrier {
            ends,
            distance,
            reach,
        });
    }

    /// Nothing shall stand within a ring, nor nearer than `distance` metres to it.
    pub(super) fn close(&mut self, ring: Vec<Spot>, distance: f64) {
        for ends in pairs(&ring) {
            self.keep_from(ends, distance);
        }
        self.closed.push((Reach::of(&ring), ring));
    }

    /// A building stands here from now on; others keep `gap` metres away.
    pub(super) fn stand(&mut self, ring: &[Spot], gap: f64) {
        let reach = Reach::of(ring);
        self.standing_by_square.add(reach, self.standing.len());
        self.standing.push(Standing {
            ring: ring.to_vec(),
            reach,
            gap,
        });
    }

    /// Whether a ring keeps all distances, and `gap` metres from what stands.
    pub(super) fn is_free(&self, ring: &[Spot], gap: f64) -> bool {
        let reach = Reach::of(ring);
        self.barriers_allow(ring, reach) && self.standing_allow(ring, reach, gap)
    }

    fn barriers_allow(&self, ring: &[Spot], reach: Reach) -> bool {
        let near = self.barriers_by_square.near(reach);
        let clear = near
            .map(|index| &self.barriers[index])
            .filter(|barrier| barrier.reach.meets(&reach))
            .all(|barrier| pairs(ring).all(|side| apart(side, barrier.ends) >= barrier.distance));
        clear
            && self
                .closed
                .iter()
                .filter(|(closed, _)| closed.meets(&reach))
                .all(|(_, closed)| !contains(closed, ring[0].metres()))
    }

    fn standing_allow(&self, ring: &[Spot], reach: Reach, gap: f64) -> bool {
        // Whole centimetres on both sides: a little more, so that what is written in degrees still keeps the gap.
        const ROUNDING: f64 = 0.05;
        const WIDEST_GAP: f64 = 12.0;
        let wide = reach.widened(WIDEST_GAP.max(gap));
        let near = self.standing_by_square.near(wide);
        near.map(|index| &self.standing[index]).all(|standing| {
            let gap = gap.max(standing.gap) + ROUNDING;
            if !standing.reach.meets(&reach.widened(gap)) {
                return true;
            }
            !contains(&standing.ring, ring[0].metres())
                && !contains(ring, standing.ring[0].metres())
                && pairs(ring)
                    .all(|side| pairs(&standing.ring).all(|other| apart(side, other) >= gap))
        })
    }
}

/// Metres between two straight pieces.
fn apart(one: (Spot, Spot), other: (Spot, Spot)) -> f64 {
    if crosses(one, other) {
        return 0.0;
    }
    away_from(one.0, other.0, other.1)
        .min(away_from(one.1, other.0, other.1))
        .min(away_from(other.0, one.0, one.1))
        .min(away_from(other.1, one.0, one.1))
}

//! What a building must keep away from: roads, water, the sides of its block, and other buildings.

use crate::plane::{Spot, pairs};
use crate::squares::{Reach, Squares};

use super::inset::crosses;

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

    /// How many things stand.
    pub(super) const fn standing_count(&self) -> usize {
        self.standing.len()
    }

    /// What stands within the bounds of a ring, or near them.
    pub(super) fn standing_near(&self, ring: &[Spot]) -> impl Iterator<Item = &[Spot]> {
        let reach = near(ring);
        self.standing_by_square
            .near(reach)
            .map(|index| &self.standing[index])
            .filter(move |standing| standing.reach.meets(&reach))
            .map(|standing| standing.ring.as_slice())
    }

    /// Of that, what has stood there only since so many things stood.
    pub(super) fn standing_since(
        &self,
        count: usize,
        ring: &[Spot],
    ) -> impl Iterator<Item = &[Spot]> {
        let reach = near(ring);
        self.standing[count..]
            .iter()
            .filter(move |standing| standing.reach.meets(&reach))
            .map(|standing| standing.ring.as_slice())
    }

    /// Whether a ring keeps all distances, and `gap` metres from what stands.
    pub(super) fn is_free(&self, ring: &[Spot], gap: f64) -> bool {
        let reach = Reach::of(ring);
        // What stands refuses more often than what was kept free from the start.
        self.standing_allow(ring, reach, gap) && self.barriers_allow(ring, reach)
    }

    fn barriers_allow(&self, ring: &[Spot], reach: Reach) -> bool {
        let near = self.barriers_by_square.near(reach);
        let clear = near
            .map(|index| &self.barriers[index])
            .filter(|barrier| barrier.reach.meets(&reach))
            .all(|barrier| !pairs(ring).any(|side| nearer(side, barrier.ends, barrier.distance)));
        clear
            && self
                .closed
                .iter()
                .all(|(within, closed)| !within.surrounds(closed, ring[0]))
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
            !standing.reach.surrounds(&standing.ring, ring[0])
                && !reach.surrounds(ring, standing.ring[0])
                && !pairs(ring)
                    .any(|side| pairs(&standing.ring).any(|other| nearer(side, other, gap)))
        })
    }
}

/// As far around a ring as what stands may matter to it.
fn near(ring: &[Spot]) -> Reach {
    const NEAR: f64 = 30.0;
    Reach::of(ring).widened(NEAR)
}

/// Whether two straight pieces are nearer to each other than a distance in metres.
fn nearer(one: (Spot, Spot), other: (Spot, Spot), metres: f64) -> bool {
    let cm = metres * 100.0;
    // Most pairs are far apart: their bounds say so at once.
    let apart = |a: i32, b: i32, c: i32, d: i32| {
        let (low, high) = (a.min(b).max(c.min(d)), a.max(b).min(c.max(d)));
        f64::from(low) - f64::from(high) >= cm
    };
    if apart(one.0.x, one.1.x, other.0.x, other.1.x)
        || apart(one.0.y, one.1.y, other.0.y, other.1.y)
    {
        return false;
    }
    let squared = cm * cm;
    squared_cm(one.0, other) < squared
        || squared_cm(one.1, other) < squared
        || squared_cm(other.0, one) < squared
        || squared_cm(other.1, one) < squared
        || crosses(one, other)
}

/// The square of the centimetres from a spot to a straight piece.
fn squared_cm(spot: Spot, (a, b): (Spot, Spot)) -> f64 {
    let (dx, dy) = (
        f64::from(b.x) - f64::from(a.x),
        f64::from(b.y) - f64::from(a.y),
    );
    let (px, py) = (
        f64::from(spot.x) - f64::from(a.x),
        f64::from(spot.y) - f64::from(a.y),
    );
    let length = dx * dx + dy * dy;
    let share = if length > 0.0 {
        ((px * dx + py * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let (ex, ey) = (px - share * dx, py - share * dy);
    ex * ex + ey * ey
}

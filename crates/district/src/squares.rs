//! Things found by place: bounds, and the squares of the sheet that things reach into.

use crate::plane::{Spot, contains};

/// Least and greatest coordinates, in centimetres.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reach {
    low: (i32, i32),
    high: (i32, i32),
}

impl Reach {
    pub(crate) fn of(ring: &[Spot]) -> Self {
        let start = Self {
            low: (i32::MAX, i32::MAX),
            high: (i32::MIN, i32::MIN),
        };
        ring.iter().fold(start, |reach, spot| Self {
            low: (reach.low.0.min(spot.x), reach.low.1.min(spot.y)),
            high: (reach.high.0.max(spot.x), reach.high.1.max(spot.y)),
        })
    }

    pub(crate) fn widened(self, metres: f64) -> Self {
        let by = libm::ceil(metres * 100.0) as i32;
        Self {
            low: (self.low.0 - by, self.low.1 - by),
            high: (self.high.0 + by, self.high.1 + by),
        }
    }

    pub(crate) const fn holds(&self, spot: Spot) -> bool {
        self.low.0 <= spot.x
            && spot.x <= self.high.0
            && self.low.1 <= spot.y
            && spot.y <= self.high.1
    }

    /// Whether a spot lies within the ring whose bounds these are.
    pub(crate) fn surrounds(&self, ring: &[Spot], spot: Spot) -> bool {
        self.holds(spot) && contains(ring, spot.metres())
    }

    pub(crate) const fn meets(&self, other: &Self) -> bool {
        self.low.0 <= other.high.0
            && other.low.0 <= self.high.0
            && self.low.1 <= other.high.1
            && other.low.1 <= self.high.1
    }
}

/// Things by the squares of the sheet that they reach into.
#[derive(Clone, Debug)]
pub(crate) struct Squares {
    squares: Vec<Vec<u32>>,
}

impl Squares {
    const SIDE_CM: i32 = 6_400;
    const COUNT: i32 = 220;

    pub(crate) fn new() -> Self {
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

    pub(crate) fn add(&mut self, reach: Reach, thing: usize) {
        for square in Self::of(reach) {
            self.squares[square].push(thing as u32);
        }
    }

    /// Everything that may reach into the same squares; some come more than once.
    pub(crate) fn near(&self, reach: Reach) -> impl Iterator<Item = usize> + '_ {
        Self::of(reach).flat_map(|square| self.squares[square].iter().map(|&thing| thing as usize))
    }
}

/// Rings with their bounds, to ask whether one contains a spot.
#[derive(Clone, Debug)]
pub(crate) struct Rings(Vec<(Reach, Vec<Spot>)>);

impl Rings {
    pub(crate) fn new(rings: impl IntoIterator<Item = Vec<Spot>>) -> Self {
        Self(
            rings
                .into_iter()
                .map(|ring| (Reach::of(&ring), ring))
                .collect(),
        )
    }

    /// Which ring contains a spot, the first if there are several.
    pub(crate) fn around(&self, spot: Spot) -> Option<usize> {
        self.0
            .iter()
            .position(|(reach, ring)| reach.surrounds(ring, spot))
    }
}

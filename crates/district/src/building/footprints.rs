//! The buildings by place.

use crate::plane::{Spot, away_from, pairs};
use crate::squares::{Reach, Squares};

use super::Building;

/// Where buildings stand.
#[derive(Clone, Debug)]
pub(crate) struct Footprints<'a> {
    buildings: &'a [Building],
    reaches: Vec<Reach>,
    by_square: Squares,
}

impl<'a> Footprints<'a> {
    pub(crate) fn of(buildings: &'a [Building]) -> Self {
        let reaches: Vec<Reach> = buildings
            .iter()
            .map(|building| Reach::of(&building.ring))
            .collect();
        let mut by_square = Squares::new();
        for (index, &reach) in reaches.iter().enumerate() {
            by_square.add(reach, index);
        }
        Self {
            buildings,
            reaches,
            by_square,
        }
    }

    /// The buildings that a spot lies in or is nearer to than so many metres.
    pub(crate) fn near(&self, spot: Spot, metres: f64) -> impl Iterator<Item = &'a Building> {
        let reach = Reach::of(&[spot]).widened(metres);
        self.by_square
            .near(reach)
            .filter(move |&index| self.reaches[index].meets(&reach))
            .filter(move |&index| {
                let ring = &self.buildings[index].ring;
                self.reaches[index].surrounds(ring, spot)
                    || pairs(ring).any(|(a, b)| away_from(spot, a, b) < metres)
            })
            .map(|index| &self.buildings[index])
    }

    /// Whether a spot has so many metres of free ground around it.
    pub(crate) fn leave_free(&self, spot: Spot, metres: f64) -> bool {
        self.near(spot, metres).next().is_none()
    }
}

//! What each grid and each of its blocks becomes.

use crate::chance::Chance;
use crate::divide::Main;
use crate::land::Cover;
use crate::places::PlaceKind;
use crate::plane::{Spot, contains};
use crate::town::Town;

use super::block::Block;
use super::frame::Point;
use super::{Roof, shape};

/// What a block becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Towers,
    Slabs,
    Old,
    Green,
    Park,
    Site,
    School,
    Mall,
    ShopStreets,
    Offices,
    Square,
    MarketHalls,
    MarketOffices,
    Sheds,
    Sports,
    Library,
    Teaching,
    Dormitories,
}

/// What a grid mainly is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Towers,
    Slabs,
    Old,
    Logistics,
    Commercial,
    Market,
    Campus,
    Country,
}

/// What the blocks of a grid have in common: one builder built them in one go.
#[derive(Clone, Debug)]
pub(super) struct Scheme {
    pub(super) sort: Sort,
    /// Whether it is an estate that people know by name.
    pub(super) named: bool,
    /// 0 in the middle of the core, 1 at its edge.
    pub(super) outward: f64,
    /// The towers' footprint, east side to the right.
    pub(super) tower: Vec<Point>,
    pub(super) tower_storeys: usize,
    /// Metres between the middles of towers, along and across their rows.
    pub(super) tower_pitch: Point,
    pub(super) slab_storeys: usize,
    pub(super) slab_depth: f64,
    pub(super) slab_gap: f64,
    pub(super) slab_roof: Roof,
    /// Share of the street fronts that have shops.
    pub(super) shops: f64,
}

/// How far out the core's edge is, roughly, in metres.
const CORE: f64 = 2_900.0;
/// Where the old town was, by community: 双凤路, 双河路, 津福.
const OLD_TOWN: [usize; 3] = [11, 13, 1];
const OLD_GRIDS_EACH: [usize; 3] = [3, 2, 2];

impl Scheme {
    /// The schemes of all grids.
    pub(super) fn of_grids(town: &Town<'_>, chance: &Chance) -> Vec<Self> {
        let plots = &town.plots.plots;
        let named: Vec<bool> = (0..plots.len())
            .map(|grid| {
                town.places
                    .iter()
                    .any(|place| place.kind == PlaceKind::Estate && place.plot == Some(grid))
            })
            .collect();
        let old = old_grids(town, &named);
        plots
            .iter()
            .enumerate()
            .map(|(grid, plot)| {
                let mut chance = chance.fork(grid as u64);
                let (x, y) = plot.middle;
                let outward = (libm::sqrt(x * x + y * y) / CORE).min(1.3);
                let draw = chance.unit();
                let sort = match plot.main {
                    Main::Rural => Sort::Country,
                    Main::Commercial => Sort::Commercial,
                    Main::Market => Sort::Market,
                    Main::Residential if plot.university => Sort::Campus,
                    Main::Residential if named[grid] => {
                        // The estate with a block 17 is an older one, of slabs: it has many numbers.
                        if town.places.iter().any(|place| {
                            place.plot == Some(grid)
                                && place.kind == PlaceKind::Estate
                                && place.name == crate::names::estates()[0]
                        }) || draw < 0.45
                        {
                            Sort::Slabs
                        } else {
                            Sort::Towers
                        }
                    }
                    Main::Residential if old.contains(&grid) => Sort::Old,
                    Main::Residential if outward > 0.85 && draw < 0.26 => Sort::Logistics,
                    Main::Residential if draw < 0.62 => Sort::Towers,
                    Main::Residential => Sort::Slabs,
                };
                Self::drawn(sort, named[grid], outward, &mut chance)
            })
            .collect()
    }

    fn drawn(sort: Sort, named: bool, outward: f64, chance: &mut Chance) -> Self {
        let (tower, width, depth) = match chance.below(5) {
            0 => (shape::cross(26.0, 22.0, (6.5, 5.0)), 26.0, 22.0),
            1 => (shape::butterfly(), 31.0, 21.0),
            2 => (shape::two_wings(30.0, 20.0, (4.5, 5.5)), 30.0, 20.0),
            3 => (shape::with_stairs(38.0, 16.5), 38.0, 16.5),
            _ => (shape::cross(24.0, 24.0, (7.0, 7.0)), 24.0, 24.0),
        };
        let tower_pitch = (
            width + chance.between(21.0, 30.0),
            depth + chance.between(27.0, 38.0),
        );
        let high = chance.happens(0.6);
        Self {
            sort,
            named,
            outward,
            tower,
            tower_storeys: if high {
                26 + chance.below(9)
            } else {
                18 + chance.below(9)
            },
            tower_pitch,
            slab_storeys: if chance.happens(0.55) {
                6 + chance.below(2)
            } else {
                8 + chance.below(4)
            },
            slab_depth: chance.between(12.0, 14.0),
            slab_gap: chance.between(20.0, 26.0),
            slab_roof: if chance.happens(0.4) {
                Roof::Gable
            } else {
                Roof::Flat
            },
            shops: chance.between(0.45, 0.85),
        }
    }
}

/// The grids of the old town: those nearest to where it was.
fn old_grids(town: &Town<'_>, named: &[bool]) -> Vec<usize> {
    let plots = &town.plots.plots;
    let mut old: Vec<usize> = vec![];
    for (community, count) in OLD_TOWN.into_iter().zip(OLD_GRIDS_EACH) {
        let centre = town.plots.communities[community];
        let mut free: Vec<usize> = (0..plots.len())
            .filter(|&grid| {
                let plot = &plots[grid];
                plot.main == Main::Residential
                    && !plot.university
                    && !named[grid]
                    && !old.contains(&grid)
            })
            .collect();
        let far = |&grid: &usize| {
            let (x, y) = plots[grid].middle;
            Spot::from_metres(x, y).distance(centre)
        };
        free.sort_by(|one, other| far(one).total_cmp(&far(other)));
        old.extend(free.into_iter().take(count));
    }
    old
}

/// What every block becomes, in the order of the blocks.
pub(super) fn uses(
    town: &Town<'_>,
    schemes: &[Scheme],
    blocks: &[Block],
    chance: &Chance,
) -> Vec<Use> {
    let parks = town.rings_of(Cover::Park);
    let mut uses: Vec<Option<Use>> = blocks
        .iter()
        .map(|block| {
            parks
                .iter()
                .any(|park| contains(park, block.middle.metres()))
                .then_some(Use::Park)
        })
        .collect();
    let mut of_grid: Vec<Vec<usize>> = vec![vec![]; schemes.len()];
    for (index, block) in blocks.iter().enumerate() {
        if uses[index].is_none() {
            of_grid[block.grid].push(index);
        }
    }
    for (grid, mut own) in of_grid.into_iter().enumerate() {
        let mut chance = chance.fork(grid as u64);
        let (x, y) = town.plots.plots[grid].middle;
        let middle = Spot::from_metres(x, y);
        let far = |&index: &usize| blocks[index].middle.distance(middle);
        own.sort_by(|one, other| far(one).total_cmp(&far(other)));
        match schemes[grid].sort {
            Sort::Commercial => {
                let order = [
                    Use::Mall,
                    Use::ShopStreets,
                    Use::Offices,
                    Use::Mall,
                    Use::Square,
                    Use::ShopStreets,
                    Use::Offices,
                    Use::Towers,
                ];
                for (&index, used) in own.iter().zip(order.into_iter().cycle()) {
                    uses[index] = Some(used);
                }
            }
            Sort::Market => {
                let last = own.len().saturating_sub(1);
                for (k, &index) in own.iter().enumerate() {
                    let office = k == last && own.len() > 3;
                    uses[index] = Some(if office {
                        Use::MarketOffices
                    } else {
                        Use::MarketHalls
                    });
                }
            }
            Sort::Campus => {
                // The largest block gets the track: it is what hardly fits.
                let largest = own
                    .iter()
                    .copied()
                    .max_by(|&one, &other| blocks[one].area().total_cmp(&blocks[other].area()));
                own.retain(|&index| Some(index) != largest);
                if let Some(index) = largest {
                    uses[index] = Some(Use::Sports);
                }
                let rest = own.len();
                for (k, &index) in own.iter().enumerate() {
                    uses[index] = Some(match k {
                        0 => Use::Library,
                        k if 2 * k <= rest => Use::Teaching,
                        _ => Use::Dormitories,
                    });
                }
            }
            Sort::Logistics => {
                for &index in &own {
                    uses[index] = Some(match chance.unit() {
                        draw if draw < 0.14 => Use::Site,
                        draw if draw < 0.22 => Use::Towers,
                        _ => Use::Sheds,
                    });
                }
            }
            sort @ (Sort::Towers | Sort::Slabs | Sort::Old | Sort::Country) => {
                let scheme = &schemes[grid];
                let main = match sort {
                    Sort::Slabs => Use::Slabs,
                    Sort::Old => Use::Old,
                    _ => Use::Towers,
                };
                let roomy = |&index: &usize| blocks[index].area() > 11_000.0;
                let school = if !scheme.named && chance.happens(0.34) {
                    own.iter().copied().rfind(roomy)
                } else {
                    None
                };
                for &index in &own {
                    let draw = chance.unit();
                    let sites = if scheme.named || sort == Sort::Old {
                        0.0
                    } else {
                        0.02 + 0.09 * scheme.outward
                    };
                    uses[index] = Some(if Some(index) == school {
                        Use::School
                    } else if draw < sites {
                        Use::Site
                    } else if draw > 0.975 && !scheme.named {
                        Use::Green
                    } else if draw > 0.90 && sort == Sort::Old {
                        Use::Slabs
                    } else if draw > 0.88 && sort == Sort::Slabs && !scheme.named {
                        Use::Towers
                    } else {
                        main
                    });
                }
            }
        }
    }
    uses.into_iter()
        .map(|used| used.unwrap_or(Use::Green))
        .collect()
}

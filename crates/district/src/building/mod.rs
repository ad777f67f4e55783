//! The buildings of the town, and the yards between them.
//!
//! The plan's faces are blocks between roads. What a block becomes follows from its grid ([`scheme`]); each sort of block has
//! a file that lays it out in the block's own frame. Nothing is placed without asking [`clearance`] for room, so layouts may be
//! bold: a row that would reach into a road is simply shorter. The country is filled last, up to the number of buildings that
//! the district has.

mod block;
mod campus;
mod clearance;
mod country;
mod dwellings;
mod footprints;
mod frame;
mod fronts;
mod greens;
mod inset;
mod markets;
mod naming;
mod old_quarter;
mod quarters;
mod room;
mod scheme;
mod school;
mod shape;
mod works;

use domain::Name;
use geo_types::Polygon;
use geodesy::Metres;

use crate::chance::Chance;
use crate::divide::polygon;
use crate::land::Cover;
use crate::plane::Spot;
use crate::road::{RoadClass, full_width};
use crate::town::Town;

use block::{Block, Sides};
use clearance::Clearance;
use scheme::{Scheme, Use};
use works::Works;

pub(crate) use footprints::Footprints;

/// What a building is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BuildingUse {
    /// High block of flats.
    Tower,
    /// Long block of flats.
    Slab,
    /// House of an older quarter.
    OldHouse,
    /// Farmhouse.
    Farmhouse,
    /// Row of shops, or a house with one.
    Shop,
    /// Shopping mall; towers of offices may stand on it.
    Mall,
    /// Offices.
    Office,
    /// Hall of a wholesale market.
    MarketHall,
    /// Teaching building of a university.
    Teaching,
    /// Students' dormitory.
    Dormitory,
    /// University library.
    Library,
    /// Sports hall.
    SportsHall,
    /// School.
    School,
    /// Shed for goods.
    Shed,
    /// Patrol station.
    Station,
}

impl BuildingUse {
    /// Every use.
    pub const ALL: [Self; 15] = [
        Self::Tower,
        Self::Slab,
        Self::OldHouse,
        Self::Farmhouse,
        Self::Shop,
        Self::Mall,
        Self::Office,
        Self::MarketHall,
        Self::Teaching,
        Self::Dormitory,
        Self::Library,
        Self::SportsHall,
        Self::School,
        Self::Shed,
        Self::Station,
    ];

    /// The use's word in exports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tower => "tower",
            Self::Slab => "slab",
            Self::OldHouse => "old-house",
            Self::Farmhouse => "farmhouse",
            Self::Shop => "shop",
            Self::Mall => "mall",
            Self::Office => "office",
            Self::MarketHall => "market-hall",
            Self::Teaching => "teaching",
            Self::Dormitory => "dormitory",
            Self::Library => "library",
            Self::SportsHall => "sports-hall",
            Self::School => "school",
            Self::Shed => "shed",
            Self::Station => "station",
        }
    }
}

/// How a building ends above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Roof {
    /// Flat, of concrete.
    Flat,
    /// Pitched, of tiles; only on oblong footprints.
    Gable,
    /// Of corrugated steel, coloured.
    Sheet,
}

/// A building.
#[derive(Clone, Debug, PartialEq)]
pub struct Building {
    /// Its footprint in WGS 84 degrees, counter-clockwise.
    pub footprint: Polygon<f64>,
    /// From the ground to the roof's edge.
    pub height: Metres,
    /// How many storeys it has.
    pub storeys: u8,
    /// What it is for.
    pub purpose: BuildingUse,
    /// How it ends above.
    pub roof: Roof,
    /// "福城西苑 17 栋", "米兰小镇 B 座"; `None` where nobody numbers.
    pub name: Option<Name>,
    /// The grid it stands in: its index in [`crate::District::grids`].
    pub grid: usize,
    /// The footprint on the sheet: counter-clockwise, not closed, simple, 4 to 12 corners.
    pub(crate) ring: Vec<Spot>,
}

/// What ground between buildings is, where it is neither road nor plain lawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum YardKind {
    /// Kept lawn with shrubs and trees.
    Lawn,
    /// Slabs and bricks.
    Paving,
    /// Concrete.
    Concrete,
    /// Parking bays.
    Parking,
    /// An estate's own drive.
    Drive,
    /// Footpath.
    Path,
    /// Basketball court.
    Court,
    /// The outer edge of a running track.
    Track,
    /// A running track's inner field.
    Pitch,
    /// Swimming pool or basin.
    Pool,
    /// Bare earth: a building site.
    Earth,
    /// A square.
    Plaza,
    /// Plastic tunnel, 1 m high.
    Greenhouse,
}

/// Ground between buildings. Later ones lie above earlier ones.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Yard {
    pub(crate) kind: YardKind,
    /// Its edge on the sheet: counter-clockwise, not closed.
    pub(crate) ring: Vec<Spot>,
    /// The direction in which it is laid out (parking bays, tunnels, courts): a unit vector.
    pub(crate) along: (f64, f64),
}

/// Everything that was built.
#[derive(Clone, Debug)]
pub(crate) struct Built {
    pub(crate) buildings: Vec<Building>,
    pub(crate) yards: Vec<Yard>,
}

/// Builds the town.
pub(crate) fn built(town: &Town<'_>, chance: &Chance) -> Built {
    let sides = Sides::of(town.plan);
    let mut works = Works::new(barriers(town, &sides));
    let blocks: Vec<Block> = town
        .plan
        .mesh
        .faces()
        .filter(|&face| !town.plan.mesh.tag(face).rural)
        .filter_map(|face| sides.block(face))
        .collect();
    quarters::stations(&mut works, town, &blocks);
    let schemes = Scheme::of_grids(town, &chance.fork(1));
    let uses = scheme::uses(town, &schemes, &blocks, &chance.fork(2));
    let (old, others): (Vec<_>, Vec<_>) = blocks
        .into_iter()
        .zip(uses)
        .partition(|(_, used)| *used == Use::Old);
    for (block, used) in others {
        let scheme = &schemes[block.grid];
        lay_out(&mut works, block, used, scheme, chance);
    }
    // Old quarters have ten times the houses of an estate: they end where the core has enough.
    let mut left = old.len();
    for (block, used) in old {
        let enough = works.drafts.len() + LEAST_IN_A_BLOCK * left > IN_THE_CORE;
        left -= 1;
        let scheme = &schemes[block.grid];
        let used = if enough { Use::Slabs } else { used };
        lay_out(&mut works, block, used, scheme, chance);
    }
    country::country(&mut works, town, &mut chance.fork(3));
    naming::name(&mut works.drafts, town, &schemes);
    let buildings = works
        .drafts
        .into_iter()
        .map(|draft| {
            let design = draft.design;
            Building {
                footprint: polygon(town.plane, &draft.ring),
                height: Metres(
                    libm::round(f64::from(design.storeys) * design.storey * 10.0) / 10.0,
                ),
                storeys: design.storeys,
                purpose: design.purpose,
                roof: design.roof,
                name: draft.name,
                grid: draft.grid,
                ring: draft.ring,
            }
        })
        .collect();
    Built {
        buildings,
        yards: works.yards,
    }
}

/// About how many buildings the core has; the country has the rest.
const IN_THE_CORE: usize = 7_050;
/// About how many buildings a block has if it is no old quarter.
const LEAST_IN_A_BLOCK: usize = 7;

fn lay_out(works: &mut Works, block: Block, used: Use, scheme: &Scheme, chance: &Chance) {
    let chance = &mut chance.fork(1_000 + block.face as u64);
    match used {
        Use::Towers => dwellings::towers(works, &block.facing_south(), scheme, chance),
        Use::Slabs => dwellings::slabs(works, &block.facing_south(), scheme, chance),
        Use::Old => old_quarter::old_houses(works, &block, chance),
        Use::Green => greens::green(works, &block, chance),
        Use::Park => greens::park(works, &block, chance),
        Use::Site => dwellings::building_site(works, &block.facing_south(), scheme, chance),
        Use::School => school::school(works, &block.facing_south(), chance),
        Use::Mall => quarters::mall(works, &block, chance),
        Use::ShopStreets => quarters::shop_streets(works, &block, chance),
        Use::Offices => quarters::offices(works, &block, chance),
        Use::Square => quarters::square(works, &block, chance),
        Use::MarketHalls => markets::halls(works, &block.lengthwise(), chance),
        Use::MarketOffices => markets::offices(works, &block.lengthwise(), chance),
        Use::Sheds => markets::sheds(works, &block.lengthwise(), chance),
        Use::Sports => campus::sports(works, &block, chance),
        Use::Library => campus::library(works, &block.facing_south(), chance),
        Use::Teaching => campus::teaching(works, &block.facing_south(), chance),
        Use::Dormitories => campus::dormitories(works, &block.facing_south(), chance),
    }
}

/// Roads, water, and the sides of all blocks.
fn barriers(town: &Town<'_>, sides: &Sides<'_>) -> Clearance {
    const BESIDE_WATER: f64 = 6.0;
    let mesh = &town.plan.mesh;
    let mut clearance = Clearance::new();
    for face in mesh.faces() {
        let corners = mesh.corners(face);
        for (i, &a) in corners.iter().enumerate() {
            let b = corners[(i + 1) % corners.len()];
            // An edge of two faces is written down once.
            if a < b || mesh.face_left_of(b, a).is_none() {
                let (half, free, _) = sides.side(a, b);
                clearance.keep_from((mesh.spot(a), mesh.spot(b)), half + free);
            }
        }
    }
    let expressway = full_width(RoadClass::Expressway, true) / 2.0 + block::SETBACK;
    for pair in town.expressway().windows(2) {
        clearance.keep_from((pair[0], pair[1]), expressway);
    }
    for ring in town.rings_of(Cover::Water) {
        clearance.close(ring, BESIDE_WATER);
    }
    clearance
}

#[cfg(test)]
mod tests;

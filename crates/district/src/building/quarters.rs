//! Commercial quarters: malls, shop streets, offices, squares; and the patrol stations.

use crate::chance::Chance;
use crate::plane::contains;
use crate::town::Town;

use super::block::{Block, SETBACK, moved_in};
use super::frame::{Frame, Point, bounds, rows};
use super::fronts::parts;
use super::school::first_that_fits;
use super::shape;
use super::works::{Corner, Design, Works, upright};
use super::{BuildingUse, Roof, YardKind};

/// Builds the patrol stations before anything else: each in a small building of its own, as near to its spot as the roads
/// allow.
pub(super) fn stations(works: &mut Works, town: &Town<'_>, blocks: &[Block]) {
    const NEAR: usize = 6;
    const STEP: f64 = 4.0;
    let shape = shape::oblong(16.0, 10.0);
    let design = Design::new(BuildingUse::Station, 2);
    for &spot in town.station_spots {
        let mut near: Vec<&Block> = blocks.iter().collect();
        near.sort_by(|one, other| {
            one.middle
                .distance(spot)
                .total_cmp(&other.middle.distance(spot))
        });
        let mut best: Option<(f64, &Block, Frame)> = None;
        for &block in near.iter().take(NEAR) {
            let (low, high) = bounds(&block.local());
            let steps = |room: f64| (room / STEP) as usize;
            for j in 0..=steps(high.1 - low.1) {
                for i in 0..=steps(high.0 - low.0) {
                    let frame = block
                        .frame
                        .moved((low.0 + STEP * i as f64, low.1 + STEP * j as f64));
                    let away = frame.spot((0.0, 0.0)).distance(spot);
                    if best.as_ref().is_some_and(|(least, _, _)| away >= *least) {
                        continue;
                    }
                    let ring = upright(frame.ring(&shape));
                    let inside = ring.iter().all(|spot| contains(&block.site, spot.metres()));
                    if inside && works.clearance.is_free(&ring, design.gap) {
                        best = Some((away, block, frame));
                    }
                }
            }
        }
        if let Some((_, block, frame)) = best {
            works.build(block, &frame, &shape, &design);
        }
    }
}

fn paved(works: &mut Works, block: &Block) {
    works.lay(YardKind::Paving, block.ground.clone(), block.frame.across);
}

/// A mall with towers of offices on it, and what has room beside it.
pub(super) fn mall(works: &mut Works, block: &Block, chance: &mut Chance) {
    paved(works, block);
    let site = block.site.clone();
    let storeys = 4 + chance.below(3);
    let design = Design::new(BuildingUse::Mall, storeys);
    let podiums: Vec<(f64, f64)> = vec![
        (110.0, 84.0),
        (96.0, 74.0),
        (84.0, 66.0),
        (74.0, 58.0),
        (62.0, 52.0),
        (60.0, 40.0),
        (46.0, 36.0),
    ];
    let corner = Corner::by_chance(chance);
    for (width, depth) in podiums {
        let frames = [block.frame, block.frame.quarter_turned()];
        let shape = shape::chamfered(width, depth, 9.0);
        let found = frames
            .iter()
            .find_map(|frame| works.fit(&site, frame, &shape, design.gap, corner));
        let Some(frame) = found else { continue };
        if works.build(block, &frame, &shape, &design) {
            on_the_podium(works, block, &frame, (width, depth), storeys, chance);
            break;
        }
    }
    let slabs = [
        shape::oblong(44.0, 20.0),
        shape::oblong(20.0, 40.0),
        shape::oblong(28.0, 18.0),
    ];
    let office = Design::new(BuildingUse::Office, 8 + chance.below(10));
    first_that_fits(works, block, &site, &slabs, &office, corner);
    leftovers(works, block, chance);
}

/// Towers of offices that stand on a podium, away from its edge.
fn on_the_podium(
    works: &mut Works,
    block: &Block,
    frame: &Frame,
    (width, depth): Point,
    podium: usize,
    chance: &mut Chance,
) {
    let (wide, deep) = (
        (width * 0.32).clamp(20.0, 34.0),
        (depth * 0.44).clamp(18.0, 32.0),
    );
    let aside = width / 2.0 - wide / 2.0 - 9.0;
    let along = depth / 2.0 - deep / 2.0 - 9.0;
    let two = aside > wide / 2.0 + 4.0;
    let places: Vec<Point> = if two {
        vec![(-aside, along.max(0.0)), (aside, -along.max(0.0))]
    } else {
        vec![(0.0, 0.0)]
    };
    for at in places {
        let storeys = podium + 16 + chance.below(14);
        let shape = if chance.happens(0.5) {
            shape::chamfered(wide, deep, 4.0)
        } else {
            shape::oblong(wide, deep)
        };
        let ring = upright(frame.moved(at).ring(&shape));
        works.build_anyway(ring, block.grid, &Design::new(BuildingUse::Office, storeys));
    }
}

/// Parking and small squares where nothing stands.
fn leftovers(works: &mut Works, block: &Block, chance: &mut Chance) {
    let corner = Corner::by_chance(chance);
    for shape in [
        shape::oblong(48.0, 17.0),
        shape::oblong(34.0, 17.0),
        shape::oblong(17.0, 34.0),
    ] {
        if let Some(frame) = works.fit(&block.site, &block.frame, &shape, 3.0, corner) {
            let ring = frame.ring(&shape);
            works.clearance.stand(&ring, 1.0);
            let (least, most) = bounds(&shape);
            let along = if most.0 - least.0 > most.1 - least.1 {
                frame.across
            } else {
                frame.up()
            };
            works.lay(YardKind::Parking, ring, along);
            break;
        }
    }
    for radius in [14.0, 9.0, 6.0] {
        let bed = shape::round(radius, radius * 0.7, 12);
        if let Some(frame) = works.fit(&block.site, &block.frame, &bed, 3.0, corner) {
            works.clearance.stand(&frame.ring(&bed), 1.0);
            works.lay(YardKind::Lawn, frame.ring(&bed), frame.across);
        }
    }
}

/// Rows of shops on both sides of lanes for walking.
pub(super) fn shop_streets(works: &mut Works, block: &Block, chance: &mut Chance) {
    const WALK: f64 = 9.0;
    paved(works, block);
    let local = block.local();
    let depth = chance.between(13.0, 16.0);
    for row in rows(&local, depth, depth + WALK, 18.0) {
        for (from, to) in parts(row.from, row.to, 38.0, 6.5, 16.0) {
            let frame = block
                .frame
                .moved((f64::midpoint(from, to), row.v + depth / 2.0));
            let gable = chance.happens(0.35);
            let design = Design::new(BuildingUse::Shop, 2 + chance.below(2)).roofed(if gable {
                Roof::Gable
            } else {
                Roof::Flat
            });
            works.build(block, &frame, &shape::oblong(to - from, depth), &design);
        }
    }
    leftovers(works, block, chance);
}

/// Office buildings around a forecourt.
pub(super) fn offices(works: &mut Works, block: &Block, chance: &mut Chance) {
    paved(works, block);
    let site = block.site.clone();
    let corner = Corner::by_chance(chance);
    let shapes = [
        shape::oblong(42.0, 24.0),
        shape::oblong(30.0, 28.0),
        shape::oblong(24.0, 40.0),
        shape::oblong(28.0, 18.0),
    ];
    for k in 0..4 {
        let design = Design {
            gap: 16.0,
            ..Design::new(BuildingUse::Office, 9 + chance.below(18))
        };
        let corner = Corner {
            east: corner.east ^ (k % 2 == 1),
            north: corner.north ^ (k > 1),
        };
        first_that_fits(works, block, &site, &shapes, &design, corner);
    }
    if let Some(inner) = moved_in(&block.site, 6.0) {
        for shape in [shape::oblong(40.0, 17.0), shape::oblong(17.0, 40.0)] {
            if let Some(frame) = works.place(&inner, &block.frame, &shape, 3.0, chance) {
                let ring = frame.ring(&shape);
                works.clearance.stand(&ring, 1.0);
                works.lay(YardKind::Parking, ring, frame.across);
            }
        }
    }
    leftovers(works, block, chance);
}

/// A square with a basin, and pavilions at its sides.
pub(super) fn square(works: &mut Works, block: &Block, chance: &mut Chance) {
    paved(works, block);
    works.lay(YardKind::Plaza, block.site.clone(), block.frame.across);
    let basin = shape::round(15.0, 11.0, 20);
    if works.lay_if_free(YardKind::Pool, &block.site, &block.frame, &basin, 8.0) {
        works.clearance.stand(&block.frame.ring(&basin), 14.0);
    }
    for (east, north) in [(false, false), (true, true), (true, false), (false, true)] {
        let corner = Corner { east, north };
        let shapes = [shape::oblong(26.0, 12.0), shape::oblong(12.0, 22.0)];
        let design = Design::new(BuildingUse::Shop, 1 + chance.below(2));
        let site = block.site.clone();
        first_that_fits(works, block, &site, &shapes, &design, corner);
        let bed = shape::oblong(22.0, 9.0);
        if let Some(frame) = works.fit(&block.site, &block.frame, &bed, 4.0, corner) {
            works.clearance.stand(&frame.ring(&bed), SETBACK);
            works.lay(YardKind::Lawn, frame.ring(&bed), frame.across);
        }
    }
}

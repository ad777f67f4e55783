//! The grounds of a university.

use crate::chance::Chance;

use super::block::Block;
use super::frame::{Point, bounds, rows};
use super::fronts::parts;
use super::school::{courts, first_that_fits, track};
use super::shape;
use super::works::{Corner, Design, Works, in_the_gaps};
use super::{BuildingUse, YardKind};

/// Lawn over the block, and paved ways along and across its middle.
fn grounds(works: &mut Works, block: &Block) {
    works.lay(YardKind::Lawn, block.ground.clone(), block.frame.across);
    let ground = block.frame.local(&block.ground);
    let (low, high) = bounds(&ground);
    works.lay_within(
        YardKind::Paving,
        &block.frame,
        &ground,
        (low.0, -3.0),
        (high.0, 3.0),
    );
    works.lay_within(
        YardKind::Paving,
        &block.frame,
        &ground,
        (-3.0, low.1),
        (3.0, high.1),
    );
}

/// The sports grounds: a track with its pitch, a hall, courts.
pub(super) fn sports(works: &mut Works, block: &Block, chance: &mut Chance) {
    works.lay(YardKind::Lawn, block.ground.clone(), block.frame.across);
    let corner = Corner::by_chance(chance);
    track(works, block, 0, corner);
    let away = Corner {
        east: !corner.east,
        north: !corner.north,
    };
    let halls = [
        shape::chamfered(58.0, 42.0, 8.0),
        shape::chamfered(44.0, 32.0, 6.0),
        shape::oblong(36.0, 22.0),
    ];
    let site = block.site.clone();
    let hall = Design::new(BuildingUse::SportsHall, 2);
    first_that_fits(works, block, &site, &halls, &hall, away);
    courts(works, block, 10, away);
}

/// The library on its square, with teaching buildings beside it.
pub(super) fn library(works: &mut Works, block: &Block, chance: &mut Chance) {
    grounds(works, block);
    let storeys = 5 + chance.below(4);
    let design = Design::new(BuildingUse::Library, storeys);
    let shapes = [
        shape::two_wings(64.0, 48.0, (12.0, 9.0)),
        shape::chamfered(50.0, 40.0, 7.0),
        shape::chamfered(38.0, 30.0, 5.0),
    ];
    let corner = Corner {
        east: false,
        north: true,
    };
    for shape in &shapes {
        let north = block.frame.moved((0.0, 14.0));
        let frame = works
            .place(&block.site, &north, shape, design.gap, chance)
            .or_else(|| works.fit(&block.site, &block.frame, shape, design.gap, corner));
        let built = frame.filter(|frame| works.build(block, frame, shape, &design));
        if let Some(frame) = built {
            let (least, _) = bounds(shape);
            let square = frame.moved((0.0, least.1 - 24.0));
            let low = frame.local(&block.ground);
            works.lay_within(
                YardKind::Plaza,
                &frame,
                &low,
                (-30.0, least.1 - 44.0),
                (30.0, least.1),
            );
            let pool = shape::oblong(12.0, 24.0);
            works.lay_if_free(YardKind::Pool, &block.site, &square, &pool, 4.0);
            works
                .clearance
                .stand(&square.ring(&shape::oblong(50.0, 36.0)), 2.0);
            break;
        }
    }
    teaching_buildings(works, block, chance);
}

/// Teaching buildings among lawns.
pub(super) fn teaching(works: &mut Works, block: &Block, chance: &mut Chance) {
    grounds(works, block);
    teaching_buildings(works, block, chance);
    let square = shape::round(12.0, 12.0, 14);
    if let Some(frame) = works.place(&block.site, &block.frame, &square, 4.0, chance) {
        works.lay(YardKind::Plaza, frame.ring(&square), frame.across);
    }
}

fn teaching_buildings(works: &mut Works, block: &Block, chance: &mut Chance) {
    let great: [Vec<Point>; 3] = [
        shape::comb(82.0, 56.0, 14.0),
        shape::you(66.0, 50.0, 14.0),
        shape::ell(60.0, 46.0, 15.0),
    ];
    let first = chance.below(3);
    let mut shapes: Vec<Vec<Point>> = (0..3).map(|k| great[(first + k) % 3].clone()).collect();
    shapes.push(shape::ell(46.0, 34.0, 13.0));
    shapes.push(shape::oblong(52.0, 17.0));
    let site = block.site.clone();
    let corner = Corner::by_chance(chance);
    let design = Design {
        gap: 14.0,
        ..Design::new(BuildingUse::Teaching, 4 + chance.below(3))
    };
    in_the_gaps(works, block, &site, &shapes, &design, corner);
}

/// Rows of dormitories, courts at their end.
pub(super) fn dormitories(works: &mut Works, block: &Block, chance: &mut Chance) {
    const DEPTH: f64 = 15.0;
    const BETWEEN: f64 = 9.0;
    works.lay(YardKind::Lawn, block.ground.clone(), block.frame.across);
    let local = block.local();
    let storeys = 6 + chance.below(2);
    for row in rows(&local, DEPTH, DEPTH + 18.0, 30.0) {
        works.lay_within(
            YardKind::Paving,
            &block.frame,
            &local,
            (row.from, row.v - 9.0),
            (row.to, row.v - 1.5),
        );
        for (from, to) in parts(row.from, row.to, 56.0, BETWEEN, 30.0) {
            if chance.happens(0.06) {
                continue;
            }
            let frame = block
                .frame
                .moved((f64::midpoint(from, to), row.v + DEPTH / 2.0));
            works.build(
                block,
                &frame,
                &shape::with_stairs(to - from, DEPTH),
                &Design::new(BuildingUse::Dormitory, storeys),
            );
        }
    }
    courts(works, block, 3, Corner::by_chance(chance));
}

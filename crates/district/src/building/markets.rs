//! Wholesale markets and sheds for goods: long halls, concrete, lorries.

use crate::chance::Chance;

use super::block::Block;
use super::frame::{Point, rows};
use super::fronts::parts;
use super::shape;
use super::works::{Corner, Design, Works, in_the_gaps};
use super::{BuildingUse, YardKind};

/// Halls of a kind in parallel rows.
struct Halls {
    purpose: BuildingUse,
    depth: f64,
    /// Between rows: where lorries turn.
    yard: f64,
    ideal: f64,
    between: f64,
    least: f64,
}

fn lay_out(works: &mut Works, block: &Block, halls: &Halls, chance: &mut Chance) {
    works.lay(YardKind::Concrete, block.ground.clone(), block.frame.across);
    let local = block.local();
    let depth = halls.depth;
    let (storeys, storey) = (1, chance.between(8.0, 11.5));
    for row in rows(&local, depth, depth + halls.yard, halls.least) {
        if row.nth > 0 && chance.happens(0.7) {
            // A strip of bays in the middle of the yard before this row.
            let low = row.v - halls.yard / 2.0 - 5.0;
            works.lay_within(
                YardKind::Parking,
                &block.frame,
                &local,
                (row.from + 10.0, low),
                (row.to - 10.0, low + 10.0),
            );
        }
        for (from, to) in parts(row.from, row.to, halls.ideal, halls.between, halls.least) {
            let design = Design::new(halls.purpose, storeys).storeys_of(storey);
            let (low, high) = ((from, row.v), (to, row.v + depth));
            works.build_what_fits(block, &block.frame, low, high, &design);
        }
    }
    let shapes: Vec<Vec<Point>> = [(96.0, 28.0), (28.0, 80.0), (54.0, 26.0), (24.0, 44.0)]
        .into_iter()
        .map(|(width, depth)| shape::oblong(width, depth))
        .collect();
    let design = Design {
        gap: 15.0,
        ..Design::new(halls.purpose, storeys).storeys_of(storey)
    };
    let corner = Corner::by_chance(chance);
    in_the_gaps(works, block, &block.site, &shapes, &design, corner);
    lorry_park(works, block, corner);
}

/// Bays for lorries where the halls leave a wide yard.
fn lorry_park(works: &mut Works, block: &Block, corner: Corner) {
    const GAP: f64 = 7.0;
    for (wide, deep) in [(60.0, 26.0), (26.0, 60.0), (40.0, 13.0), (13.0, 40.0)] {
        let shape = shape::oblong(wide, deep);
        if let Some(frame) = works.fit(&block.site, &block.frame, &shape, GAP, corner) {
            let ring = frame.ring(&shape);
            works.clearance.stand(&ring, 2.0);
            let along = if wide > deep {
                frame.across
            } else {
                frame.up()
            };
            works.lay(YardKind::Parking, ring, along);
        }
    }
}

/// The halls of a market.
pub(super) fn halls(works: &mut Works, block: &Block, chance: &mut Chance) {
    let halls = Halls {
        purpose: BuildingUse::MarketHall,
        depth: chance.between(24.0, 34.0),
        yard: chance.between(20.0, 26.0),
        ideal: 120.0,
        between: 15.0,
        least: 40.0,
    };
    lay_out(works, block, &halls, chance);
}

/// The offices of a market, its lorry park beside them.
pub(super) fn offices(works: &mut Works, block: &Block, chance: &mut Chance) {
    works.lay(YardKind::Concrete, block.ground.clone(), block.frame.across);
    let local = block.local();
    for row in rows(&local, 17.0, 50.0, 34.0) {
        for (from, to) in parts(row.from, row.to, 60.0, 18.0, 34.0) {
            let frame = block.frame.moved((f64::midpoint(from, to), row.v + 8.5));
            let design = Design::new(BuildingUse::Office, 5 + chance.below(8));
            works.build(block, &frame, &shape::oblong(to - from, 17.0), &design);
        }
        works.lay_within(
            YardKind::Parking,
            &block.frame,
            &local,
            (row.from + 4.0, row.v + 23.0),
            (row.to - 4.0, row.v + 40.0),
        );
    }
}

/// Sheds of forwarders and small works.
pub(super) fn sheds(works: &mut Works, block: &Block, chance: &mut Chance) {
    let halls = Halls {
        purpose: BuildingUse::Shed,
        depth: chance.between(30.0, 54.0),
        yard: chance.between(18.0, 24.0),
        ideal: 92.0,
        between: 16.0,
        least: 44.0,
    };
    let gatehouse = shape::oblong(36.0, 13.0);
    let corner = Corner::by_chance(chance);
    let design = Design::new(BuildingUse::Office, 3 + chance.below(3));
    lay_out(works, block, &halls, chance);
    if let Some(frame) = works.fit(&block.site, &block.frame, &gatehouse, design.gap, corner) {
        works.build(block, &frame, &gatehouse, &design);
    }
}

//! Older quarters: small houses along the streets and, behind them, back to back along alleys.

use crate::chance::Chance;

use super::block::{Block, moved_in};
use super::frame::{Frame, bounds, strip};
use super::shape;
use super::works::{Design, Works};
use super::{BuildingUse, Roof, YardKind};

/// Where a row of houses stands in its frame, and which side of it is the front.
#[derive(Clone, Copy, Debug)]
struct Houses {
    from: f64,
    to: f64,
    low: f64,
    depth: f64,
    front_north: bool,
}

/// Builds an older quarter.
pub(super) fn old_houses(works: &mut Works, block: &Block, chance: &mut Chance) {
    const BACK_TO_BACK: f64 = 1.0;
    const CROSS_ALLEY: f64 = 4.5;
    const LONG: f64 = 64.0;
    works.lay(YardKind::Concrete, block.ground.clone(), block.frame.across);
    let depth = chance.between(10.5, 13.0);
    let alley = chance.between(4.5, 7.0);
    // Trees and drying yards stand where a house is missing.
    let missing = chance.between(0.03, 0.09);
    for front in block.fronts.clone() {
        if let Some((frame, length)) = Frame::along(front.from, front.to) {
            let row = Houses {
                from: 0.3,
                to: length - 0.3,
                low: 0.1,
                depth,
                front_north: false,
            };
            houses(works, block, &frame, row, missing, chance);
        }
    }
    let Some(inner) = moved_in(&block.site, depth + alley) else {
        return;
    };
    let local = block.frame.local(&inner);
    let (low, high) = bounds(&local);
    let crossing = f64::midpoint(low.0, high.0) + chance.between(-10.0, 10.0);
    // As many rows as there is room for, two and two back to back; the alleys take what is left over.
    let room = high.1 - low.1;
    let taken = |rows: usize| {
        let backs = rows / 2;
        let alleys = rows.saturating_sub(1) - backs;
        let fixed = rows as f64 * depth + backs as f64 * BACK_TO_BACK;
        (fixed + alleys as f64 * alley, alleys)
    };
    let count = (1..40).take_while(|&rows| taken(rows).0 <= room).count();
    let (used, alleys) = taken(count);
    let wider = (room - used) / (alleys.max(1)) as f64;
    let mut v = if alleys == 0 {
        low.1 + (room - used) / 2.0
    } else {
        low.1
    };
    for nth in 0..count {
        let front_north = nth % 2 == 1;
        let low = v;
        v += depth
            + if front_north {
                alley + wider
            } else {
                BACK_TO_BACK
            };
        for (from, to) in strip(&local, low, low + depth) {
            let pieces = if to - from > LONG && crossing > from + 20.0 && crossing < to - 20.0 {
                vec![
                    (from, crossing - CROSS_ALLEY / 2.0),
                    (crossing + CROSS_ALLEY / 2.0, to),
                ]
            } else {
                vec![(from, to)]
            };
            for (from, to) in pieces {
                let row = Houses {
                    from,
                    to,
                    low,
                    depth,
                    front_north,
                };
                houses(works, block, &block.frame, row, missing, chance);
            }
        }
    }
}

fn houses(
    works: &mut Works,
    block: &Block,
    frame: &Frame,
    row: Houses,
    missing: f64,
    chance: &mut Chance,
) {
    const NARROWEST: f64 = 8.5;
    let mut u = row.from;
    while row.to - u > NARROWEST {
        let mut width = chance.between(9.5, 16.0);
        if row.to - u - width < NARROWEST {
            width = (row.to - u).min(17.0);
        }
        let (start, end) = (u, u + width);
        u = end + chance.between(0.65, 1.3);
        if chance.happens(missing) {
            let green = frame.rect((start, row.low), (end, row.low + row.depth));
            works.lay(YardKind::Lawn, green, frame.across);
            continue;
        }
        // The fronts stand in no exact line; the backs are even.
        let set_back = chance.between(0.0, 1.8);
        let (v0, v1) = if row.front_north {
            (row.low, row.low + row.depth - set_back)
        } else {
            (row.low + set_back, row.low + row.depth)
        };
        let at = frame.moved((f64::midpoint(start, end), f64::midpoint(v0, v1)));
        let (wide, deep) = (end - start, v1 - v0);
        let storeys = 3 + chance.below(3) + usize::from(chance.happens(0.25));
        let (shape, roof) = if wide > 12.0 && chance.happens(0.22) {
            let notched = shape::ell(wide, deep, deep * 0.62);
            let notched = if row.front_north {
                notched
            } else {
                shape::half_turned(&notched)
            };
            (notched, Roof::Flat)
        } else if chance.happens(0.4) {
            (shape::oblong(wide, deep), Roof::Gable)
        } else {
            (shape::oblong(wide, deep), Roof::Flat)
        };
        let design = Design::new(BuildingUse::OldHouse, storeys).roofed(roof);
        works.build(block, &at, &shape, &design);
    }
}

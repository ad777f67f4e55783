//! Schools, and the sports grounds that schools and universities have.

use crate::chance::Chance;
use crate::plane::Spot;

use super::block::Block;
use super::frame::{Frame, Point};
use super::shape;
use super::works::{Corner, Design, Works};
use super::{BuildingUse, Roof, YardKind};

/// A running track: its straights, and the radius of its inner and of its outer edge, in metres.
#[derive(Clone, Copy, Debug)]
struct Track {
    straight: f64,
    inner: f64,
    outer: f64,
}

/// Tracks of 400 m (the standard one: straights of 84.39 m, radius 36.50 m, eight lanes), 300, 250, 200 and 150 m.
const TRACKS: [Track; 5] = [
    Track {
        straight: 84.39,
        inner: 36.5,
        outer: 46.3,
    },
    Track {
        straight: 68.0,
        inner: 26.0,
        outer: 33.4,
    },
    Track {
        straight: 56.0,
        inner: 21.8,
        outer: 28.0,
    },
    Track {
        straight: 44.0,
        inner: 17.5,
        outer: 22.5,
    },
    Track {
        straight: 33.0,
        inner: 13.0,
        outer: 17.0,
    },
];

/// Lays the largest track that fits, from the `nth` size on; says whether one did. Straights run north where they can.
pub(super) fn track(works: &mut Works, block: &Block, nth: usize, corner: Corner) -> bool {
    for track in &TRACKS[nth..] {
        for frame in [block.frame.quarter_turned(), block.frame] {
            let outer = shape::oval(track.straight, track.outer);
            let Some(frame) = works.fit(&block.site, &frame, &outer, 2.0, corner) else {
                continue;
            };
            let ring = frame.ring(&outer);
            works.clearance.stand(&ring, 5.0);
            works.lay(YardKind::Track, ring, frame.across);
            let inner = frame.ring(&shape::oval(track.straight, track.inner));
            works.lay(YardKind::Pitch, inner, frame.across);
            return true;
        }
    }
    false
}

/// Lays basketball courts side by side, up to a number.
pub(super) fn courts(works: &mut Works, block: &Block, count: usize, corner: Corner) {
    const COURT: Point = (28.0, 15.0);
    // With the run-off around it.
    let outer = shape::oblong(COURT.0 + 3.0, COURT.1 + 3.0);
    for _ in 0..count {
        let Some(frame) = works.fit(&block.site, &block.frame, &outer, 0.5, corner) else {
            return;
        };
        works.clearance.stand(&frame.ring(&outer), 0.3);
        let ring = frame.ring(&shape::oblong(COURT.0, COURT.1));
        works.lay(YardKind::Court, ring, frame.across);
    }
}

/// Builds the first of some shapes that has room within a ring.
pub(super) fn first_that_fits(
    works: &mut Works,
    block: &Block,
    within: &[Spot],
    shapes: &[Vec<Point>],
    design: &Design,
    corner: Corner,
) -> Option<Frame> {
    shapes.iter().find_map(|shape| {
        let frame = works.fit(within, &block.frame, shape, design.gap, corner)?;
        works.build(block, &frame, shape, design).then_some(frame)
    })
}

/// A primary or middle school: track and pitch, classrooms around a yard, courts.
pub(super) fn school(works: &mut Works, block: &Block, chance: &mut Chance) {
    works.lay(YardKind::Lawn, block.ground.clone(), block.frame.across);
    works.lay(YardKind::Paving, block.site.clone(), block.frame.across);
    let corner = Corner::by_chance(chance);
    let away = Corner {
        east: !corner.east,
        north: !corner.north,
    };
    let size = if block.area() > 24_000.0 { 1 } else { 3 };
    track(works, block, size, corner);
    let storeys = 4 + chance.below(2);
    let design = Design::new(BuildingUse::School, storeys);
    let main: Vec<Vec<Point>> = if chance.happens(0.5) {
        vec![shape::you(62.0, 44.0, 11.0), shape::ell(50.0, 38.0, 11.0)]
    } else {
        vec![shape::comb(70.0, 40.0, 11.0), shape::ell(56.0, 40.0, 11.0)]
    };
    let site = block.site.clone();
    first_that_fits(works, block, &site, &main, &design, away);
    let wings = [
        shape::ell(44.0, 30.0, 11.0),
        shape::oblong(46.0, 12.0),
        shape::oblong(30.0, 12.0),
    ];
    for _ in 0..2 {
        first_that_fits(works, block, &site, &wings, &design, away);
    }
    let hall = Design::new(BuildingUse::SportsHall, 1).roofed(Roof::Sheet);
    let halls = [shape::oblong(34.0, 22.0)];
    first_that_fits(works, block, &site, &halls, &hall, corner);
    courts(works, block, 4, corner);
}

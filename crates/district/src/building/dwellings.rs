//! Estates of towers and of slabs, and the sites where the next ones are being built.

use crate::chance::Chance;
use crate::plane::Spot;

use super::block::{Block, moved_in};
use super::frame::{Frame, Point, Row, bounds, rows};
use super::fronts::{BEHIND_SHOPS, parts, shops};
use super::scheme::Scheme;
use super::shape;
use super::works::{Corner, Design, Works, in_the_gaps};
use super::{BuildingUse, Roof, YardKind};

/// Blocks smaller than this have no ring drive of their own, in square metres.
const FOR_A_DRIVE: f64 = 9_000.0;
const DRIVE: f64 = 5.0;

/// The inner ground of an estate: behind its shops and its drive, kept as a garden.
fn garden(
    works: &mut Works,
    block: &Block,
    scheme: &Scheme,
    chance: &mut Chance,
) -> Option<Vec<Spot>> {
    works.lay(YardKind::Lawn, block.ground.clone(), block.frame.across);
    let fronted = shops(works, block, scheme.shops, chance);
    let court = block.behind(|side| if fronted[side] { BEHIND_SHOPS } else { 2.0 })?;
    if block.area() < FOR_A_DRIVE {
        return Some(court);
    }
    let inner = moved_in(&court, DRIVE)?;
    works.lay(YardKind::Drive, court, block.frame.across);
    works.lay(YardKind::Lawn, inner.clone(), block.frame.across);
    parking(works, &inner, chance);
    moved_in(&inner, 1.5)
}

/// Parking bays along the inner side of a drive.
fn parking(works: &mut Works, inner: &[Spot], chance: &mut Chance) {
    const BAY: f64 = 5.3;
    for i in 0..inner.len() {
        let Some((frame, length)) = Frame::along(inner[i], inner[(i + 1) % inner.len()]) else {
            continue;
        };
        if length < 36.0 || chance.happens(0.35) {
            continue;
        }
        let from = chance.between(8.0, length * 0.4);
        let to = (from + chance.between(15.0, 50.0)).min(length - 8.0);
        if to - from > 8.0 {
            let ring = frame.rect((from, 0.0), (to, BAY));
            works.lay(YardKind::Parking, ring, frame.across);
        }
    }
}

/// Paths in front of the rows and one across them all.
fn paths(works: &mut Works, block: &Block, inner: &[Spot], rows: &[Row], chance: &mut Chance) {
    const WIDTH: f64 = 2.4;
    let shape = block.frame.local(inner);
    let (low, high) = bounds(&shape);
    for row in rows {
        let v = row.v - 4.5;
        works.lay_within(
            YardKind::Path,
            &block.frame,
            &shape,
            (row.from, v - WIDTH),
            (row.to, v),
        );
    }
    let u = f64::midpoint(low.0, high.0) + chance.between(-6.0, 6.0);
    works.lay_within(
        YardKind::Path,
        &block.frame,
        &shape,
        (u - 1.6, low.1),
        (u + 1.6, high.1),
    );
}

/// Where a row's houses have their middles: as many as keep the pitch, from end to end; every second row stands between.
fn middles(row: &Row, width: f64, pitch: f64, between: bool) -> Vec<f64> {
    const CLOSER: f64 = 0.9;
    let room = row.to - row.from - width;
    let gaps = libm::floor(room.max(0.0) / (pitch * CLOSER)) as usize;
    if gaps == 0 {
        return vec![f64::midpoint(row.from, row.to)];
    }
    let step = room / gaps as f64;
    let (count, start) = if between {
        (gaps, row.from + width / 2.0 + step / 2.0)
    } else {
        (gaps + 1, row.from + width / 2.0)
    };
    (0..count).map(|k| start + step * k as f64).collect()
}

/// An estate of towers.
pub(super) fn towers(works: &mut Works, block: &Block, scheme: &Scheme, chance: &mut Chance) {
    let Some(inner) = garden(works, block, scheme, chance) else {
        return;
    };
    let local = block.frame.local(&inner);
    let (least, most) = bounds(&scheme.tower);
    let (width, depth) = (most.0 - least.0, most.1 - least.1);
    let rows = rows(&local, depth, scheme.tower_pitch.1 * 0.9, width);
    paths(works, block, &inner, &rows, chance);
    let mirror = shape::mirrored(&scheme.tower);
    for row in &rows {
        let between = row.nth % 2 == 1;
        for (k, u) in middles(row, width, scheme.tower_pitch.0, between)
            .into_iter()
            .enumerate()
        {
            let storeys = if chance.happens(0.7) {
                scheme.tower_storeys
            } else {
                (scheme.tower_storeys - chance.below(6)).max(18)
            };
            let frame = block.frame.moved((u, row.v - least.1));
            let shape = if k % 2 == 0 { &scheme.tower } else { &mirror };
            works.build(
                block,
                &frame,
                shape,
                &Design::new(BuildingUse::Tower, storeys),
            );
        }
    }
    let design = Design {
        gap: 24.0,
        ..Design::new(BuildingUse::Tower, scheme.tower_storeys)
    };
    let shapes = [scheme.tower.clone()];
    in_the_gaps(
        works,
        block,
        &inner,
        &shapes,
        &design,
        Corner::by_chance(chance),
    );
    adorn(works, block, &inner, chance);
}

/// What a garden has beside grass: a court, a pool, a small square, where there is room between the houses.
fn adorn(works: &mut Works, block: &Block, inner: &[Spot], chance: &mut Chance) {
    let put = |works: &mut Works, kind: YardKind, shape: &[Point], chance: &mut Chance| {
        if let Some(frame) = works.place(inner, &block.frame, shape, 3.0, chance) {
            let ring = frame.ring(shape);
            works.clearance.stand(&ring, 2.0);
            works.lay(kind, ring, frame.across);
        }
    };
    let square = shape::round(10.0, 10.0, 12);
    put(works, YardKind::Plaza, &square, chance);
    if block.area() > 10_000.0 && chance.happens(0.45) {
        let pool = shape::round(chance.between(9.0, 13.0), chance.between(5.5, 8.0), 14);
        put(works, YardKind::Pool, &pool, chance);
    }
    if block.area() > 10_000.0 && chance.happens(0.4) {
        put(works, YardKind::Court, &shape::oblong(28.0, 15.0), chance);
    }
    if chance.happens(0.5) {
        let corner = shape::round(7.0, 5.0, 10);
        put(works, YardKind::Paving, &corner, chance);
    }
}

/// An estate of slabs.
pub(super) fn slabs(works: &mut Works, block: &Block, scheme: &Scheme, chance: &mut Chance) {
    const IDEAL: f64 = 54.0;
    const BETWEEN: f64 = 9.5;
    let Some(inner) = garden(works, block, scheme, chance) else {
        return;
    };
    let local = block.frame.local(&inner);
    let depth = scheme.slab_depth;
    let rows = rows(&local, depth, depth + scheme.slab_gap, 26.0);
    paths(works, block, &inner, &rows, chance);
    let last = rows.iter().map(|row| row.nth).max().unwrap_or(0);
    let stairs = chance.happens(0.4);
    let set_back = chance.happens(0.3);
    for row in &rows {
        let parts = parts(row.from, row.to, IDEAL, BETWEEN, 26.0);
        let count = parts.len();
        for (k, (from, to)) in parts.into_iter().enumerate() {
            let width = to - from;
            let storeys = if chance.happens(0.85) {
                scheme.slab_storeys
            } else {
                (scheme.slab_storeys - 1).max(6)
            };
            let design = Design::new(BuildingUse::Slab, storeys);
            let leg = 11.0;
            let end = k == 0 || k + 1 == count;
            let middle = (f64::midpoint(from, to), row.v + depth / 2.0);
            if row.nth < last && end && count > 1 && chance.happens(0.22) {
                let ell = shape::ell(width, depth + leg, depth);
                let ell = if k == 0 { ell } else { shape::mirrored(&ell) };
                let frame = block.frame.moved((middle.0, middle.1 + leg / 2.0));
                if works.build(block, &frame, &ell, &design) {
                    continue;
                }
            }
            let (shape, roof) = if set_back && width > 40.0 {
                (shape::staggered(width, depth - 3.0, 3.0), Roof::Flat)
            } else if stairs {
                (shape::with_stairs(width, depth), Roof::Flat)
            } else {
                (shape::oblong(width, depth), scheme.slab_roof)
            };
            let frame = block.frame.moved(middle);
            works.build(block, &frame, &shape, &design.roofed(roof));
        }
    }
    let design = Design {
        gap: 17.0,
        ..Design::new(BuildingUse::Slab, scheme.slab_storeys)
    };
    let shapes = [44.0, 30.0, 22.0].map(|width| shape::oblong(width, depth));
    in_the_gaps(
        works,
        block,
        &inner,
        &shapes,
        &design,
        Corner::by_chance(chance),
    );
    adorn(works, block, &inner, chance);
}

/// A building site: earth, the foundations of an estate, a few towers that have begun to rise, huts of the builders.
pub(super) fn building_site(
    works: &mut Works,
    block: &Block,
    scheme: &Scheme,
    chance: &mut Chance,
) {
    works.lay(YardKind::Lawn, block.ground.clone(), block.frame.across);
    works.lay(YardKind::Earth, block.site.clone(), block.frame.across);
    let local = block.local();
    let (low, high) = bounds(&local);
    let way = f64::midpoint(low.0, high.0) + chance.between(-15.0, 15.0);
    works.lay_within(
        YardKind::Concrete,
        &block.frame,
        &local,
        (way - 4.0, low.1 - 20.0),
        (way + 4.0, high.1),
    );
    let huts = shape::oblong(34.0, 6.5);
    for _ in 0..2 {
        let corner = Corner {
            east: false,
            north: true,
        };
        if let Some(frame) = works.fit(&block.site, &block.frame, &huts, 6.0, corner) {
            let design = Design::new(BuildingUse::Shed, 2).storeys_of(3.0);
            works.build(block, &frame, &huts, &design);
        }
    }
    let (least, most) = bounds(&scheme.tower);
    let (width, depth) = (most.0 - least.0, most.1 - least.1);
    let rising = chance.between(0.0, 0.8);
    // The pits are dug wider than what will stand in them.
    let Some(pits) = moved_in(&block.site, 6.0) else {
        return;
    };
    let local = block.frame.local(&pits);
    for row in rows(&local, depth, scheme.tower_pitch.1, width + 8.0) {
        for u in middles(&row, width, scheme.tower_pitch.0, row.nth % 2 == 1) {
            let frame = block.frame.moved((u, row.v - least.1));
            let pit = shape::oblong(width + 7.0, depth + 7.0);
            if chance.happens(0.2)
                || !works.lay_if_free(YardKind::Concrete, &block.site, &frame, &pit, 1.0)
            {
                continue;
            }
            if chance.happens(rising) {
                let design = Design::new(BuildingUse::Tower, 3 + chance.below(16));
                works.build(block, &frame, &scheme.tower, &design);
            }
        }
    }
}

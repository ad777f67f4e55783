//! Roads: pavements, asphalt, their markings, and what drives on them.

use super::canvas::{Canvas, Colour, lit};
use super::cloth::Growth;
use super::coverage::Coverage;
use super::ground::Point;
use super::noise::{hashed, seen, split, unit, unit_again};
use super::scene::{Scene, Way};
use super::texture::Texture;
use crate::road::RoadClass;

const WALKS: Colour = [152.0, 147.0, 139.0];
const ASPHALT: Colour = [103.0, 103.0, 105.0];
const TOWN_LANE: Colour = [128.0, 125.0, 120.0];
const COUNTRY_LANE: Colour = [165.0, 159.0, 146.0];
const HEDGE: Colour = [70.0, 84.0, 52.0];
const WHITE: Colour = [208.0, 207.0, 202.0];
const YELLOW: Colour = [196.0, 170.0, 96.0];

/// Lays every road of a tile: pavements below, then from lanes to avenues.
pub(super) fn lay(
    canvas: &mut Canvas,
    texture: &Texture<'_>,
    coverage: &mut Coverage,
    growth: &mut [Growth],
    scene: &Scene,
) {
    let frame = canvas.frame;
    let found = scene.ways_by_place.within(&frame.reach(0.0));
    let ways: Vec<&Way> = found.iter().map(|&k| &scene.ways[k as usize]).collect();
    for way in ways.iter().filter(|way| !way.rural) {
        strip(canvas, coverage, way, -way.width / 2.0, way.width / 2.0);
    }
    fill(canvas, coverage, growth, |at, _| {
        lit(WALKS, 4.0 * texture.grain(at, 1.8))
    });
    for (class, rural) in [
        (RoadClass::Lane, true),
        (RoadClass::Lane, false),
        (RoadClass::Street, false),
        (RoadClass::Main, false),
        (RoadClass::Avenue, true),
        (RoadClass::Avenue, false),
        (RoadClass::Expressway, true),
        (RoadClass::Expressway, false),
    ] {
        let mut any = false;
        for way in ways
            .iter()
            .filter(|way| way.class == class && way.rural == rural)
        {
            any = true;
            strip(
                canvas,
                coverage,
                way,
                -way.carriage / 2.0,
                way.carriage / 2.0,
            );
        }
        if !any {
            continue;
        }
        let body = match (class, rural) {
            (RoadClass::Lane, true) => COUNTRY_LANE,
            (RoadClass::Lane, false) => TOWN_LANE,
            _ => ASPHALT,
        };
        fill(canvas, coverage, growth, |at, (column, row)| {
            let worn = 4.0 * texture.broad(column, row);
            lit(body, worn + 3.0 * texture.grain(at, 1.2))
        });
    }
    for way in &ways {
        mark(canvas, coverage, growth, way);
    }
}

fn fill(
    canvas: &mut Canvas,
    coverage: &mut Coverage,
    growth: &mut [Growth],
    colour: impl Fn(Point, (usize, usize)) -> Colour,
) {
    let frame = canvas.frame;
    coverage.take(|column, row, covered| {
        let at = frame.ground(column, row);
        canvas.lay(column, row, colour(at, (column, row)), covered);
        if covered > 0.4 {
            growth[row * frame.size + column] = Growth::None;
        }
    });
}

/// Adds the strip between two distances left of a road's middle line (negative: right of it).
fn strip(canvas: &Canvas, coverage: &mut Coverage, way: &Way, from: f32, to: f32) {
    let frame = canvas.frame;
    let reach = frame.reach(way.width);
    for pair in way.line.windows(2) {
        if misses(&reach, pair[0], pair[1]) {
            continue;
        }
        let corners = oblong(pair[0], pair[1], from, to);
        coverage.add_merging(&corners.map(|at| frame.pixel(at)));
    }
    // Round where it bends and where it ends.
    let wide = (to - from).abs() / 2.0;
    if from + to == 0.0 && wide / frame.metres > 0.8 {
        for &at in &way.line {
            if !misses(&reach, at, at) {
                coverage.add_merging(&round(at, wide).map(|at| frame.pixel(at)));
            }
        }
    }
}

fn misses(reach: &[f32; 4], a: Point, b: Point) -> bool {
    a.0.max(b.0) < reach[0]
        || a.1.max(b.1) < reach[1]
        || a.0.min(b.0) > reach[2]
        || a.1.min(b.1) > reach[3]
}

fn oblong(a: Point, b: Point, from: f32, to: f32) -> [Point; 4] {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = (dx * dx + dy * dy).sqrt().max(1e-3);
    let (nx, ny) = (-dy / length, dx / length);
    [
        (a.0 + nx * from, a.1 + ny * from),
        (b.0 + nx * from, b.1 + ny * from),
        (b.0 + nx * to, b.1 + ny * to),
        (a.0 + nx * to, a.1 + ny * to),
    ]
}

fn round((x, y): Point, radius: f32) -> [Point; 12] {
    core::array::from_fn(|k| {
        let angle = core::f32::consts::TAU * k as f32 / 12.0;
        (
            x + radius * libm::cosf(angle),
            y + radius * libm::sinf(angle),
        )
    })
}

/// A road's lanes on each side: how many, and how far from the middle the first begins.
fn lanes(way: &Way) -> (u32, f32) {
    match way.class {
        RoadClass::Expressway => (3, 1.5),
        RoadClass::Avenue => (3, 2.0),
        RoadClass::Main => (2, 0.3),
        RoadClass::Street => (1, 0.2),
        RoadClass::Lane => (1, 0.0),
    }
}

const LANE: f32 = 3.5;

/// Median, lines, crossings.
fn mark(canvas: &mut Canvas, coverage: &mut Coverage, growth: &mut [Growth], way: &Way) {
    let metres = canvas.frame.metres;
    if way.class == RoadClass::Lane {
        return;
    }
    let (count, first) = lanes(way);
    let clear = way.carriage / 2.0 + 6.0;
    if matches!(way.class, RoadClass::Avenue | RoadClass::Expressway) && metres < 6.0 {
        stretches(way, clear, f32::MAX, |a, b| {
            coverage.add_merging(&oblong(a, b, -1.4, 1.4).map(|at| canvas.frame.pixel(at)));
        });
        let frame = canvas.frame;
        coverage.take(|column, row, covered| {
            canvas.lay(column, row, HEDGE, covered);
            if covered > 0.6 {
                growth[row * frame.size + column] = Growth::Garden;
            }
        });
    }
    let strength = seen(1.1, metres);
    if strength <= 0.0 {
        return;
    }
    let frame = canvas.frame;
    let line =
        |canvas: &mut Canvas, at: f32, dash: f32, colour: Colour, coverage: &mut Coverage| {
            stretches(way, clear, dash, |a, b| {
                let corners = oblong(a, b, at - 0.09, at + 0.09);
                coverage.add_merging(&corners.map(|at| frame.pixel(at)));
            });
            coverage.take(|column, row, covered| {
                canvas.lay(column, row, colour, 0.85 * strength * covered);
            });
        };
    if first < 1.0 {
        line(canvas, 0.12, f32::MAX, YELLOW, coverage);
        line(canvas, -0.12, f32::MAX, YELLOW, coverage);
    }
    for side in [-1.0, 1.0] {
        for k in 1..count {
            line(
                canvas,
                side * (first + LANE * k as f32),
                6.0,
                WHITE,
                coverage,
            );
        }
        let edge = (first + LANE * count as f32).min(way.carriage / 2.0 - 0.3);
        line(canvas, side * edge, f32::MAX, WHITE, coverage);
    }
    if metres < 0.8 && way.class != RoadClass::Expressway {
        zebra(canvas, coverage, way, clear);
    }
}

/// Zebra crossings before every junction.
fn zebra(canvas: &mut Canvas, coverage: &mut Coverage, way: &Way, clear: f32) {
    let frame = canvas.frame;
    for &crossing in &way.crossings {
        for side in [-1.0, 1.0] {
            let Some((a, direction)) = at(way, crossing + side * (clear - 1.0)) else {
                continue;
            };
            let b = (
                a.0 - side * direction.0 * 3.6,
                a.1 - side * direction.1 * 3.6,
            );
            if misses(&frame.reach(30.0), a, b) {
                continue;
            }
            let mut across = -way.carriage / 2.0 + 0.8;
            while across < way.carriage / 2.0 - 0.8 {
                let corners = oblong(a, b, across, across + 0.5);
                coverage.add_merging(&corners.map(|at| frame.pixel(at)));
                across += 1.1;
            }
        }
    }
    coverage.take(|column, row, covered| canvas.lay(column, row, WHITE, 0.8 * covered));
}

/// Where a road is after so many metres, and its direction.
fn at(way: &Way, metres: f32) -> Option<(Point, Point)> {
    let end = *way.along.last()?;
    if !(0.0..=end).contains(&metres) {
        return None;
    }
    let k = way
        .along
        .partition_point(|&along| along < metres)
        .clamp(1, way.line.len() - 1);
    let (a, b) = (way.line[k - 1], way.line[k]);
    let length = (way.along[k] - way.along[k - 1]).max(1e-3);
    let t = (metres - way.along[k - 1]) / length;
    let direction = ((b.0 - a.0) / length, (b.1 - a.1) / length);
    Some(((a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t), direction))
}

/// The straight pieces of a road that keep clear of its junctions: whole, or in dashes of a length with gaps half as long again.
fn stretches(way: &Way, clear: f32, dash: f32, mut each: impl FnMut(Point, Point)) {
    for k in 1..way.line.len() {
        let (start, end) = (way.along[k - 1], way.along[k]);
        let mut free = vec![(start, end)];
        for &crossing in &way.crossings {
            let (from, to) = (crossing - clear, crossing + clear);
            if to < start || from > end {
                continue;
            }
            free = free
                .into_iter()
                .flat_map(|(a, b)| [(a, b.min(from)), (a.max(to), b)])
                .filter(|(a, b)| a < b)
                .collect();
        }
        let length = (end - start).max(1e-3);
        let (p, q) = (way.line[k - 1], way.line[k]);
        let point = |along: f32| {
            let t = (along - start) / length;
            (p.0 + (q.0 - p.0) * t, p.1 + (q.1 - p.1) * t)
        };
        for (from, to) in free {
            if dash == f32::MAX {
                each(point(from), point(to));
                continue;
            }
            let period = dash * 2.5;
            let mut at = split(from / period).0 as f32 * period;
            while at < to {
                let (a, b) = (at.max(from), (at + dash).min(to));
                if a < b {
                    each(point(a), point(b));
                }
                at += period;
            }
        }
    }
}

/// The cars of a road: where each is, and how it stands.
pub(super) fn cars(way: &Way, reach: &[f32; 4], mut each: impl FnMut(Point, Point, u32)) {
    /// Metres of a lane in which there is one car at the most.
    const ROOM: f32 = 15.0;
    let (count, first) = lanes(way);
    let busy = match way.class {
        RoadClass::Expressway => 0.22,
        RoadClass::Avenue => 0.30,
        RoadClass::Main => 0.26,
        RoadClass::Street => 0.20,
        RoadClass::Lane if way.rural => 0.02,
        RoadClass::Lane => 0.10,
    };
    for k in 1..way.line.len() {
        if misses(reach, way.line[k - 1], way.line[k]) {
            continue;
        }
        let rooms = (way.along[k - 1] / ROOM) as i32..=(way.along[k] / ROOM) as i32;
        for room in rooms {
            for lane in 0..2 * count as i32 {
                let bits = hashed(room, lane, way.salt);
                if unit(bits) >= busy {
                    continue;
                }
                let metres = (room as f32 + 0.2 + 0.6 * unit_again(bits, 1)) * ROOM;
                if !(way.along[k - 1]..way.along[k]).contains(&metres) {
                    continue;
                }
                let Some((point, direction)) = at(way, metres) else {
                    continue;
                };
                let side = if lane % 2 == 0 { 1.0 } else { -1.0 };
                let aside =
                    side * (first + LANE * ((lane / 2) as f32 + 0.5)).min(way.carriage / 2.0 - 1.2);
                let place = (point.0 - direction.1 * aside, point.1 + direction.0 * aside);
                each(place, direction, bits);
            }
        }
    }
}

/// The trees along a road, and in its median.
pub(super) fn trees(way: &Way, reach: &[f32; 4], mut each: impl FnMut(Point, u32)) {
    const APART: f32 = 8.0;
    if way.class == RoadClass::Lane || way.class == RoadClass::Expressway {
        return;
    }
    let row = way.carriage / 2.0 + 1.3;
    for k in 1..way.line.len() {
        if misses(reach, way.line[k - 1], way.line[k]) {
            continue;
        }
        let numbers = (way.along[k - 1] / APART) as i32 + 1..=(way.along[k] / APART) as i32;
        for number in numbers {
            let metres = number as f32 * APART;
            let near = way
                .crossings
                .iter()
                .any(|c| (c - metres).abs() < way.carriage / 2.0 + 8.0);
            let Some((point, direction)) = at(way, metres).filter(|_| !near) else {
                continue;
            };
            for side in [-1.0, 1.0] {
                let bits = hashed(number, side as i32, way.salt ^ 0x51);
                if unit(bits) < 0.86 {
                    each(
                        (
                            point.0 - direction.1 * row * side,
                            point.1 + direction.0 * row * side,
                        ),
                        bits,
                    );
                }
            }
        }
    }
}

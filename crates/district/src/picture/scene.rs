//! Everything that is painted, in metres on the ground, found by place.

use std::collections::BTreeMap;

use domain::Wgs84;
use geo_types::{LineString, Polygon};

use super::ground::{Ground, Point};
use super::noise::hashed;
use crate::building::{Building, BuildingUse, Roof, Yard, YardKind};
use crate::district::District;
use crate::divide::Main;
use crate::land::Cover;
use crate::plane::Spot;
use crate::road::{RoadClass, full_width};

/// West, south, east and north end in metres.
pub(super) type Reach = [f32; 4];

/// What covers a stretch of ground before anything stands on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cloth {
    /// Between dwellings: lawns, trees and paths.
    Dwellings,
    /// Between shops and offices.
    Paved,
    /// Yards of markets and sheds.
    Concrete,
    /// The grounds of a university.
    Campus,
    /// Lawn with trees.
    Park,
    /// Closed canopy.
    Wood,
}

/// A stretch of ground.
#[derive(Clone, Debug)]
pub(super) struct Patch {
    pub(super) cloth: Cloth,
    pub(super) ring: Vec<Point>,
    pub(super) reach: Reach,
    pub(super) salt: u32,
}

/// Water.
#[derive(Clone, Debug)]
pub(super) struct Basin {
    pub(super) ring: Vec<Point>,
    pub(super) reach: Reach,
    pub(super) salt: u32,
    pub(super) flows: bool,
}

/// A road or a part of one.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) class: RoadClass,
    pub(super) rural: bool,
    /// Metres from kerb to kerb and over the pavements.
    pub(super) carriage: f32,
    pub(super) width: f32,
    pub(super) line: Vec<Point>,
    /// Metres along the line up to each of its points.
    pub(super) along: Vec<f32>,
    /// Where along it other roads meet it.
    pub(super) crossings: Vec<f32>,
    pub(super) reach: Reach,
    pub(super) salt: u32,
}

/// A building.
#[derive(Clone, Debug)]
pub(super) struct House {
    pub(super) ring: Vec<Point>,
    pub(super) reach: Reach,
    pub(super) height: f32,
    pub(super) storeys: f32,
    pub(super) purpose: BuildingUse,
    pub(super) roof: Roof,
    /// The middle, and the unit vector along its longest side with how far it reaches along it and across.
    pub(super) middle: Point,
    pub(super) axis: Point,
    pub(super) half: (f32, f32),
    /// How much smaller than that an oblong is that covers as much ground, 0 to 1.
    slim: f32,
    pub(super) salt: u32,
}

impl House {
    /// The oblong around its middle that covers as much ground, counter-clockwise.
    pub(super) fn oblong(&self) -> [Point; 4] {
        let (a, b) = self.axis;
        let (s, t) = (self.half.0 * self.slim, self.half.1 * self.slim);
        [(-s, -t), (s, -t), (s, t), (-s, t)]
            .map(|(s, t)| (self.middle.0 + s * a - t * b, self.middle.1 + s * b + t * a))
    }
}

/// A piece of ground between buildings.
#[derive(Clone, Debug)]
pub(super) struct Court {
    pub(super) kind: YardKind,
    pub(super) ring: Vec<Point>,
    pub(super) along: Point,
    /// Its middle, and how far it reaches along and across from there.
    middle: Point,
    pub(super) half: (f32, f32),
    pub(super) reach: Reach,
    pub(super) salt: u32,
}

impl Court {
    /// Metres along and across from the middle.
    pub(super) fn local(&self, (x, y): Point) -> (f32, f32) {
        let (dx, dy) = (x - self.middle.0, y - self.middle.1);
        let (ax, ay) = self.along;
        (dx * ax + dy * ay, dy * ax - dx * ay)
    }

    /// The place so many metres along and across from the middle.
    pub(super) fn place(&self, (s, t): (f32, f32)) -> Point {
        let (ax, ay) = self.along;
        (
            self.middle.0 + s * ax - t * ay,
            self.middle.1 + s * ay + t * ax,
        )
    }
}

/// Things by place: for each square of the ground, which of them reach into it.
#[derive(Clone, Debug, Default)]
pub(super) struct ByPlace {
    squares: Vec<Vec<u32>>,
}

/// Side of a square in metres, and how many there are on a side.
const SQUARE: f32 = 320.0;
const SQUARES: usize = 48;

impl ByPlace {
    fn of(reaches: impl Iterator<Item = Reach>) -> Self {
        let mut squares = vec![vec![]; SQUARES * SQUARES];
        for (index, reach) in reaches.enumerate() {
            let (columns, rows) = spanned(&reach);
            for row in rows {
                for column in columns.clone() {
                    squares[row * SQUARES + column].push(index as u32);
                }
            }
        }
        Self { squares }
    }

    /// The things that may reach into a stretch, each once, in their own order.
    pub(super) fn within(&self, reach: &Reach) -> Vec<u32> {
        let (columns, rows) = spanned(reach);
        let mut found = vec![];
        for row in rows {
            for column in columns.clone() {
                found.extend_from_slice(&self.squares[row * SQUARES + column]);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn spanned(
    reach: &Reach,
) -> (
    std::ops::RangeInclusive<usize>,
    std::ops::RangeInclusive<usize>,
) {
    let square = |metres: f32| {
        let at = metres / SQUARE + SQUARES as f32 / 2.0;
        at.clamp(0.0, SQUARES as f32 - 1.0) as usize
    };
    (
        square(reach[0])..=square(reach[2]),
        square(reach[1])..=square(reach[3]),
    )
}

/// Everything that is painted.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub(super) patches: Vec<Patch>,
    pub(super) basins: Vec<Basin>,
    pub(super) ways: Vec<Way>,
    pub(super) courts: Vec<Court>,
    /// From north to south: what stands further south hides what stands behind it.
    pub(super) houses: Vec<House>,
    pub(super) patches_by_place: ByPlace,
    pub(super) basins_by_place: ByPlace,
    pub(super) ways_by_place: ByPlace,
    pub(super) courts_by_place: ByPlace,
    pub(super) houses_by_place: ByPlace,
}

impl Scene {
    pub(super) fn of(district: &District, ground: &Ground) -> Self {
        let patches = patches(district, ground);
        let basins = basins(district, ground);
        let ways = ways(district, ground);
        let courts: Vec<Court> = district
            .ground
            .yards
            .iter()
            .map(|yard| court(yard, ground))
            .collect();
        let mut houses: Vec<House> = district
            .buildings
            .iter()
            .map(|building| house(building, ground))
            .collect();
        houses.sort_by(|one, other| other.middle.1.total_cmp(&one.middle.1));
        Self {
            patches_by_place: ByPlace::of(patches.iter().map(|patch| patch.reach)),
            basins_by_place: ByPlace::of(basins.iter().map(|basin| basin.reach)),
            ways_by_place: ByPlace::of(ways.iter().map(|way| way.reach)),
            courts_by_place: ByPlace::of(courts.iter().map(|court| court.reach)),
            houses_by_place: ByPlace::of(houses.iter().map(|house| house.reach)),
            patches,
            basins,
            ways,
            courts,
            houses,
        }
    }
}

/// The ends of a ring.
fn reach_of(ring: &[Point]) -> Reach {
    ring.iter().fold(
        [f32::MAX, f32::MAX, f32::MIN, f32::MIN],
        |[west, south, east, north], &(x, y)| {
            [west.min(x), south.min(y), east.max(x), north.max(y)]
        },
    )
}

/// The same, further out on every side.
fn widened([west, south, east, north]: Reach, by: f32) -> Reach {
    [west - by, south - by, east + by, north + by]
}

fn salt_of(ring: &[Point]) -> u32 {
    let (x, y) = ring.first().copied().unwrap_or_default();
    hashed((x * 10.0) as i32, (y * 10.0) as i32, 77)
}

fn line_of(line: &LineString<f64>, ground: &Ground) -> Vec<Point> {
    line.coords()
        .filter_map(|at| Wgs84::from_lon_lat(at.x, at.y).ok())
        .map(|at| ground.of_position(at))
        .collect()
}

fn ring_of(polygon: &Polygon<f64>, ground: &Ground) -> Vec<Point> {
    let mut ring = line_of(polygon.exterior(), ground);
    ring.pop();
    ring
}

fn spots_of(ring: &[Spot], ground: &Ground) -> Vec<Point> {
    ring.iter().map(|&spot| ground.of_spot(spot)).collect()
}

/// The town's blocks, then woods, campuses, markets and parks upon them.
fn patches(district: &District, ground: &Ground) -> Vec<Patch> {
    let patch = |cloth: Cloth, ring: Vec<Point>| Patch {
        cloth,
        reach: reach_of(&ring),
        salt: salt_of(&ring),
        ring,
    };
    let plots = &district.ground.plots.plots;
    let blocks = plots.iter().filter(|plot| plot.main != Main::Rural);
    let mut patches: Vec<Patch> = blocks
        .flat_map(|plot| plot.faces.iter().map(move |&face| (plot, face)))
        .map(|(plot, face)| {
            let cloth = match plot.main {
                _ if plot.university => Cloth::Campus,
                Main::Commercial => Cloth::Paved,
                Main::Market => Cloth::Concrete,
                Main::Residential | Main::Rural => Cloth::Dwellings,
            };
            let ring = district.ground.plan.mesh.ring(face);
            patch(cloth, spots_of(&ring, ground))
        })
        .collect();
    for land in &district.land {
        let cloth = match land.cover {
            Cover::Wood => Cloth::Wood,
            Cover::Park => Cloth::Park,
            Cover::Campus | Cover::Market | Cover::Water => continue,
        };
        patches.push(patch(cloth, ring_of(&land.boundary, ground)));
    }
    patches
}

fn basins(district: &District, ground: &Ground) -> Vec<Basin> {
    /// What is left of the bank is painted this far around the water.
    const BANK: f32 = 8.0;
    let basin = |flows: bool, ring: Vec<Point>| Basin {
        reach: widened(reach_of(&ring), BANK),
        salt: salt_of(&ring),
        flows,
        ring,
    };
    let waters = district
        .land
        .iter()
        .filter(|land| land.cover == Cover::Water);
    let mut basins: Vec<Basin> = waters
        .map(|land| basin(land.name.is_some(), ring_of(&land.boundary, ground)))
        .collect();
    // The river does not end where the district does.
    let mut river = spots_of(&district.ground.plan.river, ground);
    if let [first, second, .., before, last] = river[..] {
        let upstream = straight_on(second, first);
        river.splice(0..1, upstream.into_iter().rev());
        river.extend(straight_on(before, last).into_iter().skip(1));
    }
    basins.extend(beyond(&river, district, ground).into_iter().map(|line| {
        let mut ring = offset(&line, 28.0);
        ring.extend(offset(&line, -28.0).into_iter().rev());
        basin(true, ring)
    }));
    basins
}

/// A line moved aside, to its left when positive.
pub(super) fn offset(line: &[Point], by: f32) -> Vec<Point> {
    (0..line.len())
        .map(|k| {
            let (ax, ay) = line[k.saturating_sub(1)];
            let (bx, by_) = line[(k + 1).min(line.len() - 1)];
            let (dx, dy) = (bx - ax, by_ - ay);
            let length = (dx * dx + dy * dy).sqrt().max(1e-3);
            (line[k].0 - dy / length * by, line[k].1 + dx / length * by)
        })
        .collect()
}

/// A ring moved aside, to its left when positive.
pub(super) fn offset_ring(ring: &[Point], by: f32) -> Vec<Point> {
    let mut closed = Vec::with_capacity(ring.len() + 2);
    closed.extend(ring.last());
    closed.extend_from_slice(ring);
    closed.extend(ring.first());
    let mut moved = offset(&closed, by);
    moved.pop();
    moved.remove(0);
    moved
}

/// The parts of a line outside the district, each with the last point inside.
fn beyond(line: &[Point], district: &District, ground: &Ground) -> Vec<Vec<Point>> {
    let boundary = ring_of(&district.boundary, ground);
    let mut parts = vec![];
    let mut part: Vec<Point> = vec![];
    for pair in line.windows(2) {
        let (from, to) = (inside(&boundary, pair[0]), inside(&boundary, pair[1]));
        if !from || !to {
            if part.is_empty() {
                part.push(pair[0]);
            }
            part.push(pair[1]);
        } else if part.len() > 1 {
            parts.push(std::mem::take(&mut part));
        }
    }
    if part.len() > 1 {
        parts.push(part);
    }
    parts
}

/// Whether a point lies in a ring (even-odd rule).
fn inside(ring: &[Point], (x, y): Point) -> bool {
    let mut inside = false;
    let mut from = ring[ring.len() - 1];
    for &to in ring {
        if (from.1 > y) != (to.1 > y)
            && x < (to.0 - from.0) * (y - from.1) / (to.1 - from.1) + from.0
        {
            inside = !inside;
        }
        from = to;
    }
    inside
}

fn ways(district: &District, ground: &Ground) -> Vec<Way> {
    let plots = &district.ground.plots.plots;
    let town: Vec<Vec<Point>> = plots
        .iter()
        .filter(|plot| plot.main != Main::Rural)
        .map(|plot| spots_of(&plot.ring, ground))
        .collect();
    let in_town = |line: &[Point]| {
        let middle = line[line.len() / 2];
        town.iter().any(|ring| inside(&widened_ring(ring), middle))
    };
    let mut ways = vec![];
    let mut add = |class: RoadClass, rural: bool, line: Vec<Point>| {
        if line.len() < 2 {
            return;
        }
        let width = full_width(class, rural) as f32;
        let pavement = match class {
            RoadClass::Expressway => 1.5,
            RoadClass::Avenue => 6.5,
            RoadClass::Main => 5.0,
            RoadClass::Street => 4.0,
            RoadClass::Lane if rural => 0.5,
            RoadClass::Lane => 2.0,
        };
        let mut along = vec![0.0];
        for pair in line.windows(2) {
            let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
            along.push(along[along.len() - 1] + (dx * dx + dy * dy).sqrt());
        }
        ways.push(Way {
            class,
            rural,
            carriage: width - 2.0 * pavement,
            width,
            reach: widened(reach_of(&line), width / 2.0 + 1.0),
            salt: salt_of(&line),
            crossings: vec![],
            along,
            line,
        });
    };
    for road in &district.roads {
        let line = line_of(&road.line, ground);
        let rural = road.class == RoadClass::Lane && line.len() > 1 && !in_town(&line);
        add(road.class, rural, line);
    }
    // The great roads come from somewhere.
    for line in district.ground.plan.through_roads(FAR) {
        for part in beyond(&spots_of(&line, ground), district, ground) {
            add(RoadClass::Avenue, true, part);
        }
    }
    let motorways = district.roads.iter();
    for road in motorways.filter(|road| road.class == RoadClass::Expressway) {
        let line = line_of(&road.line, ground);
        if let [first, second, .., before, last] = line[..] {
            add(RoadClass::Expressway, true, straight_on(second, first));
            add(RoadClass::Expressway, true, straight_on(before, last));
        }
    }
    mark_crossings(&mut ways);
    ways
}

/// How far from the district's middle roads and the river are followed, in metres.
const FAR: f64 = 30_000.0;

/// Where something goes that leaves the district: on, in bends.
fn straight_on(before: Point, last: Point) -> Vec<Point> {
    const STEP: f32 = 80.0;
    const STEPS: usize = (FAR / STEP as f64) as usize;
    let (dx, dy) = (last.0 - before.0, last.1 - before.1);
    let length = (dx * dx + dy * dy).sqrt().max(1e-3);
    let (mut x, mut y) = last;
    let (mut dx, mut dy) = (dx / length, dy / length);
    let mut line = vec![last];
    for k in 0..STEPS {
        let turn = 0.05 * libm::sinf(k as f32 / 9.0) + 0.03 * libm::sinf(k as f32 / 3.7);
        (dx, dy) = (dx - dy * turn, dy + dx * turn);
        (x, y) = (x + dx * STEP, y + dy * STEP);
        line.push((x, y));
    }
    line
}

/// A ring a little larger, so that what lies on it counts as inside.
fn widened_ring(ring: &[Point]) -> Vec<Point> {
    offset_ring(ring, -3.0)
}

/// Notes on every road where another one touches it.
fn mark_crossings(ways: &mut [Way]) {
    let key = |at: Point| ((at.0 * 4.0) as i32, (at.1 * 4.0) as i32);
    let mut ends: BTreeMap<(i32, i32), Vec<usize>> = BTreeMap::new();
    for (index, way) in ways.iter().enumerate() {
        for &at in &way.line {
            ends.entry(key(at)).or_default().push(index);
        }
    }
    for index in 0..ways.len() {
        let crossings: Vec<f32> = (0..ways[index].line.len())
            .filter(|&k| {
                let there = &ends[&key(ways[index].line[k])];
                there
                    .iter()
                    .any(|&other| other != index && ways[other].class <= RoadClass::Street)
            })
            .map(|k| ways[index].along[k])
            .collect();
        ways[index].crossings = crossings;
    }
}

fn court(yard: &Yard, ground: &Ground) -> Court {
    let ring = spots_of(&yard.ring, ground);
    let along = (yard.along.0 as f32, yard.along.1 as f32);
    let (middle, half) = oblong_around(&ring, along);
    Court {
        kind: yard.kind,
        along,
        middle,
        half,
        reach: reach_of(&ring),
        salt: salt_of(&ring),
        ring,
    }
}

fn house(building: &Building, ground: &Ground) -> House {
    /// Roof and shadow reach further than the footprint.
    const SHADOW: f32 = 1.1;
    let ring = spots_of(&building.ring, ground);
    let height = building.height.0 as f32;
    let axis = longest_side(&ring);
    let (middle, half) = oblong_around(&ring, axis);
    let around = (4.0 * half.0 * half.1).max(1e-3);
    House {
        slim: (area(&ring) / around).clamp(0.0, 1.0).sqrt(),
        reach: widened(reach_of(&ring), height * SHADOW + 2.0),
        salt: salt_of(&ring),
        height,
        storeys: f32::from(building.storeys),
        purpose: building.purpose,
        roof: building.roof,
        middle,
        half,
        axis,
        ring,
    }
}

/// Square metres of a counter-clockwise ring.
fn area(ring: &[Point]) -> f32 {
    let origin = ring[0];
    let mut doubled = 0.0;
    for pair in ring.windows(2) {
        let (ax, ay) = (pair[0].0 - origin.0, pair[0].1 - origin.1);
        let (bx, by) = (pair[1].0 - origin.0, pair[1].1 - origin.1);
        doubled += ax * by - bx * ay;
    }
    doubled / 2.0
}

fn longest_side(ring: &[Point]) -> Point {
    let mut longest = (1.0, 0.0);
    let mut length = 0.0;
    let mut from = ring[ring.len() - 1];
    for &to in ring {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let side = (dx * dx + dy * dy).sqrt();
        if side > length {
            length = side;
            longest = (dx / side, dy / side);
        }
        from = to;
    }
    longest
}

/// The middle of the oblong around a ring whose sides run along and across a unit vector, and its half length and width.
fn oblong_around(ring: &[Point], axis: Point) -> (Point, (f32, f32)) {
    let across = (-axis.1, axis.0);
    let (low, high) = extent(ring, axis);
    let (near, far) = extent(ring, across);
    let (s, t) = ((low + high) / 2.0, (near + far) / 2.0);
    (
        (s * axis.0 + t * across.0, s * axis.1 + t * across.1),
        ((high - low) / 2.0, (far - near) / 2.0),
    )
}

fn extent(ring: &[Point], along: Point) -> (f32, f32) {
    ring.iter()
        .map(|at| at.0 * along.0 + at.1 * along.1)
        .fold((f32::MAX, f32::MIN), |(low, high), at| {
            (low.min(at), high.max(at))
        })
}

//! Roads, from the cuts of the plan.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use domain::Name;
use geo_types::LineString;

use crate::code::degrees;
use crate::divide::rings_by;
use crate::land::{chains, half_width, river_course};
use crate::mesh::Corner;
use crate::names;
use crate::plan::{Line, Plan};
use crate::plane::{Plane, Spot, contains, reach};

/// How much a road carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoadClass {
    /// Expressway (高速公路), outside the town's own streets.
    Expressway,
    /// Avenue (大道): across the whole district.
    Avenue,
    /// Main road (主干路): across the built-up core, or around it.
    Main,
    /// Street (街): between grids.
    Street,
    /// Lane: within a grid, or a country lane.
    Lane,
}

impl RoadClass {
    /// The class's word in exports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Expressway => "expressway",
            Self::Avenue => "avenue",
            Self::Main => "main",
            Self::Street => "street",
            Self::Lane => "lane",
        }
    }

    /// How fast a crew drives on it, in metres a second.
    #[must_use]
    pub(crate) const fn metres_per_second(self) -> f64 {
        match self {
            Self::Expressway => 22.0,
            Self::Avenue => 14.0,
            Self::Main => 12.0,
            Self::Street => 9.0,
            Self::Lane => 6.0,
        }
    }
}

/// How wide a road is with its pavements, in metres; `rural` says that a lane runs between fields.
pub(crate) const fn full_width(class: RoadClass, rural: bool) -> f64 {
    match class {
        RoadClass::Expressway => 30.0,
        RoadClass::Avenue => 44.0,
        RoadClass::Main => 34.0,
        RoadClass::Street => 22.0,
        RoadClass::Lane if rural => 5.0,
        RoadClass::Lane => 12.0,
    }
}

/// A road or a part of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Road {
    /// What it is called; lanes have no name.
    pub name: Option<Name>,
    /// How much it carries.
    pub class: RoadClass,
    /// Its middle line in WGS 84 degrees.
    pub line: LineString<f64>,
}

/// How far from the river's bank streets and lanes end, in metres.
const BEFORE_THE_BANK: f64 = 12.0;

/// The pieces of road that there are, each with its line. Where a street or lane ends at the river, its last pieces lie in
/// the water and are none.
pub(crate) fn pieces(plan: &Plan) -> Vec<((Corner, Corner), usize)> {
    let river: BTreeMap<Corner, f64> = river_course(plan)
        .iter()
        .enumerate()
        .map(|(k, &corner)| (corner, half_width(k) + BEFORE_THE_BANK))
        .collect();
    let mut edges: BTreeMap<usize, Vec<(Corner, Corner)>> = BTreeMap::new();
    for (edge, line) in plan.mesh.line_edges() {
        edges.entry(line).or_default().push(edge);
    }
    let mut pieces = vec![];
    for (line, edges) in edges {
        let Line::Road(class, _) = &plan.lines[line] else {
            continue;
        };
        let wet: Vec<(Spot, f64)> = edges
            .iter()
            .flat_map(|&(a, b)| [a, b])
            .filter(|_| *class >= RoadClass::Street)
            .filter_map(|corner| Some((plan.mesh.spot(corner), *river.get(&corner)?)))
            .collect();
        let is_dry = |corner: Corner| {
            let spot = plan.mesh.spot(corner);
            wet.iter().all(|(at, width)| at.distance(spot) > *width)
        };
        pieces.extend(
            edges
                .into_iter()
                .filter(|&(a, b)| is_dry(a) && is_dry(b))
                .map(|edge| (edge, line)),
        );
    }
    pieces
}

/// The roads of a plan, small ones first. Streets and lanes end at the river's bank; avenues and main roads cross it.
pub(crate) fn roads(plan: &Plan, outline: &[Spot], plane: &Plane) -> Vec<Road> {
    let mut edges: BTreeMap<usize, Vec<(Corner, Corner)>> = BTreeMap::new();
    for (edge, line) in plan.mesh.line_edges() {
        edges.entry(line).or_default().push(edge);
    }
    let course = river_course(plan);
    let river: BTreeMap<Corner, f64> = course
        .iter()
        .enumerate()
        .map(|(k, &corner)| (corner, half_width(k)))
        .collect();
    let mut roads = vec![];
    for (line, edges) in edges {
        let Line::Road(class, name) = &plan.lines[line] else {
            continue;
        };
        for chain in chains(&edges) {
            let mut spots: Vec<Spot> = chain.iter().map(|&corner| plan.mesh.spot(corner)).collect();
            if *class >= RoadClass::Street {
                for end in [chain[chain.len() - 1], chain[0]] {
                    if let Some(width) = river.get(&end) {
                        pull_back(&mut spots, width + BEFORE_THE_BANK);
                    }
                    spots.reverse();
                }
            }
            let middle_line: LineString<f64> =
                spots.iter().map(|&spot| degrees(plane, spot)).collect();
            roads.push(Road {
                name: name.clone(),
                class: *class,
                line: middle_line,
            });
        }
    }
    let motorway = expressway(plan, outline);
    roads.push(Road {
        name: Some(names::expressway()),
        class: RoadClass::Expressway,
        line: motorway.iter().map(|&spot| degrees(plane, spot)).collect(),
    });
    roads.sort_by_key(|road| Reverse(road.class));
    roads
}

/// Shortens a line at its end by a length in metres, leaving at least its first piece.
fn pull_back(spots: &mut Vec<Spot>, length: f64) {
    let mut left = length;
    while let [.., before, last] = spots[..] {
        let piece = before.distance(last);
        if piece > left {
            let end = spots.len() - 1;
            spots[end] = last.towards(before, left / piece);
            return;
        }
        if spots.len() == 2 {
            return;
        }
        left -= piece;
        spots.pop();
    }
}

/// The expressway: past the town's western side, halfway between the core and the outline, and out at both ends.
pub(crate) fn expressway(plan: &Plan, outline: &[Spot]) -> Vec<Spot> {
    const STEPS: usize = 90;
    const FROM_DEGREES: f64 = 96.0;
    const TO_DEGREES: f64 = 262.0;
    let core =
        rings_by(&plan.mesh, 2, |face| usize::from(plan.mesh.tag(face).rural)).swap_remove(0);
    let radii: Vec<(f64, f64, f64)> = (0..=STEPS)
        .map(|k| {
            let angle =
                (FROM_DEGREES + (TO_DEGREES - FROM_DEGREES) * k as f64 / STEPS as f64).to_radians();
            let inner = reach(&core, angle).unwrap_or(0.0);
            let outer = reach(outline, angle).unwrap_or(0.0);
            (angle, inner, outer)
        })
        .collect();
    let spots: Vec<Spot> = radii
        .iter()
        .enumerate()
        .map(|(k, &(angle, inner, _))| {
            let window = &radii[k.saturating_sub(9)..(k + 10).min(radii.len())];
            let smooth = window
                .iter()
                .map(|&(_, inner, outer)| 0.5 * inner + 0.5 * outer)
                .sum::<f64>()
                / window.len() as f64;
            let from_end = k.min(STEPS - k) as f64;
            let ramp = if from_end < 22.0 {
                (22.0 - from_end) * (22.0 - from_end) * 6.0
            } else {
                0.0
            };
            let r = smooth.max(inner + 90.0) + ramp;
            Spot::from_metres(r * libm::cos(angle), r * libm::sin(angle))
        })
        .collect();
    let mut line = within(outline, spots[..=STEPS / 2].iter().rev());
    line.reverse();
    line.extend(
        within(outline, spots[STEPS / 2..].iter())
            .into_iter()
            .skip(1),
    );
    line
}

/// A line from inside a ring up to the ring itself.
fn within<'a>(ring: &[Spot], line: impl Iterator<Item = &'a Spot>) -> Vec<Spot> {
    let mut kept: Vec<Spot> = vec![];
    for &spot in line {
        if contains(ring, spot.metres()) {
            kept.push(spot);
            continue;
        }
        if let Some(&last) = kept.last() {
            let (mut inside, mut outside) = (0.0, 1.0);
            while outside - inside > 1e-6 {
                let share = f64::midpoint(inside, outside);
                if contains(ring, last.towards(spot, share).metres()) {
                    inside = share
                } else {
                    outside = share
                }
            }
            kept.push(last.towards(spot, inside));
        }
        break;
    }
    kept
}

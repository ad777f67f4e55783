//! The country: hamlets strung along lanes, farms by themselves, plastic tunnels.

use crate::chance::Chance;
use crate::land::{Cover, chains};
use crate::mesh::Corner;
use crate::plan::Line;
use crate::plane::Spot;
use crate::road::{RoadClass, full_width};
use crate::squares::Rings;
use crate::town::Town;

use super::block::SETBACK;
use super::frame::{Frame, Point};
use super::shape;
use super::works::{Design, Works, upright};
use super::{BuildingUse, Roof, YardKind};

/// How many buildings the district has, as its figures say: "some 8,000".
const BUILDINGS: f64 = 8_000.0;
const MORE_OR_LESS: f64 = 120.0;
/// However full the core is, the country has people too.
const FEWEST_FARMHOUSES: usize = 420;

struct Country {
    woods: Rings,
    lanes: Vec<Vec<Spot>>,
    /// The rural faces, and the grid of each.
    faces: Rings,
    grids: Vec<usize>,
}

/// Builds the country until the district has its number of buildings.
pub(super) fn country(works: &mut Works, town: &Town<'_>, chance: &mut Chance) {
    let mesh = &town.plan.mesh;
    let edges: Vec<(Corner, Corner)> = mesh
        .line_edges()
        .filter(|&((a, b), line)| {
            let lane = matches!(town.plan.lines[line], Line::Road(RoadClass::Lane, _));
            let rural = [(a, b), (b, a)].into_iter().all(|(from, to)| {
                mesh.face_left_of(from, to)
                    .is_some_and(|face| mesh.tag(face).rural)
            });
            lane && rural
        })
        .map(|(edge, _)| edge)
        .collect();
    let faces: Vec<usize> = mesh.faces().filter(|&face| mesh.tag(face).rural).collect();
    let country = Country {
        woods: Rings::new(town.rings_of(Cover::Wood)),
        lanes: chains(&edges)
            .into_iter()
            .map(|chain| chain.into_iter().map(|corner| mesh.spot(corner)).collect())
            .collect(),
        faces: Rings::new(faces.iter().map(|&face| mesh.ring(face))),
        grids: faces.iter().map(|&face| mesh.tag(face).grid).collect(),
    };
    country.tunnels(works, chance);
    let total = (BUILDINGS + chance.between(-MORE_OR_LESS, MORE_OR_LESS)) as usize;
    let goal = total.max(works.drafts.len() + FEWEST_FARMHOUSES);
    country.fill(works, goal, chance);
}

impl Country {
    fn fill(&self, works: &mut Works, goal: usize, chance: &mut Chance) {
        // Far more than are ever needed: a bound for seeds whose country is full.
        const TRIES: usize = 3_000;
        for _ in 0..TRIES {
            if works.drafts.len() >= goal {
                return;
            }
            if chance.happens(0.55) {
                self.hamlet(works, goal, chance);
            } else {
                self.farm(works, chance);
            }
        }
    }

    /// The grid of the rural face around a spot.
    fn grid_around(&self, spot: Spot) -> Option<usize> {
        self.faces.around(spot).map(|face| self.grids[face])
    }

    /// A place on a lane by chance: the frame along it.
    fn on_a_lane(&self, chance: &mut Chance) -> Option<(usize, f64)> {
        let lane = chance.below(self.lanes.len());
        let length: f64 = self
            .lanes
            .get(lane)?
            .windows(2)
            .map(|p| p[0].distance(p[1]))
            .sum();
        // Short lanes are chosen as rarely as their length asks for.
        chance
            .happens(length / 1_200.0)
            .then(|| (lane, chance.between(30.0, (length - 30.0).max(31.0))))
    }

    /// The frame on a lane, metres from its beginning: `across` runs along the lane.
    fn lane_frame(&self, lane: usize, metres: f64) -> Option<Frame> {
        let mut left = metres;
        for pair in self.lanes.get(lane)?.windows(2) {
            let length = pair[0].distance(pair[1]);
            if left <= length {
                let (frame, _) = Frame::along(pair[0], pair[1])?;
                return Some(frame.moved((left, 0.0)));
            }
            left -= length;
        }
        None
    }

    /// A string of farmhouses on both sides of a lane.
    fn hamlet(&self, works: &mut Works, goal: usize, chance: &mut Chance) {
        let Some((lane, start)) = self.on_a_lane(chance) else {
            return;
        };
        let count = 4 + chance.below(13);
        let both = chance.happens(0.6);
        let first_side = if chance.happens(0.5) { 1.0 } else { -1.0 };
        let mut metres = start;
        for k in 0..count {
            if works.drafts.len() >= goal {
                return;
            }
            let side = if both && k % 2 == 1 {
                -first_side
            } else {
                first_side
            };
            metres += chance.between(7.0, if both { 15.0 } else { 24.0 });
            let Some(frame) = self.lane_frame(lane, metres) else {
                return;
            };
            let deep = chance.happens(0.16);
            let behind = if deep {
                chance.between(15.0, 26.0)
            } else {
                0.0
            };
            let away = full_width(RoadClass::Lane, true) / 2.0
                + SETBACK
                + chance.between(1.0, 6.5)
                + behind;
            self.house(works, &frame, side, away, chance);
        }
    }

    /// A farm by itself, a footpath's length from a lane.
    fn farm(&self, works: &mut Works, chance: &mut Chance) {
        let Some((lane, metres)) = self.on_a_lane(chance) else {
            return;
        };
        let Some(frame) = self.lane_frame(lane, metres) else {
            return;
        };
        let side = if chance.happens(0.5) { 1.0 } else { -1.0 };
        let away = chance.between(30.0, 210.0);
        let houses = 1 + chance.below(3);
        let before = works.drafts.len();
        for k in 0..houses {
            let frame = frame.moved((k as f64 * chance.between(13.0, 19.0), 0.0));
            let away = away + chance.between(-6.0, 6.0);
            self.house(works, &frame, side, away, chance);
        }
        if works.drafts.len() > before {
            let ring = frame.rect((-1.3, 0.0), (1.3, side * (away - 2.0)));
            works.lay(YardKind::Path, upright(ring), frame.up());
        }
    }

    /// A farmhouse `away` metres from a lane, with its yard towards the lane.
    fn house(&self, works: &mut Works, lane: &Frame, side: f64, away: f64, chance: &mut Chance) {
        let (width, depth) = (chance.between(9.0, 13.0), chance.between(8.5, 11.0));
        let turned = chance.between(-0.1, 0.1) + if chance.happens(0.1) { 0.5 } else { 0.0 };
        let frame = lane
            .moved((0.0, side * (away + depth / 2.0)))
            .turned(turned);
        let middle = frame.spot((0.0, 0.0));
        if self.woods.around(middle).is_some() {
            return;
        }
        let storeys = 2 + usize::from(chance.happens(0.35));
        let (shape, roof) = if chance.happens(0.2) {
            (shape::ell(width + 3.0, depth + 3.0, 6.0), Roof::Flat)
        } else if chance.happens(0.68) {
            (shape::oblong(width, depth), Roof::Gable)
        } else {
            (shape::oblong(width, depth), Roof::Flat)
        };
        let ring = upright(frame.ring(&shape));
        let Some(grid) = self.grid_around(middle) else {
            return;
        };
        let design = Design::new(BuildingUse::Farmhouse, storeys).roofed(roof);
        if !works.clearance.is_free(&ring, design.gap) {
            return;
        }
        works.build_anyway(ring, grid, &design);
        let yard = frame.rect(
            (-width * 0.5, -side * depth * 0.4),
            (
                width * 0.5,
                -side * (depth * 0.5 + chance.between(4.0, 7.0)),
            ),
        );
        works.lay(YardKind::Concrete, upright(yard), frame.across);
    }

    /// Plastic tunnels, side by side.
    fn tunnels(&self, works: &mut Works, chance: &mut Chance) {
        const GROUPS: usize = 60;
        const WIDE: f64 = 7.0;
        const PITCH: f64 = 8.6;
        for _ in 0..GROUPS {
            let Some((lane, metres)) = self.on_a_lane(chance) else {
                continue;
            };
            let Some(frame) = self.lane_frame(lane, metres) else {
                continue;
            };
            let side = if chance.happens(0.5) { 1.0 } else { -1.0 };
            let frame = frame.moved((0.0, side * chance.between(10.0, 70.0)));
            let (count, long) = (5 + chance.below(14), chance.between(36.0, 62.0));
            for row in 0..1 + chance.below(3) {
                let near = row as f64 * (long + 5.0);
                for k in 0..count {
                    let u = k as f64 * PITCH;
                    let tunnel: [Point; 4] = [
                        (u, side * near),
                        (u + WIDE, side * near),
                        (u + WIDE, side * (near + long)),
                        (u, side * (near + long)),
                    ];
                    let ring = upright(frame.ring(&tunnel));
                    let open = !ring.iter().any(|&spot| self.woods.around(spot).is_some());
                    let home = self.grid_around(ring[0]).is_some();
                    if open && home && works.clearance.is_free(&ring, 1.2) {
                        works.clearance.stand(&ring, 1.2);
                        works.lay(YardKind::Greenhouse, ring, frame.up());
                    }
                }
            }
        }
    }
}

//! Where a mast finds footing: off every carriageway, on dry ground, clear of every building.

use std::collections::BTreeMap;

use domain::Name;

use crate::building::{Building, Footprints};
use crate::land::Cover;
use crate::mesh::{Corner, Face};
use crate::plan::Line;
use crate::plane::{Spot, area_km2, away_from, contains, inner_point, pairs};
use crate::road::{RoadClass, pieces};
use crate::squares::Rings;
use crate::town::Town;

/// A face of the plan, as a mast sees it.
#[derive(Clone, Debug)]
struct Block {
    ring: Vec<Spot>,
    /// How far a mast keeps from each side, in metres.
    clear: Vec<f64>,
    inside: Spot,
}

/// What decides where a mast may stand.
pub(super) struct Footing<'a> {
    pub(super) town: &'a Town<'a>,
    pub(super) faces_at: BTreeMap<Corner, Vec<Face>>,
    /// The named roads that meet at a corner, the greatest first.
    pub(super) roads_at: BTreeMap<Corner, Vec<(RoadClass, Name)>>,
    /// The other ends of the road pieces at a corner.
    pub(super) arms_at: BTreeMap<Corner, Vec<Corner>>,
    pub(super) expressway: Vec<Spot>,
    blocks: Vec<Block>,
    water: Rings,
    footprints: Footprints<'a>,
}

impl<'a> Footing<'a> {
    pub(super) fn of(town: &'a Town<'a>, buildings: &'a [Building]) -> Self {
        let mesh = &town.plan.mesh;
        let mut faces_at: BTreeMap<Corner, Vec<Face>> = BTreeMap::new();
        for face in mesh.faces() {
            for &corner in mesh.corners(face) {
                faces_at.entry(corner).or_default().push(face);
            }
        }
        let mut roads_at: BTreeMap<Corner, Vec<(RoadClass, Name)>> = BTreeMap::new();
        let mut arms_at: BTreeMap<Corner, Vec<Corner>> = BTreeMap::new();
        for ((a, b), line) in pieces(town.plan) {
            let Line::Road(class, name) = &town.plan.lines[line] else {
                continue;
            };
            for (corner, other) in [(a, b), (b, a)] {
                arms_at.entry(corner).or_default().push(other);
                if let Some(name) = name {
                    let roads = roads_at.entry(corner).or_default();
                    if !roads.iter().any(|(_, known)| known == name) {
                        roads.push((*class, name.clone()));
                    }
                }
            }
        }
        for roads in roads_at.values_mut() {
            roads.sort();
        }
        Self {
            town,
            faces_at,
            roads_at,
            arms_at,
            expressway: town.expressway(),
            blocks: mesh.faces().map(|face| block(town, face)).collect(),
            water: Rings::new(town.rings_of(Cover::Water)),
            footprints: Footprints::of(buildings),
        }
    }

    /// Whether a mast may stand on a spot of a face.
    fn is_clear(&self, face: Face, spot: Spot) -> bool {
        /// Between a mast and a wall.
        const FROM_WALLS: f64 = 1.0;
        let block = &self.blocks[face];
        let off_the_road = pairs(&block.ring)
            .zip(&block.clear)
            .all(|((a, b), &clear)| away_from(spot, a, b) >= clear);
        off_the_road
            && contains(&block.ring, spot.metres())
            && self.footprints.leave_free(spot, FROM_WALLS)
            && self.water.around(spot).is_none()
            && !self.is_on_the_expressway(spot)
    }

    /// Whether a mast may stand on a spot.
    pub(super) fn holds(&self, spot: Spot) -> bool {
        self.face_of(spot)
            .is_some_and(|face| self.is_clear(face, spot))
    }

    fn is_on_the_expressway(&self, spot: Spot) -> bool {
        self.expressway
            .windows(2)
            .any(|pair| away_from(spot, pair[0], pair[1]) < kerb_metres(RoadClass::Expressway))
    }

    fn face_of(&self, spot: Spot) -> Option<Face> {
        let plots = self.town.plots;
        let faces = &plots.plots[plots.around(spot)?].faces;
        faces
            .iter()
            .copied()
            .find(|&face| contains(&self.blocks[face].ring, spot.metres()))
    }

    /// A spot at the kerb of a corner, as near to it as there is room; in a certain grid if one is asked for.
    pub(super) fn kerb(&self, corner: Corner, grid: Option<usize>) -> Option<Spot> {
        const REACH: [f64; 14] = [
            6.0, 8.0, 10.0, 12.0, 14.0, 17.0, 20.0, 23.0, 26.0, 30.0, 35.0, 40.0, 46.0, 52.0,
        ];
        let mesh = &self.town.plan.mesh;
        let at = mesh.spot(corner);
        let faces = self.faces_at.get(&corner)?;
        REACH.into_iter().find_map(|reach| {
            faces
                .iter()
                .filter(|&&face| grid.is_none_or(|grid| mesh.tag(face).grid == grid))
                .find_map(|&face| {
                    let inside = self.blocks[face].inside;
                    let share = reach / at.distance(inside).max(1.0);
                    let spot = at.towards(inside, share.min(1.0));
                    self.is_clear(face, spot).then_some(spot)
                })
        })
    }

    /// A spot well inside the largest part of a plot that has room for a mast.
    pub(super) fn inside(&self, plot: usize) -> Option<Spot> {
        const LATTICE: i32 = 17;
        const STEP: f64 = 25.0;
        let mut faces = self.town.plots.plots[plot].faces.clone();
        faces.sort_by(|&one, &other| {
            let area = |face: Face| area_km2(&self.blocks[face].ring);
            area(other).total_cmp(&area(one))
        });
        faces.into_iter().find_map(|face| {
            let middle = self.blocks[face].inside;
            let (x, y) = middle.metres();
            // The middle, or what lies around it where the middle is a pond or a hall.
            let around = (0..LATTICE * LATTICE).map(|k| {
                let step = |k: i32| f64::from(k - LATTICE / 2) * STEP;
                Spot::from_metres(x + step(k % LATTICE), y + step(k / LATTICE))
            });
            std::iter::once(middle)
                .chain(around)
                .find(|&spot| self.is_clear(face, spot))
        })
    }
}

fn block(town: &Town<'_>, face: Face) -> Block {
    let plan = town.plan;
    let corners = plan.mesh.corners(face);
    let ring = plan.mesh.ring(face);
    let clear = (0..corners.len())
        .map(|i| {
            let line = plan
                .mesh
                .line_of(corners[i], corners[(i + 1) % corners.len()]);
            match line.map(|line| &plan.lines[line]) {
                Some(Line::Road(class, _)) => kerb_metres(*class),
                Some(Line::River) => 45.0,
                None => 4.0,
            }
        })
        .collect();
    let (x, y) = inner_point(&ring);
    Block {
        clear,
        inside: Spot::from_metres(x, y),
        ring,
    }
}

/// How far from the middle of a road a mast stands at least, in metres.
const fn kerb_metres(class: RoadClass) -> f64 {
    match class {
        RoadClass::Expressway => 17.0,
        RoadClass::Avenue => 19.0,
        RoadClass::Main => 14.0,
        RoadClass::Street => 9.0,
        RoadClass::Lane => 5.0,
    }
}

//! How the town is laid out: outline, core, river, avenues, and the cuts that make grids and micro-grids of it.

use domain::Name;

use crate::chance::Chance;
use crate::figures::{GRIDS, MICRO_GRIDS, RURAL_GRIDS};
use crate::mesh::{Chord, Face, Mesh};
use crate::names;
use crate::plane::{Spot, area_km2, away_from, centroid, contains, extent, inner_point, pairs};
use crate::road::RoadClass;
use crate::shape::{core, outline, river};
use crate::warp::Warp;

/// What a cut is in the town.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Line {
    /// The river's course.
    River,
    /// A road; lanes have no name.
    Road(RoadClass, Option<Name>),
}

/// What the plan knows about one part of the sheet.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    /// Column (0 west of the avenue, 1 between avenue and river, 2 east of the river) and row (0 south … 2 north).
    pub(crate) sector: (u8, u8),
    /// Outside the built-up core.
    pub(crate) rural: bool,
    /// Which grid it is part of.
    pub(crate) grid: usize,
}

/// The town as it was drawn.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) mesh: Mesh<Cell>,
    pub(crate) lines: Vec<Line>,
    /// The river's course from north to south, beyond the outline at both ends.
    pub(crate) river: Vec<Spot>,
    pub(crate) warp: Warp,
}

/// How far a line is drawn beyond the town, in metres from its middle.
const BEYOND: f64 = 7_500.0;
/// The through lines: the avenue, the river, and the two great cross streets, in street coordinates.
const AVENUE_U: f64 = -820.0;
const RIVER_U: f64 = 1_480.0;
const SOUTH_V: f64 = -950.0;
const NORTH_V: f64 = 1_050.0;

impl Plan {
    /// The plan of a seed. A draft whose lines run awkwardly (an avenue that grazes the outline) is thrown away and the
    /// next one drawn, always in the same order.
    pub(crate) fn from_seed(seed: u64) -> Self {
        let mut attempt = 0;
        loop {
            if let Some(plan) = Self::draft(&Chance::from_seed(seed).fork(attempt)) {
                return plan;
            }
            attempt += 1;
        }
    }

    fn draft(chance: &Chance) -> Option<Self> {
        let warp = Warp::new(&mut chance.fork(1));
        let outline = outline(&mut chance.fork(2));
        let core = core(&outline, &warp, &mut chance.fork(3));
        let river = river(&warp, RIVER_U, BEYOND, &mut chance.fork(4));
        let cell = Cell {
            sector: (0, 0),
            rural: true,
            grid: 0,
        };
        let mut plan = Self {
            mesh: Mesh::new(&outline, cell),
            lines: vec![],
            river,
            warp,
        };
        plan.cut_through_lines();
        let ring = plan.add_line(Line::Road(RoadClass::Main, Some(names::ring_road())));
        let closed: Vec<Spot> = core.iter().chain(core.first()).copied().collect();
        plan.mesh.cut(&closed, ring, 20.0, |_| true);
        plan.mark_sectors(&core);
        let count = |rural: bool| {
            plan.mesh
                .faces()
                .filter(|&face| plan.mesh.tag(face).rural == rural)
                .count()
        };
        if count(true) != RURAL_GRIDS || count(false) != 9 {
            return None;
        }
        plan.cut_main_roads();
        plan.cut_grids(&mut chance.fork(5))?;
        plan.cut_micro_grids(&mut chance.fork(6))?;
        Some(plan)
    }

    fn add_line(&mut self, line: Line) -> usize {
        self.lines.push(line);
        self.lines.len() - 1
    }

    fn cut_through_lines(&mut self) {
        let [avenue, south, north] = self.through_roads(BEYOND);
        for (path, name) in [
            (avenue, names::avenue()),
            (south, names::south_avenue()),
            (north, names::college_avenue()),
        ] {
            let line = self.add_line(Line::Road(RoadClass::Avenue, Some(name)));
            self.mesh.cut(&path, line, 1.0, |_| true);
        }
        let line = self.add_line(Line::River);
        let river = self.river.clone();
        self.mesh.cut(&river, line, 1.0, |_| true);
    }

    /// The avenue and the two great cross streets, to so many metres beyond the town's middle on either side.
    pub(crate) fn through_roads(&self, beyond: f64) -> [Vec<Spot>; 3] {
        let still = |_: f64| (0.0, 0.0);
        [
            ((AVENUE_U, -beyond), (AVENUE_U, beyond)),
            ((-beyond, SOUTH_V), (beyond, SOUTH_V)),
            ((-beyond, NORTH_V), (beyond, NORTH_V)),
        ]
        .map(|(from, to)| self.warp.line(from, to, 90.0, still))
    }

    fn mark_sectors(&mut self, core: &[Spot]) {
        for face in self.mesh.faces() {
            let ring = self.mesh.ring(face);
            let middle = inner_point(&ring);
            let (u, v) = self.warp.streets(middle);
            let column = if u < AVENUE_U {
                0
            } else {
                u8::from(self.is_east_of_river(middle)) + 1
            };
            let row = u8::from(v > SOUTH_V) + u8::from(v > NORTH_V);
            let tag = self.mesh.tag_mut(face);
            tag.sector = (column, row);
            tag.rural = !contains(core, middle);
        }
    }

    /// Whether a point lies on the river's eastern bank.
    pub(crate) fn is_east_of_river(&self, (x, y): (f64, f64)) -> bool {
        let nearest = self.river.windows(2).min_by(|one, other| {
            let distance = |pair: &[Spot]| {
                pair[0]
                    .towards(pair[1], 0.5)
                    .distance(Spot::from_metres(x, y))
            };
            distance(one).total_cmp(&distance(other))
        });
        nearest.is_some_and(|pair| {
            let ((ax, ay), (bx, by)) = (pair[0].metres(), pair[1].metres());
            // The course runs from north to south: east is on its left.
            (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0.0
        })
    }

    fn cut_main_roads(&mut self) {
        let sway = |phase: f64| move |along: f64| (60.0 * libm::sin(along / 1_100.0 + phase), 0.0);
        let rise = |phase: f64| move |along: f64| (0.0, 60.0 * libm::sin(along / 1_200.0 + phase));
        let [west, middle, east] = [-1_950.0, 330.0, 2_230.0].map(|u| ((u, -BEYOND), (u, BEYOND)));
        let [south, centre, north] = [-1_930.0, 60.0, 1_960.0].map(|v| ((-BEYOND, v), (BEYOND, v)));
        let paths = [
            self.warp.line(west.0, west.1, 90.0, sway(0.3)),
            self.warp.line(middle.0, middle.1, 90.0, sway(2.0)),
            self.warp.line(east.0, east.1, 90.0, sway(4.1)),
            self.warp.line(south.0, south.1, 90.0, rise(1.2)),
            self.warp.line(centre.0, centre.1, 90.0, rise(3.3)),
            self.warp.line(north.0, north.1, 90.0, rise(5.0)),
        ];
        for (path, name) in paths.iter().zip(names::main_roads()) {
            let line = self.add_line(Line::Road(RoadClass::Main, Some(name)));
            self.mesh.cut(path, line, 6.0, |cell| !cell.rural);
        }
    }

    /// Cuts the core until there are as many grids as the district has.
    fn cut_grids(&mut self, chance: &mut Chance) -> Option<()> {
        let mut streets = names::streets(chance);
        self.cut_until(
            GRIDS,
            (0.75, 1.35),
            chance,
            |plan, face| {
                if plan.mesh.tag(face).rural {
                    0.0
                } else {
                    plan.grid_size(face)
                }
            },
            |plan, face, chance| {
                let line = plan.add_line(Line::Road(RoadClass::Street, streets.next()));
                plan.halve(face, line, 60.0, 0.0, chance)
            },
        )?;
        for face in self.mesh.faces() {
            self.mesh.tag_mut(face).grid = face;
        }
        Some(())
    }

    /// Cuts the grids into micro-grids; the cuts are the small streets and the country lanes.
    fn cut_micro_grids(&mut self, chance: &mut Chance) -> Option<()> {
        const LANE_SWAY: f64 = 0.07;
        const COUNTRY_KM2: f64 = 0.40;
        const PARTS_OF_A_GRID: f64 = 8.0;
        let size = |plan: &Self, face: Face| {
            if plan.mesh.tag(face).rural {
                COUNTRY_KM2
            } else {
                plan.grid_size(face) / PARTS_OF_A_GRID
            }
        };
        self.cut_until(
            MICRO_GRIDS,
            (0.8, 1.25),
            chance,
            size,
            |plan, face, chance| {
                let (snap, sway) = if plan.mesh.tag(face).rural {
                    (80.0, LANE_SWAY)
                } else {
                    (30.0, 0.0)
                };
                let line = plan.add_line(Line::Road(RoadClass::Lane, None));
                plan.halve(face, line, snap, sway, chance)
            },
        )
    }

    /// Cuts whatever is largest for its place, again and again, until there are `count` faces. `size` is how large a part
    /// is meant to be in square kilometres, 0 where nothing is to be cut; by chance a part may be somewhat larger or smaller.
    /// `None` when nothing is left to cut.
    fn cut_until(
        &mut self,
        count: usize,
        appetite: (f64, f64),
        chance: &mut Chance,
        size: impl Fn(&Self, Face) -> f64,
        mut cut: impl FnMut(&mut Self, Face, &mut Chance) -> Option<Face>,
    ) -> Option<()> {
        let hunger = |plan: &Self, face: Face, chance: &mut Chance| {
            let meant = size(plan, face) * chance.between(appetite.0, appetite.1);
            if meant > 0.0 {
                area_km2(&plan.mesh.ring(face)) / meant
            } else {
                0.0
            }
        };
        let mut hungers: Vec<f64> = self
            .mesh
            .faces()
            .map(|face| hunger(self, face, chance))
            .collect();
        while hungers.len() < count {
            let (face, most) = hungers
                .iter()
                .copied()
                .enumerate()
                .max_by(|one, other| one.1.total_cmp(&other.1))?;
            if most < 1e-6 {
                return None;
            }
            if let Some(part) = cut(self, face, chance) {
                hungers[face] = hunger(self, face, chance);
                hungers.push(hunger(self, part, chance));
            } else {
                hungers[face] *= 0.25;
            }
        }
        Some(())
    }

    /// How large a grid is hereabouts, in square kilometres: small in the middle, large at the edge.
    fn grid_size(&self, face: Face) -> f64 {
        let (x, y) = centroid(&self.mesh.ring(face));
        let from_centre = libm::sqrt(x * x + y * y) / 2_900.0;
        0.10 + 0.26 * from_centre * libm::sqrt(from_centre)
    }

    /// Cuts a face across its longer side, along the streets of the neighbourhood, where it divides best.
    fn halve(
        &mut self,
        face: Face,
        line: usize,
        snap: f64,
        sway: f64,
        chance: &mut Chance,
    ) -> Option<Face> {
        let ring = self.mesh.ring(face);
        let middle = inner_point(&ring);
        let [across, up] = self.warp.directions(middle);
        let (wide, high) = (extent(&ring, across), extent(&ring, up));
        let (long, short, length, breadth) = if wide > high {
            (across, up, wide, high)
        } else {
            (up, across, high, wide)
        };
        let mut best: Option<(f64, Chord)> = None;
        for attempt in 0..10 {
            let along = chance.between(-0.16, 0.16) * length;
            let turn = if attempt < 6 {
                0.0
            } else {
                chance.between(-0.12, 0.12)
            };
            let turned = (short.0 - turn * short.1, short.1 + turn * short.0);
            let through = (middle.0 + long.0 * along, middle.1 + long.1 * along);
            if !contains(&ring, through) {
                continue;
            }
            let Some(chord) = self.mesh.chord(face, through, turned, snap) else {
                continue;
            };
            let (from, to) = self.mesh.chord_ends(&chord);
            let straight = from.distance(to) / breadth;
            let corners = ring
                .iter()
                .filter(|&&corner| corner == from || corner == to)
                .count() as f64;
            let score = chord.smaller_share + 0.05 * corners - 0.12 * straight;
            if chord.smaller_share > 0.3 && best.as_ref().is_none_or(|(found, _)| score > *found) {
                best = Some((score, chord));
            }
        }
        let (_, chord) = best?;
        let via = if sway > 0.0 {
            self.swaying(&ring, &chord, sway, chance)
        } else {
            vec![]
        };
        self.mesh.cut_chord(face, &chord, &via, line)
    }

    /// A bend for a country lane along a chord, or none where it would touch the sides.
    fn swaying(&self, ring: &[Spot], chord: &Chord, sway: f64, chance: &mut Chance) -> Vec<Spot> {
        const PARTS: usize = 12;
        let (from, to) = self.mesh.chord_ends(chord);
        let ((ax, ay), (bx, by)) = (from.metres(), to.metres());
        let (bow, wave) = (chance.between(-sway, sway), chance.between(-sway, sway));
        let via: Vec<Spot> = (1..PARTS)
            .map(|k| {
                let share = k as f64 / PARTS as f64;
                let turn = core::f64::consts::PI * share;
                let aside = bow * libm::sin(turn) + wave * libm::sin(2.0 * turn);
                Spot::from_metres(
                    ax + (bx - ax) * share - (by - ay) * aside,
                    ay + (by - ay) * share + (bx - ax) * aside,
                )
            })
            .collect();
        let clear = via.iter().all(|&spot| {
            contains(ring, spot.metres())
                && pairs(ring).all(|(a, b)| {
                    away_from(spot, a, b) > 15.0
                        || spot.distance(from).min(spot.distance(to)) < 90.0
                })
        });
        if clear { via } else { vec![] }
    }
}

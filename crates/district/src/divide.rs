//! From the plan's cells to the district's divisions: micro-grids, grids with their kinds, patrol areas.

use std::collections::BTreeMap;

use domain::{Elements, Grid, GridKind, MicroGrid, Name, PatrolArea};
use geo_types::{LineString, MultiPolygon, Polygon};

use crate::code::{code, degrees};
use crate::figures::{COMMERCIAL_GRIDS, GRIDS, MARKET_GRIDS, PATROL_AREAS, UNIVERSITY_GRIDS};
use crate::mesh::{Corner, Face, Mesh};
use crate::names;
use crate::plan::{Cell, Plan};
use crate::plane::{Plane, Spot, area_km2, doubled_area, inner_point};
use crate::squares::Reach;

/// What a grid mainly is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Main {
    Rural,
    Commercial,
    Residential,
    Market,
}

/// What the plan knows about a grid.
#[derive(Clone, Debug)]
pub(crate) struct Plot {
    pub(crate) main: Main,
    pub(crate) university: bool,
    /// Which patrol area, counted from 0; the last is the trade city.
    pub(crate) area: usize,
    /// Which community is nearest.
    pub(crate) community: usize,
    pub(crate) faces: Vec<Face>,
    /// Its ring, counter-clockwise.
    pub(crate) ring: Vec<Spot>,
    reach: Reach,
    /// A point well inside, in metres.
    pub(crate) middle: (f64, f64),
}

/// The district's divisions on the sheet.
#[derive(Clone, Debug)]
pub(crate) struct Plots {
    pub(crate) plots: Vec<Plot>,
    /// Where each community has its centre.
    pub(crate) communities: Vec<Spot>,
}

/// The patrol area, counted from 0, of a cell.
const fn area_of(cell: &Cell) -> usize {
    match cell.sector {
        (1, 1) => 0,
        (0, 2) => 2,
        (_, 2) => 1,
        (0, 1) => 3,
        (0, _) => 4,
        (_, 1) if !cell.rural => 6,
        _ => 5,
    }
}

fn far(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (dx, dy) = (one.0 - other.0, one.1 - other.1);
    libm::sqrt(dx * dx + dy * dy)
}

/// Whether a university has room: a block for the running track, and others for its library, teaching and dormitories.
fn has_room_for_a_campus(mesh: &Mesh<Cell>, plot: &Plot) -> bool {
    const BLOCKS: usize = 5;
    const LARGEST_BLOCK_KM2: f64 = 0.018;
    let mut areas = plot.faces.iter().map(|&face| area_km2(&mesh.ring(face)));
    plot.faces.len() >= BLOCKS && areas.any(|area| area > LARGEST_BLOCK_KM2)
}

impl Plots {
    /// The divisions of a plan. `None` when the trade city has fewer grids than it has markets, or when a grid is so small
    /// that nobody would have made one of it.
    pub(crate) fn of(plan: &Plan, communities: Vec<Spot>) -> Option<Self> {
        const SMALLEST_GRID_KM2: f64 = 0.005;
        let mesh = &plan.mesh;
        let rings = rings_by(mesh, GRIDS, |face| mesh.tag(face).grid);
        let mut plots: Vec<Plot> = rings
            .into_iter()
            .enumerate()
            .map(|(grid, ring)| {
                let faces: Vec<Face> = mesh
                    .faces()
                    .filter(|&face| mesh.tag(face).grid == grid)
                    .collect();
                let cell = mesh.tag(faces[0]);
                let middle = inner_point(&ring);
                let community = nearest(&communities, middle);
                let main = if cell.rural {
                    Main::Rural
                } else {
                    Main::Residential
                };
                Plot {
                    main,
                    university: false,
                    area: area_of(cell),
                    community,
                    faces,
                    reach: Reach::of(&ring),
                    ring,
                    middle,
                }
            })
            .collect();
        if plots
            .iter()
            .any(|plot| area_km2(&plot.ring) < SMALLEST_GRID_KM2)
        {
            return None;
        }
        let choose = |plots: &[Plot], at: (f64, f64), fits: &dyn Fn(&Plot) -> bool| {
            plots
                .iter()
                .enumerate()
                .filter(|(_, plot)| {
                    plot.main == Main::Residential && !plot.university && fits(plot)
                })
                .min_by(|(_, one), (_, other)| {
                    far(one.middle, at).total_cmp(&far(other.middle, at))
                })
                .map(|(index, _)| index)
        };
        // Milan Town, Times Square and the other two quarters, around the middle of the first area.
        let quarters = [
            (-480.0, 180.0),
            (120.0, 420.0),
            (40.0, -420.0),
            (760.0, 120.0),
        ];
        for (u, v) in quarters.into_iter().take(COMMERCIAL_GRIDS) {
            let index = choose(&plots, plan.warp.sheet(u, v), &|plot| plot.area == 0)?;
            plots[index].main = Main::Commercial;
        }
        for _ in 0..MARKET_GRIDS {
            let index = choose(&plots, plan.warp.sheet(2_000.0, 60.0), &|plot| {
                plot.area == PATROL_AREAS - 1
            })?;
            plots[index].main = Main::Market;
        }
        for _ in 0..UNIVERSITY_GRIDS {
            let index = choose(&plots, plan.warp.sheet(-1_500.0, 1_700.0), &|plot| {
                plot.area != 0 && has_room_for_a_campus(mesh, plot)
            })?;
            plots[index].university = true;
        }
        Some(Self { plots, communities })
    }

    /// The plot that contains a spot; `None` outside the district.
    pub(crate) fn around(&self, spot: Spot) -> Option<usize> {
        let mut plots = self.plots.iter();
        plots.position(|plot| plot.reach.surrounds(&plot.ring, spot))
    }

    /// The grids as the deployment knows them, in the order of their plots.
    pub(crate) fn grids(&self, plane: &Plane) -> Vec<Grid> {
        let mut counted: BTreeMap<Main, usize> = BTreeMap::new();
        let mut in_community: BTreeMap<usize, usize> = BTreeMap::new();
        let communities = names::communities();
        let areas = names::patrol_areas();
        self.plots
            .iter()
            .map(|plot| {
                let count = counted
                    .entry(plot.main)
                    .and_modify(|count| *count += 1)
                    .or_insert(1);
                let (number, kind) = match plot.main {
                    Main::Rural => (format!("R-{count:02}"), GridKind::Rural),
                    Main::Commercial => (format!("C-{count:02}"), GridKind::Commercial),
                    Main::Residential => (format!("H-{count:03}"), GridKind::Residential),
                    Main::Market => (format!("M-{count:02}"), GridKind::SpecialisedMarket),
                };
                let nth = in_community
                    .entry(plot.community)
                    .and_modify(|count| *count += 1)
                    .or_insert(1);
                let community = &communities[plot.community].0;
                let mut kinds = vec![kind];
                if plot.university {
                    kinds.push(GridKind::University);
                }
                Grid {
                    id: code(&number),
                    name: Name::new(
                        &format!("{}第 {nth} 网格", community.zh),
                        &format!("{} grid {nth}", community.en),
                    ),
                    kinds,
                    area: Some(code(areas[plot.area].0)),
                    boundary: outline(plane, &plot.ring),
                }
            })
            .collect()
    }

    /// The micro-grids, in the order of the mesh's faces within each grid, with what was counted in the same order.
    pub(crate) fn micro_grids(
        &self,
        mesh: &Mesh<Cell>,
        grids: &[Grid],
        counted: &[Elements],
        plane: &Plane,
    ) -> Vec<MicroGrid> {
        let parts = self.plots.iter().zip(grids);
        parts
            .flat_map(|(plot, grid)| {
                plot.faces
                    .iter()
                    .enumerate()
                    .map(move |(part, &face)| (grid, part + 1, face))
            })
            .zip(counted)
            .map(|((grid, part, face), &elements)| MicroGrid {
                id: code(&format!("{}-{part:02}", grid.id)),
                grid: grid.id.clone(),
                boundary: outline(plane, &mesh.ring(face)),
                elements: Some(elements),
            })
            .collect()
    }

    /// The patrol areas: each the union of its grids, on the same corners.
    pub(crate) fn areas(&self, mesh: &Mesh<Cell>, plane: &Plane) -> Vec<PatrolArea> {
        let rings = rings_by(mesh, PATROL_AREAS, |face| {
            self.plots[mesh.tag(face).grid].area
        });
        names::patrol_areas()
            .into_iter()
            .zip(rings)
            .map(|((number, name), ring)| PatrolArea {
                id: code(number),
                name,
                boundary: outline(plane, &ring),
            })
            .collect()
    }
}

/// The index of the spot nearest to a point in metres.
pub(crate) fn nearest(spots: &[Spot], (x, y): (f64, f64)) -> usize {
    let at = Spot::from_metres(x, y);
    let distances = spots.iter().map(|spot| spot.distance(at));
    distances
        .enumerate()
        .min_by(|one, other| one.1.total_cmp(&other.1))
        .map_or(0, |(index, _)| index)
}

/// The outer rings of groups of faces, counter-clockwise, not closed. Every group is one piece without holes.
pub(crate) fn rings_by(
    mesh: &Mesh<Cell>,
    groups: usize,
    group_of: impl Fn(Face) -> usize,
) -> Vec<Vec<Spot>> {
    let mut next: Vec<BTreeMap<Corner, Corner>> = vec![BTreeMap::new(); groups];
    for face in mesh.faces() {
        let group = group_of(face);
        let corners = mesh.corners(face);
        for (i, &a) in corners.iter().enumerate() {
            let b = corners[(i + 1) % corners.len()];
            if mesh
                .face_left_of(b, a)
                .is_none_or(|other| group_of(other) != group)
            {
                next[group].insert(a, b);
            }
        }
    }
    next.into_iter()
        .map(|mut next| {
            let mut largest = vec![];
            while let Some((&start, _)) = next.first_key_value() {
                let mut ring = vec![];
                let mut corner = start;
                while let Some(after) = next.remove(&corner) {
                    ring.push(mesh.spot(corner));
                    corner = after;
                }
                if doubled_area(&ring) > doubled_area(&largest) {
                    largest = ring;
                }
            }
            largest
        })
        .collect()
}

/// A ring of spots as a polygon in degrees.
pub(crate) fn polygon(plane: &Plane, ring: &[Spot]) -> Polygon<f64> {
    let line: LineString<f64> = ring
        .iter()
        .chain(ring.first())
        .map(|&spot| degrees(plane, spot))
        .collect();
    Polygon::new(line, vec![])
}

fn outline(plane: &Plane, ring: &[Spot]) -> MultiPolygon<f64> {
    MultiPolygon::new(vec![polygon(plane, ring)])
}

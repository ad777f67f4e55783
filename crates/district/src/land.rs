//! Water, woods, parks and campuses: what lies between the streets.

use std::collections::BTreeMap;

use domain::Name;
use geo_types::Polygon;

use crate::chance::Chance;
use crate::divide::{Main, Plots, polygon};
use crate::mesh::Corner;
use crate::names;
use crate::plan::{Line, Plan};
use crate::plane::{
    Plane, Spot, area_km2, away_from, centroid, contains, doubled_area, inner_point, pairs,
};
use crate::waters::WaterRoom;

/// What covers a piece of land.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cover {
    /// River, lake or pond.
    Water,
    /// Wood on a hill.
    Wood,
    /// Park or green.
    Park,
    /// The grounds of a university.
    Campus,
    /// The grounds of a specialised market.
    Market,
}

impl Cover {
    /// The cover's word in exports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Water => "water",
            Self::Wood => "wood",
            Self::Park => "park",
            Self::Campus => "campus",
            Self::Market => "market",
        }
    }
}

/// A piece of land with one cover. Pieces may overlap; later ones lie above earlier ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Land {
    /// What covers it.
    pub cover: Cover,
    /// What it is called, when it has a name.
    pub name: Option<Name>,
    /// Its outline in WGS 84 degrees.
    pub boundary: Polygon<f64>,
}

/// Half of the river's width in metres, a number of corners down its course.
pub(crate) fn half_width(corner: usize) -> f64 {
    let at = corner as f64;
    26.0 + 7.0 * libm::sin(at / 17.0) + 4.0 * libm::sin(at / 7.0 + 1.0)
}

/// The river's course within the district, from boundary to boundary, as corners of the mesh.
pub(crate) fn river_course(plan: &Plan) -> Vec<Corner> {
    let edges: Vec<(Corner, Corner)> = plan
        .mesh
        .line_edges()
        .filter(|&(_, line)| plan.lines[line] == Line::River)
        .map(|(edge, _)| edge)
        .collect();
    chains(&edges)
        .into_iter()
        .max_by_key(Vec::len)
        .unwrap_or_default()
}

/// Edges joined into lines, each from a loose end or a fork to the next; closed ones begin at their smallest corner.
pub(crate) fn chains(edges: &[(Corner, Corner)]) -> Vec<Vec<Corner>> {
    let mut around: BTreeMap<Corner, Vec<Corner>> = BTreeMap::new();
    for &(a, b) in edges {
        around.entry(a).or_default().push(b);
        around.entry(b).or_default().push(a);
    }
    let ends: Vec<Corner> = around
        .iter()
        .filter(|(_, others)| others.len() != 2)
        .map(|(&corner, _)| corner)
        .collect();
    let mut lines = vec![];
    let walk = |around: &mut BTreeMap<Corner, Vec<Corner>>, start: Corner| {
        let mut line = vec![start];
        let mut corner = start;
        while let Some(after) = around.get_mut(&corner).and_then(Vec::pop) {
            if let Some(back) = around.get_mut(&after) {
                back.retain(|&other| other != corner);
            }
            line.push(after);
            corner = after;
            if ends.binary_search(&corner).is_ok() {
                break;
            }
        }
        line
    };
    for &end in &ends {
        while around.get(&end).is_some_and(|others| !others.is_empty()) {
            lines.push(walk(&mut around, end));
        }
    }
    while let Some(start) = around
        .iter()
        .find(|(_, others)| !others.is_empty())
        .map(|(&corner, _)| corner)
    {
        lines.push(walk(&mut around, start));
    }
    lines
}

/// Everything that lies between the streets of a plan.
///
/// Water gives way to roads, and to water that is there already.
pub(crate) fn land(
    plan: &Plan,
    plots: &Plots,
    outline: &[Spot],
    plane: &Plane,
    chance: &mut Chance,
) -> Vec<Land> {
    let bed = river_bed(plan);
    let mut room = WaterRoom::of(plan, outline, &bed);
    let mut land = vec![];
    let mut add = |cover: Cover, name: Option<Name>, ring: &[Spot]| {
        land.push(Land {
            cover,
            name,
            boundary: polygon(plane, ring),
        })
    };
    for ring in woods(plots, outline, chance) {
        add(Cover::Wood, None, &ring);
    }
    let mut universities = names::universities().into_iter();
    for plot in &plots.plots {
        if plot.university {
            add(Cover::Campus, universities.next(), &plot.ring);
        } else if plot.main == Main::Market {
            add(Cover::Market, None, &plot.ring);
        }
    }
    for (name, ring) in parks(plan, plots) {
        add(Cover::Park, Some(name), &ring);
        if let Some(lake) = room.lake(&ring) {
            add(Cover::Water, None, &lake);
        }
    }
    for ring in greens(plan, plots, chance) {
        add(Cover::Park, None, &ring);
    }
    for ring in room.ponds(plots, chance) {
        add(Cover::Water, None, &ring);
    }
    add(Cover::Water, Some(names::river()), &bed);
    land
}

/// The river's bed: its course, widened.
fn river_bed(plan: &Plan) -> Vec<Spot> {
    let mut course: Vec<Spot> = river_course(plan)
        .into_iter()
        .map(|corner| plan.mesh.spot(corner))
        .collect();
    course.dedup_by(|one, other| one.distance(*other) < 12.0);
    let bank = |side: f64| {
        let course = &course;
        (0..course.len()).map(move |k| {
            let (before, after) = (
                course[k.saturating_sub(2)],
                course[(k + 2).min(course.len() - 1)],
            );
            let ((ax, ay), (bx, by), (x, y)) =
                (before.metres(), after.metres(), course[k].metres());
            let (dx, dy) = (bx - ax, by - ay);
            let length = libm::sqrt(dx * dx + dy * dy);
            let width = side * half_width(k) / length;
            Spot::from_metres(x - dy * width, y + dx * width)
        })
    };
    let mut bed: Vec<Spot> = bank(-1.0).collect();
    let mut other: Vec<Spot> = bank(1.0).collect();
    other.reverse();
    bed.extend(other);
    if doubled_area(&bed) < 0 {
        bed.reverse();
    }
    bed
}

/// A rounded shape around a point.
pub(crate) fn blob(
    (x, y): (f64, f64),
    short: f64,
    long: f64,
    lean: f64,
    corners: usize,
    phases: [f64; 2],
) -> Vec<Spot> {
    (0..corners)
        .map(|k| {
            let angle = core::f64::consts::TAU * k as f64 / corners as f64;
            let wave = 1.0
                + 0.16 * libm::sin(2.0 * angle + phases[0])
                + 0.11 * libm::sin(3.0 * angle + phases[1])
                + 0.05 * libm::sin(5.0 * angle);
            let (a, b) = (
                long * wave * libm::cos(angle),
                short * wave * libm::sin(angle),
            );
            let (c, s) = (libm::cos(lean), libm::sin(lean));
            Spot::from_metres(x + a * c - b * s, y + a * s + b * c)
        })
        .collect()
}

/// Spots of a rural grid at least `clear` metres from its sides, by chance.
pub(crate) fn clearing(ring: &[Spot], clear: f64, chance: &mut Chance) -> Option<(f64, f64)> {
    const TRIES: usize = 60;
    let middle = inner_point(ring);
    let reach = ring
        .iter()
        .map(|spot| spot.distance(Spot::from_metres(middle.0, middle.1)))
        .fold(0.0, f64::max);
    (0..TRIES).find_map(|_| {
        let point = (
            middle.0 + chance.between(-reach, reach),
            middle.1 + chance.between(-reach, reach),
        );
        let spot = Spot::from_metres(point.0, point.1);
        let free = contains(ring, point) && pairs(ring).all(|(a, b)| away_from(spot, a, b) > clear);
        free.then_some(point)
    })
}

/// Wooded ridges in the rural grids; they lean as the country does.
fn woods(plots: &Plots, outline: &[Spot], chance: &mut Chance) -> Vec<Vec<Spot>> {
    let mut woods = vec![];
    for plot in plots.plots.iter().filter(|plot| plot.main == Main::Rural) {
        for _ in 0..4 {
            let size = chance.between(130.0, 260.0);
            let Some(at) = clearing(&plot.ring, size * 1.5, chance) else {
                continue;
            };
            let (lean, long) = (chance.between(0.9, 1.4), chance.between(1.2, 1.9));
            let phases = [chance.between(0.0, 6.0), chance.between(0.0, 6.0)];
            let ring = blob(at, size, size * long, lean, 48, phases);
            if ring.iter().all(|spot| contains(outline, spot.metres())) {
                woods.push(ring);
            }
        }
    }
    woods
}

/// The two great parks, each a micro-grid of its own, with a lake.
pub(crate) fn parks(plan: &Plan, plots: &Plots) -> Vec<(Name, Vec<Spot>)> {
    let sites = [
        (names::city_park(), (500.0, -350.0)),
        (names::lake_park(), (-1_450.0, -350.0)),
    ];
    sites
        .into_iter()
        .filter_map(|(name, (u, v))| {
            let (x, y) = plan.warp.sheet(u, v);
            let at = Spot::from_metres(x, y);
            let urban = plots
                .plots
                .iter()
                .filter(|plot| plot.main == Main::Residential && !plot.university);
            let rings = urban.flat_map(|plot| plot.faces.iter().map(|&face| plan.mesh.ring(face)));
            let far = |ring: &[Spot]| {
                let (x, y) = centroid(ring);
                at.distance(Spot::from_metres(x, y)) - 3_000.0 * area_km2(ring)
            };
            rings
                .min_by(|one, other| far(one).total_cmp(&far(other)))
                .map(|ring| (name, ring))
        })
        .collect()
}

/// Small greens here and there among the dwellings.
fn greens(plan: &Plan, plots: &Plots, chance: &mut Chance) -> Vec<Vec<Spot>> {
    const SHARE: f64 = 0.035;
    let urban = plots
        .plots
        .iter()
        .filter(|plot| plot.main == Main::Residential && !plot.university);
    urban
        .flat_map(|plot| plot.faces.iter())
        .filter(|_| chance.happens(SHARE))
        .map(|&face| plan.mesh.ring(face))
        .collect()
}

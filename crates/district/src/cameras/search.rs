//! Where each sort of point is looked for, and in which order.

use std::collections::BTreeSet;

use domain::Name;

use crate::building::{Building, BuildingUse};
use crate::divide::nearest;
use crate::figures::CAMERA_POINTS;
use crate::land::Cover;
use crate::mesh::Corner;
use crate::names;
use crate::places::PlaceKind;
use crate::plan::Line;
use crate::plane::{Spot, centroid, inner_point};
use crate::road::RoadClass;

use super::footing::Footing;
use super::{Draft, Setup};

/// Checkpoints: at the entries, and the rest at great crossings.
const CHECKPOINTS: usize = 24;
/// Lookouts on hills; as many more stand on roofs.
const HILL_LOOKOUTS: usize = 5;
const LOOKOUTS: usize = 10;

/// A direction of the sky, in both languages, for what a name alone does not tell apart.
const fn side(spot: Spot) -> (&'static str, &'static str) {
    if spot.x.abs() > spot.y.abs() {
        if spot.x > 0 {
            ("东", "east")
        } else {
            ("西", "west")
        }
    } else if spot.y > 0 {
        ("北", "north")
    } else {
        ("南", "south")
    }
}

/// Whether a lookout on the roof sees over the town.
fn is_tall(building: &Building) -> bool {
    const STOREYS: u8 = 20;
    matches!(building.purpose, BuildingUse::Tower | BuildingUse::Office)
        && building.storeys >= STOREYS
}

/// The search for places, and what it has found.
struct Search<'a> {
    footing: &'a Footing<'a>,
    buildings: &'a [Building],
    taken: BTreeSet<Corner>,
    named: BTreeSet<Name>,
    drafts: Vec<Draft>,
}

/// A place for every point of a district: checkpoints first, then lookouts, then public safety.
pub(super) fn places(footing: &Footing<'_>, buildings: &[Building]) -> Vec<Draft> {
    let mut search = Search {
        footing,
        buildings,
        taken: BTreeSet::new(),
        named: BTreeSet::new(),
        drafts: vec![],
    };
    search.entries();
    search.great_crossings();
    search.hills();
    search.roofs();
    search.gates_and_halls();
    search.crossings();
    search.drafts
}

impl Search<'_> {
    /// Adds a point, under a name that no other has; false when it has none.
    fn add(&mut self, setup: Setup, name: &Name, spot: Spot, corner: Option<Corner>) -> bool {
        let (zh, en) = side(spot);
        let told_apart = Name::new(
            &format!("{}（{zh}）", name.zh),
            &format!("{} ({en})", name.en),
        );
        let Some(name) = [name.clone(), told_apart]
            .into_iter()
            .find(|name| !self.named.contains(name))
        else {
            return false;
        };
        self.named.insert(name.clone());
        self.taken.extend(corner);
        let arms = corner
            .and_then(|corner| Some((corner, self.footing.arms_at.get(&corner)?)))
            .map(|(corner, others)| {
                let (x, y) = self.footing.town.plan.mesh.spot(corner).metres();
                let towards = |other: &Corner| {
                    let (bx, by) = self.footing.town.plan.mesh.spot(*other).metres();
                    libm::atan2(by - y, bx - x)
                };
                others.iter().map(towards).collect()
            })
            .unwrap_or_default();
        self.drafts.push(Draft {
            setup,
            name,
            spot,
            base_metres: 0.0,
            arms,
        });
        true
    }

    /// The free corner with a kerb that is nearest to a spot, and the kerb.
    fn nearest_kerb(&self, near: Spot, grid: Option<usize>) -> Option<(Corner, Spot)> {
        let mesh = &self.footing.town.plan.mesh;
        let mut corners: Vec<(f64, Corner)> = self
            .footing
            .arms_at
            .keys()
            .copied()
            .filter(|corner| !self.taken.contains(corner))
            .filter(|corner| {
                grid.is_none_or(|grid| {
                    let faces = self.footing.faces_at.get(corner);
                    faces.is_some_and(|faces| faces.iter().any(|&face| mesh.tag(face).grid == grid))
                })
            })
            .map(|corner| (mesh.spot(corner).distance(near), corner))
            .collect();
        corners.sort_by(|one, other| one.0.total_cmp(&other.0));
        corners
            .into_iter()
            .find_map(|(_, corner)| Some((corner, self.footing.kerb(corner, grid)?)))
    }

    /// Where avenues and the expressway come into the district.
    fn entries(&mut self) {
        let mesh = &self.footing.town.plan.mesh;
        let at_the_edge = |corner: Corner| {
            self.footing.faces_at.get(&corner).is_some_and(|faces| {
                faces.iter().any(|&face| {
                    let corners = mesh.corners(face);
                    (0..corners.len()).any(|i| {
                        let (a, b) = (corners[i], corners[(i + 1) % corners.len()]);
                        (a == corner || b == corner) && mesh.face_left_of(b, a).is_none()
                    })
                })
            })
        };
        let mut entries: Vec<(Name, Corner)> = vec![];
        for ((a, b), line) in mesh.line_edges() {
            let Line::Road(RoadClass::Avenue, Some(name)) = &self.footing.town.plan.lines[line]
            else {
                continue;
            };
            // The gantry stands at the first corner inside.
            for (edge, inside) in [(a, b), (b, a)] {
                if at_the_edge(edge) {
                    let (zh, en) = side(mesh.spot(edge));
                    entries.push((
                        Name::new(
                            &format!("{}{zh}入口卡口", name.zh),
                            &format!("{} checkpoint, {en} entry", name.en),
                        ),
                        inside,
                    ));
                }
            }
        }
        for (name, corner) in entries {
            if let Some(spot) = self.footing.kerb(corner, None) {
                self.add(Setup::Entry, &name, spot, Some(corner));
            }
        }
        let course = &self.footing.expressway;
        let road = names::expressway();
        let last = course.len().saturating_sub(1);
        for (end, inside) in [(1, 2), (last.saturating_sub(1), last.saturating_sub(2))] {
            let (Some(&at), Some(&next)) = (course.get(end), course.get(inside)) else {
                continue;
            };
            let ((ax, ay), (bx, by)) = (at.metres(), next.metres());
            let length = at.distance(next).max(1.0);
            let beside = |metres: f64| {
                Spot::from_metres(
                    ax - (by - ay) / length * metres,
                    ay + (bx - ax) / length * metres,
                )
            };
            let spot = [20.0, -20.0, 26.0, -26.0, 34.0, -34.0]
                .into_iter()
                .map(beside)
                .find(|&spot| self.footing.holds(spot));
            if let Some(spot) = spot {
                let (zh, en) = side(at);
                let name = Name::new(
                    &format!("{}{zh}入口卡口", road.zh),
                    &format!("{} checkpoint, {en} entry", road.en),
                );
                self.add(Setup::Entry, &name, spot, None);
            }
        }
    }

    /// Corners where two named roads meet that satisfy a wish, with the crossing's name.
    fn crossings_where(&self, wish: impl Fn(RoadClass, RoadClass) -> bool) -> Vec<(Corner, Name)> {
        self.footing
            .roads_at
            .iter()
            .filter(|(corner, _)| !self.taken.contains(corner))
            .filter_map(|(&corner, roads)| match roads.as_slice() {
                [(class, one), (lesser, other), ..] if wish(*class, *lesser) => {
                    let name = Name::new(
                        &format!("{}与{}路口", one.zh, other.zh),
                        &format!("{} and {} crossing", one.en, other.en),
                    );
                    Some((corner, name))
                }
                _ => None,
            })
            .collect()
    }

    /// Adds points at crossings, each as far as can be from all points so far, until there are `count` points in all.
    fn spread(&mut self, setup: Setup, count: usize, crossings: Vec<(Corner, Name)>) {
        struct Open {
            corner: Corner,
            name: Name,
            spot: Spot,
            /// Metres to the nearest point so far.
            alone: f64,
        }
        let mut open: Vec<Open> = crossings
            .into_iter()
            .filter_map(|(corner, name)| {
                let spot = self.footing.kerb(corner, None)?;
                let far = self.drafts.iter().map(|draft| draft.spot.distance(spot));
                Some(Open {
                    corner,
                    name,
                    spot,
                    alone: far.fold(f64::MAX, f64::min),
                })
            })
            .collect();
        while self.drafts.len() < count {
            let farthest = open
                .iter()
                .enumerate()
                .max_by(|one, other| one.1.alone.total_cmp(&other.1.alone));
            let Some((index, _)) = farthest else { break };
            let chosen = open.swap_remove(index);
            if self.add(setup, &chosen.name, chosen.spot, Some(chosen.corner)) {
                for other in &mut open {
                    other.alone = other.alone.min(other.spot.distance(chosen.spot));
                }
            }
        }
    }

    fn great_crossings(&mut self) {
        let great = RoadClass::Main;
        for rank in [RoadClass::Avenue, great] {
            let crossings = self.crossings_where(|class, lesser| lesser <= rank && class <= great);
            self.spread(Setup::GreatCrossing, CHECKPOINTS, crossings);
        }
        let lesser = self.crossings_where(|class, _| class <= great);
        self.spread(Setup::GreatCrossing, CHECKPOINTS, lesser);
    }

    /// Lookouts on wooded hills, spread over the country.
    fn hills(&mut self) {
        let communities = names::communities();
        let town = self.footing.town;
        let mut hills: Vec<Spot> = town
            .rings_of(Cover::Wood)
            .iter()
            .map(|ring| {
                let (x, y) = centroid(ring);
                Spot::from_metres(x, y)
            })
            .filter(|&spot| self.footing.holds(spot))
            .collect();
        let mut chosen: Vec<Spot> = vec![];
        while chosen.len() < HILL_LOOKOUTS && !hills.is_empty() {
            let alone = |spot: Spot| {
                let far = chosen.iter().map(|known| known.distance(spot));
                far.fold(spot.distance(Spot { x: 0, y: 0 }), f64::min)
            };
            let farthest = hills
                .iter()
                .enumerate()
                .max_by(|one, other| alone(*one.1).total_cmp(&alone(*other.1)))
                .map_or(0, |(index, _)| index);
            chosen.push(hills.swap_remove(farthest));
        }
        for spot in chosen {
            let near = &communities[nearest(&town.plots.communities, spot.metres())].0;
            let name = Name::new(
                &format!("{}山高空瞭望", near.zh.trim_end_matches("社区")),
                &format!("{} Hill lookout", near.en),
            );
            self.add(Setup::Hill, &name, spot, None);
        }
    }

    /// Lookouts on roofs: on the highest of each quarter, then of each estate, then of any grid.
    fn roofs(&mut self) {
        let town = self.footing.town;
        let grids = [PlaceKind::Commercial, PlaceKind::Estate]
            .into_iter()
            .flat_map(|kind| town.named_plots(kind))
            .map(|(_, plot)| plot)
            .chain(0..town.plots.plots.len());
        let buildings = self.buildings;
        for grid in grids {
            if self.drafts.len() >= CHECKPOINTS + LOOKOUTS {
                break;
            }
            let tall = buildings
                .iter()
                .filter(|building| building.grid == grid && is_tall(building))
                .max_by(|one, other| one.height.0.total_cmp(&other.height.0));
            if let Some(building) = tall
                && let Some(name) = &building.name
            {
                let (x, y) = inner_point(&building.ring);
                let name = Name::new(
                    &format!("{}楼顶高空瞭望", name.zh),
                    &format!("{} roof lookout", name.en),
                );
                // A grid that is a quarter or an estate comes up again as any grid: its roof is taken.
                if !self.named.contains(&name)
                    && self.add(Setup::Roof, &name, Spot::from_metres(x, y), None)
                    && let Some(draft) = self.drafts.last_mut()
                {
                    draft.base_metres = building.height.0;
                }
            }
        }
    }

    /// Halls, gates, doors: the public-safety points that belong to a place.
    fn gates_and_halls(&mut self) {
        for (name, plot) in self.footing.town.named_plots(PlaceKind::Market) {
            if let Some(spot) = self.footing.inside(plot) {
                let name = Name::new(&format!("{}大厅", name.zh), &format!("{} hall", name.en));
                self.add(Setup::Market, &name, spot, None);
            }
        }
        let gates = [
            (PlaceKind::University, Setup::Campus, "校门", "gate"),
            (
                PlaceKind::Commercial,
                Setup::Quarter,
                "入口广场",
                "forecourt",
            ),
            (PlaceKind::Estate, Setup::Estate, "大门", "gate"),
        ];
        for (kind, setup, zh, en) in gates {
            for (name, plot) in self.footing.town.named_plots(kind) {
                let (x, y) = self.footing.town.plots.plots[plot].middle;
                let gate = self
                    .gate(plot)
                    .or_else(|| self.nearest_kerb(Spot::from_metres(x, y), Some(plot)))
                    .map(|(corner, spot)| (Some(corner), spot))
                    .or_else(|| Some((None, self.footing.inside(plot)?)));
                if let Some((corner, spot)) = gate {
                    let name = Name::new(&format!("{}{zh}", name.zh), &format!("{} {en}", name.en));
                    self.add(setup, &name, spot, corner);
                }
            }
        }
        let stations = names::stations()
            .into_iter()
            .zip(self.footing.town.station_spots);
        let doors =
            stations.map(|((_, name), &spot)| (Setup::Station, name, spot, ("门前", "door")));
        let parks = self.footing.town.places.iter().filter_map(|place| {
            let spot = self.footing.town.plane.spot(place.position);
            match place.kind {
                PlaceKind::Park => Some((Setup::Park, place.name.clone(), spot, ("大门", "gate"))),
                PlaceKind::Community => Some((
                    Setup::Community,
                    place.name.clone(),
                    spot,
                    ("便民服务中心", "service centre"),
                )),
                _ => None,
            }
        });
        let near: Vec<_> = doors.chain(parks).collect();
        for (setup, name, at, (zh, en)) in near {
            if let Some((corner, spot)) = self.nearest_kerb(at, None) {
                let name = Name::new(&format!("{}{zh}", name.zh), &format!("{} {en}", name.en));
                self.add(setup, &name, spot, Some(corner));
            }
        }
    }

    /// A gate of a plot: at the greatest road that passes it.
    fn gate(&self, plot: usize) -> Option<(Corner, Spot)> {
        let mesh = &self.footing.town.plan.mesh;
        let mut corners: Vec<(RoadClass, Corner)> = self.footing.town.plots.plots[plot]
            .faces
            .iter()
            .flat_map(|&face| mesh.corners(face).iter().copied())
            .filter(|corner| !self.taken.contains(corner))
            .filter_map(
                |corner| match self.footing.roads_at.get(&corner)?.as_slice() {
                    // In the middle of a street's length, not at its crossing.
                    [(class, _)] => Some((*class, corner)),
                    _ => None,
                },
            )
            .collect();
        corners.sort_unstable();
        corners.dedup();
        let great = corners.first()?.0;
        let along: Vec<Corner> = corners
            .into_iter()
            .filter(|(class, _)| *class == great)
            .map(|(_, corner)| corner)
            .collect();
        let middle = along.len() / 2;
        let order = (middle..along.len()).chain((0..middle).rev());
        order
            .filter_map(|index| along.get(index).copied())
            .find_map(|corner| Some((corner, self.footing.kerb(corner, Some(plot))?)))
    }

    /// Crossings of streets, spread over what is not watched yet, until all points are placed.
    fn crossings(&mut self) {
        let streets = self.crossings_where(|_, _| true);
        let built: Vec<(Corner, Name)> = streets
            .into_iter()
            .filter(|(corner, _)| {
                self.footing.faces_at.get(corner).is_some_and(|faces| {
                    faces
                        .iter()
                        .any(|&face| !self.footing.town.plan.mesh.tag(face).rural)
                })
            })
            .collect();
        self.spread(Setup::Crossing, CAMERA_POINTS, built);
    }
}

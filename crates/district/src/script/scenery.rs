//! Where on the ground an incident is, and what people call the place.

use domain::{CameraId, Place, PointId, Wgs84};

use crate::District;
use crate::building::{Building, BuildingUse, Footprints};
use crate::chance::Chance;
use crate::code::position;
use crate::district::Ground;
use crate::divide::{Main, Plot};
use crate::mesh::Corner;
use crate::names;
use crate::places::PlaceKind;
use crate::plan::Line;
use crate::plane::{
    Plane, Spot, away_from, centroid, contains, doubled_area, inner_point, nearest_on, pairs,
};

use super::matters::Scene;

/// A piece of roadside: from, to, the line's name and a point inside the block beside it.
#[derive(Clone, Debug)]
struct Roadside {
    ends: (Corner, Corner),
    spots: (Spot, Spot),
    road: Option<String>,
    inside: Spot,
}

/// A place where an incident is: the spot, the corner from which it is reached, the kerb where a crew leaves its car, the
/// patrol area, and the address.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub(crate) spot: Spot,
    pub(crate) corner: Corner,
    /// On the road's middle line, at `corner` or on a piece of road that begins there.
    pub(crate) kerb: Spot,
    /// The patrol area, counted from 0.
    pub(crate) area: usize,
    pub(crate) address: String,
}

impl Site {
    /// The site as a report tells it; grid and area are for the centre to find.
    pub(crate) fn place(&self, plane: &Plane) -> Place {
        Place {
            position: Some(self.wgs84(plane)),
            address: Some(self.address.as_str().into()),
            grid: None,
            area: None,
        }
    }

    /// Where it is.
    pub(crate) fn wgs84(&self, plane: &Plane) -> Wgs84 {
        position(plane, self.spot)
    }
}

/// Everything that incidents are placed by.
#[derive(Clone, Debug)]
pub(crate) struct Scenery {
    plots: Vec<PlotScenery>,
    crossings: Vec<Site>,
    masts: Vec<Mast>,
}

/// A camera point as a place where something fails.
#[derive(Clone, Debug)]
pub(crate) struct Mast {
    pub(crate) point: PointId,
    pub(crate) cameras: Vec<(CameraId, String)>,
    pub(crate) site: Site,
}

/// A building that people name when they say where they are.
#[derive(Clone, Debug)]
struct House {
    name: String,
    /// Spots of free ground at its walls.
    beside: Vec<Spot>,
}

#[derive(Clone, Debug)]
struct PlotScenery {
    main: Main,
    university: bool,
    area: usize,
    /// The named place that fills the plot, and what sort it is.
    named: Option<(PlaceKind, String)>,
    community: String,
    roadsides: Vec<Roadside>,
    houses: Vec<House>,
}

impl Scenery {
    /// The scenery of a district.
    pub(crate) fn of(district: &District) -> Self {
        let Ground {
            plan,
            plots,
            network,
            ..
        } = &district.ground;
        let road_name = |a: Corner, b: Corner| {
            plan.mesh
                .line_of(a, b)
                .and_then(|line| match &plan.lines[line] {
                    Line::Road(_, name) => Some(name.as_ref().map(|name| name.zh.to_string())),
                    Line::River => None,
                })
        };
        let communities = names::communities();
        let footprints = Footprints::of(&district.buildings);
        let mut houses: Vec<Vec<House>> = vec![vec![]; plots.plots.len()];
        for building in &district.buildings {
            houses[building.grid].extend(house(building, &plots.plots[building.grid], &footprints));
        }
        let scenes = plots.plots.iter().zip(houses).enumerate();
        let scenes = scenes.map(|(index, (plot, houses))| {
            let mut roadsides = vec![];
            for &face in &plot.faces {
                let (x, y) = centroid(&plan.mesh.ring(face));
                let corners = plan.mesh.corners(face);
                for (i, &a) in corners.iter().enumerate() {
                    let b = corners[(i + 1) % corners.len()];
                    let spots = (plan.mesh.spot(a), plan.mesh.spot(b));
                    let Some(road) = road_name(a, b) else {
                        continue;
                    };
                    if spots.0.distance(spots.1) > 25.0 && network.has_way(a, b) {
                        roadsides.push(Roadside {
                            ends: (a, b),
                            spots,
                            road,
                            inside: Spot::from_metres(x, y),
                        });
                    }
                }
            }
            let at_home = |kind: PlaceKind| !matches!(kind, PlaceKind::Community | PlaceKind::Park);
            let place = district
                .places
                .iter()
                .find(|place| place.plot == Some(index) && at_home(place.kind));
            PlotScenery {
                main: plot.main,
                university: plot.university,
                area: plot.area,
                named: place.map(|place| (place.kind, place.name.zh.to_string())),
                community: communities[plot.community].0.zh.to_string(),
                roadsides,
                houses,
            }
        });
        let plots_scenery = scenes.collect();
        Self {
            plots: plots_scenery,
            crossings: crossings(district, &road_name),
            masts: masts(district),
        }
    }

    /// A site for a scene, by chance.
    pub(crate) fn site(&self, scene: Scene, chance: &mut Chance) -> Site {
        if scene == Scene::Crossing
            && let Some(site) = chance.one_of(&self.crossings)
        {
            let off = |chance: &mut Chance| chance.between(-14.0, 14.0);
            let (x, y) = site.spot.metres();
            return Site {
                spot: Spot::from_metres(x + off(chance), y + off(chance)),
                ..site.clone()
            };
        }
        let fits: Vec<&PlotScenery> = self
            .plots
            .iter()
            .filter(|plot| !plot.roadsides.is_empty() && plot.fits(scene, chance))
            .collect();
        let plot = chance.one_of(&fits).copied().unwrap_or(&self.plots[0]);
        plot.site(chance)
    }

    /// A camera point, by chance; `None` when the district has none.
    pub(crate) fn mast(&self, chance: &mut Chance) -> Option<&Mast> {
        chance.one_of(&self.masts)
    }

    /// A site beside the building of a name; `None` when there is no such building.
    pub(crate) fn beside(&self, building: &str, chance: &mut Chance) -> Option<Site> {
        self.plots.iter().find_map(|plot| {
            let house = plot.houses.iter().find(|house| house.name == building)?;
            plot.beside(house, chance)
        })
    }
}

impl PlotScenery {
    fn fits(&self, scene: Scene, chance: &mut Chance) -> bool {
        match scene {
            Scene::Town | Scene::Crossing => self.main != Main::Rural,
            Scene::Dwellings => {
                self.main == Main::Residential && (self.named.is_some() || chance.happens(0.6))
            }
            Scene::Quarters => {
                self.main == Main::Commercial
                    || (self.main == Main::Residential && chance.happens(0.06))
            }
            Scene::Markets => self.main == Main::Market,
            Scene::Campus => self.university,
            Scene::Country => self.main == Main::Rural,
        }
    }

    fn site(&self, chance: &mut Chance) -> Site {
        // Where a place has no name of its own, some name the street.
        let by_house = match &self.named {
            Some((PlaceKind::University, _)) | None => chance.happens(0.6),
            Some(_) => true,
        };
        let house = chance.one_of(&self.houses).filter(|_| by_house);
        house
            .and_then(|house| self.beside(house, chance))
            .unwrap_or_else(|| self.at_the_roadside(chance))
    }

    fn beside(&self, house: &House, chance: &mut Chance) -> Option<Site> {
        let spot = *chance.one_of(&house.beside)?;
        let away = |roadside: &&Roadside| away_from(spot, roadside.spots.0, roadside.spots.1);
        let roadside = self
            .roadsides
            .iter()
            .min_by(|one, other| away(one).total_cmp(&away(other)))?;
        let (x, y) = nearest_on(spot, roadside.spots.0, roadside.spots.1);
        let stall = 1 + chance.below(28);
        Some(Site {
            spot,
            corner: roadside.nearer_end(spot),
            kerb: Spot::from_metres(x, y),
            area: self.area,
            address: if self.main == Main::Market {
                format!("{} {stall} 号", house.name)
            } else {
                house.name.clone()
            },
        })
    }

    fn at_the_roadside(&self, chance: &mut Chance) -> Site {
        let roadside = &self.roadsides[chance.below(self.roadsides.len())];
        let along = roadside
            .spots
            .0
            .towards(roadside.spots.1, chance.between(0.12, 0.88));
        let distance = along.distance(roadside.inside);
        let spot = along.towards(
            roadside.inside,
            (chance.between(9.0, 28.0) / distance.max(1.0)).min(0.6),
        );
        Site {
            spot,
            corner: roadside.nearer_end(spot),
            kerb: along,
            area: self.area,
            address: self.address(roadside.road.as_deref(), chance),
        }
    }

    /// What people call a roadside, without the name of any building.
    fn address(&self, road: Option<&str>, chance: &mut Chance) -> String {
        let number = 1 + chance.below(28);
        match (&self.named, road) {
            (Some((PlaceKind::University, name)), _) => {
                format!("{name} {} 号门", 1 + chance.below(4))
            }
            (Some((_, name)), _) => format!("{name}大门旁"),
            (None, _) if self.main == Main::Market => format!("国际商贸城 {number} 号门"),
            (None, Some(road)) => format!("{road} {} 号", 2 + chance.below(320)),
            (None, None) if self.main == Main::Rural => {
                format!("{} {} 组", self.community, 1 + chance.below(9))
            }
            (None, None) => format!("{} {number} 号", self.community),
        }
    }
}

impl Roadside {
    fn nearer_end(&self, spot: Spot) -> Corner {
        if self.spots.0.distance(spot) < self.spots.1.distance(spot) {
            self.ends.0
        } else {
            self.ends.1
        }
    }
}

/// A building as people name it; `None` when it has no name of its own or no free ground around it.
fn house(building: &Building, plot: &Plot, footprints: &Footprints<'_>) -> Option<House> {
    /// From the wall, along it, and to the next house; a tower may stand back from the edge of its podium.
    const FROM_THE_WALL: f64 = 4.0;
    const ALONG_THE_WALL: f64 = 3.0;
    const TO_THE_NEXT: f64 = 1.0;
    const FARTHEST: f64 = 25.0;
    let name = building.name.as_ref()?.zh.to_string();
    if building.purpose == BuildingUse::Station {
        return None;
    }
    let (x, y) = inner_point(&building.ring);
    let podium = footprints
        .near(Spot::from_metres(x, y), 0.0)
        .max_by_key(|under| doubled_area(&under.ring))?;
    let near = |spot: &Spot| {
        pairs(&building.ring).any(|(a, b)| away_from(*spot, a, b) <= FARTHEST)
            && footprints.leave_free(*spot, TO_THE_NEXT)
            && contains(&plot.ring, spot.metres())
    };
    let beside: Vec<Spot> = pairs(&podium.ring)
        .flat_map(|(a, b)| {
            let length = a.distance(b);
            let ((ax, ay), (bx, by)) = (a.metres(), b.metres());
            let (dx, dy) = ((bx - ax) / length, (by - ay) / length);
            let steps = (length / ALONG_THE_WALL) as usize;
            (0..steps).map(move |step| {
                let along = (step as f64 + 0.5) * ALONG_THE_WALL;
                Spot::from_metres(
                    ax + along * dx + FROM_THE_WALL * dy,
                    ay + along * dy - FROM_THE_WALL * dx,
                )
            })
        })
        .filter(near)
        .collect();
    (!beside.is_empty()).then_some(House { name, beside })
}

/// The camera points, each reached from the corner nearest to it.
fn masts(district: &District) -> Vec<Mast> {
    let Ground {
        plots,
        network,
        plane,
        ..
    } = &district.ground;
    let points = district.camera_points.iter();
    points
        .filter_map(|point| {
            let spot = plane.spot(point.position);
            let corner = network.nearest_corner(spot);
            let plot = &plots.plots[plots.around(spot)?];
            Some(Mast {
                point: point.id.clone(),
                cameras: point
                    .cameras
                    .iter()
                    .map(|camera| (camera.id.clone(), camera.name.zh.to_string()))
                    .collect(),
                site: Site {
                    spot,
                    corner,
                    kerb: network.spot(corner),
                    area: plot.area,
                    address: point.name.zh.to_string(),
                },
            })
        })
        .collect()
}

/// Where two named roads meet within the core.
fn crossings(
    district: &District,
    road_name: &impl Fn(Corner, Corner) -> Option<Option<String>>,
) -> Vec<Site> {
    let Ground {
        plan,
        plots,
        network,
        ..
    } = &district.ground;
    let mut sites = vec![];
    let mut met: std::collections::BTreeMap<Corner, Vec<String>> =
        std::collections::BTreeMap::new();
    for ((a, b), _) in plan.mesh.line_edges() {
        if let Some(Some(name)) = road_name(a, b) {
            for corner in [a, b] {
                let names = met.entry(corner).or_default();
                if !names.contains(&name) {
                    names.push(name.clone());
                }
            }
        }
    }
    for (corner, names) in met {
        let [one, other, ..] = names.as_slice() else {
            continue;
        };
        if !network.is_on_road(corner) {
            continue;
        }
        let face = plan
            .mesh
            .faces()
            .find(|&face| !plan.mesh.tag(face).rural && plan.mesh.corners(face).contains(&corner));
        let Some(face) = face else { continue };
        let area = plots.plots[plan.mesh.tag(face).grid].area;
        sites.push(Site {
            spot: plan.mesh.spot(corner),
            corner,
            kerb: plan.mesh.spot(corner),
            area,
            address: format!("{one}与{other}路口"),
        });
    }
    sites
}

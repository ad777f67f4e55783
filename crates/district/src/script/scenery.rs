//! Where on the ground an incident is, and what people call the place.

use domain::{CameraId, Place, PointId, Wgs84};

use crate::District;
use crate::chance::Chance;
use crate::code::position;
use crate::district::Ground;
use crate::divide::Main;
use crate::mesh::Corner;
use crate::names;
use crate::places::PlaceKind;
use crate::plan::Line;
use crate::plane::{Plane, Spot, centroid, contains};

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

#[derive(Clone, Debug)]
struct PlotScenery {
    main: Main,
    university: bool,
    area: usize,
    /// The named place that fills the plot, and what sort it is.
    named: Option<(PlaceKind, String)>,
    community: String,
    roadsides: Vec<Roadside>,
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
        let scenes = plots.plots.iter().enumerate().map(|(index, plot)| {
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

    /// A site in the plot that a named place fills.
    pub(crate) fn site_at(&self, name: &str, chance: &mut Chance) -> Option<Site> {
        let plot = self
            .plots
            .iter()
            .find(|plot| plot.named.as_ref().is_some_and(|(_, named)| named == name))?;
        Some(plot.site(chance))
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
        let nearer = roadside.spots.0.distance(spot) < roadside.spots.1.distance(spot);
        let corner = if nearer {
            roadside.ends.0
        } else {
            roadside.ends.1
        };
        Site {
            spot,
            corner,
            kerb: along,
            area: self.area,
            address: self.address(roadside.road.as_deref(), chance),
        }
    }

    fn address(&self, road: Option<&str>, chance: &mut Chance) -> String {
        let number = 1 + chance.below(28);
        match (&self.named, road) {
            (Some((PlaceKind::University, name)), _) => {
                format!("{name} {} 号门", 1 + chance.below(4))
            }
            (Some((PlaceKind::Market, name)), _) => {
                let row = ["A", "B", "C", "D"][chance.below(4)];
                format!("{name} {row} 区 {number} 号")
            }
            (Some((PlaceKind::Commercial, name)), _) => {
                format!("{name} {} 座", ["A", "B", "C", "D", "E"][chance.below(5)])
            }
            (Some((_, name)), _) => format!("{name} {number} 栋"),
            (None, _) if self.main == Main::Market => {
                let row = ["E", "F", "G", "H"][chance.below(4)];
                format!("国际商贸城 {row} 区 {number} 号")
            }
            (None, Some(road)) => format!("{road} {} 号", 2 + chance.below(320)),
            (None, None) if self.main == Main::Rural => {
                format!("{} {} 组", self.community, 1 + chance.below(9))
            }
            (None, None) => format!("{} {number} 栋", self.community),
        }
    }
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
            let plot = plots
                .plots
                .iter()
                .find(|plot| contains(&plot.ring, spot.metres()))?;
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

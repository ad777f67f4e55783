//! The district as a deployment knows it.

use domain::{
    CameraPoint, Department, Elements, Grid, GridId, MicroGrid, Name, PatrolArea, Platform,
    Responsible, Rules, Station, Unit, Wgs84,
};
use geo_types::Polygon;

use crate::building::{Building, Built, Yard, built};
use crate::cameras::camera_points;
use crate::categories::{self, MajorClass};
use crate::chance::Chance;
use crate::code::{code, position};
use crate::divide::{Main, Plots, nearest, polygon, rings_by};
use crate::elements::elements;
use crate::figures::{MIDDLE_LAT, MIDDLE_LON};
use crate::land::{Land, land};
use crate::names;
use crate::network::RoadNetwork;
use crate::organisation::{self, Application, Crew};
use crate::places::{NamedPlace, places};
use crate::plan::Plan;
use crate::plane::{Plane, Spot, reach};
use crate::road::{Road, roads};
use crate::town::Town;

/// A synthetic Shuangfu: everything that a deployment has to know about its place.
///
/// The same seed gives the same district, to the bit, natively and in wasm. The figures of the real street office
/// ([`crate::figures`]) hold for every seed; what lies where differs.
#[derive(Clone, Debug)]
pub struct District {
    /// What it is called.
    pub name: Name,
    /// The seed it grew from.
    pub seed: u64,
    /// Its outline in WGS 84 degrees.
    pub boundary: Polygon<f64>,
    /// The patrol areas, the trade city last.
    pub areas: Vec<PatrolArea>,
    /// The grids; every one lies in one area, and they tile the outline on shared corners.
    pub grids: Vec<Grid>,
    /// The micro-grids; they tile the grids on shared corners.
    pub micro_grids: Vec<MicroGrid>,
    /// The patrol stations, one an area, in the order of the areas. The first is the model station in Milan Town.
    pub stations: Vec<Station>,
    /// The units on watch.
    pub units: Vec<Unit>,
    /// The departments.
    pub departments: Vec<Department>,
    /// Which departments are responsible for what.
    pub responsible: Vec<Responsible>,
    /// The platforms that report.
    pub platforms: Vec<Platform>,
    /// The applications that were built for the centre, those that do not report among them.
    pub applications: Vec<Application>,
    /// How long things may take, with the categories.
    pub rules: Rules,
    /// The major classes that the categories belong to.
    pub major_classes: Vec<MajorClass>,
    /// The roads, largest last.
    pub roads: Vec<Road>,
    /// Woods, campuses, parks and water, in the order in which they are drawn.
    pub land: Vec<Land>,
    /// Places known by name.
    pub places: Vec<NamedPlace>,
    /// Camera points, each with its cameras and each of those with its streams: checkpoints, lookouts, public safety.
    pub camera_points: Vec<CameraPoint>,
    /// Some 8,000 buildings.
    pub buildings: Vec<Building>,
    pub(crate) ground: Ground,
}

/// What the script needs to know about the ground and the export does not.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    pub(crate) plane: Plane,
    pub(crate) plan: Plan,
    pub(crate) plots: Plots,
    pub(crate) network: RoadNetwork,
    pub(crate) crews: Vec<Crew>,
    pub(crate) station_spots: Vec<Spot>,
    /// The ground between buildings; later ones lie above earlier ones.
    pub(crate) yards: Vec<Yard>,
}

impl District {
    /// The seed of the district that demo, tests and pictures show.
    pub const DEMO_SEED: u64 = 1;

    /// The district of a seed.
    #[must_use]
    pub fn from_seed(seed: u64) -> Self {
        let middle = Wgs84::from_lon_lat(MIDDLE_LON, MIDDLE_LAT);
        let plane = Plane::at(middle.expect("the district is on earth"));
        let chance = Chance::from_seed(seed);
        let (plan, plots) = drawn(seed);
        let grids = plots.grids(&plane);
        let outline = rings_by(&plan.mesh, 1, |_| 0).swap_remove(0);
        let network = RoadNetwork::of(&plan);
        let station_spots = station_spots(&plots, &network);
        let stations: Vec<Station> = organisation::stations()
            .into_iter()
            .zip(names::patrol_areas())
            .zip(&station_spots)
            .map(|(((id, name), (area, _)), &spot)| Station {
                id: code(id),
                name,
                area: code(area),
                position: position(&plane, spot),
            })
            .collect();
        let (units, crews) = organisation::units(&stations).into_iter().unzip();
        let platforms = organisation::platforms();
        let counted = elements(&plan, &plots, &mut chance.fork(302));
        let roads = roads(&plan, &outline, &plane);
        let land = land(&plan, &plots, &outline, &plane, &mut chance.fork(101));
        let places = places(&plan, &plots, &grids, &plane);
        let town = Town {
            plane: &plane,
            plan: &plan,
            plots: &plots,
            grids: &grids,
            roads: &roads,
            land: &land,
            places: &places,
            station_spots: &station_spots,
        };
        let Built { buildings, yards } = built(&town, &chance.fork(102));
        let camera_points = camera_points(&town, &buildings, &mut chance.fork(301));
        Self {
            name: names::district(),
            seed,
            boundary: polygon(&plane, &outline),
            areas: plots.areas(&plan.mesh, &plane),
            micro_grids: plots.micro_grids(&plan.mesh, &grids, &counted, &plane),
            stations,
            units,
            departments: organisation::departments(),
            responsible: organisation::responsible(),
            applications: organisation::applications(&platforms),
            platforms,
            rules: categories::rules(),
            major_classes: categories::major_classes(),
            roads,
            land,
            places,
            camera_points,
            buildings,
            grids,
            ground: Ground {
                plane,
                plan,
                plots,
                network,
                crews,
                station_spots,
                yards,
            },
        }
    }

    /// What there is in the whole district: the sum of its micro-grids.
    #[must_use]
    pub fn elements(&self) -> Elements {
        self.micro_grids
            .iter()
            .filter_map(|part| part.elements)
            .sum()
    }

    /// What there is in a grid: the sum of its micro-grids.
    #[must_use]
    pub fn elements_of(&self, grid: &GridId) -> Elements {
        let parts = self.micro_grids.iter().filter(|part| part.grid == *grid);
        parts.filter_map(|part| part.elements).sum()
    }

    /// The grid that contains a position; `None` outside the district.
    #[must_use]
    pub fn grid_at(&self, at: Wgs84) -> Option<&GridId> {
        let spot = self.ground.plane.spot(at);
        let plot = self.ground.plots.around(spot)?;
        Some(&self.grids[plot].id)
    }

    /// The building of a name, as addresses have it: "福城西苑 17 栋".
    #[must_use]
    pub fn building_named(&self, zh: &str) -> Option<&Building> {
        self.buildings
            .iter()
            .find(|building| building.name.as_ref().is_some_and(|name| *name.zh == *zh))
    }

    /// The buildings of a grid, by its index.
    pub fn buildings_of(&self, grid: usize) -> impl Iterator<Item = &Building> {
        self.buildings
            .iter()
            .filter(move |building| building.grid == grid)
    }
}

/// The plan of a seed and its divisions. A plan whose trade city is too small for its markets is drawn again.
fn drawn(seed: u64) -> (Plan, Plots) {
    let mut again = 0;
    loop {
        let plan = Plan::from_seed(Chance::from_seed(seed).fork(again).bits());
        let communities = community_spots(&plan);
        if let Some(plots) = Plots::of(&plan, communities) {
            return (plan, plots);
        }
        again += 1;
    }
}

fn community_spots(plan: &Plan) -> Vec<Spot> {
    let outline = rings_by(&plan.mesh, 1, |_| 0).swap_remove(0);
    names::communities()
        .into_iter()
        .map(|(_, share, direction)| {
            let direction = direction.to_radians();
            let r = reach(&outline, direction).unwrap_or(0.0) * share;
            Spot::from_metres(r * libm::cos(direction), r * libm::sin(direction))
        })
        .collect()
}

/// The stations' places: at a road near the middle of the built-up part of their areas; the first in Milan Town.
fn station_spots(plots: &Plots, network: &RoadNetwork) -> Vec<Spot> {
    let areas = names::patrol_areas().len();
    (0..areas)
        .map(|area| {
            let built: Vec<_> = plots
                .plots
                .iter()
                .filter(|plot| plot.area == area && plot.main != Main::Rural)
                .collect();
            let milan_town = built
                .iter()
                .find(|plot| area == 0 && plot.main == Main::Commercial);
            let count = built.len().max(1) as f64;
            let sum = built.iter().fold((0.0, 0.0), |sum, plot| {
                (sum.0 + plot.middle.0, sum.1 + plot.middle.1)
            });
            let (x, y) = milan_town.map_or((sum.0 / count, sum.1 / count), |plot| plot.middle);
            let middles: Vec<Spot> = built
                .iter()
                .map(|plot| Spot::from_metres(plot.middle.0, plot.middle.1))
                .collect();
            let chosen = middles
                .get(nearest(&middles, (x, y)))
                .copied()
                .unwrap_or_else(|| Spot::from_metres(x, y));
            network.nearest_kerb(chosen)
        })
        .collect()
}

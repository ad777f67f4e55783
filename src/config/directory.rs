//! What the deployment's codes are called and where they are.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{
    AreaId, Assignee, CategoryId, DepartmentId, Duty, GridId, Incident, Name, Platform, PlatformId,
    Responsible, Rules, Station, StationId, UnitId, Wgs84,
};
use geo::{BoundingRect, Centroid, MultiPolygon};
use protocol::{Divisions, NamedPlace};
use serde_json::Value;

use super::Whereabouts;

/// A grid or patrol area, ready to be drawn and found.
#[derive(Clone, Debug, PartialEq)]
pub struct Division<Id> {
    /// Its code.
    pub id: Id,
    /// What it is called.
    pub name: Name,
    /// Its outline in WGS 84 degrees.
    pub boundary: MultiPolygon<f64>,
    /// Its middle, where its name stands; `None` when its outline has no area.
    pub middle: Option<Wgs84>,
}

impl<Id> Division<Id> {
    fn new(id: Id, name: Name, boundary: MultiPolygon<f64>) -> Self {
        let middle = boundary
            .centroid()
            .and_then(|point| Wgs84::from_lon_lat(point.x(), point.y()).ok());
        Self {
            id,
            name,
            boundary,
            middle,
        }
    }

    /// South-west and north-east corner of the outline.
    #[must_use]
    pub fn corners(&self) -> Option<(Wgs84, Wgs84)> {
        let extent = self.boundary.bounding_rect()?;
        let corner = |at: geo::Coord<f64>| Wgs84::from_lon_lat(at.x, at.y).ok();
        Some((corner(extent.min())?, corner(extent.max())?))
    }
}

/// A crew and where it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crew {
    /// What it is called.
    pub name: Name,
    /// Its station.
    pub station: Option<StationId>,
    /// The patrol area of its station.
    pub area: Option<AreaId>,
}

/// Everything the deployment's divisions say, ready to be asked by code. Empty until they have been read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Directory {
    /// Patrol areas in the deployment's own order.
    pub areas: Vec<Division<AreaId>>,
    /// Grids in the deployment's own order.
    pub grids: Vec<Division<GridId>>,
    /// Stations by code.
    pub stations: BTreeMap<StationId, Station>,
    /// Crews by call sign.
    pub crews: BTreeMap<UnitId, Crew>,
    /// Named places, the prominent ones first.
    pub places: Vec<NamedPlace>,
    /// GeoJSON of roads and water for the dark ground; `null` when there is none.
    pub ground: Value,
    /// Categories and limits.
    pub rules: Rules,
    /// Which departments are responsible for what.
    pub responsible: Vec<Responsible>,
    /// In which grid and patrol area a place lies.
    pub whereabouts: Whereabouts,
    /// Departments by code.
    pub departments: BTreeMap<DepartmentId, Name>,
    area_names: BTreeMap<AreaId, Name>,
    grid_names: BTreeMap<GridId, Name>,
    platform_names: BTreeMap<PlatformId, Name>,
}

impl Directory {
    /// What is known from the settings alone: the platforms' names.
    #[must_use]
    pub fn of_platforms(platforms: &[Platform]) -> Self {
        Self {
            platform_names: platforms
                .iter()
                .map(|platform| (platform.id.clone(), platform.name.clone()))
                .collect(),
            ..Self::default()
        }
    }

    /// The same with the categories and limits.
    #[must_use]
    pub fn with_rules(mut self, rules: &Rules) -> Self {
        self.rules = rules.clone();
        self
    }

    /// The same with who is responsible for what.
    #[must_use]
    pub fn with_responsible(mut self, responsible: &[Responsible]) -> Self {
        self.responsible = responsible.to_vec();
        self
    }

    /// Who is responsible for a category, and by what: its own entry, else that of its major class.
    #[must_use]
    pub fn responsible_for(&self, category: Option<&CategoryId>) -> Option<&Responsible> {
        let id = category?;
        let major = self.rules.category(category).map(|known| known.major);
        let find = |wanted: &dyn Fn(&Duty) -> bool| {
            let mut entries = self.responsible.iter();
            entries.find(|entry| wanted(&entry.duty))
        };
        find(&|duty| matches!(duty, Duty::Category(known) if known == id))
            .or_else(|| find(&|duty| matches!(duty, Duty::Major(known) if Some(*known) == major)))
    }

    /// The same with the divisions.
    #[must_use]
    pub fn with_divisions(self, divisions: Divisions) -> Self {
        let Divisions {
            areas,
            grids,
            stations,
            units,
            departments,
            mut places,
            ground,
        } = divisions;
        places.sort_by_key(|place| place.rank);
        let stations: BTreeMap<_, _> = stations
            .into_iter()
            .map(|station| (station.id.clone(), station))
            .collect();
        let crews = units
            .into_iter()
            .map(|unit| {
                let station = unit.station.as_ref().and_then(|id| stations.get(id));
                let area = station.map(|station| station.area.clone());
                let crew = Crew {
                    name: unit.name,
                    station: unit.station,
                    area,
                };
                (unit.id, crew)
            })
            .collect();
        Self {
            rules: self.rules,
            responsible: self.responsible,
            whereabouts: Whereabouts::new(areas.clone(), grids.clone()),
            area_names: areas
                .iter()
                .map(|area| (area.id.clone(), area.name.clone()))
                .collect(),
            grid_names: grids
                .iter()
                .map(|grid| (grid.id.clone(), grid.name.clone()))
                .collect(),
            areas: areas
                .into_iter()
                .map(|area| Division::new(area.id, area.name, area.boundary))
                .collect(),
            grids: grids
                .into_iter()
                .map(|grid| Division::new(grid.id, grid.name, grid.boundary))
                .collect(),
            stations,
            crews,
            places,
            ground,
            platform_names: self.platform_names,
            departments: departments
                .into_iter()
                .map(|department| (department.id, department.name))
                .collect(),
        }
    }

    /// What a platform is called; its code when the deployment does not know it.
    #[must_use]
    pub fn platform(&self, id: &PlatformId) -> Name {
        named(self.platform_names.get(id), id.as_str())
    }

    /// What a patrol area is called; its code when the deployment does not know it.
    #[must_use]
    pub fn area(&self, id: &AreaId) -> Name {
        named(self.area_names.get(id), id.as_str())
    }

    /// What a grid is called; its code when the deployment does not know it.
    #[must_use]
    pub fn grid(&self, id: &GridId) -> Name {
        named(self.grid_names.get(id), id.as_str())
    }

    /// What a category is called; `None` when the deployment does not know it.
    #[must_use]
    pub fn category(&self, id: &CategoryId) -> Option<&Name> {
        self.rules.category(Some(id)).map(|category| &category.name)
    }

    /// What an incident is about. A subject that is its category's code or name, or one of those usual under it, is said in the
    /// deployment's own words, in every language.
    #[must_use]
    pub fn subject(&self, incident: &Incident) -> Name {
        let subject = &*incident.subject;
        let known = incident.category.as_ref().and_then(|id| {
            let category = self.rules.category(Some(id))?;
            let mut names = std::iter::once(&category.name).chain(&category.subjects);
            if id.as_str() == subject {
                return names.next();
            }
            names.find(|name| [&*name.zh, &*name.en].contains(&subject))
        });
        known
            .cloned()
            .unwrap_or_else(|| Name::same(&incident.subject))
    }

    /// What a station, crew or department is called; its code when the deployment does not know it.
    #[must_use]
    pub fn assignee(&self, assignee: &Assignee) -> Name {
        match assignee {
            Assignee::Station(id) => named(
                self.stations.get(id).map(|station| &station.name),
                id.as_str(),
            ),
            Assignee::Unit(id) => named(self.crews.get(id).map(|crew| &crew.name), id.as_str()),
            Assignee::Department(id) => named(self.departments.get(id), id.as_str()),
        }
    }
}

fn named(known: Option<&Name>, code: &str) -> Name {
    known.cloned().unwrap_or_else(|| {
        let code: Arc<str> = code.into();
        Name {
            zh: Arc::clone(&code),
            en: code,
        }
    })
}

//! What the deployment knows about its place: divisions, territory, rules, and the settings a screen reads once.

use std::path::{Path, PathBuf};

use domain::{AreaId, Department, Name, Platform, PlatformId, Responsible, Rules, Unit};
use feeds::geojson::{self, GeoJsonError, PropertyNames};
use protocol::{Basemap, Deployment, Divisions, HomeView, NamedPlace, NetworkFeed};
use world::Territory;

use crate::cameras::{
    BuildingsError, Cameras, CamerasError, Known, buildings_from_geojson, points_from_file,
};
use crate::config::{Config, LayerConfig, OWN_PLATFORM, Stranger};

/// A file of the deployment that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// It is not there, or must not be read.
    #[error("place.{layer}: {file} cannot be read", file = file.display())]
    Unreadable {
        /// The setting that names it.
        layer: &'static str,
        /// Which file.
        file: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It can be read, and is not what it should be.
    #[error("place.{layer}: {file} cannot be used: {source}", file = file.display())]
    Unusable {
        /// The setting that names it.
        layer: &'static str,
        /// Which file.
        file: PathBuf,
        /// Why.
        #[source]
        source: GeoJsonError,
    },
    /// The lines for orientation are no GeoJSON.
    #[error("place.ground: {file} is no GeoJSON FeatureCollection: {problem}", file = file.display())]
    Ground {
        /// Which file.
        file: PathBuf,
        /// Why.
        problem: String,
    },
    /// The camera points can be read, and are not what they should be.
    #[error("place.camera_points: {file} cannot be used: {source}", file = file.display())]
    Cameras {
        /// Which file.
        file: PathBuf,
        /// Why.
        #[source]
        source: CamerasError,
    },
    /// The buildings can be read, and are not what they should be.
    #[error("place.buildings: {file} cannot be used: {source}", file = file.display())]
    Buildings {
        /// Which file.
        file: PathBuf,
        /// Why.
        #[source]
        source: BuildingsError,
    },
    /// The district's buildings cannot be written.
    #[error("the district's buildings cannot be written as JSON")]
    Json(#[from] serde_json::Error),
    /// A token is for a patrol area that there is not: whoever has it would see nothing and not know why.
    #[error(
        "tokens.areas: '{area}', for the token '{token}', is no patrol area of this deployment"
    )]
    TokenArea {
        /// Whose token.
        token: String,
        /// The area it names.
        area: AreaId,
    },
    /// Somebody or something is named that there is not: nobody would ever be proposed.
    #[error("responsible.{field}, entry {entry}: {problem}")]
    Responsible {
        /// Which of the fields.
        field: &'static str,
        /// Which entry, from 1.
        entry: usize,
        /// What is wrong.
        problem: String,
    },
    /// The home view is no place on earth.
    #[error("home.lon and home.lat are no place on earth")]
    Home,
}

/// The deployment's place, read and ready.
#[derive(Debug)]
pub struct Place {
    /// Divisions, stations, units, named places and lines, as a screen is told them.
    pub divisions: Divisions,
    /// Which grid and area a position belongs to.
    pub territory: Territory,
    /// How long things may take, and the categories.
    pub rules: Rules,
    /// Which departments are responsible for what.
    pub responsible: Vec<Responsible>,
    /// The camera points, and who sees which.
    pub cameras: Cameras,
    /// Footprints of buildings as GeoJSON, where there are any.
    pub buildings: Option<Vec<u8>>,
    home: HomeView,
}

impl Place {
    /// Reads the files the configuration names, or draws its synthetic district.
    ///
    /// # Errors
    /// When a file cannot be read or used.
    pub fn read(config: &Config) -> Result<Self, PlaceError> {
        let (divisions, rules, responsible, cameras, buildings) = match config.place.district_seed {
            Some(seed) => {
                let district = district::District::from_seed(seed);
                let divisions = demo::divisions(&district);
                let buildings = serde_json::to_vec(&district.buildings_geojson())?;
                // A deployment may know the district's platforms by other networks.
                let platforms = [platforms(config), district.platforms].concat();
                let served = config.networks().collect();
                let cameras = Cameras::of(district.camera_points, &platforms, served);
                let (rules, responsible) = (district.rules, district.responsible);
                (divisions, rules, responsible, cameras, Some(buildings))
            }
            None => {
                let divisions = from_files(config)?;
                let cameras = cameras(config, &divisions)?;
                let buildings = buildings(config)?;
                let (rules, responsible) = (Rules::default(), Vec::new());
                (divisions, rules, responsible, cameras, buildings)
            }
        };
        check_token_areas(config, &divisions)?;
        let rules = config.rules.clone().unwrap_or(rules);
        check_responsible(config, &divisions, &rules)?;
        // What is configured stands in for what the district brings, as a whole.
        let responsible = Some(config.responsible())
            .filter(|configured| !configured.is_empty())
            .unwrap_or(responsible);
        Ok(Self {
            territory: Territory::new(divisions.areas.clone(), divisions.grids.clone()),
            divisions,
            rules,
            responsible,
            cameras,
            buildings,
            home: config.home_view().ok_or(PlaceError::Home)?,
        })
    }

    /// The settings a screen reads once; those of a screen that may not see cameras.
    #[must_use]
    pub fn deployment(&self, config: &Config, basemap: Option<Basemap>) -> Deployment {
        Deployment {
            name: config.name.clone(),
            time_zone: config.time_zone.0.name().to_owned(),
            demo: config.demo,
            home: self.home,
            feeds: config
                .feeds
                .iter()
                .map(|feed| NetworkFeed {
                    network: feed.network,
                    name: feed.name.clone(),
                    hub: feed.hub.clone(),
                })
                .collect(),
            platforms: platforms(config)
                .into_iter()
                .chain(own_platform(config))
                .collect(),
            rules: self.rules.clone(),
            responsible: self.responsible.clone(),
            basemap,
            wall: config.wall,
            askew_degrees: Some(config.place.askew_degrees).filter(|degrees| *degrees > 0.0),
            sees_cameras: false,
        }
    }
}

fn platforms(config: &Config) -> Vec<Platform> {
    let platforms = config.platforms.iter().map(|platform| Platform {
        id: platform.id.clone(),
        name: platform.name.clone(),
        network: platform.network,
    });
    platforms.collect()
}

fn cameras(config: &Config, divisions: &Divisions) -> Result<Cameras, PlaceError> {
    let platforms = platforms(config);
    let points = match &config.place.camera_points {
        None => Vec::new(),
        Some(file) => {
            let file = config.path(file);
            let bytes = read("camera_points", &file)?;
            let known = Known {
                areas: divisions.areas.iter().map(|area| &area.id).collect(),
                grids: divisions.grids.iter().map(|grid| &grid.id).collect(),
                platforms: platforms.iter().map(|platform| &platform.id).collect(),
            };
            points_from_file(&bytes, &known)
                .map_err(|source| PlaceError::Cameras { file, source })?
        }
    };
    Ok(Cameras::of(points, &platforms, config.networks().collect()))
}

fn buildings(config: &Config) -> Result<Option<Vec<u8>>, PlaceError> {
    let Some(file) = &config.place.buildings else {
        return Ok(None);
    };
    let file = config.path(file);
    let bytes = read("buildings", &file)?;
    let buildings = buildings_from_geojson(&bytes);
    let buildings = buildings.map_err(|source| PlaceError::Buildings { file, source })?;
    Ok(Some(buildings))
}

/// What carries the reports of the centre's own people, by the name that screens show. They report on every network, and a
/// platform has one: it stands under the first feed's, which nothing reads of it.
fn own_platform(config: &Config) -> Option<Platform> {
    let network = config.feeds.first()?.network;
    let id = PlatformId::try_from(OWN_PLATFORM).ok()?;
    let name = Name::new("本中心", "This centre");
    Some(Platform { id, name, network })
}

fn check_token_areas(config: &Config, divisions: &Divisions) -> Result<(), PlaceError> {
    for token in &config.tokens {
        let mut named = token.areas.iter().flatten();
        let known = |area: &AreaId| divisions.areas.iter().any(|known| known.id == *area);
        if let Some(area) = named.find(|area| !known(area)) {
            return Err(PlaceError::TokenArea {
                token: token.name.clone(),
                area: area.clone(),
            });
        }
    }
    Ok(())
}

/// A synthetic district's departments and categories are known only now; of files the configuration's own check has spoken.
fn check_responsible(
    config: &Config,
    divisions: &Divisions,
    rules: &Rules,
) -> Result<(), PlaceError> {
    let departments = divisions.departments.iter();
    let departments = departments.map(|department| &department.id).collect();
    match config.stranger(rules, &departments) {
        Some(Stranger {
            nth,
            field,
            problem,
        }) => Err(PlaceError::Responsible {
            field,
            entry: nth + 1,
            problem,
        }),
        None => Ok(()),
    }
}

fn from_files(config: &Config) -> Result<Divisions, PlaceError> {
    let place = &config.place;
    Ok(Divisions {
        areas: layer(
            config,
            "areas",
            place.areas.as_ref(),
            geojson::patrol_areas_from_geojson,
        )?,
        grids: layer(
            config,
            "grids",
            place.grids.as_ref(),
            geojson::grids_from_geojson,
        )?,
        stations: layer(
            config,
            "stations",
            place.stations.as_ref(),
            geojson::stations_from_geojson,
        )?,
        units: place
            .units
            .iter()
            .map(|unit| Unit {
                id: unit.id.clone(),
                name: unit.name.clone(),
                station: unit.station.clone(),
            })
            .collect(),
        departments: place
            .departments
            .iter()
            .map(|department| Department {
                id: department.id.clone(),
                name: department.name.clone(),
            })
            .collect(),
        places: layer(
            config,
            "places",
            place.places.as_ref(),
            geojson::places_from_geojson,
        )?
        .into_iter()
        .map(|place| NamedPlace {
            name: place.name,
            position: place.position,
            rank: 0,
        })
        .collect(),
        ground: match &place.ground {
            Some(file) => ground(&config.path(file))?,
            None => serde_json::Value::Null,
        },
    })
}

fn layer<T>(
    config: &Config,
    layer: &'static str,
    configured: Option<&LayerConfig>,
    parse: impl FnOnce(&[u8], &PropertyNames) -> Result<Vec<T>, GeoJsonError>,
) -> Result<Vec<T>, PlaceError> {
    let Some(configured) = configured else {
        return Ok(Vec::new());
    };
    let file = config.path(&configured.file);
    let bytes = read(layer, &file)?;
    parse(&bytes, &configured.properties).map_err(|source| PlaceError::Unusable {
        layer,
        file,
        source,
    })
}

fn read(layer: &'static str, file: &Path) -> Result<Vec<u8>, PlaceError> {
    std::fs::read(file).map_err(|source| PlaceError::Unreadable {
        layer,
        file: file.to_owned(),
        source,
    })
}

fn ground(file: &Path) -> Result<serde_json::Value, PlaceError> {
    let unusable = |problem: String| PlaceError::Ground {
        file: file.to_owned(),
        problem,
    };
    let bytes = read("ground", file)?;
    let plain = feeds::unpacked(&bytes).map_err(|error| unusable(error.to_string()))?;
    let value: serde_json::Value =
        serde_json::from_slice(&plain).map_err(|error| unusable(error.to_string()))?;
    if value.get("type").and_then(serde_json::Value::as_str) == Some("FeatureCollection") {
        Ok(value)
    } else {
        Err(unusable("its type is another".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demo_with(more: &str) -> Config {
        let text = format!("{}\n{more}", crate::config::DEMO_TOML);
        Config::parse(&text, "test", Path::new(".")).expect("a configuration")
    }

    #[test]
    fn a_hubs_demo_and_a_pages_demo_propose_the_same_departments_and_a_configuration_others() {
        let responsible = |config: &Config| {
            let place = Place::read(config).expect("its district");
            place.deployment(config, None).responsible
        };
        let district = district::District::from_seed(district::District::DEMO_SEED);
        let of_a_page = demo::deployment(&district).expect("the district is on earth");
        assert!(!of_a_page.responsible.is_empty());
        assert_eq!(responsible(&demo_with("")), of_a_page.responsible);
        let other = "[[responsible]]\nmajor = 1\ndepartments = [\"justice-office\"]\n";
        assert_eq!(responsible(&demo_with(other)).len(), 1);
    }

    #[test]
    fn a_department_that_the_synthetic_district_does_not_have_is_refused_by_its_entry() {
        let config = demo_with(
            "[[responsible]]\nmajor = 1\ndepartments = [\"justice-office\"]\n\
             [[responsible]]\nmajor = 2\ndepartments = [\"nobody\"]\n",
        );
        let refused = Place::read(&config).expect_err("there is no such department");
        let refused = refused.to_string();
        assert!(
            refused.contains("responsible.departments, entry 2") && refused.contains("nobody"),
            "{refused}"
        );
    }

    #[test]
    fn a_token_for_a_patrol_area_that_there_is_not_is_refused_by_its_name() {
        let read = |area: &str| {
            let token = format!(
                "[[tokens]]\nname = \"patrol\"\nsecret = \"twelve bytes!\"\nrights = [\"read\"]\nareas = [\"{area}\"]\n"
            );
            Place::read(&demo_with(&token))
        };
        let place = Place::read(&Config::demo().expect("the demo")).expect("its district");
        let area = place.divisions.areas[0].id.to_string();
        assert!(read(&area).is_ok());
        let refused = read("nowhere")
            .expect_err("there is no such area")
            .to_string();
        assert!(
            refused.contains("tokens.areas")
                && refused.contains("patrol")
                && refused.contains("nowhere"),
            "{refused}"
        );
    }
}

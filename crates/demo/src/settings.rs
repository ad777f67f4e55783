//! The district as a screen is told it.

use district::{Cover, District, Picture, PlaceKind, RoadClass};
use domain::{Name, Network, Wgs84};
use geojson::GeometryValue;
use protocol::{
    Basemap, BasemapKind, CoordinateSystem, Deployment, Divisions, HomeView, NamedPlace,
    NetworkFeed, PAINTED, WallGeometry,
};
use serde_json::{Map, Value, json};

/// Where the map begins: the district's middle, from so far that all of it is seen.
const HOME: (f64, f64, f64) = (106.27, 29.39, 12.5);

/// What a hub's configuration would say of the demo.
#[must_use]
pub fn deployment(district: &District) -> Option<Deployment> {
    let (lon, lat, zoom) = HOME;
    let feed = |network, zh, en| NetworkFeed {
        network,
        name: Name::new(zh, en),
        hub: None,
    };
    Some(Deployment {
        name: Name::new(
            "双福街道基层治理中心（演示）",
            "Shuangfu Governance Centre (demo)",
        ),
        time_zone: "Asia/Chongqing".to_owned(),
        demo: true,
        home: HomeView {
            centre: Wgs84::from_lon_lat(lon, lat).ok()?,
            zoom,
            bearing_degrees: 0.0,
            pitch_degrees: 0.0,
        },
        feeds: vec![
            feed(Network::Government, "政务专网", "Government network"),
            feed(
                Network::Internet,
                "互联网综合指挥调度平台",
                "Internet dispatch platform",
            ),
            feed(Network::Police, "公安网", "Police network"),
        ],
        platforms: district.platforms.clone(),
        rules: district.rules.clone(),
        responsible: district.responsible.clone(),
        basemap: Some(basemap()),
        wall: WallGeometry::default(),
        askew_degrees: None,
        sees_cameras: true,
    })
}

/// The district from above, as the page's painters draw it.
fn basemap() -> Basemap {
    Basemap {
        name: Name::new("合成影像", "Synthetic imagery"),
        tiles: format!("{PAINTED}://{{z}}/{{x}}/{{y}}"),
        tile_size: Picture::TILE_SIZE as u16,
        min_zoom: Picture::MIN_ZOOM,
        max_zoom: Picture::MAX_ZOOM,
        coordinates: CoordinateSystem::Wgs84,
        attribution: String::new(),
        kind: BasemapKind::Imagery,
    }
}

/// The divisions, units and named places of a district, and its roads and water.
#[must_use]
pub fn divisions(district: &District) -> Divisions {
    let places = district.places.iter().map(|place| NamedPlace {
        name: place.name.clone(),
        position: place.position,
        rank: match place.kind {
            PlaceKind::Community => 0,
            PlaceKind::Estate | PlaceKind::Park => 2,
            _ => 1,
        },
    });
    Divisions {
        areas: district.areas.clone(),
        grids: district.grids.clone(),
        stations: district.stations.clone(),
        units: district.units.clone(),
        departments: district.departments.clone(),
        places: places.collect(),
        ground: ground(district),
    }
}

/// Roads and water as lines for orientation: `kind`, roads with their `class`, and the names of those that have one.
fn ground(district: &District) -> Value {
    let named = |kind: &str, name: Option<&Name>| {
        let mut properties = Map::new();
        properties.insert("kind".to_owned(), kind.into());
        if let Some(name) = name {
            properties.insert("name_zh".to_owned(), name.zh.as_ref().into());
            properties.insert("name_en".to_owned(), name.en.as_ref().into());
        }
        properties
    };
    let water = district
        .land
        .iter()
        .filter(|land| land.cover == Cover::Water)
        .map(|land| feature((&land.boundary).into(), named("water", land.name.as_ref())));
    let roads = district.roads.iter().map(|road| {
        let kind = match road.class {
            RoadClass::Expressway | RoadClass::Avenue | RoadClass::Main => "road_major",
            _ => "road_minor",
        };
        let mut properties = named(kind, road.name.as_ref());
        properties.insert("class".to_owned(), road.class.as_str().into());
        feature((&road.line).into(), properties)
    });
    let features: Vec<Value> = water.chain(roads).collect();
    json!({ "type": "FeatureCollection", "features": features })
}

fn feature(geometry: GeometryValue, properties: Map<String, Value>) -> Value {
    json!({
        "type": "Feature",
        "properties": properties,
        "geometry": geojson::Geometry::new(geometry),
    })
}

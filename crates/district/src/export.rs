//! The district as GeoJSON: WGS 84 degrees, rings by the right-hand rule (RFC 7946).

use domain::{Name, PatrolArea, Wgs84};
use geojson::feature::Id;
use geojson::{Feature, FeatureCollection, Geometry, JsonObject, JsonValue};
use serde_json::json;

use crate::District;

impl District {
    /// Every layer with the name of its file: what `cargo xtask district` writes.
    #[must_use]
    pub fn layers(&self) -> [(&'static str, FeatureCollection); 10] {
        [
            ("boundary", self.boundary_geojson()),
            ("areas", self.areas_geojson()),
            ("grids", self.grids_geojson()),
            ("micro-grids", self.micro_grids_geojson()),
            ("roads", self.roads_geojson()),
            ("land", self.land_geojson()),
            ("buildings", self.buildings_geojson()),
            ("places", self.places_geojson()),
            ("stations", self.stations_geojson()),
            ("camera-points", self.camera_points_geojson()),
        ]
    }

    /// The outline: one feature.
    #[must_use]
    pub fn boundary_geojson(&self) -> FeatureCollection {
        collected([feature(&self.boundary, named(&self.name))])
    }

    /// The patrol areas: `id`, `name_zh`, `name_en`.
    #[must_use]
    pub fn areas_geojson(&self) -> FeatureCollection {
        collected(self.areas.iter().map(|area: &PatrolArea| {
            let mut properties = named(&area.name);
            properties.insert("id".to_owned(), json!(area.id));
            feature(&area.boundary, properties)
        }))
    }

    /// The grids: `id`, `name_zh`, `name_en`, `area`, `kinds`.
    #[must_use]
    pub fn grids_geojson(&self) -> FeatureCollection {
        collected(self.grids.iter().map(|grid| {
            let mut properties = named(&grid.name);
            properties.insert("id".to_owned(), json!(grid.id));
            properties.insert("area".to_owned(), json!(grid.area));
            properties.insert("kinds".to_owned(), json!(grid.kinds));
            feature(&grid.boundary, properties)
        }))
    }

    /// The micro-grids: `id`, `grid`, and what there is in each: `people` of whom `registered`, `places`, `things`,
    /// `matters`, `events`, `bodies` of which `firms`.
    #[must_use]
    pub fn micro_grids_geojson(&self) -> FeatureCollection {
        collected(self.micro_grids.iter().map(|part| {
            let mut properties = JsonObject::from_iter([
                ("id".to_owned(), json!(part.id)),
                ("grid".to_owned(), json!(part.grid)),
            ]);
            if let Some(JsonValue::Object(elements)) = part.elements.map(|counted| json!(counted)) {
                properties.extend(elements);
            }
            feature(&part.boundary, properties)
        }))
    }

    /// The roads, small ones first: `class`, and `name_zh`, `name_en` where they have a name.
    #[must_use]
    pub fn roads_geojson(&self) -> FeatureCollection {
        collected(self.roads.iter().map(|road| {
            let mut properties = road.name.as_ref().map(named).unwrap_or_default();
            properties.insert("class".to_owned(), json!(road.class.as_str()));
            feature(&road.line, properties)
        }))
    }

    /// Woods, campuses, markets, parks and water in drawing order: `cover`, and the names of what has one.
    #[must_use]
    pub fn land_geojson(&self) -> FeatureCollection {
        collected(self.land.iter().map(|land| {
            let mut properties = land.name.as_ref().map(named).unwrap_or_default();
            properties.insert("cover".to_owned(), json!(land.cover.as_str()));
            feature(&land.boundary, properties)
        }))
    }

    /// The buildings: `id`, `use`, `roof`, `height_metres`, `storeys`, `grid`, and the names of those that have one.
    #[must_use]
    pub fn buildings_geojson(&self) -> FeatureCollection {
        collected((1..).zip(&self.buildings).map(|(number, building)| {
            let mut properties = building.name.as_ref().map(named).unwrap_or_default();
            let others = [
                ("id", json!(format!("building-{number}"))),
                ("use", json!(building.purpose.as_str())),
                ("roof", json!(building.roof.as_str())),
                ("height_metres", json!(building.height.0)),
                ("storeys", json!(building.storeys)),
                ("grid", json!(self.grids[building.grid].id)),
            ];
            properties.extend(others.map(|(key, value)| (key.to_owned(), value)));
            feature(&building.footprint, properties)
        }))
    }

    /// The places known by name: `kind`, `name_zh`, `name_en`, `grid`.
    #[must_use]
    pub fn places_geojson(&self) -> FeatureCollection {
        collected(self.places.iter().map(|place| {
            let mut properties = named(&place.name);
            properties.insert("kind".to_owned(), json!(place.kind.as_str()));
            properties.insert("grid".to_owned(), json!(place.grid));
            feature(&point(place.position), properties)
        }))
    }

    /// The patrol stations: `id`, `name_zh`, `name_en`, `area`.
    #[must_use]
    pub fn stations_geojson(&self) -> FeatureCollection {
        collected(self.stations.iter().map(|station| {
            let mut properties = named(&station.name);
            properties.insert("id".to_owned(), json!(station.id));
            properties.insert("area".to_owned(), json!(station.area));
            feature(&point(station.position), properties)
        }))
    }

    /// The camera points: `id`, `name_zh`, `name_en`, `kind`, `mast_height_metres`, `area`, `grid`, `platform`, and under
    /// `cameras` each with its pose, its table of fields of view and its streams.
    #[must_use]
    pub fn camera_points_geojson(&self) -> FeatureCollection {
        collected(self.camera_points.iter().map(|mast| {
            let mut properties = named(&mast.name);
            let others = [
                ("id", json!(mast.id)),
                ("kind", json!(mast.kind)),
                ("mast_height_metres", json!(mast.mast_height_metres)),
                ("area", json!(mast.area)),
                ("grid", json!(mast.grid)),
                ("platform", json!(mast.platform)),
                ("cameras", json!(mast.cameras)),
            ];
            properties.extend(others.map(|(key, value)| (key.to_owned(), value)));
            feature(&point(mast.position), properties)
        }))
    }
}

fn point(at: Wgs84) -> geo_types::Point<f64> {
    geo_types::Point::new(at.lon(), at.lat())
}

fn named(name: &Name) -> JsonObject {
    JsonObject::from_iter([
        ("name_zh".to_owned(), JsonValue::from(name.zh.as_ref())),
        ("name_en".to_owned(), JsonValue::from(name.en.as_ref())),
    ])
}

fn feature<'a, Shape>(shape: &'a Shape, properties: JsonObject) -> Feature
where
    geojson::GeometryValue: From<&'a Shape>,
{
    let id = properties.get("id").and_then(JsonValue::as_str);
    Feature {
        id: id.map(|id| Id::String(id.to_owned())),
        geometry: Some(Geometry::new(shape.into())),
        properties: Some(properties),
        ..Feature::default()
    }
}

fn collected(features: impl IntoIterator<Item = Feature>) -> FeatureCollection {
    FeatureCollection {
        features: features.into_iter().collect(),
        bbox: None,
        foreign_members: None,
    }
}

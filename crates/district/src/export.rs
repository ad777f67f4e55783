//! The district as GeoJSON: WGS 84 degrees, rings by the right-hand rule (RFC 7946).

use domain::{Name, PatrolArea};
use geojson::{Feature, FeatureCollection, Geometry, JsonObject, JsonValue};
use serde_json::json;

use crate::District;

impl District {
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

    /// The micro-grids: `id`, `grid`.
    #[must_use]
    pub fn micro_grids_geojson(&self) -> FeatureCollection {
        collected(self.micro_grids.iter().map(|part| {
            let properties = JsonObject::from_iter([
                ("id".to_owned(), json!(part.id)),
                ("grid".to_owned(), json!(part.grid)),
            ]);
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

    /// The places known by name: `kind`, `name_zh`, `name_en`, `grid`.
    #[must_use]
    pub fn places_geojson(&self) -> FeatureCollection {
        collected(self.places.iter().map(|place| {
            let mut properties = named(&place.name);
            properties.insert("kind".to_owned(), json!(place.kind.as_str()));
            properties.insert("grid".to_owned(), json!(place.grid));
            feature(
                &geo_types::Point::new(place.position.lon(), place.position.lat()),
                properties,
            )
        }))
    }
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
    Feature {
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

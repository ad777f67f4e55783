//! Footprints of buildings with their heights, from a GeoJSON file of the deployment.

use domain::{InvalidPosition, Wgs84};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The most footprints of one deployment.
const MOST_FOOTPRINTS: usize = 500_000;
/// The highest building, in metres.
const HIGHEST: f64 = 2_000.0;

/// A file of buildings that cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BuildingsError {
    /// It is gzipped and broken.
    #[error("it cannot be unpacked: {0}")]
    Packed(String),
    /// It is no GeoJSON FeatureCollection.
    #[error("it is no GeoJSON FeatureCollection: {0}")]
    Unreadable(String),
    /// It holds more than a screen can be told.
    #[error("it has more than {MOST_FOOTPRINTS} footprints: leave out those that no camera sees")]
    TooMany,
    /// A feature says nothing of how high it is, or something that cannot be.
    #[error(
        "feature {nth}: height_metres must be a number of metres, more than 0 and at most {HIGHEST}"
    )]
    Height {
        /// Which feature, from 1.
        nth: usize,
    },
    /// A feature is no area.
    #[error(
        "feature {nth}: a Polygon or MultiPolygon of rings of at least four positions, first and last the same, is needed"
    )]
    Shape {
        /// Which feature, from 1.
        nth: usize,
    },
    /// A corner is no place on earth.
    #[error("feature {nth}: {source}; positions are WGS 84, longitude first")]
    Position {
        /// Which feature, from 1.
        nth: usize,
        /// Why not.
        source: InvalidPosition,
    },
}

#[derive(Deserialize)]
struct RawCollection {
    r#type: String,
    features: Vec<RawFeature>,
}

#[derive(Deserialize)]
struct RawFeature {
    #[serde(default)]
    properties: Option<Map<String, Value>>,
    geometry: Option<RawGeometry>,
}

#[derive(Deserialize)]
struct RawGeometry {
    r#type: String,
    #[serde(default)]
    coordinates: Value,
}

type Ring = Vec<(f64, f64)>;

#[derive(Serialize)]
struct Collection {
    r#type: &'static str,
    features: Vec<Footprint>,
}

/// A part of a building that stands on the ground, with one roof.
#[derive(Serialize)]
struct Footprint {
    r#type: &'static str,
    properties: Properties,
    geometry: Polygon,
}

#[derive(Clone, Serialize)]
struct Properties {
    /// Its roof above the ground at its foot, in metres.
    height_metres: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_zh: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_en: Option<String>,
}

#[derive(Serialize)]
struct Polygon {
    r#type: &'static str,
    coordinates: Vec<Ring>,
}

/// The buildings of a file, plain or gzipped, as screens are told them: one polygon a part, with height and names and nothing
/// else of what the file says.
///
/// # Errors
/// When the file or any of its features cannot be used.
pub fn buildings_from_geojson(bytes: &[u8]) -> Result<Vec<u8>, BuildingsError> {
    let unreadable = |error: serde_json::Error| BuildingsError::Unreadable(error.to_string());
    let plain =
        feeds::unpacked(bytes).map_err(|error| BuildingsError::Packed(error.to_string()))?;
    let read: RawCollection = serde_json::from_slice(&plain).map_err(unreadable)?;
    if read.r#type != "FeatureCollection" {
        let problem = format!("its type is {:?}", read.r#type);
        return Err(BuildingsError::Unreadable(problem));
    }
    let mut features = Vec::with_capacity(read.features.len().min(MOST_FOOTPRINTS));
    for (nth, feature) in (1..).zip(read.features) {
        let properties = properties(nth, feature.properties.unwrap_or_default())?;
        for rings in polygons(nth, feature.geometry)? {
            if features.len() == MOST_FOOTPRINTS {
                return Err(BuildingsError::TooMany);
            }
            features.push(Footprint {
                r#type: "Feature",
                properties: properties.clone(),
                geometry: Polygon {
                    r#type: "Polygon",
                    coordinates: rings,
                },
            });
        }
    }
    let collection = Collection {
        r#type: "FeatureCollection",
        features,
    };
    serde_json::to_vec(&collection).map_err(unreadable)
}

fn properties(nth: usize, mut given: Map<String, Value>) -> Result<Properties, BuildingsError> {
    let height = given.get("height_metres").and_then(Value::as_f64);
    let height = height.filter(|metres| *metres > 0.0 && *metres <= HIGHEST);
    let mut name = |property: &str| match given.remove(property) {
        Some(Value::String(name)) if !name.trim().is_empty() => Some(name),
        _ => None,
    };
    Ok(Properties {
        name_zh: name("name_zh"),
        name_en: name("name_en"),
        height_metres: height.ok_or(BuildingsError::Height { nth })?,
    })
}

fn polygons(nth: usize, geometry: Option<RawGeometry>) -> Result<Vec<Vec<Ring>>, BuildingsError> {
    let shape = BuildingsError::Shape { nth };
    let Some(geometry) = geometry else {
        return Err(shape);
    };
    let polygons: Vec<Vec<Vec<Vec<f64>>>> = match geometry.r#type.as_str() {
        "Polygon" => serde_json::from_value(geometry.coordinates).map(|polygon| vec![polygon]),
        "MultiPolygon" => serde_json::from_value(geometry.coordinates),
        _ => return Err(shape),
    }
    .map_err(|_| shape.clone())?;
    let ring = |positions: Vec<Vec<f64>>| {
        let corners = positions.iter().map(|position| match position.as_slice() {
            [lon, lat, ..] => match Wgs84::from_lon_lat(*lon, *lat) {
                Ok(_) => Ok((*lon, *lat)),
                Err(source) => Err(BuildingsError::Position { nth, source }),
            },
            _ => Err(shape.clone()),
        });
        let ring = corners.collect::<Result<Ring, _>>()?;
        if ring.len() >= 4 && ring.first() == ring.last() {
            Ok(ring)
        } else {
            Err(shape.clone())
        }
    };
    let polygon = |rings: Vec<Vec<Vec<f64>>>| {
        if rings.is_empty() {
            return Err(shape.clone());
        }
        rings.into_iter().map(&ring).collect()
    };
    polygons.into_iter().map(polygon).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn square(lat: f64) -> Value {
        json!([[
            [106.0, lat],
            [106.001, lat],
            [106.001, 29.001],
            [106.0, lat]
        ]])
    }

    fn file(kind: &str, coordinates: &Value, properties: &Value) -> String {
        let geometry = json!({ "type": kind, "coordinates": coordinates });
        let feature = json!({ "type": "Feature", "properties": properties, "geometry": geometry });
        json!({ "type": "FeatureCollection", "features": [feature] }).to_string()
    }

    #[test]
    fn a_building_of_two_parts_is_two_footprints_of_one_height_and_name() {
        let parts = json!([square(29.0), square(29.0005)]);
        let said = json!({ "height_metres": 24, "name_zh": "福城西苑", "owner": "somebody" });
        let read = buildings_from_geojson(file("MultiPolygon", &parts, &said).as_bytes());
        let read: Value = serde_json::from_slice(&read.expect("buildings")).expect("JSON");
        let told = json!({ "height_metres": 24.0, "name_zh": "福城西苑" });
        assert_eq!(read["features"][0]["properties"], told);
        assert_eq!(read["features"][1]["properties"], told);
        assert_eq!(read["features"][0]["geometry"]["coordinates"], square(29.0));
        assert_eq!(read["features"].as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn what_is_no_building_is_refused_by_its_number() {
        let check = |kind: &str, coordinates: Value, properties: Value, words: &str| {
            let refused = buildings_from_geojson(file(kind, &coordinates, &properties).as_bytes());
            let refused = refused.expect_err("no building").to_string();
            assert!(
                refused.contains("feature 1") && refused.contains(words),
                "{refused}"
            );
        };
        let high = json!({ "height_metres": 3.0 });
        check("Polygon", square(29.0), json!({}), "height_metres");
        check(
            "Polygon",
            square(29.0),
            json!({ "height_metres": 0 }),
            "height_metres",
        );
        check("Point", json!([106.0, 29.0]), high.clone(), "Polygon");
        check("Polygon", json!([]), high.clone(), "Polygon");
        check(
            "Polygon",
            json!([[[106.0, 29.0], [106.1, 29.0]]]),
            high.clone(),
            "four positions",
        );
        check("Polygon", square(129.0), high, "latitude");
        let other = buildings_from_geojson(b"{\"type\":\"Topology\",\"features\":[]}");
        assert!(
            matches!(other, Err(BuildingsError::Unreadable(_))),
            "{other:?}"
        );
    }
}

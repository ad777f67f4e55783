//! Grids, patrol areas, stations and named places from GeoJSON (RFC 7946), by a mapping of property names.
//!
//! Plain or gzip. The order of a ring's points is not trusted: outlines come out with the outer ring counter-clockwise and
//! its holes clockwise. All that is wrong with a file is told at once, feature by feature.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{
    AreaId, Grid, GridId, GridKind, InvalidId, InvalidPosition, MicroGrid, MicroGridId, Name,
    PatrolArea, Station, StationId, Wgs84,
};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use geodesy::{CoordinateSystem, wgs84_from};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::gzip::{GzipError, unpacked};

/// Which property of a feature holds what. Part of a deployment's configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PropertyNames {
    /// The code. Without it, the feature's own `id` is the code.
    pub id: Option<String>,
    /// The name, when one property holds it for both languages.
    pub name: Option<String>,
    /// The Chinese name.
    pub name_zh: Option<String>,
    /// The English name.
    pub name_en: Option<String>,
    /// The kind of a grid, or of a named place: a text, or a list of texts.
    pub kind: Option<String>,
    /// What the file's words for kinds of grids mean; words not listed here are rural, commercial, university,
    /// residential, specialised_market.
    pub kinds: BTreeMap<String, GridKind>,
    /// The patrol area that a grid or station belongs to.
    pub area: Option<String>,
    /// The grid that a micro-grid is part of.
    pub grid: Option<String>,
    /// The coordinate system of the file.
    pub coordinates: CoordinateSystem,
}

/// A place with a name, to be searched for and written on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedPlace {
    /// What it is called.
    pub name: Name,
    /// What kind of place it is, in the file's own word.
    pub kind: Option<Arc<str>>,
    /// Where it is.
    pub position: Wgs84,
}

/// Why a GeoJSON file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GeoJsonError {
    /// The file is packed and cannot be unpacked.
    #[error("the file cannot be unpacked")]
    Gzip(#[from] GzipError),
    /// The file is no JSON, or no feature collection.
    #[error("the file is not a GeoJSON FeatureCollection")]
    NotAFeatureCollection(#[source] serde_json::Error),
    /// The file is an object of another type.
    #[error("the file is a GeoJSON '{0}', not a FeatureCollection")]
    OtherType(String),
    /// Features of it cannot be used.
    #[error("{} of its features cannot be used: {}", .0.len(), first_few(.0))]
    Features(Vec<FeatureError>),
}

/// A feature that cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("feature {index}: {flaw}")]
pub struct FeatureError {
    /// Which, from 0.
    pub index: usize,
    /// What is wrong with it.
    pub flaw: FeatureFlaw,
}

/// What is wrong with a feature.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FeatureFlaw {
    /// It is no feature at all.
    #[error("it is not a GeoJSON Feature: {0}")]
    NotAFeature(String),
    /// A property that the mapping names is absent, empty or no text.
    #[error("its property '{0}' is missing or is neither text nor whole number")]
    Property(String),
    /// Nothing says what its code is.
    #[error("it has no id, and the mapping names no property for it")]
    NoId,
    /// Nothing says what it is called.
    #[error("it has no name: the mapping names no property that it has")]
    NoName,
    /// Its code cannot be a code.
    #[error("its id: {0}")]
    Id(#[from] InvalidId),
    /// Another feature has the same code.
    #[error("its id '{id}' is already that of feature {first}")]
    Duplicate {
        /// The code.
        id: String,
        /// The feature that has it too.
        first: usize,
    },
    /// Its kind is not known.
    #[error("its kind '{0}' is not known: list it under kinds")]
    Kind(String),
    /// Its geometry is missing or damaged.
    #[error("its geometry cannot be read: {0}")]
    Geometry(String),
    /// Its geometry is of a type that does not fit.
    #[error("its geometry is a {found}, {needed} is needed")]
    OtherGeometry {
        /// What it is.
        found: &'static str,
        /// What is needed.
        needed: &'static str,
    },
    /// A ring is no outline.
    #[error("ring {ring} of its polygon {polygon} encloses nothing")]
    Ring {
        /// Which polygon, from 0.
        polygon: usize,
        /// Which ring of it, from 0.
        ring: usize,
    },
    /// A point of it is no place on earth.
    #[error("{0}")]
    Position(#[from] InvalidPosition),
}

fn first_few(errors: &[FeatureError]) -> String {
    let few: Vec<String> = errors.iter().take(5).map(FeatureError::to_string).collect();
    let more = if errors.len() > few.len() {
        "; …"
    } else {
        ""
    };
    few.join("; ") + more
}

/// The grids of a file.
///
/// # Errors
/// When the file or any of its features cannot be used; every such feature is named.
pub fn grids_from_geojson(bytes: &[u8], names: &PropertyNames) -> Result<Vec<Grid>, GeoJsonError> {
    let grids = each_feature(bytes, |feature| {
        Ok(Grid {
            id: GridId::try_from(feature.id(names)?.as_str())?,
            name: feature.name(names)?,
            kinds: feature.grid_kinds(names)?,
            area: feature.optional_id::<AreaId>(names.area.as_deref())?,
            boundary: feature.outline(names.coordinates)?,
        })
    })?;
    unique(grids, |grid| grid.id.as_str())
}

/// The micro-grids of a file; the mapping must say which property names the grid.
///
/// # Errors
/// As for [`grids_from_geojson`].
pub fn micro_grids_from_geojson(
    bytes: &[u8],
    names: &PropertyNames,
) -> Result<Vec<MicroGrid>, GeoJsonError> {
    let micro_grids = each_feature(bytes, |feature| {
        let grid = feature.optional_id::<GridId>(names.grid.as_deref())?;
        Ok(MicroGrid {
            id: MicroGridId::try_from(feature.id(names)?.as_str())?,
            grid: grid.ok_or_else(|| {
                FeatureFlaw::Property(names.grid.clone().unwrap_or_else(|| "grid".to_owned()))
            })?,
            boundary: feature.outline(names.coordinates)?,
            elements: None,
        })
    })?;
    unique(micro_grids, |micro_grid| micro_grid.id.as_str())
}

/// The patrol areas of a file.
///
/// # Errors
/// As for [`grids_from_geojson`].
pub fn patrol_areas_from_geojson(
    bytes: &[u8],
    names: &PropertyNames,
) -> Result<Vec<PatrolArea>, GeoJsonError> {
    let areas = each_feature(bytes, |feature| {
        Ok(PatrolArea {
            id: AreaId::try_from(feature.id(names)?.as_str())?,
            name: feature.name(names)?,
            boundary: feature.outline(names.coordinates)?,
        })
    })?;
    unique(areas, |area| area.id.as_str())
}

/// The patrol stations of a file; the mapping must say which property names the patrol area.
///
/// # Errors
/// As for [`grids_from_geojson`].
pub fn stations_from_geojson(
    bytes: &[u8],
    names: &PropertyNames,
) -> Result<Vec<Station>, GeoJsonError> {
    let stations = each_feature(bytes, |feature| {
        let area = feature.optional_id::<AreaId>(names.area.as_deref())?;
        Ok(Station {
            id: StationId::try_from(feature.id(names)?.as_str())?,
            name: feature.name(names)?,
            area: area.ok_or_else(|| {
                FeatureFlaw::Property(names.area.clone().unwrap_or_else(|| "area".to_owned()))
            })?,
            position: feature.point(names.coordinates)?,
        })
    })?;
    unique(stations, |station| station.id.as_str())
}

/// The named places of a file. Several may have the same name.
///
/// # Errors
/// As for [`grids_from_geojson`].
pub fn places_from_geojson(
    bytes: &[u8],
    names: &PropertyNames,
) -> Result<Vec<NamedPlace>, GeoJsonError> {
    let places = each_feature(bytes, |feature| {
        let kind = match &names.kind {
            None => None,
            Some(property) => feature.text(property).map(Into::into),
        };
        Ok(NamedPlace {
            name: feature.name(names)?,
            kind,
            position: feature.point(names.coordinates)?,
        })
    })?;
    Ok(places.into_iter().map(|(_, place)| place).collect())
}

#[derive(Deserialize)]
struct RawCollection {
    r#type: String,
    #[serde(default)]
    features: Vec<Value>,
}

#[derive(Deserialize)]
struct RawFeature {
    r#type: String,
    #[serde(default)]
    id: Value,
    #[serde(default)]
    properties: Option<Map<String, Value>>,
    #[serde(default)]
    geometry: Value,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum RawGeometry {
    Point(Vec<f64>),
    Polygon(Vec<Vec<Vec<f64>>>),
    MultiPolygon(Vec<Vec<Vec<Vec<f64>>>>),
}

/// Reads every feature, and tells of all that cannot be read.
fn each_feature<T>(
    bytes: &[u8],
    read: impl Fn(&RawFeature) -> Result<T, FeatureFlaw>,
) -> Result<Vec<(usize, T)>, GeoJsonError> {
    let plain = unpacked(bytes)?;
    let plain = plain.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&plain);
    let collection: RawCollection =
        serde_json::from_slice(plain).map_err(GeoJsonError::NotAFeatureCollection)?;
    if collection.r#type != "FeatureCollection" {
        return Err(GeoJsonError::OtherType(collection.r#type));
    }
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for (index, raw) in collection.features.into_iter().enumerate() {
        let feature = serde_json::from_value::<RawFeature>(raw)
            .map_err(|error| FeatureFlaw::NotAFeature(error.to_string()));
        let feature = feature.and_then(|feature| match feature.r#type.as_str() {
            "Feature" => Ok(feature),
            other => Err(FeatureFlaw::NotAFeature(format!("its type is '{other}'"))),
        });
        match feature.and_then(|feature| read(&feature)) {
            Ok(value) => good.push((index, value)),
            Err(flaw) => bad.push(FeatureError { index, flaw }),
        }
    }
    if bad.is_empty() {
        Ok(good)
    } else {
        Err(GeoJsonError::Features(bad))
    }
}

/// Refuses two features with the same code.
fn unique<T>(features: Vec<(usize, T)>, id: impl Fn(&T) -> &str) -> Result<Vec<T>, GeoJsonError> {
    let mut first_with: BTreeMap<&str, usize> = BTreeMap::new();
    let mut duplicates = Vec::new();
    for (index, feature) in &features {
        match first_with.get(id(feature)) {
            Some(first) => {
                let flaw = FeatureFlaw::Duplicate {
                    id: id(feature).to_owned(),
                    first: *first,
                };
                duplicates.push(FeatureError {
                    index: *index,
                    flaw,
                });
            }
            None => {
                first_with.insert(id(feature), *index);
            }
        }
    }
    if !duplicates.is_empty() {
        return Err(GeoJsonError::Features(duplicates));
    }
    Ok(features.into_iter().map(|(_, feature)| feature).collect())
}

impl RawFeature {
    /// A property as text; a whole number as its digits.
    fn text(&self, property: &str) -> Option<String> {
        text_of(self.properties.as_ref()?.get(property)?)
    }

    fn id(&self, names: &PropertyNames) -> Result<String, FeatureFlaw> {
        match &names.id {
            Some(property) => self
                .text(property)
                .ok_or_else(|| FeatureFlaw::Property(property.clone())),
            None => text_of(&self.id).ok_or(FeatureFlaw::NoId),
        }
    }

    fn optional_id<T>(&self, property: Option<&str>) -> Result<Option<T>, FeatureFlaw>
    where
        T: for<'t> TryFrom<&'t str, Error = InvalidId>,
    {
        match property.and_then(|property| self.text(property)) {
            None => Ok(None),
            Some(text) => Ok(Some(T::try_from(&text)?)),
        }
    }

    fn name(&self, names: &PropertyNames) -> Result<Name, FeatureFlaw> {
        let text =
            |property: &Option<String>| property.as_ref().and_then(|property| self.text(property));
        let both = text(&names.name);
        let zh = text(&names.name_zh).or_else(|| both.clone());
        let en = text(&names.name_en).or(both);
        match (zh, en) {
            (Some(zh), Some(en)) => Ok(Name::new(&zh, &en)),
            (Some(only), None) | (None, Some(only)) => Ok(Name::same(&only)),
            (None, None) => Err(FeatureFlaw::NoName),
        }
    }

    fn grid_kinds(&self, names: &PropertyNames) -> Result<Vec<GridKind>, FeatureFlaw> {
        let Some(property) = &names.kind else {
            return Ok(Vec::new());
        };
        let words = match self
            .properties
            .as_ref()
            .and_then(|properties| properties.get(property))
        {
            None | Some(Value::Null) => return Ok(Vec::new()),
            Some(Value::Array(words)) => words.iter().map(text_of).collect::<Option<Vec<_>>>(),
            Some(word) => text_of(word).map(|word| vec![word]),
        };
        let words = words.ok_or_else(|| FeatureFlaw::Property(property.clone()))?;
        let known = |word: String| match names.kinds.get(&word) {
            Some(kind) => Ok(*kind),
            None => serde_json::from_value(Value::String(word.clone()))
                .map_err(|_| FeatureFlaw::Kind(word)),
        };
        words.into_iter().map(known).collect()
    }

    fn geometry(&self) -> Result<RawGeometry, FeatureFlaw> {
        RawGeometry::deserialize(&self.geometry)
            .map_err(|error| FeatureFlaw::Geometry(error.to_string()))
    }

    fn point(&self, system: CoordinateSystem) -> Result<Wgs84, FeatureFlaw> {
        const NEEDED: &str = "a Point";
        match self.geometry()? {
            RawGeometry::Point(numbers) => position(system, &numbers),
            RawGeometry::Polygon(_) => Err(FeatureFlaw::OtherGeometry {
                found: "Polygon",
                needed: NEEDED,
            }),
            RawGeometry::MultiPolygon(_) => Err(FeatureFlaw::OtherGeometry {
                found: "MultiPolygon",
                needed: NEEDED,
            }),
        }
    }

    fn outline(&self, system: CoordinateSystem) -> Result<MultiPolygon<f64>, FeatureFlaw> {
        let polygons = match self.geometry()? {
            RawGeometry::Polygon(rings) => vec![rings],
            RawGeometry::MultiPolygon(polygons) => polygons,
            RawGeometry::Point(_) => {
                return Err(FeatureFlaw::OtherGeometry {
                    found: "Point",
                    needed: "a Polygon or MultiPolygon",
                });
            }
        };
        if polygons.is_empty() {
            return Err(FeatureFlaw::Geometry("it has no polygon".to_owned()));
        }
        let polygon = |(number, rings): (usize, Vec<Vec<Vec<f64>>>)| {
            let read = |(ring, points): (usize, Vec<Vec<f64>>)| {
                let winding = if ring == 0 {
                    Winding::CounterClockwise
                } else {
                    Winding::Clockwise
                };
                closed_ring(system, &points)?
                    .and_then(|ring| wound(ring, winding))
                    .ok_or(FeatureFlaw::Ring {
                        polygon: number,
                        ring,
                    })
            };
            let mut rings = rings
                .into_iter()
                .enumerate()
                .map(read)
                .collect::<Result<Vec<_>, _>>()?
                .into_iter();
            let outer = rings.next().ok_or(FeatureFlaw::Ring {
                polygon: number,
                ring: 0,
            })?;
            Ok(Polygon::new(outer, rings.collect()))
        };
        polygons
            .into_iter()
            .enumerate()
            .map(polygon)
            .collect::<Result<Vec<_>, _>>()
            .map(MultiPolygon)
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}

/// Longitude and latitude, of which a position has at least these two; a height is passed over.
fn position(system: CoordinateSystem, numbers: &[f64]) -> Result<Wgs84, FeatureFlaw> {
    match numbers {
        [lon, lat, ..] => Ok(wgs84_from(system, *lon, *lat)?),
        _ => Err(FeatureFlaw::Geometry(
            "a position has fewer than two numbers".to_owned(),
        )),
    }
}

/// A ring, closed if it was not; none when it has fewer than three corners.
fn closed_ring(
    system: CoordinateSystem,
    points: &[Vec<f64>],
) -> Result<Option<LineString<f64>>, FeatureFlaw> {
    let corner = |numbers: &Vec<f64>| {
        position(system, numbers).map(|at| Coord {
            x: at.lon(),
            y: at.lat(),
        })
    };
    let mut ring = LineString(points.iter().map(corner).collect::<Result<_, _>>()?);
    ring.close();
    Ok((ring.0.len() >= 4).then_some(ring))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Winding {
    CounterClockwise,
    Clockwise,
}

/// The ring in the wanted order; none when it encloses nothing.
fn wound(mut ring: LineString<f64>, wanted: Winding) -> Option<LineString<f64>> {
    // Relative to a corner, so that a small outline far from 0° loses no digits.
    let from = *ring.0.first()?;
    let twice_the_area: f64 = ring
        .lines()
        .map(|line| {
            let (a, b) = (line.start - from, line.end - from);
            a.x * b.y - b.x * a.y
        })
        .sum();
    let found = if twice_the_area > 0.0 {
        Winding::CounterClockwise
    } else if twice_the_area < 0.0 {
        Winding::Clockwise
    } else {
        return None;
    };
    if found != wanted {
        ring.0.reverse();
    }
    Some(ring)
}

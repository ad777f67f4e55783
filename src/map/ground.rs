//! What lies on the ground: roads and water where there is no picture, grids and patrol areas, a graticule.

use domain::Wgs84;
use geo::MultiPolygon;
use protocol::HomeView;
use serde_json::{Value, json};

use super::datum::Datum;
use crate::config::{Directory, Division};
use crate::engine::{LinePaint, Paint, Rgb, Shapes};

/// The extent of everything the deployment knows, south-west and north-east; `None` when it knows no division.
#[must_use]
pub fn extent(directory: &Directory) -> Option<(Wgs84, Wgs84)> {
    let areas = directory.areas.iter().filter_map(Division::corners);
    let grids = directory.grids.iter().filter_map(Division::corners);
    areas.chain(grids).reduce(|(low, high), (west, east)| {
        let corner =
            |lon: f64, lat: f64, other: Wgs84| Wgs84::from_lon_lat(lon, lat).unwrap_or(other);
        (
            corner(low.lon().min(west.lon()), low.lat().min(west.lat()), low),
            corner(high.lon().max(east.lon()), high.lat().max(east.lat()), high),
        )
    })
}

/// The extent that a home view shows, about: a thousand pixels around its centre.
#[must_use]
pub fn extent_of_home(home: HomeView) -> Option<(Wgs84, Wgs84)> {
    let half = 360.0 / home.zoom.exp2();
    let corner =
        |by: f64| Wgs84::from_lon_lat(home.centre.lon() + by, home.centre.lat() + by * 0.6).ok();
    Some((corner(-half)?, corner(half)?))
}

/// Shapes over a picture, or instead of one, the lowest first. `home` is what the graticule covers where nothing else is known; lines are `scale`
/// times as wide as on a full HD screen.
#[must_use]
pub fn shapes(
    directory: &Directory,
    home: HomeView,
    datum: Datum,
    with_picture: bool,
    scale: f64,
) -> Vec<Shapes> {
    let mut all = Vec::new();
    if !with_picture {
        let around = extent(directory).or_else(|| extent_of_home(home));
        all.extend(around.and_then(|around| graticule(around, datum)));
        all.extend(ground_lines(&directory.ground, datum));
    }
    let (grid, area) = if with_picture {
        (
            line(Rgb(0xe6, 0xee, 0xf5), 0.36, 1.0, &[]),
            line(Rgb(0xff, 0xff, 0xff), 0.62, 1.75, &[4.0, 3.0]),
        )
    } else {
        (
            line(Rgb(0x35, 0x48, 0x59), 0.8, 1.0, &[]),
            line(Rgb(0x9d, 0xb4, 0xc7), 0.8, 1.75, &[4.0, 3.0]),
        )
    };
    if !directory.grids.is_empty() {
        all.push(Shapes {
            name: "grids".to_owned(),
            geojson: outlines(directory.grids.iter().map(|grid| &grid.boundary), datum),
            fill: None,
            line: Some(grid),
            min_zoom: 0.0,
        });
    }
    if !directory.areas.is_empty() {
        all.push(Shapes {
            name: "areas".to_owned(),
            geojson: outlines(directory.areas.iter().map(|area| &area.boundary), datum),
            fill: (!with_picture).then_some(Paint {
                colour: Rgb(0x9d, 0xb4, 0xc7),
                opacity: 0.035,
            }),
            line: Some(area),
            min_zoom: 0.0,
        });
    }
    for line in all.iter_mut().filter_map(|shapes| shapes.line.as_mut()) {
        line.width *= scale;
    }
    all
}

fn line(colour: Rgb, opacity: f64, width: f64, dashes: &[f64]) -> LinePaint {
    LinePaint {
        paint: Paint { colour, opacity },
        width,
        dashes: dashes.to_vec(),
    }
}

fn drawn(datum: Datum, lon: f64, lat: f64) -> Value {
    match Wgs84::from_lon_lat(lon, lat) {
        Ok(place) => {
            let drawn = datum.drawn(place);
            json!([drawn.lon, drawn.lat])
        }
        Err(_) => json!([lon, lat]),
    }
}

fn outlines<'a>(boundaries: impl Iterator<Item = &'a MultiPolygon<f64>>, datum: Datum) -> String {
    let features: Vec<Value> = boundaries
        .map(|boundary| {
            let ring = |ring: &geo::LineString<f64>| -> Value {
                ring.coords()
                    .map(|at| drawn(datum, at.x, at.y))
                    .collect::<Vec<_>>()
                    .into()
            };
            let polygons: Vec<Value> = boundary
                .iter()
                .map(|polygon| {
                    std::iter::once(polygon.exterior())
                        .chain(polygon.interiors())
                        .map(ring)
                        .collect::<Vec<_>>()
                        .into()
                })
                .collect();
            feature(&json!({ "type": "MultiPolygon", "coordinates": polygons }))
        })
        .collect();
    collection(&features)
}

fn feature(geometry: &Value) -> Value {
    json!({ "type": "Feature", "properties": {}, "geometry": geometry })
}

fn collection(features: &[Value]) -> String {
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

/// Roads and water, calm enough to stay below everything.
fn ground_lines(ground: &Value, datum: Datum) -> Vec<Shapes> {
    let water = Paint {
        colour: Rgb(0x12, 0x2a, 0x3d),
        opacity: 1.0,
    };
    let looks = [
        (
            "water",
            Some(water),
            line(Rgb(0x1c, 0x3f, 0x59), 1.0, 2.0, &[]),
            0.0,
        ),
        (
            "road_minor",
            None,
            line(Rgb(0x1e, 0x2a, 0x35), 1.0, 1.25, &[]),
            13.0,
        ),
        (
            "road_major",
            None,
            line(Rgb(0x2c, 0x3b, 0x49), 1.0, 2.5, &[]),
            0.0,
        ),
    ];
    let Some(features) = ground.get("features").and_then(Value::as_array) else {
        return Vec::new();
    };
    looks
        .into_iter()
        .filter_map(|(kind, fill, line, min_zoom)| {
            let of_kind: Vec<Value> = features
                .iter()
                .filter(|feature| feature["properties"]["kind"] == kind)
                .map(|found| {
                    let mut geometry = found["geometry"].clone();
                    shift(&mut geometry["coordinates"], datum);
                    feature(&geometry)
                })
                .collect();
            (!of_kind.is_empty()).then(|| Shapes {
                name: format!("ground_{kind}"),
                geojson: collection(&of_kind),
                fill,
                line: Some(line),
                min_zoom,
            })
        })
        .collect()
}

/// Shifts every position of nested GeoJSON coordinates.
fn shift(coordinates: &mut Value, datum: Datum) {
    let Some(parts) = coordinates.as_array_mut() else {
        return;
    };
    if let [lon, lat, ..] = parts.as_slice()
        && let (Some(lon), Some(lat)) = (lon.as_f64(), lat.as_f64())
    {
        *coordinates = drawn(datum, lon, lat);
        return;
    }
    for part in parts {
        shift(part, datum);
    }
}

/// Lines of the graticule nearer to one another than this, in CSS pixels, are a grey patch and no net: none are shown.
const NEAREST_LINES: f64 = 24.0;

/// Lines of longitude and latitude at round degrees, about eight across an extent, and far around it, so that a map which shows
/// more of the earth has no edge in its net; farther out the net is gone.
fn graticule((low, high): (Wgs84, Wgs84), datum: Datum) -> Option<Shapes> {
    let span = (high.lon() - low.lon()).max(high.lat() - low.lat());
    let step = round_step(span / 8.0)?;
    let around = 4.0 * span.max(step);
    let steps = |from: f64, to: f64| {
        let first = ((from - around) / step).floor() as i64;
        let last = ((to + around) / step).ceil() as i64;
        (first..=last).map(move |number| number as f64 * step)
    };
    let (west, east) = (low.lon() - around, high.lon() + around);
    let (south, north) = (low.lat() - around, high.lat() + around);
    let meridians = steps(low.lon(), high.lon())
        .map(|lon| json!([drawn(datum, lon, south), drawn(datum, lon, north)]));
    let parallels = steps(low.lat(), high.lat())
        .map(|lat| json!([drawn(datum, west, lat), drawn(datum, east, lat)]));
    let lines: Vec<Value> = meridians
        .chain(parallels)
        .map(|line| feature(&json!({ "type": "LineString", "coordinates": line })))
        .collect();
    Some(Shapes {
        name: "graticule".to_owned(),
        geojson: collection(&lines),
        fill: None,
        line: Some(line(Rgb(0x1b, 0x26, 0x31), 1.0, 1.0, &[])),
        min_zoom: (NEAREST_LINES * 360.0 / (512.0 * step)).log2().max(0.0),
    })
}

/// The nearest of 1, 2 and 5 times a power of ten below a span of degrees.
fn round_step(span: f64) -> Option<f64> {
    if !span.is_finite() || span <= 0.0 {
        return None;
    }
    let power = 10_f64.powf(span.log10().floor());
    let factor = [5.0, 2.0]
        .into_iter()
        .find(|factor| span / power >= *factor)
        .unwrap_or(1.0);
    Some(power * factor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::CoordinateSystem;

    #[test]
    fn a_graticules_step_is_the_next_round_number_below() {
        for (span, step) in [
            (0.013, 0.01),
            (0.02, 0.02),
            (0.049, 0.02),
            (0.5, 0.5),
            (7.0, 5.0),
        ] {
            let found = round_step(span).expect("a step");
            assert!((found - step).abs() < 1e-12, "{span}: {found}");
        }
        assert_eq!(round_step(0.0), None);
        assert_eq!(round_step(f64::NAN), None);
    }

    #[test]
    fn every_position_of_a_ground_line_is_shifted_and_its_height_left_out() {
        let mut coordinates = json!([[[106.27, 29.39, 251.0], [106.28, 29.4]], [[106.3, 29.3]]]);
        shift(&mut coordinates, Datum(CoordinateSystem::Gcj02));
        let first = &coordinates[0][0];
        assert_eq!(first.as_array().map(Vec::len), Some(2));
        assert!((first[0].as_f64().expect("a number") - 106.27).abs() > 1e-4);
        assert!((coordinates[1][0][1].as_f64().expect("a number") - 29.3).abs() > 1e-4);
    }

    fn home() -> HomeView {
        HomeView {
            centre: Wgs84::from_lon_lat(-122.44, 37.76).expect("a place on earth"),
            zoom: 11.6,
            bearing_degrees: 0.0,
            pitch_degrees: 0.0,
        }
    }

    fn names(directory: &Directory, with_picture: bool) -> Vec<String> {
        let all = shapes(directory, home(), Datum::default(), with_picture, 1.0);
        all.into_iter().map(|shapes| shapes.name).collect()
    }

    #[test]
    fn a_deployment_without_divisions_has_a_graticule_around_its_home() {
        assert_eq!(names(&Directory::default(), false), ["graticule"]);
        assert!(names(&Directory::default(), true).is_empty());
    }

    #[test]
    fn a_graticule_is_gone_before_it_is_a_patch() {
        let all = shapes(&Directory::default(), home(), Datum::default(), false, 1.0);
        // About 0.23° across: lines every 0.02°, 24 pixels apart at zoom 9.7.
        assert!((all[0].min_zoom - 9.72).abs() < 0.1, "{}", all[0].min_zoom);
    }

    #[test]
    fn ground_lines_are_drawn_only_where_there_is_no_picture() {
        let road = json!({
            "type": "Feature", "properties": { "kind": "road_major" },
            "geometry": { "type": "LineString", "coordinates": [[106.2, 29.3], [106.3, 29.4]] },
        });
        let mut directory = Directory::default();
        directory.ground = json!({ "type": "FeatureCollection", "features": [road] });
        assert_eq!(names(&directory, false), ["graticule", "ground_road_major"]);
        assert!(names(&directory, true).is_empty());
    }
}

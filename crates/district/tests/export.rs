//! What the export writes, looked at by others: the files are read back as text and checked with `geo`.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use district::District;
use geo::{
    Area, BooleanOps, Contains, GeodesicArea, InteriorPoint, LineString, MultiPolygon, Point,
    Polygon, Validation,
};
use geojson::{FeatureCollection, GeoJson};
use serde_json::{Map, Value};

/// The files as the binary writes them.
static WRITTEN: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("district-export");
    let ran = Command::new(env!("CARGO_BIN_EXE_district"))
        .arg("--out")
        .arg(&folder)
        .output()
        .expect("the binary runs");
    assert!(ran.status.success(), "{ran:?}");
    let files = fs::read_dir(&folder).expect("a folder");
    files
        .map(|file| {
            let path = file.expect("a file").path();
            let layer = path.file_stem().expect("a name").to_string_lossy();
            (
                layer.into_owned(),
                fs::read_to_string(&path).expect("a text"),
            )
        })
        .collect()
});

fn layer(name: &str) -> FeatureCollection {
    let text = WRITTEN
        .get(name)
        .unwrap_or_else(|| panic!("{name} is written"));
    match text.parse::<GeoJson>().expect("GeoJSON") {
        GeoJson::FeatureCollection(features) => features,
        other => panic!("{name} is {other:?}"),
    }
}

fn polygons(name: &str) -> Vec<(Map<String, Value>, MultiPolygon<f64>)> {
    layer(name)
        .features
        .into_iter()
        .map(|feature| {
            let shape = geo::Geometry::<f64>::try_from(feature.geometry.expect("a geometry"));
            let shape = match shape.expect("a shape") {
                geo::Geometry::Polygon(polygon) => MultiPolygon::new(vec![polygon]),
                geo::Geometry::MultiPolygon(polygons) => polygons,
                other => panic!("{name} has {other:?}"),
            };
            (feature.properties.expect("properties"), shape)
        })
        .collect()
}

/// Every coordinate array of a polygon, as the text has it.
fn rings(geometry: &Value) -> Vec<&Vec<Value>> {
    let coordinates = geometry["coordinates"].as_array().expect("coordinates");
    match geometry["type"].as_str() {
        Some("Polygon") => coordinates.iter().filter_map(Value::as_array).collect(),
        Some("MultiPolygon") => coordinates
            .iter()
            .filter_map(Value::as_array)
            .flatten()
            .filter_map(Value::as_array)
            .collect(),
        _ => vec![],
    }
}

#[test]
fn every_layer_is_a_file_and_holds_what_the_district_has() {
    let district = District::from_seed(District::DEMO_SEED);
    let counts: BTreeMap<&str, usize> = WRITTEN
        .keys()
        .map(|name| (name.as_str(), layer(name).features.len()))
        .collect();
    let expected = [
        ("areas", 7),
        ("boundary", 1),
        ("buildings", district.buildings.len()),
        ("camera-points", 105),
        ("grids", 133),
        ("land", district.land.len()),
        ("micro-grids", 997),
        ("places", district.places.len()),
        ("roads", district.roads.len()),
        ("stations", 7),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
}

#[test]
fn every_ring_is_closed_runs_by_the_right_hand_rule_and_no_position_has_needless_digits() {
    let mut seen = 0;
    for (name, text) in WRITTEN.iter() {
        let file: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(file["type"], "FeatureCollection");
        assert!(file.get("crs").is_none(), "RFC 7946 knows no other system");
        for feature in file["features"].as_array().expect("features") {
            assert_eq!(feature["type"], "Feature");
            assert!(feature["properties"].is_object());
            for ring in rings(&feature["geometry"]) {
                seen += 1;
                assert!(ring.len() >= 4, "{name}");
                assert_eq!(ring.first(), ring.last(), "{name}: not closed");
                let corners: Vec<(f64, f64)> = ring
                    .iter()
                    .map(|at| (at[0].as_f64().expect("lon"), at[1].as_f64().expect("lat")))
                    .collect();
                // The shoelace, by hand: counter-clockwise is positive, and nothing has a hole.
                let (x0, y0) = corners[0];
                let doubled: f64 = corners
                    .windows(2)
                    .map(|pair| {
                        let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
                        (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
                    })
                    .sum();
                assert!(doubled > 0.0, "{name}: clockwise");
                for (lon, lat) in corners {
                    assert!((106.2..106.4).contains(&lon) && (29.3..29.5).contains(&lat));
                    assert!((lon * 1e7 - (lon * 1e7).round()).abs() < 1e-4, "{lon}");
                }
            }
        }
    }
    assert!(seen > 1_200, "{seen} rings");
}

#[test]
fn every_polygon_is_valid_by_geos_own_judgement() {
    for name in [
        "boundary",
        "areas",
        "grids",
        "micro-grids",
        "land",
        "buildings",
    ] {
        for (properties, shape) in polygons(name) {
            assert!(
                shape.is_valid(),
                "{name} {properties:?}: {:?}",
                shape.check_validation()
            );
            assert!(shape.signed_area() > 0.0);
        }
    }
}

#[test]
fn micro_grids_neither_leave_gaps_nor_overlap() {
    let boundary = polygons("boundary").swap_remove(0).1;
    let parts = polygons("micro-grids");
    let km2 = |shape: &MultiPolygon<f64>| shape.geodesic_area_signed() / 1e6;
    let sum: f64 = parts.iter().map(|(_, shape)| km2(shape)).sum();
    assert!((sum - km2(&boundary)).abs() < 1e-6, "{sum} km²");
    // Each edge but those of the outline is told twice, once in each direction, on the very same corners.
    let bits = |at: geo::Coord<f64>| (at.x.to_bits(), at.y.to_bits());
    let edges = |ring: &LineString<f64>| -> Vec<_> {
        let lines = ring.lines();
        lines
            .map(|line| (bits(line.start), bits(line.end)))
            .collect()
    };
    let mut all = BTreeSet::new();
    for polygon in parts.iter().flat_map(|(_, shape)| &shape.0) {
        for edge in edges(polygon.exterior()) {
            assert!(all.insert(edge), "two parts on the same side of an edge");
        }
    }
    let single: BTreeSet<_> = all
        .iter()
        .copied()
        .filter(|&(a, b)| !all.contains(&(b, a)))
        .collect();
    let outline: BTreeSet<_> = edges(boundary.0[0].exterior()).into_iter().collect();
    assert_eq!(single, outline);
    // And by an algorithm that knows nothing of edges: the union of a grid's parts is the grid.
    let grids = polygons("grids");
    for (properties, grid) in grids.iter().step_by(11) {
        let own: Vec<Polygon<f64>> = parts
            .iter()
            .filter(|(part, _)| part["grid"] == properties["id"])
            .flat_map(|(_, shape)| shape.0.clone())
            .collect();
        let union = geo::unary_union(&own);
        assert!(union.xor(grid).unsigned_area() < 1e-12, "{properties:?}");
    }
    for (index, (_, part)) in parts.iter().enumerate().step_by(37) {
        let inside = part.interior_point().expect("an inside");
        let holders = parts.iter().filter(|(_, other)| other.contains(&inside));
        assert_eq!(holders.count(), 1, "part {index}");
    }
}

#[test]
fn what_is_written_of_micro_grids_adds_up_to_the_districts_figures() {
    let sum = |key: &str| -> u64 {
        let parts = polygons("micro-grids");
        parts
            .iter()
            .map(|(properties, _)| properties[key].as_u64().expect("a count"))
            .sum()
    };
    assert!(sum("people") > 300_000);
    assert_eq!(sum("registered"), 50_000);
    assert!(sum("firms") > 5_000 && sum("firms") < sum("bodies"));
    assert!(sum("events") > 38_000);
    assert!(sum("places") > 0 && sum("things") > 0 && sum("matters") > 0);
}

#[test]
fn buildings_are_written_with_their_heights_and_stand_in_the_grid_that_they_name() {
    let grids: BTreeMap<String, MultiPolygon<f64>> = polygons("grids")
        .into_iter()
        .map(|(properties, shape)| (properties["id"].to_string(), shape))
        .collect();
    let buildings = polygons("buildings");
    assert!((7_600..=8_400).contains(&buildings.len()));
    for (properties, shape) in &buildings {
        let height = properties["height_metres"].as_f64().expect("a height");
        let storeys = properties["storeys"].as_u64().expect("storeys");
        assert!(
            (2.5..180.0).contains(&height) && storeys >= 1,
            "{properties:?}"
        );
        assert!(properties["use"].is_string() && properties["roof"].is_string());
        let inside = shape.interior_point().expect("an inside");
        let grid = &grids[&properties["grid"].to_string()];
        assert!(grid.contains(&inside), "{properties:?}");
    }
    let block = |name: &str| {
        let called =
            |properties: &Map<String, Value>| properties.get("name_zh") == Some(&name.into());
        buildings
            .iter()
            .filter(|(properties, _)| called(properties))
            .count()
    };
    assert_eq!(block("福城西苑 17 栋"), 1);
}

#[test]
fn camera_points_are_written_with_cameras_and_streams_inside_the_boundary() {
    let boundary = polygons("boundary").swap_remove(0).1;
    let mut streams = 0;
    for feature in layer("camera-points").features {
        let geometry = feature.geometry.expect("a geometry");
        let at = Point::<f64>::try_from(geometry).expect("a point");
        assert!(boundary.contains(&at));
        let properties = feature.properties.expect("properties");
        for key in [
            "id", "kind", "name_zh", "name_en", "area", "grid", "platform",
        ] {
            assert!(properties[key].is_string(), "{key}");
        }
        assert!(feature.id.is_some());
        for camera in properties["cameras"].as_array().expect("cameras") {
            assert!(camera["pose"]["pan_degrees"].is_number());
            assert!(camera["fields_of_view"][0]["horizontal_degrees"].is_number());
            streams += camera["streams"].as_array().expect("streams").len();
        }
    }
    assert_eq!(streams, 2_134);
}

#[test]
fn another_seed_writes_another_district_and_a_wrong_word_is_named() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("district-export-2");
    let run = |words: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_district"))
            .args(words)
            .arg("--out")
            .arg(&folder)
            .output()
            .expect("the binary runs")
    };
    assert!(run(&["--seed", "2"]).status.success());
    let other = fs::read_to_string(folder.join("grids.geojson")).expect("a text");
    assert_ne!(other, WRITTEN["grids"]);
    let wrong = run(&["--sead", "2"]);
    assert!(!wrong.status.success());
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("--sead"));
}

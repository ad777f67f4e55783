//! Outlines and places from GeoJSON, with everything that real files do to them.

use std::io::Write as _;
use std::path::PathBuf;

use domain::GridKind;
use feeds::geojson::{
    FeatureFlaw, GeoJsonError, PropertyNames, grids_from_geojson, micro_grids_from_geojson,
    patrol_areas_from_geojson, places_from_geojson, stations_from_geojson,
};
use geo::{Area as _, Contains as _, Point};
use geodesy::{CoordinateSystem, gcj02_from_wgs84};
use proptest::prelude::*;
use serde_json::{Value, json};

fn names() -> PropertyNames {
    PropertyNames {
        id: Some("code".into()),
        name_zh: Some("名称".into()),
        name_en: Some("name".into()),
        kind: Some("kind".into()),
        kinds: [("市场".to_owned(), GridKind::SpecialisedMarket)].into(),
        area: Some("area".into()),
        grid: Some("grid".into()),
        ..PropertyNames::default()
    }
}

fn collection(features: &[Value]) -> Vec<u8> {
    json!({"type": "FeatureCollection", "features": features})
        .to_string()
        .into_bytes()
}

fn square(code: &str, ring: Value) -> Value {
    json!({"type": "Feature", "properties": {"code": code, "name": "Milan Town"}, "geometry": {"type": "Polygon", "coordinates": [ring]}})
}

fn clockwise() -> Value {
    json!([
        [106.0, 29.0],
        [106.0, 30.0],
        [107.0, 30.0],
        [107.0, 29.0],
        [106.0, 29.0]
    ])
}

fn flaws<T: std::fmt::Debug>(result: Result<T, GeoJsonError>) -> Vec<(usize, String)> {
    match result.expect_err("the file cannot be used") {
        GeoJsonError::Features(errors) => errors
            .into_iter()
            .map(|error| (error.index, error.flaw.to_string()))
            .collect(),
        other => panic!("the file is refused for its features, not: {other}"),
    }
}

#[test]
fn a_grid_has_its_names_its_kinds_its_area_and_its_outline() {
    let feature = json!({"type": "Feature",
        "properties": {"code": 17, "名称": "米兰小镇", "name": "Milan Town", "kind": ["市场", "residential"], "area": "XQ-2"},
        "geometry": {"type": "MultiPolygon", "coordinates": [[
            [[106.0, 29.0], [106.0, 30.0], [107.0, 30.0], [107.0, 29.0]],
            [[106.4, 29.4], [106.6, 29.4], [106.6, 29.6], [106.4, 29.6], [106.4, 29.4]]]]}});
    let grids = grids_from_geojson(&collection(&[feature]), &names()).expect("the file is whole");
    assert_eq!(grids.len(), 1);
    let grid = &grids[0];
    assert_eq!(
        (grid.id.as_str(), &*grid.name.zh, &*grid.name.en),
        ("17", "米兰小镇", "Milan Town")
    );
    assert_eq!(
        grid.kinds,
        [GridKind::SpecialisedMarket, GridKind::Residential]
    );
    assert_eq!(grid.area.as_ref().map(|area| area.as_str()), Some("XQ-2"));
    // Outside counter-clockwise and the hole clockwise, whatever the file had; the open ring is closed.
    assert!((grid.boundary.signed_area() - 0.96).abs() < 1e-9);
    assert!(!grid.boundary.contains(&Point::new(106.5, 29.5)));
    assert!(grid.boundary.contains(&Point::new(106.2, 29.2)));
    assert_eq!(grid.boundary.0[0].exterior().0.len(), 5);
}

#[test]
fn both_windings_give_the_same_outline() {
    let mut counter = clockwise();
    if let Some(ring) = counter.as_array_mut() {
        ring.reverse();
    }
    let area = |ring| {
        let areas = patrol_areas_from_geojson(&collection(&[square("XQ-1", ring)]), &names())
            .expect("the file is whole");
        areas[0].boundary.signed_area()
    };
    assert_eq!(area(clockwise()), 1.0);
    assert_eq!(area(counter), 1.0);
}

#[test]
fn every_feature_that_cannot_be_used_is_named_with_what_is_wrong() {
    let no_code = json!({"type": "Feature", "properties": {"name": "x"}, "geometry": null});
    let no_name = json!({"type": "Feature", "properties": {"code": "b"}, "geometry": null});
    let line = json!({"type": "Feature", "properties": {"code": "c", "name": "x"}, "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}});
    let point = json!({"type": "Feature", "properties": {"code": "d", "name": "x"}, "geometry": {"type": "Point", "coordinates": [1, 2]}});
    let flat = square(
        "e",
        json!([[106.0, 29.0], [106.0, 30.0], [106.0, 29.5], [106.0, 29.0]]),
    );
    let two = square("f", json!([[106.0, 29.0], [106.0, 30.0]]));
    let swapped = square("g", json!([[29.0, 106.0], [30.0, 106.0], [30.0, 107.0]]));
    let mut kind = square("h", clockwise());
    kind["properties"]["kind"] = json!("harbour");
    let file = collection(&[
        square("a", clockwise()),
        no_code,
        no_name,
        line,
        point,
        flat,
        two,
        swapped,
        kind,
        json!(3),
        square("a", clockwise()),
    ]);
    let found = flaws(grids_from_geojson(&file, &names()));
    let expected = [
        (1, "its property 'code' is missing"),
        (2, "it has no name"),
        (3, "its geometry cannot be read"),
        (
            4,
            "its geometry is a Point, a Polygon or MultiPolygon is needed",
        ),
        (5, "ring 0 of its polygon 0 encloses nothing"),
        (6, "ring 0 of its polygon 0 encloses nothing"),
        (7, "latitude 106 is not between"),
        (8, "its kind 'harbour' is not known"),
        (9, "it is not a GeoJSON Feature"),
    ];
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for ((index, said), (at, words)) in found.iter().zip(expected) {
        assert!(
            *index == at && said.contains(words),
            "feature {index}: {said} (expected {at}: {words})"
        );
    }
}

#[test]
fn two_features_with_one_code_are_refused() {
    let file = collection(&[
        square("a", clockwise()),
        square("b", clockwise()),
        square("a", clockwise()),
    ]);
    let Err(GeoJsonError::Features(errors)) = grids_from_geojson(&file, &names()) else {
        panic!("the codes are not unique")
    };
    assert_eq!(errors.len(), 1);
    assert_eq!(
        (errors[0].index, &errors[0].flaw),
        (
            2,
            &FeatureFlaw::Duplicate {
                id: "a".into(),
                first: 0
            }
        )
    );
}

#[test]
fn what_is_no_feature_collection_is_refused_as_a_whole() {
    assert!(matches!(
        grids_from_geojson(b"[1]", &names()),
        Err(GeoJsonError::NotAFeatureCollection(_))
    ));
    let topology = br#"{"type": "Topology", "objects": {}}"#;
    assert!(
        matches!(grids_from_geojson(topology, &names()), Err(GeoJsonError::OtherType(other)) if other == "Topology")
    );
    assert!(matches!(
        grids_from_geojson(&[0x1f, 0x8b, 8, 0, 1], &names()),
        Err(GeoJsonError::Gzip(_))
    ));
}

#[test]
fn stations_micro_grids_and_places_come_from_the_same_mapping() {
    let shifted =
        gcj02_from_wgs84(domain::Wgs84::from_lon_lat(106.27, 29.39).expect("Shuangfu is on earth"));
    let names = PropertyNames {
        coordinates: CoordinateSystem::Gcj02,
        ..names()
    };
    let station = json!({"type": "Feature", "properties": {"code": "S1", "name": "Milan Town", "area": "XQ-2", "kind": "station"},
        "geometry": {"type": "Point", "coordinates": [shifted.lon(), shifted.lat(), 300.0]}});
    let file = collection(&[station]);
    let stations = stations_from_geojson(&file, &names).expect("the file is whole");
    assert!(
        (stations[0].position.lon() - 106.27).abs() < 1e-9
            && (stations[0].position.lat() - 29.39).abs() < 1e-9
    );
    assert_eq!(
        (stations[0].area.as_str(), &*stations[0].name.zh),
        ("XQ-2", "Milan Town")
    );
    let places = places_from_geojson(&file, &names).expect("the file is whole");
    assert_eq!(places[0].kind.as_deref(), Some("station"));
    let mut part = square("M1", clockwise());
    assert_eq!(
        flaws(micro_grids_from_geojson(
            &collection(&[part.clone()]),
            &names
        ))
        .len(),
        1
    );
    part["properties"]["grid"] = json!("17");
    let parts = micro_grids_from_geojson(&collection(&[part]), &names).expect("the file is whole");
    assert_eq!(parts[0].grid.as_str(), "17");
}

#[test]
fn a_packed_file_is_read_as_it_is() {
    let plain = collection(&[square("a", clockwise())]);
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&plain).expect("memory takes all");
    let packed = packer.finish().expect("memory takes all");
    assert_eq!(
        grids_from_geojson(&packed, &names()).ok(),
        grids_from_geojson(&plain, &names()).ok()
    );
}

#[test]
fn the_councils_of_los_angeles_are_all_read_where_their_file_is_there() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/grids/la_neighborhood_councils_2019.geojson.gz");
    let Ok(packed) = std::fs::read(path) else {
        return eprintln!("left out: the councils' file is not there");
    };
    let names = PropertyNames {
        id: Some("nc_id".into()),
        name: Some("name".into()),
        ..PropertyNames::default()
    };
    let grids = grids_from_geojson(&packed, &names).expect("the file is whole");
    assert_eq!(grids.len(), 99);
    assert!(grids.iter().all(|grid| {
        grid.boundary
            .0
            .iter()
            .all(|part| part.exterior().lines().count() >= 3 && part.signed_area() > 0.0)
    }));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_whatever_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), packed in any::<bool>()) {
        let bytes = if packed { [&[0x1f, 0x8b][..], &bytes].concat() } else { bytes };
        prop_assert!(grids_from_geojson(&bytes, &names()).is_err());
    }

    #[test]
    fn no_rings_whatever_make_the_reader_panic(rings in proptest::collection::vec(proptest::collection::vec((-200.0..200.0, -100.0..100.0), 0..6), 0..3)) {
        let rings: Vec<Vec<[f64; 2]>> = rings.into_iter().map(|ring| ring.into_iter().map(|(lon, lat)| [lon, lat]).collect()).collect();
        let feature = json!({"type": "Feature", "properties": {"code": "a", "name": "x"}, "geometry": {"type": "Polygon", "coordinates": rings}});
        if let Ok(grids) = grids_from_geojson(&collection(&[feature]), &names()) {
            prop_assert!(grids[0].boundary.0[0].exterior().is_closed());
        }
    }
}

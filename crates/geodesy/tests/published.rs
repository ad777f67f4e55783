//! Pairs that others have published, and what established libraries answer.
#![cfg(not(target_arch = "wasm32"))]

use std::path::PathBuf;

use domain::Wgs84;
use geodesy::{
    Bd09, Degrees, Elevated, Gcj02, Metres, Tile, bd09_from_gcj02, bd09_from_wgs84,
    ecef_from_wgs84, enu_from_wgs84, gcj02_from_bd09, gcj02_from_wgs84, geodesic_distance,
    great_circle_distance, initial_bearing, mercator_metres_from_unit, tile_from_wgs84,
    unit_from_wgs84, wgs84_from_bd09, wgs84_from_ecef, wgs84_from_gcj02,
};

fn wgs84(lon: f64, lat: f64) -> Wgs84 {
    Wgs84::from_lon_lat(lon, lat).expect("test positions are on earth")
}

fn gcj02(lon: f64, lat: f64) -> Gcj02 {
    Gcj02::from_lon_lat(lon, lat).expect("test positions are on earth")
}

fn bd09(lon: f64, lat: f64) -> Bd09 {
    Bd09::from_lon_lat(lon, lat).expect("test positions are on earth")
}

#[track_caller]
fn near(got: (f64, f64), expected: (f64, f64), tolerance: f64) {
    let (lon, lat) = ((got.0 - expected.0).abs(), (got.1 - expected.1).abs());
    assert!(
        lon <= tolerance && lat <= tolerance,
        "{got:?} is not within {tolerance} of {expected:?}"
    );
}

/// WGS 84 → GCJ-02. Source: the tests of googollee/eviltransform (go/transform_test.go), which computes on another
/// ellipsoid radius than the others (6 378 137 m): equal to 1e-6 degrees.
const EVILTRANSFORM: [[f64; 4]; 3] = [
    [
        121.527_210_6,
        31.177_427_6,
        121.531_541_859_215,
        31.175_303_983_645_97,
    ],
    [
        113.912_316,
        22.543_847,
        113.917_176_480_836_3,
        22.540_796_131_694_766,
    ],
    [
        116.377_817,
        39.911_954,
        116.384_047_224_556_57,
        39.913_345_455_360_69,
    ],
];

#[test]
fn gcj02_agrees_with_the_published_pairs() {
    for [lon, lat, gcj_lon, gcj_lat] in EVILTRANSFORM {
        let there = gcj02_from_wgs84(wgs84(lon, lat));
        near((there.lon(), there.lat()), (gcj_lon, gcj_lat), 1e-6);
        let back = wgs84_from_gcj02(gcj02(gcj_lon, gcj_lat));
        near((back.lon(), back.lat()), (lon, lat), 1e-6);
    }
    // wandergis/coordtransform, test/app.js.
    let there = gcj02_from_wgs84(wgs84(116.404, 39.915));
    near(
        (there.lon(), there.lat()),
        (116.410_244_499_169_38, 39.916_404_281_501_64),
        1e-12,
    );
    // hujiulong/gcoord, test/unit/transform.spec.ts, five decimals.
    let there = gcj02_from_wgs84(wgs84(123.0, 45.0));
    near(
        (there.lon(), there.lat()),
        (123.006_075_41, 45.001_978_15),
        1e-8,
    );
}

#[test]
fn bd09_agrees_with_the_published_pairs() {
    // wandergis/coordtransform, test/app.js.
    let there = bd09_from_gcj02(gcj02(116.404, 39.915));
    near(
        (there.lon(), there.lat()),
        (116.410_369_493_710_29, 39.921_336_993_510_21),
        1e-12,
    );
    // Its inverse is one step, not exact: within a metre of the exact one.
    let back = gcj02_from_bd09(bd09(116.404, 39.915));
    near(
        (back.lon(), back.lat()),
        (116.397_627_291_193_15, 39.908_656_739_576_31),
        1e-5,
    );
}

#[test]
fn outside_its_rectangle_gcj02_has_the_degrees_of_wgs84() {
    for (lon, lat) in [
        (-0.1276, 51.5072),
        (72.0039, 30.0),
        (137.8348, 40.0),
        (110.0, 0.8292),
        (100.0, 55.8272),
        (-118.24, 34.05),
    ] {
        let position = wgs84(lon, lat);
        let there = gcj02_from_wgs84(position);
        assert_eq!((there.lon(), there.lat()), (lon, lat));
        if lon < 0.0 {
            assert_eq!(wgs84_from_gcj02(there), position);
        }
    }
}

/// The rows of a shared reference file, split at commas, without the heading; none when the file is not there.
fn reference(file: &str) -> Vec<Vec<String>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/gcj02")
        .join(file);
    let text = std::fs::read_to_string(path).unwrap_or_default();
    if text.is_empty() {
        eprintln!("left out: {file} is not there");
    }
    text.lines()
        .skip(1)
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

#[test]
fn gcj02_and_bd09_agree_with_the_peer_libraries_where_their_vectors_are_there() {
    for row in reference("peer_vectors_shuangfu.csv") {
        let value = |column: usize| {
            row[column]
                .parse::<f64>()
                .expect("every column but the first is a number")
        };
        let position = wgs84(value(1), value(2));
        // Columns 5 and 6, 9 and 10: gcoord, whose rectangle is ours. The other peer's is smaller.
        let gcj = gcj02_from_wgs84(position);
        near((gcj.lon(), gcj.lat()), (value(5), value(6)), 1e-9);
        let bd = bd09_from_wgs84(position);
        near((bd.lon(), bd.lat()), (value(9), value(10)), 1e-9);
        if row[0] == "shuangfu" {
            near((gcj.lon(), gcj.lat()), (value(3), value(4)), 1e-9);
            near((bd.lon(), bd.lat()), (value(7), value(8)), 1e-9);
            let back = wgs84_from_bd09(bd);
            near((back.lon(), back.lat()), (value(1), value(2)), 1e-10);
            assert!(great_circle_distance(position, back) < Metres(0.001));
        }
    }
}

#[test]
fn published_pairs_agree_where_their_file_is_there() {
    for row in reference("published_test_pairs.csv") {
        let value = |column: usize| {
            row[column]
                .parse::<f64>()
                .expect("columns 3, 4, 6 and 7 are numbers")
        };
        let (from, to) = ((value(3), value(4)), (value(6), value(7)));
        let (lon, lat) = from;
        let tolerance = match row[0].as_str() {
            source if source.contains("eviltransform") => 1e-6,
            _ if row[8].contains("one-step") => 2e-5,
            _ if row[8].contains("5 decimals") => 1e-8,
            _ if (row[2].as_str(), row[5].as_str()) == ("BD09", "GCJ02") => 1e-5,
            _ => 1e-9,
        };
        if lon > 180.0 {
            assert!(
                Wgs84::from_lon_lat(lon, lat).is_err(),
                "183° E is no longitude here"
            );
            continue;
        }
        let got = match (row[2].as_str(), row[5].as_str()) {
            ("WGS84", "GCJ02") => gcj02_from_wgs84(wgs84(lon, lat)).into_pair(),
            ("GCJ02", "WGS84") => wgs84_from_gcj02(gcj02(lon, lat)).into_pair(),
            ("GCJ02", "BD09") => bd09_from_gcj02(gcj02(lon, lat)).into_pair(),
            ("BD09", "GCJ02") => gcj02_from_bd09(bd09(lon, lat)).into_pair(),
            other => panic!("the file holds a pair of systems the test does not know: {other:?}"),
        };
        near(got, to, tolerance);
    }
}

trait IntoPair {
    fn into_pair(self) -> (f64, f64);
}

impl IntoPair for Wgs84 {
    fn into_pair(self) -> (f64, f64) {
        (self.lon(), self.lat())
    }
}

impl IntoPair for Gcj02 {
    fn into_pair(self) -> (f64, f64) {
        (self.lon(), self.lat())
    }
}

impl IntoPair for Bd09 {
    fn into_pair(self) -> (f64, f64) {
        (self.lon(), self.lat())
    }
}

#[test]
fn web_mercator_agrees_with_the_guidance_note() {
    // IOGP Guidance Note 7-2, "Popular Visualisation Pseudo-Mercator": 24°22′54.433″ N, 100°20′00.000″ W.
    let point = unit_from_wgs84(wgs84(
        -(100.0 + 20.0 / 60.0),
        24.0 + 22.0 / 60.0 + 54.433 / 3600.0,
    ));
    let metres = mercator_metres_from_unit(point);
    near(
        (metres.x.0, metres.y.0),
        (-11_169_055.58, 2_800_000.00),
        0.01,
    );
}

#[test]
fn tiles_agree_with_the_slippy_map_page() {
    // OpenStreetMap wiki, "Slippy map tilenames": the example of Tokyo's tile at zoom 18.
    let tile = tile_from_wgs84(18, wgs84(139.700_638_5, 35.658_583_4));
    assert_eq!(tile, Tile::new(18, 232_798, 103_246));
}

#[test]
fn the_geodesic_agrees_with_surveyed_and_published_lines() {
    let dms = |d: f64, m: f64, s: f64| d + m / 60.0 + s / 3600.0;
    // Geoscience Australia, GDA technical manual: Flinders Peak to Buninyong (on GRS 80, the same to 0.1 mm).
    let flinders = wgs84(dms(144.0, 25.0, 29.524_40), -dms(37.0, 57.0, 3.720_30));
    let buninyong = wgs84(dms(143.0, 55.0, 35.383_90), -dms(37.0, 39.0, 10.156_10));
    let line = geodesic_distance(flinders, buninyong).expect("50 km are not antipodal");
    assert!((line.0 - 54_972.271).abs() < 0.001, "{line}");
    // 306°52′05.37″ on the ellipsoid; a sphere's bearing is off by some minutes.
    let bearing = initial_bearing(flinders, buninyong);
    assert!(
        (bearing.0 - dms(306.0, 52.0, 5.37)).abs() < 0.2,
        "{bearing}"
    );
    // C. F. F. Karney, GeographicLib: John F. Kennedy to Singapore.
    let jfk = wgs84(-dms(73.0, 46.0, 44.0), dms(40.0, 38.0, 23.0));
    let singapore = wgs84(dms(103.0, 59.0, 22.0), dms(1.0, 21.0, 33.0));
    let line = geodesic_distance(jfk, singapore).expect("15 347 km are not antipodal");
    assert!((line.0 - 15_347_628.0).abs() < 0.5, "{line}");
}

#[test]
fn nearly_antipodal_places_have_no_geodesic_here_and_one_place_has_none_to_go() {
    assert_eq!(geodesic_distance(wgs84(0.0, 0.0), wgs84(179.7, 0.3)), None);
    assert_eq!(
        geodesic_distance(wgs84(106.27, 29.39), wgs84(106.27, 29.39)),
        Some(Metres(0.0))
    );
    assert_eq!(
        geodesic_distance(wgs84(0.0, 90.0), wgs84(77.0, 90.0)).map(|line| line.0 < 1e-6),
        Some(true)
    );
    // Across the date line, and along the equator, where the line's azimuth has no cosine.
    let across = geodesic_distance(wgs84(179.5, 0.0), wgs84(-179.5, 0.0))
        .expect("a degree is not antipodal");
    assert!((across.0 - 111_319.490_793).abs() < 1e-5, "{across}");
}

#[test]
fn earth_centred_and_local_coordinates_agree_with_geographiclib() {
    // C. F. F. Karney, GeographicLib, manual of CartConvert: 33.3 44.4 6000, and the same seen from 33 44 20.
    let place = Elevated {
        position: wgs84(44.4, 33.3),
        height: Metres(6000.0),
    };
    let ecef = ecef_from_wgs84(place);
    near((ecef.x.0, ecef.y.0), (3_816_209.60, 3_737_108.55), 0.005);
    near((ecef.z.0, 0.0), (3_485_109.57, 0.0), 0.005);
    let back = wgs84_from_ecef(ecef).expect("the point is finite");
    near(
        (back.position.lon(), back.position.lat()),
        (44.4, 33.3),
        1e-12,
    );
    assert!((back.height.0 - 6000.0).abs() < 1e-6);
    let observer = Elevated {
        position: wgs84(44.0, 33.0),
        height: Metres(20.0),
    };
    let seen = enu_from_wgs84(observer, place);
    near((seen.east.0, seen.north.0), (37_288.97, 33_374.29), 0.005);
    near((seen.up.0, 0.0), (5_783.64, 0.0), 0.01);
}

#[test]
fn a_quarter_of_the_compass_is_ninety_degrees() {
    let here = wgs84(106.27, 0.0);
    for (lon, lat, bearing) in [
        (106.27, 1.0, 0.0),
        (107.27, 0.0, 90.0),
        (106.27, -1.0, 180.0),
        (105.27, 0.0, 270.0),
    ] {
        let got = initial_bearing(here, wgs84(lon, lat));
        assert!((got.0 - bearing).abs() < 1e-9, "{got} to {lon}, {lat}");
    }
    assert_eq!(initial_bearing(here, here), Degrees(0.0));
}

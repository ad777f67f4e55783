//! What holds for every place.
#![cfg(not(target_arch = "wasm32"))]

use domain::Wgs84;
use geo::{Distance, Geodesic, Point};
use geodesy::{
    CoordinateSystem, Degrees, Elevated, Enu, MercatorUnit, Metres, bounds_from_tile,
    enu_from_wgs84, gcj02_from_wgs84, geodesic_distance, great_circle_destination,
    great_circle_distance, initial_bearing, is_shifted_by_gcj02, lon_lat_from_wgs84,
    pixel_from_unit, tile_from_wgs84, unit_from_pixel, unit_from_wgs84, wgs84_from, wgs84_from_enu,
    wgs84_from_gcj02, wgs84_from_unit,
};
use proptest::prelude::*;

fn anywhere() -> impl Strategy<Value = Wgs84> {
    (-180.0..=180.0, -90.0..=90.0)
        .prop_map(|(lon, lat)| Wgs84::from_lon_lat(lon, lat).expect("the ranges are the type's"))
}

/// Inside the rectangle of GCJ-02, a shift's width away from its border.
fn in_china() -> impl Strategy<Value = Wgs84> {
    (72.004..137.8347, 0.8293..55.8271).prop_map(|(lon, lat)| {
        Wgs84::from_lon_lat(lon, lat).expect("the ranges are inside the type's")
    })
}

fn degrees_apart(a: Wgs84, b: Wgs84) -> f64 {
    let lon = (a.lon() - b.lon()).abs();
    lon.min(360.0 - lon).max((a.lat() - b.lat()).abs())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1024, ..ProptestConfig::default() })]

    #[test]
    fn gcj02_comes_back_to_a_billionth_of_a_degree(position in in_china()) {
        let back = wgs84_from_gcj02(gcj02_from_wgs84(position));
        prop_assert!(degrees_apart(position, back) < 1e-9, "{position:?} came back as {back:?}");
    }

    #[test]
    fn every_system_comes_back_to_a_billionth_of_a_degree_everywhere(position in anywhere()) {
        // Just outside the rectangle two places share their GCJ-02 degrees, and the one inside is meant.
        prop_assume!(is_shifted_by_gcj02(position) || !on_the_rim(position));
        for system in CoordinateSystem::ALL {
            let (lon, lat) = lon_lat_from_wgs84(system, position);
            let back = wgs84_from(system, lon, lat);
            prop_assert!(back.is_ok_and(|back| degrees_apart(position, back) < 1e-9), "{system}: {position:?} came back as {back:?}");
        }
    }

    #[test]
    fn the_shift_of_gcj02_is_never_a_kilometre(position in in_china()) {
        let (lon, lat) = lon_lat_from_wgs84(CoordinateSystem::Gcj02, position);
        let shifted = Wgs84::from_lon_lat(lon, lat).expect("a shift inside China stays on earth");
        prop_assert!(great_circle_distance(position, shifted) < Metres(1000.0));
    }

    #[test]
    fn mercator_comes_back_within_a_micrometre(position in anywhere()) {
        prop_assume!(position.lat().abs() < 85.0);
        let back = wgs84_from_unit(unit_from_wgs84(position));
        prop_assert!(great_circle_distance(position, back) < Metres(1e-6), "{position:?} came back as {back:?}");
    }

    #[test]
    fn pixels_come_back_to_the_same_point(x in -1.0..2.0, y in 0.0..1.0, zoom in 0.0..24.0) {
        let back = unit_from_pixel(zoom, pixel_from_unit(zoom, MercatorUnit { x, y }));
        prop_assert!((back.x - x).abs() < 1e-15 && (back.y - y).abs() < 1e-15);
    }

    #[test]
    fn any_numbers_whatever_are_some_place_of_the_square_world(x in any::<f64>(), y in any::<f64>()) {
        let place = wgs84_from_unit(MercatorUnit { x, y });
        prop_assert!(place.lat().abs() < 85.06);
    }

    #[test]
    fn a_place_lies_on_its_tile(position in anywhere(), zoom in 0_u8..=22) {
        prop_assume!(position.lat().abs() < 85.0);
        let tile = tile_from_wgs84(zoom, position).expect("22 is not too deep");
        let bounds = bounds_from_tile(tile);
        prop_assert!(bounds.north_west.lon() <= position.lon() + 1e-9 && position.lon() <= bounds.south_east.lon() + 1e-9);
        prop_assert!(bounds.south_east.lat() <= position.lat() + 1e-9 && position.lat() <= bounds.north_west.lat() + 1e-9);
        if let Some(parent) = tile.parent() {
            prop_assert_eq!(Ok(parent), tile_from_wgs84(zoom - 1, position));
        }
    }

    #[test]
    fn the_geodesic_agrees_with_karneys(from in anywhere(), to in anywhere()) {
        let theirs = Geodesic.distance(Point::new(from.lon(), from.lat()), Point::new(to.lon(), to.lat()));
        match geodesic_distance(from, to) {
            Some(ours) => prop_assert!((ours.0 - theirs).abs() < 0.001, "{ours} and {theirs} from {from:?} to {to:?}"),
            None => prop_assert!(theirs > 19_900_000.0, "no answer for {theirs} m from {from:?} to {to:?}"),
        }
    }

    #[test]
    fn the_sphere_is_wrong_by_at_most_one_part_in_178(from in anywhere(), to in anywhere()) {
        let theirs = Geodesic.distance(Point::new(from.lon(), from.lat()), Point::new(to.lon(), to.lat()));
        let ours = great_circle_distance(from, to);
        prop_assert!((ours.0 - theirs).abs() <= 0.0056 * theirs + 1e-6, "{ours} and {theirs}");
    }

    #[test]
    fn one_arrives_where_distance_and_bearing_say(from in anywhere(), bearing in 0.0..360.0, kilometres in 0.01..5000.0) {
        prop_assume!(from.lat().abs() < 89.0);
        let distance = Metres(kilometres * 1000.0);
        let to = great_circle_destination(from, Degrees(bearing), distance).expect("both are finite");
        prop_assert!((great_circle_distance(from, to).0 - distance.0).abs() < 1e-3);
        let turn = (initial_bearing(from, to).0 - bearing).abs();
        prop_assert!(turn.min(360.0 - turn) < 1e-3, "{turn}° beside {bearing}°");
    }

    #[test]
    fn what_is_seen_is_found_where_it_was_seen(
        observer in anywhere(), height in -100.0..9000.0,
        east in -50_000.0..50_000.0, north in -50_000.0..50_000.0, up in -5_000.0..5_000.0,
    ) {
        let observer = Elevated { position: observer, height: Metres(height) };
        let seen = Enu { east: Metres(east), north: Metres(north), up: Metres(up) };
        let place = wgs84_from_enu(observer, seen).expect("all is finite");
        let again = enu_from_wgs84(observer, place);
        let error = [again.east - seen.east, again.north - seen.north, again.up - seen.up];
        prop_assert!(error.iter().all(|part| part.0.abs() < 1e-5), "{error:?} from {observer:?}");
    }
}

/// In the strip outside the rectangle whose degrees a place inside may have.
fn on_the_rim(position: Wgs84) -> bool {
    let (lon, lat) = (position.lon(), position.lat());
    (71.95..=137.9).contains(&lon) && (0.78..=55.88).contains(&lat)
}

#[test]
fn a_ray_that_never_meets_the_ground_is_no_place() {
    let position = Wgs84::from_lon_lat(106.27, 29.39).expect("Shuangfu is on earth");
    let observer = Elevated {
        position,
        height: Metres(60.0),
    };
    let endless = Enu {
        east: Metres(f64::INFINITY),
        north: Metres(0.0),
        up: Metres(-60.0),
    };
    assert_eq!(wgs84_from_enu(observer, endless), None);
}

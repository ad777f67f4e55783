//! A camera's picture: what is where in it, and back.
#![cfg(not(target_arch = "wasm32"))]

use domain::Wgs84;
use geodesy::{
    Degrees, Elevated, Enu, Ground, HeightGrid, InvalidHeightGrid, Lens, LevelGround, Metres,
    Orientation, PicturePixel, Pinhole, enu_from_wgs84, wgs84_from_enu,
};
use proptest::prelude::*;

fn mast(height: f64) -> Elevated {
    Elevated {
        position: Wgs84::from_lon_lat(106.27, 29.39).expect("Shuangfu is on earth"),
        height: Metres(height),
    }
}

fn camera(pan: f64, tilt: f64, roll: f64, field: f64) -> Pinhole {
    let lens = Lens::from_field(1920.0, 1080.0, Degrees(field)).expect("a field between");
    let look = Orientation {
        pan: Degrees(pan),
        tilt: Degrees(tilt),
        roll: Degrees(roll),
    };
    Pinhole::new(mast(60.0), look, lens)
}

fn beside(eye: Elevated, east: f64, north: f64, up: f64) -> Elevated {
    let seen = Enu {
        east: Metres(east),
        north: Metres(north),
        up: Metres(up),
    };
    wgs84_from_enu(eye, seen).expect("it is on earth")
}

#[test]
fn in_every_direction_what_is_to_the_right_stands_at_the_right_and_what_is_higher_stands_higher() {
    for (pan, east, north) in [
        (0.0, 0.0, 1.0),
        (45.0, 0.5_f64.sqrt(), 0.5_f64.sqrt()),
        (90.0, 1.0, 0.0),
        (180.0, 0.0, -1.0),
        (270.0, -1.0, 0.0),
        (315.0, -(0.5_f64.sqrt()), 0.5_f64.sqrt()),
    ] {
        let camera = camera(pan, 0.0, 0.0, 60.0);
        let seen = |forward: f64, right: f64, up: f64| {
            // Right of the way one looks is a quarter turn clockwise of it.
            let (to_east, to_north) = (
                east * forward + north * right,
                north * forward - east * right,
            );
            camera.seen(beside(camera.eye(), to_east, to_north, up))
        };
        let middle = seen(500.0, 0.0, 0.0).expect("it is ahead").pixel;
        assert!((middle.x - 960.0).abs() < 1e-6 && (middle.y - 540.0).abs() < 1e-6);
        assert!(seen(500.0, 20.0, 0.0).expect("it is ahead").pixel.x > 960.0 + 60.0);
        assert!(seen(500.0, 0.0, 20.0).expect("it is ahead").pixel.y < 540.0 - 60.0);
        assert_eq!(seen(-500.0, 0.0, 0.0), None, "it is behind");
    }
}

#[test]
fn a_camera_that_leans_to_its_right_draws_the_horizon_rising_to_the_right() {
    let camera = camera(0.0, 0.0, 5.0, 60.0);
    let at = |east: f64| {
        let place = beside(camera.eye(), east, 1000.0, 0.0);
        camera.seen(place).expect("it is ahead").pixel.y
    };
    assert!(at(200.0) < at(-200.0));
}

#[test]
fn above_the_horizon_there_is_no_ground() {
    let camera = camera(0.0, -10.0, 0.0, 60.0);
    let ground = LevelGround(Metres(0.0));
    let at = |y: f64| camera.place(PicturePixel { x: 960.0, y }, &ground);
    assert!(at(540.0).is_some());
    assert!(at(100.0).is_none());
}

#[test]
fn level_ground_is_met_where_the_earth_has_fallen_away_and_not_on_a_plane() {
    let camera = camera(20.0, 0.0, 0.0, 60.0);
    let ground = LevelGround(Metres(0.0));
    let place = beside(mast(0.0), 3000.0, 4000.0, 0.0);
    let flat = Elevated {
        height: Metres(0.0),
        ..place
    };
    let seen = camera.seen(flat).expect("it is ahead");
    let again = camera.place(seen.pixel, &ground).expect("it is ground");
    let off = enu_from_wgs84(flat, again);
    assert!(libm::hypot(off.east.0, off.north.0) < 0.5, "{off:?}");
}

#[test]
fn a_ray_ends_at_the_hill_before_it_and_not_behind() {
    // A ridge of 40 m, 500 m to the north, over level ground.
    let origin = Wgs84::from_lon_lat(106.26, 29.385).expect("on earth");
    let step = 0.0001;
    let rows = 200;
    let heights = (0..rows).flat_map(|row| {
        let lat = 29.385 + f64::from(row) * step;
        let north = (lat - 29.39) * 110_900.0;
        let height = if (480.0..520.0).contains(&north) {
            40.0
        } else {
            0.0
        };
        std::iter::repeat_n(height, 200)
    });
    let ground = HeightGrid::new(origin, (step, step), 200, heights.collect()).expect("a grid");
    let camera = camera(0.0, -5.0, 0.0, 60.0);
    let far = beside(mast(0.0), 0.0, 900.0, 0.0);
    let seen = camera.seen(far).expect("it is ahead");
    let met = camera.place(seen.pixel, &ground).expect("it is ground");
    let north = enu_from_wgs84(mast(0.0), met).north.0;
    assert!((440.0..520.0).contains(&north), "{north}");
    assert_eq!(
        ground.height(far.position).map(|height| height.0),
        Some(0.0)
    );
}

#[test]
fn by_a_long_lens_the_ground_close_to_the_mast_leads_back_to_its_corner_of_the_picture() {
    let lens = Lens::from_field(1920.0, 1080.0, Degrees(3.0)).expect("3° is a field");
    let look = Orientation {
        pan: Degrees(0.0),
        tilt: Degrees(-39.35),
        roll: Degrees(0.0),
    };
    let camera = Pinhole::new(mast(60.0), look, lens);
    let corner = PicturePixel { x: 0.0, y: 0.0 };
    let place = camera
        .place(corner, &LevelGround(Metres(3.0)))
        .expect("it looks down");
    let seen = camera.seen(place).expect("it is ahead").pixel;
    assert!(libm::hypot(seen.x, seen.y) < 0.001, "{seen:?}");
}

#[test]
fn what_is_no_grid_of_heights_is_refused() {
    let origin = Wgs84::from_lon_lat(106.26, 29.385).expect("on earth");
    let grid = |step, columns, count| {
        HeightGrid::new(origin, (step, step), columns, vec![0.0; count]).map(|_| ())
    };
    assert_eq!(grid(0.001, 2, 4), Ok(()));
    assert_eq!(grid(0.0, 2, 4), Err(InvalidHeightGrid::Step));
    assert_eq!(grid(f64::NAN, 2, 4), Err(InvalidHeightGrid::Step));
    assert_eq!(grid(0.001, 1, 4), Err(InvalidHeightGrid::Size));
    assert_eq!(grid(0.001, 2, 5), Err(InvalidHeightGrid::Count));
}

proptest! {
    #[test]
    fn a_place_on_the_ground_leads_to_its_pixel_and_back(
        pan in 0.0..360.0_f64, tilt in -40.0..-5.0_f64, roll in -10.0..10.0_f64,
        field in 3.0..90.0_f64, k1 in -0.1..0.1_f64, x in 0.0..1920.0_f64, y in 0.0..1080.0_f64,
    ) {
        let lens = Lens::from_field(1920.0, 1080.0, Degrees(field)).expect("a field between").with_k1(k1);
        let look = Orientation { pan: Degrees(pan), tilt: Degrees(tilt), roll: Degrees(roll) };
        let camera = Pinhole::new(mast(60.0), look, lens);
        let ground = LevelGround(Metres(3.0));
        let pixel = PicturePixel { x, y };
        if let Some(place) = camera.place(pixel, &ground) {
            let seen = camera.seen(place).expect("what was seen is ahead");
            prop_assert!((seen.pixel.x - x).abs() < 0.001, "{} {x}", seen.pixel.x);
            prop_assert!((seen.pixel.y - y).abs() < 0.001, "{} {y}", seen.pixel.y);
        }
    }
}

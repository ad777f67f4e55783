//! Calibration against cameras that are known.
#![cfg(not(target_arch = "wasm32"))]

use domain::Wgs84;
use geodesy::{
    Belief, Beliefs, Calibration, CalibrationError, CameraModel, ControlPoint, Degrees, Earth,
    Elevated, Enu, Lens, LevelGround, Metres, Mount, PanTilt, PicturePixel, View, calibrate,
    disagreement, enu_from_wgs84, wgs84_from_enu,
};

/// Noise that is the same each time: SplitMix64, and two of its numbers to a normal one (Box–Muller).
struct Noise(u64);

impl Noise {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.uniform()));
        radius * libm::cos(std::f64::consts::TAU * self.uniform())
    }
}

const HEAD: PanTilt = PanTilt {
    pan: Degrees(40.0),
    tilt: Degrees(-6.0),
};

const GROUND: LevelGround = LevelGround(Metres(0.0));

fn lens() -> Lens {
    Lens::from_field(1920.0, 1080.0, Degrees(60.0)).expect("60° is a field")
}

fn eye() -> Elevated {
    Elevated {
        position: Wgs84::from_lon_lat(106.27, 29.39).expect("Shuangfu is on earth"),
        height: Metres(60.0),
    }
}

/// What is believed of a camera before anybody has pointed at anything.
fn believed() -> CameraModel {
    CameraModel {
        eye: eye(),
        mount: Mount::default(),
        focal_times: 1.0,
        k1: 0.0,
    }
}

/// A camera as it was put up: its zero anywhere, its horizon a little off, its lens not quite its table's.
fn put_up(noise: &mut Noise) -> CameraModel {
    CameraModel {
        mount: Mount {
            pan_offset: Degrees(noise.between(-180.0, 180.0)),
            tilt_offset: Degrees(noise.between(-3.0, 3.0)),
            roll: Degrees(noise.between(-1.5, 1.5)),
            ..Mount::default()
        },
        focal_times: noise.between(0.95, 1.05),
        k1: noise.between(-0.12, 0.05),
        ..believed()
    }
}

/// A place on the ground that the camera shows, between so far and so far away.
fn shown(
    model: &CameraModel,
    reading: PanTilt,
    (near, far): (f64, f64),
    noise: &mut Noise,
) -> (Elevated, PicturePixel) {
    let camera = model.camera(reading, lens());
    for _ in 0..100_000 {
        let bearing = camera.ahead().expect("it looks ahead").0 + noise.between(-40.0, 40.0);
        let distance = noise.between(near, far);
        let (sine, cosine) = libm::sincos(bearing.to_radians());
        let seen = Enu {
            east: Metres(distance * sine),
            north: Metres(distance * cosine),
            up: Metres(-60.0),
        };
        let place = wgs84_from_enu(eye(), seen).expect("it is on earth");
        if let Some(seen) = camera.seen(place)
            && camera.lens().holds(seen.pixel)
        {
            return (place, seen.pixel);
        }
    }
    panic!("the camera shows nothing so far away: {model:?}");
}

/// Control points of a camera, with so many pixels of noise each way in the picture and metres each way on the map: places
/// are picked on a map, their heights come from the ground.
fn pointed_at(
    model: &CameraModel,
    reading: PanTilt,
    count: usize,
    (pixels, metres): (f64, f64),
    noise: &mut Noise,
) -> View {
    let points = (0..count).map(|_| {
        let (place, pixel) = shown(model, reading, (100.0, 1500.0), noise);
        let off = Enu {
            east: Metres(noise.normal() * metres),
            north: Metres(noise.normal() * metres),
            up: Metres(0.0),
        };
        ControlPoint {
            pixel: PicturePixel {
                x: pixel.x + noise.normal() * pixels,
                y: pixel.y + noise.normal() * pixels,
            },
            place: wgs84_from_enu(place, off).expect("it is on earth"),
            pixel_deviation: pixels.max(0.5),
            place_deviation: Metres(metres),
        }
    });
    View {
        reading,
        lens: lens(),
        earth: Earth::Ellipsoid,
        points: points.collect(),
    }
}

/// How far off the calibration's labels are from the camera's own at some places so far away, in pixels.
fn label_errors(
    truth: &CameraModel,
    found: &Calibration,
    away: (f64, f64),
    noise: &mut Noise,
) -> Vec<f64> {
    let camera = found.model.camera(HEAD, lens());
    (0..20)
        .map(|_| {
            let (place, pixel) = shown(truth, HEAD, away, noise);
            let seen = camera.seen(place).expect("it is ahead").pixel;
            libm::hypot(seen.x - pixel.x, seen.y - pixel.y)
        })
        .collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[test]
fn without_noise_a_camera_is_found_exactly_wherever_its_zero_points() {
    let mut noise = Noise(1);
    for trial in 0..20 {
        let truth = put_up(&mut noise);
        let view = pointed_at(&truth, HEAD, 12, (0.0, 0.0), &mut noise);
        // Nothing is believed that strongly that it would pull at what the points say.
        let beliefs = Beliefs {
            tilt: Belief::Within(1e6),
            roll: Belief::Within(1e6),
            focal: Belief::Within(1e6),
            k1: Belief::Within(1e6),
            pan: Belief::Within(1e6),
            ..Beliefs::default()
        };
        let found = calibrate(believed(), &beliefs, &[view], GROUND).expect("it is found");
        let errors = label_errors(&truth, &found, (100.0, 1500.0), &mut noise);
        assert!(median(errors) < 1e-3, "trial {trial}: {truth:?} {found:?}");
        assert!((found.model.k1 - truth.k1).abs() < 1e-5);
        assert!(found.points.iter().all(|point| point.belongs));
    }
}

#[test]
fn with_twelve_points_labels_a_kilometre_away_are_a_pixel_and_a_half_off() {
    let mut noise = Noise(2);
    let mut errors = Vec::new();
    for _ in 0..100 {
        let truth = put_up(&mut noise);
        let view = pointed_at(&truth, HEAD, 12, (2.0, 1.0), &mut noise);
        let found =
            calibrate(believed(), &Beliefs::default(), &[view], GROUND).expect("it is found");
        errors.extend(label_errors(&truth, &found, (950.0, 1050.0), &mut noise));
    }
    let median = median(errors);
    println!("median label error at 1 km: {median:.2} px");
    assert!(median <= 1.6, "{median} px");
}

#[test]
fn two_mistaken_points_of_ten_are_left_out_and_no_other() {
    let mut noise = Noise(3);
    let mut left_out_rightly = 0;
    for trial in 0..40 {
        let truth = put_up(&mut noise);
        let mut view = pointed_at(&truth, HEAD, 10, (2.0, 1.0), &mut noise);
        for mistaken in &mut view.points[..2] {
            let angle = noise.between(0.0, std::f64::consts::TAU);
            let far = noise.between(40.0, 300.0);
            mistaken.pixel.x += far * libm::cos(angle);
            mistaken.pixel.y += far * libm::sin(angle);
        }
        let found =
            calibrate(believed(), &Beliefs::default(), &[view], GROUND).expect("it is found");
        let belong: Vec<bool> = found.points.iter().map(|point| point.belongs).collect();
        assert!(!belong[0] && !belong[1], "trial {trial}: {belong:?}");
        let errors = label_errors(&truth, &found, (950.0, 1050.0), &mut noise);
        assert!(median(errors) < 12.0, "trial {trial}");
        left_out_rightly += usize::from(belong[2..].iter().all(|belongs| *belongs));
    }
    // A right point is off by more than 3.7 deviations now and then.
    println!("nothing else left out in {left_out_rightly} of 40");
    assert!(left_out_rightly >= 36, "{left_out_rightly} of 40");
}

#[test]
fn several_views_of_one_head_tell_that_its_mast_leans() {
    let mut noise = Noise(4);
    let truth = CameraModel {
        mount: Mount {
            pan_offset: Degrees(12.0),
            lean_east: Degrees(0.6),
            lean_north: Degrees(-0.4),
            ..Mount::default()
        },
        ..believed()
    };
    let views: Vec<View> = [0.0, 90.0, 180.0, 270.0]
        .map(|pan| PanTilt {
            pan: Degrees(pan),
            tilt: Degrees(-6.0),
        })
        .map(|reading| pointed_at(&truth, reading, 5, (1.0, 0.5), &mut noise))
        .into();
    let beliefs = Beliefs {
        lean: Belief::Within(1.0),
        ..Beliefs::default()
    };
    let found = calibrate(believed(), &beliefs, &views, GROUND).expect("it is found");
    let mount = found.model.mount;
    assert!((mount.lean_east.0 - 0.6).abs() < 0.05, "{mount:?}");
    assert!((mount.lean_north.0 + 0.4).abs() < 0.05, "{mount:?}");
    // The same head without its lean stands off by a dozen pixels somewhere.
    let upright = calibrate(believed(), &Beliefs::default(), &views, GROUND).expect("it is found");
    assert!(upright.root_mean_square > 3.0 * found.root_mean_square);
}

#[test]
fn a_mast_whose_place_is_known_badly_is_moved_to_where_its_picture_says() {
    let mut noise = Noise(5);
    let mut truth = put_up(&mut noise);
    let off = Enu {
        east: Metres(4.0),
        north: Metres(-3.0),
        up: Metres(2.0),
    };
    truth.eye = wgs84_from_enu(eye(), off).expect("it is on earth");
    let view = pointed_at(&truth, HEAD, 30, (0.5, 0.1), &mut noise);
    let beliefs = Beliefs {
        position: Belief::Within(10.0),
        height: Belief::Within(5.0),
        ..Beliefs::default()
    };
    let found = calibrate(believed(), &beliefs, &[view], GROUND).expect("it is found");
    let left = enu_from_wgs84(truth.eye, found.model.eye);
    let left = (left.east.0, left.north.0, left.up.0);
    assert!(
        libm::hypot(left.0, left.1) < 1.5 && left.2.abs() < 0.5,
        "{left:?}"
    );
}

#[test]
fn an_ellipse_holds_the_place_as_often_as_it_says_and_is_long_away_from_the_camera() {
    let mut noise = Noise(6);
    let (mut held, mut all) = (0, 0);
    for _ in 0..100 {
        let truth = put_up(&mut noise);
        let view = pointed_at(&truth, HEAD, 12, (2.0, 0.0), &mut noise);
        let found =
            calibrate(believed(), &Beliefs::default(), &[view], GROUND).expect("it is found");
        let (place, pixel) = shown(&truth, HEAD, (300.0, 900.0), &mut noise);
        let clicked = PicturePixel {
            x: pixel.x + noise.normal(),
            y: pixel.y + noise.normal(),
        };
        let on_ground = truth.camera(HEAD, lens()).place(pixel, &GROUND);
        let look = (HEAD, lens(), Earth::Ellipsoid);
        let told = found.place(look, (clicked, 1.0), &GROUND);
        let (Some(true_place), Some(told)) = (on_ground, told) else {
            continue;
        };
        let off = enu_from_wgs84(told.place, true_place);
        let (sine, cosine) = libm::sincos(told.ellipse.bearing.0.to_radians());
        let along = (off.east.0 * sine + off.north.0 * cosine) / told.ellipse.semi_major.0;
        let across = (off.east.0 * cosine - off.north.0 * sine) / told.ellipse.semi_minor.0;
        held += usize::from(libm::hypot(along, across) <= 1.0);
        all += 1;
        let towards = enu_from_wgs84(eye(), place);
        let bearing = libm::atan2(towards.east.0, towards.north.0).to_degrees();
        let apart = (told.ellipse.bearing.0 - bearing).rem_euclid(180.0);
        assert!(!(10.0..=170.0).contains(&apart), "{apart}° from the ray");
        assert!(told.ellipse.semi_major.0 > told.ellipse.semi_minor.0);
    }
    println!("{held} of {all} held by their ellipse");
    assert!(all > 90 && held * 100 >= all * 88, "{held} of {all}");
}

#[test]
fn a_calibration_says_how_far_it_is_good_and_farther_with_better_points() {
    let mut noise = Noise(7);
    let truth = put_up(&mut noise);
    let good_to = |noisy: (f64, f64), noise: &mut Noise| {
        let view = pointed_at(&truth, HEAD, 12, noisy, noise);
        let found =
            calibrate(believed(), &Beliefs::default(), &[view], GROUND).expect("it is found");
        found.good_to.0
    };
    let (fine, coarse) = (
        good_to((1.0, 0.5), &mut noise),
        good_to((10.0, 5.0), &mut noise),
    );
    println!("good to {fine:.0} m, with coarse points to {coarse:.0} m");
    assert!(fine > coarse);
    assert!((500.0..2300.0).contains(&fine), "{fine}");
}

/// Points on roofs, so high above the ground each.
fn on_roofs(model: &CameraModel, heights: &[f64], noise: &mut Noise) -> View {
    let camera = model.camera(HEAD, lens());
    let ahead = camera.ahead().expect("it looks ahead").0;
    let points = heights.iter().map(|height| {
        let (place, pixel) = loop {
            let (sine, cosine) = libm::sincos((ahead + noise.between(-26.0, 26.0)).to_radians());
            let distance = noise.between(200.0, 900.0);
            let roof = Enu {
                east: Metres(distance * sine),
                north: Metres(distance * cosine),
                up: Metres(height - 60.0),
            };
            let place = wgs84_from_enu(eye(), roof).expect("it is on earth");
            let seen = camera.seen(place);
            if let Some(seen) = seen.filter(|seen| camera.lens().holds(seen.pixel)) {
                break (place, seen.pixel);
            }
        };
        ControlPoint {
            pixel: PicturePixel {
                x: pixel.x + noise.normal(),
                y: pixel.y + noise.normal(),
            },
            place,
            pixel_deviation: 1.5,
            place_deviation: Metres(1.0),
        }
    });
    View {
        reading: HEAD,
        lens: lens(),
        earth: Earth::Ellipsoid,
        points: points.collect(),
    }
}

#[test]
fn points_on_roofs_above_the_camera_tell_how_far_the_ground_is_known_as_those_on_the_ground_do() {
    let mut noise = Noise(9);
    let truth = CameraModel {
        mount: Mount {
            pan_offset: Degrees(123.0),
            tilt_offset: Degrees(-1.0),
            ..Mount::default()
        },
        k1: -0.03,
        ..believed()
    };
    for (what, heights) in [
        ("on the ground", [0.0; 8]),
        (
            "above the camera",
            [75.0, 90.0, 68.0, 100.0, 80.0, 64.0, 95.0, 85.0],
        ),
        (
            "above and below it",
            [0.0, 90.0, 0.0, 100.0, 30.0, 64.0, 0.0, 61.0],
        ),
    ] {
        let view = on_roofs(&truth, &heights, &mut noise);
        let found =
            calibrate(believed(), &Beliefs::default(), &[view], GROUND).expect("it is found");
        assert!(found.points.iter().all(|point| point.belongs), "{what}");
        println!("{what}: good to {:.0} m", found.good_to.0);
        assert!(
            (300.0..1_400.0).contains(&found.good_to.0),
            "{what}: {}",
            found.good_to
        );
        // It is as good as it says: the ground that far away is where it is shown.
        let camera = truth.camera(HEAD, lens());
        let ahead = camera.ahead().expect("it looks ahead").0;
        let (sine, cosine) = libm::sincos(ahead.to_radians());
        let ground = Enu {
            east: Metres(found.good_to.0 * sine),
            north: Metres(found.good_to.0 * cosine),
            up: Metres(-60.0),
        };
        let there = wgs84_from_enu(eye(), ground).expect("it is on earth");
        let pixel = camera.seen(there).expect("it is ahead").pixel;
        let told = found.model.camera(HEAD, lens()).place(pixel, &GROUND);
        let off = enu_from_wgs84(there, told.expect("it is ground"));
        let off = libm::hypot(off.east.0, off.north.0);
        println!("  the ground there is {off:.0} m off");
        assert!(off < 50.0, "{what}: {off} m");
    }
}

#[test]
fn too_few_points_and_points_that_contradict_one_another_are_refused() {
    let mut noise = Noise(8);
    let truth = put_up(&mut noise);
    let view = pointed_at(&truth, HEAD, 2, (0.0, 0.0), &mut noise);
    assert_eq!(
        calibrate(believed(), &Beliefs::default(), &[view], GROUND),
        Err(CalibrationError::TooFew {
            needed: 3,
            given: 2
        })
    );
    let mut view = pointed_at(&truth, HEAD, 8, (0.0, 0.0), &mut noise);
    for point in &mut view.points {
        // Somewhere else behind the mast each.
        let east = noise.between(-900.0, 900.0);
        let north = noise.between(-900.0, 900.0);
        let anywhere = Enu {
            east: Metres(east),
            north: Metres(north),
            up: Metres(-60.0),
        };
        point.place = wgs84_from_enu(eye(), anywhere).expect("it is on earth");
    }
    let beliefs = Beliefs {
        pan: Belief::Within(1.0),
        ..Beliefs::default()
    };
    match calibrate(believed(), &beliefs, &[view], GROUND) {
        Err(error) => assert_eq!(error, CalibrationError::NotTogether),
        Ok(found) => {
            println!("{} px, good to {}", found.root_mean_square, found.good_to);
            assert!(found.root_mean_square > 50.0, "{found:?}");
            assert!(found.good_to.0 < 150.0, "{found:?}");
        }
    }
}

/// Somewhere in the picture.
fn anywhere(noise: &mut Noise) -> PicturePixel {
    PicturePixel {
        x: noise.between(0.0, 1920.0),
        y: noise.between(0.0, 1080.0),
    }
}

#[test]
fn where_half_of_the_points_are_mistaken_nothing_comes_of_them_and_those_that_agree_are_told() {
    let mut noise = Noise(10);
    let (mut told_rightly, mut calibrated) = (0, 0);
    for _ in 0..40 {
        let truth = put_up(&mut noise);
        let mut view = pointed_at(&truth, HEAD, 8, (2.0, 1.0), &mut noise);
        for mistaken in &mut view.points[..4] {
            mistaken.pixel = anywhere(&mut noise);
        }
        let views = [view];
        let found = calibrate(believed(), &Beliefs::default(), &views, GROUND);
        calibrated += usize::from(found != Err(CalibrationError::NotTogether));
        let Some(told) = disagreement(believed(), &Beliefs::default(), &views) else {
            continue;
        };
        let agree: Vec<bool> = told.points.iter().map(|point| point.belongs).collect();
        let right = [false, false, false, false, true, true, true, true];
        told_rightly += usize::from(agree == right);
    }
    println!("{calibrated} of 40 calibrated, those that agree told in {told_rightly}");
    // One of the mistaken may stand near where it should.
    assert!(calibrated <= 3, "{calibrated} of 40");
    assert!(told_rightly >= 34, "{told_rightly} of 40");
}

#[test]
fn of_points_that_were_taken_for_anything_nothing_comes_and_none_are_said_to_agree() {
    let mut noise = Noise(11);
    let (mut calibrated, mut agreeing) = (0, 0);
    for count in [3, 4, 5, 6, 8, 12, 20] {
        for _ in 0..20 {
            let truth = put_up(&mut noise);
            let mut view = pointed_at(&truth, HEAD, count, (2.0, 1.0), &mut noise);
            for mistaken in &mut view.points {
                mistaken.pixel = anywhere(&mut noise);
            }
            let views = [view];
            let found = calibrate(believed(), &Beliefs::default(), &views, GROUND);
            calibrated += usize::from(found.is_ok());
            let told = disagreement(believed(), &Beliefs::default(), &views);
            agreeing += usize::from(told.is_some());
        }
    }
    println!("{calibrated} of 140 calibrated, some agree in {agreeing}");
    assert!(calibrated <= 1 && agreeing <= 1);
}

//! The same input gives the same bytes natively and in WebAssembly: one sweep, one digest, compiled twice.

use domain::Wgs84;
use geodesy::{
    Bd09, Beliefs, CameraModel, ControlPoint, Degrees, Earth, Elevated, Enu, Gcj02, Lens,
    LevelGround, MercatorUnit, Metres, Mount, PanTilt, PicturePixel, View, bd09_from_gcj02,
    bd09_from_wgs84, bounds_from_tile, calibrate, ecef_from_wgs84, enu_from_wgs84, gcj02_from_bd09,
    gcj02_from_wgs84, geodesic_distance, great_circle_destination, great_circle_distance,
    ground_resolution, initial_bearing, mercator_metres_from_unit, pixel_from_unit,
    tile_from_wgs84, unit_from_wgs84, wgs84_from_bd09, wgs84_from_enu, wgs84_from_gcj02,
    wgs84_from_unit,
};

/// FNV-1a over the bits of numbers, lowest byte first.
struct Digest(u64);

impl Digest {
    fn number(&mut self, value: f64) {
        for byte in value.to_bits().to_le_bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    fn numbers<const N: usize>(&mut self, values: [f64; N]) {
        for value in values {
            self.number(value);
        }
    }

    fn position(&mut self, position: Wgs84) {
        self.numbers([position.lon(), position.lat()]);
    }
}

/// Positions all over the earth, denser over China, none of them on round degrees.
fn sweep() -> impl Iterator<Item = Wgs84> {
    let world = (0..2_000_u32).map(|n| {
        let n = f64::from(n);
        (
            (n * 0.618_033_988_749_894_9).fract() * 360.0 - 180.0,
            (n * 0.754_877_666_246_692_7).fract() * 180.0 - 90.0,
        )
    });
    let china = (0..2_000_u32).map(|n| {
        let n = f64::from(n);
        (
            72.1 + (n * 0.618_033_988_749_894_9).fract() * 65.6,
            0.9 + (n * 0.754_877_666_246_692_7).fract() * 54.8,
        )
    });
    world
        .chain(china)
        .map(|(lon, lat)| Wgs84::from_lon_lat(lon, lat).expect("the sweep stays on earth"))
}

fn digest() -> u64 {
    let mut digest = Digest(0xcbf2_9ce4_8422_2325);
    let centre = Wgs84::from_lon_lat(106.27, 29.39).expect("Shuangfu is on earth");
    let observer = Elevated {
        position: centre,
        height: Metres(312.5),
    };
    for position in sweep() {
        let gcj = gcj02_from_wgs84(position);
        digest.numbers([gcj.lon(), gcj.lat()]);
        digest.position(wgs84_from_gcj02(gcj));
        if let Ok(taken_as_gcj) = Gcj02::from_lon_lat(position.lon(), position.lat()) {
            let bd = bd09_from_gcj02(taken_as_gcj);
            digest.numbers([bd.lon(), bd.lat()]);
        }
        let bd = bd09_from_wgs84(position);
        digest.numbers([bd.lon(), bd.lat()]);
        digest.position(wgs84_from_bd09(bd));
        if let Ok(taken_as_bd) = Bd09::from_lon_lat(position.lon(), position.lat()) {
            let gcj = gcj02_from_bd09(taken_as_bd);
            digest.numbers([gcj.lon(), gcj.lat()]);
        }
        let unit = unit_from_wgs84(position);
        let metres = mercator_metres_from_unit(unit);
        let pixel = pixel_from_unit(16.3, unit);
        digest.numbers([unit.x, unit.y, metres.x.0, metres.y.0, pixel.x, pixel.y]);
        digest.position(wgs84_from_unit(MercatorUnit {
            x: unit.x,
            y: 1.0 - unit.y * 0.999,
        }));
        digest.number(ground_resolution(16.3, position).0);
        if let Ok(tile) = tile_from_wgs84(17, position) {
            let bounds = bounds_from_tile(tile);
            digest.position(bounds.north_west);
            digest.position(bounds.south_east);
        }
        digest.numbers([
            great_circle_distance(centre, position).0,
            initial_bearing(centre, position).0,
        ]);
        digest.number(geodesic_distance(centre, position).map_or(-1.0, |line| line.0));
        if let Some(reached) = great_circle_destination(position, Degrees(137.0), Metres(4_321.0)) {
            digest.position(reached);
        }
        let place = Elevated {
            position,
            height: Metres(55.25),
        };
        let ecef = ecef_from_wgs84(place);
        let seen = enu_from_wgs84(observer, place);
        digest.numbers([
            ecef.x.0,
            ecef.y.0,
            ecef.z.0,
            seen.east.0,
            seen.north.0,
            seen.up.0,
        ]);
        let step = Enu {
            east: Metres(position.lon() * 10.0),
            north: Metres(position.lat() * 10.0),
            up: Metres(3.0),
        };
        if let Some(found) = wgs84_from_enu(observer, step) {
            digest.position(found.position);
            digest.number(found.height.0);
        }
    }
    digest.0
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn every_transform_gives_the_same_bytes_on_every_machine() {
    // Changes only when a transform or the sweep is meant to change.
    assert_eq!(format!("{:016x}", digest()), "2d7e20e11f24e0c1");
}

/// A camera that was calibrated from twelve places, some pixels beside where it shows them.
fn calibrated() -> u64 {
    let mut digest = Digest(0xcbf2_9ce4_8422_2325);
    let eye = Elevated {
        position: Wgs84::from_lon_lat(106.27, 29.39).expect("Shuangfu is on earth"),
        height: Metres(60.0),
    };
    let lens = Lens::from_field(1920.0, 1080.0, Degrees(60.0)).expect("60° is a field");
    let reading = PanTilt {
        pan: Degrees(0.0),
        tilt: Degrees(-6.0),
    };
    let believed = CameraModel {
        eye,
        mount: Mount::default(),
        focal_times: 1.0,
        k1: 0.0,
    };
    let truth = CameraModel {
        mount: Mount {
            pan_offset: Degrees(123.4),
            tilt_offset: Degrees(0.7),
            roll: Degrees(-0.4),
            ..Mount::default()
        },
        focal_times: 1.03,
        k1: -0.06,
        ..believed
    };
    let camera = truth.camera(reading, lens);
    let ground = LevelGround(Metres(2.0));
    let points = (0..12_u32).filter_map(|n| {
        let share = |golden: f64| (f64::from(n) * golden).fract();
        let pixel = PicturePixel {
            x: 1920.0 * share(0.618_033_988_749_894_9),
            y: 480.0 + 600.0 * share(0.754_877_666_246_692_7),
        };
        Some(ControlPoint {
            pixel: PicturePixel {
                x: pixel.x + 4.0 * share(0.324_717_957_244_746) - 2.0,
                y: pixel.y + 4.0 * share(0.569_840_290_998_053_3) - 2.0,
            },
            place: camera.place(pixel, &ground)?,
            pixel_deviation: 1.5,
            place_deviation: Metres(0.5),
        })
    });
    let view = View {
        reading,
        lens,
        earth: Earth::Ellipsoid,
        points: points.collect(),
    };
    let found = calibrate(believed, &Beliefs::default(), &[view], ground).expect("it is found");
    let mount = found.model.mount;
    digest.numbers([
        mount.pan_offset.0,
        mount.tilt_offset.0,
        mount.roll.0,
        found.model.focal_times,
        found.model.k1,
        found.root_mean_square,
        found.good_to.0,
    ]);
    let pixel = PicturePixel { x: 700.0, y: 600.0 };
    let told = found.place((reading, lens, Earth::Ellipsoid), (pixel, 1.0), &ground);
    let told = told.expect("there is ground below the horizon");
    digest.position(told.place.position);
    digest.numbers([
        told.ellipse.semi_major.0,
        told.ellipse.semi_minor.0,
        told.ellipse.bearing.0,
    ]);
    digest.0
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn a_calibration_gives_the_same_bytes_on_every_machine() {
    // Changes only when the calibration is meant to change.
    assert_eq!(format!("{:016x}", calibrated()), "bf1afc833394ab79");
}

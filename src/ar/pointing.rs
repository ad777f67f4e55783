//! Which place a pixel shows, and how sure that is.

use domain::Wgs84;
use geodesy::{
    Degrees, Elevated, Ellipse, LevelGround, Metres, PicturePixel, Uncertain,
    great_circle_destination, great_circle_distance,
};

use super::skyline::Skyline;
use super::standing::Sighting;
use crate::store::Spot;

/// How exactly somebody points, one standard deviation in pixels.
const POINTING: f64 = 1.5;

/// Corners of an ellipse's outline.
const CORNERS: usize = 48;

/// Walls are looked for as far as this, in metres.
const FARTHEST: Metres = Metres(8_000.0);

/// The place that a pixel shows: the first wall or roof on the way, else the ground. `None` for the sky.
#[must_use]
pub fn spot_at(sighting: &Sighting, skyline: &Skyline, pixel: PicturePixel) -> Option<Spot> {
    let camera = sighting.camera();
    let eye = camera.eye();
    let ray = camera.ray(pixel)?;
    let ground = LevelGround(Metres(0.0));
    let on_ground = camera.place(pixel, &ground);
    let end = on_ground.or_else(|| ray.at(FARTHEST))?;
    let found = match skyline.between(eye, end) {
        Some(met) => {
            let height = eye.height.0 + (end.height.0 - eye.height.0) * met.share;
            let level = LevelGround(Metres(height));
            let pointed = sighting.place((pixel, POINTING), &level);
            pointed.filter(|_| ray.rise() < 0.0).or_else(|| {
                let away = great_circle_distance(eye.position, end.position).0 * met.share;
                let position = great_circle_destination(eye.position, ray.bearing(), Metres(away))?;
                let place = Elevated {
                    position,
                    height: Metres(height),
                };
                let pixels = POINTING.hypot(sighting.deviation(place));
                let across = Metres(away / camera.lens().focal() * pixels * 2.4477);
                Some(Uncertain {
                    place,
                    ellipse: Ellipse {
                        semi_major: across,
                        semi_minor: across,
                        bearing: Degrees(0.0),
                    },
                })
            })
        }
        None => {
            on_ground?;
            sighting.place((pixel, POINTING), &ground)
        }
    }?;
    let Uncertain { place, ellipse } = found;
    let distance = camera.seen(place)?.distance;
    Some(Spot {
        at: place.position,
        height_metres: place.height.0,
        distance_metres: distance.0,
        semi_axes_metres: (ellipse.semi_major.0, ellipse.semi_minor.0),
        outline: outline(place.position, ellipse),
    })
}

fn outline(middle: Wgs84, ellipse: Ellipse) -> Vec<Wgs84> {
    (0..CORNERS)
        .filter_map(|corner| {
            let (sine, cosine) =
                (corner as f64 / CORNERS as f64 * core::f64::consts::TAU).sin_cos();
            let along = ellipse.semi_major.0 * cosine;
            let across = ellipse.semi_minor.0 * sine;
            let bearing = ellipse.bearing.0 + across.atan2(along).to_degrees();
            great_circle_destination(middle, Degrees(bearing), Metres(along.hypot(across)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::Timestamp;
    use geodesy::Earth;
    use protocol::{ControlSheet, SheetPoint, SheetView};

    use super::super::standing::{Standing, test_camera, test_point};
    use super::*;
    use crate::config::{Calibrated, Footprint};

    fn tower() -> Footprint {
        // 500 m north of the camera, 20 m square, 100 m high.
        let (lon, lat) = (106.27, 29.39 + 500.0 / 111_195.0);
        let (dx, dy) = (10.0 / 96_900.0, 10.0 / 111_195.0);
        Footprint {
            corners: vec![
                (lon - dx, lat - dy),
                (lon + dx, lat - dy),
                (lon + dx, lat + dy),
                (lon - dx, lat + dy),
            ],
            height_metres: 100.0,
            storeys: None,
            name: None,
        }
    }

    fn look(tilt: f64) -> Sighting {
        let standing = test_camera(60.0, 0.0, tilt);
        let sighting = standing.sighting(standing.home(), (1_600.0, 900.0), Earth::MercatorSheet);
        sighting.expect("a picture")
    }

    const MIDDLE: PicturePixel = PicturePixel { x: 800.0, y: 450.0 };

    #[test]
    fn a_pixel_of_the_ground_is_a_place_with_a_long_thin_ellipse() {
        let spot = spot_at(&look(-4.0), &Skyline::default(), MIDDLE).expect("ground");
        assert!((spot.distance_metres - 60.0 / 4.0_f64.to_radians().sin()).abs() < 2.0);
        assert_eq!(spot.outline.len(), CORNERS);
        let (long, wide) = spot.semi_axes_metres;
        assert!(long > 10.0 * wide, "{long} × {wide} m");
    }

    /// The camera once somebody has calibrated it with six points so far away, in pixels of the same picture.
    fn calibrated(tilt: f64, distances: [f64; 6]) -> Sighting {
        let standing = test_camera(60.0, 0.0, tilt);
        let size = (1_600.0, 900.0);
        let camera = standing.pinhole(standing.home(), size, Earth::MercatorSheet);
        let camera = camera.expect("a picture");
        let sides = [-20.0, 14.0, -6.0, 22.0, -12.0, 4.0];
        let points = sides.into_iter().zip(distances).map(|(bearing, away)| {
            let from = camera.eye().position;
            let position = great_circle_destination(from, Degrees(bearing), Metres(away));
            let position = position.expect("it is on earth");
            let place = Elevated {
                position,
                height: Metres(0.0),
            };
            let PicturePixel { x, y } = camera.seen(place).expect("it is ahead").pixel;
            SheetPoint {
                x,
                y,
                position,
                height_metres: 0.0,
                counts: true,
            }
        });
        let sheet = ControlSheet {
            views: vec![SheetView {
                pan_degrees: 0.0,
                tilt_degrees: tilt,
                zoom: 1.0,
                width: size.0,
                height: size.1,
                drawn: true,
                points: points.collect(),
            }],
        };
        let calibration = sheet.calibrate(standing.camera()).expect("six good points");
        let calibrated = Calibrated {
            version: 1,
            at: Timestamp(0),
            calibration,
        };
        let point = test_point(60.0, 0.0, tilt);
        let standing = Standing::new(&point, &point.cameras[0], Some(Arc::new(calibrated)));
        let standing = standing.expect("its pose and fields are known");
        let sighting = standing.sighting(standing.home(), size, Earth::MercatorSheet);
        sighting.expect("a picture")
    }

    #[test]
    fn a_place_is_as_unsure_as_its_pointing_and_what_the_calibration_leaves_open() {
        let spot = |sighting: &Sighting| {
            let spot = spot_at(sighting, &Skyline::default(), MIDDLE);
            spot.expect("ground")
        };
        let measured = spot(&look(-4.0));
        let near = spot(&calibrated(
            -4.0,
            [260.0, 300.0, 340.0, 280.0, 320.0, 360.0],
        ));
        let around = spot(&calibrated(
            -4.0,
            [300.0, 1_500.0, 700.0, 900.0, 500.0, 1_200.0],
        ));
        for calibrated in [&near, &around] {
            // Exact points lead to where the camera was measured to look.
            let off = great_circle_distance(measured.at, calibrated.at);
            assert!(off.0 < 1.0, "{off:?}");
        }
        let [measured, near, around] = [measured, near, around].map(|spot| spot.semi_axes_metres.0);
        assert!(
            around > measured * 1.1,
            "{around} m, by pointing alone {measured} m"
        );
        assert!(
            near > around * 1.2,
            "{near} m with points far from the place, {around} m with points around it"
        );
    }

    #[test]
    fn a_pixel_of_a_wall_is_a_place_at_the_wall_and_not_behind_it() {
        let skyline = Skyline::new(&[tower()]);
        for tilt in [-4.0, 1.0] {
            let spot = spot_at(&look(tilt), &skyline, MIDDLE).expect("a wall");
            assert!(
                (spot.distance_metres - 490.0).abs() < 3.0,
                "{} m",
                spot.distance_metres
            );
        }
    }

    #[test]
    fn the_sky_is_no_place() {
        assert_eq!(spot_at(&look(5.0), &Skyline::default(), MIDDLE), None);
    }
}

//! Which place a pixel shows, and how sure that is.

use domain::Wgs84;
use geodesy::{
    Degrees, Elevated, Ellipse, LevelGround, Metres, PicturePixel, Pinhole, Uncertain,
    great_circle_destination, great_circle_distance,
};

use super::skyline::Skyline;
use crate::store::Spot;

/// How exactly somebody points, one standard deviation in pixels.
const POINTING: f64 = 1.5;

/// Corners of an ellipse's outline.
const CORNERS: usize = 48;

/// Walls are looked for as far as this, in metres.
const FARTHEST: Metres = Metres(8_000.0);

/// The place that a pixel shows: the first wall or roof on the way, else the ground. `None` for the sky.
#[must_use]
pub fn spot_at(camera: &Pinhole, skyline: &Skyline, pixel: PicturePixel) -> Option<Spot> {
    let eye = camera.eye();
    let ray = camera.ray(pixel)?;
    let ground = LevelGround(Metres(0.0));
    let on_ground = camera.place(pixel, &ground);
    let end = on_ground.or_else(|| ray.at(FARTHEST))?;
    let found = match skyline.between(eye, end) {
        Some(met) => {
            let height = eye.height.0 + (end.height.0 - eye.height.0) * met.share;
            let level = LevelGround(Metres(height));
            let pointed = Uncertain::pointed(camera, (pixel, POINTING), &level);
            pointed.filter(|_| ray.rise() < 0.0).or_else(|| {
                let away = great_circle_distance(eye.position, end.position).0 * met.share;
                let position = great_circle_destination(eye.position, ray.bearing(), Metres(away))?;
                let across = Metres(away / camera.lens().focal() * POINTING * 2.4477);
                Some(Uncertain {
                    place: Elevated {
                        position,
                        height: Metres(height),
                    },
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
            Uncertain::pointed(camera, (pixel, POINTING), &ground)
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
    use geodesy::Earth;

    use super::super::standing::test_camera;
    use super::*;
    use crate::config::Footprint;

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

    fn look(tilt: f64) -> Pinhole {
        let standing = test_camera(60.0, 0.0, tilt);
        let camera = standing.pinhole(standing.home(), (1_600.0, 900.0), Earth::MercatorSheet);
        camera.expect("a picture")
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

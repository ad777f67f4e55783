//! The earth that a picture shows: the real one, or one drawn flat by a map library.

use std::f64::consts::PI;

use crate::{
    Elevated, Enu, MEAN_EARTH_RADIUS, MercatorUnit, Metres, enu_from_wgs84, unit_from_wgs84,
    wgs84_from_enu, wgs84_from_unit,
};

/// Which earth a picture shows.
///
/// A web map in perspective is a picture of another earth than a camera's: flat, a sphere's metre to the Mercator degree. Seen
/// from 29° N it is 0.2 % too narrow and 0.3 % too deep all over, and does not fall away (`docs/ar.md` has the figures). What is
/// labelled in such a picture must be labelled by that earth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Earth {
    /// The WGS 84 ellipsoid: what a camera sees.
    #[default]
    Ellipsoid,
    /// The Mercator sheet, flat, with the metre of a sphere of [`MEAN_EARTH_RADIUS`] at the latitude of the eye: what
    /// `MapLibre` GL JS draws.
    MercatorSheet,
}

impl Earth {
    /// Where an eye sees a place.
    pub(crate) fn enu(self, eye: Elevated, place: Elevated) -> Enu {
        match self {
            Self::Ellipsoid => enu_from_wgs84(eye, place),
            Self::MercatorSheet => {
                let (here, there) = (
                    unit_from_wgs84(eye.position),
                    unit_from_wgs84(place.position),
                );
                let metres = metres_of_unit(eye);
                Enu {
                    east: Metres((there.x - here.x) * metres),
                    north: Metres((here.y - there.y) * metres),
                    up: Metres(place.height.0 - eye.height.0),
                }
            }
        }
    }

    /// The place that an eye sees there; the inverse of [`Self::enu`].
    pub(crate) fn place(self, eye: Elevated, seen: Enu) -> Option<Elevated> {
        match self {
            Self::Ellipsoid => wgs84_from_enu(eye, seen),
            Self::MercatorSheet => {
                let here = unit_from_wgs84(eye.position);
                let metres = metres_of_unit(eye);
                let there = MercatorUnit {
                    x: here.x + seen.east.0 / metres,
                    y: here.y - seen.north.0 / metres,
                };
                let height = eye.height.0 + seen.up.0;
                let finite = there.x.is_finite() && there.y.is_finite() && height.is_finite();
                finite.then(|| Elevated {
                    position: wgs84_from_unit(there),
                    height: Metres(height),
                })
            }
        }
    }
}

/// How many metres the side of the Mercator square is long at an eye's latitude.
fn metres_of_unit(eye: Elevated) -> f64 {
    2.0 * PI * MEAN_EARTH_RADIUS.0 * libm::cos(eye.position.lat().to_radians())
}

#[cfg(test)]
mod tests {
    use domain::Wgs84;

    use super::*;
    use crate::{
        Degrees, Ellipse, Lens, LevelGround, Orientation, PicturePixel, Pinhole, Uncertain,
    };

    fn at(lon: f64, lat: f64, height: f64) -> Elevated {
        Elevated {
            position: Wgs84::from_lon_lat(lon, lat).expect("a place on earth"),
            height: Metres(height),
        }
    }

    #[test]
    fn a_place_on_the_sheet_leads_back_to_itself() {
        let eye = at(106.27, 29.39, 120.0);
        for place in [at(106.28, 29.40, 0.0), at(106.20, 29.31, 37.5), eye] {
            let seen = Earth::MercatorSheet.enu(eye, place);
            let again = Earth::MercatorSheet.place(eye, seen).expect("a place");
            assert!((again.position.lon() - place.position.lon()).abs() < 1e-12);
            assert!((again.position.lat() - place.position.lat()).abs() < 1e-12);
            assert!((again.height.0 - place.height.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_pixel_of_a_drawn_picture_leads_to_the_ground_of_the_drawn_earth() {
        let lens = Lens::from_field(1920.0, 1080.0, Degrees(60.0)).expect("60° is a field");
        let look = Orientation {
            pan: Degrees(230.0),
            tilt: Degrees(-6.0),
            roll: Degrees(0.4),
        };
        let camera =
            Pinhole::new(at(106.27, 29.39, 120.0), look, lens).showing(Earth::MercatorSheet);
        let pixel = PicturePixel { x: 400.0, y: 700.0 };
        let place = camera
            .place(pixel, &LevelGround(Metres(0.0)))
            .expect("below the horizon");
        let seen = camera.seen(place).expect("before the camera");
        assert!((seen.pixel.x - pixel.x).abs() < 1e-3 && (seen.pixel.y - pixel.y).abs() < 1e-3);
        assert!(place.height.0.abs() < 1e-9);
    }

    #[test]
    fn what_may_be_wrong_with_a_pointed_place_is_long_and_thin_and_lies_along_the_ray() {
        let lens = Lens::from_field(1920.0, 1080.0, Degrees(60.0)).expect("60° is a field");
        let look = Orientation {
            pan: Degrees(90.0),
            tilt: Degrees(-4.0),
            roll: Degrees(0.0),
        };
        let eye = at(106.27, 29.39, 60.0);
        let middle = PicturePixel { x: 960.0, y: 540.0 };
        for earth in [Earth::Ellipsoid, Earth::MercatorSheet] {
            let camera = Pinhole::new(eye, look, lens).showing(earth);
            let found = Uncertain::pointed(&camera, (middle, 1.0), &LevelGround(Metres(0.0)))
                .expect("below the horizon");
            let Ellipse {
                semi_major,
                semi_minor,
                bearing,
            } = found.ellipse;
            // 858 m away a pixel is 0.52 m across, and 14 times as much along.
            assert!(
                (semi_minor.0 - 2.4477 * 0.517).abs() < 0.02,
                "{semi_minor:?}"
            );
            assert!(
                (semi_major.0 / semi_minor.0 - 14.3).abs() < 0.3,
                "{semi_major:?}"
            );
            assert!((bearing.0 - 90.0).abs() < 0.5, "{bearing:?}");
        }
        let sky = PicturePixel { x: 960.0, y: 10.0 };
        let camera = Pinhole::new(eye, look, lens);
        assert!(Uncertain::pointed(&camera, (sky, 1.0), &LevelGround(Metres(0.0))).is_none());
    }

    /// How far the two earths stand apart in a picture 1920 pixels wide with a field of 60°, for what stands so far away, in
    /// any direction: the figures of `docs/ar.md`.
    #[test]
    fn the_two_earths_differ_by_some_pixels_whatever_the_distance() {
        let lens = Lens::from_field(1920.0, 1080.0, Degrees(60.0)).expect("60° is a field");
        let eye = at(106.27, 29.39, 120.0);
        for (distance, least, most) in [(300.0, 4.0, 4.6), (1_500.0, 4.0, 4.6), (5_000.0, 4.2, 5.4)]
        {
            let worst = (0..72)
                .map(|step| {
                    let bearing = f64::from(step) * 5.0;
                    let look = Orientation {
                        pan: Degrees(bearing),
                        tilt: Degrees(-5.0),
                        roll: Degrees(0.0),
                    };
                    let camera = Pinhole::new(eye, look, lens);
                    let (sine, cosine) = (
                        libm::sin(bearing.to_radians()),
                        libm::cos(bearing.to_radians()),
                    );
                    let there = wgs84_from_enu(
                        eye,
                        Enu {
                            east: Metres(distance * sine),
                            north: Metres(distance * cosine),
                            up: Metres(-120.0),
                        },
                    )
                    .expect("a place");
                    let ground = Elevated {
                        height: Metres(0.0),
                        ..there
                    };
                    let true_one = camera.seen(ground).expect("ahead").pixel;
                    let drawn = camera.showing(Earth::MercatorSheet);
                    let drawn = drawn.seen(ground).expect("ahead").pixel;
                    libm::hypot(true_one.x - drawn.x, true_one.y - drawn.y)
                })
                .fold(0.0, f64::max);
            assert!((least..most).contains(&worst), "{distance} m: {worst} px");
        }
    }
}

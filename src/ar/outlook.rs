//! Where a low camera looks whose picture is opened within another.
//!
//! Its home is what whoever hung it up was after, often the ground at its foot: in a picture as small as that nothing else would be seen.

use geodesy::Elevated;
use serde_json::Value;

use super::head::short_way;
use super::skyline::Skyline;
use super::standing::{Aim, Standing};
use super::traffic::{Spot, roads_around};

/// What is selected is looked at from this near, in metres: farther away a low camera does not see it.
const NEAR: f64 = 800.0;

/// A road is a camera's own this near, in metres.
const OWN_ROAD: f64 = 60.0;

/// Where the horizon stands, of half the picture's height above its middle.
const HORIZON: f64 = 0.4;

/// Height of a small picture, of its width.
const SHAPE: f64 = 9.0 / 16.0;

/// Where it looks at first: to what is selected where that is near and nothing stands before it, else along its road with the horizon in
/// sight. One that cannot be turned looks where it always does.
#[must_use]
pub fn outlook(
    standing: &Standing,
    selected: Option<Elevated>,
    ground: &Value,
    skyline: &Skyline,
) -> Aim {
    let home = standing.home();
    if standing.is_fixed() {
        return home;
    }
    let seen = selected.filter(|place| {
        let is_near = standing.distance(place.position) < NEAR;
        is_near && skyline.between(standing.eye(), *place).is_none()
    });
    if let Some(place) = seen {
        return standing.aim_at(place);
    }
    let mount = standing.model().mount;
    let high = (standing.field(home.zoom).to_radians() / 2.0).tan() * SHAPE;
    let along = road_bearing(ground, standing, home.pan + mount.pan_offset.0);
    standing.nearest(Aim {
        pan: along.map_or(home.pan, |bearing| bearing - mount.pan_offset.0),
        tilt: -(high * HORIZON).atan().to_degrees() - mount.tilt_offset.0,
        zoom: home.zoom,
    })
}

/// The way along the nearest road that is closest to a bearing; `None` where there is no road.
fn road_bearing(ground: &Value, standing: &Standing, bearing: f64) -> Option<f64> {
    let roads = roads_around(ground, standing.eye().position);
    let pieces = roads.iter().flat_map(|road| road.windows(2));
    let near = pieces.filter_map(|piece| {
        let (a, b) = (piece[0], piece[1]);
        let away = distance_to(a, b);
        let way = (b[0] - a[0]).atan2(b[1] - a[1]).to_degrees();
        (away < OWN_ROAD).then_some((away, way))
    });
    let (_, way) = near.min_by(|one, other| one.0.total_cmp(&other.0))?;
    let off = |way: f64| short_way(bearing, way).abs();
    let back = way + 180.0;
    Some(if off(way) <= off(back) { way } else { back })
}

/// How far the camera is from a piece of a line.
fn distance_to(a: Spot, b: Spot) -> f64 {
    let way = [b[0] - a[0], b[1] - a[1]];
    let length = (way[0] * way[0] + way[1] * way[1]).max(f64::MIN_POSITIVE);
    let share = (-(a[0] * way[0] + a[1] * way[1]) / length).clamp(0.0, 1.0);
    (a[0] + share * way[0]).hypot(a[1] + share * way[1])
}

#[cfg(test)]
mod tests {
    use domain::Wgs84;
    use geodesy::{Earth, Metres};
    use serde_json::json;

    use super::super::standing::{test_camera, test_tower};
    use super::*;

    fn at(lon: f64, lat: f64) -> Elevated {
        Elevated {
            position: Wgs84::from_lon_lat(lon, lat).expect("a place on earth"),
            height: Metres(0.0),
        }
    }

    /// A street from west to east, some 20 m north of the camera.
    fn street() -> Value {
        let corners = json!([[106.268, 29.3902], [106.272, 29.3902]]);
        json!({ "features": [{ "properties": { "class": "street" }, "geometry": { "type": "LineString", "coordinates": corners } }] })
    }

    #[test]
    fn a_low_camera_that_looks_to_the_ground_looks_along_its_road_with_the_horizon_in_sight() {
        for (home, along) in [(60.0, 90.0), (250.0, 270.0)] {
            let camera = test_camera(6.0, home, -16.0);
            let aim = outlook(&camera, None, &street(), &Skyline::default());
            assert!(
                short_way(aim.pan, along).abs() < 1e-6,
                "{} for {home}",
                aim.pan
            );
            let picture = camera.pinhole(aim, (1_600.0, 900.0), Earth::Ellipsoid);
            let eye = camera.eye();
            let lon = eye.position.lon() + if along < 180.0 { 0.05 } else { -0.05 };
            let far = Elevated {
                height: Metres(6.0),
                ..at(lon, eye.position.lat())
            };
            let seen = picture.expect("a picture").seen(far).expect("it is ahead");
            // 900 high: the horizon stands at 450 less 0.4 of that.
            assert!((seen.pixel.y - 270.0).abs() < 15.0, "{}", seen.pixel.y);
        }
    }

    #[test]
    fn where_there_is_no_road_it_looks_the_way_it_did() {
        let camera = test_camera(6.0, 60.0, -16.0);
        let aim = outlook(&camera, None, &json!({}), &Skyline::default());
        assert_eq!(aim.pan, 60.0);
    }

    #[test]
    fn it_looks_to_what_is_selected_where_it_sees_it() {
        let camera = test_camera(6.0, 60.0, -16.0);
        let tower = Skyline::new(&[test_tower()]);
        let (open, behind, far) = (at(106.269, 29.391), at(106.2735, 29.39), at(106.29, 29.39));
        let aim = |place| outlook(&camera, Some(place), &street(), &tower);
        assert_eq!(aim(open), camera.aim_at(open));
        for unseen in [behind, far] {
            assert_eq!(aim(unseen), outlook(&camera, None, &street(), &tower));
        }
    }
}

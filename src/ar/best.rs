//! Which lookout sees a place best.

use domain::CameraId;
use geodesy::Elevated;

use super::skyline::Skyline;
use super::standing::Standing;
use crate::config::{Surroundings, Surveyed};

/// The nearest lookout with nothing before the place; the nearest of all where something is before it from everywhere.
#[must_use]
pub fn best_lookout(
    surroundings: &Surroundings,
    surveyed: &Surveyed,
    skyline: &Skyline,
    place: Elevated,
) -> Option<CameraId> {
    let lookouts = surroundings.lookouts();
    let standing = lookouts.filter_map(|(point, camera, _)| {
        let calibrated = surveyed.calibrations.get(&camera.id).cloned();
        Standing::new(point, camera, calibrated)
    });
    let ranked = standing.map(|camera| {
        let is_hidden = skyline.between(camera.eye(), place).is_some();
        (is_hidden, camera.distance(place.position), camera)
    });
    let best = ranked.min_by(|one, other| {
        let by_sight = one.0.cmp(&other.0);
        by_sight.then(one.1.total_cmp(&other.1))
    });
    best.map(|(_, _, camera)| camera.id().clone())
}

/// A place as high as what stands on it.
#[must_use]
pub fn on_top(skyline: &Skyline, at: domain::Wgs84) -> Elevated {
    Elevated {
        position: at,
        height: geodesy::Metres(skyline.roof(at)),
    }
}

#[cfg(test)]
mod tests {
    use domain::{CameraPoint, Wgs84};

    use super::super::standing::{test_point, test_tower};
    use super::*;

    fn at(lon: f64) -> Wgs84 {
        Wgs84::from_lon_lat(lon, 29.39).expect("a place on earth")
    }

    fn lookout(id: &str, lon: f64) -> CameraPoint {
        let mut point = test_point(60.0, 0.0, 0.0);
        let camera = &mut point.cameras[0];
        camera.id = CameraId::try_from(id).expect("an id");
        let pose = camera.pose.as_mut();
        pose.expect("it was measured").position = at(lon);
        point
    }

    #[test]
    fn the_nearest_lookout_that_sees_a_place_is_chosen_before_a_nearer_one_that_does_not() {
        // From the west a tower stands before the place; from the east nothing does.
        let mut surroundings = Surroundings {
            points: vec![lookout("near", 106.270), lookout("far", 106.280)],
            buildings: vec![test_tower()],
            ..Surroundings::default()
        };
        let skyline = Skyline::new(&surroundings.buildings);
        let place = on_top(&skyline, at(106.273));
        let best = |surroundings: &Surroundings, skyline: &Skyline| {
            let best = best_lookout(surroundings, &Surveyed::default(), skyline, place);
            best.map(|id| id.as_str().to_owned())
        };
        assert_eq!(best(&surroundings, &skyline).as_deref(), Some("far"));
        surroundings.buildings.clear();
        assert_eq!(
            best(&surroundings, &Skyline::default()).as_deref(),
            Some("near")
        );
    }
}

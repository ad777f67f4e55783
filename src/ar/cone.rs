//! The sector of the ground that a camera sees, for the map.

use geodesy::{Degrees, LevelGround, Metres, PicturePixel, Pinhole, great_circle_destination};

use super::head::short_way;
use crate::store::Sight;

/// The cone on the map reaches no farther than this, in metres.
const CONE_REACH: f64 = 3_500.0;

/// The sector of the ground that the camera sees, as the map shows it.
#[must_use]
pub fn cone(camera: &Pinhole) -> Option<Sight> {
    let (width, height) = camera.lens().size();
    let bearing = |x: f64| {
        let ray = camera.ray(PicturePixel { x, y: height / 2.0 })?;
        Some(ray.bearing().0)
    };
    let ground = LevelGround(Metres(0.0));
    let reach = |y: f64| {
        let x = width / 2.0;
        let place = camera.place(PicturePixel { x, y }, &ground)?;
        Some(camera.seen(place)?.distance.0)
    };
    let (left, middle, right) = (bearing(0.0)?, bearing(width / 2.0)?, bearing(width)?);
    let far = reach(0.0).unwrap_or(CONE_REACH).min(CONE_REACH);
    let near = reach(height).unwrap_or(0.0).min(far * 0.9);
    let eye = camera.eye().position;
    let (from, to) = (short_way(middle, left), short_way(middle, right));
    let arc = |distance: f64, from: f64, to: f64| {
        (0..=16).filter_map(move |step| {
            let turn = from + (to - from) * f64::from(step) / 16.0;
            great_circle_destination(eye, Degrees(middle + turn), Metres(distance))
        })
    };
    let outline = arc(far, from, to).chain(arc(near, to, from));
    Some(Sight {
        eye,
        outline: outline.collect(),
    })
}

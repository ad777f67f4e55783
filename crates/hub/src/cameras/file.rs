//! Camera points from a file of the deployment, each checked before the hub starts.

use std::collections::BTreeSet;

use domain::{AreaId, Camera, CameraPoint, FieldOfView, GridId, PlatformId};
use serde::Deserialize;

/// The most points of one deployment.
const MOST_POINTS: usize = 20_000;
/// The most streams of one deployment: every screen is told them all.
const MOST_STREAMS: usize = 200_000;
/// The highest mast or roof, in metres.
const HIGHEST: f64 = 5_000.0;

/// A file of camera points that cannot be used. Each says which point and what to do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CamerasError {
    /// It is gzipped and broken.
    #[error("it cannot be unpacked: {0}")]
    Packed(String),
    /// It is no JSON of that kind.
    #[error(
        "it is no list of camera points ({{\"points\": […]}}, as GET /api/v1/cameras gives it): {0}"
    )]
    Unreadable(String),
    /// It holds more than every screen can be told.
    #[error("it has more than {limit} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// Two have one code.
    #[error("{what} '{id}' stands twice: give one of them another id")]
    Twice {
        /// Which kind of thing.
        what: &'static str,
        /// Its code.
        id: String,
    },
    /// A point names something that the deployment does not have.
    #[error("point '{point}': {what} '{id}' is none of this deployment: {remedy}")]
    Stranger {
        /// Which point.
        point: String,
        /// What it names.
        what: &'static str,
        /// By which code.
        id: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A value is outside its range.
    #[error("{what} '{id}': {field} is {value}, and must be {range}")]
    Range {
        /// Which kind of thing.
        what: &'static str,
        /// Its code.
        id: String,
        /// Which of its values.
        field: &'static str,
        /// What stands there.
        value: f64,
        /// What may.
        range: &'static str,
    },
    /// The table of fields of view does not rise and narrow.
    #[error("camera '{camera}': fields_of_view must have rising zoom and narrowing fields")]
    Table {
        /// Which camera.
        camera: String,
    },
}

/// What points may name.
#[derive(Clone, Debug, Default)]
pub struct Known<'a> {
    /// Patrol areas.
    pub areas: BTreeSet<&'a AreaId>,
    /// Grids.
    pub grids: BTreeSet<&'a GridId>,
    /// Platforms.
    pub platforms: BTreeSet<&'a PlatformId>,
}

#[derive(Deserialize)]
struct RawCatalogue {
    points: Vec<CameraPoint>,
}

/// The camera points of a file, plain or gzipped.
///
/// # Errors
/// When the file or any of its points cannot be used.
pub fn points_from_file(bytes: &[u8], known: &Known<'_>) -> Result<Vec<CameraPoint>, CamerasError> {
    let plain = feeds::unpacked(bytes).map_err(|error| CamerasError::Packed(error.to_string()))?;
    let read: RawCatalogue = serde_json::from_slice(&plain)
        .map_err(|error| CamerasError::Unreadable(error.to_string()))?;
    check(&read.points, known)?;
    Ok(read.points)
}

fn check(points: &[CameraPoint], known: &Known<'_>) -> Result<(), CamerasError> {
    let cameras = || points.iter().flat_map(|point| &point.cameras);
    let streams = || cameras().flat_map(|camera| &camera.streams);
    at_most("points", MOST_POINTS, points.len())?;
    at_most("streams", MOST_STREAMS, streams().count())?;
    once("point", points.iter().map(|point| point.id.as_str()))?;
    once("camera", cameras().map(|camera| camera.id.as_str()))?;
    once("stream", streams().map(|stream| stream.id.as_str()))?;
    for point in points {
        names(point, known)?;
        let height = point.mast_height_metres;
        within(
            "point",
            &point.id,
            "mast_height_metres",
            height,
            is_height(height),
            ABOVE_GROUND,
        )?;
    }
    cameras().try_for_each(check_camera)?;
    for stream in streams() {
        let sides = [("width", stream.width), ("height", stream.height)];
        for (field, pixels) in sides {
            within(
                "stream",
                &stream.id,
                field,
                pixels.into(),
                pixels > 0,
                "more than 0",
            )?;
        }
    }
    Ok(())
}

fn at_most(what: &'static str, limit: usize, count: usize) -> Result<(), CamerasError> {
    if count > limit {
        return Err(CamerasError::TooMany { what, limit });
    }
    Ok(())
}

fn once<'a>(what: &'static str, ids: impl Iterator<Item = &'a str>) -> Result<(), CamerasError> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            let id = id.to_owned();
            return Err(CamerasError::Twice { what, id });
        }
    }
    Ok(())
}

const ABOVE_GROUND: &str = "more than 0 and at most 5000 metres";

fn is_height(metres: f64) -> bool {
    metres > 0.0 && metres <= HIGHEST
}

fn names(point: &CameraPoint, known: &Known<'_>) -> Result<(), CamerasError> {
    let stranger = |what, id: &dyn std::fmt::Display, remedy| {
        Err(CamerasError::Stranger {
            point: point.id.to_string(),
            what,
            id: id.to_string(),
            remedy,
        })
    };
    if let Some(area) = point
        .area
        .as_ref()
        .filter(|area| !known.areas.contains(area))
    {
        return stranger("area", area, "name one of place.areas, or none");
    }
    if let Some(grid) = point
        .grid
        .as_ref()
        .filter(|grid| !known.grids.contains(grid))
    {
        return stranger("grid", grid, "name one of place.grids, or none");
    }
    // Whose camera it is decides who sees it: a slip of the pen must not open it, nor close it for good.
    let platform = point.platform.as_ref();
    if let Some(platform) = platform.filter(|platform| !known.platforms.contains(platform)) {
        return stranger(
            "platform",
            platform,
            "add it to [[platforms]], or name none",
        );
    }
    Ok(())
}

fn within(
    what: &'static str,
    id: &dyn std::fmt::Display,
    field: &'static str,
    value: f64,
    fits: bool,
    range: &'static str,
) -> Result<(), CamerasError> {
    if fits {
        return Ok(());
    }
    let id = id.to_string();
    Err(CamerasError::Range {
        what,
        id,
        field,
        value,
        range,
    })
}

fn check_camera(camera: &Camera) -> Result<(), CamerasError> {
    if let Some(pose) = camera.pose {
        let values = [
            (
                "pose.height_metres",
                pose.height_metres,
                is_height(pose.height_metres),
                ABOVE_GROUND,
            ),
            (
                "pose.pan_degrees",
                pose.pan_degrees,
                (0.0..360.0).contains(&pose.pan_degrees),
                "0 or more and less than 360",
            ),
            (
                "pose.tilt_degrees",
                pose.tilt_degrees,
                (-90.0..=90.0).contains(&pose.tilt_degrees),
                "between -90 and 90",
            ),
            (
                "pose.roll_degrees",
                pose.roll_degrees,
                pose.roll_degrees > -180.0 && pose.roll_degrees <= 180.0,
                "more than -180 and at most 180",
            ),
        ];
        for (field, value, fits, range) in values {
            within("camera", &camera.id, field, value, fits, range)?;
        }
    }
    for line in &camera.fields_of_view {
        within(
            "camera",
            &camera.id,
            "fields_of_view.zoom",
            line.zoom,
            line.zoom >= 1.0 && line.zoom.is_finite(),
            "1 or more",
        )?;
        within(
            "camera",
            &camera.id,
            "fields_of_view.horizontal_degrees",
            line.horizontal_degrees,
            line.horizontal_degrees > 0.0 && line.horizontal_degrees < 180.0,
            "more than 0 and less than 180",
        )?;
    }
    let narrows = |pair: &[FieldOfView]| match pair {
        [wide, narrow] => {
            narrow.zoom > wide.zoom && narrow.horizontal_degrees < wide.horizontal_degrees
        }
        _ => true,
    };
    if camera.fields_of_view.windows(2).all(narrows) {
        Ok(())
    } else {
        let camera = camera.id.to_string();
        Err(CamerasError::Table { camera })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn catalogue() -> Value {
        json!({ "points": [{
            "id": "L-1", "name": { "zh": "瞭望", "en": "Lookout" }, "kind": "lookout",
            "position": { "lon": 106.05, "lat": 29.05 }, "mast_height_metres": 60.0,
            "area": null, "grid": null, "platform": null,
            "cameras": [{
                "id": "L-1-01", "name": { "zh": "云台", "en": "Dome" }, "steerable": true,
                "pose": { "position": { "lon": 106.05, "lat": 29.05 }, "height_metres": 60.0,
                          "pan_degrees": 10.0, "tilt_degrees": -5.0, "roll_degrees": 0.0 },
                "fields_of_view": [{ "zoom": 1.0, "horizontal_degrees": 60.0 }, { "zoom": 10.0, "horizontal_degrees": 6.0 }],
                "streams": [{ "id": "L-1-01-main", "role": "main", "codec": "h264", "width": 1920, "height": 1080 }],
            }],
        }]})
    }

    fn refused(pointer: &str, value: Value) -> String {
        let mut changed = catalogue();
        *changed.pointer_mut(pointer).expect("there is such a field") = value;
        points_from_file(changed.to_string().as_bytes(), &Known::default())
            .expect_err("it cannot be used")
            .to_string()
    }

    #[test]
    fn what_the_door_gives_is_read_back() {
        let read = points_from_file(catalogue().to_string().as_bytes(), &Known::default());
        let read = read.expect("it can be used");
        assert_eq!(json!({ "points": read }), catalogue());
    }

    #[test]
    fn a_flaw_is_named_by_its_point_its_field_and_what_to_do() {
        let check = |pointer: &str, value: Value, words: &[&str]| {
            let refused = refused(pointer, value);
            for word in words {
                assert!(refused.contains(word), "{word}: {refused}");
            }
        };
        check(
            "/points/0/mast_height_metres",
            json!(0.0),
            &["L-1", "mast_height_metres", "more than 0"],
        );
        check(
            "/points/0/platform",
            json!("xueliang"),
            &["L-1", "xueliang", "[[platforms]]"],
        );
        check("/points/0/area", json!("A9"), &["L-1", "A9", "place.areas"]);
        check("/points/0/grid", json!("G9"), &["L-1", "G9", "place.grids"]);
        let pose = "/points/0/cameras/0/pose";
        check(
            &format!("{pose}/pan_degrees"),
            json!(360.0),
            &["L-1-01", "pan_degrees", "less than 360"],
        );
        check(
            &format!("{pose}/tilt_degrees"),
            json!(-91.0),
            &["L-1-01", "tilt_degrees"],
        );
        check(
            &format!("{pose}/position/lat"),
            json!(129.05),
            &["latitude"],
        );
        let table = "/points/0/cameras/0/fields_of_view";
        check(
            &format!("{table}/1/zoom"),
            json!(1.0),
            &["L-1-01", "rising zoom"],
        );
        check(
            &format!("{table}/0/horizontal_degrees"),
            json!(180.0),
            &["horizontal_degrees"],
        );
        check(
            "/points/0/cameras/0/streams/0/width",
            json!(0),
            &["L-1-01-main", "width"],
        );
        check("/points", json!({}), &["points"]);
    }

    #[test]
    fn a_code_that_stands_twice_is_refused_whatever_it_is_of() {
        let twice = |pointer: &str, what: &str| {
            let mut changed = catalogue();
            let list = changed.pointer_mut(pointer).and_then(Value::as_array_mut);
            let list = list.expect("a list");
            list.push(list[0].clone());
            let refused = points_from_file(changed.to_string().as_bytes(), &Known::default());
            let refused = refused.expect_err("it stands twice").to_string();
            assert!(refused.starts_with(what), "{refused}");
        };
        twice("/points", "point 'L-1'");
        twice("/points/0/cameras", "camera 'L-1-01'");
        twice("/points/0/cameras/0/streams", "stream 'L-1-01-main'");
    }
}

//! A few cameras for the tests of this room.

use serde_json::{Value, json};

use super::Catalogue;
use crate::config::CameraList;

fn camera(id: &str, name: (&str, &str)) -> Value {
    let stream = |role: &str, width: u16, height: u16| {
        let id = format!("{id}-{role}");
        json!({"id": id, "role": role, "codec": "h264", "width": width, "height": height})
    };
    json!({
        "id": id, "name": {"zh": name.0, "en": name.1}, "steerable": false, "pose": null, "fields_of_view": [],
        "streams": [stream("main", 1920, 1080), stream("sub", 640, 360)],
    })
}

fn point(id: &str, kind: &str, name: (&str, &str), lon: f64, area: Option<&str>) -> Value {
    let cameras: Vec<Value> = (1..=2)
        .map(|number| {
            let name = (format!("云台 {number}"), format!("Dome {number}"));
            camera(&format!("{id}-{number:02}"), (&name.0, &name.1))
        })
        .collect();
    json!({
        "id": id, "name": {"zh": name.0, "en": name.1}, "kind": kind, "position": {"lon": lon, "lat": 29.39},
        "mast_height_metres": 6.0, "area": area, "grid": null, "platform": null, "cameras": cameras,
    })
}

/// Four points of two cameras each, from west to east: in A1, A2, A1, and nowhere. One stream is live, one is down.
pub(super) fn catalogue() -> Catalogue {
    let list = json!({
        "points": [
            point("L-001", "lookout", ("李子山瞭望", "Lizi Hill lookout"), 106.270, Some("A1")),
            point("X-001", "xueliang", ("米兰小镇北门", "Milan Town north gate"), 106.275, Some("A2")),
            point("X-002", "xueliang", ("福城西苑", "Fucheng Xiyuan"), 106.280, Some("A1")),
            point("K-001", "checkpoint", ("永乐大道卡口", "Yongle Avenue checkpoint"), 106.290, None),
        ],
        "states": {"X-001-01-sub": "live", "X-001-02-main": "down", "X-002-01-main": "unknown"},
    });
    let list: CameraList = serde_json::from_value(list).expect("a list of cameras");
    Catalogue::of(list)
}

//! The cameras of a deployment and whether their streams are live, as `GET /api/v1/cameras` tells them.

use std::collections::BTreeMap;

use domain::{Camera, CameraPoint, StreamId};
use protocol::StreamState;
use serde::Deserialize;

/// The camera points that the person may see, and how their streams are.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct CameraList {
    /// In the deployment's order.
    pub points: Vec<CameraPoint>,
    /// Of the streams that a gateway serves; another one has no picture but a drawn one.
    #[serde(default)]
    pub states: BTreeMap<StreamId, StreamState>,
}

impl CameraList {
    /// How a stream is; `None` where no gateway serves it.
    #[must_use]
    pub fn stream_state(&self, stream: &StreamId) -> Option<StreamState> {
        self.states.get(stream).copied()
    }

    /// How a camera is: as the best of its streams.
    #[must_use]
    pub fn camera_state(&self, camera: &Camera) -> Option<StreamState> {
        let states = camera.streams.iter();
        let states = states.filter_map(|stream| self.stream_state(&stream.id));
        states.min_by_key(|state| match state {
            StreamState::Live => 0,
            StreamState::Unknown => 1,
            StreamState::Down => 2,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_is_as_the_best_of_its_streams_and_one_without_a_gateway_is_in_no_state() {
        let list: CameraList = serde_json::from_str(
            r#"{"points": [], "states": {"a": "live", "b": "down", "c": "unknown", "d": "something new"}}"#,
        )
        .expect("well formed");
        let camera = |streams: &[&str]| -> Camera {
            let streams: Vec<_> = streams
                .iter()
                .map(|id| {
                    serde_json::json!({"id": id, "role": "main", "codec": "h264", "width": 640, "height": 360})
                })
                .collect();
            serde_json::from_value(serde_json::json!({
                "id": "L-001-01", "name": {"zh": "云台", "en": "Dome"}, "steerable": false, "pose": null,
                "fields_of_view": [], "streams": streams,
            }))
            .expect("a camera")
        };
        for (streams, state) in [
            (&["b", "a"][..], Some(StreamState::Live)),
            (&["b", "c"], Some(StreamState::Unknown)),
            (&["b", "e"], Some(StreamState::Down)),
            (&["d"], Some(StreamState::Unknown)),
            (&["e"], None),
            (&[], None),
        ] {
            assert_eq!(list.camera_state(&camera(streams)), state, "{streams:?}");
        }
    }
}

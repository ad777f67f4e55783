//! Cameras: which there are, and whether their streams are live.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use domain::{CameraPoint, StreamId};
use serde::Serialize;

use super::settings::answer;
use crate::hub::{Hub, Prepared, Viewer};
use crate::problem::Problem;

/// The cameras that somebody may see.
#[derive(Serialize)]
struct CamerasJson<'a> {
    points: Vec<&'a CameraPoint>,
    states: BTreeMap<&'a StreamId, &'static str>,
}

/// The camera points within one's networks and patrol areas, each with its cameras and their streams, and under `states`
/// whether the streams that a gateway serves are "live", "down" or "unknown". A stream without a state has no gateway.
#[utoipa::path(
    get,
    path = "/api/v1/cameras",
    tag = "cameras",
    responses(
        (status = 200, description = "the camera points that one may see", body = serde_json::Value),
        (status = 304, description = "they are as If-None-Match says"),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the right \"cameras\" is missing", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []), ("session" = []))
)]
pub(super) async fn list(
    State(hub): State<Arc<Hub>>,
    viewer: Viewer,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let points = hub.cameras.points().iter().enumerate();
    let seen = points.filter(|(point, _)| hub.cameras.sees(&viewer.session, *point));
    let seen: Vec<&CameraPoint> = seen.map(|(_, point)| point).collect();
    let cameras = seen.iter().flat_map(|point| &point.cameras);
    let streams = cameras.flat_map(|camera| &camera.streams);
    let states = streams.filter_map(|stream| {
        let state = hub.gateways.state(&stream.id)?;
        Some((&stream.id, state.as_str()))
    });
    let seen = CamerasJson {
        states: states.collect(),
        points: seen,
    };
    let seen = Prepared::of(&seen)
        .map_err(|_| Problem::unavailable("the cameras cannot be written as JSON"))?;
    Ok(answer(&seen, &headers))
}

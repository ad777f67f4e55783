//! Cameras: which there are, and whether their streams are live.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use domain::{CameraPoint, StreamId};
use serde::Serialize;

use super::settings::answer;
use crate::auth::rights::Ability;
use crate::auth::{Denied, Session};
use crate::config::Right;
use crate::hub::{Hub, Prepared, Reader};
use crate::problem::Problem;

/// The cameras that somebody may see.
#[derive(Serialize)]
struct CamerasJson<'a> {
    points: Vec<&'a CameraPoint>,
    states: BTreeMap<&'a StreamId, &'static str>,
}

/// Goes on only with somebody who may see cameras at all.
pub(super) fn must_see_cameras(session: &Session) -> Result<(), Problem> {
    if session.may(Right::Cameras) {
        return Ok(());
    }
    Err(match session.name {
        None => Denied::Missing.into(),
        Some(_) => Problem::right_missing(
            Ability::Cameras.as_str(),
            "the right 'cameras' is needed to see cameras and their pictures",
        ),
    })
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
    Reader(session): Reader,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    must_see_cameras(&session)?;
    let points = hub.cameras.points().iter().enumerate();
    let seen = points.filter(|(point, _)| hub.cameras.sees(&session, *point));
    let seen = CamerasJson {
        points: seen.map(|(_, point)| point).collect(),
        states: BTreeMap::new(),
    };
    let seen = Prepared::of(&seen)
        .map_err(|_| Problem::unavailable("the cameras cannot be written as JSON"))?;
    Ok(answer(&seen, &headers))
}

//! What a screen reads once: settings, divisions, buildings. Nothing in the first two is secret: they need no token. The settings
//! tell whoever asks with one, or with a session, what that opens.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::auth::Denied;
use crate::config::Right;
use crate::hub::{Hub, Prepared, Reader};
use crate::problem::Problem;

/// The deployment's settings: name, time zone, home view, feeds, platforms, rules, basemap, wall; and under `sees_cameras` whether
/// whoever asks may see cameras, by account, by token, or without either.
#[utoipa::path(
    get,
    path = "/api/v1/deployment",
    tag = "deployment",
    responses(
        (status = 200, description = "the settings a screen reads once", body = serde_json::Value),
        (status = 304, description = "they are as If-None-Match says"),
    ),
    security((), ("token" = []), ("session" = []))
)]
pub(super) async fn deployment(State(hub): State<Arc<Hub>>, headers: HeaderMap) -> Response {
    let reader = hub.reader(&headers).ok();
    answer(hub.deployment.told_to(reader.as_ref()), &headers)
}

/// The deployment's patrol areas, grids, stations, units, named places and lines for orientation.
#[utoipa::path(
    get,
    path = "/api/v1/divisions",
    tag = "deployment",
    responses(
        (status = 200, description = "the divisions and places of the deployment", body = serde_json::Value),
        (status = 304, description = "they are as If-None-Match says"),
    )
)]
pub(super) async fn divisions(State(hub): State<Arc<Hub>>, headers: HeaderMap) -> Response {
    answer(&hub.divisions, &headers)
}

/// The footprints of the deployment's buildings as GeoJSON polygons: `height_metres` (the roof above the ground at its foot),
/// and `name_zh`, `name_en` of those that have one.
#[utoipa::path(
    get,
    path = "/api/v1/buildings",
    tag = "deployment",
    responses(
        (status = 200, description = "a FeatureCollection of polygons", body = serde_json::Value),
        (status = 304, description = "they are as If-None-Match says"),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the token does not open this", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "the deployment has no footprints of buildings", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []), ("session" = []))
)]
pub(super) async fn buildings(
    State(hub): State<Arc<Hub>>,
    Reader(session): Reader,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if !session.may(Right::Read) {
        return Err(Denied::NotEntitled.into());
    }
    let known = hub.buildings.as_ref().ok_or_else(|| {
        Problem::not_found("the deployment has no footprints of buildings (place.buildings)")
    })?;
    Ok(answer(known, &headers))
}

pub(super) fn answer(prepared: &Prepared, headers: &HeaderMap) -> Response {
    let known = headers
        .get(IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok())
        .is_some_and(|known| {
            known
                .split(',')
                .any(|tag| tag.trim().trim_start_matches("W/") == prepared.etag)
        });
    let about = [(ETAG, prepared.etag.as_str()), (CACHE_CONTROL, "no-cache")];
    if known {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    (
        about,
        [(CONTENT_TYPE, "application/json")],
        prepared.json.clone(),
    )
        .into_response()
}

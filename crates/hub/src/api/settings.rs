//! What a screen reads once: settings and divisions. Nothing in them is secret, so no token is needed.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::hub::{Hub, Prepared};

/// The deployment's settings: name, time zone, home view, feeds, platforms, rules, basemap, wall.
#[utoipa::path(
    get,
    path = "/api/v1/deployment",
    tag = "deployment",
    responses(
        (status = 200, description = "the settings a screen reads once", body = serde_json::Value),
        (status = 304, description = "they are as If-None-Match says"),
    )
)]
pub(super) async fn deployment(State(hub): State<Arc<Hub>>, headers: HeaderMap) -> Response {
    answer(&hub.deployment, &headers)
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

fn answer(prepared: &Prepared, headers: &HeaderMap) -> Response {
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

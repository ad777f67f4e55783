//! The interface's own description.

use std::sync::OnceLock;

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{License, OpenApi};

use crate::problem::Problem;

static DOCUMENT: OnceLock<String> = OnceLock::new();

/// Completes a description that was collected from the routes, and keeps it for [`document`].
pub fn described(mut api: OpenApi) -> OpenApi {
    api.info.title = "Furun hub".to_owned();
    api.info.version = env!("CARGO_PKG_VERSION").to_owned();
    api.info.description = Some(
        "What platforms send to a hub, and what others read from it. Errors are problem details (RFC 9457). Times are \
         RFC 3339, positions WGS 84 degrees."
            .to_owned(),
    );
    api.info.contact = None;
    api.info.license = Some(License::new(env!("CARGO_PKG_LICENSE")));
    let components = api.components.get_or_insert_default();
    for (name, whose) in [
        (
            "token",
            "a reader's token ([[tokens]] of the configuration)",
        ),
        (
            "key",
            "a platform's key ([[platforms]] of the configuration)",
        ),
    ] {
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(whose))
            .build();
        components.add_security_scheme(name, SecurityScheme::Http(bearer));
    }
    let cookie = ApiKeyValue::with_description(
        "furun-…",
        "a person's session, from POST /api/v1/session; what changes something needs an Origin of ours, too",
    );
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    DOCUMENT.get_or_init(|| api.to_json().unwrap_or_default());
    api
}

/// This description: OpenAPI 3.1.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    tag = "operation",
    responses((status = 200, description = "OpenAPI 3.1", body = serde_json::Value))
)]
pub async fn document() -> Result<Response, Problem> {
    let document = DOCUMENT
        .get()
        .ok_or_else(|| Problem::unavailable("the description is not ready"))?;
    Ok(([(CONTENT_TYPE, "application/json")], document.as_str()).into_response())
}

//! Every address of the hub, and what stands before all of them: limits, headers, metrics.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{DefaultBodyLimit, MatchedPath, Path, Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN, REFERRER_POLICY, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::app::App;
use crate::clock::uptime;
use crate::config::Config;
use crate::hub::Hub;
use crate::problem::Problem;
use crate::tiles::TileAddress;
use crate::{api, feed, ingest, meters, play};

/// Answers shorter than this are not worth compressing, in bytes.
const WORTH_COMPRESSING: u64 = 1_024;

/// Every address, and their description.
pub fn doors(hub: Arc<Hub>, app: App) -> (Router, OpenApi) {
    let (described, api) = OpenApiRouter::new()
        .merge(api::routes(hub.config.photos.max_bytes))
        .routes(routes!(ingest::statements::statements))
        .routes(routes!(ingest::positions::positions))
        .routes(routes!(feed::open))
        .routes(routes!(play::offer).layer(DefaultBodyLimit::max(play::LARGEST_SDP)))
        .routes(routes!(play::trickle, play::leave).layer(DefaultBodyLimit::max(play::LARGEST_SDP)))
        .routes(routes!(play::segment))
        .routes(routes!(play::fragments))
        .routes(routes!(tile))
        .split_for_parts();
    let api = api::described(api);
    let headers = SecurityHeaders::of(&hub.config);
    let compressed = SizeAbove::new(WORTH_COMPRESSING)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("application/wasm"))
        // Packed already; and a part of a picture must not wait for the next one.
        .and(NotForContentType::const_new("video/"))
        .and(NotForContentType::const_new("audio/"));
    let router = described
        .fallback(move |request: Request| async move {
            let path = request.uri().path();
            let interface = ["/api/", "/ingest/", "/feeds/", "/plays/", "/tiles/"];
            if interface.iter().any(|address| path.starts_with(address)) {
                return Problem::not_found("see /api/v1/openapi.json").into_response();
            }
            app.serve(request).await
        })
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(DefaultBodyLimit::max(hub.config.limits.body_bytes))
        .layer(CompressionLayer::new().compress_when(compressed))
        .layer(from_fn_with_state(Arc::clone(&hub), cross_origin))
        .layer(from_fn_with_state(Arc::clone(&hub), addressed))
        .layer(from_fn_with_state(headers, secured))
        .layer(axum::middleware::from_fn(counted))
        .with_state(hub);
    (router, api)
}

/// A tile of the deployment's basemap, in XYZ order.
#[utoipa::path(
    get,
    path = "/tiles/{z}/{x}/{y}",
    tag = "deployment",
    params(
        ("z" = u8, Path, description = "zoom"),
        ("x" = u32, Path, description = "column"),
        ("y" = u32, Path, description = "row, from the north"),
    ),
    responses(
        (status = 200, description = "a picture"),
        (status = 204, description = "the source has none there"),
        (status = 404, description = "there is no such tile, or no basemap", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "the source cannot give it at the moment", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn tile(
    State(hub): State<Arc<Hub>>,
    place: Result<Path<(String, String, String)>, PathRejection>,
) -> Result<Response, Problem> {
    let address = || {
        let Path((z, x, y)) = place.ok()?;
        TileAddress::new(z.parse().ok()?, x.parse().ok()?, y.parse().ok()?)
    };
    let at = address().ok_or_else(|| Problem::not_found("no such tile"))?;
    let tiles = hub
        .tiles
        .as_ref()
        .ok_or_else(|| Problem::not_found("the deployment has no basemap"))?;
    match tiles.tile(at).await {
        Ok(Some(tile)) => {
            meters::tile("given");
            let about = [
                (CONTENT_TYPE, tile.media_type),
                (CACHE_CONTROL, "private, max-age=604800"),
            ];
            Ok((about, tile.bytes).into_response())
        }
        // Not 404: a browser calls that an error, and nothing is wrong with a picture that ends somewhere.
        Ok(None) => {
            meters::tile("absent");
            let about = [(CACHE_CONTROL, "private, max-age=600")];
            Ok((StatusCode::NO_CONTENT, about).into_response())
        }
        Err(error) => {
            meters::tile("failed");
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "A tile of the basemap could not be had"
            );
            Err(Problem::unavailable(error.to_string()))
        }
    }
}

/// The headers of every answer.
#[derive(Clone)]
struct SecurityHeaders {
    content_security_policy: HeaderValue,
}

impl SecurityHeaders {
    fn of(config: &Config) -> Self {
        let mut connect = "'self'".to_owned();
        for hub in config.feeds.iter().filter_map(|feed| feed.hub.as_deref()) {
            let socket = hub.replacen("http", "ws", 1);
            connect.push_str(&format!(" {hub} {socket}"));
        }
        // wasm-unsafe-eval: without it no WebAssembly is compiled. blob: workers: MapLibre's own, should it fall back to one.
        // style-src-attr: widgets set sizes and positions in place; style sheets are files.
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self'; \
             style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; \
             manifest-src 'self'; connect-src {connect}; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
        );
        Self {
            content_security_policy: HeaderValue::from_str(&policy)
                .unwrap_or(HeaderValue::from_static("default-src 'none'")),
        }
    }
}

async fn secured(State(headers): State<SecurityHeaders>, request: Request, next: Next) -> Response {
    let is_interface = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let all = response.headers_mut();
    all.insert(CONTENT_SECURITY_POLICY, headers.content_security_policy);
    all.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    all.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    all.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    all.insert(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), microphone=(), geolocation=(self)"),
    );
    if is_interface && !all.contains_key(CACHE_CONTROL) {
        all.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// On this machine's own address, answers only to its own names and to those on the list: otherwise any page could give its
/// own name this machine's address, and read as one of ours (DNS rebinding).
async fn addressed(State(hub): State<Arc<Hub>>, request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(HOST)
        .map(|host| host.to_str().unwrap_or("?"));
    match host {
        Some(host)
            if hub.config.server.address.is_loopback()
                && !is_ours(host, &hub.config.server.origins) =>
        {
            Problem::misdirected(host).into_response()
        }
        _ => next.run(request).await,
    }
}

/// An address in numbers, which no name can stand for, this machine's own name, or one on the list.
fn is_ours(host: &str, origins: &[String]) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let number = name.trim_start_matches('[').trim_end_matches(']');
    let listed = |origin: &String| {
        origin
            .split_once("://")
            .is_some_and(|(_, authority)| authority == host)
    };
    name.eq_ignore_ascii_case("localhost")
        || number.parse::<IpAddr>().is_ok()
        || origins.iter().any(listed)
}

/// Lets pages of the origins on the list read from this hub and, with their cookie, command: a screen that works with two
/// hubs is served by one of them. An origin is never answered with `*`, and one that is not on the list with nothing.
async fn cross_origin(State(hub): State<Arc<Hub>>, request: Request, next: Next) -> Response {
    let origin = request.headers().get(ORIGIN).cloned();
    let welcome = origin.filter(|origin| {
        let listed = hub.config.server.origins.iter();
        listed
            .into_iter()
            .any(|welcome| welcome.as_bytes() == origin.as_bytes())
    });
    let Some(origin) = welcome else {
        return next.run(request).await;
    };
    let asks_first = request.method() == Method::OPTIONS;
    let mut response = if asks_first {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(
        ACCESS_CONTROL_ALLOW_CREDENTIALS,
        HeaderValue::from_static("true"),
    );
    headers.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("retry-after, etag, location, accept-patch"),
    );
    headers.append(VARY, HeaderValue::from_static("origin"));
    if asks_first {
        headers.insert(
            ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("authorization, content-type, idempotency-key"),
        );
        headers.insert(
            ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE"),
        );
        headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    }
    response
}

/// Counts requests by their route, never by their address: addresses are without number.
async fn counted(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|route| route.as_str().to_owned());
    let started = uptime();
    let response = next.run(request).await;
    let route = route.as_deref().unwrap_or("app");
    meters::http(route, response.status().as_u16(), uptime() - started);
    response
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn a_name_that_somebody_else_gave_this_machine_is_not_ours() {
        let listed = ["https://wall.example".to_owned()];
        let check = |host: &str, ours: bool| assert_eq!(is_ours(host, &listed), ours, "{host}");
        check("127.0.0.1:8080", true);
        check("[::1]:8080", true);
        check("[::1]", true);
        check("localhost", true);
        check("localhost:8080", true);
        check("wall.example", true);
        check("evil.example:8080", false);
        check("127.0.0.1.evil.example", false);
        check("localhost.evil.example", false);
        check("?", false);
    }
}

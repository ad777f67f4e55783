//! Whether the hub is well, and what it counts.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::hub::{Hub, Reader};
use crate::meters;
use crate::problem::Problem;

/// Whether the hub is well.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Health {
    /// "ok" when every network takes reports, "failing" otherwise.
    status: &'static str,
    /// The release.
    version: &'static str,
    /// Each network that this hub serves.
    networks: Vec<NetworkHealth>,
}

/// Whether one network is well.
#[derive(Debug, Serialize, ToSchema)]
struct NetworkHealth {
    /// Which network.
    network: &'static str,
    /// Whether it takes reports, and its log keeps them.
    open: bool,
    /// The last event that is durable.
    through: u64,
    /// Incidents in the picture.
    incidents: usize,
}

/// Whether the hub is well. It answers only when every log has been folded.
#[utoipa::path(
    get,
    path = "/api/v1/health",
    tag = "operation",
    responses(
        (status = 200, description = "every network takes reports", body = Health),
        (status = 503, description = "at least one does not", body = Health),
    )
)]
pub(super) async fn health(State(hub): State<Arc<Hub>>) -> (StatusCode, Json<Health>) {
    let networks: Vec<NetworkHealth> = hub
        .lines
        .values()
        .map(|line| {
            let picture = line.picture();
            NetworkHealth {
                network: line.network().as_str(),
                open: line.keeps_reports(),
                through: picture.through().0,
                incidents: picture.world().len(),
            }
        })
        .collect();
    let well = networks.iter().all(|network| network.open);
    let (code, status) = if well {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "failing")
    };
    let version = env!("CARGO_PKG_VERSION");
    (
        code,
        Json(Health {
            status,
            version,
            networks,
        }),
    )
}

/// What the hub counts, in Prometheus' text format.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "operation",
    responses(
        (status = 200, description = "counters, gauges and histograms", body = String, content_type = "text/plain"),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []))
)]
pub(super) async fn metrics(_: Reader) -> Response {
    let recorder = meters::recorder();
    recorder.run_upkeep();
    let text = recorder.render();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}

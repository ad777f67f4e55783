//! Whether the hub is well, and what it counts.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Network;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::Denied;
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
    /// The last event that is durable; only for those who may read the network.
    #[serde(skip_serializing_if = "Option::is_none")]
    through: Option<u64>,
    /// Incidents in the picture that the reader sees; likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    incidents: Option<usize>,
}

/// Whether the hub is well. It answers only when every log has been folded.
#[utoipa::path(
    get,
    path = "/api/v1/health",
    tag = "operation",
    responses(
        (status = 200, description = "every network takes reports", body = Health),
        (status = 503, description = "at least one does not", body = Health),
    ),
    security((), ("token" = []))
)]
pub(super) async fn health(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
) -> (StatusCode, Json<Health>) {
    // Whoever asks is told whether the hub is well, also a stranger; how much happens is for those who may read it.
    let session = hub.reader(&headers).ok();
    let networks: Vec<NetworkHealth> = hub
        .lines
        .values()
        .map(|line| {
            let view = session
                .as_ref()
                .and_then(|session| session.view(line.network()));
            let counted = view.map(|view| {
                let picture = line.picture();
                // Most who ask see all of them, and need no counting.
                let incidents = match view.areas() {
                    None => picture.world().len(),
                    Some(_) => picture.seen_by(view).count(),
                };
                (picture.through().0, incidents)
            });
            NetworkHealth {
                network: line.network().as_str(),
                open: line.keeps_reports(),
                through: counted.map(|(through, _)| through),
                incidents: counted.map(|(_, incidents)| incidents),
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
        (status = 403, description = "the token does not see all of every network, and the counters are of all", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []))
)]
pub(super) async fn metrics(
    State(hub): State<Arc<Hub>>,
    Reader(session): Reader,
) -> Result<Response, Problem> {
    let sees_all = |network: &Network| {
        let view = session.view(*network);
        view.is_some_and(|view| view.areas().is_none())
    };
    if !hub.lines.keys().all(sees_all) {
        return Err(Denied::NotEntitled.into());
    }
    let recorder = meters::recorder();
    recorder.run_upkeep();
    let text = recorder.render();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}

//! Where units are.
#![expect(
    unused_qualifications,
    reason = "utoipa writes the parameters' type with its path"
)]

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use domain::{Network, Timestamp, UnitId, UnitPosition};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::moment;
use super::params::Params;
use crate::hub::{Hub, Reader};
use crate::log::LogError;
use crate::problem::Problem;

/// The most samples of one answer.
const LONGEST_TRACK: usize = 10_000;

/// Where units were last.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Units {
    /// Samples, each with its unit.
    positions: Vec<UnitSample>,
}

/// Where a unit was.
#[derive(Debug, Serialize, ToSchema)]
struct UnitSample {
    /// The network that knows it.
    network: &'static str,
    /// Its call sign.
    unit: String,
    /// Degrees east of Greenwich, WGS 84.
    lon: f64,
    /// Degrees north of the equator, WGS 84.
    lat: f64,
    /// Degrees clockwise from north.
    heading: Option<f32>,
    /// When.
    sampled_at: String,
}

/// Where units were last.
#[utoipa::path(
    get,
    path = "/api/v1/positions",
    tag = "units",
    responses(
        (status = 200, description = "the latest sample of every unit that the token may see", body = Units),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []))
)]
pub(super) async fn positions(State(hub): State<Arc<Hub>>, Reader(session): Reader) -> Json<Units> {
    let lines = hub.lines.values();
    let seen = lines.filter_map(|line| Some((line, session.view(line.network())?)));
    let positions = seen.flat_map(|(line, view)| {
        let network = line.network();
        let samples = line.positions_seen_by(view).into_iter();
        samples.map(move |sample| written(network, &sample))
    });
    Json(Units {
        positions: positions.collect(),
    })
}

/// Which part of a track.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TrackQuery {
    /// From this moment on: RFC 3339, or milliseconds since 1970; everything that is kept when absent.
    since: Option<String>,
}

/// Where a unit was, in order. How long that is kept is `retention.positions_hours`.
#[utoipa::path(
    get,
    path = "/api/v1/positions/{network}/{unit}",
    tag = "units",
    params(
        ("network" = String, Path, description = "police, government or internet"),
        ("unit" = String, Path, description = "its call sign"),
        TrackQuery,
    ),
    responses(
        (status = 200, description = "at most 10,000 samples that the token may see", body = Units),
        (status = 400, description = "a parameter is wrong", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "this hub does not serve the network, or not for this token", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []))
)]
pub(super) async fn track(
    State(hub): State<Arc<Hub>>,
    Reader(session): Reader,
    path: Result<Path<(String, String)>, PathRejection>,
    Params(query): Params<TrackQuery>,
) -> Result<Json<Units>, Problem> {
    let Path((network, unit)) = path.map_err(|_| Problem::not_found("no such unit"))?;
    let line = Arc::clone(hub.line(&network)?);
    let view = session.view(line.network()).cloned();
    let view = view.ok_or_else(|| Problem::not_found("no such network for this token"))?;
    let unit = UnitId::try_from(unit.as_str())
        .map_err(|error| Problem::invalid_parameter("unit", error.to_string()))?;
    let since = moment::since(query.since.as_deref())?.unwrap_or(Timestamp(i64::MIN));
    let read = tokio::task::spawn_blocking(move || {
        let track = line.track(&view, &unit, since, LONGEST_TRACK)?;
        Ok::<_, LogError>(
            track
                .iter()
                .map(|sample| written(line.network(), sample))
                .collect(),
        )
    });
    let read = read
        .await
        .map_err(|_| Problem::unavailable("the log could not be read"))?;
    Ok(Json(Units { positions: read? }))
}

fn written(network: Network, sample: &UnitPosition) -> UnitSample {
    UnitSample {
        network: network.as_str(),
        unit: sample.unit.to_string(),
        lon: sample.position.lon(),
        lat: sample.position.lat(),
        heading: sample.heading_degrees,
        sampled_at: moment::written(sample.sampled_at),
    }
}

//! The deployment's clock.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use bytes::Bytes;
use domain::Timestamp;
use protocol::DeploymentClock;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::moment;
use crate::clock::{ClockMode, ClockRefusal};
use crate::hub::{Hub, bearer};
use crate::problem::Problem;

/// What time it is in the deployment.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ClockReading {
    /// Now, RFC 3339 in UTC.
    now: String,
    /// Now, in milliseconds since 1970.
    now_ms: i64,
    /// How many times faster than the system's clock it runs.
    rate: f64,
    /// When the deployment's today began: midnight in its time zone.
    day_started_at: String,
    /// The deployment's time zone.
    time_zone: String,
    /// "system", or "replay" when a replay may set it.
    mode: &'static str,
}

/// What time it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ClockSetting {
    /// Now: RFC 3339 with offset, or whole milliseconds since 1970.
    #[schema(value_type = String, example = "2016-07-01T08:00:00-07:00")]
    now: Moment,
    /// How many times faster than the system's clock it is to run, 1 to 600.
    #[serde(default = "real_time")]
    rate: f64,
}

const fn real_time() -> f64 {
    1.0
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Moment {
    Millis(i64),
    Text(String),
}

/// What time it is in the deployment.
#[utoipa::path(
    get,
    path = "/api/v1/clock",
    tag = "deployment",
    responses((status = 200, description = "the deployment's clock", body = ClockReading))
)]
pub(super) async fn read(State(hub): State<Arc<Hub>>) -> Json<ClockReading> {
    Json(written(&hub, hub.clock.reading()))
}

/// Sets the deployment's clock, as a replay does. Every screen is told at once.
#[utoipa::path(
    put,
    path = "/api/v1/clock",
    tag = "deployment",
    request_body = ClockSetting,
    responses(
        (status = 200, description = "the clock as it runs now", body = ClockReading),
        (status = 400, description = "the body cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "a token with the right \"clock\" is needed", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the token has no such right", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "the deployment runs on the system's clock", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "the moment or the rate is wrong", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []), ("key" = []))
)]
pub(super) async fn set(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<ClockReading>, Problem> {
    hub.access.may_set_clock(bearer(&headers))?;
    if hub.clock.mode() == ClockMode::System {
        return Err(Problem::conflict(ClockRefusal::SystemOnly.to_string()));
    }
    let body = body.map_err(|_| Problem::malformed_body("the body broke off or is too long"))?;
    let setting: ClockSetting = serde_json::from_slice(&body).map_err(|error| {
        Problem::malformed_body(format!("{error}; expected {{\"now\": …, \"rate\": …}}"))
    })?;
    let now = match &setting.now {
        Moment::Millis(millis) => Some(Timestamp(*millis)),
        Moment::Text(text) => moment::read(text),
    };
    let now = now.ok_or_else(|| {
        Problem::invalid_field(
            "/now",
            "must be RFC 3339 with offset, or whole milliseconds since 1970",
        )
    })?;
    let reading = hub
        .clock
        .set(now, setting.rate)
        .map_err(|refusal| match refusal {
            ClockRefusal::SystemOnly => Problem::conflict(refusal.to_string()),
            ClockRefusal::Rate(_) => Problem::invalid_field("/rate", refusal.to_string()),
        })?;
    for line in hub.lines.values() {
        line.tell_the_time();
    }
    tracing::info!(
        now = moment::written(reading.now),
        rate = reading.rate,
        "The deployment's clock is set"
    );
    Ok(Json(written(&hub, reading)))
}

fn written(hub: &Hub, reading: DeploymentClock) -> ClockReading {
    ClockReading {
        now: moment::written(reading.now),
        now_ms: reading.now.0,
        rate: reading.rate,
        day_started_at: moment::written(reading.day_started_at),
        time_zone: hub.config.time_zone.0.name().to_owned(),
        mode: hub.clock.mode().as_str(),
    }
}

//! Plays: a token for one stream, for whoever may see its camera.
#![expect(
    unused_qualifications,
    reason = "utoipa writes the parameters' type with its path"
)]

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::{Codec, Millis, StreamId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::moment;
use super::params::Params;
use crate::clock::{system_now, uptime};
use crate::gateway::Transport;
use crate::hub::{Hub, Viewer};
use crate::people;
use crate::plays::{PlayRefusal, UNUSED_FOR};
use crate::problem::Problem;

/// A play that has begun.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlayJson {
    /// When it is over unless it is used, by the machine's clock. One that is used goes on with its session.
    expires_at: String,
    /// When what was recorded begins: as asked, or as soon after as there is anything. Only with `from`.
    #[serde(skip_serializing_if = "Option::is_none")]
    begins_at: Option<String>,
    /// How it can be played, the fastest first.
    offers: Vec<Offer>,
}

/// A way to play it.
#[derive(Debug, Serialize, ToSchema)]
struct Offer {
    /// "whep", "fmp4" or "hls".
    transport: &'static str,
    /// "h264" or "h265": what the gateway says, else what the catalogue does.
    codec: &'static str,
    /// Where, on this hub.
    #[schema(example = "/plays/7f3c…/whep")]
    address: String,
}

/// From when.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PlayQuery {
    /// What was recorded from this moment on, for an hour: RFC 3339, or milliseconds since 1970; live when absent.
    from: Option<String>,
}

/// Begins to play a stream: a token for this stream and this session, over after a minute unless it is used.
#[utoipa::path(
    post,
    path = "/api/v1/streams/{stream}/plays",
    tag = "cameras",
    params(
        ("stream" = String, Path, description = "its id, from GET /api/v1/cameras"),
        PlayQuery,
    ),
    responses(
        (status = 201, description = "it can be played", body = PlayJson),
        (status = 400, description = "`from` is no moment of the past", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the right \"cameras\" is missing; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such stream for this session, or no gateway serves it, or nothing was recorded then", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "the session plays as many as it may", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "the gateway is away, or has no picture of it", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []), ("session" = []))
)]
pub(super) async fn begin(
    State(hub): State<Arc<Hub>>,
    viewer: Viewer,
    path: Result<Path<String>, PathRejection>,
    Params(query): Params<PlayQuery>,
) -> Result<(StatusCode, Json<PlayJson>), Problem> {
    let none = || Problem::not_found("there is no such stream, or not for this session");
    let Path(id) = path.map_err(|_| none())?;
    let id = StreamId::try_from(id.as_str()).map_err(|_| none())?;
    let (_, stream) = hub.cameras.stream(&viewer.session, &id).ok_or_else(none)?;
    let from = moment::parameter("from", query.from.as_deref())?;
    let now = system_now();
    let (playable, begins_at) = match from {
        None => (hub.gateways.play(&id).await?, None),
        Some(from) if from < now => {
            let (playable, begins_at) = hub.gateways.play_from(&id, from, now).await?;
            (playable, Some(begins_at))
        }
        Some(_) => {
            return Err(Problem::invalid_parameter(
                "from",
                "nothing is recorded yet of then",
            ));
        }
    };
    let codec = match playable.codec.unwrap_or(stream.codec) {
        Codec::H264 => "h264",
        Codec::H265 => "h265",
    };
    let transports = playable.transports().to_vec();
    let begun = hub
        .plays
        .begin(viewer.owner, id, playable, people::secret()?, uptime());
    let begun = begun.map_err(|refusal| match refusal {
        PlayRefusal::TooMany(_) => Problem::too_many_plays(refusal.to_string()),
        PlayRefusal::TooManyOfAll(_) => Problem::unavailable(refusal.to_string()),
    })?;
    for ended in begun.ended {
        tokio::spawn(ended.told());
    }
    let offer = |transport: Transport| {
        let word = transport.as_str();
        let rest = match transport {
            Transport::Hls => "hls/index.m3u8",
            Transport::Whep | Transport::Fmp4 => word,
        };
        Offer {
            transport: word,
            codec,
            address: format!("/plays/{}/{rest}", begun.token),
        }
    };
    let expires_at = now + Millis(UNUSED_FOR.as_millis() as i64);
    let play = PlayJson {
        expires_at: moment::written(expires_at),
        begins_at: begins_at.map(moment::written),
        offers: transports.into_iter().map(offer).collect(),
    };
    Ok((StatusCode::CREATED, Json(play)))
}

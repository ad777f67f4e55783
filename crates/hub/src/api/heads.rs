//! Heads of cameras: what one can do, who holds it, where it is to look, and where it says that it looks.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::{CameraId, Millis, Network, Timestamp};
use protocol::{CloseCode, TELEMETRY_PROTOCOL};
use serde::Serialize;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{MissedTickBehavior, timeout};
use utoipa::ToSchema;

use super::{body, moment};
use crate::audit::{Entry, What};
use crate::auth::Session;
use crate::auth::rights::Ability;
use crate::clock::{system_now, uptime};
use crate::heads::{Abilities, Hold, HoldRefusal, Move, Reading};
use crate::hub::{Hub, Signed, Viewer, hang_up, is_welcome, stops};
use crate::plays::Owner;
use crate::problem::Problem;

/// How often it is looked whether a head has told anything.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How often a head that stands is told of all the same.
const AT_LEAST_EVERY: Duration = Duration::from_secs(1);
/// How often it is looked whether the person is still signed in.
const LOOK_AT_SESSION_EVERY: Duration = Duration::from_secs(5);
/// How long a screen may take to take a reading.
const TAKEN_WITHIN: Duration = Duration::from_secs(10);
/// What a screen may say: nothing but that it goes.
const LARGEST_MESSAGE: usize = 1024;

/// Who holds a head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct HolderJson {
    /// What that person is called; `null` for who may not see accounts.
    #[schema(value_type = Option<String>)]
    name: Option<Arc<str>>,
    /// Until when, by the machine's clock, unless it is held on.
    until: String,
}

impl HolderJson {
    fn of(hub: &Hub, session: &Session, hold: &Hold) -> Self {
        let left = hold.until.saturating_sub(uptime());
        let until = system_now() + Millis(left.as_millis() as i64);
        Self {
            name: session
                .shows_accounts()
                .then(|| hub.people.name(&hold.person)),
            until: moment::written(until),
        }
    }
}

/// A head.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HeadJson {
    #[serde(flatten)]
    abilities: Abilities,
    /// Who holds it; `null` for nobody.
    holder: Option<HolderJson>,
}

fn none() -> Problem {
    Problem::not_found("there is no such camera that can be turned, or not for this session")
}

/// A camera that the session sees and that something turns from here.
fn turned(
    hub: &Hub,
    session: &Session,
    path: Result<Path<String>, PathRejection>,
) -> Result<(CameraId, Abilities, Option<Network>), Problem> {
    let Path(id) = path.map_err(|_| none())?;
    let id = CameraId::try_from(id.as_str()).map_err(|_| none())?;
    let seen = hub.cameras.camera(session, &id).ok_or_else(none)?;
    let abilities = hub.heads.abilities(&id).ok_or_else(none)?;
    Ok((id, abilities, seen.network))
}

/// Somebody who may steer, and a camera that can be.
fn steered(
    hub: &Hub,
    signed: &Signed,
    path: Result<Path<String>, PathRejection>,
) -> Result<(CameraId, Option<Network>), Problem> {
    signed.must(Ability::Steer)?;
    let session = Session::of(&signed.person);
    let (id, _, network) = turned(hub, &session, path)?;
    Ok((id, network))
}

fn held(hub: &Hub, signed: &Signed, refusal: HoldRefusal) -> Problem {
    match refusal {
        HoldRefusal::Held(hold) => {
            let holder = HolderJson::of(hub, &Session::of(&signed.person), &hold);
            let name = holder.name.as_deref().unwrap_or("somebody else");
            Problem::refused("held", format!("{name} holds it until {}", holder.until))
        }
        HoldRefusal::NotHeld => Problem::refused("not_held", refusal.to_string()),
    }
}

fn entry(signed: &Signed, what: What, network: Option<Network>, about: String) -> Entry {
    Entry {
        network,
        ..signed.entry(what).about(about)
    }
}

/// What a camera's head can do, and who holds it.
#[utoipa::path(
    get,
    path = "/api/v1/cameras/{camera}/head",
    tag = "cameras",
    params(("camera" = String, Path, description = "its id, from GET /api/v1/cameras")),
    responses(
        (status = 200, description = "the head", body = HeadJson),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the right \"cameras\" is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such camera for this session, or nothing turns it from here", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []), ("session" = []))
)]
pub(super) async fn read(
    State(hub): State<Arc<Hub>>,
    viewer: Viewer,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<HeadJson>, Problem> {
    let (id, abilities, _) = turned(&hub, &viewer.session, path)?;
    let hold = hub.heads.holds.of(&id, uptime());
    let holder = hold.map(|hold| HolderJson::of(&hub, &viewer.session, &hold));
    Ok(Json(HeadJson { abilities, holder }))
}

/// Takes a head, or holds it on: for half a minute, or until one lets it go.
#[utoipa::path(
    post,
    path = "/api/v1/cameras/{camera}/hold",
    tag = "cameras",
    params(("camera" = String, Path, description = "its id, from GET /api/v1/cameras")),
    responses(
        (status = 200, description = "it is held", body = HolderJson),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"steer\"; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such camera for this session, or nothing turns it from here", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`held`: somebody else holds it, `detail` says who", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn hold(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<HolderJson>, Problem> {
    let (id, network) = steered(&hub, &signed, path)?;
    let taken = hub
        .heads
        .holds
        .take(&id, &signed.person.id, signed.key(), uptime());
    let (was_own, hold) = taken.map_err(|refusal| held(&hub, &signed, refusal))?;
    if !was_own {
        hub.note(&entry(&signed, What::HeadTaken, network, id.to_string()))?;
    }
    Ok(Json(HolderJson::of(
        &hub,
        &Session::of(&signed.person),
        &hold,
    )))
}

/// Lets go of a head.
#[utoipa::path(
    delete,
    path = "/api/v1/cameras/{camera}/hold",
    tag = "cameras",
    params(("camera" = String, Path, description = "its id, from GET /api/v1/cameras")),
    responses(
        (status = 204, description = "one does not hold it, any more"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"steer\"; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such camera for this session, or nothing turns it from here", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn release(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let (id, network) = steered(&hub, &signed, path)?;
    if hub.heads.holds.release(&id, &signed.person.id, uptime()) {
        hub.note(&entry(&signed, What::HeadReleased, network, id.to_string()))?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Turns and zooms a camera whose head one holds, and holds it on.
#[utoipa::path(
    post,
    path = "/api/v1/cameras/{camera}/moves",
    tag = "cameras",
    params(("camera" = String, Path, description = "its id, from GET /api/v1/cameras")),
    request_body = Move,
    responses(
        (status = 202, description = "the move has begun"),
        (status = 400, description = "the body cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"steer\"; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such camera for this session, or nothing turns it from here", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`held`: somebody else holds it; `not_held`: take it first; `not_able`: the head cannot", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "the move is none", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "too many moves; Retry-After says when to come back", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "the gateway did not take it", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn begin(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<String>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    let (id, network) = steered(&hub, &signed, path)?;
    let wanted: Move = body::read(body)?;
    wanted
        .check()
        .map_err(|(pointer, why)| Problem::invalid_field(pointer, why))?;
    let held_on = hub
        .heads
        .holds
        .hold_on(&id, &signed.person.id, signed.key(), uptime());
    held_on.map_err(|refusal| held(&hub, &signed, refusal))?;
    let begun = hub.heads.begin(&id, &wanted, uptime()).await;
    let noted = entry(
        &signed,
        What::HeadMoved,
        network,
        format!("{id}: {}", wanted.words()),
    );
    hub.note(&Entry {
        outcome: begun.as_ref().err().map(ToString::to_string),
        ..noted
    })?;
    begun?;
    Ok(StatusCode::ACCEPTED)
}

/// Where a camera's head says that it looks and who holds it, as a WebSocket of JSON texts:
/// `{"at": 1795443000000, "pan_degrees": 12.3, "tilt_degrees": -4.5, "zoom": 2.0}` whenever that changes and once a second, and
/// `{"holder": {"name": "…", "until": "…"}}` or `{"holder": null}` at first and whenever that does, and `{"moved_at": 1795443000000}`
/// when it was told to move: from then on it may be elsewhere than it says.
/// A page, which has no headers of its own there, may say its token as a subprotocol: it offers `furun.telemetry.v1`, which is taken,
/// and `furun.token.` followed by the token's bytes in hexadecimal.
#[utoipa::path(
    get,
    path = "/api/v1/cameras/{camera}/telemetry",
    tag = "cameras",
    params(("camera" = String, Path, description = "its id, from GET /api/v1/cameras")),
    responses(
        (status = 101, description = "the connection is a WebSocket now; see docs/cameras.md"),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the right \"cameras\" is missing, or the page is of another origin", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such camera for this session, or nothing turns it from here", body = Problem, content_type = "application/problem+json"),
        (status = 426, description = "the request was no WebSocket's", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "too many connections", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []), ("session" = []))
)]
pub(super) async fn telemetry(
    State(hub): State<Arc<Hub>>,
    viewer: Viewer,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let (id, _, _) = turned(&hub, &viewer.session, path)?;
    let upgrade = upgrade.map_err(|_| Problem::upgrade_required())?;
    if !is_welcome(&headers, &hub.config.server.origins) {
        return Err(Problem::foreign_origin());
    }
    let permit = hub.camera_connection()?;
    Ok(upgrade
        .protocols([TELEMETRY_PROTOCOL])
        .max_message_size(LARGEST_MESSAGE)
        .max_frame_size(LARGEST_MESSAGE)
        .on_upgrade(move |socket| serve(socket, hub, viewer, id, permit))
        .into_response())
}

/// A reading, as a screen is told it.
#[derive(Serialize)]
struct ReadingJson {
    /// When the head said it, in milliseconds since 1970, by the machine's clock.
    at: Timestamp,
    pan_degrees: f64,
    tilt_degrees: f64,
    zoom: f64,
}

impl ReadingJson {
    fn of(reading: Reading) -> Self {
        Self {
            at: wall_clock(reading.at),
            pan_degrees: reading.aim.pan_degrees,
            tilt_degrees: reading.aim.tilt_degrees,
            zoom: reading.aim.zoom,
        }
    }
}

/// A moment of the process's clock by the machine's.
fn wall_clock(at: Duration) -> Timestamp {
    let ago = uptime().saturating_sub(at);
    system_now() - Millis(ago.as_millis() as i64)
}

async fn serve(
    mut socket: WebSocket,
    hub: Arc<Hub>,
    viewer: Viewer,
    id: CameraId,
    permit: OwnedSemaphorePermit,
) {
    let telling = Telling {
        hub: &hub,
        viewer: &viewer,
        id: &id,
    };
    if let Some(code) = telling.tell(&mut socket).await {
        let reason = Utf8Bytes::from_static("");
        let code = code.number();
        let goodbye = socket.send(Message::Close(Some(CloseFrame { code, reason })));
        // A screen that does not listen loses the reason, and nothing else.
        let _ = timeout(TAKEN_WITHIN, goodbye).await;
    }
    hang_up(&mut socket).await;
    drop(permit);
}

/// What a screen is told of a head.
struct Telling<'a> {
    hub: &'a Hub,
    viewer: &'a Viewer,
    id: &'a CameraId,
}

impl Telling<'_> {
    /// Tells until the screen goes, which needs no word, or there is a reason to end.
    async fn tell(&self, socket: &mut WebSocket) -> Option<CloseCode> {
        let (hub, owner): (_, &Owner) = (self.hub, &self.viewer.owner);
        let mut stopping = hub.stopping.clone();
        let mut endings = hub.people.endings();
        let mut look = tokio::time::interval(LOOK_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut look_at_session = tokio::time::interval(LOOK_AT_SESSION_EVERY);
        let mut told: Option<Reading> = None;
        let mut moved = hub.heads.moved_at(self.id);
        let mut holder: Option<Option<Hold>> = None;
        loop {
            tokio::select! {
                () = stops(&mut stopping) => return Some(CloseCode::Restart),
                _ = endings.changed() => if !hub.is_alive(owner) {
                    return Some(CloseCode::Unauthorised);
                },
                // Whoever watches is not idle.
                _ = look_at_session.tick() => if !hub.use_session(owner) {
                    return Some(CloseCode::Unauthorised);
                },
                said = socket.recv() => match said {
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                    Some(Ok(_)) => {}
                },
                _ = look.tick() => {
                    let now = uptime();
                    let held = hub.heads.holds.of(self.id, now);
                    if holder.as_ref() != Some(&held) {
                        let named = held.as_ref();
                        let named = named.map(|hold| HolderJson::of(hub, &self.viewer.session, hold));
                        send(socket, &serde_json::json!({ "holder": named })).await?;
                        holder = Some(held);
                    }
                    let now_moved = hub.heads.moved_at(self.id);
                    if let Some(moved_at) = now_moved.filter(|_| now_moved != moved) {
                        let at = wall_clock(moved_at);
                        send(socket, &serde_json::json!({ "moved_at": at })).await?;
                        moved = now_moved;
                    }
                    let Some(reading) = hub.heads.reading(self.id, now) else { continue };
                    let is_news = told.is_none_or(|told| {
                        reading.at >= told.at + AT_LEAST_EVERY
                            || (reading.at > told.at && reading.aim != told.aim)
                    });
                    if is_news {
                        send(socket, &ReadingJson::of(reading)).await?;
                        told = Some(reading);
                    }
                }
            }
        }
    }
}

/// Sends; `None` when the screen has gone or takes nothing.
async fn send(socket: &mut WebSocket, what: &impl Serialize) -> Option<()> {
    let text = serde_json::to_string(what).ok()?;
    let sent = timeout(TAKEN_WITHIN, socket.send(Message::Text(text.into()))).await;
    sent.ok()?.ok()
}

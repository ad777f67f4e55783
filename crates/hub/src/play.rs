//! The doors of a play: what a token opens is passed on from the gateway, and nothing of where that is.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use protocol::{CloseCode, FRAGMENTS_PROTOCOL};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{MissedTickBehavior, timeout};

use crate::clock::{system_now, uptime};
use crate::gateway::{
    Fragments, GatewayError, Part, Passed, Pieces, Playable, is_plain, rewritten,
};
use crate::hub::{Hub, Viewer, hang_up, is_welcome, stops};
use crate::meters;
use crate::plays::{Connected, Owner};
use crate::problem::Problem;

/// The largest session description, in bytes.
pub const LARGEST_SDP: usize = 64 * 1024;
/// The largest playlist, in bytes.
const LARGEST_PLAYLIST: usize = 2 * 1024 * 1024;
/// The largest segment, in bytes.
const LARGEST_SEGMENT: usize = 128 * 1024 * 1024;
/// How long the next piece of a body may take.
const PIECE_WITHIN: Duration = Duration::from_secs(15);
/// How long a screen may take to take a part.
const TAKEN_WITHIN: Duration = Duration::from_secs(10);
/// How long a gateway may send nothing of a stream.
const SILENT_FOR: Duration = Duration::from_secs(20);
/// "Normal closure" (RFC 6455, 7.4.1).
const NORMAL: u16 = 1000;
/// "Try again later" (IANA's registry of WebSocket close codes).
const TRY_AGAIN: u16 = 1013;
/// How much sooner a part of a recording is sent than it is to be seen.
const SENT_AHEAD: Duration = Duration::from_secs(5);
/// How often it is looked whether the play goes on.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// What a screen may say: nothing but that it goes.
const LARGEST_MESSAGE: usize = 1024;
/// The longest name of a segment, with its folders, in bytes.
const LONGEST_NAME: usize = 512;
/// The longest question behind it, in bytes.
const LONGEST_QUESTION: usize = 1024;

fn over() -> Problem {
    Problem::not_found("there is no such play, or it is over: ask for another one")
}

/// What a token plays, for the session that asked for it.
fn playing(hub: &Hub, viewer: &Viewer, token: &str) -> Result<Playable, Problem> {
    let playing = hub.plays.playing(token, &viewer.owner, uptime());
    let (stream, playable) = playing.ok_or_else(over)?;
    // Rights may have been taken away since.
    let seen = hub.cameras.stream(&viewer.session, &stream);
    seen.map(|_| playable).ok_or_else(over)
}

fn body_of(body: Result<Bytes, BytesRejection>) -> Result<Bytes, Problem> {
    body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::too_large(format!("at most {LARGEST_SDP} bytes are taken"))
        }
        _ => Problem::malformed_body("the body broke off"),
    })
}

fn must_be(headers: &HeaderMap, media_type: &'static str) -> Result<(), Problem> {
    let said = headers
        .get(CONTENT_TYPE)
        .and_then(|said| said.to_str().ok());
    let said = said.and_then(|said| said.split(';').next()).map(str::trim);
    if said.is_some_and(|said| said.eq_ignore_ascii_case(media_type)) {
        return Ok(());
    }
    Err(Problem::unsupported_media(format!(
        "send Content-Type: {media_type}"
    )))
}

/// Begins to play by WebRTC: WHEP (IETF draft-ietf-wish-whep). The picture itself comes from the gateway, not through the hub.
#[utoipa::path(
    post,
    path = "/plays/{token}/whep",
    tag = "cameras",
    params(("token" = String, Path, description = "of POST /api/v1/streams/{stream}/plays")),
    request_body(content = String, content_type = "application/sdp", description = "the offer"),
    responses(
        (status = 201, description = "the answer; Location is where candidates are told and the session is ended", body = String, content_type = "application/sdp"),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the right \"cameras\" is missing; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such play of this session, or it is over", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "the offer is too long", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be an offer", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "the gateway is away, or has no picture", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []), ("session" = []))
)]
pub async fn offer(
    State(hub): State<Arc<Hub>>,
    viewer: Viewer,
    token: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let Path(token) = token.map_err(|_| over())?;
    let playable = playing(&hub, &viewer, &token)?;
    must_be(&headers, "application/sdp")?;
    let offer = body_of(body)?;
    if !offer.starts_with(b"v=0") {
        return Err(Problem::malformed_body(
            "the body is no session description (SDP)",
        ));
    }
    let answered = playable.answer(offer).await?;
    let trickles = answered.resource.is_some();
    let (number, ended) = hub
        .plays
        .keep(&token, &viewer.owner, uptime(), answered.resource);
    for resource in ended {
        let _ = playable.leave(&resource).await;
    }
    let number = number.ok_or_else(over)?;
    let mut response = (
        StatusCode::CREATED,
        [
            (CONTENT_TYPE, HeaderValue::from_static("application/sdp")),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ],
        answered.answer,
    )
        .into_response();
    let location = format!("/plays/{token}/whep/{number}");
    let all = response.headers_mut();
    all.insert(
        LOCATION,
        HeaderValue::from_str(&location).map_err(|_| over())?,
    );
    if trickles {
        let fragment = HeaderValue::from_static("application/trickle-ice-sdpfrag");
        all.insert("accept-patch", fragment);
    }
    Ok(response)
}

/// Tells a WebRTC session more of the browser's candidates (RFC 8840).
#[utoipa::path(
    patch,
    path = "/plays/{token}/whep/{number}",
    tag = "cameras",
    params(
        ("token" = String, Path, description = "of POST /api/v1/streams/{stream}/plays"),
        ("number" = String, Path, description = "the session's, from Location"),
    ),
    request_body(content = String, content_type = "application/trickle-ice-sdpfrag"),
    responses(
        (status = 204, description = "they are told"),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the right \"cameras\" is missing; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such session of this play, or it is over", body = Problem, content_type = "application/problem+json"),
        (status = 405, description = "the gateway takes candidates in the offer only", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "the gateway is away", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []), ("session" = []))
)]
pub async fn trickle(
    State(hub): State<Arc<Hub>>,
    viewer: Viewer,
    place: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    let Path((token, number)) = place.map_err(|_| over())?;
    let playable = playing(&hub, &viewer, &token)?;
    let number = number.parse().map_err(|_| over())?;
    let resource = hub.plays.session(&token, &viewer.owner, uptime(), number);
    let resource = resource.ok_or_else(over)?;
    must_be(&headers, "application/trickle-ice-sdpfrag")?;
    match playable.trickle(&resource, body_of(body)?).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(GatewayError::NotOffered) => Err(Problem::method_not_allowed()),
        Err(error) => Err(error.into()),
    }
}

/// Ends a WebRTC session.
#[utoipa::path(
    delete,
    path = "/plays/{token}/whep/{number}",
    tag = "cameras",
    params(
        ("token" = String, Path, description = "of POST /api/v1/streams/{stream}/plays"),
        ("number" = String, Path, description = "the session's, from Location"),
    ),
    responses(
        (status = 204, description = "it has ended"),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the right \"cameras\" is missing; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such play of this session, or it is over", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "the gateway is away", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []), ("session" = []))
)]
pub async fn leave(
    State(hub): State<Arc<Hub>>,
    viewer: Viewer,
    place: Result<Path<(String, String)>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path((token, number)) = place.map_err(|_| over())?;
    let playable = playing(&hub, &viewer, &token)?;
    let number = number.parse().map_err(|_| over())?;
    if let Some(resource) = hub.plays.session(&token, &viewer.owner, uptime(), number) {
        playable.leave(&resource).await?;
    }
    hub.plays.forget(&token, &viewer.owner, uptime(), number);
    Ok(StatusCode::NO_CONTENT)
}

/// What a name of a segment or playlist says it is; `None` for what belongs to no stream.
fn media_type(file: &str) -> Option<&'static str> {
    let (_, ending) = file.rsplit_once('.')?;
    Some(match ending {
        "m3u8" => "application/vnd.apple.mpegurl",
        "ts" => "video/mp2t",
        "mp4" | "m4s" | "mp" => "video/mp4",
        "m4a" => "audio/mp4",
        "aac" => "audio/aac",
        "vtt" => "text/vtt",
        _ => return None,
    })
}

/// A playlist of the play's HLS, or a segment it names. It begins with `index.m3u8`.
#[utoipa::path(
    get,
    path = "/plays/{token}/hls/{*file}",
    tag = "cameras",
    params(
        ("token" = String, Path, description = "of POST /api/v1/streams/{stream}/plays"),
        ("file" = String, Path, description = "index.m3u8, and what that names, also in folders"),
    ),
    responses(
        (status = 200, description = "the playlist or segment"),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the right \"cameras\" is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such play of this session, or it is over, or it has no such segment", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "the gateway is away, or has no picture", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []), ("session" = []))
)]
pub async fn segment(
    State(hub): State<Arc<Hub>>,
    viewer: Viewer,
    place: Result<Path<(String, String)>, PathRejection>,
    RawQuery(question): RawQuery,
) -> Result<Response, Problem> {
    let Path((token, file)) = place.map_err(|_| over())?;
    let playable = playing(&hub, &viewer, &token)?;
    let none = || Problem::not_found("the stream has no such segment");
    let media_type = media_type(&file).ok_or_else(none)?;
    let question = question.unwrap_or_default();
    let fits = file.len() <= LONGEST_NAME && question.len() <= LONGEST_QUESTION;
    if !fits || !file.split('/').all(is_plain) {
        return Err(none());
    }
    let entry = playable.hls()?;
    let address = entry.at(&file, &question).ok_or_else(none)?;
    let passed = match playable.pass_on(&address).await {
        // Segments go from a playlist after a while; that is no fault of the gateway's.
        Err(GatewayError::NoPicture) if file != "index.m3u8" => return Err(none()),
        passed => passed?,
    };
    let about = [
        (CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    if file.ends_with(".m3u8") {
        let text = playlist(passed).await?;
        let told = rewritten(&text, &entry.folder, &file).map_err(|_| GatewayError::Unusable)?;
        return Ok((about, told).into_response());
    }
    Ok((about, Body::from_stream(pieces(passed))).into_response())
}

async fn playlist(passed: Passed) -> Result<String, GatewayError> {
    let limit = LARGEST_PLAYLIST;
    let whole = timeout(PIECE_WITHIN, Limited::new(passed.body, limit).collect()).await;
    let whole = whole.map_err(|_| GatewayError::Slow)?;
    let whole = whole.map_err(|_| GatewayError::TooLarge { limit })?;
    String::from_utf8(whole.to_bytes().to_vec()).map_err(|_| GatewayError::Unusable)
}

/// A body, piece by piece as it comes; it breaks off where it is too long or too slow.
fn pieces(passed: Passed) -> impl futures_util::Stream<Item = Result<Bytes, GatewayError>> {
    let limit = LARGEST_SEGMENT;
    futures_util::stream::unfold(Some((passed, 0)), move |state| async move {
        let (mut passed, before) = state?;
        loop {
            let frame = match timeout(PIECE_WITHIN, passed.body.frame()).await {
                Err(_) => return Some((Err(GatewayError::Slow), None)),
                Ok(None) => return None,
                Ok(Some(Err(_))) => return Some((Err(GatewayError::Away), None)),
                Ok(Some(Ok(frame))) => frame,
            };
            let Ok(piece) = frame.into_data() else {
                continue;
            };
            let so_far = before + piece.len();
            if so_far > limit {
                return Some((Err(GatewayError::TooLarge { limit }), None));
            }
            return Some((Ok(piece), Some((passed, so_far))));
        }
    })
}

/// The play's fragments over a WebSocket: first the media type as text, then what initialises the player, then fragments.
/// A page that has a token and no session says it as it does for a head's telemetry: it offers `furun.fragments.v1`, which is taken, and
/// `furun.token.` followed by the token's bytes in hexadecimal.
#[utoipa::path(
    get,
    path = "/plays/{token}/fmp4",
    tag = "cameras",
    params(("token" = String, Path, description = "of POST /api/v1/streams/{stream}/plays")),
    responses(
        (status = 101, description = "the connection is a WebSocket now; see docs/cameras.md"),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the right \"cameras\" is missing, or the page is of another origin", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such play of this session, or it is over", body = Problem, content_type = "application/problem+json"),
        (status = 426, description = "the request was no WebSocket's", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "the gateway is away, or too many connections", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []), ("session" = []))
)]
pub async fn fragments(
    State(hub): State<Arc<Hub>>,
    viewer: Viewer,
    token: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let Path(token) = token.map_err(|_| over())?;
    let playable = playing(&hub, &viewer, &token)?;
    let upgrade = upgrade.map_err(|_| Problem::upgrade_required())?;
    if !is_welcome(&headers, &hub.config.server.origins) {
        return Err(Problem::foreign_origin());
    }
    let permit = hub.camera_connection()?;
    let connected = hub.plays.connect(&token, &viewer.owner, uptime());
    let connected = connected.ok_or_else(over)?;
    // Before the browser is told that it is a WebSocket: what is away is then a problem that it can read.
    let gateway = Source {
        pieces: playable.fragments().await?,
        has_an_end: playable.is_recorded,
    };
    Ok(upgrade
        .protocols([FRAGMENTS_PROTOCOL])
        .max_message_size(LARGEST_MESSAGE)
        .max_frame_size(LARGEST_MESSAGE)
        .on_upgrade(move |socket| relay(socket, gateway, hub, viewer.owner, connected, permit))
        .into_response())
}

/// Why a relay ends.
enum End {
    /// The screen has gone, or is too slow.
    Gone,
    /// The session has ended.
    SignedOut,
    /// The play has lasted as long as one may.
    Expired,
    /// The hub stops.
    Stopping,
    /// The recording has been played.
    Over,
    /// The gateway has ended.
    Gateway(GatewayError),
}

/// What comes from a gateway, and whether it is a recording: when that ends it is over, and what is live has broken off.
struct Source {
    pieces: Pieces,
    has_an_end: bool,
}

async fn relay(
    mut screen: WebSocket,
    mut gateway: Source,
    hub: Arc<Hub>,
    owner: Owner,
    connected: Connected,
    permit: OwnedSemaphorePermit,
) {
    let end = pass_on(&mut screen, &mut gateway, &hub, &owner, &connected).await;
    let code = match end {
        End::Gone => None,
        End::SignedOut => Some(CloseCode::Unauthorised.number()),
        End::Stopping => Some(CloseCode::Restart.number()),
        End::Over => Some(NORMAL),
        End::Expired => Some(TRY_AGAIN),
        End::Gateway(error) => {
            tracing::debug!(error = &error as &dyn std::error::Error, "A play broke off");
            Some(TRY_AGAIN)
        }
    };
    if let Some(code) = code {
        let reason = Utf8Bytes::from_static("");
        let goodbye = screen.send(Message::Close(Some(CloseFrame { code, reason })));
        // A screen that does not listen loses the reason, and nothing else.
        let _ = timeout(TAKEN_WITHIN, goodbye).await;
    }
    hang_up(&mut screen).await;
    connected.used(uptime());
    drop(permit);
}

async fn pass_on(
    screen: &mut WebSocket,
    gateway: &mut Source,
    hub: &Hub,
    owner: &Owner,
    connected: &Connected,
) -> End {
    let mut stopping = hub.stopping.clone();
    let mut endings = hub.people.endings();
    let mut stream = Paced::of(matches!(gateway.pieces, Pieces::Recorded(_)));
    let mut due = tokio::time::interval(LOOK_EVERY);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut silent_since = uptime();
    loop {
        let wait = match stream.deliver(screen).await {
            Ok(wait) => wait,
            Err(end) => return end,
        };
        tokio::select! {
            () = stops(&mut stopping) => return End::Stopping,
            _ = endings.changed() => {
                if !hub.is_alive(owner) {
                    return End::SignedOut;
                }
            }
            _ = due.tick() => {
                // Whoever watches is not idle.
                if !hub.use_session(owner) {
                    return End::SignedOut;
                }
                if !connected.goes_on() {
                    return End::Expired;
                }
                if uptime() > silent_since + SILENT_FOR {
                    return End::Gateway(GatewayError::Slow);
                }
            }
            said = screen.recv() => match said {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return End::Gone,
                Some(Ok(_)) => {}
            },
            () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => {
                silent_since = uptime();
            }
            piece = gateway.pieces.next(), if wait.is_none() => match piece {
                Some(Ok(piece)) => {
                    silent_since = uptime();
                    stream.fragments.push(&piece);
                }
                Some(Err(error)) => return End::Gateway(error),
                None if gateway.has_an_end => return End::Over,
                None => return End::Gateway(GatewayError::Away),
            },
        }
    }
}

/// The parts of a stream on their way to a screen: those of a recording not much sooner than they are to be seen.
#[derive(Default)]
struct Paced {
    fragments: Fragments,
    is_recorded: bool,
    /// When the first part was sent, and when that begins on the stream's own clock.
    began: Option<(Duration, Duration)>,
    /// What is not due yet.
    waiting: Option<Part>,
}

impl Paced {
    fn of(is_recorded: bool) -> Self {
        Self {
            is_recorded,
            ..Self::default()
        }
    }

    /// Sends the parts that are whole and due. How long the next one has to wait.
    async fn deliver(&mut self, screen: &mut WebSocket) -> Result<Option<Duration>, End> {
        loop {
            let part = match self.waiting.take() {
                Some(part) => Some(part),
                None => self.fragments.part().map_err(End::Gateway)?,
            };
            let Some(part) = part else { return Ok(None) };
            let wait = self.wait(&part, uptime());
            if !wait.is_zero() {
                self.waiting = Some(part);
                return Ok(Some(wait));
            }
            let messages = match part {
                Part::Init { media_type, bytes } => {
                    vec![Message::Text(media_type.into()), Message::Binary(bytes)]
                }
                Part::Fragment(bytes) => vec![Message::Binary(bytes)],
            };
            for message in messages {
                let sent = timeout(TAKEN_WITHIN, screen.send(message)).await;
                sent.map_err(|_| End::Gone)?.map_err(|_| End::Gone)?;
            }
        }
    }

    /// How long a part has to wait. One that does not say when it begins does not.
    fn wait(&mut self, part: &Part, now: Duration) -> Duration {
        let begins = match part {
            Part::Fragment(fragment) if self.is_recorded => self.fragments.begins(fragment),
            _ => None,
        };
        let Some(begins) = begins else {
            return Duration::ZERO;
        };
        let (sent, first) = *self.began.get_or_insert((now, begins));
        let seen = sent + begins.saturating_sub(first);
        seen.saturating_sub(SENT_AHEAD).saturating_sub(now)
    }
}

/// Ends the plays that are over or whose session is, at the gateway too, and lets go of heads likewise, until the hub stops.
pub async fn keep_house(hub: Arc<Hub>) {
    let mut stopping = hub.stopping.clone();
    let mut endings = hub.people.endings();
    let mut due = tokio::time::interval(LOOK_EVERY);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stops(&mut stopping) => return,
            _ = endings.changed() => {}
            _ = due.tick() => {}
        }
        let is_alive = |key| hub.people.is_alive(key, system_now());
        hub.heads.holds.sweep(uptime(), is_alive);
        meters::plays(hub.plays.count());
        for ended in hub.plays.sweep(uptime(), |owner| hub.is_alive(owner)) {
            tokio::spawn(ended.told());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let size = u32::try_from(8 + content.len()).expect("a small box");
        [&size.to_be_bytes(), kind.as_slice(), content].concat()
    }

    /// A stream whose clock ticks a thousand times a second, and one of its fragments.
    fn init() -> Vec<u8> {
        let header = |number: u32| [[0; 12].as_slice(), &number.to_be_bytes()].concat();
        let configuration = boxed(b"avcC", &[1, 0x4d, 0x40, 0x1f, 0xff, 0xe0, 0]);
        let entry = boxed(b"avc1", &[vec![0; 78], configuration].concat());
        let descriptions = boxed(b"stsd", &[vec![0, 0, 0, 0, 0, 0, 0, 1], entry].concat());
        let minf = boxed(b"minf", &boxed(b"stbl", &descriptions));
        let mdia = boxed(b"mdia", &[boxed(b"mdhd", &header(1_000)), minf].concat());
        let trak = boxed(b"trak", &[boxed(b"tkhd", &header(1)), mdia].concat());
        [boxed(b"ftyp", b"iso5\0\0\0\0"), boxed(b"moov", &trak)].concat()
    }

    fn fragment(millis: u32) -> Part {
        let header = boxed(b"tfhd", &[[0; 4].as_slice(), &1_u32.to_be_bytes()].concat());
        let time = boxed(
            b"tfdt",
            &[[0; 4].as_slice(), &millis.to_be_bytes()].concat(),
        );
        let moof = boxed(b"moof", &boxed(b"traf", &[header, time].concat()));
        Part::Fragment([moof, boxed(b"mdat", &[0; 8])].concat().into())
    }

    #[test]
    fn a_recording_is_sent_a_little_sooner_than_it_is_to_be_seen_and_what_is_live_at_once() {
        let secs = Duration::from_secs;
        for is_recorded in [true, false] {
            let mut stream = Paced::of(is_recorded);
            stream.fragments.push(&init());
            assert!(matches!(
                stream.fragments.part(),
                Ok(Some(Part::Init { .. }))
            ));
            let mut wait = |millis, now| stream.wait(&fragment(millis), secs(now));
            // It begins at 70 s of its own clock, and is begun at 1000 s of ours.
            assert_eq!(wait(70_000, 1_000), Duration::ZERO);
            assert_eq!(wait(75_000, 1_000), Duration::ZERO, "five seconds ahead");
            let later = if is_recorded {
                secs(55)
            } else {
                Duration::ZERO
            };
            assert_eq!(wait(130_000, 1_000), later);
            assert_eq!(wait(130_000, 1_055), Duration::ZERO);
        }
    }
}

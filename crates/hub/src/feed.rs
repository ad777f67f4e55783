//! A screen's connection: `/feeds/{network}` as a WebSocket.
//!
//! The screen says who it is and what it knows; the hub says hello, brings it up to date, and then tells it what happens.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::rejection::PathRejection;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::{Millis, Seq};
use protocol::{ClientFrame, CloseCode, Coding, Hello, Resume, ServerFrame};
use tokio::sync::{OwnedSemaphorePermit, oneshot, watch};
use tokio::time::{MissedTickBehavior, timeout};

use crate::auth::{Denied, Session, View};
use crate::clock::{system_now, uptime};
use crate::hub::{Hub, is_welcome, stops};
use crate::line::{Joined, Line, encoded};
use crate::meters::Meters;
use crate::pace::{Bucket, Pace};
use crate::people::SessionKey;
use crate::problem::Problem;

/// How long the last words to a screen may take.
const GOODBYE_WITHIN: Duration = Duration::from_secs(2);

/// What is set aside for what a screen says: next to nothing. A thousand screens would hold 128 MB with the usual size.
const READ_BUFFER_BYTES: usize = 1024;

/// How long one frame may take to be read, on the slowest line that is of use.
const FRAME_WITHIN: Duration = Duration::from_secs(30);

/// How often it is looked whether the person before a screen is still signed in.
const LOOK_AT_SESSION_EVERY: Duration = Duration::from_secs(5);

/// How often a screen that falls behind while it is brought up to date is brought up to date again.
const CATCH_UPS: u8 = 3;

/// A network's feed, as a WebSocket.
///
/// Subprotocol `furun.postcard.v3` (binary) or `furun.json.v1` (text). The first frame from the screen is `Open` with the
/// token and, to go on after a known event, the log and its `Seq`.
#[utoipa::path(
    get,
    path = "/feeds/{network}",
    tag = "feeds",
    params(("network" = String, Path, description = "police, government or internet")),
    responses(
        (status = 101, description = "the connection is a WebSocket now; see docs/protocol.md"),
        (status = 403, description = "the page is of another origin", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "this hub does not serve the network", body = Problem, content_type = "application/problem+json"),
        (status = 426, description = "the request was no WebSocket's", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "too many connections", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn open(
    State(hub): State<Arc<Hub>>,
    network: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let Path(network) = network.map_err(|_| Problem::not_found("no such feed"))?;
    let line = Arc::clone(hub.line(&network)?);
    let upgrade = upgrade.map_err(|_| Problem::upgrade_required())?;
    if !is_welcome(&headers, &hub.config.server.origins) {
        return Err(Problem::foreign_origin());
    }
    let permit = Arc::clone(&hub.connections)
        .try_acquire_owned()
        .map_err(|_| {
            Problem::unavailable("as many screens as allowed are connected (limits.connections)")
        })?;
    let limit = hub.config.limits.client_frame_bytes;
    let signed_in = hub.signed_in(&headers).map(|alive| alive.key);
    Ok(upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .max_message_size(limit)
        .max_frame_size(limit)
        .protocols(Coding::ALL.map(Coding::subprotocol))
        .on_upgrade(move |socket| async move {
            serve(socket, &hub, &line, signed_in, permit).await;
        })
        .into_response())
}

/// Why a connection ends.
enum End {
    /// The screen has gone.
    Gone,
    /// The hub closes it.
    Close(CloseCode),
}

async fn serve(
    mut socket: WebSocket,
    hub: &Hub,
    line: &Line,
    signed_in: Option<SessionKey>,
    permit: OwnedSemaphorePermit,
) {
    let coding = socket
        .protocol()
        .and_then(|word| word.to_str().ok())
        .and_then(Coding::from_subprotocol);
    let end = match coding {
        None => End::Close(CloseCode::VersionUnknown),
        Some(coding) => {
            let mut connection = Connection {
                socket: &mut socket,
                coding,
                stopping: hub.stopping.clone(),
                sent_away: None,
                signed_in,
            };
            connection.run(hub, line).await
        }
    };
    let closed = match end {
        End::Gone => None,
        End::Close(code) => Some(code),
    };
    if let Some(code) = closed {
        Meters::of(line.network()).closed(code.number());
        say_goodbye(&mut socket, code).await;
    }
    tracing::debug!(
        network = line.network().as_str(),
        close.code = closed.map(CloseCode::number),
        "A screen's connection ended"
    );
    drop(permit);
}

/// Tells the screen why, and waits shortly for it to hang up, so that the reason is not lost with the connection.
async fn say_goodbye(socket: &mut WebSocket, code: CloseCode) {
    let frame = CloseFrame {
        code: code.number(),
        reason: Utf8Bytes::from_static(""),
    };
    let goodbye = async {
        socket.send(Message::Close(Some(frame))).await?;
        while let Some(Ok(_)) = socket.recv().await {}
        Ok::<(), axum::Error>(())
    };
    // A screen that does not listen loses the reason, and nothing else.
    let _ = timeout(GOODBYE_WITHIN, goodbye).await;
}

struct Connection<'a> {
    socket: &'a mut WebSocket,
    coding: Coding,
    stopping: watch::Receiver<bool>,
    sent_away: Option<oneshot::Receiver<CloseCode>>,
    /// The session of the person before the screen, unless it opens with a token.
    signed_in: Option<SessionKey>,
}

impl Connection<'_> {
    async fn run(&mut self, hub: &Hub, line: &Line) -> End {
        match self.converse(hub, line).await {
            Err(end) => end,
            Ok(never) => match never {},
        }
    }

    async fn converse(&mut self, hub: &Hub, line: &Line) -> Result<std::convert::Infallible, End> {
        let limits = &hub.config.limits;
        let ClientFrame::Open { token, resume } =
            timeout(limits.first_frame_within(), self.first_frame())
                .await
                .map_err(|_| End::Close(CloseCode::OpenExpected))??;
        if token.is_some() {
            self.signed_in = None;
        }
        let mut endings = hub.people.endings();
        let session = self.session(hub, token.as_deref()).map_err(|denied| {
            End::Close(match denied {
                Denied::Missing | Denied::Unknown => CloseCode::Unauthorised,
                Denied::NotEntitled => CloseCode::Forbidden,
            })
        })?;
        let view = session
            .view(line.network())
            .ok_or(End::Close(CloseCode::Forbidden))?
            .clone();
        let joined = self.bring_up_to_date(hub, line, &view, resume).await?;
        let mut queue = joined.queue;
        let pace = Pace {
            per_second: limits.client_frames_per_second,
            at_once: (limits.client_frames_per_second * 2.0).max(1.0),
        };
        let mut bucket = Bucket::full(pace);
        let mut due = tokio::time::interval(LOOK_AT_SESSION_EVERY);
        due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                code = sent_away(&mut self.sent_away) => return Err(End::Close(code)),
                () = stops(&mut self.stopping) => return Err(End::Close(CloseCode::Restart)),
                _ = endings.changed() => self.stay_signed_in(hub)?,
                _ = due.tick() => self.stay_signed_in(hub)?,
                message = self.socket.recv() => self.take(message, &mut bucket)?,
                frame = queue.recv() => match frame {
                    Some(frame) => self.deliver(frame).await?,
                    // The class is dissolved: the reason is on its way, or the hub stops.
                    None => return Err(End::Close(self.reason())),
                },
            }
        }
    }

    /// Whose screen it is: a token's, that of who has signed in, or anybody's.
    fn session(&self, hub: &Hub, token: Option<&str>) -> Result<Session, Denied> {
        match self.signed_in {
            Some(key) => hub
                .people
                .use_session(key, system_now())
                .map(|alive| Session::of(&alive.person))
                .ok_or(Denied::Unknown),
            None => hub.access.session(token).cloned(),
        }
    }

    /// Closes when the person's session has ended: by its time, by signing out, or because the account was disabled.
    fn stay_signed_in(&self, hub: &Hub) -> Result<(), End> {
        let Some(key) = self.signed_in else {
            return Ok(());
        };
        match hub.people.use_session(key, system_now()) {
            Some(_) => Ok(()),
            None => Err(End::Close(CloseCode::Unauthorised)),
        }
    }

    fn reason(&mut self) -> CloseCode {
        self.sent_away
            .as_mut()
            .and_then(|sent_away| sent_away.try_recv().ok())
            .unwrap_or(CloseCode::Restart)
    }

    /// The first frame with content; pings and pongs before it are answered by the socket itself.
    async fn first_frame(&mut self) -> Result<ClientFrame, End> {
        loop {
            match self.socket.recv().await {
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(message)) => return self.read(message),
                Some(Err(_)) => return Err(End::Close(CloseCode::FrameUnreadable)),
                None => return Err(End::Gone),
            }
        }
    }

    fn read(&self, message: Message) -> Result<ClientFrame, End> {
        let bytes: Bytes = match (self.coding, message) {
            (Coding::Postcard, Message::Binary(bytes)) => bytes,
            (Coding::Json, Message::Text(text)) => text.into(),
            (_, Message::Close(_)) => return Err(End::Gone),
            _ => return Err(End::Close(CloseCode::FrameUnreadable)),
        };
        self.coding
            .decode(&bytes)
            .map_err(|_| End::Close(CloseCode::FrameUnreadable))
    }

    /// What a screen says after it has opened: nothing that this version knows.
    fn take(
        &self,
        message: Option<Result<Message, axum::Error>>,
        bucket: &mut Bucket,
    ) -> Result<(), End> {
        match message {
            None => return Err(End::Gone),
            Some(Err(_)) => return Err(End::Close(CloseCode::FrameUnreadable)),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(message)) => {
                self.read(message)?;
            }
        }
        bucket
            .take(uptime())
            .map_err(|_| End::Close(CloseCode::TooManyFrames))
    }

    /// Says hello, and brings the screen to where the others are.
    async fn bring_up_to_date(
        &mut self,
        hub: &Hub,
        line: &Line,
        view: &View,
        resume: Option<Resume>,
    ) -> Result<Joined, End> {
        let log = line.log_seen_by(view);
        let resumed_after = resume
            .filter(|resume| resume.log == log && line.covers(resume.after))
            .map(|resume| resume.after);
        let hello = Hello {
            network: line.network(),
            log,
            clock: hub.clock.reading(),
            heartbeat_every: Millis(hub.config.limits.heartbeat_ms.cast_signed()),
            stale_after: hub.config.limits.stale_after(),
            resumed_after,
        };
        if let Some(frame) = encoded(self.coding, &ServerFrame::Hello(Box::new(hello))) {
            self.deliver(frame).await?;
        }
        let mut known = resumed_after;
        for _ in 0..CATCH_UPS {
            let after = match known.take() {
                Some(after) => after,
                None => self.send_snapshot(line, view).await?,
            };
            let coding = self.coding;
            let joined = tokio::task::block_in_place(|| line.join(view, coding, after));
            if let Ok(mut joined) = joined {
                let (_, gone) = oneshot::channel();
                self.sent_away = Some(std::mem::replace(&mut joined.sent_away, gone));
                for frame in std::mem::take(&mut joined.catch_up) {
                    self.deliver(frame).await?;
                }
                return Ok(joined);
            }
        }
        Err(End::Close(CloseCode::TooSlow))
    }

    async fn send_snapshot(&mut self, line: &Line, view: &View) -> Result<Seq, End> {
        let coding = self.coding;
        let whole = tokio::task::block_in_place(|| line.snapshot(view, coding));
        for part in &whole.parts {
            self.deliver(part.clone()).await?;
        }
        Ok(whole.through)
    }

    /// Sends a frame, unless the hub has reason to close meanwhile: a screen that does not read must not hold anything up.
    async fn deliver(&mut self, frame: Bytes) -> Result<(), End> {
        let message = match self.coding {
            Coding::Postcard => Message::Binary(frame),
            Coding::Json => Message::Text(
                Utf8Bytes::try_from(frame).map_err(|_| End::Close(CloseCode::Restart))?,
            ),
        };
        tokio::select! {
            sent = timeout(FRAME_WITHIN, self.socket.send(message)) => match sent {
                Ok(sent) => sent.map_err(|_| End::Gone),
                Err(_) => Err(End::Close(CloseCode::TooSlow)),
            },
            code = sent_away(&mut self.sent_away) => Err(End::Close(code)),
            () = stops(&mut self.stopping) => Err(End::Close(CloseCode::Restart)),
        }
    }
}

/// Ends when the fan-out sends the screen away, with its reason; never when it has not joined yet.
async fn sent_away(sent_away: &mut Option<oneshot::Receiver<CloseCode>>) -> CloseCode {
    match sent_away {
        Some(waiting) => waiting.await.unwrap_or(CloseCode::Restart),
        None => std::future::pending().await,
    }
}

//! The gateways that serve the cameras' streams: which are live, and how a play is reached there.
//!
//! What a gateway is called, where it is and what opens it stays behind this room: errors say none of it.

mod client;
mod error;
mod fragments;
mod mediamtx;
mod onvif;
mod playlist;
mod poll;
mod socket;
mod wvp;
mod zlmediakit;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use axum::http::Uri;
use bytes::Bytes;
use chrono_tz::Tz;
use domain::{CameraId, Codec, Millis, StreamId, Timestamp};
use http_body_util::BodyExt;
use protocol::StreamState;
use tokio::sync::watch;

use crate::config::{GatewayConfig, GatewayKind};

pub use client::{Client, Passed};
pub use error::GatewayError;
pub use fragments::{Fragments, Part};
pub use onvif::{Onvif, Position, Preset};
pub use playlist::{PlaylistError, is_plain, rewritten};
pub use socket::Socket;
pub use wvp::{Drive, Wvp};

use mediamtx::MediaMtx;
use socket::SocketMessage;
use zlmediakit::ZlMediaKit;

/// How a picture comes to a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Transport {
    /// WebRTC, its signalling by WHEP.
    Whep,
    /// Fragments of MP4 over a WebSocket.
    Fmp4,
    /// HTTP Live Streaming (RFC 8216).
    Hls,
}

impl Transport {
    /// The transport's word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Whep => "whep",
            Self::Fmp4 => "fmp4",
            Self::Hls => "hls",
        }
    }
}

/// A path of a gateway, as its list has it: "live/dome-1". Made of what the configuration says, never of what a client says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MediaPath(String);

impl MediaPath {
    fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a gateway says of a path that is live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// How its picture is encoded, when it says so.
    pub codec: Option<Codec>,
}

/// The paths that are live.
pub type LivePaths = BTreeMap<MediaPath, Listed>;

/// An HLS entry: the folder in which everything is that it names, and its own name there.
#[derive(Clone, Debug)]
pub struct HlsEntry {
    /// The folder, with a slash at its end.
    pub folder: Uri,
    /// The playlist that names the others, with what must stand behind it.
    pub entry: &'static str,
}

impl HlsEntry {
    /// Where one of its files is: `index.m3u8` is the playlist that names the others, whatever it is called there.
    #[must_use]
    pub fn at(&self, file: &str, question: &str) -> Option<Uri> {
        let folder = &self.folder;
        let (name, own) = match file {
            "index.m3u8" => self.entry.split_once('?').unwrap_or((self.entry, "")),
            file => (file, ""),
        };
        let questions: Vec<&str> = [own, question]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        let behind = if questions.is_empty() { "" } else { "?" };
        format!(
            "{folder}{}{behind}{}",
            encoded_path(name),
            questions.join("&")
        )
        .parse()
        .ok()
    }
}

/// A WebRTC session that a gateway has begun.
#[derive(Debug)]
pub struct Answered {
    /// The answer (SDP).
    pub answer: Bytes,
    /// Where it is trickled to and ended, where the gateway offers that.
    pub resource: Option<Uri>,
}

/// How much of a recording is played at a time.
const RECORDED_FOR: Millis = Millis::from_hours(1);

/// What was recorded of a path.
#[derive(Clone, Debug)]
pub struct Recording {
    /// When it begins: as asked, or as soon after as there is anything.
    pub begins_at: Timestamp,
    /// Where it is, as one MP4 in fragments.
    address: Uri,
}

/// The pieces of a stream, as they come.
#[derive(Debug)]
pub enum Pieces {
    /// As its pictures are taken.
    Live(Box<Socket>),
    /// As fast as they are read: whoever plays them keeps the pace.
    Recorded(Box<Passed>),
}

impl Pieces {
    /// The next piece; `None` at its end.
    pub async fn next(&mut self) -> Option<Result<Bytes, GatewayError>> {
        match self {
            Self::Live(socket) => loop {
                match socket.next().await? {
                    Ok(SocketMessage::Binary(piece)) => return Some(Ok(piece)),
                    Ok(SocketMessage::Text) => {}
                    Err(error) => return Some(Err(error)),
                }
            },
            Self::Recorded(passed) => loop {
                match passed
                    .body
                    .frame()
                    .await?
                    .map(hyper::body::Frame::into_data)
                {
                    Ok(Ok(piece)) => return Some(Ok(piece)),
                    Ok(Err(_)) => {}
                    Err(_) => return Some(Err(GatewayError::Away)),
                }
            },
        }
    }
}

/// What is asked of a gateway, whatever its kind. Two kinds: [`MediaMtx`] and [`ZlMediaKit`].
#[async_trait::async_trait]
trait Adapter: std::fmt::Debug + Send + Sync {
    /// The paths that are live.
    async fn live(&self, client: &Client) -> Result<LivePaths, GatewayError>;

    /// How a path can be played there.
    fn transports(&self) -> &[Transport];

    /// Begins a WebRTC session with an offer (SDP).
    async fn answer(
        &self,
        client: &Client,
        path: &MediaPath,
        offer: Bytes,
    ) -> Result<Answered, GatewayError>;

    /// Whether candidates may be told later, one by one.
    fn trickles(&self) -> bool;

    /// Where a path's fragments come over a WebSocket.
    fn fragments(&self, path: &MediaPath) -> Option<Uri>;

    /// When what was recorded of a path begins, from a moment on for so long at most, and where it is.
    async fn recorded(
        &self,
        client: &Client,
        path: &MediaPath,
        from: Timestamp,
    ) -> Result<Recording, GatewayError>;

    /// Where a path's playlist is.
    fn hls(&self, path: &MediaPath) -> Option<HlsEntry>;
}

/// A gateway that cannot be used as configured.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("gateways, entry {entry}, {field}: {problem}")]
pub struct GatewayConfigError {
    /// Which entry, from 1.
    pub entry: usize,
    /// Which of its fields.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub problem: String,
}

/// One gateway.
#[derive(Debug)]
pub struct Gateway {
    id: String,
    client: Client,
    adapter: Box<dyn Adapter>,
    wvp: Option<Arc<Wvp>>,
    on_demand: bool,
    poll_secs: u32,
    /// What it said last; `None` while it is away, and before it was asked.
    live: RwLock<Option<Arc<LivePaths>>>,
}

/// Where a stream is.
#[derive(Debug)]
enum Route {
    /// At a path of a gateway.
    Path(usize, MediaPath),
    /// Behind a gateway's WVP, which fetches it when it is played.
    Wvp(usize),
}

/// All gateways, and which stream is at which.
#[derive(Debug)]
pub struct Gateways {
    gateways: Vec<Arc<Gateway>>,
    routes: BTreeMap<StreamId, Route>,
    changes: Arc<watch::Sender<u64>>,
}

/// A stream as one that is about to be played.
#[derive(Clone, Debug)]
pub struct Playable {
    gateway: Arc<Gateway>,
    path: MediaPath,
    /// How it is encoded, when the gateway says so.
    pub codec: Option<Codec>,
    /// Whether it is what was recorded of it, which has an end.
    pub is_recorded: bool,
    /// Where that is fetched; `None` where a device sends it as if it were live.
    recording: Option<Recording>,
}

impl Gateways {
    /// The configured gateways; `known` are the streams that there are, `steerable` the cameras that can be turned.
    /// Devices of GB/T 28181 keep the time of `zone`.
    ///
    /// # Errors
    /// When a gateway is to serve a stream or turn a camera that there is not, or that another one does.
    pub fn of(
        configured: &[GatewayConfig],
        known: &BTreeSet<&StreamId>,
        steerable: &BTreeSet<&CameraId>,
        zone: Tz,
    ) -> Result<Self, GatewayConfigError> {
        let mut routes = BTreeMap::new();
        let mut turned: BTreeSet<&CameraId> = BTreeSet::new();
        for (nth, config) in configured.iter().enumerate() {
            let complain = |field, problem| GatewayConfigError {
                entry: nth + 1,
                field,
                problem,
            };
            let paths = config.streams.iter();
            let paths =
                paths.map(|(id, path)| ("streams", id, Route::Path(nth, MediaPath(path.clone()))));
            let channels = config.wvp.iter().flat_map(|wvp| &wvp.streams);
            let channels = channels.map(|(id, _)| ("wvp.streams", id, Route::Wvp(nth)));
            for (field, id, route) in paths.chain(channels) {
                if !known.contains(id) {
                    let problem = format!("'{id}' is no stream of this deployment's cameras");
                    return Err(complain(field, problem));
                }
                if routes.insert(id.clone(), route).is_some() {
                    return Err(complain(
                        field,
                        format!("'{id}' stands somewhere else already"),
                    ));
                }
            }
            for id in config.wvp.iter().flat_map(|wvp| wvp.heads.keys()) {
                let problem = if !steerable.contains(id) {
                    format!("'{id}' is no camera of this deployment that is steerable")
                } else if !turned.insert(id) {
                    format!("'{id}' stands somewhere else already")
                } else {
                    continue;
                };
                return Err(complain("wvp.heads", problem));
            }
        }
        let mut rest = configured.iter().enumerate();
        let rest = rest.find_map(|(nth, config)| Some((nth, config.path.as_deref()?)));
        if let Some((nth, template)) = rest {
            for id in known {
                let path =
                    || Route::Path(nth, MediaPath(template.replace("{stream}", id.as_str())));
                routes.entry((*id).clone()).or_insert_with(path);
            }
        }
        let (changes, _) = watch::channel(0);
        Ok(Self {
            gateways: configured
                .iter()
                .map(|config| Arc::new(Gateway::of(config, zone)))
                .collect(),
            routes,
            changes: Arc::new(changes),
        })
    }

    /// Every WVP, of which each turns heads.
    #[must_use]
    pub fn wvps(&self) -> Vec<Arc<Wvp>> {
        let wvps = self
            .gateways
            .iter()
            .filter_map(|gateway| gateway.wvp.clone());
        wvps.collect()
    }

    /// Begins to ask the gateways which streams are live, until the hub stops.
    pub fn begin(&self, stopping: &watch::Receiver<bool>) {
        for gateway in &self.gateways {
            let (gateway, changes) = (Arc::clone(gateway), Arc::clone(&self.changes));
            tokio::spawn(poll::keep_asking(gateway, changes, stopping.clone()));
        }
    }

    /// Grows whenever a stream's state may have changed.
    #[must_use]
    pub fn version(&self) -> u64 {
        *self.changes.borrow()
    }

    /// The state of a stream; `None` when no gateway serves it.
    #[must_use]
    pub fn state(&self, id: &StreamId) -> Option<StreamState> {
        Some(match self.routes.get(id)? {
            Route::Path(nth, path) => self.gateways.get(*nth)?.state(path),
            Route::Wvp(nth) => {
                let gateway = self.gateways.get(*nth)?;
                let path = gateway.wvp.as_ref()?.fetched(id);
                path.map_or(StreamState::Unknown, |path| match gateway.state(&path) {
                    // It is fetched again when somebody wants to see it.
                    StreamState::Down => StreamState::Unknown,
                    state => state,
                })
            }
        })
    }

    /// Makes a stream ready to be played. A WVP has it fetched from the device only now, which may take seconds.
    ///
    /// # Errors
    /// When the gateway is away or does not have it.
    pub async fn play(&self, id: &StreamId) -> Result<Playable, GatewayError> {
        let (nth, path) = match self.routes.get(id).ok_or(GatewayError::NoGateway)? {
            Route::Path(nth, path) => (nth, path.clone()),
            Route::Wvp(nth) => {
                let gateway = self.gateways.get(*nth).ok_or(GatewayError::NoGateway)?;
                let wvp = gateway.wvp.as_ref().ok_or(GatewayError::NoGateway)?;
                (nth, wvp.fetch(id).await?)
            }
        };
        let gateway = self.gateways.get(*nth).ok_or(GatewayError::NoGateway)?;
        let live = gateway.live();
        let fetched = matches!(self.routes.get(id), Some(Route::Wvp(_)));
        let listed = live.as_ref().map(|live| live.get(&path).copied());
        let codec = match listed {
            None => return Err(GatewayError::Away),
            Some(None) if !gateway.on_demand && !fetched => return Err(GatewayError::NoPicture),
            Some(listed) => listed.and_then(|listed| listed.codec),
        };
        Ok(Playable {
            gateway: Arc::clone(gateway),
            path,
            codec,
            is_recorded: false,
            recording: None,
        })
    }

    /// Makes ready to be played what was recorded of a stream from a moment on, and says when that begins. A WVP has its
    /// device send it as if it were live.
    ///
    /// # Errors
    /// When the gateway is away, has recorded nothing then, or does not offer it.
    pub async fn play_from(
        &self,
        id: &StreamId,
        from: Timestamp,
        now: Timestamp,
    ) -> Result<(Playable, Timestamp), GatewayError> {
        let route = self.routes.get(id).ok_or(GatewayError::NoGateway)?;
        let (Route::Path(nth, _) | Route::Wvp(nth)) = route;
        let gateway = self.gateways.get(*nth).ok_or(GatewayError::NoGateway)?;
        let (path, recording) = match route {
            Route::Path(_, path) => {
                let recording = gateway
                    .adapter
                    .recorded(&gateway.client, path, from)
                    .await?;
                (path.clone(), Some(recording))
            }
            Route::Wvp(_) => {
                let wvp = gateway.wvp.as_ref().ok_or(GatewayError::NoGateway)?;
                let to = now.min(from + RECORDED_FOR);
                (wvp.fetch_recorded(id, from, to).await?, None)
            }
        };
        let begins_at = recording
            .as_ref()
            .map_or(from, |recording| recording.begins_at);
        let playable = Playable {
            gateway: Arc::clone(gateway),
            path,
            codec: None,
            is_recorded: true,
            recording,
        };
        Ok((playable, begins_at))
    }
}

impl Gateway {
    fn of(config: &GatewayConfig, zone: Tz) -> Self {
        let client = Client::default().with(MediaMtx::authorisation(config));
        let adapter: Box<dyn Adapter> = match config.kind {
            GatewayKind::MediaMtx => Box::new(MediaMtx::of(config)),
            GatewayKind::ZlMediaKit => Box::new(ZlMediaKit::of(config)),
        };
        let wvp = config.wvp.as_ref();
        Self {
            id: config.id.clone(),
            wvp: wvp.map(|wvp| Arc::new(Wvp::of(wvp, zone, Client::default()))),
            client,
            adapter,
            on_demand: config.on_demand,
            poll_secs: config.poll_secs,
            live: RwLock::default(),
        }
    }

    fn live(&self) -> Option<Arc<LivePaths>> {
        let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
        live.clone()
    }

    fn state(&self, path: &MediaPath) -> StreamState {
        match self.live() {
            None => StreamState::Unknown,
            Some(live) if live.contains_key(path) => StreamState::Live,
            Some(_) if self.on_demand => StreamState::Unknown,
            Some(_) => StreamState::Down,
        }
    }
}

impl Playable {
    /// How it can be played.
    #[must_use]
    pub fn transports(&self) -> &[Transport] {
        match self.recording {
            Some(_) => &[Transport::Fmp4],
            None => self.gateway.adapter.transports(),
        }
    }

    /// Begins a WebRTC session with an offer.
    ///
    /// # Errors
    /// When the gateway does not answer it.
    pub async fn answer(&self, offer: Bytes) -> Result<Answered, GatewayError> {
        let gateway = &self.gateway;
        gateway
            .adapter
            .answer(&gateway.client, &self.path, offer)
            .await
    }

    /// Tells a WebRTC session more of the browser's candidates.
    ///
    /// # Errors
    /// When the gateway takes none, or no more.
    pub async fn trickle(&self, resource: &Uri, fragment: Bytes) -> Result<(), GatewayError> {
        if !self.gateway.adapter.trickles() {
            return Err(GatewayError::NotOffered);
        }
        self.gateway.client.trickle(resource, fragment).await
    }

    /// Ends a WebRTC session.
    ///
    /// # Errors
    /// When the gateway does not answer; one that knows no such session has ended it.
    pub async fn leave(&self, resource: &Uri) -> Result<(), GatewayError> {
        self.gateway.client.leave(resource).await
    }

    /// Opens the stream of its fragments.
    ///
    /// # Errors
    /// When the gateway does not give it.
    pub async fn fragments(&self) -> Result<Pieces, GatewayError> {
        let client = &self.gateway.client;
        if let Some(recording) = &self.recording {
            let passed = client
                .pass_on(&recording.address)
                .await
                .map_err(unrecorded)?;
            return Ok(Pieces::Recorded(Box::new(passed)));
        }
        let address = self.gateway.adapter.fragments(&self.path);
        let address = address.ok_or(GatewayError::NotOffered)?;
        Ok(Pieces::Live(Box::new(client.open(&address).await?)))
    }

    /// Where its playlist is.
    ///
    /// # Errors
    /// When the gateway gives no HLS.
    pub fn hls(&self) -> Result<HlsEntry, GatewayError> {
        let hls = self.gateway.adapter.hls(&self.path);
        hls.ok_or(GatewayError::NotOffered)
    }

    /// Fetches from the gateway, to be passed on.
    ///
    /// # Errors
    /// When the gateway does not give it.
    pub async fn pass_on(&self, address: &Uri) -> Result<Passed, GatewayError> {
        self.gateway.client.pass_on(address).await
    }
}

/// What is not found among recordings is none.
const fn unrecorded(error: GatewayError) -> GatewayError {
    match error {
        GatewayError::NoPicture => GatewayError::NoRecording,
        error => error,
    }
}

/// A path with each of its parts encoded, for an address.
fn encoded_path(path: &str) -> String {
    let parts = path.split('/').map(|part| encoded(part).to_string());
    parts.collect::<Vec<_>>().join("/")
}

/// A part of a path, or a value of a query, encoded.
fn encoded(text: &str) -> percent_encoding::PercentEncode<'_> {
    const PLAIN: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    percent_encoding::utf8_percent_encode(text, PLAIN)
}

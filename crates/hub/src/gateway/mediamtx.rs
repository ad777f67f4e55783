//! MediaMTX: control API v3 (`/v3/paths/list`), WHEP at `/{path}/whep`, HLS at `/{path}/index.m3u8`, recordings at `/list` and
//! `/get` of its playback server.
//!
//! Source: bluenviron/mediamtx, `api/openapi.yaml`, "Read a stream" and "Playback recorded streams" of its documentation.

use axum::http::{HeaderValue, Method, Uri};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::{Codec, Timestamp};
use serde::Deserialize;

use super::client::asked;
use super::{
    Adapter, Answered, Client, GatewayError, HlsEntry, Listed, LivePaths, MediaPath, RECORDED_FOR,
    Recording, Transport, encoded, encoded_path, unrecorded,
};
use crate::clock::rfc3339;
use crate::config::{BaseUrl, GatewayConfig};

/// Paths asked for at a time.
const PAGE: usize = 500;
/// The most pages of one list.
const MOST_PAGES: usize = 200;
/// The largest page, in bytes: a path and its readers take some 500.
const LARGEST_PAGE: usize = 8 * 1024 * 1024;

/// A MediaMTX.
#[derive(Debug)]
pub(super) struct MediaMtx {
    api: BaseUrl,
    webrtc: Option<BaseUrl>,
    hls: Option<BaseUrl>,
    fmp4: Option<BaseUrl>,
    playback: Option<BaseUrl>,
    transports: Vec<Transport>,
}

#[derive(Deserialize)]
struct RawPaths {
    #[serde(rename = "pageCount")]
    page_count: usize,
    items: Vec<RawPath>,
}

#[derive(Deserialize)]
struct RawPath {
    name: String,
    /// Until 1.14; since then `available` says it, and this is kept for older clients.
    ready: Option<bool>,
    available: Option<bool>,
    tracks: Option<Vec<String>>,
}

/// A span of time that was recorded.
#[derive(Deserialize)]
struct RawSpan {
    start: DateTime<Utc>,
}

impl MediaMtx {
    pub fn of(config: &GatewayConfig) -> Self {
        let offered = [
            (config.webrtc.is_some(), Transport::Whep),
            (config.fmp4.is_some(), Transport::Fmp4),
            (config.hls.is_some(), Transport::Hls),
        ];
        let offered = offered.into_iter();
        Self {
            api: config.api.clone(),
            webrtc: config.webrtc.clone(),
            hls: config.hls.clone(),
            fmp4: config.fmp4.clone(),
            playback: config.playback.clone(),
            transports: offered
                .filter_map(|(offered, transport)| offered.then_some(transport))
                .collect(),
        }
    }

    /// What an account is told with (RFC 7617).
    pub fn authorisation(config: &GatewayConfig) -> Option<HeaderValue> {
        let (user, password) = (config.user.as_ref()?, config.password.as_ref()?);
        let both = STANDARD.encode(format!("{user}:{}", password.reveal()));
        let mut value = HeaderValue::from_str(&format!("Basic {both}")).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

fn codec(tracks: &[String]) -> Option<Codec> {
    tracks.iter().find_map(|track| match track.as_str() {
        "H264" => Some(Codec::H264),
        "H265" => Some(Codec::H265),
        _ => None,
    })
}

#[async_trait::async_trait]
impl Adapter for MediaMtx {
    async fn live(&self, client: &Client) -> Result<LivePaths, GatewayError> {
        let mut live = LivePaths::new();
        for page in 0..MOST_PAGES {
            let rest = format!("/v3/paths/list?itemsPerPage={PAGE}&page={page}");
            let address = self.api.at(&rest).ok_or(GatewayError::Unusable)?;
            let paths: RawPaths = client
                .json(asked(Method::GET, address)?, LARGEST_PAGE)
                .await?;
            let ready = paths.items.into_iter();
            let ready = ready.filter(|path| path.available.or(path.ready) == Some(true));
            live.extend(ready.map(|path| {
                let codec = codec(path.tracks.as_deref().unwrap_or_default());
                (MediaPath(path.name), Listed { codec })
            }));
            if page + 1 >= paths.page_count {
                break;
            }
        }
        Ok(live)
    }

    fn transports(&self) -> &[Transport] {
        &self.transports
    }

    async fn answer(
        &self,
        client: &Client,
        path: &MediaPath,
        offer: Bytes,
    ) -> Result<Answered, GatewayError> {
        let webrtc = self.webrtc.as_ref().ok_or(GatewayError::NotOffered)?;
        let address = webrtc.at(&format!("/{}/whep", encoded_path(path.as_str())));
        client
            .offer(address.ok_or(GatewayError::Unusable)?, offer)
            .await
    }

    fn trickles(&self) -> bool {
        true
    }

    fn fragments(&self, path: &MediaPath) -> Option<Uri> {
        let fmp4 = self.fmp4.as_ref()?;
        fmp4.at(&format!("/{}/fmp4", encoded_path(path.as_str())))
    }

    async fn recorded(
        &self,
        client: &Client,
        path: &MediaPath,
        from: Timestamp,
    ) -> Result<Recording, GatewayError> {
        let playback = self.playback.as_ref().ok_or(GatewayError::NotOffered)?;
        let path = encoded(path.as_str());
        let (start, end) = (rfc3339(from), rfc3339(from + RECORDED_FOR));
        let list = format!(
            "/list?path={path}&start={}&end={}",
            encoded(&start),
            encoded(&end)
        );
        let list = playback.at(&list).ok_or(GatewayError::Unusable)?;
        let spans: Result<Vec<RawSpan>, _> =
            client.json(asked(Method::GET, list)?, LARGEST_PAGE).await;
        let spans = spans.map_err(unrecorded)?;
        let first = spans.iter().map(|span| span.start.timestamp_millis()).min();
        let first = Timestamp(first.ok_or(GatewayError::NoRecording)?);
        let begins_at = from.max(first);
        if begins_at >= from + RECORDED_FOR {
            return Err(GatewayError::NoRecording);
        }
        let start = rfc3339(begins_at);
        let secs = RECORDED_FOR.0 / 1_000;
        let address = playback.at(&format!(
            "/get?path={path}&start={}&duration={secs}",
            encoded(&start)
        ));
        Ok(Recording {
            begins_at,
            address: address.ok_or(GatewayError::Unusable)?,
        })
    }

    fn hls(&self, path: &MediaPath) -> Option<HlsEntry> {
        let hls = self.hls.as_ref()?;
        Some(HlsEntry {
            folder: hls.at(&format!("/{}/", encoded_path(path.as_str())))?,
            // Without the question it would be led here anyhow, with a cookie that no browser of ours would send.
            entry: "index.m3u8?cookieCheck=1",
        })
    }
}

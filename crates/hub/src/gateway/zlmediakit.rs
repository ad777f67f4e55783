//! ZLMediaKit: `/index/api/getMediaList`, `/index/api/whep` or `/index/api/webrtc?type=play`, `/{app}/{stream}.live.mp4` over
//! WebSocket, `/{app}/{stream}/hls.m3u8`.
//!
//! Source: ZLMediaKit wiki, "RESTful API" and "Play URL rules"; `server/WebApi.cpp`. A path here is "{app}/{stream}".

use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, Request, Uri};
use bytes::Bytes;
use domain::{Codec, Timestamp};
use http_body_util::Full;
use serde::Deserialize;

use super::client::{LARGEST_SDP, asked};
use super::{
    Adapter, Answered, Client, GatewayError, HlsEntry, Listed, LivePaths, MediaPath, Recording,
    Transport, encoded, encoded_path,
};
use crate::config::{BaseUrl, GatewayConfig, Secret};

/// The largest list, in bytes: a stream stands in it once for each of some six schemas, with 1 KiB each.
const LARGEST_LIST: usize = 64 * 1024 * 1024;

/// A ZLMediaKit.
#[derive(Debug)]
pub(super) struct ZlMediaKit {
    api: BaseUrl,
    secret: Option<Secret>,
}

#[derive(Deserialize)]
struct RawList {
    code: i64,
    /// Missing when there is none.
    data: Option<Vec<RawMedia>>,
}

#[derive(Deserialize)]
struct RawMedia {
    app: String,
    stream: String,
    tracks: Option<Vec<RawTrack>>,
}

#[derive(Deserialize)]
struct RawTrack {
    /// 0 for H.264, 1 for H.265; further numbers are other pictures and sounds.
    codec_id: i64,
}

#[derive(Deserialize)]
struct RawAnswer {
    code: i64,
    sdp: Option<String>,
}

impl ZlMediaKit {
    pub fn of(config: &GatewayConfig) -> Self {
        Self {
            api: config.api.clone(),
            secret: config.secret.clone(),
        }
    }

    /// As it was asked before there was WHEP: SDP in, JSON out, and nothing to end the session by.
    async fn answer_in_json(
        &self,
        client: &Client,
        of: &str,
        offer: Bytes,
    ) -> Result<Answered, GatewayError> {
        let address = self.api.at(&format!("/index/api/webrtc?{of}&type=play"));
        let request = Request::post(address.ok_or(GatewayError::Unusable)?)
            .header(CONTENT_TYPE, "text/plain;charset=utf-8")
            .body(Full::new(offer))
            .map_err(|_| GatewayError::Unusable)?;
        let answer: RawAnswer = client.json(request, LARGEST_SDP).await?;
        if answer.code != 0 {
            return Err(GatewayError::Refused {
                status: answer.code,
            });
        }
        let sdp = answer.sdp.filter(|sdp| sdp.starts_with("v=0"));
        Ok(Answered {
            answer: sdp.ok_or(GatewayError::Unusable)?.into(),
            resource: None,
        })
    }
}

#[async_trait::async_trait]
impl Adapter for ZlMediaKit {
    async fn live(&self, client: &Client) -> Result<LivePaths, GatewayError> {
        let secret = self.secret.as_ref().map_or("", Secret::reveal);
        let address = self.api.at(&format!(
            "/index/api/getMediaList?secret={}",
            encoded(secret)
        ));
        let address = address.ok_or(GatewayError::Unusable)?;
        let list: RawList = client
            .json(asked(Method::GET, address)?, LARGEST_LIST)
            .await?;
        if list.code != 0 {
            return Err(GatewayError::Refused { status: list.code });
        }
        let mut live = LivePaths::new();
        for media in list.data.into_iter().flatten() {
            let codec = media
                .tracks
                .iter()
                .flatten()
                .find_map(|track| match track.codec_id {
                    0 => Some(Codec::H264),
                    1 => Some(Codec::H265),
                    _ => None,
                });
            let path = MediaPath(format!("{}/{}", media.app, media.stream));
            let listed = live.entry(path).or_insert(Listed { codec });
            listed.codec = listed.codec.or(codec);
        }
        Ok(live)
    }

    fn transports(&self) -> &[Transport] {
        &[Transport::Whep, Transport::Fmp4, Transport::Hls]
    }

    async fn answer(
        &self,
        client: &Client,
        path: &MediaPath,
        offer: Bytes,
    ) -> Result<Answered, GatewayError> {
        let (app, stream) = path
            .as_str()
            .split_once('/')
            .ok_or(GatewayError::Unusable)?;
        let of = format!("app={}&stream={}", encoded(app), encoded(stream));
        let whep = self.api.at(&format!("/index/api/whep?{of}"));
        let whep = whep.ok_or(GatewayError::Unusable)?;
        match client.offer(whep, offer.clone()).await {
            // One that knows no WHEP.
            Err(GatewayError::NoPicture) => self.answer_in_json(client, &of, offer).await,
            answered => answered,
        }
    }

    fn trickles(&self) -> bool {
        false
    }

    fn fragments(&self, path: &MediaPath) -> Option<Uri> {
        self.api
            .at(&format!("/{}.live.mp4", encoded_path(path.as_str())))
    }

    async fn recorded(
        &self,
        _: &Client,
        _: &MediaPath,
        _: Timestamp,
    ) -> Result<Recording, GatewayError> {
        // What it records are files by the day; the recordings of a GB/T 28181 device come through a WVP.
        Err(GatewayError::NotOffered)
    }

    fn hls(&self, path: &MediaPath) -> Option<HlsEntry> {
        Some(HlsEntry {
            folder: self.api.at(&format!("/{}/", encoded_path(path.as_str())))?,
            entry: "hls.m3u8",
        })
    }
}

//! Gateways that serve the streams of cameras, and turn their heads.

use std::collections::BTreeMap;
use std::fmt;

use axum::http::Uri;
use domain::{CameraId, StreamId};
use serde::Deserialize;

use super::Secret;

/// A gateway that serves streams.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayConfig {
    /// What it is called in the log.
    pub id: String,
    /// Whose interface it has.
    pub kind: GatewayKind,
    /// Where its interface is; ZLMediaKit gives its streams there, too.
    pub api: BaseUrl,
    /// Where MediaMTX gives WebRTC (WHEP).
    pub webrtc: Option<BaseUrl>,
    /// Where MediaMTX gives HLS.
    pub hls: Option<BaseUrl>,
    /// Where fragments over WebSocket are given beside a MediaMTX, at `{path}/fmp4`.
    pub fmp4: Option<BaseUrl>,
    /// Where MediaMTX gives what it recorded.
    pub playback: Option<BaseUrl>,
    /// Whose account at MediaMTX.
    pub user: Option<String>,
    /// Its password.
    pub password: Option<Secret>,
    /// ZLMediaKit's `api.secret`.
    pub secret: Option<Secret>,
    /// Which path each stream has there that is not in `streams`; "{stream}" stands for its id. Without it, it serves only those.
    pub path: Option<String>,
    /// Which path each of these streams has there.
    #[serde(default)]
    pub streams: BTreeMap<StreamId, String>,
    /// Whether the gateway fetches a stream only when somebody wants to see it: one that it does not list may play all the same.
    #[serde(default)]
    pub on_demand: bool,
    /// How often it is asked which streams are live, in seconds.
    #[serde(default = "usual_poll_secs")]
    pub poll_secs: u32,
    /// WVP (GB/T 28181) in front of a ZLMediaKit: it fetches streams from devices and turns their heads.
    pub wvp: Option<WvpConfig>,
}

const fn usual_poll_secs() -> u32 {
    5
}

/// Whose interface a gateway has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GatewayKind {
    /// MediaMTX: control API v3, WHEP, HLS.
    MediaMtx,
    /// ZLMediaKit: `/index/api`, `.live.mp4`, `hls.m3u8`.
    ZlMediaKit,
}

/// A WVP in front of a ZLMediaKit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WvpConfig {
    /// Where its interface is.
    pub api: BaseUrl,
    /// Its API key.
    pub key: Secret,
    /// Which channel each of these streams is fetched from.
    #[serde(default)]
    pub streams: BTreeMap<StreamId, Channel>,
    /// Which channel each of these cameras is turned by.
    #[serde(default)]
    pub heads: BTreeMap<CameraId, Channel>,
    /// How fast they turn about the vertical at full speed: a move by so many degrees is a speed for some time.
    #[serde(default = "usual_pan_speed")]
    pub pan_degrees_per_second: f64,
    /// How fast they turn up and down.
    #[serde(default = "usual_tilt_speed")]
    pub tilt_degrees_per_second: f64,
    /// How fast they zoom, in factors.
    #[serde(default = "usual_zoom_speed")]
    pub zoom_per_second: f64,
}

const fn usual_pan_speed() -> f64 {
    60.0
}

const fn usual_tilt_speed() -> f64 {
    30.0
}

const fn usual_zoom_speed() -> f64 {
    5.0
}

/// A camera that is turned by ONVIF, without a gateway between.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnvifConfig {
    /// Which camera.
    pub camera: CameraId,
    /// Where its PTZ service is.
    pub api: BaseUrl,
    /// Whose account on it.
    pub user: String,
    /// The password.
    pub password: Secret,
    /// The token of its media profile.
    pub profile: String,
    /// In which numbers it is told where to look.
    #[serde(default)]
    pub space: OnvifSpace,
    /// How far it pans; in the generic space, at −1 and at 1.
    #[serde(default = "whole_turn")]
    pub pan_degrees: (f64, f64),
    /// How far it tilts; in the generic space, at −1 and at 1.
    #[serde(default = "up_and_down")]
    pub tilt_degrees: (f64, f64),
    /// How far it zooms: at 0 and at 1.
    pub zoom: (f64, f64),
}

const fn whole_turn() -> (f64, f64) {
    (-180.0, 180.0)
}

const fn up_and_down() -> (f64, f64) {
    (-90.0, 90.0)
}

/// In which numbers an ONVIF device is told where to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnvifSpace {
    /// Degrees (`SphericalPositionSpaceDegrees`).
    #[default]
    Degrees,
    /// From −1 to 1 (`PositionGenericSpace`), which every device knows.
    Generic,
}

/// A channel of a GB/T 28181 device: "device/channel", each of 20 digits.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Channel {
    /// The device's national number.
    pub device: String,
    /// The channel's.
    pub channel: String,
}

/// A text that names no channel.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no \"device/channel\", each of 20 digits (GB/T 28181)")]
pub struct InvalidChannel(String);

impl TryFrom<String> for Channel {
    type Error = InvalidChannel;

    fn try_from(text: String) -> Result<Self, InvalidChannel> {
        let is_number =
            |code: &str| code.len() == 20 && code.bytes().all(|byte| byte.is_ascii_digit());
        match text.split_once('/') {
            Some((device, channel)) if is_number(device) && is_number(channel) => Ok(Self {
                device: device.to_owned(),
                channel: channel.to_owned(),
            }),
            _ => Err(InvalidChannel(text)),
        }
    }
}

/// Where an interface begins: scheme, host, and perhaps a folder. Its debug form says nothing: it is nobody else's to know.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct BaseUrl(String);

/// A text at which no interface begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "write scheme, host and port, and a folder if there is one: \"http://gateway.example:9997\"; no account, no '?'"
)]
pub struct InvalidBaseUrl;

impl BaseUrl {
    /// An address below it. `rest` begins with a slash and is encoded.
    #[must_use]
    pub fn at(&self, rest: &str) -> Option<Uri> {
        format!("{}{rest}", self.0).parse().ok()
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BaseUrl(…)")
    }
}

impl TryFrom<String> for BaseUrl {
    type Error = InvalidBaseUrl;

    fn try_from(text: String) -> Result<Self, InvalidBaseUrl> {
        let uri: Uri = text.parse().map_err(|_| InvalidBaseUrl)?;
        let http = matches!(uri.scheme_str(), Some("http" | "https"));
        let authority = uri.authority().ok_or(InvalidBaseUrl)?;
        if !http || authority.as_str().contains('@') || uri.query().is_some() || text.contains('#')
        {
            return Err(InvalidBaseUrl);
        }
        Ok(Self(text.trim_end_matches('/').to_owned()))
    }
}

/// What is too much of cameras' pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CamerasConfig {
    /// The most plays of one session at a time.
    pub plays_per_session: usize,
    /// The most plays of all sessions at a time.
    pub plays: usize,
    /// The most connections that pass on a stream or where a head looks, at a time.
    pub connections: usize,
}

impl Default for CamerasConfig {
    fn default() -> Self {
        Self {
            plays_per_session: 32,
            plays: 2_000,
            connections: 1_000,
        }
    }
}

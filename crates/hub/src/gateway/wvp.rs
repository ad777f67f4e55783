//! WVP: has a GB/T 28181 device send a stream to its ZLMediaKit (`/api/play/start/{device}/{channel}`), also
//! what it recorded (`/api/playback/start/…`), and turns its head
//! (`/api/ptz/control/{device}/{channel}`, presets by `/api/ptz/front_end_command/…`).
//!
//! Source: 648540858/wvp-GB28181-pro, `PlayController` and `PtzController`; the key goes in the header `api-key`.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use axum::http::{HeaderValue, Method};
use chrono::DateTime;
use chrono_tz::Tz;
use domain::{CameraId, StreamId, Timestamp};
use serde::Deserialize;

use super::client::asked;
use super::{Client, GatewayError, MediaPath, encoded};
use crate::config::{BaseUrl, Channel, Secret, WvpConfig};

/// The largest answer, in bytes.
const LARGEST_ANSWER: usize = 256 * 1024;
/// How long a device may take to begin to send: WVP itself gives it some 18 s.
const FETCHED_WITHIN: Duration = Duration::from_secs(20);

/// How long a head may take to be told: WVP does not wait for the device.
const TOLD_WITHIN: Duration = Duration::from_secs(5);
/// The command that calls a preset (GB/T 28181, annex A.3.4).
const CALL_PRESET: u8 = 0x82;

/// How a head is driven: each a share of its top speed, −1 to 1; to the right, up, and closer are more than 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drive {
    /// About the vertical.
    pub pan: f64,
    /// Up and down.
    pub tilt: f64,
    /// Closer and farther.
    pub zoom: f64,
}

impl Drive {
    /// Not at all.
    pub const STOP: Self = Self {
        pan: 0.0,
        tilt: 0.0,
        zoom: 0.0,
    };

    /// The command's word. What zooms does not turn: the interface has no word for both.
    fn word(self) -> &'static str {
        let sign = |share: f64| {
            if share == 0.0 {
                0
            } else {
                share.signum() as i8
            }
        };
        match (sign(self.pan), sign(self.tilt), sign(self.zoom)) {
            (0, 0, 0) => "stop",
            (0, 0, 1) => "zoomin",
            (0, 0, _) => "zoomout",
            (-1, 0, _) => "left",
            (1, 0, _) => "right",
            (0, 1, _) => "up",
            (0, _, _) => "down",
            (-1, 1, _) => "upleft",
            (_, 1, _) => "upright",
            (-1, _, _) => "downleft",
            _ => "downright",
        }
    }
}

/// A WVP.
#[derive(Debug)]
pub struct Wvp {
    api: BaseUrl,
    key: Secret,
    client: Client,
    streams: BTreeMap<StreamId, Channel>,
    heads: BTreeMap<CameraId, Channel>,
    top_speeds: [f64; 3],
    zone: Tz,
    /// The paths at the ZLMediaKit, of what was fetched.
    fetched: RwLock<BTreeMap<StreamId, MediaPath>>,
}

#[derive(Deserialize)]
struct RawResult<T> {
    code: i64,
    data: Option<T>,
}

#[derive(Deserialize)]
struct RawStream {
    app: String,
    stream: String,
}

impl Wvp {
    pub(super) fn of(config: &WvpConfig, zone: Tz, client: Client) -> Self {
        Self {
            zone,
            api: config.api.clone(),
            key: config.key.clone(),
            client: client.patient(FETCHED_WITHIN),
            streams: config.streams.clone(),
            heads: config.heads.clone(),
            top_speeds: [
                config.pan_degrees_per_second,
                config.tilt_degrees_per_second,
                config.zoom_per_second,
            ],
            fetched: RwLock::default(),
        }
    }

    /// The path of a stream that was fetched already.
    pub(super) fn fetched(&self, id: &StreamId) -> Option<MediaPath> {
        let fetched = self.fetched.read().unwrap_or_else(PoisonError::into_inner);
        fetched.get(id).cloned()
    }

    /// Has a stream fetched from its device. One that is being sent already is only named again.
    pub(super) async fn fetch(&self, id: &StreamId) -> Result<MediaPath, GatewayError> {
        let Channel { device, channel } = self.streams.get(id).ok_or(GatewayError::NoGateway)?;
        let rest = format!("/api/play/start/{device}/{channel}");
        let stream: RawStream = self
            .ask(Method::GET, &rest)
            .await?
            .ok_or(GatewayError::Unusable)?;
        let path = MediaPath(format!("{}/{}", stream.app, stream.stream));
        let mut fetched = self.fetched.write().unwrap_or_else(PoisonError::into_inner);
        fetched.insert(id.clone(), path.clone());
        Ok(path)
    }

    /// Has what was recorded of a stream sent by its device, as if it were live.
    pub(super) async fn fetch_recorded(
        &self,
        id: &StreamId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<MediaPath, GatewayError> {
        let Channel { device, channel } = self.streams.get(id).ok_or(GatewayError::NoGateway)?;
        let (from, to) = (self.local(from), self.local(to));
        let rest = format!(
            "/api/playback/start/{device}/{channel}?startTime={}&endTime={}",
            encoded(&from),
            encoded(&to)
        );
        let stream: RawStream = self
            .ask(Method::GET, &rest)
            .await?
            .ok_or(GatewayError::Unusable)?;
        Ok(MediaPath(format!("{}/{}", stream.app, stream.stream)))
    }

    /// A moment as devices write it: "2026-11-26 16:00:00", where they are.
    fn local(&self, moment: Timestamp) -> String {
        let moment = DateTime::from_timestamp_millis(moment.0).unwrap_or_default();
        let local = moment.with_timezone(&self.zone);
        local.format("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// Whether it turns a camera's head.
    #[must_use]
    pub fn turns(&self, camera: &CameraId) -> bool {
        self.heads.contains_key(camera)
    }

    /// How fast its heads turn and zoom at most: degrees and zoom factors a second.
    #[must_use]
    pub const fn top_speeds(&self) -> [f64; 3] {
        self.top_speeds
    }

    /// Drives a camera's head until it is told otherwise.
    ///
    /// # Errors
    /// When the WVP does not take it.
    pub async fn drive(&self, camera: &CameraId, drive: Drive) -> Result<(), GatewayError> {
        // Speeds of turning have eight bits, that of zooming four.
        let speed = |share: f64, most: f64| (share.abs().min(1.0) * most).round().max(1.0);
        let speeds = match drive.word() {
            "stop" => [0.0; 3],
            _ => [
                speed(drive.pan, 255.0),
                speed(drive.tilt, 255.0),
                speed(drive.zoom, 15.0),
            ],
        };
        let [pan, tilt, zoom] = speeds;
        let asked = format!(
            "command={}&horizonSpeed={pan}&verticalSpeed={tilt}&zoomSpeed={zoom}",
            drive.word()
        );
        self.turn(camera, "control", &asked).await
    }

    /// Calls a preset of a camera's head.
    ///
    /// # Errors
    /// When the WVP does not take it.
    pub async fn call_preset(&self, camera: &CameraId, number: u8) -> Result<(), GatewayError> {
        let asked =
            format!("cmdCode={CALL_PRESET}&parameter1=0&parameter2={number}&combindCode2=0");
        self.turn(camera, "front_end_command", &asked).await
    }

    async fn turn(&self, camera: &CameraId, door: &str, asked: &str) -> Result<(), GatewayError> {
        let Channel { device, channel } = self.heads.get(camera).ok_or(GatewayError::NoGateway)?;
        let rest = format!("/api/ptz/{door}/{device}/{channel}?{asked}");
        let told = self.ask::<serde::de::IgnoredAny>(Method::POST, &rest);
        let told = tokio::time::timeout(TOLD_WITHIN, told).await;
        told.map_err(|_| GatewayError::Slow)?.map(|_| ())
    }

    /// Asks, and goes on only with its code for success.
    async fn ask<T: serde::de::DeserializeOwned>(
        &self,
        method: Method,
        rest: &str,
    ) -> Result<Option<T>, GatewayError> {
        let address = self.api.at(rest).ok_or(GatewayError::Unusable)?;
        let mut request = asked(method, address)?;
        let key = HeaderValue::from_str(self.key.reveal()).map_err(|_| GatewayError::Unusable)?;
        request.headers_mut().insert("api-key", key);
        let answer: RawResult<T> = self.client.json(request, LARGEST_ANSWER).await?;
        match answer.code {
            0 => Ok(answer.data),
            status => Err(GatewayError::Refused { status }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_direction_has_the_word_that_the_interface_knows() {
        let word = |pan, tilt, zoom| Drive { pan, tilt, zoom }.word();
        assert_eq!(word(0.0, 0.0, 0.0), "stop");
        assert_eq!(
            (word(-0.5, 0.0, 0.0), word(0.5, 0.0, 0.0)),
            ("left", "right")
        );
        assert_eq!((word(0.0, 0.5, 0.0), word(0.0, -0.5, 0.0)), ("up", "down"));
        assert_eq!(
            (word(-1.0, 1.0, 0.0), word(1.0, 1.0, 0.0)),
            ("upleft", "upright")
        );
        assert_eq!(
            (word(-1.0, -1.0, 0.0), word(1.0, -1.0, 0.0)),
            ("downleft", "downright")
        );
        assert_eq!(
            (word(0.0, 0.0, 0.1), word(0.0, 0.0, -0.1)),
            ("zoomin", "zoomout")
        );
    }
}

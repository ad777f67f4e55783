//! WVP: has a GB/T 28181 device send a stream to its ZLMediaKit (`/api/play/start/{device}/{channel}`).
//!
//! Source: 648540858/wvp-GB28181-pro, `PlayController` and `PtzController`; the key goes in the header `api-key`.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use axum::http::{HeaderValue, Method};
use domain::{CameraId, StreamId};
use serde::Deserialize;

use super::client::asked;
use super::{Client, GatewayError, MediaPath};
use crate::config::{BaseUrl, Channel, Secret, WvpConfig};

/// The largest answer, in bytes.
const LARGEST_ANSWER: usize = 256 * 1024;
/// How long a device may take to begin to send: WVP itself gives it some 18 s.
const FETCHED_WITHIN: Duration = Duration::from_secs(20);

/// A WVP.
#[derive(Debug)]
pub struct Wvp {
    api: BaseUrl,
    key: Secret,
    client: Client,
    streams: BTreeMap<StreamId, Channel>,
    heads: BTreeMap<CameraId, Channel>,
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
    pub(super) fn of(config: &WvpConfig, client: Client) -> Self {
        Self {
            api: config.api.clone(),
            key: config.key.clone(),
            client: client.patient(FETCHED_WITHIN),
            streams: config.streams.clone(),
            heads: config.heads.clone(),
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

    /// Whether it turns a camera's head.
    #[must_use]
    pub fn turns(&self, camera: &CameraId) -> bool {
        self.heads.contains_key(camera)
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

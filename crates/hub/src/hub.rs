//! What every door of the hub needs to reach.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use bytes::Bytes;
use domain::{Network, PlatformId};
use sha2::{Digest, Sha256};
use tokio::sync::{Semaphore, watch};

use crate::auth::{Access, Session};
use crate::clock::{DeploymentTime, uptime};
use crate::config::Config;
use crate::line::Line;
use crate::pace::{Bucket, Pace};
use crate::problem::Problem;
use crate::tiles::Tiles;

/// A running hub.
pub struct Hub {
    /// How it is set up.
    pub config: Config,
    /// What time it is.
    pub clock: Arc<DeploymentTime>,
    /// Who may do what.
    pub access: Access,
    /// The line of every network it serves.
    pub lines: BTreeMap<Network, Arc<Line>>,
    /// The basemap, when there is one.
    pub tiles: Option<Tiles>,
    /// `GET /api/v1/deployment`, ready to send.
    pub deployment: Prepared,
    /// `GET /api/v1/divisions`, ready to send.
    pub divisions: Prepared,
    /// One permit a feed.
    pub connections: Arc<Semaphore>,
    /// Turns true when the hub begins to stop.
    pub stopping: watch::Receiver<bool>,
    buckets: BTreeMap<PlatformId, Mutex<Bucket>>,
}

/// A JSON document that does not change while the hub runs.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The document.
    pub json: Bytes,
    /// Its entity tag, with the quotes.
    pub etag: String,
}

impl Prepared {
    /// The document of a value.
    ///
    /// # Errors
    /// When the value holds something JSON cannot express.
    pub fn of(value: &impl serde::Serialize) -> Result<Self, serde_json::Error> {
        let json = serde_json::to_vec(value)?;
        let digest = Sha256::digest(&json);
        let tag: String = digest
            .iter()
            .take(12)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(Self {
            json: json.into(),
            etag: format!("\"{tag}\""),
        })
    }
}

/// What a hub is made of.
pub struct Furnishing {
    /// How it is set up.
    pub config: Config,
    /// What time it is.
    pub clock: Arc<DeploymentTime>,
    /// The line of every network it serves.
    pub lines: BTreeMap<Network, Arc<Line>>,
    /// The basemap, when there is one.
    pub tiles: Option<Tiles>,
    /// `GET /api/v1/deployment`.
    pub deployment: Prepared,
    /// `GET /api/v1/divisions`.
    pub divisions: Prepared,
    /// Turns true when the hub begins to stop.
    pub stopping: watch::Receiver<bool>,
}

impl Hub {
    /// Joins the parts.
    #[must_use]
    pub fn new(parts: Furnishing) -> Self {
        let limits = &parts.config.limits;
        let pace = Pace {
            per_second: limits.requests_per_second,
            at_once: f64::from(limits.requests_at_once),
        };
        let platforms = parts.config.platforms.iter();
        Self {
            access: Access::of(&parts.config),
            buckets: platforms
                .map(|platform| (platform.id.clone(), Mutex::new(Bucket::full(pace))))
                .collect(),
            connections: Arc::new(Semaphore::new(limits.connections)),
            config: parts.config,
            clock: parts.clock,
            lines: parts.lines,
            tiles: parts.tiles,
            deployment: parts.deployment,
            divisions: parts.divisions,
            stopping: parts.stopping,
        }
    }

    /// Counts a request of a platform.
    ///
    /// # Errors
    /// When it has sent more than it may.
    pub fn keep_pace(&self, platform: &PlatformId) -> Result<(), Problem> {
        let Some(bucket) = self.buckets.get(platform) else {
            return Ok(());
        };
        let taken = bucket
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take(uptime());
        taken.map_err(|wait| Problem::too_many_requests(wait.as_secs_f64().ceil().max(1.0) as u32))
    }

    /// The line of a network by its word, if this hub serves it.
    ///
    /// # Errors
    /// When there is no such network here.
    pub fn line(&self, network: &str) -> Result<&Arc<Line>, Problem> {
        network
            .parse::<Network>()
            .ok()
            .and_then(|network| self.lines.get(&network))
            .ok_or_else(|| Problem::not_found(format!("this hub serves no network '{network}'")))
    }
}

/// The token or key of `Authorization: Bearer …`.
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| secret.trim())
        .filter(|secret| !secret.is_empty())
}

/// Whoever reads, by token or without one.
pub struct Reader(pub Session);

impl FromRequestParts<Arc<Hub>> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Arc<Hub>) -> Result<Self, Problem> {
        Ok(Self(hub.access.session(bearer(&parts.headers))?.clone()))
    }
}

//! Tiles fetched from a remote source.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::Semaphore;

use super::source::SourceConfig;
use super::{Tile, TileAddress, TileError, picture_type};

/// How many tiles are fetched at the same time; browsers allowed six a host for years, and services are used to that.
const AT_ONCE: usize = 8;
/// How long a tile may wait for its turn.
const TURN_WITHIN: Duration = Duration::from_secs(10);
/// How long the source may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// The largest picture that is taken, in bytes.
const LARGEST_TILE: u64 = 4 * 1024 * 1024;

/// A remote source and the connections to it.
pub struct Upstream {
    source: SourceConfig,
    agent: ureq::Agent,
    turns: Arc<Semaphore>,
}

impl Upstream {
    pub fn new(source: SourceConfig) -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(ANSWER_WITHIN))
            .http_status_as_error(false)
            .user_agent(concat!("furun-hub/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        Self {
            source,
            agent,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    #[cfg(test)]
    pub fn free_turns(&self) -> usize {
        self.turns.available_permits()
    }

    pub async fn tile(upstream: Arc<Self>, at: TileAddress) -> Result<Option<Tile>, TileError> {
        let Some(address) = upstream.source.address(at) else {
            return Ok(None);
        };
        let turn = Arc::clone(&upstream.turns).acquire_owned();
        let turn = tokio::time::timeout(TURN_WITHIN, turn).await;
        let (Ok(Ok(turn)), agent) = (turn, upstream.agent.clone()) else {
            return Err(TileError::Busy);
        };
        let fetched = tokio::task::spawn_blocking(move || {
            let fetched = fetch(&agent, &address);
            // Not sooner: whoever moves the map on goes away, and what was begun for him goes on.
            drop(turn);
            fetched
        })
        .await;
        fetched.map_err(|_| TileError::Unreachable("the fetch was ended".to_owned()))?
    }
}

/// An address holds the key, so no error repeats it.
fn fetch(agent: &ureq::Agent, address: &str) -> Result<Option<Tile>, TileError> {
    let mut response = agent
        .get(address)
        .call()
        .map_err(|error| TileError::Unreachable(cause(&error)))?;
    match response.status().as_u16() {
        200 => {}
        204 | 404 | 410 => return Ok(None),
        status => return Err(TileError::Unreachable(format!("it answered {status}"))),
    }
    let body = response
        .body_mut()
        .with_config()
        .limit(LARGEST_TILE)
        .read_to_vec();
    let bytes = Bytes::from(body.map_err(|error| TileError::Unreachable(cause(&error)))?);
    let media_type = picture_type(&bytes).ok_or(TileError::NotAPicture)?;
    Ok(Some(Tile { bytes, media_type }))
}

fn cause(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => "it did not answer in time".to_owned(),
        ureq::Error::HostNotFound => "its host was not found".to_owned(),
        ureq::Error::BodyExceedsLimit(limit) => format!("its answer is larger than {limit} bytes"),
        ureq::Error::Io(error) => error.kind().to_string(),
        _ => "the connection failed".to_owned(),
    }
}

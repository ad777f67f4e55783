//! Names that people gave things, as a hub tells them (`GET /api/v1/{network}/labels`).

use std::sync::Arc;

use domain::{Name, Network, Timestamp, Wgs84};
use serde::Deserialize;

/// A name that somebody gave a thing.
#[derive(Clone, Debug, PartialEq)]
pub struct HandLabel {
    /// On which network.
    pub network: Network,
    /// Its number, at the hub.
    pub id: u64,
    /// How often it was changed, from 1.
    pub version: u64,
    /// What the thing is called.
    pub name: Name,
    /// Where it is.
    pub position: Wgs84,
    /// How far above the ground.
    pub height_metres: f64,
    /// Who named it last; absent for who may not know.
    pub author: Option<Arc<str>>,
    /// When.
    pub at: Timestamp,
}

#[derive(Deserialize)]
struct Told {
    labels: Vec<RawLabel>,
}

#[derive(Deserialize)]
struct RawLabel {
    id: u64,
    version: u64,
    name: Name,
    position: Wgs84,
    height_metres: f64,
    author: Option<Arc<str>>,
    at: chrono::DateTime<chrono::FixedOffset>,
}

impl HandLabel {
    /// Reads the labels of a network.
    pub(super) fn read_all(bytes: &[u8], network: Network) -> Result<Vec<Self>, serde_json::Error> {
        let told: Told = serde_json::from_slice(bytes)?;
        let labels = told.labels.into_iter().map(|raw| Self {
            network,
            id: raw.id,
            version: raw.version,
            name: raw.name,
            position: raw.position,
            height_metres: raw.height_metres,
            author: raw.author,
            at: Timestamp(raw.at.timestamp_millis()),
        });
        Ok(labels.collect())
    }
}

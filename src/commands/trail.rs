//! The audit trail: what people did, searched and exported.

use std::sync::Arc;

use domain::{IncidentRef, Network};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::Commands;
use super::door::{DoorFault, step};

/// How many entries a page of the trail has.
const PAGE: usize = 50;

/// What is looked for; whatever is absent is of no matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailSearch {
    /// From this moment on, in milliseconds since 1970.
    pub from_ms: Option<i64>,
    /// Before this one.
    pub to_ms: Option<i64>,
    /// What this account did, and what was done to it.
    pub person: Option<String>,
    /// Only what was asked of this network's incidents.
    pub network: Option<Network>,
    /// Only of this incident.
    pub incident: Option<IncidentRef>,
    /// Only of this kind, by its word.
    pub what: Option<&'static str>,
}

impl TrailSearch {
    /// What an address has after its path to ask for it, the newest first.
    fn query(&self) -> String {
        let asked = [
            ("from", self.from_ms.map(|ms| ms.to_string())),
            ("to", self.to_ms.map(|ms| ms.to_string())),
            ("person", self.person.as_deref().map(step)),
            ("network", self.network.map(|one| one.to_string())),
            ("incident", self.incident.map(|one| step(&one.to_string()))),
            ("what", self.what.map(str::to_owned)),
        ];
        let mut query = "?order=newest_first".to_owned();
        for (name, value) in asked {
            if let Some(value) = value {
                query.push_str(&format!("&{name}={value}"));
            }
        }
        query
    }
}

/// What somebody did.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TrailEntry {
    /// When.
    pub at: chrono::DateTime<chrono::FixedOffset>,
    /// What, by its word.
    pub what: Arc<str>,
    /// By which account; absent for the hub itself.
    pub person: Option<Arc<str>>,
    /// From which address.
    pub address: Option<Arc<str>>,
    /// On which network.
    pub network: Option<Network>,
    /// On which incident.
    #[serde(deserialize_with = "incident")]
    pub incident: Option<IncidentRef>,
    /// What of: a command's verb, the account or wall that was changed.
    pub about: Option<Arc<str>>,
    /// Why it was refused, or what else there is to know.
    pub outcome: Option<Arc<str>>,
}

/// The trail writes an incident as addresses do: "police/12".
fn incident<'de, D: Deserializer<'de>>(from: D) -> Result<Option<IncidentRef>, D::Error> {
    let text = Option::<Arc<str>>::deserialize(from)?;
    text.map(|text| text.parse().map_err(D::Error::custom))
        .transpose()
}

/// A page of the trail.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TrailPage {
    /// The entries.
    pub entries: Vec<TrailEntry>,
    /// Where the next page begins; absent on the last.
    pub next: Option<String>,
}

impl Commands {
    /// A page of what was found, beyond where another one ended.
    ///
    /// # Errors
    /// When the person may not, or the hub does not answer.
    pub async fn trail(
        self,
        search: &TrailSearch,
        after: Option<&str>,
    ) -> Result<TrailPage, DoorFault> {
        let after = after.map(|after| format!("&after={}", step(after)));
        let query = search.query();
        let after = after.unwrap_or_default();
        self.read(&format!("api/v1/audit{query}&limit={PAGE}{after}"))
            .await
    }

    /// Where all that is found can be had as CSV.
    #[must_use]
    pub fn trail_export(self, search: &TrailSearch) -> String {
        self.page(&format!("api/v1/audit.csv{}", search.query()))
    }
}

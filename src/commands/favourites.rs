//! A person's own cameras, as the hub keeps them for the account.

use gloo_net::http::Method;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Commands;
use super::door::DoorFault;

const DOOR: &str = "api/v1/me/favourites";

/// A person's own cameras, as the hub told them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldFavourites {
    /// How often they have changed.
    pub version: u64,
    /// Their codes, in the order in which they were chosen.
    pub cameras: Vec<String>,
}

impl Commands {
    /// The person's own cameras.
    ///
    /// # Errors
    /// When the person may not see cameras, or the hub does not answer.
    pub async fn favourites(self) -> Result<ToldFavourites, DoorFault> {
        self.read(DOOR).await
    }

    /// Keeps these as the person's own cameras.
    ///
    /// # Errors
    /// "stale" when they were changed since that version, and when the hub does not answer.
    pub async fn keep_favourites(
        self,
        based_on: u64,
        cameras: &[String],
    ) -> Result<ToldFavourites, DoorFault> {
        let chosen = json!({ "based_on": based_on, "cameras": cameras });
        let kept = self.knock(Method::PUT, DOOR, Some(&chosen));
        kept.await?.read()
    }
}

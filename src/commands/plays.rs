//! Asking for a camera's picture.

use domain::StreamId;
use gloo_net::http::Method;
use serde::{Deserialize, Serialize};

use super::Commands;
use super::door::{DoorFault, step};
use crate::config::Offer;

#[derive(Deserialize)]
struct Plays {
    offers: Vec<Offer>,
}

#[derive(Serialize)]
struct Nothing {}

impl Commands {
    /// The ways in which a stream can be played now, by the hub that serves the page; addresses are complete.
    ///
    /// # Errors
    /// [`DoorFault::NoRight`] when the person may not see the camera, [`DoorFault::Unknown`] when there is no such stream,
    /// [`DoorFault::NoAnswer`] when the hub or its gateway is away.
    pub async fn ask_play(self, stream: &StreamId) -> Result<Vec<Offer>, DoorFault> {
        let door = format!("api/v1/streams/{}/plays", step(stream.as_str()));
        let asked = self.knock(Method::POST, &door, Some(&Nothing {}));
        let Plays { mut offers } = asked.await?.read()?;
        for offer in &mut offers {
            // The hub names a place of its own; the page may stand below a folder of it.
            offer.address = self.page(offer.address.trim_start_matches('/'));
        }
        Ok(offers)
    }
}

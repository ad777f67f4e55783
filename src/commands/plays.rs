//! Asking for a camera's picture.

use domain::{StreamId, Timestamp};
use gloo_net::http::Method;
use serde::{Deserialize, Serialize};

use super::Commands;
use super::door::{DoorFault, step};
use crate::config::{Offer, perhaps_moment};

#[derive(Deserialize)]
struct Plays {
    #[serde(default, deserialize_with = "perhaps_moment")]
    begins_at: Option<Timestamp>,
    offers: Vec<Offer>,
}

/// What was recorded of a stream, ready to be played.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// When it begins: as asked, or as soon after as there is anything.
    pub begins_at: Timestamp,
    /// In which ways it comes.
    pub offers: Vec<Offer>,
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
        Ok(self.plays(&door).await?.offers)
    }

    /// What was recorded of a stream from a moment on, by the hub's own time.
    ///
    /// # Errors
    /// [`DoorFault::Unknown`] when nothing was recorded then or the gateway does not offer it, else as
    /// [`ask_play`](Self::ask_play).
    pub async fn ask_recording(
        self,
        stream: &StreamId,
        from: Timestamp,
    ) -> Result<Recorded, DoorFault> {
        let stream = step(stream.as_str());
        let door = format!("api/v1/streams/{stream}/plays?from={}", from.0);
        let Plays { begins_at, offers } = self.plays(&door).await?;
        Ok(Recorded {
            begins_at: begins_at.unwrap_or(from),
            offers,
        })
    }

    async fn plays(self, door: &str) -> Result<Plays, DoorFault> {
        let asked = self.knock_as_screen(Method::POST, door, Some(&Nothing {}));
        let mut plays: Plays = asked.await?.read()?;
        for offer in &mut plays.offers {
            // The hub names a place of its own; the page may stand below a folder of it.
            offer.address = self.page(offer.address.trim_start_matches('/'));
        }
        Ok(plays)
    }
}

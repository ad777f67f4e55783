//! Turning a camera by its hub: who holds its head, and where it is to look.

use domain::CameraId;
use gloo_net::http::Method;
use protocol::TELEMETRY_PROTOCOL;
use serde::Serialize;

use super::Commands;
use super::door::{DoorFault, step};
use crate::config::{Head, HeadMove, Holder, offered_protocols};

#[derive(Serialize)]
struct Nothing {}

impl Commands {
    /// What turns a camera; `None` where nothing does from here.
    ///
    /// # Errors
    /// When the person may not see it, or the hub does not answer.
    pub async fn head(self, camera: &CameraId) -> Result<Option<Head>, DoorFault> {
        let door = door(camera, "head");
        match self.knock_as_screen(Method::GET, &door, None::<&()>).await {
            Err(DoorFault::Unknown) => Ok(None),
            answered => answered?.read().map(Some),
        }
    }

    /// Takes a camera's head, or holds it on.
    ///
    /// # Errors
    /// [`DoorReason::Held`](super::DoorReason::Held) when somebody else has it.
    pub async fn take_head(self, camera: &CameraId) -> Result<Holder, DoorFault> {
        let door = door(camera, "hold");
        let taken = self.knock(Method::POST, &door, Some(&Nothing {}));
        taken.await?.read()
    }

    /// Lets go of a camera's head.
    ///
    /// # Errors
    /// When the hub does not answer: then its time will.
    pub async fn let_go_of_head(self, camera: &CameraId) -> Result<(), DoorFault> {
        let door = door(camera, "hold");
        let gone = self.knock(Method::DELETE, &door, None::<&()>);
        gone.await.map(|_| ())
    }

    /// Moves a camera's head, and holds it on.
    ///
    /// # Errors
    /// [`DoorReason::NotHeld`](super::DoorReason::NotHeld) when it has to be taken first, `Held` when somebody else has it,
    /// `NotAble` when it cannot.
    pub async fn move_head(self, camera: &CameraId, wanted: &HeadMove) -> Result<(), DoorFault> {
        let door = door(camera, "moves");
        let begun = self.knock(Method::POST, &door, Some(wanted));
        begun.await.map(|_| ())
    }

    /// Where a camera's telemetry is heard, for a WebSocket, and which subprotocols it offers: a screen's token among them.
    #[must_use]
    pub fn telemetry(self, camera: &CameraId) -> (String, Vec<String>) {
        let address = self.page(&door(camera, "telemetry"));
        let token = self.screen_token();
        let protocols = offered_protocols(TELEMETRY_PROTOCOL, token.as_ref());
        (address.replacen("http", "ws", 1), protocols)
    }
}

fn door(camera: &CameraId, what: &str) -> String {
    format!("api/v1/cameras/{}/{what}", step(camera.as_str()))
}

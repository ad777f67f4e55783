//! Walls: how one asks to be let in, and how somebody lets it in and sends it away.

use std::sync::Arc;

use domain::{AreaId, Network, PersonId};
use gloo_net::http::Method;
use serde::{Deserialize, Serialize};

use super::Commands;
use super::door::{DoorFault, step};
use super::seat;

/// A wall that waits to be let in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// What it shows.
    pub code: String,
    /// What it comes with for its session.
    pub secret: String,
}

/// What a wall that comes for its session is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// Nobody has confirmed its code yet.
    NotYet,
    /// It is signed in: pages that are opened from now on are a wall's.
    LetIn,
}

/// A wall that was let in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LetInWall {
    /// Its account.
    pub id: PersonId,
    /// What it is called.
    pub name: Arc<str>,
    /// Which networks it shows.
    pub networks: Vec<Network>,
    /// Which patrol areas; all when absent.
    pub areas: Option<Vec<AreaId>>,
    /// Who let it in.
    pub confirmed_by: Option<Arc<str>>,
    /// When.
    pub confirmed_at: Option<chrono::DateTime<chrono::FixedOffset>>,
    /// Since when it is signed in; absent until it came for its session.
    pub signed_in_since: Option<chrono::DateTime<chrono::FixedOffset>>,
}

/// What a wall is to be.
#[derive(Clone, Debug, Serialize)]
pub struct NewWall {
    /// What it is called.
    pub name: String,
    /// Which networks it shows.
    pub networks: Vec<Network>,
    /// Which patrol areas; all when absent.
    pub areas: Option<Vec<AreaId>>,
}

#[derive(Deserialize)]
struct Walls {
    walls: Vec<LetInWall>,
}

#[derive(Serialize)]
struct Nothing {}

#[derive(Serialize)]
struct Claim<'a> {
    secret: &'a str,
}

impl Commands {
    /// Asks that this wall be let in.
    ///
    /// # Errors
    /// When too many wait already, or the hub does not answer.
    pub async fn ask_in(self) -> Result<Enrolment, DoorFault> {
        let asked = self.knock(Method::POST, "api/v1/walls", Some(&Nothing {}));
        asked.await?.read()
    }

    /// Comes for the wall's session.
    ///
    /// # Errors
    /// [`DoorFault::Unknown`] when the code has run out: ask anew. Else when the hub does not answer.
    pub async fn claim_wall(self, secret: &str) -> Result<Claimed, DoorFault> {
        let claim = Claim { secret };
        let answer = self.knock(Method::POST, "api/v1/walls/session", Some(&claim));
        Ok(match answer.await?.status {
            200 => {
                seat::expect_wall();
                Claimed::LetIn
            }
            _ => Claimed::NotYet,
        })
    }

    /// The walls that were let in.
    ///
    /// # Errors
    /// When the person may not, or the hub does not answer.
    pub async fn walls(self) -> Result<Vec<LetInWall>, DoorFault> {
        let Walls { walls } = self.read("api/v1/walls").await?;
        Ok(walls)
    }

    /// Lets the wall in that shows a code.
    ///
    /// # Errors
    /// [`DoorFault::Unknown`] when no wall shows it. Else when a field is wrong, the person may not, or the hub does not answer.
    pub async fn confirm_wall(self, code: &str, wall: &NewWall) -> Result<(), DoorFault> {
        let door = format!("api/v1/walls/{}/confirm", step(code));
        self.knock(Method::POST, &door, Some(wall)).await?;
        Ok(())
    }

    /// Sends a wall away.
    ///
    /// # Errors
    /// When there is no such wall any more, the person may not, or the hub does not answer.
    pub async fn revoke_wall(self, id: &PersonId) -> Result<(), DoorFault> {
        let door = format!("api/v1/walls/{}", step(id.as_str()));
        self.knock(Method::DELETE, &door, None::<&()>).await?;
        Ok(())
    }
}

//! What officers ask of one another besides commands: to keep off a call for a moment, and to take the watch.

use domain::{IncidentRef, Network, PersonId};
use gloo_net::http::Method;
use serde_json::json;

use super::Commands;
use super::door::DoorFault;
use crate::config::{ToldClaim, ToldClaims, Watch};

impl Commands {
    /// Takes a call for a minute, or holds it a minute longer.
    ///
    /// # Errors
    /// "held" when somebody else takes it, and when the hub does not answer.
    pub async fn hold(self, incident: IncidentRef) -> Result<ToldClaim, DoorFault> {
        let IncidentRef { network, id } = incident;
        let door = format!("incidents/{id}/claim");
        let nothing = json!({});
        let held = self.knock_at(network, Method::POST, &door, Some(&nothing));
        held.await?.read()
    }

    /// Lets a call go. What is not let go runs out by itself: nobody waits for the answer.
    pub async fn release(self, incident: IncidentRef) {
        let IncidentRef { network, id } = incident;
        let door = format!("incidents/{id}/claim");
        let released = self.knock_at(network, Method::DELETE, &door, None::<&()>);
        drop(released.await);
    }

    /// The calls of a network that somebody is taking.
    ///
    /// # Errors
    /// When the person may not know, or the hub does not answer.
    pub async fn claims_of(self, network: Network) -> Result<ToldClaims, DoorFault> {
        let claims = self.knock_at(network, Method::GET, "claims", None::<&()>);
        claims.await?.read()
    }

    /// Who is on watch.
    ///
    /// # Errors
    /// When the person may not know, or the hub does not answer.
    pub async fn watch_of(self, network: Network) -> Result<Watch, DoorFault> {
        let watch = self.knock_at(network, Method::GET, "handovers", None::<&()>);
        watch.await?.read()
    }

    /// Gives the watch to another officer, who has to sign for it.
    ///
    /// # Errors
    /// When the hub did not do it.
    pub async fn give_watch(
        self,
        network: Network,
        to: &PersonId,
        remark: &str,
    ) -> Result<Watch, DoorFault> {
        let body = json!({ "to": to, "remark": remark });
        let given = self.knock_at(network, Method::POST, "handovers", Some(&body));
        given.await?.read()
    }

    /// Signs for the watch that another officer gave.
    ///
    /// # Errors
    /// When the hub did not do it.
    pub async fn sign_for_watch(
        self,
        network: Network,
        from: &PersonId,
    ) -> Result<Watch, DoorFault> {
        let body = json!({ "from": from });
        let signed = self.knock_at(network, Method::POST, "handovers/sign", Some(&body));
        signed.await?.read()
    }

    /// Takes the watch over without anybody giving it.
    ///
    /// # Errors
    /// When the hub did not do it.
    pub async fn take_watch(self, network: Network) -> Result<Watch, DoorFault> {
        let nothing = json!({});
        let taken = self.knock_at(network, Method::POST, "handovers/take", Some(&nothing));
        taken.await?.read()
    }
}

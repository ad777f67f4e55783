//! What officers ask of one another besides commands: to keep off a call for a moment, and to take the watch.

use domain::{IncidentRef, Network, PersonId};
use gloo_net::http::{Request, RequestBuilder};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Commands;
use crate::config::{ToldClaim, ToldClaims, Watch};

/// Why the hub did not do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeskFault {
    /// Nobody is signed in any more.
    SignInNeeded,
    /// The person may not.
    NoRight,
    /// There is no such day, or what was written is not to the hub's liking.
    Invalid,
    /// It cannot be so now, in the hub's word: somebody else holds the call, or has the watch.
    Refused(String),
    /// The hub did not answer, or not so that it can be understood.
    NoAnswer,
}

impl Commands {
    /// Takes a call for a minute, or holds it a minute longer.
    ///
    /// # Errors
    /// "held" when somebody else takes it, and when the hub does not answer.
    pub async fn hold(self, incident: IncidentRef) -> Result<ToldClaim, DeskFault> {
        let request = Request::post(&self.claim_address(incident));
        self.asked_for(request, Some(&json!({}))).await
    }

    /// Lets a call go. What is not let go runs out by itself: nobody waits for the answer.
    pub async fn release(self, incident: IncidentRef) {
        let released = Request::delete(&self.claim_address(incident)).send().await;
        drop(released);
    }

    fn claim_address(self, incident: IncidentRef) -> String {
        let IncidentRef { network, id } = incident;
        self.door(network, &format!("incidents/{id}/claim"))
    }

    /// The calls of a network that somebody is taking.
    ///
    /// # Errors
    /// When the person may not know, or the hub does not answer.
    pub async fn claims_of(self, network: Network) -> Result<ToldClaims, DeskFault> {
        self.asked_for(Request::get(&self.door(network, "claims")), None)
            .await
    }

    /// Who is on watch.
    ///
    /// # Errors
    /// When the person may not know, or the hub does not answer.
    pub async fn watch_of(self, network: Network) -> Result<Watch, DeskFault> {
        self.asked_for(Request::get(&self.door(network, "handovers")), None)
            .await
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
    ) -> Result<Watch, DeskFault> {
        let request = Request::post(&self.door(network, "handovers"));
        let body = json!({ "to": to, "remark": remark });
        self.asked_for(request, Some(&body)).await
    }

    /// Signs for the watch that another officer gave.
    ///
    /// # Errors
    /// When the hub did not do it.
    pub async fn sign_for_watch(
        self,
        network: Network,
        from: &PersonId,
    ) -> Result<Watch, DeskFault> {
        let request = Request::post(&self.door(network, "handovers/sign"));
        self.asked_for(request, Some(&json!({ "from": from })))
            .await
    }

    /// Takes the watch over without anybody giving it.
    ///
    /// # Errors
    /// When the hub did not do it.
    pub async fn take_watch(self, network: Network) -> Result<Watch, DeskFault> {
        let request = Request::post(&self.door(network, "handovers/take"));
        self.asked_for(request, Some(&json!({}))).await
    }

    /// The address of something of a network's at its own hub.
    pub(super) fn door(self, network: Network, relative: &str) -> String {
        self.doors
            .with_value(|doors| doors.at(network, &format!("api/v1/{network}/{relative}")))
    }

    pub(super) async fn asked_for<T: DeserializeOwned>(
        self,
        request: RequestBuilder,
        body: Option<&Value>,
    ) -> Result<T, DeskFault> {
        let request = match body {
            Some(body) => request.json(body),
            None => request.build(),
        };
        let request = request.map_err(|_| DeskFault::NoAnswer)?;
        let answer = request.send().await.map_err(|_| DeskFault::NoAnswer)?;
        match answer.status() {
            200 | 201 => answer.json().await.map_err(|_| DeskFault::NoAnswer),
            401 => {
                self.end_session();
                Err(DeskFault::SignInNeeded)
            }
            403 => Err(DeskFault::NoRight),
            409 => {
                let problem: Value = answer.json().await.map_err(|_| DeskFault::NoAnswer)?;
                let word = problem["refusal"].as_str().unwrap_or_default();
                Err(DeskFault::Refused(word.to_owned()))
            }
            400 | 422 => Err(DeskFault::Invalid),
            _ => Err(DeskFault::NoAnswer),
        }
    }
}

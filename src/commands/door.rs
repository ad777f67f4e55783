//! One question at a door of a hub, for what is not a command: people, walls, the trail and one's own account at the hub that
//! serves the page; calls being taken, the watch and its papers at the hub of the network.

use domain::Network;
use gloo_net::http::Method;
use leptos::prelude::WithValue;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Commands;
use super::exchange::{Inquiry, Reply, exchange};
use crate::config::Token;

/// A question without an answer after this long is given up, in milliseconds.
const PATIENCE_MS: u32 = 20_000;

/// Why a door did not do what it was asked, and so what the person can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DoorFault {
    /// A field is wrong: its JSON pointer (RFC 6901), or the name of a parameter.
    Field(String),
    /// It cannot be so.
    Refused(DoorReason),
    /// There is no such thing any more.
    Unknown,
    /// The person may not.
    NoRight,
    /// Nobody is signed in any more.
    SignInNeeded,
    /// Too many attempts: come back after so many seconds.
    Wait {
        /// How many.
        secs: u32,
    },
    /// The hub did not answer, or cannot now.
    NoAnswer,
    /// The hub's answer makes no sense to this screen.
    Unreadable(u16),
}

/// What stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DoorReason {
    /// Somebody has that account.
    Taken,
    /// There are as many accounts as there may be.
    Full,
    /// Nobody could administer people any more.
    LastAdministrator,
    /// A wall is what it was confirmed as.
    Wall,
    /// The account has no password of its own: a wall's, or a demo's.
    NoPassword,
    /// Somebody else has saved a version since.
    Stale,
    /// The one-time secret is wrong, or was used.
    #[serde(rename = "secret-refused")]
    Secret,
    /// Somebody else holds the camera's head.
    Held,
    /// The head was let go of, or its time is over: it has to be taken first.
    NotHeld,
    /// The head cannot do that.
    NotAble,
    /// Something else.
    #[serde(other)]
    Other,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Problem {
    #[serde(rename = "type")]
    word: String,
    pointer: Option<String>,
    field: Option<String>,
    refusal: Option<String>,
}

fn reason(word: &str) -> DoorReason {
    serde_json::from_value(word.into()).unwrap_or(DoorReason::Other)
}

/// Reads a refusal: its status, after how many seconds to come back, and its body.
fn fault(status: u16, retry_after_secs: Option<u32>, body: &str) -> DoorFault {
    let problem = serde_json::from_str::<Problem>(body).unwrap_or_default();
    match status {
        401 => DoorFault::SignInNeeded,
        403 => match problem.word.rsplit(':').next().map(reason) {
            Some(DoorReason::Secret) => DoorFault::Refused(DoorReason::Secret),
            _ => DoorFault::NoRight,
        },
        404 => DoorFault::Unknown,
        409 => DoorFault::Refused(reason(&problem.refusal.unwrap_or_default())),
        429 => DoorFault::Wait {
            secs: retry_after_secs.unwrap_or(1),
        },
        400 | 422 => match problem
            .pointer
            .or(problem.field)
            .filter(|named| !named.is_empty())
        {
            Some(pointer) => DoorFault::Field(pointer),
            None => DoorFault::Unreadable(status),
        },
        408 | 500..=599 => DoorFault::NoAnswer,
        other => DoorFault::Unreadable(other),
    }
}

/// What a door answered when it did what it was asked.
pub(super) struct Opened {
    /// The HTTP status.
    pub(super) status: u16,
    body: String,
}

impl Opened {
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, DoorFault> {
        serde_json::from_str(&self.body).map_err(|_| DoorFault::Unreadable(self.status))
    }
}

impl Commands {
    /// Reads what is behind a door.
    pub(super) async fn read<T: DeserializeOwned>(self, relative: &str) -> Result<T, DoorFault> {
        self.knock(Method::GET, relative, None::<&()>).await?.read()
    }

    /// Asks at a door for a screen, once: with its token, where it has one.
    pub(super) async fn knock_as_screen(
        self,
        method: Method,
        relative: &str,
        body: Option<&impl Serialize>,
    ) -> Result<Opened, DoorFault> {
        let Some(token) = self.screen_token() else {
            return self.knock(method, relative, body).await;
        };
        ask(method, &self.page(relative), body, Some(&token)).await
    }

    /// Asks at a door, once: nothing here is repeated by itself.
    pub(super) async fn knock(
        self,
        method: Method,
        relative: &str,
        body: Option<&impl Serialize>,
    ) -> Result<Opened, DoorFault> {
        let address = self.hubs.with_value(|hubs| hubs.own().of(relative));
        let opened = ask(method, &address, body, None).await;
        if matches!(opened, Err(DoorFault::SignInNeeded)) {
            self.end_session();
        }
        opened
    }

    /// Asks at a door of a network, once, wherever its hub is: "claims".
    pub(super) async fn knock_at(
        self,
        network: Network,
        method: Method,
        relative: &str,
        body: Option<&impl Serialize>,
    ) -> Result<Opened, DoorFault> {
        let relative = format!("api/v1/{network}/{relative}");
        let address = self.hubs.with_value(|hubs| hubs.at(network, &relative));
        let opened = ask(method, &address, body, None).await;
        // Another network's hub ends only its own session.
        if matches!(opened, Err(DoorFault::SignInNeeded)) && self.is_own_hub(network) {
            self.end_session();
        }
        opened
    }
}

async fn ask(
    method: Method,
    address: &str,
    body: Option<&impl Serialize>,
    token: Option<&Token>,
) -> Result<Opened, DoorFault> {
    let json = body.map(serde_json::to_string).transpose();
    let json = json.map_err(|_| DoorFault::Unreadable(0))?;
    let inquiry = Inquiry::new(method, address, json.as_deref()).with_token(token);
    let reply = exchange(inquiry, PATIENCE_MS).await;
    let Reply {
        status,
        retry_after_secs,
        body,
    } = reply.ok_or(DoorFault::NoAnswer)?;
    if (200..300).contains(&status) {
        return Ok(Opened { status, body });
    }
    Err(fault(status, retry_after_secs, &body))
}

/// A name as a step of an address.
pub(super) fn step(name: &str) -> String {
    js_sys::encode_uri_component(name).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, body: &str) -> DoorFault {
        fault(status, None, body)
    }

    #[test]
    fn a_wrong_field_is_named_and_a_body_that_is_wrong_as_a_whole_is_the_screens_fault() {
        let body =
            r#"{"type": "urn:furun:problem:invalid-field", "pointer": "/password", "detail": ""}"#;
        assert_eq!(refused(422, body), DoorFault::Field("/password".into()));
        let whole = r#"{"type": "urn:furun:problem:invalid-field", "pointer": ""}"#;
        assert_eq!(refused(422, whole), DoorFault::Unreadable(422));
    }

    #[test]
    fn a_refusal_says_what_stands_in_the_way() {
        for (word, reason) in [
            ("taken", DoorReason::Taken),
            ("last_administrator", DoorReason::LastAdministrator),
            ("no_password", DoorReason::NoPassword),
            ("something_new", DoorReason::Other),
        ] {
            let body = format!(r#"{{"type": "urn:furun:problem:refused", "refusal": "{word}"}}"#);
            assert_eq!(refused(409, &body), DoorFault::Refused(reason), "{word}");
        }
        let secret = r#"{"type": "urn:furun:problem:secret-refused"}"#;
        assert_eq!(refused(403, secret), DoorFault::Refused(DoorReason::Secret));
        let right = r#"{"type": "urn:furun:problem:right-missing", "right": "people"}"#;
        assert_eq!(refused(403, right), DoorFault::NoRight);
    }

    #[test]
    fn too_many_attempts_say_how_long_to_wait() {
        assert_eq!(fault(429, Some(30), ""), DoorFault::Wait { secs: 30 });
        assert_eq!(fault(503, Some(1), "?"), DoorFault::NoAnswer);
    }
}

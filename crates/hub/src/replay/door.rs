//! The hub's doors, as a replay uses them.

use std::time::Duration;

use domain::Timestamp;
use serde::{Deserialize, Serialize};
use ureq::Agent;
use ureq::http::{Response, header};

use super::target::Target;

/// How long the hub may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// The longest wait that a `Retry-After` is believed.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60);

/// What a replay asks of a hub.
pub trait Door {
    /// Lets the deployment's clock run from `now`, `rate` times faster than real time.
    ///
    /// # Errors
    /// As [`Trouble`] says.
    fn set_clock(&self, now: Timestamp, rate: f64) -> Result<(), Trouble>;

    /// What the deployment's clock shows.
    ///
    /// # Errors
    /// As [`Trouble`] says.
    fn clock(&self) -> Result<Reading, Trouble>;

    /// Posts a body of statements under an idempotency key: what became of each, in their order.
    ///
    /// # Errors
    /// As [`Trouble`] says.
    fn post(&self, body: &[u8], key: &str) -> Result<Vec<Answer>, Trouble>;
}

/// What the deployment's clock shows.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Reading {
    /// The deployment's now.
    #[serde(rename = "now_ms")]
    pub now: Timestamp,
    /// How many times faster than real time it runs.
    pub rate: f64,
}

/// What became of one statement.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Answer {
    /// "applied", "duplicate", "out_of_order" or "refused".
    pub outcome: String,
    /// The grid that the incident lies in.
    pub grid: Option<String>,
    /// Why it was refused.
    pub problem: Option<Refusal>,
}

/// A problem of RFC 9457, as far as a replay reads it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Refusal {
    /// What sort of problem it is, as a URI.
    #[serde(default)]
    pub r#type: String,
    /// What is wrong this time.
    #[serde(default)]
    pub detail: String,
    /// The word of a refusal ("unknown_incident").
    pub refusal: Option<String>,
}

impl Refusal {
    /// The word under which it is counted: the refusal's own, or the problem's sort in the same spelling.
    #[must_use]
    pub fn word(&self) -> String {
        let sort = || {
            self.r#type
                .rsplit(':')
                .next()
                .unwrap_or_default()
                .replace('-', "_")
        };
        let word = self.refusal.clone().unwrap_or_else(sort);
        if word.is_empty() {
            "refused".to_owned()
        } else {
            word
        }
    }
}

/// Why the hub did not do what was asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// Nothing is known to have happened: ask again, not sooner than `after`.
    Passing {
        /// How long the hub asks to wait.
        after: Duration,
        /// What happened.
        cause: String,
    },
    /// The body is larger than this hub takes.
    TooLarge,
    /// The key opens nothing, or not this.
    Key(String),
    /// How the deployment is set up contradicts it.
    Conflict(String),
    /// The answer is none that a hub gives.
    Unexpected(String),
}

/// A hub behind HTTP.
pub struct HttpDoor {
    agent: Agent,
    target: Target,
    authorization: String,
}

#[derive(Serialize)]
struct ClockSetting {
    now: Timestamp,
    rate: f64,
}

#[derive(Deserialize)]
struct Receipt {
    results: Vec<Answer>,
}

impl HttpDoor {
    /// The doors at those addresses, opened with a platform's key.
    #[must_use]
    pub fn new(target: Target, key: &str) -> Self {
        let agent = Agent::config_builder()
            .timeout_global(Some(ANSWER_WITHIN))
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(concat!("furun-hub-replay/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        Self {
            agent,
            target,
            authorization: format!("Bearer {key}"),
        }
    }
}

impl Door for HttpDoor {
    fn set_clock(&self, now: Timestamp, rate: f64) -> Result<(), Trouble> {
        let setting = serde_json::to_vec(&ClockSetting { now, rate }).map_err(unwritable)?;
        let asked = self
            .agent
            .put(&self.target.clock)
            .header(header::AUTHORIZATION, &self.authorization)
            .content_type("application/json")
            .send(&setting[..]);
        answered(asked, &self.target.clock).map(drop)
    }

    fn clock(&self) -> Result<Reading, Trouble> {
        let body = answered(
            self.agent.get(&self.target.clock).call(),
            &self.target.clock,
        )?;
        read(&body, &self.target.clock)
    }

    fn post(&self, body: &[u8], key: &str) -> Result<Vec<Answer>, Trouble> {
        let asked = self
            .agent
            .post(&self.target.ingest)
            .header(header::AUTHORIZATION, &self.authorization)
            .header("Idempotency-Key", key)
            .content_type("application/json")
            .send(body);
        let body = answered(asked, &self.target.ingest)?;
        let receipt: Receipt = read(&body, &self.target.ingest)?;
        Ok(receipt.results)
    }
}

fn unwritable(error: serde_json::Error) -> Trouble {
    Trouble::Unexpected(format!("nothing: the request cannot be written: {error}"))
}

fn read<T: for<'de> Deserialize<'de>>(body: &[u8], address: &str) -> Result<T, Trouble> {
    serde_json::from_slice(body).map_err(|error| {
        Trouble::Unexpected(format!(
            "{address} with something else than a hub does: {error}"
        ))
    })
}

/// The body of a 200, or what is wrong.
fn answered(
    asked: Result<Response<ureq::Body>, ureq::Error>,
    address: &str,
) -> Result<Vec<u8>, Trouble> {
    let passing = |cause: String| Trouble::Passing {
        after: Duration::ZERO,
        cause,
    };
    let mut response = asked.map_err(|error| match error {
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => {
            Trouble::Unexpected(format!("{address} is no address: {error}"))
        }
        error => passing(error.to_string()),
    })?;
    let status = response.status().as_u16();
    let after = response
        .headers()
        .get(header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .map_or(Duration::ZERO, Duration::from_secs)
        .min(LONGEST_RETRY_AFTER);
    // An answer that breaks off is as good as none: what was asked is asked again under the same key.
    let body = response
        .body_mut()
        .read_to_vec()
        .map_err(|error| passing(error.to_string()))?;
    let problem = || {
        let problem: Refusal = serde_json::from_slice(&body).unwrap_or_default();
        problem.detail
    };
    match status {
        200 => Ok(body),
        429 | 500 | 502..=504 => Err(Trouble::Passing {
            after,
            cause: format!("it answered {status} {}", problem()),
        }),
        401 | 403 => Err(Trouble::Key(problem())),
        409 => Err(Trouble::Conflict(problem())),
        413 => Err(Trouble::TooLarge),
        status => Err(Trouble::Unexpected(format!(
            "{status} to {address}: {}",
            problem()
        ))),
    }
}

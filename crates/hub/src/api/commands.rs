//! The one way out: what people ask of incidents.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use bytes::Bytes;
use domain::{IncidentRef, Network, Seq};
use feeds::{
    LONGEST_ADDRESS, LONGEST_DETAILS, LONGEST_NAME, LONGEST_NOTE, LONGEST_PHONE, LONGEST_SUBJECT,
};
use protocol::{Command, CommandRequest, MOST_PHOTOS, Spot};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use world::{Refusal, Topic};

use super::body;
use crate::audit::{Entry, What};
use crate::auth::rights::MissingRight;
use crate::clock::system_now;
use crate::hub::{Hub, Signed, idempotency_key};
use crate::line::Commanded;
use crate::log::RequestKey;
use crate::problem::Problem;

/// A command that is done.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Done {
    /// The incident it was about, or which it made.
    #[schema(example = "police/12")]
    incident: String,
    /// The incident's version now: what the next command is decided on.
    version: u64,
    /// The last event it made in the network's log.
    seq: u64,
}

/// Asks something of an incident, or reports one.
///
/// `command` is a word, or an object with one key: `"acknowledge"`, `{"accept": {"category": "noise"}}`,
/// `{"assign": {"station": "milan-town"}}`, `{"report": {"subject": "…", "place": {"position": {"lon": …, "lat": …}}}}`.
/// The answer comes when it is durable. The same key again is answered as the first time.
#[utoipa::path(
    post,
    path = "/api/v1/{network}/commands",
    tag = "incidents",
    params(
        ("network" = String, Path, description = "police, government or internet"),
        ("Idempotency-Key" = String, Header, description = "chosen anew for each command; the same key again is answered as the first time"),
    ),
    request_body(content = serde_json::Value, content_type = "application/json",
        description = "{incident, version, command, note, photos, from}; see docs/protocol.md"),
    responses(
        (status = 200, description = "it is done, and durable", body = Done),
        (status = 400, description = "the body cannot be read, or there is no Idempotency-Key", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "a right is missing: `right` says which; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such incident, or not for this person", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "the incident does not allow it: `refusal` says why; `outdated` with `changed` and `version` when it has moved", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "too long a body", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "a field is wrong, or the key was used for another body", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "too many requests; Retry-After says when to come back", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "nothing was recorded; come back with the same key", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn command(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Done>, Problem> {
    let Path(network) = path.map_err(|_| Problem::not_found("no such network"))?;
    let line = Arc::clone(hub.line(&network)?);
    let network = line.network();
    let person = Arc::clone(&signed.person);
    let key = idempotency_key(&headers)?.ok_or_else(|| {
        Problem::invalid_parameter("Idempotency-Key", "every command has a key of its own")
    })?;
    if !person.networks.contains(&network) {
        let missing = MissingRight::OtherNetwork { network };
        hub.note(&Entry {
            network: Some(network),
            outcome: Some(format!("right-missing {}", missing.word())),
            key: Some(key),
            ..signed.entry(What::CommandRefused)
        })?;
        return Err(missing.into());
    }
    let body = body::whole(body)?;
    let asked: CommandRequest = body::understood(&body)?;
    check(&asked)?;
    if matches!(&asked.command, Command::Link(counterpart) if counterpart.network == network) {
        return Err(Problem::invalid_field(
            "/command/link/network",
            "a counterpart is on another network",
        ));
    }
    let request = RequestKey::of_person(&person.id, key);
    let request = (request, Sha256::digest(&body).into());
    let (people, session) = (Arc::clone(&hub.people), signed.key());
    let still_is = move || Some(people.use_session(session, system_now())?.person);
    let commanded = line
        .command(Box::new(still_is), asked, request, signed.address)
        .await?;
    answer(network, commanded).map(Json)
}

/// What can be seen without the incident.
fn check(asked: &CommandRequest) -> Result<(), Problem> {
    let is_report = matches!(asked.command, Command::Report(_));
    let with = |pointer: &str, present: bool| {
        if present == is_report {
            let detail = if is_report {
                "a report has none: the hub numbers it"
            } else {
                "is missing: the incident and the version that was seen"
            };
            return Err(Problem::invalid_field(pointer, detail));
        }
        Ok(())
    };
    with("/incident", asked.incident.is_some())?;
    with("/version", asked.version.is_some())?;
    if asked.photos.len() > MOST_PHOTOS {
        let detail = format!("at most {MOST_PHOTOS} photos");
        return Err(Problem::invalid_field("/photos", detail));
    }
    at_most("/note", asked.note.as_deref(), LONGEST_NOTE)?;
    match &asked.command {
        Command::Report(report) => {
            subject("/command/report/subject", &report.subject)?;
            spot("/command/report/place/address", Some(&report.place))?;
            let texts = [
                ("details", &report.details, LONGEST_DETAILS),
                ("caller_name", &report.caller_name, LONGEST_NAME),
                ("caller_phone", &report.caller_phone, LONGEST_PHONE),
            ];
            texts.into_iter().try_for_each(|(field, text, longest)| {
                at_most(
                    &format!("/command/report/{field}"),
                    text.as_deref(),
                    longest,
                )
            })
        }
        Command::Accept { place, .. } => spot("/command/accept/place/address", place.as_ref()),
        Command::Amend {
            place,
            subject: new,
            ..
        } => {
            spot("/command/amend/place/address", place.as_ref())?;
            new.as_deref()
                .map_or(Ok(()), |new| subject("/command/amend/subject", new))
        }
        Command::Link(counterpart) if counterpart.is_withheld() => Err(Problem::invalid_field(
            "/command/link/id",
            "incidents are numbered from 1",
        )),
        _ => Ok(()),
    }
}

fn subject(pointer: &str, text: &str) -> Result<(), Problem> {
    if text.trim().is_empty() {
        return Err(Problem::invalid_field(pointer, "must not be empty"));
    }
    at_most(pointer, Some(text), LONGEST_SUBJECT)
}

fn spot(pointer: &str, spot: Option<&Spot>) -> Result<(), Problem> {
    let address = spot.and_then(|spot| spot.address.as_deref());
    at_most(pointer, address, LONGEST_ADDRESS)
}

fn at_most(pointer: &str, text: Option<&str>, longest: usize) -> Result<(), Problem> {
    if text.is_some_and(|text| text.chars().count() > longest) {
        let detail = format!("has at most {longest} characters");
        return Err(Problem::invalid_field(pointer, detail));
    }
    Ok(())
}

fn answer(network: Network, commanded: Commanded) -> Result<Done, Problem> {
    match commanded {
        Commanded::Done {
            incident: id,
            version,
            seq,
        } => Ok(Done {
            incident: IncidentRef { network, id }.to_string(),
            version: version.0,
            seq: seq.0,
        }),
        Commanded::Forbidden(missing) => Err(missing.into()),
        Commanded::UnknownPhoto(photo) => Err(Problem::invalid_field(
            "/photos",
            format!("there is no photo {photo}, or somebody else sent it"),
        )),
        Commanded::Refused { refusal, version } => Err(refused(&refusal, version)),
    }
}

fn refused(refusal: &Refusal, version: Option<Seq>) -> Problem {
    if *refusal == Refusal::UnknownIncident {
        return Problem::not_found("there is no such incident, or not for this person");
    }
    let changed = match refusal {
        Refusal::Outdated { changed, .. } => changed.as_slice(),
        _ => &[],
    };
    let word = |topic: &Topic| match topic {
        Topic::Stage => "stage",
        Topic::Assignments => "assignments",
        Topic::Description => "description",
    };
    Problem::from(refusal).about(version.map(|seq| seq.0), changed.iter().map(word).collect())
}

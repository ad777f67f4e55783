//! Calls that somebody is just taking.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::{IncidentId, IncidentRef};
use serde::Serialize;
use utoipa::ToSchema;
use world::Verb;

use crate::auth::rights::{MissingRight, reach};
use crate::claims::{Claim, ClaimRefusal};
use crate::clock::uptime;
use crate::hub::{Hub, Signed};
use crate::line::Line;
use crate::problem::Problem;

/// A call that somebody is taking.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ClaimJson {
    /// Which.
    #[schema(example = "police/12")]
    incident: String,
    /// Who.
    person: String,
    /// What that officer is called; the account where it is gone.
    #[schema(value_type = String)]
    name: Arc<str>,
    /// How long it is still held, unless it is held again.
    expires_in_secs: u64,
}

impl ClaimJson {
    fn of(hub: &Hub, claim: &Claim) -> Self {
        Self {
            incident: claim.incident.to_string(),
            person: claim.person.to_string(),
            name: hub.people.name(&claim.person),
            expires_in_secs: claim.left.as_secs(),
        }
    }
}

/// The calls that somebody is taking.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ClaimsJson {
    /// By incident.
    claims: Vec<ClaimJson>,
}

/// Whoever takes calls there.
pub(super) fn takes_calls(hub: &Hub, signed: &Signed, network: &str) -> Result<Arc<Line>, Problem> {
    let line = Arc::clone(hub.line(network)?);
    let network = line.network();
    let (person, verb) = (&signed.person, Verb::Accept);
    let role = person.role;
    if reach(role, verb).is_none() {
        return Err(MissingRight::Command { role, verb }.into());
    }
    if !person.networks.contains(&network) {
        return Err(MissingRight::OtherNetwork { network }.into());
    }
    Ok(line)
}

/// A call of that network that the person sees.
fn call(
    hub: &Hub,
    signed: &Signed,
    path: Result<Path<(String, u64)>, PathRejection>,
) -> Result<IncidentRef, Problem> {
    let none = || Problem::not_found("there is no such incident, or not for this person");
    let Path((network, number)) = path.map_err(|_| none())?;
    let line = takes_calls(hub, signed, &network)?;
    let (network, id) = (line.network(), IncidentId(number));
    let view = signed.person.view();
    let picture = line.picture();
    let found = picture.world().incident(id);
    let found = found.filter(|found| view.sees(found.place.area.as_ref()));
    found.map(|_| IncidentRef { network, id }).ok_or_else(none)
}

/// Says that one is taking a call: for a minute, or until one lets it go. It binds nobody; the command does.
#[utoipa::path(
    post,
    path = "/api/v1/{network}/incidents/{number}/claim",
    tag = "incidents",
    params(
        ("network" = String, Path, description = "police, government or internet"),
        ("number" = u64, Path, description = "the incident's number within the network"),
    ),
    responses(
        (status = 200, description = "it is held, or held again", body = ClaimJson),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"accept\", or not there; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such incident, or not for this person", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`held`: somebody else is taking it, `detail` says who", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn hold(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<(String, u64)>, PathRejection>,
) -> Result<Json<ClaimJson>, Problem> {
    let call = call(&hub, &signed, path)?;
    let held = hub.claims.hold(call, &signed.person.id, uptime());
    let held = held.map_err(|refusal| {
        let word = match &refusal {
            ClaimRefusal::Held(_) => "held",
            ClaimRefusal::TooMany => "too_many",
        };
        Problem::refused(word, refusal.to_string())
    })?;
    Ok(Json(ClaimJson::of(&hub, &held)))
}

/// Lets go of a call.
#[utoipa::path(
    delete,
    path = "/api/v1/{network}/incidents/{number}/claim",
    tag = "incidents",
    params(
        ("network" = String, Path, description = "police, government or internet"),
        ("number" = u64, Path, description = "the incident's number within the network"),
    ),
    responses(
        (status = 204, description = "one does not hold it, any more"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"accept\", or not there; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is no such incident, or not for this person", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn release(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<(String, u64)>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let call = call(&hub, &signed, path)?;
    hub.claims.release(call, &signed.person.id);
    Ok(StatusCode::NO_CONTENT)
}

/// The calls of a network that somebody is taking, of those the person sees. To be asked every few seconds while calls wait.
#[utoipa::path(
    get,
    path = "/api/v1/{network}/claims",
    tag = "incidents",
    params(("network" = String, Path, description = "police, government or internet")),
    responses(
        (status = 200, description = "who is taking which call", body = ClaimsJson),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"accept\", or not there", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "this hub does not serve the network", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn list(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<ClaimsJson>, Problem> {
    let Path(network) = path.map_err(|_| Problem::not_found("no such network"))?;
    let line = takes_calls(&hub, &signed, &network)?;
    let view = signed.person.view();
    let mut claims = hub.claims.of(line.network(), uptime());
    let picture = line.picture();
    claims.retain(|claim| {
        let found = picture.world().incident(claim.incident.id);
        found.is_some_and(|found| view.sees(found.place.area.as_ref()))
    });
    let claims = claims.iter();
    let claims = claims.map(|claim| ClaimJson::of(&hub, claim)).collect();
    Ok(Json(ClaimsJson { claims }))
}

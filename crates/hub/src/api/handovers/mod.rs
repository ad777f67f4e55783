//! Shift handover (交接班): one officer gives the watch with what is open, the other signs for it.
//!
//! Both are entries of the audit trail: signed over is signed over. What one officer writes to the next is a text about people:
//! it stands beside the accounts and is erased like one.

mod book;
mod open;

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bytes::Bytes;
use domain::{LONGEST_REMARK, Millis, Network, PersonId, Timestamp};
use serde::Deserialize;
use utoipa::ToSchema;
use world::{OpenIncidents, Verb};

use self::book::Handovers;
pub(super) use self::book::{ALONE, Officer, WatchBook};
use super::body;
use super::claims::takes_calls;
use crate::audit::{Entry, What};
use crate::auth::Person;
use crate::auth::rights::reach;
use crate::clock::system_now;
use crate::hub::{Hub, Signed};
use crate::problem::Problem;

/// To whom the watch is given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Giving {
    /// The account of the officer who comes.
    #[schema(value_type = String)]
    to: PersonId,
    /// What that officer is to know besides, at most 1000 characters. It may be about people: it is erased like other texts.
    #[serde(default)]
    remark: Option<String>,
}

/// From whom the watch is taken.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Taking {
    /// The account of the officer who goes.
    #[schema(value_type = String)]
    from: PersonId,
}

/// How far back handovers are told; older ones are in the audit trail.
const TOLD_FOR: Millis = Millis::from_hours(7 * 24);

/// What the trail tells of the last week.
fn book(hub: &Hub, network: Network) -> Result<WatchBook, Problem> {
    WatchBook::read(hub, network, system_now() - TOLD_FOR..Timestamp(i64::MAX))
}

/// The other officers of a network.
fn others<'a>(
    people: &'a [Arc<Person>],
    own: &'a PersonId,
    network: Network,
) -> impl Iterator<Item = &'a Arc<Person>> {
    people.iter().filter(move |person| {
        person.id != *own
            && !person.disabled
            && person.networks.contains(&network)
            && reach(person.role, Verb::Accept).is_some()
    })
}

fn told(hub: &Hub, signed: &Signed, network: Network) -> Result<Json<Handovers>, Problem> {
    let people = hub.people.list();
    let officers = others(&people, &signed.person.id, network);
    let officers = officers
        .map(|person| Officer::of(hub, &person.id))
        .collect();
    book(hub, network)?.json(hub, network, officers).map(Json)
}

/// The handovers of the last week, and who is on watch.
#[utoipa::path(
    get,
    path = "/api/v1/{network}/handovers",
    tag = "audit",
    params(("network" = String, Path, description = "police, government or internet")),
    responses(
        (status = 200, description = "the handovers, in order", body = Handovers),
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
) -> Result<Json<Handovers>, Problem> {
    let Path(network) = path.map_err(|_| Problem::not_found("no such network"))?;
    let line = takes_calls(&hub, &signed, &network)?;
    told(&hub, &signed, line.network())
}

/// Gives the watch to another officer of the network, with what is open. Whoever has it gives it; while nobody has, anyone.
#[utoipa::path(
    post,
    path = "/api/v1/{network}/handovers",
    tag = "audit",
    params(("network" = String, Path, description = "police, government or internet")),
    request_body = Giving,
    responses(
        (status = 201, description = "given; the other signs for it", body = Handovers),
        (status = 400, description = "the body cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"accept\", or not there; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "this hub does not serve the network", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`not_on_watch`: somebody else has the watch", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`/to` is no other officer of this network, or `/remark` is too long", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn give(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<String>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<Handovers>), Problem> {
    let Path(network) = path.map_err(|_| Problem::not_found("no such network"))?;
    let line = takes_calls(&hub, &signed, &network)?;
    let network = line.network();
    let Giving { to, remark } = body::read(body)?;
    let own = &signed.person;
    let people = hub.people.list();
    if !others(&people, &own.id, network).any(|person| person.id == to) {
        let detail = "is no other officer of this network";
        return Err(Problem::invalid_field("/to", detail));
    }
    let remark = remark.map(|remark| remark.trim().to_owned());
    let remark = remark.filter(|remark| !remark.is_empty());
    if (remark.as_ref()).is_some_and(|remark| remark.chars().count() > LONGEST_REMARK) {
        let detail = format!("is longer than {LONGEST_REMARK} characters");
        return Err(Problem::invalid_field("/remark", detail));
    }
    if let Some((other, _)) = book(&hub, network)?
        .on_watch()
        .filter(|(on, _)| **on != own.id)
    {
        let detail = format!("{other} is on watch");
        return Err(Problem::refused("not_on_watch", detail));
    }
    let open = OpenIncidents::of(line.picture().seen_by(&own.view()), hub.clock.now());
    let entry = Entry {
        network: Some(network),
        outcome: Some(open::written(&open)),
        ..signed.entry(What::WatchGiven).about(to.as_str())
    };
    tokio::task::block_in_place(|| hub.people.note_with_remark(&entry, remark.as_deref()))?;
    Ok((StatusCode::CREATED, told(&hub, &signed, network)?))
}

/// Signs for the watch that another officer gave.
#[utoipa::path(
    post,
    path = "/api/v1/{network}/handovers/sign",
    tag = "audit",
    params(("network" = String, Path, description = "police, government or internet")),
    request_body = Taking,
    responses(
        (status = 200, description = "signed for: one is on watch now", body = Handovers),
        (status = 400, description = "the body cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"accept\", or not there; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "this hub does not serve the network", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`not_given`: nobody of that name has given one the watch, or something came after it", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "a field is wrong", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn sign(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<String>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Handovers>, Problem> {
    let Path(network) = path.map_err(|_| Problem::not_found("no such network"))?;
    let network = takes_calls(&hub, &signed, &network)?.network();
    let Taking { from } = body::read(body)?;
    let book = book(&hub, network)?;
    let given = book.waiting();
    let given = given.filter(|given| given.from.as_ref() == Some(&from));
    if given.is_none_or(|given| given.to != signed.person.id) {
        let detail = "nobody of that name has given you the watch";
        return Err(Problem::refused("not_given", detail));
    }
    hub.note(&Entry {
        network: Some(network),
        ..signed.entry(What::WatchTaken).about(from.as_str())
    })?;
    told(&hub, &signed, network)
}

/// Takes the watch over without anybody giving it: the other is not there, or nobody has it. The trail says so, and names whoever had it.
#[utoipa::path(
    post,
    path = "/api/v1/{network}/handovers/take",
    tag = "audit",
    params(("network" = String, Path, description = "police, government or internet")),
    responses(
        (status = 200, description = "one is on watch now", body = Handovers),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"accept\", or not there; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "this hub does not serve the network", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`on_watch`: one has it already", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn take(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<Handovers>, Problem> {
    let Path(network) = path.map_err(|_| Problem::not_found("no such network"))?;
    let network = takes_calls(&hub, &signed, &network)?.network();
    let book = book(&hub, network)?;
    let before = book.on_watch().map(|(person, _)| person);
    if before == Some(&signed.person.id) {
        return Err(Problem::refused("on_watch", "you are on watch already"));
    }
    hub.note(&Entry {
        network: Some(network),
        about: before.map(ToString::to_string),
        outcome: Some(ALONE.to_owned()),
        ..signed.entry(What::WatchTaken)
    })?;
    told(&hub, &signed, network)
}

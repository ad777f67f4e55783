//! Shift handover (交接班): one officer gives the watch with what is open, the other signs for it.
//!
//! Both are entries of the audit trail and nothing else: signed over is signed over.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bytes::Bytes;
use domain::{Millis, Network, PersonId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use world::Verb;

use super::claims::takes_calls;
use super::{body, moment};
use crate::audit::{Entry, Order, Query, What};
use crate::auth::rights::reach;
use crate::clock::system_now;
use crate::hub::{Hub, Signed};
use crate::problem::Problem;

/// How far back handovers are told; older ones are in the audit trail.
const TOLD_FOR: Millis = Millis::from_hours(7 * 24);

/// The most entries that are looked through: the last ones, so that the watch of today is among them.
const MOST: usize = 1_000;

/// To whom the watch is given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Giving {
    /// The account of the officer who comes.
    #[schema(value_type = String)]
    to: PersonId,
}

/// From whom the watch is taken.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Taking {
    /// The account of the officer who goes.
    #[schema(value_type = String)]
    from: PersonId,
}

/// A watch that was given.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Handover {
    /// By whom.
    from: String,
    /// To whom.
    to: String,
    /// When, by the machine's clock.
    given_at: String,
    /// What was open then: how many at which stage ("reported 2, handling 5").
    open: String,
    /// When it was signed for; `null` until then.
    taken_at: Option<String>,
}

/// The handovers of a week.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Handovers {
    /// Who signed for the watch last.
    on_watch: Option<String>,
    /// In order.
    handovers: Vec<Handover>,
}

impl Handovers {
    /// What the trail of a network tells.
    fn read(hub: &Hub, network: Network, now: Timestamp) -> Result<Self, Problem> {
        let of = |what: What| {
            let query = Query {
                from: now - TOLD_FOR,
                to: Timestamp(i64::MAX),
                person: None,
                incident: None,
                what: Some(what),
                after: None,
                order: Order::NewestFirst,
                limit: MOST,
            };
            tokio::task::block_in_place(|| hub.people.audit(&query))
        };
        let mut entries = of(What::WatchGiven)?;
        entries.extend(of(What::WatchTaken)?);
        entries.sort_by_key(|noted| noted.id);
        let mut told = Self {
            on_watch: None,
            handovers: Vec::new(),
        };
        let entries = entries.into_iter().map(|noted| noted.entry);
        for entry in entries.filter(|entry| entry.network == Some(network)) {
            let (Some(person), Some(other)) = (entry.person, entry.about) else {
                continue;
            };
            if entry.what == What::WatchGiven {
                told.handovers.push(Handover {
                    from: person.to_string(),
                    to: other,
                    given_at: moment::written(entry.at),
                    open: entry.outcome.unwrap_or_default(),
                    taken_at: None,
                });
            } else if let Some(given) = told.waiting(&other, person.as_str()) {
                given.taken_at = Some(moment::written(entry.at));
                told.on_watch = Some(person.to_string());
            }
        }
        Ok(told)
    }

    /// The last watch that was given so and is not signed for.
    fn waiting(&mut self, from: &str, to: &str) -> Option<&mut Handover> {
        let mut given = self.handovers.iter_mut().rev();
        given.find(|given| given.taken_at.is_none() && given.from == from && given.to == to)
    }
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
    Handovers::read(&hub, line.network(), system_now()).map(Json)
}

/// Gives the watch to another officer of the network, with what is open.
#[utoipa::path(
    post,
    path = "/api/v1/{network}/handovers",
    tag = "audit",
    params(("network" = String, Path, description = "police, government or internet")),
    request_body = Giving,
    responses(
        (status = 201, description = "given; the other signs for it", body = Handover),
        (status = 400, description = "the body cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"accept\", or not there; or no page of ours sent it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "this hub does not serve the network", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`/to` is no other officer of this network", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn give(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<String>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<Handover>), Problem> {
    let Path(network) = path.map_err(|_| Problem::not_found("no such network"))?;
    let line = takes_calls(&hub, &signed, &network)?;
    let network = line.network();
    let Giving { to } = body::read(body)?;
    let people = hub.people.list();
    let other = people.iter().find(|person| person.id == to);
    let takes = other.is_some_and(|person| {
        person.id != signed.person.id
            && !person.disabled
            && person.networks.contains(&network)
            && reach(person.role, Verb::Accept).is_some()
    });
    if !takes {
        let detail = "is no other officer of this network";
        return Err(Problem::invalid_field("/to", detail));
    }
    let open = {
        let view = signed.person.view();
        let picture = line.picture();
        let mut stages: BTreeMap<domain::Stage, usize> = BTreeMap::new();
        let open = picture.seen_by(&view).map(|incident| incident.stage);
        for stage in open.filter(|stage| stage.is_open()) {
            *stages.entry(stage).or_default() += 1;
        }
        let stages = stages
            .iter()
            .map(|(stage, count)| format!("{} {count}", stage.as_str()));
        stages.collect::<Vec<_>>().join(", ")
    };
    let entry = Entry {
        network: Some(network),
        outcome: Some(open.clone()),
        ..signed.entry(What::WatchGiven).about(to.as_str())
    };
    hub.note(&entry)?;
    let given = Handover {
        from: signed.person.id.to_string(),
        to: to.to_string(),
        given_at: moment::written(entry.at),
        open,
        taken_at: None,
    };
    Ok((StatusCode::CREATED, Json(given)))
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
        (status = 409, description = "`not_given`: nobody of that name has given one the watch", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "the body is not said to be JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "a field is wrong", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn take(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<String>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Handovers>, Problem> {
    let Path(network) = path.map_err(|_| Problem::not_found("no such network"))?;
    let network = takes_calls(&hub, &signed, &network)?.network();
    let Taking { from } = body::read(body)?;
    let mut told = Handovers::read(&hub, network, system_now())?;
    let given = told.waiting(from.as_str(), signed.person.id.as_str());
    if given.is_none() {
        let detail = "nobody of that name has given you the watch";
        return Err(Problem::refused("not_given", detail));
    }
    hub.note(&Entry {
        network: Some(network),
        ..signed.entry(What::WatchTaken).about(from.as_str())
    })?;
    Handovers::read(&hub, network, system_now()).map(Json)
}

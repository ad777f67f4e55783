//! The work log (工作日志): what one person did on one day, written by itself from the audit trail.
#![expect(
    unused_qualifications,
    reason = "utoipa writes the parameters' type with its path"
)]

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use domain::{IncidentRef, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::moment;
use super::params::Params;
use crate::audit::{Order, Query, What};
use crate::auth::rights::{Ability, MissingRight};
use crate::clock::day;
use crate::hub::{Hub, Signed};
use crate::problem::Problem;

/// The most that is told of one day.
const MOST: usize = 1_000;

/// Whose day.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct WorkQuery {
    /// Whose; one's own when absent. Others' need the right "audit".
    person: Option<String>,
    /// Which day of the deployment's time zone, by the machine's clock ("2026-11-23").
    #[param(value_type = String)]
    day: NaiveDate,
}

/// What one person did on one day.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WorkLog {
    /// Whose.
    person: String,
    /// Which day.
    day: String,
    /// What was done, in order: commands that were carried out.
    entries: Vec<Work>,
    /// There was more than is told.
    more: bool,
}

/// One thing that was done.
#[derive(Debug, Serialize, ToSchema)]
struct Work {
    /// When, by the machine's clock.
    at: String,
    /// What ("accept").
    command: String,
    /// On which incident.
    incident: Option<String>,
    /// What the incident is about, while it is in the picture.
    subject: Option<String>,
}

/// What one person did on one day on a network: commands that were carried out.
#[utoipa::path(
    get,
    path = "/api/v1/{network}/worklog",
    tag = "audit",
    params(("network" = String, Path, description = "police, government or internet"), WorkQuery),
    responses(
        (status = 200, description = "the day's work", body = WorkLog),
        (status = 400, description = "a parameter is wrong", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "another's, without the right \"audit\"; or not on this network", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "this hub does not serve the network", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn read(
    State(hub): State<Arc<Hub>>,
    signed: Signed,
    path: Result<Path<String>, PathRejection>,
    Params(asked): Params<WorkQuery>,
) -> Result<Json<WorkLog>, Problem> {
    let Path(network) = path.map_err(|_| Problem::not_found("no such network"))?;
    let line = Arc::clone(hub.line(&network)?);
    let network = line.network();
    let own = &signed.person;
    let person = match &asked.person {
        Some(id) => PersonId::try_from(id.as_str())
            .map_err(|error| Problem::invalid_parameter("person", error.to_string()))?,
        None => own.id.clone(),
    };
    if person != own.id {
        signed.must(Ability::Audit)?;
    }
    if !own.networks.contains(&network) {
        return Err(MissingRight::OtherNetwork { network }.into());
    }
    let bounds = day(asked.day, hub.config.time_zone.0)
        .ok_or_else(|| Problem::invalid_parameter("day", "the calendar ends before it"))?;
    let query = Query {
        from: bounds.start,
        to: bounds.end,
        person: Some(person.clone()),
        incident: None,
        what: Some(What::CommandDone),
        after: None,
        order: Order::OldestFirst,
        limit: MOST + 1,
    };
    let noted = tokio::task::block_in_place(|| line.audit(&query))?;
    let more = noted.len() > MOST;
    let view = own.view();
    let picture = line.picture();
    let work = noted.into_iter().take(MOST).filter_map(|noted| {
        let entry = noted.entry;
        // The query also finds what was done to an account of that name.
        if entry.person.as_ref() != Some(&person) {
            return None;
        }
        let known = entry.incident.and_then(|id| picture.world().incident(id));
        // Where an archived incident lay is not known any more; what one did oneself one may read.
        let seen = known.map_or(view.areas().is_none(), |incident| {
            view.sees(incident.place.area.as_ref())
        });
        (seen || person == own.id).then(|| Work {
            at: moment::written(entry.at),
            command: entry.about.unwrap_or_default(),
            incident: entry
                .incident
                .map(|id| IncidentRef { network, id }.to_string()),
            subject: known
                .filter(|_| seen)
                .map(|incident| incident.subject.to_string()),
        })
    });
    let entries = work.collect();
    Ok(Json(WorkLog {
        person: person.to_string(),
        day: asked.day.to_string(),
        entries,
        more,
    }))
}

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

use super::handovers::{ALONE, Officer};
use super::moment;
use super::params::Params;
use crate::audit::{Order, Query, What};
use crate::auth::rights::{Ability, MissingRight};
use crate::clock::{date_of, day, system_now};
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
    /// Which day of the deployment's time zone, by the machine's clock ("2026-11-23"); today when absent.
    #[param(value_type = Option<String>)]
    day: Option<NaiveDate>,
}

/// What one person did on one day.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WorkLog {
    /// Whose.
    person: String,
    /// What that person is called; the account where it is gone.
    #[schema(value_type = String)]
    name: Arc<str>,
    /// Which day.
    day: String,
    /// What was done, in order: commands that were carried out, and the watch that was given and taken.
    entries: Vec<Work>,
    /// There was more than is told.
    more: bool,
    /// Who else works on the network: for those with the right "audit", who may read theirs.
    people: Vec<Officer>,
}

/// One thing that was done.
#[derive(Debug, Serialize, ToSchema)]
struct Work {
    /// When, by the machine's clock.
    at: String,
    /// What: a command ("accept"), "watch_given", "watch_taken", or "watch_taken_over" without it being given.
    command: String,
    /// On which incident.
    incident: Option<String>,
    /// What the incident is about, while it is in the picture.
    subject: Option<String>,
    /// To whom the watch was given, or from whom it was taken.
    with: Option<Officer>,
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
    let zone = hub.config.time_zone.0;
    let date = (asked.day.or_else(|| date_of(system_now(), zone)))
        .ok_or_else(|| Problem::unavailable("the machine's clock is beyond the calendar"))?;
    let bounds = day(date, zone)
        .ok_or_else(|| Problem::invalid_parameter("day", "the calendar ends before it"))?;
    let query = Query {
        from: bounds.start,
        to: bounds.end,
        person: Some(person.clone()),
        network: Some(network),
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
            with: None,
        })
    });
    let mut entries: Vec<Work> = work.collect();
    drop(picture);
    entries.extend(of_the_watch(&hub, &query)?);
    // RFC 3339 in UTC, of one length: in the order of time.
    entries.sort_by(|one, other| one.at.cmp(&other.at));
    let people = if own.has(Ability::Audit) {
        let people = hub.people.list();
        let of_network = people
            .iter()
            .filter(|person| person.networks.contains(&network) && person.enrolled.is_none());
        of_network
            .map(|person| Officer::of(&hub, &person.id))
            .collect()
    } else {
        Vec::new()
    };
    Ok(Json(WorkLog {
        name: hub.people.name(&person),
        person: person.to_string(),
        day: date.to_string(),
        entries,
        more,
        people,
    }))
}

/// What the person did with the watch of the network.
fn of_the_watch(hub: &Hub, query: &Query) -> Result<Vec<Work>, Problem> {
    let mut work = Vec::new();
    for what in [What::WatchGiven, What::WatchTaken] {
        let asked = Query {
            what: Some(what),
            limit: MOST,
            ..query.clone()
        };
        let noted = tokio::task::block_in_place(|| hub.people.audit(&asked))?;
        let entries = noted.into_iter().map(|noted| noted.entry);
        // The query also finds the watch that others gave to this person.
        let own = entries.filter(|entry| entry.person == query.person);
        work.extend(own.map(|entry| {
            let with = entry.about.as_deref();
            let with = with.and_then(|id| PersonId::try_from(id).ok());
            let command = match what {
                What::WatchTaken if entry.outcome.as_deref() == Some(ALONE) => "watch_taken_over",
                what => what.as_str(),
            };
            Work {
                at: moment::written(entry.at),
                command: command.to_owned(),
                incident: None,
                subject: None,
                with: with.map(|id| Officer::of(hub, &id)),
            }
        }));
    }
    Ok(work)
}

//! Incidents: a list with filters, and one with its history.
#![expect(
    unused_qualifications,
    reason = "utoipa writes the parameters' type with its path"
)]

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use domain::{Incident, IncidentId, IncidentRef, Network, Stage, Timestamp, Wgs84};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use world::Bounds;

use super::incident::{IncidentDetail, IncidentJson, detail, incident, reply_keys, text_keys};
use super::moment;
use super::params::Params;
use crate::config::Right;
use crate::hub::{Hub, Reader};
use crate::problem::Problem;

/// How many incidents an answer has when nothing is said.
const USUAL: usize = 100;
/// The most incidents of one answer.
const MOST: usize = 1_000;

/// Which incidents.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct IncidentQuery {
    /// Only this network.
    network: Option<String>,
    /// Only these stages, with commas ("reported,accepted").
    stage: Option<String>,
    /// Only those where something is still to be done, or only the others.
    open: Option<bool>,
    /// Only those in this patrol area.
    area: Option<String>,
    /// Only those in this grid.
    grid: Option<String>,
    /// Only those this platform reported.
    platform: Option<String>,
    /// Only the one with this number at its platform.
    external_id: Option<String>,
    /// Only those in this box: west, south, east, north in degrees, with commas; west beyond east reaches across
    /// the date line.
    bbox: Option<String>,
    /// Only those reported at or after this moment: RFC 3339, or milliseconds since 1970.
    since: Option<String>,
    /// At most so many, 1 to 1000; 100 when absent.
    limit: Option<usize>,
    /// Those after this one: `next` of the last answer.
    cursor: Option<String>,
}

/// A page of incidents, by network and number.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Page {
    /// The incidents.
    incidents: Vec<IncidentJson>,
    /// How many there are in all, on this page and others.
    total: usize,
    /// What `cursor` has to be for the next page; `null` on the last.
    next: Option<String>,
    /// The last event of each network that this answer knows of.
    through: BTreeMap<&'static str, u64>,
}

/// What of an incident has to be so.
struct Filter {
    stages: Option<Vec<Stage>>,
    since: Option<Timestamp>,
    bounds: Option<Bounds>,
    wanted: IncidentQuery,
}

impl Filter {
    fn of(wanted: IncidentQuery) -> Result<Self, Problem> {
        let stages = wanted.stage.as_deref().map(stages).transpose()?;
        let bounds = wanted.bbox.as_deref().map(bounds).transpose()?;
        let since = moment::since(wanted.since.as_deref())?;
        Ok(Self {
            stages,
            since,
            bounds,
            wanted,
        })
    }

    fn passes(&self, incident: &Incident) -> bool {
        let wanted = &self.wanted;
        let is = |known: Option<&str>, wanted: &Option<String>| {
            wanted.as_deref().is_none_or(|wanted| known == Some(wanted))
        };
        let place = &incident.place;
        self.stages
            .as_ref()
            .is_none_or(|stages| stages.contains(&incident.stage))
            && wanted
                .open
                .is_none_or(|open| open == incident.stage.is_open())
            && self
                .since
                .is_none_or(|since| incident.reported_at() >= since)
            && is(place.area.as_ref().map(|area| area.as_str()), &wanted.area)
            && is(place.grid.as_ref().map(|grid| grid.as_str()), &wanted.grid)
            && is(Some(incident.platform.as_str()), &wanted.platform)
            && is(Some(incident.external_id.as_str()), &wanted.external_id)
            && self.bounds.is_none_or(|bounds| {
                place
                    .position
                    .is_some_and(|position| bounds.contains(position))
            })
    }
}

fn stages(words: &str) -> Result<Vec<Stage>, Problem> {
    let known = |word: &str| {
        Stage::ALL
            .into_iter()
            .find(|stage| stage.as_str() == word.trim())
    };
    words
        .split(',')
        .map(|word| {
            known(word).ok_or_else(|| {
                let words = Stage::ALL.map(Stage::as_str).join(", ");
                Problem::invalid_parameter("stage", format!("'{word}' is none of {words}"))
            })
        })
        .collect()
}

fn bounds(text: &str) -> Result<Bounds, Problem> {
    let wrong = |why: &str| Problem::invalid_parameter("bbox", why);
    let degrees: Result<Vec<f64>, _> = text.split(',').map(|part| part.trim().parse()).collect();
    let [west, south, east, north] = degrees
        .ok()
        .and_then(|degrees| <[f64; 4]>::try_from(degrees).ok())
        .ok_or_else(|| wrong("four numbers with commas are needed: west, south, east, north"))?;
    if south > north {
        return Err(wrong("south must not be north of north"));
    }
    for (lon, lat) in [(west, south), (east, north)] {
        Wgs84::from_lon_lat(lon, lat).map_err(|error| wrong(&error.to_string()))?;
    }
    Ok(Bounds {
        west,
        south,
        east,
        north,
    })
}

/// Incidents that the token may see, by network and number.
#[utoipa::path(
    get,
    path = "/api/v1/incidents",
    tag = "incidents",
    params(IncidentQuery),
    responses(
        (status = 200, description = "a page of incidents", body = Page),
        (status = 400, description = "a parameter is wrong", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "this hub does not serve the network", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []))
)]
pub(super) async fn list(
    State(hub): State<Arc<Hub>>,
    Reader(session): Reader,
    Params(wanted): Params<IncidentQuery>,
) -> Result<Json<Page>, Problem> {
    let limit = wanted.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::invalid_parameter(
            "limit",
            format!("must be 1 to {MOST}"),
        ));
    }
    let after: Option<IncidentRef> = match wanted.cursor.as_deref() {
        None => None,
        Some(cursor) => Some(cursor.parse().map_err(|_| {
            Problem::invalid_parameter("cursor", "must be `next` of an earlier answer")
        })?),
    };
    let only: Option<Network> = match &wanted.network {
        Some(word) => Some(hub.line(word)?.network()),
        None => None,
    };
    let filter = Filter::of(wanted)?;
    let now = hub.clock.now();
    let mut page = Page {
        incidents: Vec::new(),
        total: 0,
        next: None,
        through: BTreeMap::new(),
    };
    let mut last = None;
    for (network, line) in &hub.lines {
        let Some(view) = session
            .view(*network)
            .filter(|_| only.is_none_or(|only| only == *network))
        else {
            continue;
        };
        let picture = line.picture();
        page.through.insert(network.as_str(), picture.through().0);
        for found in picture.seen_by(view).filter(|found| filter.passes(found)) {
            page.total += 1;
            let named = IncidentRef {
                network: *network,
                id: found.id,
            };
            if after.is_some_and(|after| named <= after) {
                continue;
            }
            if page.incidents.len() == limit {
                page.next = page.next.or(last.map(|last: IncidentRef| last.to_string()));
                continue;
            }
            let shown = view.shown(found, |id| picture.sees(view, id));
            page.incidents.push(incident(*network, &shown, now));
            last = Some(named);
        }
    }
    Ok(Json(page))
}

/// One incident with everything that happened to it.
#[utoipa::path(
    get,
    path = "/api/v1/incidents/{network}/{id}",
    tag = "incidents",
    params(
        ("network" = String, Path, description = "police, government or internet"),
        ("id" = u64, Path, description = "its number within the network"),
    ),
    responses(
        (status = 200, description = "the incident, its history, and the texts the token may see", body = IncidentDetail),
        (status = 401, description = "a token is needed", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "there is none, or not for this token", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []))
)]
pub(super) async fn one(
    State(hub): State<Arc<Hub>>,
    Reader(session): Reader,
    path: Result<Path<(String, u64)>, PathRejection>,
) -> Result<Json<IncidentDetail>, Problem> {
    let none = || Problem::not_found("there is no such incident, or not for this token");
    let Path((network, id)) = path.map_err(|_| none())?;
    let line = Arc::clone(hub.line(&network)?);
    let id = IncidentId(id);
    let view = session.view(line.network()).cloned().ok_or_else(none)?;
    let found = {
        let picture = line.picture();
        let found = picture.world().incident(id);
        let found = found.filter(|found| view.sees(found.place.area.as_ref()));
        view.shown(found.ok_or_else(none)?, |id| picture.sees(&view, id))
    };
    let may_see_texts = session.may(Right::Texts);
    let person = session.person.clone();
    let now = hub.clock.now();
    let read = tokio::task::spawn_blocking(move || {
        let events = line.history(id)?;
        let all = text_keys(&found, &events);
        let readable = match &person {
            _ if may_see_texts => all.clone(),
            Some(person) => reply_keys(&events, person),
            None => Vec::new(),
        };
        let texts = line.texts(&readable)?;
        let withheld = readable.len() < all.len();
        let events: Vec<_> = {
            let picture = line.picture();
            let sees = |id| picture.sees(&view, id);
            events.iter().map(|event| view.told(event, sees)).collect()
        };
        Ok::<_, crate::log::LogError>(detail(
            line.network(),
            &found,
            events,
            &texts,
            withheld,
            now,
        ))
    });
    let read = read
        .await
        .map_err(|_| Problem::unavailable("the log could not be read"))?;
    Ok(Json(read?))
}

//! The daily report (日报) of a network: the figures of `world`, as the day stood when it ended, or as it stands.
#![expect(
    unused_qualifications,
    reason = "utoipa writes the parameters' type with its path"
)]

mod finished;
mod told;

use std::ops::Range;
use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::{Extension, Json};
use chrono::{Days, NaiveDate};
use domain::{Incident, IncidentId, Millis, Network, Timestamp};
use serde::Deserialize;
use utoipa::IntoParams;
use world::DayReport;

use self::finished::{Fresh, Reports, Whose};
use self::told::{Before, Counted, DailyReport, DayJson, WatchSpan};
use super::handovers::{Officer, WatchBook};
use super::moment;
use super::params::Params;
use super::rates::Figures;
use crate::auth::View;
use crate::auth::rights::{Ability, MissingRight};
use crate::clock::{date_of, day};
use crate::hub::{Hub, Signed};
use crate::line::Line;
use crate::problem::Problem;

/// What the door remembers between two requests.
#[derive(Clone, Default)]
pub(super) struct DailyReports(Arc<Reports<Counted>>);

/// How far before a day is looked for who came on watch before it.
const WATCH_BEGAN_WITHIN: Millis = Millis::from_hours(7 * 24);

/// Which day.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DailyQuery {
    /// Which day of the deployment's time zone, by its clock ("2026-11-23"); today when absent.
    day: Option<String>,
}

/// A day, when its hours begin, and as of when it is told.
struct Asked {
    date: NaiveDate,
    span: Range<Timestamp>,
    hours: Vec<Timestamp>,
    as_of: Timestamp,
}

impl Asked {
    fn of(hub: &Hub, date: NaiveDate, now: Timestamp) -> Result<Self, Problem> {
        let zone = hub.config.time_zone.0;
        let ends = || Problem::invalid_parameter("day", "the calendar ends before it");
        let span = day(date, zone).ok_or_else(ends)?;
        let hour = Millis::from_hours(1);
        let hours = std::iter::successors(Some(span.start), |at| Some(*at + hour));
        Ok(Self {
            date,
            hours: hours.take_while(|at| *at < span.end).collect(),
            as_of: span.end.min(now),
            span,
        })
    }

    fn is_over(&self) -> bool {
        self.as_of == self.span.end
    }

    fn report<'a>(&self, seen: impl Iterator<Item = &'a Incident>) -> DayReport<'a> {
        DayReport::of(seen, &self.hours, self.span.end, self.as_of)
    }
}

/// The report of a day on a network, counted by `world` as the wall's figures are: for a day that is over as it stood when it
/// ended, from the log folded again, else from the picture. For those who may read by whom something was done, of what they see.
#[utoipa::path(
    get,
    path = "/api/v1/{network}/daily",
    tag = "audit",
    params(("network" = String, Path, description = "police, government or internet"), DailyQuery),
    responses(
        (status = 200, description = "the report", body = DailyReport),
        (status = 400, description = "the day is none, or has not begun", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "the role does not have the right \"accounts\", or not there", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "this hub does not serve the network", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "as many reports as may be are being counted: come back", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(super) async fn read(
    State(hub): State<Arc<Hub>>,
    Extension(DailyReports(reports)): Extension<DailyReports>,
    signed: Signed,
    path: Result<Path<String>, PathRejection>,
    Params(asked): Params<DailyQuery>,
) -> Result<Json<DailyReport>, Problem> {
    signed.must(Ability::Accounts)?;
    let Path(network) = path.map_err(|_| Problem::not_found("no such network"))?;
    let line = Arc::clone(hub.line(&network)?);
    let network = line.network();
    if !signed.person.networks.contains(&network) {
        return Err(MissingRight::OtherNetwork { network }.into());
    }
    let now = hub.clock.now();
    let today = date_of(now, hub.config.time_zone.0)
        .ok_or_else(|| Problem::unavailable("the deployment's clock is beyond the calendar"))?;
    let date = asked.day.map_or(Ok(today), |day| {
        day.parse()
            .map_err(|_| Problem::invalid_parameter("day", "must be a date (2026-11-23)"))
    })?;
    if date > today {
        let detail = "has not begun by the deployment's clock";
        return Err(Problem::invalid_parameter("day", detail));
    }
    let asked = Asked::of(&hub, date, now)?;
    let view = signed.person.view();
    let whose = Whose {
        network,
        day: date,
        as_of: asked.as_of,
        view: view.clone(),
    };
    let counting = reports.read(whose, || count(&hub, &line, &view, &asked));
    let counted = counting.await?;
    let watches = tokio::task::block_in_place(|| watches(&hub, network, &asked.span))?;
    Ok(Json(DailyReport { counted, watches }))
}

/// Counts the day as it stood when it ended or stands now, and the same weekday a week before up to the same time of day.
fn count(hub: &Hub, line: &Line, view: &View, asked: &Asked) -> Result<Fresh<Counted>, Problem> {
    let earlier = asked.date.checked_sub_days(Days::new(7));
    let earlier = earlier.ok_or_else(|| {
        Problem::invalid_parameter("day", "the calendar begins less than a week before it")
    })?;
    // As much of the day as there is of this one.
    let mut before = Asked::of(hub, earlier, asked.as_of)?;
    if !asked.is_over() {
        before.as_of = (before.span.start + (asked.as_of - asked.span.start)).min(before.span.end);
    }
    let moments = [before.as_of, asked.span.start, asked.span.end];
    let moments = if asked.is_over() {
        &moments[..]
    } else {
        &moments[..2]
    };
    let mut figures_before = None;
    let mut first_told = IncidentId(0);
    let mut day = None;
    let network = line.network();
    let past = line.look_back(moments, |moment, world| {
        let seen = |incident: &&Incident| view.sees(incident.place.area.as_ref());
        let incidents = world.incidents();
        if moment == before.as_of {
            let seen = incidents.filter(seen);
            figures_before = Some(Figures::from(before.report(seen).rates));
        } else if moment == asked.span.start {
            // Numbers ascend, and what was archived by then is told of in no report.
            let last_told = incidents.last().map_or(0, |last| last.id.0);
            first_told = IncidentId(last_told + 1);
        } else {
            let seen: Vec<&Incident> = incidents.filter(seen).collect();
            day = Some(DayJson::of(network, asked, view, &seen, first_told));
        }
    })?;
    let day = match day {
        Some(day) => day,
        None => {
            let picture = line.picture();
            let seen: Vec<&Incident> = picture.seen_by(view).collect();
            DayJson::of(network, asked, view, &seen, first_told)
        }
    };
    // A day that the log began in is not whole.
    let is_held = (past.began_at).is_some_and(|began_at| began_at <= before.span.start);
    let before = Before {
        day: earlier.to_string(),
        figures: figures_before.filter(|_| is_held),
    };
    Ok(Fresh {
        counted: Counted { day, before },
        is_final: asked.is_over() && past.goes_on,
    })
}

/// Who had the watch within a span.
fn watches(
    hub: &Hub,
    network: Network,
    span: &Range<Timestamp>,
) -> Result<Vec<WatchSpan>, Problem> {
    let book = WatchBook::read(hub, network, span.start - WATCH_BEGAN_WITHIN..span.end)?;
    let takings: Vec<_> = book.takings().collect();
    let spans = takings.iter().enumerate().map(|(place, (officer, from))| {
        let to = takings.get(place + 1).map(|(_, to)| *to);
        (officer, *from, to)
    });
    let within = spans.filter(|(_, _, to)| to.is_none_or(|to| to > span.start));
    Ok(within
        .map(|(officer, from, to)| WatchSpan {
            officer: Officer::of(hub, officer),
            from: moment::written(from),
            to: to.map(moment::written),
        })
        .collect())
}

//! The daily report (日报) of a network: the figures of `world`, as the day stood when it ended, or as it stands.
#![expect(
    unused_qualifications,
    reason = "utoipa writes the parameters' type with its path"
)]

use std::ops::Range;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use chrono::{Days, NaiveDate};
use domain::{Clock, ClockKind, ClockState, Incident, IncidentRef, Millis, Network, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use world::{DayReport, Tally};

use super::handovers::{Officer, WatchBook};
use super::moment;
use super::params::Params;
use super::rates::{Figures, Share};
use crate::auth::View;
use crate::auth::rights::{Ability, MissingRight};
use crate::clock::{date_of, day};
use crate::hub::{Hub, Signed};
use crate::line::Line;
use crate::problem::Problem;

/// The most incidents that are named of each sort; the figures count all of them.
const MOST_NAMED: usize = 200;

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

/// The report of a day on a network, of what the reader sees.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DailyReport {
    /// Which network.
    network: &'static str,
    /// Which day.
    day: String,
    /// When it began.
    from: String,
    /// When it ended or ends.
    to: String,
    /// As of when: its end, or the deployment's now.
    as_of: String,
    /// Whether the day is over.
    is_over: bool,
    /// Only of these patrol areas; of all when absent.
    areas: Option<Vec<String>>,
    /// The figures of the day.
    figures: Figures,
    /// What came in by category, the most first; `null` is what has none.
    by_category: Vec<Sort>,
    /// What came in by patrol area, the most first; `null` is what lies in none.
    by_area: Vec<Sort>,
    /// What came in by hour, in order.
    by_hour: Vec<Hour>,
    /// What was urgent or higher, by the time of its report; at most 200.
    urgent: Vec<Named>,
    /// What was open at `as_of`, of this day or an earlier one, the next deadline first; at most 200.
    open: Vec<Named>,
    /// How many were open in all.
    open_count: usize,
    /// Who had the watch, in order, by the machine's clock.
    watches: Vec<WatchSpan>,
    /// The same weekday a week before.
    before: Before,
}

/// What came in of one sort, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
struct Sort {
    /// The category or patrol area.
    id: Option<String>,
    #[serde(flatten)]
    tally: TallyJson,
}

/// What came in within an hour, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
struct Hour {
    /// When the hour began.
    from: String,
    #[serde(flatten)]
    tally: TallyJson,
}

/// What came in, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
struct TallyJson {
    /// Reported, void ones too.
    reported: u64,
    /// 处置率: handled / to be handled.
    handled: Share,
    /// Open.
    open: u64,
    /// Open, with a clock beyond its limit.
    overdue: u64,
}

impl From<Tally> for TallyJson {
    fn from(tally: Tally) -> Self {
        Self {
            reported: tally.reported,
            handled: tally.handled.into(),
            open: tally.open,
            overdue: tally.overdue,
        }
    }
}

/// An incident that is named.
#[derive(Debug, Serialize, ToSchema)]
struct Named {
    /// Which.
    incident: String,
    /// The platform's own number.
    external_id: String,
    /// What it is about.
    subject: String,
    /// Its category.
    category: Option<String>,
    /// Its patrol area.
    area: Option<String>,
    /// Where it is, in words.
    address: Option<String>,
    /// "routine", "urgent" or "emergency".
    priority: &'static str,
    /// Where it stood.
    stage: &'static str,
    /// Put aside (挂账).
    suspended: bool,
    /// When it was reported.
    reported_at: String,
    /// The next deadline, where something is awaited.
    deadline: Option<Deadline>,
}

/// A deadline.
#[derive(Debug, Serialize, ToSchema)]
struct Deadline {
    /// Of what: "dispatch", "receipt", "arrival", "feedback", "handling", "verification".
    #[schema(value_type = String)]
    clock: ClockKind,
    /// When it is or was.
    due_at: String,
    /// Whether it had passed.
    overdue: bool,
}

impl Named {
    fn of(
        network: Network,
        incident: &Incident,
        deadline: Option<(ClockKind, &Clock)>,
        now: Timestamp,
    ) -> Self {
        let id = incident.id;
        Self {
            incident: IncidentRef { network, id }.to_string(),
            external_id: incident.external_id.to_string(),
            subject: incident.subject.to_string(),
            category: incident.category.as_ref().map(ToString::to_string),
            area: incident.place.area.as_ref().map(ToString::to_string),
            address: incident.place.address.as_ref().map(ToString::to_string),
            priority: incident.priority.as_str(),
            stage: incident.stage.as_str(),
            suspended: incident.flags.suspended,
            reported_at: moment::written(incident.reported_at()),
            deadline: deadline.map(|(clock, running)| {
                let reading = running.reading(now);
                Deadline {
                    clock,
                    due_at: moment::written(now + reading.left()),
                    overdue: reading.state == ClockState::Overdue,
                }
            }),
        }
    }
}

/// Somebody had the watch.
#[derive(Debug, Serialize, ToSchema)]
struct WatchSpan {
    /// Who.
    officer: Officer,
    /// Since when; it may be a day before.
    from: String,
    /// Until when; `null` while it goes on, or went on beyond the day.
    to: Option<String>,
}

/// The same weekday a week before, up to the same time of day.
#[derive(Debug, Serialize, ToSchema)]
struct Before {
    /// Which day.
    day: String,
    /// Its figures; `null` when the hub's log begins later.
    figures: Option<Figures>,
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
    // To fold a log takes a while and a core: one at a time, and few wait.
    let _turn = tokio::time::timeout(PATIENCE, hub.folding.acquire())
        .await
        .map_err(|_| Problem::unavailable("another report is being counted"))?;
    let view = signed.person.view();
    tokio::task::block_in_place(|| report(&hub, &line, &view, date, now).map(Json))
}

/// How long somebody waits for the reports of others.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

fn report(
    hub: &Hub,
    line: &Line,
    view: &View,
    date: NaiveDate,
    now: Timestamp,
) -> Result<DailyReport, Problem> {
    let asked = Asked::of(hub, date, now)?;
    let earlier = date.checked_sub_days(Days::new(7));
    let earlier = earlier.ok_or_else(|| {
        Problem::invalid_parameter("day", "the calendar begins less than a week before it")
    })?;
    let mut before = Asked::of(hub, earlier, now)?;
    let is_over = asked.as_of == asked.span.end;
    if !is_over {
        // As much of the day as there is of this one.
        before.as_of = (before.span.start + (asked.as_of - asked.span.start)).min(before.span.end);
    }
    let mut figures_before = None;
    let mut told = None;
    let moments = [before.as_of, asked.span.end];
    let moments = if is_over { &moments[..] } else { &moments[..1] };
    let began_at = line.world_before(moments, |place, world| {
        let seen = world
            .incidents()
            .filter(|incident| view.sees(incident.place.area.as_ref()));
        if place == 0 {
            let report = before.report(seen);
            figures_before = Some(Figures::from(report.rates));
        } else {
            told = Some(written(line.network(), &asked, view, &asked.report(seen)));
        }
    })?;
    // A day that the log began in is not whole.
    let is_held = began_at.is_some_and(|began_at| began_at <= before.span.start);
    let mut told = match told {
        Some(told) => told,
        None => {
            let picture = line.picture();
            let report = asked.report(picture.seen_by(view));
            written(line.network(), &asked, view, &report)
        }
    };
    told.before = Before {
        day: earlier.to_string(),
        figures: figures_before.filter(|_| is_held),
    };
    told.watches = watches(hub, line.network(), &asked.span)?;
    Ok(told)
}

fn written(network: Network, asked: &Asked, view: &View, report: &DayReport<'_>) -> DailyReport {
    let as_of = asked.as_of;
    let hours = asked.hours.iter().zip(&report.by_hour);
    let urgent = report.urgent.iter().take(MOST_NAMED);
    let open = report.open.iter().take(MOST_NAMED);
    let areas = view.areas();
    DailyReport {
        network: network.as_str(),
        day: asked.date.to_string(),
        from: moment::written(asked.span.start),
        to: moment::written(asked.span.end),
        as_of: moment::written(as_of),
        is_over: as_of == asked.span.end,
        areas: areas.map(|areas| areas.iter().map(ToString::to_string).collect()),
        figures: report.rates.into(),
        by_category: sorts(&report.by_category),
        by_area: sorts(&report.by_area),
        by_hour: hours
            .map(|(from, tally)| Hour {
                from: moment::written(*from),
                tally: (*tally).into(),
            })
            .collect(),
        urgent: urgent
            .map(|incident| Named::of(network, incident, None, as_of))
            .collect(),
        open: open
            .map(|(incident, deadline)| Named::of(network, incident, *deadline, as_of))
            .collect(),
        open_count: report.open.len(),
        watches: Vec::new(),
        before: Before {
            day: String::new(),
            figures: None,
        },
    }
}

/// The most first.
fn sorts<Id: ToString + Ord>(tallies: &std::collections::BTreeMap<Option<Id>, Tally>) -> Vec<Sort> {
    let mut sorts: Vec<_> = tallies.iter().collect();
    sorts.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.reported));
    let sorts = sorts.into_iter();
    sorts
        .map(|(id, tally)| Sort {
            id: id.as_ref().map(ToString::to_string),
            tally: (*tally).into(),
        })
        .collect()
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

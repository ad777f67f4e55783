//! The daily report as it is sent.

use std::collections::BTreeMap;

use domain::{Clock, ClockKind, ClockState, Incident, IncidentId, IncidentRef, Network, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;
use world::{Tally, told_late};

use super::super::handovers::Officer;
use super::super::moment;
use super::super::rates::{Figures, Share};
use super::Asked;
use crate::auth::View;

/// The most incidents that are named of each sort; the figures count all of them.
const MOST_NAMED: usize = 200;

/// The report of a day on a network, of what the reader sees.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct DailyReport {
    #[serde(flatten)]
    pub(super) counted: Counted,
    /// Who had the watch, in order, by the machine's clock.
    pub(super) watches: Vec<WatchSpan>,
}

/// What is counted of a day, and of the one that it is compared with.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Counted {
    #[serde(flatten)]
    pub day: DayJson,
    /// The same weekday a week before.
    pub before: Before,
}

/// What is counted of a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct DayJson {
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
    /// What the hub was told during the day and was reported before it: it is in the figures of neither day.
    told_late: u64,
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
}

impl DayJson {
    /// Of what somebody sees; `first_told` is the first incident that the hub was told of during the day.
    pub fn of(
        network: Network,
        asked: &Asked,
        view: &View,
        seen: &[&Incident],
        first_told: IncidentId,
    ) -> Self {
        let report = asked.report(seen.iter().copied());
        let as_of = asked.as_of;
        let hours = asked.hours.iter().zip(&report.by_hour);
        let urgent = report.urgent.iter().take(MOST_NAMED);
        let open = report.open.iter().take(MOST_NAMED);
        let areas = view.areas();
        Self {
            network: network.as_str(),
            day: asked.date.to_string(),
            from: moment::written(asked.span.start),
            to: moment::written(asked.span.end),
            as_of: moment::written(as_of),
            is_over: asked.is_over(),
            areas: areas.map(|areas| areas.iter().map(ToString::to_string).collect()),
            figures: report.rates.into(),
            told_late: told_late(seen.iter().copied(), first_told, asked.span.start),
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
        }
    }
}

/// What came in of one sort, and what became of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Sort {
    /// The category or patrol area.
    id: Option<String>,
    #[serde(flatten)]
    tally: TallyJson,
}

/// What came in within an hour, and what became of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Hour {
    /// When the hour began.
    from: String,
    #[serde(flatten)]
    tally: TallyJson,
}

/// What came in, and what became of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
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
#[derive(Clone, Debug, Serialize, ToSchema)]
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
#[derive(Clone, Debug, Serialize, ToSchema)]
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
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct WatchSpan {
    /// Who.
    pub officer: Officer,
    /// Since when; it may be a day before.
    pub from: String,
    /// Until when; `null` while it goes on, or went on beyond the day.
    pub to: Option<String>,
}

/// The same weekday a week before, up to the same time of day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Before {
    /// Which day.
    pub day: String,
    /// Its figures; `null` when the hub's log begins later.
    pub figures: Option<Figures>,
}

/// The most first.
fn sorts<Id: ToString + Ord>(tallies: &BTreeMap<Option<Id>, Tally>) -> Vec<Sort> {
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

//! What can be printed, as the hub tells it: the work log of a person, and the report of a day.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::{
    AreaId, CategoryId, ClockKind, IncidentRef, Network, PersonId, Priority, Stage, Timestamp,
};
use serde::Deserialize;

use super::watch::{Officer, incident, moment, perhaps_incident, perhaps_moment};

/// What one person did on one day on a network.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct WorkLog {
    /// Whose.
    pub person: PersonId,
    /// What that person is called.
    pub name: Arc<str>,
    /// Which day.
    pub day: NaiveDate,
    /// What was done, in order.
    pub entries: Vec<Work>,
    /// There was more than is told.
    pub more: bool,
    /// Whose work log the reader may read besides.
    pub people: Vec<Officer>,
}

/// One thing that was done.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Work {
    /// When.
    #[serde(deserialize_with = "moment")]
    pub at: Timestamp,
    /// What: a command's word, or what became of the watch.
    pub command: String,
    /// On which incident.
    #[serde(deserialize_with = "perhaps_incident")]
    pub incident: Option<IncidentRef>,
    /// What it is about, while it is in the picture.
    pub subject: Option<String>,
    /// With whom, for a watch that was given or taken.
    pub with: Option<Officer>,
}

/// A part of a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
pub struct Share {
    /// How many of the whole.
    pub part: u64,
    /// How many in all.
    pub whole: u64,
    /// The share, 0 to 1; `None` when there is nothing to share.
    pub share: Option<f64>,
}

/// The figures of a day, as the wall shows them.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Figures {
    /// Reported, void ones too.
    pub reported: u64,
    /// How many of them stand at each stage.
    pub at_stage: BTreeMap<Stage, u64>,
    /// Open.
    pub open: u64,
    /// Open, with a clock beyond its limit.
    pub overdue: u64,
    /// Urgent or higher, and nobody has accepted or acknowledged them.
    pub unattended: u64,
    /// 处置率.
    pub handled: Share,
    /// 按期处置率.
    pub handled_on_time: Share,
    /// 按期结案率.
    pub closed_on_time: Share,
    /// 准确派遣率.
    pub right_first_dispatch: Share,
    /// Given to somebody within the dispatch clock.
    pub dispatched_on_time: Share,
    /// Arrived within the arrival clock.
    pub arrived_on_time: Share,
}

/// What came in of one sort or within one hour, and what became of it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Tally {
    /// Reported, void ones too.
    pub reported: u64,
    /// 处置率.
    pub handled: Share,
    /// Open.
    pub open: u64,
    /// Open, with a clock beyond its limit.
    pub overdue: u64,
}

/// What came in of one category or patrol area.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Sort<Id> {
    /// Which; `None` is what has none.
    pub id: Option<Id>,
    /// How many.
    #[serde(flatten)]
    pub tally: Tally,
}

/// What came in within an hour.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Hour {
    /// When the hour began.
    #[serde(deserialize_with = "moment")]
    pub from: Timestamp,
    /// How many.
    #[serde(flatten)]
    pub tally: Tally,
}

/// An incident that the report names.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct NamedIncident {
    /// Which.
    #[serde(deserialize_with = "incident")]
    pub incident: IncidentRef,
    /// The platform's own number.
    pub external_id: String,
    /// What it is about.
    pub subject: String,
    /// Its category.
    pub category: Option<CategoryId>,
    /// Its patrol area.
    pub area: Option<AreaId>,
    /// Where it is, in words.
    pub address: Option<String>,
    /// How pressing it is.
    pub priority: Priority,
    /// Where it stood.
    pub stage: Stage,
    /// Put aside (挂账).
    pub suspended: bool,
    /// When it was reported.
    #[serde(deserialize_with = "moment")]
    pub reported_at: Timestamp,
    /// The next deadline, where something is awaited.
    pub deadline: Option<NamedDeadline>,
}

/// A deadline that the report names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct NamedDeadline {
    /// Of what.
    pub clock: ClockKind,
    /// When it is or was.
    #[serde(deserialize_with = "moment")]
    pub due_at: Timestamp,
    /// Whether it had passed.
    pub overdue: bool,
}

/// Somebody had the watch.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct WatchSpan {
    /// Who.
    pub officer: Officer,
    /// Since when.
    #[serde(deserialize_with = "moment")]
    pub from: Timestamp,
    /// Until when, if it ended within the day.
    #[serde(deserialize_with = "perhaps_moment")]
    pub to: Option<Timestamp>,
}

/// The same weekday a week before.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct DayBefore {
    /// Which day.
    pub day: NaiveDate,
    /// Its figures; `None` when the hub's log begins later.
    pub figures: Option<Figures>,
}

/// The report of a day on a network, of what the reader sees.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct DailyReport {
    /// Which network.
    pub network: Network,
    /// Which day.
    pub day: NaiveDate,
    /// As of when: its end, or the deployment's now.
    #[serde(deserialize_with = "moment")]
    pub as_of: Timestamp,
    /// Whether the day is over.
    pub is_over: bool,
    /// Only of these patrol areas.
    pub areas: Option<Vec<AreaId>>,
    /// The figures of the day.
    pub figures: Figures,
    /// What the hub was told during the day and was reported before it: it is in the figures of neither day.
    pub told_late: u64,
    /// What came in by category, the most first.
    pub by_category: Vec<Sort<CategoryId>>,
    /// What came in by patrol area, the most first.
    pub by_area: Vec<Sort<AreaId>>,
    /// What came in by hour, in order.
    pub by_hour: Vec<Hour>,
    /// What was urgent or higher.
    pub urgent: Vec<NamedIncident>,
    /// What was open, the next deadline first.
    pub open: Vec<NamedIncident>,
    /// How many were open in all.
    pub open_count: u64,
    /// Who had the watch, in order.
    pub watches: Vec<WatchSpan>,
    /// The same weekday a week before.
    pub before: DayBefore,
}

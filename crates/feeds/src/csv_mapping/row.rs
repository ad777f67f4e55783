//! What one row says.

use domain::{
    Assignee, CategoryId, ExternalId, GridId, InvalidId, InvalidPosition, Place, Timestamp, Wgs84,
};
use geodesy::wgs84_from;

use super::cell::Cells;
use super::mapping::{FactKind, FactRule, Location, Mapping, Party, Source};
use super::times::{ReadTime, TimeFlaw};
use crate::element::Flaw;
use crate::fields::checked_text;
use crate::limits::{LONGEST_ADDRESS, LONGEST_DETAILS, LONGEST_NOTE, LONGEST_SUBJECT};
use crate::statement::{Report, Said, Statement};

/// A row that says nothing that can be played.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("row {row}: {flaw}")]
pub struct RowError {
    /// Which row, from 1; the heading does not count.
    pub row: usize,
    /// What is wrong with it.
    pub flaw: RowFlaw,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RowFlaw {
    /// It has more or fewer cells than the heading.
    #[error("it has {found} cells, the heading has {expected}")]
    CellCount {
        /// How many it has.
        found: usize,
        /// How many the heading has.
        expected: usize,
    },
    /// It is no text.
    #[error("it is not UTF-8")]
    NotUtf8,
    /// The cell with the incident's number is blank.
    #[error("it names no incident: '{0}' is blank")]
    NoId(String),
    /// A cell cannot be an id.
    #[error("'{column}': {flaw}")]
    Id {
        /// Which column.
        column: String,
        /// Why not.
        flaw: InvalidId,
    },
    /// No fact of the mapping fits.
    #[error("no fact of the mapping speaks of it")]
    NoFact,
    /// The cell with the time of a fact is blank.
    #[error("its time is missing: '{0}' is blank")]
    TimeMissing(String),
    /// The time is in no known format.
    #[error("its time cannot be read: '{text}' in '{column}'")]
    TimeUnreadable {
        /// Which column.
        column: String,
        /// What stands there, at most 60 characters.
        text: String,
    },
    /// The clocks were put forward over its time.
    #[error("there was no such time: '{text}' in '{column}'")]
    TimeSkipped {
        /// Which column.
        column: String,
        /// What stands there, at most 60 characters.
        text: String,
    },
    /// Its time lies before 2000 or after 2099.
    #[error("its time lies before 2000 or after 2099: '{text}' in '{column}'")]
    TimeOutOfRange {
        /// Which column.
        column: String,
        /// What stands there, at most 60 characters.
        text: String,
    },
    /// Its position is in no known spelling.
    #[error("its position cannot be read: '{text}' in '{column}'")]
    PositionUnreadable {
        /// Which column.
        column: String,
        /// What stands there, at most 60 characters.
        text: String,
    },
    /// One of longitude and latitude is there and the other is not.
    #[error("it has half a position")]
    HalfAPosition,
    /// Its degrees are no place on earth.
    #[error("{0}")]
    Position(InvalidPosition),
    /// Nobody is named whom a fact is about.
    #[error("nobody is named: '{0}' is blank")]
    NobodyNamed(String),
    /// The report has no subject.
    #[error("it has no subject")]
    NoSubject,
    /// A text is too long or does not print.
    #[error("its {what} {flaw}")]
    Text {
        /// Which text.
        what: &'static str,
        /// Why not.
        flaw: Flaw,
    },
}

impl RowFlaw {
    /// A word for the kind of flaw, under which a summary counts it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::CellCount { .. } => "cell_count",
            Self::NotUtf8 => "not_utf8",
            Self::NoId(_) | Self::Id { .. } => "id",
            Self::NoFact => "no_fact",
            Self::TimeMissing(_) => "time_missing",
            Self::TimeUnreadable { .. } => "time_unreadable",
            Self::TimeSkipped { .. } => "time_skipped",
            Self::TimeOutOfRange { .. } => "time_out_of_range",
            Self::PositionUnreadable { .. } => "position_unreadable",
            Self::HalfAPosition => "half_a_position",
            Self::Position(_) => "position_out_of_range",
            Self::NobodyNamed(_) => "nobody_named",
            Self::NoSubject => "no_subject",
            Self::Text { .. } => "text",
        }
    }
}

/// What a row says, in the order of the mapping's facts.
pub(super) struct RowFacts {
    /// Each statement with the time at which it is played.
    pub(super) statements: Vec<(Timestamp, Statement)>,
    /// The grid that the row itself names, for a row with a position.
    pub(super) grid: Option<GridId>,
}

/// Reads one row whole, or not at all.
pub(super) fn facts(mapping: &Mapping, cells: Cells<'_>) -> Result<RowFacts, RowFlaw> {
    let id_cell = cells
        .get(&mapping.id)
        .ok_or_else(|| RowFlaw::NoId(mapping.id.clone()))?;
    let external_id: ExternalId = id(&mapping.id, id_cell)?;
    let said = mapping.facts.iter().filter(|fact| fits(fact, cells));
    let timed = said.filter_map(|fact| {
        time(mapping, fact, cells)
            .map(|time| time.map(|time| (fact, time)))
            .transpose()
    });
    let timed = timed.collect::<Result<Vec<_>, _>>()?;
    if timed.is_empty() {
        return Err(RowFlaw::NoFact);
    }
    let reported = timed
        .iter()
        .find(|(fact, _)| fact.kind == FactKind::Report)
        .map(|(_, time)| *time);
    let position = position(mapping, cells)?;
    let statement = |(fact, time): (&FactRule, ReadTime)| {
        let occurred_at = match reported {
            // Only the day is known, and it is the day of the report: not before it.
            Some(reported) if fact.whole_day && time.midnight && time.day == reported.day => {
                time.at.max(reported.at)
            }
            _ => time.at,
        };
        // Nothing of a row is told before its report, whatever time it gives itself.
        let due = occurred_at.max(reported.map_or(occurred_at, |reported| reported.at));
        let note = optional_text("note", fact.note.as_ref(), cells, LONGEST_NOTE)?;
        let said = said_by(mapping, fact, cells, position)?;
        Ok((
            due,
            Statement {
                external_id: external_id.clone(),
                occurred_at,
                desk: None,
                note,
                photos: Vec::new(),
                said,
            },
        ))
    };
    let statements = timed
        .into_iter()
        .map(statement)
        .collect::<Result<Vec<_>, _>>()?;
    let grid = match mapping.check_grid.as_deref().filter(|_| position.is_some()) {
        Some(column) => cells.get(column).map(|cell| id(column, cell)).transpose()?,
        None => None,
    };
    Ok(RowFacts { statements, grid })
}

fn fits(fact: &FactRule, cells: Cells<'_>) -> bool {
    fact.when.iter().all(|(column, words)| {
        let cell = cells.get(column).unwrap_or_default();
        words.iter().any(|word| word == cell)
    })
}

/// When a fact happened; none when its time is blank and the mapping says that it may be.
fn time(mapping: &Mapping, fact: &FactRule, cells: Cells<'_>) -> Result<Option<ReadTime>, RowFlaw> {
    let column = || fact.at.clone();
    let Some(cell) = cells.get(&fact.at) else {
        return if fact.optional {
            Ok(None)
        } else {
            Err(RowFlaw::TimeMissing(column()))
        };
    };
    let text = || clipped(cell);
    mapping
        .times
        .read(cell)
        .map(Some)
        .map_err(|flaw| match flaw {
            TimeFlaw::Unreadable => RowFlaw::TimeUnreadable {
                column: column(),
                text: text(),
            },
            TimeFlaw::Skipped => RowFlaw::TimeSkipped {
                column: column(),
                text: text(),
            },
            TimeFlaw::OutOfRange => RowFlaw::TimeOutOfRange {
                column: column(),
                text: text(),
            },
        })
}

fn said_by(
    mapping: &Mapping,
    fact: &FactRule,
    cells: Cells<'_>,
    position: Option<Wgs84>,
) -> Result<Said, RowFlaw> {
    let assignee = fact
        .party
        .as_ref()
        .map(|party| assignee(party, cells))
        .transpose()?;
    let named = || {
        assignee
            .clone()
            .ok_or_else(|| RowFlaw::NobodyNamed(fact.at.clone()))
    };
    Ok(match fact.kind {
        FactKind::Report => Said::Report(Box::new(report(mapping, cells, position)?)),
        FactKind::Acknowledge => Said::Acknowledge,
        FactKind::Accept => Said::Accept {
            category: None,
            priority: None,
        },
        FactKind::Reject => Said::Reject,
        FactKind::Assign => Said::Assign(named()?),
        FactKind::Receive | FactKind::Claim => Said::Receive(named()?),
        FactKind::Decline => Said::Decline(named()?),
        FactKind::Withdraw => Said::Withdraw(named()?),
        FactKind::StartOut => Said::StartOut(named()?),
        FactKind::Arrive => Said::Arrive(named()?),
        FactKind::BeginHandling => Said::BeginHandling(assignee),
        FactKind::Clear => Said::Clear(named()?),
        FactKind::Feedback => Said::Feedback,
        FactKind::Resolve => Said::Resolve,
        FactKind::Verify => Said::Verify { passed: true },
        FactKind::Close => Said::Close,
        FactKind::Suspend => Said::Suspend,
        FactKind::Resume => Said::Resume,
        FactKind::Escalate => Said::Escalate,
        FactKind::Supervise => Said::Supervise(true),
        FactKind::Reopen => Said::Reopen,
        FactKind::NobodyFree => Said::NobodyFree,
        FactKind::Reply => Said::Reply,
    })
}

fn assignee(party: &Party, cells: Cells<'_>) -> Result<Assignee, RowFlaw> {
    let column = match party.source() {
        Source::Column(column) => column.as_str(),
        Source::Constant { is } => is.as_str(),
    };
    let name = cells
        .of(party.source())
        .ok_or_else(|| RowFlaw::NobodyNamed(column.to_owned()))?;
    Ok(match party {
        Party::Unit(_) => Assignee::Unit(id(column, name)?),
        Party::Station(_) => Assignee::Station(id(column, name)?),
        Party::Department(_) => Assignee::Department(id(column, name)?),
    })
}

fn report(mapping: &Mapping, cells: Cells<'_>, position: Option<Wgs84>) -> Result<Report, RowFlaw> {
    let columns = &mapping.report;
    let words = &mapping.words;
    let subject = optional_text("subject", Some(&columns.subject), cells, LONGEST_SUBJECT)?
        .ok_or(RowFlaw::NoSubject)?;
    let category = match word(cells, columns.category.as_ref()) {
        None => None,
        Some(word) => Some(match words.category.get(word) {
            Some(category) => category.clone(),
            None => id::<CategoryId>("category", word)?,
        }),
    };
    Ok(Report {
        subject: subject.into(),
        category,
        priority: word(cells, columns.priority.as_ref())
            .and_then(|word| words.priority.get(word).copied()),
        channel: word(cells, columns.channel.as_ref())
            .and_then(|word| words.channel.get(word).copied())
            .unwrap_or_default(),
        place: Place {
            position,
            address: optional_text("address", columns.address.as_ref(), cells, LONGEST_ADDRESS)?
                .map(Into::into),
            grid: None,
            area: None,
        },
        details: optional_text("details", columns.details.as_ref(), cells, LONGEST_DETAILS)?,
        caller: None,
        exercise: false,
    })
}

fn word<'s>(cells: Cells<'s>, source: Option<&'s Source>) -> Option<&'s str> {
    source.and_then(|source| cells.of(source))
}

fn optional_text(
    what: &'static str,
    source: Option<&Source>,
    cells: Cells<'_>,
    limit: usize,
) -> Result<Option<String>, RowFlaw> {
    let Some(text) = source.and_then(|source| cells.of(source)) else {
        return Ok(None);
    };
    checked_text(text, limit).map_err(|flaw| RowFlaw::Text { what, flaw })?;
    Ok(Some(text.to_owned()))
}

fn position(mapping: &Mapping, cells: Cells<'_>) -> Result<Option<Wgs84>, RowFlaw> {
    let lon_lat = match &mapping.location {
        Location::Nowhere => return Ok(None),
        Location::Columns { lon, lat } => {
            let degrees = |column: &String| match cells.get(column) {
                None => Ok(None),
                Some(cell) => cell
                    .parse::<f64>()
                    .map(Some)
                    .map_err(|_| unreadable(column, cell)),
            };
            match (degrees(lon)?, degrees(lat)?) {
                (None, None) => return Ok(None),
                (Some(lon), Some(lat)) => (lon, lat),
                _ => return Err(RowFlaw::HalfAPosition),
            }
        }
        Location::Spelled { column, spellings } => {
            let Some(cell) = cells.get(column) else {
                return Ok(None);
            };
            spellings
                .iter()
                .find_map(|spelling| spelling.lon_lat(cell))
                .ok_or_else(|| unreadable(column, cell))?
        }
    };
    wgs84_from(mapping.coordinates, lon_lat.0, lon_lat.1)
        .map(Some)
        .map_err(RowFlaw::Position)
}

fn unreadable(column: &str, cell: &str) -> RowFlaw {
    RowFlaw::PositionUnreadable {
        column: column.to_owned(),
        text: clipped(cell),
    }
}

fn id<T>(column: &str, cell: &str) -> Result<T, RowFlaw>
where
    T: for<'t> TryFrom<&'t str, Error = InvalidId>,
{
    T::try_from(cell).map_err(|flaw| RowFlaw::Id {
        column: column.to_owned(),
        flaw,
    })
}

fn clipped(cell: &str) -> String {
    cell.chars().take(60).collect()
}

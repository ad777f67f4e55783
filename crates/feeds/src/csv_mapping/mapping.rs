//! The mapping file: which column says what.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use domain::{CategoryId, Channel, Network, PlatformId, Priority};
use geodesy::CoordinateSystem;
use serde::Deserialize;

use super::location::Spelling;
use super::times::{TimeFormat, Times};
use crate::webhook::CHANNELS;

/// What a table's columns mean: a checked mapping file.
#[derive(Clone, Debug)]
pub struct Mapping {
    pub(super) platform: PlatformId,
    pub(super) network: Network,
    pub(super) times: Times,
    pub(super) coordinates: CoordinateSystem,
    pub(super) absent: Vec<String>,
    pub(super) id: String,
    pub(super) resolve_when_last_clears: bool,
    pub(super) check_grid: Option<String>,
    pub(super) location: Location,
    pub(super) report: ReportColumns,
    pub(super) words: Words,
    pub(super) facts: Vec<FactRule>,
}

/// Why a mapping file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// It is no TOML, or names something that mappings do not have.
    #[error("the mapping cannot be read")]
    Toml(#[from] Box<toml::de::Error>),
    /// The time zone is not in the IANA database.
    #[error("time_zone '{0}' is not an IANA time zone such as Asia/Shanghai")]
    UnknownTimeZone(String),
    /// A time format is neither a known word nor a pattern.
    #[error("time format '{0}' is neither rfc3339, epoch_s, epoch_ms nor a strftime pattern")]
    TimeFormat(String),
    /// There is no time format.
    #[error("time_formats is empty")]
    NoTimeFormat,
    /// A spelling of positions does not name both numbers.
    #[error("location spelling '{0}' must hold lon and lat once each")]
    Spelling(String),
    /// Positions are to be read from half a set of columns.
    #[error("location needs either lon and lat, or column and spellings, or nothing at all")]
    Location,
    /// A word for the way in is none of the lifecycle's.
    #[error("'{0}' is not a channel: platform, call, grid_worker, citizen or camera")]
    Channel(String),
    /// No fact reports an incident, so there is nothing to play.
    #[error("no fact is of kind report")]
    NoReport,
    /// A fact needs to say who and does not, or says it several times, or must not.
    #[error("fact {number} ({kind}) needs {needed}")]
    Party {
        /// Which fact of the file, from 1.
        number: usize,
        /// Its kind.
        kind: &'static str,
        /// What it needs.
        needed: &'static str,
    },
}

/// Where in a table positions are.
#[derive(Clone, Debug)]
pub(super) enum Location {
    Nowhere,
    Columns {
        lon: String,
        lat: String,
    },
    Spelled {
        column: String,
        spellings: Vec<Spelling>,
    },
}

/// Where a value comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "the name of a column, or { is = \"a constant\" }"
)]
pub(super) enum Source {
    Column(String),
    Constant { is: String },
}

/// What a report holds besides its position.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportColumns {
    pub(super) subject: Source,
    pub(super) category: Option<Source>,
    pub(super) priority: Option<Source>,
    pub(super) channel: Option<Source>,
    pub(super) address: Option<Source>,
    pub(super) details: Option<Source>,
}

/// What the table's own words mean. Words that are not listed: no priority of its own, channel platform, and a category
/// of the same name.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub(super) category: BTreeMap<String, CategoryId>,
    pub(super) priority: BTreeMap<String, Priority>,
    pub(super) channel: BTreeMap<String, Channel>,
}

/// One thing a row may say.
#[derive(Clone, Debug)]
pub(super) struct FactRule {
    pub(super) kind: FactKind,
    pub(super) at: String,
    pub(super) when: Vec<(String, Vec<String>)>,
    pub(super) party: Option<Party>,
    pub(super) note: Option<Source>,
    pub(super) optional: bool,
    pub(super) whole_day: bool,
}

/// Who a fact is about.
#[derive(Clone, Debug)]
pub(super) enum Party {
    Unit(Source),
    Station(Source),
    Department(Source),
}

/// The kinds of statements that a row of a table can make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FactKind {
    Report,
    Acknowledge,
    Accept,
    Reject,
    Assign,
    Receive,
    Claim,
    Decline,
    Withdraw,
    StartOut,
    Arrive,
    BeginHandling,
    Clear,
    Feedback,
    Resolve,
    Verify,
    Close,
    Suspend,
    Resume,
    Escalate,
    Supervise,
    Reopen,
    NobodyFree,
    Reply,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMapping {
    platform: PlatformId,
    network: Network,
    time_zone: String,
    time_formats: Vec<String>,
    #[serde(default)]
    coordinates: CoordinateSystem,
    #[serde(default)]
    absent: Vec<String>,
    id: String,
    when_last_clears: Option<WhenLastClears>,
    check_grid: Option<String>,
    #[serde(default)]
    location: RawLocation,
    report: ReportColumns,
    #[serde(default)]
    words: RawWords,
    #[serde(rename = "fact")]
    facts: Vec<RawFact>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum WhenLastClears {
    Resolve,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLocation {
    lon: Option<String>,
    lat: Option<String>,
    column: Option<String>,
    #[serde(default)]
    spellings: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawWords {
    category: BTreeMap<String, CategoryId>,
    priority: BTreeMap<String, Priority>,
    channel: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFact {
    kind: FactKind,
    at: String,
    #[serde(default)]
    when: BTreeMap<String, OneOrSeveral>,
    unit: Option<Source>,
    station: Option<Source>,
    department: Option<Source>,
    note: Option<Source>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    whole_day: bool,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a word or a list of words")]
enum OneOrSeveral {
    One(String),
    Several(Vec<String>),
}

impl Mapping {
    /// The mapping that a TOML text describes.
    ///
    /// # Errors
    /// When the text is no TOML or describes no usable mapping; the error names what to change.
    pub fn from_toml(text: &str) -> Result<Self, MappingError> {
        let raw: RawMapping = toml::from_str(text).map_err(Box::new)?;
        let zone: Tz = raw
            .time_zone
            .parse()
            .map_err(|_| MappingError::UnknownTimeZone(raw.time_zone.clone()))?;
        let format = |name: &String| {
            TimeFormat::named(name).ok_or_else(|| MappingError::TimeFormat(name.clone()))
        };
        let formats = raw
            .time_formats
            .iter()
            .map(format)
            .collect::<Result<Vec<_>, _>>()?;
        if formats.is_empty() {
            return Err(MappingError::NoTimeFormat);
        }
        if !raw.facts.iter().any(|fact| fact.kind == FactKind::Report) {
            return Err(MappingError::NoReport);
        }
        let facts = raw
            .facts
            .into_iter()
            .enumerate()
            .map(|(index, fact)| fact.checked(index + 1));
        Ok(Self {
            platform: raw.platform,
            network: raw.network,
            times: Times { zone, formats },
            coordinates: raw.coordinates,
            absent: raw.absent,
            id: raw.id,
            resolve_when_last_clears: matches!(raw.when_last_clears, Some(WhenLastClears::Resolve)),
            check_grid: raw.check_grid,
            location: raw.location.checked()?,
            report: raw.report,
            words: raw.words.checked()?,
            facts: facts.collect::<Result<_, _>>()?,
        })
    }

    /// The platform as which the table is played.
    #[must_use]
    pub const fn platform(&self) -> &PlatformId {
        &self.platform
    }

    /// The network of that platform.
    #[must_use]
    pub const fn network(&self) -> Network {
        self.network
    }

    /// The IANA name of the time zone in which the table is written.
    #[must_use]
    pub fn time_zone(&self) -> &'static str {
        self.times.zone.name()
    }

    /// The columns that a table must have.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        let report = &self.report;
        let of_report = [
            &report.category,
            &report.priority,
            &report.channel,
            &report.address,
            &report.details,
        ];
        let of_location = match &self.location {
            Location::Nowhere => vec![],
            Location::Columns { lon, lat } => vec![lon.as_str(), lat.as_str()],
            Location::Spelled { column, .. } => vec![column.as_str()],
        };
        let of_facts = self.facts.iter().flat_map(|fact| {
            let when = fact.when.iter().map(|(column, _)| column.as_str());
            let party = fact
                .party
                .as_ref()
                .and_then(|party| party.source().column());
            let note = fact.note.as_ref().and_then(Source::column);
            when.chain([fact.at.as_str()]).chain(party).chain(note)
        });
        let of_report = of_report
            .into_iter()
            .flatten()
            .chain([&report.subject])
            .filter_map(Source::column);
        [self.id.as_str()]
            .into_iter()
            .chain(self.check_grid.as_deref())
            .chain(of_report)
            .chain(of_location)
            .chain(of_facts)
    }
}

impl Source {
    fn column(&self) -> Option<&str> {
        match self {
            Self::Column(column) => Some(column),
            Self::Constant { .. } => None,
        }
    }
}

impl Party {
    pub(super) const fn source(&self) -> &Source {
        match self {
            Self::Unit(source) | Self::Station(source) | Self::Department(source) => source,
        }
    }
}

impl RawLocation {
    fn checked(self) -> Result<Location, MappingError> {
        match (self.lon, self.lat, self.column, self.spellings.as_slice()) {
            (None, None, None, []) => Ok(Location::Nowhere),
            (Some(lon), Some(lat), None, []) => Ok(Location::Columns { lon, lat }),
            (None, None, Some(column), [_, ..]) => {
                let spelling = |pattern: &String| {
                    Spelling::from_pattern(pattern)
                        .ok_or_else(|| MappingError::Spelling(pattern.clone()))
                };
                Ok(Location::Spelled {
                    column,
                    spellings: self
                        .spellings
                        .iter()
                        .map(spelling)
                        .collect::<Result<_, _>>()?,
                })
            }
            _ => Err(MappingError::Location),
        }
    }
}

impl RawWords {
    fn checked(self) -> Result<Words, MappingError> {
        let channel = |(word, meant): (String, String)| match CHANNELS
            .iter()
            .find(|(known, _)| *known == meant)
        {
            Some((_, channel)) => Ok((word, *channel)),
            None => Err(MappingError::Channel(meant)),
        };
        let channel = self
            .channel
            .into_iter()
            .map(channel)
            .collect::<Result<_, _>>()?;
        Ok(Words {
            category: self.category,
            priority: self.priority,
            channel,
        })
    }
}

impl RawFact {
    fn checked(self, number: usize) -> Result<FactRule, MappingError> {
        let Self {
            kind,
            at,
            when,
            unit,
            station,
            department,
            note,
            optional,
            whole_day,
        } = self;
        let wrong = |needed| {
            Err(MappingError::Party {
                number,
                kind: kind.word(),
                needed,
            })
        };
        let party = match (unit, station, department) {
            (None, None, None) => None,
            (Some(unit), None, None) => Some(Party::Unit(unit)),
            (None, Some(station), None) => Some(Party::Station(station)),
            (None, None, Some(department)) => Some(Party::Department(department)),
            _ => return wrong("only one of unit, station and department"),
        };
        match (kind.party(), &party) {
            (PartyOf::Nobody, Some(_)) => return wrong("no unit, station or department"),
            (PartyOf::Anybody, None) => return wrong("unit, station or department"),
            (PartyOf::Crew, None | Some(Party::Department(_))) => return wrong("unit or station"),
            (PartyOf::Department, None | Some(Party::Unit(_) | Party::Station(_))) => {
                return wrong("department");
            }
            _ => {}
        }
        let words = |words| match words {
            OneOrSeveral::One(word) => vec![word],
            OneOrSeveral::Several(words) => words,
        };
        let when = when
            .into_iter()
            .map(|(column, accepted)| (column, words(accepted)))
            .collect();
        Ok(FactRule {
            kind,
            at,
            when,
            party,
            note,
            optional,
            whole_day,
        })
    }
}

/// Whom a kind is about.
enum PartyOf {
    Nobody,
    Anybody,
    AnybodyOrNobody,
    Crew,
    Department,
}

impl FactKind {
    const fn party(self) -> PartyOf {
        match self {
            Self::Assign
            | Self::Decline
            | Self::Withdraw
            | Self::StartOut
            | Self::Arrive
            | Self::Clear => PartyOf::Anybody,
            Self::Receive => PartyOf::Crew,
            Self::Claim => PartyOf::Department,
            Self::BeginHandling => PartyOf::AnybodyOrNobody,
            _ => PartyOf::Nobody,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Acknowledge => "acknowledge",
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Assign => "assign",
            Self::Receive => "receive",
            Self::Claim => "claim",
            Self::Decline => "decline",
            Self::Withdraw => "withdraw",
            Self::StartOut => "start_out",
            Self::Arrive => "arrive",
            Self::BeginHandling => "begin_handling",
            Self::Clear => "clear",
            Self::Feedback => "feedback",
            Self::Resolve => "resolve",
            Self::Verify => "verify",
            Self::Close => "close",
            Self::Suspend => "suspend",
            Self::Resume => "resume",
            Self::Escalate => "escalate",
            Self::Supervise => "supervise",
            Self::Reopen => "reopen",
            Self::NobodyFree => "nobody_free",
            Self::Reply => "reply",
        }
    }
}

//! `--from` and `--until`: local times of the table.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;
use domain::Timestamp;

use super::error::ReplayError;

const PATTERNS: [&str; 4] = [
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
];

/// A local time in the table's zone; a day alone is its midnight, a time that the clocks show twice the first of the two.
pub(super) fn moment(text: &str, zone: &'static str) -> Result<Timestamp, ReplayError> {
    let wrong = || ReplayError::Moment {
        text: text.to_owned(),
        zone,
    };
    let local = PATTERNS
        .iter()
        .find_map(|pattern| NaiveDateTime::parse_from_str(text, pattern).ok())
        .or_else(|| {
            let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
            Some(day.and_time(NaiveTime::MIN))
        })
        .ok_or_else(wrong)?;
    let zone: Tz = zone.parse().map_err(|_| wrong())?;
    let moment = zone
        .from_local_datetime(&local)
        .earliest()
        .ok_or_else(wrong)?;
    Ok(Timestamp(moment.timestamp_millis()))
}

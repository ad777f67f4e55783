//! Moments as the interface writes and reads them.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::Timestamp;

use crate::problem::Problem;

/// RFC 3339 in UTC with milliseconds; the bare number where the calendar ends.
pub(super) fn written(at: Timestamp) -> String {
    DateTime::<Utc>::from_timestamp_millis(at.0).map_or_else(
        || at.0.to_string(),
        |moment| moment.to_rfc3339_opts(SecondsFormat::Millis, true),
    )
}

/// The parameter `since`, when there is one.
pub(super) fn since(text: Option<&str>) -> Result<Option<Timestamp>, Problem> {
    text.map(|text| {
        read(text).ok_or_else(|| {
            Problem::invalid_parameter(
                "since",
                "must be RFC 3339 with offset, or whole milliseconds since 1970",
            )
        })
    })
    .transpose()
}

/// RFC 3339 with offset, or whole milliseconds since 1970.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    if let Ok(millis) = text.parse() {
        return Some(Timestamp(millis));
    }
    let moment = DateTime::parse_from_rfc3339(text).ok()?;
    Some(Timestamp(moment.timestamp_millis()))
}

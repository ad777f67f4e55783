//! Moments as the interface writes and reads them.

use chrono::DateTime;
use domain::Timestamp;

pub(super) use crate::clock::rfc3339 as written;
use crate::problem::Problem;

/// The parameter `since`, when there is one.
pub(super) fn since(text: Option<&str>) -> Result<Option<Timestamp>, Problem> {
    parameter("since", text)
}

/// A moment that is a parameter, when there is one.
pub(super) fn parameter(field: &str, text: Option<&str>) -> Result<Option<Timestamp>, Problem> {
    text.map(|text| {
        read(text).ok_or_else(|| {
            Problem::invalid_parameter(
                field,
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

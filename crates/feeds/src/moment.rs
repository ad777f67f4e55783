//! Which times can be meant.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::Timestamp;

/// The earliest time that is taken: 2000-01-01T00:00:00Z. What lies before is most likely seconds taken for milliseconds.
pub const EARLIEST: Timestamp = Timestamp(946_684_800_000);

/// The first time that is not taken any more: 2100-01-01T00:00:00Z.
pub const LATEST: Timestamp = Timestamp(4_102_444_800_000);

/// The time, when it lies between [`EARLIEST`] and [`LATEST`].
pub(crate) fn in_range(at: Timestamp) -> Option<Timestamp> {
    (EARLIEST..LATEST).contains(&at).then_some(at)
}

/// RFC 3339 with milliseconds, in UTC.
pub(crate) fn written(at: Timestamp) -> Option<String> {
    DateTime::<Utc>::from_timestamp_millis(at.0)
        .map(|at| at.to_rfc3339_opts(SecondsFormat::Millis, true))
}

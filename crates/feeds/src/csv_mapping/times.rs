//! Times as a table writes them.

use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use chrono_tz::Tz;
use domain::Timestamp;

use crate::moment;

/// How a table writes its times: the zone of those that say none, and the formats, tried in order.
#[derive(Clone, Debug)]
pub(super) struct Times {
    pub(super) zone: Tz,
    pub(super) formats: Vec<TimeFormat>,
}

/// One way to write a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TimeFormat {
    /// RFC 3339 with offset.
    Rfc3339,
    /// Whole seconds since 1970.
    EpochSeconds,
    /// Whole milliseconds since 1970.
    EpochMilliseconds,
    /// A strftime pattern: with an offset (`%z`), without, or of a day alone, whose time is midnight.
    Pattern(String),
}

/// A time that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ReadTime {
    pub(super) at: Timestamp,
    /// It is midnight where it happened: perhaps a day is meant.
    pub(super) midnight: bool,
    /// The day where it happened.
    pub(super) day: NaiveDate,
}

/// Why a time was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimeFlaw {
    /// No format fits.
    Unreadable,
    /// The clocks were put forward over it: there was no such time.
    Skipped,
    /// It cannot be meant.
    OutOfRange,
}

impl TimeFormat {
    /// The format that a mapping names; none when chrono cannot read such a pattern.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "rfc3339" => Self::Rfc3339,
            "epoch_s" => Self::EpochSeconds,
            "epoch_ms" => Self::EpochMilliseconds,
            pattern => {
                let items = || StrftimeItems::new(pattern);
                let readable = items().all(|item| !matches!(item, Item::Error));
                let of_something =
                    items().any(|item| matches!(item, Item::Numeric(..) | Item::Fixed(_)));
                return (readable && of_something).then(|| Self::Pattern(pattern.to_owned()));
            }
        })
    }
}

impl Times {
    /// Reads a time. One that the clocks show twice in autumn is the first of the two.
    pub(super) fn read(&self, text: &str) -> Result<ReadTime, TimeFlaw> {
        let found = self
            .formats
            .iter()
            .find_map(|format| self.read_as(format, text));
        let (at, local) = found.ok_or(TimeFlaw::Unreadable)??;
        let at = moment::in_range(at).ok_or(TimeFlaw::OutOfRange)?;
        Ok(ReadTime {
            at,
            midnight: local.num_seconds_from_midnight() == 0 && local.nanosecond() == 0,
            day: local.date(),
        })
    }

    fn read_as(
        &self,
        format: &TimeFormat,
        text: &str,
    ) -> Option<Result<(Timestamp, NaiveDateTime), TimeFlaw>> {
        let epoch = |millis: i64| Some(self.local(DateTime::from_timestamp_millis(millis)?));
        match format {
            TimeFormat::Rfc3339 => DateTime::parse_from_rfc3339(text)
                .ok()
                .map(|at| self.local(at.to_utc())),
            TimeFormat::EpochSeconds => epoch(text.parse::<i64>().ok()?.checked_mul(1_000)?),
            TimeFormat::EpochMilliseconds => epoch(text.parse().ok()?),
            TimeFormat::Pattern(pattern) => {
                if let Ok(at) = DateTime::parse_from_str(text, pattern) {
                    return Some(self.local(at.to_utc()));
                }
                let local = NaiveDateTime::parse_from_str(text, pattern).or_else(|_| {
                    NaiveDate::parse_from_str(text, pattern).map(|day| day.and_time(NaiveTime::MIN))
                });
                local.ok().map(|local| self.in_zone(local))
            }
        }
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "one shape for times with and without an offset"
    )]
    fn local(&self, at: DateTime<chrono::Utc>) -> Result<(Timestamp, NaiveDateTime), TimeFlaw> {
        Ok((
            Timestamp(at.timestamp_millis()),
            at.with_timezone(&self.zone).naive_local(),
        ))
    }

    fn in_zone(&self, local: NaiveDateTime) -> Result<(Timestamp, NaiveDateTime), TimeFlaw> {
        match local.and_local_timezone(self.zone) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => {
                Ok((Timestamp(at.timestamp_millis()), local))
            }
            LocalResult::None => Err(TimeFlaw::Skipped),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(formats: &[&str]) -> Times {
        Times {
            zone: chrono_tz::America::Los_Angeles,
            formats: formats
                .iter()
                .map(|name| TimeFormat::named(name).expect("the format is known"))
                .collect(),
        }
    }

    fn read(format: &str, text: &str) -> Result<i64, TimeFlaw> {
        times(&[format]).read(text).map(|time| time.at.0)
    }

    #[test]
    fn one_moment_has_many_spellings() {
        // 2016-12-31 00:01:04 in San Francisco is 08:01:04 UTC.
        let at = Ok(1_483_171_264_000);
        assert_eq!(read("%Y-%m-%dT%H:%M:%S", "2016-12-31T00:01:04"), at);
        assert_eq!(read("%m/%d/%Y %I:%M:%S %p", "12/31/2016 12:01:04 AM"), at);
        assert_eq!(
            read("%Y-%m-%d %H:%M:%S %z", "2016-12-31 16:01:04 +0800"),
            at
        );
        assert_eq!(read("rfc3339", "2016-12-31T08:01:04Z"), at);
        assert_eq!(read("epoch_s", "1483171264"), at);
        assert_eq!(read("epoch_ms", "1483171264000"), at);
        assert_eq!(
            times(&["rfc3339", "%d.%m.%Y %H:%M:%S"])
                .read("31.12.2016 00:01:04")
                .map(|time| time.at.0),
            at
        );
        assert_eq!(read("%Y-%m-%d", "2016-12-31"), Ok(1_483_171_200_000));
    }

    #[test]
    fn a_time_that_never_was_is_not_read_and_one_that_was_twice_is_the_first() {
        assert_eq!(
            read("%Y-%m-%dT%H:%M", "2017-03-12T02:30"),
            Err(TimeFlaw::Skipped)
        );
        assert_eq!(
            read("%Y-%m-%dT%H:%M", "2017-11-05T01:30"),
            read("rfc3339", "2017-11-05T01:30:00-07:00")
        );
        assert_eq!(read("%Y-%m-%dT%H:%M", "noon"), Err(TimeFlaw::Unreadable));
        assert_eq!(
            read("%Y-%m-%dT%H:%M", "0201-11-05T01:30"),
            Err(TimeFlaw::OutOfRange)
        );
        assert_eq!(
            read("epoch_ms", "9223372036854775807"),
            Err(TimeFlaw::Unreadable)
        );
    }

    #[test]
    fn midnight_is_known_as_such() {
        let format = times(&["%m/%d/%Y %I:%M:%S %p"]);
        assert_eq!(
            format
                .read("12/31/2016 12:00:00 AM")
                .map(|time| time.midnight),
            Ok(true)
        );
        assert_eq!(
            format
                .read("12/31/2016 12:00:00 PM")
                .map(|time| time.midnight),
            Ok(false)
        );
    }

    #[test]
    fn what_no_time_can_be_read_by_is_no_format() {
        assert_eq!(TimeFormat::named("%Q"), None);
        assert_eq!(TimeFormat::named("iso"), None);
    }
}

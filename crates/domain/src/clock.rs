//! Deadlines with an explicit start.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::moment::{NearMoment, ShortSpan};
use crate::{Millis, Timestamp};

/// What a clock measures; `design/lifecycle.md`, "Clocks".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// From the report to the first assignment.
    Dispatch,
    /// From the offer of an assignment to its receipt or claim.
    Receipt,
    /// From the receipt of an assignment to the arrival on scene.
    Arrival,
    /// From the beginning of handling, or the last feedback, to the next (定时反馈).
    Feedback,
    /// From acceptance to resolution.
    Handling,
    /// From resolution to verification.
    Verification,
}

/// A deadline: when it started, how long it may run, and when it stopped.
///
/// A suspended incident's clocks stand: that time does not count. Kept in sixteen bytes, unless it ever stood or is of an unusual
/// time: then in a box.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Parts", into = "Parts")]
pub struct Clock(Kept);

/// The same clock is always kept the same way: what is plain is never in a box.
#[derive(Clone, PartialEq, Eq)]
enum Kept {
    /// It has run from its start until now, or until it stopped.
    Plain {
        started_at: NearMoment,
        limit_ms: u32,
        ran: Option<ShortSpan>,
    },
    Any(Box<Parts>),
}

/// All there is to know of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "Clock")]
struct Parts {
    started_at: Timestamp,
    limit: Millis,
    stopped_at: Option<Timestamp>,
    standing_since: Option<Timestamp>,
    stood: Millis,
}

impl Parts {
    fn plain(&self) -> Option<Kept> {
        if self.standing_since.is_some() || self.stood != Millis::ZERO {
            return None;
        }
        let ran = match self.stopped_at {
            Some(at) => Some(ShortSpan::between(self.started_at, at)?),
            None => None,
        };
        Some(Kept::Plain {
            started_at: NearMoment::of(self.started_at)?,
            limit_ms: u32::try_from(self.limit.0).ok()?,
            ran,
        })
    }
}

impl From<Parts> for Clock {
    fn from(parts: Parts) -> Self {
        Self(parts.plain().unwrap_or_else(|| Kept::Any(Box::new(parts))))
    }
}

impl From<Clock> for Parts {
    fn from(clock: Clock) -> Self {
        clock.parts()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts().fmt(f)
    }
}

/// What a clock shows at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockReading {
    /// The time that counts, never negative.
    pub elapsed: Millis,
    /// How long it may run.
    pub limit: Millis,
    /// Whether it runs, stands or stopped, and whether the limit was kept.
    pub state: ClockState,
}

/// Whether a clock runs, stands or stopped, and whether the limit was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockState {
    /// Runs, within the limit.
    Running,
    /// Runs, beyond the limit.
    Overdue,
    /// Stands while the incident is suspended.
    Standing,
    /// Stopped within the limit.
    Kept,
    /// Stopped beyond the limit.
    Missed,
}

impl Clock {
    /// A clock that runs from `started_at`.
    #[must_use]
    pub fn start(started_at: Timestamp, limit: Millis) -> Self {
        Self::from(Parts {
            started_at,
            limit,
            stopped_at: None,
            standing_since: None,
            stood: Millis::ZERO,
        })
    }

    fn parts(&self) -> Parts {
        match &self.0 {
            Kept::Plain {
                started_at,
                limit_ms,
                ran,
            } => {
                let started_at = started_at.timestamp();
                Parts {
                    started_at,
                    limit: Millis(i64::from(*limit_ms)),
                    stopped_at: ran.map(|span| span.after(started_at)),
                    standing_since: None,
                    stood: Millis::ZERO,
                }
            }
            Kept::Any(parts) => **parts,
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut Parts)) {
        let mut parts = self.parts();
        change(&mut parts);
        *self = Self::from(parts);
    }

    /// When it started, by the source's own time.
    #[must_use]
    pub fn started_at(&self) -> Timestamp {
        self.parts().started_at
    }

    /// How long it may run.
    #[must_use]
    pub fn limit(&self) -> Millis {
        self.parts().limit
    }

    /// When what it waited for happened.
    #[must_use]
    pub fn stopped_at(&self) -> Option<Timestamp> {
        self.parts().stopped_at
    }

    /// Since when it stands, while the incident is suspended.
    #[must_use]
    pub fn standing_since(&self) -> Option<Timestamp> {
        self.parts().standing_since
    }

    /// How long it has stood before, in earlier suspensions.
    #[must_use]
    pub fn stood(&self) -> Millis {
        self.parts().stood
    }

    /// What it waited for happened. A clock that has stopped keeps its first stop; one that stands resumes and stops.
    pub fn stop(&mut self, at: Timestamp) {
        self.change(|parts| parts.stop(at));
    }

    /// What it waited for is told with an earlier time than the one that stopped it: the earlier one counts.
    pub fn stop_no_later_than(&mut self, at: Timestamp) {
        self.change(|parts| {
            parts.stop(at);
            parts.stopped_at = parts.stopped_at.map(|stopped| stopped.min(at));
        });
    }

    /// A clock that had stopped goes on; the time between does not count.
    pub fn go_on(&mut self, at: Timestamp) {
        self.change(|parts| {
            if let Some(stopped) = parts.stopped_at.take() {
                parts.stood += Millis((at - stopped).0.max(0));
            }
        });
    }

    /// The incident was suspended. A clock that has stopped stays as it is.
    pub fn stand(&mut self, at: Timestamp) {
        self.change(|parts| {
            if parts.stopped_at.is_none() && parts.standing_since.is_none() {
                parts.standing_since = Some(at);
            }
        });
    }

    /// The suspension ended.
    pub fn resume(&mut self, at: Timestamp) {
        self.change(|parts| parts.resume(at));
    }

    /// Nothing stopped it yet, be it that it stands.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.stopped_at().is_none()
    }

    /// What it shows at `now`.
    #[must_use]
    pub fn reading(&self, now: Timestamp) -> ClockReading {
        self.parts().reading(now)
    }
}

impl Parts {
    fn stop(&mut self, at: Timestamp) {
        if self.stopped_at.is_none() {
            self.resume(at);
            self.stopped_at = Some(at);
        }
    }

    fn resume(&mut self, at: Timestamp) {
        if let Some(since) = self.standing_since.take() {
            self.stood += Millis((at - since).0.max(0));
        }
    }

    fn reading(&self, now: Timestamp) -> ClockReading {
        let until = self.stopped_at.or(self.standing_since).unwrap_or(now);
        let elapsed = Millis((until - self.started_at - self.stood).0.max(0));
        let within = elapsed <= self.limit;
        let state = match (self.stopped_at, self.standing_since) {
            (Some(_), _) if within => ClockState::Kept,
            (Some(_), _) => ClockState::Missed,
            (None, Some(_)) => ClockState::Standing,
            (None, None) if within => ClockState::Running,
            (None, None) => ClockState::Overdue,
        };
        ClockReading {
            elapsed,
            limit: self.limit,
            state,
        }
    }
}

impl ClockReading {
    /// What is left of the limit; negative when it is over.
    #[must_use]
    pub fn left(&self) -> Millis {
        self.limit - self.elapsed
    }

    /// The used share of the limit, 0 at the start, 1 at the limit and beyond.
    #[must_use]
    pub fn used(&self) -> f64 {
        if self.limit.0 <= 0 {
            return 1.0;
        }
        (self.elapsed.0 as f64 / self.limit.0 as f64).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Millis = Millis::from_secs(60);

    #[test]
    fn a_clock_of_a_minute_is_overdue_after_a_minute_and_not_before() {
        let clock = Clock::start(Timestamp(0), MINUTE);
        assert_eq!(clock.reading(Timestamp(60_000)).state, ClockState::Running);
        assert_eq!(clock.reading(Timestamp(60_001)).state, ClockState::Overdue);
        assert_eq!(
            clock.reading(Timestamp(90_000)).left(),
            Millis::from_secs(-30)
        );
    }

    #[test]
    fn a_clock_keeps_its_first_stop() {
        let mut clock = Clock::start(Timestamp(0), MINUTE);
        clock.stop(Timestamp(41_000));
        clock.stop(Timestamp(80_000));
        let reading = clock.reading(Timestamp(500_000));
        assert_eq!(
            (reading.state, reading.elapsed),
            (ClockState::Kept, Millis::from_secs(41))
        );
    }

    #[test]
    fn times_at_the_ends_of_their_range_make_long_spans_and_no_overflow() {
        let (first, last) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
        for (started_at, now) in [(first, last), (last, first), (first, first)] {
            for limit in [Millis(i64::MIN), Millis(i64::MAX)] {
                let mut clock = Clock::start(started_at, limit);
                clock.stand(first);
                clock.resume(last);
                clock.stand(now);
                clock.stop(last);
                let reading = clock.reading(now);
                assert!(reading.elapsed >= Millis::ZERO);
                assert!((0.0..=1.0).contains(&reading.used()));
                assert!(reading.left() <= limit);
            }
        }
    }

    #[test]
    fn the_time_of_a_suspension_does_not_count() {
        let mut clock = Clock::start(Timestamp(0), MINUTE);
        clock.stand(Timestamp(30_000));
        assert_eq!(
            clock.reading(Timestamp(900_000)).state,
            ClockState::Standing
        );
        clock.resume(Timestamp(900_000));
        assert_eq!(clock.reading(Timestamp(929_000)).state, ClockState::Running);
        assert_eq!(clock.reading(Timestamp(931_000)).state, ClockState::Overdue);
    }

    #[test]
    fn a_clock_is_written_with_all_its_parts_however_it_is_kept() {
        let mut clock = Clock::start(Timestamp(5), MINUTE);
        let mut written = serde_json::json!({
            "started_at": 5, "limit": 60_000, "stopped_at": null, "standing_since": null, "stood": 0,
        });
        let check = |clock: &Clock, written: &serde_json::Value| {
            assert_eq!(serde_json::to_value(clock).expect("written"), *written);
            let read: Clock = serde_json::from_value(written.clone()).expect("read");
            assert_eq!(&read, clock);
        };
        check(&clock, &written);
        clock.stand(Timestamp(10));
        written["standing_since"] = 10.into();
        check(&clock, &written);
        clock.stop(Timestamp(30));
        written["standing_since"] = serde_json::Value::Null;
        written["stopped_at"] = 30.into();
        written["stood"] = 20.into();
        check(&clock, &written);
    }

    #[test]
    fn a_clock_that_never_stood_has_sixteen_bytes_and_so_has_one_that_there_may_be() {
        assert_eq!(size_of::<Clock>(), 16);
        assert_eq!(size_of::<Option<Clock>>(), 16);
        let mut clock = Clock::start(Timestamp(1_772_323_200_000), Millis::from_hours(24));
        clock.stop(Timestamp(1_772_323_200_000) + Millis::from_hours(24 * 49));
        assert!(matches!(clock.0, Kept::Plain { .. }));
    }
}

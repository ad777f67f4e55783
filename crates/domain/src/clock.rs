//! Deadlines with an explicit start.

use serde::{Deserialize, Serialize};

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
/// A suspended incident's clocks stand: that time does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// When it started, by the source's own time.
    pub started_at: Timestamp,
    /// How long it may run.
    pub limit: Millis,
    /// When what it waited for happened.
    pub stopped_at: Option<Timestamp>,
    /// Since when it stands, while the incident is suspended.
    pub standing_since: Option<Timestamp>,
    /// How long it has stood before, in earlier suspensions.
    pub stood: Millis,
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
    pub const fn start(started_at: Timestamp, limit: Millis) -> Self {
        Self {
            started_at,
            limit,
            stopped_at: None,
            standing_since: None,
            stood: Millis::ZERO,
        }
    }

    /// What it waited for happened. A clock that has stopped keeps its first stop; one that stands resumes and stops.
    pub fn stop(&mut self, at: Timestamp) {
        if self.stopped_at.is_none() {
            self.resume(at);
            self.stopped_at = Some(at);
        }
    }

    /// The incident was suspended. A clock that has stopped stays as it is.
    pub fn stand(&mut self, at: Timestamp) {
        if self.stopped_at.is_none() && self.standing_since.is_none() {
            self.standing_since = Some(at);
        }
    }

    /// The suspension ended.
    pub fn resume(&mut self, at: Timestamp) {
        if let Some(since) = self.standing_since.take() {
            self.stood += Millis((at - since).0.max(0));
        }
    }

    /// Nothing stopped it yet, be it that it stands.
    #[must_use]
    pub const fn is_pending(&self) -> bool {
        self.stopped_at.is_none()
    }

    /// What it shows at `now`.
    #[must_use]
    pub fn reading(&self, now: Timestamp) -> ClockReading {
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
}

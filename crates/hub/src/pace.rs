//! How fast somebody may send: a token bucket, told the time.

use std::time::Duration;

/// So many for long, so many at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// How many a second for long, more than 0.
    pub per_second: f64,
    /// How many at once, at least 1.
    pub at_once: f64,
}

/// What somebody has left of a pace.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bucket {
    pace: Pace,
    left: f64,
    seen_at: Duration,
}

impl Bucket {
    /// Nothing is used yet.
    #[must_use]
    pub const fn full(pace: Pace) -> Self {
        Self {
            pace,
            left: pace.at_once,
            seen_at: Duration::ZERO,
        }
    }

    /// Takes one, `now` after some fixed moment.
    ///
    /// # Errors
    /// When there is none: how long until there is.
    pub fn take(&mut self, now: Duration) -> Result<(), Duration> {
        let passed = now.saturating_sub(self.seen_at).as_secs_f64();
        self.seen_at = self.seen_at.max(now);
        self.left = (self.left + passed * self.pace.per_second).min(self.pace.at_once);
        if self.left < 1.0 {
            let missing = (1.0 - self.left) / self.pace.per_second;
            return Err(Duration::try_from_secs_f64(missing).unwrap_or(Duration::MAX));
        }
        self.left -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_A_SECOND: Pace = Pace {
        per_second: 2.0,
        at_once: 3.0,
    };

    #[test]
    fn as_many_as_allowed_at_once_then_as_fast_as_allowed() {
        let mut bucket = Bucket::full(TWO_A_SECOND);
        let at = Duration::from_millis;
        for _ in 0..3 {
            assert_eq!(bucket.take(at(1_000)), Ok(()));
        }
        assert_eq!(bucket.take(at(1_000)), Err(at(500)));
        assert_eq!(bucket.take(at(1_250)), Err(at(250)));
        assert_eq!(bucket.take(at(1_500)), Ok(()));
        assert!(bucket.take(at(1_500)).is_err());
    }

    #[test]
    fn a_long_silence_saves_no_more_than_is_allowed_at_once() {
        let mut bucket = Bucket::full(TWO_A_SECOND);
        let later = Duration::from_secs(3_600);
        let taken = (0..10).filter(|_| bucket.take(later).is_ok()).count();
        assert_eq!(taken, 3);
    }
}

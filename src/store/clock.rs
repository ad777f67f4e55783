//! The deployment's clock as the page knows it.

use domain::Timestamp;
use protocol::DeploymentClock;

use crate::platform::PageTime;

/// A hub's telling of the time that differs from what was expected by less than this is the line's jitter, in
/// milliseconds of the page's clock: following it would make seconds stutter.
const JITTER_MS: f64 = 150.0;

/// A deployment's clock, told at a moment of the page's clock and running on since.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunningClock {
    told: DeploymentClock,
    told_at: PageTime,
}

impl RunningClock {
    /// A clock that was told just now.
    #[must_use]
    pub const fn told(clock: DeploymentClock, at: PageTime) -> Self {
        Self {
            told: clock,
            told_at: at,
        }
    }

    /// Hears the time again: steps to it when it differs by more than jitter, when the rate or the day has changed, and always
    /// when it stands, because then it is exactly there.
    pub fn hear(&mut self, clock: DeploymentClock, at: PageTime) {
        let off = (clock.now - self.now(at)).0 as f64 / clock.rate.max(1.0);
        let same_pace = clock.rate.to_bits() == self.told.rate.to_bits();
        if !same_pace || clock.rate == 0.0 || off.abs() > JITTER_MS {
            *self = Self::told(clock, at);
        }
        self.told.day_started_at = clock.day_started_at;
    }

    /// The deployment's now at a moment of the page's clock.
    #[must_use]
    pub fn now(&self, at: PageTime) -> Timestamp {
        let passed = (at.0 - self.told_at.0) * self.told.rate;
        Timestamp(self.told.now.0 + passed.round() as i64)
    }

    /// Where the blink of all screens is, in milliseconds: the deployment's clock at the pace of the wall's own, so that a
    /// replay at 600× blinks once a second too. A clock that stands does not blink.
    #[must_use]
    pub fn blink_ms(&self, at: PageTime) -> f64 {
        if self.stands() {
            return self.told.now.0 as f64;
        }
        self.told.now.0 as f64 / self.told.rate.max(1.0) + (at.0 - self.told_at.0)
    }

    /// How many times faster than the page's clock it runs.
    #[must_use]
    pub const fn rate(&self) -> f64 {
        self.told.rate
    }

    /// Whether it stands.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.told.rate == 0.0
    }

    /// When the deployment's today began.
    #[must_use]
    pub const fn day_started_at(&self) -> Timestamp {
        self.told.day_started_at
    }
}

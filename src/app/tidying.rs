//! When the screen lets go of readers that are gone.

use crate::platform::PageTime;

/// After so long in any case, in milliseconds of the page: the rows of an hour leave some hundred kilobytes at most, and to have
/// all words said again takes a frame or two.
const AT_LEAST_EVERY_MS: f64 = 3_600_000.0;

/// Not more often than this, whatever happens.
const AT_MOST_EVERY_MS: f64 = 60_000.0;

/// After so many events in any case: as many as a busy hour has, and a replay in a quarter of a minute.
const EVENTS: u64 = 1_000;

/// The last time, and how many events had been told of by then.
#[derive(Clone, Copy, Debug)]
pub struct Tidied {
    at: PageTime,
    events: u64,
}

impl Tidied {
    /// At `at`, when so many `events` had been told of.
    pub const fn new(at: PageTime, events: u64) -> Self {
        Self { at, events }
    }

    /// Whether it is time again.
    pub fn is_due(self, at: PageTime, events: u64) -> bool {
        let since = at.millis_since(self.at);
        since >= AT_LEAST_EVERY_MS
            || since >= AT_MOST_EVERY_MS && events.saturating_sub(self.events) >= EVENTS
    }
}

#[cfg(test)]
mod tests {
    use super::Tidied;
    use crate::platform::PageTime;

    const MINUTE: f64 = 60_000.0;

    #[test]
    fn a_quiet_screen_is_tidied_once_an_hour() {
        let before = Tidied::new(PageTime(5.0), 40);
        assert!(!before.is_due(PageTime(59.0 * MINUTE), 900));
        assert!(before.is_due(PageTime(61.0 * MINUTE), 40));
    }

    #[test]
    fn a_busy_one_after_a_thousand_events_and_never_twice_in_a_minute() {
        let before = Tidied::new(PageTime(5.0), 40);
        assert!(!before.is_due(PageTime(0.9 * MINUTE), 1_000_000));
        assert!(before.is_due(PageTime(1.1 * MINUTE), 1_040));
        assert!(!before.is_due(PageTime(1.1 * MINUTE), 1_039));
    }

    #[test]
    fn a_network_that_begins_anew_with_fewer_events_disturbs_nothing() {
        let before = Tidied::new(PageTime(5.0), 10_000);
        assert!(!before.is_due(PageTime(2.0 * MINUTE), 12));
    }
}

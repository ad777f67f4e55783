//! When the screen lets go of readers that are gone.

use crate::platform::PageTime;

/// After so long in any case, in milliseconds of the page: the rows of an hour leave some hundred kilobytes at most, and to have
/// all words said again takes a frame or two.
const AT_LEAST_EVERY_MS: f64 = 3_600_000.0;

/// Not more often than this, whatever happens.
const AT_MOST_EVERY_MS: f64 = 60_000.0;

/// After so many events in any case: as many as a busy hour has, and a replay in a quarter of a minute.
const EVENTS: u64 = 1_000;

/// The last time, and what has been told since.
#[derive(Clone, Copy, Debug)]
pub struct Tidying {
    last_at: PageTime,
    /// What the networks' numbers came to when they were last heard; `None` before that.
    told: Option<u64>,
    events: u64,
}

impl Tidying {
    /// Nothing to let go of at `at`.
    pub const fn begin(at: PageTime) -> Self {
        Self {
            last_at: at,
            told: None,
            events: 0,
        }
    }

    /// Hears what the networks' numbers come to now. Numbers that have begun anew count from where they are.
    pub fn hear(&mut self, told: u64) {
        let before = self.told.replace(told).unwrap_or(told);
        self.events += told.saturating_sub(before);
    }

    /// Whether it is time again.
    pub fn is_due(&self, at: PageTime) -> bool {
        let since = at.millis_since(self.last_at);
        since >= AT_LEAST_EVERY_MS || since >= AT_MOST_EVERY_MS && self.events >= EVENTS
    }

    /// Notes that it was done.
    pub const fn done(&mut self, at: PageTime) {
        self.last_at = at;
        self.events = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::Tidying;
    use crate::platform::PageTime;

    const MINUTE: f64 = 60_000.0;

    fn after(told: &[u64]) -> Tidying {
        let mut tidying = Tidying::begin(PageTime(0.0));
        told.iter().for_each(|told| tidying.hear(*told));
        tidying
    }

    #[test]
    fn a_quiet_screen_is_tidied_once_an_hour() {
        let quiet = after(&[40, 41, 940]);
        assert!(!quiet.is_due(PageTime(59.0 * MINUTE)));
        assert!(quiet.is_due(PageTime(60.0 * MINUTE)));
    }

    #[test]
    fn a_busy_one_after_a_thousand_events_and_never_twice_in_a_minute() {
        let mut busy = after(&[40, 500, 1_040]);
        assert!(!busy.is_due(PageTime(0.9 * MINUTE)));
        assert!(busy.is_due(PageTime(MINUTE)));
        busy.done(PageTime(MINUTE));
        assert!(!busy.is_due(PageTime(3.0 * MINUTE)));
        assert!(!after(&[40, 1_039]).is_due(PageTime(MINUTE)));
    }

    #[test]
    fn what_was_told_before_the_screen_was_opened_is_no_event() {
        assert!(!after(&[1_000_000]).is_due(PageTime(MINUTE)));
    }

    #[test]
    fn numbers_that_begin_anew_are_counted_on_from_there() {
        let two_days = after(&[0, 700, 10, 400]);
        assert!(two_days.is_due(PageTime(MINUTE)));
    }
}

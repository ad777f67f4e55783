//! In a storm of changes the picture is drawn anew less often: what comes soon after a tick waits for what comes next.

use crate::platform::PageTime;

/// Changes a second, of one feed, of which nobody can follow one: more than this is a storm.
const MOST_A_SECOND: usize = 500;

/// In a storm so much time passes between two ticks, in milliseconds: with a hub that tells every 80, every second time.
const SPACING_MS: f64 = 100.0;

/// How many changes one feed tells, and whether those just told may wait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Storm {
    second: f64,
    told: usize,
    told_before: usize,
    drained: PageTime,
}

impl Default for Storm {
    fn default() -> Self {
        Self {
            second: f64::NEG_INFINITY,
            told: 0,
            told_before: 0,
            drained: PageTime(f64::NEG_INFINITY),
        }
    }
}

impl Storm {
    /// Counts the `changes` of a message heard at `at`; says how many milliseconds they may wait for what comes next, when they
    /// need no tick of their own.
    pub fn patience(&mut self, changes: usize, at: PageTime) -> Option<u32> {
        let second = (at.0 / 1000.0).floor();
        if second != self.second {
            let follows = second - self.second == 1.0;
            self.told_before = if follows { self.told } else { 0 };
            self.told = 0;
            self.second = second;
        }
        self.told = self.told.saturating_add(changes);
        let storms = self.told.max(self.told_before) > MOST_A_SECOND;
        let soon = at.millis_since(self.drained) < SPACING_MS;
        (changes > 0 && storms && soon).then_some(SPACING_MS as u32)
    }

    /// A tick has taken at `at` what was told.
    pub fn drained(&mut self, at: PageTime) {
        self.drained = at;
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_A_SECOND, PageTime, SPACING_MS, Storm};

    /// The milliseconds between what a hub tells.
    const TICK_MS: u32 = 80;

    /// How many ticks there are in `seconds` of a hub that tells so many changes each time: each is drawn 10 ms after it was
    /// told unless it may wait, and then with the next.
    fn ticks(storm: &mut Storm, seconds: u32, changes: usize) -> usize {
        let mut ticks = 0;
        for told in 0..seconds * 1000 / TICK_MS {
            let at = f64::from(told * TICK_MS);
            if storm.patience(changes, PageTime(at)).is_none() {
                storm.drained(PageTime(at + 10.0));
                ticks += 1;
            }
        }
        ticks
    }

    #[test]
    fn what_can_be_followed_is_drawn_as_it_is_told() {
        let mut storm = Storm::default();
        assert_eq!(ticks(&mut storm, 8, MOST_A_SECOND / 13), 100);
    }

    #[test]
    fn in_a_storm_two_messages_are_drawn_at_once() {
        let mut storm = Storm::default();
        let drawn = ticks(&mut storm, 8, MOST_A_SECOND);
        assert!((50..=52).contains(&drawn), "{drawn} of 100");
    }

    #[test]
    fn after_a_storm_everything_is_drawn_as_it_is_told_within_two_seconds() {
        let mut storm = Storm::default();
        ticks(&mut storm, 2, MOST_A_SECOND);
        storm.drained(PageTime(4990.0));
        assert_eq!(storm.patience(1, PageTime(5000.0)), None);
    }

    #[test]
    fn what_comes_long_after_a_tick_never_waits() {
        let mut storm = Storm::default();
        storm.drained(PageTime(0.0));
        assert_eq!(storm.patience(10_000, PageTime(SPACING_MS)), None);
    }

    #[test]
    fn what_changes_nothing_never_waits() {
        let mut storm = Storm::default();
        storm.drained(PageTime(0.0));
        assert!(storm.patience(10_000, PageTime(1.0)).is_some());
        assert_eq!(storm.patience(0, PageTime(2.0)), None);
    }
}

//! When a pulse is a sign, and when so many at once are noise.

/// More pulses than this within a second are nothing that an eye can follow.
const MOST_A_SECOND: u32 = 40;

/// Counts the pulses that are asked for, by seconds of the marks' clock. While they are too many none begins, and none in the
/// second after: it is calm again when a whole second was.
#[derive(Clone, Copy, Debug)]
pub struct PulsePace {
    second: f64,
    asked: u32,
    asked_before: u32,
}

impl Default for PulsePace {
    fn default() -> Self {
        Self {
            second: f64::NEG_INFINITY,
            asked: 0,
            asked_before: 0,
        }
    }
}

impl PulsePace {
    /// Counts a pulse asked for at `now_ms`; says whether it may begin.
    pub fn admits(&mut self, now_ms: f64) -> bool {
        let second = (now_ms / 1000.0).floor();
        if second != self.second {
            let follows = second - self.second == 1.0;
            self.asked_before = if follows { self.asked } else { 0 };
            self.asked = 0;
            self.second = second;
        }
        self.asked = self.asked.saturating_add(1);
        self.asked.max(self.asked_before) <= MOST_A_SECOND
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_A_SECOND, PulsePace};

    fn admitted(pace: &mut PulsePace, from_ms: f64, count: u32) -> usize {
        (0..count)
            .filter(|number| pace.admits(from_ms + f64::from(*number) / f64::from(count) * 999.0))
            .count()
    }

    #[test]
    fn some_pulses_a_second_all_begin() {
        let mut pace = PulsePace::default();
        for second in 0..5 {
            let from_ms = f64::from(second) * 1000.0;
            assert_eq!(
                admitted(&mut pace, from_ms, MOST_A_SECOND),
                MOST_A_SECOND as usize
            );
        }
    }

    #[test]
    fn in_a_storm_only_the_first_begin_and_none_until_a_second_was_calm() {
        let mut pace = PulsePace::default();
        assert_eq!(admitted(&mut pace, 0.0, 1000), MOST_A_SECOND as usize);
        assert_eq!(admitted(&mut pace, 1000.0, 1000), 0);
        assert_eq!(admitted(&mut pace, 2000.0, 5), 0);
        assert_eq!(admitted(&mut pace, 3000.0, 5), 5);
    }

    #[test]
    fn a_storm_long_ago_is_forgotten() {
        let mut pace = PulsePace::default();
        admitted(&mut pace, 0.0, 1000);
        assert!(pace.admits(7000.0));
    }

    #[test]
    fn a_clock_that_was_set_back_begins_anew() {
        let mut pace = PulsePace::default();
        admitted(&mut pace, 9000.0, 1000);
        assert!(pace.admits(2000.0));
    }
}

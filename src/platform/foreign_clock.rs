//! Another's clock, as the page's own tells it.

use super::PageTime;

/// How much slower or faster another's clock may run: so many milliseconds a millisecond.
const DRIFT: f64 = 0.001;

/// What came so much sooner or later than anything before is of another clock: it has been set, or began anew.
const OTHER_MS: f64 = 3_000.0;

/// A clock that is known by what it says of things that come from it. What came quickest says best how the two clocks stand to
/// each other; what came later was on its way for longer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ForeignClock {
    quickest: Option<(f64, PageTime)>,
}

impl ForeignClock {
    /// Something came that the other clock says was at `said_ms`.
    pub fn hear(&mut self, said_ms: f64, came: PageTime) {
        let apart = came.0 - said_ms;
        self.quickest = match self.quickest {
            Some((quickest, at)) => {
                let crept = quickest + DRIFT * came.millis_since(at);
                let is_other = (apart - crept).abs() > OTHER_MS;
                Some((if is_other { apart } else { crept.min(apart) }, came))
            }
            None => Some((apart, came)),
        };
    }

    /// What the page's clock showed when the other showed `said_ms`, or a little later: by as much as the quickest was on its
    /// way. `None` before anything came.
    #[must_use]
    pub fn page_time(&self, said_ms: f64) -> Option<PageTime> {
        self.quickest.map(|(apart, _)| PageTime(said_ms + apart))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_late_does_not_move_the_clock_and_what_comes_quickly_does() {
        let mut clock = ForeignClock::default();
        assert_eq!(clock.page_time(0.0), None);
        for (said, came) in [(1_000.0, 60.0), (1_100.0, 130.0), (1_200.0, 290.0)] {
            clock.hear(said, PageTime(came));
        }
        let at = clock.page_time(1_200.0).expect("it was heard").0;
        assert!((at - 230.0).abs() < 0.5, "{at} ms");
    }

    #[test]
    fn a_clock_that_runs_a_little_differently_is_followed() {
        let mut clock = ForeignClock::default();
        for second in 0..600 {
            let said = f64::from(second) * 1_000.0;
            clock.hear(said, PageTime(40.0 + said * 1.0005));
        }
        let at = clock.page_time(599_000.0).expect("it was heard").0;
        assert!((at - (40.0 + 599_000.0 * 1.0005)).abs() < 2.0, "{at} ms");
    }

    #[test]
    fn a_clock_that_begins_anew_is_another_one() {
        let mut clock = ForeignClock::default();
        clock.hear(90_000.0, PageTime(1_000.0));
        clock.hear(0.0, PageTime(1_100.0));
        assert_eq!(clock.page_time(0.0), Some(PageTime(1_100.0)));
    }
}

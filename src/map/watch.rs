//! Whether the map still draws: it says so itself when it does not.

use crate::platform::PageTime;

/// A map that has something to draw and has not for this long says so, in milliseconds.
pub const PATIENCE_MS: f64 = 2_000.0;

/// Notices a draw that is due and does not come. A map with nothing to draw is never late.
#[derive(Clone, Copy, Debug, Default)]
pub struct DrawWatch {
    waiting: Option<(PageTime, u64)>,
}

impl DrawWatch {
    /// Looks again, at `at`: whether a draw is `due` now or within the half second of a blink, and how many draws there have
    /// been. Says whether one has been due for longer than [`PATIENCE_MS`].
    pub fn look(&mut self, at: PageTime, due: bool, draws: u64) -> bool {
        let waiting = self.waiting.filter(|(_, known)| due && *known == draws);
        match waiting {
            Some((since, _)) => at.millis_since(since) >= PATIENCE_MS,
            None => {
                self.waiting = due.then_some((at, draws));
                false
            }
        }
    }

    /// Nobody sees the map: browsers draw nothing then, and that is no fault.
    pub fn rest(&mut self) {
        self.waiting = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_that_is_due_for_two_seconds_is_noticed_and_one_that_comes_is_not() {
        let mut watch = DrawWatch::default();
        assert!(!watch.look(PageTime(0.0), true, 7));
        assert!(!watch.look(PageTime(1_999.0), true, 7));
        assert!(watch.look(PageTime(2_000.0), true, 7));
        assert!(!watch.look(PageTime(3_000.0), true, 8), "it has drawn");
        assert!(!watch.look(PageTime(4_500.0), true, 9));
        assert!(watch.look(PageTime(6_500.0), true, 9));
    }

    #[test]
    fn a_map_with_nothing_to_draw_is_never_late() {
        let mut watch = DrawWatch::default();
        for at in [0.0, 5_000.0, 60_000.0] {
            assert!(!watch.look(PageTime(at), false, 7));
        }
    }

    #[test]
    fn a_hidden_map_begins_to_wait_when_it_is_shown_again() {
        let mut watch = DrawWatch::default();
        assert!(!watch.look(PageTime(0.0), true, 7));
        watch.rest();
        assert!(!watch.look(PageTime(9_000.0), true, 7));
        assert!(watch.look(PageTime(11_000.0), true, 7));
    }
}

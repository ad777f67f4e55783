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

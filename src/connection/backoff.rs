//! How long to wait before trying again.

/// The first pause, in milliseconds.
const FIRST_MS: f64 = 500.0;

/// The longest pause, in milliseconds: a hub that comes back is found within ten seconds.
const LONGEST_MS: f64 = 10_000.0;

/// Pauses that double up to a limit, each shortened by chance so that the screens of a wall do not come back at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The next pause in milliseconds: between half of it and the whole, by `chance` from 0 to 1.
    pub fn next_pause(&mut self, chance: f64) -> f64 {
        let doublings = i32::try_from(self.failures.min(16)).unwrap_or(16);
        let whole = (FIRST_MS * 2_f64.powi(doublings)).min(LONGEST_MS);
        self.failures = self.failures.saturating_add(1);
        whole * (0.5 + 0.5 * chance.clamp(0.0, 1.0))
    }

    /// It went well for a while: the next pause is the first again.
    pub fn reset(&mut self) {
        self.failures = 0;
    }
}

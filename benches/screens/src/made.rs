//! The changes that are made, and when each was.

use std::time::{Duration, Instant};

/// Changes are made in lots of so many at one moment: what a platform posts at once.
pub(crate) const LOT: u32 = 10;

/// A steady stream of changes: lot `n` is made `n` beats after the beginning, whatever becomes of those before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// When lot 0 is made.
    pub(crate) begun: Instant,
    /// Between lots.
    pub(crate) beat: Duration,
    /// How many lots.
    pub(crate) lots: u32,
}

impl Plan {
    /// So many changes a second for so long, from `begun`.
    pub(crate) fn new(begun: Instant, changes_a_second: u32, lasting: Duration) -> Self {
        let beat = Duration::from_secs(1) * LOT / changes_a_second;
        Self {
            begun,
            beat,
            lots: (lasting.as_secs_f64() / beat.as_secs_f64()) as u32,
        }
    }

    /// When a lot is made.
    pub(crate) fn made_at(&self, lot: u32) -> Instant {
        self.begun + self.beat * lot
    }

    /// How many changes there are.
    pub(crate) const fn changes(&self) -> u64 {
        self.lots as u64 * LOT as u64
    }
}

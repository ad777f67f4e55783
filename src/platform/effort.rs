//! What a work costs the page's own thread.

use std::cell::Cell;

use super::page_now;

/// Measures a work that is done again and again. It costs two looks at the clock each time.
#[derive(Debug, Default)]
pub struct Effort {
    times: Cell<u64>,
    total_ms: Cell<f64>,
    longest_ms: Cell<f64>,
}

/// What was measured.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured {
    /// How often it was done since the beginning.
    pub times: u64,
    /// What it took in all since the beginning, in milliseconds.
    pub total_ms: f64,
    /// The longest since somebody looked last, in milliseconds.
    pub longest_ms: f64,
}

impl Effort {
    /// Does the work.
    pub fn measure<R>(&self, work: impl FnOnce() -> R) -> R {
        let begun = page_now();
        let done = work();
        let took_ms = page_now().millis_since(begun);
        self.times.set(self.times.get() + 1);
        self.total_ms.set(self.total_ms.get() + took_ms);
        self.longest_ms.set(self.longest_ms.get().max(took_ms));
        done
    }

    /// How often it was done since the beginning.
    pub const fn times(&self) -> u64 {
        self.times.get()
    }

    /// What it has cost; the longest is counted anew from now on.
    pub fn look(&self) -> Measured {
        Measured {
            times: self.times.get(),
            total_ms: self.total_ms.get(),
            longest_ms: self.longest_ms.replace(0.0),
        }
    }
}

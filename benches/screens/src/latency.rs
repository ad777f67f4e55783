//! Times from making a change to its receipt, by the million.

use std::time::Duration;

/// Width of a step, in microseconds.
const STEP_US: u64 = 100;

/// Steps up to ten seconds; what takes longer counts as that.
const STEPS: usize = 100_000;

/// How many took how long, in steps of 0.1 ms.
#[derive(Clone)]
pub(crate) struct Latencies {
    counts: Vec<u64>,
    total: u64,
}

impl Latencies {
    pub(crate) fn new() -> Self {
        Self {
            counts: vec![0; STEPS],
            total: 0,
        }
    }

    /// Counts one.
    pub(crate) fn note(&mut self, took: Duration) {
        let step = took.as_micros() as u64 / STEP_US;
        self.counts[(step as usize).min(STEPS - 1)] += 1;
        self.total += 1;
    }

    /// How many were counted.
    pub(crate) const fn count(&self) -> u64 {
        self.total
    }

    /// The time that a `share` (0 to 1) took at most, in milliseconds; `None` when there were none.
    pub(crate) fn quantile_ms(&self, share: f64) -> Option<f64> {
        let wanted = (share * self.total as f64).ceil().max(1.0) as u64;
        let mut seen = 0;
        let step = self.counts.iter().position(|count| {
            seen += count;
            seen >= wanted
        })?;
        Some((step as u64 + 1) as f64 * STEP_US as f64 / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Latencies;
    use std::time::Duration;

    #[test]
    fn a_quantile_is_the_upper_edge_of_its_step() {
        let mut latencies = Latencies::new();
        for milliseconds in 1..=100 {
            latencies.note(Duration::from_millis(milliseconds));
        }
        assert_eq!(latencies.quantile_ms(0.5), Some(50.1));
        assert_eq!(latencies.quantile_ms(0.99), Some(99.1));
        assert_eq!(latencies.quantile_ms(1.0), Some(100.1));
    }

    #[test]
    fn nothing_has_no_quantile_and_what_is_very_late_is_the_last_step() {
        let mut latencies = Latencies::new();
        assert_eq!(latencies.quantile_ms(0.5), None);
        latencies.note(Duration::from_secs(3600));
        assert_eq!(latencies.quantile_ms(0.5), Some(10_000.0));
    }
}

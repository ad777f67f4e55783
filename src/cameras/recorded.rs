//! When a moment of an incident is found in recorded video.

use domain::{Millis, Timestamp};

/// How far the deployment's clock may differ from the device's for both to mean the same time: devices are wrong by some minutes.
const SAME_TIME: Millis = Millis::from_mins(10);

/// The deployment's clock as it runs now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Running {
    /// What it shows.
    pub now: Timestamp,
    /// How many times faster than real time it runs.
    pub rate: f64,
    /// What the device's own clock shows at the same moment.
    pub device_now: Timestamp,
}

/// When a moment of the deployment's clock was by the clock that cameras are recorded by, which is the real one. `None` where
/// the deployment's runs faster or stands: what happened in a replay was recorded by nobody.
#[must_use]
pub fn recorded_at(moment: Timestamp, running: Running) -> Option<Timestamp> {
    if running.rate.to_bits() != 1.0_f64.to_bits() {
        return None;
    }
    let apart = running.device_now - running.now;
    if apart.0.abs() <= SAME_TIME.0 {
        // The hub's time is the better one.
        return Some(moment);
    }
    Some(moment + apart)
}

/// The same the other way: when something that was recorded was by the deployment's clock.
#[must_use]
pub fn shown_at(recorded: Timestamp, running: Running) -> Timestamp {
    let apart = running.device_now - running.now;
    if apart.0.abs() <= SAME_TIME.0 {
        return recorded;
    }
    recorded - apart
}

#[cfg(test)]
mod tests {
    use super::*;

    fn running(now: i64, rate: f64, device_now: i64) -> Running {
        Running {
            now: Timestamp(now),
            rate,
            device_now: Timestamp(device_now),
        }
    }

    #[test]
    fn in_real_time_a_moment_is_itself_however_wrong_the_device_is() {
        let there = running(1_000_000, 1.0, 1_090_000);
        assert_eq!(
            recorded_at(Timestamp(900_000), there),
            Some(Timestamp(900_000))
        );
        assert_eq!(shown_at(Timestamp(900_000), there), Timestamp(900_000));
    }

    #[test]
    fn a_day_that_is_played_in_real_time_is_recorded_while_it_is_played() {
        let there = running(1_000_000, 1.0, 91_000_000);
        let recorded = recorded_at(Timestamp(900_000), there).expect("in real time");
        assert_eq!(recorded, Timestamp(90_900_000));
        assert_eq!(shown_at(recorded, there), Timestamp(900_000));
    }

    #[test]
    fn what_is_replayed_faster_was_recorded_by_nobody() {
        for rate in [0.0, 10.0, 600.0] {
            assert_eq!(
                recorded_at(Timestamp(5), running(9, rate, 9)),
                None,
                "{rate}"
            );
        }
    }
}

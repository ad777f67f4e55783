//! Where a head looked at the time of a picture: its readings come apart from the pictures, and later.

use std::collections::VecDeque;

use domain::{Millis, Timestamp};

use super::orientation::PanTilt;
use crate::Degrees;

/// Readings that are kept: some seconds at ten a second.
const KEPT: usize = 128;

/// Over how long it is looked how fast a head turns that is foreseen: over less, what its readings are off would count too much.
const SPEED_OVER: Millis = Millis(200);

/// What a head said of itself at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// When it was so.
    pub at: Timestamp,
    /// Where it looked.
    pub look: PanTilt,
    /// Zoom factor, 1 at the wide end.
    pub zoom: f64,
}

/// A head's last readings, in the order of their times.
#[derive(Clone, Debug, Default)]
pub struct Telemetry {
    readings: VecDeque<Reading>,
}

impl Telemetry {
    /// Keeps a reading, wherever its time belongs. One that is not a number is none.
    pub fn hear(&mut self, reading: Reading) {
        let numbers = [reading.look.pan.0, reading.look.tilt.0, reading.zoom];
        if numbers.iter().any(|number| !number.is_finite()) {
            return;
        }
        let after = self
            .readings
            .partition_point(|known| known.at <= reading.at);
        self.readings.insert(after, reading);
        if self.readings.len() > KEPT {
            self.readings.pop_front();
        }
    }

    /// Where the head looked at the time of a picture: straight between the readings around it, pan the short way round.
    /// Before the first and after the last it is taken to have stood still. `None` before anything was heard.
    #[must_use]
    pub fn at(&self, picture: Timestamp) -> Option<Reading> {
        let after = self.readings.partition_point(|known| known.at <= picture);
        let Some(before) = after.checked_sub(1).and_then(|at| self.readings.get(at)) else {
            return self.readings.front().copied();
        };
        let Some(next) = self.readings.get(after) else {
            return Some(*before);
        };
        let share = (picture - before.at).0 as f64 / (next.at - before.at).0 as f64;
        let between = |from: f64, to: f64| from + (to - from) * share;
        let pan = before.look.pan.0 + turn(before.look.pan, next.look.pan).0 * share;
        Some(Reading {
            at: picture,
            look: PanTilt {
                pan: Degrees(pan).as_bearing(),
                tilt: Degrees(between(before.look.tilt.0, next.look.tilt.0)),
            },
            zoom: between(before.zoom, next.zoom),
        })
    }

    /// How far apart in time the readings before and after a picture are: what happened between them was not told. 0 before the
    /// first and after the last.
    #[must_use]
    pub fn gap(&self, picture: Timestamp) -> Millis {
        let after = self.readings.partition_point(|known| known.at <= picture);
        let before = after.checked_sub(1).and_then(|at| self.readings.get(at));
        match (before, self.readings.get(after)) {
            (Some(before), Some(next)) => next.at - before.at,
            _ => Millis::ZERO,
        }
    }

    /// As [`at`](Self::at); where the last reading is older than the picture the head is taken to have turned on as it did
    /// before it, for so long at most.
    #[must_use]
    pub fn foreseen(&self, picture: Timestamp, at_most: Millis) -> Option<Reading> {
        let last = *self.readings.back()?;
        let before = self
            .readings
            .iter()
            .rev()
            .find(|known| known.at + SPEED_OVER <= last.at);
        let Some(before) = before.filter(|_| picture > last.at) else {
            return self.at(picture);
        };
        let ahead = (picture - last.at).0.min(at_most.0) as f64;
        let share = ahead / (last.at - before.at).0 as f64;
        let further = |from: f64, to: f64| to + (to - from) * share;
        let pan = last.look.pan.0 + turn(before.look.pan, last.look.pan).0 * share;
        Some(Reading {
            at: picture,
            look: PanTilt {
                pan: Degrees(pan).as_bearing(),
                tilt: Degrees(further(before.look.tilt.0, last.look.tilt.0)),
            },
            zoom: further(before.zoom, last.zoom).max(last.zoom / 2.0),
        })
    }

    /// Where the head stood at the time of a picture, if it did: the mean of the readings up to then that are no farther from
    /// the one before the picture than `apart`, and its zoom no more than a hundredth. `None` where those reach back less than
    /// `at_least`, or the next reading is farther.
    #[must_use]
    pub fn rest(&self, picture: Timestamp, apart: Degrees, at_least: Millis) -> Option<Reading> {
        let after = self.readings.partition_point(|known| known.at <= picture);
        let last = *self.readings.get(after.checked_sub(1)?)?;
        let is_near = |known: &Reading| {
            turn(last.look.pan, known.look.pan).0.abs() <= apart.0
                && (known.look.tilt.0 - last.look.tilt.0).abs() <= apart.0
                && (known.zoom / last.zoom - 1.0).abs() <= 0.01
        };
        if !self.readings.get(after).is_none_or(is_near) {
            return None;
        }
        let (mut count, mut first) = (0.0, last.at);
        let (mut pan, mut tilt, mut zoom) = (0.0, 0.0, 0.0);
        for known in self
            .readings
            .range(..after)
            .rev()
            .take_while(|known| is_near(known))
        {
            count += 1.0;
            first = known.at;
            pan += turn(last.look.pan, known.look.pan).0;
            tilt += known.look.tilt.0;
            zoom += known.zoom;
        }
        (picture - first >= at_least).then_some(Reading {
            at: picture,
            look: PanTilt {
                pan: Degrees(last.look.pan.0 + pan / count).as_bearing(),
                tilt: Degrees(tilt / count),
            },
            zoom: zoom / count,
        })
    }
}

/// From one bearing to another, the short way round: −180 < x ≤ 180.
fn turn(from: Degrees, to: Degrees) -> Degrees {
    let clockwise = Degrees(to.0 - from.0).as_bearing().0;
    Degrees(if clockwise > 180.0 {
        clockwise - 360.0
    } else {
        clockwise
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(at: i64, pan: f64, tilt: f64) -> Reading {
        Reading {
            at: Timestamp(at),
            look: PanTilt {
                pan: Degrees(pan),
                tilt: Degrees(tilt),
            },
            zoom: 1.0,
        }
    }

    #[test]
    fn a_head_that_turns_past_north_goes_the_short_way() {
        let mut telemetry = Telemetry::default();
        telemetry.hear(reading(0, 350.0, 0.0));
        telemetry.hear(reading(1000, 10.0, -10.0));
        let halfway = telemetry.at(Timestamp(500)).expect("it was heard");
        assert_eq!(halfway.look.pan, Degrees(0.0));
        assert_eq!(halfway.look.tilt, Degrees(-5.0));
    }

    #[test]
    fn a_reading_that_comes_late_takes_its_place_in_time() {
        let mut telemetry = Telemetry::default();
        telemetry.hear(reading(1000, 20.0, 0.0));
        telemetry.hear(reading(0, 0.0, 0.0));
        assert_eq!(
            telemetry.at(Timestamp(250)).map(|reading| reading.look.pan),
            Some(Degrees(5.0))
        );
    }

    #[test]
    fn a_head_that_was_not_heard_stands_where_it_was_and_turns_no_faster() {
        let mut telemetry = Telemetry::default();
        assert_eq!(telemetry.at(Timestamp(0)), None);
        telemetry.hear(reading(0, 7.0, 0.0));
        telemetry.hear(reading(100, f64::NAN, 0.0));
        let last = telemetry.at(Timestamp(9000)).expect("it was heard");
        assert_eq!(last.look.pan, Degrees(7.0));
    }

    #[test]
    fn a_head_that_turns_is_foreseen_to_turn_on_for_a_while_and_no_longer() {
        let mut telemetry = Telemetry::default();
        for step in 0..5 {
            telemetry.hear(reading(step * 100, 350.0 + 4.0 * step as f64, -step as f64));
        }
        let look = |at| {
            let reading = telemetry.foreseen(Timestamp(at), Millis(300));
            reading.expect("it was heard").look
        };
        assert_eq!(look(350).pan, Degrees(4.0), "between readings as ever");
        assert!((look(500).pan.0 - 10.0).abs() < 1e-9 && (look(500).tilt.0 + 5.0).abs() < 1e-9);
        assert_eq!(look(700), look(5000), "nobody knows so far ahead");
    }

    #[test]
    fn a_head_that_stands_stands_at_the_mean_of_what_it_says() {
        let mut telemetry = Telemetry::default();
        telemetry.hear(reading(0, 90.0, -3.0));
        for step in 1..=10 {
            let off = if step % 2 == 0 { 0.03 } else { -0.03 };
            telemetry.hear(reading(step * 100, off, -5.0 - off));
        }
        let rest =
            |telemetry: &Telemetry, at| telemetry.rest(Timestamp(at), Degrees(0.1), Millis(500));
        let stands = rest(&telemetry, 1000).expect("it stands");
        let off = (stands.look.pan.0 + 180.0).rem_euclid(360.0) - 180.0;
        assert!(off.abs() < 1e-9 && (stands.look.tilt.0 + 5.0).abs() < 1e-9);
        assert_eq!(rest(&telemetry, 300), None, "it has only just come");
        assert_eq!(rest(&telemetry, 50), None, "it was about to go");
        telemetry.hear(reading(1100, 1.0, -5.0));
        assert_eq!(rest(&telemetry, 1050), None, "it goes");
    }
}

//! A head that is followed by what it tells of itself: where it looked at a moment, and how far that can be relied on.

use domain::{Millis, Timestamp};
use geodesy::{Degrees, PanTilt, Reading, Telemetry};

use super::head::short_way;
use super::standing::Aim;
use crate::config::Looks;
use crate::platform::{ForeignClock, PageTime};

/// A head whose readings lie no farther apart than this, for this long, stands still: what they differ by is noise.
const REST_APART: Degrees = Degrees(0.1);
const REST_FOR: Millis = Millis(500);

/// What is newer than the last reading is foreseen for so long, in milliseconds.
const FORESEEN: Millis = Millis(350);

/// A head that has said nothing for so long is not followed any more, in milliseconds: it tells once a second at least.
const LOST_AFTER_MS: f64 = 3_500.0;

/// By how much a time between two readings is unsure, in milliseconds, and by which share of the time that is foreseen.
const UNSURE_MS: f64 = 25.0;
const UNSURE_AHEAD: f64 = 0.5;

/// Readings come so close together, in milliseconds. Of what is between two that are farther apart this share more is unsure: a head that
/// gains speed all the way is as far off a straight line in its middle.
const USUALLY_APART_MS: f64 = 200.0;
const UNSURE_BETWEEN: f64 = 0.25;

/// For so long after a move was asked for nobody knows how far it has come, in milliseconds: a head tells where it was a while ago.
const UNTOLD_MS: f64 = 450.0;

/// Over how long it is looked how fast it turns, in milliseconds.
const SPEED_OVER_MS: f64 = 100.0;

/// A head that is followed.
#[derive(Clone, Debug, Default)]
pub struct Followed {
    /// Its readings; times are those of the hub's machine.
    telemetry: Telemetry,
    clock: ForeignClock,
    newest: Option<(f64, PageTime)>,
    /// When somebody had it move last, by the hub's machine.
    moved_at: Option<f64>,
}

/// Where a head looked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Where.
    pub aim: Aim,
    /// How far off that may be, in degrees: 0 where it stands.
    pub unsure: f64,
    /// Whether it stands.
    pub rests: bool,
}

impl Followed {
    /// It said where it looks.
    pub fn hear(&mut self, looks: &Looks, came: PageTime) {
        self.clock.hear(looks.at, came);
        self.newest = Some((looks.at, came));
        self.telemetry.hear(Reading {
            at: Timestamp(looks.at.round() as i64),
            look: PanTilt {
                pan: Degrees(looks.pan_degrees),
                tilt: Degrees(looks.tilt_degrees),
            },
            zoom: looks.zoom,
        });
    }

    /// Somebody had it move, at a moment of the hub's machine.
    pub fn hear_move(&mut self, at: f64) {
        self.moved_at = Some(at);
    }

    /// Where it looked when a picture of the film was taken that came to this machine at `came`: `delay_ms` later than what the head
    /// told of the same moment.
    #[must_use]
    pub fn look_in_film(&self, came: PageTime, delay_ms: f64, now: PageTime) -> Option<Look> {
        self.look(came + -delay_ms, now)
    }

    /// Where it looked at a moment of the page's clock, as far as it has told; `None` where it has told nothing for too long.
    #[must_use]
    pub fn look(&self, at: PageTime, now: PageTime) -> Option<Look> {
        let (newest, came) = self.newest?;
        if now.millis_since(came) > LOST_AFTER_MS {
            return None;
        }
        let theirs = newest + (at.0 - self.clock.page_time(newest)?.0);
        let told_at = Timestamp(theirs.round() as i64);
        // It was told to move, and has not told for long enough since to say how far it has come.
        let moved_at = self.moved_at.filter(|moved_at| theirs > *moved_at);
        let is_blind = moved_at.is_some_and(|moved_at| newest < moved_at + UNTOLD_MS);
        if is_blind {
            return Some(Look {
                aim: aim_of(&self.telemetry.foreseen(told_at, FORESEEN)?),
                unsure: f64::INFINITY,
                rests: false,
            });
        }
        if let Some(rest) = self.telemetry.rest(told_at, REST_APART, REST_FOR) {
            return Some(Look {
                aim: aim_of(&rest),
                unsure: 0.0,
                rests: true,
            });
        }
        let look = self.telemetry.foreseen(told_at, FORESEEN)?;
        let before = Timestamp((theirs - SPEED_OVER_MS).round() as i64);
        let before = self.telemetry.foreseen(before, FORESEEN)?;
        let (now, before) = (aim_of(&look), aim_of(&before));
        let level = now.tilt.to_radians().cos();
        let turned = (short_way(before.pan, now.pan) * level).hypot(now.tilt - before.tilt);
        let apart = self.telemetry.gap(told_at).0 as f64;
        let unsure_ms = UNSURE_MS
            + UNSURE_AHEAD * (theirs - newest).max(0.0)
            + UNSURE_BETWEEN * (apart - USUALLY_APART_MS).max(0.0);
        Some(Look {
            aim: now,
            unsure: turned / SPEED_OVER_MS * unsure_ms,
            rests: false,
        })
    }
}

/// A head's zero is taken for true north and its horizon for level, as the catalogue's pose is.
fn aim_of(reading: &Reading) -> Aim {
    Aim {
        pan: reading.look.pan.0,
        tilt: reading.look.tilt.0,
        zoom: reading.zoom,
    }
}

/// Labels stand whole where they may be off by no more than the first, and are gone from the second on: pixels of the usual size.
const WHOLE_TO_PX: f64 = 6.0;
const GONE_FROM_PX: f64 = 30.0;

/// How much of the labels is there when what they stand on may be off by so many pixels of the usual size: 0 to 1.
#[must_use]
pub fn relied_on(unsure_px: f64) -> f64 {
    ((GONE_FROM_PX - unsure_px) / (GONE_FROM_PX - WHOLE_TO_PX)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A head that tells ten times a second, by a clock of its own, 40 ms after it was so.
    fn heard(pan: impl Fn(f64) -> f64, millis: u32) -> Followed {
        let mut followed = Followed::default();
        for at in (0..=millis).step_by(100) {
            let looks = Looks {
                at: 1.7e12 + f64::from(at),
                pan_degrees: pan(f64::from(at)).rem_euclid(360.0),
                tilt_degrees: -5.0,
                zoom: 1.0,
            };
            followed.hear(&looks, PageTime(f64::from(at) + 40.0));
        }
        followed
    }

    #[test]
    fn a_head_that_turns_is_followed_between_its_readings_and_a_little_beyond() {
        let followed = heard(|at| 350.0 + at / 50.0, 1_000);
        let now = PageTime(1_040.0);
        for at in [500.0, 950.0, 1_150.0] {
            // What came at once came 40 ms after it was so: the two clocks are told apart by that much less.
            let look = followed
                .look(PageTime(at + 40.0), now)
                .expect("it was heard");
            let off = short_way(350.0 + at / 50.0, look.aim.pan);
            assert!(off.abs() < 1e-6, "{off}° at {at}");
        }
        let (then, ahead) = (PageTime(540.0), PageTime(1_240.0));
        let unsure = |at| followed.look(at, now).map_or(0.0, |look| look.unsure);
        assert!(unsure(then) > 0.4, "20° a second for 25 ms");
        assert!(
            unsure(ahead) > 3.0 * unsure(then),
            "what is foreseen is less sure"
        );
    }

    #[test]
    fn what_a_head_did_between_two_readings_that_are_far_apart_is_not_relied_on() {
        // It gains speed, 40° a second more in each, and tells only twice a second.
        let pan = |at: f64| 20.0 * (at / 1_000.0).powi(2);
        let mut followed = Followed::default();
        for at in (0..=2_000).step_by(500) {
            let looks = Looks {
                at: 1.7e12 + f64::from(at),
                pan_degrees: pan(f64::from(at)),
                tilt_degrees: -5.0,
                zoom: 1.0,
            };
            followed.hear(&looks, PageTime(f64::from(at)));
        }
        for at in [700.0, 1_250.0, 1_300.0, 1_750.0] {
            let look = followed.look(PageTime(at), PageTime(2_000.0));
            let look = look.expect("it was heard");
            let off = short_way(pan(at), look.aim.pan).abs();
            assert!(
                off > 0.7 && off < look.unsure,
                "{off}° at {at}, said to be {}°",
                look.unsure
            );
        }
    }

    #[test]
    fn a_film_that_comes_later_than_what_the_head_tells_is_looked_at_as_it_was_taken() {
        // 6° a second, a picture that was taken after a second, and comes 300 ms after that moment was told, or 120 ms before.
        let followed = heard(|at| at * 0.006, 2_000);
        let now = PageTime(2_040.0);
        for delay_ms in [300.0, 0.0, -120.0] {
            let came = PageTime(1_040.0 + delay_ms);
            let off = |said_ms| {
                let look = followed.look_in_film(came, said_ms, now);
                short_way(6.0, look.expect("it was heard").aim.pan)
            };
            assert!(
                off(delay_ms).abs() < 1e-6,
                "{}° at {delay_ms} ms",
                off(delay_ms)
            );
            let unsaid = off(0.0);
            assert!(
                (unsaid - delay_ms * 0.006).abs() < 1e-6,
                "{unsaid}° at {delay_ms} ms"
            );
        }
    }

    #[test]
    fn a_head_that_stands_does_not_tremble_and_is_sure() {
        let noise = |at: f64| 90.0 + 0.03 * (at * 12.9898).sin();
        let followed = heard(noise, 6_000);
        for at in [3_000.0, 5_050.0, 6_200.0] {
            let look = followed
                .look(PageTime(at), PageTime(6_200.0))
                .expect("it was heard");
            assert_eq!(look.unsure, 0.0);
            assert!(
                short_way(90.0, look.aim.pan).abs() < 0.012,
                "{}",
                look.aim.pan
            );
        }
    }

    #[test]
    fn a_head_that_was_told_to_move_is_not_relied_on_until_it_has_told_for_a_while() {
        let mut followed = heard(|_| 90.0, 1_000);
        followed.hear_move(1.7e12 + 900.0);
        let unsure = |followed: &Followed, at| {
            let look = followed.look(PageTime(at), PageTime(1_100.0));
            look.expect("it was heard").unsure
        };
        assert_eq!(unsure(&followed, 900.0), 0.0, "what was filmed before");
        assert_eq!(unsure(&followed, 990.0), f64::INFINITY);
        let later = Looks {
            at: 1.7e12 + 1_400.0,
            pan_degrees: 90.0,
            tilt_degrees: -5.0,
            zoom: 1.0,
        };
        followed.hear(&later, PageTime(1_440.0));
        assert_eq!(unsure(&followed, 1_440.0), 0.0, "it stood still after all");
    }

    #[test]
    fn a_head_that_says_nothing_any_more_is_not_followed() {
        let followed = heard(|_| 90.0, 1_000);
        assert!(
            followed
                .look(PageTime(4_000.0), PageTime(4_000.0))
                .is_some()
        );
        assert_eq!(followed.look(PageTime(4_600.0), PageTime(4_600.0)), None);
        assert_eq!(Followed::default().look(PageTime(0.0), PageTime(0.0)), None);
    }

    #[test]
    fn labels_fade_while_they_cannot_be_relied_on() {
        assert_eq!(relied_on(0.0), 1.0);
        assert_eq!(relied_on(6.0), 1.0);
        assert_eq!(relied_on(18.0), 0.5);
        assert_eq!(relied_on(200.0), 0.0);
        assert_eq!(relied_on(f64::INFINITY), 0.0);
    }
}

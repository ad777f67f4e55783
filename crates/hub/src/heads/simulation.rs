//! A pan-tilt head that is not there, with the dynamics of one that is: it needs time to gain and lose speed, and what it tells
//! of itself is late, rounded, and a little off.
//!
//! Pure: time comes in, chance comes from a seed. Its zero is true north, its horizon is level.

use std::collections::VecDeque;
use std::time::Duration;

use super::{Aim, Axis, Move, Range, Reading, Towards};

/// How finely time is cut while it moves.
const STEP: Duration = Duration::from_millis(10);
/// The longest time it is followed step by step: from any place to any other it takes less.
const LONGEST_MOVE: Duration = Duration::from_secs(60);

/// How a head is built.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Build {
    /// Top speed and acceleration about the vertical, in degrees a second, and a second and second.
    pub pan: (f64, f64),
    /// The same up and down.
    pub tilt: (f64, f64),
    /// The same of its zoom, in factors.
    pub zoom: (f64, f64),
    /// How far it tilts, in degrees.
    pub tilt_range: (f64, f64),
    /// How far it zooms.
    pub zoom_range: (f64, f64),
    /// How often it tells where it looks.
    pub tells_every: Duration,
    /// How late that is.
    pub late_by: Duration,
    /// How far what it tells is off at most, in degrees.
    pub off_by: f64,
    /// How finely it tells angles, in degrees.
    pub told_to: f64,
}

impl Build {
    /// A speed dome, with a zoom so far.
    #[must_use]
    pub fn dome(zoom: f64) -> Self {
        Self {
            pan: (60.0, 120.0),
            tilt: (30.0, 80.0),
            zoom: (8.0, 24.0),
            tilt_range: (-90.0, 20.0),
            zoom_range: (1.0, zoom.max(1.0)),
            tells_every: Duration::from_millis(100),
            late_by: Duration::from_millis(120),
            off_by: 0.03,
            told_to: 0.01,
        }
    }
}

/// A simulated head.
#[derive(Clone, Debug)]
pub struct Simulation {
    build: Build,
    seed: u64,
    home: Aim,
    pan: Axis,
    tilt: Axis,
    zoom: Axis,
    now: Duration,
    /// Where it looked at the last steps, the newest last: as many as what it tells may be old.
    past: VecDeque<Aim>,
}

impl Simulation {
    /// One that looks home. It stays within its range, wherever home is.
    #[must_use]
    pub fn new(home: Aim, build: Build, seed: u64, now: Duration) -> Self {
        let axis = |place, range, (top_speed, acceleration)| {
            Axis::at(place, range, top_speed, acceleration)
        };
        let between = |(low, high)| Range::Between(low, high);
        let pan = axis(home.pan_degrees, Range::Round(360.0), build.pan);
        let tilt = axis(home.tilt_degrees, between(build.tilt_range), build.tilt);
        let zoom = axis(home.zoom, between(build.zoom_range), build.zoom);
        let home = Aim {
            pan_degrees: pan.place(),
            tilt_degrees: tilt.place(),
            zoom: zoom.place(),
        };
        Self {
            build,
            seed,
            home,
            pan,
            tilt,
            zoom,
            now,
            past: VecDeque::from([home]),
        }
    }

    /// How it is built.
    #[must_use]
    pub const fn build(&self) -> &Build {
        &self.build
    }

    /// Where it really looks.
    #[must_use]
    pub fn aim(&self) -> Aim {
        Aim {
            pan_degrees: self.pan.place(),
            tilt_degrees: self.tilt.place(),
            zoom: self.zoom.place(),
        }
    }

    /// How fast it turns: about the vertical, up, and in zoom, a second.
    #[must_use]
    pub const fn speeds(&self) -> [f64; 3] {
        [self.pan.speed(), self.tilt.speed(), self.zoom.speed()]
    }

    /// Whether it looks where it is to look.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.axes().iter().all(Axis::is_settled)
    }

    const fn axes(&self) -> [Axis; 3] {
        [self.pan, self.tilt, self.zoom]
    }

    /// Begins a move at a moment. Whether it knows such a preset, when it is one.
    pub fn begin(&mut self, wanted: &Move, now: Duration) -> bool {
        self.follow(now);
        let mut each = |towards: &Towards, go: fn(&mut Axis, f64)| {
            let axes = [&mut self.pan, &mut self.tilt, &mut self.zoom];
            for (axis, value) in axes.into_iter().zip(towards.values()) {
                if let Some(value) = value {
                    go(axis, value);
                }
            }
        };
        match wanted {
            Move::Absolute(towards) => each(towards, Axis::go),
            Move::Relative(towards) => each(towards, Axis::go_further),
            Move::Preset(name) if name == "home" => {
                let home = Towards {
                    pan_degrees: Some(self.home.pan_degrees),
                    tilt_degrees: Some(self.home.tilt_degrees),
                    zoom: Some(self.home.zoom),
                };
                each(&home, Axis::go);
            }
            Move::Preset(_) => return false,
            Move::Stop {} => {
                for axis in [&mut self.pan, &mut self.tilt, &mut self.zoom] {
                    axis.stop();
                }
            }
        }
        true
    }

    /// Lets time pass until a moment.
    pub fn follow(&mut self, now: Duration) {
        let kept = 1 + steps(self.build.late_by) + steps(self.build.tells_every);
        if now > self.now + LONGEST_MOVE {
            // It stands by then, however far it had to go; the steps before need not be gone one by one.
            self.go_on(steps(LONGEST_MOVE), kept);
            let left = steps(now.saturating_sub(self.now));
            self.now += STEP.saturating_mul(u32::try_from(left).unwrap_or(u32::MAX));
        }
        self.go_on(steps(now.saturating_sub(self.now)), kept);
    }

    fn go_on(&mut self, steps: usize, kept: usize) {
        for _ in 0..steps {
            for axis in [&mut self.pan, &mut self.tilt, &mut self.zoom] {
                axis.step(STEP.as_secs_f64());
            }
            self.now += STEP;
            self.past.push_back(self.aim());
            while self.past.len() > kept {
                self.past.pop_front();
            }
        }
    }

    /// What it told last, as of a moment.
    pub fn reading(&mut self, now: Duration) -> Reading {
        let every = self.build.tells_every.as_nanos().max(1);
        let nth = now.as_nanos() / every;
        let at = Duration::from_nanos(u64::try_from(nth * every).unwrap_or(u64::MAX));
        self.follow(at);
        let ago = steps(self.now.saturating_sub(at) + self.build.late_by);
        let then = self.past.len().saturating_sub(1 + ago);
        let aim = self.past.get(then).copied().unwrap_or(self.home);
        let off = |axis: u64| {
            let nth = u64::try_from(nth).unwrap_or(u64::MAX);
            self.build.off_by * (2.0 * share(self.seed ^ axis, nth) - 1.0)
        };
        let told = |degrees: f64| (degrees / self.build.told_to).round() * self.build.told_to;
        let (low, high) = self.build.tilt_range;
        Reading {
            at,
            aim: Aim {
                pan_degrees: Range::Round(360.0).within(told(aim.pan_degrees + off(1))),
                tilt_degrees: told(aim.tilt_degrees + off(2)).clamp(low, high),
                zoom: (aim.zoom * 100.0).round() / 100.0,
            },
        }
    }
}

fn steps(time: Duration) -> usize {
    usize::try_from(time.as_nanos() / STEP.as_nanos()).unwrap_or(usize::MAX)
}

/// A number between 0 and 1 for each moment of each seed (SplitMix64).
fn share(seed: u64, nth: u64) -> f64 {
    let mut bits = seed.wrapping_add(nth.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let bits = bits ^ (bits >> 31);
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOME: Aim = Aim {
        pan_degrees: 350.0,
        tilt_degrees: -5.0,
        zoom: 1.0,
    };

    fn head() -> Simulation {
        Simulation::new(HOME, Build::dome(30.0), 7, Duration::ZERO)
    }

    fn towards(pan: f64, tilt: f64, zoom: f64) -> Towards {
        Towards {
            pan_degrees: Some(pan),
            tilt_degrees: Some(tilt),
            zoom: Some(zoom),
        }
    }

    const fn at(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn it_goes_the_short_way_round_and_needs_its_time() {
        let mut head = head();
        assert!(head.begin(&Move::Absolute(towards(10.0, -5.0, 1.0)), at(0)));
        let mut last = 350.0;
        for now in (0..2_000).step_by(10) {
            head.follow(at(now));
            let pan = head.aim().pan_degrees;
            assert!(!(11.0..349.0).contains(&pan), "{pan} at {now}");
            last = pan;
        }
        assert!((last - 10.0).abs() < 1e-6, "{last}");
        // 20 degrees at 120 degrees a second and second: 0.82 s at least.
        let mut quick = self::head();
        quick.begin(&Move::Absolute(towards(10.0, -5.0, 1.0)), at(0));
        quick.follow(at(800));
        assert!(!quick.is_settled());
        quick.follow(at(900));
        assert!(quick.is_settled());
    }

    #[test]
    fn what_it_tells_is_late_and_rounded_and_it_goes_home() {
        let mut head = head();
        head.begin(&Move::Absolute(towards(90.0, -30.0, 10.0)), at(0));
        head.follow(at(1_000));
        let (really, told) = (head.aim().pan_degrees, head.reading(at(1_000)));
        let behind = (really - told.aim.pan_degrees).rem_euclid(360.0);
        // At 60 degrees a second, 0.12 s are 7.2 degrees.
        assert!((behind - 7.2).abs() < 0.1, "{behind}");
        assert_eq!(told.at, at(1_000));
        head.begin(&Move::Preset("home".to_owned()), at(5_000));
        head.follow(at(20_000));
        assert_eq!(head.aim(), HOME);
        assert!(!head.begin(&Move::Preset("elsewhere".to_owned()), at(20_000)));
    }

    #[test]
    fn after_a_long_silence_it_has_arrived() {
        let mut head = head();
        head.begin(&Move::Absolute(towards(90.0, -30.0, 30.0)), at(0));
        head.follow(Duration::from_secs(1_000_000));
        assert!(head.is_settled());
        let told = head.reading(Duration::from_secs(1_000_000)).aim;
        assert!((told.pan_degrees - 90.0).abs() <= 0.04, "{told:?}");
    }

    fn any_move() -> impl Strategy<Value = Move> {
        let towards = (
            proptest::option::of(-800.0..800.0),
            proptest::option::of(-200.0..200.0),
            proptest::option::of(-50.0..50.0),
        )
            .prop_map(|(pan_degrees, tilt_degrees, zoom)| Towards {
                pan_degrees,
                tilt_degrees,
                zoom,
            });
        prop_oneof![
            towards.clone().prop_map(Move::Absolute),
            towards.prop_map(Move::Relative),
            Just(Move::Preset("home".to_owned())),
            Just(Move::Stop {}),
        ]
    }

    proptest! {
        #[test]
        fn whatever_it_is_told_it_stays_within_its_range_and_its_speeds(
            moves in proptest::collection::vec((any_move(), 1_u64..3_000), 1..8),
        ) {
            let mut head = head();
            let build = *head.build();
            let tops = [build.pan, build.tilt, build.zoom];
            let mut now = 0;
            for (wanted, then) in moves {
                head.begin(&wanted, at(now));
                for _ in 0..then / 10 {
                    let before = head.speeds();
                    now += 10;
                    head.follow(at(now));
                    let aim = head.aim();
                    prop_assert!((0.0..360.0).contains(&aim.pan_degrees));
                    prop_assert!((-90.0..=20.0).contains(&aim.tilt_degrees));
                    prop_assert!((1.0..=30.0).contains(&aim.zoom));
                    for ((speed, before), (top, acceleration)) in head.speeds().into_iter().zip(before).zip(tops) {
                        prop_assert!(speed.abs() <= top * (1.0 + 1e-9), "{speed} of {top}");
                        let change = (speed - before).abs();
                        // At an end of its range, or where it settles, it stands at once from almost no speed.
                        let stands = speed == 0.0;
                        prop_assert!(stands || change <= acceleration * 0.01 * (1.0 + 1e-9), "{change}");
                    }
                }
            }
        }

        #[test]
        fn it_settles_where_it_was_told_last(
            moves in proptest::collection::vec((any_move(), 0_u64..1_500), 0..5),
            pan in 0.0..360.0,
            tilt in -90.0..20.0,
            zoom in 1.0..30.0,
        ) {
            let mut head = head();
            let mut now = 0;
            for (wanted, then) in moves {
                head.begin(&wanted, at(now));
                now += then;
            }
            head.begin(&Move::Absolute(towards(pan, tilt, zoom)), at(now));
            head.follow(at(now + 20_000));
            prop_assert!(head.is_settled());
            let aim = head.aim();
            let off = (aim.pan_degrees - pan + 180.0).rem_euclid(360.0) - 180.0;
            prop_assert!(off.abs() < 1e-6 && (aim.tilt_degrees - tilt).abs() < 1e-6 && (aim.zoom - zoom).abs() < 1e-6);
            let told = head.reading(at(now + 20_000)).aim;
            let off = (told.pan_degrees - pan + 180.0).rem_euclid(360.0) - 180.0;
            prop_assert!(off.abs() <= 0.036 && (told.tilt_degrees - tilt).abs() <= 0.036);
        }

        #[test]
        fn however_time_is_cut_it_goes_the_same_way(
            wanted in any_move(),
            cuts in proptest::collection::vec(1_u64..400, 1..20),
        ) {
            let mut head = head();
            let mut other = head.clone();
            head.begin(&wanted, at(0));
            other.begin(&wanted, at(0));
            let mut now = 0;
            for cut in cuts {
                now += cut;
                head.follow(at(now));
            }
            other.follow(at(now));
            prop_assert_eq!(head.aim(), other.aim());
            prop_assert_eq!(head.reading(at(now)), other.reading(at(now)));
        }

        #[test]
        fn a_stop_takes_no_longer_than_it_must(wanted in any_move(), after in 0_u64..3_000) {
            let mut head = head();
            head.begin(&wanted, at(0));
            head.follow(at(after));
            head.begin(&Move::Stop {}, at(after));
            // 60 degrees a second at 120 a second and second: half a second, and some steps to come to rest.
            head.follow(at(after + 700));
            prop_assert!(head.is_settled(), "{:?}", head.speeds());
        }
    }
}

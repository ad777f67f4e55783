//! A head that turns: at once under a hand, by itself in a curve that begins and ends gently.

use super::standing::{Aim, Standing};
use crate::platform::PageTime;

/// How fast it turns by itself, degrees a second.
const TURNS: f64 = 90.0;

/// How often it doubles its zoom in a second.
const ZOOMS: f64 = 4.0;

/// The shortest and the longest that a way takes, in milliseconds.
const LASTS_MS: (f64, f64) = (160.0, 2_200.0);

/// Where a camera looks, also while it is on its way elsewhere.
#[derive(Clone, Debug)]
pub struct Head {
    standing: Standing,
    aim: Aim,
    way: Option<Way>,
}

/// From one aim to another.
#[derive(Clone, Copy, Debug)]
struct Way {
    from: Aim,
    to: Aim,
    began: PageTime,
    lasts_ms: f64,
}

impl Head {
    /// Where it looks when nobody steers it.
    pub const fn at_home(standing: Standing) -> Self {
        let aim = standing.home();
        Self {
            standing,
            aim,
            way: None,
        }
    }

    /// The camera.
    pub const fn standing(&self) -> &Standing {
        &self.standing
    }

    /// The same camera stands otherwise than was known; it looks where it looked.
    pub fn stand(&mut self, standing: Standing) {
        self.standing = standing;
    }

    /// Where it looks.
    pub const fn aim(&self) -> Aim {
        self.aim
    }

    /// Where it will look when it has come to rest.
    pub fn bound_for(&self) -> Aim {
        self.way.map_or(self.aim, |way| way.to)
    }

    /// Whether it is on its way.
    pub const fn is_moving(&self) -> bool {
        self.way.is_some()
    }

    /// Looks there at once.
    pub fn set(&mut self, aim: Aim) {
        self.aim = self.standing.nearest(aim);
        self.way = None;
    }

    /// Turns there, the short way round.
    pub fn turn(&mut self, aim: Aim, now: PageTime) {
        let (from, to) = (self.aim, self.standing.nearest(aim));
        let turn = short_way(from.pan, to.pan);
        let degrees = turn.abs().max((to.tilt - from.tilt).abs());
        let doublings = (to.zoom / from.zoom).log2().abs();
        let seconds = (degrees / TURNS).max(doublings / ZOOMS);
        self.way = Some(Way {
            from,
            to: Aim {
                pan: from.pan + turn,
                ..to
            },
            began: now,
            lasts_ms: (seconds * 1_000.0).clamp(LASTS_MS.0, LASTS_MS.1),
        });
    }

    /// Goes on to where it should look by now; says whether that is elsewhere than before.
    pub fn step(&mut self, now: PageTime) -> bool {
        let Some(way) = self.way else {
            return false;
        };
        let passed = (now.millis_since(way.began) / way.lasts_ms).clamp(0.0, 1.0);
        let share = passed * passed * (3.0 - 2.0 * passed);
        let between = |from: f64, to: f64| from + (to - from) * share;
        self.aim = self.standing.nearest(Aim {
            pan: between(way.from.pan, way.to.pan),
            tilt: between(way.from.tilt, way.to.tilt),
            // Each doubling takes as long as the one before.
            zoom: way.from.zoom * (way.to.zoom / way.from.zoom).powf(share),
        });
        if passed >= 1.0 {
            self.way = None;
        }
        true
    }
}

/// From one bearing to another, the short way round: −180 < x ≤ 180.
pub fn short_way(from: f64, to: f64) -> f64 {
    let clockwise = (to - from).rem_euclid(360.0);
    if clockwise > 180.0 {
        clockwise - 360.0
    } else {
        clockwise
    }
}

#[cfg(test)]
mod tests {
    use super::super::standing::test_camera;
    use super::*;

    #[test]
    fn a_head_turns_past_north_the_short_way_and_comes_to_rest() {
        let mut head = Head::at_home(test_camera(60.0, 350.0, -5.0));
        let aim = Aim {
            pan: 20.0,
            tilt: -10.0,
            zoom: 4.0,
        };
        head.turn(aim, PageTime(1_000.0));
        let mut pans = Vec::new();
        for step in 0..400 {
            if !head.step(PageTime(1_000.0 + f64::from(step) * 8.0)) {
                break;
            }
            pans.push(short_way(350.0, head.aim().pan));
        }
        assert!(pans.is_sorted(), "it never turns back");
        assert!(!head.is_moving());
        let came_to = head.aim();
        assert!((came_to.pan - 20.0).abs() < 1e-9 && (came_to.zoom - 4.0).abs() < 1e-9);
    }

    #[test]
    fn a_hand_on_the_head_ends_its_way() {
        let mut head = Head::at_home(test_camera(60.0, 350.0, -5.0));
        head.turn(
            Aim {
                pan: 90.0,
                tilt: 0.0,
                zoom: 1.0,
            },
            PageTime(0.0),
        );
        head.step(PageTime(50.0));
        head.set(Aim {
            pan: 5.0,
            ..head.aim()
        });
        assert!(!head.step(PageTime(900.0)));
        assert_eq!(head.aim().pan, 5.0);
    }
}

//! Hands on a picture's head: where it looks, and what turns it.

use domain::Wgs84;

use super::CameraPicture;
use crate::ar::best::on_top;
use crate::ar::helm::Steer;
use crate::ar::standing::Aim;
use crate::platform::{page_now, prefers_reduced_motion};

/// What is come closer to takes this share of the picture, with a zoom so many times as large: at least, and at most.
const SHOWN_SHARE: f64 = 0.6;
const LEAST_CLOSER: f64 = 2.0;
const MOST_CLOSER: f64 = 8.0;

/// It is closer from this many times the zoom on.
const CLOSER: f64 = 1.1;

/// Of a head that zooms by steps only, one is so much.
const STEP: f64 = 1.25;

impl CameraPicture {
    /// Where the head looks, and where it will have come to rest.
    #[must_use]
    pub fn aims(&self) -> (Aim, Aim) {
        let head = self.head.borrow();
        (head.aim(), self.asked_for().unwrap_or(head.bound_for()))
    }

    /// Looks there at once, or asks the hub for it. Says whether that may be.
    pub fn set_aim(&self, aim: Aim) -> bool {
        if let Some((_, steer)) = self.hub_helm() {
            return self.ask_for(aim, &*steer);
        }
        self.head.borrow_mut().set(aim);
        self.look();
        true
    }

    /// Turns there, at once for who asked for less motion. Says whether that may be.
    pub fn turn(&self, aim: Aim) -> bool {
        if prefers_reduced_motion() || self.hub_helm().is_some() {
            return self.set_aim(aim);
        }
        self.head.borrow_mut().turn(aim, page_now());
        self.ask_for_frame();
        true
    }

    /// Turns and zooms to what stands between left, top, right and bottom of the picture, so that it is told apart. Says whether
    /// it comes closer: not where the lens is long already, or nobody here may turn it.
    pub fn come_closer(&self, [left, top, right, bottom]: [f64; 4]) -> bool {
        let Some(camera) = self.pinhole().filter(|_| !self.standing().is_fixed()) else {
            return false;
        };
        let (width, height) = camera.lens().size();
        let (x, y) = (f64::midpoint(left, right), f64::midpoint(top, bottom));
        let share = ((right - left) / width).max((bottom - top) / height);
        let (aim, nearest) = {
            let head = self.head.borrow();
            let (aim, focal) = (head.aim(), camera.lens().focal());
            let degrees = |pixels: f64| (pixels / focal).atan().to_degrees();
            let wanted = Aim {
                pan: aim.pan + degrees(x - width / 2.0) / aim.tilt.to_radians().cos().max(0.25),
                tilt: aim.tilt - degrees(y - height / 2.0),
                zoom: aim.zoom * (SHOWN_SHARE / share.max(1e-3)).clamp(LEAST_CLOSER, MOST_CLOSER),
            };
            (aim, head.standing().nearest(wanted))
        };
        nearest.zoom > aim.zoom * CLOSER && self.turn(nearest)
    }

    /// Turns to where it looks when nobody steers it.
    pub fn go_home(&self) {
        if let Some((_, steer)) = self.hub_helm() {
            steer(Steer::Home);
            return;
        }
        let home = self.head.borrow().standing().home();
        self.turn(home);
    }

    /// Turns to a place, so that it is seen with what is around it.
    pub fn turn_to(&self, at: Wgs84) -> bool {
        let aim = {
            let head = self.head.borrow();
            head.standing().aim_at(on_top(&self.options.skyline, at))
        };
        self.turn(aim)
    }

    /// Turns by a drag of so many pixels: what was grabbed stays under the hand.
    pub fn drag(&self, right: f64, down: f64) {
        let aim = self.asked_for().unwrap_or(self.head.borrow().aim());
        if let Some(dragged) = self.dragged(aim, (right, down)) {
            self.set_aim(dragged);
        }
    }

    /// Turns and zooms with two fingers: what was between them stays there. Says whether it has zoomed: a head that zooms by
    /// steps does so once they are a step apart.
    pub fn pinch(&self, factor: f64, middle: (f64, f64), by: (f64, f64)) -> bool {
        if matches!(self.hub_helm(), Some((false, _))) {
            let is_step = !(1.0 / STEP..=STEP).contains(&factor);
            if is_step {
                self.zoom(factor, None);
            }
            return is_step;
        }
        let aim = self.asked_for().unwrap_or(self.head.borrow().aim());
        if let Some(dragged) = self.dragged(aim, by) {
            self.set_aim(self.zoomed(dragged, factor, Some(middle)));
        }
        true
    }

    /// Zooms by a factor, holding the direction that is seen at a point of the picture.
    pub fn zoom(&self, factor: f64, at: Option<(f64, f64)>) {
        if let Some((false, steer)) = self.hub_helm() {
            // Nobody knows how far it has zoomed in: a step is a step.
            steer(Steer::By {
                pan: 0.0,
                tilt: 0.0,
                zoom: factor.ln().signum(),
            });
            return;
        }
        self.turn(self.zoomed(self.aims().1, factor, at));
    }

    fn dragged(&self, aim: Aim, (right, down): (f64, f64)) -> Option<Aim> {
        let camera = self.pinhole()?;
        let degrees = |pixels: f64| (pixels / camera.lens().focal()).atan().to_degrees();
        Some(Aim {
            pan: aim.pan - degrees(right) / aim.tilt.to_radians().cos().max(0.25),
            tilt: aim.tilt + degrees(down),
            zoom: aim.zoom,
        })
    }

    fn zoomed(&self, aim: Aim, factor: f64, at: Option<(f64, f64)>) -> Aim {
        let (zoom, field) = {
            let head = self.head.borrow();
            let zoom = head
                .standing()
                .nearest(Aim {
                    zoom: aim.zoom * factor,
                    ..aim
                })
                .zoom;
            (zoom, head.standing().field(zoom))
        };
        let mut aim = Aim { zoom, ..aim };
        if let (Some((x, y)), Some(camera)) = (at, self.pinhole()) {
            let (width, height) = camera.lens().size();
            let (before, after) = (
                camera.lens().focal(),
                width / 2.0 / (field.to_radians() / 2.0).tan(),
            );
            let shift = |from_middle: f64| {
                ((from_middle / before).atan() - (from_middle / after).atan()).to_degrees()
            };
            aim.pan += shift(x - width / 2.0) / aim.tilt.to_radians().cos().max(0.25);
            aim.tilt -= shift(y - height / 2.0);
        }
        aim
    }

    /// Turns by shares of what is seen: 1 is from the left edge to the right.
    pub fn nudge(&self, right: f64, up: f64) {
        let aim = self.aims().1;
        let field = self.head.borrow().standing().field(aim.zoom);
        if let Some((false, steer)) = self.hub_helm() {
            steer(Steer::By {
                pan: right * field,
                tilt: up * field,
                zoom: 0.0,
            });
            return;
        }
        self.turn(Aim {
            pan: aim.pan + right * field,
            tilt: aim.tilt + up * field,
            zoom: aim.zoom,
        });
    }
}

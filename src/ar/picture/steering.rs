//! Hands on a picture's head: where it looks, and what turns it.

use domain::Wgs84;

use super::CameraPicture;
use crate::ar::best::on_top;
use crate::ar::helm::Steer;
use crate::ar::standing::Aim;
use crate::platform::{page_now, prefers_reduced_motion};

impl CameraPicture {
    /// Where the head looks, and where it will have come to rest.
    #[must_use]
    pub fn aims(&self) -> (Aim, Aim) {
        let head = self.head.borrow();
        (head.aim(), self.asked_for().unwrap_or(head.bound_for()))
    }

    /// Looks there at once, or asks the hub for it.
    pub fn set_aim(&self, aim: Aim) {
        if let Some((_, steer)) = self.hub_helm() {
            self.ask_for(aim, &*steer);
            return;
        }
        self.head.borrow_mut().set(aim);
        self.look();
    }

    /// Turns there, at once for who asked for less motion.
    pub fn turn(&self, aim: Aim) {
        if prefers_reduced_motion() || self.hub_helm().is_some() {
            self.set_aim(aim);
            return;
        }
        self.head.borrow_mut().turn(aim, page_now());
        self.ask_for_frame();
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
    pub fn turn_to(&self, at: Wgs84) {
        let aim = {
            let head = self.head.borrow();
            head.standing().aim_at(on_top(&self.options.skyline, at))
        };
        self.turn(aim);
    }

    /// Turns by a drag of so many pixels: what was grabbed stays under the hand.
    pub fn drag(&self, right: f64, down: f64) {
        let Some(camera) = self.pinhole() else { return };
        let aim = self.asked_for().unwrap_or(self.head.borrow().aim());
        let degrees = |pixels: f64| (pixels / camera.lens().focal()).atan().to_degrees();
        self.set_aim(Aim {
            pan: aim.pan - degrees(right) / aim.tilt.to_radians().cos().max(0.25),
            tilt: aim.tilt + degrees(down),
            zoom: aim.zoom,
        });
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
        let aim = self.aims().1;
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
        self.turn(aim);
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

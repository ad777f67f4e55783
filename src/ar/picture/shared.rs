//! A head that others look through too: the picture follows what it tells of itself, and hands on the picture ask its hub.

use std::rc::Rc;

use super::CameraPicture;
use crate::ar::followed::{Followed, Look};
use crate::ar::head::short_way;
use crate::ar::helm::{AskHub, Helm, Steer};
use crate::ar::standing::Aim;
use crate::config::Looks;
use crate::platform::{PageTime, page_now};

/// A drawn picture shows where the head looked so long ago, in milliseconds: by then it has told, and is not foreseen.
const DRAWN_BEHIND_MS: f64 = 260.0;

/// What was asked for is where the next step begins, for so long, in milliseconds: until then the head may not have told yet.
const ASKED_FOR_MS: f64 = 2_500.0;

/// A picture is drawn anew when its aim has changed by this share of what it shows: half a pixel of a wide one.
const NOTICED: f64 = 1.0 / 4_000.0;

impl CameraPicture {
    /// Follows a head that tells where it looks, from now on or no longer.
    pub fn follow(&self, follows: bool) {
        *self.followed.borrow_mut() = follows.then(Followed::default);
        self.asked.set(None);
        self.unsure.set(0.0);
        self.set_lost(false);
    }

    /// Whether it follows a head that tells where it looks.
    #[must_use]
    pub fn follows(&self) -> bool {
        self.followed.borrow().is_some()
    }

    /// The head that is followed said where it looks.
    pub fn hear_head(&self, looks: &Looks) {
        if let Some(followed) = self.followed.borrow_mut().as_mut() {
            followed.hear(looks, page_now());
        }
        if self.film.get().is_none() {
            self.ask_for_frame();
        }
    }

    /// Somebody had the head that is followed move.
    pub fn hear_move(&self, at: f64) {
        if let Some(followed) = self.followed.borrow_mut().as_mut() {
            followed.hear_move(at);
        }
    }

    /// Whom hands on the picture ask from now on.
    pub fn set_helm(&self, helm: Helm) {
        *self.helm.borrow_mut() = helm;
        self.asked.set(None);
    }

    /// The hub's helm, where the hub has it.
    pub(super) fn hub_helm(&self) -> Option<(bool, AskHub)> {
        match &*self.helm.borrow() {
            Helm::Own => None,
            Helm::Hub { absolute, steer } => Some((*absolute, Rc::clone(steer))),
        }
    }

    /// Where the head will look when it has done what was asked of it.
    pub(super) fn asked_for(&self) -> Option<Aim> {
        let (aim, at) = self.asked.get()?;
        (page_now().millis_since(at) < ASKED_FOR_MS).then_some(aim)
    }

    /// Asks the hub for an aim. Says whether that may be.
    pub(super) fn ask_for(&self, aim: Aim, steer: &dyn Fn(Steer) -> bool) -> bool {
        let aim = self.head.borrow().standing().nearest(aim);
        let is_asked = steer(Steer::To(aim));
        if is_asked {
            self.asked.set(Some((aim, page_now())));
        }
        is_asked
    }

    /// Where the followed head looked at a moment; `None` where none is followed, or it does not tell any more.
    pub(super) fn look_of_head(&self, at: PageTime, now: PageTime) -> Option<Look> {
        self.followed.borrow().as_ref()?.look(at, now)
    }

    /// Looks where a head was said to; says whether that is elsewhere than before.
    pub(super) fn take_look(&self, look: &Look) -> bool {
        self.unsure.set(look.unsure);
        let mut head = self.head.borrow_mut();
        let (before, field) = (head.aim(), head.standing().field(look.aim.zoom));
        let apart = short_way(before.pan, look.aim.pan)
            .abs()
            .max((before.tilt - look.aim.tilt).abs());
        let is_noticed =
            apart > field * NOTICED || (before.zoom / look.aim.zoom - 1.0).abs() > 2e-3;
        if is_noticed {
            head.set(look.aim);
        }
        is_noticed
    }

    /// Lets a drawn picture keep up with the head that it follows. Says whether it looks elsewhere now, and whether the head is
    /// on its way.
    pub(super) fn keep_up(&self, now: PageTime) -> (bool, bool) {
        let then = now + -DRAWN_BEHIND_MS;
        match self.look_of_head(then, now) {
            Some(look) => {
                self.set_lost(false);
                (self.take_look(&look), !look.rests)
            }
            None => {
                self.set_lost(true);
                (false, false)
            }
        }
    }
}

//! Who turns a picture: this screen alone, or its hub, for all who look.

use std::rc::Rc;

use super::standing::Aim;

/// What a hand on a picture asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Steer {
    /// To look there.
    To(Aim),
    /// To look so much further: degrees clockwise and up, and an amount of zoom.
    By {
        /// Clockwise.
        pan: f64,
        /// Up.
        tilt: f64,
        /// Of zoom.
        zoom: f64,
    },
    /// To look where it does when nobody steers it.
    Home,
}

/// Asks the hub for something, and says whether it is asked for: whoever does not hold the head may not.
pub type AskHub = Rc<dyn Fn(Steer) -> bool>;

/// What hears of hands on a picture.
#[derive(Clone)]
pub enum Helm {
    /// The picture itself: it is drawn, and looked around in by this screen alone.
    Own,
    /// The hub, which turns a head that others look through too.
    Hub {
        /// Whether the head can be told where to look; else only how much further.
        absolute: bool,
        /// Asks for it.
        steer: AskHub,
    },
}

//! What pointers that are down on a picture do to it: one drags, two pinch.

/// A pointer that has moved no farther than this has clicked, in CSS pixels.
const CLICK_REACH: f64 = 4.0;

/// Two fingers no farther apart than this are as far apart as this: a share of nothing is no zoom.
const CLOSEST: f64 = 16.0;

/// What a pointer's move does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Did {
    /// Nothing yet: it may still be a click.
    Nothing,
    /// Nothing is down: it is over something.
    Hover,
    /// It drags, by so much to the right and down.
    Drag(f64, f64),
    /// Two of them pinch.
    Pinch {
        /// How many times as far apart as when that was told last.
        factor: f64,
        /// Between them.
        middle: (f64, f64),
        /// How far the middle has moved.
        by: (f64, f64),
    },
}

/// A pointer that is down.
#[derive(Clone, Copy, Debug)]
struct Finger {
    id: i32,
    at: (f64, f64),
}

/// The pointers that are down: at most two count.
#[derive(Debug, Default)]
pub struct Grip {
    fingers: Vec<Finger>,
    began: (f64, f64),
    /// Whether it has been more than a click.
    has_moved: bool,
    /// How far apart the two were when that was told last.
    spread: f64,
}

impl Grip {
    /// A pointer comes down.
    pub fn press(&mut self, id: i32, at: (f64, f64)) {
        // One that came down again without having been lifted was lost.
        self.fingers.retain(|finger| finger.id != id);
        match self.fingers.len() {
            0 => (self.began, self.has_moved) = (at, false),
            1 => self.has_moved = true,
            _ => return,
        }
        self.fingers.push(Finger { id, at });
        self.pinched();
    }

    /// A pointer moves.
    pub fn draw(&mut self, id: i32, at: (f64, f64)) -> Did {
        let Some(finger) = self.fingers.iter().position(|finger| finger.id == id) else {
            let none_is_down = self.fingers.is_empty();
            return if none_is_down {
                Did::Hover
            } else {
                Did::Nothing
            };
        };
        let before = self.middle();
        if !self.has_moved && apart(at, self.began) <= CLICK_REACH {
            return Did::Nothing;
        }
        self.has_moved = true;
        self.fingers[finger].at = at;
        let middle = self.middle();
        let by = (middle.0 - before.0, middle.1 - before.1);
        if self.fingers.len() < 2 {
            return Did::Drag(by.0, by.1);
        }
        Did::Pinch {
            factor: self.apart() / self.spread,
            middle,
            by,
        }
    }

    /// What the pinch asked for until now was done.
    pub fn pinched(&mut self) {
        self.spread = self.apart();
    }

    /// A pointer is gone. Says whether it has clicked.
    pub fn lift(&mut self, id: i32) -> bool {
        let before = self.fingers.len();
        self.fingers.retain(|finger| finger.id != id);
        before == 1 && self.fingers.is_empty() && !self.has_moved
    }

    fn apart(&self) -> f64 {
        match self.fingers[..] {
            [one, other] => apart(one.at, other.at).max(CLOSEST),
            _ => CLOSEST,
        }
    }

    fn middle(&self) -> (f64, f64) {
        match self.fingers[..] {
            [one, other] => (
                f64::midpoint(one.at.0, other.at.0),
                f64::midpoint(one.at.1, other.at.1),
            ),
            [one, ..] => one.at,
            [] => self.began,
        }
    }
}

fn apart(one: (f64, f64), other: (f64, f64)) -> f64 {
    (one.0 - other.0).hypot(one.1 - other.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_finger_clicks_where_it_hardly_moves_and_drags_else() {
        let mut grip = Grip::default();
        assert_eq!(grip.draw(1, (5.0, 5.0)), Did::Hover);
        grip.press(1, (100.0, 100.0));
        assert_eq!(grip.draw(1, (102.0, 101.0)), Did::Nothing);
        assert!(grip.lift(1));
        grip.press(1, (100.0, 100.0));
        assert_eq!(grip.draw(1, (110.0, 95.0)), Did::Drag(10.0, -5.0));
        assert_eq!(grip.draw(1, (111.0, 95.0)), Did::Drag(1.0, 0.0));
        assert!(!grip.lift(1));
    }

    #[test]
    fn two_fingers_pinch_and_neither_their_coming_nor_their_going_is_a_jump_or_a_click() {
        let mut grip = Grip::default();
        grip.press(1, (100.0, 100.0));
        grip.press(2, (200.0, 100.0));
        let pinch = grip.draw(2, (300.0, 100.0));
        let wanted = Did::Pinch {
            factor: 2.0,
            middle: (200.0, 100.0),
            by: (50.0, 0.0),
        };
        assert_eq!(pinch, wanted);
        grip.pinched();
        let apart = grip.draw(1, (90.0, 100.0));
        assert!(matches!(apart, Did::Pinch { factor, .. } if (factor - 1.05).abs() < 1e-9));
        // A third finger does nothing.
        grip.press(3, (0.0, 0.0));
        assert_eq!(grip.draw(3, (50.0, 50.0)), Did::Nothing);
        assert!(!grip.lift(1));
        assert_eq!(grip.draw(2, (301.0, 100.0)), Did::Drag(1.0, 0.0));
        assert!(!grip.lift(2));
        // The next one is a click again.
        grip.press(2, (10.0, 10.0));
        assert!(grip.lift(2));
    }

    #[test]
    fn what_a_pinch_asked_for_adds_up_until_it_was_done() {
        let mut grip = Grip::default();
        grip.press(1, (0.0, 0.0));
        grip.press(2, (100.0, 0.0));
        for (x, factor) in [(110.0, 1.1), (130.0, 1.3)] {
            let told = grip.draw(2, (x, 0.0));
            assert!(
                matches!(told, Did::Pinch { factor: told, .. } if (told - factor).abs() < 1e-9)
            );
        }
    }

    #[test]
    fn a_pointer_that_the_browser_took_is_no_longer_down() {
        let mut grip = Grip::default();
        grip.press(1, (0.0, 0.0));
        grip.press(2, (100.0, 0.0));
        assert!(!grip.lift(2));
        assert!(!grip.lift(1));
        assert_eq!(grip.draw(1, (5.0, 5.0)), Did::Hover);
    }
}

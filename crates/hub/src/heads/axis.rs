//! One motor: it gains and loses speed no faster than it can, is never faster than its top speed, and never leaves its range.

/// How far an axis goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Range {
    /// From one end to the other.
    Between(f64, f64),
    /// Round and round: 0 ≤ x < so much.
    Round(f64),
}

impl Range {
    /// The nearest place within.
    #[must_use]
    pub fn within(self, place: f64) -> f64 {
        match self {
            Self::Between(low, high) => place.clamp(low, high),
            // Rounding may lift what is just below nothing to a whole turn.
            Self::Round(turn) => match place.rem_euclid(turn) {
                rest if rest < turn => rest,
                _ => 0.0,
            },
        }
    }
}

/// A motor and what it turns.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    range: Range,
    top_speed: f64,
    acceleration: f64,
    /// Where it is. On an axis that goes round it is not brought back into a turn, so that there is no seam.
    place: f64,
    speed: f64,
    target: f64,
}

impl Axis {
    /// One that stands at a place. Speed in units a second, acceleration in units a second and second, both more than 0.
    #[must_use]
    pub fn at(place: f64, range: Range, top_speed: f64, acceleration: f64) -> Self {
        let place = range.within(place);
        Self {
            range,
            top_speed,
            acceleration,
            place,
            speed: 0.0,
            target: place,
        }
    }

    /// Where it is.
    #[must_use]
    pub fn place(&self) -> f64 {
        self.range.within(self.place)
    }

    /// Where it is to go.
    #[must_use]
    pub fn target(&self) -> f64 {
        self.range.within(self.target)
    }

    /// How fast it is, in units a second.
    #[must_use]
    pub const fn speed(&self) -> f64 {
        self.speed
    }

    /// Whether it stands where it is to stand.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.speed == 0.0 && self.place == self.target
    }

    /// Goes to a place; round, the short way.
    pub fn go(&mut self, place: f64) {
        let place = self.range.within(place);
        self.target = match self.range {
            Range::Between(..) => place,
            Range::Round(turn) => {
                let ahead = (place - self.place).rem_euclid(turn);
                let way = if ahead > turn / 2.0 {
                    ahead - turn
                } else {
                    ahead
                };
                self.place + way
            }
        };
    }

    /// Goes so much further than where it is to go.
    pub fn go_further(&mut self, way: f64) {
        self.target = match self.range {
            Range::Between(low, high) => (self.target + way).clamp(low, high),
            // Never more than a turn, whoever asks how often.
            Range::Round(turn) => {
                let all = (self.target + way - self.place).clamp(-turn, turn);
                self.place + all
            }
        };
    }

    /// Stops as soon as it can.
    pub fn stop(&mut self) {
        let way = self.speed * self.speed.abs() / (2.0 * self.acceleration);
        self.target = match self.range {
            Range::Between(low, high) => (self.place + way).clamp(low, high),
            Range::Round(_) => self.place + way,
        };
    }

    /// A moment later.
    pub fn step(&mut self, secs: f64) {
        let way = self.target - self.place;
        let most_change = self.acceleration * secs;
        // So fast that it can still stop there, when it loses speed from the next moment on.
        let half = most_change / 2.0;
        let can_stop = (half * half + 2.0 * self.acceleration * way.abs()).sqrt() - half;
        let wanted = can_stop
            .min(self.top_speed)
            .min(way.abs() / secs)
            .copysign(way);
        self.speed += (wanted - self.speed).clamp(-most_change, most_change);
        self.place += self.speed * secs;
        let rest = self.target - self.place;
        if rest.abs() < 1e-9 && self.speed.abs() <= most_change {
            self.place = self.target;
            self.speed = 0.0;
        }
        if let Range::Between(low, high) = self.range
            && !(low..=high).contains(&self.place)
        {
            self.place = self.place.clamp(low, high);
            self.speed = 0.0;
        }
        if let Range::Round(turn) = self.range
            && self.is_settled()
        {
            // Nobody sees the seam while it stands.
            self.place = Range::Round(turn).within(self.place);
            self.target = self.place;
        }
    }
}

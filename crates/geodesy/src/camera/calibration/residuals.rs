//! How far off control points are, and how that changes with what is looked for.

use super::normal::{Normal, Unknowns};
use super::unknowns::{Beliefs, COUNT, CameraModel};
use super::{ControlPoint, View};

/// A point that is behind the camera is this far off, in pixels: more than any picture is wide.
const BEHIND: f64 = 1e5;

/// A control point of one of the views.
#[derive(Clone, Copy, Debug)]
pub(super) struct Observation<'a> {
    pub view: &'a View,
    pub point: &'a ControlPoint,
}

/// What is off, in pixels to the right and downwards, and how much that may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Off {
    pub right: f64,
    pub down: f64,
    pub deviation: f64,
}

impl Off {
    /// How far off, in standard deviations.
    pub fn normed(self) -> f64 {
        self.pixels() / self.deviation
    }

    pub fn pixels(self) -> f64 {
        libm::sqrt(self.right * self.right + self.down * self.down)
    }
}

impl Observation<'_> {
    pub fn is_behind(&self, model: &CameraModel) -> bool {
        model.camera_of(self.view).seen(self.point.place).is_none()
    }

    pub fn off(&self, model: &CameraModel) -> Off {
        let camera = model.camera_of(self.view);
        let Some(seen) = camera.seen(self.point.place) else {
            return Off {
                right: BEHIND,
                down: BEHIND,
                deviation: self.point.pixel_deviation,
            };
        };
        // A metre at the point's distance is so many pixels.
        let metre = camera.lens().focal() / seen.distance.0.max(1.0);
        let place = metre * self.point.place_deviation.0;
        let pointing = self.point.pixel_deviation;
        Off {
            right: seen.pixel.x - self.point.pixel.x,
            down: seen.pixel.y - self.point.pixel.y,
            deviation: libm::sqrt(pointing * pointing + place * place),
        }
    }
}

/// How much what is off counts.
#[derive(Clone, Copy, Debug)]
pub(super) enum Loss {
    /// As it is, squared.
    Squares,
    /// Less and less, the farther off (Cauchy's).
    Cauchy,
}

/// From how many standard deviations on Cauchy's loss pulls less: where it loses 5 % of what squares are worth on good points.
const KNEE: f64 = 2.385;

impl Loss {
    fn cost(self, off: f64) -> f64 {
        match self {
            Self::Squares => off * off,
            Self::Cauchy => KNEE * KNEE * libm::log1p(off * off / (KNEE * KNEE)),
        }
    }

    fn weight(self, off: f64) -> f64 {
        match self {
            Self::Squares => 1.0,
            Self::Cauchy => (1.0 + off * off / (KNEE * KNEE)).recip(),
        }
    }
}

/// A model as so much from where a calibration began, with how well each unknown was known there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guess {
    pub begun: CameraModel,
    pub by: Unknowns,
    pub beliefs: [Option<f64>; COUNT],
}

impl Guess {
    /// What is believed beforehand.
    pub fn at(begun: CameraModel, beliefs: &Beliefs) -> Self {
        Self {
            begun,
            by: [0.0; COUNT],
            beliefs: beliefs.deviations(),
        }
    }

    pub fn model(&self) -> Option<CameraModel> {
        self.begun.moved(&self.by)
    }

    /// The same, moved by a step; what is not looked for stays.
    pub fn stepped(&self, step: &Unknowns) -> Self {
        let mut next = *self;
        for (at, by) in next.by.iter_mut().enumerate() {
            if self.beliefs[at].is_some() {
                *by += step[at];
            }
        }
        next
    }

    /// What all that is off comes to: lower is better.
    pub fn cost(&self, observations: &[Observation<'_>], loss: Loss) -> f64 {
        let Some(model) = self.model() else {
            return f64::INFINITY;
        };
        let points: f64 = observations
            .iter()
            .map(|observation| loss.cost(observation.off(&model).normed()))
            .sum();
        points + self.disbelief()
    }

    fn disbelief(&self) -> f64 {
        let each = self.beliefs.iter().zip(self.by).map(|(belief, by)| {
            let off = belief.map_or(0.0, |deviation| by / deviation);
            off * off
        });
        each.sum()
    }

    /// The normal equations at this guess.
    pub fn normal(&self, observations: &[Observation<'_>], loss: Loss) -> Option<Normal> {
        let mut normal = Normal::default();
        let model = self.model()?;
        for observation in observations {
            let off = observation.off(&model);
            let (right, down) = self.slopes(observation)?;
            let weight = loss.weight(off.normed()) / (off.deviation * off.deviation);
            normal.take_in(off.right, &right, weight);
            normal.take_in(off.down, &down, weight);
        }
        for (at, belief) in self.beliefs.iter().enumerate() {
            if let Some(deviation) = belief {
                let mut slope = Unknowns::default();
                slope[at] = 1.0;
                normal.take_in(self.by[at], &slope, (deviation * deviation).recip());
            }
        }
        Some(normal)
    }

    /// How a point's pixel changes with each unknown, by central differences.
    fn slopes(&self, observation: &Observation<'_>) -> Option<(Unknowns, Unknowns)> {
        let (mut right, mut down) = (Unknowns::default(), Unknowns::default());
        for at in 0..COUNT {
            if self.beliefs[at].is_none() {
                continue;
            }
            let by = STEPS[at];
            let moved = |by: f64| {
                let mut step = Unknowns::default();
                step[at] = by;
                Some(observation.off(&self.stepped(&step).model()?))
            };
            let (before, after) = (moved(-by)?, moved(by)?);
            right[at] = (after.right - before.right) / (2.0 * by);
            down[at] = (after.down - before.down) / (2.0 * by);
        }
        Some((right, down))
    }
}

/// By how much each unknown is moved to see what changes: small beside what bends, large beside rounding. Five angles in
/// degrees, two shares, three lengths in metres.
pub(super) const STEPS: [f64; COUNT] = [1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-6, 1e-6, 1e-2, 1e-2, 1e-2];

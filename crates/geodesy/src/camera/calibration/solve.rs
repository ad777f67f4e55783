//! The way to a calibration.

use super::View;
use super::outcome::{Calibration, CalibrationError, PointFit};
use super::residuals::{Guess, Loss, Observation};
use super::sampling::best_of_samples;
use super::unknowns::{Beliefs, COUNT, CameraModel};
use crate::camera::ground::LevelGround;

/// A camera's direction and field of view take this many points at the least; fewer leave nothing to judge them by.
const FEWEST: usize = 3;

/// Rounds of Levenberg–Marquardt: it ends long before, where it ends at all.
const ROUNDS: usize = 60;

/// Off by more than this many standard deviations, a point does not belong: one right point in a thousand is.
const BELONGS: f64 = 3.72;

/// Half of what is off in two directions at once is within so many standard deviations.
const MEDIAN: f64 = 1.177;

/// Finds how a camera stands and sees, beginning with what is known of it. How far that is good is said of `ground`, whatever
/// the points stand on.
///
/// # Errors
/// [`CalibrationError`] when there are too few points, or they cannot be brought together.
pub fn calibrate(
    begun: CameraModel,
    beliefs: &Beliefs,
    views: &[View],
    ground: LevelGround,
) -> Result<Calibration, CalibrationError> {
    let all: Vec<Observation<'_>> = views
        .iter()
        .flat_map(|view| {
            view.points
                .iter()
                .map(move |point| Observation { view, point })
        })
        .collect();
    if all.len() < FEWEST {
        return Err(CalibrationError::TooFew {
            needed: FEWEST,
            given: all.len(),
        });
    }
    let begun = Guess {
        begun,
        by: [0.0; COUNT],
        beliefs: beliefs.deviations(),
    };
    let robust = best_of_samples(&begun, &all).ok_or(CalibrationError::NotTogether)?;
    let (guess, belong) = leave_out_foreign(robust, &all)?;
    finish(&guess, (views, ground), &all, &belong)
}

/// Levenberg–Marquardt from a guess downwards.
pub(super) fn descend(from: Guess, observations: &[Observation<'_>], loss: Loss) -> Option<Guess> {
    let mut guess = from;
    let mut cost = guess.cost(observations, loss);
    let mut damping = 1e-3;
    for _ in 0..ROUNDS {
        let normal = guess.normal(observations, loss)?;
        let gained = loop {
            let next = normal.step(damping).map(|step| guess.stepped(&step));
            let next_cost = next.map_or(f64::INFINITY, |next| next.cost(observations, loss));
            if let Some(next) = next
                && next_cost < cost
            {
                let gained = cost - next_cost;
                (guess, cost) = (next, next_cost);
                damping = (damping / 9.0).max(1e-12);
                break gained;
            }
            damping *= 11.0;
            if damping > 1e12 {
                break 0.0;
            }
        };
        if gained <= cost * 1e-12 {
            break;
        }
    }
    cost.is_finite().then_some(guess)
}

/// Leaves out what is farther off than right points are, until nothing changes.
fn leave_out_foreign(
    from: Guess,
    all: &[Observation<'_>],
) -> Result<(Guess, Vec<bool>), CalibrationError> {
    let mut guess = from;
    let mut belong = vec![true; all.len()];
    for _ in 0..8 {
        let model = guess.model().ok_or(CalibrationError::NotTogether)?;
        let off: Vec<f64> = all.iter().map(|point| point.off(&model).normed()).collect();
        let mut sorted = off.clone();
        sorted.sort_by(f64::total_cmp);
        // People point worse than they think: then points are judged by how well they mostly did.
        let spread = (sorted[sorted.len() / 2] / MEDIAN).max(1.0);
        let now: Vec<bool> = off.iter().map(|off| *off <= BELONGS * spread).collect();
        let good: Vec<Observation<'_>> = all
            .iter()
            .zip(&now)
            .filter_map(|(point, belongs)| belongs.then_some(*point))
            .collect();
        if good.len() < FEWEST || good.len() * 2 < all.len() {
            return Err(CalibrationError::NotTogether);
        }
        guess = descend(guess, &good, Loss::Squares).ok_or(CalibrationError::NotTogether)?;
        if now == belong {
            break;
        }
        belong = now;
    }
    Ok((guess, belong))
}

fn finish(
    guess: &Guess,
    (views, ground): (&[View], LevelGround),
    all: &[Observation<'_>],
    belong: &[bool],
) -> Result<Calibration, CalibrationError> {
    let model = guess.model().ok_or(CalibrationError::NotTogether)?;
    let good: Vec<Observation<'_>> = all
        .iter()
        .zip(belong)
        .filter_map(|(point, belongs)| belongs.then_some(*point))
        .collect();
    if good.iter().any(|point| point.is_behind(&model)) {
        return Err(CalibrationError::NotTogether);
    }
    let mut covariance = guess
        .normal(&good, Loss::Squares)
        .and_then(|normal| normal.covariance())
        .ok_or(CalibrationError::NotTold)?;
    // What the points told is counted as looked for; what they left as it was believed costs no freedom.
    let told = guess.beliefs.iter().enumerate().filter(|(at, belief)| {
        belief.is_some_and(|believed| covariance[*at][*at] < 0.5 * believed * believed)
    });
    let freedom = (2 * good.len()).saturating_sub(told.count()).max(1) as f64;
    let squares: f64 = good
        .iter()
        .map(|point| point.off(&model).normed())
        .map(|off| off * off)
        .sum();
    let scale = (squares / freedom).max(1.0);
    for cell in covariance.iter_mut().flatten() {
        *cell *= scale;
    }
    let fits = views
        .iter()
        .enumerate()
        .flat_map(|(view, of)| (0..of.points.len()).map(move |point| (view, point)));
    let points: Vec<PointFit> = fits
        .zip(all)
        .zip(belong)
        .map(|(((view, point), observation), belongs)| {
            let off = observation.off(&model);
            PointFit {
                view,
                point,
                right: off.right,
                down: off.down,
                belongs: *belongs,
            }
        })
        .collect();
    Ok(Calibration::new(model, covariance, points, (views, ground)))
}

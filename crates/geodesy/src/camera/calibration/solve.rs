//! The way to a calibration.

use super::View;
use super::outcome::{Calibration, CalibrationError, Disagreement, PointFit};
use super::residuals::{Guess, Loss, Observation};
use super::sampling::{best_of_samples, most_agreeing};
use super::unknowns::{Beliefs, CameraModel};
use crate::camera::ground::LevelGround;

/// A camera's direction and field of view take this many points at the least; fewer leave nothing to judge them by.
const FEWEST: usize = 3;

/// Where nothing comes of all points, so many that agree are no chance: three always come near to some camera.
const AGREEING: usize = 4;

/// Rounds of Levenberg–Marquardt: it ends long before, where it ends at all.
const ROUNDS: usize = 60;

/// Off by more than this many standard deviations, a point does not belong: one right point in a thousand is.
const BELONGS: f64 = 3.72;

/// People point worse than they think, but not so many times: where half of the points are farther off than that, they are not
/// of the same camera.
const WORST_POINTING: f64 = 10.0;

/// Points that are off by no more standard deviations than this agree, where nothing comes of all of them.
const AGREES: f64 = 3.0 * BELONGS;

/// Turns of leaving out and solving again: mostly two settle it.
const MOST_TURNS: usize = 8;

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
    let all = observations(views);
    if all.len() < FEWEST {
        return Err(CalibrationError::TooFew {
            needed: FEWEST,
            given: all.len(),
        });
    }
    let begun = Guess::at(begun, beliefs);
    let robust = best_of_samples(&begun, &all).ok_or(CalibrationError::NotTogether)?;
    let (guess, belong) = leave_out_foreign(robust, &all)?;
    finish(&guess, (views, ground), &all, &belong)
}

/// Which points agree with one another, where [`calibrate`] finds that they cannot all be brought together; `None` where too few
/// do to tell which are mistaken.
#[must_use]
pub fn disagreement(begun: CameraModel, beliefs: &Beliefs, views: &[View]) -> Option<Disagreement> {
    let all = observations(views);
    let mut guess = most_agreeing(&Guess::at(begun, beliefs), &all, AGREES)?;
    let mut agree = Vec::new();
    for _ in 0..MOST_TURNS {
        let model = guess.model()?;
        let agrees = |point: &Observation<'_>| point.off(&model).normed() <= AGREES;
        let now: Vec<bool> = all.iter().map(agrees).collect();
        if now == agree {
            break;
        }
        let agreeing = those(&all, &now);
        if agreeing.len() < AGREEING {
            return None;
        }
        guess = descend(guess, &agreeing, Loss::Squares)?;
        agree = now;
    }
    let model = guess.model()?;
    Some(Disagreement {
        model,
        points: fits(views, (&all, &agree), &model),
    })
}

fn observations(views: &[View]) -> Vec<Observation<'_>> {
    let of = |view| move |point| Observation { view, point };
    let all = views
        .iter()
        .flat_map(|view| view.points.iter().map(of(view)));
    all.collect()
}

/// Those of which that is so.
fn those<'a>(all: &[Observation<'a>], so: &[bool]) -> Vec<Observation<'a>> {
    let those = all.iter().zip(so).filter(|(_, so)| **so);
    those.map(|(point, _)| *point).collect()
}

/// How well each point fits a model, and whether it belongs.
fn fits(
    views: &[View],
    (all, belong): (&[Observation<'_>], &[bool]),
    model: &CameraModel,
) -> Vec<PointFit> {
    let numbers = views.iter().enumerate().flat_map(|(view, of)| {
        let points = 0..of.points.len();
        points.map(move |point| (view, point))
    });
    let fits = numbers.zip(all).zip(belong);
    let fits = fits.map(|(((view, point), observation), belongs)| {
        let off = observation.off(model);
        PointFit {
            view,
            point,
            right: off.right,
            down: off.down,
            belongs: *belongs,
        }
    });
    fits.collect()
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
    for _ in 0..MOST_TURNS {
        let model = guess.model().ok_or(CalibrationError::NotTogether)?;
        let off: Vec<f64> = all.iter().map(|point| point.off(&model).normed()).collect();
        let mut sorted = off.clone();
        sorted.sort_by(f64::total_cmp);
        // People point worse than they think: then points are judged by how well they mostly did.
        let spread = sorted[sorted.len() / 2] / MEDIAN;
        if spread > WORST_POINTING {
            return Err(CalibrationError::NotTogether);
        }
        let farthest = BELONGS * spread.max(1.0);
        let now: Vec<bool> = off.iter().map(|off| *off <= farthest).collect();
        let good = those(all, &now);
        if good.len() < FEWEST {
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
    let good = those(all, belong);
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
    let points = fits(views, (all, belong), &model);
    Ok(Calibration::new(model, covariance, points, (views, ground)))
}

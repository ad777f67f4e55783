//! Where a calibration begins: the best of many small samples of its points.

use super::residuals::{Guess, Loss, Observation};
use super::solve::descend;
use super::unknowns::COUNT;
use crate::camera::pinhole::Pinhole;
use crate::{Degrees, enu_from_wgs84};

/// Points of a sample: as few as tell direction, roll and field of view.
const IN_SAMPLE: usize = 3;

/// The most samples that are tried: with a third of the points mistaken, not one in 10^18 times are all of them spoilt.
const MOST_SAMPLES: usize = 60;

/// Points that samples are taken from, spread over all there are: their triples are counted out, and they grow with the third
/// power.
const MOST_SAMPLED: usize = 32;

/// A head whose zero is known no better than this is looked for all around.
const ALL_AROUND: f64 = 30.0;

/// How many samples' guesses are followed to their end: a sample of noisy points may lie a little beside the best.
const FOLLOWED: usize = 4;

/// The best guess that samples lead to. They are judged by the point in the middle of all, so that half of the points may be
/// mistaken; the best few are followed with all points, and judged by what is off then.
pub(super) fn best_of_samples(begun: &Guess, all: &[Observation<'_>]) -> Option<Guess> {
    let mut guesses: Vec<(f64, Guess)> = guesses(begun, all)
        .map(|(guess, mut off)| {
            off.sort_by(f64::total_cmp);
            (off[off.len() / 2], guess)
        })
        .collect();
    guesses.sort_by(|one, other| one.0.total_cmp(&other.0));
    let followed = guesses.into_iter().take(FOLLOWED).filter_map(|(_, guess)| {
        let guess = descend(guess, all, Loss::Cauchy)?;
        Some((guess.cost(all, Loss::Cauchy), guess))
    });
    followed
        .min_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, guess)| guess)
}

/// The guess that brings most points to within so many standard deviations; of several, the one that brings them nearest.
pub(super) fn most_agreeing(begun: &Guess, all: &[Observation<'_>], within: f64) -> Option<Guess> {
    let judged = guesses(begun, all).map(|(guess, off)| {
        let near = off.iter().filter(|off| **off <= within);
        let (count, sum) = near.fold((0, 0.0), |(count, sum), off| (count + 1, sum + off));
        (count, sum, guess)
    });
    let best =
        judged.max_by(|(one, near, _), (other, far, _)| one.cmp(other).then(far.total_cmp(near)));
    best.map(|(_, _, guess)| guess)
}

/// What each sample leads to, and by how many standard deviations each of all points is off then.
fn guesses(begun: &Guess, all: &[Observation<'_>]) -> impl Iterator<Item = (Guess, Vec<f64>)> {
    samples(all.len()).into_iter().filter_map(|sample| {
        let guess = of_sample(begun, &sample.map(|at| all[at]))?;
        let model = guess.model()?;
        let off = all.iter().map(|point| point.off(&model).normed());
        Some((guess, off.collect()))
    })
}

/// What a sample tells of direction and field of view, all else left as it is believed.
fn of_sample(begun: &Guess, sample: &[Observation<'_>]) -> Option<Guess> {
    let mut start = *begun;
    // Lean, distortion and place are told by many points only.
    for at in [3, 4, 6, 7, 8, 9] {
        start.beliefs[at] = None;
    }
    if begun.beliefs[0].is_some_and(|deviation| deviation > ALL_AROUND) {
        start.by[0] = pan_by_bearing(begun, sample.first()?)?;
    }
    let found = descend(start, sample, Loss::Squares)?;
    Some(Guess {
        beliefs: begun.beliefs,
        ..found
    })
}

/// How far a head has to be turned for a point to stand where somebody pointed at it, sideways.
fn pan_by_bearing(begun: &Guess, observation: &Observation<'_>) -> Option<f64> {
    let camera: Pinhole = begun.model()?.camera_of(observation.view);
    let towards = camera.ray(observation.point.pixel)?.bearing();
    let place = enu_from_wgs84(camera.eye(), observation.point.place);
    let bearing = libm::atan2(place.east.0, place.north.0).to_degrees();
    Some(Degrees(bearing - towards.0 + 180.0).as_bearing().0 - 180.0)
}

/// Samples of different points out of so many: all there are, or as many as are tried, spread evenly by a fixed rule, so that
/// the same points always lead to the same calibration.
fn samples(count: usize) -> Vec<[usize; IN_SAMPLE]> {
    let used = count.min(MOST_SAMPLED);
    let point = |at: usize| at * count / used;
    let mut all = Vec::new();
    for first in 0..used {
        for second in first + 1..used {
            for third in second + 1..used {
                all.push([point(first), point(second), point(third)]);
            }
        }
    }
    if all.len() <= MOST_SAMPLES {
        return all;
    }
    // A stride without a common divisor visits every sample once before any twice.
    let stride = (all.len() as f64 * 0.618) as usize;
    let stride = (stride..).find(|stride| greatest_divisor(*stride, all.len()) == 1);
    let stride = stride.unwrap_or(1);
    (0..MOST_SAMPLES)
        .map(|at| all[at * stride % all.len()])
        .collect()
}

fn greatest_divisor(a: usize, b: usize) -> usize {
    if b == 0 {
        a
    } else {
        greatest_divisor(b, a % b)
    }
}

const _: () = assert!(
    COUNT == 10,
    "the unknowns left out of a sample are named by their place"
);

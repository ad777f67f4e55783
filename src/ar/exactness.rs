//! How exact what is written into a picture is, in words.

use geodesy::{Calibration, Metres};

use super::standing::Standing;
use crate::i18n::{Language, decimal, length, t};

/// What the labels of a camera stand by: its calibration and how good that is, or its catalogue's pose alone.
#[must_use]
pub fn exactness_words(language: Language, standing: &Standing) -> String {
    match standing.calibration() {
        Some(known) => t!(
            language,
            ar.calibrated,
            verdict = verdict_words(language, known)
        ),
        None => t!(language, ar.catalogue_only).to_owned(),
    }
}

/// A calibration that is good to less than this is good for nothing, in metres.
const GOOD_FOR_NOTHING: f64 = 30.0;

/// "8 个点，偏差 2.1 像素，1.5 公里内可用".
#[must_use]
pub fn verdict_words(language: Language, found: &Calibration) -> String {
    let used = found.points.iter().filter(|fit| fit.belongs).count() as u64;
    let left_out = found.points.len() as u64 - used;
    let pixels = decimal(found.root_mean_square, 1);
    let mut words = if found.good_to.0 < GOOD_FOR_NOTHING {
        t!(
            language,
            calibration.verdict.unsure,
            count = used,
            pixels = pixels
        )
    } else {
        // Nobody needs it more exactly than people say distances.
        let good_to = length(language, Metres((found.good_to.0 / 50.0).floor() * 50.0));
        t!(
            language,
            calibration.verdict.good,
            count = used,
            pixels = pixels,
            distance = good_to
        )
    };
    if left_out > 0 {
        words.push_str(&t!(
            language,
            calibration.verdict.left_out,
            count = left_out
        ));
    }
    words
}

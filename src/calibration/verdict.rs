//! What the points come to, in words; and whether a camera has moved since.

use std::collections::{BTreeMap, BTreeSet};

use domain::Camera;
use geodesy::{Calibration, CalibrationError, Degrees};
use protocol::SheetFault;

use super::draft::{Draft, DraftSheet, Row};
use super::findings::{Fit, Outcome, Part};
use crate::ar::verdict_words;
use crate::i18n::{Language, t};

/// A camera that is off by less than this in all its points has not moved, in pixels: people point no better.
const POINTED_BADLY: f64 = 6.0;

/// So many times as far off as the calibration promised is more than chance.
const GROWN: f64 = 3.0;

/// What points come to and, where that is nothing, what to do.
#[must_use]
pub(super) fn outcome_words(
    language: Language,
    outcome: &Outcome,
    rows: &[Row],
    (fits, is_calibrated): (&BTreeMap<u32, Fit>, bool),
) -> String {
    match outcome {
        Outcome::Calibration(found) => verdict_words(language, found),
        Outcome::Apart(Some(_)) => contradiction_words(language, rows, fits),
        Outcome::Apart(None) => unclear_words(language, rows, (fits, is_calibrated)),
        Outcome::Nothing(fault) => fault_words(language, *fault),
    }
}

/// Which points contradict those that agree.
fn contradiction_words(language: Language, rows: &[Row], fits: &BTreeMap<u32, Fit>) -> String {
    let contradicts = |row: &Row| {
        let fit = fits.get(&row.id);
        fit.is_some_and(|fit| fit.part == Part::Contradicts)
    };
    let numbered = (1..).zip(rows).filter(|(_, row)| contradicts(row));
    let numbers: Vec<String> = numbered
        .map(|(number, _): (u32, _)| number.to_string())
        .collect();
    t!(
        language,
        calibration.verdict.contradicts,
        count = numbers.len() as u64,
        numbers = numbers.join(t!(language, own.between))
    )
}

/// That nothing tells which points are mistaken, and with which to begin: the one that is farthest off by what is known.
fn unclear_words(
    language: Language,
    rows: &[Row],
    (fits, is_calibrated): (&BTreeMap<u32, Fit>, bool),
) -> String {
    let unclear = (1..).zip(rows).filter_map(|(number, row)| {
        let fit = fits.get(&row.id).filter(|fit| fit.part == Part::Unclear)?;
        Some((number, fit.pixels.unwrap_or(f64::INFINITY)))
    });
    let farthest = unclear.max_by(|(_, one), (_, other)| one.total_cmp(other));
    let number: u32 = farthest.map_or(1, |(number, _)| number);
    if is_calibrated {
        t!(language, calibration.verdict.unclear, number = number)
    } else {
        t!(
            language,
            calibration.verdict.unclear_catalogue,
            number = number
        )
    }
}

/// What to do where the points come to nothing.
fn fault_words(language: Language, fault: SheetFault) -> String {
    match fault {
        SheetFault::Calibration(CalibrationError::TooFew { needed, given }) => {
            t!(
                language,
                calibration.verdict.too_few,
                count = (needed - given) as u64
            )
        }
        SheetFault::Calibration(CalibrationError::NotTogether | CalibrationError::NotTold) => {
            t!(language, calibration.verdict.not_told).to_owned()
        }
        SheetFault::Unmeasured => t!(language, calibration.verdict.unmeasured).to_owned(),
        SheetFault::Missing
        | SheetFault::Kind(_)
        | SheetFault::Range(_)
        | SheetFault::TooMany(_) => t!(language, calibration.import.unusable).to_owned(),
    }
}

/// By how many degrees a camera seems to have moved since it was calibrated, by what was pointed at since; `None` where that
/// still stands where it was promised to stand, or is one point only.
#[must_use]
pub(super) fn moved(
    camera: &Camera,
    saved: &Calibration,
    (draft, points): (&Draft, &DraftSheet),
) -> Option<f64> {
    let new = draft.rows.iter().filter(|row| row.is_new);
    let new: BTreeSet<u32> = new.map(|row| row.id).collect();
    let mut off = Vec::new();
    for (id, _, view, point) in points.points() {
        if !point.counts || !new.contains(&id) {
            continue;
        }
        let lens = view.lens(camera)?;
        let sees = saved
            .model
            .camera(view.reading(), lens)
            .showing(view.earth());
        let pointed = sees.ray(point.pixel())?;
        let Degrees(turned) = pointed.apart(&sees.towards(point.place())?);
        let promised = saved.label_deviation(view.reading(), lens, point.place());
        let promised = promised.unwrap_or(0.0).hypot(saved.root_mean_square);
        // What should be behind the camera and was seen before it is off by more than any picture shows.
        let grown = sees.seen(point.place()).is_none_or(|seen| {
            let pixels = (seen.pixel.x - point.x).hypot(seen.pixel.y - point.y);
            pixels > (promised * GROWN).max(POINTED_BADLY)
        });
        off.push((grown, turned));
    }
    let grown = off.iter().filter(|(grown, _)| *grown).count();
    // One may be a mistake; most of several are not.
    if off.len() < 2 || grown * 3 < off.len() * 2 {
        return None;
    }
    let mut degrees: Vec<f64> = off.iter().map(|(_, degrees)| *degrees).collect();
    degrees.sort_by(f64::total_cmp);
    degrees.get(degrees.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::super::shown::{camera, shown_askew};
    use super::*;

    const SIX: [(f64, f64); 6] = [
        (100.0, 420.0),
        (1_150.0, 380.0),
        (600.0, 660.0),
        (900.0, 500.0),
        (300.0, 560.0),
        (760.0, 360.0),
    ];

    #[test]
    fn a_verdict_says_how_many_points_how_far_off_and_how_far_it_is_good() {
        let mut sheet = shown_askew(2.0, &SIX);
        let found = sheet.calibrate(&camera()).expect("six good points");
        let words = verdict_words(Language::English, &found);
        assert!(
            words.starts_with("6 points") && words.contains("km"),
            "{words}"
        );
        sheet.views[0].points[3].x += 120.0;
        let found = sheet.calibrate(&camera()).expect("five good points");
        let words = verdict_words(Language::Chinese, &found);
        assert!(words.contains('5') && words.contains("1 个"), "{words}");
    }

    #[test]
    fn too_few_points_say_how_many_more_it_takes() {
        let sheet = shown_askew(2.0, &SIX[..1]);
        let fault = sheet.calibrate(&camera()).expect_err("one point").fault;
        let words = fault_words(Language::English, fault);
        assert!(words.contains('2'), "{words}");
    }

    fn moved_since(saved: &Calibration, draft: &Draft) -> Option<f64> {
        moved(&camera(), saved, (draft, &draft.sheet()))
    }

    #[test]
    fn a_camera_that_was_turned_after_its_calibration_is_said_to_have_moved_by_as_much() {
        let sheet = shown_askew(2.0, &SIX);
        let saved = sheet.calibrate(&camera()).expect("six good points");
        let pointed_again =
            |askew: f64, count: usize| Draft::of(&shown_askew(askew, &SIX[..count]), true);
        let found = moved_since(&saved, &pointed_again(2.8, 4)).expect("it has moved");
        assert!((found - 0.8).abs() < 0.1, "{found}°");
        assert_eq!(moved_since(&saved, &pointed_again(2.0, 4)), None);
        assert_eq!(
            moved_since(&saved, &pointed_again(2.8, 1)),
            None,
            "one point may be a mistake"
        );
        for knocked in [80.0, 130.0, 180.0] {
            let again = pointed_again(2.0 + knocked, 4);
            let found = moved_since(&saved, &again).expect("it has moved");
            // A turn about the vertical leads what lies below the horizon round a smaller circle.
            assert!(
                (0.85..=1.01).contains(&(found / knocked)),
                "{found}° of {knocked}°"
            );
        }
        // Its own points, as they were, say nothing of how it stands now.
        let unmoved = Draft::of(&shown_askew(2.8, &SIX), false);
        assert_eq!(moved_since(&saved, &unmoved), None);
    }

    #[test]
    fn one_mistaken_point_of_several_is_no_camera_that_moved() {
        let saved = shown_askew(2.0, &SIX)
            .calibrate(&camera())
            .expect("six good points");
        let mut sheet = shown_askew(2.0, &SIX[..4]);
        sheet.views[0].points[1].x -= 90.0;
        assert_eq!(moved_since(&saved, &Draft::of(&sheet, true)), None);
    }
}

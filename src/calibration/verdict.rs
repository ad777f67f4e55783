//! What the points come to, in words; and whether a camera has moved since.

use domain::Camera;
use geodesy::{Calibration, CalibrationError, Degrees};
use protocol::{ControlSheet, SheetFault};

use super::draft::Draft;
use crate::i18n::{Language, t};

/// A camera that is off by less than this in all its points has not moved, in pixels: people point no better.
const POINTED_BADLY: f64 = 6.0;

/// So many times as far off as the calibration promised is more than chance.
const GROWN: f64 = 3.0;

/// What to do where the points come to nothing.
#[must_use]
pub fn fault_words(language: Language, fault: SheetFault) -> String {
    match fault {
        SheetFault::Calibration(CalibrationError::TooFew { needed, given }) => {
            t!(
                language,
                calibration.verdict.too_few,
                count = (needed - given) as u64
            )
        }
        SheetFault::Calibration(CalibrationError::NotTogether) => {
            t!(language, calibration.verdict.not_together).to_owned()
        }
        SheetFault::Calibration(CalibrationError::NotTold) => {
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
pub fn moved(camera: &Camera, saved: &Calibration, draft: &Draft) -> Option<f64> {
    let (sheet, ids) = draft.sheet();
    let is_new = |id: u32| draft.rows.iter().any(|row| row.id == id && row.is_new);
    let mut off = Vec::new();
    for ((view_at, nth), view, point) in sheet.points() {
        if !point.counts || !is_new(ids[view_at][nth]) {
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

/// Whether two sheets say the same.
#[must_use]
pub fn is_saved(saved: Option<&ControlSheet>, draft: &Draft) -> bool {
    let (sheet, _) = draft.sheet();
    match saved {
        Some(saved) => sheet == *saved,
        None => sheet.views.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use geodesy::{CameraModel, LevelGround, Metres, PicturePixel};
    use protocol::{SheetPoint, SheetView, measured_model};

    use super::*;
    use crate::ar::{test_camera, verdict_words};

    fn camera() -> Camera {
        test_camera(80.0, 40.0, -5.0).camera().clone()
    }

    /// What a head shows whose zero points so far past north, at these pixels.
    fn shown(askew: f64, pixels: &[(f64, f64)]) -> ControlSheet {
        let begun = measured_model(&camera()).expect("it was measured");
        let mut mount = begun.mount;
        mount.pan_offset = Degrees(askew);
        let mut view = SheetView {
            pan_degrees: 40.0,
            tilt_degrees: -6.0,
            zoom: 1.0,
            width: 1_280.0,
            height: 720.0,
            drawn: true,
            points: Vec::new(),
        };
        let lens = view.lens(&camera()).expect("its field is known");
        let truth = CameraModel { mount, ..begun };
        let sees = truth.camera(view.reading(), lens).showing(view.earth());
        for &(x, y) in pixels {
            let place = sees.place(PicturePixel { x, y }, &LevelGround(Metres(0.0)));
            view.points.push(SheetPoint {
                x,
                y,
                position: place.expect("ground").position,
                height_metres: 0.0,
                counts: true,
            });
        }
        ControlSheet { views: vec![view] }
    }

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
        let mut sheet = shown(2.0, &SIX);
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
        let sheet = shown(2.0, &SIX[..1]);
        let fault = sheet.calibrate(&camera()).expect_err("one point").fault;
        let words = fault_words(Language::English, fault);
        assert!(words.contains('2'), "{words}");
    }

    #[test]
    fn a_camera_that_was_turned_after_its_calibration_is_said_to_have_moved_by_as_much() {
        let sheet = shown(2.0, &SIX);
        let saved = sheet.calibrate(&camera()).expect("six good points");
        let pointed_again =
            |askew: f64, count: usize| Draft::of(&shown(askew, &SIX[..count]), true);
        let found = moved(&camera(), &saved, &pointed_again(2.8, 4)).expect("it has moved");
        assert!((found - 0.8).abs() < 0.1, "{found}°");
        assert_eq!(moved(&camera(), &saved, &pointed_again(2.0, 4)), None);
        assert_eq!(
            moved(&camera(), &saved, &pointed_again(2.8, 1)),
            None,
            "one point may be a mistake"
        );
        for knocked in [80.0, 130.0, 180.0] {
            let again = pointed_again(2.0 + knocked, 4);
            let found = moved(&camera(), &saved, &again).expect("it has moved");
            // A turn about the vertical leads what lies below the horizon round a smaller circle.
            assert!(
                (0.85..=1.01).contains(&(found / knocked)),
                "{found}° of {knocked}°"
            );
        }
        // Its own points, as they were, say nothing of how it stands now.
        let unmoved = Draft::of(&shown(2.8, &SIX), false);
        assert_eq!(moved(&camera(), &saved, &unmoved), None);
    }

    #[test]
    fn one_mistaken_point_of_several_is_no_camera_that_moved() {
        let saved = shown(2.0, &SIX)
            .calibrate(&camera())
            .expect("six good points");
        let mut sheet = shown(2.0, &SIX[..4]);
        sheet.views[0].points[1].x -= 90.0;
        assert_eq!(moved(&camera(), &saved, &Draft::of(&sheet, true)), None);
    }
}

//! What the points in hand come to: found anew when the points change, and only then.

use std::collections::BTreeMap;

use domain::Camera;
use geodesy::{Calibration, CalibrationError, CameraModel, Disagreement, PicturePixel, PointFit};
use leptos::prelude::*;
use protocol::{ControlSheet, SheetFault, SheetPoint, SheetView};

use super::draft::{Draft, DraftSheet};

/// What points come to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    /// A calibration.
    Calibration(Box<Calibration>),
    /// They contradict one another; with which of them agree, where enough do to tell.
    Apart(Option<Disagreement>),
    /// Nothing, and why.
    Nothing(SheetFault),
}

impl Outcome {
    /// What the points of a sheet come to. Takes the processor for a moment.
    pub(super) fn of(sheet: &ControlSheet, camera: &Camera) -> Self {
        match sheet.calibrate(camera).map_err(|error| error.fault) {
            Ok(found) => Self::Calibration(Box::new(found)),
            Err(SheetFault::Calibration(CalibrationError::NotTogether)) => {
                Self::Apart(sheet.disagreement(camera))
            }
            Err(fault) => Self::Nothing(fault),
        }
    }

    /// How the camera stands by the points, or by those of them that agree.
    pub(super) fn model(&self) -> Option<&CameraModel> {
        match self {
            Self::Calibration(found) => Some(&found.model),
            Self::Apart(apart) => apart.as_ref().map(|apart| &apart.model),
            Self::Nothing(_) => None,
        }
    }

    /// Those points of which it says something, in the order of the sheet.
    fn told(&self) -> &[PointFit] {
        match self {
            Self::Calibration(found) => &found.points,
            Self::Apart(Some(apart)) => &apart.points,
            Self::Apart(None) | Self::Nothing(_) => &[],
        }
    }

    fn part(&self, belongs: bool) -> Part {
        match (self, belongs) {
            (Self::Calibration(_), true) => Part::Used,
            (Self::Calibration(_), false) => Part::LeftOut,
            (Self::Apart(_) | Self::Nothing(_), true) => Part::Agrees,
            (Self::Apart(_) | Self::Nothing(_), false) => Part::Contradicts,
        }
    }
}

/// What part a point has in what all of them come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It is used.
    Used,
    /// It is too far off, and was left out.
    LeftOut,
    /// Nothing comes of all points, and it agrees with others.
    Agrees,
    /// Nothing comes of all points, and it agrees with none that agree.
    Contradicts,
    /// Nothing comes of all points, and nothing tells which of them are mistaken.
    Unclear,
    /// It is switched off.
    Off,
}

/// How well a point fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fit {
    /// How far from where somebody pointed its place stands, in pixels; `None` for what is behind the camera.
    pub pixels: Option<f64>,
    pub part: Part,
}

/// What the points in hand come to. A handle: cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Findings {
    /// The points as they are saved.
    pub sheet: Memo<DraftSheet>,
    /// What they come to; `None` without a camera.
    pub outcome: Memo<Option<Outcome>>,
    /// How well each fits, by its row's id.
    pub fits: Memo<BTreeMap<u32, Fit>>,
}

impl Findings {
    /// Follows the points of a camera. Where nothing tells which of them are mistaken they are held against how the camera is
    /// `known` to stand.
    pub(super) fn follow(
        camera: Memo<Option<Camera>>,
        known: Memo<Option<CameraModel>>,
        draft: RwSignal<Draft>,
        find: impl Fn(&ControlSheet, &Camera) -> Outcome + Send + Sync + 'static,
    ) -> Self {
        // Most of what happens to a draft leaves its sheet alone: a point is taken in hand, or is not whole yet.
        let sheet = Memo::new(move |_| draft.with(Draft::sheet));
        let outcome = Memo::new(move |_| {
            camera.with(|camera| {
                let camera = camera.as_ref()?;
                Some(sheet.with(|points| find(&points.sheet, camera)))
            })
        });
        let fits = Memo::new(move |_| {
            camera.with(|camera| {
                outcome.with(|outcome| match (camera, outcome) {
                    (Some(camera), Some(outcome)) => {
                        let model = outcome.model().copied();
                        let model = model.or_else(|| known.get());
                        sheet.with(|points| fits(points, camera, outcome, model))
                    }
                    _ => BTreeMap::new(),
                })
            })
        });
        Self {
            sheet,
            outcome,
            fits,
        }
    }
}

/// How well each whole point fits a model; nothing where there is no telling.
fn fits(
    points: &DraftSheet,
    camera: &Camera,
    outcome: &Outcome,
    model: Option<CameraModel>,
) -> BTreeMap<u32, Fit> {
    let Some(model) = model.filter(|_| !matches!(outcome, Outcome::Nothing(_))) else {
        return BTreeMap::new();
    };
    // Those that count are told of in the order in which they stand here.
    let mut told = outcome.told().iter().peekable();
    let fits = points.points().map(|(id, at, view, point)| {
        let told = told.next_if(|fit| (fit.view, fit.point) == at);
        let part = match told {
            Some(fit) => outcome.part(fit.belongs),
            None if point.counts => Part::Unclear,
            None => Part::Off,
        };
        let pixels = off_by(camera, &model, view, point);
        (id, Fit { pixels, part })
    });
    fits.collect()
}

/// How far off a point is by a model, in pixels.
fn off_by(
    camera: &Camera,
    model: &CameraModel,
    view: &SheetView,
    point: &SheetPoint,
) -> Option<f64> {
    let sees = model.camera(view.reading(), view.lens(camera)?);
    let PicturePixel { x, y } = sees.showing(view.earth()).seen(point.place())?.pixel;
    Some((x - point.x).hypot(y - point.y))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use protocol::measured_model;

    use super::super::shown::{camera, shown_askew};
    use super::*;

    /// So many pixels all over the lower half of the picture.
    fn spread(count: usize) -> Vec<(f64, f64)> {
        let at = |number: usize| {
            let number = number as f64;
            let across = (number * 0.618).fract();
            (
                60.0 + 1_160.0 * across,
                380.0 + 300.0 * number / count as f64,
            )
        };
        (0..count).map(at).collect()
    }

    /// The draft of these points, what is followed of it, and how often it was solved.
    fn followed(sheet: &ControlSheet) -> (RwSignal<Draft>, Findings, Arc<AtomicUsize>) {
        let draft = RwSignal::new(Draft::of(sheet, true));
        let solves = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&solves);
        let findings = Findings::follow(
            Memo::new(|_| Some(camera())),
            Memo::new(|_| measured_model(&camera())),
            draft,
            move |sheet, camera| {
                counted.fetch_add(1, Ordering::Relaxed);
                Outcome::of(sheet, camera)
            },
        );
        (draft, findings, solves)
    }

    #[test]
    fn thirty_points_are_solved_once_for_each_change_of_a_point_and_not_for_taking_one_in_hand() {
        let owner = Owner::new();
        owner.set();
        let (draft, findings, solves) = followed(&shown_askew(2.0, &spread(30)));
        let solved = |what: &str, times: usize| {
            assert_eq!(findings.fits.with(BTreeMap::len), 30, "{what}");
            assert_eq!(solves.load(Ordering::Relaxed), times, "{what}");
        };
        solved("they are read", 1);
        for id in 0..30 {
            draft.update(|draft| draft.choose(id));
            solved("one is taken in hand", 1);
        }
        draft.update(|draft| draft.choose(29));
        let pointed = draft.with(|draft| draft.rows[3].pointed).expect("it was");
        draft.update(|draft| draft.point(pointed));
        solved("half a point is begun", 1);
        draft.update(|draft| draft.raise(4, 3.0));
        solved("one is raised", 2);
        draft.update(|draft| draft.switch(7));
        solved("one is switched off", 3);
        draft.update(|draft| draft.remove(30));
        solved("half a point is removed", 3);
    }

    #[test]
    fn points_that_contradict_those_that_agree_are_told_with_how_far_off_they_are() {
        let owner = Owner::new();
        owner.set();
        let mut sheet = shown_askew(2.0, &spread(8));
        let points = &mut sheet.views[0].points;
        // Half of them were taken for one another.
        for (one, other) in [(1, 4), (2, 7)] {
            (points[one].position, points[other].position) =
                (points[other].position, points[one].position);
        }
        let (_, findings, _) = followed(&sheet);
        let fits = findings.fits.get();
        let of = |part: Part| {
            let of = fits.iter().filter(move |(_, fit)| fit.part == part);
            of.map(|(id, fit)| (*id, fit.pixels)).collect::<Vec<_>>()
        };
        let agree = of(Part::Agrees);
        let ids: Vec<u32> = agree.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids, [0, 3, 5, 6], "{fits:?}");
        assert!(
            agree
                .iter()
                .all(|(_, pixels)| pixels.is_some_and(|off| off < 3.0))
        );
        let contradict = of(Part::Contradicts);
        assert_eq!(contradict.len(), 4);
        assert!(
            contradict
                .iter()
                .all(|(_, pixels)| pixels.is_none_or(|off| off > 50.0))
        );
    }

    #[test]
    fn where_nothing_tells_which_are_mistaken_points_are_held_against_what_is_known_of_the_camera()
    {
        let owner = Owner::new();
        owner.set();
        let mut sheet = shown_askew(0.5, &spread(3));
        sheet.views[0].points[1].x += 400.0;
        let (_, findings, _) = followed(&sheet);
        assert_eq!(findings.outcome.get(), Some(Outcome::Apart(None)));
        let fits = findings.fits.get();
        assert!(fits.values().all(|fit| fit.part == Part::Unclear));
        let off: Vec<f64> = fits.values().filter_map(|fit| fit.pixels).collect();
        // Half a degree is ten pixels of this picture.
        assert!(off[0] < 20.0 && off[2] < 20.0 && off[1] > 300.0, "{off:?}");
    }
}

//! What the page's parts share: the camera, its versions, the points in hand, and what they come to.

use std::collections::BTreeMap;
use std::rc::Rc;

use domain::{Camera, CameraId};
use geodesy::{CameraModel, Elevated, Metres};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{ControlSheet, measured_model};

use super::draft::{Draft, Unsaved};
use super::findings::{Findings, Outcome, Part};
use super::keeper::{KeepFault, Keeper};
use super::verdict::moved;
use crate::ar::{Control, ControlMark, MarkLook};
use crate::config::{Ability, CalibrationVersion, SurveySource};
use crate::store::Store;

/// What is said beside the buttons.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    /// It was saved.
    Saved,
    /// An earlier version holds again; 0 is what the catalogue says.
    Restored(u64),
    /// It was not, or could not be read.
    Fault(KeepFault),
    /// The file that was to be imported is no use, and why.
    File(super::files::FileFault),
}

/// The tool. A handle: cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Tool {
    pub store: Store,
    pub keeper: Keeper,
    /// The camera, once the cameras are known.
    pub camera: Memo<Option<Camera>>,
    /// Its versions, the newest first, once they are known.
    pub versions: RwSignal<Option<Vec<CalibrationVersion>>>,
    pub draft: RwSignal<Draft>,
    /// What the points come to.
    pub findings: Findings,
    /// By what the points differ from the newest version's.
    pub unsaved: Memo<Unsaved>,
    pub said: RwSignal<Option<Said>>,
    pub busy: RwSignal<bool>,
    pub magnified: RwSignal<bool>,
    /// Whether what is known is written into the picture: it would stand over what is to be pointed at.
    pub labelled: RwSignal<bool>,
    pub control: StoredValue<Option<Control>>,
    source: StoredValue<SurveySource>,
    /// How often versions were asked for.
    reads: StoredValue<u64>,
    /// The camera that the points in hand are of.
    in_hand_of: StoredValue<Option<CameraId>>,
    /// Points in hand of cameras that somebody has gone on from without saving.
    aside: StoredValue<BTreeMap<CameraId, Draft>>,
}

/// What becomes of the points in hand once the newest version is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InHand {
    /// Those of the version take their place.
    Replaced,
    /// They stay.
    Kept,
}

impl Tool {
    pub(super) fn new(store: Store, keeper: Keeper, source: SurveySource) -> Self {
        let camera = Memo::new(move |_| {
            let surroundings = store.surroundings.get()?;
            let (_, camera) = surroundings.camera(&store.view.camera.get()?)?;
            Some(camera.clone())
        });
        let draft = RwSignal::new(Draft::default());
        let versions = RwSignal::new(None::<Vec<CalibrationVersion>>);
        let known = Memo::new(move |_| {
            let calibrated = versions.with(|versions| {
                let newest = versions.as_ref()?.first()?;
                Some(newest.result.as_ref()?.model)
            });
            calibrated.or_else(|| camera.with(|camera| measured_model(camera.as_ref()?)))
        });
        let findings = Findings::follow(camera, known, draft, Outcome::of);
        let unsaved = Memo::new(move |_| {
            versions.with(|versions| {
                let newest = versions.as_ref().and_then(|versions| versions.first());
                let none = ControlSheet::default();
                let saved = newest.map_or(&none, |newest| &newest.sheet);
                findings.sheet.with(|points| points.unsaved(saved))
            })
        });
        let tool = Self {
            store,
            keeper,
            camera,
            versions,
            draft,
            findings,
            unsaved,
            said: RwSignal::new(None),
            busy: RwSignal::new(false),
            magnified: RwSignal::new(false),
            labelled: RwSignal::new(false),
            control: StoredValue::new(None),
            source: StoredValue::new(source),
            reads: StoredValue::new(0),
            in_hand_of: StoredValue::new(None),
            aside: StoredValue::new(BTreeMap::new()),
        };
        // Another camera has other points. What was not saved of the one before waits until somebody comes back to it.
        Effect::new(move |before: Option<Option<CameraId>>| {
            let id = camera.with(|camera| camera.as_ref().map(|camera| camera.id.clone()));
            if before.as_ref() != Some(&id) {
                if let Some(before) = before.flatten() {
                    tool.put_aside(before);
                }
                let waiting = id.as_ref().and_then(|id| tool.take_up(id));
                let in_hand = match waiting {
                    Some(_) => InHand::Kept,
                    None => InHand::Replaced,
                };
                draft.set(waiting.unwrap_or_default());
                tool.in_hand_of.set_value(id.clone());
                tool.versions.set(None);
                tool.said.set(None);
                tool.read(in_hand);
            }
            id
        });
        tool
    }

    fn put_aside(self, camera: CameraId) {
        let draft = self.draft.get_untracked();
        if untrack(|| self.has_changes()) {
            self.aside.update_value(|aside| {
                aside.insert(camera, draft);
            });
        }
    }

    /// The camera that the points in hand are of.
    pub(super) fn in_hand_of(self) -> Option<CameraId> {
        self.in_hand_of.try_get_value().flatten()
    }

    /// Takes points in hand in the place of those of a camera. Whoever has gone on to another one meanwhile finds them on
    /// coming back.
    pub(super) fn take_in_hand(self, camera: CameraId, draft: Draft) {
        if self.in_hand_of().as_ref() == Some(&camera) {
            self.said.set(None);
            self.draft.set(draft);
        } else {
            self.aside.try_update_value(|aside| {
                aside.insert(camera, draft);
            });
        }
    }

    fn take_up(self, camera: &CameraId) -> Option<Draft> {
        self.aside.try_update_value(|aside| aside.remove(camera))?
    }

    /// Goes back to the points of the newest version.
    pub(super) fn discard(self) {
        self.read(InHand::Replaced);
    }

    /// Reads the camera's versions.
    fn read(self, in_hand: InHand) {
        let Some(camera) = self.camera.get_untracked() else {
            return;
        };
        let before = self.draft.get_untracked();
        let number = self.reads.get_value() + 1;
        self.reads.set_value(number);
        spawn_local(async move {
            let read = self.keeper.history(&camera).await;
            // Somebody may have gone on to another camera, or from the page; or gone on and come back, and asked again: what an
            // earlier answer brings would be taken for what was pointed at since.
            if !self.is_open(&camera) || self.reads.try_get_value() != Some(number) {
                return;
            }
            match read {
                Ok(versions) => {
                    if in_hand == InHand::Replaced {
                        let newest = versions.first();
                        let points = newest.map(|newest| Draft::of(&newest.sheet, false));
                        let mut points = points.unwrap_or_default();
                        self.draft
                            .with_untracked(|now| points.take_over(now, &before));
                        self.draft.set(points);
                    }
                    self.versions.set(Some(versions));
                }
                Err(fault) => self.said.set(Some(Said::Fault(fault))),
            }
        });
    }

    fn is_open(self, camera: &Camera) -> bool {
        let open = self.camera.try_get_untracked().flatten();
        open.is_some_and(|open| open.id == camera.id)
    }

    /// The newest version's number, 0 where there is none.
    fn newest(self) -> u64 {
        self.versions.with_untracked(|versions| {
            let newest = versions.as_ref().and_then(|versions| versions.first());
            newest.map_or(0, |newest| newest.version)
        })
    }

    /// Saves the points in hand.
    pub(super) fn save(self) {
        let draft = self.draft.get_untracked();
        let sheet = draft.sheet().sheet;
        self.change(
            (InHand::Kept, Said::Saved),
            move |camera, based_on| async move {
                self.keeper.save(&camera, based_on, &sheet).await?;
                // What was pointed at while it was being saved is not part of it.
                if self.is_open(&camera) {
                    self.draft.update(|now| now.settle(&draft));
                }
                Ok(())
            },
        );
    }

    /// Puts an earlier version back; 0 is what the catalogue says. Its points take the place of those in hand: not while these
    /// differ from what is saved.
    pub(super) fn restore(self, version: u64) {
        let done = (InHand::Replaced, Said::Restored(version));
        self.change(done, move |camera, based_on| async move {
            self.keeper.restore(&camera, based_on, version).await
        });
    }

    fn change<Change>(
        self,
        (in_hand, said): (InHand, Said),
        change: impl FnOnce(Camera, u64) -> Change + 'static,
    ) where
        Change: Future<Output = Result<(), KeepFault>> + 'static,
    {
        let Some(camera) = self.camera.get_untracked() else {
            return;
        };
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let based_on = self.newest();
        spawn_local(async move {
            let changed = change(camera.clone(), based_on).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            // Of a camera that somebody has gone on from nothing is said, and the points of the other one stay.
            let is_open = self.is_open(&camera);
            match changed {
                Ok(()) => {
                    if is_open {
                        self.said.set(Some(said));
                        self.read(in_hand);
                    }
                    let source = self.source.get_value();
                    self.store.read_survey(source).await;
                }
                Err(_) if !is_open => {}
                Err(fault) => {
                    // What somebody else saved meanwhile is shown; the points in hand stay.
                    self.read(InHand::Kept);
                    self.said.set(Some(Said::Fault(fault)));
                }
            }
        });
    }

    /// Whether whoever sits here may save.
    pub(super) fn may_save(self) -> bool {
        match self.keeper {
            Keeper::Browser(_) => true,
            Keeper::Hub(_) => {
                let session = self.store.session.read();
                session.me().is_some_and(|me| me.has(Ability::Calibrate))
            }
        }
    }

    /// Whether the points in hand are those of the newest version.
    pub(super) fn is_saved(self) -> bool {
        self.unsaved.with(Unsaved::is_none)
    }

    /// Whether there is something in hand that the newest version has not: half a point, too.
    pub(super) fn has_changes(self) -> bool {
        !self.is_saved() || self.draft.with(Draft::has_half)
    }

    /// Whether the newest version is a calibration; else the catalogue's pose is all that is known.
    pub(super) fn is_calibrated(self) -> bool {
        self.versions.with(|versions| {
            let newest = versions.as_ref().and_then(|versions| versions.first());
            newest.is_some_and(|newest| newest.result.is_some())
        })
    }

    /// By how much the camera seems to have moved since its newest calibration.
    pub(super) fn moved(self) -> Option<(f64, domain::Timestamp)> {
        self.camera.with(|camera| {
            self.versions.with(|versions| {
                let newest = versions.as_ref()?.first()?;
                let saved = newest.result.as_ref()?;
                let degrees = self.draft.with(|draft| {
                    let points = self.findings.sheet.read();
                    moved(camera.as_ref()?, saved, (draft, &points))
                })?;
                Some((degrees, newest.at))
            })
        })
    }

    /// The points as they are drawn in the picture.
    pub(super) fn marks(self) -> Vec<ControlMark> {
        let outcome = self.findings.outcome;
        let model: Option<CameraModel> = outcome.with(|outcome| outcome.as_ref()?.model().copied());
        self.draft.with(|draft| {
            let in_hand = draft.in_hand().map(|row| row.id);
            self.findings.fits.with(|fits| {
                let rows = draft.rows.iter().zip(1..);
                let marks = rows.map(|(row, number)| ControlMark {
                    number,
                    pointed: row.pointed,
                    place: row.place.map(|position| Elevated {
                        position,
                        height: Metres(row.height_metres),
                    }),
                    look: match fits.get(&row.id).map(|fit| fit.part) {
                        _ if !row.counts => MarkLook::Off,
                        Some(Part::LeftOut | Part::Contradicts | Part::Unclear) => MarkLook::Bad,
                        _ => MarkLook::Good,
                    },
                    chosen: in_hand == Some(row.id),
                    model,
                });
                marks.collect()
            })
        })
    }

    /// Turns the head to where it looked when a point was pointed at.
    pub(super) fn look_at(self, id: u32) {
        let aim = self.draft.with_untracked(|draft| {
            let mut rows = draft.rows.iter();
            let row = rows.find(|row| row.id == id)?;
            Some(row.pointed?.aim)
        });
        let control = self.control.get_value();
        let picture: Option<Rc<_>> = control.and_then(Control::picture);
        if let (Some(picture), Some(aim)) = (picture, aim) {
            picture.turn(aim);
        }
    }
}

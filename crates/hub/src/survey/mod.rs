//! What people measured and named: calibrations of cameras, and labels on things in their pictures. Every version is kept.
//!
//! The newest of each stands in memory, so that whoever reads never waits for the disk; the file ([`store`]) holds them all and
//! refuses to change or delete any. A calibration is what its points come to: the hub calibrates itself and takes nobody's word.

mod store;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

use domain::{AreaId, Camera, CameraId, Name, Network, PersonId, Timestamp, Wgs84};
use geodesy::Calibration;
use protocol::{ControlSheet, SheetError};
use world::Territory;

use crate::problem::Problem;
use store::Store;

/// The most labels that stand at a time.
const MOST_LABELS: usize = 5_000;

/// Why what was measured or named cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum SurveyError {
    /// Its file failed: a full disk, say. Nothing was changed.
    #[error("the store of calibrations and labels failed")]
    Store(#[from] rusqlite::Error),
    /// A row is damaged, or a later release wrote it.
    #[error("a calibration or label cannot be read or written")]
    Row(#[from] serde_json::Error),
    /// The points of a row are none.
    #[error("the points of a calibration cannot be read")]
    Sheet(#[from] SheetError),
    /// A later release wrote the file.
    #[error(
        "the store of calibrations and labels has layout {found}, and this release knows {known}"
    )]
    Layout {
        /// The layout of the file.
        found: i64,
        /// The newest layout this release knows.
        known: i64,
    },
}

/// Why something was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveRefusal {
    /// Somebody was faster: look at the newest first.
    #[error("it is based on version {based_on}, and the newest is {newest}")]
    Stale {
        /// What it was based on.
        based_on: u64,
        /// What there is.
        newest: u64,
    },
    /// The points make no calibration.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// There is no such version.
    #[error("there is no version {0}")]
    NoVersion(u64),
    /// There is no such label.
    #[error("there is no such label")]
    NoLabel,
    /// There are as many labels as there may be.
    #[error("there are as many labels as there may be ({MOST_LABELS})")]
    Full,
    /// The store failed.
    #[error(transparent)]
    Failed(#[from] SurveyError),
}

/// Who saved something, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The account.
    pub author: PersonId,
    /// When, by the system's clock.
    pub at: Timestamp,
}

/// A version of a camera's calibration.
#[derive(Clone, Debug, PartialEq)]
pub struct CalibrationVersion {
    /// Its number, from 1.
    pub version: u64,
    /// By whom.
    pub signature: Signature,
    /// Which earlier version it puts back; 0 puts back what the catalogue says.
    pub restores: Option<u64>,
    /// What was pointed at.
    pub sheet: ControlSheet,
    /// What that comes to; `None` where the catalogue's pose holds again.
    pub result: Option<Calibration>,
}

/// What a label says, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelText {
    /// What the thing is called.
    pub name: Name,
    /// Where it is.
    pub position: Wgs84,
    /// How far above the ground.
    pub height_metres: f64,
}

/// A name that somebody gave a thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Its number.
    pub id: u64,
    /// Of which network.
    pub network: Network,
    /// In which patrol area it stands.
    pub area: Option<AreaId>,
    /// How often it was changed, from 1.
    pub version: u64,
    /// By whom it was last.
    pub signature: Signature,
    /// What it says.
    pub text: LabelText,
}

#[derive(Debug, Default)]
struct Newest {
    calibrations: BTreeMap<CameraId, Arc<CalibrationVersion>>,
    labels: BTreeMap<u64, Arc<Label>>,
}

/// Calibrations and labels.
#[derive(Debug)]
pub struct Survey {
    /// Held from beginning to end of a change; the newest are told last.
    store: Mutex<Store>,
    newest: RwLock<Newest>,
    territory: Arc<Territory>,
}

impl Survey {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    /// When it cannot be opened or read.
    pub fn open(file: &Path, territory: Arc<Territory>) -> Result<Self, SurveyError> {
        let store = Store::open(file)?;
        let calibrations = store.newest_calibrations()?;
        let labels = store.newest_labels()?.into_iter().map(|label| {
            let area = territory.locate(label.text.position).area;
            (label.id, Arc::new(Label { area, ..label }))
        });
        let newest = Newest {
            calibrations: calibrations
                .into_iter()
                .map(|(camera, version)| (camera, Arc::new(version)))
                .collect(),
            labels: labels.collect(),
        };
        Ok(Self {
            store: Mutex::new(store),
            newest: RwLock::new(newest),
            territory,
        })
    }

    fn known(&self) -> RwLockReadGuard<'_, Newest> {
        self.newest.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, change: impl FnOnce(&mut Newest)) {
        let mut newest = self.newest.write().unwrap_or_else(PoisonError::into_inner);
        change(&mut newest);
    }

    /// The newest version of a camera's calibration.
    #[must_use]
    pub fn calibration(&self, camera: &CameraId) -> Option<Arc<CalibrationVersion>> {
        self.known().calibrations.get(camera).map(Arc::clone)
    }

    /// Every version of a camera's calibration, the newest first. Reads the disk.
    ///
    /// # Errors
    /// When the store failed.
    pub fn history(&self, camera: &CameraId) -> Result<Vec<CalibrationVersion>, SurveyError> {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        store.calibrations(camera)
    }

    /// Calibrates a camera and keeps that as its newest version, if `based_on` is the newest so far (0: there is none). Takes
    /// the processor for a moment, and the disk.
    ///
    /// # Errors
    /// When the points make no calibration, somebody was faster, or the store failed.
    pub fn calibrate(
        &self,
        camera: &Camera,
        based_on: u64,
        sheet: ControlSheet,
        signature: Signature,
    ) -> Result<Arc<CalibrationVersion>, SaveRefusal> {
        let result = sheet.calibrate(camera)?;
        self.keep(&camera.id, based_on, signature, |_| {
            Ok((None, sheet, Some(result)))
        })
    }

    /// Puts a camera's calibration back to an earlier version, or with 0 to what the catalogue says: as a new version.
    ///
    /// # Errors
    /// When there is no such version, somebody was faster, or the store failed.
    pub fn restore(
        &self,
        camera: &CameraId,
        (based_on, version): (u64, u64),
        signature: Signature,
    ) -> Result<Arc<CalibrationVersion>, SaveRefusal> {
        self.keep(camera, based_on, signature, |store| {
            let (sheet, result) = if version == 0 {
                (ControlSheet::default(), None)
            } else {
                let kept = store.calibrations(camera)?;
                let mut kept = kept.into_iter();
                let kept = kept.find(|kept| kept.version == version);
                let kept = kept.ok_or(SaveRefusal::NoVersion(version))?;
                (kept.sheet, kept.result)
            };
            Ok((Some(version), sheet, result))
        })
    }

    fn keep(
        &self,
        camera: &CameraId,
        based_on: u64,
        signature: Signature,
        what: impl FnOnce(
            &Store,
        )
            -> Result<(Option<u64>, ControlSheet, Option<Calibration>), SaveRefusal>,
    ) -> Result<Arc<CalibrationVersion>, SaveRefusal> {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = self.calibration(camera).map_or(0, |newest| newest.version);
        if newest != based_on {
            return Err(SaveRefusal::Stale { based_on, newest });
        }
        let (restores, sheet, result) = what(&store)?;
        let kept = CalibrationVersion {
            version: newest + 1,
            signature,
            restores,
            sheet,
            result,
        };
        store.keep_calibration(camera, &kept)?;
        let kept = Arc::new(kept);
        self.tell(|newest| {
            newest
                .calibrations
                .insert(camera.clone(), Arc::clone(&kept));
        });
        Ok(kept)
    }

    /// The labels of a network, in the order in which they were made.
    #[must_use]
    pub fn labels(&self, network: Network) -> Vec<Arc<Label>> {
        let known = self.known();
        let labels = known.labels.values();
        labels
            .filter(|label| label.network == network)
            .map(Arc::clone)
            .collect()
    }

    /// A label of a network.
    #[must_use]
    pub fn label(&self, network: Network, id: u64) -> Option<Arc<Label>> {
        let known = self.known();
        let label = known.labels.get(&id);
        label
            .filter(|label| label.network == network)
            .map(Arc::clone)
    }

    /// The patrol area in which a place lies.
    #[must_use]
    pub fn area(&self, position: Wgs84) -> Option<AreaId> {
        self.territory.locate(position).area
    }

    /// Names a thing.
    ///
    /// # Errors
    /// When there are too many labels, or the store failed.
    pub fn name(
        &self,
        network: Network,
        text: LabelText,
        signature: Signature,
    ) -> Result<Arc<Label>, SaveRefusal> {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        if self.known().labels.len() >= MOST_LABELS {
            return Err(SaveRefusal::Full);
        }
        let id = store.next_label()?;
        self.put(&store, network, (id, 1), text, signature)
    }

    /// Gives a thing another name or place, if `based_on` is the label's version.
    ///
    /// # Errors
    /// When there is no such label, somebody was faster, or the store failed.
    pub fn rename(
        &self,
        network: Network,
        (id, based_on): (u64, u64),
        text: LabelText,
        signature: Signature,
    ) -> Result<Arc<Label>, SaveRefusal> {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = self.seen(network, (id, based_on))?.version;
        self.put(&store, network, (id, newest + 1), text, signature)
    }

    /// A label, if `based_on` is its version.
    fn seen(
        &self,
        network: Network,
        (id, based_on): (u64, u64),
    ) -> Result<Arc<Label>, SaveRefusal> {
        let label = self.label(network, id).ok_or(SaveRefusal::NoLabel)?;
        let newest = label.version;
        if newest == based_on {
            Ok(label)
        } else {
            Err(SaveRefusal::Stale { based_on, newest })
        }
    }

    fn put(
        &self,
        store: &Store,
        network: Network,
        (id, version): (u64, u64),
        text: LabelText,
        signature: Signature,
    ) -> Result<Arc<Label>, SaveRefusal> {
        let label = Label {
            id,
            network,
            area: self.area(text.position),
            version,
            signature,
            text,
        };
        store.keep_label(&label, false)?;
        let label = Arc::new(label);
        self.tell(|newest| {
            newest.labels.insert(id, Arc::clone(&label));
        });
        Ok(label)
    }

    /// Takes a label away, if `based_on` is its version, and gives what was taken; what it said stays in the file.
    ///
    /// # Errors
    /// When there is no such label, somebody was faster, or the store failed.
    pub fn remove(
        &self,
        network: Network,
        (id, based_on): (u64, u64),
        signature: Signature,
    ) -> Result<Arc<Label>, SaveRefusal> {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let label = self.seen(network, (id, based_on))?;
        let removed = Label {
            version: label.version + 1,
            signature,
            ..Label::clone(&label)
        };
        store.keep_label(&removed, true)?;
        self.tell(|newest| {
            newest.labels.remove(&id);
        });
        Ok(label)
    }
}

impl From<SurveyError> for Problem {
    fn from(error: SurveyError) -> Self {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "The store of calibrations and labels does not do what it is asked"
        );
        Self::unavailable("calibrations and labels cannot be used at the moment")
    }
}

impl From<SaveRefusal> for Problem {
    fn from(refusal: SaveRefusal) -> Self {
        let detail = refusal.to_string();
        match refusal {
            SaveRefusal::Stale { .. } => Self::refused("stale", detail),
            SaveRefusal::Sheet(error) => {
                Self::invalid_field(&error.pointer, error.fault.to_string())
            }
            SaveRefusal::NoVersion(_) => Self::invalid_field("/restores", detail),
            SaveRefusal::NoLabel => Self::not_found("there is no such label for this session"),
            SaveRefusal::Full => Self::refused("full", detail),
            SaveRefusal::Failed(error) => error.into(),
        }
    }
}

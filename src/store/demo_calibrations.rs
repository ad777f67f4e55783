//! What a demo has in the place of the hub's store of calibrations: versions kept in the browser.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::DateTime;
use domain::{Camera, CameraId};
use protocol::{ControlSheet, SheetError};
use serde_json::{Value, json};

use crate::config::{Calibrated, CalibrationVersion, CalibrationsError};
use crate::platform::{Storage, device_now, keep, kept};

/// Why a demo's calibration was not kept or read.
#[derive(Debug, thiserror::Error)]
pub enum DemoFault {
    /// A later release wrote what is kept.
    #[error(transparent)]
    Unreadable(#[from] CalibrationsError),
    /// What is to be kept cannot be written.
    #[error("calibrations cannot be written")]
    Unwritable(#[from] serde_json::Error),
    /// The points make no calibration.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// There is no such version.
    #[error("there is no version {0}")]
    NoVersion(u64),
    /// The browser keeps nothing.
    #[error("the browser does not keep anything")]
    NotKept,
}

/// What a demo has in the place of the hub's store: versions kept in the browser, for this district only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoCalibrations {
    seed: u64,
}

impl DemoCalibrations {
    /// Of the district of a seed.
    #[must_use]
    pub const fn of_seed(seed: u64) -> Self {
        Self { seed }
    }

    fn name(self) -> String {
        format!("furun.demo.calibrations.{}", self.seed)
    }

    /// Every version by camera, the newest first. What the browser lost, or a later release wrote, is none.
    fn all(self) -> BTreeMap<String, Vec<Value>> {
        let text = kept(Storage::Machine, &self.name());
        text.and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default()
    }

    /// The newest calibration of each camera.
    #[must_use]
    pub fn newest(self) -> BTreeMap<CameraId, Arc<Calibrated>> {
        let all = self.all().into_iter();
        let newest = all.filter_map(|(camera, versions)| {
            let version = CalibrationVersion::read(versions.first()?).ok()?;
            let calibrated = Calibrated {
                version: version.version,
                at: version.at,
                calibration: version.result?,
            };
            let camera = CameraId::try_from(camera.as_str()).ok()?;
            Some((camera, Arc::new(calibrated)))
        });
        newest.collect()
    }

    /// Every version of a camera's calibration, the newest first.
    ///
    /// # Errors
    /// When a later release wrote them.
    pub fn history(self, camera: &CameraId) -> Result<Vec<CalibrationVersion>, DemoFault> {
        let versions = self.all().remove(camera.as_str()).unwrap_or_default();
        let read = versions.iter().map(CalibrationVersion::read);
        Ok(read.collect::<Result<_, _>>()?)
    }

    /// Calibrates and keeps that as the newest version.
    ///
    /// # Errors
    /// When the points make no calibration, or the browser keeps nothing.
    pub fn save(self, camera: &Camera, sheet: &ControlSheet) -> Result<(), DemoFault> {
        let result = sheet.calibrate(camera)?;
        self.keep(
            &camera.id,
            json!({ "views": sheet.views, "result": result, "restores": null }),
        )
    }

    /// Puts an earlier version back; 0 is what the catalogue says.
    ///
    /// # Errors
    /// When there is no such version, or the browser keeps nothing.
    pub fn restore(self, camera: &CameraId, version: u64) -> Result<(), DemoFault> {
        let all = self.all();
        let known = all.get(camera.as_str()).into_iter().flatten();
        let mut put_back = if version == 0 {
            json!({ "views": [], "result": null })
        } else {
            let mut known = known.filter(|known| known["version"] == version);
            let found = known.next().ok_or(DemoFault::NoVersion(version))?;
            json!({ "views": found["views"], "result": found["result"] })
        };
        put_back["restores"] = json!(version);
        self.keep(camera, put_back)
    }

    fn keep(self, camera: &CameraId, mut document: Value) -> Result<(), DemoFault> {
        let mut all = self.all();
        let versions = all.entry(camera.as_str().to_owned()).or_default();
        let last = versions.first().and_then(|last| last["version"].as_u64());
        document["version"] = json!(last.unwrap_or(0) + 1);
        let at = DateTime::from_timestamp_millis(device_now().0);
        document["at"] = json!(at.map(|at| at.to_rfc3339()));
        document["author"] = Value::Null;
        versions.insert(0, document);
        let text = serde_json::to_string(&all)?;
        if keep(Storage::Machine, &self.name(), Some(&text)) {
            Ok(())
        } else {
            Err(DemoFault::NotKept)
        }
    }
}

//! Calibrations of cameras, as a hub tells them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::DateTime;
use domain::{CameraId, Timestamp};
use geodesy::Calibration;
use protocol::{ControlSheet, SheetError};
use serde::Deserialize;
use serde_json::Value;

/// Why calibrations are not known.
#[derive(Debug, thiserror::Error)]
pub enum CalibrationsError {
    /// What was answered is not what this version of the screen reads.
    #[error("calibrations cannot be read")]
    Unreadable(#[from] serde_json::Error),
    /// Its points are none.
    #[error("the points of a calibration cannot be read")]
    Sheet(#[from] SheetError),
}

/// How a camera stands and sees since somebody calibrated it.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibrated {
    /// Which version it is.
    pub version: u64,
    /// Since when.
    pub at: Timestamp,
    /// What that is.
    pub calibration: Calibration,
}

/// A version of a camera's calibration.
#[derive(Clone, Debug, PartialEq)]
pub struct CalibrationVersion {
    /// Its number, from 1.
    pub version: u64,
    /// When it was saved.
    pub at: Timestamp,
    /// By whom; absent where nobody may know, or nobody signs in.
    pub author: Option<Arc<str>>,
    /// Which earlier version it puts back; 0 puts back what the catalogue says.
    pub restores: Option<u64>,
    /// What was pointed at.
    pub sheet: ControlSheet,
    /// What that came to; absent where the catalogue's pose holds again.
    pub result: Option<Calibration>,
}

#[derive(Deserialize)]
struct RawVersion {
    camera: Option<CameraId>,
    version: u64,
    at: DateTime<chrono::FixedOffset>,
    author: Option<Arc<str>>,
    restores: Option<u64>,
    result: Option<Calibration>,
}

impl RawVersion {
    fn at(&self) -> Timestamp {
        Timestamp(self.at.timestamp_millis())
    }
}

impl Calibrated {
    /// Reads `GET /api/v1/calibrations`.
    pub(super) fn read_all(
        bytes: &[u8],
    ) -> Result<BTreeMap<CameraId, Arc<Self>>, serde_json::Error> {
        #[derive(Deserialize)]
        struct Told {
            calibrations: Vec<RawVersion>,
        }
        let told: Told = serde_json::from_slice(bytes)?;
        let read = told.calibrations.into_iter().filter_map(|told| {
            let at = told.at();
            let calibrated = Self {
                version: told.version,
                at,
                calibration: told.result?,
            };
            Some((told.camera?, Arc::new(calibrated)))
        });
        Ok(read.collect())
    }
}

impl CalibrationVersion {
    /// Reads one version.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(told: &Value) -> Result<Self, CalibrationsError> {
        let raw = RawVersion::deserialize(told)?;
        Ok(Self {
            version: raw.version,
            at: raw.at(),
            sheet: ControlSheet::read(told)?,
            author: raw.author,
            restores: raw.restores,
            result: raw.result,
        })
    }

    /// Reads `GET /api/v1/cameras/{camera}/calibrations`: the newest first.
    ///
    /// # Errors
    /// When it is not that.
    pub fn read_all(told: &Value) -> Result<Vec<Self>, CalibrationsError> {
        let versions = told["versions"].as_array().into_iter().flatten();
        versions.map(Self::read).collect()
    }
}

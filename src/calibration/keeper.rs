//! Where calibrations are kept: at the hub, or in the browser of a demo.

use domain::Camera;
use protocol::ControlSheet;

use crate::commands::{Commands, DoorFault};
use crate::config::CalibrationVersion;
use crate::i18n::{Language, t};
use crate::signin::door_words;
use crate::store::{DemoCalibrations, DemoFault};

/// Where they are kept. A handle, of which a page has one: its size is of no matter.
#[derive(Clone, Copy)]
#[expect(
    clippy::large_enum_variant,
    reason = "boxed it would be no handle to copy"
)]
pub(super) enum Keeper {
    /// At the hub that serves the page.
    Hub(Commands),
    /// In this browser.
    Browser(DemoCalibrations),
}

/// Why something was not kept or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KeepFault {
    /// The hub did not.
    Door(DoorFault),
    /// The browser keeps nothing, or what a later release kept.
    Browser,
}

impl From<DoorFault> for KeepFault {
    fn from(fault: DoorFault) -> Self {
        Self::Door(fault)
    }
}

impl From<DemoFault> for KeepFault {
    fn from(_: DemoFault) -> Self {
        Self::Browser
    }
}

impl KeepFault {
    pub(super) fn words(&self, language: Language) -> String {
        match self {
            Self::Door(fault) => door_words(language, fault),
            Self::Browser => t!(language, calibration.not_kept).to_owned(),
        }
    }
}

impl Keeper {
    /// Every version of a camera, the newest first.
    pub(super) async fn history(
        self,
        camera: &Camera,
    ) -> Result<Vec<CalibrationVersion>, KeepFault> {
        match self {
            Self::Hub(commands) => Ok(commands.calibrations_of(&camera.id).await?),
            Self::Browser(demo) => Ok(demo.history(&camera.id)?),
        }
    }

    pub(super) async fn save(
        self,
        camera: &Camera,
        based_on: u64,
        sheet: &ControlSheet,
    ) -> Result<(), KeepFault> {
        match self {
            Self::Hub(commands) => {
                let saved = commands.save_calibration(&camera.id, based_on, sheet);
                Ok(saved.await?)
            }
            Self::Browser(demo) => Ok(demo.save(camera, sheet)?),
        }
    }

    pub(super) async fn restore(
        self,
        camera: &Camera,
        based_on: u64,
        version: u64,
    ) -> Result<(), KeepFault> {
        match self {
            Self::Hub(commands) => {
                let restored = commands.restore_calibration(&camera.id, based_on, version);
                Ok(restored.await?)
            }
            Self::Browser(demo) => Ok(demo.restore(&camera.id, version)?),
        }
    }
}

//! Calibrating cameras, and naming things in their pictures.

use domain::{CameraId, Network};
use gloo_net::http::Method;
use protocol::ControlSheet;
use serde::Serialize;
use serde_json::{Value, json};

use super::Commands;
use super::door::{DoorFault, step};
use crate::config::CalibrationVersion;

/// What a label is to say, and where it is to stand.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Naming {
    /// The version that was seen; absent for a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub based_on: Option<u64>,
    /// What the thing is called in Chinese.
    pub name_zh: String,
    /// And in English; without it, the same.
    pub name_en: Option<String>,
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
    /// How far above the ground.
    pub height_metres: f64,
}

impl Commands {
    /// Every version of a camera's calibration, the newest first.
    ///
    /// # Errors
    /// When the person may not see the camera, or the hub does not answer.
    pub async fn calibrations_of(
        self,
        camera: &CameraId,
    ) -> Result<Vec<CalibrationVersion>, DoorFault> {
        let told: Value = self.read(&calibrations(camera)).await?;
        CalibrationVersion::read_all(&told).map_err(|_| DoorFault::Unreadable(200))
    }

    /// Calibrates a camera: the hub finds from the points what they come to, and keeps that.
    ///
    /// # Errors
    /// "stale" when somebody was faster, a field when the points make no calibration, and when the hub does not answer.
    pub async fn save_calibration(
        self,
        camera: &CameraId,
        based_on: u64,
        sheet: &ControlSheet,
    ) -> Result<(), DoorFault> {
        let body = json!({ "based_on": based_on, "views": sheet.views });
        let door = calibrations(camera);
        self.knock(Method::POST, &door, Some(&body)).await.map(drop)
    }

    /// Puts a calibration back to an earlier version; 0 is what the catalogue says.
    ///
    /// # Errors
    /// "stale" when somebody was faster, and when the hub does not answer.
    pub async fn restore_calibration(
        self,
        camera: &CameraId,
        based_on: u64,
        version: u64,
    ) -> Result<(), DoorFault> {
        let body = json!({ "based_on": based_on, "restores": version });
        let door = calibrations(camera);
        self.knock(Method::POST, &door, Some(&body)).await.map(drop)
    }

    /// Names a thing, or with a number gives one another name or place.
    ///
    /// # Errors
    /// When the person may not there, a field is wrong, somebody was faster, or the hub does not answer.
    pub async fn name_thing(
        self,
        network: Network,
        id: Option<u64>,
        naming: &Naming,
    ) -> Result<(), DoorFault> {
        let (method, door) = match id {
            Some(id) => (Method::PUT, format!("labels/{id}")),
            None => (Method::POST, "labels".to_owned()),
        };
        let named = self.knock_at(network, method, &door, Some(naming));
        named.await.map(drop)
    }

    /// Takes a label away, as it was seen: with its version.
    ///
    /// # Errors
    /// When the person may not there, there is none any more, "stale" when somebody was faster, or the hub does not answer.
    pub async fn remove_label(
        self,
        network: Network,
        (id, based_on): (u64, u64),
    ) -> Result<(), DoorFault> {
        let door = format!("labels/{id}?based_on={based_on}");
        let removed = self.knock_at(network, Method::DELETE, &door, None::<&()>);
        removed.await.map(drop)
    }
}

fn calibrations(camera: &CameraId) -> String {
    format!("api/v1/cameras/{}/calibrations", step(camera.as_str()))
}

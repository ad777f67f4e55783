//! Heads of cameras that can be turned and zoomed: who holds one, where it is to look, and where it says that it looks.
//!
//! Whatever turns a head stands behind one border: ONVIF ([`onvif`]), a WVP's commands ([`wvp`]), or a simulated head
//! ([`simulated`]) where the deployment's cameras are virtual.

mod axis;
mod holds;
mod onvif;
mod simulated;
mod simulation;
mod wvp;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{Camera, CameraId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::config::OnvifConfig;
use crate::gateway::{GatewayError, Wvp};
use crate::problem::Problem;

pub use axis::{Axis, Range};
pub use holds::{HELD_FOR, Hold, HoldRefusal, Holds};
pub use simulation::{Build, Simulation};

use onvif::OnvifHead;
use simulated::SimulatedHead;
use wvp::WvpHead;

/// Where a head looks, from its own zero.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Aim {
    /// Clockwise from its zero, 0 ≤ x < 360 degrees.
    pub pan_degrees: f64,
    /// Above its horizon, in degrees; negative looks down.
    pub tilt_degrees: f64,
    /// Zoom factor, 1 at the wide end.
    pub zoom: f64,
}

/// Where a head was said to look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// When it was said, by the process's clock. It is of a while before: by as much as the head's telemetry is late.
    pub at: Duration,
    /// Where it looked.
    pub aim: Aim,
}

/// A part of an aim; what is missing stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Towards {
    /// As in [`Aim`].
    pub pan_degrees: Option<f64>,
    /// As in [`Aim`].
    pub tilt_degrees: Option<f64>,
    /// As in [`Aim`].
    pub zoom: Option<f64>,
}

impl Towards {
    fn values(&self) -> [Option<f64>; 3] {
        [self.pan_degrees, self.tilt_degrees, self.zoom]
    }
}

/// What a head is to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Move {
    /// Look there, the short way round.
    Absolute(Towards),
    /// Look so much further than where it is to look: degrees clockwise and up, and an amount of zoom.
    Relative(Towards),
    /// Look where a name stands for.
    Preset(String),
    /// Stop.
    Stop {},
}

impl Move {
    /// Reads what a move is, before any head is asked: at least one number, and each one a number.
    ///
    /// # Errors
    /// Which field is wrong (RFC 6901), and why.
    pub fn check(&self) -> Result<(), (&'static str, &'static str)> {
        let (field, towards) = match self {
            Self::Absolute(towards) => ("/absolute", towards),
            Self::Relative(towards) => ("/relative", towards),
            Self::Preset(name) if (1..=64).contains(&name.len()) => return Ok(()),
            Self::Preset(_) => return Err(("/preset", "must have 1 to 64 bytes")),
            Self::Stop {} => return Ok(()),
        };
        let values = towards.values();
        if values.iter().all(Option::is_none) {
            return Err((field, "name pan_degrees, tilt_degrees or zoom"));
        }
        if values
            .iter()
            .flatten()
            .any(|value| !value.is_finite() || value.abs() > 1e6)
        {
            return Err((field, "holds what is no angle and no zoom"));
        }
        Ok(())
    }

    /// The move in a few words, for the trail.
    #[must_use]
    pub fn words(&self) -> String {
        let numbers = |towards: &Towards| {
            let named = ["pan", "tilt", "zoom"].into_iter().zip(towards.values());
            let named = named.filter_map(|(name, value)| Some(format!("{name} {:.2}", value?)));
            named.collect::<Vec<_>>().join(", ")
        };
        match self {
            Self::Absolute(towards) => format!("absolute {}", numbers(towards)),
            Self::Relative(towards) => format!("relative {}", numbers(towards)),
            Self::Preset(name) => format!("preset {name}"),
            Self::Stop {} => "stop".to_owned(),
        }
    }
}

/// What a head can do.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Abilities {
    /// Whether it can be told where to look, in degrees.
    pub absolute: bool,
    /// Whether it tells where it looks.
    pub telemetry: bool,
    /// The names it knows places by.
    pub presets: Vec<String>,
    /// Whether it is simulated: there is no such device.
    pub simulated: bool,
    /// How far it tilts, in degrees; `None` where nobody knows.
    #[schema(value_type = Option<Vec<f64>>)]
    pub tilt_degrees: Option<(f64, f64)>,
    /// How far it zooms; `None` where nobody knows.
    #[schema(value_type = Option<Vec<f64>>)]
    pub zoom: Option<(f64, f64)>,
}

/// A head that cannot be turned as configured.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("onvif.camera, entry {entry}: {problem}")]
pub struct HeadConfigError {
    /// Which entry, from 1.
    pub entry: usize,
    /// What is wrong.
    pub problem: String,
}

/// Why a head does not move.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeadError {
    /// It cannot do that.
    #[error("this head {0}")]
    NotAble(&'static str),
    /// Its gateway did not take it.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
}

impl From<HeadError> for Problem {
    fn from(error: HeadError) -> Self {
        match error {
            HeadError::NotAble(_) => Self::refused("not_able", error.to_string()),
            HeadError::Gateway(error) => error.into(),
        }
    }
}

/// What turns a camera, whatever it is.
#[async_trait::async_trait]
trait Head: std::fmt::Debug + Send + Sync {
    /// What it can do.
    fn abilities(&self) -> Abilities;

    /// Begins a move, in the place of any other.
    async fn begin(&self, wanted: &Move, now: Duration) -> Result<(), HeadError>;

    /// The last reading; `None` when it tells nothing.
    fn reading(self: Arc<Self>, now: Duration) -> Option<Reading>;
}

/// All heads of the deployment.
#[derive(Debug, Default)]
pub struct Heads {
    heads: BTreeMap<CameraId, Arc<dyn Head>>,
    /// Who holds which.
    pub holds: Holds,
    /// When each was last told to move.
    moved: Mutex<BTreeMap<CameraId, Duration>>,
}

impl Heads {
    /// The heads of these cameras: those that a WVP or ONVIF turns, and, where cameras are virtual, simulated ones for all
    /// others that can be steered and that somebody measured.
    ///
    /// # Errors
    /// When a camera is to be turned by ONVIF that there is not, that cannot be steered, or that a WVP turns.
    pub fn of<'a>(
        cameras: impl Iterator<Item = &'a Camera>,
        wvps: &[Arc<Wvp>],
        onvif: &[OnvifConfig],
        are_virtual: bool,
        now: Duration,
    ) -> Result<Self, HeadConfigError> {
        let mut heads: BTreeMap<CameraId, Arc<dyn Head>> = BTreeMap::new();
        for camera in cameras.filter(|camera| camera.steerable) {
            let id = &camera.id;
            let by_wvp = wvps.iter().find(|wvp| wvp.turns(id));
            let by_onvif = onvif
                .iter()
                .enumerate()
                .find(|(_, onvif)| onvif.camera == *id);
            let head: Option<Arc<dyn Head>> = match (by_wvp, by_onvif) {
                (Some(_), Some((nth, _))) => {
                    let problem = format!("'{id}' is turned by a WVP already");
                    return Err(HeadConfigError {
                        entry: nth + 1,
                        problem,
                    });
                }
                (Some(wvp), None) => Some(Arc::new(WvpHead::of(Arc::clone(wvp), id.clone()))),
                (None, Some((_, onvif))) => Some(OnvifHead::of(onvif)),
                (None, None) if are_virtual => {
                    SimulatedHead::of(camera, now).map(|head| Arc::new(head) as Arc<dyn Head>)
                }
                (None, None) => None,
            };
            heads.extend(head.map(|head| (id.clone(), head)));
        }
        let mut strangers = onvif.iter().enumerate();
        if let Some((nth, stranger)) =
            strangers.find(|(_, onvif)| !heads.contains_key(&onvif.camera))
        {
            let problem = format!(
                "'{}' is no camera of this deployment that is steerable",
                stranger.camera
            );
            return Err(HeadConfigError {
                entry: nth + 1,
                problem,
            });
        }
        Ok(Self {
            heads,
            holds: Holds::default(),
            moved: Mutex::default(),
        })
    }

    /// What a camera's head can do; `None` when nothing turns it from here.
    #[must_use]
    pub fn abilities(&self, camera: &CameraId) -> Option<Abilities> {
        Some(self.heads.get(camera)?.abilities())
    }

    /// Begins a move.
    ///
    /// # Errors
    /// When the head cannot, or its gateway does not take it.
    pub async fn begin(
        &self,
        camera: &CameraId,
        wanted: &Move,
        now: Duration,
    ) -> Result<(), HeadError> {
        let head = self.heads.get(camera);
        let head = head.ok_or(HeadError::NotAble("cannot be turned from here"))?;
        // Before it is asked: it may be on its way before it has answered.
        self.moved().insert(camera.clone(), now);
        head.begin(wanted, now).await
    }

    fn moved(&self) -> MutexGuard<'_, BTreeMap<CameraId, Duration>> {
        self.moved.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When a camera's head was last told to move, by the process's clock.
    #[must_use]
    pub fn moved_at(&self, camera: &CameraId) -> Option<Duration> {
        self.moved().get(camera).copied()
    }

    /// Where a camera's head said last that it looks.
    #[must_use]
    pub fn reading(&self, camera: &CameraId, now: Duration) -> Option<Reading> {
        Arc::clone(self.heads.get(camera)?).reading(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_are_read_as_they_are_documented_and_checked_before_any_head_is_asked() {
        let check = |json: &str, fits: bool| {
            let read = serde_json::from_str::<Move>(json);
            let found = read.as_ref().is_ok_and(|wanted| wanted.check().is_ok());
            assert_eq!(found, fits, "{json}: {read:?}");
        };
        check(
            r#"{"absolute":{"pan_degrees":10,"tilt_degrees":-5,"zoom":2}}"#,
            true,
        );
        check(r#"{"absolute":{"pan_degrees":10}}"#, true);
        check(r#"{"absolute":{}}"#, false);
        check(r#"{"absolute":{"roll_degrees":1}}"#, false);
        check(r#"{"relative":{"zoom":1}}"#, true);
        check(r#"{"relative":{"pan_degrees":1e300}}"#, false);
        check(r#"{"preset":"home"}"#, true);
        check(r#"{"preset":""}"#, false);
        check(r#"{"stop":{}}"#, true);
        check(r#"{"spin":{}}"#, false);
    }
}

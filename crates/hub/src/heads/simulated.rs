//! A simulated head where a deployment's cameras are virtual: the picture is drawn from where it says that it looks.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::Camera;

use super::{Abilities, Aim, Build, Head, HeadError, Move, Reading, Simulation};

/// A simulated head.
#[derive(Debug)]
pub(super) struct SimulatedHead(Mutex<Simulation>);

impl SimulatedHead {
    /// The head of a camera that was measured; `None` for one that nobody did. Its zero is true north.
    pub fn of(camera: &Camera, now: Duration) -> Option<Self> {
        let pose = camera.pose?;
        let home = Aim {
            pan_degrees: pose.pan_degrees,
            tilt_degrees: pose.tilt_degrees,
            zoom: 1.0,
        };
        let most_zoom = camera.fields_of_view.last().map_or(1.0, |field| field.zoom);
        // Each is off in its own way, and the same one always in the same.
        let seed = camera.id.as_str().bytes();
        let seed = seed.fold(0, |seed: u64, byte| {
            seed.wrapping_mul(257).wrapping_add(byte.into())
        });
        let simulation = Simulation::new(home, Build::dome(most_zoom), seed, now);
        Some(Self(Mutex::new(simulation)))
    }
}

#[async_trait::async_trait]
impl Head for SimulatedHead {
    fn abilities(&self) -> Abilities {
        let simulation = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let build = simulation.build();
        Abilities {
            absolute: true,
            telemetry: true,
            presets: vec!["home".to_owned()],
            simulated: true,
            tilt_degrees: Some(build.tilt_range),
            zoom: Some(build.zoom_range),
        }
    }

    async fn begin(&self, wanted: &Move, now: Duration) -> Result<(), HeadError> {
        let mut simulation = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if simulation.begin(wanted, now) {
            Ok(())
        } else {
            Err(HeadError::NotAble("knows no such preset"))
        }
    }

    fn reading(self: Arc<Self>, now: Duration) -> Option<Reading> {
        let mut simulation = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Some(simulation.reading(now))
    }
}

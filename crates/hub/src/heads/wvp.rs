//! A head that a WVP turns: it is told a direction and a speed, and when to stop (GB/T 28181, annex A.3). So it can be turned by
//! so much, as far as time and speed tell, and called to a numbered preset; it tells nothing of where it looks.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use domain::CameraId;

use super::{Abilities, Head, HeadError, Move, Reading, Towards};
use crate::gateway::{Drive, Wvp};

/// The shortest time that a head is driven: below it, commands overtake one another.
const SHORTEST: Duration = Duration::from_millis(150);
/// The longest time that a head is driven by one move.
const LONGEST: Duration = Duration::from_secs(20);
/// How often a stop is said when nobody says that it was heard.
const STOPS: u32 = 3;

/// A head that a WVP turns.
#[derive(Debug)]
pub(super) struct WvpHead {
    wvp: Arc<Wvp>,
    camera: CameraId,
    /// Which move is under way: one that is not the last any more says nothing more.
    latest: Arc<AtomicU64>,
}

/// A part of a move: a drive for some time.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Phase {
    drive: Drive,
    lasts: Duration,
}

impl WvpHead {
    pub fn of(wvp: Arc<Wvp>, camera: CameraId) -> Self {
        Self {
            wvp,
            camera,
            latest: Arc::default(),
        }
    }

    /// Begins to drive; what follows goes on by itself and ends with a stop.
    async fn drive(&self, phases: Vec<Phase>) -> Result<(), HeadError> {
        let mine = self.latest.fetch_add(1, Ordering::SeqCst) + 1;
        let mut phases = phases.into_iter();
        let Some(first) = phases.next() else {
            return Ok(());
        };
        self.wvp.drive(&self.camera, first.drive).await?;
        let (wvp, camera, latest) = (
            Arc::clone(&self.wvp),
            self.camera.clone(),
            Arc::clone(&self.latest),
        );
        tokio::spawn(async move {
            let is_last = || latest.load(Ordering::SeqCst) == mine;
            tokio::time::sleep(first.lasts).await;
            for phase in phases {
                if !is_last() || wvp.drive(&camera, phase.drive).await.is_err() {
                    break;
                }
                tokio::time::sleep(phase.lasts).await;
            }
            for _ in 0..STOPS {
                if !is_last() || wvp.drive(&camera, Drive::STOP).await.is_ok() {
                    return;
                }
                tokio::time::sleep(SHORTEST).await;
            }
            tracing::warn!(camera = %camera, "A head may not have heard that it is to stop");
        });
        Ok(())
    }
}

/// How a head is driven by so much: turned first, then zoomed, each as fast as it takes and for as long as that takes.
fn phases(by: &Towards, top_speeds: [f64; 3]) -> Vec<Phase> {
    let [pan, tilt, zoom] = by.values().map(|value| value.unwrap_or(0.0));
    let [pan_speed, tilt_speed, zoom_speed] = top_speeds;
    let time =
        |secs: f64| Duration::from_secs_f64(secs.clamp(0.0, LONGEST.as_secs_f64())).max(SHORTEST);
    let turn = (pan.abs() / pan_speed).max(tilt.abs() / tilt_speed);
    let zooming = zoom.abs() / zoom_speed;
    let turning = Phase {
        lasts: time(turn),
        drive: Drive {
            pan: pan / pan_speed / time(turn).as_secs_f64(),
            tilt: tilt / tilt_speed / time(turn).as_secs_f64(),
            zoom: 0.0,
        },
    };
    let zooming_phase = Phase {
        lasts: time(zooming),
        drive: Drive {
            zoom: zoom / zoom_speed / time(zooming).as_secs_f64(),
            ..Drive::STOP
        },
    };
    let both = [(turn, turning), (zooming, zooming_phase)];
    both.into_iter()
        .filter_map(|(secs, phase)| (secs > 0.0).then_some(phase))
        .collect()
}

#[async_trait::async_trait]
impl Head for WvpHead {
    fn abilities(&self) -> Abilities {
        Abilities {
            absolute: false,
            telemetry: false,
            presets: (1..=255).map(|number: u16| number.to_string()).collect(),
            simulated: false,
            tilt_degrees: None,
            zoom: None,
        }
    }

    async fn begin(&self, wanted: &Move, _: Duration) -> Result<(), HeadError> {
        match wanted {
            Move::Absolute(_) => Err(HeadError::NotAble(
                "is told directions and speeds only: it knows no degrees of its own",
            )),
            Move::Relative(by) => self.drive(phases(by, self.wvp.top_speeds())).await,
            Move::Preset(name) => {
                let number = name.parse().ok().filter(|number: &u8| *number > 0);
                let number = number.ok_or(HeadError::NotAble("has presets 1 to 255"))?;
                self.latest.fetch_add(1, Ordering::SeqCst);
                Ok(self.wvp.call_preset(&self.camera, number).await?)
            }
            Move::Stop {} => {
                self.latest.fetch_add(1, Ordering::SeqCst);
                Ok(self.wvp.drive(&self.camera, Drive::STOP).await?)
            }
        }
    }

    fn reading(self: Arc<Self>, _: Duration) -> Option<Reading> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(pan: f64, tilt: f64, zoom: f64) -> Towards {
        Towards {
            pan_degrees: Some(pan),
            tilt_degrees: Some(tilt),
            zoom: Some(zoom),
        }
    }

    #[test]
    fn a_head_is_driven_for_as_long_as_the_way_takes_at_the_speed_it_is_told() {
        let driven = phases(&by(-60.0, 10.0, 0.0), [60.0, 30.0, 5.0]);
        let [Phase { drive, lasts }] = driven[..] else {
            panic!("{driven:?}");
        };
        assert_eq!(lasts, Duration::from_secs(1));
        assert!((drive.pan + 1.0).abs() < 1e-9 && (drive.tilt - 1.0 / 3.0).abs() < 1e-9);
        let slow = phases(&by(0.6, 0.0, 0.0), [60.0, 30.0, 5.0]);
        assert_eq!(slow[0].lasts, SHORTEST, "slower, not shorter");
        assert!((slow[0].drive.pan * SHORTEST.as_secs_f64() * 60.0 - 0.6).abs() < 1e-9);
        let both = phases(&by(6.0, 0.0, -10.0), [60.0, 30.0, 5.0]);
        assert_eq!(
            (both.len(), both[1].lasts, both[1].drive.zoom),
            (2, Duration::from_secs(2), -1.0)
        );
        assert_eq!(phases(&by(0.0, 0.0, 0.0), [60.0, 30.0, 5.0]), []);
        assert_eq!(
            phases(&by(1e6, 0.0, 0.0), [60.0, 30.0, 5.0])[0].lasts,
            LONGEST
        );
    }
}

//! A head that is turned by ONVIF: it is told where to look, and asked where it does while somebody wants to know.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Abilities, Aim, Head, HeadError, Move, Range, Reading, Towards};
use crate::clock::uptime;
use crate::config::{OnvifConfig, OnvifSpace};
use crate::gateway::{GatewayError, Onvif, Position, Preset};

/// How often it is asked at most.
const ASKED_EVERY: Duration = Duration::from_millis(150);
/// How long it is left alone after it did not answer.
const LEFT_ALONE_FOR: Duration = Duration::from_secs(5);
/// How long a move is taken to be under way: what is told relative then starts from its end.
const UNDER_WAY_FOR: Duration = Duration::from_secs(5);

/// A head that is turned by ONVIF.
#[derive(Debug)]
pub(super) struct OnvifHead {
    device: Onvif,
    scale: Scale,
    known: Mutex<Known>,
    is_asked: AtomicBool,
}

/// How a device's numbers are degrees and zoom factors.
#[derive(Clone, Copy, Debug)]
struct Scale {
    space: OnvifSpace,
    pan: (f64, f64),
    tilt: (f64, f64),
    zoom: (f64, f64),
}

/// What is known of a head.
#[derive(Debug, Default)]
struct Known {
    reading: Option<Reading>,
    /// Where it was told to look, and when.
    target: Option<(Aim, Duration)>,
    presets: Option<Vec<Preset>>,
    ask_after: Duration,
}

impl Scale {
    fn of(config: &OnvifConfig) -> Self {
        Self {
            space: config.space,
            pan: config.pan_degrees,
            tilt: config.tilt_degrees,
            zoom: config.zoom,
        }
    }

    fn aim(&self, at: Position) -> Aim {
        let between = |(low, high): (f64, f64), share: f64| low + (high - low) * share;
        let (pan, tilt) = match self.space {
            OnvifSpace::Degrees => (at.pan, at.tilt),
            OnvifSpace::Generic => (
                between(self.pan, f64::midpoint(at.pan, 1.0)),
                between(self.tilt, f64::midpoint(at.tilt, 1.0)),
            ),
        };
        Aim {
            pan_degrees: Range::Round(360.0).within(pan),
            tilt_degrees: tilt,
            zoom: between(self.zoom, at.zoom),
        }
    }

    /// Where a device has to look, as near as it can.
    fn position(&self, aim: Aim) -> Position {
        let share =
            |(low, high): (f64, f64), value: f64| ((value - low) / (high - low)).clamp(0.0, 1.0);
        // Of the turns that stand for the direction, the one that lies in its range.
        let (low, high) = self.pan;
        let pan = (low + (aim.pan_degrees - low).rem_euclid(360.0)).clamp(low, high);
        let tilt = aim.tilt_degrees.clamp(self.tilt.0, self.tilt.1);
        let (pan, tilt) = match self.space {
            OnvifSpace::Degrees => (pan, tilt),
            OnvifSpace::Generic => (
                2.0 * share(self.pan, pan) - 1.0,
                2.0 * share(self.tilt, tilt) - 1.0,
            ),
        };
        Position {
            pan,
            tilt,
            zoom: share(self.zoom, aim.zoom),
        }
    }
}

impl OnvifHead {
    pub fn of(config: &OnvifConfig) -> Arc<Self> {
        Arc::new(Self {
            device: Onvif::of(config),
            scale: Scale::of(config),
            known: Mutex::default(),
            is_asked: AtomicBool::new(false),
        })
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks where it looks, and the first time what it knows by name.
    async fn ask(&self) -> Result<Aim, GatewayError> {
        let answer = self.device.status().await;
        let now = uptime();
        let aim = answer.map(|position| self.scale.aim(position));
        {
            let mut known = self.known();
            known.ask_after = now
                + if aim.is_ok() {
                    ASKED_EVERY
                } else {
                    LEFT_ALONE_FOR
                };
            if let Ok(aim) = aim {
                known.reading = Some(Reading { at: now, aim });
            }
        }
        aim
    }

    async fn presets(&self) -> Result<Vec<Preset>, GatewayError> {
        if let Some(presets) = &self.known().presets {
            return Ok(presets.clone());
        }
        let presets = self.device.presets().await?;
        self.known().presets = Some(presets.clone());
        Ok(presets)
    }

    async fn look(&self, aim: Aim, now: Duration) -> Result<(), HeadError> {
        self.device.look(self.scale.position(aim)).await?;
        self.known().target = Some((aim, now));
        Ok(())
    }

    /// Where it looks, or is about to.
    async fn base(&self, now: Duration) -> Result<Aim, GatewayError> {
        let target = self.known().target;
        match target {
            Some((aim, told_at)) if now < told_at + UNDER_WAY_FOR => Ok(aim),
            _ => self.ask().await,
        }
    }

    fn further(&self, base: Aim, by: &Towards) -> Aim {
        let added = |value: f64, by: Option<f64>| value + by.unwrap_or(0.0);
        Aim {
            pan_degrees: Range::Round(360.0).within(added(base.pan_degrees, by.pan_degrees)),
            tilt_degrees: added(base.tilt_degrees, by.tilt_degrees)
                .clamp(self.scale.tilt.0, self.scale.tilt.1),
            zoom: added(base.zoom, by.zoom).clamp(self.scale.zoom.0, self.scale.zoom.1),
        }
    }
}

#[async_trait::async_trait]
impl Head for OnvifHead {
    fn abilities(&self) -> Abilities {
        let presets = self.known().presets.clone().unwrap_or_default();
        Abilities {
            absolute: true,
            telemetry: true,
            presets: presets.into_iter().map(|preset| preset.name).collect(),
            simulated: false,
            tilt_degrees: Some(self.scale.tilt),
            zoom: Some(self.scale.zoom),
        }
    }

    async fn begin(&self, wanted: &Move, now: Duration) -> Result<(), HeadError> {
        match wanted {
            Move::Absolute(towards) => {
                let [pan, tilt, zoom] = towards.values();
                let aim = match (pan, tilt, zoom) {
                    (Some(pan_degrees), Some(tilt_degrees), Some(zoom)) => Aim {
                        pan_degrees,
                        tilt_degrees,
                        zoom,
                    },
                    _ => {
                        let base = self.base(now).await?;
                        Aim {
                            pan_degrees: pan.unwrap_or(base.pan_degrees),
                            tilt_degrees: tilt.unwrap_or(base.tilt_degrees),
                            zoom: zoom.unwrap_or(base.zoom),
                        }
                    }
                };
                self.look(aim, now).await
            }
            Move::Relative(by) => {
                let base = self.base(now).await?;
                self.look(self.further(base, by), now).await
            }
            Move::Preset(name) => {
                let presets = self.presets().await?;
                let mut named = presets
                    .iter()
                    .filter(|preset| preset.name == *name || preset.token == *name);
                let preset = named
                    .next()
                    .ok_or(HeadError::NotAble("knows no such preset"))?;
                self.device.call(preset).await?;
                self.known().target = None;
                Ok(())
            }
            Move::Stop {} => {
                self.device.stop().await?;
                self.known().target = None;
                Ok(())
            }
        }
    }

    fn reading(self: Arc<Self>, now: Duration) -> Option<Reading> {
        let (reading, is_due) = {
            let known = self.known();
            (known.reading, now >= known.ask_after)
        };
        // One question at a time, whoever else wants to know.
        if is_due && !self.is_asked.swap(true, Ordering::SeqCst) {
            tokio::spawn(async move {
                if self.ask().await.is_ok()
                    && let Err(GatewayError::Refused { .. } | GatewayError::Unusable) =
                        self.presets().await
                {
                    // Some devices have none, and say so by a fault: they are not asked again.
                    self.known().presets = Some(Vec::new());
                }
                self.is_asked.store(false, Ordering::SeqCst);
            });
        }
        reading
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scale(space: OnvifSpace) -> Scale {
        Scale {
            space,
            pan: (-180.0, 180.0),
            tilt: (-90.0, 20.0),
            zoom: (1.0, 31.0),
        }
    }

    #[test]
    fn a_direction_is_told_within_the_devices_own_range() {
        let aim = Aim {
            pan_degrees: 270.0,
            tilt_degrees: -35.0,
            zoom: 16.0,
        };
        let degrees = scale(OnvifSpace::Degrees).position(aim);
        assert_eq!(
            degrees,
            Position {
                pan: -90.0,
                tilt: -35.0,
                zoom: 0.5
            }
        );
        let generic = scale(OnvifSpace::Generic).position(aim);
        assert_eq!(
            generic,
            Position {
                pan: -0.5,
                tilt: 0.0,
                zoom: 0.5
            }
        );
    }

    proptest! {
        #[test]
        fn what_a_device_says_of_where_it_was_told_to_look_is_that(
            pan_degrees in 0.0..360.0,
            tilt_degrees in -90.0..20.0,
            zoom in 1.0..31.0,
            is_generic in any::<bool>(),
        ) {
            let scale = scale(if is_generic { OnvifSpace::Generic } else { OnvifSpace::Degrees });
            let aim = Aim { pan_degrees, tilt_degrees, zoom };
            let told = scale.aim(scale.position(aim));
            let off = (told.pan_degrees - pan_degrees + 180.0).rem_euclid(360.0) - 180.0;
            prop_assert!(off.abs() < 1e-9);
            prop_assert!((told.tilt_degrees - tilt_degrees).abs() < 1e-9 && (told.zoom - zoom).abs() < 1e-9);
        }
    }
}

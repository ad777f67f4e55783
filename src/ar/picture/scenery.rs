//! What a drawn picture shows: ground, haze and buildings, in the light of the hour.

use domain::Timestamp;
use leptos::logging::warn;
use leptos::prelude::untrack;
use protocol::{Basemap, CoordinateSystem, PAINTED};

use super::CameraPicture;
use crate::ar::daylight::Phase;
use crate::ar::scene;
use crate::engine::{Bodies, EngineError, MapEngine, PerspectiveEngine, Raster, RasterPaint};

/// What lies flat is drawn from far: tiles of the aerial picture down to this zoom.
const LEAST_ZOOM: u8 = 10;

impl CameraPicture {
    /// Another second: the light of the hour may be another one.
    pub fn second(&self) {
        if self.scene.get() != Some(self.phase().0) {
            self.build();
        }
        self.drive();
    }

    /// The part of the day, and the local hour.
    fn phase(&self) -> (Phase, f64) {
        let now = untrack(|| self.options.store.now()).unwrap_or(Timestamp(0));
        let local = untrack(|| self.options.i18n.local(now));
        let hour = f64::from(local.hour) + f64::from(local.minute) / 60.0;
        (Phase::at(hour), hour)
    }

    /// Puts ground, haze and buildings into the picture, in the light of the hour.
    pub(super) fn build(&self) {
        let (phase, hour) = self.phase();
        let light = phase.light(hour);
        self.light_streets(&light);
        let (from, eye) = {
            let head = self.head.borrow();
            let standing = head.standing();
            (
                standing.drawn_from().position,
                standing.drawn_eye(head.aim()),
            )
        };
        let own: Vec<usize> = self.options.skyline.around(from).collect();
        let built = self.with_engine(|engine| -> Result<(), EngineError> {
            engine.set_daylight(&light.daylight);
            // A picture in shifted coordinates does not lie where the buildings stand.
            let lies = |basemap: &&Basemap| basemap.coordinates == CoordinateSystem::Wgs84;
            if let Some(basemap) = self.options.basemap.as_ref().filter(lies) {
                engine.set_raster(&raster_of(basemap, &self.scheme, light.brightness))?;
            }
            engine.set_veil(&scene::veil(from, &light))?;
            let buildings = &self.options.surroundings.buildings;
            engine.set_bodies(&scene::bodies(buildings, from, &own, &light))?;
            let eye = (eye.at, eye.height_metres);
            engine.set_facades(&scene::facades(buildings, eye, &own, &light))
        });
        self.idle.set(false);
        let Some(built) = built else { return };
        self.scene.set(Some(phase));
        match built {
            // What was left out while the card is away is built once it is back.
            Ok(()) | Err(EngineError::Away) => {}
            Err(error) => warn!("camera picture: {error}"),
        }
    }

    /// Puts marked bodies into the picture: tests compare where they are drawn with where they are said to stand.
    ///
    /// # Errors
    /// When the document is no GeoJSON, or there is no picture yet.
    pub fn mark(&self, geojson: String) -> Result<(), EngineError> {
        let marked = Bodies {
            name: "marked".to_owned(),
            geojson,
        };
        self.idle.set(false);
        self.with_engine(|engine| engine.set_bodies(&marked))
            .unwrap_or(Err(EngineError::NoCanvas))
    }
}

fn raster_of(basemap: &Basemap, scheme: &str, brightness: f64) -> Raster {
    Raster {
        name: "ground-picture".to_owned(),
        tiles: vec![
            basemap
                .tiles
                .replacen(&format!("{PAINTED}://"), &format!("{scheme}://"), 1),
        ],
        tile_size: basemap.tile_size,
        min_zoom: basemap.min_zoom.max(LEAST_ZOOM),
        max_zoom: basemap.max_zoom,
        from_south: false,
        bounds: None,
        paint: RasterPaint {
            brightness,
            saturation: -0.12,
            contrast: 0.0,
            opacity: 1.0,
        },
    }
}

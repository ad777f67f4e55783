//! What does not change with the incidents: the picture or ground below, letters and sizes of the marks, the language.

use domain::Millis;
use leptos::logging::warn;
use protocol::{Basemap, BasemapKind};

use super::Situation;
use crate::engine::{EngineError, Look, MapEngine, Raster, RasterPaint};
use crate::i18n::{Language, time_over};
use crate::map::ground;
use crate::platform::{prefers_reduced_motion, root_font_px};
use crate::symbology::{GROUND, GROUP, badges, letters, stage_colour};

impl Situation {
    /// The picture, or the ground in its place, then grids and areas.
    pub(super) fn lay_ground(&self) {
        let shapes = ground::shapes(
            &self.directory.borrow(),
            self.home_view,
            self.datum,
            self.basemap.is_some(),
            self.scale(),
        );
        self.laid_scale.set(self.scale());
        let laid = self.with_engine(|engine| -> Result<(), EngineError> {
            if let Some(basemap) = &self.basemap {
                engine.set_raster(&raster_of(basemap))?;
            }
            for shapes in &shapes {
                // The map draws what it is given, and is idle again after that.
                self.idle.set(false);
                engine.set_shapes(shapes)?;
            }
            Ok(())
        });
        if let Some(Err(error)) = laid {
            warn!("map: {error}");
        }
    }

    /// How much larger than on a full HD screen everything is.
    pub(super) fn scale(&self) -> f64 {
        root_font_px() / 16.0
    }

    /// What the marks have in common: letters of the language, size of the glass, the person's wishes.
    pub(super) fn dress(&self) {
        let language = self.language.get();
        self.layer.update(|marks| {
            let look = Look {
                scale: self.scale(),
                letters: letters(language).map(str::to_owned).to_vec(),
                badges: badges(language).map(str::to_owned).collect(),
                ground: GROUND,
                group: GROUP,
                alarm: stage_colour(domain::Stage::Reported),
                reduced_motion: prefers_reduced_motion(),
                ..marks.look().clone()
            };
            marks.set_look(look);
            marks.expect_characters(&caption_characters());
        });
    }

    /// Speaks another language.
    pub fn speak(&self, language: Language) {
        self.language.set(language);
        self.dress();
        if let Some(labels) = &self.labels {
            labels.speak(language);
        }
        self.choose_labels();
        self.write_captions();
    }

    /// The window has another size, or the person asked for less motion, or no longer does.
    pub fn dress_again(&self) {
        self.dress();
        if !self.has_map() {
            self.layer.show(self.bare_view());
        }
    }
}

/// What captions are written with, in every language.
fn caption_characters() -> String {
    let spans = [1, 60, 3_600, 86_400].map(Millis::from_secs);
    Language::ALL
        .into_iter()
        .flat_map(|language| spans.map(|span| time_over(language, span)))
        .collect()
}

fn raster_of(basemap: &Basemap) -> Raster {
    Raster {
        name: "basemap".to_owned(),
        tiles: vec![basemap.tiles.clone()],
        tile_size: basemap.tile_size,
        min_zoom: basemap.min_zoom,
        max_zoom: basemap.max_zoom,
        from_south: false,
        bounds: None,
        paint: match basemap.kind {
            BasemapKind::Imagery => RasterPaint::CALM,
            BasemapKind::Drawn => RasterPaint::PLAIN,
        },
    }
}

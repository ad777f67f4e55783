//! Where the map looks, and is made to look.

use domain::Wgs84;

use super::Situation;
use crate::config::AskedCamera;
use crate::engine::{Camera, MapEngine, Travel, View};
use crate::store::Wanted;

impl Situation {
    /// The container's width and height in CSS pixels.
    pub(super) fn size(&self) -> (f64, f64) {
        (
            f64::from(self.container.client_width()),
            f64::from(self.container.client_height()),
        )
    }

    /// The view while there is no map: where it will begin, through a window of the container's size.
    pub(super) fn bare_view(&self) -> View {
        let (width, height) = self.size();
        View::new(self.framing.first((width, height)), width, height)
    }

    pub(super) fn has_map(&self) -> bool {
        self.engine.borrow().is_some()
    }

    /// The camera and the window, as they are drawn.
    #[must_use]
    pub fn view(&self) -> View {
        self.layer.read(|marks| *marks.view())
    }

    /// Shows what was asked for.
    pub fn show(&self, wanted: Wanted) {
        let directory = self.directory.borrow();
        self.with_engine(|engine| self.framing.show(engine, &directory, wanted));
    }

    /// Moves the camera at once, as a person would: the map no longer moves by itself.
    pub fn set_camera(&self, centre: Wgs84, zoom: f64, pitch: f64, bearing: f64) {
        self.framing.take_in_hand();
        self.idle.set(!self.has_map());
        let camera = self.framing.camera_over(centre, zoom, pitch, bearing);
        if self
            .with_engine(|engine| engine.go_to(camera, Travel::Jump))
            .is_none()
        {
            let bare = self.bare_view();
            self.layer
                .show(View::new(camera, bare.width(), bare.height()));
        }
    }

    /// The camera: its centre as a place, and the rest as it is.
    #[must_use]
    pub fn camera(&self) -> Option<(Wgs84, Camera)> {
        let camera = self.view().camera();
        Some((self.datum.place(camera.centre)?, camera))
    }

    /// The camera where a person has put it; `None` while nobody has, or while it moves.
    #[must_use]
    pub fn camera_in_hand(&self) -> Option<AskedCamera> {
        let moves = self
            .with_engine(|engine| engine.is_moving())
            .unwrap_or(false);
        if !self.framing.is_in_hand() || moves {
            return None;
        }
        let (centre, camera) = self.camera()?;
        Some(AskedCamera {
            centre,
            zoom: camera.zoom,
            pitch: camera.pitch,
            bearing: camera.bearing,
        })
    }
}

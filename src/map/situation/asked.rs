//! What others ask of the map: what stands where, whether it is done, what it costs.

use domain::{IncidentRef, Wgs84};

use super::Situation;
use crate::engine::{Marks, ScreenPoint, Stats};
use crate::map::picking::{MOUSE, incident_at, incidents_in_view};
use crate::platform::{Effort, page_now};

impl Situation {
    /// The incidents whose marks stand in the view, each with its place in CSS pixels of the window.
    #[must_use]
    pub fn incidents_in_view(&self) -> Vec<(IncidentRef, Wgs84, ScreenPoint)> {
        let corner = self.corner();
        self.layer
            .read(|marks| incidents_in_view(marks, self.datum, corner))
    }

    /// The incident whose mark is at a point of the window, in CSS pixels.
    #[must_use]
    pub fn pick(&self, x: f64, y: f64) -> Option<IncidentRef> {
        let corner = self.corner();
        let at = ScreenPoint {
            x: x - corner.x,
            y: y - corner.y,
        };
        self.layer.read(|marks| incident_at(marks, at, MOUSE))
    }

    /// The container's corner in the window.
    fn corner(&self) -> ScreenPoint {
        let place = self.container.get_bounding_client_rect();
        ScreenPoint {
            x: place.left(),
            y: place.top(),
        }
    }

    /// Whether nothing is on its way: the map has drawn its tiles, the marks what they are told, and names stand clear of them.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let named = self.labels.is_none() || self.labels_chosen_at.get().is_some();
        let drawn = named && !self.draws_next(page_now());
        let map = self.library_failed.get() || (self.has_map() && self.idle.get());
        map && drawn && self.dirty.borrow().is_empty()
    }

    /// The marks' figures.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.layer.read(Marks::stats)
    }

    /// What drawing the marks has cost the page's thread.
    #[must_use]
    pub fn drawing(&self) -> &Effort {
        self.layer.effort()
    }
}

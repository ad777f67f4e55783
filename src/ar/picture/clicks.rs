//! What a pointer means in a picture: a label, an arrow, or the place that is seen there.

use domain::{IncidentRef, Wgs84};
use geodesy::PicturePixel;
use leptos::prelude::{Set, untrack};

use super::{CameraPicture, LabelSeen};
use crate::ar::control::Pointed;
use crate::ar::pointing::spot_at;
use crate::ar::subjects::Opens;

impl CameraPicture {
    /// What a click means: a label's or an arrow's own thing, else the place that was pointed at.
    pub fn click(&self, x: f64, y: f64) {
        if let Some(control) = self.options.control {
            // In a film that turns a pixel is of a direction that nobody knows.
            let is_unsure = self.is_filmed() && (self.is_lost() || self.unsure.get() > 0.0);
            (self.options.on_unsure)(is_unsure);
            if is_unsure {
                return;
            }
            let (aim, _) = self.aims();
            let (size, pixel) = (self.brush.borrow().size(), PicturePixel { x, y });
            control.point(Pointed {
                aim,
                size,
                pixel,
                drawn: !self.is_filmed(),
            });
            return;
        }
        let view = self.options.store.view;
        let placing = untrack(|| view.pin()).placing;
        if let Some(label) = self.label_at(x, y).filter(|_| !placing) {
            if label.count > 1 && self.come_closer(label.spread) {
                return;
            }
            match label.opens {
                Opens::Incident(incident) => view.select(Some(incident)),
                Opens::Camera(camera) => (self.options.on_camera)(camera),
                Opens::Hand(network, id) => view.hand_label.set(Some((network, id))),
                Opens::Nothing => {
                    self.turn_to(label.place.position);
                }
            }
            return;
        }
        if let Some((incident, at)) = self.arrow_at(x, y) {
            if let Some(incident) = incident {
                view.select(Some(incident));
            }
            self.turn_to(at);
            return;
        }
        let spot = self
            .sighting()
            .and_then(|sighting| spot_at(&sighting, &self.options.skyline, PicturePixel { x, y }));
        if placing {
            view.put_pin(spot.as_ref().map(|spot| spot.at));
        }
        view.spot.set(spot);
        self.draw_soon();
    }

    /// The incident whose label the pointer is over.
    #[must_use]
    pub fn incident_at(&self, x: f64, y: f64) -> Option<IncidentRef> {
        match self.label_at(x, y)?.opens {
            Opens::Incident(incident) => Some(incident),
            _ => None,
        }
    }

    /// Whether there is something to click on at a point.
    #[must_use]
    pub fn is_over_something(&self, x: f64, y: f64) -> bool {
        self.label_at(x, y).is_some() || self.arrow_at(x, y).is_some()
    }

    fn label_at(&self, x: f64, y: f64) -> Option<LabelSeen> {
        let mut labels = self.labels();
        // Those above were drawn last.
        labels.reverse();
        labels.into_iter().find(|label| {
            let [left, top, width, height] = label.plate;
            let near = (x - label.anchor.0).hypot(y - label.anchor.1) < 8.0;
            near || ((left..left + width).contains(&x) && (top..top + height).contains(&y))
        })
    }

    fn arrow_at(&self, x: f64, y: f64) -> Option<(Option<IncidentRef>, Wgs84)> {
        let drawn = self.drawn.borrow();
        let scale = self.brush.borrow().scale();
        let arrow = drawn
            .arrows
            .iter()
            .find(|arrow| (x - arrow.at.0).hypot(y - arrow.at.1) < 22.0 * scale)?;
        let subjects = self.subjects.borrow();
        let subject = subjects.get(arrow.subject)?;
        let incident = match subject.opens {
            Opens::Incident(incident) => Some(incident),
            _ => None,
        };
        Some((incident, subject.place.position))
    }
}

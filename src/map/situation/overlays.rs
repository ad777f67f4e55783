//! What stands above the map beside its marks: the pin, the open camera's cone, camera points, calls from outside of the view.

use leptos::prelude::{Update, WithUntracked, untrack};

use super::Situation;
use crate::map::camera_points::PointSign;
use crate::map::outside::{edge_calls, is_missed};

impl Situation {
    /// The pin was put somewhere else, or taken away.
    pub fn stand_pin(&self) {
        let pin = untrack(|| self.store.view.pin());
        let at = pin.at.map(|at| self.datum.drawn(at));
        self.pin.stand(at, &self.view());
    }

    /// The open camera looks elsewhere, or another place was pointed at in its picture.
    pub fn stand_cone(&self) {
        let view = self.store.view;
        view.sight.with_untracked(|sight| {
            view.spot.with_untracked(|spot| {
                self.cone
                    .stand(sight.as_ref(), spot.as_ref(), self.datum, &self.view());
            });
        });
    }

    /// Shows where these cameras stand; none when nobody wants to know.
    pub fn show_camera_points(&self, points: &[PointSign]) {
        let open = self.store.view.camera_point;
        let on_press = move |id| {
            open.update(|open| *open = (open.as_ref() != Some(&id)).then_some(id));
        };
        self.camera_points.borrow_mut().show(points, on_press);
        self.stand_camera_points();
    }

    pub(super) fn stand_camera_points(&self) {
        let points = self.camera_points.borrow();
        points.stand(self.datum, &self.view());
    }

    /// Says what is urgent and not in the view: the map is not moved for it, and nobody must miss it.
    pub(super) fn tell_outside(&self) {
        let filter = self.filter.borrow();
        let view = self.view();
        let calls = self.store.with_feeds(|feeds| {
            let missed = feeds.iter().flat_map(|(network, feed)| {
                let incidents = feed.world().incidents().filter(|known| is_missed(known));
                let shown = incidents.filter(|known| filter.lets_through(*network, known));
                shown.filter_map(|known| {
                    let at = self.datum.drawn(known.place.position?);
                    Some((at, known.is_unattended()))
                })
            });
            edge_calls(missed, &view)
        });
        (self.on_outside)(calls);
    }
}

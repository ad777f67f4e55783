//! What the person presses and points at, and the rings that answer.

use domain::IncidentRef;
use leptos::prelude::{GetUntracked, Set, WithUntracked, untrack};
use web_sys::KeyboardEvent;

use super::Situation;
use crate::engine::ScreenPoint;
use crate::map::mark_ids::mark_of;
use crate::map::picking::{FINGER, Hit, MOUSE, hit, incident_at, next_below};
use crate::store::Wanted;

impl Situation {
    pub(super) fn click(&self, at: ScreenPoint, touch: bool) {
        if untrack(|| self.store.view.pin()).placing {
            let place = self.view().unproject(at);
            let place = place.and_then(|drawn| self.datum.place(drawn));
            self.store.view.put_pin(place);
            return;
        }
        let reach = if touch { FINGER } else { MOUSE };
        let selected = self.store.view.selected.get_untracked();
        match self.layer.read(|marks| hit(marks, at, reach)) {
            Some(Hit::Incident(incident)) if Some(incident) == selected => {
                // Pressed again: where several stand at one address, the next of them.
                let next = self.layer.read(|marks| next_below(marks, at, incident));
                self.store.view.select(next.or(selected));
            }
            Some(Hit::Incident(incident)) => self.store.view.select(Some(incident)),
            Some(Hit::Place) => {}
            Some(Hit::Lookout(number)) => self.open_lookout(number),
            Some(Hit::Group(bounds)) => {
                self.with_engine(|engine| self.framing.open_group(engine, bounds));
            }
            None => self.store.view.select(None),
        }
    }

    fn open_lookout(&self, number: usize) {
        let camera = self.store.surroundings.with_untracked(|known| {
            let (_, camera, _) = known.as_ref()?.lookouts().nth(number)?;
            Some(camera.id.clone())
        });
        self.store.view.camera.set(camera);
    }

    pub(super) fn point_at(&self, at: Option<ScreenPoint>) {
        let incident = at.and_then(|at| self.layer.read(|marks| incident_at(marks, at, 0.0)));
        self.store.view.hover(incident);
    }

    /// A key over the map: `f` shows everything. Arrows, plus and minus are the map library's own.
    pub fn key(&self, key: &KeyboardEvent) {
        let plain = !key.ctrl_key() && !key.meta_key() && !key.alt_key();
        if plain && matches!(key.key().as_str(), "f" | "F") {
            self.show(Wanted::Everything);
        }
    }

    /// The marks' white ring.
    pub fn select(&self, incident: Option<IncidentRef>) {
        self.layer
            .update(|marks| marks.select(incident.map(mark_of)));
    }

    /// The marks' thin ring.
    pub fn hover(&self, incident: Option<IncidentRef>) {
        self.layer
            .update(|marks| marks.hover(incident.map(mark_of)));
        let cursor = if incident.is_some() { "pointer" } else { "" };
        let _ = self.container.style().set_property("cursor", cursor);
    }
}

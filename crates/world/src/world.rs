//! The folded picture of one network.

use domain::{Incident, IncidentId, Seq, Wgs84};
use geodesy::Metres;

use crate::names::Names;
use crate::shelf::Shelf;
use crate::spatial::SpatialIndex;
use crate::{Bounds, Change};

/// The folded state of one network: every incident the log, or the part of it this screen may see, knows of.
///
/// It is what is shown, and no more: what deciding remembers besides stands in a [`Register`](crate::Register).
/// Changed by [`apply`](Self::apply) and, on a filtered stream, by [`enter`](Self::enter) and [`leave`](Self::leave).
#[derive(Clone, Debug, Default)]
pub struct World {
    pub(crate) held: Shelf<Incident>,
    pub(crate) spatial: SpatialIndex,
    pub(crate) names: Names,
    pub(crate) through: Seq,
    pub(crate) out_of_order: u64,
}

impl World {
    /// A world in which nothing has happened yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An incident came into view, whole. It takes the place of what was known of it.
    pub fn enter(&mut self, mut incident: Incident) -> Change {
        let id = incident.id;
        let before = self.remove(id);
        self.names.share_all(&mut incident);
        self.spatial.moved(id, None, incident.place.position);
        let before = before.as_ref();
        let change = Change {
            incident: id,
            appeared: before.is_none(),
            disappeared: false,
            stage_changed: before.is_none_or(|before| before.stage != incident.stage),
            place_changed: before.map_or(incident.place.position.is_some(), |before| {
                before.place.position != incident.place.position
            }),
        };
        self.held.put(id, incident);
        change
    }

    /// An incident went out of view. `None` when it was not in view.
    pub fn leave(&mut self, id: IncidentId) -> Option<Change> {
        self.remove(id)?;
        Some(Change {
            incident: id,
            appeared: false,
            disappeared: true,
            stage_changed: false,
            place_changed: false,
        })
    }

    fn remove(&mut self, id: IncidentId) -> Option<Incident> {
        let incident = self.held.take(id)?;
        self.spatial.moved(id, incident.place.position, None);
        Some(incident)
    }

    /// The last event seen, be it that nothing of it was visible.
    #[must_use]
    pub const fn through(&self) -> Seq {
        self.through
    }

    /// Everything visible up to this event has been seen. Never goes back.
    pub fn advance(&mut self, through: Seq) {
        self.through = self.through.max(through);
    }

    /// The incident with that number, if it is held.
    #[must_use]
    pub fn incident(&self, id: IncidentId) -> Option<&Incident> {
        self.held.get(id)
    }

    /// Every incident, by ascending id.
    pub fn incidents(&self) -> impl Iterator<Item = &Incident> {
        self.held.values()
    }

    /// The incidents from a number on, by ascending id.
    pub fn incidents_from(&self, id: IncidentId) -> impl Iterator<Item = &Incident> {
        self.held.values_from(id)
    }

    /// How many incidents are held.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.held.len()
    }

    /// Whether no incident is held.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.held.len() == 0
    }

    /// The incidents inside a box of degrees, its edge included, by ascending id.
    pub fn within(&self, bounds: Bounds) -> impl Iterator<Item = &Incident> {
        let about = self.spatial.about(bounds).into_iter();
        about
            .filter_map(|id| self.incident(id))
            .filter(move |incident| {
                let position = incident.place.position;
                position.is_some_and(|position| bounds.contains(position))
            })
    }

    /// The incidents nearest to a place with their great-circle distances, nearest first, at most `count`.
    #[must_use]
    pub fn nearest(&self, to: Wgs84, count: usize) -> Vec<(&Incident, Metres)> {
        let position = |id| self.incident(id)?.place.position;
        let nearest = self.spatial.nearest(to, count, position);
        nearest
            .into_iter()
            .filter_map(|(id, distance)| Some((self.incident(id)?, distance)))
            .collect()
    }

    /// How many facts came late or contradicted the order.
    #[must_use]
    pub const fn out_of_order(&self) -> u64 {
        self.out_of_order
    }
}

//! The folded state of one network.

use std::collections::BTreeMap;

use domain::{ExternalId, Incident, IncidentId, PlatformId, Seq, Wgs84};
use geodesy::Metres;

use crate::fingerprint::fnv1a;
use crate::names::Names;
use crate::newest::Newest;
use crate::spatial::SpatialIndex;
use crate::told::Told;
use crate::touched::Touched;
use crate::{Bounds, Change, Snapshot};

/// An incident, when which part of it changed last, up to when what a later word replaces is known, and what was told of it that it
/// need not show.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub incident: Incident,
    pub touched: Touched,
    pub newest: Newest,
    pub told: Told,
}

/// The folded state of one network: every incident the log, or the part of it this screen may see, knows of.
///
/// Changed by [`apply`](Self::apply) and, on a filtered stream, by [`enter`](Self::enter) and [`leave`](Self::leave).
#[derive(Clone, Debug, Default)]
pub struct World {
    pub(crate) held: BTreeMap<IncidentId, Held>,
    pub(crate) numbers: BTreeMap<(PlatformId, ExternalId), IncidentId>,
    pub(crate) spatial: SpatialIndex,
    pub(crate) names: Names,
    pub(crate) through: Seq,
    /// The highest number given to an incident, 0 before the first.
    pub(crate) highest: u64,
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
        self.numbers.insert(
            (incident.platform.clone(), incident.external_id.clone()),
            id,
        );
        self.highest = self.highest.max(id.0);
        let change = Change {
            incident: id,
            appeared: before.is_none(),
            disappeared: false,
            stage_changed: before.is_none_or(|before| before.stage != incident.stage),
        };
        let held = Held {
            touched: Touched::all(incident.version),
            newest: Newest::default(),
            told: Told::default(),
            incident,
        };
        self.held.insert(id, held);
        change
    }

    /// An incident went out of view. `None` when it was not in view.
    pub fn leave(&mut self, id: IncidentId) -> Option<Change> {
        let incident = self.remove(id)?;
        self.numbers
            .remove(&(incident.platform, incident.external_id));
        Some(Change {
            incident: id,
            appeared: false,
            disappeared: true,
            stage_changed: false,
        })
    }

    /// Takes an incident out, but remembers its platform's number for it.
    pub(crate) fn remove(&mut self, id: IncidentId) -> Option<Incident> {
        let Held { incident, .. } = self.held.remove(&id)?;
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
        self.held.get(&id).map(|held| &held.incident)
    }

    /// Every incident, by ascending id.
    pub fn incidents(&self) -> impl Iterator<Item = &Incident> {
        self.held.values().map(|held| &held.incident)
    }

    /// How many incidents are held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Whether no incident is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// The incident that a platform's number stands for, also when it is archived and so no longer held.
    #[must_use]
    pub fn find(&self, platform: &PlatformId, external_id: &ExternalId) -> Option<IncidentId> {
        self.numbers
            .get(&(platform.clone(), external_id.clone()))
            .copied()
    }

    /// The number the next new incident gets: numbers are never given twice, also not after archiving.
    #[must_use]
    pub fn next_incident(&self) -> IncidentId {
        IncidentId(self.highest.saturating_add(1))
    }

    /// The incidents inside a box of degrees, its edge included, by ascending id.
    pub fn within(&self, bounds: Bounds) -> impl Iterator<Item = &Incident> {
        self.spatial
            .within(bounds)
            .into_iter()
            .filter_map(|id| self.incident(id))
    }

    /// The incidents nearest to a place with their great-circle distances, nearest first, at most `count`.
    #[must_use]
    pub fn nearest(&self, to: Wgs84, count: usize) -> Vec<(&Incident, Metres)> {
        let nearest = self.spatial.nearest(to, count);
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

    /// The world as data.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let archived = self
            .numbers
            .iter()
            .filter(|(_, id)| !self.held.contains_key(id));
        Snapshot {
            through: self.through,
            highest: self.highest,
            out_of_order: self.out_of_order,
            held: self
                .held
                .values()
                .map(|held| {
                    (
                        held.incident.clone(),
                        held.touched,
                        held.newest.clone(),
                        held.told.clone(),
                    )
                })
                .collect(),
            archived: archived
                .map(|((platform, external_id), id)| (platform.clone(), external_id.clone(), *id))
                .collect(),
        }
    }

    /// The world that a snapshot was taken of.
    #[must_use]
    pub fn from_snapshot(snapshot: Snapshot) -> Self {
        let mut names = Names::default();
        let mut numbers = BTreeMap::new();
        for (platform, external_id, id) in snapshot.archived {
            numbers.insert((platform, external_id), id);
        }
        let mut held = BTreeMap::new();
        for (mut incident, touched, newest, told) in snapshot.held {
            names.share_all(&mut incident);
            numbers.insert(
                (incident.platform.clone(), incident.external_id.clone()),
                incident.id,
            );
            let id = incident.id;
            let known = Held {
                incident,
                touched,
                newest,
                told,
            };
            held.insert(id, known);
        }
        Self {
            spatial: SpatialIndex::of(held.values().map(|held| &held.incident)),
            held,
            numbers,
            names,
            through: snapshot.through,
            highest: snapshot.highest,
            out_of_order: snapshot.out_of_order,
        }
    }

    /// FNV-1a (64 bit) over the snapshot's bytes: two worlds with the same digest are the same.
    #[must_use]
    pub fn digest(&self) -> u64 {
        fnv1a(&self.snapshot().to_bytes())
    }
}

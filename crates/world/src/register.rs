//! The folded state of one network together with what deciding remembers.

use std::collections::BTreeMap;

use domain::{ExternalId, Incident, IncidentId, PlatformId, Seq};

use crate::fingerprint::Fnv1a;
use crate::newest::Newest;
use crate::shelf::Shelf;
use crate::told::Told;
use crate::touched::Touched;
use crate::{Body, Change, Event, Snapshot, World};

/// What deciding remembers of one incident, and no screen shows.
#[derive(Clone, Debug)]
pub(crate) struct Remembered {
    /// When which part of it changed last.
    pub touched: Touched,
    /// Up to when what a later word replaces is known.
    pub newest: Newest,
    /// What was told of it that it need not show.
    pub told: Told,
}

/// The register (登记簿) of one network: its world, and what must be remembered besides to decide what may happen next.
///
/// Only whoever decides keeps one: the hub's writer, a demo, a test. A screen holds the [`World`] alone, which is smaller and
/// quicker to fold; so [`decide`](crate::decide) takes a register, and nobody decides from a picture.
#[derive(Clone, Debug, Default)]
pub struct Register {
    world: World,
    remembered: Shelf<Remembered>,
    /// The platforms' numbers, of archived incidents too.
    numbers: BTreeMap<PlatformId, BTreeMap<ExternalId, IncidentId>>,
    /// The highest number given to an incident, 0 before the first.
    highest: u64,
}

impl Register {
    /// A register in which nothing stands yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Folds one event of the log into the world, as [`World::apply`] does, and remembers what deciding needs of it.
    pub fn apply(&mut self, event: &Event) -> Option<Change> {
        let change = self.world.apply(event)?;
        let id = change.incident;
        if let Body::Reported(reported) = &event.fact.body {
            self.highest = self.highest.max(id.0);
            let numbers = self.numbers.entry(reported.platform.clone()).or_default();
            numbers.insert(reported.external_id.clone(), id);
            let remembered = Remembered {
                touched: Touched::all(event.seq),
                newest: Newest::default(),
                told: Told::default(),
            };
            self.remembered.put(id, remembered);
        } else if change.disappeared {
            self.remembered.take(id);
        } else if let Some(remembered) = self.remembered.get_mut(id) {
            remembered.touched.note_event(event, change.stage_changed);
            remembered.newest.note(&event.fact);
            remembered.told.note(&event.fact);
        }
        Some(change)
    }

    /// What is shown.
    #[must_use]
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// The last event folded.
    #[must_use]
    pub const fn through(&self) -> Seq {
        self.world.through()
    }

    /// The incident that a platform's number stands for, also when it is archived and so no longer held.
    #[must_use]
    pub fn find(&self, platform: &PlatformId, external_id: &ExternalId) -> Option<IncidentId> {
        self.numbers.get(platform)?.get(external_id).copied()
    }

    /// The number the next new incident gets: numbers are never given twice, also not after archiving.
    #[must_use]
    pub fn next_incident(&self) -> IncidentId {
        IncidentId(self.highest.saturating_add(1))
    }

    /// Whether a number may have been given to an incident, be it archived.
    pub(crate) fn has_given(&self, id: IncidentId) -> bool {
        (1..=self.highest).contains(&id.0)
    }

    /// An incident that is held, and what is remembered of it.
    pub(crate) fn entry(&self, id: IncidentId) -> Option<(&Incident, &Remembered)> {
        self.world.incident(id).zip(self.remembered.get(id))
    }

    /// The register as data.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let held = self.world.incidents().zip(self.remembered.values());
        let held = held.map(|(incident, remembered)| {
            let Remembered {
                touched,
                newest,
                told,
            } = remembered.clone();
            (incident.clone(), touched, newest, told)
        });
        let mut archived = Vec::new();
        for (platform, numbers) in &self.numbers {
            for (external_id, id) in numbers {
                if self.world.incident(*id).is_none() {
                    archived.push((platform.clone(), external_id.clone(), *id));
                }
            }
        }
        Snapshot {
            through: self.world.through,
            highest: self.highest,
            out_of_order: self.world.out_of_order,
            held: held.collect(),
            archived,
        }
    }

    /// The register that a snapshot was taken of.
    #[must_use]
    pub fn from_snapshot(snapshot: Snapshot) -> Self {
        let mut register = Self {
            highest: snapshot.highest,
            ..Self::default()
        };
        for (platform, external_id, id) in snapshot.archived {
            let numbers = register.numbers.entry(platform).or_default();
            numbers.insert(external_id, id);
        }
        for (incident, touched, newest, told) in snapshot.held {
            let id = incident.id;
            let numbers = register.numbers.entry(incident.platform.clone());
            numbers
                .or_default()
                .insert(incident.external_id.clone(), id);
            let remembered = Remembered {
                touched,
                newest,
                told,
            };
            register.remembered.put(id, remembered);
            register.world.enter(incident);
        }
        register.world.through = snapshot.through;
        register.world.out_of_order = snapshot.out_of_order;
        register
    }

    /// FNV-1a (64 bit) over the snapshot's bytes: two registers with the same digest are the same.
    #[must_use]
    pub fn digest(&self) -> u64 {
        Fnv1a::of_bytes(&self.snapshot().to_bytes())
    }
}

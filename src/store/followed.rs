//! Signals for the incidents that somebody has open: the only ones that have any.

use std::collections::BTreeMap;

use domain::{Incident, IncidentRef};
use leptos::prelude::*;

use super::{DirtySet, Feed};

/// One signal for every followed incident, and how many follow it.
#[derive(Default)]
pub(super) struct Followed {
    signals: BTreeMap<IncidentRef, (ArcRwSignal<Option<Incident>>, usize)>,
}

impl Followed {
    /// Another one follows; `read` gives what the incident is now.
    pub fn follow(
        &mut self,
        incident: IncidentRef,
        read: impl FnOnce() -> Option<Incident>,
    ) -> ArcRwSignal<Option<Incident>> {
        let (signal, followers) = self
            .signals
            .entry(incident)
            .or_insert_with(|| (ArcRwSignal::new(read()), 0));
        *followers += 1;
        signal.clone()
    }

    /// One no longer follows.
    pub fn leave(&mut self, incident: IncidentRef) {
        if let Some((_, followers)) = self.signals.get_mut(&incident) {
            *followers -= 1;
            if *followers == 0 {
                self.signals.remove(&incident);
            }
        }
    }

    /// The signals that what changed concerns, each with the incident as it is now.
    pub fn concerned(
        &self,
        dirty: &DirtySet,
        feeds: &BTreeMap<domain::Network, Feed>,
    ) -> Vec<(ArcRwSignal<Option<Incident>>, Option<Incident>)> {
        let is_concerned = |incident: &IncidentRef| {
            dirty.everything
                || dirty
                    .changed
                    .iter()
                    .any(|touched| touched.incident == *incident)
                || dirty.removed.contains(incident)
        };
        self.signals
            .iter()
            .filter(|(incident, _)| is_concerned(incident))
            .map(|(incident, (signal, _))| {
                let now = feeds
                    .get(&incident.network)
                    .and_then(|feed| feed.incident(incident.id));
                (signal.clone(), now.cloned())
            })
            .collect()
    }
}

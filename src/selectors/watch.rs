//! What an officer hands on with the watch.

use domain::{Incident, IncidentRef, Network, Priority, Timestamp};
use leptos::prelude::*;

use crate::config::OpenIncidents;
use crate::store::Store;

/// How many are named of each sort, as the hub names them.
const MOST_NAMED: usize = 20;

/// What is open on a network now, with what the next officer has to know at once; changes at most four times a second.
#[must_use]
pub fn open_now(store: Store, network: Network) -> Memo<OpenIncidents> {
    Memo::new(move |_| {
        store.track_paced();
        let now = store.now_of(network);
        let open = store.with_feed(network, |feed| {
            let all = feed.world().incidents();
            now.map(|now| open_incidents(network, all, now))
        });
        open.flatten().unwrap_or_default()
    })
}

/// Sorts what is open.
#[must_use]
pub fn open_incidents<'a>(
    network: Network,
    incidents: impl Iterator<Item = &'a Incident>,
    now: Timestamp,
) -> OpenIncidents {
    let mut open = OpenIncidents::default();
    for incident in incidents.filter(|incident| incident.stage.is_open()) {
        *open.stages.entry(incident.stage).or_default() += 1;
        let is_suspended = incident.flags.suspended;
        let is_urgent = incident.priority >= Priority::Urgent && !is_suspended;
        for (named, belongs) in [
            (&mut open.urgent, is_urgent),
            (&mut open.overdue, incident.is_overdue(now)),
            (&mut open.suspended, is_suspended),
        ] {
            if belongs && named.len() < MOST_NAMED {
                let id = incident.id;
                named.push(IncidentRef { network, id });
            }
        }
    }
    open
}

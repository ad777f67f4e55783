//! What an officer hands on with the watch.

use domain::{IncidentId, IncidentRef, Network};
use leptos::prelude::*;

use crate::config::OpenIncidents;
use crate::store::Store;

/// What is open on a network now, with what the next officer has to know at once: what the hub will say of it when the watch is
/// given. Changes at most four times a second.
#[must_use]
pub fn open_now(store: Store, network: Network) -> Memo<OpenIncidents> {
    Memo::new(move |_| {
        store.track_paced();
        let now = store.now_of(network);
        let open = store.with_feed(network, |feed| {
            let all = feed.world().incidents();
            now.map(|now| named(network, world::OpenIncidents::of(all, now)))
        });
        open.flatten().unwrap_or_default()
    })
}

/// A world is of one network, and a number alone names no incident on a screen of several.
fn named(network: Network, open: world::OpenIncidents) -> OpenIncidents {
    let of_network = |ids: Vec<IncidentId>| {
        let ids = ids.into_iter();
        ids.map(|id| IncidentRef { network, id }).collect()
    };
    OpenIncidents {
        stages: open.stages,
        urgent: of_network(open.urgent),
        overdue: of_network(open.overdue),
        suspended: of_network(open.suspended),
    }
}

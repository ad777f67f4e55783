//! Which incidents a column shows when not all of them fit.

use domain::{Incident, IncidentRef, Network, Timestamp};
use leptos::prelude::*;
use world::World;

use super::deadline::{Pressure, pressing};
use crate::store::{Filter, Store};

/// What a column has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Rows of open incidents, when there are no others.
    pub open: usize,
    /// Rows of open incidents, when a line below them says how many there are besides.
    pub open_beside_more: usize,
    /// Rows that a heading between open and ended ones takes the place of.
    pub heading: usize,
}

/// What a column shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnRows {
    /// Open ones, newest number first.
    pub open: Vec<IncidentRef>,
    /// How many open ones have no room.
    pub more: usize,
    /// Ended ones that fill what is left, newest number first.
    pub ended: Vec<IncidentRef>,
}

/// The rows of a column.
///
/// Which ones are shown is decided by how much they press: what nobody has taken, then what is over its time, then what is
/// near it, then the newer. Where they stand is decided by their number alone, so that no row ever passes another.
#[must_use]
pub fn column_rows(
    network: Network,
    world: &World,
    filter: &Filter,
    now: Timestamp,
    room: Room,
) -> ColumnRows {
    let reference = |incident: &Incident| IncidentRef {
        network,
        id: incident.id,
    };
    let shown = || {
        world
            .incidents()
            .filter(|incident| filter.lets_through(network, incident))
    };
    let mut open: Vec<_> = shown()
        .filter(|incident| incident.stage.is_open())
        .map(|incident| (urgency(incident, now), reference(incident)))
        .collect();
    let count = open.len();
    let kept = if count > room.open {
        room.open_beside_more
    } else {
        count
    };
    open.sort_by(|one, other| other.cmp(one));
    open.truncate(kept);
    let mut open: Vec<_> = open.into_iter().map(|(_, incident)| incident).collect();
    open.sort_by(|one, other| other.cmp(one));
    let left = room.open.saturating_sub(count + room.heading);
    let mut ended: Vec<_> = shown()
        .filter(|incident| !incident.stage.is_open())
        .map(reference)
        .collect();
    ended.sort_by(|one, other| other.cmp(one));
    ended.truncate(left);
    ColumnRows {
        open,
        more: count - kept,
        ended,
    }
}

/// How much an incident presses; the greater the more. What is done and only waits for verification, however long, never
/// stands before what is still being dealt with.
pub(super) fn urgency(
    incident: &Incident,
    now: Timestamp,
) -> (bool, bool, Pressure, domain::Priority) {
    let pressure = pressing(incident, now).map_or(Pressure::Calm, |deadline| deadline.pressure);
    let handled = incident.stage.is_handled();
    (
        incident.is_unattended(),
        !handled,
        pressure,
        incident.priority,
    )
}

/// The rows of a network's column, for as many as there is room; changes at most four times a second.
#[must_use]
pub fn column(store: Store, network: Network, room: Signal<Option<Room>>) -> Memo<ColumnRows> {
    Memo::new(move |_| {
        store.track_paced();
        let (Some(room), Some(now)) = (room.get(), store.now_of(network)) else {
            return ColumnRows::default();
        };
        let filter = store.view.filter.read();
        store
            .with_feed(network, |feed| {
                column_rows(network, feed.world(), &filter, now, room)
            })
            .unwrap_or_default()
    })
}

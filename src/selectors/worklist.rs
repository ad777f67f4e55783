//! The list that somebody works through.

use std::collections::BTreeSet;

use domain::{Incident, IncidentRef, Timestamp};
use leptos::prelude::*;

use super::column::urgency;
use super::deadline::{Pressure, pressing};
use crate::store::Store;

/// In which order a list is worked through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkOrder {
    /// What nobody has taken first, then what is over its time, then what is near it; within these the more pressing, then the
    /// newer. What only waits for verification comes after all that.
    #[default]
    Urgency,
    /// The clock with the least time left first; what has no clock last.
    Deadline,
    /// The newest report first.
    Newest,
}

impl WorkOrder {
    /// Every order, the usual one first.
    pub const ALL: [Self; 3] = [Self::Urgency, Self::Deadline, Self::Newest];

    /// The word for values of controls.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Urgency => "urgency",
            Self::Deadline => "deadline",
            Self::Newest => "newest",
        }
    }
}

/// What a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WorkView {
    /// In which order.
    pub order: WorkOrder,
    /// Ended ones too.
    pub with_ended: bool,
    /// Only those with a clock beyond its limit.
    pub only_overdue: bool,
}

/// What a list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkRows {
    /// The first of them, in order.
    pub rows: Vec<IncidentRef>,
    /// How many there are in all.
    pub count: usize,
}

/// Puts incidents in order and leaves out what the view leaves out; at most `most` rows.
#[must_use]
pub fn worklist<'a>(
    incidents: impl Iterator<Item = (IncidentRef, &'a Incident, Timestamp)>,
    view: WorkView,
    most: usize,
) -> WorkRows {
    let mut found: Vec<_> = incidents
        .filter(|(_, incident, _)| view.with_ended || incident.stage.is_open())
        .map(|(reference, incident, now)| (reference, incident, now, pressing(incident, now)))
        .filter(|(.., deadline)| {
            !view.only_overdue
                || deadline.is_some_and(|deadline| deadline.pressure == Pressure::Overdue)
        })
        .collect();
    match view.order {
        WorkOrder::Urgency => found.sort_by_key(|(reference, incident, now, _)| {
            std::cmp::Reverse((
                incident.stage.is_open(),
                urgency(incident, *now),
                incident.reported_at(),
                *reference,
            ))
        }),
        WorkOrder::Deadline => found.sort_by_key(|(reference, _, _, deadline)| {
            let left = deadline.map(|deadline| deadline.reading.left());
            (left.is_none(), left, *reference)
        }),
        WorkOrder::Newest => found.sort_by_key(|(reference, incident, ..)| {
            std::cmp::Reverse((incident.reported_at(), *reference))
        }),
    }
    let count = found.len();
    found.truncate(most);
    WorkRows {
        rows: found.into_iter().map(|(reference, ..)| reference).collect(),
        count,
    }
}

/// The rows of `now` in the order of `before`, for somebody who is reading: none passes another. What is new stands above them.
#[must_use]
pub fn kept_in_place(before: &[IncidentRef], now: &[IncidentRef]) -> Vec<IncidentRef> {
    let known: BTreeSet<_> = before.iter().collect();
    let listed: BTreeSet<_> = now.iter().collect();
    let new = now.iter().filter(|row| !known.contains(row));
    let old = before.iter().filter(|row| listed.contains(row));
    new.chain(old).copied().collect()
}

/// The most rows of a list: more than anybody works through, few enough to stand on a page.
const MOST_ROWS: usize = 300;

/// The list over all feeds that the filter lets through; changes at most four times a second.
#[must_use]
pub fn work(store: Store, view: Signal<WorkView>) -> Memo<WorkRows> {
    Memo::new(move |_| {
        let view = view.get();
        let filter = store.view.filter.get();
        super::with_all(store, |all| {
            let shown =
                all.filter(|(incident, known, _)| filter.lets_through(incident.network, known));
            worklist(shown, view, MOST_ROWS)
        })
    })
}

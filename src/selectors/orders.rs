//! The orders of the signed-in person's station, crew or department.

use std::cmp::Reverse;

use domain::{Assignee, Assignment, AssignmentStep, ClockKind, Incident, IncidentRef, Timestamp};

use super::deadline::{Deadline, Pressure};
use crate::config::{Directory, Me};

/// An order: one incident given to one assignee.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OrderKey {
    /// Which incident.
    pub incident: IncidentRef,
    /// To whom.
    pub assignee: Assignee,
}

/// The own orders, those that wait for an answer apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Orders {
    /// Offered and not answered yet, the oldest first.
    pub offered: Vec<OrderKey>,
    /// Answered and not done, the newest first.
    pub under_way: Vec<OrderKey>,
}

/// The person's orders among `incidents`.
#[must_use]
pub fn orders<'a>(
    me: &Me,
    directory: &Directory,
    incidents: impl Iterator<Item = (IncidentRef, &'a Incident)>,
) -> Orders {
    let mut offered = Vec::new();
    let mut under_way = Vec::new();
    for (reference, incident) in incidents.filter(|(_, incident)| incident.stage.is_open()) {
        for order in me.own_orders(incident, directory) {
            let key = OrderKey {
                incident: reference,
                assignee: order.assignee.clone(),
            };
            if order.step == AssignmentStep::Offered {
                offered.push((order.offered_at, key));
            } else {
                under_way.push((order.offered_at, key));
            }
        }
    }
    offered.sort_by_key(|(at, key)| (*at, key.incident));
    under_way.sort_by_key(|(at, key)| Reverse((*at, key.incident)));
    let keys = |timed: Vec<(Option<Timestamp>, OrderKey)>| timed.into_iter().map(|(_, key)| key);
    Orders {
        offered: keys(offered).collect(),
        under_way: keys(under_way).collect(),
    }
}

/// The clock that the holder of an order works against: its receipt, then its arrival, then the incident's next feedback, then
/// its handling.
#[must_use]
pub fn order_clock(incident: &Incident, order: &Assignment, now: Timestamp) -> Option<Deadline> {
    let clocks = [
        (ClockKind::Receipt, order.receipt_clock),
        (ClockKind::Arrival, order.arrival_clock),
        (ClockKind::Feedback, incident.feedback_clock),
        (ClockKind::Handling, incident.handling_clock),
    ];
    clocks.into_iter().find_map(|(kind, clock)| {
        let reading = clock.filter(domain::Clock::is_pending)?.reading(now);
        let pressure = Pressure::of(&reading);
        Some(Deadline {
            kind,
            reading,
            pressure,
        })
    })
}

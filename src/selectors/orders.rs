//! The orders of the signed-in person's station, crew or department.

use std::cmp::Reverse;

use domain::{
    Assignee, Assignment, AssignmentStep, ClockKind, Incident, IncidentRef, Stage, Timestamp,
};

use super::deadline::{Deadline, most_pressing};
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
    /// Whose work is done and waits to be verified, the newest first.
    pub to_verify: Vec<OrderKey>,
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
    let mut to_verify = Vec::new();
    for (reference, incident) in incidents.filter(|(_, incident)| incident.stage.is_open()) {
        for order in me.own_orders(incident, directory) {
            let key = OrderKey {
                incident: reference,
                assignee: order.assignee.clone(),
            };
            if order.step == AssignmentStep::Offered {
                offered.push((order.offered_at(), key));
            } else if incident.stage == Stage::Resolved {
                to_verify.push((order.offered_at(), key));
            } else {
                under_way.push((order.offered_at(), key));
            }
        }
    }
    offered.sort_by_key(|(at, key)| (*at, key.incident));
    under_way.sort_by_key(|(at, key)| Reverse((*at, key.incident)));
    to_verify.sort_by_key(|(at, key)| Reverse((*at, key.incident)));
    let keys = |timed: Vec<(Option<Timestamp>, OrderKey)>| timed.into_iter().map(|(_, key)| key);
    Orders {
        offered: keys(offered).collect(),
        under_way: keys(under_way).collect(),
        to_verify: keys(to_verify).collect(),
    }
}

/// The clock that the holder of an order works against: of its receipt, its arrival, the incident's next feedback and its
/// handling, the one that presses most, as the console's rows say it.
#[must_use]
pub fn order_clock(incident: &Incident, order: &Assignment, now: Timestamp) -> Option<Deadline> {
    let clocks = [
        (ClockKind::Receipt, order.receipt_clock.as_ref()),
        (ClockKind::Arrival, order.arrival_clock.as_ref()),
        (ClockKind::Feedback, incident.feedback_clock.as_ref()),
        (ClockKind::Handling, incident.handling_clock.as_ref()),
    ];
    let waiting = clocks
        .into_iter()
        .filter_map(|(kind, clock)| Some((kind, clock.filter(|clock| clock.is_pending())?)));
    most_pressing(waiting, now)
}

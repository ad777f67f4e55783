//! Facts that an incident does not show for good: remembered, so that told again they are known and not stored twice.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::fingerprint::fnv1a;
use crate::{Body, Fact, Order};

/// What was told of one incident, as a fingerprint of each fact that the incident does not show, or shows only until
/// another one undoes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told(BTreeSet<u64>);

impl Told {
    /// Remembers a fact, unless the incident shows it for good.
    pub fn note(&mut self, fact: &Fact) {
        let shown = matches!(
            fact.body,
            Body::Reported(_)
                | Body::Accepted { .. }
                | Body::Assigned { .. }
                | Body::Received { .. }
                | Body::StartedOut { .. }
                | Body::Arrived { .. }
                | Body::Cleared { .. }
                | Body::Declined { .. }
                | Body::Withdrawn { .. }
        );
        if !shown || fact.order == Order::OutOfOrder {
            self.0.insert(fingerprint(fact));
        }
    }

    /// Whether the same was told before of the same moment.
    pub fn knows(&self, fact: &Fact) -> bool {
        // Two notes of the same moment are two feedbacks: the incident shows the last one with its note.
        let shown = matches!(fact.body, Body::FedBack { .. }) && fact.order == Order::InOrder;
        !shown && self.0.contains(&fingerprint(fact))
    }
}

/// Of what happened and when; not of notes and photos, which get a new key each time they are told.
fn fingerprint(fact: &Fact) -> u64 {
    let bytes = match &fact.body {
        // What it was before is no part of what was told.
        Body::PrioritySet { to, .. } => postcard::to_stdvec(&(fact.occurred_at, "priority", to)),
        body => postcard::to_stdvec(&(fact.occurred_at, body)),
    };
    fnv1a(&bytes.expect("memory takes all bytes, and every part of a fact knows its length"))
}

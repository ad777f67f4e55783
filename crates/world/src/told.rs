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
            self.0.extend(fingerprints(fact));
        }
    }

    /// Whether the same was told before of the same moment.
    pub fn knows(&self, fact: &Fact) -> bool {
        // Two notes of the same moment are two feedbacks: the incident shows the last one with its note.
        let shown = matches!(fact.body, Body::FedBack { .. }) && fact.order == Order::InOrder;
        !shown
            && fingerprints(fact)
                .iter()
                .all(|fingerprint| self.0.contains(fingerprint))
    }
}

/// Of what happened and when; not of notes and photos, which get a new key each time they are told, nor of what was so
/// before. One, but of an amendment one for each part: told again, it is put down only to what is not so by then.
fn fingerprints(fact: &Fact) -> Vec<u64> {
    let at = fact.occurred_at;
    match &fact.body {
        Body::PrioritySet { to, .. } => vec![fingerprint(&(at, "priority", to))],
        Body::Amended(amended) => {
            let place = amended.place.as_ref();
            let category = amended.category.as_ref();
            let subject = amended.subject.as_ref();
            let parts = [
                place.map(|(_, new)| fingerprint(&(at, "place", new))),
                category.map(|(_, new)| fingerprint(&(at, "category", new))),
                subject.map(|(_, new)| fingerprint(&(at, "subject", new))),
            ];
            parts.into_iter().flatten().collect()
        }
        body => vec![fingerprint(&(at, body))],
    }
}

fn fingerprint(of: &impl Serialize) -> u64 {
    let bytes = postcard::to_stdvec(of);
    fnv1a(&bytes.expect("memory takes all bytes, and every part of a fact knows its length"))
}

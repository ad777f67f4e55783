//! Facts that an incident does not show for good: remembered, so that told again they are known and not stored twice.

use serde::{Deserialize, Serialize};

use crate::fingerprint::Fnv1a;
use crate::{Body, Fact, Order};

/// What was told of one incident, as a fingerprint of each fact that the incident does not show, or shows only until
/// another one undoes it, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told(Vec<u64>);

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
            for fingerprint in fingerprints(fact) {
                if let Err(place) = self.0.binary_search(&fingerprint) {
                    // One at a time: most incidents have few, and there are many incidents.
                    self.0.reserve_exact(1);
                    self.0.insert(place, fingerprint);
                }
            }
        }
    }

    /// Whether the same was told before of the same moment.
    pub fn knows(&self, fact: &Fact) -> bool {
        // Two notes of the same moment are two feedbacks: the incident shows the last one with its note.
        let shown = matches!(fact.body, Body::FedBack { .. }) && fact.order == Order::InOrder;
        !shown && fingerprints(fact).all(|fingerprint| self.0.binary_search(&fingerprint).is_ok())
    }
}

/// Of what happened and when; not of notes and photos, which get a new key each time they are told, nor of what was so
/// before. One, but of an amendment one for each part: told again, it is put down only to what is not so by then.
fn fingerprints(fact: &Fact) -> impl Iterator<Item = u64> {
    let at = fact.occurred_at;
    let parts = match &fact.body {
        Body::PrioritySet { to, .. } => [Some(Fnv1a::of(&(at, "priority", to))), None, None],
        Body::Amended(amended) => {
            let place = amended.place.as_ref();
            let category = amended.category.as_ref();
            let subject = amended.subject.as_ref();
            [
                place.map(|(_, new)| Fnv1a::of(&(at, "place", new))),
                category.map(|(_, new)| Fnv1a::of(&(at, "category", new))),
                subject.map(|(_, new)| Fnv1a::of(&(at, "subject", new))),
            ]
        }
        body => [Some(Fnv1a::of(&(at, body))), None, None],
    };
    parts.into_iter().flatten()
}

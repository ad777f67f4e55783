//! Facts that may leave no trace in an incident: remembered, so that told again they are known and not stored twice.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::fingerprint::fnv1a;
use crate::{Body, Fact, Order};

/// A fingerprint of what was told of one incident and when, for the facts that the incident itself need not show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told(BTreeSet<u64>);

impl Told {
    /// Remembers a fact, if the incident may not show it: what is out of order, a reply, and feedback before the last.
    pub fn note(&mut self, fact: &Fact) {
        if shows_nothing(fact) || matches!(fact.body, Body::FedBack { .. }) {
            self.0.insert(fingerprint(fact));
        }
    }

    /// Whether the same was told before of the same moment, and the incident does not show it.
    pub fn knows(&self, fact: &Fact) -> bool {
        shows_nothing(fact) && self.0.contains(&fingerprint(fact))
    }
}

fn shows_nothing(fact: &Fact) -> bool {
    fact.order == Order::OutOfOrder || matches!(fact.body, Body::Replied)
}

/// Of what happened and when; not of notes and photos, which get a new key each time they are told.
fn fingerprint(fact: &Fact) -> u64 {
    let bytes = postcard::to_stdvec(&(fact.occurred_at, &fact.body))
        .expect("memory takes all bytes, and every part of a fact knows its length");
    fnv1a(&bytes)
}

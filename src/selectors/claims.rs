//! Who is just taking a call, as a line or a card says it.

use std::sync::Arc;

use domain::{IncidentRef, Millis};
use leptos::prelude::*;

use crate::store::Store;

/// Somebody takes a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimReading {
    /// What that officer is called.
    pub name: Arc<str>,
    /// How long it is still held, in whole seconds.
    pub left: Millis,
    /// Whether it is the person who sits here.
    pub own: bool,
}

/// Who takes a call; `None` while nobody does. Counts the seconds only while somebody does.
#[must_use]
pub fn claim(store: Store, incident: IncidentRef) -> Memo<Option<ClaimReading>> {
    Memo::new(move |_| {
        let claim = store.claims.of(incident)?;
        let left = claim.left(store.second())?;
        let session = store.session.read();
        let own = session.me().is_some_and(|me| me.person.id == claim.person);
        Some(ClaimReading {
            name: claim.name,
            left: Millis::from_secs(left.0 / 1_000),
            own,
        })
    })
}

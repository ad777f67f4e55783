use domain::IncidentRef;
use leptos::prelude::*;
use world::Verb;

use super::super::desk::Desk;
use super::super::selectors;
use crate::i18n::{t, use_i18n};
use crate::store::Store;

/// Says that an incident carries its counterpart's reference and the counterpart does not carry its own, and offers to make up
/// for it. Whoever may not, is not told.
#[component]
pub(super) fn HalfLink(
    /// Which incident.
    incident: IncidentRef,
    /// What the person has in hand.
    desk: Desk,
) -> impl IntoView {
    let i18n = use_i18n();
    let store = selectors().store();
    let known = store.incident(incident);
    let missing = Memo::new(move |_| {
        let counterpart =
            known.with(|known| known.as_ref().and_then(|known| known.linked.get()))?;
        store.track_paced();
        lacks(store, incident, counterpart).then_some(counterpart)
    });
    let line = move |counterpart: IncidentRef| {
        view! {
            <ul class="told">
                <li class="told__line" data-kind="rejected" role="status">
                    <span class="told__words">
                        {move || t!(i18n, told.half_linked, counterpart = counterpart.to_string())}
                    </span>
                    <button
                        type="button"
                        class="button"
                        data-weight="plain"
                        on:click=move |_| desk.commands().link(counterpart, incident)
                    >
                        {move || t!(i18n, told.link_back)}
                    </button>
                </li>
            </ul>
        }
    };
    move || missing.get().map(line)
}

/// Whether the counterpart is here, lacks the reference, could get it from this person, and nothing is under way.
fn lacks(store: Store, incident: IncidentRef, counterpart: IncidentRef) -> bool {
    let session = store.session.read();
    let may = session
        .me()
        .is_some_and(|me| me.reach(counterpart.network, Verb::Link).is_some());
    let carried = store.with_incident(counterpart, |known| known.linked.get());
    let waits = store.pending.is_waiting(incident) || store.pending.is_waiting(counterpart);
    may && !waits && carried.is_some_and(|carried| carried != Some(incident))
}

//! Taking a call (认领), so that two do not take the same.
//!
//! Accepting is one key, and nothing could be claimed between the press and the command. What takes time, and what a colleague
//! should know of, is before it: reading the report, calling back, looking where it is. So an officer takes a call by opening its
//! card, and lets it go by closing it; whoever walks through the list with the arrows stays nowhere long enough. A card that is
//! left open holds nothing for good: a minute without a form being opened on it, and the call is free.

use domain::{IncidentRef, Network, Stage};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use world::Verb;

use super::desk::{Caution, Desk};
use super::selectors;
use crate::commands::DoorFault;
use crate::i18n::{span_clock, t, use_i18n};
use crate::platform::{Timeout, is_hidden, page_now};
use crate::selectors::{ClaimReading, claim};
use crate::store::{Claim, Store};

/// How long a card has been open before its call counts as taken, in milliseconds.
const LINGER_MS: u32 = 700;

/// Between two questions who takes what, in milliseconds: asked only while calls wait and somebody sees the page.
const ASK_EVERY_MS: u32 = 2_000;

/// Takes the calls whose cards the person opens, and asks what the others take.
pub fn keep_claims(desk: Desk) {
    let store = selectors().store();
    let wanted = Memo::new(move |_| {
        store.track_changed();
        let incident = store.view.selected.get()?;
        waits_for(store, incident).then_some(incident)
    });
    let held_by_other = Memo::new(move |_| {
        let reading = wanted.get().and_then(|incident| store.claims.of(incident));
        let session = store.session.read();
        reading.is_some_and(|claim| session.me().is_none_or(|me| me.person.id != claim.person))
    });
    let held = StoredValue::new(None::<IncidentRef>);
    let lingering = StoredValue::new_local(None::<Timeout>);
    let let_go = move |except: Option<IncidentRef>| {
        let before = held.try_get_value().flatten();
        if let Some(before) = before.filter(|before| Some(*before) != except) {
            let _ = held.try_set_value(None);
            release(desk, store, before);
        }
    };
    Effect::new(move |_| {
        let wanted_now = wanted.get();
        let form = desk.form.get().map(|form| form.incident);
        let is_busy = form.is_some() && form == wanted_now;
        let_go(wanted_now);
        let free = wanted_now.filter(|_| !held_by_other.get());
        lingering.set_value(free.map(|incident| {
            let wait = if is_busy { 0 } else { LINGER_MS };
            Timeout::new(wait, move || {
                spawn_local(async move {
                    hold(desk, store, incident).await;
                    let is_wanted = wanted.try_get_untracked().flatten() == Some(incident);
                    if is_wanted {
                        let _ = held.try_set_value(Some(incident));
                    } else {
                        release(desk, store, incident);
                    }
                });
            })
        }));
    });
    on_cleanup(move || let_go(None));
    spawn_local(ask_again_and_again(desk, store, wanted));
}

/// Whether a call waits for somebody, and the person here is one who takes calls.
fn waits_for(store: Store, incident: IncidentRef) -> bool {
    let takes_calls = (store.session.read().me())
        .is_some_and(|me| me.reach(incident.network, Verb::Accept).is_some());
    takes_calls && store.with_incident(incident, |known| known.stage) == Some(Stage::Reported)
}

async fn hold(desk: Desk, store: Store, incident: IncidentRef) {
    match desk.commands().hold(incident).await {
        Ok(told) => store.claims.hold(Claim::told(told, page_now())),
        // Somebody was quicker: the line and the card say who.
        Err(DoorFault::Refused(_)) => ask(desk, store, incident.network).await,
        // A claim is a courtesy: without it the command still decides.
        Err(_) => {}
    }
}

fn release(desk: Desk, store: Store, incident: IncidentRef) {
    if let Some(me) = store
        .session
        .with_untracked(|session| session.me().cloned())
    {
        store.claims.release(incident, &me.person.id);
    }
    spawn_local(desk.commands().release(incident));
}

/// Goes on for as long as the page's component lives; `alive` goes with it.
async fn ask_again_and_again(desk: Desk, store: Store, alive: Memo<Option<IncidentRef>>) {
    loop {
        TimeoutFuture::new(ASK_EVERY_MS).await;
        if alive.try_get_untracked().is_none() {
            return;
        }
        if is_hidden() {
            continue;
        }
        for network in untrack(|| networks_of_calls(store)) {
            let calls_wait = store.with_feed(network, |feed| {
                let mut all = feed.world().incidents();
                all.any(|incident| incident.stage == Stage::Reported)
            });
            if calls_wait == Some(true) {
                ask(desk, store, network).await;
            } else {
                store.claims.tell(network, Vec::new());
            }
        }
    }
}

/// The networks on which the person takes calls; tracks who that is.
pub(super) fn networks_of_calls(store: Store) -> Vec<Network> {
    let session = store.session.read();
    let me = session.me();
    let takes = |network: &Network| me.is_some_and(|me| me.reach(*network, Verb::Accept).is_some());
    store.networks().into_iter().filter(takes).collect()
}

async fn ask(desk: Desk, store: Store, network: Network) {
    if let Ok(told) = desk.commands().claims_of(network).await {
        let at = page_now();
        let told = told.claims.into_iter();
        let told = told.map(|told| Claim::told(told, at)).collect();
        store.claims.tell(network, told);
    }
}

/// Who is taking the call whose card is open. Where somebody else is, it says that the same press again takes it all the same.
#[component]
pub fn ClaimLine(
    /// Which call.
    incident: IncidentRef,
) -> impl IntoView {
    let desk = use_context::<Desk>();
    let reading = claim(selectors().store(), incident);
    let warned = Memo::new(move |_| {
        let warned = desk.and_then(|desk| desk.warned.get());
        warned.is_some_and(|told| told.incident == incident && told.caution == Caution::Taken)
    });
    view! { <ClaimView reading=reading warned=warned /> }
}

/// The same from properties alone.
#[component]
pub fn ClaimView(
    /// Who takes it.
    #[prop(into)]
    reading: Signal<Option<ClaimReading>>,
    /// Whether the person has just been told.
    #[prop(into)]
    warned: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    // What is read aloud does not count seconds.
    let who = Memo::new(move |_| reading.get().map(|reading| (reading.name, reading.own)));
    let left =
        move || reading.with(|reading| reading.as_ref().map(|reading| span_clock(reading.left)));
    move || {
        who.get().map(|(name, own)| {
            let words = if own {
                t!(i18n, claim.own).to_owned()
            } else {
                t!(i18n, claim.other, name = name)
            };
            view! {
                <p class="claim" role="status" data-own=own data-warned=move || !own && warned.get()>
                    <span>{words}</span>
                    <span class="claim__left" aria-hidden="true">{left}</span>
                    <Show when=move || !own && warned.get()>
                        <strong class="claim__again">{move || t!(i18n, claim.again)}</strong>
                    </Show>
                </p>
            }
        })
    }
}

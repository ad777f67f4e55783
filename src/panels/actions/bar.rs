use domain::IncidentRef;
use leptos::ev;
use leptos::prelude::*;

use super::super::claims::ClaimLine;
use super::super::desk::{Desk, OpenForm};
use super::super::selectors;
use super::half_link::HalfLink;
use super::undo::{UNDO_KEY, UndoLine};
use super::words::offer_words;
use super::{ActionForm, AgainLine, AmendForm, Told};
use crate::i18n::{t, use_i18n};
use crate::platform::is_typing;
use crate::selectors::{Action, Offer};
use crate::store::Session;

/// What the signed-in person can do with an incident: a button and a key each. Nothing where nobody could ask for anything.
#[component]
pub fn ActionBar(
    /// Which incident.
    incident: IncidentRef,
) -> impl IntoView {
    let i18n = use_i18n();
    use_context::<Desk>().map(|desk| {
        let store = selectors().store();
        let offers = selectors().offers(incident);
        let waiting = Memo::new(move |_| store.pending.is_waiting(incident));
        let begin = Callback::new(move |offer: Offer| {
            if !waiting.get_untracked() {
                desk.begin(incident, &offer);
            }
        });
        let form = Memo::new(move |_| {
            let open = desk.form.get();
            open.filter(|form| form.incident == incident)
        });
        let undo = selectors().undo(incident, desk.undo);
        // Whoever is filling in a form means the form.
        let is_busy = move || form.get_untracked().is_some();
        listen_for_keys(offers, begin, is_busy, move |pressed| {
            let takes_back = pressed == UNDO_KEY && undo.with_untracked(Option::is_some);
            if takes_back {
                desk.take_back(i18n.language());
            }
            takes_back
        });
        let nobody = Memo::new(move |_| *store.session.read() == Session::Nobody);
        view! {
            <section class="action-bar" aria-label=move || t!(i18n, action.title)>
                <ClaimLine incident=incident />
                <AgainLine incident=incident />
                <Told incident=incident />
                <UndoLine desk=desk undo=undo incident=incident />
                <HalfLink incident=incident desk=desk />
                {move || match form.get() {
                    Some(OpenForm { action: Action::Amend, .. }) => {
                        view! { <AmendForm incident=incident /> }.into_any()
                    }
                    Some(OpenForm { action, own, .. }) => {
                        view! { <ActionForm incident=incident action=action own=own /> }.into_any()
                    }
                    None => {
                        view! {
                            <ActionsView
                                offers=offers
                                waiting=waiting
                                on_begin=begin
                                on_more=Callback::new(move |()| desk.bar.set(true))
                            />
                        }
                            .into_any()
                    }
                }}
                <Show when=move || nobody.get()>
                    <button
                        type="button"
                        class="button"
                        data-weight="plain"
                        on:click=move |_| desk.commands().lead_to_sign_in()
                    >
                        {move || t!(i18n, seat.sign_in_to_act)}
                    </button>
                </Show>
            </section>
        }
    })
}

/// The buttons of what is possible now: the usual next step first and filled. The rest, with why not, is in the command bar.
#[component]
pub fn ActionsView(
    /// What the person may ask for.
    #[prop(into)]
    offers: Signal<Vec<Offer>>,
    /// Whether something that was asked has not come back yet.
    #[prop(into)]
    waiting: Signal<bool>,
    /// Called with what somebody begins.
    #[prop(into)]
    on_begin: Callback<Offer>,
    /// Called when somebody wants to see all of them.
    #[prop(into)]
    on_more: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let button = move |offer: Offer| {
        let (action, pressed) = (offer.action, offer.clone());
        let own = offer.own.clone();
        // Which of the possible ones of its action it is, and of how many.
        let place = Memo::new(move |_| {
            offers.with(|offers| {
                let same = offers.iter().filter(|offer| offer.refusal.is_none());
                let mut same = same.filter(|offer| offer.action == action);
                let place = same.clone().position(|offer| offer.own == own);
                (place, same.nth(1).is_some())
            })
        });
        view! {
            <button
                type="button"
                class="button action"
                data-action=action.verb().as_str()
                data-weight=if action.is_next_step() { "strong" } else { "plain" }
                aria-keyshortcuts=action.key()
                disabled=waiting
                on:click=move |_| on_begin.run(pressed.clone())
            >
                <span>
                    {move || {
                        let (_, is_one_of_several) = place.get();
                        offer_words(i18n.language(), &offer, is_one_of_several)
                    }}
                </span>
                {move || {
                    let (place, _) = place.get();
                    (place == Some(0)).then(|| view! { <kbd class="key">{action.key()}</kbd> })
                }}
            </button>
        }
    };
    view! {
        <div class="actions" data-waiting=waiting>
            <For
                each=move || {
                    offers.get().into_iter().filter(|offer| offer.refusal.is_none()).collect::<Vec<_>>()
                }
                key=|offer| (offer.action, offer.own.clone())
                children=button
            />
            <Show when=move || offers.with(|offers| !offers.is_empty())>
                <button
                    type="button"
                    class="button action"
                    data-weight="quiet"
                    on:click=move |_| on_more.run(())
                >
                    <span>{move || t!(i18n, action.all)}</span>
                    <kbd class="key">":"</kbd>
                </button>
            </Show>
        </div>
    }
}

/// A key alone begins the action that it stands on, unless somebody is busy with another; `take_first` is asked before.
fn listen_for_keys(
    offers: Signal<Vec<Offer>>,
    begin: Callback<Offer>,
    is_busy: impl Fn() -> bool + 'static,
    take_first: impl Fn(&str) -> bool + 'static,
) {
    let listener = window_event_listener(ev::keydown, move |key| {
        let with_others = key.ctrl_key() || key.meta_key() || key.alt_key();
        if with_others || key.repeat() || key.default_prevented() || is_typing() || is_busy() {
            return;
        }
        let pressed = key.key().to_uppercase();
        if take_first(&pressed) {
            key.prevent_default();
            return;
        }
        let offer = offers.with_untracked(|offers| {
            let mut possible = offers.iter().filter(|offer| offer.refusal.is_none());
            possible
                .find(|offer| offer.action.key() == pressed)
                .cloned()
        });
        if let Some(offer) = offer {
            key.prevent_default();
            begin.run(offer);
        }
    });
    on_cleanup(move || listener.remove());
}

use std::sync::Arc;

use domain::IncidentRef;
use leptos::prelude::*;
use protocol::Command;

use super::super::desk::Desk;
use super::super::selectors;
use super::super::words::network_word;
use super::words::{command_word, rejection_words};
use crate::i18n::{Language, t, use_i18n};
use crate::store::{Asked, AskedState, Rejection, Store};

/// What became of what was asked of an incident: what is still on its way, and what was refused with why. It stands there until
/// somebody has read it.
#[component]
pub fn Told(
    /// Which incident.
    incident: IncidentRef,
) -> impl IntoView {
    let store = selectors().store();
    let told = Memo::new(move |_| {
        store.pending.with(|all| {
            let about = all
                .iter()
                .filter(|asked| asked.incident() == Some(incident));
            about
                .filter(|asked| is_told(asked))
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    view! { <ToldList told=told named=false /> }
}

/// The same of incidents whose card is not open, and of calls whose form is not.
#[component]
pub fn ToldElsewhere() -> impl IntoView {
    let selectors = selectors();
    let selected = selectors.selected();
    let desk = use_context::<Desk>();
    // The form of a call tells of it itself.
    let call = Memo::new(move |_| {
        let desk = desk.filter(|desk| desk.call.is_open())?;
        desk.call_key.get()
    });
    let told = Memo::new(move |_| {
        let (selected, call) = (selected.get(), call.get());
        selectors.store().pending.with(|all| {
            let elsewhere = all.iter().filter(|asked| {
                let is_elsewhere = match asked.incident() {
                    Some(about) => Some(about) != selected,
                    None => Some(&asked.key) != call.as_ref(),
                };
                is_elsewhere && matches!(asked.state, AskedState::Rejected(_))
            });
            elsewhere.cloned().collect::<Vec<_>>()
        })
    });
    view! { <ToldList told=told named=true /> }
}

/// What is on its way for the first time needs no words: the buttons are grey.
const fn is_told(asked: &Asked) -> bool {
    matches!(asked.state, AskedState::Retried | AskedState::Rejected(_))
}

/// Whether it was to give a counterpart the reference that it lacks, the first half of the pair being linked.
fn is_other_half(store: Store, asked: &Asked) -> bool {
    let Command::Link(counterpart) = &asked.request.command else {
        return false;
    };
    // The first half's event may come after the second half's refusal.
    store.track_paced();
    let carried = store.with_incident(*counterpart, |known| known.linked.get());
    asked.incident().is_some() && carried.flatten() == asked.incident()
}

/// What an incident is called among others: by its subject and its platform's number. By the hub's number alone where the
/// screen does not hold it any more.
fn incident_name(store: Store, language: Language, incident: IncidentRef) -> String {
    store.track_paced();
    let directory = store.directory();
    let name = store.with_incident(incident, |known| {
        let number: Arc<str> = known.external_id.as_str().into();
        let subject = directory.subject(known);
        format!("{} {number}", language.pick(&subject))
    });
    name.unwrap_or_else(|| {
        let network = network_word(language, incident.network);
        format!("{network} {}", incident.id)
    })
}

#[component]
fn ToldList(
    /// What is told.
    told: Memo<Vec<Asked>>,
    /// Whether it says of which incident.
    named: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let desk = use_context::<Desk>();
    let store = selectors().store();
    let line = move |asked: Asked| {
        let language = i18n.language();
        let action = command_word(language, &asked.request.command);
        let rejected = match &asked.state {
            AskedState::Rejected(rejection) => Some(rejection.clone()),
            _ => None,
        };
        let words = match &rejected {
            Some(rejection) if is_other_half(store, &asked) => t!(
                language,
                told.half_refused,
                why = rejection_words(language, rejection),
            ),
            Some(rejection) => t!(
                language,
                told.rejected,
                action = action,
                why = rejection_words(language, rejection),
            ),
            None => t!(language, told.retried, action = action),
        };
        let about = asked.incident().filter(|_| named).map(|about| {
            view! {
                <button
                    type="button"
                    class="chip"
                    on:click=move |_| store.view.selected.set(Some(about))
                >
                    {move || incident_name(store, i18n.language(), about)}
                </button>
            }
        });
        let may_ask_again = rejected.as_ref().is_some_and(|rejection| {
            rejection.is_unsettled()
                || matches!(rejection, Rejection::Outdated(_))
                || is_other_half(store, &asked)
        });
        let key = asked.key.clone();
        let again = desk.filter(|_| may_ask_again).map(|desk| {
            let key = key.clone();
            view! {
                <button
                    type="button"
                    class="button"
                    data-weight="plain"
                    on:click=move |_| desk.again(&key)
                >
                    {move || t!(i18n, told.again)}
                </button>
            }
        });
        let read = rejected.is_some().then(|| {
            view! {
                <button
                    type="button"
                    class="button"
                    data-weight="quiet"
                    on:click=move |_| {
                        store.pending.take(&key);
                    }
                >
                    {move || t!(i18n, told.read)}
                </button>
            }
        });
        let kind = if rejected.is_some() {
            "rejected"
        } else {
            "retried"
        };
        view! {
            <li class="told__line" data-kind=kind role="alert">
                {about}
                <span class="told__words">{words}</span>
                {again}
                {read}
            </li>
        }
    };
    view! {
        <Show when=move || told.with(|told| !told.is_empty())>
            <ul class="told">{move || told.get().into_iter().map(line).collect_view()}</ul>
        </Show>
    }
}

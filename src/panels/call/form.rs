use domain::{IncidentId, IncidentRef, LONGEST_DETAILS, Network, Priority};
use leptos::ev::{self, SubmitEvent};
use leptos::html::Input;
use leptos::prelude::*;
use protocol::Command;
use world::Verb;

use super::super::actions::rejection_words;
use super::super::desk::Desk;
use super::super::selectors;
use super::super::words::{network_word, priority_word};
use super::category::{CategoryField, CategoryLimits};
use super::draft::{Draft, Field, FieldFault};
use super::in_hand::CallInHand;
use super::place::PlaceField;
use super::same::SameMatter;
use crate::i18n::{Language, t, use_i18n};
use crate::store::{Asked, AskedState, Rejection};
use crate::ui::TextField;

/// How many neighbours are proposed as the same matter.
const MOST_PROPOSED: usize = 3;

/// Taking a call, in the place of the list: what, where, who. Enter sends, Escape closes and keeps what was typed; what is near
/// is proposed as soon as there is a pin, F8 opens the nearest and F9 merges the call into it.
#[component]
pub fn CallForm(
    /// What the person has in hand.
    desk: Desk,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors = selectors();
    let store = selectors.store();
    let draft = desk.call;
    let networks = Memo::new(move |_| entitled(&store.session.read()));
    let network = Memo::new(move |_| {
        let chosen = draft.with(|draft| draft.network);
        let networks = networks.get();
        chosen
            .filter(|chosen| networks.contains(chosen))
            .or_else(|| networks.first().copied())
    });
    let near = Memo::new(move |_| {
        store.track_paced();
        let place = network.get().zip(draft.with(|draft| draft.at));
        place.map_or_else(Vec::new, |(network, at)| {
            selectors.near_place(network, at, MOST_PROPOSED)
        })
    });
    let faults = RwSignal::new(Vec::<(Field, FieldFault)>::new());
    let asked = Memo::new(move |_| {
        let key = desk.call_key.get()?;
        store.pending.with(|all| {
            let mut own = all.iter().filter(|asked| asked.key == key);
            own.next().cloned()
        })
    });
    // Whoever has begun to write the next call down need not wait for this one.
    let waiting = Memo::new(move |_| {
        let written = draft.with(Draft::report).ok();
        asked.with(|asked| {
            let waiting = asked.as_ref().filter(|asked| asked.is_waiting());
            waiting.is_some_and(|asked| match &asked.request.command {
                Command::Report(sent) => written.is_some_and(|written| **sent == written),
                _ => false,
            })
        })
    });
    let fault = move |field: Field| {
        Signal::derive(move || {
            let local = faults.with(|faults| {
                let fault = faults.iter().find(|(wrong, _)| *wrong == field);
                fault.map(|(_, fault)| *fault)
            });
            let by_hub = asked.with(|asked| is_refused(asked.as_ref(), field));
            let fault = local.or(by_hub.then_some(FieldFault::Refused))?;
            Some(fault_words(i18n.language(), fault))
        })
    };
    let send = move |merge_into: Option<IncidentId>| {
        let Some(network) = network.get_untracked().filter(|_| !waiting.get_untracked()) else {
            return;
        };
        match draft.get_untracked().report() {
            Ok(report) => {
                faults.set(Vec::new());
                desk.report(network, report, merge_into);
            }
            Err(wrong) => faults.set(wrong),
        }
    };
    let open = Callback::new(move |incident: IncidentRef| {
        store.view.selected.set(Some(incident));
    });
    // On the window: whoever has just put the pin has the keyboard on the map.
    let listener = window_event_listener(ev::keydown, move |key| {
        let nearest = near.with_untracked(|near| near.first().map(|near| near.incident));
        let nearest = nearest.zip(network.get_untracked());
        match (key.key().as_str(), nearest) {
            ("F8", Some((id, network))) => open.run(IncidentRef { network, id }),
            ("F9", Some((id, _))) => send(Some(id)),
            _ => return,
        }
        key.prevent_default();
    });
    on_cleanup(move || listener.remove());
    let submit = move |submitted: SubmitEvent| {
        submitted.prevent_default();
        send(None);
    };
    let subject = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(field) = subject.get() {
            // A field that cannot take the keyboard leaves it where it is.
            let _ = field.focus();
        }
    });
    let text = move |read: fn(&Draft) -> &String| {
        Signal::derive(move || draft.with(|draft| read(draft).clone()))
    };
    let typed = move |field: Field, write: fn(&mut Draft) -> &mut String| {
        Callback::new(move |text: String| {
            // Whoever mends a field need not be told any more that it was wrong.
            faults.update(|faults| faults.retain(|(wrong, _)| *wrong != field));
            draft.update(|draft| *write(draft) = text);
        })
    };
    view! {
        <form class="call" aria-label=move || t!(i18n, call.title) on:submit=submit>
            <h2 class="call__title">{move || t!(i18n, call.title)}</h2>
            <NetworkChoice networks=networks network=network draft=draft />
            <TextField
                name="subject"
                label=Signal::derive(move || t!(i18n, call.subject).to_owned())
                text=text(|draft| &draft.subject)
                on_type=typed(Field::Subject, |draft| &mut draft.subject)
                fault=fault(Field::Subject)
                field=subject
            />
            <div class="call__pair">
                <CategoryField
                    chosen=Signal::derive(move || draft.with(|draft| draft.category.clone()))
                    on_choose=Callback::new(move |category| draft.update(|draft| draft.category = category))
                />
                <PriorityField draft=draft />
            </div>
            <CategoryLimits chosen=Signal::derive(move || draft.with(|draft| draft.category.clone())) />
            <TextField
                name="address"
                label=Signal::derive(move || t!(i18n, call.address).to_owned())
                text=text(|draft| &draft.address)
                on_type=typed(Field::Address, |draft| &mut draft.address)
                fault=fault(Field::Address)
            />
            <PlaceField
                at=Signal::derive(move || draft.with(|draft| draft.at))
                on_put=Callback::new(move |at| draft.update(|draft| draft.at = Some(at)))
                address=text(|draft| &draft.address)
            />
            <SameMatter
                network=network
                found=near
                on_open=open
                on_merge=Callback::new(move |id| send(Some(id)))
            />
            <div class="call__pair">
                <TextField
                    name="caller_name"
                    label=Signal::derive(move || t!(i18n, call.caller_name).to_owned())
                    text=text(|draft| &draft.caller_name)
                    on_type=typed(Field::CallerName, |draft| &mut draft.caller_name)
                    fault=fault(Field::CallerName)
                />
                <TextField
                    name="caller_phone"
                    mode="tel"
                    label=Signal::derive(move || t!(i18n, call.caller_phone).to_owned())
                    text=text(|draft| &draft.caller_phone)
                    on_type=typed(Field::CallerPhone, |draft| &mut draft.caller_phone)
                    fault=fault(Field::CallerPhone)
                />
            </div>
            <label class="field">
                <span class="field__label">{move || t!(i18n, call.details)}</span>
                <textarea
                    class="field__text"
                    rows="3"
                    name="details"
                    maxlength=LONGEST_DETAILS
                    prop:value=text(|draft| &draft.details)
                    on:input:target=move |input| typed(Field::Details, |draft| &mut draft.details).run(input.target().value())
                ></textarea>
            </label>
            <Show when=move || asked.with(|asked| rejection(asked.as_ref()).is_some())>
                <p class="told__line" role="alert">
                    {move || {
                        let language = i18n.language();
                        asked.with(|asked| {
                            let why = rejection(asked.as_ref())?;
                            let (action, why) = (t!(language, action.report), rejection_words(language, why));
                            Some(t!(language, told.rejected, action = action, why = why))
                        })
                    }}
                </p>
            </Show>
            <Show when=move || asked.with(|asked| asked.as_ref().is_some_and(|asked| asked.state == AskedState::Retried))>
                <p class="told__line" data-kind="retried" role="status">
                    {move || {
                        let language = i18n.language();
                        t!(language, told.retried, action = t!(language, action.report))
                    }}
                </p>
            </Show>
            <div class="action-form__foot">
                <button type="submit" class="button" data-weight="strong" disabled=waiting>
                    <span>
                        {move || if waiting.get() { t!(i18n, form.sending) } else { t!(i18n, call.send) }}
                    </span>
                    <kbd class="key">"↵"</kbd>
                </button>
                <button
                    type="button"
                    class="button"
                    data-weight="plain"
                    on:click=move |_| desk.close_call()
                >
                    <span>{move || t!(i18n, call.close)}</span>
                    <kbd class="key">"Esc"</kbd>
                </button>
                <button
                    type="button"
                    class="button"
                    data-weight="quiet"
                    on:click=move |_| {
                        draft.set(Draft::default());
                        faults.set(Vec::new());
                    }
                >
                    {move || t!(i18n, call.clear)}
                </button>
            </div>
        </form>
    }
}

/// The networks on which the person may report.
fn entitled(session: &crate::store::Session) -> Vec<Network> {
    let me = session.me();
    me.map_or_else(Vec::new, |me| {
        let networks = me.person.networks.iter().copied();
        networks
            .filter(|network| me.reach(*network, Verb::Report).is_some())
            .collect()
    })
}

fn rejection(asked: Option<&Asked>) -> Option<&Rejection> {
    match &asked?.state {
        AskedState::Rejected(rejection) => Some(rejection),
        _ => None,
    }
}

fn is_refused(asked: Option<&Asked>, field: Field) -> bool {
    match rejection(asked) {
        Some(Rejection::Field { pointer, .. }) => Field::of_pointer(pointer) == Some(field),
        _ => false,
    }
}

fn fault_words(language: Language, fault: FieldFault) -> String {
    match fault {
        FieldFault::Missing => t!(language, call.fault_missing).to_owned(),
        FieldFault::TooLong(most) => t!(language, call.fault_too_long, most = most),
        FieldFault::NoNumber => t!(language, call.fault_no_number).to_owned(),
        FieldFault::Refused => t!(language, call.fault_refused).to_owned(),
    }
}

/// On which network, for those who may report on several.
#[component]
fn NetworkChoice(
    /// Those on which the person may report.
    networks: Memo<Vec<Network>>,
    /// The one that is chosen.
    network: Memo<Option<Network>>,
    /// What is written down.
    draft: CallInHand,
) -> impl IntoView {
    let i18n = use_i18n();
    let chip = move |one: Network| {
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || if network.get() == Some(one) { "true" } else { "false" }
                on:click=move |_| draft.update(|draft| draft.network = Some(one))
            >
                {move || network_word(i18n.language(), one)}
            </button>
        }
    };
    view! {
        <div class="chips" hidden=move || networks.with(|networks| networks.len() < 2)>
            {move || networks.get().into_iter().map(chip).collect_view()}
        </div>
    }
}

/// How pressing; the category's own when nobody has chosen.
#[component]
fn PriorityField(
    /// What is written down.
    draft: CallInHand,
) -> impl IntoView {
    let i18n = use_i18n();
    let options = [Priority::Routine, Priority::Urgent, Priority::Emergency].map(|priority| {
        view! {
            <option
                value=priority.as_str()
                selected=move || draft.with(|draft| draft.priority == Some(priority))
            >
                {move || priority_word(i18n.language(), priority)}
            </option>
        }
    });
    view! {
        <label class="field">
            <span class="field__label">{move || t!(i18n, call.priority)}</span>
            <select
                class="field__text"
                name="priority"
                on:change:target=move |select| {
                    let word = select.target().value();
                    let chosen = [Priority::Routine, Priority::Urgent, Priority::Emergency]
                        .into_iter()
                        .find(|priority| priority.as_str() == word);
                    draft.update(|draft| draft.priority = chosen);
                }
            >
                <option value="" selected=move || draft.with(|draft| draft.priority.is_none())>
                    {move || t!(i18n, call.usual_priority)}
                </option>
                {options.collect_view()}
            </select>
        </label>
    }
}

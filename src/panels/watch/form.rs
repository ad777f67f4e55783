use domain::{LONGEST_REMARK, Network, PersonId};
use leptos::ev::SubmitEvent;
use leptos::html::{Button, Select};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::desk::Desk;
use super::super::selectors;
use super::super::words::network_word;
use super::open_list::OpenList;
use crate::commands::DoorFault;
use crate::config::{Handover, OpenIncidents, Watch};
use crate::i18n::{Language, t, use_i18n};
use crate::selectors::open_now;

/// What the person can do with the watch of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// Sign for it.
    Sign,
    /// Give it.
    Give,
    /// Nobody has it: take it, or give it to somebody.
    Begin,
    /// Another has it: take it over.
    TakeOver,
}

/// The handover of a network's watch, in the place of the list: what is open, to whom, and a remark. Escape closes.
#[component]
pub fn WatchForm(
    /// What the person has in hand.
    desk: Desk,
    /// Of which network.
    network: Network,
) -> impl IntoView {
    let i18n = use_i18n();
    let store = selectors().store();
    let watch = Memo::new(move |_| {
        let watches = store.watches.read();
        watches.get(&network).cloned().unwrap_or_default()
    });
    let own = Memo::new(move |_| store.session.read().me().map(|me| me.person.id.clone()));
    let turn = Memo::new(move |_| watch.with(|watch| turn_of(watch, own.get().as_ref())));
    let given = Memo::new(move |_| {
        let is_to_sign = turn.get() == Turn::Sign;
        watch.with(|watch| watch.waiting().filter(|_| is_to_sign).cloned())
    });
    let now = open_now(store, network);
    let open = Memo::new(move |_| match given.get() {
        Some(Handover { open, .. }) => open,
        None => now.get(),
    });
    let to = RwSignal::new(None::<PersonId>);
    let chosen = Memo::new(move |_| {
        watch.with(|watch| {
            let mut officers = watch.officers.iter();
            let chosen = to.get();
            let first = watch.officers.first().map(|officer| officer.id.clone());
            let known = officers.find(|officer| Some(&officer.id) == chosen.as_ref());
            known.map(|officer| officer.id.clone()).or(first)
        })
    });
    let remark = RwSignal::new(String::new());
    let is_too_long =
        Memo::new(move |_| remark.with(|remark| remark.trim().chars().count() > LONGEST_REMARK));
    let waiting = RwSignal::new(false);
    let fault = RwSignal::new(None::<DoorFault>);
    let told = move |answer: Result<Watch, DoorFault>| {
        // The form may have been closed meanwhile.
        let _ = waiting.try_set(false);
        match answer {
            Ok(watch) => {
                store.tell_watch(network, watch);
                if desk.watch.try_get_untracked().flatten() == Some(network) {
                    desk.watch.set(None);
                }
            }
            Err(why) => {
                let _ = fault.try_set(Some(why));
            }
        }
    };
    let begin = move || {
        let is_free = !waiting.get_untracked();
        if is_free {
            waiting.set(true);
            fault.set(None);
        }
        is_free
    };
    let commands = desk.commands();
    let give = move || {
        let Some(to) = chosen.get_untracked() else {
            return;
        };
        if is_too_long.get_untracked() || !begin() {
            return;
        }
        let remark = remark.get_untracked();
        spawn_local(async move { told(commands.give_watch(network, &to, &remark).await) });
    };
    let sign = move || {
        let from = given.get_untracked().and_then(|given| given.from);
        if let Some(from) = from.filter(|_| begin()) {
            spawn_local(async move { told(commands.sign_for_watch(network, &from.id).await) });
        }
    };
    let take = move || {
        if begin() {
            spawn_local(async move { told(commands.take_watch(network).await) });
        }
    };
    let submit = move |submitted: SubmitEvent| {
        submitted.prevent_default();
        match turn.get_untracked() {
            Turn::Sign => sign(),
            Turn::Give => give(),
            Turn::Begin | Turn::TakeOver => take(),
        }
    };
    let select = NodeRef::<Select>::new();
    let first = NodeRef::<Button>::new();
    Effect::new(move |_| {
        let taken = match (select.get(), first.get()) {
            (Some(select), _) => select.focus(),
            (None, Some(button)) => button.focus(),
            (None, None) => return,
        };
        // What cannot take the focus leaves it where it is.
        let _ = taken;
    });
    let gives = move || {
        matches!(turn.get(), Turn::Give | Turn::Begin)
            && watch.with(|watch| !watch.officers.is_empty())
    };
    view! {
        <form
            class="watch"
            aria-label=move || t!(i18n, watch.title)
            data-network=network.as_str()
            on:submit=submit
        >
            <h2 class="watch__title">
                {move || {
                    let network = network_word(i18n.language(), network);
                    t!(i18n, watch.title_of, network = network)
                }}
            </h2>
            <p class="watch__hint">{move || turn_words(i18n.language(), turn.get(), &watch.read())}</p>
            <Show when=move || given.with(|given| given.as_ref().is_some_and(|given| given.remark.is_some()))>
                <blockquote class="watch__remark">
                    {move || given.with(|given| given.as_ref().and_then(|given| given.remark.clone()))}
                </blockquote>
            </Show>
            <h3 class="watch__heading">
                {move || {
                    if turn.get() == Turn::Sign {
                        t!(i18n, watch.open_then)
                    } else {
                        t!(i18n, watch.open_now)
                    }
                }}
            </h3>
            <OpenList open=Signal::derive(move || -> OpenIncidents { open.get() }) />
            <Show when=gives>
                <label class="field">
                    <span class="field__label">{move || t!(i18n, watch.to)}</span>
                    <select
                        class="select"
                        name="to"
                        node_ref=select
                        on:change:target=move |select| {
                            to.set(PersonId::try_from(select.target().value().as_str()).ok());
                        }
                    >
                        {move || {
                            let officers = watch.with(|watch| watch.officers.clone());
                            let option = |officer: crate::config::Officer| {
                                let id = officer.id.clone();
                                view! {
                                    <option
                                        value=officer.id.to_string()
                                        selected=move || chosen.get().as_ref() == Some(&id)
                                    >
                                        {officer.name.to_string()}
                                    </option>
                                }
                            };
                            officers.into_iter().map(option).collect_view()
                        }}
                    </select>
                </label>
                <label class="field" data-fault=move || is_too_long.get()>
                    <span class="field__label">{move || t!(i18n, watch.remark)}</span>
                    <textarea
                        class="field__text"
                        name="remark"
                        rows="4"
                        aria-invalid=move || if is_too_long.get() { "true" } else { "false" }
                        prop:value=remark
                        on:input:target=move |input| remark.set(input.target().value())
                    />
                    <Show when=move || is_too_long.get()>
                        <span class="field__fault" role="alert">
                            {move || t!(i18n, call.fault_too_long, most = LONGEST_REMARK)}
                        </span>
                    </Show>
                </label>
            </Show>
            <Show when=move || fault.with(Option::is_some)>
                <p class="watch__fault" role="alert">
                    {move || fault.with(|fault| fault.as_ref().map(|why| fault_words(i18n.language(), why)))}
                </p>
            </Show>
            <div class="watch__foot">
                <Show when=move || turn.get() != Turn::Give || gives()>
                    <button
                        type="submit"
                        class="button"
                        data-weight="strong"
                        node_ref=first
                        disabled=waiting
                    >
                        {move || match turn.get() {
                            Turn::Sign => t!(i18n, watch.sign),
                            Turn::Give => t!(i18n, watch.give),
                            Turn::Begin => t!(i18n, watch.begin),
                            Turn::TakeOver => t!(i18n, watch.take_over),
                        }}
                    </button>
                </Show>
                <Show when=move || turn.get() == Turn::Begin && gives()>
                    <button
                        type="button"
                        class="button"
                        data-weight="plain"
                        disabled=waiting
                        on:click=move |_| give()
                    >
                        {move || t!(i18n, watch.give)}
                    </button>
                </Show>
                <button
                    type="button"
                    class="button"
                    data-weight="quiet"
                    on:click=move |_| desk.watch.set(None)
                >
                    <span>{move || t!(i18n, form.cancel)}</span>
                    <kbd class="key">"Esc"</kbd>
                </button>
            </div>
        </form>
    }
}

fn turn_of(watch: &Watch, own: Option<&PersonId>) -> Turn {
    let is_to_sign = (watch.waiting()).is_some_and(|waiting| own == Some(&waiting.to.id));
    if is_to_sign {
        return Turn::Sign;
    }
    match &watch.on_watch {
        Some(on_watch) if own == Some(&on_watch.officer.id) => Turn::Give,
        Some(_) => Turn::TakeOver,
        None => Turn::Begin,
    }
}

fn turn_words(language: Language, turn: Turn, watch: &Watch) -> String {
    let on_watch = watch.on_watch.as_ref();
    match turn {
        Turn::Sign => {
            let from = watch.waiting().and_then(|waiting| waiting.from.as_ref());
            let from = from.map_or("", |from| &*from.name);
            t!(language, watch.hint_sign, from = from)
        }
        Turn::Give if watch.officers.is_empty() => t!(language, watch.nobody_else).to_owned(),
        Turn::Give => match watch.waiting() {
            Some(waiting) => t!(language, watch.hint_waits, to = waiting.to.name),
            None => t!(language, watch.hint_give).to_owned(),
        },
        Turn::Begin => t!(language, watch.hint_begin).to_owned(),
        Turn::TakeOver => {
            let name = on_watch.map_or("", |on_watch| &*on_watch.officer.name);
            t!(language, watch.hint_take_over, name = name)
        }
    }
}

/// Why the watch was not handed over.
pub(super) fn fault_words(language: Language, fault: &DoorFault) -> &'static str {
    match fault {
        DoorFault::SignInNeeded => t!(language, told.sign_in_needed),
        DoorFault::NoRight => t!(language, told.no_right),
        DoorFault::Field(_) => t!(language, watch.fault_invalid),
        DoorFault::Refused(_) | DoorFault::Unknown => t!(language, watch.fault_moved),
        DoorFault::Wait { .. } | DoorFault::NoAnswer | DoorFault::Unreadable(_) => {
            t!(language, watch.fault_no_answer)
        }
    }
}

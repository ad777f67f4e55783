use domain::IncidentRef;
use leptos::ev::{self, KeyboardEvent};
use leptos::html::{Div, Input};
use leptos::prelude::*;

use super::actions::{action_word, reason_words};
use super::desk::Desk;
use super::finder::{hit, take};
use super::selectors;
use crate::i18n::{Language, t, use_i18n};
use crate::platform::is_typing;
use crate::selectors::{Action, Found, FoundKind, Offer, Selectors};
use crate::store::Reason;
use crate::ui::keep_selected_in_sight;

/// The most things that are listed besides actions.
const MOST_FOUND: usize = 8;

/// One line of the bar.
#[derive(Clone, Debug, PartialEq)]
enum Entry {
    /// An action on the selected incident.
    Offer(IncidentRef, Offer),
    /// Something that was found.
    Found(Found),
}

/// The command bar: `Ctrl+K` or `:` opens it. It lists what can be done with the selected incident, with why not where it
/// cannot, and finds incidents, crews and places. Arrows move, Enter takes, Escape closes. It never moves the map by itself.
#[component]
pub fn CommandBar() -> impl IntoView {
    use_context::<Desk>().map(|desk| {
        listen_for_opening(desk);
        view! {
            <Show when=move || desk.bar.get()>
                <OpenBar desk=desk />
            </Show>
        }
    })
}

fn listen_for_opening(desk: Desk) {
    let listener = window_event_listener(ev::keydown, move |key| {
        let chord = (key.ctrl_key() || key.meta_key()) && key.key().eq_ignore_ascii_case("k");
        let colon = matches!(key.key().as_str(), ":" | "：") && !is_typing();
        if chord || colon {
            key.prevent_default();
            desk.bar.update(|open| *open = !*open);
        }
    });
    on_cleanup(move || listener.remove());
}

#[component]
fn OpenBar(
    /// What the person has in hand.
    desk: Desk,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors = selectors();
    let text = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let entries = Memo::new(move |_| entries(selectors, i18n.language(), &text.get()));
    let field = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // A field that cannot take the keyboard leaves it where it is.
            let _ = field.focus();
        }
    });
    let list = NodeRef::<Div>::new();
    keep_selected_in_sight(list, at.into());
    let go = move |place: usize| {
        let entry = entries.with_untracked(|entries| entries.get(place).cloned());
        match entry {
            Some(Entry::Offer(_, offer)) if offer.refusal.is_some() => {}
            Some(Entry::Offer(incident, offer)) => {
                desk.bar.set(false);
                desk.begin(incident, &offer);
            }
            Some(Entry::Found(found)) => {
                desk.bar.set(false);
                take(selectors.store().view, &found);
            }
            None => {}
        }
    };
    let on_key = move |key: KeyboardEvent| {
        let count = entries.with_untracked(Vec::len);
        match key.key().as_str() {
            "ArrowDown" if count > 0 => at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => at.update(|at| *at = (*at + count - 1) % count),
            "Enter" if !key.is_composing() => go(at.get_untracked()),
            "Escape" => desk.bar.set(false),
            _ => return,
        }
        key.prevent_default();
        key.stop_propagation();
    };
    let row = move |(place, entry): (usize, Entry)| {
        let (title, detail, key, possible) = words(selectors, i18n.language(), &entry);
        view! {
            <div
                id=format!("command-{place}")
                class="command-bar__row"
                role="option"
                aria-selected=move || if at.get() == place { "true" } else { "false" }
                aria-disabled=if possible { "false" } else { "true" }
                on:mousedown=move |press| {
                    press.prevent_default();
                    go(place);
                }
            >
                <span class="command-bar__title">{title}</span>
                <span class="command-bar__detail">{detail}</span>
                {key.map(|key| view! { <kbd class="key">{key}</kbd> })}
            </div>
        }
    };
    view! {
        <div class="command-bar" role="search" aria-label=move || t!(i18n, command_bar.title)>
            <input
                class="command-bar__input"
                type="text"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                aria-autocomplete="list"
                aria-expanded="true"
                aria-controls="commands"
                aria-label=move || t!(i18n, command_bar.title)
                aria-activedescendant=move || format!("command-{}", at.get())
                placeholder=move || t!(i18n, command_bar.hint)
                node_ref=field
                prop:value=text
                on:input:target=move |input| {
                    text.set(input.target().value());
                    at.set(0);
                }
                on:blur=move |_| desk.bar.set(false)
                on:keydown=on_key
            />
            <div
                id="commands"
                class="command-bar__rows"
                node_ref=list
                role="listbox"
                aria-label=move || t!(i18n, command_bar.title)
            >
                {move || entries.get().into_iter().enumerate().map(row).collect_view()}
            </div>
            <Show when=move || entries.with(Vec::is_empty)>
                <p class="command-bar__none">{move || t!(i18n, command_bar.nothing)}</p>
            </Show>
        </div>
    }
}

fn entries(selectors: Selectors, language: Language, text: &str) -> Vec<Entry> {
    let text = text.trim().to_lowercase();
    let selected = selectors.selected().get();
    let offers = selected.into_iter().flat_map(|incident| {
        let offers = selectors.offers_now(incident).into_iter();
        offers.map(move |offer| Entry::Offer(incident, offer))
    });
    let fits = |action: Action| {
        text.is_empty()
            || action_word(language, action).to_lowercase().contains(&text)
            || action.verb().as_str().contains(&text)
            || action.initials().starts_with(&text)
            || action.key().to_lowercase() == text
    };
    let offers = offers.filter(|entry| match entry {
        Entry::Offer(_, offer) => fits(offer.action),
        Entry::Found(_) => true,
    });
    let found = if text.is_empty() {
        Vec::new()
    } else {
        let mut found = selectors.search(&text, MOST_FOUND);
        found.extend(crews(selectors, &text));
        found
    };
    offers.chain(found.into_iter().map(Entry::Found)).collect()
}

/// Crews by name or call sign, where they were last.
fn crews(selectors: Selectors, text: &str) -> Vec<Found> {
    let store = selectors.store();
    let directory = store.directory();
    let has = |name: &str| name.to_lowercase().contains(text);
    let crews = directory
        .crews
        .iter()
        .filter(|(id, crew)| has(id.as_str()) || has(&crew.name.zh) || has(&crew.name.en));
    let crews = crews.take(MOST_FOUND).map(|(id, crew)| {
        let position = store.with_feeds(|feeds| {
            let sample = feeds.values().find_map(|feed| feed.unit(id));
            sample.map(|sample| sample.position)
        });
        Found {
            kind: FoundKind::Crew,
            title: crew.name.clone(),
            detail: Some(id.as_str().into()),
            position,
            corners: None,
        }
    });
    crews.collect()
}

fn words(
    selectors: Selectors,
    language: Language,
    entry: &Entry,
) -> (String, String, Option<&'static str>, bool) {
    match entry {
        Entry::Offer(_, offer) => {
            let why = offer.refusal.as_ref().map(Reason::from);
            let why = why.map(|why| reason_words(language, why).to_owned());
            let possible = why.is_none();
            // A station has its own orders and its crews': the line says about which it is.
            let whose = offer.own.as_ref().map(|own| {
                let name = selectors.store().directory().assignee(own);
                language.pick(&name).to_owned()
            });
            (
                action_word(language, offer.action).to_owned(),
                why.or(whose).unwrap_or_default(),
                Some(offer.action.key()),
                possible,
            )
        }
        Entry::Found(found) => {
            let hit = hit(language, found);
            (hit.title, hit.detail, None, true)
        }
    }
}

use std::sync::Arc;

use domain::{Assignee, IncidentRef, Seq};
use leptos::ev::KeyboardEvent;
use leptos::html::{Div, Textarea};
use leptos::prelude::*;
use protocol::Command;

use super::super::desk::{Desk, OpenForm};
use super::super::selectors;
use super::action_word;
use super::choices::{Choice, Choices, choices};
use super::note_field::NoteField;
use crate::i18n::{Language, t, use_i18n};
use crate::selectors::{Action, Wants};
use crate::store::Store;
use crate::ui::keep_selected_in_sight;

/// What an action wants to know before it is sent, in the place of its button: nothing lies over anything. Enter sends, Escape
/// closes. What was typed stays until it is done: a refusal does not lose it.
#[component]
pub fn ActionForm(
    /// About which incident.
    incident: IncidentRef,
    /// Which action.
    action: Action,
    /// About whose order, where it is about one.
    own: Option<Assignee>,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors = selectors();
    let store = selectors.store();
    let desk = use_context::<Desk>();
    let wants = action.wants();
    let form = StoredValue::new(OpenForm {
        incident,
        action,
        own,
    });
    // Whoever is choosing must not have the list change under the hand: it stays as it was when the form opened.
    let found = Memo::new(move |_| {
        let language = i18n.language();
        form.with_value(|form| untrack(|| choices(selectors, language, form)))
    });
    let at = RwSignal::new(0_usize);
    let note = RwSignal::new(String::new());
    let sent = RwSignal::new(None::<Arc<str>>);
    // What the person decides on is what stood there when the form opened; once refused, what stands there then.
    let seen = StoredValue::new(version_of(store, incident));
    let waiting = Memo::new(move |_| {
        sent.with(|sent| {
            let key = sent.as_ref()?;
            store.pending.with(|all| {
                let mut own = all.iter().filter(|asked| asked.key == *key);
                own.next().map(|asked| asked.is_waiting())
            })
        })
        .unwrap_or(false)
    });
    let command = move || match wants {
        Wants::Note => form.with_value(of_note),
        _ => found.with_untracked(|found| {
            let chosen = found.all.get(at.get_untracked());
            chosen.map(|choice| choice.command.clone())
        }),
    };
    let lacks_note = Memo::new(move |_| {
        matches!(wants, Wants::Note | Wants::ChoiceAndReason)
            && note.with(|note| note.trim().is_empty())
    });
    let send = Callback::new(move |()| {
        if waiting.get_untracked() || lacks_note.get_untracked() {
            return;
        }
        let version = seen.get_value().or_else(|| version_of(store, incident));
        seen.set_value(None);
        if let (Some(desk), Some(version), Some(command)) = (desk, version, command()) {
            let done = Callback::new(move |_| desk.close(&form.get_value()));
            let text = Some(note.get_untracked());
            let key = desk
                .commands()
                .send(incident, version, command, text, Some(done));
            sent.set(Some(key));
        }
    });
    let close = Callback::new(move |()| {
        if let Some(desk) = desk {
            desk.form.set(None);
        }
    });
    let list = NodeRef::<Div>::new();
    let field = NodeRef::<Textarea>::new();
    Effect::new(move |_| {
        // The keyboard goes where something is to be said; whoever chooses only, chooses.
        let taken = match (list.get(), field.get()) {
            (Some(list), _) => list.focus(),
            (None, Some(field)) => field.focus(),
            (None, None) => return,
        };
        // What cannot take the focus leaves it where it is.
        let _ = taken;
    });
    let on_key = move |key: KeyboardEvent| {
        if key.key() == "Escape" {
            key.prevent_default();
            key.stop_propagation();
            close.run(());
        }
    };
    let is_choice = !matches!(wants, Wants::Note | Wants::Description);
    let has_note = matches!(
        wants,
        Wants::Note | Wants::ChoiceAndReason | Wants::ChoiceAndNote
    );
    view! {
        <div
            class="action-form"
            role="group"
            aria-label=move || action_word(i18n.language(), action)
            on:keydown=on_key
        >
            <h3 class="action-form__title">{move || action_word(i18n.language(), action)}</h3>
            {is_choice
                .then(|| view! { <ChoiceList found=found at=at list=list on_enter=send /> })}
            {has_note
                .then(|| {
                    view! {
                        <NoteField
                            label=Signal::derive(move || note_word(i18n.language(), action).to_owned())
                            text=note
                            on_enter=send
                            field=field
                        />
                    }
                })}
            <div class="action-form__foot">
                <button
                    type="button"
                    class="button"
                    data-weight="strong"
                    disabled=move || {
                        waiting.get() || lacks_note.get()
                            || (is_choice && found.with(|found| found.all.is_empty()))
                    }
                    on:click=move |_| send.run(())
                >
                    <span>
                        {move || {
                            if waiting.get() { t!(i18n, form.sending) } else { t!(i18n, form.send) }
                        }}
                    </span>
                    <kbd class="key">"↵"</kbd>
                </button>
                <button
                    type="button"
                    class="button"
                    data-weight="plain"
                    on:click=move |_| close.run(())
                >
                    <span>{move || t!(i18n, form.cancel)}</span>
                    <kbd class="key">"Esc"</kbd>
                </button>
            </div>
        </div>
    }
}

fn version_of(store: Store, incident: IncidentRef) -> Option<Seq> {
    store.with_incident(incident, |known| known.version)
}

/// What there is to choose: arrows or a digit choose, Enter sends what is chosen.
#[component]
fn ChoiceList(
    /// What there is.
    found: Memo<Choices>,
    /// Which one is chosen.
    at: RwSignal<usize>,
    /// The list, so that it can be given the keyboard.
    list: NodeRef<Div>,
    /// Called with Enter.
    on_enter: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let on_key = move |key: KeyboardEvent| {
        let count = found.with_untracked(|found| found.all.len());
        if count == 0 {
            return;
        }
        match key.key().as_str() {
            "ArrowDown" => at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" => at.update(|at| *at = (*at + count - 1) % count),
            "Enter" => on_enter.run(()),
            digit => match digit.parse::<usize>() {
                Ok(place @ 1..=9) if place <= count => at.set(place - 1),
                _ => return,
            },
        }
        key.prevent_default();
        key.stop_propagation();
    };
    keep_selected_in_sight(list, at.into());
    let option = move |(place, choice): (usize, Choice)| {
        view! {
            <div
                id=format!("choice-{place}")
                class="choice"
                role="option"
                aria-selected=move || if at.get() == place { "true" } else { "false" }
                on:click=move |_| at.set(place)
                on:dblclick=move |_| on_enter.run(())
            >
                <kbd class="key">{(place < 9).then(|| (place + 1).to_string())}</kbd>
                <span class="choice__title">{choice.title}</span>
                <span class="choice__detail">{choice.detail}</span>
            </div>
        }
    };
    view! {
        <Show when=move || found.with(|found| found.nobody_free)>
            <p class="action-form__hint" data-tone="near" role="status">
                {move || t!(i18n, form.nobody_free)}
            </p>
        </Show>
        <Show when=move || found.with(|found| found.all.is_empty() && !found.nobody_free)>
            <p class="action-form__hint" role="status">
                {move || t!(i18n, form.nothing)}
            </p>
        </Show>
        <div
            class="choices"
            role="listbox"
            tabindex="0"
            node_ref=list
            aria-label=move || t!(i18n, form.choices)
            aria-activedescendant=move || format!("choice-{}", at.get())
            hidden=move || found.with(|found| found.all.is_empty())
            on:keydown=on_key
        >
            {move || {
                found.with(|found| found.all.clone()).into_iter().enumerate().map(option).collect_view()
            }}
        </div>
    }
}

/// The command of an action that wants a note only.
fn of_note(form: &OpenForm) -> Option<Command> {
    Some(match form.action {
        Action::Resolve => Command::Resolve,
        Action::SendBack => Command::Verify { passed: false },
        Action::Feedback => Command::Feedback,
        Action::Reply => Command::Reply,
        Action::Reject => Command::Reject,
        Action::Reopen => Command::Reopen,
        Action::Suspend => Command::Suspend,
        Action::Close => Command::Close,
        Action::Decline => Command::Decline(form.own.clone()?),
        _ => return None,
    })
}

fn note_word(language: Language, action: Action) -> &'static str {
    match action {
        Action::Feedback => t!(language, form.feedback),
        Action::Resolve => t!(language, form.result),
        Action::Reply => t!(language, form.reply),
        Action::Rate => t!(language, form.note),
        _ => t!(language, form.reason),
    }
}

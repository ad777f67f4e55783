use domain::{Assignee, IncidentRef, Seq};
use leptos::ev::KeyboardEvent;
use leptos::html::{Div, Textarea};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::Command;

use super::super::desk::{Desk, OpenForm};
use super::super::selectors;
use super::action_word;
use super::choices::{Choice, Choices, choices};
use super::counterpart::{ByNumber, NumberField};
use super::note_field::NoteField;
use super::photos_field::PhotosField;
use crate::i18n::{Language, t, use_i18n};
use crate::selectors::{Action, Wants};
use crate::store::{AskedState, Store};
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
    let desk: Desk = expect_context();
    let wants = action.wants();
    let form = OpenForm {
        incident,
        action,
        own,
    };
    let written = desk.written;
    let begins = written.take_up(&form, version_of(store, incident));
    let form = StoredValue::new(form);
    let (note, sent, shots) = (written.note, written.sent, written.shots);
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
    let has_moved = Memo::new(move |_| {
        sent.with(|sent| {
            let key = sent.as_ref()?;
            store.pending.with(|all| {
                let mut own = all.iter().filter(|asked| asked.key == *key);
                own.next().map(|asked| {
                    matches!(&asked.state, AskedState::Rejected(why) if why.says_it_moved())
                })
            })
        })
        .unwrap_or(false)
    });
    let known = store.incident(incident);
    // Whoever is choosing must not have the list change under the hand: it stays as it was when the form opened, until a refusal
    // says that it is no longer so.
    let found = Memo::new(move |_| {
        if has_moved.get() {
            known.track();
        }
        let language = i18n.language();
        form.with_value(|form| untrack(|| choices(selectors, language, form)))
    });
    let choosing = Choosing::new(found, written.chosen);
    // A citizen's score is nobody's to propose.
    if begins && action != Action::Rate {
        choosing.choose(0);
    }
    let at = choosing.at;
    let by_number = (action == Action::Link).then_some(written.by_number);
    let is_written = move || by_number.is_some_and(ByNumber::is_written);
    let command = move || match (wants, by_number) {
        (Wants::Note, _) => form.with_value(of_note),
        (_, Some(by)) if untrack(is_written) => by.read(incident.network, store).map(Command::Link),
        _ => choosing.command(),
    };
    let lacks_note = Memo::new(move |_| written.lacks_note(action));
    let is_busy = Memo::new(move |_| waiting.get() || shots.is_busy());
    let send = Callback::new(move |()| {
        if is_busy.get_untracked() || lacks_note.get_untracked() {
            return;
        }
        let Some(command) = command() else {
            return;
        };
        // The form may be built again, or gone, before the photos are there: the hub takes an act only with photos that it has.
        let form = form.get_value();
        spawn_local(async move {
            if let Some(photos) = shots.send(desk.commands(), incident.network).await {
                desk.send_written(form, command, photos);
            }
        });
    });
    let close = Callback::new(move |()| desk.give_up());
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
                .then(|| view! { <ChoiceList choosing=choosing list=list on_enter=send /> })}
            {by_number.map(|by| view! { <NumberField by=by own=incident.network on_enter=send /> })}
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
            {action.takes_photos().then(|| view! { <PhotosField shots=shots /> })}
            <div class="action-form__foot">
                <button
                    type="button"
                    class="button"
                    data-weight="strong"
                    disabled=move || {
                        is_busy.get() || lacks_note.get()
                            || (is_choice && !is_written() && at.get().is_none())
                    }
                    on:click=move |_| send.run(())
                >
                    <span>
                        {move || {
                            if is_busy.get() { t!(i18n, form.sending) } else { t!(i18n, form.send) }
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

/// A list and what is chosen of it. Where the list is made anew, what was chosen stays chosen, wherever it stands now; where it
/// is gone, nothing is chosen: nobody sends the next in the list by the press that meant another.
#[derive(Clone, Copy)]
struct Choosing {
    /// What there is.
    found: Memo<Choices>,
    chosen: RwSignal<Option<Command>>,
    /// Where what is chosen stands in the list.
    at: Memo<Option<usize>>,
}

impl Choosing {
    fn new(found: Memo<Choices>, chosen: RwSignal<Option<Command>>) -> Self {
        let at = Memo::new(move |_| {
            let chosen = chosen.read();
            let chosen = chosen.as_ref()?;
            found.with(|found| {
                found
                    .all
                    .iter()
                    .position(|choice| choice.command == *chosen)
            })
        });
        Self { found, chosen, at }
    }

    fn choose(self, place: usize) {
        let command = self
            .found
            .with_untracked(|found| Some(found.all.get(place)?.command.clone()));
        self.chosen.set(command);
    }

    /// What is chosen, if it still stands there.
    fn command(self) -> Option<Command> {
        self.at.get_untracked()?;
        self.chosen.get_untracked()
    }
}

fn version_of(store: Store, incident: IncidentRef) -> Option<Seq> {
    store.with_incident(incident, |known| known.version)
}

/// What there is to choose: arrows or a digit choose, Enter sends what is chosen.
#[component]
fn ChoiceList(
    /// What there is, and what is chosen of it.
    choosing: Choosing,
    /// The list, so that it can be given the keyboard.
    list: NodeRef<Div>,
    /// Called with Enter.
    on_enter: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let Choosing { found, at, .. } = choosing;
    let on_key = move |key: KeyboardEvent| {
        let count = found.with_untracked(|found| found.all.len());
        if count == 0 {
            return;
        }
        match key.key().as_str() {
            "ArrowDown" => choosing.choose(at.get_untracked().map_or(0, |at| (at + 1) % count)),
            "ArrowUp" => {
                choosing.choose((at.get_untracked().unwrap_or(0) + count - 1) % count);
            }
            "Enter" => on_enter.run(()),
            digit => match digit.parse::<usize>() {
                Ok(place @ 1..=9) if place <= count => choosing.choose(place - 1),
                _ => return,
            },
        }
        key.prevent_default();
        key.stop_propagation();
    };
    let shown = Memo::new(move |_| at.get().unwrap_or(0));
    keep_selected_in_sight(list, shown.into());
    let option = move |(place, choice): (usize, Choice)| {
        view! {
            <div
                id=format!("choice-{place}")
                class="choice"
                role="option"
                aria-selected=move || if at.get() == Some(place) { "true" } else { "false" }
                on:click=move |_| choosing.choose(place)
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
            aria-activedescendant=move || at.get().map(|place| format!("choice-{place}"))
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

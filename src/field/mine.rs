//! What became of a person's reports.

use std::sync::Arc;

use domain::{IncidentRef, Stage, Timestamp};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::author::Reporter;
use super::form::{Form, PhotoState, Taken};
use super::outbox::{Entry, EntryState, Fault, Outbox, Seen};
use super::words::{fault_words, open_words};
use crate::i18n::{I18n, t, use_i18n};
use crate::panels::{TextsAnswer, follow_texts, stage_look, stage_word};
use crate::platform::PictureAddress;
use crate::selectors::{Selectors, stage_of_matter};
use crate::ui::Glyph;

/// The person's reports, the newest first.
#[component]
pub(super) fn Mine(
    /// Who reports.
    reporter: Memo<Reporter>,
    /// Where a refused report is mended.
    form: Form,
    /// Called when one is being mended.
    on_mend: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let outbox: Outbox = expect_context();
    let ids = Memo::new(move |_| {
        let reporter = reporter.read();
        let owner = reporter.author().map(|author| &author.id);
        outbox.with(|all| {
            let own = all.iter().filter(|entry| Some(&entry.owner) == owner);
            own.rev()
                .map(|entry| Arc::clone(&entry.id))
                .collect::<Vec<_>>()
        })
    });
    view! {
        <h2 class="report-title">{move || t!(i18n, field.mine.title)}</h2>
        <Show when=move || ids.read().is_empty()>
            <p class="report-empty">{move || t!(i18n, field.mine.empty)}</p>
        </Show>
        <ul class="report-list">
            <For each=move || ids.get() key=Arc::clone let:id>
                <Row id=id form=form on_mend=on_mend />
            </For>
        </ul>
    }
}

/// One report.
#[component]
fn Row(
    /// Its name on this device.
    id: Arc<str>,
    /// Where it is mended.
    form: Form,
    /// Called when it is being mended.
    on_mend: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let outbox: Outbox = expect_context();
    let store = expect_context::<Selectors>().store();
    let own = Arc::clone(&id);
    let entry = Memo::new(move |_| outbox.entry(&own));
    let incident = Memo::new(move |_| entry.read().as_ref().and_then(Entry::incident));
    let picture = StoredValue::new_local(None::<PictureAddress>);
    let address = RwSignal::new(None::<String>);
    // Another photo may have been taken when the report was mended.
    let photo_of = Memo::new(move |_| entry.read().as_ref().map(|entry| entry.keys.photo.clone()));
    let shown = Arc::clone(&id);
    Effect::new(move |_| {
        photo_of.track();
        let id = Arc::clone(&shown);
        spawn_local(async move {
            let thumbnail = outbox.thumbnail(id).await;
            let made = thumbnail.and_then(|bytes| PictureAddress::of_jpeg(&bytes));
            address.try_set(made.as_ref().map(|made| made.as_str().to_owned()));
            picture.try_set_value(made);
        });
    });
    let subject = move || {
        let entry = entry.read();
        let directory = store.directory();
        entry.as_ref().map(|entry| {
            let content = &entry.content;
            let name = directory.category(&content.category);
            name.map_or_else(
                || content.subject.to_string(),
                |name| i18n.language().pick(name).to_owned(),
            )
        })
    };
    let place = move || {
        entry
            .read()
            .as_ref()
            .map(|entry| entry.content.address.to_string())
    };
    let made = move || {
        let entry = entry.read();
        entry.as_ref().map(|entry| moment(i18n, entry.made_at))
    };
    let state = move || match entry.read().as_ref().map(|entry| &entry.state) {
        Some(EntryState::Waiting) => "waiting",
        Some(EntryState::Sending) => "sending",
        Some(EntryState::Sent(_)) => "sent",
        Some(EntryState::Refused(_)) => "refused",
        None => "gone",
    };
    view! {
        <li class="report-row" data-state=state>
            <div class="report-row__photo">
                {move || address.get().map(|address| view! { <img src=address alt="" /> })}
            </div>
            <div class="report-row__body">
                <p class="report-row__subject">{subject}</p>
                <p class="report-row__place">{place}</p>
                <p class="report-row__made">{made}</p>
            </div>
            {move || match incident.get() {
                Some(incident) => {
                    let id = Arc::clone(&id);
                    view! { <Course id=id incident=incident entry=entry /> }.into_any()
                }
                None => {
                    let id = Arc::clone(&id);
                    view! { <Unsettled id=id entry=entry form=form on_mend=on_mend /> }.into_any()
                }
            }}
        </li>
    }
}

/// What the hub has not taken yet, or does not take.
#[component]
fn Unsettled(
    /// Its name on this device.
    id: Arc<str>,
    /// The report.
    entry: Memo<Option<Entry>>,
    /// Where it is mended.
    form: Form,
    /// Called when it is being mended.
    on_mend: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let outbox: Outbox = expect_context();
    let sure = RwSignal::new(false);
    let fault = Memo::new(
        move |_| match entry.read().as_ref().map(|entry| &entry.state) {
            Some(EntryState::Refused(fault)) => Some(fault.clone()),
            _ => None,
        },
    );
    let words = move || match entry.read().as_ref().map(|entry| &entry.state) {
        Some(EntryState::Sending) => t!(i18n, field.mine.sending).to_owned(),
        Some(EntryState::Refused(fault)) => fault_words(i18n.language(), fault),
        _ => t!(i18n, field.mine.waiting).to_owned(),
    };
    let mended = Arc::clone(&id);
    let mend = move |_| {
        if let Some(entry) = entry.get_untracked() {
            form.take_up(Arc::clone(&mended), &entry.content);
            let wrong_photo = matches!(
                entry.state,
                EntryState::Refused(Fault::NoPicture | Fault::PhotoTooLarge)
            );
            if !wrong_photo {
                show_kept_photo(outbox, form, Arc::clone(&mended));
            }
            on_mend.run(());
        }
    };
    let give_up = move |_| {
        if sure.get_untracked() {
            outbox.give_up(Arc::clone(&id));
        } else {
            sure.set(true);
        }
    };
    let (mend, give_up) = (
        StoredValue::new_local(mend),
        StoredValue::new_local(give_up),
    );
    view! {
        <div class="report-row__state">
            <p class="report-row__words">{words}</p>
            <Show when=move || fault.read().is_some()>
                <div class="report-row__buttons">
                    <button
                        type="button"
                        class="button"
                        on:click=move |event| mend.with_value(|mend| mend(event))
                    >
                        {move || t!(i18n, field.mine.mend)}
                    </button>
                    <button
                        type="button"
                        class="button"
                        data-weight="quiet"
                        on:click=move |event| give_up.with_value(|give_up| give_up(event))
                    >
                        {move || {
                            if sure.get() {
                                t!(i18n, field.mine.give_up_sure)
                            } else {
                                t!(i18n, field.mine.give_up)
                            }
                        }}
                    </button>
                </div>
            </Show>
        </div>
    }
}

/// How far the hub's incident is, live from the feed; what was last seen where the feed does not tell.
#[component]
fn Course(
    /// Its name on this device.
    id: Arc<str>,
    /// The incident.
    incident: IncidentRef,
    /// The report.
    entry: Memo<Option<Entry>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let outbox: Outbox = expect_context();
    let store = expect_context::<Selectors>().store();
    let known = store.incident(incident);
    let live = Memo::new(move |_| stage_of_matter(store, incident));
    let stage = Memo::new(move |_| {
        let seen = || entry.read().as_ref().and_then(|entry| entry.seen);
        live.get()
            .or_else(|| seen().map(|seen| seen.stage))
            .unwrap_or(Stage::Reported)
    });
    Effect::new(move |_| {
        if let Some(stage) = live.get() {
            outbox.note(&id, Seen { stage });
        }
    });
    let since = move || {
        let known = known.read();
        let at = known.as_ref()?.reached.first(stage.get())?;
        Some(moment(i18n, at))
    };
    let holders = move || {
        let known = known.read();
        let directory = store.directory();
        let language = i18n.language();
        let names: Vec<String> = known
            .as_ref()?
            .live_assignments()
            .map(|order| {
                language
                    .pick(&directory.assignee(&order.assignee))
                    .to_owned()
            })
            .collect();
        let names = names.join(t!(language, field.mine.and));
        (!names.is_empty()).then(|| t!(language, field.mine.with, names = names))
    };
    // An answer comes when it is done; before, a phone need not ask.
    let answered = Memo::new(move |_| {
        let known = known.read();
        let known = known
            .as_ref()
            .filter(|known| known.stage >= Stage::Resolved);
        known.map(|known| known.version)
    });
    let texts = follow_texts(incident, answered);
    let replies = move || match texts?.get() {
        Some(TextsAnswer::Read(texts)) => Some(texts.replies),
        _ => None,
    };
    let replied = move |(at, text): (Timestamp, String)| {
        let words = t!(i18n, field.mine.replied, at = moment(i18n, at), text = text);
        view! { <p class="report-row__reply">{words}</p> }
    };
    let look = Signal::derive(move || stage_look(i18n.language(), stage.get()));
    view! {
        <div class="report-row__state" data-stage=move || format!("{:?}", stage.get()).to_lowercase()>
            <p class="report-row__stage">
                <Glyph look=look />
                <strong>{move || stage_word(i18n.language(), stage.get())}</strong>
                <span class="report-row__since">{since}</span>
            </p>
            <p class="report-row__words">{move || open_words(i18n.language(), stage.get())}</p>
            {move || holders().map(|words| view! { <p class="report-row__words">{words}</p> })}
            {move || replies().unwrap_or_default().into_iter().map(replied).collect_view()}
            <p class="report-row__number">
                {move || t!(i18n, field.mine.number, number = incident.id.0)}
            </p>
        </div>
    }
}

/// Shows the photo that the outbox has already in the form.
fn show_kept_photo(outbox: Outbox, form: Form, id: Arc<str>) {
    spawn_local(async move {
        let thumbnail = outbox.thumbnail(Arc::clone(&id)).await;
        let address = thumbnail.and_then(|bytes| PictureAddress::of_jpeg(&bytes));
        let still_mended = form.mends.try_get_untracked().flatten() == Some(id);
        if let (Some(address), true) = (address, still_mended) {
            form.photo.set(PhotoState::Taken(Arc::new(Taken {
                kept: None,
                address,
                position: None,
                taken_at: None,
            })));
        }
    });
}

/// "11月25日 星期三 14:26".
fn moment(i18n: I18n, at: Timestamp) -> String {
    let local = i18n.local(at);
    let date = local.date(i18n.language());
    let time = local.with_minutes();
    t!(i18n, field.mine.moment, date = date, time = time)
}

//! The audit trail: searched, read page by page, the newest first, and exported.

use domain::{Network, Timestamp};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::NetworkFeed;

use super::loaded::{Absence, Asking, Loaded};
use super::trail_words::{KINDS, kind_words, outcome_words, what_words};
use crate::commands::{Commands, DoorFault, TrailEntry, TrailPage, TrailSearch};
use crate::i18n::{I18n, t, use_i18n};
use crate::panels::network_word;
use crate::signin::{door_words, field_fault, wrong};
use crate::ui::{Notice, NoticeKind, TextField};

/// What is looked for, as it is written.
#[derive(Clone, Copy)]
struct SearchForm {
    person: RwSignal<String>,
    network: RwSignal<Option<Network>>,
    incident: RwSignal<String>,
    what: RwSignal<Option<&'static str>>,
    from: RwSignal<String>,
    to: RwSignal<String>,
}

impl SearchForm {
    fn new() -> Self {
        Self {
            person: RwSignal::new(String::new()),
            network: RwSignal::new(None),
            incident: RwSignal::new(String::new()),
            what: RwSignal::new(None),
            from: RwSignal::new(String::new()),
            to: RwSignal::new(String::new()),
        }
    }

    /// What is written, as a search; the moments are the deployment's.
    ///
    /// # Errors
    /// At a field that cannot be read.
    fn checked(self, i18n: I18n) -> Result<TrailSearch, DoorFault> {
        let text = |signal: RwSignal<String>| {
            let text = signal.get_untracked().trim().to_owned();
            (!text.is_empty()).then_some(text)
        };
        let moment = |signal: RwSignal<String>, pointer: &str| {
            let read = |text: String| i18n.moment(&text).ok_or_else(|| wrong(pointer));
            text(signal).map(read).transpose()
        };
        let incident = text(self.incident).map(|text| text.parse().map_err(|_| wrong("/incident")));
        Ok(TrailSearch {
            from_ms: moment(self.from, "/from")?.map(|at| at.0),
            to_ms: moment(self.to, "/to")?.map(|at| at.0),
            person: text(self.person),
            network: self.network.get_untracked(),
            incident: incident.transpose()?,
            what: self.what.get_untracked(),
        })
    }
}

/// The trail, and what is looked for in it.
#[component]
pub(super) fn Trail(
    /// The networks of the deployment.
    feeds: Vec<NetworkFeed>,
) -> impl IntoView {
    let i18n = use_i18n();
    let commands: Commands = expect_context();
    let form = SearchForm::new();
    let fault = RwSignal::new(None::<DoorFault>);
    let searched = RwSignal::new(TrailSearch::default());
    let page = RwSignal::new(Loaded::<TrailPage>::Awaited);
    let more_fault = RwSignal::new(None::<DoorFault>);
    let asking = Asking::new();
    let look = Callback::new(move |()| {
        more_fault.set(None);
        page.set(Loaded::Awaited);
        let search = searched.get_untracked();
        asking.load(page, async move { commands.trail(&search, None).await });
    });
    look.run(());
    let submit = move |submitted: SubmitEvent| {
        submitted.prevent_default();
        match form.checked(i18n) {
            Ok(search) => {
                fault.set(None);
                searched.set(search);
                look.run(());
            }
            Err(found) => fault.set(Some(found)),
        }
    };
    let next = Memo::new(move |_| {
        let page = page.read();
        page.here().and_then(|page| page.next.clone())
    });
    let more = move |_| {
        let (search, after) = (searched.get_untracked(), next.get_untracked());
        more_fault.set(None);
        spawn_local(async move {
            let answer = commands.trail(&search, after.as_deref()).await;
            // Something else may have been looked for meanwhile.
            let is_same = searched.try_with_untracked(|now| *now == search) == Some(true);
            match answer {
                Ok(found) if is_same => {
                    page.try_update(|page| {
                        // Pressed twice, the same page comes twice.
                        if let Loaded::Here(page) = page
                            && page.next == after
                        {
                            page.entries.extend(found.entries);
                            page.next = found.next;
                        }
                    });
                }
                Ok(_) => {}
                Err(found) => {
                    more_fault.try_set(Some(found));
                }
            }
        });
    };
    let count = Memo::new(move |_| page.read().here().map(|page| page.entries.len()));
    let rows = move || {
        let language = i18n.language();
        page.with(|page| {
            let entries = page.here().map_or(&[][..], |page| &page.entries);
            entries
                .iter()
                .map(|entry| row(i18n, language, entry))
                .collect_view()
        })
    };
    view! {
        <section class="trail" aria-label=move || t!(i18n, admin.part.trail)>
            <form class="trail-search" role="search" on:submit=submit>
                <SearchFields form=form fault=fault feeds=feeds />
                <div class="trail-search__do">
                    <button type="submit" class="button" data-weight="strong">
                        {move || t!(i18n, trail.search)}
                    </button>
                    <a
                        class="button"
                        download="audit.csv"
                        href=move || commands.trail_export(&searched.read())
                    >
                        {move || t!(i18n, trail.export)}
                    </a>
                </div>
            </form>
            <Absence of=page on_again=look />
            <Show when=move || count.get() == Some(0) && next.get().is_none()>
                <Notice
                    kind=NoticeKind::Empty
                    words=Signal::derive(move || t!(i18n, trail.none).to_owned())
                />
            </Show>
            <Show when=move || count.get().is_some_and(|count| count > 0)>
                <table class="trail-table">
                    <caption class="visually-hidden">{move || t!(i18n, admin.part.trail)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{move || t!(i18n, trail.when)}</th>
                            <th scope="col">{move || t!(i18n, trail.who)}</th>
                            <th scope="col">{move || t!(i18n, trail.done)}</th>
                            <th scope="col">{move || t!(i18n, trail.incident)}</th>
                            <th scope="col">{move || t!(i18n, trail.outcome)}</th>
                            <th scope="col">{move || t!(i18n, trail.address)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </Show>
            <Show when=move || next.get().is_some()>
                <button type="button" class="button" on:click=more>
                    {move || t!(i18n, trail.more)}
                </button>
            </Show>
            {move || {
                more_fault
                    .get()
                    .map(|fault| {
                        view! {
                            <p class="form-fault" role="alert">
                                {door_words(i18n.language(), &fault)}
                            </p>
                        }
                    })
            }}
        </section>
    }
}

fn row(i18n: I18n, language: crate::i18n::Language, entry: &TrailEntry) -> impl IntoView + use<> {
    let at = i18n.local(Timestamp(entry.at.timestamp_millis()));
    let incident = match (entry.incident, entry.network) {
        (Some(incident), _) => t!(
            language,
            trail.number,
            network = network_word(language, incident.network),
            number = incident.id
        ),
        (None, Some(network)) => network_word(language, network).to_owned(),
        (None, None) => String::new(),
    };
    let who = entry
        .person
        .as_deref()
        .map_or_else(|| t!(language, role.hub).to_owned(), str::to_owned);
    view! {
        <tr class="trail-row" data-what=entry.what.to_string()>
            <td class="trail-row__when">
                {at.date(language)} " " <span class="trail-row__time">{at.with_seconds()}</span>
            </td>
            <td class="trail-row__who">{who}</td>
            <td class="trail-row__what">{what_words(language, entry)}</td>
            <td class="trail-row__incident">{incident}</td>
            <td class="trail-row__outcome">{outcome_words(language, entry)}</td>
            <td class="trail-row__address">
                {entry.address.as_deref().unwrap_or_default().to_owned()}
            </td>
        </tr>
    }
}

/// What is looked for.
#[component]
fn SearchFields(
    /// What is written.
    form: SearchForm,
    /// What cannot be read.
    fault: RwSignal<Option<DoorFault>>,
    /// The networks of the deployment.
    feeds: Vec<NetworkFeed>,
) -> impl IntoView {
    let i18n = use_i18n();
    let typed = move |text: RwSignal<String>| {
        Callback::new(move |typed: String| {
            text.set(typed);
            fault.set(None);
        })
    };
    let networks = feeds
        .into_iter()
        .map(|feed| {
            let name = feed.name;
            view! {
                <option value=feed.network.to_string()>
                    {move || i18n.language().pick(&name).to_owned()}
                </option>
            }
        })
        .collect_view();
    let kinds = move || {
        let language = i18n.language();
        KINDS
            .map(|kind| view! { <option value=kind>{kind_words(language, kind)}</option> })
            .collect_view()
    };
    let moment = move |text: RwSignal<String>, name: &'static str| {
        view! {
            <input
                class="field__text"
                type="datetime-local"
                name=name
                prop:value=text
                on:input:target=move |input| typed(text).run(input.target().value())
            />
        }
    };
    view! {
        <TextField
            label=Signal::derive(move || t!(i18n, trail.person).to_owned())
            text=form.person
            on_type=typed(form.person)
            name="person"
        />
        <label class="field">
            <span class="field__label">{move || t!(i18n, trail.what_label)}</span>
            <select
                class="field__text"
                name="what"
                on:change:target=move |select| {
                    let word = select.target().value();
                    form.what.set(KINDS.into_iter().find(|kind| *kind == word));
                }
            >
                <option value="">{move || t!(i18n, trail.everything)}</option>
                {kinds}
            </select>
        </label>
        <label class="field">
            <span class="field__label">{move || t!(i18n, trail.network)}</span>
            <select
                class="field__text"
                name="network"
                on:change:target=move |select| {
                    form.network.set(select.target().value().parse().ok());
                }
            >
                <option value="">{move || t!(i18n, trail.everything)}</option>
                {networks}
            </select>
        </label>
        <TextField
            label=Signal::derive(move || t!(i18n, trail.incident_label).to_owned())
            text=form.incident
            on_type=typed(form.incident)
            fault=field_fault(fault, "/incident")
            name="incident"
        />
        <label class="field">
            <span class="field__label">{move || t!(i18n, trail.from)}</span>
            {moment(form.from, "from")}
        </label>
        <label class="field">
            <span class="field__label">{move || t!(i18n, trail.to)}</span>
            {moment(form.to, "to")}
        </label>
    }
}

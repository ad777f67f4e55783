use std::sync::Arc;

use chrono::NaiveDate;
use domain::{IncidentRef, Name, Network, PersonId};
use leptos::prelude::*;
use protocol::Deployment;
use world::Verb;

use super::day_field::DayField;
use super::head::{PaperBar, SheetHead};
use super::{
    Paper, asked_day, day_words, keep_in_address, missing, own_networks, paper, shown_day,
};
use crate::commands::{Commands, DoorFault};
use crate::config::{Officer, Work, WorkLog};
use crate::i18n::{Language, t, use_i18n};
use crate::panels::{network_word, verb_word};
use crate::platform::asked;
use crate::selectors::Selectors;
use crate::signin::keep_session;

/// A day's work over all networks of the reader.
#[derive(Clone, Debug, PartialEq)]
pub struct DaysWork {
    /// Whose.
    pub person: PersonId,
    /// What that person is called.
    pub name: Arc<str>,
    /// Which day.
    pub day: NaiveDate,
    /// What was done, in order, on which network.
    pub entries: Vec<(Network, Work)>,
    /// There was more than is told.
    pub more: bool,
    /// Whose hubs did not tell.
    pub missing: Vec<Network>,
    /// Whose work log the reader may read besides.
    pub people: Vec<Officer>,
}

impl DaysWork {
    /// Joins what the networks' hubs tell; `None` where there are none.
    #[must_use]
    pub fn of(logs: Vec<(Network, WorkLog)>) -> Option<Self> {
        let (_, first) = logs.first()?;
        let mut work = Self {
            person: first.person.clone(),
            name: Arc::clone(&first.name),
            day: first.day,
            entries: Vec::new(),
            more: false,
            missing: Vec::new(),
            people: Vec::new(),
        };
        for (network, log) in logs {
            work.more |= log.more;
            let entries = log.entries.into_iter();
            work.entries.extend(entries.map(|entry| (network, entry)));
            work.people.extend(log.people);
        }
        work.entries.sort_by_key(|(_, entry)| entry.at);
        work.people.sort_by(|one, other| one.id.cmp(&other.id));
        work.people.dedup_by(|one, other| one.id == other.id);
        Some(work)
    }
}

/// The work log of a person and day, written by itself: one's own, and others' for those who may read them.
#[component]
pub fn WorkLogPage(
    /// The deployment's settings.
    deployment: Arc<Deployment>,
    /// Called with the language that was chosen.
    #[prop(into)]
    on_language: Callback<Language>,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    keep_session(true);
    let day = RwSignal::new(asked_day());
    let person = RwSignal::new(asked("person").and_then(|id| PersonId::try_from(id.as_str()).ok()));
    let networks = Memo::new(move |_| own_networks(selectors));
    let commands: Option<Commands> = use_context();
    let answer = LocalResource::new(move || {
        let (networks, day, person) = (networks.get(), day.get(), person.get());
        async move { read(commands?, networks, day, person).await }
    });
    let shown = paper(answer);
    let shown_day = shown_day(day, shown, |work: &DaysWork| work.day);
    let people = Memo::new(move |before: Option<&Vec<Officer>>| {
        shown.with(|shown| match shown {
            Paper::Read(work) => work.people.clone(),
            _ => before.cloned().unwrap_or_default(),
        })
    });
    keep_in_address(move || {
        let day = day.get().map(|day| ("day", day.to_string()));
        let person = person.get().map(|person| ("person", person.to_string()));
        day.into_iter().chain(person).collect()
    });
    let own = move || {
        let session = selectors.store().session.read();
        session.me().map(|me| me.person.id.clone())
    };
    let name = deployment.name.clone();
    view! {
        <div class="paper-page" data-view="worklog">
            <PaperBar demo=deployment.demo on_language=on_language>
                <DayField shown=shown_day on_choose=Callback::new(move |chosen| day.set(Some(chosen))) />
                <Show when=move || !people.with(Vec::is_empty)>
                    <label class="paper-bar__choice">
                        <span>{move || t!(i18n, paper.whose)}</span>
                        <select
                            class="select"
                            name="person"
                            on:change:target=move |select| {
                                person.set(PersonId::try_from(select.target().value().as_str()).ok());
                            }
                        >
                            {move || {
                                people
                                    .get()
                                    .into_iter()
                                    .map(|officer| {
                                        let id = officer.id.clone();
                                        view! {
                                            <option
                                                value=officer.id.to_string()
                                                selected=move || person.get().or_else(own).as_ref() == Some(&id)
                                            >
                                                {officer.name.to_string()}
                                            </option>
                                        }
                                    })
                                    .collect_view()
                            }}
                        </select>
                    </label>
                </Show>
            </PaperBar>
            <main class="paper-page__sheet">
                {move || {
                    // A sheet is written in one language, and anew in another.
                    let _ = i18n.language();
                    match shown.get() {
                        Paper::Awaited => missing(i18n, None),
                        Paper::Failed(fault) => missing(i18n, Some(fault)),
                        Paper::Read(work) => {
                            view! { <WorkLogSheet name=name.clone() work=work /> }.into_any()
                        }
                    }
                }}
            </main>
        </div>
    }
}

/// What each network's hub tells, joined, be it that another one does not; `None` while nobody is known to sit here.
async fn read(
    commands: Commands,
    networks: Vec<Network>,
    day: Option<NaiveDate>,
    person: Option<PersonId>,
) -> Option<Result<DaysWork, DoorFault>> {
    let (mut logs, mut missing) = (Vec::new(), Vec::new());
    let mut first_fault = None;
    for network in networks {
        match commands.work_log(network, day, person.as_ref()).await {
            Ok(log) => logs.push((network, log)),
            Err(fault) => {
                missing.push(network);
                first_fault = first_fault.or(Some(fault));
            }
        }
    }
    match DaysWork::of(logs) {
        Some(work) => Some(Ok(DaysWork { missing, ..work })),
        None => first_fault.map(Err),
    }
}

/// The sheet itself.
#[component]
pub fn WorkLogSheet(
    /// The deployment's name.
    name: Name,
    /// What was done.
    work: DaysWork,
) -> impl IntoView {
    let i18n = use_i18n();
    let DaysWork {
        name: whose,
        day,
        entries,
        more,
        missing,
        ..
    } = work;
    let missing = (!missing.is_empty()).then(|| {
        let language = i18n.language();
        let networks = missing.iter().map(|one| network_word(language, *one));
        let networks = networks.collect::<Vec<_>>().join(t!(language, own.between));
        t!(language, worklog.missing, networks = networks)
    });
    let count = entries.len() as u64;
    let rows = entries.into_iter().map(move |(network, entry)| {
        let at = i18n.local(entry.at).with_seconds();
        let act = work_words(i18n.language(), &entry);
        let about = entry.incident.map(incident_link);
        view! {
            <tr>
                <td class="sheet__time">{at}</td>
                <td>{network_word(i18n.language(), network)}</td>
                <td>{act}</td>
                <td>{about}</td>
                <td class="sheet__wide">{entry.subject}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <article class="sheet">
            <SheetHead
                name=name
                title=Signal::derive(move || t!(i18n, worklog.title).to_owned())
                of=Signal::derive(move || {
                    let day = day_words(i18n, day);
                    t!(i18n, worklog.of, day = day, name = whose)
                })
            />
            <p class="sheet__line">{move || t!(i18n, worklog.count, count = count)}</p>
            {missing.map(|words| view! { <p class="sheet__line" role="status">{words}</p> })}
            {more.then(|| view! { <p class="sheet__line">{move || t!(i18n, worklog.more)}</p> })}
            {if count == 0 {
                view! { <p class="sheet__none">{move || t!(i18n, worklog.nothing)}</p> }.into_any()
            } else {
                view! {
                    <table class="sheet__table">
                        <thead>
                            <tr>
                                <th scope="col">{move || t!(i18n, worklog.at)}</th>
                                <th scope="col">{move || t!(i18n, worklog.network)}</th>
                                <th scope="col">{move || t!(i18n, worklog.act)}</th>
                                <th scope="col">{move || t!(i18n, worklog.incident)}</th>
                                <th scope="col">{move || t!(i18n, worklog.subject)}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                }
                .into_any()
            }}
        </article>
    }
}

/// The number of an incident: on the screen it leads to its card in the console.
pub(super) fn incident_link(incident: IncidentRef) -> impl IntoView {
    view! {
        <a class="sheet__link" rel="external" href=format!("console?incident={incident}")>
            {incident.id.to_string()}
        </a>
    }
}

/// What was done, in words.
fn work_words(language: Language, work: &Work) -> String {
    let with = work.with.as_ref().map_or("", |with| &*with.name);
    match work.command.as_str() {
        "watch_given" => t!(language, worklog.watch_given, to = with),
        "watch_taken" => t!(language, worklog.watch_taken, from = with),
        "watch_taken_over" if with.is_empty() => t!(language, worklog.watch_begun).to_owned(),
        "watch_taken_over" => t!(language, worklog.watch_taken_over, from = with),
        word => {
            let verb = Verb::ALL.into_iter().find(|verb| verb.as_str() == word);
            // A later hub may know more verbs than this screen.
            verb.map_or_else(
                || word.to_owned(),
                |verb| verb_word(language, verb).to_owned(),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(json: &str) -> WorkLog {
        serde_json::from_str(json).expect("a hub's answer")
    }

    #[test]
    fn the_work_of_several_networks_is_one_day_in_the_order_of_time() {
        let police = log(
            r#"{"person": "desk-2", "name": "王建国", "day": "2026-11-23", "more": false, "people": [], "entries": [
            {"at": "2026-11-23T01:00:00.000Z", "command": "accept", "incident": "police/12", "subject": "夜间噪声", "with": null},
            {"at": "2026-11-23T03:00:00.000Z", "command": "watch_given", "incident": null, "subject": null,
             "with": {"id": "desk-3", "name": "李梅"}}]}"#,
        );
        let government = log(
            r#"{"person": "desk-2", "name": "王建国", "day": "2026-11-23", "more": true, "people": [], "entries": [
            {"at": "2026-11-23T02:00:00.000Z", "command": "assign", "incident": "government/3", "subject": null, "with": null}]}"#,
        );
        let logs = vec![(Network::Police, police), (Network::Government, government)];
        let work = DaysWork::of(logs).expect("two logs");
        let words: Vec<_> = work
            .entries
            .iter()
            .map(|(_, entry)| work_words(Language::Chinese, entry))
            .collect();
        assert_eq!(words, ["受理", "派遣", "交班给 李梅"]);
        assert!(work.more);
        assert_eq!(DaysWork::of(Vec::new()), None);
    }
}

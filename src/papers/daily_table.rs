use leptos::prelude::*;

use super::worklog::incident_link;
use crate::config::{Figures, NamedIncident, Share, Sort, Tally};
use crate::i18n::{I18n, Language, percent, t, use_i18n};
use crate::panels::{clock_word, priority_word, stage_word};
use crate::selectors::Selectors;

/// A rate, by its own definition.
pub(super) struct Rate {
    /// What it is called.
    pub name: fn(Language) -> &'static str,
    /// What it is made of.
    pub definition: fn(Language) -> &'static str,
    /// The figure.
    pub read: fn(&Figures) -> Share,
}

/// Every rate, in the order of the wall.
pub(super) const RATES: [Rate; 6] = [
    Rate {
        name: |language| t!(language, rate.dispatched_on_time),
        definition: |language| t!(language, daily.dispatched_on_time),
        read: |figures| figures.dispatched_on_time,
    },
    Rate {
        name: |language| t!(language, rate.arrived_on_time),
        definition: |language| t!(language, daily.arrived_on_time),
        read: |figures| figures.arrived_on_time,
    },
    Rate {
        name: |language| t!(language, rate.right_first_dispatch),
        definition: |language| t!(language, daily.right_first_dispatch),
        read: |figures| figures.right_first_dispatch,
    },
    Rate {
        name: |language| t!(language, rate.handled),
        definition: |language| t!(language, daily.handled),
        read: |figures| figures.handled,
    },
    Rate {
        name: |language| t!(language, rate.handled_on_time),
        definition: |language| t!(language, daily.handled_on_time),
        read: |figures| figures.handled_on_time,
    },
    Rate {
        name: |language| t!(language, rate.closed_on_time),
        definition: |language| t!(language, daily.closed_on_time),
        read: |figures| figures.closed_on_time,
    },
];

/// "87%", or a dash where there is nothing to share.
pub(super) fn share_words(share: Share) -> String {
    share
        .share
        .map_or_else(|| "–".to_owned(), |share| format!("{}%", percent(share)))
}

/// The rates of the day beside those of the same weekday.
#[component]
pub(super) fn RatesTable(
    /// Of the day.
    figures: Figures,
    /// Of the same weekday a week before, where the hub has them.
    before: Option<Figures>,
) -> impl IntoView {
    let i18n = use_i18n();
    let rows = RATES.map(|rate| {
        let share = (rate.read)(&figures);
        let earlier = before.as_ref().map(rate.read);
        view! {
            <tr data-figure="rate">
                <th scope="row">{move || (rate.name)(i18n.language())}</th>
                <td class="sheet__wide">{move || (rate.definition)(i18n.language())}</td>
                <td class="sheet__number">
                    {t!(i18n, rate.of, part = share.part, whole = share.whole)}
                </td>
                <td class="sheet__number">
                    <strong>{share_words(share)}</strong>
                </td>
                {earlier.map(|earlier| view! { <td class="sheet__number">{share_words(earlier)}</td> })}
            </tr>
        }
    });
    let has_before = before.is_some();
    view! {
        <table class="sheet__table">
            <thead>
                <tr>
                    <th scope="col">{move || t!(i18n, daily.rate)}</th>
                    <th scope="col">{move || t!(i18n, daily.definition)}</th>
                    <th scope="col" class="sheet__number">{move || t!(i18n, daily.of)}</th>
                    <th scope="col" class="sheet__number">{move || t!(i18n, daily.share)}</th>
                    {has_before
                        .then(|| {
                            view! {
                                <th scope="col" class="sheet__number">
                                    {move || t!(i18n, daily.week_before)}
                                </th>
                            }
                        })}
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

/// Figures with what each is called.
pub(super) type NamedTallies = Vec<(String, Tally)>;

/// What came in by category or by patrol area.
#[component]
pub(super) fn SortsTable(
    /// What each line is called, and its figures.
    sorts: NamedTallies,
    /// What the lines are.
    #[prop(into)]
    head: Signal<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let rows = sorts.into_iter().map(|(name, tally)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="sheet__number">{tally.reported}</td>
                <td class="sheet__number">{share_words(tally.handled)}</td>
                <td class="sheet__number">{tally.open}</td>
                <td class="sheet__number">{tally.overdue}</td>
            </tr>
        }
    });
    view! {
        <table class="sheet__table">
            <thead>
                <tr>
                    <th scope="col">{head}</th>
                    <th scope="col" class="sheet__number">{move || t!(i18n, daily.reported)}</th>
                    <th scope="col" class="sheet__number">{move || t!(i18n, rate.handled)}</th>
                    <th scope="col" class="sheet__number">{move || t!(i18n, daily.open)}</th>
                    <th scope="col" class="sheet__number">{move || t!(i18n, daily.overdue)}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

/// What each line of a table by category or area is called.
pub(super) fn named<Id>(
    sorts: Vec<Sort<Id>>,
    name: impl Fn(&Id) -> String,
    none: &str,
) -> NamedTallies {
    let sorts = sorts.into_iter();
    sorts
        .map(|sort| {
            let name = sort.id.as_ref().map_or_else(|| none.to_owned(), &name);
            (name, sort.tally)
        })
        .collect()
}

/// Incidents by name, with their deadlines where something is awaited.
#[component]
pub(super) fn IncidentsTable(
    /// Which.
    incidents: Vec<NamedIncident>,
    /// Whether their deadlines are told.
    with_deadlines: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let rows = incidents.into_iter().map(move |incident| {
        let reported = moment_words(i18n, incident.reported_at);
        let deadline = with_deadlines.then(|| deadline_words(i18n, &incident));
        let is_over = incident.deadline.is_some_and(|deadline| deadline.overdue);
        let language = i18n.language();
        view! {
            <tr>
                <td>{incident_link(incident.incident)}</td>
                <td class="sheet__wide">{subject_words(&incident)}</td>
                <td>{priority_word(language, incident.priority)}</td>
                <td class="sheet__time">{reported}</td>
                <td>{stage_word(language, incident.stage)}</td>
                {deadline.map(|words| view! { <td data-over=is_over>{words}</td> })}
            </tr>
        }
    });
    view! {
        <table class="sheet__table">
            <thead>
                <tr>
                    <th scope="col">{move || t!(i18n, worklog.incident)}</th>
                    <th scope="col">{move || t!(i18n, worklog.subject)}</th>
                    <th scope="col">{move || t!(i18n, call.priority)}</th>
                    <th scope="col">{move || t!(i18n, daily.reported_at)}</th>
                    <th scope="col">{move || t!(i18n, daily.stage)}</th>
                    {with_deadlines
                        .then(|| view! { <th scope="col">{move || t!(i18n, daily.deadline)}</th> })}
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

fn subject_words(incident: &NamedIncident) -> String {
    match &incident.address {
        Some(address) => format!("{} · {address}", incident.subject),
        None => incident.subject.clone(),
    }
}

fn deadline_words(i18n: I18n, incident: &NamedIncident) -> String {
    let language = i18n.language();
    match incident.deadline {
        Some(deadline) => {
            let clock = clock_word(language, deadline.clock);
            let at = moment_words(i18n, deadline.due_at);
            if deadline.overdue {
                t!(language, daily.overdue_since, clock = clock, at = at)
            } else {
                t!(language, daily.due_at, clock = clock, at = at)
            }
        }
        None if incident.suspended => t!(language, flag.suspended).to_owned(),
        None => "–".to_owned(),
    }
}

/// "11-23 14:26": on a sheet of one day most moments are of that day, and those that are not must not seem so.
pub(super) fn moment_words(i18n: I18n, at: domain::Timestamp) -> String {
    let local = i18n.local(at);
    format!(
        "{:02}-{:02} {}",
        local.month,
        local.day,
        local.with_minutes()
    )
}

/// What a category is called.
pub(super) fn category_name(
    selectors: Selectors,
    language: Language,
    id: &domain::CategoryId,
) -> String {
    let directory = selectors.store().directory();
    let known = directory.category(id);
    known.map_or_else(|| id.to_string(), |name| language.pick(name).to_owned())
}

/// What a patrol area is called.
pub(super) fn area_name(selectors: Selectors, language: Language, id: &domain::AreaId) -> String {
    let directory = selectors.store().directory();
    language.pick(&directory.area(id)).to_owned()
}

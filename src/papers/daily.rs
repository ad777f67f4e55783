use std::sync::Arc;

use domain::{Name, Network};
use leptos::prelude::*;
use protocol::Deployment;

use super::csv::csv;
use super::daily_table::{
    IncidentsTable, NamedTallies, RATES, RatesTable, SortsTable, area_name, category_name,
    moment_words, named, share_words,
};
use super::day_field::DayField;
use super::head::{PaperBar, SheetHead};
use super::hours::HoursChart;
use super::{
    Paper, asked_day, day_words, keep_in_address, missing, own_networks, paper, shown_day,
};
use crate::commands::Commands;
use crate::config::{DailyReport, Tally, WatchSpan};
use crate::i18n::{I18n, Language, t, use_i18n};
use crate::panels::network_word;
use crate::platform::{asked, text_address};
use crate::selectors::Selectors;
use crate::signin::keep_session;

/// The daily report of a network: today as far as it has come, or a day that is over as it stood when it ended.
#[component]
pub fn DailyPage(
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
    let chosen =
        RwSignal::new(asked("network").and_then(|network| network.parse::<Network>().ok()));
    let networks = Memo::new(move |_| own_networks(selectors));
    let network = Memo::new(move |_| {
        let networks = networks.get();
        let chosen = chosen.get().filter(|chosen| networks.contains(chosen));
        chosen.or_else(|| networks.first().copied())
    });
    let commands: Option<Commands> = use_context();
    let answer = LocalResource::new(move || {
        let (network, day) = (network.get(), day.get());
        async move { Some(commands?.daily_report(network?, day).await) }
    });
    let shown = paper(answer);
    let shown_day = shown_day(day, shown, |report: &DailyReport| report.day);
    keep_in_address(move || {
        let day = day.get().map(|day| ("day", day.to_string()));
        let network = chosen.get().map(|network| ("network", network.to_string()));
        day.into_iter().chain(network).collect()
    });
    let file = move || {
        shown.with(|shown| match shown {
            Paper::Read(report) => Some((
                text_address("text/csv", &csv(&rows(i18n, selectors, report))),
                format!("{}-{}.csv", report.network, report.day),
            )),
            _ => None,
        })
    };
    let name = deployment.name.clone();
    view! {
        <div class="paper-page" data-view="daily">
            <PaperBar demo=deployment.demo on_language=on_language>
                <DayField shown=shown_day on_choose=Callback::new(move |chosen| day.set(Some(chosen))) />
                <label class="paper-bar__choice">
                    <span>{move || t!(i18n, paper.network)}</span>
                    <select
                        class="select"
                        name="network"
                        on:change:target=move |select| chosen.set(select.target().value().parse().ok())
                    >
                        {move || {
                            let option = |one: Network| {
                                view! {
                                    <option
                                        value=one.as_str()
                                        selected=move || network.get() == Some(one)
                                    >
                                        {move || network_word(i18n.language(), one)}
                                    </option>
                                }
                            };
                            networks.get().into_iter().map(option).collect_view()
                        }}
                    </select>
                </label>
                {move || {
                    file()
                        .map(|(address, name)| {
                            view! {
                                <a class="button" data-weight="plain" href=address download=name>
                                    "CSV"
                                </a>
                            }
                        })
                }}
            </PaperBar>
            <main class="paper-page__sheet">
                {move || {
                    // A sheet is written in one language with the names that are known, and anew with others.
                    let _ = (i18n.language(), selectors.store().directory());
                    match shown.get() {
                        Paper::Awaited => missing(i18n, None),
                        Paper::Failed(fault) => missing(i18n, Some(fault)),
                        Paper::Read(report) => {
                            view! { <DailySheet name=name.clone() report=report /> }.into_any()
                        }
                    }
                }}
            </main>
        </div>
    }
}

/// The sheet itself.
#[component]
pub fn DailySheet(
    /// The deployment's name.
    name: Name,
    /// The report.
    report: DailyReport,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    let (day, network) = (report.day, report.network);
    let figures = report.figures.clone();
    let before = report.before.figures.clone();
    let heading = |words: fn(I18n) -> &'static str| {
        view! { <h2 class="sheet__heading">{move || words(i18n)}</h2> }
    };
    let none = |words: fn(I18n) -> &'static str| {
        view! { <p class="sheet__none">{move || words(i18n)}</p> }.into_any()
    };
    let summary = [
        (
            "reported",
            t!(i18n, daily.reported),
            figures.reported,
            before.as_ref().map(|one| one.reported),
        ),
        (
            "open",
            t!(i18n, daily.open),
            figures.open,
            before.as_ref().map(|one| one.open),
        ),
        (
            "overdue",
            t!(i18n, daily.overdue),
            figures.overdue,
            before.as_ref().map(|one| one.overdue),
        ),
        (
            "unattended",
            t!(i18n, daily.unattended),
            figures.unattended,
            before.as_ref().map(|one| one.unattended),
        ),
    ];
    let summary = summary.map(|(word, name, count, earlier)| {
        let earlier = earlier.map(|earlier| t!(i18n, daily.before_count, count = earlier));
        view! {
            <div class="sheet__figure" data-figure=word>
                <dt>{name}</dt>
                <dd>{count}</dd>
                <dd class="sheet__before">{earlier}</dd>
            </div>
        }
    });
    let compared = match &before {
        Some(_) => t!(
            i18n,
            daily.compared,
            day = day_words(i18n, report.before.day)
        ),
        None => t!(
            i18n,
            daily.not_held,
            day = day_words(i18n, report.before.day)
        ),
    };
    let areas = report.areas.as_ref().map(|areas| {
        let language = i18n.language();
        let names = areas
            .iter()
            .map(|area| area_name(selectors, language, area));
        t!(
            i18n,
            daily.only_areas,
            areas = names.collect::<Vec<_>>().join(t!(i18n, told.and))
        )
    });
    let (categories, by_area) = sorts(i18n, selectors, &report);
    let as_of = moment_words(i18n, report.as_of);
    let as_of = if report.is_over {
        t!(i18n, daily.as_it_ended).to_owned()
    } else {
        t!(i18n, daily.so_far, at = as_of)
    };
    let told_late = (report.told_late > 0).then(|| {
        let count = report.told_late;
        view! { <p class="sheet__line">{t!(i18n, daily.told_late_line, count = count)}</p> }
    });
    let open_shown = report.open.len() as u64;
    let cut = (open_shown < report.open_count).then(|| {
        t!(
            i18n,
            panel.worklist.cut,
            shown = open_shown,
            count = report.open_count
        )
    });
    view! {
        <article class="sheet" data-network=network.as_str()>
            <SheetHead
                name=name
                title=Signal::derive(move || t!(i18n, daily.title).to_owned())
                of=Signal::derive(move || {
                    let day = day_words(i18n, day);
                    let network = network_word(i18n.language(), network);
                    t!(i18n, daily.title_of, day = day, network = network)
                })
            />
            <p class="sheet__line">{as_of}</p>
            <p class="sheet__line">{compared}</p>
            {areas.map(|areas| view! { <p class="sheet__line">{areas}</p> })}
            <dl class="sheet__figures">{summary.collect_view()}</dl>
            {told_late}

            {heading(|i18n| t!(i18n, daily.rates))}
            <RatesTable figures=figures before=before />

            {heading(|i18n| t!(i18n, daily.by_hour))}
            <HoursChart hours=report.by_hour />

            <div class="sheet__pair">
                <section>
                    {heading(|i18n| t!(i18n, daily.by_category))}
                    {if categories.is_empty() {
                        none(|i18n| t!(i18n, daily.nothing_reported))
                    } else {
                        view! {
                            <SortsTable
                                sorts=categories
                                head=Signal::derive(move || t!(i18n, call.category).to_owned())
                            />
                        }
                        .into_any()
                    }}
                </section>
                <section>
                    {heading(|i18n| t!(i18n, daily.by_area))}
                    {if by_area.is_empty() {
                        none(|i18n| t!(i18n, daily.nothing_reported))
                    } else {
                        view! {
                            <SortsTable
                                sorts=by_area
                                head=Signal::derive(move || t!(i18n, panel.areas.area).to_owned())
                            />
                        }
                        .into_any()
                    }}
                </section>
            </div>

            {heading(|i18n| t!(i18n, daily.urgent))}
            {if report.urgent.is_empty() {
                none(|i18n| t!(i18n, daily.no_urgent))
            } else {
                view! { <IncidentsTable incidents=report.urgent with_deadlines=false /> }.into_any()
            }}

            {heading(|i18n| t!(i18n, daily.open_at_end))}
            {cut.map(|cut| view! { <p class="sheet__line">{cut}</p> })}
            {if report.open.is_empty() {
                none(|i18n| t!(i18n, watch.nothing_open))
            } else {
                view! { <IncidentsTable incidents=report.open with_deadlines=true /> }.into_any()
            }}

            {heading(|i18n| t!(i18n, daily.watches))}
            {if report.watches.is_empty() {
                none(|i18n| t!(i18n, watch.nobody))
            } else {
                let spans = report.watches.iter().map(|span| {
                    view! { <li>{span_words(i18n, span)}</li> }
                });
                view! { <ul class="sheet__list">{spans.collect_view()}</ul> }.into_any()
            }}
        </article>
    }
}

fn sorts(i18n: I18n, selectors: Selectors, report: &DailyReport) -> (NamedTallies, NamedTallies) {
    let language = i18n.language();
    let categories = named(
        report.by_category.clone(),
        |id| category_name(selectors, language, id),
        t!(language, call.no_category),
    );
    let areas = named(
        report.by_area.clone(),
        |id| area_name(selectors, language, id),
        t!(language, daily.no_area),
    );
    (categories, areas)
}

fn span_words(i18n: I18n, span: &WatchSpan) -> String {
    let from = moment_words(i18n, span.from);
    match span.to {
        Some(to) => {
            let to = moment_words(i18n, to);
            t!(
                i18n,
                daily.watch_span,
                name = span.officer.name,
                from = from,
                to = to
            )
        }
        None => t!(
            i18n,
            daily.watch_since,
            name = span.officer.name,
            from = from
        ),
    }
}

/// The figures of the sheet, a line each.
fn rows(i18n: I18n, selectors: Selectors, report: &DailyReport) -> Vec<Vec<String>> {
    let language = i18n.language();
    let (categories, areas) = sorts(i18n, selectors, report);
    let head = [
        t!(language, daily.section),
        t!(language, daily.sort),
        t!(language, daily.reported),
        t!(language, rate.handled),
        t!(language, daily.open),
        t!(language, daily.overdue),
    ];
    let line = |section: &str, name: String, tally: &Tally| {
        vec![
            section.to_owned(),
            name,
            tally.reported.to_string(),
            share_words(tally.handled),
            tally.open.to_string(),
            tally.overdue.to_string(),
        ]
    };
    let figures = &report.figures;
    let whole = Tally {
        reported: figures.reported,
        handled: figures.handled,
        open: figures.open,
        overdue: figures.overdue,
    };
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.push(line(
        t!(language, daily.title),
        report.day.to_string(),
        &whole,
    ));
    let late = [
        t!(language, daily.title).to_owned(),
        t!(language, daily.told_late).to_owned(),
        report.told_late.to_string(),
    ];
    rows.push(late.to_vec());
    for (section, sorts) in [
        (t!(language, daily.by_category), categories),
        (t!(language, daily.by_area), areas),
    ] {
        rows.extend(
            sorts
                .into_iter()
                .map(|(name, tally)| line(section, name, &tally)),
        );
    }
    let hours = report.by_hour.iter();
    rows.extend(hours.map(|hour| {
        let from = i18n.local(hour.from).with_minutes();
        line(t!(language, daily.by_hour), from, &hour.tally)
    }));
    // Rates have columns of their own.
    rows.push(vec![
        t!(language, daily.section).to_owned(),
        t!(language, daily.rate).to_owned(),
        t!(language, daily.of).to_owned(),
        String::new(),
        t!(language, daily.share).to_owned(),
    ]);
    rows.extend(RATES.iter().map(|rate| {
        let share = (rate.read)(figures);
        vec![
            t!(language, daily.rates).to_owned(),
            (rate.name)(language).to_owned(),
            share.part.to_string(),
            share.whole.to_string(),
            share_words(share),
        ]
    }));
    rows
}

use domain::{ClockState, IncidentRef, Millis};
use leptos::prelude::*;

use super::actions::ActionBar;
use super::desk::Desk;
use super::notes::Notes;
use super::selectors;
use super::sign::{look_of, stage_look};
use super::words::{
    class_words, clock_word, end_word, flag_words, limit_words, network_word, place_words,
    priority_word, short, stage_word, step_word, who_words,
};
use crate::i18n::{I18n, decimal, span_clock, span_words, t, use_i18n};
use crate::selectors::{AssignmentLine, Deadline, IncidentCard, Pressure, Step};
use crate::ui::{Badge, Glyph, LimitReading, LimitView, Notice, NoticeKind, Tone, Weight};

/// The card of the selected incident, from the context's selectors; nothing while none is selected. Escape closes it.
///
/// It has a fixed place in the right column. A card beside its mark would have to cover other marks, and from across a hall a
/// fixed place is found without searching; the mark wears the selection's ring instead.
#[component]
pub fn SelectedIncident() -> impl IntoView {
    let selectors = selectors();
    // What is selected anew although it was before is no reason to build the card again, and a form on it.
    let selected = Memo::new(move |_| selectors.selected().get());
    let close = Callback::new(move |()| selectors.store().view.select(None));
    let desk = use_context::<Desk>();
    let listener = window_event_listener(leptos::ev::keydown, move |key| {
        // What lies above the card is closed first.
        if key.key() == "Escape" && !desk.is_some_and(Desk::close_top) {
            close.run(());
        }
    });
    on_cleanup(move || listener.remove());
    move || {
        selected.get().map(|incident| {
            view! {
                <IncidentCardView
                    card=selectors.card(incident)
                    flood=selectors.flood()
                    on_close=close
                    on_follow=Callback::new(move |other: IncidentRef| {
                        selectors.store().view.selected.set(Some(other));
                    })
                    actions=move || view! { <ActionBar incident=incident /> }
                >
                    <Notes incident=incident />
                </IncidentCardView>
            }
        })
    }
}

/// One incident: who took it, what is being done, how far it is, every stage with its time.
#[component]
pub fn IncidentCardView(
    /// The incident; a notice stands there while the screen does not hold it.
    #[prop(into)]
    card: Signal<Option<IncidentCard>>,
    /// Whether there is a flood: nothing blinks then.
    #[prop(into)]
    flood: Signal<bool>,
    /// Called when somebody closes it.
    #[prop(into)]
    on_close: Callback<()>,
    /// Called with the counterpart that somebody wants to see.
    #[prop(into)]
    on_follow: Callback<IncidentRef>,
    /// What can be done with it.
    #[prop(optional, into)]
    actions: ViewFn,
    /// What stands at its foot.
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let known = Memo::new(move |_| card.with(Option::is_some));
    let title = move || {
        card.with(|card| {
            card.as_ref()
                .map(|card| i18n.language().pick(&card.row.subject).to_owned())
        })
        .unwrap_or_else(|| t!(i18n, card.unknown).to_owned())
    };
    view! {
        <article class="incident-card" aria-label=title>
            <header class="incident-card__header">
                {move || {
                    card.with(|card| {
                        card.as_ref()
                            .map(|card| look_of(i18n.language(), &card.row, flood.get()))
                    })
                        .map(|look| view! { <Glyph look=look /> })
                }}
                <h2 class="incident-card__subject">{title}</h2>
                <button
                    type="button"
                    class="incident-card__close"
                    aria-label=move || t!(i18n, card.close)
                    on:click=move |_| on_close.run(())
                >
                    <svg viewBox="0 0 16 16" aria-hidden="true">
                        <path d="M3 3 13 13M13 3 3 13" />
                    </svg>
                </button>
            </header>
            <Show
                when=move || known.get()
                fallback=move || {
                    view! {
                        <Notice
                            kind=NoticeKind::Empty
                            words=Signal::derive(move || t!(i18n, card.gone).to_owned())
                        />
                    }
                }
            >
                <p class="incident-card__line">
                    {move || read(card, |card| place_words(i18n.language(), &card.row))}
                </p>
                <p class="incident-card__line" data-selectable>
                    {move || read(card, |card| number_line(i18n, card))}
                </p>
                <div class="badges">{move || badges(i18n, card, on_follow)}</div>
                {actions.run()}
                <ol class="steps" aria-label=move || t!(i18n, card.steps)>
                    {move || {
                        card.with(|card| card.as_ref().map(|card| card.steps.clone()))
                            .unwrap_or_default()
                            .into_iter()
                            .map(|step| step_line(i18n, &step))
                            .collect_view()
                    }}
                </ol>
                <div class="incident-card__limits">
                    {move || {
                        card.with(|card| card.as_ref().map(|card| card.clocks.clone()))
                            .unwrap_or_default()
                            .into_iter()
                            .take(4)
                            .map(|clock| {
                                view! { <LimitReading reading=limit_view(i18n, &clock) /> }
                            })
                            .collect_view()
                    }}
                </div>
                <ul class="assignments" aria-label=move || t!(i18n, card.assignments)>
                    {move || {
                        let lines = read(card, |card| live_first(&card.assignments));
                        let more = lines.len().saturating_sub(ON_THE_WALL) as u64;
                        let lines = lines
                            .into_iter()
                            .map(|line| assignment(i18n, &line))
                            .collect_view();
                        let more = (more > 0).then(|| {
                            let words = t!(i18n, card.more_assignments, count = more);
                            view! { <li class="assignments__more">{words}</li> }
                        });
                        view! {
                            {lines}
                            {more}
                        }
                    }}
                </ul>
            </Show>
            {children()}
        </article>
    }
}

fn read<T: Default>(card: Signal<Option<IncidentCard>>, say: impl Fn(&IncidentCard) -> T) -> T {
    card.with(|card| card.as_ref().map(say)).unwrap_or_default()
}

/// "公安网 · 20261123-0287 · 公安 / 夜间噪声 · C-03 网格", major class before minor; latitude and longitude, in the order people read them out, where there is no
/// address.
fn number_line(i18n: I18n, card: &IncidentCard) -> String {
    let language = i18n.language();
    let category = card
        .category
        .as_ref()
        .map(|category| language.pick(category))
        .filter(|category| *category != language.pick(&card.row.subject))
        .map(str::to_owned);
    let class = card
        .major
        .map(|major| class_words(language, major).to_owned());
    let category = [class, category].into_iter().flatten().collect::<Vec<_>>();
    let category = (!category.is_empty()).then(|| category.join(" / "));
    let grid = card.row.grid.as_ref();
    let position = card
        .position
        .filter(|_| card.row.address.is_none())
        .map(|at| format!("{:.5}, {:.5}", at.lat(), at.lon()));
    [
        Some(network_word(language, card.row.incident.network).to_owned()),
        Some(card.number().to_string()),
        category,
        grid.map(|name| language.pick(name).to_owned()),
        position,
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ")
}

fn badges(
    i18n: I18n,
    card: Signal<Option<IncidentCard>>,
    on_follow: Callback<IncidentRef>,
) -> impl IntoView {
    card.with(|card| {
        card.as_ref().map(|card| {
            let language = i18n.language();
            let row = &card.row;
            let urgent = row.priority > domain::Priority::Routine;
            let priority = priority_word(language, row.priority).to_owned();
            let weight = if urgent {
                Weight::Strong
            } else {
                Weight::Plain
            };
            let flags = flag_words(language, row)
                .into_iter()
                .map(|word| view! { <Badge text=word /> })
                .collect_view();
            let exercise = row.flags.exercise.then(|| {
                let word = t!(language, flag.exercise).to_owned();
                view! { <Badge text=word weight=Weight::Unreal /> }
            });
            let counterpart = card.counterpart.map(|other| {
                let word = t!(
                    language,
                    card.counterpart,
                    network = network_word(language, other.network),
                );
                view! {
                    <button
                        type="button"
                        class="chip"
                        on:click=move |_| on_follow.run(other)
                    >
                        {word}
                    </button>
                }
            });
            let merged = card.merged_into.map(|other| {
                let word = t!(language, card.merged_into, number = other.id);
                view! {
                    <button
                        type="button"
                        class="chip"
                        on:click=move |_| on_follow.run(other)
                    >
                        {word}
                    </button>
                }
            });
            let rating = card.rating.map(|rating| {
                let word = t!(language, card.rating, rating = rating);
                view! { <Badge text=word /> }
            });
            view! {
                <Badge text=priority weight=weight />
                {exercise}
                {flags}
                {rating}
                {counterpart}
                {merged}
            }
        })
    })
}

fn step_line(i18n: I18n, step: &Step) -> impl IntoView + use<> {
    let language = i18n.language();
    let who = match step.by.as_slice() {
        [] => String::new(),
        [only] => who_words(language, only),
        [first, others @ ..] => t!(
            language,
            row.assignees,
            first = who_words(language, first),
            others = others.len(),
        ),
    };
    let at = step.at.map(|at| i18n.local(at).with_seconds());
    let after = step
        .after
        .map(|after| t!(language, card.after, span = delta(i18n, after)));
    view! {
        <li class="step" data-step=step.state.as_str() data-stage=step.stage.as_str()>
            <Glyph look=stage_look(language, step.stage) />
            <span class="step__word">{stage_word(language, step.stage)}</span>
            <span class="step__after">{after}</span>
            <time class="step__at">{at}</time>
            <span class="step__who">{who}</span>
        </li>
    }
}

/// Below a minute in seconds, below an hour as a clock, above in words.
fn delta(i18n: I18n, after: Millis) -> String {
    let language = i18n.language();
    if after < Millis::from_mins(1) {
        let secs = decimal((after.0 / 1_000) as f64, 0);
        t!(language, span.seconds, seconds = secs)
    } else if after < Millis::from_hours(1) {
        span_clock(after)
    } else {
        span_words(language, after)
    }
}

fn limit_view(i18n: I18n, clock: &Deadline) -> LimitView {
    let language = i18n.language();
    let reading = &clock.reading;
    LimitView {
        label: clock_word(language, clock.kind).to_owned(),
        value: short(language, reading.elapsed),
        limit: limit(i18n, reading.limit),
        state: limit_words(language, clock),
        used: reading.used(),
        tone: match (clock.pressure, reading.state) {
            (Pressure::Overdue, _) | (_, ClockState::Missed) => Tone::Over,
            (Pressure::Near, _) => Tone::Near,
            (_, ClockState::Kept) => Tone::Calm,
            _ => Tone::Plain,
        },
    }
}

/// A limit as a clock below an hour, in words above.
fn limit(i18n: I18n, limit: Millis) -> String {
    if limit < Millis::from_mins(10) {
        span_clock(limit)
    } else {
        span_words(i18n.language(), limit)
    }
}

/// How many assignments the wall shows, where nobody can scroll: `views/wall.css` leaves out those that follow.
const ON_THE_WALL: usize = 4;

/// Those that go on before those that ended, each in their order.
fn live_first(assignments: &[AssignmentLine]) -> Vec<AssignmentLine> {
    let mut lines = assignments.to_vec();
    lines.sort_by_key(|line| line.ended.is_some());
    lines
}

fn assignment(i18n: I18n, line: &AssignmentLine) -> impl IntoView + use<> {
    let language = i18n.language();
    let (word, at) = match line.ended {
        Some((end, at)) => (end_word(language, end), Some(at)),
        None => (step_word(language, line.kind, line.step), line.since),
    };
    let at = at.map(|at| i18n.local(at).with_seconds());
    let limit = line
        .clock
        .filter(|clock| line.ended.is_none() && clock.pressure > Pressure::Calm)
        .map(|clock| limit_words(language, &clock));
    let pressure = line.clock.map_or("calm", |clock| clock.pressure.as_str());
    view! {
        <li class="assignment" data-ended=line.ended.is_some() data-pressure=pressure>
            <span class="assignment__who">{language.pick(&line.assignee).to_owned()}</span>
            <span class="assignment__limit">{limit}</span>
            <span class="assignment__step">{word}</span>
            <time class="assignment__at">{at}</time>
        </li>
    }
}

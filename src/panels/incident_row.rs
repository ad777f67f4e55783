use domain::IncidentRef;
use leptos::prelude::*;

use super::selectors;
use super::sign::look_of;
use super::words::{place_word, short, stage_word, state_words};
use crate::i18n::{Language, span_clock, t, use_i18n};
use crate::selectors::{ClaimReading, IncidentRow, Pressure, claim};
use crate::ui::Glyph;

/// The line of an incident in a list, from the context's selectors: a press opens its card, and another closes it.
#[component]
pub fn ListedIncident(
    /// Which incident.
    incident: IncidentRef,
) -> impl IntoView {
    let selectors = selectors();
    view! {
        <IncidentRowView
            row=selectors.row(incident)
            selected=Memo::new(move |_| selectors.selected().get() == Some(incident))
            flood=selectors.flood()
            waiting=Memo::new(move |_| selectors.store().pending.is_waiting(incident))
            taken=claim(selectors.store(), incident)
            on_select=Callback::new(move |incident| selectors.store().view.toggle(incident))
        />
    }
}

/// One line of a list: what, where, from whom, since when, and what most deserves to be said.
#[component]
pub fn IncidentRowView(
    /// The line; nothing is shown once it is `None`.
    #[prop(into)]
    row: Signal<Option<IncidentRow>>,
    /// Whether its card is open.
    #[prop(into)]
    selected: Signal<bool>,
    /// Whether there is a flood: nothing blinks then.
    #[prop(into)]
    flood: Signal<bool>,
    /// Whether something was asked of it that has not come back yet.
    #[prop(into, optional)]
    waiting: Signal<bool>,
    /// Who is just taking it.
    #[prop(into, optional)]
    taken: Signal<Option<ClaimReading>>,
    /// Called when somebody presses it.
    #[prop(into)]
    on_select: Callback<IncidentRef>,
) -> impl IntoView {
    let i18n = use_i18n();
    let known = Memo::new(move |_| row.with(Option::is_some));
    let part = move |read: fn(&IncidentRow) -> &'static str| {
        move || row.with(|row| row.as_ref().map(read))
    };
    let words = move |say: fn(Language, &IncidentRow) -> String| {
        move || row.with(|row| row.as_ref().map(|row| say(i18n.language(), row)))
    };
    let look = Memo::new(move |_| {
        row.with(|row| {
            row.as_ref()
                .map(|row| look_of(i18n.language(), row, flood.get()))
        })
    });
    let press = move |_| {
        if let Some(incident) = row.with_untracked(|row| row.as_ref().map(|row| row.incident)) {
            on_select.run(incident);
        }
    };
    view! {
        <Show when=move || known.get()>
            <button
                type="button"
                class="incident-row"
                aria-pressed=move || if selected.get() { "true" } else { "false" }
                data-incident=move || {
                    row.with(|row| row.as_ref().map(|row| row.incident.to_string()))
                }
                data-stage=part(|row| row.stage.as_str())
                data-pressure=part(pressure)
                data-waiting=waiting
                data-ended=move || {
                    row.with(|row| row.as_ref().is_some_and(|row| !row.stage.is_open()))
                }
                on:click=press
            >
                {move || look.get().map(|look| view! { <Glyph look=look /> })}
                <span class="visually-hidden">
                    {words(|language, row| stage_word(language, row.stage).to_owned())}
                </span>
                <span class="incident-row__line">
                    <Show when=move || row.with(|row| row.as_ref().is_some_and(|row| row.flags.exercise))>
                        <span class="incident-row__unreal">{move || t!(i18n, flag.exercise)}</span>
                    </Show>
                    <span class="incident-row__subject">
                        {words(|language, row| language.pick(&row.subject).to_owned())}
                    </span>
                    <span class="incident-row__time">
                        {words(|language, row| short(language, row.age()))}
                    </span>
                </span>
                <span class="incident-row__line">
                    <span class="incident-row__place">
                        <span class="incident-row__where">
                            {move || row.with(|row| place_word(i18n.language(), row.as_ref()?))}
                        </span>
                        <span class="incident-row__platform">
                            {words(|language, row| language.pick(&row.platform).to_owned())}
                        </span>
                    </span>
                    <span
                        class="incident-row__state"
                        data-taken=move || others(&taken.read()).is_some()
                    >
                        {move || match taken_words(i18n.language(), &taken.read()) {
                            Some(words) => words.into_any(),
                            None => words(state_words)().into_any(),
                        }}
                    </span>
                    <span class="incident-row__left">
                        {move || others(&taken.read()).map(|reading| span_clock(reading.left))}
                    </span>
                </span>
            </button>
        </Show>
    }
}

fn others(taken: &Option<ClaimReading>) -> Option<&ClaimReading> {
    taken.as_ref().filter(|reading| !reading.own)
}

/// That a colleague is taking it deserves most to be said.
fn taken_words(language: Language, taken: &Option<ClaimReading>) -> Option<String> {
    let reading = others(taken)?;
    Some(t!(language, claim.other, name = reading.name))
}

fn pressure(row: &IncidentRow) -> &'static str {
    match row.deadline.map(|deadline| deadline.pressure) {
        Some(Pressure::Overdue) => "overdue",
        Some(Pressure::Near) => "near",
        _ if row.unattended => "unattended",
        _ => "calm",
    }
}

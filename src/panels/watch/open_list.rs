use domain::IncidentRef;
use leptos::prelude::*;

use super::super::selectors;
use super::super::words::stage_word;
use crate::config::OpenIncidents;
use crate::i18n::{t, use_i18n};

/// What is handed on: how many at which stage, and by name those that the next officer has to know at once. A press opens one.
#[component]
pub(super) fn OpenList(
    /// What is open.
    #[prop(into)]
    open: Signal<OpenIncidents>,
) -> impl IntoView {
    let i18n = use_i18n();
    let stages = move || {
        let language = i18n.language();
        open.with(|open| {
            let stages = open.stages.iter().filter(|(_, count)| **count > 0);
            let words = stages.map(|(stage, count)| {
                t!(
                    language,
                    watch.at_stage,
                    stage = stage_word(language, *stage),
                    count = *count
                )
            });
            let words: Vec<_> = words.collect();
            if words.is_empty() {
                t!(language, watch.nothing_open).to_owned()
            } else {
                words.join(" · ")
            }
        })
    };
    let sort = move |title: fn(crate::i18n::I18n) -> &'static str,
                     read: fn(&OpenIncidents) -> &Vec<IncidentRef>| {
        let named = Memo::new(move |_| open.with(|open| read(open).clone()));
        view! {
            <Show when=move || !named.with(Vec::is_empty)>
                <h4 class="watch__sort">{move || title(i18n)}</h4>
                <ul class="watch__named">
                    <For each=move || named.get() key=|incident| *incident let:incident>
                        <li>
                            <NamedIncident incident=incident />
                        </li>
                    </For>
                </ul>
            </Show>
        }
    };
    view! {
        <div class="watch__open">
            <p class="watch__stages">{stages}</p>
            {sort(|i18n| t!(i18n, watch.urgent), |open| &open.urgent)}
            {sort(|i18n| t!(i18n, watch.overdue), |open| &open.overdue)}
            {sort(|i18n| t!(i18n, watch.suspended), |open| &open.suspended)}
        </div>
    }
}

#[component]
fn NamedIncident(
    /// Which.
    incident: IncidentRef,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors = selectors();
    let row = selectors.row(incident);
    let words = move || {
        row.with(|row| match row {
            Some(row) => super::super::words::named_words(i18n.language(), row),
            // It has left the picture: its number is what there is.
            None => incident.to_string(),
        })
    };
    view! {
        <button
            type="button"
            class="watch__incident"
            on:click=move |_| selectors.store().view.selected.set(Some(incident))
        >
            {words}
        </button>
    }
}

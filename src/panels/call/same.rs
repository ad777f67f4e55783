use domain::{IncidentId, IncidentRef, Network};
use leptos::prelude::*;

use super::super::actions::near_words;
use super::super::selectors;
use crate::i18n::{t, use_i18n};
use crate::selectors::Near;

/// What is open near the pin and was reported not long ago: perhaps the same matter, to be opened, or to merge the call into.
#[component]
pub fn SameMatter(
    /// On which network the call is reported.
    #[prop(into)]
    network: Signal<Option<Network>>,
    /// What is near, the nearest first; the keys are about the first.
    #[prop(into)]
    found: Signal<Vec<Near>>,
    /// Called with the incident that somebody opens.
    #[prop(into)]
    on_open: Callback<IncidentRef>,
    /// Called with the incident that the call is merged into.
    #[prop(into)]
    on_merge: Callback<IncidentId>,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors = selectors();
    let rows = move || {
        let network = network.get()?;
        let rows = found.get().into_iter().enumerate();
        let rows = rows.filter_map(|(place, near)| {
            let id = near.incident;
            let incident = IncidentRef { network, id };
            let (title, detail) = near_words(selectors, i18n.language(), incident, &near)?;
            let key =
                |key: &'static str| (place == 0).then(|| view! { <kbd class="key">{key}</kbd> });
            Some(view! {
                <li class="same__row">
                    <span class="same__title">{title}</span>
                    <span class="same__detail">{detail}</span>
                    <button
                        type="button"
                        class="button"
                        data-weight="plain"
                        on:click=move |_| on_open.run(incident)
                    >
                        {t!(i18n, call.open)}
                        {key("F8")}
                    </button>
                    <button
                        type="button"
                        class="button"
                        data-weight="plain"
                        on:click=move |_| on_merge.run(id)
                    >
                        {t!(i18n, call.merge)}
                        {key("F9")}
                    </button>
                </li>
            })
        });
        Some(rows.collect_view())
    };
    view! {
        <Show when=move || found.with(|found| !found.is_empty())>
            <section class="same" aria-label=move || t!(i18n, call.same)>
                <h3 class="same__heading">{move || t!(i18n, call.same)}</h3>
                <ul>{rows}</ul>
            </section>
        </Show>
    }
}

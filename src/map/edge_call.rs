use leptos::prelude::*;

use super::outside::{Edge, EdgeCall};
use crate::i18n::{t, use_i18n};

/// What calls from beyond an edge of the map: an arrow, how many, and on a press the map shows them.
#[component]
pub fn EdgeCallView(
    /// The edge.
    edge: Edge,
    /// What calls from beyond it.
    #[prop(into)]
    call: Signal<Option<EdgeCall>>,
    /// Called when somebody wants to see it.
    on_show: Callback<EdgeCall>,
) -> impl IntoView {
    let i18n = use_i18n();
    let count = move || call.with(|call| call.map_or(0, |call| u64::from(call.count)));
    let along = move || call.with(|call| call.map_or(0.5, |call| call.along));
    view! {
        <Show when=move || call.with(Option::is_some)>
            <button
                type="button"
                class="edge-call"
                data-edge=edge.as_str()
                data-blinks=move || {
                    call.with(|call| call.is_some_and(|call| call.unattended))
                }
                style:--along=move || format!("{:.3}", along())
                title=move || t!(i18n, map.outside_show)
                on:click=move |_| {
                    if let Some(call) = call.get_untracked() {
                        on_show.run(call);
                    }
                }
            >
                <svg class="edge-call__arrow" viewBox="0 0 16 16" aria-hidden="true">
                    <path d="M8 1 15 14H1z" />
                </svg>
                <span>{move || t!(i18n, map.outside, count = count())}</span>
            </button>
        </Show>
    }
}

use leptos::prelude::*;

use crate::i18n::{decimal, integer, length, t, use_i18n};
use crate::selectors::Selectors;
use crate::store::Spot;

/// The place that was pointed at, in words.
#[component]
pub(super) fn SpotWords() -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    let store = selectors.store();
    let words = move |spot: &Spot| {
        let language = i18n.language();
        let distance = length(language, geodesy::Metres(spot.distance_metres));
        let metres = |axis: f64| {
            if axis < 10.0 {
                decimal(axis.max(0.1), 1)
            } else {
                integer(axis.round() as u64)
            }
        };
        let (long, wide) = spot.semi_axes_metres;
        t!(
            i18n,
            ar.spot,
            lon = format!("{:.5}", spot.at.lon()),
            lat = format!("{:.5}", spot.at.lat()),
            distance = distance,
            long = metres(long),
            wide = metres(wide)
        )
    };
    view! {
        <Show when=move || store.view.spot.with(Option::is_some)>
            <p class="camera-view__spot" role="status">
                <span>{move || store.view.spot.with(|spot| spot.as_ref().map(words))}</span>
                <button
                    type="button"
                    class="camera-view__button"
                    on:click=move |_| store.view.spot.set(None)
                >
                    {move || t!(i18n, ar.forget_spot)}
                </button>
            </p>
        </Show>
    }
}

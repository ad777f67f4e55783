use leptos::prelude::*;

use crate::ar::call_door::CallDoor;
use crate::ar::naming::NamingForm;
use crate::i18n::{I18n, decimal, integer, length, t, use_i18n};
use crate::selectors::Selectors;
use crate::store::Spot;

/// The place that was pointed at, in words, and what can be done there.
#[component]
pub(super) fn SpotWords(
    /// Names it, where somebody keeps names.
    naming: Option<NamingForm>,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    let store = selectors.store();
    let door: Option<CallDoor> = use_context();
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
    let button = move |word: fn(I18n) -> &'static str, press: Callback<()>| {
        view! {
            <button type="button" class="camera-view__button" on:click=move |_| press.run(())>
                {move || word(i18n)}
            </button>
        }
    };
    let take_call = move || {
        let door = door.filter(|door| door.is_open())?;
        let press = Callback::new(move |()| {
            if let Some(at) = store
                .view
                .spot
                .with_untracked(|spot| Some(spot.as_ref()?.at))
            {
                door.take_call(at);
            }
        });
        Some(button(|i18n| t!(i18n, ar.call_here), press))
    };
    let name = move || {
        let naming = naming.filter(|naming| naming.offers())?;
        let press = Callback::new(move |()| naming.name_spot());
        Some(button(|i18n| t!(i18n, hand.name_spot), press))
    };
    let forget = Callback::new(move |()| store.view.spot.set(None));
    view! {
        <Show when=move || store.view.spot.with(Option::is_some)>
            <div class="camera-view__spot">
                <p role="status">{move || store.view.spot.with(|spot| spot.as_ref().map(words))}</p>
                {take_call}
                {name}
                {button(|i18n| t!(i18n, ar.forget_spot), forget)}
            </div>
        </Show>
    }
    .into_any()
}

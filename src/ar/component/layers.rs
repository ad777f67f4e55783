//! What is written into the picture: which layers, and whether signs, text or both.

use leptos::ev;
use leptos::prelude::*;

use crate::ar::exactness::exactness_words;
use crate::ar::standing::Standing;
use crate::config::{LabelKind, PictureLayer, Writing};
use crate::i18n::{I18n, t, use_i18n};
use crate::selectors::Selectors;
use crate::ui::Chip;

/// Opens and closes the choice of layers.
#[component]
pub(super) fn LayersButton(
    /// Whether it is open.
    is_open: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <button
            type="button"
            class="camera-view__button"
            aria-expanded=move || is_open.get().to_string()
            on:click=move |_| is_open.update(|open| *open = !*open)
        >
            {move || t!(i18n, ar.layers)}
        </button>
    }
    .into_any()
}

/// The choice of layers. Names that stand on the map too are switched there and here alike.
#[component]
pub(super) fn Layers(
    /// The camera: what is written stands as exactly as it is calibrated.
    standing: Memo<Option<Standing>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    let store = selectors.store();
    let view = store.view;
    let own = PictureLayer::ALL.map(|layer| {
        chip(
            Signal::derive(move || view.layers.get().has(layer)),
            Callback::new(move |()| {
                view.layers.update(|layers| *layers = layers.toggled(layer));
            }),
            move || match layer {
                PictureLayer::Incidents => t!(i18n, ar.layer_incidents),
                PictureLayer::Crews => t!(i18n, ar.layer_crews),
                PictureLayer::Stations => t!(i18n, ar.layer_stations),
                PictureLayer::Cameras => t!(i18n, ar.layer_cameras),
            },
        )
    });
    let with_the_map = move |kind: LabelKind, word: fn(I18n) -> &'static str| {
        chip(
            Signal::derive(move || view.labels.get().has(kind)),
            Callback::new(move |()| view.switch_label(kind)),
            move || word(i18n),
        )
    };
    let are_any_by_hand = Memo::new(move |_| store.surveyed.with(|known| !known.labels.is_empty()));
    let by_hand = move || {
        are_any_by_hand
            .get()
            .then(|| with_the_map(LabelKind::Hand, |i18n| t!(i18n, labels.hand)))
    };
    let ways = Writing::ALL.map(|way| {
        view! {
            <option
                value=way.as_str()
                selected=move || view.layers.with(|layers| layers.writing == way)
            >
                {move || match way {
                    Writing::Both => t!(i18n, ar.write_both),
                    Writing::Text => t!(i18n, ar.write_text),
                    Writing::Signs => t!(i18n, ar.write_signs),
                }}
            </option>
        }
    });
    let choose = move |event: ev::Event| {
        if let Some(writing) = Writing::of_word(&event_target_value(&event)) {
            view.layers.update(|layers| layers.writing = writing);
        }
    };
    let exactness = move || {
        standing.with(|standing| Some(exactness_words(i18n.language(), standing.as_ref()?)))
    };
    view! {
        <div class="camera-view__layers" role="group" aria-label=move || t!(i18n, ar.layers)>
            {own.into_iter().collect_view()}
            {with_the_map(LabelKind::Roads, |i18n| t!(i18n, labels.roads))}
            {with_the_map(LabelKind::Places, |i18n| t!(i18n, ar.layer_places))}
            {by_hand}
            <select
                class="camera-view__choice"
                aria-label=move || t!(i18n, ar.writing)
                on:change=choose
            >
                {ways.into_iter().collect_view()}
            </select>
            <p class="camera-view__exactness">{exactness}</p>
        </div>
    }
    .into_any()
}

fn chip(
    pressed: Signal<bool>,
    on_press: Callback<()>,
    word: impl Fn() -> &'static str + Send + 'static,
) -> AnyView {
    view! { <Chip pressed=pressed on_press=on_press>{word}</Chip> }.into_any()
}

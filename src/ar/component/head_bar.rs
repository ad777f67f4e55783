use leptos::ev;
use leptos::prelude::*;

use super::helm::{HeadSays, HeadState};
use crate::ar::picture::CameraPicture;
use crate::i18n::{t, use_i18n};

/// How far a press turns, as a share of what is seen, and how much one zooms.
const TURNS: f64 = 0.2;
const ZOOMS: f64 = 1.6;

/// What turns the picture: taking its head and letting go, turning and zooming by buttons, the places it knows by name.
#[component]
pub(super) fn HeadBar(
    /// The head.
    head: HeadState,
    /// Has the picture do something.
    tell: Callback<fn(&CameraPicture)>,
) -> impl IntoView {
    let i18n = use_i18n();
    let has_head = Memo::new(move |_| head.head().with(Option::is_some));
    let may_take = move || !head.is_mine.get() && head.may_steer();
    let presets = move || {
        let presets = head
            .head()
            .with(|head| Some(head.as_ref()?.presets.clone()));
        presets.filter(|presets| head.is_mine.get() && !presets.is_empty())
    };
    let call = move |event: ev::Event| {
        let name = event_target_value(&event);
        if !name.is_empty() {
            head.call(name);
        }
    };
    let pad = move |sign: &'static str,
                    label: fn(crate::i18n::I18n) -> &'static str,
                    act: fn(&CameraPicture)| {
        view! {
            <button
                type="button"
                class="camera-view__button camera-view__pad"
                aria-label=move || label(i18n)
                on:click=move |_| tell.run(act)
            >
                {sign}
            </button>
        }
    };
    view! {
        <Show when=may_take>
            <button type="button" class="camera-view__button" on:click=move |_| head.take(None)>
                {move || t!(i18n, ar.take)}
            </button>
        </Show>
        <Show when=move || head.is_mine.get()>
            <button type="button" class="camera-view__button" on:click=move |_| head.let_go()>
                {move || t!(i18n, ar.let_go)}
            </button>
        </Show>
        {move || {
            presets()
                .map(|presets| {
                    view! {
                        <select
                            class="camera-view__choice camera-view__presets"
                            aria-label=move || t!(i18n, ar.presets)
                            on:change=call
                        >
                            <option value="">{move || t!(i18n, ar.presets)}</option>
                            {presets
                                .into_iter()
                                .map(|name| view! { <option value=name.clone()>{name.clone()}</option> })
                                .collect_view()}
                        </select>
                    }
                })
        }}
        <Show when=move || head.turns()>
            <span class="camera-view__pads" role="group" aria-label=move || t!(i18n, ar.turn)>
                {pad("◀", |i18n| t!(i18n, ar.turn_left), |picture| picture.nudge(-TURNS, 0.0))}
                {pad("▲", |i18n| t!(i18n, ar.turn_up), |picture| picture.nudge(0.0, TURNS))}
                {pad("▼", |i18n| t!(i18n, ar.turn_down), |picture| picture.nudge(0.0, -TURNS))}
                {pad("▶", |i18n| t!(i18n, ar.turn_right), |picture| picture.nudge(TURNS, 0.0))}
                {pad("＋", |i18n| t!(i18n, ar.zoom_in), |picture| picture.zoom(ZOOMS, None))}
                {pad("－", |i18n| t!(i18n, ar.zoom_out), |picture| picture.zoom(1.0 / ZOOMS, None))}
            </span>
        </Show>
        <Show when=move || has_head.get() && !head.is_filmed.get()>
            <button
                type="button"
                class="camera-view__button"
                aria-pressed=move || head.is_free.get().to_string()
                on:click=move |_| head.look_freely()
            >
                {move || t!(i18n, ar.free)}
            </button>
        </Show>
    }
}

/// What stands in the way of what was asked of the head.
#[component]
pub(super) fn HeadWords(
    /// The head.
    head: HeadState,
) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || {
        let holder = head.holder.get().and_then(|holder| holder.name);
        Some(match head.says.get()? {
            HeadSays::TakeFirst => t!(i18n, ar.take_first).to_owned(),
            HeadSays::LookFreely => t!(i18n, ar.look_freely).to_owned(),
            HeadSays::NoRight => t!(i18n, ar.no_right).to_owned(),
            HeadSays::NoHead => t!(i18n, ar.no_head).to_owned(),
            HeadSays::Held => match holder {
                Some(name) => t!(i18n, ar.held, name = name.to_string()),
                None => t!(i18n, ar.held_by_another).to_owned(),
            },
            HeadSays::Ended => t!(i18n, ar.hold_ended).to_owned(),
            HeadSays::Unsure => t!(i18n, ar.unsure).to_owned(),
            HeadSays::NotAble => t!(i18n, ar.head_not_able).to_owned(),
            HeadSays::NoAnswer => t!(i18n, ar.head_no_answer).to_owned(),
        })
    };
    view! {
        <p class="camera-view__says" role="status" hidden=move || head.says.with(Option::is_none)>
            {words}
        </p>
    }
}

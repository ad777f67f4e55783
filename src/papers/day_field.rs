use chrono::NaiveDate;
use leptos::ev;
use leptos::prelude::*;

use crate::i18n::{t, use_i18n};
use crate::platform::is_typing;

/// Chooses a day: by the calendar, or one back and one on with the arrow keys.
#[component]
pub(super) fn DayField(
    /// The day that is shown, once it is known.
    #[prop(into)]
    shown: Signal<Option<NaiveDate>>,
    /// Called with another day.
    #[prop(into)]
    on_choose: Callback<NaiveDate>,
) -> impl IntoView {
    let i18n = use_i18n();
    let step = move |other: fn(&NaiveDate) -> Option<NaiveDate>| {
        if let Some(day) = shown.get_untracked().and_then(|day| other(&day)) {
            on_choose.run(day);
        }
    };
    let back = move || step(NaiveDate::pred_opt);
    let on = move || step(NaiveDate::succ_opt);
    let listener = window_event_listener(ev::keydown, move |key| {
        let with_others = key.ctrl_key() || key.meta_key() || key.alt_key() || key.shift_key();
        if with_others || is_typing() {
            return;
        }
        match key.key().as_str() {
            "ArrowLeft" => back(),
            "ArrowRight" => on(),
            _ => return,
        }
        key.prevent_default();
    });
    on_cleanup(move || listener.remove());
    view! {
        <div class="day-field">
            <button
                type="button"
                class="button"
                aria-keyshortcuts="ArrowLeft"
                aria-label=move || t!(i18n, paper.day_before)
                on:click=move |_| back()
            >
                <kbd class="key">"←"</kbd>
            </button>
            <label class="day-field__day">
                <span class="visually-hidden">{move || t!(i18n, paper.choose_day)}</span>
                <input
                    class="field__text"
                    type="date"
                    name="day"
                    prop:value=move || shown.get().map(|day| day.to_string()).unwrap_or_default()
                    on:change:target=move |input| {
                        if let Ok(day) = input.target().value().parse() {
                            on_choose.run(day);
                        }
                    }
                />
            </label>
            <button
                type="button"
                class="button"
                aria-keyshortcuts="ArrowRight"
                aria-label=move || t!(i18n, paper.day_after)
                on:click=move |_| on()
            >
                <kbd class="key">"→"</kbd>
            </button>
        </div>
    }
}

use leptos::ev;
use leptos::prelude::*;

use super::selectors;
use crate::config::LabelKind;
use crate::i18n::{Language, t, use_i18n};
use crate::platform::is_typing;
use crate::ui::Chip;

/// Which names stand on the map. `L` takes all away, and gives them back.
#[component]
pub fn LabelSwitch() -> impl IntoView {
    let i18n = use_i18n();
    let view = selectors().store().view;
    let listener = window_event_listener(ev::keydown, move |key| {
        let elsewhere = key.ctrl_key() || key.meta_key() || key.alt_key() || key.repeat();
        if !elsewhere && matches!(key.key().as_str(), "l" | "L") && !is_typing() {
            view.switch_labels();
            key.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
    let chip = move |kind: LabelKind| {
        view! {
            <Chip
                pressed=Signal::derive(move || view.labels.get().has(kind))
                on_press=move |()| view.switch_label(kind)
            >
                {move || word(i18n.language(), kind)}
            </Chip>
        }
        .into_any()
    };
    let store = selectors().store();
    let are_any_by_hand = Memo::new(move |_| store.surveyed.with(|known| !known.labels.is_empty()));
    let choices = LabelKind::ALL.map(|kind| match kind {
        // Nothing to switch where nobody has named anything, as in a demo.
        LabelKind::Hand => {
            view! { <Show when=move || are_any_by_hand.get()>{chip(kind)}</Show> }.into_any()
        }
        _ => chip(kind),
    });
    view! {
        <div
            class="label-switch"
            role="group"
            aria-label=move || t!(i18n, labels.title)
            title=move || t!(i18n, labels.key)
        >
            <span class="label-switch__title" aria-hidden="true">
                {move || t!(i18n, labels.title)}
            </span>
            {choices.collect_view()}
        </div>
    }
}

fn word(language: Language, kind: LabelKind) -> &'static str {
    match kind {
        LabelKind::Roads => t!(language, labels.roads),
        LabelKind::Communities => t!(language, labels.communities),
        LabelKind::Areas => t!(language, labels.areas),
        LabelKind::Places => t!(language, labels.places),
        LabelKind::Hand => t!(language, labels.hand),
    }
}

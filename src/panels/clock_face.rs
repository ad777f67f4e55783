use leptos::prelude::*;

use super::selectors;
use crate::i18n::use_i18n;

/// The deployment's date and time of day, with seconds.
#[component]
pub fn ClockFace() -> impl IntoView {
    let i18n = use_i18n();
    let now = selectors().now();
    let local = move || now.get().map(|now| i18n.local(now));
    view! {
        <div class="clock-face">
            <time class="clock-face__time">
                {move || local().map_or_else(|| "--:--:--".to_owned(), |local| local.with_seconds())}
            </time>
            <span class="clock-face__date">
                {move || local().map(|local| local.date(i18n.language()))}
            </span>
        </div>
    }
}

use leptos::prelude::*;

use super::selectors;
use crate::i18n::{decimal, t, use_i18n};
use crate::selectors::LoadLevel;

/// How much each operator has had to take in during the last hour, and what that amounts to.
#[component]
pub fn LoadLine() -> impl IntoView {
    let i18n = use_i18n();
    let selectors = selectors();
    let load = selectors.load();
    let told = Memo::new(move |_| selectors.now().get().is_some());
    let complete = selectors.complete();
    // A dead feed must not look like a quiet hour.
    let level = Memo::new(move |_| complete.get().then(|| load.get().level));
    view! {
        <p class="load" data-load=move || level.get().map_or("incomplete", LoadLevel::as_str) hidden=move || !told.get()>
            <span class="load__number">
                {move || {
                    let each = decimal(load.get().per_operator, 0);
                    t!(i18n, load.each, each = each)
                }}
            </span>
            <span class="load__level">
                {move || match level.get() {
                    Some(LoadLevel::Good) => t!(i18n, load.good),
                    Some(LoadLevel::High) => t!(i18n, load.high),
                    Some(LoadLevel::TooHigh) => t!(i18n, load.too_high),
                    None => t!(i18n, load.incomplete),
                }}
            </span>
        </p>
    }
}

use leptos::prelude::*;

use crate::ar::standing::{Aim, Standing};
use crate::i18n::{decimal, t, use_i18n};
use crate::selectors::Selectors;

/// What a camera burns into its picture: its name, the time, and where it looks.
#[component]
pub(super) fn Burnt(standing: Memo<Option<Standing>>, aim: Signal<Option<Aim>>) -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    let store = selectors.store();
    let name = move || {
        standing.with(|standing| {
            let standing = standing.as_ref();
            standing.map(|standing| i18n.language().pick(standing.place_name()).to_owned())
        })
    };
    let time = move || {
        let local = i18n.local(store.now()?);
        let (year, month, day) = (local.year, local.month, local.day);
        Some(format!(
            "{year}-{month:02}-{day:02} {}",
            local.with_seconds()
        ))
    };
    let looks = move || {
        let aim = aim.get()?;
        let field = standing.with(|standing| Some(standing.as_ref()?.field(aim.zoom)))?;
        let (pan, tilt) = (decimal(aim.pan, 1), decimal(aim.tilt, 1));
        let (zoom, field) = (decimal(aim.zoom, 1), decimal(field, 1));
        Some(t!(
            i18n,
            ar.looks,
            pan = pan,
            tilt = tilt,
            zoom = zoom,
            field = field
        ))
    };
    view! {
        <p class="camera-view__burnt">
            <span class="camera-view__name">{name}</span>
            <span class="camera-view__time">{time}</span>
            <span class="camera-view__aim">{looks}</span>
            <span class="camera-view__drawn">{move || t!(i18n, ar.drawn)}</span>
        </p>
    }
}

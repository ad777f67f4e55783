use leptos::prelude::*;

use super::film::FilmState;
use super::helm::HeadState;
use crate::ar::standing::{Aim, Standing};
use crate::i18n::{decimal, t, use_i18n};
use crate::selectors::Selectors;
use crate::video::{age_words, state_words};

/// What a camera burns into its picture: its name, the time, and where it looks.
#[component]
pub(super) fn Burnt(
    /// The camera.
    standing: Memo<Option<Standing>>,
    /// Where it looks.
    aim: Signal<Option<Aim>>,
    /// How its film is, where it has one.
    film: FilmState,
    /// Its head.
    head: HeadState,
) -> impl IntoView {
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
        Some(format!("{} {}", local.iso_date(), local.with_seconds()))
    };
    let looks = move || {
        if head.is_lost.get() {
            return Some(t!(i18n, ar.lost).to_owned());
        }
        let aim = aim.get()?;
        let field = standing.with(|standing| Some(standing.as_ref()?.field(aim.zoom)))?;
        // North is 0.0°, also a hair to the west of it.
        let pan = ((aim.pan * 10.0).round() / 10.0).rem_euclid(360.0);
        let (pan, tilt) = (decimal(pan, 1), decimal(aim.tilt, 1));
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
    // A film says how old it is, and a drawn picture why there is no film.
    let kind = move || {
        let (language, film) = (i18n.language(), film.shown());
        let (word, more) = if head.is_filmed.get() {
            let age = film.and_then(|film| age_words(language, film));
            (t!(language, ar.filmed), age)
        } else {
            let why = film.and_then(|film| state_words(language, film));
            (t!(language, ar.drawn), why)
        };
        more.map_or_else(|| word.to_owned(), |more| format!("{word} · {more}"))
    };
    let holder = move || {
        let holder = head.holder.get()?;
        Some(match holder.name {
            _ if head.is_mine.get() => t!(i18n, ar.held_here).to_owned(),
            Some(name) => t!(i18n, ar.holder, name = name.to_string()),
            None => t!(i18n, ar.holder_unnamed).to_owned(),
        })
    };
    view! {
        <p class="camera-view__burnt">
            <span class="camera-view__name">{name}</span>
            <span class="camera-view__time">{time}</span>
            <span class="camera-view__aim">{looks}</span>
            <span
                class="camera-view__kind"
                data-kind=move || if head.is_filmed.get() { "filmed" } else { "drawn" }
            >
                {kind}
            </span>
            <span class="camera-view__holder">{holder}</span>
        </p>
    }
}

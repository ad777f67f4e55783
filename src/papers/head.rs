use domain::Name;
use leptos::ev;
use leptos::prelude::*;

use crate::i18n::{Language, t, use_i18n};
use crate::panels::RealityBanner;
use crate::platform::{device_now, is_typing, print_page};
use crate::selectors::Selectors;
use crate::signin::Seat;
use crate::ui::LanguageSwitch;

/// What stands above a sheet on the screen, and not on paper: the way back, what is chosen, `P` to print, who sits there.
#[component]
pub(super) fn PaperBar(
    /// Whether the whole deployment is a demo.
    demo: bool,
    /// Called with the language that was chosen.
    #[prop(into)]
    on_language: Callback<Language>,
    /// What is chosen.
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let listener = window_event_listener(ev::keydown, move |key| {
        let with_others = key.ctrl_key() || key.meta_key() || key.alt_key();
        if key.key().eq_ignore_ascii_case("p") && !with_others && !is_typing() {
            key.prevent_default();
            print_page();
        }
    });
    on_cleanup(move || listener.remove());
    view! {
        <header class="paper-bar">
            <a class="button" data-weight="quiet" rel="external" href="console">
                {move || t!(i18n, paper.console)}
            </a>
            {children()}
            <button
                type="button"
                class="button"
                data-weight="strong"
                aria-keyshortcuts="P"
                on:click=move |_| print_page()
            >
                <span>{move || t!(i18n, paper.print)}</span>
                <kbd class="key">"P"</kbd>
            </button>
            <span class="paper-bar__end">
                <RealityBanner demo=demo />
                <LanguageSwitch on_choose=on_language />
                <Seat />
            </span>
        </header>
    }
}

/// The head of a sheet: what it is, of which day and of whom; on paper also who printed it when.
#[component]
pub(super) fn SheetHead(
    /// The deployment's name.
    name: Name,
    /// What it is.
    #[prop(into)]
    title: Signal<String>,
    /// Of what: the day, the network, the person.
    #[prop(into)]
    of: Signal<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let store = use_context::<Selectors>().map(Selectors::store);
    let printed = move || {
        let store = store?;
        // The moment goes on as long as the page is open: paper has that of its printing.
        let _ = store.second();
        let at = i18n.local(device_now());
        let by = store
            .session
            .read()
            .me()
            .map(|me| me.person.name.to_string());
        let day = at.date(i18n.language());
        Some(t!(
            i18n,
            paper.printed,
            by = by.unwrap_or_default(),
            year = at.year,
            day = day,
            time = at.with_minutes()
        ))
    };
    view! {
        <header class="sheet__head">
            <p class="sheet__place">{move || i18n.language().pick(&name).to_owned()}</p>
            <h1 class="sheet__title">{title}</h1>
            <p class="sheet__of">{of}</p>
            <p class="sheet__printed">{printed}</p>
        </header>
    }
}

//! The addresses of the pages, below whichever folder the screen is served from.

use std::borrow::Cow;
use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
use protocol::Deployment;

use crate::console::Console;
use crate::i18n::Language;
use crate::map::{MapSlot, SituationMap};
use crate::platform::{Ticks, path_of_page, replace_path};
use crate::wall::Wall;

/// What every page is made of.
#[derive(Clone)]
pub struct PageParts {
    /// The deployment's settings.
    pub deployment: Arc<Deployment>,
    /// The tick source.
    pub ticks: StoredValue<Ticks, LocalStorage>,
    /// Where the map lets itself be found.
    pub slot: MapSlot,
    /// Called with the language that was chosen.
    pub on_language: Callback<Language>,
}

/// `/wall`, `/console`; every other address shows the wall, the folder's own by the wall's address.
#[component]
pub fn Pages(
    /// The folder below which the screen is served, without a closing slash: "" or "/demo".
    folder: String,
    /// What pages are made of.
    parts: PageParts,
) -> impl IntoView {
    // Before the router looks: a redirect from within its own rendering would find it busy.
    if path_of_page().trim_end_matches('/') == folder {
        replace_path(&format!("{folder}/wall"));
    }
    let base: Cow<'static, str> = folder.into();
    let (elsewhere, wall, console) = (parts.clone(), parts.clone(), parts);
    view! {
        <Router base=base>
            <Routes fallback=move || wall_page(elsewhere.clone())>
                <Route path=path!("/wall") view=move || wall_page(wall.clone()) />
                <Route path=path!("/console") view=move || console_page(console.clone()) />
            </Routes>
        </Router>
    }
}

fn wall_page(parts: PageParts) -> impl IntoView {
    let map = Arc::clone(&parts.deployment);
    view! {
        <Wall deployment=parts.deployment on_language=parts.on_language>
            <SituationMap deployment=map ticks=parts.ticks map_slot=parts.slot />
        </Wall>
    }
}

fn console_page(parts: PageParts) -> impl IntoView {
    let map = Arc::clone(&parts.deployment);
    view! {
        <Console deployment=parts.deployment on_language=parts.on_language>
            <SituationMap deployment=map ticks=parts.ticks map_slot=parts.slot />
        </Console>
    }
}

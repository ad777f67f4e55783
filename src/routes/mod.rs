//! The addresses of the pages, below whichever folder the screen is served from.

use std::borrow::Cow;
use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::{Redirect, Route, Router, Routes};
use leptos_router::path;
use protocol::Deployment;

use crate::console::Console;
use crate::i18n::Language;
use crate::map::{MapSlot, SituationMap};
use crate::platform::Ticks;
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

/// `/wall`, `/console`; everything else leads to the wall.
#[component]
pub fn Pages(
    /// The folder below which the screen is served, without a closing slash: "" or "/demo".
    folder: String,
    /// What pages are made of.
    parts: PageParts,
) -> impl IntoView {
    let base: Cow<'static, str> = folder.into();
    let (wall, console) = (parts.clone(), parts);
    view! {
        <Router base=base>
            <Routes fallback=to_wall>
                <Route path=path!("/wall") view=move || wall_page(wall.clone()) />
                <Route path=path!("/console") view=move || console_page(console.clone()) />
            </Routes>
        </Router>
    }
}

fn to_wall() -> impl IntoView {
    let options = NavigateOptions {
        replace: true,
        ..NavigateOptions::default()
    };
    view! { <Redirect path="/wall" options=options /> }
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

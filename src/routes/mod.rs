//! The addresses of the pages, below whichever folder the screen is served from.

use std::borrow::Cow;
use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
use protocol::Deployment;

use crate::config::{AskedCamera, DemoPage};
use crate::console::Console;
use crate::engine::TileDrawer;
use crate::field::{FieldPage, MapParts};
use crate::i18n::Language;
use crate::map::{MapSlot, SituationMap};
use crate::platform::{Ticks, path_of_page, replace_path};
use crate::signin::SignInPage;
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
    /// What stands below the day.
    pub foot: ViewFn,
    /// Where the map begins when it is put on a page, when that is not the deployment's home.
    pub camera: StoredValue<Option<AskedCamera>>,
    /// Whether the map moves by itself to show what is open.
    pub map_follows: bool,
    /// Who draws the picture's tiles where no address gives them.
    pub painter: StoredValue<Option<TileDrawer>, LocalStorage>,
}

/// `/wall`, `/console`, `/report`, `/signin`; every other address shows the wall, the folder's own by the wall's address.
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
    let (elsewhere, wall, console) = (parts.clone(), parts.clone(), parts.clone());
    let (report, signin) = (parts.clone(), parts);
    view! {
        <Router base=base>
            <Routes fallback=move || wall_page(elsewhere.clone())>
                <Route path=path!("/wall") view=move || wall_page(wall.clone()) />
                <Route path=path!("/console") view=move || console_page(console.clone()) />
                <Route path=path!("/report") view=move || field_page(report.clone()) />
                <Route path=path!("/signin") view=move || signin_page(signin.clone()) />
            </Routes>
        </Router>
    }
}

/// The pages of a demo. A file server knows the demo's folder only, so the page is not in the path: the address asks for it.
#[component]
pub fn DemoPages(
    /// Which page is shown.
    page: RwSignal<DemoPage>,
    /// What pages are made of.
    parts: PageParts,
) -> impl IntoView {
    move || match page.get() {
        DemoPage::Wall => wall_page(parts.clone()).into_any(),
        DemoPage::Console => console_page(parts.clone()).into_any(),
    }
}

fn map(parts: &PageParts) -> impl IntoView + use<> {
    view! {
        <SituationMap
            deployment=Arc::clone(&parts.deployment)
            ticks=parts.ticks
            map_slot=parts.slot
            begins=parts.camera.get_value()
            follows=parts.map_follows
            painter=parts.painter
        />
    }
}

fn wall_page(parts: PageParts) -> impl IntoView {
    let map = map(&parts);
    view! {
        <Wall deployment=parts.deployment on_language=parts.on_language foot=parts.foot>
            {map}
        </Wall>
    }
}

fn console_page(parts: PageParts) -> impl IntoView {
    let map = map(&parts);
    view! {
        <Console deployment=parts.deployment on_language=parts.on_language foot=parts.foot>
            {map}
        </Console>
    }
}

fn field_page(parts: PageParts) -> impl IntoView {
    let map = MapParts {
        deployment: Arc::clone(&parts.deployment),
        ticks: parts.ticks,
        slot: parts.slot,
        painter: parts.painter,
    };
    view! { <FieldPage deployment=parts.deployment on_language=parts.on_language map=map /> }
}

fn signin_page(parts: PageParts) -> impl IntoView {
    view! {
        <SignInPage
            name=parts.deployment.name.clone()
            demo=parts.deployment.demo
            on_language=parts.on_language
        />
    }
}

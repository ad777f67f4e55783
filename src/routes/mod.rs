//! The addresses of the pages, below whichever folder the screen is served from.

use std::borrow::Cow;
use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
use protocol::Deployment;

use crate::administration::AdministrationPage;
use crate::ar::{CameraView, PictureSlot};
use crate::calibration::CalibrationPage;
use crate::commands::Commands;
use crate::config::{AskedCamera, DemoPage};
use crate::console::Console;
use crate::department::DepartmentPage;
use crate::engine::TileDrawer;
use crate::field::{FieldPage, MapParts};
use crate::i18n::Language;
use crate::map::{MapSlot, SituationMap};
use crate::panels::RealityBanner;
use crate::papers::{DailyPage, WorkLogPage};
use crate::platform::{Ticks, path_of_page, replace_path};
use crate::signin::{FirstPage, OwnAccountPage, Seat, SignInPage, keep_session};
use crate::station::StationPage;
use crate::ui::LanguageSwitch;
use crate::video::VideoPage;
use crate::wall::{Wall, WallDoor};

/// What every page is made of.
#[derive(Clone)]
pub struct PageParts {
    /// The deployment's settings.
    pub deployment: Arc<Deployment>,
    /// The tick source.
    pub ticks: StoredValue<Ticks, LocalStorage>,
    /// Where the map lets itself be found.
    pub slot: MapSlot,
    /// Where the camera picture lets itself be found.
    pub picture_slot: PictureSlot,
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

/// `/wall`, `/console`, `/station`, `/department`, `/report`, `/administration`, `/worklog`, `/daily`, `/video`, `/calibration`, `/signin`, `/account`, `/first`; every other address shows the wall, the folder's own by the wall's address.
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
    let parts = StoredValue::new_local(parts);
    let page = move |make: fn(PageParts) -> AnyView| move || make(parts.get_value());
    view! {
        <Router base=base>
            <Routes fallback=page(wall_page)>
                <Route path=path!("/wall") view=page(wall_page) />
                <Route path=path!("/console") view=page(console_page) />
                <Route path=path!("/station") view=page(station_page) />
                <Route path=path!("/department") view=page(department_page) />
                <Route path=path!("/report") view=page(field_page) />
                <Route path=path!("/administration") view=page(administration_page) />
                <Route path=path!("/worklog") view=page(worklog_page) />
                <Route path=path!("/daily") view=page(daily_page) />
                <Route path=path!("/video") view=page(video_page) />
                <Route path=path!("/calibration") view=page(hub_calibration_page) />
                <Route path=path!("/signin") view=page(signin_page) />
                <Route path=path!("/account") view=page(account_page) />
                <Route path=path!("/first") view=page(first_page) />
            </Routes>
        </Router>
    }
}

/// Whether a page of that name is one on which somebody says who it is: it shows no picture.
#[must_use]
pub fn is_door(page: &str) -> bool {
    matches!(page, "signin" | "first")
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
        DemoPage::Wall => wall_page(parts.clone()),
        DemoPage::Console => console_page(parts.clone()),
        DemoPage::Calibration => {
            let back = Callback::new(move |()| page.set(DemoPage::Console));
            calibration_page(parts.clone(), Some(back))
        }
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
        <CameraView
            deployment=Arc::clone(&parts.deployment)
            picture_slot=parts.picture_slot
            painter=parts.painter
        />
    }
}

fn wall_page(parts: PageParts) -> AnyView {
    let (name, on_language) = (parts.deployment.name.clone(), parts.on_language);
    let parts = StoredValue::new_local(parts);
    view! {
        <WallDoor name=name on_language=on_language>
            {
                let parts = parts.get_value();
                let map = map(&parts);
                view! {
                    <Wall
                        deployment=parts.deployment
                        on_language=parts.on_language
                        foot=parts.foot
                    >
                        {map}
                    </Wall>
                }
            }
        </WallDoor>
    }
    .into_any()
}

fn console_page(parts: PageParts) -> AnyView {
    let map = map(&parts);
    view! {
        <Console deployment=parts.deployment on_language=parts.on_language foot=parts.foot>
            {map}
        </Console>
    }
    .into_any()
}

fn field_page(parts: PageParts) -> AnyView {
    let map = MapParts {
        deployment: Arc::clone(&parts.deployment),
        ticks: parts.ticks,
        slot: parts.slot,
        painter: parts.painter,
    };
    view! { <FieldPage deployment=parts.deployment on_language=parts.on_language map=map /> }
        .into_any()
}

fn signin_page(parts: PageParts) -> AnyView {
    view! {
        <SignInPage
            name=parts.deployment.name.clone()
            demo=parts.deployment.demo
            on_language=parts.on_language
        />
    }
    .into_any()
}

fn first_page(parts: PageParts) -> AnyView {
    view! { <FirstPage name=parts.deployment.name.clone() on_language=parts.on_language /> }
        .into_any()
}

fn account_page(parts: PageParts) -> AnyView {
    view! { <OwnAccountPage name=parts.deployment.name.clone() on_language=parts.on_language /> }
        .into_any()
}

fn administration_page(parts: PageParts) -> AnyView {
    view! { <AdministrationPage deployment=parts.deployment on_language=parts.on_language /> }
        .into_any()
}

fn station_page(parts: PageParts) -> AnyView {
    view! { <StationPage deployment=parts.deployment on_language=parts.on_language /> }.into_any()
}

fn department_page(parts: PageParts) -> AnyView {
    view! { <DepartmentPage deployment=parts.deployment on_language=parts.on_language /> }
        .into_any()
}

fn video_page(parts: PageParts) -> AnyView {
    // A wall may stand here too: which pictures whoever sits there may see is the hub's to say.
    keep_session(false);
    let (demo, on_language) = (parts.deployment.demo, parts.on_language);
    // A demo in the page has no hub, and is not asked for this page.
    let page = use_context::<Commands>().map(|commands| {
        view! {
            <VideoPage commands=commands>
                <RealityBanner demo=demo />
                <LanguageSwitch on_choose=on_language />
                <Seat />
            </VideoPage>
        }
    });
    page.into_any()
}

fn hub_calibration_page(parts: PageParts) -> AnyView {
    calibration_page(parts, None)
}

fn calibration_page(parts: PageParts, on_back: Option<Callback<()>>) -> AnyView {
    let (demo, on_language) = (parts.deployment.demo, parts.on_language);
    let end = ViewFn::from(move || {
        view! {
            <RealityBanner demo=demo />
            <LanguageSwitch on_choose=on_language />
            <Seat />
        }
    });
    let parts = StoredValue::new_local(parts);
    view! { <CalibrationPage on_back=on_back end=end>{map(&parts.get_value())}</CalibrationPage> }
        .into_any()
}

fn worklog_page(parts: PageParts) -> AnyView {
    view! { <WorkLogPage deployment=parts.deployment on_language=parts.on_language /> }.into_any()
}

fn daily_page(parts: PageParts) -> AnyView {
    view! { <DailyPage deployment=parts.deployment on_language=parts.on_language /> }.into_any()
}

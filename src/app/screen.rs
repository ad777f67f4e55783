//! The screen, once the deployment's settings are known: store, selectors, feeds and pages, joined.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::logging::warn;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::Deployment;

use super::feeds::{demo_sources, drain_each_tick, end_refused_session, open_lines, tell_health};
use super::labels::keep_labels;
use super::language::keep_language;
use super::seconds::Seconds;
use super::start::Origin;
use super::survey::keep_survey;
use super::tidying::Tidying;
use crate::ar::{CalibrationDoor, PictureSlot};
use crate::cameras::CameraBook;
use crate::commands::Commands;
use crate::config::{
    Addresses, DemoPage, Directory, SurroundingsSource, SurveySource, TextSource, Token,
    fetch_divisions,
};
use crate::connection::Backoff;
use crate::i18n::{Zone, use_i18n};
use crate::map::MapSlot;
use crate::platform::{Ticks, asked, chance, go_to, has_focus, offsets_of, page_now};
use crate::probe::{Hud, Observed, Probe};
use crate::routes::{DemoPages, PageParts, Pages, is_door};
use crate::selectors::Selectors;
use crate::store::{DemoCalibrations, Session, Store, keep_divisions, kept_divisions};

/// The screen of a deployment.
#[component]
pub fn Screen(
    /// The deployment's settings.
    deployment: Arc<Deployment>,
    /// Where everything else comes from.
    origin: Origin,
    /// Where tests look.
    probe: StoredValue<Probe, LocalStorage>,
) -> impl IntoView {
    let i18n = use_i18n();
    // A demo soon writes its own moment into the address, and nothing else.
    let wants_hud = asked("hud").is_some();
    match offsets_of(&deployment.time_zone) {
        Ok(offsets) => i18n.set_zone(Zone::new(offsets)),
        Err(error) => warn!("{error}"),
    }
    let networks: Vec<_> = deployment.feeds.iter().map(|feed| feed.network).collect();
    let directory = Directory::of_platforms(&deployment.platforms)
        .with_rules(&deployment.rules)
        .with_responsible(&deployment.responsible);
    let store = Store::new(&networks, directory.clone());
    let selectors = Selectors::new(store);
    provide_context(selectors);
    let ticks = StoredValue::new_local(Ticks::new());
    let slot = MapSlot::new();
    let picture_slot = PictureSlot::new();
    let (sources, texts) = match &origin {
        Origin::Hub {
            addresses,
            token,
            session,
        } => {
            let hubs = deployment.feeds.iter();
            let hubs = hubs.filter_map(|feed| Some((feed.network, feed.hub.clone()?)));
            let hubs: BTreeMap<_, _> = hubs.collect();
            let commands =
                Commands::new(store, addresses.clone(), hubs.clone()).with_token(token.clone());
            provide_context(commands);
            let is_awaited = **session == Session::Awaited;
            store.session.set((**session).clone());
            if is_awaited {
                spawn_local(commands.find_seat());
            }
            let texts = TextSource::new(addresses.clone(), token.clone(), hubs);
            // Whoever is at the door is shown nothing: nothing is asked for.
            let sources = if is_door(&commands.page_name()) {
                StoredValue::new_local(Vec::new())
            } else {
                open_lines(&deployment, addresses, token.as_ref(), store, ticks)
            };
            (sources, texts)
        }
        Origin::Demo(parts) => (demo_sources(*parts, &networks, ticks), parts.texts()),
    };
    provide_context(texts);
    let surroundings = match &origin {
        Origin::Hub {
            addresses, token, ..
        } if deployment.sees_cameras => SurroundingsSource::new(addresses.clone(), token.clone()),
        Origin::Hub { .. } => SurroundingsSource::closed(),
        Origin::Demo(parts) => parts.surroundings(),
    };
    provide_context(CameraBook::new(surroundings.clone()));
    provide_context(surroundings);
    store.sees_cameras.set(deployment.sees_cameras);
    store
        .askew_degrees
        .set(deployment.askew_degrees.unwrap_or(0.0));
    let survey = match &origin {
        Origin::Hub {
            addresses, token, ..
        } => {
            let own = deployment.feeds.iter().filter(|feed| feed.hub.is_none());
            let own = own.map(|feed| feed.network).collect();
            SurveySource::Hub(addresses.clone(), token.clone(), own)
        }
        Origin::Demo(parts) => {
            let (seed, askew) = parts.seed_and_askew();
            store.askew_degrees.set(askew);
            provide_context(DemoCalibrations::of_seed(seed));
            SurveySource::Page(seed, |seed| DemoCalibrations::of_seed(seed).newest())
        }
    };
    provide_context(survey.clone());
    keep_survey(store, survey);
    let demo = match &origin {
        Origin::Hub { .. } => None,
        Origin::Demo(parts) => Some(parts.join(store, slot)),
    };
    let (foot, keeper) = demo.map_or_else(Default::default, |(foot, keeper)| (foot, Some(keeper)));

    let commands = use_context::<Commands>();
    let tick = StoredValue::new_local(Some(drain_each_tick(store, sources, ticks)));
    let tidying = Cell::new(Tidying::begin(page_now()));
    let seconds: StoredValue<Option<Rc<Seconds>>, LocalStorage> =
        StoredValue::new_local(Some(Seconds::begin(store, move |at| {
            tell_health(store, sources, at);
            store.tell_second(at);
            let mut tidied = tidying.get();
            tidied.hear(store.told());
            // What is built again loses the keyboard: nobody's hands are on it now.
            if tidied.is_due(at) && !has_focus() {
                tidied.done(at);
                store.forget_listeners();
                i18n.forget_listeners();
            }
            tidying.set(tidied);
            if let Some(commands) = commands {
                end_refused_session(commands, sources, at);
            }
            if let Some(keeper) = &keeper {
                keeper.look();
            }
        })));
    on_cleanup(move || {
        tick.try_update_value(Option::take);
        seconds.try_update_value(Option::take);
        sources.try_update_value(Vec::clear);
    });
    let observed = Observed {
        store,
        sources,
        ticks,
        slot,
        picture_slot,
    };
    probe.with_value(|probe| probe.observe(observed));
    let hud = wants_hud.then(|| view! { <Hud observed=observed /> });
    let title = deployment.name.clone();
    Effect::new(move |_| document().set_title(i18n.language().pick(&title)));
    let painter = StoredValue::new_local(match &origin {
        Origin::Hub { .. } => None,
        Origin::Demo(parts) => Some(parts.painter()),
    });
    let parts = |camera, map_follows| PageParts {
        deployment,
        ticks,
        slot,
        picture_slot,
        on_language: Callback::new(keep_language),
        foot,
        camera,
        map_follows,
        painter,
    };
    match origin {
        Origin::Hub {
            addresses, token, ..
        } => {
            keep_labels(store);
            if let Some(commands) = commands {
                provide_context(CalibrationDoor::new(move |camera| {
                    go_to(&commands.page(&format!("calibration?camera={camera}")));
                }));
            }
            let folder = addresses.folder().to_owned();
            spawn_local(read_divisions(store, directory, addresses, token));
            let parts = parts(StoredValue::new(None), true);
            view! { <Pages folder=folder parts=parts /> {hud} }.into_any()
        }
        Origin::Demo(demo) => {
            if let Some(divisions) = demo.take_divisions() {
                store.tell_directory(directory.with_divisions(divisions));
            }
            let page = demo.page();
            provide_context(CalibrationDoor::new(move |_| {
                page.set(DemoPage::Calibration)
            }));
            // Where the map stands is part of the address: it does not move by itself.
            let parts = parts(demo.camera(), false);
            view! { <DemoPages page=demo.page() parts=parts /> {hud} }.into_any()
        }
    }
}

/// Reads areas, grids and places, and tries again until they have come: the picture goes on without them.
async fn read_divisions(
    store: Store,
    directory: Directory,
    addresses: Addresses,
    token: Option<Token>,
) {
    if let Some(kept) = kept_divisions().await {
        store.tell_directory(directory.clone().with_divisions(kept));
    }
    let mut backoff = Backoff::default();
    loop {
        match fetch_divisions(&addresses, token.as_ref()).await {
            Ok(divisions) => {
                keep_divisions(&divisions).await;
                store.tell_directory(directory.with_divisions(divisions));
                return;
            }
            Err(error) => {
                warn!("{error}");
                if !error.worth_retrying() {
                    return;
                }
            }
        }
        TimeoutFuture::new(backoff.next_pause(chance()) as u32).await;
    }
}

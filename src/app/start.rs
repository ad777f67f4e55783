//! From an empty page to the screen: token, settings, and what to say when they do not come.

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::logging::warn;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::Deployment;

use super::demo::{DemoApp, DemoParts};
use super::language::provide_language;
use super::screen::Screen;
use crate::commands::Seating;
use crate::config::{Addresses, FetchError, Token, TokenError, fetch_deployment};
use crate::connection::Backoff;
use crate::i18n::{I18n, t, use_i18n};
use crate::platform::{Storage, base_uri, chance, keep, kept, page_worker, take_fragment};
use crate::probe::Probe;
use crate::signin::keep_first_secret;
use crate::store::{Session, kept_deployment};
use crate::ui::{Notice, NoticeKind};

/// The name under which the token is kept for this tab.
const TOKEN_KEPT_AS: &str = "furun.token";

/// Where a screen's frames, settings and texts come from.
#[derive(Clone)]
pub enum Origin {
    /// A hub.
    Hub {
        /// Where it is.
        addresses: Addresses,
        /// With which token it is asked.
        token: Option<Token>,
        /// Who sits there, as far as the hub has told.
        session: Arc<Session>,
    },
    /// A demo in the page's worker.
    Demo(DemoParts),
}

/// How far the start has come.
#[derive(Clone, Debug)]
enum Start {
    /// The settings are being read.
    Reading,
    /// They did not come.
    Failed(Obstacle),
    /// They are here, narrowed to what is of those who sit there.
    Known(Arc<Deployment>, Arc<Session>),
}

/// What stands in the way, and so what the person can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Obstacle {
    /// The hub does not answer: tried again by itself.
    Unreachable,
    /// The token is refused.
    Refused,
    /// The hub speaks another version.
    Unreadable,
    /// The token in the address cannot be one.
    Token,
}

/// The whole screen: a demo's on a page that has begun one, else that of the hub that serves the page.
#[component]
pub fn App() -> impl IntoView {
    provide_language();
    let probe = StoredValue::new_local(Probe::install());
    match page_worker() {
        Some(worker) => view! { <DemoApp worker=worker probe=probe /> }.into_any(),
        None => view! { <HubApp probe=probe /> }.into_any(),
    }
}

/// The screen of the hub that serves the page.
#[component]
fn HubApp(
    /// Where tests look.
    probe: StoredValue<Probe, LocalStorage>,
) -> impl IntoView {
    let i18n = use_i18n();
    let addresses = Addresses::below(&base_uri());
    let (token, first) = match token_of_page() {
        Ok(token) => (token, Start::Reading),
        Err(error) => {
            warn!("{error}");
            (None, Start::Failed(Obstacle::Token))
        }
    };
    let start = RwSignal::new(first.clone());
    let asked = StoredValue::new((addresses, token));
    let turn = StoredValue::new(0_u32);
    let read = move || {
        turn.update_value(|turn| *turn += 1);
        start.set(Start::Reading);
        let (addresses, token) = asked.get_value();
        spawn_local(read_settings(start, turn, addresses, token));
    };
    if matches!(first, Start::Reading) {
        read();
    }
    move || match start.get() {
        Start::Reading => view! {
            <main class="start">
                <Notice
                    kind=NoticeKind::Awaited
                    words=Signal::derive(move || t!(i18n, start.loading).to_owned())
                />
            </main>
        }
        .into_any(),
        Start::Failed(obstacle) => view! {
            <main class="start">
                <Notice
                    kind=NoticeKind::Failed
                    words=Signal::derive(move || obstacle_words(i18n, obstacle).to_owned())
                />
                <button type="button" class="start__retry" on:click=move |_| read()>
                    {move || t!(i18n, start.retry)}
                </button>
            </main>
        }
        .into_any(),
        Start::Known(deployment, session) => {
            let (addresses, token) = asked.get_value();
            let origin = Origin::Hub {
                addresses,
                token,
                session,
            };
            view! { <Screen deployment=deployment origin=origin probe=probe /> }.into_any()
        }
    }
}

/// The token in the address, taken out of it and kept for this tab; else the one that is kept.
fn token_of_page() -> Result<Option<Token>, TokenError> {
    let fragment = take_fragment();
    if let Some(fragment) = &fragment {
        keep_first_secret(fragment);
    }
    let named = fragment
        .map(|fragment| Token::from_fragment(&fragment))
        .transpose()?
        .flatten();
    if let Some(token) = named {
        keep(Storage::Session, TOKEN_KEPT_AS, Some(token.secret()));
        return Ok(Some(token));
    }
    kept(Storage::Session, TOKEN_KEPT_AS)
        .map(|text| Token::parse(&text))
        .transpose()
}

/// Reads the settings, again and again while the hub does not answer and nobody has begun another turn.
async fn read_settings(
    start: RwSignal<Start>,
    turn: StoredValue<u32>,
    addresses: Addresses,
    token: Option<Token>,
) {
    let mut backoff = Backoff::default();
    let own_turn = turn.get_value();
    loop {
        match fetch_deployment(&addresses, token.as_ref()).await {
            Ok(deployment) => {
                start.set(known(deployment, &addresses).await);
                return;
            }
            Err(error) => {
                warn!("{error}");
                let obstacle = obstacle(&error);
                if obstacle == Obstacle::Unreachable
                    && let Some(kept) = kept_deployment().await
                {
                    start.set(known(kept, &addresses).await);
                    return;
                }
                start.set(Start::Failed(obstacle));
                if obstacle != Obstacle::Unreachable {
                    return;
                }
            }
        }
        TimeoutFuture::new(backoff.next_pause(chance()) as u32).await;
        // Somebody may have pressed the button meanwhile.
        if turn.get_value() != own_turn {
            return;
        }
    }
}

/// The settings for those who sit there: a network that is not theirs is not part of their screen.
async fn known(mut deployment: Deployment, addresses: &Addresses) -> Start {
    let Seating { session, networks } = Seating::ask(addresses).await;
    if let Some(networks) = networks {
        let feeds = &mut deployment.feeds;
        feeds.retain(|feed| networks.contains(&feed.network));
    }
    Start::Known(Arc::new(deployment), Arc::new(session))
}

const fn obstacle(error: &FetchError) -> Obstacle {
    match error {
        FetchError::Unreachable { .. } | FetchError::Status { .. } => Obstacle::Unreachable,
        FetchError::Refused { .. } => Obstacle::Refused,
        FetchError::Unreadable { .. } => Obstacle::Unreadable,
    }
}

fn obstacle_words(i18n: I18n, obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::Unreachable => t!(i18n, start.unreachable),
        Obstacle::Refused => t!(i18n, start.refused),
        Obstacle::Unreadable => t!(i18n, start.unreadable),
        Obstacle::Token => t!(i18n, start.token),
    }
}

use domain::Name;
use leptos::prelude::*;
use protocol::NetworkFeed;

use super::selectors;
use super::words::freshness_words;
use crate::connection::Freshness;
use crate::i18n::{t, use_i18n};
use crate::ui::{Banner, BannerKind};

/// What concerns the whole picture: a flood, and every feed that is not live.
#[component]
pub fn Banners(
    /// The feeds in the deployment's order.
    feeds: Vec<NetworkFeed>,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors = selectors();
    let flood = selectors.flood();
    let lines = feeds
        .into_iter()
        .map(|feed| {
            let health = selectors.health(feed.network);
            // A feed that was never heard is awaited: its column says so, and the picture has nothing to lose yet.
            let down = Memo::new(move |_| {
                let health = health.get();
                health.freshness != Freshness::Live && health.silent_for.is_some()
            });
            let name = StoredValue::new(feed.name);
            let text = move |name: &Name| {
                t!(
                    i18n,
                    banner.connection,
                    feed = i18n.language().pick(name),
                    state = freshness_words(i18n.language(), &health.get()),
                )
            };
            view! {
                <Show when=move || down.get()>
                    <Banner
                        kind=BannerKind::Connection
                        text=Signal::derive(move || name.with_value(text))
                        more=Signal::derive(move || t!(i18n, banner.connection_more).to_owned())
                    />
                </Show>
            }
        })
        .collect_view();
    view! {
        <div class="banners">
            <Show when=move || flood.get()>
                <Banner
                    kind=BannerKind::Flood
                    text=Signal::derive(move || t!(i18n, banner.flood).to_owned())
                    more=Signal::derive(move || t!(i18n, banner.flood_more).to_owned())
                />
            </Show>
            {lines}
        </div>
    }
}

/// Says that what is shown is not real: a demo's data, or an exercise. Nothing when all of it is.
#[component]
pub fn RealityBanner(
    /// Whether the whole deployment is a demo.
    demo: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let exercise = selectors().exercise();
    let text = move || {
        if demo {
            Some(t!(i18n, banner.demo))
        } else {
            exercise.get().then(|| t!(i18n, banner.exercise))
        }
    };
    view! {
        <Show when=move || text().is_some()>
            <Banner
                kind=BannerKind::Unreal
                text=Signal::derive(move || text().unwrap_or_default().to_owned())
            />
        </Show>
    }
}

//! The wall (指挥大屏): shows, and nobody types on it. A composition of the rooms above; the map comes in as its child.

mod enrolment;
mod scale;

use std::sync::Arc;

use domain::Network;
use leptos::prelude::*;
use protocol::{Deployment, NetworkFeed};

pub use enrolment::WallDoor;
pub use scale::{LegibleType, provide_legible_type};

use crate::i18n::{Language, t, use_i18n};
use crate::panels::{
    AreasPanel, DuePanel, Header, NetworkColumn, RatesPanel, SelectedIncident, Signs, Timeline,
    provide_blink,
};
use crate::selectors::Selectors;
use crate::ui::LanguageSwitch;

/// Which column a network stands in: the police at the right, the others at the left.
fn stands_right(feed: &NetworkFeed) -> bool {
    feed.network == Network::Police
}

/// The wall: header, a column at each side, the picture between them, the day along the bottom.
#[component]
pub fn Wall(
    /// The deployment's settings.
    deployment: Arc<Deployment>,
    /// Called with the language that was chosen, to be remembered.
    #[prop(into)]
    on_language: Callback<Language>,
    /// What stands below the day: a trainer's desk, in a demo.
    #[prop(optional, into)]
    foot: ViewFn,
    /// The picture: the map.
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    let selected = selectors.selected();
    let networks: Vec<_> = deployment.feeds.iter().map(|feed| feed.network).collect();
    provide_blink(&networks);
    provide_legible_type(deployment.wall);
    let column = |feed: &NetworkFeed| {
        view! { <NetworkColumn network=feed.network name=feed.name.clone() /> }
    };
    let (right, left): (Vec<_>, Vec<_>) =
        deployment.feeds.iter().partition(|feed| stands_right(feed));
    // A deployment whose feeds all stand at the right has its areas and rates at the left, where they are always seen.
    let left_is_free = left.is_empty();
    let right_is_free = right.is_empty();
    let summary_at_left = left_is_free.then(|| {
        view! {
            <DuePanel />
            <Summary />
        }
    });
    // And a right column without a feed has the deadlines.
    let due_at_right = right_is_free.then(|| view! { <DuePanel /> });
    let left = left.into_iter().map(column).collect_view();
    let right = right.into_iter().map(column).collect_view();
    view! {
        <div class="glass" data-view="wall">
            <Header name=deployment.name.clone() demo=deployment.demo />
            <aside class="glass__left" aria-label=move || t!(i18n, wall.left)>
                {left}
                {summary_at_left}
            </aside>
            <Signs feeds=deployment.feeds.clone() />
            <main class="glass__picture" aria-label=move || t!(i18n, wall.picture)>
                {children()}
            </main>
            <aside class="glass__right" aria-label=move || t!(i18n, wall.right)>
                {right}
                {due_at_right}
                <Show
                    when=move || selected.get().is_some()
                    fallback=move || (!left_is_free).then(|| view! { <Summary /> })
                >
                    <SelectedIncident />
                </Show>
            </aside>
            <footer class="glass__day">
                <Timeline>
                    <LanguageSwitch on_choose=on_language />
                </Timeline>
                {foot.run()}
            </footer>
        </div>
    }
}

/// The district at a glance.
#[component]
fn Summary() -> impl IntoView {
    view! {
        <AreasPanel />
        <RatesPanel />
    }
}

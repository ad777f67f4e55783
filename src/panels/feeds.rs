use leptos::prelude::*;
use protocol::NetworkFeed;

use super::selectors;
use super::words::{freshness_state, freshness_words};
use crate::i18n::{integer, t, use_i18n};
use crate::ui::{Fill, FreshnessMark, Panel};

/// The feeds of the screen: how fresh each is, and up to which event it has told.
#[component]
pub fn FeedsPanel(
    /// The feeds in the deployment's order.
    feeds: Vec<NetworkFeed>,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors = selectors();
    let lines = feeds
        .into_iter()
        .map(|feed| {
            let health = selectors.health(feed.network);
            let counts = selectors.counts(feed.network);
            let name = feed.name;
            view! {
                <li
                    class="feed-line"
                    data-feed=move || health.get().freshness.as_str()
                    title=move || {
                        let held = integer(counts.get().held as u64);
                        let through = integer(health.get().through.0);
                        t!(i18n, panel.feeds.held, held = held, through = through)
                    }
                >
                    <span class="feed-line__name">
                        {move || i18n.language().pick(&name).to_owned()}
                    </span>
                    <FreshnessMark
                        freshness=Memo::new(move |_| freshness_state(&health.get()))
                        words=Memo::new(move |_| freshness_words(i18n.language(), &health.get()))
                    />
                </li>
            }
        })
        .collect_view();
    view! {
        <Panel
            title=Signal::derive(move || t!(i18n, panel.feeds.title).to_owned())
            fill=Fill::Content
        >
            <ul class="feed-lines">{lines}</ul>
        </Panel>
    }
}

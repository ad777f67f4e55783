use leptos::prelude::*;
use protocol::NetworkFeed;

use super::{Banners, LabelSwitch, Legend};
use crate::i18n::{t, use_i18n};

/// What stands above the picture of every page: what the signs mean, or what concerns the whole picture, and which names stand
/// on it.
#[component]
pub fn Signs(
    /// The feeds in the deployment's order.
    feeds: Vec<NetworkFeed>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="glass__signs signs" aria-label=move || t!(i18n, wall.signs)>
            <Banners feeds=feeds />
            <Legend />
            <LabelSwitch />
        </section>
    }
}

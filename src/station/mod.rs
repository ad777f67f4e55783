//! The patrol station's page: orders as they come, loud and large, for a tablet at the station or in a hand. A composition of
//! the rooms above.

use std::sync::Arc;

use leptos::prelude::*;
use protocol::Deployment;

use crate::config::Me;
use crate::i18n::{Language, t, use_i18n};
use crate::panels::{
    Banners, OrderAlert, OrderList, OrdersHeader, OwnOrdersOnly, provide_desk, role_elsewhere,
};
use crate::selectors::Selectors;
use crate::signin::{Seat, back_from, keep_session};
use crate::ui::LanguageSwitch;

/// The station's page: what is offered, which calls until it is answered, and what is under way.
#[component]
pub fn StationPage(
    /// The deployment's settings.
    deployment: Arc<Deployment>,
    /// Called with the language that was chosen.
    #[prop(into)]
    on_language: Callback<Language>,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    provide_desk();
    keep_session(true);
    let elsewhere = role_elsewhere(is_stations);
    let name = deployment.name.clone();
    let orders = selectors.orders();
    let offered = Memo::new(move |_| orders.with(|orders| orders.offered.clone()));
    let under_way = Memo::new(move |_| orders.with(|orders| orders.under_way.clone()));
    view! {
        <div
            class="orders-page"
            data-view="station"
            data-calls=move || offered.with(|offered| !offered.is_empty())
        >
            <OrdersHeader
                name=deployment.name.clone()
                demo=deployment.demo
                seat=move || view! { <Seat /> }
            />
            <Banners feeds=deployment.feeds.clone() />
            <Show when=move || elsewhere.get().is_none()>
                <OrderAlert
                    waiting=Signal::derive(move || offered.with(Vec::len))
                    name=name.clone()
                />
            </Show>
            <main class="orders-page__lists">
                <OwnOrdersOnly is_own=is_stations own_page=|role| back_from(None, role)>
                <OrderList
                    title=Signal::derive(move || t!(i18n, orders.offered).to_owned())
                    nothing=Signal::derive(move || t!(i18n, orders.none_offered).to_owned())
                    orders=offered
                    calls=true
                />
                <OrderList
                    title=Signal::derive(move || t!(i18n, orders.under_way).to_owned())
                    nothing=Signal::derive(move || t!(i18n, orders.none_under_way).to_owned())
                    orders=under_way
                />
                <Show when=move || orders.with(|orders| !orders.to_verify.is_empty())>
                    <OrderList
                        title=Signal::derive(move || t!(i18n, orders.to_verify).to_owned())
                        nothing=Signal::stored(String::new())
                        orders=Signal::derive(move || orders.with(|orders| orders.to_verify.clone()))
                    />
                </Show>
                </OwnOrdersOnly>
            </main>
            <footer class="orders-page__foot">
                <LanguageSwitch on_choose=on_language />
            </footer>
        </div>
    }
}

fn is_stations(me: &Me) -> bool {
    me.person.station.is_some()
}

//! The department's page: what it is offered to claim, and what it deals with. A desk's page, where nothing rings: it has half
//! an hour to claim. A composition of the rooms above.

use std::sync::Arc;

use leptos::prelude::*;
use protocol::Deployment;

use crate::i18n::{Language, t, use_i18n};
use crate::panels::{Banners, OrderList, OrdersHeader, OwnOrdersOnly, provide_desk};
use crate::selectors::Selectors;
use crate::signin::{Seat, back_from, keep_session};
use crate::ui::LanguageSwitch;

/// The department's page: under way beside what is offered, the more frequent first.
#[component]
pub fn DepartmentPage(
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
    let orders = selectors.orders();
    view! {
        <div class="orders-page" data-view="department">
            <OrdersHeader
                name=deployment.name.clone()
                demo=deployment.demo
                seat=move || view! { <Seat /> }
            />
            <Banners feeds=deployment.feeds.clone() />
            <main class="orders-page__lists">
                <OwnOrdersOnly is_own=|me| me.person.department.is_some() own_page=|role| back_from(None, role)>
                <OrderList
                    title=Signal::derive(move || t!(i18n, orders.to_claim).to_owned())
                    nothing=Signal::derive(move || t!(i18n, orders.none_to_claim).to_owned())
                    orders=Signal::derive(move || orders.with(|orders| orders.offered.clone()))
                />
                <OrderList
                    title=Signal::derive(move || t!(i18n, orders.dealt_with).to_owned())
                    nothing=Signal::derive(move || t!(i18n, orders.none_under_way).to_owned())
                    orders=Signal::derive(move || orders.with(|orders| orders.under_way.clone()))
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

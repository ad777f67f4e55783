use domain::Name;
use leptos::prelude::*;

use super::super::{ClockFace, RealityBanner};
use crate::i18n::{t, use_i18n};
use crate::selectors::Selectors;

/// What stands along the top of a page of orders: whose they are, whether they are real, the time, and who sits there.
#[component]
pub fn OrdersHeader(
    /// The deployment's name.
    name: Name,
    /// Whether the whole deployment is a demo.
    demo: bool,
    /// Who sits there.
    #[prop(into)]
    seat: ViewFn,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    let store = selectors.store();
    let whose = move || {
        let language = i18n.language();
        let directory = store.directory();
        let session = store.session.read();
        let person = &session.me()?.person;
        let assignee = (person.unit.clone().map(domain::Assignee::Unit))
            .or_else(|| person.station.clone().map(domain::Assignee::Station))
            .or_else(|| person.department.clone().map(domain::Assignee::Department))?;
        Some(language.pick(&directory.assignee(&assignee)).to_owned())
    };
    view! {
        <header class="orders-header">
            <div class="orders-header__names">
                <h1 class="orders-header__whose">
                    {move || whose().unwrap_or_else(|| t!(i18n, orders.of_nobody).to_owned())}
                </h1>
                <p class="orders-header__place">{move || i18n.language().pick(&name).to_owned()}</p>
            </div>
            <RealityBanner demo=demo />
            {seat.run()}
            <ClockFace />
        </header>
    }
}

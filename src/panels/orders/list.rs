use leptos::prelude::*;

use super::OrderCard;
use crate::selectors::OrderKey;
use crate::ui::{Notice, NoticeKind};

/// A list of orders under a heading.
#[component]
pub fn OrderList(
    /// What it is called.
    #[prop(into)]
    title: Signal<String>,
    /// What is said when there are none.
    #[prop(into)]
    nothing: Signal<String>,
    /// The orders.
    #[prop(into)]
    orders: Signal<Vec<OrderKey>>,
    /// Whether they call for somebody.
    #[prop(optional)]
    calls: bool,
) -> impl IntoView {
    view! {
        <section
            class="orders"
            aria-label=title
            data-calls=move || calls && orders.with(|orders| !orders.is_empty())
        >
            <h2 class="orders__title">
                {title} <span class="orders__count">{move || orders.with(Vec::len)}</span>
            </h2>
            <Show when=move || orders.with(Vec::is_empty)>
                <Notice kind=NoticeKind::Empty words=nothing />
            </Show>
            <div class="orders__cards">
                <For
                    each=move || orders.get()
                    key=|order| order.clone()
                    children=|order| view! { <OrderCard order=order /> }
                />
            </div>
        </section>
    }
}

use leptos::prelude::*;

/// How a panel takes its height in a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fill {
    /// An equal share of what is left.
    #[default]
    Share,
    /// As much as its contents need.
    Content,
}

impl Fill {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Content => "content",
        }
    }
}

/// A flat frame with a title.
#[component]
pub fn Panel(
    /// What it is called.
    #[prop(into)]
    title: Signal<String>,
    /// What stands at the right of the title.
    #[prop(into, optional)]
    aside: ViewFn,
    /// How it takes its height.
    #[prop(optional)]
    fill: Fill,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="panel" data-fill=fill.as_str() aria-label=title>
            <header class="panel__header">
                <h2 class="panel__title">{title}</h2>
                <div class="panel__aside">{move || aside.run()}</div>
            </header>
            <div class="panel__body">{children()}</div>
        </section>
    }
}

use leptos::prelude::*;

/// Why there is nothing else to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// There is nothing.
    Empty,
    /// It has not come yet.
    Awaited,
    /// It could not be had.
    Failed,
}

impl NoticeKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Awaited => "awaited",
            Self::Failed => "failed",
        }
    }
}

/// What stands in the place of contents that are not there: why, and what is awaited.
#[component]
pub fn Notice(
    /// Why there is nothing else to see.
    kind: NoticeKind,
    /// What it says.
    #[prop(into)]
    words: Signal<String>,
    /// What follows from it.
    #[prop(into, optional)]
    more: Option<Signal<String>>,
) -> impl IntoView {
    view! {
        <div class="notice" data-kind=kind.as_str() role="status">
            <p class="notice__words">{words}</p>
            {more.map(|more| view! { <p class="notice__more">{more}</p> })}
        </div>
    }
}

use leptos::prelude::*;

/// A dot that is full while its source is live, and words that say so.
#[component]
pub fn FreshnessMark(
    /// "live", "awaited", "stale" or "lost".
    #[prop(into)]
    freshness: Signal<&'static str>,
    /// The same in words, with an age.
    #[prop(into)]
    words: Signal<String>,
) -> impl IntoView {
    view! {
        <span class="freshness" data-freshness=freshness>
            <span class="freshness__dot" aria-hidden="true"></span>
            <span class="freshness__words">{words}</span>
        </span>
    }
}

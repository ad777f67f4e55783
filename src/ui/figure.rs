use leptos::prelude::*;

use super::{Glyph, GlyphLook};

/// A number with its name below. Stands inside a `dl`.
#[component]
pub fn Figure(
    /// What the number is called.
    #[prop(into)]
    label: Signal<String>,
    /// The number; `None` is shown as a dash: there is nothing to compute it from.
    #[prop(into)]
    value: Signal<Option<String>>,
    /// What follows the number ("%").
    #[prop(optional)]
    unit: &'static str,
    /// Whether the number is one that should not be there.
    #[prop(into, optional)]
    over: Signal<bool>,
    /// The sign that the name explains.
    #[prop(into, optional)]
    glyph: Signal<Option<GlyphLook>>,
) -> impl IntoView {
    view! {
        <div
            class="figure"
            data-tone=move || over.get().then_some("over")
            data-empty=move || value.with(Option::is_none)
        >
            <dt class="figure__label">
                {move || glyph.get().map(|look| view! { <Glyph look=look /> })} <span>{label}</span>
            </dt>
            <dd class="figure__value">
                {move || value.get().unwrap_or_else(|| "–".to_owned())}
                {move || {
                    let shown = !unit.is_empty() && value.with(Option::is_some);
                    shown.then(|| view! { <span class="figure__unit">{unit}</span> })
                }}
            </dd>
        </div>
    }
}

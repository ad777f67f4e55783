use leptos::prelude::*;

use super::Tone;

/// A part of a bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeterPart {
    /// Its share of the whole bar, 0 to 1.
    pub share: f64,
    /// Its tone.
    pub tone: Tone,
}

/// A flat bar. The number beside it says the same, so it is hidden from screen readers.
#[component]
pub fn Meter(
    /// From left to right; shares beyond the whole are cut off.
    #[prop(into)]
    parts: Signal<Vec<MeterPart>>,
) -> impl IntoView {
    view! {
        <span class="meter" aria-hidden="true">
            {move || {
                parts
                    .get()
                    .into_iter()
                    .map(|part| {
                        view! {
                            <span
                                class="meter__part"
                                data-tone=part.tone.as_str()
                                style:--share=format!("{:.4}", part.share.clamp(0.0, 1.0))
                            ></span>
                        }
                    })
                    .collect_view()
            }}
        </span>
    }
}

use leptos::prelude::*;

use super::{Meter, MeterPart};

/// How a measure stands to its limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad.
    #[default]
    Plain,
    /// Within the limit.
    Calm,
    /// Close to it.
    Near,
    /// Beyond it.
    Over,
}

impl Tone {
    /// The word for `data-tone` attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Calm => "calm",
            Self::Near => "near",
            Self::Over => "over",
        }
    }
}

/// A measure beside its limit.
#[derive(Clone, Debug, PartialEq)]
pub struct LimitView {
    /// What is measured.
    pub label: String,
    /// The measure ("0:41").
    pub value: String,
    /// The limit ("1:00").
    pub limit: String,
    /// How it stands, in words ("按时", "超 3 分").
    pub state: String,
    /// The used share of the limit, 0 to 1.
    pub used: f64,
    /// How it stands.
    pub tone: Tone,
}

/// A measure, its limit, and in words how the one stands to the other.
#[component]
pub fn LimitReading(
    /// What it shows.
    #[prop(into)]
    reading: Signal<LimitView>,
) -> impl IntoView {
    let part = move || {
        reading.with(|reading| MeterPart {
            share: reading.used,
            tone: reading.tone,
        })
    };
    view! {
        <div
            class="limit-reading"
            data-tone=move || reading.with(|reading| reading.tone.as_str())
        >
            <div class="limit-reading__line">
                <span class="limit-reading__label">
                    {move || reading.with(|reading| reading.label.clone())}
                </span>
                <span class="limit-reading__state">
                    {move || reading.with(|reading| reading.state.clone())}
                </span>
            </div>
            <div class="limit-reading__line">
                <span class="limit-reading__value">
                    {move || reading.with(|reading| reading.value.clone())}
                </span>
                <span class="limit-reading__limit">
                    "/ " {move || reading.with(|reading| reading.limit.clone())}
                </span>
            </div>
            <Meter parts=Signal::derive(move || vec![part()]) />
        </div>
    }
}

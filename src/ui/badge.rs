use leptos::prelude::*;

/// How much a badge stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// Outlined.
    #[default]
    Plain,
    /// Filled.
    Strong,
    /// In the colour of what is not real.
    Unreal,
}

impl Weight {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Strong => "strong",
            Self::Unreal => "unreal",
        }
    }
}

/// A word in a frame.
#[component]
pub fn Badge(
    /// The word.
    #[prop(into)]
    text: Signal<String>,
    /// How much it stands out.
    #[prop(optional)]
    weight: Weight,
) -> impl IntoView {
    view! {
        <span class="badge" data-weight=weight.as_str()>
            {text}
        </span>
    }
}

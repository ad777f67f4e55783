use leptos::prelude::*;

/// What a banner is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BannerKind {
    /// More news than anybody can take in.
    Flood,
    /// A line is down or silent.
    Connection,
    /// What is shown is not real: a place and a colour that nothing live has.
    Unreal,
}

impl BannerKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Flood => "flood",
            Self::Connection => "connection",
            Self::Unreal => "unreal",
        }
    }
}

/// A line that says what concerns the whole picture. It stands there; it never asks to be clicked away.
#[component]
pub fn Banner(
    /// What it is about.
    kind: BannerKind,
    /// What it says.
    #[prop(into)]
    text: Signal<String>,
    /// What follows from it, in plainer type.
    #[prop(into, optional)]
    more: Option<Signal<String>>,
) -> impl IntoView {
    view! {
        <div class="banner" data-kind=kind.as_str() role="status">
            <span class="banner__words">{text}</span>
            {more.map(|more| view! { <span class="banner__more">{more}</span> })}
        </div>
    }
}

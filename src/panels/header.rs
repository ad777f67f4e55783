use domain::Name;
use leptos::prelude::*;

use super::{ClockFace, DayFiguresPanel, LoadLine, RealityBanner, Title};

/// What stands along the top of every page: the place, the day's figures, the load and the time.
#[component]
pub fn Header(
    /// The deployment's name.
    name: Name,
    /// Whether the whole deployment is a demo.
    demo: bool,
    /// Who sits there, on pages where somebody does.
    #[prop(optional, into)]
    seat: ViewFn,
) -> impl IntoView {
    view! {
        <header class="glass__header wall-header">
            <Title name=name>
                <RealityBanner demo=demo />
            </Title>
            <DayFiguresPanel />
            <div class="wall-header__now">
                {seat.run()}
                <LoadLine />
                <ClockFace />
            </div>
        </header>
    }
}

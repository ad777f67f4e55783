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
) -> impl IntoView {
    view! {
        <header class="glass__header wall-header">
            <Title name=name>
                <RealityBanner demo=demo />
            </Title>
            <DayFiguresPanel />
            <div class="wall-header__now">
                <LoadLine />
                <ClockFace />
            </div>
        </header>
    }
}

use leptos::prelude::*;
use world::Ratio;

use super::selectors;
use crate::i18n::{Language, percent, t, use_i18n};
use crate::selectors::DayFigures;
use crate::ui::{Fill, Meter, MeterPart, Panel, Tone};

struct Rate {
    name: fn(Language) -> &'static str,
    read: fn(&DayFigures) -> Ratio,
}

/// Each under its own name and by its own definition; `design/lifecycle.md`, "Rates".
const RATES: [Rate; 6] = [
    Rate {
        name: |language| t!(language, rate.dispatched_on_time),
        read: |figures| figures.dispatched_on_time,
    },
    Rate {
        name: |language| t!(language, rate.arrived_on_time),
        read: |figures| figures.arrived_on_time,
    },
    Rate {
        name: |language| t!(language, rate.right_first_dispatch),
        read: |figures| figures.right_first_dispatch,
    },
    Rate {
        name: |language| t!(language, rate.handled),
        read: |figures| figures.handled,
    },
    Rate {
        name: |language| t!(language, rate.handled_on_time),
        read: |figures| figures.handled_on_time,
    },
    Rate {
        name: |language| t!(language, rate.closed_on_time),
        read: |figures| figures.closed_on_time,
    },
];

/// The day's rates, each with what it is made of.
#[component]
pub fn RatesPanel() -> impl IntoView {
    let i18n = use_i18n();
    let figures = selectors().figures();
    let lines = RATES.map(|Rate { name, read }| {
        let ratio = Memo::new(move |_| figures.with(read));
        let share = move || ratio.get().share();
        view! {
            <div class="rate">
                <dt class="rate__name">{move || name(i18n.language())}</dt>
                <dd class="rate__of">
                    {move || {
                        let ratio = ratio.get();
                        t!(i18n, rate.of, part = ratio.part, whole = ratio.whole)
                    }}
                </dd>
                <dd class="rate__share" data-empty=move || share().is_none()>
                    {move || {
                        share().map_or_else(|| "–".to_owned(), |share| format!("{}%", percent(share)))
                    }}
                </dd>
                <dd class="rate__bar">
                    <Meter parts=Signal::derive(move || {
                        vec![MeterPart { share: share().unwrap_or(0.0), tone: Tone::Plain }]
                    }) />
                </dd>
            </div>
        }
    });
    view! {
        <Panel
            title=Signal::derive(move || t!(i18n, panel.rates.title).to_owned())
            fill=Fill::Content
            aside=move || t!(i18n, panel.rates.today)
        >
            <dl class="rates">{lines.collect_view()}</dl>
        </Panel>
    }
}

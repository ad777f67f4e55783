use domain::Stage;
use leptos::prelude::*;

use super::selectors;
use super::sign::tone;
use crate::i18n::{t, use_i18n};
use crate::selectors::{BIN, BINS, DayHistogram};
use crate::ui::{Histogram, HistogramView, Series};

/// From the bottom up: what is over lies at the bottom, what waits is at the top, where it is seen.
const FROM_BELOW: [Stage; 8] = [
    Stage::Void,
    Stage::Closed,
    Stage::Resolved,
    Stage::Handling,
    Stage::OnScene,
    Stage::Dispatched,
    Stage::Accepted,
    Stage::Reported,
];

/// A bar of this height fills the field on a quiet day.
const QUIET_DAY: u32 = 6;

/// The day from midnight to midnight: how many were reported in every ten minutes, by the stage they stand at now.
#[component]
pub fn Timeline(
    /// What stands at the right end of its header.
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let day = selectors().histogram();
    let shown = Memo::new(move |_| day.with(|day| day.as_ref().map(view_of).unwrap_or_default()));
    let peak = move || {
        day.with(|day| {
            let day = day.as_ref()?;
            let (bin, count) = day.peak()?;
            let from = i18n.local(day.day_started_at + domain::Millis(BIN.0 * bin as i64));
            let count = u64::from(count);
            Some(t!(
                i18n,
                panel.timeline.peak,
                time = from.with_minutes(),
                count = count
            ))
        })
    };
    view! {
        <section class="timeline" aria-label=move || t!(i18n, panel.timeline.title)>
            <header class="timeline__header">
                <h2 class="timeline__title">{move || t!(i18n, panel.timeline.title)}</h2>
                <p class="timeline__peak">{peak}</p>
                {children()}
            </header>
            <Histogram
                view=shown
                label=Signal::derive(move || {
                    peak().unwrap_or_else(|| t!(i18n, panel.timeline.nothing).to_owned())
                })
                least=QUIET_DAY
            />
        </section>
    }
}

fn view_of(day: &DayHistogram) -> HistogramView {
    let series = FROM_BELOW
        .map(|stage| Series {
            tone: tone(stage.family()),
            heights: day.bins.iter().map(|bin| bin[stage as usize]).collect(),
        })
        .to_vec();
    let day_length = (BIN.0 * BINS as i64) as f64;
    HistogramView {
        series,
        now: Some((day.now - day.day_started_at).0 as f64 / day_length),
        ticks: (0..24)
            .step_by(3)
            .map(|hour| format!("{hour}:00"))
            .collect(),
    }
}

use leptos::prelude::*;

use crate::config::Hour;
use crate::i18n::{t, use_i18n};

/// A bar of this height fills the field on a quiet day.
const QUIET_HOUR: u64 = 4;

/// What came in by the hour: bars in outline, so that paper shows them too, each with its number.
#[component]
pub(super) fn HoursChart(
    /// The hours of the day.
    hours: Vec<Hour>,
) -> impl IntoView {
    let i18n = use_i18n();
    let most = hours.iter().map(|hour| hour.tally.reported).max();
    let most = most.unwrap_or_default().max(QUIET_HOUR) as f64;
    let bars = hours.into_iter().map(|hour| {
        let share = hour.tally.reported as f64 / most;
        let count = hour.tally.reported;
        view! {
            <li class="hours__hour">
                <span class="hours__count">{(count > 0).then_some(count)}</span>
                <span class="hours__bar" style:height=format!("{:.3}em", share * 5.0)></span>
                <span class="hours__label">{i18n.local(hour.from).hour}</span>
            </li>
        }
    });
    view! {
        <ol class="hours" aria-label=move || t!(i18n, daily.by_hour)>
            {bars.collect_view()}
        </ol>
    }
}

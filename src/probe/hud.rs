//! The frame budget on the glass, for people on site: `?hud` in a page's address.

use leptos::prelude::*;

use super::Observed;
use crate::i18n::{Language, t, use_i18n};
use crate::platform::{Measured, PageTime, Ticks, memory_bytes};

/// What a screen of 60 frames a second has for one, in milliseconds.
const BUDGET_MS: f64 = 1000.0 / 60.0;

/// What the page has done since its beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Reading {
    at: PageTime,
    ticks: Measured,
    drawing: Measured,
    events: u64,
    uploaded: u64,
    marks: usize,
    blinking: usize,
    groups: usize,
    memory_bytes: f64,
}

/// What a second was like.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Second {
    ticks: Cost,
    drawing: Cost,
    changes: f64,
    uploaded_kb: f64,
    now: Reading,
}

/// How often a second, and how long in milliseconds: the mean and the longest.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cost {
    times: f64,
    mean_ms: f64,
    longest_ms: f64,
}

impl Cost {
    fn between(before: Measured, after: Measured, seconds: f64) -> Self {
        let times = after.times.saturating_sub(before.times) as f64;
        Self {
            times: times / seconds,
            mean_ms: (after.total_ms - before.total_ms) / times.max(1.0),
            longest_ms: after.longest_ms,
        }
    }
}

impl Second {
    /// `None` when no time has gone by.
    fn between(before: &Reading, after: &Reading) -> Option<Self> {
        let seconds = after.at.millis_since(before.at) / 1000.0;
        let a_second = |before: u64, after: u64| after.saturating_sub(before) as f64 / seconds;
        (seconds > 0.0).then(|| Self {
            ticks: Cost::between(before.ticks, after.ticks, seconds),
            drawing: Cost::between(before.drawing, after.drawing, seconds),
            changes: a_second(before.events, after.events),
            uploaded_kb: a_second(before.uploaded, after.uploaded) / 1000.0,
            now: *after,
        })
    }

    /// Whether a frame of it took longer than there was.
    fn is_over(&self) -> bool {
        self.ticks.longest_ms.max(self.drawing.longest_ms) > BUDGET_MS
    }

    /// Each figure's name and the figure.
    fn rows(&self, language: Language) -> [(&'static str, String); 6] {
        let cost = |cost: &Cost| {
            format!(
                "{:.0}/s · {:.1} · {:.1} ms",
                cost.times, cost.mean_ms, cost.longest_ms
            )
        };
        let now = &self.now;
        let marks = format!("{} · {} · {}", now.marks, now.blinking, now.groups);
        [
            (t!(language, hud.ticks), cost(&self.ticks)),
            (t!(language, hud.drawing), cost(&self.drawing)),
            (t!(language, hud.changes), format!("{:.0}/s", self.changes)),
            (t!(language, hud.marks), marks),
            (
                t!(language, hud.uploaded),
                format!("{:.0} kB/s", self.uploaded_kb),
            ),
            (
                t!(language, hud.memory),
                format!("{:.1} MB", now.memory_bytes / 1e6),
            ),
        ]
    }
}

impl Observed {
    fn reading(self, at: PageTime) -> Reading {
        let map = self.slot.get();
        let stats = map.as_ref().map(|map| map.stats()).unwrap_or_default();
        Reading {
            at,
            ticks: self.ticks.with_value(|ticks: &Ticks| ticks.effort().look()),
            drawing: map.map(|map| map.drawing().look()).unwrap_or_default(),
            events: self.store.told(),
            uploaded: stats.uploaded,
            marks: stats.marks,
            blinking: stats.blinking,
            groups: stats.groups,
            memory_bytes: memory_bytes(),
        }
    }
}

/// What each second costs, in a corner of the page. It lets every touch through, and is no part of what is told.
#[component]
pub fn Hud(
    /// What is measured.
    observed: Observed,
) -> impl IntoView {
    let i18n = use_i18n();
    let looks = Memo::new(move |before: Option<&(Reading, Option<Second>)>| {
        let reading = observed.reading(observed.store.second());
        let second = before.and_then(|(before, _)| Second::between(before, &reading));
        (reading, second)
    });
    let second = move || looks.with(|(_, second)| *second);
    let rows = move || {
        let rows = second().map(|second| second.rows(i18n.language()));
        rows.map(|rows| {
            rows.map(|(name, figure)| {
                view! {
                    <dt class="hud__name">{name}</dt>
                    <dd class="hud__figure">{figure}</dd>
                }
            })
            .collect_view()
        })
    };
    view! {
        <dl
            class="hud"
            aria-hidden="true"
            data-over=move || second().is_some_and(|second| second.is_over())
        >
            {rows}
        </dl>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(at_ms: f64, events: u64, times: u64, total_ms: f64, longest_ms: f64) -> Reading {
        let measured = Measured {
            times,
            total_ms,
            longest_ms,
        };
        Reading {
            at: PageTime(at_ms),
            ticks: measured,
            drawing: measured,
            events,
            uploaded: events * 1000,
            ..Reading::default()
        }
    }

    #[test]
    fn a_second_tells_what_came_between_two_looks_whatever_time_that_was() {
        let before = reading(1_000.0, 500, 10, 40.0, 9.0);
        let after = reading(3_000.0, 2_500, 50, 120.0, 12.5);
        let second = Second::between(&before, &after).expect("two seconds have gone by");
        assert_eq!(second.changes, 1_000.0);
        assert_eq!(second.uploaded_kb, 1_000.0);
        let cost = Cost {
            times: 20.0,
            mean_ms: 2.0,
            longest_ms: 12.5,
        };
        assert_eq!((second.ticks, second.drawing), (cost, cost));
        assert!(!second.is_over());
    }

    #[test]
    fn a_frame_that_took_longer_than_a_sixtieth_is_over() {
        let before = reading(0.0, 0, 0, 0.0, 0.0);
        let second = Second::between(&before, &reading(1_000.0, 0, 1, 17.0, 17.0));
        assert!(second.expect("a second has gone by").is_over());
    }

    #[test]
    fn of_no_time_and_of_nothing_done_there_is_nothing_wrong_to_tell() {
        let still = reading(1_000.0, 5, 3, 6.0, 0.0);
        assert_eq!(Second::between(&still, &still), None);
        let later = reading(2_000.0, 5, 3, 6.0, 0.0);
        let second = Second::between(&still, &later).expect("a second has gone by");
        assert_eq!((second.changes, second.ticks.mean_ms), (0.0, 0.0));
    }
}

use leptos::prelude::*;

/// One colour of the bars: a height for every bin, standing on the series before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// The name of a colour token.
    pub tone: &'static str,
    /// A height for every bin.
    pub heights: Vec<u32>,
}

/// What a histogram shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HistogramView {
    /// From the bottom up; all of the same length.
    pub series: Vec<Series>,
    /// Where now is, 0 to 1 from left to right; `None` while nobody knows.
    pub now: Option<f64>,
    /// What stands below, evenly spaced.
    pub ticks: Vec<String>,
}

impl HistogramView {
    fn bins(&self) -> usize {
        self.series.first().map_or(0, |series| series.heights.len())
    }

    /// The height of the highest bar, at least `least`: a day with three incidents shall not look like a storm.
    fn scale(&self, least: u32) -> u32 {
        (0..self.bins())
            .map(|bin| self.series.iter().map(|series| series.heights[bin]).sum())
            .max()
            .unwrap_or(0)
            .max(least)
    }

    /// One path a series: the bars of that colour, in a field one wide a bin and 1 high.
    fn paths(&self, least: u32) -> Vec<(&'static str, String)> {
        let scale = f64::from(self.scale(least));
        let mut floors = vec![0_u32; self.bins()];
        self.series
            .iter()
            .map(|series| {
                let mut path = String::new();
                for (bin, (height, floor)) in series.heights.iter().zip(&mut floors).enumerate() {
                    if *height > 0 {
                        let low = 1.0 - f64::from(*floor) / scale;
                        let tall = f64::from(*height) / scale;
                        path.push_str(&format!("M{}.12 {low:.4}v-{tall:.4}h.76v{tall:.4}z", bin));
                    }
                    *floor += height;
                }
                (series.tone, path)
            })
            .collect()
    }
}

/// Bars over a day, with a line where now is.
#[component]
pub fn Histogram(
    /// What it shows.
    #[prop(into)]
    view: Signal<HistogramView>,
    /// What it shows, in words.
    #[prop(into)]
    label: Signal<String>,
    /// The number that fills the height when no bar is higher.
    least: u32,
) -> impl IntoView {
    view! {
        <div class="histogram" role="img" aria-label=label>
            <svg
                class="histogram__bars"
                preserveAspectRatio="none"
                viewBox=move || format!("0 0 {} 1", view.with(HistogramView::bins).max(1))
            >
                {move || {
                    view.with(|view| view.paths(least))
                        .into_iter()
                        .map(|(tone, path)| {
                            view! { <path class="histogram__part" data-tone=tone d=path /> }
                        })
                        .collect_view()
                }}
            </svg>
            <span
                class="histogram__now"
                hidden=move || view.with(|view| view.now.is_none())
                style:--share=move || {
                    format!("{:.4}", view.with(|view| view.now.unwrap_or(0.0).clamp(0.0, 1.0)))
                }
            ></span>
            <div class="histogram__hours">
                {move || {
                    view.with(|view| view.ticks.clone())
                        .into_iter()
                        .map(|tick| view! { <span>{tick}</span> })
                        .collect_view()
                }}
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_on_one_another_and_the_highest_fills_the_field() {
        let view = HistogramView {
            series: vec![
                Series {
                    tone: "done",
                    heights: vec![3, 0],
                },
                Series {
                    tone: "waiting",
                    heights: vec![1, 2],
                },
            ],
            now: Some(0.5),
            ticks: Vec::new(),
        };
        let paths = view.paths(1);
        assert_eq!(paths[0].1, "M0.12 1.0000v-0.7500h.76v0.7500z");
        assert_eq!(
            paths[1].1,
            "M0.12 0.2500v-0.2500h.76v0.2500zM1.12 1.0000v-0.5000h.76v0.5000z"
        );
    }

    #[test]
    fn a_quiet_day_does_not_fill_the_field() {
        let view = HistogramView {
            series: vec![Series {
                tone: "done",
                heights: vec![1],
            }],
            ..HistogramView::default()
        };
        assert_eq!(view.scale(6), 6);
    }
}

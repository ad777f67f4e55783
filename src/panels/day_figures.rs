use domain::Stage;
use leptos::prelude::*;
use world::Ratio;

use super::selectors;
use super::sign::stage_look;
use crate::i18n::{I18n, Language, integer, percent, t, use_i18n};
use crate::selectors::DayFigures;
use crate::ui::Figure;

/// A figure of the line above the picture.
struct Shown {
    label: fn(Language) -> &'static str,
    read: fn(&DayFigures) -> Value,
    stage: Option<Stage>,
    warns: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Value {
    Count(u64),
    Share(Ratio),
}

const FIGURES: [Shown; 10] = [
    Shown {
        label: |language| t!(language, figure.reported),
        read: |figures| Value::Count(figures.reported),
        stage: None,
        warns: false,
    },
    Shown {
        label: |language| t!(language, figure.waiting),
        read: |figures| Value::Count(figures.waiting),
        stage: Some(Stage::Reported),
        warns: false,
    },
    Shown {
        label: |language| t!(language, figure.accepted),
        read: |figures| Value::Count(figures.accepted),
        stage: Some(Stage::Accepted),
        warns: false,
    },
    Shown {
        label: |language| t!(language, figure.dispatched),
        read: |figures| Value::Count(figures.dispatched),
        stage: Some(Stage::Dispatched),
        warns: false,
    },
    Shown {
        label: |language| t!(language, figure.acting),
        read: |figures| Value::Count(figures.acting),
        stage: Some(Stage::Handling),
        warns: false,
    },
    Shown {
        label: |language| t!(language, figure.resolved),
        read: |figures| Value::Count(figures.resolved),
        stage: Some(Stage::Resolved),
        warns: false,
    },
    Shown {
        label: |language| t!(language, figure.closed),
        read: |figures| Value::Count(figures.closed),
        stage: Some(Stage::Closed),
        warns: false,
    },
    Shown {
        label: |language| t!(language, figure.overdue),
        read: |figures| Value::Count(figures.overdue),
        stage: None,
        warns: true,
    },
    Shown {
        label: |language| t!(language, figure.handled),
        read: |figures| Value::Share(figures.handled),
        stage: None,
        warns: false,
    },
    Shown {
        label: |language| t!(language, figure.handled_on_time),
        read: |figures| Value::Share(figures.handled_on_time),
        stage: None,
        warns: false,
    },
];

/// The day's figures side by side. The signs beside the stages' figures make it the legend of the map's colours too.
#[component]
pub fn DayFiguresLine(
    /// The figures of the day; `None` while no feed has told anything, which is not the same as a day without incidents.
    #[prop(into)]
    figures: Signal<Option<DayFigures>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let shown = FIGURES.map(|shown| figure(i18n, figures, shown));
    view! { <dl class="figures" aria-label=move || t!(i18n, figure.day)>{shown.collect_view()}</dl> }
}

fn figure(i18n: I18n, figures: Signal<Option<DayFigures>>, shown: Shown) -> impl IntoView {
    let Shown {
        label,
        read,
        stage,
        warns,
    } = shown;
    let unit = match read(&DayFigures::default()) {
        Value::Share(_) => "%",
        Value::Count(_) => "",
    };
    let known = Memo::new(move |_| figures.with(|figures| figures.as_ref().map(read)));
    let value = Memo::new(move |_| match known.get()? {
        Value::Count(count) => Some(integer(count)),
        Value::Share(ratio) => ratio.share().map(percent),
    });
    let over =
        Memo::new(move |_| warns && matches!(known.get(), Some(Value::Count(count)) if count > 0));
    // The letters of the signs follow the language.
    let look = move || stage.map(|stage| stage_look(i18n.language(), stage));
    view! {
        <Figure
            label=Signal::derive(move || label(i18n.language()).to_owned())
            value=value
            unit=unit
            over=over
            glyph=Signal::derive(look)
        />
    }
}

/// The day's figures above the picture, from the context's selectors.
#[component]
pub fn DayFiguresPanel() -> impl IntoView {
    let selectors = selectors();
    let figures = Memo::new(move |_| {
        selectors.now().get()?;
        Some(selectors.figures().get())
    });
    let complete = selectors.complete();
    view! {
        <div class="day-figures" data-complete=move || complete.get().to_string()>
            <DayFiguresLine figures=figures />
        </div>
    }
}

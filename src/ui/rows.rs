use std::hash::Hash;

use leptos::prelude::*;

/// What a list does with more rows than fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overflow {
    /// It is only given as many as fit.
    #[default]
    Fit,
    /// It scrolls.
    Scroll,
}

impl Overflow {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Fit => "fit",
            Self::Scroll => "scroll",
        }
    }
}

/// A list whose rows keep their elements while it changes: a row is built once, and one that comes later slides in once.
#[component]
pub fn Rows<K, F, V>(
    /// The rows in order.
    #[prop(into)]
    keys: Signal<Vec<K>>,
    /// Builds a row; give it signals, not the values of that moment.
    row: F,
    /// What the list is, for screen readers.
    #[prop(into)]
    label: Signal<String>,
    /// What it does with more rows than fit.
    #[prop(optional)]
    overflow: Overflow,
) -> impl IntoView
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    F: Fn(K) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    // What stands there at the beginning does not slide in: it is not news.
    let settled = StoredValue::new(false);
    Effect::new(move |_| {
        if !keys.with(Vec::is_empty) {
            settled.set_value(true);
        }
    });
    view! {
        <ul
            class="rows"
            data-overflow=overflow.as_str()
            style:--count=move || keys.with(Vec::len).to_string()
            aria-label=label
        >
            <For
                each=move || keys.get()
                key=|key| key.clone()
                children=move |key| {
                    let arrived = settled.get_value();
                    view! {
                        <li class="rows__row" data-arrived=arrived>
                            {row(key)}
                        </li>
                    }
                }
            />
        </ul>
    }
}

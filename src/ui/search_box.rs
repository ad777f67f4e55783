use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What it is called.
    pub title: String,
    /// What kind of thing it is, and what tells it from others.
    pub detail: String,
}

/// A field to search in, and what was found below it. Arrows move, Enter takes, Escape clears.
#[component]
pub fn SearchBox(
    /// What can be searched for: the field's name and placeholder.
    #[prop(into)]
    label: Signal<String>,
    /// What is said when nothing was found.
    #[prop(into)]
    nothing: Signal<String>,
    /// Finds what a text stands for.
    #[prop(into)]
    search: Callback<String, Vec<Hit>>,
    /// Called with the place in the last answer of `search` of what was taken.
    #[prop(into)]
    on_take: Callback<usize>,
    /// The field, so that a key can lead to it.
    #[prop(optional)]
    field: NodeRef<Input>,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let at = RwSignal::new(0_usize);
    let hits = Memo::new(move |_| {
        let text = text.get();
        if text.trim().is_empty() {
            Vec::new()
        } else {
            search.run(text)
        }
    });
    let is_open = Memo::new(move |_| open.get() && !text.with(|text| text.trim().is_empty()));
    let take = move |place: usize| {
        if place < hits.with_untracked(Vec::len) {
            open.set(false);
            on_take.run(place);
        }
    };
    let on_key = move |key: KeyboardEvent| {
        let count = hits.with_untracked(Vec::len);
        match key.key().as_str() {
            "ArrowDown" if count > 0 => at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => at.update(|at| *at = (*at + count - 1) % count),
            "Enter" => take(at.get_untracked()),
            "Escape" if !text.with_untracked(String::is_empty) => {
                text.set(String::new());
                key.stop_propagation();
            }
            "Escape" => {
                if let Some(field) = field.get_untracked() {
                    // A field that cannot lose the focus keeps it; nothing else follows from it.
                    let _ = field.blur();
                }
                key.stop_propagation();
            }
            _ => return,
        }
        key.prevent_default();
    };
    view! {
        <div class="search-box">
            <input
                class="search-box__input"
                type="text"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                aria-autocomplete="list"
                aria-controls="search-results"
                aria-label=label
                placeholder=label
                aria-expanded=move || if is_open.get() { "true" } else { "false" }
                aria-activedescendant=move || {
                    (is_open.get() && hits.with(|hits| !hits.is_empty()))
                        .then(|| format!("search-result-{}", at.get()))
                }
                node_ref=field
                prop:value=text
                on:input:target=move |input| {
                    text.set(input.target().value());
                    at.set(0);
                    open.set(true);
                }
                on:focus=move |_| open.set(true)
                on:blur=move |_| open.set(false)
                on:keydown=on_key
            />
            <div
                id="search-results"
                class="search-box__results"
                role="listbox"
                aria-label=label
                hidden=move || !is_open.get()
            >
                {move || {
                    hits.get()
                        .into_iter()
                        .enumerate()
                        .map(|(place, hit)| {
                            view! {
                                <div
                                    id=format!("search-result-{place}")
                                    class="search-box__result"
                                    role="option"
                                    aria-selected=move || {
                                        if at.get() == place { "true" } else { "false" }
                                    }
                                    on:mousedown=move |press| {
                                        press.prevent_default();
                                        take(place);
                                    }
                                >
                                    <span class="search-box__title">{hit.title}</span>
                                    <span class="search-box__kind">{hit.detail}</span>
                                </div>
                            }
                        })
                        .collect_view()
                }}
                <p class="search-box__none" hidden=move || hits.with(|hits| !hits.is_empty())>
                    {nothing}
                </p>
            </div>
        </div>
    }
}

//! What a report is about: the person's own categories first, then all of them, class by class.

use domain::CategoryId;
use leptos::prelude::*;

use super::author::Reporter;
use super::favourites::{by_major, favourites, uses_of};
use super::form::Form;
use crate::i18n::{t, use_i18n};
use crate::panels::class_words;
use crate::selectors::Selectors;

/// Lets the category be chosen with one tap, or with two.
#[component]
pub(super) fn CategoryField(
    /// The report.
    form: Form,
    /// Who reports.
    reporter: Memo<Reporter>,
) -> impl IntoView {
    let i18n = use_i18n();
    let store = expect_context::<Selectors>().store();
    let open = RwSignal::new(None::<u8>);
    let first = Memo::new(move |_| {
        // Counted anew once a report is sent and the form is empty again.
        form.category.track();
        let reporter = reporter.read();
        let uses = reporter.author().map(|author| uses_of(&author.id));
        favourites(&store.directory().rules, &uses.unwrap_or_default())
    });
    let classes = Memo::new(move |_| by_major(&store.directory().rules));
    let tile = move |id: CategoryId| {
        let (named, chosen, own) = (id.clone(), id.clone(), id);
        let name = move || {
            let directory = store.directory();
            let name = directory.category(&named);
            name.map_or_else(
                || named.to_string(),
                |name| i18n.language().pick(name).to_owned(),
            )
        };
        let pressed = move || {
            if form.category.read().as_ref() == Some(&own) {
                "true"
            } else {
                "false"
            }
        };
        view! {
            <button
                type="button"
                class="report-tile"
                aria-pressed=pressed
                on:click=move |_| form.category.set(Some(chosen.clone()))
            >
                {name}
            </button>
        }
    };
    let chosen_elsewhere = Memo::new(move |_| {
        let chosen = form.category.get()?;
        (!first.read().contains(&chosen)).then_some(chosen)
    });
    view! {
        <div class="report-tiles" role="group" aria-label=move || t!(i18n, field.category.title)>
            {move || chosen_elsewhere.get().map(tile)}
            <For each=move || first.get() key=CategoryId::clone let:id>
                {tile(id)}
            </For>
        </div>
        <div
            class="report-classes"
            role="group"
            aria-label=move || t!(i18n, field.category.classes)
        >
            <For each=move || classes.get() key=|(major, _)| *major let:class>
                {
                    let major = class.0;
                    let is_open = move || open.get() == Some(major);
                    view! {
                        <button
                            type="button"
                            class="report-class"
                            aria-expanded=move || is_open().to_string()
                            on:click=move |_| open.set((!is_open()).then_some(major))
                        >
                            {move || class_words(i18n.language(), major)}
                        </button>
                    }
                }
            </For>
        </div>
        {move || {
            let major = open.get()?;
            let classes = classes.read();
            let (_, minors) = classes.iter().find(|(number, _)| *number == major)?;
            Some(
                view! {
                    <div
                        class="report-tiles"
                        data-inside
                        role="group"
                        aria-label=move || class_words(i18n.language(), major)
                    >
                        {minors.iter().cloned().map(tile).collect_view()}
                    </div>
                },
            )
        }}
    }
}

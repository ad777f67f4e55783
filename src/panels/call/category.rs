use std::collections::BTreeMap;

use domain::CategoryId;
use leptos::prelude::*;

use super::super::selectors;
use super::super::words::class_words;
use crate::i18n::{span_words, t, use_i18n};

/// The category of GB/T 30428, by major class.
#[component]
pub fn CategoryField(
    /// Which one is chosen.
    #[prop(into)]
    chosen: Signal<Option<CategoryId>>,
    /// Called with what somebody chooses.
    #[prop(into)]
    on_choose: Callback<Option<CategoryId>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let store = selectors().store();
    let classes = move || {
        let language = i18n.language();
        let directory = store.directory();
        let mut classes: BTreeMap<u8, Vec<(u8, CategoryId, String)>> = BTreeMap::new();
        for (id, category) in &directory.rules.categories {
            let name = language.pick(&category.name).to_owned();
            let class = classes.entry(category.major).or_default();
            class.push((category.minor, id.clone(), name));
        }
        let now = chosen.get_untracked();
        classes
            .into_iter()
            .map(|(major, mut members)| {
                members.sort();
                let options = members.into_iter().map(|(minor, id, name)| {
                    let label = format!("{minor:02} {name}");
                    let selected = now.as_ref() == Some(&id);
                    view! {
                        <option value=id.to_string() selected=selected>
                            {label}
                        </option>
                    }
                });
                let class = class_words(language, major);
                let label = t!(
                    language,
                    call.major,
                    major = format!("{major:02}"),
                    class = class
                );
                view! { <optgroup label=label>{options.collect_view()}</optgroup> }
            })
            .collect_view()
    };
    view! {
        <label class="field">
            <span class="field__label">{move || t!(i18n, call.category)}</span>
            <select
                class="field__text"
                name="category"
                on:change:target=move |select| {
                    on_choose.run(CategoryId::try_from(select.target().value().as_str()).ok());
                }
            >
                <option value="" selected=move || chosen.with(Option::is_none)>
                    {move || t!(i18n, call.no_category)}
                </option>
                {classes}
            </select>
        </label>
    }
}

/// What a category means for the clocks.
#[component]
pub fn CategoryLimits(
    /// Which one is chosen.
    #[prop(into)]
    chosen: Signal<Option<CategoryId>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let store = selectors().store();
    let limits = move || {
        let language = i18n.language();
        let directory = store.directory();
        let category = chosen.get();
        let rules = &directory.rules;
        let known = rules.category(category.as_ref())?;
        Some(t!(
            language,
            call.limits,
            class = class_words(language, known.major),
            code = format!("{:02}{:02}", known.major, known.minor),
            handle = span_words(language, rules.handle_within(category.as_ref())),
            feedback = span_words(language, rules.feedback_within(category.as_ref())),
        ))
    };
    move || limits().map(|limits| view! { <p class="field__label">{limits}</p> })
}

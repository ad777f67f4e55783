use leptos::prelude::*;

use crate::i18n::{Language, t, use_i18n};

/// One button a language, each in its own tongue.
#[component]
pub fn LanguageSwitch(
    /// Called with the language that was chosen, to be remembered.
    #[prop(into)]
    on_choose: Callback<Language>,
) -> impl IntoView {
    let i18n = use_i18n();
    let choices = Language::ALL.map(|language| {
        view! {
            <button
                type="button"
                class="language-switch__choice"
                lang=language.tag()
                aria-pressed=move || if i18n.language() == language { "true" } else { "false" }
                on:click=move |_| {
                    i18n.speak(language);
                    on_choose.run(language);
                }
            >
                {language.own_name()}
            </button>
        }
    });
    view! {
        <span class="language-switch" role="group" aria-label=move || t!(i18n, ui.language.choose)>
            {choices.collect_view()}
        </span>
    }
}

use domain::{IncidentRef, Stage};
use leptos::prelude::*;

use super::selectors;
use crate::config::IncidentTexts;
use crate::i18n::{I18n, Language, t, use_i18n};
use crate::selectors::stage_of_matter;

/// What whoever called is told of it: whether it is dealt with, what was answered, and how content they were when asked.
#[component]
pub fn CitizenSees(
    /// Which incident.
    incident: IncidentRef,
    /// What was said, as far as it has been read.
    #[prop(into)]
    texts: Signal<IncidentTexts>,
) -> impl IntoView {
    let i18n = use_i18n();
    let store = selectors().store();
    let known = store.incident(incident);
    let standing = Memo::new(move |_| {
        let stage = stage_of_matter(store, incident)?;
        known.with(|known| known.as_ref().map(|known| (stage, known.rating)))
    });
    let replies = move || {
        let replies = texts.with(|texts| texts.replies.clone());
        let line = |(at, text): (domain::Timestamp, String)| {
            view! {
                <li class="citizen__said">
                    <time class="citizen__at">{i18n.local(at).with_minutes()}</time>
                    <span>{text}</span>
                </li>
            }
        };
        replies.into_iter().map(line).collect_view()
    };
    let is_answered = move || texts.with(|texts| !texts.replies.is_empty());
    let rated = move || {
        let rating = standing.get()?.1?;
        let opinion = texts.with(|texts| texts.opinion.clone());
        Some(rating_words(i18n, rating, opinion.map(|(_, text)| text)))
    };
    view! {
        <section class="citizen" aria-label=move || t!(i18n, citizen.title)>
            <p class="citizen__line">
                <span class="citizen__title">{move || t!(i18n, citizen.title)}</span>
                <strong class="citizen__standing">
                    {move || standing.get().map(|(stage, _)| standing_word(i18n.language(), stage))}
                </strong>
                <Show when=move || !is_answered()>
                    <span class="citizen__nothing">{move || t!(i18n, citizen.no_reply)}</span>
                </Show>
            </p>
            <ul>{replies}</ul>
            {move || rated().map(|words| view! { <p class="citizen__rated">{words}</p> })}
        </section>
    }
}

/// Open until closed or void, as the open interfaces for citizens say it.
fn standing_word(language: Language, stage: Stage) -> &'static str {
    match stage {
        Stage::Closed => t!(language, citizen.closed),
        Stage::Void => t!(language, citizen.void),
        _ => t!(language, citizen.open),
    }
}

fn rating_words(i18n: I18n, rating: u8, opinion: Option<String>) -> String {
    let stars = "★".repeat(usize::from(rating.min(5)));
    let rest = "☆".repeat(usize::from(5 - rating.min(5)));
    let stars = format!("{stars}{rest}");
    match opinion {
        Some(words) => t!(i18n, citizen.rated_with, stars = stars, words = words),
        None => t!(i18n, citizen.rated, stars = stars),
    }
}

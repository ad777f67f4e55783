use domain::IncidentRef;
use leptos::logging::warn;
use leptos::prelude::*;

use super::selectors;
use crate::config::{IncidentTexts, TextSource};
use crate::i18n::{I18n, t, use_i18n};

/// How many notes are shown, the newest first.
const MOST_NOTES: usize = 2;

/// What people wrote about an incident, as far as this screen may see it. Asked for anew whenever the incident changes.
#[component]
pub fn Notes(
    /// Which incident.
    incident: IncidentRef,
) -> impl IntoView {
    let i18n = use_i18n();
    let known = selectors().store().incident(incident);
    let version = Memo::new(move |_| known.with(|known| known.as_ref().map(|known| known.version)));
    use_context::<TextSource>().map(|source| {
        let texts = LocalResource::new(move || {
            version.track();
            let source = source.clone();
            async move {
                match source.texts(incident).await {
                    Ok(texts) => Answer::Read(texts),
                    Err(error) => {
                        warn!("texts of {incident}: {error}");
                        Answer::Failed
                    }
                }
            }
        });
        // What was read last stays while it is read anew.
        let shown = Memo::new(move |last: Option<&Option<Answer>>| {
            texts.get().or_else(|| last.cloned().flatten())
        });
        view! { <div class="notes">{move || shown.get().map(|answer| answer_view(i18n, answer))}</div> }
    })
}

#[derive(Clone, PartialEq)]
enum Answer {
    Read(IncidentTexts),
    Failed,
}

fn answer_view(i18n: I18n, answer: Answer) -> AnyView {
    let texts = match answer {
        Answer::Read(texts) => texts,
        Answer::Failed => {
            return view! { <p class="notes__aside">{t!(i18n, card.texts_failed)}</p> }.into_any();
        }
    };
    let notes = texts.notes.into_iter().rev().take(MOST_NOTES);
    let notes = notes.map(|(at, note)| {
        view! {
            <li class="notes__note">
                <time class="notes__at">{i18n.local(at).with_minutes()}</time>
                <span>{note}</span>
            </li>
        }
    });
    view! {
        {texts.details.map(|details| view! { <p class="notes__details">{details}</p> })}
        {texts
            .caller
            .map(|caller| {
                let words = t!(i18n, card.caller, caller = caller);
                view! { <p class="notes__aside">{words}</p> }
            })}
        <ul>{notes.collect_view()}</ul>
        {texts
            .withheld
            .then(|| view! { <p class="notes__aside">{t!(i18n, card.texts_withheld)}</p> })}
    }
    .into_any()
}

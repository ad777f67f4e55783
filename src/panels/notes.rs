use std::sync::Arc;

use domain::{IncidentRef, Seq};
use leptos::logging::warn;
use leptos::prelude::*;

use super::citizen::CitizenSees;
use super::desk::Desk;
use super::photos::PhotoStrip;
use super::selectors;
use crate::config::{IncidentTexts, Proof, TextSource};
use crate::i18n::{I18n, t, use_i18n};

/// How many notes are shown, the newest first.
const MOST_NOTES: usize = 2;

/// What people wrote about an incident, as far as this screen may see it, and for whoever works at it the photos and what the
/// citizen sees. Asked for anew whenever the incident changes.
#[component]
pub fn Notes(
    /// Which incident.
    incident: IncidentRef,
) -> impl IntoView {
    let i18n = use_i18n();
    let known = selectors().store().incident(incident);
    let version = Memo::new(move |_| known.with(|known| known.as_ref().map(|known| known.version)));
    let works_here = use_context::<Desk>().is_some();
    follow_texts(incident, version).map(|shown| {
        let read = Memo::new(move |_| match shown.get() {
            Some(TextsAnswer::Read(texts)) => Some(texts),
            _ => None,
        });
        let photos = Memo::new(move |_| -> Arc<[Proof]> {
            read.with(|texts| texts.as_ref().map(|texts| Arc::from(&*texts.photos)))
                .unwrap_or_default()
        });
        let told = Signal::derive(move || read.get().unwrap_or_default());
        view! {
            <div class="notes">{move || shown.get().map(|answer| answer_view(i18n, answer))}</div>
            <Show when=move || works_here && read.with(Option::is_some)>
                <PhotoStrip incident=incident photos=photos />
                <CitizenSees incident=incident texts=told />
            </Show>
        }
    })
}

/// What came of asking for an incident's texts.
#[derive(Clone, PartialEq)]
pub enum TextsAnswer {
    /// They are here.
    Read(IncidentTexts),
    /// They cannot be had now.
    Failed,
}

/// Asks for an incident's texts, anew with each version, as long as there is one; `None` where nobody can be asked.
pub fn follow_texts(
    incident: IncidentRef,
    version: Memo<Option<Seq>>,
) -> Option<Memo<Option<TextsAnswer>>> {
    let source = use_context::<TextSource>()?;
    let texts = LocalResource::new(move || {
        let asked = version.get().is_some();
        let source = source.clone();
        async move {
            if !asked {
                return None;
            }
            match source.texts(incident).await {
                Ok(texts) => Some(TextsAnswer::Read(texts)),
                Err(error) => {
                    warn!("texts of {incident}: {error}");
                    Some(TextsAnswer::Failed)
                }
            }
        }
    });
    // What was read last stays while it is read anew.
    Some(Memo::new(move |last: Option<&Option<TextsAnswer>>| {
        texts.get().flatten().or_else(|| last.cloned().flatten())
    }))
}

fn answer_view(i18n: I18n, answer: TextsAnswer) -> AnyView {
    let texts = match answer {
        TextsAnswer::Read(texts) => texts,
        TextsAnswer::Failed => {
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

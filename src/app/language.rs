//! The language of the screen: chosen once, kept on this machine.

use leptos::prelude::*;

use crate::i18n::{I18n, Language, Zone, provide_i18n};
use crate::platform::{Storage, asked, keep, kept};

/// The name under which the choice is kept.
const KEPT_AS: &str = "furun.language";

/// What the page's address asks for it under.
const ASKED_AS: &str = "lang";

/// The language of the screen, handed down by context: what the address asks for (`?lang=en`), else what was chosen last,
/// else Chinese.
pub fn provide_language() -> I18n {
    let read = |tag: Option<String>| tag.and_then(|tag| tag.parse::<Language>().ok());
    let language = read(asked(ASKED_AS))
        .or_else(|| read(kept(Storage::Machine, KEPT_AS)))
        .unwrap_or_default();
    let i18n = I18n::new(language, Zone::fixed(domain::Millis::ZERO));
    provide_i18n(i18n);
    Effect::new(move |_| {
        let page = document().document_element();
        if let Some(page) = page {
            // Screen readers and the browser's choice of Han glyphs follow it.
            let _ = page.set_attribute("lang", i18n.language().tag());
        }
    });
    i18n
}

/// Keeps the choice. A browser that keeps nothing asks again next time.
pub fn keep_language(language: Language) {
    keep(Storage::Machine, KEPT_AS, Some(language.tag()));
}

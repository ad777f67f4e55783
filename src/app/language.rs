//! The language of the screen: chosen once, kept on this machine.

use leptos::prelude::*;

use crate::i18n::{I18n, Language, Zone, provide_i18n};
use crate::platform::{Storage, keep, kept};

/// The name under which the choice is kept.
const KEPT_AS: &str = "furun.language";

/// The language of the screen, handed down by context; Chinese until somebody has chosen another.
pub fn provide_language() -> I18n {
    let language = kept(Storage::Machine, KEPT_AS)
        .and_then(|tag| tag.parse().ok())
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

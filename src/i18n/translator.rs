//! The language and the zone the screen speaks in, handed down by context.

use domain::Timestamp;
use leptos::prelude::*;

use super::{Language, LocalTime, Zone};
use crate::platform::wake_all;

/// The language and the zone of the screen. Texts made with it follow the language when it changes.
#[derive(Clone, Copy)]
pub struct I18n {
    language: RwSignal<Language>,
    zone: RwSignal<Zone, LocalStorage>,
}

impl I18n {
    /// Speaks `language` and tells times in `zone`.
    #[must_use]
    pub fn new(language: Language, zone: Zone) -> Self {
        Self {
            language: RwSignal::new(language),
            zone: RwSignal::new_local(zone),
        }
    }

    /// The language; whoever reads it here is asked again when it changes.
    #[must_use]
    pub fn language(self) -> Language {
        self.language.get()
    }

    /// Speaks another language from now on.
    pub fn speak(self, language: Language) {
        self.language.set(language);
    }

    /// Has everything on the screen say its words again, and lets go of what is no longer there: see [`wake_all`].
    pub fn forget_listeners(self) {
        wake_all(&self.language);
        wake_all(&self.zone);
    }

    /// Tells times in another zone from now on: the deployment's, once its settings are known.
    pub fn set_zone(self, zone: Zone) {
        self.zone.set(zone);
    }

    /// When the deployment's clocks show a date and a time, as a form's field writes them.
    #[must_use]
    pub fn moment(self, shown: &str) -> Option<Timestamp> {
        self.zone.with_untracked(|zone| zone.moment(shown))
    }

    /// What the deployment's clocks show at a moment.
    #[must_use]
    pub fn local(self, at: Timestamp) -> LocalTime {
        self.zone.with(|zone| zone.local(at))
    }
}

/// Gives everything below this component the language and the zone.
pub fn provide_i18n(i18n: I18n) {
    provide_context(i18n);
}

/// The language and the zone; Chinese and UTC where nobody provided any.
#[must_use]
pub fn use_i18n() -> I18n {
    use_context()
        .unwrap_or_else(|| I18n::new(Language::default(), Zone::fixed(domain::Millis::ZERO)))
}

//! `/administration`: who sits there, and the parts that are the person's.

use std::sync::Arc;

use leptos::prelude::*;
use protocol::Deployment;

use super::people::People;
use super::trail::Trail;
use super::walls::Walls;
use crate::commands::Commands;
use crate::config::{Ability, Me};
use crate::i18n::{I18n, Language, t, use_i18n};
use crate::panels::RealityBanner;
use crate::platform::{asked, replace_query};
use crate::selectors::Selectors;
use crate::signin::{Seat, keep_session};
use crate::store::Session;
use crate::ui::{LanguageSwitch, Notice, NoticeKind};

/// A part of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Part {
    People,
    Walls,
    Trail,
}

impl Part {
    const ALL: [Self; 3] = [Self::People, Self::Walls, Self::Trail];

    const fn as_str(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Walls => "walls",
            Self::Trail => "trail",
        }
    }

    /// What an address calls it; the trail by either of its names.
    fn named(word: &str) -> Option<Self> {
        if word == "audit" {
            return Some(Self::Trail);
        }
        Self::ALL.into_iter().find(|part| part.as_str() == word)
    }

    const fn needs(self) -> Ability {
        match self {
            Self::People => Ability::People,
            Self::Walls => Ability::Walls,
            Self::Trail => Ability::Audit,
        }
    }

    fn word(self, i18n: I18n) -> &'static str {
        match self {
            Self::People => t!(i18n, admin.part.people),
            Self::Walls => t!(i18n, admin.part.walls),
            Self::Trail => t!(i18n, admin.part.trail),
        }
    }

    fn of(me: &Me) -> Vec<Self> {
        let own = |part: &Self| me.has(part.needs());
        Self::ALL.into_iter().filter(own).collect()
    }
}

/// The page from which the house is run.
#[component]
pub fn AdministrationPage(
    /// The deployment's settings.
    deployment: Arc<Deployment>,
    /// Called with the language that was chosen.
    #[prop(into)]
    on_language: Callback<Language>,
) -> impl IntoView {
    let i18n = use_i18n();
    let store = expect_context::<Selectors>().store();
    let commands: Option<Commands> = use_context();
    keep_session(true);
    let name = deployment.name.clone();
    let own = Memo::new(move |_| store.session.read().me().map(|me| Part::of(me)));
    let asked_for = asked("part").and_then(|word| Part::named(&word));
    let chosen = RwSignal::new(asked_for);
    let part = Memo::new(move |_| {
        let own = own.get().unwrap_or_default();
        let chosen = chosen.get().filter(|part| own.contains(part));
        chosen.or_else(|| own.first().copied())
    });
    let feeds = StoredValue::new(deployment.feeds.clone());
    let tab = move |this: Part| {
        view! {
            <button
                type="button"
                class="admin-tab"
                aria-pressed=move || if part.get() == Some(this) { "true" } else { "false" }
                on:click=move |_| {
                    chosen.set(Some(this));
                    replace_query(&format!("?part={}", this.as_str()));
                }
            >
                {move || this.word(i18n)}
            </button>
        }
    };
    let body = move || match part.get() {
        Some(Part::People) => view! { <People feeds=feeds.get_value() /> }.into_any(),
        Some(Part::Walls) => view! { <Walls feeds=feeds.get_value() /> }.into_any(),
        Some(Part::Trail) => view! { <Trail feeds=feeds.get_value() /> }.into_any(),
        None => {
            let known = Memo::new(move |_| matches!(*store.session.read(), Session::SignedIn(_)));
            view! {
                <Show when=move || known.get()>
                    <Notice
                        kind=NoticeKind::Failed
                        words=Signal::derive(move || t!(i18n, admin.no_right).to_owned())
                    />
                </Show>
            }
            .into_any()
        }
    };
    view! {
        <div class="admin" data-view="administration">
            <header class="admin-head">
                <div class="admin-head__names">
                    <h1 class="admin-head__title">{move || t!(i18n, admin.title)}</h1>
                    <p class="admin-head__place">{move || i18n.language().pick(&name).to_owned()}</p>
                </div>
                <RealityBanner demo=deployment.demo />
                <nav class="admin-tabs" aria-label=move || t!(i18n, admin.parts)>
                    <For each=move || own.get().unwrap_or_default() key=|part| *part let:this>
                        {tab(this)}
                    </For>
                </nav>
                <div class="admin-head__ways">
                    {commands
                        .map(|commands| {
                            view! {
                                <a class="link" href=commands.page("console")>
                                    {move || t!(i18n, admin.to_console)}
                                </a>
                            }
                        })} <Seat /> <LanguageSwitch on_choose=on_language />
                </div>
            </header>
            <main class="admin-main">{body}</main>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn me(abilities: &str) -> Me {
        let text = format!(
            r#"{{"person": {{"id": "a", "name": "a", "role": "supervisor", "networks": []}}, "commands": [],
                "abilities": {abilities}}}"#
        );
        serde_json::from_str(&text).expect("a hub's answer")
    }

    #[test]
    fn an_address_names_every_part_and_the_trail_by_either_of_its_names() {
        for part in Part::ALL {
            assert_eq!(Part::named(part.as_str()), Some(part));
        }
        assert_eq!(Part::named("audit"), Some(Part::Trail));
        assert_eq!(Part::named("daily"), None);
    }

    #[test]
    fn each_part_is_there_for_those_who_have_its_right() {
        assert_eq!(Part::of(&me(r#"["read"]"#)), []);
        assert_eq!(
            Part::of(&me(r#"["read", "audit", "walls"]"#)),
            [Part::Walls, Part::Trail]
        );
        assert_eq!(Part::of(&me(r#"["people", "audit", "walls"]"#)), Part::ALL);
    }
}

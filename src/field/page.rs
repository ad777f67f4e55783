//! The page: joins the form, the outbox and what became of it.

use std::sync::Arc;

use leptos::prelude::*;
use protocol::Deployment;

use super::author::{Reporter, follow_reporter};
use super::compose::Compose;
use super::form::Form;
use super::mine::Mine;
use super::outbox::{Entry, Outbox};
use super::spot_sheet::{MapParts, SpotSheet};
use super::standing::{Standing, Welcome};
use crate::commands::Commands;
use crate::i18n::{Language, t, use_i18n};
use crate::panels::RealityBanner;
use crate::platform::LocationWatch;
use crate::selectors::Selectors;
use crate::signin::Seat;
use crate::store::keep_deployment;
use crate::ui::LanguageSwitch;

/// Which of the two halves a phone shows; a wider screen shows both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    /// The form.
    Report,
    /// What became of it.
    Mine,
}

/// `/report`: three taps from a fault in the street to the centre.
#[component]
pub fn FieldPage(
    /// The deployment's settings.
    deployment: Arc<Deployment>,
    /// Called with the language that was chosen.
    #[prop(into)]
    on_language: Callback<Language>,
    /// What the map is made of.
    map: MapParts,
) -> impl IntoView {
    let i18n = use_i18n();
    let commands: Commands = expect_context();
    let store = expect_context::<Selectors>().store();
    let reporter = follow_reporter(store);
    let outbox = Outbox::begin(commands, store);
    provide_context(outbox);
    keep_deployment(Arc::clone(&deployment));
    let demo = deployment.demo;
    let form = Form::new();
    let half = RwSignal::new(Half::Report);
    let on_map = RwSignal::new(false);
    watch_device(form, reporter);
    let own = move |entry: &Entry| {
        let reporter = reporter.read();
        reporter.author().is_some_and(|one| one.id == entry.owner)
    };
    let unsettled = Memo::new(move |_| {
        outbox.with(|all| {
            let mine = all.iter().filter(|entry| own(entry));
            mine.filter(|entry| entry.incident().is_none()).count()
        })
    });
    let tab = move |which: Half| {
        let words = move || match which {
            Half::Report => t!(i18n, field.tab.report),
            Half::Mine => t!(i18n, field.tab.mine),
        };
        view! {
            <button
                type="button"
                class="report-tab"
                aria-pressed=move || if half.get() == which { "true" } else { "false" }
                on:click=move |_| half.set(which)
            >
                {words}
                <Show when=move || which == Half::Mine && unsettled.get() != 0>
                    <span class="report-tab__count">{move || unsettled.get()}</span>
                </Show>
            </button>
        }
    };
    let known = Memo::new(move |_| reporter.read().author().is_some());
    view! {
        <div class="report" data-half=move || half_word(half.get())>
            <header class="report-head">
                <h1 class="report-head__title">{move || t!(i18n, field.title)}</h1>
                <RealityBanner demo=demo />
                <Seat />
                <LanguageSwitch on_choose=on_language />
            </header>
            <Standing reporter=reporter />
            {move || {
                if known.get() {
                    view! {
                        <main class="report-halves">
                            <section class="report-half" data-which="report" aria-label=move || t!(i18n, field.tab.report)>
                                <Compose
                                    form=form
                                    reporter=reporter
                                    on_map=Callback::new(move |()| on_map.set(true))
                                    on_show=Callback::new(move |()| half.set(Half::Mine))
                                />
                            </section>
                            <section class="report-half" data-which="mine" aria-label=move || t!(i18n, field.tab.mine)>
                                <Mine
                                    reporter=reporter
                                    form=form
                                    on_mend=Callback::new(move |()| half.set(Half::Report))
                                />
                            </section>
                        </main>
                        <nav class="report-tabs" aria-label=move || t!(i18n, field.tabs)>
                            {tab(Half::Report)} {tab(Half::Mine)}
                        </nav>
                    }
                        .into_any()
                } else {
                    let deployment = Arc::clone(&deployment);
                    view! { <Welcome reporter=reporter name=deployment.name.clone() /> }.into_any()
                }
            }}
            <Show when=move || on_map.get()>
                <SpotSheet form=form map=map.clone() on_close=Callback::new(move |()| on_map.set(false)) />
            </Show>
        </div>
    }
}

const fn half_word(half: Half) -> &'static str {
    match half {
        Half::Report => "report",
        Half::Mine => "mine",
    }
}

/// Asks where the device is once somebody is there who reports, as long as the page is there.
fn watch_device(form: Form, reporter: Memo<Reporter>) {
    let watch = StoredValue::new_local(None::<LocationWatch>);
    Effect::new(move |_| {
        let asked = watch.with_value(Option::is_some);
        if asked || reporter.read().author().is_none() {
            return;
        }
        let begun = LocationWatch::begin(move |location| {
            form.device.try_set(Some(location));
        });
        watch.set_value(begun);
    });
    on_cleanup(move || {
        watch.try_update_value(Option::take);
    });
}

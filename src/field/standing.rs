//! What concerns the whole page: no connection, no session, no room, something of somebody else.

use domain::Name;
use leptos::prelude::*;

use super::author::Reporter;
use super::outbox::{Entry, Outbox};
use super::words::keeping_words;
use crate::commands::Commands;
use crate::connection::Freshness;
use crate::i18n::{t, use_i18n};
use crate::platform::is_offline;
use crate::selectors::Selectors;
use crate::store::Session;
use crate::ui::{Notice, NoticeKind};

/// Lines above the page, the one that asks for something first.
#[component]
pub(super) fn Standing(
    /// Who reports here.
    reporter: Memo<Reporter>,
) -> impl IntoView {
    let i18n = use_i18n();
    let outbox: Outbox = expect_context();
    let commands: Commands = expect_context();
    let store = expect_context::<Selectors>().store();
    let counts = Memo::new(move |_| {
        let reporter = reporter.read();
        let owner = reporter.author().map(|author| &author.id);
        outbox.with(|all| {
            let due = all.iter().filter(|entry| entry.is_due());
            let (own, others): (Vec<&Entry>, Vec<&Entry>) =
                due.partition(|entry| Some(&entry.owner) == owner);
            (own.len() as u64, others.len() as u64)
        })
    });
    let ended = Memo::new(move |_| *store.session.read() == Session::Ended);
    let cut_off = Memo::new(move |_| {
        // The device tells nobody when it changes its mind: it is asked each second.
        let _ = store.second();
        if is_offline() {
            return true;
        }
        let networks = store.networks();
        !networks.is_empty()
            && networks
                .into_iter()
                .all(|network| store.health(network).freshness == Freshness::Lost)
    });
    let fault = Memo::new(move |_| outbox.fault());
    view! {
        <div class="report-standing" role="status">
            <Show when=move || fault.get().is_some()>
                <p class="report-line" data-kind="fault">
                    {move || fault.get().map(|fault| keeping_words(i18n.language(), fault))}
                </p>
            </Show>
            <Show when=move || ended.get() && reporter.read().author().is_some()>
                <p class="report-line" data-kind="fault">
                    <span>{move || t!(i18n, field.standing.ended, count = counts.get().0)}</span>
                    <button
                        type="button"
                        class="report-line__button"
                        on:click=move |_| commands.lead_to_sign_in()
                    >
                        {move || t!(i18n, seat.sign_in)}
                    </button>
                </p>
            </Show>
            <Show when=move || !ended.get() && (counts.get().0 != 0 || cut_off.get())>
                <p class="report-line" data-kind="waits" data-count=move || counts.get().0>
                    {move || match (counts.get().0, cut_off.get()) {
                        (0, _) => t!(i18n, field.standing.cut_off).to_owned(),
                        (count, true) => t!(i18n, field.standing.waits, count = count),
                        (count, false) => t!(i18n, field.standing.on_the_way, count = count),
                    }}
                </p>
            </Show>
            <Show when=move || counts.get().1 != 0>
                <p class="report-line" data-kind="others">
                    {move || t!(i18n, field.standing.others, count = counts.get().1)}
                </p>
            </Show>
        </div>
    }
}

/// The page while nobody is there who reports.
#[component]
pub(super) fn Welcome(
    /// Who reports here: nobody yet.
    reporter: Memo<Reporter>,
    /// The deployment's name.
    name: Name,
) -> impl IntoView {
    let i18n = use_i18n();
    let commands: Commands = expect_context();
    move || {
        let name = name.clone();
        match reporter.get() {
            Reporter::Awaited => view! {
                <main class="report-welcome">
                    <Notice
                        kind=NoticeKind::Awaited
                        words=Signal::derive(move || t!(i18n, field.welcome.awaited).to_owned())
                    />
                </main>
            }
            .into_any(),
            Reporter::NoRight => view! {
                <main class="report-welcome">
                    <Notice
                        kind=NoticeKind::Failed
                        words=Signal::derive(move || t!(i18n, field.welcome.no_right).to_owned())
                    />
                </main>
            }
            .into_any(),
            Reporter::Nobody | Reporter::Known(_) => view! {
                <main class="report-welcome">
                    <p class="report-welcome__name">
                        {move || i18n.language().pick(&name).to_owned()}
                    </p>
                    <p class="report-welcome__words">{move || t!(i18n, field.welcome.words)}</p>
                    <button
                        type="button"
                        class="button report-send"
                        data-weight="strong"
                        on:click=move |_| commands.lead_to_sign_in()
                    >
                        {move || t!(i18n, seat.sign_in)}
                    </button>
                </main>
            }
            .into_any(),
        }
    }
}

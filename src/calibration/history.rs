//! Every version of a camera's calibration: who, when, how good, and the way back.

use domain::Timestamp;
use leptos::prelude::*;

use super::tool::Tool;
use crate::ar::verdict_words;
use crate::config::CalibrationVersion;
use crate::i18n::{I18n, t, use_i18n};

/// "2026-11-26 13:05".
pub(super) fn moment_words(i18n: I18n, at: Timestamp) -> String {
    i18n.local(at).dated()
}

/// The versions, the newest first; below them what the catalogue says.
#[component]
pub(super) fn History(tool: Tool) -> impl IntoView {
    let i18n = use_i18n();
    let rows = move || {
        // Before the versions are read nobody knows which holds.
        let Some(versions) = tool.versions.get() else {
            return ().into_any();
        };
        let is_calibrated = versions
            .first()
            .is_some_and(|newest| newest.result.is_some());
        let rows = versions
            .into_iter()
            .enumerate()
            .map(|(at, version)| version_row(tool, i18n, &version, at == 0));
        let rows = rows.collect_view();
        view! {
            {rows}
            <li class="versions__row" data-current=(!is_calibrated).then_some("")>
                <p class="versions__what">{t!(i18n, calibration.history.catalogue)}</p>
                {way_back(tool, i18n, 0, !is_calibrated)}
            </li>
        }
        .into_any()
    };
    view! {
        <section class="versions" aria-label=move || t!(i18n, calibration.history.title)>
            <h2 class="versions__title">{move || t!(i18n, calibration.history.title)}</h2>
            <ol class="versions__rows">{rows}</ol>
        </section>
    }
    .into_any()
}

fn version_row(tool: Tool, i18n: I18n, version: &CalibrationVersion, is_newest: bool) -> AnyView {
    let number = t!(i18n, calibration.history.version, version = version.version);
    let when = moment_words(i18n, version.at);
    let who = version.author.as_ref();
    let who = who.map_or_else(|| when.clone(), |author| format!("{author} · {when}"));
    let result = version.result.as_ref();
    let what = result.map_or_else(
        || t!(i18n, calibration.history.catalogue).to_owned(),
        |result| verdict_words(i18n.language(), result),
    );
    let restores = version.restores.filter(|restored| *restored > 0);
    let restores =
        restores.map(|restored| t!(i18n, calibration.history.restores, version = restored));
    // What puts the catalogue back is gone back to by its own line.
    let can_return = version.result.is_some();
    let is_current = is_newest && can_return;
    view! {
        <li class="versions__row" data-current=is_current.then_some("")>
            <p class="versions__who">
                <span class="versions__number">{number}</span>
                <span>{who}</span>
            </p>
            <p class="versions__what">{what} {restores.map(|restores| format!(" {restores}"))}</p>
            {can_return.then(|| way_back(tool, i18n, version.version, is_newest))}
        </li>
    }
    .into_any()
}

fn way_back(tool: Tool, i18n: I18n, version: u64, is_current: bool) -> AnyView {
    if is_current {
        return view! {
            <p class="versions__current">{t!(i18n, calibration.history.current)}</p>
        }
        .into_any();
    }
    view! {
        <button
            type="button"
            class="button"
            disabled=move || tool.busy.get() || !tool.may_save() || tool.has_changes()
            title=move || {
                let is_kept = tool.may_save() && tool.has_changes();
                is_kept.then(|| t!(i18n, calibration.history.changes_first))
            }
            on:click=move |_| tool.restore(version)
        >
            {t!(i18n, calibration.history.put_back)}
        </button>
    }
    .into_any()
}

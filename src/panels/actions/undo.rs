use domain::IncidentRef;
use leptos::prelude::*;

use super::super::desk::Desk;
use super::action_word;
use crate::i18n::{t, use_i18n};
use crate::selectors::Undo;

/// The key that takes back what one has just done.
pub(super) const UNDO_KEY: &str = "Z";

/// For some seconds after an act of one's own: the way back. It is refused with words once somebody has acted since.
#[component]
pub fn UndoLine(
    /// Where one's own acts are kept.
    desk: Desk,
    /// What can be taken back.
    undo: Memo<Option<Undo>>,
    /// Of which incident.
    incident: IncidentRef,
) -> impl IntoView {
    let i18n = use_i18n();
    let is_here = Memo::new(move |_| undo.with(|undo| undo.as_ref().map(|undo| undo.done)));
    let left = Memo::new(move |_| desk.undo_seconds_left());
    move || {
        is_here.get().map(|done| {
            let words = move || {
                let action = action_word(i18n.language(), done);
                t!(i18n, undo.done, action = action)
            };
            view! {
                <p class="undo" role="status" data-incident=incident.to_string()>
                    <span class="undo__words">{words}</span>
                    <button
                        type="button"
                        class="button"
                        data-weight="plain"
                        data-action="undo"
                        aria-keyshortcuts=UNDO_KEY
                        on:click=move |_| desk.take_back(i18n.language())
                    >
                        <span>{move || t!(i18n, undo.undo)}</span>
                        <kbd class="key">{UNDO_KEY}</kbd>
                    </button>
                    <span class="undo__left" aria-hidden="true">
                        {move || left.get().map(|seconds| t!(i18n, span.seconds, seconds = seconds))}
                    </span>
                </p>
            }
        })
    }
}

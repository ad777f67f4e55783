use domain::IncidentRef;
use leptos::prelude::*;

use super::selectors;
use super::words::{named_words, priority_word, short};
use crate::i18n::{t, use_i18n};
use crate::ui::is_row_in_sight;

/// New urgent incidents that nobody has acknowledged and whose rows are not in sight, in one line: the first by its name, the
/// others counted. It goes by itself when somebody takes them.
#[component]
pub fn NewCalls(
    /// Whether the list that has their rows is shown.
    #[prop(into)]
    list_is_shown: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors = selectors();
    let store = selectors.store();
    let calls = selectors.calls();
    let unseen = RwSignal::new(Vec::<IncidentRef>::new());
    let look_again = move || {
        let selected = store.view.selected.try_get_untracked().flatten();
        let shown = list_is_shown.try_get_untracked().unwrap_or_default();
        let is_seen = |call: &IncidentRef| match selected {
            Some(open) => open == *call,
            None => {
                shown && is_row_in_sight(".worklist__rows", &format!("[data-incident='{call}']"))
            }
        };
        let new = calls.try_with_untracked(|calls| calls.new.clone());
        let now: Vec<_> = new
            .into_iter()
            .flatten()
            .filter(|call| !is_seen(call))
            .collect();
        if unseen.try_with_untracked(|unseen| *unseen != now) == Some(true) {
            unseen.set(now);
        }
    };
    // Where rows stand is known to the page's layout alone: it is looked at, and cannot be derived.
    Effect::new(move |_| {
        store.view.selected.track();
        list_is_shown.track();
        if calls.with(|calls| !calls.new.is_empty()) {
            // Whoever scrolls has other rows in sight.
            let _ = store.second();
        }
        // The rows are drawn by effects too, and not necessarily before this one.
        request_animation_frame(look_again);
    });
    let flood = selectors.flood();
    let first = Memo::new(move |_| unseen.with(|unseen| unseen.first().copied()));
    let count = Memo::new(move |_| unseen.with(Vec::len));
    let line = move |call: IncidentRef| {
        let row = selectors.row(call);
        let words = Memo::new(move |_| {
            let language = i18n.language();
            row.with(|row| {
                let row = row.as_ref()?;
                let named = named_words(language, row);
                Some(format!(
                    "{} · {named}",
                    priority_word(language, row.priority)
                ))
            })
        });
        let age = move || row.with(|row| row.as_ref().map(|row| short(i18n.language(), row.age())));
        view! {
            <div class="new-calls" role="status" data-incident=call.to_string()>
                <span class="new-calls__words">
                    {move || {
                        if flood.get() {
                            Some(t!(i18n, banner.calls, count = count.get() as u64))
                        } else {
                            words.get()
                        }
                    }}
                </span>
                // What is read aloud does not count seconds.
                <span class="new-calls__age" aria-hidden="true">{age}</span>
                <Show when=move || !flood.get() && count.get() != 1>
                    <span class="new-calls__more">
                        {move || t!(i18n, banner.call_more, count = count.get().saturating_sub(1) as u64)}
                    </span>
                </Show>
                <button
                    type="button"
                    class="button"
                    data-weight="plain"
                    on:click=move |_| store.view.selected.set(Some(call))
                >
                    {move || t!(i18n, banner.call_look)}
                </button>
            </div>
        }
    };
    move || first.get().map(line)
}

/// How many urgent incidents wait for somebody, above the form of a call: whoever writes one down does not see the list.
#[component]
pub fn CallsWaiting() -> impl IntoView {
    let i18n = use_i18n();
    let calls = selectors().calls();
    let waiting = Memo::new(move |_| calls.with(|calls| calls.waiting));
    view! {
        <Show when=move || waiting.get() != 0>
            <p class="calls-waiting" role="status">
                {move || t!(i18n, call.waiting, count = waiting.get() as u64)}
            </p>
        </Show>
    }
}

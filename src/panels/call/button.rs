use leptos::ev;
use leptos::prelude::*;

use super::super::desk::Desk;
use super::Draft;
use crate::i18n::{t, use_i18n};
use crate::platform::is_typing;

/// Takes a call: `N` does the same. Only for those who may report.
#[component]
pub fn CallButton() -> impl IntoView {
    let i18n = use_i18n();
    use_context::<Desk>().map(|desk| {
        let may = Memo::new(move |_| desk.may_report());
        let listener = window_event_listener(ev::keydown, move |key| {
            let with_others = key.ctrl_key() || key.meta_key() || key.alt_key();
            let is_wanted = key.key().eq_ignore_ascii_case("n") && !with_others;
            if is_wanted && may.get_untracked() && !is_typing() {
                key.prevent_default();
                desk.toggle_call();
            }
        });
        on_cleanup(move || listener.remove());
        view! {
            <Show when=move || may.get()>
                <button
                    type="button"
                    class="button call-button"
                    data-weight="plain"
                    aria-keyshortcuts="N"
                    on:click=move |_| desk.toggle_call()
                >
                    <span>
                        {move || {
                            if desk.call.with(Draft::is_empty) {
                                t!(i18n, call.take)
                            } else {
                                t!(i18n, call.go_on)
                            }
                        }}
                    </span>
                    <kbd class="key">"N"</kbd>
                </button>
            </Show>
        }
    })
}

//! A password for somebody else: proposed here, told once, and to be changed by its owner.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::commands::DoorFault;
use crate::i18n::{t, use_i18n};
use crate::platform::{copy_text, hard_to_guess};
use crate::signin::field_fault;
use crate::ui::TextField;

/// A password for somebody else. It is legible: whoever sets it has to tell it.
#[component]
pub(super) fn GivenPassword(
    /// What is written.
    text: RwSignal<String>,
    /// What was refused.
    fault: RwSignal<Option<DoorFault>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let typed = Callback::new(move |typed: String| {
        text.set(typed);
        fault.set(None);
    });
    let propose = move |_| {
        if let Some(password) = hard_to_guess() {
            typed.run(password);
        }
    };
    view! {
        <div class="admin-password">
            <TextField
                label=Signal::derive(move || t!(i18n, person.password).to_owned())
                text=text
                on_type=typed
                fault=field_fault(fault, "/password")
                name="password"
            />
            <button type="button" class="button" on:click=propose>
                {move || t!(i18n, person.propose)}
            </button>
        </div>
    }
}

/// What is to be told to an account's owner: shown until somebody leaves it, and nowhere else.
#[component]
pub(super) fn ToldOnce(
    /// The account.
    account: String,
    /// Its new password.
    password: String,
    /// Whether setting it has ended sessions: of a new account there were none.
    ended_sessions: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let copied = RwSignal::new(false);
    let shown = password.clone();
    let copy = move |_| {
        let password = password.clone();
        spawn_local(async move {
            copied.try_set(copy_text(&password).await);
        });
    };
    view! {
        <div class="told-once" role="status">
            <p>{move || t!(i18n, person.told, account = account)}</p>
            <p class="told-once__secret">
                <code>{shown}</code>
                <button type="button" class="button" on:click=copy>
                    {move || {
                        if copied.get() {
                            t!(i18n, person.copied)
                        } else {
                            t!(i18n, person.copy)
                        }
                    }}
                </button>
            </p>
            <p class="field__label">{move || t!(i18n, person.told_once)}</p>
            <Show when=move || ended_sessions>
                <p class="field__label">{move || t!(i18n, person.told_sessions)}</p>
            </Show>
        </div>
    }
}

//! An account that there is: what it is, its password, where it is signed in, and whether it may sign in at all.

use domain::PersonId;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::NetworkFeed;

use super::password::{GivenPassword, ToldOnce};
use super::standing::{StandingFields, StandingForm};
use crate::commands::{Account, Commands, DoorFault, Standing};
use crate::i18n::{t, use_i18n};
use crate::signin::{FormFault, check_password, field_fault};
use crate::ui::{Notice, NoticeKind, TextField};

/// What can be done with an account.
#[component]
pub(super) fn AccountCard(
    /// The account as it was when it was opened.
    account: Account,
    /// The account as it is now.
    now: Signal<Option<Account>>,
    /// The networks of the deployment.
    feeds: Vec<NetworkFeed>,
    /// Called when something was changed.
    on_change: Callback<()>,
    /// Called when somebody leaves the card.
    on_close: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let id = account.person.id.clone();
    let (shown, label) = (id.to_string(), account.person.name.to_string());
    let name = Memo::new(move |_| {
        let now = now.read();
        now.as_ref().map(|account| account.person.name.to_string())
    });
    let demo = account.demo;
    view! {
        <section class="admin-card" aria-label=label>
            <header class="admin-card__head">
                <h2 class="admin-card__title">
                    {move || name.get()} <span class="admin-card__id">{shown}</span>
                </h2>
                <button
                    type="button"
                    class="button"
                    data-weight="quiet"
                    on:click=move |_| on_close.run(())
                >
                    {move || t!(i18n, admin.close)}
                </button>
            </header>
            {demo
                .then(|| {
                    view! { <p class="admin-card__demo">{move || t!(i18n, person.of_demo)}</p> }
                })}
            <StandingPart account=account feeds=feeds on_change=on_change />
            <PasswordPart id=id.clone() on_change=on_change />
            <SessionsPart id=id.clone() now=now on_change=on_change />
            <DisablingPart id=id now=now on_change=on_change />
        </section>
    }
}

/// Name, role and ground.
#[component]
fn StandingPart(
    /// The account as it was when it was opened.
    account: Account,
    /// The networks of the deployment.
    feeds: Vec<NetworkFeed>,
    /// Called when it was changed.
    on_change: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let commands: Commands = expect_context();
    let form = StandingForm::of(&account.person);
    let id = account.person.id;
    let fault = RwSignal::new(None::<DoorFault>);
    let kept = RwSignal::new(None::<Standing>);
    // What is typed after that is not kept.
    let done = Memo::new(move |_| kept.get().is_some_and(|kept| form.checked() == Ok(kept)));
    let submit = move |submitted: SubmitEvent| {
        submitted.prevent_default();
        let to = match untrack(|| form.checked()) {
            Ok(to) => to,
            Err(found) => {
                fault.set(Some(found));
                return;
            }
        };
        fault.set(None);
        let id = id.clone();
        spawn_local(async move {
            match commands.change_account(&id, &to).await {
                Ok(()) => {
                    kept.try_set(Some(to));
                    on_change.try_run(());
                }
                Err(found) => {
                    fault.try_set(Some(found));
                }
            }
        });
    };
    view! {
        <form class="admin-form" data-part="standing" on:submit=submit>
            <StandingFields form=form fault=fault feeds=feeds />
            <FormFault fault=fault />
            <Show when=move || done.get()>
                <Notice
                    kind=NoticeKind::Empty
                    words=Signal::derive(move || t!(i18n, person.kept).to_owned())
                />
            </Show>
            <button type="submit" class="button" data-weight="strong">
                {move || t!(i18n, person.keep)}
            </button>
        </form>
    }
}

/// Another password.
#[component]
fn PasswordPart(
    /// Whose.
    id: PersonId,
    /// Called when it was changed.
    on_change: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let commands: Commands = expect_context();
    let password = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<DoorFault>);
    let told = RwSignal::new(None::<String>);
    let account = id.to_string();
    let submit = move |submitted: SubmitEvent| {
        submitted.prevent_default();
        let wanted = password.get_untracked();
        if let Err(found) = check_password(&wanted, &wanted, id.as_str(), "/password") {
            fault.set(Some(found));
            return;
        }
        fault.set(None);
        let id = id.clone();
        spawn_local(async move {
            match commands.reset_password(&id, &wanted).await {
                Ok(()) => {
                    password.try_set(String::new());
                    told.try_set(Some(wanted));
                    on_change.try_run(());
                }
                Err(found) => {
                    fault.try_set(Some(found));
                }
            }
        });
    };
    view! {
        <form class="admin-form" data-part="password" on:submit=submit>
            <h3 class="admin-form__title">{move || t!(i18n, person.password_title)}</h3>
            <GivenPassword text=password fault=fault />
            <FormFault fault=fault />
            {move || {
                told.get()
                    .map(|password| {
                        view! { <ToldOnce account=account.clone() password=password ended_sessions=true /> }
                    })
            }}
            <button type="submit" class="button">
                {move || t!(i18n, person.set_password)}
            </button>
        </form>
    }
}

/// Where it is signed in.
#[component]
fn SessionsPart(
    /// Whose.
    id: PersonId,
    /// The account as it is now.
    now: Signal<Option<Account>>,
    /// Called when it was signed out.
    on_change: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let commands: Commands = expect_context();
    let fault = RwSignal::new(None::<DoorFault>);
    let sessions = Memo::new(move |_| {
        let now = now.read();
        now.as_ref().map_or(0, |account| account.sessions)
    });
    let end = move |_| {
        fault.set(None);
        let id = id.clone();
        spawn_local(async move {
            match commands.end_sessions(&id).await {
                Ok(()) => {
                    on_change.try_run(());
                }
                Err(found) => {
                    fault.try_set(Some(found));
                }
            }
        });
    };
    view! {
        <div class="admin-form" data-part="sessions">
            <h3 class="admin-form__title">{move || t!(i18n, person.sessions_title)}</h3>
            <p>{move || t!(i18n, person.sessions, count = u64::from(sessions.get()))}</p>
            <FormFault fault=fault />
            <button
                type="button"
                class="button"
                disabled=move || sessions.get() == 0
                on:click=end
            >
                {move || t!(i18n, person.end_sessions)}
            </button>
        </div>
    }
}

/// Whether it may sign in at all.
#[component]
fn DisablingPart(
    /// Whose.
    id: PersonId,
    /// The account as it is now.
    now: Signal<Option<Account>>,
    /// Called when that was changed.
    on_change: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let commands: Commands = expect_context();
    let reason = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<DoorFault>);
    let disabled = Memo::new(move |_| {
        let now = now.read();
        now.as_ref().is_some_and(|account| account.disabled)
    });
    let because = Memo::new(move |_| {
        let now = now.read();
        now.as_ref()
            .and_then(|account| account.disabled_because.clone())
    });
    let submit = move |submitted: SubmitEvent| {
        submitted.prevent_default();
        fault.set(None);
        let to = !disabled.get_untracked();
        let (id, written) = (id.clone(), reason.get_untracked());
        spawn_local(async move {
            let written = Some(written.trim()).filter(|text| to && !text.is_empty());
            match commands.disable_account(&id, to, written).await {
                Ok(()) => {
                    reason.try_set(String::new());
                    on_change.try_run(());
                }
                Err(found) => {
                    fault.try_set(Some(found));
                }
            }
        });
    };
    view! {
        <form class="admin-form" data-part="disabling" on:submit=submit>
            <h3 class="admin-form__title">{move || t!(i18n, person.disabling_title)}</h3>
            <Show
                when=move || disabled.get()
                fallback=move || {
                    view! {
                        <TextField
                            label=Signal::derive(move || t!(i18n, person.reason).to_owned())
                            text=reason
                            on_type=Callback::new(move |typed| reason.set(typed))
                            fault=field_fault(fault, "/reason")
                            name="reason"
                        />
                    }
                }
            >
                <p>
                    {move || match because.get() {
                        Some(because) => t!(i18n, person.disabled_because, because = because),
                        None => t!(i18n, person.is_disabled).to_owned(),
                    }}
                </p>
            </Show>
            <FormFault fault=fault />
            <button type="submit" class="button">
                {move || {
                    if disabled.get() {
                        t!(i18n, person.enable)
                    } else {
                        t!(i18n, person.disable)
                    }
                }}
            </button>
        </form>
    }
}

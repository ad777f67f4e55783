//! An account that is made.

use domain::PersonId;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::NetworkFeed;

use super::password::{GivenPassword, ToldOnce};
use super::standing::{StandingFields, StandingForm};
use crate::commands::{Commands, DoorFault, NewAccount};
use crate::i18n::{t, use_i18n};
use crate::platform::hard_to_guess;
use crate::signin::{DoorField, FormFault, check_password, wrong};

/// The form of a new account. Once it is made, its password is told.
#[component]
pub(super) fn NewAccountForm(
    /// The networks of the deployment.
    feeds: Vec<NetworkFeed>,
    /// Called when one was made.
    on_made: Callback<()>,
    /// Called when somebody leaves the form.
    on_close: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let commands: Commands = expect_context();
    let form = StandingForm::of_nobody();
    if let [only] = feeds.as_slice() {
        form.networks.update(|set| {
            set.insert(only.network);
        });
    }
    let account = RwSignal::new(String::new());
    let password = RwSignal::new(hard_to_guess().unwrap_or_default());
    let fault = RwSignal::new(None::<DoorFault>);
    let sent = RwSignal::new(false);
    let made = RwSignal::new(None::<(String, String)>);
    let feeds = StoredValue::new(feeds);
    let written = move || -> Result<NewAccount, DoorFault> {
        let id = PersonId::try_from(account.get_untracked().trim()).map_err(|_| wrong("/id"))?;
        let standing = untrack(|| form.checked())?;
        let password = password.get_untracked();
        check_password(&password, &password, id.as_str(), "/password")?;
        Ok(NewAccount {
            id,
            standing,
            password,
        })
    };
    let submit = move |submitted: SubmitEvent| {
        submitted.prevent_default();
        let new = match written() {
            Ok(new) => new,
            Err(found) => {
                fault.set(Some(found));
                return;
            }
        };
        fault.set(None);
        sent.set(true);
        spawn_local(async move {
            match commands.make_account(&new).await {
                Ok(()) => {
                    made.try_set(Some((new.id.to_string(), new.password)));
                    on_made.try_run(());
                }
                Err(found) => {
                    fault.try_set(Some(found));
                }
            }
            sent.try_set(false);
        });
    };
    let fields = move || {
        view! {
            <form class="admin-form" on:submit=submit>
                <DoorField
                    label=Signal::derive(move || t!(i18n, person.account).to_owned())
                    text=account
                    fault=fault
                    pointer="/id"
                    name="account"
                />
                <StandingFields form=form fault=fault feeds=feeds.get_value() />
                <GivenPassword text=password fault=fault />
                <FormFault fault=fault />
                <button
                    type="submit"
                    class="button"
                    data-weight="strong"
                    disabled=move || sent.get()
                >
                    {move || t!(i18n, person.make)}
                </button>
            </form>
        }
    };
    view! {
        <section class="admin-card" aria-label=move || t!(i18n, person.new)>
            <header class="admin-card__head">
                <h2 class="admin-card__title">{move || t!(i18n, person.new)}</h2>
                <button
                    type="button"
                    class="button"
                    data-weight="quiet"
                    on:click=move |_| on_close.run(())
                >
                    {move || t!(i18n, admin.close)}
                </button>
            </header>
            {move || match made.get() {
                Some((account, password)) => {
                    view! { <ToldOnce account=account password=password ended_sessions=false /> }.into_any()
                }
                None => fields().into_any(),
            }}
        </section>
    }
}

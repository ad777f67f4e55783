//! The page that the link leads to which a hub prints at its first start: it makes the administrator, once.

use domain::{Name, PersonId};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::door_field::{DoorField, NewPasswordFields};
use super::faults::{FormFault, check_password, wrong};
use crate::commands::{Commands, DoorFault, FirstAccount};
use crate::i18n::{Language, t, use_i18n};
use crate::platform::{Storage, go_to, keep, kept};
use crate::ui::{LanguageSwitch, Notice, NoticeKind};

/// Under which name the link's secret is kept for this tab: it is taken out of the address, and a page may be loaded again.
const SECRET_KEPT_AS: &str = "furun.first";

/// Keeps the one-time secret of an address's fragment (`#secret=…`) for the page; a fragment is sent to nobody.
pub fn keep_first_secret(fragment: &str) {
    let mut pairs = fragment.split('&');
    if let Some(secret) = pairs.find_map(|pair| pair.strip_prefix("secret=")) {
        keep(Storage::Session, SECRET_KEPT_AS, Some(secret));
    }
}

/// `/first`: name, account and password of the first administrator, who is then signed in.
#[component]
pub fn FirstPage(
    /// The deployment's name.
    name: Name,
    /// Called with the language that was chosen.
    #[prop(into)]
    on_language: Callback<Language>,
) -> impl IntoView {
    let i18n = use_i18n();
    let commands: Option<Commands> = use_context();
    let secret = kept(Storage::Session, SECRET_KEPT_AS);
    let has_link = secret.is_some();
    let [called, account, password, again] = [(); 4].map(|()| RwSignal::new(String::new()));
    let fault = RwSignal::new(None::<DoorFault>);
    let sent = RwSignal::new(false);
    let written = move || -> Result<FirstAccount, DoorFault> {
        let id = account.get_untracked();
        let id = PersonId::try_from(id.trim()).map_err(|_| wrong("/id"))?;
        let name = called.get_untracked().trim().to_owned();
        if name.is_empty() {
            return Err(wrong("/name"));
        }
        let password = password.get_untracked();
        check_password(&password, &again.get_untracked(), id.as_str(), "/password")?;
        Ok(FirstAccount {
            secret: secret.clone().unwrap_or_default(),
            id,
            name,
            password,
        })
    };
    let submit = move |submitted: SubmitEvent| {
        submitted.prevent_default();
        let Some(commands) = commands else {
            return;
        };
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
            match commands.make_first(&new).await {
                Ok(()) => {
                    keep(Storage::Session, SECRET_KEPT_AS, None);
                    let signed_in = commands.sign_in(new.id.as_str(), &new.password).await;
                    let next = signed_in.map_or("signin", |_| "administration");
                    go_to(&commands.page(next));
                }
                Err(found) => {
                    fault.try_set(Some(found));
                    sent.try_set(false);
                }
            }
        });
    };
    view! {
        <main class="signin">
            <form class="signin__form" on:submit=submit>
                <p class="signin__name">{move || i18n.language().pick(&name).to_owned()}</p>
                <h1 class="signin__title">{move || t!(i18n, first.title)}</h1>
                {if has_link {
                    view! {
                        <p class="signin__words">{move || t!(i18n, first.words)}</p>
                        <DoorField
                            label=Signal::derive(move || t!(i18n, person.name).to_owned())
                            text=called
                            fault=fault
                            pointer="/name"
                            name="name"
                        />
                        <DoorField
                            label=Signal::derive(move || t!(i18n, first.account).to_owned())
                            text=account
                            fault=fault
                            pointer="/id"
                            name="username"
                            autocomplete="username"
                        />
                        <NewPasswordFields
                            label=Signal::derive(move || t!(i18n, signin.password).to_owned())
                            text=password
                            again=again
                            fault=fault
                            pointer="/password"
                            name="password"
                        />
                        <FormFault fault=fault />
                        <button
                            type="submit"
                            class="button"
                            data-weight="strong"
                            disabled=move || sent.get()
                        >
                            {move || t!(i18n, first.submit)}
                        </button>
                    }
                        .into_any()
                } else {
                    view! {
                        <Notice
                            kind=NoticeKind::Failed
                            words=Signal::derive(move || t!(i18n, first.no_link).to_owned())
                        />
                    }
                        .into_any()
                }}
            </form>
            <footer class="signin__foot">
                <LanguageSwitch on_choose=on_language />
            </footer>
        </main>
    }
}

//! One's own account: another password, and out everywhere.

use domain::Name;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::door_field::{DoorField, NewPasswordFields};
use super::faults::{FormFault, check_password, wrong};
use super::{back_from, keep_session};
use crate::commands::{Commands, DoorFault};
use crate::i18n::{Language, t, use_i18n};
use crate::panels::{forget_call, network_word, role_word};
use crate::platform::{asked, go_to};
use crate::selectors::Selectors;
use crate::ui::{LanguageSwitch, Notice, NoticeKind};

/// `/account`: for everybody who is signed in.
#[component]
pub fn OwnAccountPage(
    /// The deployment's name.
    name: Name,
    /// Called with the language that was chosen.
    #[prop(into)]
    on_language: Callback<Language>,
) -> impl IntoView {
    let i18n = use_i18n();
    let store = expect_context::<Selectors>().store();
    keep_session(true);
    let me = Memo::new(move |_| store.session.read().me().cloned());
    let who = move || {
        let language = i18n.language();
        me.get().map(|me| {
            let networks = me.person.networks.iter();
            let networks: Vec<_> = networks.map(|one| network_word(language, *one)).collect();
            let role = role_word(language, me.person.role);
            view! {
                <p class="own-account__who">
                    <strong>{me.person.name.to_string()}</strong>
                    <span>{me.person.id.to_string()}</span>
                </p>
                <p class="own-account__ground">
                    {t!(language, own.ground, role = role, networks = networks.join(t!(language, own.between)))}
                </p>
            }
        })
    };
    let back = move || {
        let commands = use_context::<Commands>();
        me.get().zip(commands).map(|(me, commands)| {
            let page = back_from(asked("back").as_deref(), me.person.role);
            view! {
                <a class="link" href=commands.page(&page)>
                    {move || t!(i18n, own.back)}
                </a>
            }
        })
    };
    view! {
        <main class="signin">
            <div class="signin__form">
                <p class="signin__name">{move || i18n.language().pick(&name).to_owned()}</p>
                <h1 class="signin__title">{move || t!(i18n, own.title)}</h1>
                <div>{who}</div>
                <PasswordForm />
                <SignOutEverywhere />
                {back}
            </div>
            <footer class="signin__foot">
                <LanguageSwitch on_choose=on_language />
            </footer>
        </main>
    }
}

/// Another password for oneself.
#[component]
fn PasswordForm() -> impl IntoView {
    let i18n = use_i18n();
    let store = expect_context::<Selectors>().store();
    let commands: Option<Commands> = use_context();
    let [current, new, again] = [(); 3].map(|()| RwSignal::new(String::new()));
    let fault = RwSignal::new(None::<DoorFault>);
    let sent = RwSignal::new(false);
    let done = RwSignal::new(false);
    let is_blank = move || {
        [current, new, again]
            .iter()
            .all(|text| text.with(String::is_empty))
    };
    let submit = move |submitted: SubmitEvent| {
        submitted.prevent_default();
        let me = store.session.get_untracked().me().cloned();
        let (Some(commands), Some(me)) = (commands, me) else {
            return;
        };
        let (old, wanted) = (current.get_untracked(), new.get_untracked());
        let account = me.person.id.as_str();
        let checked = if old.is_empty() {
            Err(wrong("/current"))
        } else {
            check_password(&wanted, &again.get_untracked(), account, "/new")
        };
        if let Err(found) = checked {
            fault.set(Some(found));
            return;
        }
        fault.set(None);
        done.set(false);
        sent.set(true);
        spawn_local(async move {
            match commands.change_own_password(&old, &wanted).await {
                Ok(()) => {
                    for text in [current, new, again] {
                        text.try_set(String::new());
                    }
                    done.try_set(true);
                }
                Err(found) => {
                    fault.try_set(Some(found));
                }
            }
            sent.try_set(false);
        });
    };
    view! {
        <form class="own-account__form" on:submit=submit>
            <h2 class="own-account__title">{move || t!(i18n, own.password_title)}</h2>
            <DoorField
                label=Signal::derive(move || t!(i18n, own.current).to_owned())
                text=current
                fault=fault
                pointer="/current"
                name="current"
                kind="password"
                autocomplete="current-password"
            />
            <NewPasswordFields
                label=Signal::derive(move || t!(i18n, own.new).to_owned())
                text=new
                again=again
                fault=fault
                pointer="/new"
                name="new"
            />
            <FormFault fault=fault />
            <Show when=move || done.get() && is_blank()>
                <Notice
                    kind=NoticeKind::Empty
                    words=Signal::derive(move || t!(i18n, own.changed).to_owned())
                />
            </Show>
            <button type="submit" class="button" data-weight="strong" disabled=move || sent.get()>
                {move || t!(i18n, own.change)}
            </button>
        </form>
    }
}

/// Out of every screen at which one is signed in, this one too.
#[component]
fn SignOutEverywhere() -> impl IntoView {
    let i18n = use_i18n();
    let commands: Option<Commands> = use_context();
    let fault = RwSignal::new(None::<DoorFault>);
    let leave = move |_| {
        let Some(commands) = commands else {
            return;
        };
        spawn_local(async move {
            match commands.sign_out_everywhere().await {
                Ok(()) => {
                    forget_call();
                    go_to(&commands.page("signin"));
                }
                Err(found) => {
                    fault.try_set(Some(found));
                }
            }
        });
    };
    view! {
        <section class="own-account__form">
            <h2 class="own-account__title">{move || t!(i18n, own.everywhere_title)}</h2>
            <p class="field__label">{move || t!(i18n, own.everywhere_words)}</p>
            <FormFault fault=fault />
            <button type="button" class="button" on:click=leave>
                {move || t!(i18n, own.everywhere)}
            </button>
        </section>
    }
}

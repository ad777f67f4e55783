use domain::{Name, Role};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::demo_people::DemoPeople;
use crate::commands::{Commands, SignInFault};
use crate::i18n::{I18n, Language, t, use_i18n};
use crate::platform::{asked, go_to};
use crate::ui::{LanguageSwitch, Notice, NoticeKind};

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attempt {
    /// None was made, or something was typed since.
    None,
    /// It is on its way.
    Sent,
    /// Account or password is missing.
    Incomplete,
    /// It did not work.
    Failed(SignInFault),
}

/// The page on which one signs in. It leads back to where one came from, else to the page of one's role.
#[component]
pub fn SignInPage(
    /// The deployment's name.
    name: Name,
    /// Whether the whole deployment is a demo, whose people everybody knows.
    demo: bool,
    /// Called with the language that was chosen.
    #[prop(into)]
    on_language: Callback<Language>,
) -> impl IntoView {
    let i18n = use_i18n();
    let commands: Option<Commands> = use_context();
    let account = NodeRef::<Input>::new();
    let password = NodeRef::<Input>::new();
    let attempt = RwSignal::new(Attempt::None);
    let ended = asked("ended").is_some();
    Effect::new(move |_| {
        if let Some(field) = account.get() {
            // A field that cannot take the keyboard leaves it where it is.
            let _ = field.focus();
        }
    });
    let enter = move || {
        let (Some(commands), Some(account), Some(field)) =
            (commands, account.get_untracked(), password.get_untracked())
        else {
            return;
        };
        let (id, secret) = (account.value(), field.value());
        if id.trim().is_empty() || secret.is_empty() {
            attempt.set(Attempt::Incomplete);
            return;
        }
        attempt.set(Attempt::Sent);
        spawn_local(async move {
            match commands.sign_in(id.trim(), &secret).await {
                Ok(me) => {
                    let back = asked("back");
                    let page = back_from(back.as_deref(), me.person.role);
                    go_to(&commands.page(&commands.as_it_was_left(page)));
                }
                Err(fault) => {
                    attempt.set(Attempt::Failed(fault));
                    field.set_value("");
                    let _ = field.focus();
                }
            }
        });
    };
    let submit = move |submitted: SubmitEvent| {
        submitted.prevent_default();
        enter();
    };
    let choose = Callback::new(move |(id, secret): (&'static str, &'static str)| {
        let fields = (account.get_untracked(), password.get_untracked());
        if let (Some(account), Some(field)) = fields {
            account.set_value(id);
            field.set_value(secret);
            enter();
        }
    });
    let typed = move |_| attempt.set(Attempt::None);
    let fault = move || fault_words(i18n, attempt.get());
    view! {
        <main class="signin">
            <form class="signin__form" on:submit=submit>
                <h1 class="signin__name">{move || i18n.language().pick(&name).to_owned()}</h1>
                <h2 class="signin__title">{move || t!(i18n, signin.title)}</h2>
                <Show when=move || ended && attempt.get() == Attempt::None>
                    <Notice
                        kind=NoticeKind::Failed
                        words=Signal::derive(move || t!(i18n, signin.ended).to_owned())
                    />
                </Show>
                <label class="field">
                    <span class="field__label">{move || t!(i18n, signin.account)}</span>
                    <input
                        class="field__text"
                        name="username"
                        autocomplete="username"
                        autocapitalize="none"
                        spellcheck="false"
                        node_ref=account
                        on:input=typed
                    />
                </label>
                <label class="field">
                    <span class="field__label">{move || t!(i18n, signin.password)}</span>
                    <input
                        class="field__text"
                        name="password"
                        type="password"
                        autocomplete="current-password"
                        node_ref=password
                        on:input=typed
                    />
                </label>
                <Show when=move || fault().is_some()>
                    <p class="signin__fault" role="alert">
                        {move || fault()}
                    </p>
                </Show>
                <button
                    type="submit"
                    class="button"
                    data-weight="strong"
                    disabled=move || attempt.get() == Attempt::Sent
                >
                    {move || {
                        if attempt.get() == Attempt::Sent {
                            t!(i18n, signin.sending)
                        } else {
                            t!(i18n, signin.submit)
                        }
                    }}
                </button>
                {demo.then(|| view! { <DemoPeople on_choose=choose /> })}
            </form>
            <footer class="signin__foot">
                <LanguageSwitch on_choose=on_language />
            </footer>
        </main>
    }
}

fn fault_words(i18n: I18n, attempt: Attempt) -> Option<String> {
    match attempt {
        Attempt::None | Attempt::Sent => None,
        Attempt::Incomplete => Some(t!(i18n, signin.incomplete).to_owned()),
        Attempt::Failed(SignInFault::Wrong) => Some(t!(i18n, signin.wrong).to_owned()),
        Attempt::Failed(SignInFault::Wait { secs }) => Some(t!(i18n, signin.wait, secs = secs)),
        Attempt::Failed(SignInFault::NoAnswer) => Some(t!(i18n, signin.no_answer).to_owned()),
    }
}

/// The page to go to after signing in: the one that somebody came from, if it is one of ours, else the role's own.
#[must_use]
pub fn back_from(asked: Option<&str>, role: Role) -> String {
    let is_page = |page: &&str| {
        let is_word = |letter: char| letter.is_ascii_lowercase();
        !page.is_empty() && page.chars().all(is_word) && *page != "signin"
    };
    let own = match role {
        Role::Station => "station",
        Role::Department => "department",
        Role::Wall => "wall",
        Role::GridWorker => "report",
        Role::Administrator => "administration",
        _ => "console",
    };
    asked.filter(is_page).unwrap_or(own).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_to_where_one_was_and_never_to_a_foreign_address() {
        let back = |asked| back_from(asked, Role::DutyOfficer);
        assert_eq!(back(Some("station")), "station");
        for foreign in [
            "https://elsewhere.example",
            "//elsewhere.example",
            "",
            "signin",
        ] {
            assert_eq!(back(Some(foreign)), "console", "{foreign}");
        }
    }

    #[test]
    fn who_came_from_nowhere_is_led_to_the_page_of_the_role() {
        assert_eq!(back_from(None, Role::Station), "station");
        assert_eq!(back_from(None, Role::Department), "department");
        assert_eq!(back_from(None, Role::GridWorker), "report");
        assert_eq!(back_from(None, Role::Supervisor), "console");
        assert_eq!(back_from(None, Role::Administrator), "administration");
    }
}

//! The wall before anybody has let it in: its code, large enough to be read across a hall.

use domain::Name;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::commands::{Claimed, Commands, DoorFault, Enrolment};
use crate::i18n::{Language, t, use_i18n};
use crate::platform::{Storage, go_to, keep, kept};
use crate::selectors::Selectors;
use crate::signin::{door_words, knows_nobody};
use crate::ui::LanguageSwitch;

/// How often a wall comes for its session, in milliseconds.
const COME_EACH_MS: u32 = 3_000;

/// Under which name the code is kept for this tab: a page that is loaded again shows the same one, and the hub lets only a few
/// wait.
const KEPT_AS: &str = "furun.enrolment";

/// The wall, or its code as long as the hub wants to know who it is and nobody has let it in. A wall that was sent away shows a
/// code again.
#[component]
pub fn WallDoor(
    /// The deployment's name.
    name: Name,
    /// Called with the language that was chosen.
    #[prop(into)]
    on_language: Callback<Language>,
    /// The wall.
    children: ChildrenFn,
) -> impl IntoView {
    let store = expect_context::<Selectors>().store();
    let commands: Option<Commands> = use_context();
    let shut_out = Memo::new(move |_| {
        let networks = store.networks();
        let mut asked = networks.iter();
        commands.is_some() && !networks.is_empty() && asked.all(|one| knows_nobody(store, *one))
    });
    move || match commands.filter(|_| shut_out.get()) {
        Some(commands) => {
            let name = name.clone();
            view! { <EnrolmentPage commands=commands name=name on_language=on_language /> }
                .into_any()
        }
        None => children().into_any(),
    }
}

/// How far a wall is on its way in.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Way {
    /// It asks for a code.
    Asked,
    /// It shows this one.
    Shown(Enrolment),
    /// It cannot, for now.
    Waits(DoorFault),
}

#[component]
fn EnrolmentPage(
    /// The way to the hub.
    commands: Commands,
    /// The deployment's name.
    name: Name,
    /// Called with the language that was chosen.
    #[prop(into)]
    on_language: Callback<Language>,
) -> impl IntoView {
    let i18n = use_i18n();
    let way = RwSignal::new(Way::Asked);
    spawn_local(come_in(commands, way));
    let page = commands.page("administration?part=walls");
    let shown = move || match way.get() {
        Way::Asked => {
            view! { <p class="enrolment__words">{move || t!(i18n, enrol.asked)}</p> }.into_any()
        }
        Way::Shown(enrolment) => view! {
            <p class="enrolment__label">{move || t!(i18n, enrol.label)}</p>
            <p class="enrolment__code" lang="en">
                {enrolment.code}
            </p>
        }
        .into_any(),
        Way::Waits(fault) => view! {
            <p class="enrolment__words" data-kind="fault">
                {move || door_words(i18n.language(), &fault)}
            </p>
        }
        .into_any(),
    };
    view! {
        <main class="enrolment">
            <h1 class="enrolment__name">{move || i18n.language().pick(&name).to_owned()}</h1>
            <div class="enrolment__middle" role="status">
                {shown}
            </div>
            <ol class="enrolment__steps">
                <li>{move || t!(i18n, enrol.step_open, page = page.clone())}</li>
                <li>{move || t!(i18n, enrol.step_type)}</li>
                <li>{move || t!(i18n, enrol.step_wait)}</li>
            </ol>
            <footer class="enrolment__foot">
                <button type="button" class="link" on:click=move |_| commands.lead_to_sign_in()>
                    {move || t!(i18n, enrol.sign_in)}
                </button>
                <LanguageSwitch on_choose=on_language />
            </footer>
        </main>
    }
}

/// Asks for a code and comes for the session until it is let in or the page is gone.
async fn come_in(commands: Commands, way: RwSignal<Way>) {
    let mut enrolment = kept_enrolment();
    loop {
        let step = match &enrolment {
            None => commands.ask_in().await.map(|asked| {
                keep_enrolment(Some(&asked));
                enrolment = Some(asked);
            }),
            Some(asked) => match commands.claim_wall(&asked.secret).await {
                Ok(Claimed::LetIn) => {
                    keep_enrolment(None);
                    go_to(&commands.page("wall"));
                    return;
                }
                Ok(Claimed::NotYet) => Ok(()),
                // The code has run out, or another hub gave it.
                Err(DoorFault::Unknown) => {
                    keep_enrolment(None);
                    enrolment = None;
                    continue;
                }
                Err(fault) => Err(fault),
            },
        };
        let (next, pause) = match (step, &enrolment) {
            (Ok(()), Some(shown)) => (Way::Shown(shown.clone()), COME_EACH_MS),
            (Err(DoorFault::Wait { secs }), _) => {
                let pause = secs.saturating_mul(1_000);
                (Way::Waits(DoorFault::Wait { secs }), pause)
            }
            (Err(fault), _) => (Way::Waits(fault), COME_EACH_MS),
            (Ok(()), None) => (Way::Asked, COME_EACH_MS),
        };
        let is_there = match way.try_get_untracked() {
            Some(now) if now == next => true,
            Some(_) => way.try_set(next).is_none(),
            None => false,
        };
        if !is_there {
            return;
        }
        TimeoutFuture::new(pause).await;
    }
}

fn kept_enrolment() -> Option<Enrolment> {
    serde_json::from_str(&kept(Storage::Session, KEPT_AS)?).ok()
}

fn keep_enrolment(enrolment: Option<&Enrolment>) {
    let text = enrolment.and_then(|enrolment| serde_json::to_string(enrolment).ok());
    keep(Storage::Session, KEPT_AS, text.as_deref());
}

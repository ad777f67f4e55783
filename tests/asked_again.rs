//! What is asked again is done once; what follows what was asked; and whose it is.
#![cfg(target_arch = "wasm32")]

mod hub;
mod page;
mod told;

use std::sync::Arc;

use domain::{Incident, IncidentRef, LONGEST_NOTE, Millis, Network, Priority, Seq, Wgs84};
use furun::commands::{Commands, Wish};
use furun::config::{Directory, Me};
use furun::i18n::{I18n, Language, Zone, provide_i18n};
use furun::panels::{
    ActionBar, ActionForm, CallForm, Desk, Draft, OpenForm, ToldElsewhere, forget_call,
    provide_desk,
};
use furun::selectors::{Action, Selectors};
use furun::store::{Asked, AskedState, Rejection, Session, Store};
use leptos::prelude::*;
use protocol::{Command, CommandRequest, ServerFrame};
use serde_json::json;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;
use world::Body;

use hub::{Hub, until};
use page::Page;
use told::{POLICE, event, reference, reported};

wasm_bindgen_test_configure!(run_in_browser);

fn person(id: &str) -> Session {
    let verbs = ["report", "feedback", "reply", "link", "amend", "merge_into"];
    let commands: Vec<_> = verbs
        .iter()
        .map(|verb| json!({"command": verb, "reach": "all"}))
        .collect();
    let me = json!({
        "person": {"id": id, "name": "某人", "role": "duty_officer", "networks": ["police", "government"]},
        "commands": commands,
    });
    let me: Me = serde_json::from_value(me).expect("a person");
    Session::SignedIn(Arc::new(me))
}

/// A store at which somebody sits, with the way out to a hub.
fn seated(hub: &Hub, id: &str, hubs: &[(Network, String)]) -> (Store, Commands) {
    // Effects run once something was mounted for the first time.
    drop(Page::with(|| ()));
    provide_i18n(I18n::new(Language::Chinese, Zone::fixed(Millis::ZERO)));
    let store = Store::new(&[POLICE, Network::Government], Directory::default());
    store.session.set(person(id));
    provide_context(Selectors::new(store));
    let hubs = hubs.iter().cloned().collect();
    let commands = Commands::new(store, hub.addresses(), hubs);
    provide_context(commands);
    (store, commands)
}

/// What one network knows.
fn tell(store: Store, network: Network, incidents: Vec<Incident>) {
    let hello = match told::hello(0, 1, None) {
        ServerFrame::Hello(mut hello) => {
            hello.network = network;
            ServerFrame::Hello(hello)
        }
        other => other,
    };
    let frames = [hello, told::snapshot(9, 0, 1, incidents)];
    let at = furun::platform::PageTime(0.0);
    store.apply(network, frames, at).expect("frames that fit");
}

fn feedback(note: &str) -> Wish {
    Wish {
        note: Some(note.to_owned()),
        ..Command::Feedback.into()
    }
}

fn says(commands: Commands, note: &str) -> Arc<str> {
    commands.send(reference(1), Seq(1), feedback(note), None)
}

fn is_refused(store: Store, key: &str) -> bool {
    let asked = store.pending.find(key);
    asked.is_some_and(|asked| !asked.is_waiting())
}

#[wasm_bindgen_test]
async fn what_nobody_answered_keeps_its_key_over_a_new_session_and_a_reload_until_there_is_an_answer()
 {
    let hub = Hub::named("kept");
    let owner = Owner::new();
    let (store, commands) = owner.with(|| seated(&hub, "kept-desk", &[]));
    // The first post gets no answer, the second finds that the session has ended.
    let key = says(commands, "已到现场");
    let first = hub.until_posts(1).await[0].clone();
    hub.answers(401, "{}");
    until("refused", || is_refused(store, &key)).await;
    assert_eq!(*store.session.read_untracked(), Session::Ended);
    // The same person signs in again, on a new page.
    let reloaded = Owner::new();
    let (store, commands) = reloaded.with(|| seated(&hub, "kept-desk", &[]));
    hub.does("police/1", 2);
    let before = hub.posts().len();
    let again = says(commands, "已到现场");
    until("done", || {
        store
            .pending
            .find(&again)
            .is_none_or(|asked| asked.state == AskedState::Done(Seq(2)))
    })
    .await;
    let posts = hub.posts();
    assert_eq!(posts[before], first, "the same key and the same body");
    // There was an answer: the same words are another question now.
    hub.does("police/1", 3);
    let other = says(commands, "已到现场");
    assert_ne!(*other, *again);
    until("done", || {
        let asked = store.pending.find(&other);
        asked.is_none_or(|asked| asked.state == AskedState::Done(Seq(3)))
    })
    .await;
}

#[wasm_bindgen_test]
async fn what_was_plainly_refused_and_what_somebody_else_asks_have_other_keys() {
    let hub = Hub::named("refused");
    let owner = Owner::new();
    let (store, commands) = owner.with(|| seated(&hub, "refused-desk", &[]));
    hub.answers(403, "{}");
    let refused = says(commands, "已到现场");
    until("refused", || is_refused(store, &refused)).await;
    let second = says(commands, "已到现场");
    assert_ne!(*second, *refused);
    // This one gets no answer: whoever sits down now asks anew.
    hub.until_posts(2).await;
    store.session.set(person("refused-other"));
    assert_ne!(*says(commands, "已到现场"), *second);
}

fn desk_at(hub: &Hub, id: &str) -> (Store, Desk) {
    forget_call();
    desk_again(hub, id)
}

/// As it is after a reload.
fn desk_again(hub: &Hub, id: &str) -> (Store, Desk) {
    let (store, _) = seated(hub, id, &[]);
    (store, provide_desk().expect("a hub"))
}

#[wasm_bindgen_test]
async fn the_digit_that_chooses_a_score_is_the_score_and_none_is_proposed() {
    let hub = Hub::named("score");
    let owner = Owner::new();
    let page = owner.with(|| {
        let (store, _) = desk_at(&hub, "score-desk");
        let known = reported(1, 1, 0, Priority::Routine);
        tell(store, POLICE, told::incidents(&[known]));
        Page::with(|| view! { <ActionForm incident=reference(1) action=Action::Rate own=None /> })
    });
    page.until("the scores", |page| page.all(".choice").len() == 5)
        .await;
    let keys = page.texts(".choice .key");
    assert_eq!(keys, ["1", "2", "3", "4", "5"]);
    assert_eq!(page.texts(".choice__title"), keys);
    assert_eq!(page.texts(".choice__detail")[0], "非常不满意");
    assert!(page.all(".choice[aria-selected='true']").is_empty());
}

fn noise() -> Draft {
    Draft {
        subject: "夜间噪声".to_owned(),
        caller_name: "王某".to_owned(),
        ..Draft::default()
    }
}

fn reports(desk: Desk) -> Arc<str> {
    let report = desk.call.get_untracked().report().expect("a report");
    desk.report(POLICE, report, None);
    desk.call_key.get_untracked().expect("a key")
}

#[wasm_bindgen_test]
async fn a_call_that_nobody_answered_is_one_report_also_after_a_reload() {
    let hub = Hub::named("call-kept");
    let owner = Owner::new();
    let (_, desk) = owner.with(|| desk_at(&hub, "call-kept-desk"));
    desk.call.set(noise());
    desk.call.show(true);
    let key = reports(desk);
    hub.until_posts(1).await;
    let reloaded = Owner::new();
    let (_, desk) = reloaded.with(|| desk_again(&hub, "call-kept-desk"));
    assert_eq!(desk.call.get_untracked(), noise());
    assert!(untrack(|| desk.call.is_open()));
    assert_eq!(*reports(desk), *key);
    desk.call
        .update(|draft| draft.subject = "夜间施工".to_owned());
    assert_ne!(*reports(desk), *key, "another subject is another report");
}

#[wasm_bindgen_test]
async fn who_called_is_shown_to_nobody_who_sits_down_next() {
    let hub = Hub::named("call-of");
    let owner = Owner::new();
    let (store, desk) = owner.with(|| desk_at(&hub, "call-of-first"));
    desk.call.set(noise());
    desk.call.show(true);
    store.session.set(Session::Ended);
    assert_eq!(desk.call.get_untracked(), Draft::default());
    store.session.set(person("call-of-second"));
    assert_eq!(desk.call.get_untracked(), Draft::default());
    assert!(!untrack(|| desk.call.is_open()));
    // Nor by a reload: it is gone from the tab.
    let is_gone = || {
        let kept = furun::platform::kept(furun::platform::Storage::Session, "furun.call");
        kept.is_none()
    };
    until("forgotten by the tab", is_gone).await;
    store.session.set(person("call-of-first"));
    assert_eq!(desk.call.get_untracked(), noise());
}

#[wasm_bindgen_test]
async fn a_call_that_is_done_clears_its_own_words_and_not_the_next_callers() {
    let hub = Hub::named("call-next");
    let owner = Owner::new();
    let (store, desk) = owner.with(|| desk_at(&hub, "call-next-desk"));
    desk.call.set(noise());
    desk.call.show(true);
    reports(desk);
    hub.until_posts(1).await;
    // While it is tried again somebody else calls.
    let next = Draft {
        subject: "井盖缺损".to_owned(),
        ..Draft::default()
    };
    desk.call.set(next.clone());
    hub.does("police/7", 7);
    until("done", || {
        store.pending.with(|all| untrack(|| all.is_empty()))
    })
    .await;
    assert_eq!(desk.call.get_untracked(), next);
    assert!(untrack(|| desk.call.is_open()));
    assert_eq!(store.view.selected.get_untracked(), None);
    // The next one is done before anything else is written: its form is not needed any more.
    hub.does("police/8", 8);
    reports(desk);
    until("cleared", || desk.call.get_untracked() == Draft::default()).await;
    assert!(!untrack(|| desk.call.is_open()));
    assert_eq!(store.view.selected.get_untracked(), Some(reference(8)));
}

#[wasm_bindgen_test]
async fn a_call_that_is_refused_after_its_form_was_closed_is_told() {
    let hub = Hub::named("call-told");
    let owner = Owner::new();
    let (page, desk) = owner.with(|| {
        let (_, desk) = desk_at(&hub, "call-told-desk");
        (Page::with(|| view! { <ToldElsewhere /> }), desk)
    });
    desk.call.set(noise());
    desk.call.show(true);
    hub.answers(403, "{}");
    let key = reports(desk);
    desk.close_call();
    let words = "此账号无权办理";
    page.until("told", |page| page.text().contains(words)).await;
    // With the form open again, the form tells.
    desk.call.show(true);
    page.until("told by the form", |page| !page.text().contains(words))
        .await;
    assert_eq!(desk.call_key.get_untracked(), Some(key));
}

fn at(lon: f64) -> Option<Wgs84> {
    Some(Wgs84::from_lon_lat(lon, 29.39).expect("on earth"))
}

#[wasm_bindgen_test]
async fn a_call_and_an_amendment_that_are_open_together_have_a_place_each() {
    let hub = Hub::named("places");
    let owner = Owner::new();
    let (page, store, desk) = owner.with(|| {
        let (store, desk) = desk_at(&hub, "places-desk");
        tell(
            store,
            POLICE,
            told::incidents(&[reported(1, 1, 0, Priority::Routine)]),
        );
        desk.call.set(Draft {
            at: at(106.30),
            ..noise()
        });
        desk.call.show(true);
        let page = Page::with(move || {
            view! {
                <CallForm desk=desk />
                <ActionBar incident=reference(1) />
            }
        });
        (page, store, desk)
    });
    page.until("the call's form", |page| !page.all(".call").is_empty())
        .await;
    let pin = || untrack(|| store.view.pin()).at;
    assert_eq!(pin(), at(106.30));
    desk.form.set(Some(OpenForm {
        incident: reference(1),
        action: Action::Amend,
        own: None,
    }));
    page.until("two places", |page| page.all(".place-field").len() == 2)
        .await;
    assert_eq!(
        pin(),
        at(106.271),
        "the incident's own place stands on the map"
    );
    store.view.put_pin(at(106.28));
    assert_eq!(pin(), at(106.28));
    assert_eq!(
        desk.call.get_untracked().at,
        at(106.30),
        "the call stays where it is"
    );
    desk.form.set(None);
    page.until("one place", |page| page.all(".place-field").len() == 1)
        .await;
    assert_eq!(
        pin(),
        at(106.30),
        "the call's place stands on the map again"
    );
}

#[wasm_bindgen_test]
async fn a_note_may_be_as_long_as_the_hub_takes_it() {
    let hub = Hub::named("note");
    let owner = Owner::new();
    let page = owner.with(|| {
        let (store, desk) = desk_at(&hub, "note-desk");
        tell(
            store,
            POLICE,
            told::incidents(&[reported(1, 1, 0, Priority::Routine)]),
        );
        desk.form.set(Some(OpenForm {
            incident: reference(1),
            action: Action::Reply,
            own: None,
        }));
        Page::with(|| view! { <ActionBar incident=reference(1) /> })
    });
    page.until("the field", |page| !page.all("textarea").is_empty())
        .await;
    let longest = page.one("textarea").get_attribute("maxlength");
    assert_eq!(longest, Some(LONGEST_NOTE.to_string()));
}

fn government(id: u64) -> IncidentRef {
    let network = Network::Government;
    IncidentRef {
        network,
        ..reference(id)
    }
}

fn click(page: &Page, words: &str) {
    let button = page.all("button").into_iter().find(|button| {
        let text = button.text_content().unwrap_or_default();
        text.contains(words)
    });
    let button: HtmlElement = button.expect(words).unchecked_into();
    button.click();
}

#[wasm_bindgen_test]
async fn a_link_is_made_on_both_hubs_and_what_is_missing_of_it_is_said_and_offered_again() {
    let (own, other) = (Hub::named("link-own"), Hub::named("link-other"));
    let owner = Owner::new();
    let (page, store, desk) = owner.with(|| {
        let hubs = [(Network::Government, other.address())];
        let (store, _) = seated(&own, "link-desk", &hubs);
        let desk = provide_desk().expect("a hub");
        tell(
            store,
            POLICE,
            told::incidents(&[reported(1, 1, 0, Priority::Routine)]),
        );
        tell(
            store,
            Network::Government,
            told::incidents(&[reported(2, 2, 0, Priority::Routine)]),
        );
        store.view.selected.set(Some(reference(1)));
        let page = Page::with(|| {
            view! {
                <ActionBar incident=reference(1) />
                <ToldElsewhere />
            }
        });
        (page, store, desk)
    });
    own.does("police/1", 10);
    other.answers(403, "{}");
    let link = Command::Link(government(2));
    desk.commands()
        .send(reference(1), Seq(1), link.into(), None);
    let posts = other.until_posts(1).await;
    assert_eq!(
        posts[0].url,
        format!("{}/api/v1/government/commands", other.address())
    );
    assert_eq!(posts[0].credentials, "include");
    let body: CommandRequest = serde_json::from_str(&posts[0].body).expect("a command");
    assert_eq!(body.incident, Some(government(2).id));
    assert_eq!(body.command, Command::Link(reference(1)));
    // The first half is seen: what is missing is said on the card, and what was refused beside it.
    let linked = event(10, 1, 5, Body::Linked(government(2)));
    // Lists are woken a few times a second at most.
    let at = furun::platform::PageTime(10_000.0);
    store
        .apply(POLICE, [told::deltas(10, [linked])], at)
        .expect("frames that fit");
    page.until("half", |page| page.text().contains("联动只办成一半"))
        .await;
    page.until("offered", |page| {
        page.text().contains("government/2 还没有记下本事件")
    })
    .await;
    assert_eq!(own.posts().len(), 1, "the first half is not asked again");
    other.does("government/2", 11);
    click(&page, "补记对方一侧");
    let posts = other.until_posts(2).await;
    assert_ne!(posts[0].key, posts[1].key);
    let linked = event(11, 2, 6, Body::Linked(reference(1)));
    store
        .apply(Network::Government, [told::deltas(11, [linked])], at)
        .expect("frames that fit");
    page.until("whole", |page| !page.text().contains("还没有记下本事件"))
        .await;
    assert_eq!(own.posts().len(), 1, "the first half is not asked again");
}

#[wasm_bindgen_test]
async fn another_networks_hub_that_knows_nobody_ends_no_session_here() {
    let (own, other) = (Hub::named("seat-own"), Hub::named("seat-other"));
    let owner = Owner::new();
    let hubs = [(Network::Government, other.address())];
    let (store, commands) = owner.with(|| seated(&own, "seat-desk", &hubs));
    other.answers(401, "{}");
    let key = commands.send(government(1), Seq(1), feedback("已办"), None);
    until("refused", || is_refused(store, &key)).await;
    assert!(store.session.read_untracked().me().is_some());
    own.answers(401, "{}");
    let key = says(commands, "已办");
    until("refused", || is_refused(store, &key)).await;
    assert_eq!(*store.session.read_untracked(), Session::Ended);
}

fn asked(key: usize, command: Command, state: AskedState) -> Asked {
    let request = CommandRequest {
        incident: Some(reference(1).id),
        version: None,
        command,
        note: None,
        photos: Vec::new(),
        from: None,
    };
    Asked {
        key: key.to_string().into(),
        network: POLICE,
        request: Arc::new(request),
        state,
    }
}

#[wasm_bindgen_test]
fn what_waits_is_never_forgotten_and_of_refusals_the_oldest_are() {
    let store = Store::new(&[POLICE], Directory::default());
    for key in 0..120 {
        let state = if key % 2 == 0 {
            AskedState::Retried
        } else {
            AskedState::Rejected(Rejection::NoRight)
        };
        store.pending.ask(asked(key, Command::Acknowledge, state));
    }
    let waits = |key: usize| store.pending.find(&key.to_string()).is_some();
    assert!((0..120).step_by(2).all(waits));
    assert!(!waits(1), "the oldest refusal");
    assert!(waits(119), "the newest refusal");
}

#[wasm_bindgen_test]
async fn a_refusal_is_named_by_what_was_asked_and_not_by_another_command_of_its_kind() {
    let owner = Owner::new();
    let hub = Hub::named("names");
    let (page, store) = owner.with(|| {
        let (store, _) = seated(&hub, "names-desk", &[]);
        (Page::with(|| view! { <ToldElsewhere /> }), store)
    });
    for (command, words) in [
        (Command::Verify { passed: false }, "返工没有办成"),
        (Command::Verify { passed: true }, "核查通过没有办成"),
        (Command::Supervise(false), "解除督办没有办成"),
        (Command::Supervise(true), "督办没有办成"),
    ] {
        let rejected = AskedState::Rejected(Rejection::NoRight);
        store.pending.ask(asked(1, command, rejected));
        page.until(words, |page| page.text().contains(words)).await;
        store.pending.take("1");
    }
}

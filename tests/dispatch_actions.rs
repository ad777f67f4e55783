//! What is offered to whom, and what a card says of what was asked.
#![cfg(target_arch = "wasm32")]

mod page;
mod told;

use domain::{Incident, Millis, Network, Priority, Timestamp, UnitPosition, Wgs84};
use furun::commands::Commands;
use furun::config::{Addresses, Directory, Me};
use furun::i18n::{I18n, Language, Zone, provide_i18n};
use furun::panels::{ActionBar, ActionsView, CallForm, Draft, Told, provide_desk};
use furun::selectors::{Action, Offer, Selectors, offers, proposals};
use furun::store::{Asked, AskedState, Rejection, Session, Store};
use leptos::prelude::*;
use protocol::{Command, CommandRequest};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, HtmlElement, HtmlInputElement};
use world::{Body, Topic, World};

use page::Page;
use told::{POLICE, accepted, event, reference, reported, secs};

wasm_bindgen_test_configure!(run_in_browser);

/// Somebody with a role, at the station S1, and the commands of that role.
fn somebody(role: &str, commands: &[(&str, &str)]) -> Me {
    let commands: Vec<_> = commands
        .iter()
        .map(|(command, reach)| json!({"command": command, "reach": reach}))
        .collect();
    let me = json!({
        "person": {"id": "one", "name": "某人", "role": role, "networks": ["police"],
            "station": (role == "station").then_some("S1")},
        "commands": commands,
    });
    serde_json::from_value(me).expect("a person")
}

fn officer() -> Me {
    let verbs = [
        "acknowledge",
        "accept",
        "reject",
        "assign",
        "withdraw",
        "verify",
        "amend",
    ];
    let rights: Vec<_> = verbs.iter().map(|verb| (*verb, "all")).collect();
    somebody("duty_officer", &rights)
}

fn station() -> Me {
    let verbs = [
        "receive",
        "decline",
        "start_out",
        "arrive",
        "feedback",
        "resolve",
    ];
    let mut rights: Vec<_> = verbs.iter().map(|verb| (*verb, "own")).collect();
    rights.push(("assign", "own_crews"));
    somebody("station", &rights)
}

fn assigned(seq: u64, id: u64, at: i64, station: &str) -> world::Event {
    let station = domain::StationId::try_from(station).expect("an id");
    let body = Body::Assigned {
        to: domain::Assignee::Station(station),
        receive_within: Millis::from_secs(60),
    };
    event(seq, id, at, body)
}

/// What is offered after these events, and whether it is possible now.
fn offered(me: &Me, events: &[world::Event]) -> Vec<(Action, bool)> {
    let mut world = World::new();
    for event in events {
        world.apply(event);
    }
    let incident = world.incident(domain::IncidentId(1)).expect("an incident");
    let directory = Directory::default();
    let offers = offers(me, POLICE, incident, &world, &directory, secs(100));
    let possible = |offer: Offer| (offer.action, offer.refusal.is_none());
    offers.into_iter().map(possible).collect()
}

#[wasm_bindgen_test]
fn an_officer_may_accept_and_send_what_is_reported_and_not_yet_verify_it() {
    let offered = offered(&officer(), &[reported(1, 1, 0, Priority::Urgent)]);
    let possible: Vec<_> = offered
        .iter()
        .filter(|(_, now)| *now)
        .map(|(action, _)| *action)
        .collect();
    assert_eq!(
        possible,
        [
            Action::Accept,
            Action::Dispatch,
            Action::Acknowledge,
            Action::Amend,
            Action::Reject
        ]
    );
    assert!(offered.contains(&(Action::Verify, false)));
    assert!(offered.contains(&(Action::Withdraw, false)));
    // What the role never may is not offered at all.
    assert!(!offered.iter().any(|(action, _)| *action == Action::Close));
}

#[wasm_bindgen_test]
fn what_already_is_so_is_not_offered() {
    let events = [
        reported(1, 1, 0, Priority::Urgent),
        event(2, 1, 5, Body::Acknowledged),
    ];
    let offered = offered(&officer(), &events);
    assert!(
        !offered
            .iter()
            .any(|(action, _)| *action == Action::Acknowledge)
    );
}

#[wasm_bindgen_test]
fn a_station_acts_on_its_own_orders_only() {
    let events = [reported(1, 1, 0, Priority::Urgent), accepted(2, 1, 5)];
    assert!(offered(&station(), &events).is_empty(), "nobody was sent");
    let others = [events.as_slice(), &[assigned(3, 1, 10, "S2")]].concat();
    assert!(
        offered(&station(), &others).is_empty(),
        "another station was sent"
    );
    let own = [events.as_slice(), &[assigned(3, 1, 10, "S1")]].concat();
    let offered = offered(&station(), &own);
    assert_eq!(offered.first(), Some(&(Action::Receive, true)));
    assert!(
        offered.contains(&(Action::Arrive, false)),
        "not received yet"
    );
}

#[wasm_bindgen_test]
fn free_crews_are_proposed_by_distance_and_busy_ones_are_not() {
    let crew = |id: &str, lon: f64| UnitPosition {
        unit: domain::UnitId::try_from(id).expect("an id"),
        position: Wgs84::from_lon_lat(lon, 29.39).expect("a place on earth"),
        heading_degrees: None,
        sampled_at: Timestamp(0),
    };
    let positions = [
        crew("FAR", 106.30),
        crew("NEAR", 106.272),
        crew("BUSY", 106.271),
    ];
    let busy = domain::Assignee::Unit(domain::UnitId::try_from("BUSY").expect("an id"));
    let body = Body::Assigned {
        to: busy,
        receive_within: Millis::from_secs(60),
    };
    let incidents: Vec<Incident> = told::incidents(&[
        reported(1, 1, 0, Priority::Routine),
        reported(2, 2, 0, Priority::Routine),
        event(3, 2, 5, body),
    ]);
    let directory = Directory::default();
    let found = |positions: &[UnitPosition]| {
        proposals(
            &incidents[0],
            &directory,
            positions.iter(),
            incidents.iter(),
            |_| true,
        )
    };
    let proposed = found(&positions);
    let names: Vec<_> = proposed
        .all
        .iter()
        .map(|one| one.name.en.to_string())
        .collect();
    assert_eq!(names, ["NEAR", "FAR"]);
    assert!(!proposed.nobody_free);
    assert!(found(&positions[2..]).nobody_free, "the only crew is busy");
}

fn buttons(page: &Page) -> Vec<HtmlElement> {
    let found = page.all("button").into_iter();
    found.filter_map(|one| one.dyn_into().ok()).collect()
}

fn offer(action: Action) -> Offer {
    Offer {
        action,
        own: None,
        refusal: None,
    }
}

#[wasm_bindgen_test]
async fn every_action_shows_its_key_and_waits_while_something_is_on_its_way() {
    let owner = Owner::new();
    let pressed = Arc::new(AtomicUsize::new(0));
    let (page, waiting) = owner.with(|| {
        provide_i18n(I18n::new(Language::Chinese, Zone::fixed(Millis::ZERO)));
        let waiting = RwSignal::new(false);
        let count = Arc::clone(&pressed);
        let begin = Callback::new(move |_: Offer| {
            count.fetch_add(1, Ordering::Relaxed);
        });
        let view = move || {
            view! {
                <ActionsView
                    offers=Signal::stored(vec![offer(Action::Accept), offer(Action::Dispatch)])
                    waiting=waiting
                    on_begin=begin
                    on_more=Callback::new(|()| {})
                />
            }
        };
        (Page::with(view), waiting)
    });
    page.until("three buttons", |page| buttons(page).len() == 3)
        .await;
    let texts: Vec<_> = buttons(&page)
        .iter()
        .filter_map(|button| button.text_content())
        .collect();
    assert_eq!(texts, ["受理A", "派遣D", "全部操作:"]);
    buttons(&page)[0].click();
    assert_eq!(pressed.load(Ordering::Relaxed), 1);
    waiting.set(true);
    page.until("grey", |page| buttons(page)[0].has_attribute("disabled"))
        .await;
}

#[wasm_bindgen_test]
async fn a_refusal_says_what_has_changed_and_how_to_go_on_in_both_languages() {
    for (language, words) in [
        (Language::Chinese, "受理没有办成：其间环节、派单已有变化"),
        (
            Language::English,
            "Accept was not done: changed meanwhile: stage, orders",
        ),
    ] {
        let owner = Owner::new();
        let (page, store) = owner.with(|| {
            provide_i18n(I18n::new(language, Zone::fixed(Millis::ZERO)));
            let store = Store::new(&[Network::Police], Directory::default());
            provide_context(Selectors::new(store));
            (
                Page::with(|| view! { <Told incident=reference(1) /> }),
                store,
            )
        });
        store.pending.ask(Asked {
            key: "k".into(),
            network: POLICE,
            request: Arc::new(CommandRequest {
                incident: Some(reference(1).id),
                version: None,
                command: Command::Accept {
                    category: None,
                    priority: None,
                    place: None,
                },
                note: None,
                from: None,
                photos: Vec::new(),
            }),
            state: AskedState::Sent,
        });
        assert!(store.pending.is_waiting(reference(1)));
        let changed = vec![Topic::Stage, Topic::Assignments];
        store
            .pending
            .tell("k", AskedState::Rejected(Rejection::Outdated(changed)));
        page.until(words, |page| page.text().contains(words)).await;
        assert!(!store.pending.is_waiting(reference(1)));
        // Read: it goes.
        buttons(&page).last().expect("a button").click();
        page.until("nothing", |page| page.text().trim().is_empty())
            .await;
    }
}

#[wasm_bindgen_test]
fn what_is_done_is_forgotten_when_its_event_has_come_and_not_before() {
    let store = Store::new(&[POLICE], Directory::default());
    let asked = |state| Asked {
        key: "k".into(),
        network: POLICE,
        request: Arc::new(CommandRequest {
            incident: Some(reference(1).id),
            version: None,
            command: Command::Acknowledge,
            note: None,
            from: None,
            photos: Vec::new(),
        }),
        state,
    };
    let known = told::incidents(&[reported(1, 1, 0, Priority::Routine)]);
    let frames = [told::hello(0, 1, None), told::snapshot(1, 0, 1, known)];
    let at = furun::platform::PageTime(0.0);
    store.apply(POLICE, frames, at).expect("frames that fit");
    store.pending.ask(asked(AskedState::Done(domain::Seq(2))));
    store.settle();
    assert!(
        store.pending.is_waiting(reference(1)),
        "its event has not come"
    );
    let events = told::deltas(2, [accepted(2, 1, 5)]);
    store.apply(POLICE, [events], at).expect("frames that fit");
    assert!(!store.pending.is_waiting(reference(1)));
}

/// A store at which somebody sits, with the way out to a hub that nobody asks.
fn desk_of(session: Session) -> Store {
    // Effects run once something was mounted for the first time.
    drop(Page::with(|| ()));
    provide_i18n(I18n::new(Language::Chinese, Zone::fixed(Millis::ZERO)));
    let store = Store::new(&[POLICE], Directory::default());
    store.session.set(session);
    provide_context(Selectors::new(store));
    let addresses = Addresses::below("http://127.0.0.1:9/console");
    provide_context(Commands::new(store, addresses, [].into()));
    store
}

#[wasm_bindgen_test]
async fn without_a_session_the_card_offers_to_sign_in_and_a_demo_offers_nothing() {
    let owner = Owner::new();
    let page = owner.with(|| {
        desk_of(Session::Nobody);
        provide_desk();
        Page::with(|| view! { <ActionBar incident=reference(1) /> })
    });
    page.until("the way in", |page| page.text().contains("登录后可办理"))
        .await;
    let owner = Owner::new();
    let demo = owner.with(|| {
        let store = Store::new(&[POLICE], Directory::default());
        provide_context(Selectors::new(store));
        assert!(provide_desk().is_none(), "there is no hub to ask");
        Page::with(|| view! { <ActionBar incident=reference(1) /> })
    });
    assert!(demo.all("button").is_empty());
}

#[wasm_bindgen_test]
async fn a_call_that_is_not_complete_names_its_fields_and_keeps_what_was_typed() {
    let owner = Owner::new();
    let (page, desk) = owner.with(|| {
        let me = somebody("duty_officer", &[("report", "all")]);
        desk_of(Session::SignedIn(Arc::new(me)));
        let desk = provide_desk().expect("a hub");
        desk.call.set(Draft {
            caller_phone: "不详".to_owned(),
            ..Draft::default()
        });
        (Page::with(move || view! { <CallForm desk=desk /> }), desk)
    });
    page.until("the form", |page| !page.all(".call").is_empty())
        .await;
    let send: HtmlElement = page.one("button[type='submit']").unchecked_into();
    send.click();
    page.until("two faults", |page| page.all(".field__fault").len() == 2)
        .await;
    assert_eq!(page.texts(".field__fault"), ["不能为空", "不是电话号码"]);
    // The field that is mended is no longer wrong; the other one is.
    let subject: HtmlInputElement = page.one("input[name='subject']").unchecked_into();
    subject.set_value("夜间噪声");
    let typed = Event::new("input").expect("an event");
    subject.dispatch_event(&typed).expect("it is heard");
    page.until("one fault", |page| page.all(".field__fault").len() == 1)
        .await;
    assert_eq!(desk.call.get_untracked().subject, "夜间噪声");
    assert_eq!(desk.call.get_untracked().caller_phone, "不详");
}

//! What is offered to whom, and what a card says of what was asked.
#![cfg(target_arch = "wasm32")]

mod page;
mod told;

use domain::{
    Duty, Incident, Millis, Name, Network, Priority, Responsible, Seq, Timestamp, UnitPosition,
    Wgs84,
};
use furun::commands::Commands;
use furun::config::{Addresses, Directory, IncidentTexts, Me, Proof, TextSource};
use furun::i18n::{I18n, Language, Zone, provide_i18n};
use furun::panels::{
    ActionBar, ActionsView, CallForm, Draft, PhotoView, SelectedIncident, Told, provide_desk,
};
use furun::platform::PageTime;
use furun::selectors::{Action, Offer, Selectors, Undo, inverse, may_undo, offers, proposals};
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
    let offers = offers(me, POLICE, incident, &world, &directory);
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
    assert!(!proposed.nobody_free());
    assert!(
        found(&positions[2..]).nobody_free(),
        "the only crew is busy"
    );
}

#[wasm_bindgen_test]
fn the_department_that_is_responsible_is_proposed_first_with_what_makes_it_so() {
    let id = |text: &str| domain::DepartmentId::try_from(text).expect("an id");
    let category = |text: &str| domain::CategoryId::try_from(text).expect("an id");
    let of = |major| domain::Category {
        name: Name::same("井盖破损"),
        major,
        minor: 1,
        priority: Priority::Routine,
        feedback_within: None,
        handle_within: None,
        subjects: Vec::new(),
    };
    let rules = domain::Rules {
        categories: [(category("manhole"), of(11)), (category("signal"), of(11))].into(),
        ..domain::Rules::default()
    };
    let entry = |duty, departments: &[&str]| Responsible {
        duty,
        departments: departments.iter().map(|text| id(text)).collect(),
    };
    let mut directory = Directory::default().with_rules(&rules).with_responsible(&[
        entry(Duty::Major(11), &["works", "parks"]),
        entry(Duty::Category(category("signal")), &["traffic"]),
    ]);
    for name in ["parks", "police", "traffic", "works"] {
        directory.departments.insert(id(name), Name::same(name));
    }
    let first = |about: Option<&str>| {
        let mut incident = told::incidents(&[reported(1, 1, 0, Priority::Routine)]).remove(0);
        incident.category = about.map(category);
        let none: [UnitPosition; 0] = [];
        let proposed = proposals(&incident, &directory, none.iter(), [].into_iter(), |_| true);
        let proposed = proposed.all.into_iter();
        let own = proposed.map(|one| (one.name.en.to_string(), one.duty.is_some()));
        own.collect::<Vec<_>>()
    };
    let told = |names: [(&str, bool); 4]| names.map(|(name, duty)| (name.to_owned(), duty));
    let of_class = [
        ("works", true),
        ("parks", true),
        ("police", false),
        ("traffic", false),
    ];
    assert_eq!(first(Some("manhole")), told(of_class));
    // What is said of the category itself holds before what is said of its class.
    let of_category = [
        ("traffic", true),
        ("parks", false),
        ("police", false),
        ("works", false),
    ];
    assert_eq!(first(Some("signal")), told(of_category));
    assert!(first(None).iter().all(|(_, duty)| !duty));
}

#[wasm_bindgen_test]
fn what_was_just_done_can_be_taken_back_where_the_lifecycle_can_and_the_person_may() {
    let to = domain::Assignee::Station(domain::StationId::try_from("S1").expect("an id"));
    let mut events = vec![reported(1, 1, 0, Priority::Routine), accepted(2, 1, 5)];
    let before = told::incidents(&events).remove(0);
    let assign = Command::Assign(to.clone());
    let withdraw = inverse(&assign, &before).expect("an order is taken back");
    assert_eq!(withdraw, Command::Withdraw(to.clone()));
    events.push(assigned(3, 1, 10, "S1"));
    let undo = Undo {
        incident: reference(1),
        done: Action::Dispatch,
        version: Seq(3),
        inverse: withdraw,
        at: PageTime::default(),
    };
    let may = |me: &Me, undo: &Undo, events: &[world::Event]| {
        let mut world = World::new();
        for event in events {
            world.apply(event);
        }
        let incident = world.incident(domain::IncidentId(1)).expect("an incident");
        may_undo(undo, me, incident, &world)
    };
    assert!(may(&officer(), &undo, &events));
    assert!(
        !may(&station(), &undo, &events),
        "it has no right to withdraw"
    );
    // Whoever was withdrawn without having received it can be asked again; who had received it would have to do so again.
    let offered = told::incidents(&events).remove(0);
    let back = Command::Withdraw(to.clone());
    assert_eq!(inverse(&back, &offered), Some(assign));
    let received = Body::Received {
        assignee: to.clone(),
        arrive_within: None,
    };
    events.push(event(4, 1, 20, received));
    let received = told::incidents(&events).remove(0);
    assert_eq!(inverse(&back, &received), None);
    // It stays offered: the hub says with words that somebody has acted since.
    assert!(may(&officer(), &undo, &events));
    events.push(event(5, 1, 30, Body::Declined { assignee: to }));
    assert!(
        !may(&officer(), &undo, &events),
        "there is nothing left to withdraw"
    );
    for told_outside in [
        Command::Reply,
        Command::Rate(5),
        Command::Feedback,
        Command::Resolve,
    ] {
        assert_eq!(inverse(&told_outside, &before), None, "{told_outside:?}");
    }
    let amend = |category, subject: Option<&str>| Command::Amend {
        place: None,
        category,
        subject: subject.map(Into::into),
    };
    assert_eq!(
        inverse(&amend(None, Some("x")), &before),
        Some(amend(None, Some(&before.subject)))
    );
}

#[wasm_bindgen_test]
fn what_was_rejected_is_reopened_only_while_nothing_else_has_happened() {
    let mut supervisor = somebody("supervisor", &[("reopen", "all"), ("escalate", "all")]);
    let mut events = vec![
        reported(1, 1, 0, Priority::Routine),
        event(2, 1, 5, Body::Rejected),
    ];
    let undo = Undo {
        incident: reference(1),
        done: Action::Reject,
        version: Seq(2),
        inverse: Command::Reopen,
        at: PageTime::default(),
    };
    let may = |me: &Me, events: &[world::Event]| {
        let mut world = World::new();
        for event in events {
            world.apply(event);
        }
        let incident = world.incident(domain::IncidentId(1)).expect("an incident");
        may_undo(&undo, me, incident, &world)
    };
    assert!(may(&supervisor, &events));
    events.push(event(3, 1, 9, Body::Linked(reference(2))));
    assert!(!may(&supervisor, &events));
    events.pop();
    supervisor.commands.clear();
    assert!(!may(&supervisor, &events));
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
    let at = PageTime(0.0);
    store.apply(POLICE, frames, at).expect("frames that fit");
    store.pending.ask(asked(AskedState::Done(Seq(2))));
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

/// A card of an incident with two photos and a reply, at a desk or on a wall that has none.
fn card(has_desk: bool) -> (Page, Store) {
    let proof = |photo: &str, of: &str, by: &str| Proof {
        photo: domain::PhotoKey::try_from(photo).expect("a name"),
        at: secs(60),
        of: of.into(),
        by: by.into(),
    };
    let texts = IncidentTexts {
        replies: vec![(secs(90), "已修好".to_owned())],
        photos: vec![
            proof("aa", "reported", "walker"),
            proof("bb", "resolved", "works"),
        ],
        ..IncidentTexts::default()
    };
    let store = desk_of(Session::SignedIn(Arc::new(officer())));
    provide_context(TextSource::in_page(move |_| {
        let texts = texts.clone();
        async move { Some(texts) }
    }));
    let told = [
        told::hello(100, 1, None),
        told::snapshot(
            1,
            0,
            1,
            told::incidents(&[reported(1, 1, 0, Priority::Routine)]),
        ),
    ];
    store.apply(POLICE, told, PageTime(0.0)).expect("frames");
    store.view.selected.set(Some(reference(1)));
    if has_desk {
        provide_desk();
    }
    let page = Page::with(|| {
        view! {
            <SelectedIncident />
            <PhotoView />
        }
    });
    (page, store)
}

#[wasm_bindgen_test]
async fn the_card_at_a_desk_has_the_photos_and_what_the_caller_sees_and_keys_lead_through_them() {
    let owner = Owner::new();
    let (page, _) = owner.with(|| card(true));
    page.until("the photos", |page| page.all(".photo__open").len() == 2)
        .await;
    assert_eq!(page.texts(".photo__who"), ["walker", "works"]);
    assert_eq!(page.texts(".photo__act")[1], "办结 · 00:01");
    assert_eq!(page.texts(".citizen__standing"), ["办理中"]);
    assert!(page.text().contains("已修好"));
    let press = |at: &web_sys::Element, key: &str| {
        let how = "{key: KEY, bubbles: true, cancelable: true}".replace("KEY", &format!("{key:?}"));
        let event = js_sys::eval(&format!("new KeyboardEvent('keydown', {how})")).expect("a key");
        let event: Event = event.unchecked_into();
        at.dispatch_event(&event).expect("pressed");
    };
    let first: HtmlElement = page.all(".photo__open").remove(0).unchecked_into();
    first.focus().expect("focus");
    press(&first, "ArrowRight");
    let second: HtmlElement = page.all(".photo__open").remove(1).unchecked_into();
    assert_eq!(document().active_element().as_ref(), Some(second.as_ref()));
    second.click();
    page.until("it is open", |page| page.text().contains("第 2 / 2 张"))
        .await;
    press(&page.one(".large-photo"), "ArrowLeft");
    page.until("the other", |page| page.text().contains("第 1 / 2 张"))
        .await;
    press(&page.one(".large-photo"), "Escape");
    page.until("it is closed", |page| page.all(".large-photo").is_empty())
        .await;
    assert_eq!(page.all(".incident-card").len(), 1, "the card stays");
    assert_eq!(document().active_element().as_ref(), Some(second.as_ref()));
}

#[wasm_bindgen_test]
async fn the_card_on_a_wall_has_neither_photos_nor_what_the_caller_sees() {
    let owner = Owner::new();
    let (page, _) = owner.with(|| card(false));
    // Texts have been read, and nothing of them stands there but notes.
    page.until("the card", |page| {
        page.text().contains("路灯不亮") && !page.all(".notes *").is_empty()
    })
    .await;
    assert!(page.all(".photos, .citizen").is_empty());
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

//! The orders of a station that has several at one incident, and whom it may give them to.
#![cfg(target_arch = "wasm32")]

mod hub;
mod page;
mod told;

use std::sync::Arc;

use domain::{
    Assignee, ClockKind, DepartmentId, Incident, Millis, Name, Network, Priority, Seq, StationId,
    UnitId,
};
use furun::commands::Commands;
use furun::config::{Crew, Directory, Me};
use furun::i18n::{I18n, Language, Zone, provide_i18n};
use furun::panels::{
    ActionForm, Desk, OpenForm, OrderCard, OrderList, ToldElsewhere, provide_desk,
};
use furun::selectors::{Action, OrderKey, Pressure, Selectors, offers, order_clock, orders};
use furun::store::{Session, Store};
use leptos::prelude::*;
use protocol::{Command, CommandRequest};
use serde_json::json;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, HtmlElement, HtmlTextAreaElement};
use world::{Body, World};

use hub::Hub;
use page::Page;
use told::{POLICE, accepted, event, reference, reported, secs};

wasm_bindgen_test_configure!(run_in_browser);

fn station() -> Assignee {
    Assignee::Station(StationId::try_from("S1").expect("an id"))
}

fn crew() -> Assignee {
    Assignee::Unit(UnitId::try_from("PT-01").expect("an id"))
}

/// A station with one crew, and a department beside it.
fn directory() -> Directory {
    let department = DepartmentId::try_from("law").expect("an id");
    let known = Crew {
        name: Name::new("米兰一组", "Milan 1"),
        station: Some(StationId::try_from("S1").expect("an id")),
        area: None,
    };
    let mut directory = Directory::default();
    let crew = UnitId::try_from("PT-01").expect("an id");
    directory.crews.insert(crew, known);
    let name = Name::new("综合执法大队", "Law enforcement");
    directory.departments.insert(department, name);
    directory
}

/// Whoever works at the station S1; with a crew, whoever is that crew.
fn me(unit: Option<&str>) -> Me {
    let own = [
        "receive",
        "decline",
        "start_out",
        "arrive",
        "clear",
        "feedback",
        "resolve",
        "hand_over",
    ];
    let own = own.map(|verb| json!({"command": verb, "reach": "own"}));
    let assign = json!({"command": "assign", "reach": "own_crews"});
    let commands: Vec<_> = own.into_iter().chain([assign]).collect();
    let me = json!({
        "person": {"id": "station", "name": "值守", "role": "station", "networks": ["police"], "station": "S1",
            "unit": unit},
        "commands": commands,
    });
    serde_json::from_value(me).expect("a person")
}

fn assigned(seq: u64, to: Assignee) -> world::Event {
    let receive_within = Millis::from_secs(60);
    event(seq, 1, 10, Body::Assigned { to, receive_within })
}

fn received(seq: u64, assignee: Assignee) -> world::Event {
    let arrive_within = Millis::from_secs(300);
    event(
        seq,
        1,
        20,
        Body::Received {
            assignee,
            arrive_within: Some(arrive_within),
        },
    )
}

/// The station has received its order and given it on to its crew, which has received its own.
fn given_on() -> Vec<world::Event> {
    vec![
        reported(1, 1, 0, Priority::Routine),
        accepted(2, 1, 5),
        assigned(3, station()),
        received(4, station()),
        assigned(5, crew()),
        received(6, crew()),
    ]
}

fn possible(me: &Me, events: &[world::Event]) -> Vec<(Action, Option<Assignee>)> {
    let mut world = World::new();
    for event in events {
        world.apply(event);
    }
    let incident = world.incident(domain::IncidentId(1)).expect("an incident");
    let offers = offers(me, POLICE, incident, &world, &directory());
    let possible = offers.into_iter().filter(|offer| offer.refusal.is_none());
    possible.map(|offer| (offer.action, offer.own)).collect()
}

#[wasm_bindgen_test]
fn each_own_order_goes_its_own_way() {
    let offered = possible(&me(None), &given_on());
    for action in [Action::StartOut, Action::Arrive, Action::Decline] {
        for own in [station(), crew()] {
            let offer = (action, Some(own));
            assert!(offered.contains(&offer), "{offer:?} of {offered:?}");
        }
    }
    // What is about the incident as a whole is offered once.
    let feedbacks = offered
        .iter()
        .filter(|(action, _)| *action == Action::Feedback);
    assert_eq!(feedbacks.count(), 1);
}

#[wasm_bindgen_test]
fn a_crew_is_offered_no_crew_to_send() {
    let dispatches = |me: &Me| {
        let offered = possible(me, &given_on());
        offered
            .iter()
            .any(|(action, _)| *action == Action::Dispatch)
    };
    assert!(dispatches(&me(None)));
    assert!(!dispatches(&me(Some("PT-01"))));
}

/// The station's screen, with its orders.
fn seated(hub: &Hub, events: &[world::Event]) -> (Store, Desk) {
    drop(Page::with(|| ()));
    provide_i18n(I18n::new(Language::Chinese, Zone::fixed(Millis::ZERO)));
    let store = Store::new(&[POLICE], directory());
    store.session.set(Session::SignedIn(Arc::new(me(None))));
    tell(store, told::incidents(events));
    provide_context(Selectors::new(store));
    provide_context(Commands::new(store, hub.addresses(), [].into()));
    (store, provide_desk().expect("a hub"))
}

fn tell(store: Store, incidents: Vec<Incident>) {
    let frames = [told::hello(30, 1, None), told::snapshot(9, 0, 1, incidents)];
    let at = furun::platform::PageTime(0.0);
    store
        .apply(Network::Police, frames, at)
        .expect("frames that fit");
}

#[wasm_bindgen_test]
fn a_station_hands_over_to_departments_and_sends_its_own_crews_only() {
    let owner = Owner::new();
    let hub = Hub::named("hand-over");
    let events = &given_on()[..4];
    let (store, _) = owner.with(|| seated(&hub, events));
    let to = |action: Action| {
        let proposals =
            owner.with(|| untrack(|| Selectors::new(store).proposals(reference(1), action)));
        let names = proposals.all.into_iter().map(|one| one.name.en.to_string());
        names.collect::<Vec<_>>()
    };
    assert_eq!(to(Action::Dispatch), ["Milan 1"]);
    assert!(to(Action::HandOver).contains(&"Law enforcement".to_owned()));
}

#[wasm_bindgen_test]
fn whoever_has_done_the_work_is_free_although_nobody_has_verified_it() {
    let owner = Owner::new();
    let hub = Hub::named("free");
    let resolved = event(
        7,
        1,
        60,
        Body::Resolved {
            verify_within: Millis::from_hours(24),
        },
    );
    let other = reported(8, 2, 61, Priority::Routine);
    let free = |events: &[world::Event]| {
        let (store, _) = owner.with(|| seated(&hub, events));
        let proposals = untrack(|| Selectors::new(store).proposals(reference(2), Action::Dispatch));
        !proposals.nobody_free()
    };
    let busy = [given_on(), vec![other.clone()]].concat();
    assert!(!free(&busy), "its crew is at work");
    assert!(free(&[given_on(), vec![resolved, other]].concat()));
}

#[wasm_bindgen_test]
async fn the_form_of_one_order_opens_on_its_own_card_and_is_about_it_whatever_becomes_of_the_other()
{
    let owner = Owner::new();
    let hub = Hub::named("cards");
    let (page, store, desk) = owner.with(|| {
        let (store, desk) = seated(&hub, &given_on());
        let order = |assignee| OrderKey {
            incident: reference(1),
            assignee,
        };
        let page = Page::with(move || {
            view! {
                <OrderCard order=order(station()) />
                <OrderCard order=order(crew()) />
            }
        });
        (page, store, desk)
    });
    let decline = ".order:last-of-type [data-action='decline']";
    page.until("the crew's buttons", |page| !page.all(decline).is_empty())
        .await;
    let button: HtmlElement = page.one(decline).unchecked_into();
    button.click();
    page.until("a form", |page| !page.all(".action-form").is_empty())
        .await;
    assert_eq!(page.all(".action-form").len(), 1);
    assert_eq!(page.all(".order:last-of-type .action-form").len(), 1);
    // The station's order is withdrawn meanwhile; the form is still about the crew's.
    let withdrawn = event(
        7,
        1,
        70,
        Body::Withdrawn {
            assignee: station(),
        },
    );
    let at = furun::platform::PageTime(0.0);
    store
        .apply(POLICE, [told::deltas(10, [withdrawn])], at)
        .expect("frames that fit");
    write(&page, "车辆故障");
    let send = ".action-form button[data-weight='strong']:enabled";
    page.until("what can be sent", |page| !page.all(send).is_empty())
        .await;
    let send: HtmlElement = page.one(send).unchecked_into();
    send.click();
    let posts = hub.until_posts(1).await;
    let body: CommandRequest = serde_json::from_str(&posts[0].body).expect("a command");
    assert_eq!(body.command, Command::Decline(crew()));
    assert!(
        desk.form.get_untracked().is_some(),
        "there was no answer yet"
    );
}

fn write(page: &Page, text: &str) {
    let note: HtmlTextAreaElement = page.one("textarea").unchecked_into();
    note.set_value(text);
    note.dispatch_event(&Event::new("input").expect("an event"))
        .expect("it is heard");
}

#[wasm_bindgen_test]
async fn what_is_written_about_an_order_stays_when_a_colleague_moves_it_to_another_list() {
    let owner = Owner::new();
    let hub = Hub::named("moved");
    // The crew's order is offered, and about to be received.
    let events = &given_on()[..5];
    let (page, store, desk) = owner.with(|| {
        let (store, desk) = seated(&hub, events);
        let orders = expect_context::<Selectors>().orders();
        let page = Page::with(move || {
            view! {
                <div id="offered">
                    <OrderList
                        title="offered"
                        nothing="none"
                        orders=Signal::derive(move || orders.get().offered)
                    />
                </div>
                <div id="under-way">
                    <OrderList
                        title="under way"
                        nothing="none"
                        orders=Signal::derive(move || orders.get().under_way)
                    />
                </div>
            }
        });
        (page, store, desk)
    });
    let decline = "#offered [data-action='decline']";
    page.until("the crew's order", |page| !page.all(decline).is_empty())
        .await;
    let begin = async || {
        let button: HtmlElement = page.one(decline).unchecked_into();
        button.click();
        page.until("a form", |page| {
            !page.all("#offered .action-form").is_empty()
        })
        .await;
        let note: HtmlTextAreaElement = page.one("textarea").unchecked_into();
        note.value()
    };
    begin().await;
    write(&page, "写错了");
    desk.give_up();
    page.until("no form", |page| page.all(".action-form").is_empty())
        .await;
    assert_eq!(begin().await, "", "what was given up does not come back");
    write(&page, "车辆故障");
    let taken = told::deltas(10, [received(10, crew())]);
    // The lists are made anew at most four times a second.
    let at = furun::platform::PageTime(1_000.0);
    store.apply(POLICE, [taken], at).expect("frames that fit");
    let moved = "#under-way .action-form textarea";
    page.until("the form where the order stands now", |page| {
        !page.all(moved).is_empty()
    })
    .await;
    let note: HtmlTextAreaElement = page.one(moved).unchecked_into();
    assert_eq!(note.value(), "车辆故障");
    let send = ".action-form button[data-weight='strong']:enabled";
    let send: HtmlElement = page.one(send).unchecked_into();
    send.click();
    let posts = hub.until_posts(1).await;
    let body: CommandRequest = serde_json::from_str(&posts[0].body).expect("a command");
    assert_eq!(body.command, Command::Decline(crew()));
    assert_eq!(body.note.as_deref(), Some("车辆故障"));
    assert_eq!(
        body.version,
        Some(Seq(5)),
        "it is decided on what stood there when the form opened"
    );
}

#[wasm_bindgen_test]
async fn a_crew_that_is_done_can_go() {
    let owner = Owner::new();
    let hub = Hub::named("clear");
    let resolved = event(
        7,
        1,
        60,
        Body::Resolved {
            verify_within: Millis::from_hours(24),
        },
    );
    let events = [given_on(), vec![resolved]].concat();
    let page = owner.with(|| {
        seated(&hub, &events);
        let order = OrderKey {
            incident: reference(1),
            assignee: crew(),
        };
        Page::with(move || view! { <OrderCard order=order /> })
    });
    let clear = "[data-action='clear']";
    page.until("the way home", |page| !page.all(clear).is_empty())
        .await;
    assert!(
        page.all("[data-action='decline']").is_empty(),
        "what is done is not given back"
    );
}

#[wasm_bindgen_test]
fn an_order_shows_the_clock_that_is_over_although_another_runs() {
    let accepted = Body::Accepted {
        category: None,
        priority: None,
        place: None,
        handle_within: Millis::from_secs(60),
    };
    let incident = told::incidents(&[
        reported(1, 1, 0, Priority::Routine),
        event(2, 1, 5, accepted),
        assigned(3, station()),
        received(4, station()),
    ]);
    let order = incident[0].live_assignments().next().expect("an order");
    let shown = |at| order_clock(&incident[0], order, secs(at)).expect("a clock");
    let over = shown(200);
    assert_eq!(
        (over.kind, over.pressure),
        (ClockKind::Handling, Pressure::Overdue)
    );
    assert_eq!(over.over(), Millis::from_secs(135));
    // Both are over: the one that is further over.
    assert_eq!(shown(2_000).kind, ClockKind::Handling);
}

#[wasm_bindgen_test]
fn what_is_done_waits_to_be_verified_and_is_no_longer_under_way() {
    let resolved = event(
        7,
        1,
        60,
        Body::Resolved {
            verify_within: Millis::from_hours(24),
        },
    );
    let listed = |events: &[world::Event]| {
        let incidents = told::incidents(events);
        let all = incidents.iter().map(|known| (reference(known.id.0), known));
        let orders = orders(&me(None), &directory(), all);
        (orders.under_way.len(), orders.to_verify.len())
    };
    assert_eq!(listed(&given_on()), (2, 0));
    assert_eq!(listed(&[given_on(), vec![resolved]].concat()), (0, 2));
}

#[wasm_bindgen_test]
async fn after_a_refusal_whoever_was_sent_meanwhile_is_not_proposed_any_more() {
    let owner = Owner::new();
    let hub = Hub::named("moved");
    let (page, store) = owner.with(|| {
        let (store, desk) = seated(&hub, &given_on()[..4]);
        desk.form.set(Some(OpenForm {
            incident: reference(1),
            action: Action::Dispatch,
            own: None,
        }));
        let form = || {
            view! {
                <ToldElsewhere />
                <ActionForm incident=reference(1) action=Action::Dispatch own=None />
            }
        };
        (Page::with(form), store)
    });
    let send = ".action-form__foot button[data-weight='strong']";
    page.until("the crew", |page| page.all(".choice").len() == 1)
        .await;
    let outdated = json!({"type": "urn:furun:problem:refused", "refusal": "outdated", "changed": ["assignments"]});
    hub.answers(409, &outdated.to_string());
    let button: HtmlElement = page.one(send).unchecked_into();
    button.click();
    page.until("the incident by its name", |page| {
        page.text().contains("路灯不亮 1 SF-0001") && !page.text().contains("police/1")
    })
    .await;
    // The event that the refusal spoke of comes after it.
    let at = furun::platform::PageTime(0.0);
    store
        .apply(POLICE, [told::deltas(10, [assigned(10, crew())])], at)
        .expect("frames that fit");
    page.until("nobody to send", |page| page.all(".choice").is_empty())
        .await;
    assert!(
        page.one(send).has_attribute("disabled"),
        "nobody is sent by the press that meant another"
    );
}

//! The pages from which the house is run, without a hub: what is there for whom, which fields a role has, and what is said of
//! what is missing.
#![cfg(target_arch = "wasm32")]

mod page;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{Millis, Name, Network, Wgs84};
use furun::administration::AdministrationPage;
use furun::commands::Commands;
use furun::config::{Addresses, Directory, Me};
use furun::connection::{FeedHealth, Freshness, LinkState};
use furun::i18n::{I18n, Language, Zone, provide_i18n};
use furun::platform::{Storage, base_uri, keep};
use furun::selectors::Selectors;
use furun::signin::{FirstPage, Seat, keep_first_secret};
use furun::store::{Session, Store};
use furun::wall::WallDoor;
use leptos::prelude::*;
use protocol::{CloseCode, Deployment, HomeView, NetworkFeed, WallGeometry};
use serde_json::json;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, HtmlElement, HtmlInputElement, HtmlSelectElement};

use page::Page;

wasm_bindgen_test_configure!(run_in_browser);

const NETWORKS: [Network; 2] = [Network::Government, Network::Police];

fn name() -> Name {
    Name::new("福润云治理中心", "Furun")
}

fn deployment() -> Arc<Deployment> {
    let feeds = NETWORKS.map(|network| NetworkFeed {
        network,
        name: Name::new(network.as_str(), network.as_str()),
        hub: None,
    });
    Arc::new(Deployment {
        name: name(),
        time_zone: "Asia/Chongqing".to_owned(),
        demo: false,
        home: HomeView {
            centre: Wgs84::from_lon_lat(106.27, 29.39).expect("on earth"),
            zoom: 14.0,
            bearing_degrees: 0.0,
            pitch_degrees: 0.0,
        },
        feeds: feeds.to_vec(),
        platforms: Vec::new(),
        rules: Directory::default().rules,
        responsible: Vec::new(),
        basemap: None,
        wall: WallGeometry::default(),
        askew_degrees: None,
        sees_cameras: false,
    })
}

fn somebody(abilities: &[&str]) -> Session {
    let me = json!({
        "person": {"id": "one", "name": "某人", "role": "supervisor", "networks": ["police"]},
        "commands": [],
        "abilities": abilities,
    });
    let me: Me = serde_json::from_value(me).expect("a hub's answer");
    Session::SignedIn(Arc::new(me))
}

/// What stands below every page, with nobody who answers.
fn furnish(session: Session) -> Store {
    let store = Store::new(&NETWORKS, Directory::default());
    store.session.set(session);
    provide_i18n(I18n::new(
        Language::English,
        Zone::fixed(Millis::from_hours(8)),
    ));
    provide_context(Selectors::new(store));
    let addresses = Addresses::below(&base_uri());
    provide_context(Commands::new(store, addresses, BTreeMap::new()));
    store
}

fn administration(abilities: &'static [&'static str]) -> Page {
    Page::with(move || {
        furnish(somebody(abilities));
        view! { <AdministrationPage deployment=deployment() on_language=Callback::new(|_| ()) /> }
    })
}

fn press(page: &Page, selector: &str) {
    page.one(selector).unchecked_into::<HtmlElement>().click();
}

fn tell(page: &Page, selector: &str, kind: &str) {
    let event = Event::new(kind).expect("an event");
    page.one(selector).dispatch_event(&event).expect("heard");
}

fn write(page: &Page, selector: &str, text: &str) {
    let field: HtmlInputElement = page.one(selector).unchecked_into();
    field.set_value(text);
    tell(page, selector, "input");
}

fn choose(page: &Page, selector: &str, word: &str) {
    let field: HtmlSelectElement = page.one(selector).unchecked_into();
    field.set_value(word);
    tell(page, selector, "change");
}

fn faults(page: &Page) -> Vec<String> {
    page.texts(".field__fault")
}

#[wasm_bindgen_test]
async fn each_part_of_the_administration_is_there_for_those_who_may() {
    let supervisor = administration(&["read", "audit", "walls"]);
    supervisor
        .until("two parts", |page| {
            page.texts(".admin-tab") == ["Walls", "Audit"]
        })
        .await;
    drop(supervisor);
    let officer = administration(&["read", "texts"]);
    officer
        .until("nothing", |page| {
            page.all(".admin-tab").is_empty() && page.text().contains("administers nothing")
        })
        .await;
}

#[wasm_bindgen_test]
async fn a_new_account_has_the_fields_of_its_role_and_each_that_is_missing_is_named() {
    let page = administration(&["people", "audit", "walls"]);
    page.until("the list", |page| !page.all(".admin-list__line").is_empty())
        .await;
    press(&page, ".admin-list__line button");
    page.until("the form", |page| !page.all(".admin-form").is_empty())
        .await;
    let has = |page: &Page, name: &str| !page.all(&format!(".admin-form [name={name}]")).is_empty();
    assert!(!has(&page, "station") && !has(&page, "department"));
    choose(&page, ".admin-form [name=role]", "station");
    page.until("a station", |page| {
        has(page, "station") && has(page, "unit")
    })
    .await;
    let submit = ".admin-form button[type=submit]";
    for (missing, then) in [
        ("An account has", "account"),
        ("A name is needed", "name"),
        ("at least one network", "network"),
        ("Choose a station", "role"),
    ] {
        press(&page, submit);
        page.until(missing, |page| {
            faults(page).len() == 1 && faults(page)[0].contains(missing)
        })
        .await;
        match then {
            "network" => press(&page, ".admin-form .chip"),
            "role" => choose(&page, ".admin-form [name=role]", "duty_officer"),
            field => write(&page, &format!(".admin-form [name={field}]"), "desk-2"),
        }
        page.until("it is named no longer", |page| faults(page).is_empty())
            .await;
    }
    write(&page, ".admin-form [name=password]", "too short");
    press(&page, submit);
    page.until("the password", |page| {
        faults(page).len() == 1 && faults(page)[0].contains("10 characters")
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_first_administrator_needs_the_whole_link_and_the_same_password_twice() {
    let first = || {
        Page::with(|| {
            furnish(Session::Nobody);
            view! { <FirstPage name=name() on_language=Callback::new(|_| ()) /> }
        })
    };
    keep(Storage::Session, "furun.first", None);
    keep_first_secret("token=abc");
    let without = first();
    assert!(without.text().contains("whole link"), "{}", without.text());
    assert!(without.all("input").is_empty());
    drop(without);
    keep_first_secret("secret=abc");
    let page = first();
    write(&page, "[name=name]", "Administrator");
    write(&page, "[name=username]", "admin-1");
    write(&page, "[name=password]", "correct horse battery");
    write(&page, "[name=again]", "correct house battery");
    press(&page, "button[type=submit]");
    page.until("they differ", |page| {
        faults(page).len() == 1 && faults(page)[0].contains("not the same")
    })
    .await;
    keep(Storage::Session, "furun.first", None);
}

#[wasm_bindgen_test]
async fn the_seat_leads_to_the_administration_only_whom_it_is_for() {
    for (abilities, leads) in [(&["audit"][..], true), (&["read"][..], false)] {
        let page = Page::with(move || {
            furnish(somebody(abilities));
            view! { <Seat /> }
        });
        assert_eq!(
            page.text().contains("Administration"),
            leads,
            "{abilities:?}"
        );
        assert!(
            page.one(".seat__name")
                .get_attribute("href")
                .is_some_and(|href| href.contains("account?back="))
        );
    }
}

#[wasm_bindgen_test]
async fn a_wall_shows_its_picture_until_every_feed_wants_to_know_who_it_is() {
    let page = Page::with(|| {
        let store = furnish(Session::Nobody);
        provide_context(store);
        let refuse = move |network| {
            store.tell_health(FeedHealth {
                link: LinkState::Refused(CloseCode::Unauthorised),
                freshness: Freshness::Lost,
                ..FeedHealth::silent(network)
            });
        };
        view! {
            <button id="one" on:click=move |_| refuse(NETWORKS[0])>"one"</button>
            <button id="other" on:click=move |_| refuse(NETWORKS[1])>"other"</button>
            <WallDoor name=name() on_language=Callback::new(|_| ())>
                <p id="picture">"the picture"</p>
            </WallDoor>
        }
    });
    press(&page, "#one");
    leptos::task::tick().await;
    page.one("#picture");
    press(&page, "#other");
    page.until("it shows a code", |page| {
        page.all("#picture").is_empty() && !page.all(".enrolment").is_empty()
    })
    .await;
    assert!(page.text().contains("/administration?part=walls"));
}

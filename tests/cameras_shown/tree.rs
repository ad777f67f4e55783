//! The list of all cameras as a tree: what is seen of it, and what its keys do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::{Millis, Network, Wgs84};
use furun::cameras::{Catalogue, Favourites, Grouping, Unkept, find};
use furun::commands::Commands;
use furun::config::{CameraList, Directory, Me};
use furun::i18n::{I18n, Language, Zone, provide_i18n};
use furun::store::{Session, Store};
use furun::video::CameraTree;
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, HtmlElement};

use crate::hub::{Hub, until};
use crate::page::Page;

/// So many points of ten cameras with two streams each, of three kinds in turn, from west to east; the first camera is live.
fn catalogue(points: usize) -> Arc<Catalogue> {
    let stream = |id: &str, role: &str| json!({"id": format!("{id}-{role}"), "role": role, "codec": "h264", "width": 640, "height": 360});
    let points: Vec<Value> = (1..=points)
        .map(|point| {
            let cameras: Vec<Value> = (1..=10)
                .map(|number| {
                    let id = format!("P-{point:03}-{number:02}");
                    json!({
                        "id": id, "name": {"zh": format!("球机 {number}"), "en": format!("Dome {number}")},
                        "steerable": false, "pose": null, "fields_of_view": [],
                        "streams": [stream(&id, "main"), stream(&id, "sub")],
                    })
                })
                .collect();
            let kind = ["xueliang", "checkpoint", "lookout"][point % 3];
            json!({
                "id": format!("P-{point:03}"),
                "name": {"zh": format!("福城路口 {point}"), "en": format!("Fucheng crossing {point}")},
                "kind": kind,
                "position": {"lon": 106.27 + 0.001 * point as f64, "lat": 29.39},
                "mast_height_metres": 6.0, "area": null, "grid": null, "platform": null, "cameras": cameras,
            })
        })
        .collect();
    let list = json!({"points": points, "states": {"P-001-01-sub": "live"}});
    let list: CameraList = serde_json::from_value(list).expect("a list of cameras");
    Arc::new(Catalogue::of(list))
}

struct Shown {
    page: Page,
    chosen: RwSignal<Vec<String>>,
    grouping: RwSignal<Grouping>,
    text: RwSignal<String>,
}

fn show(owner: &Owner, language: Language, points: usize) -> Shown {
    owner.with(|| {
        provide_i18n(I18n::new(language, Zone::fixed(Millis::from_hours(8))));
        let store = Store::new(&[Network::Police], Directory::default());
        let all = catalogue(points);
        let (chosen, grouping, text) = (
            RwSignal::new(Vec::<String>::new()),
            RwSignal::new(Grouping::Platform),
            RwSignal::new(String::new()),
        );
        let found = {
            let all = Arc::clone(&all);
            Memo::new(move |_| find(&text.get(), &all, &Directory::default()))
        };
        let page = Page::with(move || {
            // Here: effects need what mounting a page sets up.
            let favourites = Favourites::of_seat(store, None);
            view! {
                <CameraTree
                    catalogue=Signal::stored(all)
                    directory=Signal::stored(Arc::new(Directory::default()))
                    grouping=grouping
                    found=found
                    near=Signal::stored(Wgs84::from_lon_lat(106.2735, 29.39).ok())
                    favourites=favourites
                    shown=chosen
                    on_choose=Callback::new(move |id| chosen.update(|chosen| chosen.push(id)))
                />
            }
        });
        Shown {
            page,
            chosen,
            grouping,
            text,
        }
    })
}

impl Shown {
    /// Presses keys while the tree has the focus.
    fn press(&self, keys: &[&str]) {
        let tree: HtmlElement = self.page.one("[role=tree]").unchecked_into();
        tree.focus().expect("it takes the focus");
        for key in keys {
            let how = format!("{{ key: '{key}', bubbles: true, cancelable: true }}");
            let event = js_sys::eval(&format!("new KeyboardEvent('keydown', {how})"));
            let event: Event = event.expect("a key").unchecked_into();
            tree.dispatch_event(&event).expect("it is heard");
        }
    }

    fn rows(&self) -> Vec<String> {
        self.page.texts("[role=treeitem] .camera-row__name")
    }

    async fn until_rows(&self, count: usize) {
        let what = format!("{count} rows");
        let seen = |page: &Page| page.all("[role=treeitem]").len() == count;
        self.page.until(&what, seen).await;
    }

    /// The row that keys move from, by the id that the tree names.
    fn active(&self) -> String {
        let tree = self.page.one("[role=tree]");
        let id = tree
            .get_attribute("aria-activedescendant")
            .expect("one is active");
        let row = document().get_element_by_id(&id).expect("it is there");
        let name = row.query_selector(".camera-row__name").expect("a selector");
        name.and_then(|name| name.text_content())
            .unwrap_or_default()
    }
}

#[wasm_bindgen_test]
async fn a_row_is_made_when_what_is_above_it_is_opened_and_says_where_it_stands() {
    let owner = Owner::new();
    let shown = show(&owner, Language::Chinese, 106);
    shown.until_rows(3).await;
    assert_eq!(shown.rows(), ["雪亮工程", "卡口", "高点瞭望"]);
    let group = shown.page.one("[role=treeitem]");
    let of = |name: &str| group.get_attribute(name);
    assert_eq!(of("aria-expanded").as_deref(), Some("false"));
    assert_eq!(of("aria-level").as_deref(), Some("1"));
    assert_eq!(of("aria-setsize").as_deref(), Some("3"));
    let text = shown.page.text();
    for words in ["35 点位 · 700 路", "36 点位 · 720 路 · 在线 1"] {
        assert!(text.contains(words), "{text}");
    }
    // Down to the first point's cameras.
    shown.press(&["ArrowRight", "ArrowDown"]);
    shown.until_rows(4).await;
    shown.press(&["ArrowRight"]);
    shown.until_rows(4 + 35).await;
    shown.press(&["ArrowDown", "ArrowRight"]);
    shown.until_rows(4 + 35 + 10).await;
    assert_eq!(shown.page.all("[aria-level='4']").len(), 10);
}

#[wasm_bindgen_test]
async fn keys_move_open_close_and_choose() {
    let owner = Owner::new();
    let shown = show(&owner, Language::English, 3);
    shown.until_rows(3).await;
    assert_eq!(shown.active(), "Xueliang");
    shown.press(&["End"]);
    shown
        .page
        .until("the last", |_| shown.active() == "Lookouts")
        .await;
    shown.press(&["ArrowDown", "Home", "ArrowUp"]);
    shown
        .page
        .until("the first", |_| shown.active() == "Xueliang")
        .await;
    shown.press(&[
        "ArrowRight",
        "ArrowRight",
        "ArrowRight",
        "ArrowRight",
        "ArrowRight",
        "ArrowRight",
    ]);
    shown.until_rows(3 + 1 + 1 + 10).await;
    shown
        .page
        .until("a camera", |_| shown.active() == "Dome 1")
        .await;
    shown.press(&["Enter", "ArrowDown", " "]);
    assert_eq!(shown.chosen.get_untracked(), ["P-003-01", "P-003-02"]);
    shown
        .page
        .until("they are marked", |page| {
            page.all("[aria-selected=true]").len() == 2
        })
        .await;
    // Left leads up and closes.
    shown.press(&["ArrowLeft"]);
    shown
        .page
        .until("its point", |_| shown.active() == "Fucheng crossing 3")
        .await;
    shown.press(&["ArrowLeft"]);
    shown.until_rows(3 + 1 + 1).await;
}

#[wasm_bindgen_test]
async fn a_search_opens_what_it_finds_and_the_nearest_stands_first_where_that_is_asked() {
    let owner = Owner::new();
    let shown = show(&owner, Language::Chinese, 6);
    shown.until_rows(3).await;
    shown.text.set("fclk 球机 7 p-005".to_owned());
    shown.until_rows(4).await;
    assert_eq!(shown.rows().last().map(String::as_str), Some("球机 7"));
    shown.text.set(String::new());
    shown.grouping.set(Grouping::Nearest);
    shown.until_rows(6).await;
    let rows = shown.rows();
    assert!(
        ["福城路口 3", "福城路口 4"].contains(&rows[0].as_str()),
        "{rows:?}"
    );
    assert!(shown.page.texts(".camera-row__detail")[0].contains("50 米"));
}

#[wasm_bindgen_test]
async fn a_camera_becomes_ones_own_by_a_key_and_is_kept_by_the_browser() {
    let owner = Owner::new();
    let shown = show(&owner, Language::Chinese, 3);
    shown.until_rows(3).await;
    shown.text.set("p-002-04".to_owned());
    shown.until_rows(4).await;
    shown.press(&["End", "s"]);
    shown
        .page
        .until("a star", |page| page.text().contains('★'))
        .await;
    shown.text.set(String::new());
    shown.grouping.set(Grouping::Favourites);
    shown.until_rows(1).await;
    // Another page of the same browser has it too; taken away, it is gone.
    let other = Owner::new();
    let again = show(&other, Language::Chinese, 3);
    again.grouping.set(Grouping::Favourites);
    again.until_rows(1).await;
    assert_eq!(again.rows(), ["福城路口 2 球机 4"]);
    again.press(&["s"]);
    again.until_rows(0).await;
    let kept: BTreeSet<String> = owner.with(|| {
        let store = Store::new(&[Network::Police], Directory::default());
        Favourites::of_seat(store, None).all().into_iter().collect()
    });
    assert!(kept.is_empty());
}

/// The own cameras of an officer with the way to a hub.
fn of_officer(owner: &Owner, hub: &Hub) -> Favourites {
    owner.with(|| {
        // Effects run once something was mounted for the first time.
        drop(Page::with(|| ()));
        let me: Me = serde_json::from_value(json!({
            "person": {"id": "officer", "name": "某人", "role": "duty_officer", "networks": ["police"]},
            "commands": [],
        }))
        .expect("a person");
        let store = Store::new(&[Network::Police], Directory::default());
        store.session.set(Session::SignedIn(Arc::new(me)));
        store.sees_cameras.set(true);
        let commands = Commands::new(store, hub.addresses(), BTreeMap::new());
        Favourites::of_seat(store, Some(commands))
    })
}

#[wasm_bindgen_test]
async fn what_the_browser_kept_of_an_account_goes_to_its_hub_once_and_what_the_hub_does_not_take_stays()
 {
    let hub = Hub::named("favourites");
    let browser = window().local_storage().expect("allowed").expect("there");
    let once = "furun.cameras.favourites.officer";
    browser
        .set_item(once, r#"["P-001-01", "P-002-01"]"#)
        .expect("kept");
    hub.answers(200, r#"{"version": 3, "cameras": ["P-001-01"]}"#);
    hub.answers(
        200,
        r#"{"version": 4, "cameras": ["P-001-01", "P-002-01"]}"#,
    );
    let owner = Owner::new();
    let own = of_officer(&owner, &hub);
    let asked = hub.until_posts(2).await;
    assert!(asked[1].url.ends_with("/api/v1/me/favourites"), "{asked:?}");
    let body: Value = serde_json::from_str(&asked[1].body).expect("JSON");
    let both = ["P-001-01", "P-002-01"];
    assert_eq!(body, json!({"based_on": 3, "cameras": both}));
    assert_eq!(browser.get_item(once), Ok(None), "taken over once");
    until("the hub has them", || {
        own.all() == both && own.unkept().is_none()
    })
    .await;

    // Nobody answers.
    own.toggle("P-003-01");
    own.toggle("P-001-01");
    until("it is told", || own.unkept() == Some(Unkept::NoAnswer)).await;
    assert_eq!(own.all(), ["P-002-01", "P-003-01"]);
    drop(owner);

    // The page is opened again; meanwhile another browser has chosen a third one, and does so again just then.
    let told = |version: u64, cameras: &[&str]| {
        hub.answers(
            200,
            &json!({"version": version, "cameras": cameras}).to_string(),
        );
    };
    let before = hub.posts().len();
    told(5, &["P-001-01", "P-002-01", "P-004-01"]);
    hub.answers(
        409,
        r#"{"type": "urn:furun:problem:refused", "refusal": "stale"}"#,
    );
    told(6, &["P-001-01", "P-002-01", "P-004-01", "P-005-01"]);
    let all = ["P-002-01", "P-004-01", "P-005-01", "P-003-01"];
    told(7, &all);
    let owner = Owner::new();
    let own = of_officer(&owner, &hub);
    let asked = hub.until_posts(before + 4).await;
    let body: Value = serde_json::from_str(&asked[before + 3].body).expect("JSON");
    assert_eq!(body, json!({"based_on": 6, "cameras": all}));
    until("nothing is owed", || {
        own.unkept().is_none() && own.all() == all
    })
    .await;
}

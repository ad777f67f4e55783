//! The page for grid workers without a hub: what is written is kept on the device, waits, and is somebody's.
#![cfg(target_arch = "wasm32")]

use std::any::Any;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use domain::{Category, CategoryId, Name, Network, PersonId, Priority, Rules, Wgs84};
use furun::commands::Commands;
use furun::config::{Addresses, Directory, Me};
use furun::field::{Content, Draft, EntryState, FieldPage, KeptPhoto, MapParts, Outbox};
use furun::i18n::{I18n, Language, Zone, provide_i18n};
use furun::map::MapSlot;
use furun::platform::{Ticks, base_uri, unique_key};
use furun::selectors::Selectors;
use furun::store::{Session, Store};
use gloo_timers::future::TimeoutFuture;
use leptos::mount::mount_to;
use leptos::prelude::*;
use protocol::{Deployment, HomeView, NetworkFeed, WallGeometry};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, HtmlElement, HtmlInputElement};

wasm_bindgen_test_configure!(run_in_browser);

const NETWORK: Network = Network::Government;

/// A person whom no other test knows: all of them share one browser.
fn somebody() -> PersonId {
    PersonId::try_from(unique_key().as_str()).expect("an id")
}

fn rules() -> Rules {
    let category = |zh: &str, en: &str, minor| Category {
        name: Name::new(zh, en),
        major: 1,
        minor,
        priority: Priority::Routine,
        feedback_within: None,
        handle_within: None,
        subjects: Vec::new(),
    };
    let id = |text: &str| CategoryId::try_from(text).expect("an id");
    Rules {
        categories: [
            (id("rubbish"), category("暴露垃圾", "Exposed rubbish", 1)),
            (id("rubble"), category("建筑垃圾堆放", "Building rubble", 6)),
        ]
        .into(),
        ..Rules::default()
    }
}

fn me(person: &PersonId) -> Session {
    let text = format!(
        r#"{{"person": {{"id": "{person}", "name": "网格员", "role": "grid_worker", "networks": ["government"]}},
            "commands": [{{"command": "report", "reach": "all"}}]}}"#
    );
    let me: Me = serde_json::from_str(&text).expect("a hub's answer");
    Session::SignedIn(Arc::new(me))
}

fn store() -> Store {
    Store::new(&[NETWORK], Directory::default().with_rules(&rules()))
}

fn commands(store: Store) -> Commands {
    // Nobody answers there.
    Commands::new(store, Addresses::below(&base_uri()), BTreeMap::new())
}

fn draft(owner: &PersonId, words: &str) -> Draft {
    Draft {
        owner: owner.clone(),
        network: NETWORK,
        content: Content {
            category: CategoryId::try_from("rubbish").expect("an id"),
            subject: "暴露垃圾".into(),
            position: None,
            address: "福城西苑 17 栋".into(),
            words: words.into(),
        },
        photo: Some(KeptPhoto {
            jpeg: vec![1, 2, 3],
            thumbnail: vec![4, 5],
        }),
    }
}

/// Waits until something holds, for at most 5 s.
async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..200 {
        if holds() {
            return;
        }
        TimeoutFuture::new(25).await;
    }
    panic!("never: {what}");
}

fn words_of(outbox: Outbox, owner: &PersonId) -> Vec<(Arc<str>, EntryState)> {
    untrack(|| {
        outbox.with(|all| {
            all.iter()
                .filter(|entry| entry.owner == *owner)
                .map(|entry| (entry.content.words.clone(), entry.state.clone()))
                .collect()
        })
    })
}

/// An outbox as a page that is opened has it, until the page is dropped.
fn opened() -> (Outbox, Box<dyn Any>) {
    let found = Rc::new(Cell::new(None));
    let told = Rc::clone(&found);
    let root: HtmlElement = document()
        .create_element("div")
        .expect("an element")
        .unchecked_into();
    let page = mount_to(root, move || {
        let store = store();
        told.set(Some(Outbox::begin(commands(store), store)));
        view! { <p></p> }
    });
    (found.get().expect("an outbox"), Box::new(page))
}

async fn add(outbox: Outbox, draft: Draft) {
    for _ in 0..200 {
        if outbox.add(draft.clone()).await.is_ok() {
            return;
        }
        TimeoutFuture::new(25).await;
    }
    panic!("the outbox never opened");
}

#[wasm_bindgen_test]
async fn what_is_kept_is_there_again_when_the_page_is_opened_again() {
    let person = somebody();
    let (first, page) = opened();
    add(first, draft(&person, "一")).await;
    add(first, draft(&person, "二")).await;
    drop(page);
    let (second, page) = opened();
    until("both are there", || words_of(second, &person).len() == 2).await;
    let kept = words_of(second, &person);
    assert_eq!((&*kept[0].0, &*kept[1].0), ("一", "二"), "the oldest first");
    assert!(
        kept.iter()
            .all(|(_, state)| !matches!(state, EntryState::Sent(_)))
    );
    let id = untrack(|| {
        second.with(|all| {
            let own = all.iter().find(|entry| entry.owner == person);
            own.map(|entry| Arc::clone(&entry.id))
        })
    });
    let thumbnail = second.thumbnail(id.expect("a report")).await;
    assert_eq!(thumbnail, Some(vec![4, 5]));
    drop(page);
}

#[wasm_bindgen_test]
async fn a_report_that_waits_cannot_be_mended() {
    let person = somebody();
    let (outbox, page) = opened();
    add(outbox, draft(&person, "一")).await;
    let id = untrack(|| {
        outbox.with(|all| {
            let own = all.iter().find(|entry| entry.owner == person);
            own.map(|entry| Arc::clone(&entry.id))
        })
    });
    let content = draft(&person, "另").content;
    let mended = outbox
        .mend(
            &id.expect("a report"),
            content,
            furun::field::NewPhoto::AsBefore,
        )
        .await;
    assert_eq!(mended, Ok(()));
    assert_eq!(&*words_of(outbox, &person)[0].0, "一");
    drop(page);
}

/// The page with somebody signed in.
struct Page {
    root: HtmlElement,
    _mounted: Box<dyn Any>,
}

impl Page {
    fn of(person: &PersonId) -> Self {
        let root: HtmlElement = document()
            .create_element("div")
            .expect("an element")
            .unchecked_into();
        document()
            .body()
            .expect("a body")
            .append_child(&root)
            .expect("a place on the page");
        let session = me(person);
        let mounted = mount_to(root.clone(), move || {
            provide_i18n(I18n::new(
                Language::English,
                Zone::fixed(domain::Millis::ZERO),
            ));
            let store = store();
            store.session.set(session);
            provide_context(Selectors::new(store));
            provide_context(commands(store));
            let deployment = Arc::new(deployment());
            let map = MapParts {
                deployment: Arc::clone(&deployment),
                ticks: StoredValue::new_local(Ticks::new()),
                slot: MapSlot::new(),
                painter: StoredValue::new_local(None),
            };
            view! { <FieldPage deployment=deployment on_language=|_| () map=map /> }
        });
        Self {
            root,
            _mounted: Box::new(mounted),
        }
    }

    fn one(&self, selector: &str) -> HtmlElement {
        self.root
            .query_selector(selector)
            .expect("a selector")
            .unwrap_or_else(|| panic!("{selector} is not on the page"))
            .unchecked_into()
    }

    fn has(&self, selector: &str) -> bool {
        self.root
            .query_selector(selector)
            .expect("a selector")
            .is_some()
    }

    fn can_send(&self) -> bool {
        !self
            .one(".report-form .report-send")
            .has_attribute("disabled")
    }

    fn write(&self, selector: &str, text: &str) {
        let field: HtmlInputElement = self.one(selector).unchecked_into();
        field.set_value(text);
        let input = Event::new("input").expect("an event");
        field.dispatch_event(&input).expect("a listener");
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.root.remove();
    }
}

fn deployment() -> Deployment {
    Deployment {
        name: Name::new("福润云治理中心", "Furun"),
        time_zone: "Asia/Chongqing".to_owned(),
        demo: false,
        home: HomeView {
            centre: Wgs84::from_lon_lat(106.27, 29.39).expect("on earth"),
            zoom: 14.0,
            bearing_degrees: 0.0,
            pitch_degrees: 0.0,
        },
        feeds: vec![NetworkFeed {
            network: NETWORK,
            name: Name::new("政务专网", "Government network"),
            hub: None,
        }],
        platforms: Vec::new(),
        responsible: Vec::new(),
        rules: rules(),
        basemap: None,
        wall: WallGeometry::default(),
        askew_degrees: None,
        sees_cameras: false,
    }
}

#[wasm_bindgen_test]
async fn a_report_can_be_sent_once_it_has_a_category_and_a_place_and_the_form_is_empty_then() {
    let page = Page::of(&somebody());
    until("the form is there", || page.has(".report-tile")).await;
    assert!(!page.can_send());
    page.one(".report-tile").click();
    page.write("input[name=address]", "Block 17");
    until("it can be sent", || page.can_send()).await;
    for _ in 0..200 {
        // The device's database may still be opening: then the form says so and keeps everything.
        page.one(".report-form .report-send").click();
        TimeoutFuture::new(25).await;
        if page.has(".report-row") {
            break;
        }
    }
    until("it waits in the list", || {
        page.has(".report-row:not([data-state=sent])")
    })
    .await;
    let row = page.one(".report-row").text_content().unwrap_or_default();
    assert!(
        row.contains("Exposed rubbish") && row.contains("Block 17"),
        "{row}"
    );
    until("the form is empty", || !page.can_send()).await;
    until("what waits is counted", || {
        let count = page.has(".report-tab__count");
        count && page.one(".report-tab__count").inner_text() == "1"
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_file_that_is_no_picture_is_said_to_be_none() {
    let page = Page::of(&somebody());
    until("the form is there", || page.has(".report-photo__file")).await;
    let files = js_sys::eval(
        "const files = new DataTransfer(); files.items.add(new File(['not a picture'], 'photo.jpg')); files.files",
    )
    .expect("a list of files");
    let field: HtmlInputElement = page.one(".report-photo__file").unchecked_into();
    field.set_files(Some(files.unchecked_ref()));
    let change = Event::new("change").expect("an event");
    field.dispatch_event(&change).expect("a listener");
    until("it says so", || {
        page.has(".report-fault")
            && page
                .one(".report-fault")
                .inner_text()
                .contains("is no photo")
    })
    .await;
}

#[wasm_bindgen_test]
async fn reports_of_others_are_counted_and_not_shown() {
    let (person, other) = (somebody(), somebody());
    let (outbox, before) = opened();
    add(outbox, draft(&other, "别人的")).await;
    drop(before);
    let page = Page::of(&person);
    until("they are counted", || {
        page.has(".report-line[data-kind=others]")
    })
    .await;
    assert!(!page.has(".report-row"));
}

//! What the screen derives from what it knows.
#![cfg(target_arch = "wasm32")]

mod told;

use domain::{
    AreaId, Assignee, Category, CategoryId, ClockKind, Incident, IncidentId, Millis, Name,
    PatrolArea, Platform, PlatformId, Priority, Rules, Stage, Station, StationId, Timestamp, Unit,
    UnitId, Wgs84,
};
use furun::config::Directory;
use furun::connection::Freshness;
use furun::platform::PageTime;
use furun::selectors::{
    DayHistogram, FoundKind, IncidentCard, IncidentRow, LoadLevel, Pressure, Room, Selectors,
    StepState, Who, column_rows, coordinates_from_text, due, entered_at, forces, is_flood, load,
    pressing, search, urgent_ages,
};
use furun::store::{Filter, Store};
use leptos::prelude::*;
use protocol::{Divisions, NamedPlace};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use world::{Body, Event, World};

use told::{
    POLICE, accepted, closed, deltas, event, hello, incident, incidents, reference, reported, secs,
    snapshot,
};

wasm_bindgen_test_configure!(run_in_browser);

fn world(events: &[Event]) -> World {
    let mut world = World::new();
    for event in events {
        world.apply(event);
    }
    world
}

fn numbers(world: &World, filter: &Filter) -> Vec<u64> {
    let room = Room {
        open: 99,
        open_beside_more: 99,
        heading: 1,
    };
    let rows = column_rows(POLICE, world, filter, secs(0), room);
    rows.open.into_iter().map(|row| row.id.0).collect()
}

fn station() -> Assignee {
    Assignee::Station(StationId::try_from("milan-town").expect("an id"))
}

fn unit() -> Assignee {
    Assignee::Unit(UnitId::try_from("patrol-3").expect("an id"))
}

fn assigned(seq: u64, id: u64, at: i64, to: Assignee) -> Event {
    let receive_within = Millis::from_secs(60);
    event(seq, id, at, Body::Assigned { to, receive_within })
}

fn place_at(lon: f64, lat: f64) -> Wgs84 {
    Wgs84::from_lon_lat(lon, lat).expect("a place on earth")
}

fn square(west: f64, south: f64, side: f64) -> geo::MultiPolygon<f64> {
    let (east, north) = (west + side, south + side);
    let corners = vec![
        (west, south),
        (east, south),
        (east, north),
        (west, north),
        (west, south),
    ];
    geo::MultiPolygon::new(vec![geo::Polygon::new(corners.into(), Vec::new())])
}

fn directory() -> Directory {
    let area = |id: &str, zh: &str, en: &str, west: f64| PatrolArea {
        id: AreaId::try_from(id).expect("an id"),
        name: Name::new(zh, en),
        boundary: square(west, 29.3, 0.1),
    };
    let platform = Platform {
        id: PlatformId::try_from("110").expect("an id"),
        name: Name::new("110 指挥平台", "110 command"),
        network: POLICE,
    };
    Directory::of_platforms(&[platform]).with_divisions(Divisions {
        areas: vec![
            area("A1", "一巡区", "Area 1", 106.2),
            area("A2", "米兰巡区", "Milan area", 106.3),
        ],
        stations: vec![Station {
            id: StationId::try_from("milan-town").expect("an id"),
            name: Name::new("米兰小镇巡区站", "Milan Town station"),
            area: AreaId::try_from("A2").expect("an id"),
            position: place_at(106.35, 29.35),
        }],
        units: ["patrol-3", "patrol-4"]
            .map(|id| Unit {
                id: UnitId::try_from(id).expect("an id"),
                name: Name::new("巡逻组", "Patrol"),
                station: StationId::try_from("milan-town").ok(),
            })
            .to_vec(),
        places: vec![NamedPlace {
            name: Name::new("米兰小镇", "Milan Town"),
            position: place_at(106.36, 29.36),
            rank: 0,
        }],
        ..Divisions::default()
    })
}

#[wasm_bindgen_test]
fn new_rows_come_in_at_the_top_and_no_row_ever_passes_another() {
    let all = Filter::default();
    let mut known = world(&[
        reported(1, 1, 0, Priority::Routine),
        reported(2, 2, 1, Priority::Emergency),
        reported(3, 3, 2, Priority::Routine),
    ]);
    assert_eq!(numbers(&known, &all), [3, 2, 1]);
    for event in [
        accepted(4, 1, 10),
        assigned(5, 1, 12, station()),
        accepted(6, 3, 14),
        reported(7, 4, 15, Priority::Routine),
    ] {
        known.apply(&event);
    }
    assert_eq!(numbers(&known, &all), [4, 3, 2, 1]);
    known.apply(&closed(8, 3, 20));
    assert_eq!(
        numbers(&known, &all),
        [4, 2, 1],
        "what is closed leaves, the others keep their order"
    );
}

#[wasm_bindgen_test]
fn a_filter_leaves_out_networks_stages_priorities_and_texts() {
    let known = world(&[
        reported(1, 1, 0, Priority::Routine),
        reported(2, 2, 1, Priority::Emergency),
        reported(3, 30, 2, Priority::Urgent),
        accepted(4, 30, 3),
    ]);
    let shown = |filter: Filter| numbers(&known, &filter);
    assert_eq!(
        shown(Filter {
            at_least: Priority::Urgent,
            ..Filter::default()
        }),
        [30, 2]
    );
    assert_eq!(
        shown(Filter {
            without_stages: vec![Stage::Accepted],
            ..Filter::default()
        }),
        [2, 1]
    );
    assert_eq!(
        shown(Filter {
            text: "sf-0030".to_owned(),
            ..Filter::default()
        }),
        [30]
    );
    assert_eq!(
        shown(Filter {
            text: " 路灯 ".to_owned(),
            ..Filter::default()
        }),
        [30, 2, 1]
    );
    assert!(
        shown(Filter {
            without_networks: vec![POLICE],
            ..Filter::default()
        })
        .is_empty()
    );
    let elsewhere = AreaId::try_from("A9").ok();
    assert!(
        shown(Filter {
            area: elsewhere,
            ..Filter::default()
        })
        .is_empty()
    );
}

#[wasm_bindgen_test]
fn only_urgent_ones_that_have_been_reported_can_make_a_flood() {
    let known = incidents(&[
        reported(1, 1, 0, Priority::Emergency),
        reported(2, 2, 700, Priority::Urgent),
        reported(3, 3, 800, Priority::Routine),
        reported(4, 4, 900, Priority::Emergency),
    ]);
    let ages = |now: i64| urgent_ages(known.iter().map(|incident| (incident, secs(now))));
    assert_eq!(ages(0), [Millis::ZERO]);
    assert_eq!(ages(1_000).len(), 3);
    assert!(!is_flood(ages(1_000)));
}

#[wasm_bindgen_test]
fn the_screen_says_flood_by_itself_and_forgets_it_when_it_is_over() {
    let owner = Owner::new();
    owner.with(|| {
        let store = Store::new(&[POLICE], Directory::default());
        let selectors = Selectors::new(store);
        let flood = selectors.flood();
        let urgent = (1..=11).map(|id| reported(id, id, 60, Priority::Urgent));
        let frames = [
            hello(100, 1, None),
            snapshot(0, 0, 1, Vec::new()),
            deltas(11, urgent),
        ];
        store
            .apply(POLICE, frames, PageTime(0.0))
            .expect("they fit");
        assert!(flood.get_untracked());
        assert_eq!(selectors.figures().get_untracked().waiting, 11);
        store.tell_second(PageTime(561_000.0));
        assert!(
            !flood.get_untracked(),
            "ten minutes later they are no longer new"
        );
    });
}

#[wasm_bindgen_test]
fn a_deadline_is_near_at_three_quarters_and_over_after_the_whole() {
    let waiting = incident(&reported(1, 1, 0, Priority::Routine));
    let pressure = |at: i64| {
        pressing(&waiting, secs(at))
            .expect("a clock waits")
            .pressure
    };
    assert_eq!(pressure(44), Pressure::Calm);
    assert_eq!(pressure(45), Pressure::Near);
    assert_eq!(pressure(60), Pressure::Near);
    let over = pressing(&waiting, Timestamp(60_001)).expect("a clock waits");
    assert_eq!((over.pressure, over.over()), (Pressure::Overdue, Millis(1)));
}

#[wasm_bindgen_test]
fn deadlines_are_listed_furthest_over_first_and_calm_ones_not_at_all() {
    let known = incidents(&[
        reported(1, 1, 100, Priority::Routine),
        reported(2, 2, 0, Priority::Routine),
        reported(3, 3, 110, Priority::Routine),
        reported(4, 4, 155, Priority::Routine),
        reported(5, 5, 10, Priority::Routine),
        closed(6, 5, 20),
    ]);
    let listed = due(
        known.iter().map(|known| (reference(known.id.0), known)),
        |_| Some(secs(158)),
        10,
    );
    let order: Vec<u64> = listed.iter().map(|due| due.incident.id.0).collect();
    assert_eq!(order, [2, 1, 3]);
    assert!(
        listed
            .iter()
            .all(|due| due.deadline.kind == ClockKind::Dispatch)
    );
}

#[wasm_bindgen_test]
fn a_card_tells_every_stage_with_its_time_and_who_did_it() {
    let known = incidents(&[
        reported(1, 1, 0, Priority::Urgent),
        accepted(2, 1, 18),
        assigned(3, 1, 41, station()),
        event(
            4,
            1,
            50,
            Body::Received {
                assignee: station(),
                arrive_within: Some(Millis::from_secs(300)),
            },
        ),
        event(
            5,
            1,
            293,
            Body::Arrived {
                assignee: station(),
            },
        ),
    ]);
    let card = IncidentCard::of(POLICE, &known[0], &directory(), secs(300), Freshness::Live);
    let told: Vec<_> = card
        .steps
        .iter()
        .map(|step| (step.stage, step.state, step.after))
        .collect();
    let after = |at: i64| Some(Millis::from_secs(at));
    assert_eq!(
        told,
        [
            (Stage::Reported, StepState::Past, None),
            (Stage::Accepted, StepState::Past, after(18)),
            (Stage::Dispatched, StepState::Past, after(23)),
            (Stage::OnScene, StepState::Present, after(252)),
            (Stage::Handling, StepState::Ahead, None),
            (Stage::Resolved, StepState::Ahead, None),
            (Stage::Closed, StepState::Ahead, None),
        ]
    );
    assert_eq!(
        card.steps[0].by,
        [Who::Platform(Name::new("110 指挥平台", "110 command"))]
    );
    assert_eq!(
        card.steps[3].by,
        [Who::Assignee(Name::new(
            "米兰小镇巡区站",
            "Milan Town station"
        ))]
    );
    let arrival = card
        .clocks
        .iter()
        .find(|clock| clock.kind == ClockKind::Arrival)
        .expect("an arrival clock");
    assert_eq!(arrival.reading.elapsed, Millis::from_secs(243));
}

#[wasm_bindgen_test]
fn where_an_incident_has_come_back_to_a_stage_it_stands_there_since_it_last_came() {
    let other = || Assignee::Unit(UnitId::try_from("patrol-4").expect("an id"));
    let arrive =
        |seq: u64, at: i64, assignee: Assignee| event(seq, 1, at, Body::Arrived { assignee });
    let life = [
        reported(1, 1, 0, Priority::Routine),
        accepted(2, 1, 10),
        assigned(3, 1, 20, unit()),
        event(4, 1, 30, Body::Declined { assignee: unit() }),
        assigned(5, 1, 40, other()),
        // A second crew beside it does not make it sent anew.
        assigned(6, 1, 45, station()),
        arrive(7, 50, other()),
        event(
            8,
            1,
            60,
            Body::HandlingBegan {
                assignee: Some(other()),
                feedback_within: Millis::from_hours(1),
            },
        ),
        event(
            9,
            1,
            70,
            Body::Resolved {
                verify_within: Millis::from_hours(24),
            },
        ),
        event(
            10,
            1,
            80,
            Body::Reworked {
                feedback_within: Millis::from_hours(1),
            },
        ),
        event(
            11,
            1,
            90,
            Body::Resolved {
                verify_within: Millis::from_hours(24),
            },
        ),
    ];
    let since = |events: usize| {
        let known = incidents(&life[..events]);
        (known[0].stage, entered_at(&known[0]))
    };
    let stood = [
        (2, Stage::Accepted, 10),
        (3, Stage::Dispatched, 20),
        (4, Stage::Accepted, 30),
        (5, Stage::Dispatched, 40),
        (6, Stage::Dispatched, 40),
        (7, Stage::OnScene, 50),
        (8, Stage::Handling, 60),
        (9, Stage::Resolved, 70),
        (10, Stage::Handling, 80),
        (11, Stage::Resolved, 90),
    ];
    for (events, stage, at) in stood {
        assert_eq!(
            since(events),
            (stage, Some(secs(at))),
            "after {events} events"
        );
    }
    // The card says so, and tells no time of what is ahead again.
    let returned = incidents(&life[..4]);
    let card = IncidentCard::of(
        POLICE,
        &returned[0],
        &directory(),
        secs(35),
        Freshness::Live,
    );
    assert_eq!(
        (card.steps[1].at, card.steps[1].after),
        (Some(secs(30)), None)
    );
    assert_eq!(
        (card.steps[2].state, card.steps[2].at),
        (StepState::Ahead, None)
    );
}

#[wasm_bindgen_test]
fn a_subject_that_is_only_a_categorys_code_is_said_in_the_deployments_words() {
    let mut rules = Rules::default();
    let id = CategoryId::try_from("Medical Incident").expect("an id");
    let name = Name::new("医疗急救", "Medical incident");
    let known = Category {
        name: name.clone(),
        major: 0,
        minor: 0,
        priority: Priority::Routine,
        feedback_within: None,
        handle_within: None,
        subjects: vec![Name::new("胸痛", "Chest pain")],
    };
    rules.categories.insert(id.clone(), known);
    let directory = directory().with_rules(&rules);
    let mut known = incident(&reported(1, 1, 0, Priority::Routine));
    let row =
        |known: &Incident| IncidentRow::of(POLICE, known, &directory, secs(5), Freshness::Live);
    assert_eq!(row(&known).subject, Name::same("路灯不亮 1"));
    known.category = Some(id);
    known.subject = "Medical Incident".into();
    assert_eq!(row(&known).subject, name);
    known.subject = "医疗急救".into();
    assert_eq!(row(&known).subject, name, "whichever language it came in");
    known.subject = "胸痛".into();
    assert_eq!(
        row(&known).subject.en.as_ref(),
        "Chest pain",
        "usual words, too"
    );
    known.subject = "医疗急救".into();
    let found = search("医疗", &directory, std::iter::once((POLICE, &known)), 9);
    assert_eq!(found[0].title, name, "and it is found by them");
}

#[wasm_bindgen_test]
fn the_load_counts_reports_of_the_last_hour_on_the_deployments_clock() {
    let reports: Vec<Event> = (1..=13)
        .map(|id| reported(id, id, 100 * id as i64, Priority::Routine))
        .collect();
    let known = incidents(&reports);
    let at = |now: i64| load(known.iter().map(|incident| (incident, secs(now))));
    assert_eq!((at(600).reported, at(600).level), (6, LoadLevel::Good));
    assert_eq!((at(1_200).reported, at(1_200).level), (12, LoadLevel::High));
    assert_eq!(
        (at(1_300).reported, at(1_300).level),
        (13, LoadLevel::TooHigh)
    );
    assert_eq!(at(3_700 + 600).reported, 6);
    assert_eq!(at(9_000).reported, 0);
}

#[wasm_bindgen_test]
fn crews_with_a_live_assignment_are_busy_in_their_stations_area() {
    let known = incidents(&[
        reported(1, 1, 0, Priority::Routine),
        accepted(2, 1, 1),
        assigned(3, 1, 2, unit()),
    ]);
    let forces = forces(&directory(), known.iter());
    let told: Vec<_> = forces
        .iter()
        .map(|force| (force.area.to_string(), force.crews, force.busy))
        .collect();
    assert_eq!(told, [("A1".to_owned(), 0, 0), ("A2".to_owned(), 2, 1)]);
}

#[wasm_bindgen_test]
fn the_day_is_counted_in_bins_of_ten_minutes_by_the_stage_of_now() {
    let mut day = DayHistogram::new(secs(0), secs(1_900));
    let mut known = incidents(&[
        reported(1, 1, -5, Priority::Routine),
        reported(2, 2, 0, Priority::Routine),
        reported(3, 3, 599, Priority::Routine),
        reported(4, 4, 600, Priority::Routine),
        accepted(5, 3, 700),
    ]);
    known.push(incident(&reported(6, 9, 86_400, Priority::Routine)));
    for incident in &known {
        day.count(incident);
    }
    assert_eq!(day.bins[0][Stage::Reported as usize], 1);
    assert_eq!(day.bins[0][Stage::Accepted as usize], 1);
    assert_eq!(day.bins[1][Stage::Reported as usize], 1);
    assert_eq!(
        day.bins.iter().flatten().sum::<u32>(),
        3,
        "yesterday and tomorrow do not count"
    );
    assert_eq!(day.peak(), Some((0, 2)));
    assert_eq!(day.bin_of_now(), 3);
}

#[wasm_bindgen_test]
fn coordinates_are_read_in_every_spelling_that_people_use() {
    let spellings = [
        "106.27,29.39",
        "106.27, 29.39",
        "106.27 29.39",
        "106.27，29.39",
        "29.39N 106.27E",
        "29.39 N, 106.27 E",
        "N29.39 E106.27",
        "E106.27 N29.39",
        "n29.39,e106.27",
        "29°23'24\"N 106°16'12\"E",
        "29°23′24″N, 106°16′12″E",
        "N 29 23 24 E 106 16 12",
        "29 23.4 N 106 16.2 E",
        "106 16 12, 29 23 24",
        "北纬29.39 东经106.27",
        "东经106度16分12秒 北纬29度23分24秒",
    ];
    for spelling in spellings {
        let read =
            coordinates_from_text(spelling).unwrap_or_else(|| panic!("'{spelling}' is not read"));
        let (lon, lat) = (read.position.lon(), read.position.lat());
        assert!(
            (lon - 106.27).abs() < 1e-9 && (lat - 29.39).abs() < 1e-9,
            "'{spelling}' is {lon} {lat}"
        );
    }
    let south_west = coordinates_from_text("33°51'S 151°12'W")
        .expect("coordinates")
        .position;
    assert!(south_west.lat() < -33.8 && south_west.lon() < -151.1);
    let below_zero = coordinates_from_text("-0 30, 10")
        .expect("coordinates")
        .position;
    assert!((below_zero.lon() + 0.5).abs() < 1e-12);
}

#[wasm_bindgen_test]
fn an_order_that_nothing_tells_is_owned_up_to_unless_only_one_is_a_place() {
    let read = |text: &str| coordinates_from_text(text).expect("coordinates");
    assert!(read("30.5, 29.4").order_assumed);
    assert!(!read("29.39, 106.27").order_assumed, "106° is no latitude");
    assert!((read("29.39, 106.27").position.lon() - 106.27).abs() < 1e-9);
    assert!(!read("29.4N 30.5E").order_assumed);
}

#[wasm_bindgen_test]
fn what_is_no_place_is_not_read_as_one() {
    for text in [
        "",
        "106.27",
        "路灯",
        "N29 N106",
        "29 75 0 N 106 16 12 E",
        "181, 91",
        "inf, nan",
        "1e2, 29",
        "1,2,3",
        "SF-0012",
    ] {
        assert_eq!(coordinates_from_text(text), None, "'{text}'");
    }
}

#[wasm_bindgen_test]
fn a_search_finds_divisions_stations_places_numbers_and_subjects() {
    let known = incidents(&[
        reported(1, 1, 0, Priority::Routine),
        reported(2, 2, 0, Priority::Routine),
        closed(3, 2, 5),
    ]);
    let directory = directory();
    let found = |text: &str| {
        let incidents = known.iter().map(|incident| (POLICE, incident));
        search(text, &directory, incidents, 10)
    };
    let kinds = |text: &str| {
        found(text)
            .into_iter()
            .map(|found| found.kind)
            .collect::<Vec<_>>()
    };
    assert!(matches!(
        kinds("米兰").as_slice(),
        [FoundKind::Area(_), FoundKind::Station(_), FoundKind::Place]
    ));
    assert!(matches!(
        kinds("milan town").as_slice(),
        [FoundKind::Place, FoundKind::Station(_)]
    ));
    assert!(matches!(kinds("A1").as_slice(), [FoundKind::Area(area)] if area.as_str() == "A1"));
    assert!(matches!(
        kinds("106.27,29.39").as_slice(),
        [FoundKind::Coordinates { .. }]
    ));
    assert_eq!(
        kinds("sf-0001"),
        [FoundKind::Incident(reference(1), Stage::Reported)]
    );
    assert_eq!(
        kinds("police/2"),
        [FoundKind::Incident(reference(2), Stage::Closed)]
    );
    assert_eq!(
        kinds("路灯"),
        [
            FoundKind::Incident(reference(1), Stage::Reported),
            FoundKind::Incident(reference(2), Stage::Closed)
        ],
        "open ones before closed ones"
    );
    // Typed as it is read: by first letters, by whole readings, by both.
    for typed in ["ludeng", "ldbl", "dengbl"] {
        assert_eq!(kinds(typed), kinds("路灯"), "{typed}");
    }
    assert_eq!(kinds("mlxunqu"), kinds("米兰巡区"));
    assert!(kinds("   ").is_empty());
    assert!(found("米兰巡区")[0].corners.is_some());
}

#[wasm_bindgen_test]
fn a_row_follows_its_incident_and_its_feeds_freshness() {
    let owner = Owner::new();
    owner.with(|| {
        let store = Store::new(&[POLICE], directory());
        let selectors = Selectors::new(store);
        let row = selectors.row(reference(1));
        assert_eq!(row.get_untracked(), None);
        let frames = [
            hello(10, 1, None),
            snapshot(0, 0, 1, Vec::new()),
            deltas(1, [reported(1, 1, 0, Priority::Urgent)]),
        ];
        store
            .apply(POLICE, frames, PageTime(0.0))
            .expect("they fit");
        store.tell_second(PageTime(0.0));
        let shown = row.get_untracked().expect("a row");
        assert_eq!(
            (shown.incident.id, shown.stage),
            (IncidentId(1), Stage::Reported)
        );
        assert!(shown.unattended);
        assert_eq!(
            shown.freshness,
            Freshness::Lost,
            "its line has not said anything of itself"
        );
        assert_eq!(shown.platform, Name::new("110 指挥平台", "110 command"));
        store
            .apply(POLICE, [deltas(2, [accepted(2, 1, 12)])], PageTime(2_000.0))
            .expect("it fits");
        let shown = row.get_untracked().expect("a row");
        assert_eq!((shown.stage, shown.unattended), (Stage::Accepted, false));
    });
}

#[wasm_bindgen_test]
fn a_report_a_moment_ahead_of_the_screens_clock_is_no_age_old() {
    let known = incident(&reported(1, 1, 30, Priority::Routine));
    let row = |at| IncidentRow::of(POLICE, &known, &directory(), secs(at), Freshness::Live);
    assert_eq!(row(6).age(), Millis::ZERO);
    assert_eq!(row(40).age(), Millis::from_secs(10));
}

#[wasm_bindgen_test]
fn an_exercise_is_counted_among_nothing_that_is_real() {
    let mut known = incident(&reported(1, 1, 30, Priority::Routine));
    known.place.area = AreaId::try_from("A1").ok();
    let counted = |known: &Incident| {
        let mut day = DayHistogram::new(secs(0), secs(60));
        day.count(known);
        let open = forces(&directory(), std::iter::once(known))[0].open;
        (day.peak().map_or(0, |(_, count)| count), open)
    };
    assert_eq!(counted(&known), (1, 1));
    known.flags.exercise = true;
    assert_eq!(counted(&known), (0, 0));
}

#[wasm_bindgen_test]
fn a_clock_that_never_stopped_is_not_shown_on_a_closed_card() {
    let known: Vec<Incident> = incidents(&[
        reported(1, 1, 0, Priority::Routine),
        accepted(2, 1, 5),
        closed(3, 1, 9),
    ]);
    let card = IncidentCard::of(
        POLICE,
        &known[0],
        &directory(),
        secs(9_000),
        Freshness::Live,
    );
    assert!(
        card.clocks
            .iter()
            .all(|clock| clock.pressure != Pressure::Overdue),
        "{:?}",
        card.clocks
    );
}

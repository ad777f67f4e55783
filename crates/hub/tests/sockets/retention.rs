//! How long what is kept.

use domain::{IncidentId, Network, Role};
use protocol::Delta;
use serde_json::json;

use crate::common::{KEY_110, READER_OF_TEXTS, Setup, TestHub, fact, report};
use crate::people::{enrol, person, sign_in_as};
use crate::photos::{jpeg, report_with, sent};

fn set_clock(hub: &TestHub, now: &str) {
    let set = hub.put(
        "/api/v1/clock",
        Some(KEY_110),
        &json!({ "now": now, "rate": 1 }),
    );
    assert_eq!(set.status, 200, "{}", set.text);
}

fn keep_house(hub: &TestHub) {
    hub.running().hub.lines[&Network::Police].keep_house();
    // The writer works in order: what is answered after it was done after it.
    hub.say(&json!([]));
}

#[test]
fn a_closed_incident_leaves_the_picture_after_a_day_and_its_number_stays_known() {
    let hub = TestHub::usual();
    set_clock(&hub, "2026-11-23T14:10:00Z");
    let mut screen = hub.screen(None, None);
    hub.say(&json!([
        report("open", None),
        report("closed", None),
        fact("close", "closed", &json!({ "reason": "nothing there" })),
    ]));
    keep_house(&hub);
    assert_eq!(
        hub.get("/api/v1/incidents", None).json()["total"],
        2,
        "not on the same day"
    );
    set_clock(&hub, "2026-11-24T14:20:00Z");
    keep_house(&hub);
    let left = hub.get("/api/v1/incidents", None).json();
    assert_eq!(
        (&left["total"], &left["incidents"][0]["external_id"]),
        (&json!(1), &json!("open"))
    );
    screen.until_through(4);
    assert!(
        matches!(screen.deltas().last(), Some(Delta::Event(event)) if event.fact.body == world::Body::Archived)
    );
    assert_eq!(screen.world.len(), 1);
    assert_eq!(hub.say(&report("closed", None))["duplicates"], 1);
}

#[test]
fn many_that_are_due_at_once_leave_the_picture_no_faster_than_screens_can_follow() {
    let hub = TestHub::start(Setup {
        limits: "resume_events = 20".to_owned(),
        ..Setup::default()
    });
    let told = (0..25).flat_map(|n| {
        let id = format!("r{n}");
        let close = fact("close", &id, &json!({ "reason": "nothing there" }));
        [report(&id, None), close]
    });
    hub.say(&told.collect());
    let mut screen = hub.screen(None, None);
    set_clock(&hub, "2026-11-25T00:00:00Z");
    for left in [15, 5, 0] {
        keep_house(&hub);
        let through = hub.running().hub.lines[&Network::Police]
            .picture()
            .through();
        screen.until_through(through.0);
        assert_eq!(screen.world.len(), left);
    }
    assert_eq!(screen.snapshots(), 1, "it was not sent away for another");
}

#[test]
fn texts_about_people_are_erased_when_their_incident_is_long_gone() {
    let hub = TestHub::usual();
    set_clock(&hub, "2026-11-23T14:10:00Z");
    let told = |id: &str| {
        let mut report = report(id, None);
        report["details"] = json!("a text about somebody");
        report
    };
    hub.say(&json!([
        told("open"),
        told("closed"),
        fact("close", "closed", &json!({ "reason": "done" }))
    ]));
    let texts = |incident: u64| {
        let line = &hub.running().hub.lines[&Network::Police];
        let events = line.history(IncidentId(incident)).expect("readable");
        let keys: Vec<domain::TextKey> = events
            .iter()
            .filter_map(|event| match &event.fact.body {
                world::Body::Reported(reported) => reported.details,
                _ => event.fact.note,
            })
            .collect();
        line.texts(&keys).expect("readable").len()
    };
    set_clock(&hub, "2026-11-25T00:00:00Z");
    keep_house(&hub);
    assert_eq!(
        (texts(1), texts(2)),
        (1, 2),
        "the incident has gone, its texts are still there"
    );
    set_clock(&hub, "2027-05-30T00:00:00Z");
    keep_house(&hub);
    assert_eq!((texts(1), texts(2)), (1, 0), "what is open keeps its texts");
    let line = &hub.running().hub.lines[&Network::Police];
    let noted = line.audit(&hub::audit::Query {
        from: domain::Timestamp(i64::MIN),
        to: domain::Timestamp(i64::MAX),
        person: None,
        network: None,
        incident: Some(IncidentId(2)),
        what: Some(hub::audit::What::TextsErased),
        after: None,
        order: hub::audit::Order::OldestFirst,
        limit: 10,
    });
    assert_eq!(noted.expect("readable").len(), 1, "that they were is noted");
    assert_eq!(
        hub.get("/api/v1/incidents/police/1", Some(READER_OF_TEXTS))
            .json()["details"],
        "a text about somebody"
    );
}

#[test]
fn an_incident_that_has_photos_only_is_due_like_one_that_has_texts() {
    let hub = TestHub::usual();
    set_clock(&hub, "2026-11-23T14:10:00Z");
    enrol(&hub, person("officer", Role::DutyOfficer));
    let officer = sign_in_as(&hub, "officer");
    let photo = sent(&hub, &officer, &jpeg(9));
    let reported = officer.command("1", &report_with(&[&photo]));
    assert_eq!(reported.status, 200, "{}", reported.text);
    hub.say(&report("the same", None));
    let merge = json!({ "incident": 1, "version": 1, "command": { "merge_into": 2 } });
    let merged = officer.command("2", &merge);
    assert_eq!(merged.status, 200, "{}", merged.text);
    let line = &hub.running().hub.lines[&Network::Police];
    let photo = photo.as_str().try_into().expect("an id");
    let belongs = || !line.photo(&photo).expect("readable").incidents.is_empty();
    set_clock(&hub, "2026-11-25T00:00:00Z");
    keep_house(&hub);
    assert!(belongs(), "the incident has gone, its photo is still there");
    set_clock(&hub, "2027-05-30T00:00:00Z");
    keep_house(&hub);
    assert!(!belongs());
}

#[test]
fn the_track_of_a_unit_is_forgotten_after_a_day() {
    let mut hub = TestHub::usual();
    set_clock(&hub, "2026-11-23T14:10:00Z");
    let sample = |at: &str| json!({ "unit": "E1", "lon": 106.05, "lat": 29.05, "sampled_at": at });
    let both = json!([
        sample("2026-11-22T15:00:00Z"),
        sample("2026-11-23T14:00:00Z")
    ]);
    hub.post("/ingest/110/positions", Some(KEY_110), &both);
    let track = |hub: &TestHub| {
        hub.get("/api/v1/positions/police/E1", None).json()["positions"]
            .as_array()
            .map(Vec::len)
    };
    keep_house(&hub);
    assert_eq!(track(&hub), Some(2));
    set_clock(&hub, "2026-11-23T15:10:00Z");
    keep_house(&hub);
    assert_eq!(track(&hub), Some(1));
    hub.stop();
    hub.begin();
    let known = hub.get("/api/v1/positions", None).json();
    assert_eq!(
        known["positions"][0]["sampled_at"], "2026-11-23T14:00:00.000Z",
        "a restart knows where units were"
    );
}

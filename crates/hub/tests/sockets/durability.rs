//! What is acknowledged outlives the hub; what is not has never happened.

use domain::{Network, Seq};
use serde_json::json;

use crate::common::{KEY_110, Setup, TestHub, fact, report};

fn on_disk(limits: &str) -> TestHub {
    TestHub::start(Setup {
        on_disk: true,
        limits: limits.to_owned(),
        ..Setup::default()
    })
}

#[test]
fn what_was_acknowledged_is_there_after_a_crash_and_nothing_is_doubled() {
    let mut hub = on_disk("");
    let mut acknowledged = Vec::new();
    for n in 0..20 {
        let receipt = hub.say(&json!([
            report(&format!("r{n}"), None),
            fact("accept", &format!("r{n}"), &json!({}))
        ]));
        acknowledged.push(receipt["results"][0]["incident"].clone());
    }
    let before = hub.get("/api/v1/incidents?limit=1000", None).json();
    hub.crash();
    hub.begin();
    let after = hub.get("/api/v1/incidents?limit=1000", None).json();
    let bare = |page: &serde_json::Value| {
        let incidents = page["incidents"].as_array().cloned().unwrap_or_default();
        // The clocks have gone on meanwhile.
        incidents
            .into_iter()
            .map(|mut incident| incident["clocks"].take())
            .count();
        page["incidents"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|incident| {
                (
                    incident["id"].clone(),
                    incident["stage"].clone(),
                    incident["version"].clone(),
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(bare(&after), bare(&before));
    for id in acknowledged {
        assert!(bare(&after).iter().any(|(known, ..)| *known == id), "{id}");
    }
    assert_eq!(hub.say(&report("r7", None))["duplicates"], 1);
    assert_eq!(
        hub.say(&report("new", None))["results"][0]["incident"],
        "police/21"
    );
}

#[test]
fn a_start_from_a_snapshot_gives_the_same_world_as_one_from_the_beginning() {
    let mut hub = on_disk("snapshot_every = 100\nresume_events = 50");
    for start in (0..400).step_by(40) {
        let batch: serde_json::Value = (start..start + 40)
            .flat_map(|n| {
                [
                    report(&format!("r{n}"), None),
                    fact("accept", &format!("r{n}"), &json!({})),
                ]
            })
            .collect();
        hub.say(&batch);
    }
    let digest = |hub: &TestHub| {
        hub.running().hub.lines[&Network::Police]
            .picture()
            .register()
            .digest()
    };
    let before = digest(&hub);
    hub.crash();
    hub.begin();
    assert_eq!(digest(&hub), before);
    let mut whole = world::Register::new();
    let file = hub.folder().join("police.sqlite");
    let log = hub::log::SqliteLog::open(&file).expect("the log opens");
    let reader = hub::log::Log::reader(&log).expect("the log reads");
    assert!(
        reader
            .snapshot_up_to(Seq(750))
            .expect("the log reads")
            .is_some(),
        "there was a snapshot to start from"
    );
    for event in reader
        .events_after(Seq::START, 10_000)
        .expect("the log reads")
    {
        whole.apply(&event);
    }
    assert_eq!(whole.digest(), before);
}

#[test]
fn a_snapshot_of_another_version_is_left_aside_and_the_log_is_folded_from_the_beginning() {
    let mut hub = on_disk("snapshot_every = 100\nresume_events = 50");
    for start in (0..320).step_by(80) {
        let batch: serde_json::Value = (start..start + 80)
            .map(|n| report(&format!("r{n}"), None))
            .collect();
        hub.say(&batch);
    }
    let digest = |hub: &TestHub| {
        let picture = hub.running().hub.lines[&Network::Police].picture();
        picture.register().digest()
    };
    let before = digest(&hub);
    hub.crash();
    let file = hub.folder().join("police.sqlite");
    let mut log = hub::log::SqliteLog::open(&file).expect("the log opens");
    let reader = hub::log::Log::reader(&log).expect("the log reads");
    let found = reader.snapshot_up_to(Seq(270)).expect("the log reads");
    let mut snapshot = found.expect("there was a snapshot to start from");
    snapshot.bytes[0] -= 1;
    snapshot.bytes.truncate(20);
    hub::log::Log::save_snapshot(&mut log, &snapshot).expect("it is put in the other's place");
    drop((reader, log));
    hub.begin();
    assert_eq!(digest(&hub), before);
}

#[test]
fn a_log_that_fails_leaves_no_trace_of_what_it_did_not_keep() {
    let hub = TestHub::usual();
    let mut screen = hub.screen(None, None);
    hub.say(&report("a", None));
    let log = &hub.logs[&Network::Police];
    log.fail(true);
    let refused = hub.post(
        "/ingest/110",
        Some(KEY_110),
        &json!([report("b", None), fact("accept", "a", &json!({}))]),
    );
    assert_eq!(refused.status, 503, "{}", refused.text);
    assert_eq!(refused.header("retry-after"), Some("1"));
    let read = hub.get("/api/v1/incidents", None).json();
    assert_eq!(
        (&read["total"], &read["incidents"][0]["stage"]),
        (&json!(1), &json!("reported"))
    );
    log.fail(false);
    let again = hub.say(&json!([report("b", None), fact("accept", "a", &json!({}))]));
    assert_eq!(again["applied"], 2, "it is not taken for a duplicate");
    assert_eq!(again["results"][0]["incident"], "police/2");
    screen.until_through(3);
    let told: Vec<u64> = screen
        .deltas()
        .iter()
        .filter_map(|delta| match delta {
            protocol::Delta::Event(event) => Some(event.seq.0),
            _ => None,
        })
        .collect();
    assert_eq!(told, [1, 2, 3]);
}

#[test]
fn a_hub_whose_log_fails_says_that_it_is_not_well_until_the_log_keeps_something_again() {
    let hub = TestHub::usual();
    let log = &hub.logs[&Network::Police];
    let health = || hub.get("/api/v1/health", None);
    log.fail(true);
    assert_eq!(
        hub.post("/ingest/110", Some(KEY_110), &report("a", None))
            .status,
        503
    );
    let failing = health();
    assert_eq!(
        (failing.status, &failing.json()["status"]),
        (503, &json!("failing"))
    );
    let line = &hub.running().hub.lines[&Network::Police];
    // A request that is nothing to keep is answered after the one before it was done.
    let settled = || hub.say(&json!([]));
    line.keep_house();
    settled();
    assert_eq!(health().status, 503, "it is tried, and still fails");
    log.fail(false);
    line.keep_house();
    settled();
    assert_eq!(health().status, 200, "nobody has to report to find out");
}

#[test]
fn two_hubs_do_not_work_on_the_same_data() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut config = hub::config::Config::demo().expect("the demo is a configuration");
    config.server.data = folder.path().to_owned();
    let first = hub::sqlite_homes(&config).expect("the folder is free");
    assert!(matches!(
        hub::sqlite_homes(&config),
        Err(hub::StartError::InUse { .. })
    ));
    drop(first);
    assert!(hub::sqlite_homes(&config).is_ok());
}

#[test]
fn requests_that_come_together_are_answered_each_for_itself() {
    let hub = TestHub::usual();
    std::thread::scope(|scope| {
        for sender in 0..8 {
            let hub = &hub;
            scope.spawn(move || {
                for n in 0..25 {
                    let receipt = hub.say(&report(&format!("s{sender}-{n}"), None));
                    assert_eq!(receipt["applied"], 1);
                }
            });
        }
    });
    let read = hub.get("/api/v1/incidents?limit=1000", None).json();
    assert_eq!(
        (&read["total"], &read["through"]["police"]),
        (&json!(200), &json!(200))
    );
}

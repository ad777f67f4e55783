//! Who must not see what: raw frames and every answer, for every role.
//!
//! What is looked for are bytes: a frame that nobody decodes is read all the same.

use std::collections::BTreeSet;

use domain::{IncidentId, Network, Role};
use hub::auth::rights::{Ability, DOORS};
use protocol::Coding;
use serde_json::json;

use crate::common::{
    IN_THE_EAST, IN_THE_WEST, READER, READER_OF_WEST, Screen, Setup, TestHub, fact, report,
};
use crate::people::{Browser, enrol, person, sign_in_as};
use crate::photos::{jpeg, sent};

const CALLER: &str = "王小明";
const PHONE: &str = "13812345678";
const DETAILS: &str = "住在隔壁的老人";
const NOTE: &str = "已电话联系本人";
const ACCOUNT: &str = "account-of-desk-7";
/// Where the officer stood; the incident is elsewhere.
const STOOD: &str = "29.012345";

/// A police incident with everything that is not for everybody, linked with the government incident `government/77`.
fn hub() -> TestHub {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        ..Setup::default()
    });
    let mut told = report("a", Some(IN_THE_WEST));
    told["details"] = DETAILS.into();
    told["caller"] = json!({ "name": CALLER, "phone": PHONE });
    hub.say(&told);
    enrol(&hub, person(ACCOUNT, Role::DutyOfficer));
    let officer = sign_in_as(&hub, ACCOUNT);
    let photo = sent(&hub, &officer, &jpeg(77));
    let commands = [
        json!({ "incident": 1, "version": 1, "command": { "accept": {} }, "note": NOTE, "photos": [photo],
                "from": { "lon": 106.05, "lat": 29.012345 } }),
        json!({ "incident": 1, "version": 2, "command": { "link": { "network": "government", "id": 77 } } }),
    ];
    for (command, key) in commands.iter().zip(["1", "2"]) {
        let done = officer.command(key, command);
        assert_eq!(done.status, 200, "{}", done.text);
    }
    hub
}

/// What somebody is sent and answered, in bytes.
fn everything(hub: &TestHub, browser: &Browser) -> Vec<u8> {
    let mut bytes = Vec::new();
    for coding in [Coding::Json, Coding::Postcard] {
        let mut screen = browser.feed(coding);
        // The snapshot, and once more as events to a screen that knows the first one only.
        screen.until_heartbeat();
        bytes.extend_from_slice(&screen.raw);
        let log = screen.hello().log;
        let mut again = hub.connect_with(
            "police",
            coding,
            &[("cookie", &browser.cookie), ("origin", &hub.url(""))],
        );
        let after = domain::Seq(1);
        again.open(None, Some(protocol::Resume { log, after }));
        again.until_heartbeat();
        assert!(!again.deltas().is_empty(), "told as events");
        bytes.extend_from_slice(&again.raw);
    }
    let line = &hub.running().hub.lines[&Network::Police];
    let history = line.history(IncidentId(1)).expect("readable");
    let mut photos = history.iter().flat_map(|event| &event.fact.photos);
    let photo = photos.next().expect("it has a photo");
    let today = hub::clock::system_now().0.div_euclid(24 * 3_600_000);
    for door in DOORS.iter().filter(|door| door.method == "GET") {
        let path = door
            .path
            .replace("/{network}/{unit}", "/police/PT-01")
            .replace("{network}", "police")
            .replace("{id}", "1")
            .replace("{number}", "1")
            .replace("{photo}", photo.as_str());
        // Doors of pictures; this deployment has none of them.
        let pictures = [
            "/feeds",
            "/tiles",
            "/plays",
            "/api/v1/cameras/",
            "/api/v1/buildings",
        ];
        if pictures.iter().any(|start| path.starts_with(start)) {
            continue;
        }
        // What was done a moment ago was done on one of these days, wherever the deployment lies.
        let days = (today - 1..=today + 1).map(|day| {
            let day = chrono::DateTime::from_timestamp(day * 24 * 3_600, 0).expect("a day");
            format!("{path}?day={}", day.format("%Y-%m-%d"))
        });
        let asked: Vec<String> = if door.path.ends_with("/worklog") {
            days.flat_map(|own| [format!("{own}&person={ACCOUNT}"), own])
                .collect()
        } else {
            vec![path]
        };
        for path in asked {
            let answer = browser.get(&path);
            // What is not asked rightly shows nothing to anybody.
            assert!(
                matches!(answer.status, 200 | 403),
                "{path}: {} {}",
                answer.status,
                answer.text
            );
            bytes.extend_from_slice(&answer.bytes);
        }
    }
    bytes
}

fn holds(bytes: &[u8], what: impl AsRef<[u8]>) -> bool {
    let what = what.as_ref();
    bytes.windows(what.len()).any(|window| window == what)
}

#[test]
fn texts_about_people_and_accounts_reach_those_with_the_right_and_nobody_else() {
    let hub = hub();
    let officer = sign_in_as(&hub, ACCOUNT);
    let read = officer.get("/api/v1/incidents/police/1").json();
    let photo = read["history"][1]["photos"][0].as_str().expect("a photo");
    let whole = format!("/api/v1/police/incidents/1/photos/{photo}");
    let pictures = [whole.clone(), whole + "/thumbnail"].map(|path| {
        let seen = officer.get(&path);
        assert_eq!(seen.status, 200, "{}", seen.text);
        seen.bytes
    });
    for role in Role::ALL {
        let id = format!("one-{role}");
        enrol(&hub, person(&id, role));
        let seen = everything(&hub, &sign_in_as(&hub, &id));
        let has = |ability: Ability| ability.roles().contains(&role);
        for text in [CALLER, PHONE, DETAILS, NOTE] {
            assert_eq!(holds(&seen, text), has(Ability::Texts), "{role}: {text}");
        }
        for picture in &pictures {
            assert_eq!(holds(&seen, picture), has(Ability::Texts), "{role}");
        }
        // Others' work is for those who may search the trail.
        let work = format!("{{\"person\":\"{ACCOUNT}\",\"name\"");
        assert_eq!(holds(&seen, work), has(Ability::Audit), "{role}");
        // Who administers people sees accounts in their list, too.
        assert_eq!(holds(&seen, ACCOUNT), has(Ability::Accounts), "{role}");
        assert_eq!(holds(&seen, STOOD), has(Ability::Accounts), "{role}");
        assert!(
            holds(&seen, "duty_officer"),
            "{role}: who acted, as a role at least"
        );
    }
}

#[test]
fn a_reply_reaches_whoever_reported_it_and_nothing_else_does() {
    let hub = hub();
    for id in ["walker", "other-walker"] {
        enrol(&hub, person(id, Role::GridWorker));
    }
    let walker = sign_in_as(&hub, "walker");
    let report =
        json!({ "command": { "report": { "subject": "井盖", "place": {}, "details": DETAILS } } });
    assert_eq!(walker.command("r", &report).status, 200);
    let officer = sign_in_as(&hub, ACCOUNT);
    let reply = "已换好井盖";
    let asked = |key: &str, command: serde_json::Value, note: &str| {
        let read = officer.get("/api/v1/incidents/police/2").json();
        let version = read["version"].clone();
        let body = json!({ "incident": 2, "version": version, "command": command, "note": note });
        let done = officer.command(key, &body);
        assert_eq!(done.status, 200, "{}", done.text);
    };
    asked("a", json!({ "accept": {} }), NOTE);
    asked("b", json!({ "assign": { "department": "D1" } }), NOTE);
    enrol(&hub, person("department", Role::Department));
    let department = sign_in_as(&hub, "department");
    for (key, command) in [
        ("c", json!({ "receive": { "department": "D1" } })),
        ("d", json!({ "begin_handling": { "department": "D1" } })),
        ("e", json!("resolve")),
    ] {
        let read = officer.get("/api/v1/incidents/police/2").json();
        let body =
            json!({ "incident": 2, "version": read["version"], "command": command, "note": NOTE });
        let done = department.command(key, &body);
        assert_eq!(done.status, 200, "{}", done.text);
    }
    asked("f", json!("reply"), reply);
    let seen = walker.get("/api/v1/incidents/police/2").text;
    assert!(seen.contains(reply), "{seen}");
    assert!(
        !seen.contains(NOTE) && !seen.contains(DETAILS) && !seen.contains(ACCOUNT),
        "{seen}"
    );
    let others = sign_in_as(&hub, "other-walker").get("/api/v1/incidents/police/2");
    assert!(!others.text.contains(reply), "{}", others.text);
    enrol(&hub, person("boss", Role::Wall));
    let wall = sign_in_as(&hub, "boss").get("/api/v1/incidents/police/2");
    assert!(!wall.text.contains(reply), "{}", wall.text);
}

#[test]
fn texts_are_in_no_frame_whoever_it_is_for() {
    let hub = hub();
    enrol(&hub, person("boss", Role::Supervisor));
    let mut screen = sign_in_as(&hub, "boss").feed(Coding::Json);
    screen.until_heartbeat();
    for text in [CALLER, PHONE, DETAILS, NOTE] {
        assert!(!holds(&screen.raw, text), "{text}");
    }
}

#[test]
fn of_an_incident_on_a_network_one_may_not_read_one_learns_only_that_there_is_one() {
    let hub = hub();
    for role in Role::ALL {
        let id = format!("one-{role}");
        let mut here = person(&id, role);
        here.networks = BTreeSet::from([Network::Police]);
        enrol(&hub, here);
        let browser = sign_in_as(&hub, &id);
        let seen = everything(&hub, &browser);
        assert!(!holds(&seen, "government/77"), "{role}");
        assert!(!holds(&seen, "\"id\":77"), "{role}");
        // Postcard writes network and number in a byte each; nothing else of the log is a 77.
        assert!(!holds(&seen, "\u{1}M"), "{role}");
        let read = browser.get("/api/v1/incidents/police/1").json();
        assert_eq!(read["linked"], "withheld", "{role}");
        assert_eq!(read["history"][2]["what"], "withheld", "{role}");
        assert_eq!(browser.get("/api/v1/incidents/government/1").status, 404);
        let list = browser.get("/api/v1/incidents").json();
        assert_eq!(list["incidents"][0]["linked"], "withheld", "{role}");
        let id = format!("both-{role}");
        enrol(&hub, person(&id, role));
        let browser = sign_in_as(&hub, &id);
        assert!(holds(&everything(&hub, &browser), "\u{1}M"), "{role}");
        let read = browser.get("/api/v1/incidents/police/1").json();
        assert_eq!(read["linked"], "government/77", "{role}");
    }
}

#[test]
fn of_an_incident_outside_ones_areas_one_learns_only_that_another_was_merged_into_it() {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        ..Setup::default()
    });
    enrol(&hub, person("officer", Role::DutyOfficer));
    hub.say(&json!([
        report("west", Some(IN_THE_WEST)),
        report("east", Some(IN_THE_EAST))
    ]));
    let mut before = hub.screen(Some(READER_OF_WEST), None);
    let officer = sign_in_as(&hub, "officer");
    let merge = json!({ "incident": 1, "version": 1, "command": { "merge_into": 2 } });
    let merged = officer.command("1", &merge);
    assert_eq!(merged.status, 200, "{}", merged.text);
    before.until_through(3);
    let after = hub.screen(Some(READER_OF_WEST), None);
    let all = hub.screen(Some(READER), None);
    let into = |screen: &Screen| {
        let found = screen.world.incident(IncidentId(1));
        found.expect("it is seen").merged_into.get()
    };
    assert_eq!(into(&before), Some(IncidentId::WITHHELD));
    assert_eq!(into(&after), Some(IncidentId::WITHHELD));
    assert_eq!(into(&all), Some(IncidentId(2)));
    let read = |token: &str| {
        let one = hub.get("/api/v1/incidents/police/1", Some(token)).json();
        let list = hub.get("/api/v1/incidents", Some(token)).json();
        assert_eq!(list["incidents"][0]["merged_into"], one["merged_into"]);
        (
            one["merged_into"].clone(),
            one["history"][1]["what"].clone(),
        )
    };
    assert_eq!(read(READER_OF_WEST), (json!("withheld"), json!("withheld")));
    assert_eq!(read(READER), (json!("police/2"), json!({ "into": 2 })));
    let counted = |token: &str| {
        let health = hub.get("/api/v1/health", Some(token)).json();
        let networks = health["networks"].as_array().cloned().unwrap_or_default();
        let police = networks.into_iter().find(|one| one["network"] == "police");
        police.expect("it is served")["incidents"].clone()
    };
    assert_eq!(
        (counted(READER_OF_WEST), counted(READER)),
        (json!(1), json!(2))
    );
}

#[test]
fn a_feed_of_another_network_does_not_open() {
    let hub = hub();
    for role in Role::ALL {
        let id = format!("one-{role}");
        let mut elsewhere = person(&id, role);
        elsewhere.networks = BTreeSet::from([Network::Government]);
        enrol(&hub, elsewhere);
        let browser = sign_in_as(&hub, &id);
        let mut screen = browser.feed(Coding::Json);
        assert_eq!(screen.close_code(), Some(4403), "{role}");
        assert!(screen.raw.is_empty(), "{role}: not even a hello");
        assert_eq!(browser.get("/api/v1/incidents/police/1").status, 404);
    }
}

#[test]
fn what_is_said_later_is_withheld_as_what_was_there_before() {
    let hub = hub();
    enrol(&hub, person("wall", Role::Wall));
    let mut wall = sign_in_as(&hub, "wall").feed(Coding::Json);
    wall.until_heartbeat();
    let officer = sign_in_as(&hub, ACCOUNT);
    let amend = json!({ "incident": 1, "version": 3, "command": { "amend": { "subject": "x" } }, "note": NOTE });
    assert_eq!(officer.command("3", &amend).status, 200);
    hub.say(&fact("escalate", "a", &json!({ "note": NOTE })));
    wall.until_through(5);
    assert!(holds(&wall.raw, "amended"), "it was told");
    for text in [NOTE, ACCOUNT] {
        assert!(!holds(&wall.raw, text), "{text}");
    }
}

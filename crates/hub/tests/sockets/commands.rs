//! What people ask of incidents.

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;
use std::task::Context;

use domain::{Network, Role};
use hub::auth::rights::{Reach, reach};
use hub::line::Unanswered;
use hub::log::{LogReader, RequestKey};
use serde_json::{Value, json};
use world::Verb;

use crate::common::{
    Answer, IN_THE_EAST, IN_THE_WEST, READER, READER_OF_TEXTS, Setup, TestHub, fact, report,
};
use crate::people::{Browser, enrol, person, sign_in_as};

pub const PATH: &str = "/api/v1/police/commands";

fn hub() -> TestHub {
    TestHub::start(Setup {
        anonymous_reading: false,
        more: "[[place.units]]\nid = \"PT-01\"\nname = { zh = \"a\", en = \"a\" }\nstation = \"S1\"\n\
               [[place.units]]\nid = \"PT-02\"\nname = { zh = \"b\", en = \"b\" }\nstation = \"S2\"\n"
            .to_owned(),
        ..Setup::default()
    })
}

impl Browser<'_> {
    /// Asks under a key.
    pub fn command(&self, key: &str, body: &Value) -> Answer {
        self.ask_with("POST", PATH, &[("idempotency-key", key)], Some(body))
    }
}

fn about(incident: u64, version: u64, command: &Value) -> Value {
    json!({ "incident": incident, "version": version, "command": command })
}

fn version(hub: &TestHub, incident: u64) -> u64 {
    let read = hub.get(
        &format!("/api/v1/incidents/police/{incident}"),
        Some(READER),
    );
    read.json()["version"].as_u64().expect("a version")
}

#[test]
fn a_command_is_answered_when_it_is_durable_and_every_screen_is_told() {
    let hub = hub();
    hub.say(&report("a", Some(IN_THE_WEST)));
    enrol(&hub, person("officer", Role::DutyOfficer));
    let officer = sign_in_as(&hub, "officer");
    let mut screen = hub.screen(Some(READER), None);
    let done = officer.command(
        "1",
        &about(1, 1, &json!({ "accept": { "category": "noise" } })),
    );
    assert_eq!(done.status, 200, "{}", done.text);
    assert_eq!(
        done.json(),
        json!({ "incident": "police/1", "version": 2, "seq": 2 })
    );
    screen.until_through(2);
    let stage = screen
        .world
        .incident(domain::IncidentId(1))
        .map(|one| one.stage);
    assert_eq!(stage, Some(domain::Stage::Accepted));
    let sent = json!({ "assign": { "unit": "PT-01" } });
    assert_eq!(officer.command("2", &about(1, 2, &sent)).status, 200);
    let read = officer.get("/api/v1/incidents/police/1").json();
    assert_eq!(read["stage"], "dispatched");
    assert_eq!(read["category"], "noise");
    assert_eq!(read["history"][1]["by"], "officer");
}

#[test]
fn of_two_officers_who_take_the_same_call_one_has_it_and_the_other_is_told_what_changed() {
    let hub = hub();
    enrol(&hub, person("one", Role::DutyOfficer));
    enrol(&hub, person("two", Role::DutyOfficer));
    let [one, two] = [sign_in_as(&hub, "one"), sign_in_as(&hub, "two")];
    for round in 1..=20_u64 {
        hub.say(&report(&format!("r{round}"), None));
        let seen = version(&hub, round);
        let accept = about(round, seen, &json!({ "accept": {} }));
        let key = round.to_string();
        let ask = |officer: &Browser| officer.command(&key, &accept);
        let (first, second) = std::thread::scope(|scope| {
            let other = scope.spawn(|| ask(&two));
            (ask(&one), other.join().expect("answered"))
        });
        let (done, refused) = if first.status == 200 {
            (first, second)
        } else {
            (second, first)
        };
        assert_eq!(
            (done.status, refused.status),
            (200, 409),
            "{}",
            refused.text
        );
        let problem = refused.json();
        assert_eq!(problem["refusal"], "outdated", "{problem}");
        assert_eq!(problem["changed"], json!(["stage"]));
        assert_eq!(problem["version"], done.json()["version"]);
        let read = hub.get(&format!("/api/v1/incidents/police/{round}"), Some(READER));
        let history = read.json()["history"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let accepted = history.iter().filter(|event| event["kind"] == "accepted");
        assert_eq!(accepted.count(), 1, "never two truths");
    }
}

#[test]
fn an_order_that_is_only_offered_begins_and_ends_nothing_of_what_others_do() {
    let hub = hub();
    hub.say(&report("a", Some(IN_THE_WEST)));
    enrol(&hub, person("officer", Role::DutyOfficer));
    enrol(&hub, person("station", Role::Station));
    enrol(&hub, person("department", Role::Department));
    let [officer, station, department] =
        ["officer", "station", "department"].map(|id| sign_in_as(&hub, id));
    let mut asked = 0;
    let mut ask = |browser: &Browser, command: Value| {
        asked += 1;
        let body = about(1, version(&hub, 1), &command);
        browser.command(&asked.to_string(), &body)
    };
    let own = json!({ "station": "S1" });
    for (browser, command) in [
        (&officer, json!({ "accept": {} })),
        (&officer, json!({ "assign": own })),
        (&officer, json!({ "assign": { "department": "D1" } })),
        (&station, json!({ "receive": own })),
        (&station, json!({ "start_out": own })),
        (&station, json!({ "arrive": own })),
    ] {
        let done = ask(browser, command);
        assert_eq!(done.status, 200, "{}", done.text);
    }
    for command in [json!({ "begin_handling": null }), json!("resolve")] {
        let refused = ask(&department, command.clone());
        assert_eq!(refused.status, 409, "{command}: {}", refused.text);
        assert_eq!(refused.json()["refusal"], "not_received", "{command}");
    }
    for (browser, command) in [
        (&department, json!({ "receive": { "department": "D1" } })),
        (&department, json!({ "begin_handling": null })),
        (&station, json!("resolve")),
    ] {
        let done = ask(browser, command);
        assert_eq!(done.status, 200, "{}", done.text);
    }
}

#[test]
fn who_is_disabled_while_a_command_waits_does_nothing_any_more() {
    let hub = hub();
    enrol(&hub, person("officer", Role::DutyOfficer));
    let officer = sign_in_as(&hub, "officer");
    let people = Arc::clone(&hub.running().hub.people);
    let (_, secret) = officer.cookie.split_once('=').expect("a cookie");
    let now = hub::clock::system_now();
    let key = people.session(secret, now).expect("signed in").key;
    let line = Arc::clone(&hub.running().hub.lines[&Network::Police]);
    let log = &hub.logs[&Network::Police];
    let asker = {
        let people = Arc::clone(&people);
        Box::new(move || Some(people.use_session(key, now)?.person))
    };
    let report = json!({ "command": { "report": { "subject": "井盖" } } });
    let id = "officer".try_into().expect("an id");
    let request = RequestKey::of_person(&id, "1".to_owned());
    let mut asked = std::pin::pin!(line.command(
        asker,
        serde_json::from_value(report).expect("a command"),
        (request, [0; 32]),
        std::net::Ipv4Addr::LOCALHOST.into()
    ));
    std::thread::scope(|scope| {
        // The writer waits with what it has made durable.
        let waits = line.picture();
        scope.spawn(|| hub.say(&crate::common::report("first", None)));
        while log.last().expect("readable") == domain::Seq::START {
            std::thread::yield_now();
        }
        let waker = std::task::Waker::noop();
        let waiting = asked.as_mut().poll(&mut Context::from_waker(waker));
        assert!(waiting.is_pending());
        people.set_disabled(&id, true, None).expect("disabled");
        drop(waits);
    });
    let answered = crate::runtime::runtime().block_on(asked);
    assert!(
        matches!(answered, Err(Unanswered::SignedOut)),
        "{answered:?}"
    );
    assert_eq!(log.last().expect("readable"), domain::Seq(1));
}

#[test]
fn what_has_changed_and_does_not_matter_refuses_nothing() {
    let hub = hub();
    hub.say(&report("a", None));
    enrol(&hub, person("officer", Role::DutyOfficer));
    enrol(&hub, person("boss", Role::Supervisor));
    let [officer, boss] = [sign_in_as(&hub, "officer"), sign_in_as(&hub, "boss")];
    let escalated = boss.command("1", &about(1, 1, &json!("escalate")));
    assert_eq!(escalated.status, 200, "{}", escalated.text);
    let accepted = officer.command("1", &about(1, 1, &json!({ "accept": {} })));
    assert_eq!(accepted.status, 200, "{}", accepted.text);
}

#[test]
fn the_same_key_again_is_answered_as_the_first_time_also_after_a_crash() {
    let mut hub = TestHub::start(Setup {
        on_disk: true,
        ..Setup::default()
    });
    hub.say(&report("a", None));
    enrol(&hub, person("officer", Role::DutyOfficer));
    let cookie = sign_in_as(&hub, "officer").cookie;
    let accept = about(1, 1, &json!({ "accept": {} }));
    let report = json!({ "command": { "report": { "subject": "井盖" } } });
    let late = about(1, 1, &json!({ "accept": {} }));
    let ask = |hub: &TestHub| {
        let officer = Browser::again(hub, &cookie);
        [
            officer.command("accept", &accept),
            officer.command("report", &report),
            officer.command("late", &late),
        ]
        .map(|answer| (answer.status, answer.text))
    };
    let first = ask(&hub);
    assert_eq!(first.each_ref().map(|answer| answer.0), [200, 200, 409]);
    assert_eq!(ask(&hub), first);
    hub.crash();
    hub.begin();
    assert_eq!(ask(&hub), first);
    let listed = hub.get("/api/v1/incidents", None).json();
    assert_eq!(
        (&listed["total"], &listed["through"]["police"]),
        (&json!(2), &json!(3)),
        "nothing happened twice"
    );
    let officer = Browser::again(&hub, &cookie);
    let reused = officer.command("accept", &report);
    assert_eq!(reused.status, 422, "{}", reused.text);
    assert_eq!(
        officer.ask("POST", PATH, Some(&accept)).status,
        400,
        "a command has a key"
    );
}

#[test]
fn two_people_may_choose_the_same_key() {
    let hub = hub();
    for id in ["one", "two"] {
        enrol(&hub, person(id, Role::GridWorker));
        let body = json!({ "command": { "report": { "subject": id } } });
        assert_eq!(sign_in_as(&hub, id).command("1", &body).status, 200);
    }
    assert_eq!(
        hub.get("/api/v1/incidents", Some(READER)).json()["total"],
        2
    );
}

#[test]
fn a_person_reports_through_the_same_door_and_its_words_about_people_stay_out_of_the_log() {
    let hub = hub();
    enrol(&hub, person("officer", Role::DutyOfficer));
    enrol(&hub, person("worker", Role::GridWorker));
    let (lon, lat) = IN_THE_WEST;
    let place = json!({ "position": { "lon": lon, "lat": lat }, "address": "福城西苑 17 栋" });
    let told = json!({ "command": { "report": { "subject": "夜间噪声", "place": place, "category": "noise",
        "priority": "urgent", "details": "Zhang San shouts", "caller_name": "Wang Fang", "caller_phone": "13900000000" } } });
    let officer = sign_in_as(&hub, "officer");
    let done = officer.command("1", &told);
    assert_eq!(done.status, 200, "{}", done.text);
    let note = json!({ "incident": 1, "version": 1, "command": "reject", "note": "Li Si says no" });
    assert_eq!(officer.command("2", &note).status, 200);
    let found = json!({ "command": { "report": { "subject": "井盖", "place": place } } });
    assert_eq!(sign_in_as(&hub, "worker").command("1", &found).status, 200);
    let read = hub.get("/api/v1/incidents/police/1", Some(READER_OF_TEXTS));
    let words = ["Zhang San", "Wang Fang", "13900000000", "Li Si"];
    for word in words {
        assert!(read.text.contains(word), "{word}: {}", read.text);
    }
    let read = read.json();
    assert_eq!(
        (&read["place"]["area"], &read["place"]["grid"]),
        (&json!("WEST"), &json!("W1"))
    );
    assert_eq!(
        (&read["platform"], &read["external_id"]),
        (&json!("furun"), &json!("1"))
    );
    let unread = hub.get("/api/v1/incidents/police/1", Some(READER)).text;
    let log = hub.logs[&Network::Police].clone();
    let reader = hub::log::Log::reader(&log).expect("the log reads");
    let events = reader
        .events_after(domain::Seq::START, 100)
        .expect("the log reads");
    let logged: Vec<String> = events
        .iter()
        .map(|event| serde_json::to_string(event).expect("an event"))
        .collect();
    for word in words {
        assert!(!unread.contains(word), "{word}");
        assert!(!logged.concat().contains(word), "{word}");
    }
}

#[test]
fn a_command_that_cannot_be_read_says_which_field_and_not_what_was_in_it() {
    let hub = hub();
    hub.say(&report("a", None));
    enrol(&hub, person("officer", Role::DutyOfficer));
    let officer = sign_in_as(&hub, "officer");
    let mut key = 0;
    let mut check = |body: &Value, status: u16, word: &str| {
        key += 1;
        let refused = officer.command(&key.to_string(), body);
        assert_eq!(refused.status, status, "{body}: {}", refused.text);
        assert!(refused.text.contains(word), "{body}: {}", refused.text);
        assert!(!refused.text.contains("Wang"), "{}", refused.text);
    };
    check(&json!({ "command": "accept" }), 422, "does not fit");
    check(&json!({ "command": "acknowledge" }), 422, "/incident");
    check(
        &json!({ "incident": 1, "command": "acknowledge" }),
        422,
        "/version",
    );
    check(&about(1, 1, &json!("Wang")), 422, "does not fit");
    check(
        &about(1, 1, &json!({ "report": { "subject": "x" } })),
        422,
        "/incident",
    );
    check(
        &json!({ "command": { "report": { "subject": " " } } }),
        422,
        "/command/report/subject",
    );
    check(
        &json!({ "incident": "Wang", "version": 1, "command": "reject" }),
        422,
        "does not fit",
    );
    check(&about(9, 1, &json!("acknowledge")), 404, "no such incident");
    check(&about(1, 1, &json!("reject")), 409, "reason_missing");
    check(
        &about(1, 1, &json!("resolve")),
        403,
        "\"right\":\"resolve\"",
    );
    let long = "a".repeat(2_001);
    check(
        &json!({ "incident": 1, "version": 1, "command": "reject", "note": long }),
        422,
        "/note",
    );
}

/// A command of each verb, and one event before it that makes it thinkable.
fn command_of(verb: Verb) -> Option<Value> {
    let own = json!({ "station": "S1" });
    let crew = json!({ "unit": "PT-01" });
    Some(match verb {
        Verb::Report => json!({ "report": { "subject": "x" } }),
        Verb::Accept | Verb::Amend => json!({ verb.as_str(): {} }),
        Verb::MergeInto => json!({ "merge_into": 2 }),
        Verb::Assign => json!({ "assign": crew }),
        Verb::Receive
        | Verb::Decline
        | Verb::Withdraw
        | Verb::StartOut
        | Verb::Arrive
        | Verb::BeginHandling
        | Verb::Clear => json!({ verb.as_str(): own }),
        Verb::HandOver => json!({ "hand_over": { "from": own, "to": crew } }),
        Verb::Verify => json!({ "verify": { "passed": true } }),
        Verb::Supervise => json!({ "supervise": true }),
        Verb::SetPriority => json!({ "set_priority": "emergency" }),
        Verb::Rate => json!({ "rate": 5 }),
        Verb::Link => json!({ "link": { "network": "government", "id": 1 } }),
        // Only the hub archives: the wire has no word for it.
        Verb::Archive => return None,
        word => json!(word.as_str()),
    })
}

/// The same for a department's own.
fn for_role(role: Role, command: &Value) -> Value {
    if role == Role::Department {
        let text = command.to_string();
        let text = text.replace("{\"station\":\"S1\"}", "{\"department\":\"D1\"}");
        return serde_json::from_str(&text).expect("JSON");
    }
    command.clone()
}

#[test]
fn every_role_gives_exactly_the_commands_that_the_table_allows() {
    let hub = hub();
    for role in Role::ALL {
        enrol(&hub, person(role.as_str(), role));
    }
    // To merge into.
    hub.say(&json!([report("a", None), report("b", None)]));
    // For each command anew: one that is the station's and the department's own, and one that is somebody else's.
    let fresh = |n: u64| {
        let (own, other) = (format!("own{n}"), format!("other{n}"));
        let receipt = hub.say(&json!([
            report(&own, None),
            report(&other, None),
            fact("assign", &own, &json!({ "station": "S1" })),
            fact("assign", &own, &json!({ "department": "D1" })),
            fact("assign", &other, &json!({ "station": "S2" })),
        ]));
        [0, 1].map(|nth| {
            let named = receipt["results"][nth]["incident"]
                .as_str()
                .expect("an incident");
            named
                .replace("police/", "")
                .parse::<u64>()
                .expect("a number")
        })
    };
    let mut key = 0;
    for role in Role::ALL {
        let browser = sign_in_as(&hub, role.as_str());
        for verb in Verb::ALL {
            let Some(command) = command_of(verb) else {
                assert_eq!(reach(role, verb), None, "nobody archives");
                continue;
            };
            let command = for_role(role, &command);
            let [own, other] = fresh(key);
            let mut ask = |incident: u64| {
                key += 1;
                // Of a version before all: what the world makes of it is not asked here, and it changes next to nothing.
                let body = match verb {
                    Verb::Report => json!({ "command": command }),
                    _ => about(incident, 0, &command),
                };
                let answer = browser.command(&key.to_string(), &body);
                (answer.status, answer.text)
            };
            let allowed = |(status, text): (u16, String)| {
                assert!(
                    matches!(status, 200 | 409),
                    "{role} {verb}: {status} {text}"
                );
            };
            let lacking = |(status, text): (u16, String)| {
                assert_eq!(status, 403, "{role} {verb}: {text}");
                let named = format!("\"right\":\"{verb}\"");
                assert!(text.contains(&named), "{role} {verb}: {text}");
            };
            match reach(role, verb) {
                None => lacking(ask(own)),
                Some(Reach::All) => allowed(ask(own)),
                // Without a live order on it, "own" has no meaning: the crews' own words are refused by name.
                Some(Reach::Own | Reach::OwnCrews) => {
                    allowed(ask(own));
                    let by_name = matches!(
                        verb,
                        Verb::Receive
                            | Verb::Decline
                            | Verb::StartOut
                            | Verb::Arrive
                            | Verb::Clear
                            | Verb::BeginHandling
                            | Verb::HandOver
                    );
                    if by_name {
                        // It names its own, who has nothing here: the world says so.
                        let (status, text) = ask(other);
                        assert_eq!(status, 409, "{role} {verb}: {text}");
                    } else {
                        lacking(ask(other));
                    }
                }
            }
        }
    }
}

#[test]
fn a_station_speaks_for_itself_and_its_crews_and_a_crew_for_itself() {
    let hub = hub();
    hub.say(&json!([
        report("a", None),
        fact("assign", "a", &json!({ "station": "S1" }))
    ]));
    hub.say(&fact("assign", "a", &json!({ "unit": "PT-02" })));
    enrol(&hub, person("station", Role::Station));
    let mut crew = person("crew", Role::Station);
    crew.unit = Some("PT-01".try_into().expect("an id"));
    enrol(&hub, crew);
    let [station, crew] = [sign_in_as(&hub, "station"), sign_in_as(&hub, "crew")];
    let mut key = 0;
    let mut check = |who: &Browser, command: Value, status: u16| {
        key += 1;
        let answer = who.command(&key.to_string(), &about(1, version(&hub, 1), &command));
        assert_eq!(answer.status, status, "{command}: {}", answer.text);
    };
    check(&station, json!({ "receive": { "unit": "PT-02" } }), 403);
    check(&station, json!({ "receive": { "station": "S2" } }), 403);
    check(&station, json!({ "assign": { "unit": "PT-02" } }), 403);
    check(&station, json!({ "assign": { "station": "S2" } }), 403);
    check(&crew, json!({ "receive": { "station": "S1" } }), 403);
    check(&station, json!({ "receive": { "station": "S1" } }), 200);
    check(&station, json!({ "assign": { "unit": "PT-01" } }), 200);
    check(&crew, json!({ "receive": { "unit": "PT-01" } }), 200);
    check(&crew, json!({ "start_out": { "unit": "PT-01" } }), 200);
    check(&crew, json!({ "arrive": { "unit": "PT-01" } }), 200);
    check(&station, json!("resolve"), 200);
}

#[test]
fn a_right_ends_at_the_persons_networks_and_patrol_areas() {
    let hub = hub();
    hub.say(&json!([
        report("a", Some(IN_THE_WEST)),
        report("b", Some(IN_THE_EAST))
    ]));
    let mut west = person("west", Role::DutyOfficer);
    west.areas = Some(BTreeSet::from(["WEST".try_into().expect("an id")]));
    west.networks = BTreeSet::from([Network::Police]);
    enrol(&hub, west);
    let west = sign_in_as(&hub, "west");
    let seen = |answer: Answer, status: u16, word: &str| {
        assert_eq!(answer.status, status, "{}", answer.text);
        assert!(answer.text.contains(word), "{}", answer.text);
    };
    // As if there were none.
    let unseen = west.command("1", &about(2, 2, &json!({ "accept": {} })));
    let absent = west.command("2", &about(9, 2, &json!({ "accept": {} })));
    assert_eq!((unseen.status, &unseen.text), (404, &absent.text));
    seen(
        west.command("3", &about(1, 1, &json!({ "merge_into": 2 }))),
        404,
        "no such incident",
    );
    let (lon, lat) = IN_THE_EAST;
    let there = json!({ "amend": { "place": { "position": { "lon": lon, "lat": lat } } } });
    seen(
        west.command("5", &about(1, 1, &there)),
        403,
        "\"right\":\"amend\"",
    );
    let government = west.ask_with(
        "POST",
        "/api/v1/government/commands",
        &[("idempotency-key", "6")],
        Some(&json!({ "command": { "report": { "subject": "x" } } })),
    );
    seen(government, 403, "\"right\":\"government\"");
    seen(
        west.command("7", &about(1, 1, &json!({ "accept": {} }))),
        200,
        "police/1",
    );
}

#[test]
fn a_counterparts_number_that_came_by_telephone_is_written_down_and_not_shown_to_who_may_not_read_there()
 {
    let hub = hub();
    hub.say(&report("a", None));
    let mut police = person("police", Role::DutyOfficer);
    police.networks = BTreeSet::from([Network::Police]);
    enrol(&hub, police);
    enrol(&hub, person("both", Role::DutyOfficer));
    let police = sign_in_as(&hub, "police");
    let link = |network: &str, id: u64| json!({ "link": { "network": network, "id": id } });
    let own = police.command("1", &about(1, 1, &link("police", 1)));
    assert_eq!(own.status, 422, "{}", own.text);
    assert!(own.text.contains("/command/link/network"), "{}", own.text);
    let none = police.command("2", &about(1, 1, &link("government", 0)));
    assert_eq!(none.status, 422, "{}", none.text);
    assert!(none.text.contains("/command/link/id"), "{}", none.text);
    let linked = police.command("3", &about(1, 1, &link("government", 12)));
    assert_eq!(linked.status, 200, "{}", linked.text);
    let read = |browser: &Browser| browser.get("/api/v1/incidents/police/1").json();
    assert_eq!(read(&police)["linked"], "withheld");
    assert_eq!(read(&sign_in_as(&hub, "both"))["linked"], "government/12");
}

#[test]
fn a_machines_token_commands_nothing() {
    let hub = hub();
    hub.say(&report("a", None));
    let accept = about(1, 1, &json!({ "accept": {} }));
    assert_eq!(hub.post(PATH, Some(READER_OF_TEXTS), &accept).status, 403);
    assert_eq!(hub.post(PATH, None, &accept).status, 401);
}

#[test]
fn a_log_that_fails_refuses_a_command_and_the_same_key_succeeds_later() {
    let hub = hub();
    hub.say(&report("a", None));
    enrol(&hub, person("officer", Role::DutyOfficer));
    let officer = sign_in_as(&hub, "officer");
    let accept = about(1, 1, &json!({ "accept": {} }));
    let log = &hub.logs[&Network::Police];
    log.fail(true);
    assert_eq!(officer.command("1", &accept).status, 503);
    log.fail(false);
    assert_eq!(officer.command("1", &accept).status, 200);
}

#[test]
fn whoever_is_taking_a_call_is_told_to_the_others_and_binds_nobody() {
    let hub = hub();
    hub.say(&json!([
        report("a", Some(IN_THE_WEST)),
        report("b", Some(IN_THE_EAST))
    ]));
    enrol(&hub, person("one", Role::DutyOfficer));
    enrol(&hub, person("two", Role::DutyOfficer));
    let mut local = person("local", Role::DutyOfficer);
    local.areas = Some(BTreeSet::from(["EAST".try_into().expect("an id")]));
    enrol(&hub, local);
    let [one, two, local] = ["one", "two", "local"].map(|id| sign_in_as(&hub, id));
    let path = "/api/v1/police/incidents/1/claim";
    let hold = |officer: &Browser| officer.ask("POST", path, Some(&json!({})));
    let held = hold(&one);
    assert_eq!(held.status, 200, "{}", held.text);
    let refused = hold(&two);
    assert_eq!(
        (refused.status, &refused.json()["refusal"]),
        (409, &json!("held"))
    );
    assert!(refused.text.contains("one"), "{}", refused.text);
    let told = |officer: &Browser| officer.get("/api/v1/police/claims").json()["claims"].clone();
    assert_eq!(told(&two)[0]["incident"], "police/1");
    assert_eq!(told(&two)[0]["person"], "one");
    assert_eq!(told(&local), json!([]), "it does not see the call");
    assert_eq!(hold(&local).status, 404);
    let accept = about(1, 1, &json!({ "accept": {} }));
    assert_eq!(two.command("1", &accept).status, 200, "the command counts");
    assert_eq!(two.ask("DELETE", path, None).status, 204);
    assert_eq!(hold(&two).status, 409, "only who holds it lets it go");
    assert_eq!(one.ask("DELETE", path, None).status, 204);
    assert_eq!(hold(&two).status, 200);
}

//! The audit trail: what is noted, who may read it, and that nothing takes anything from it.

use std::collections::BTreeSet;

use domain::{Network, Role};
use hub::auth::rights::DOORS;
use serde_json::{Value, json};

use crate::common::{Answer, IN_THE_EAST, IN_THE_WEST, Setup, TestHub, report};
use crate::people::{Browser, enrol, person, sign_in_as};

fn hub() -> TestHub {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        on_disk: true,
        ..Setup::default()
    });
    enrol(&hub, person("boss", Role::Supervisor));
    enrol(&hub, person("officer", Role::DutyOfficer));
    hub
}

fn read(reader: &Browser, parameters: &str) -> Vec<Value> {
    let answer = reader.get(&format!("/api/v1/audit{parameters}"));
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["entries"]
        .as_array()
        .cloned()
        .expect("entries")
}

fn words(entries: &[Value]) -> Vec<&str> {
    let words = entries.iter().map(|entry| entry["what"].as_str());
    words.map(|word| word.expect("a word")).collect()
}

#[test]
fn who_did_what_and_when_and_from_where_is_noted_and_found_again() {
    let hub = hub();
    let admin = person("admin", Role::Administrator);
    enrol(&hub, admin);
    hub.say(&report("a", None));
    let body = json!({ "id": "officer", "password": "not the password" });
    let nobody = Browser::again(&hub, "");
    assert_eq!(
        nobody.ask("POST", "/api/v1/session", Some(&body)).status,
        401
    );
    let officer = sign_in_as(&hub, "officer");
    let accept = json!({ "incident": 1, "version": 1, "command": { "accept": {} } });
    assert_eq!(officer.command("key-1", &accept).status, 200);
    assert_eq!(officer.command("key-1", &accept).status, 200, "again");
    let close = json!({ "incident": 1, "version": 2, "command": "close" });
    assert_eq!(officer.command("key-2", &close).status, 403);
    let resume =
        json!({ "incident": 1, "version": 2, "command": { "verify": { "passed": true } } });
    assert_eq!(officer.command("key-3", &resume).status, 409);
    assert_eq!(officer.ask("DELETE", "/api/v1/session", None).status, 204);
    let admin = sign_in_as(&hub, "admin");
    let change = json!({ "disabled": true });
    let disabled = admin.ask("PATCH", "/api/v1/people/officer", Some(&change));
    assert_eq!(disabled.status, 200, "{}", disabled.text);
    let boss = sign_in_as(&hub, "boss");
    let of_officer = read(&boss, "?person=officer");
    assert_eq!(
        words(&of_officer),
        [
            "sign_in_failed",
            "signed_in",
            "command_done",
            "command_refused",
            "command_refused",
            "signed_out",
            "account_disabled"
        ]
    );
    for entry in &of_officer {
        assert_eq!(entry["address"], "127.0.0.1", "{entry}");
        assert!(entry["at"].is_string(), "{entry}");
    }
    let done = &of_officer[2];
    assert_eq!(
        (&done["about"], &done["key"], &done["incident"]),
        (&json!("accept"), &json!("key-1"), &json!("police/1"))
    );
    assert_eq!(of_officer[3]["outcome"], "right-missing close");
    assert_eq!(of_officer[4]["outcome"], "not_in_this_stage");
    assert_eq!(of_officer[6]["person"], "admin");
    assert_eq!(
        words(&read(&boss, "?incident=police/1&what=command_done")),
        ["command_done"]
    );
    assert_eq!(words(&read(&boss, "?what=audit_read&person=boss")).len(), 2);
    assert_eq!(
        read(&boss, "?from=2100-01-01T00:00:00Z"),
        Vec::<Value>::new()
    );
    assert_eq!(read(&boss, "?to=2000-01-01T00:00:00Z"), Vec::<Value>::new());
    for wrong in [
        "?what=x",
        "?after=x",
        "?limit=0",
        "?incident=x",
        "?from=x",
        "?network=government&incident=police/1",
    ] {
        assert_eq!(boss.get(&format!("/api/v1/audit{wrong}")).status, 400);
    }
}

#[test]
fn a_name_that_no_account_can_have_fills_no_trail() {
    let hub = hub();
    let boss = sign_in_as(&hub, "boss");
    let nobody = Browser::again(&hub, "");
    for id in ["", "a\nb", "a".repeat(300).as_str()] {
        let body = json!({ "id": id, "password": "whatever it is" });
        let refused = nobody.ask("POST", "/api/v1/session", Some(&body));
        assert_eq!(refused.status, 401, "{id:?}");
    }
    assert_eq!(read(&boss, "?what=sign_in_failed"), Vec::<Value>::new());
}

#[test]
fn pages_of_several_homes_follow_one_another_without_gap_or_overlap() {
    let hub = hub();
    let officer = sign_in_as(&hub, "officer");
    for n in 0..12 {
        let report = json!({ "command": { "report": { "subject": "井盖" } } });
        let network = ["police", "government"][n % 2];
        let path = format!("/api/v1/{network}/commands");
        let key = n.to_string();
        let done = officer.ask_with("POST", &path, &[("idempotency-key", &key)], Some(&report));
        assert_eq!(done.status, 200, "{}", done.text);
    }
    let boss = sign_in_as(&hub, "boss");
    let keys = |search: &str| {
        let (mut keys, mut after) = (Vec::new(), String::new());
        loop {
            let page = boss.get(&format!(
                "/api/v1/audit?limit=3&person=officer{search}{after}"
            ));
            let page = page.json();
            let entries = page["entries"].as_array().cloned().unwrap_or_default();
            assert!(entries.len() <= 3);
            keys.extend(
                entries
                    .iter()
                    .filter_map(|entry| entry["key"].as_str()?.parse::<u32>().ok()),
            );
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        keys
    };
    let in_order: Vec<u32> = (0..12).collect();
    let oldest_first = keys("");
    let mut sorted = oldest_first.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, in_order, "each once: {oldest_first:?}");
    let mut newest_first = keys("&order=newest_first");
    newest_first.reverse();
    assert_eq!(newest_first, oldest_first, "the same way back");
    let of_police = keys("&network=police");
    assert_eq!(of_police.len(), 6, "{of_police:?}");
    assert!(of_police.iter().all(|key| key % 2 == 0), "{of_police:?}");
    let wrong = boss.get("/api/v1/audit?order=sideways");
    assert_eq!(wrong.status, 400, "{}", wrong.text);
}

#[test]
fn whoever_is_held_to_a_network_or_an_area_reads_of_it_only() {
    let hub = hub();
    hub.say(&json!([
        report("a", Some(IN_THE_WEST)),
        report("b", Some(IN_THE_EAST))
    ]));
    let officer = sign_in_as(&hub, "officer");
    for (incident, key) in [(1, "k1"), (2, "k2")] {
        let accept =
            json!({ "incident": incident, "version": incident, "command": { "accept": {} } });
        let done = officer.command(key, &accept);
        assert_eq!(done.status, 200, "{}", done.text);
    }
    let government = BTreeSet::from([Network::Government]);
    let mut stranger = person("stranger", Role::DutyOfficer);
    stranger.networks = government.clone();
    enrol(&hub, stranger);
    sign_in_as(&hub, "stranger");
    let mut other = person("other-boss", Role::Supervisor);
    other.networks = government;
    enrol(&hub, other);
    let other = sign_in_as(&hub, "other-boss");
    assert_eq!(read(&other, "?what=command_done"), Vec::<Value>::new());
    assert_eq!(read(&other, "?person=stranger").len(), 1);
    let mut police = person("police-boss", Role::Supervisor);
    police.networks = BTreeSet::from([Network::Police]);
    enrol(&hub, police);
    let police = sign_in_as(&hub, "police-boss");
    assert_eq!(read(&police, "?person=stranger"), Vec::<Value>::new());
    let mut local = person("local-boss", Role::Supervisor);
    local.areas = Some(BTreeSet::from(["WEST".try_into().expect("an id")]));
    enrol(&hub, local);
    let done = read(&sign_in_as(&hub, "local-boss"), "?what=command_done");
    assert_eq!(done.len(), 1);
    assert_eq!(done[0]["incident"], "police/1");
}

#[test]
fn the_export_is_whole_and_holds_no_formula() {
    let hub = hub();
    let officer = sign_in_as(&hub, "officer");
    let report = json!({ "command": { "report": { "subject": "井盖" } } });
    assert_eq!(officer.command("=HYPERLINK(1)", &report).status, 200);
    for n in 0..30 {
        assert_eq!(officer.command(&n.to_string(), &report).status, 200);
    }
    let boss = sign_in_as(&hub, "boss");
    let export = boss.get("/api/v1/audit.csv?person=officer");
    assert_eq!(export.status, 200);
    assert_eq!(
        export.header("content-type"),
        Some("text/csv; charset=utf-8")
    );
    assert!(
        export.text.starts_with("\u{feff}at,what,person,"),
        "a mark, then the columns"
    );
    assert_eq!(export.text.lines().count(), 1 + 1 + 31, "{}", export.text);
    assert!(export.text.contains("\"'=HYPERLINK(1)\""));
    assert!(!export.text.contains("\"=HYPERLINK"));
    assert_eq!(
        words(&read(&boss, "?what=audit_exported")),
        ["audit_exported"]
    );
}

#[test]
fn nothing_takes_anything_from_the_trail() {
    let mut hub = hub();
    sign_in_as(&hub, "officer")
        .command("1", &json!({ "command": { "report": { "subject": "x" } } }));
    let before = read(&sign_in_as(&hub, "boss"), "?person=officer").len();
    assert!(
        DOORS
            .iter()
            .all(|door| !door.path.contains("audit") || door.method == "GET"),
        "no door changes it"
    );
    hub.stop();
    for file in ["data/people.sqlite", "police.sqlite"] {
        let file = hub.folder().join(file);
        let connection = rusqlite::Connection::open(&file).expect("a database");
        for change in ["DELETE FROM audit", "UPDATE audit SET person = 'nobody'"] {
            let refused = connection.execute(change, []);
            assert!(refused.is_err(), "{change} in {}", file.display());
        }
    }
    hub.begin();
    assert_eq!(
        read(&sign_in_as(&hub, "boss"), "?person=officer").len(),
        before
    );
}

#[test]
fn the_work_log_of_a_day_is_what_the_person_did_and_ones_own_or_a_supervisors_to_read() {
    let hub = hub();
    hub.say(&report("a", Some(IN_THE_WEST)));
    enrol(&hub, person("other", Role::DutyOfficer));
    let officer = sign_in_as(&hub, "officer");
    let accept = json!({ "incident": 1, "version": 1, "command": { "accept": {} } });
    assert_eq!(officer.command("1", &accept).status, 200);
    assert_eq!(
        officer.command("2", &accept).status,
        409,
        "refused is no work"
    );
    let at = read(&sign_in_as(&hub, "boss"), "?what=command_done")[0]["at"].clone();
    let at = at.as_str().expect("a moment");
    let zone = hub.running().hub.config.time_zone.0;
    let moment = chrono::DateTime::parse_from_rfc3339(at).expect("a moment");
    let day = moment.with_timezone(&zone).date_naive();
    let log = |reader: &Browser, parameters: &str| {
        reader.get(&format!("/api/v1/police/worklog?day={day}{parameters}"))
    };
    let own = log(&officer, "");
    assert_eq!(own.status, 200, "{}", own.text);
    let own = own.json();
    assert_eq!(own["entries"].as_array().map(Vec::len), Some(1), "{own}");
    assert_eq!(own["entries"][0]["command"], "accept");
    assert_eq!(own["entries"][0]["incident"], "police/1");
    assert_eq!(own["entries"][0]["subject"], "夜间噪声扰民");
    let boss = sign_in_as(&hub, "boss");
    let read_by_boss = log(&boss, "&person=officer").json();
    assert_eq!(read_by_boss["entries"], own["entries"]);
    assert_eq!(own["people"], json!([]), "nobody else's to read");
    let people = read_by_boss["people"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    assert!(people.iter().any(|one| one["id"] == "other"), "{people:?}");
    let today = officer.get("/api/v1/police/worklog").json();
    assert_eq!(today["day"], day.to_string());
    let taken = officer.ask("POST", "/api/v1/police/handovers/take", Some(&json!({})));
    assert_eq!(taken.status, 200);
    assert_eq!(give(&officer, "other").status, 201);
    let with_watch = log(&officer, "").json();
    let commands = with_watch["entries"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let commands: Vec<_> = commands.iter().map(|one| one["command"].clone()).collect();
    assert_eq!(commands, ["accept", "watch_taken_over", "watch_given"]);
    assert_eq!(with_watch["entries"][2]["with"]["name"], "other");
    let other = sign_in_as(&hub, "other");
    assert_eq!(log(&other, "").json()["entries"], json!([]));
    assert_eq!(log(&other, "&person=officer").status, 403);
    let before = day.pred_opt().expect("a day before");
    let path = format!("/api/v1/police/worklog?day={before}");
    assert_eq!(officer.get(&path).json()["entries"], json!([]));
    assert_eq!(officer.get("/api/v1/police/worklog?day=x").status, 400);
}

fn watch_hub() -> TestHub {
    let hub = hub();
    let mut exercise = report("c", None);
    exercise["exercise"] = json!(true);
    hub.say(&json!([report("a", None), report("b", None), exercise]));
    enrol(&hub, person("other", Role::DutyOfficer));
    enrol(&hub, person("third", Role::DutyOfficer));
    hub
}

const WATCH: &str = "/api/v1/police/handovers";

fn give(officer: &Browser, to: &str) -> Answer {
    officer.ask("POST", WATCH, Some(&json!({ "to": to })))
}

fn sign(taker: &Browser, from: &str) -> Answer {
    let from = json!({ "from": from });
    taker.ask("POST", &format!("{WATCH}/sign"), Some(&from))
}

#[test]
fn a_watch_is_given_with_what_is_open_and_signed_for_by_whom_it_was_given_to() {
    let hub = watch_hub();
    let [officer, other, third] = ["officer", "other", "third"].map(|id| sign_in_as(&hub, id));
    for wrong in ["officer", "boss", "nobody"] {
        assert_eq!(give(&officer, wrong).json()["pointer"], "/to", "{wrong}");
    }
    let given = give(&officer, "other");
    assert_eq!(given.status, 201, "{}", given.text);
    let given = given.json()["handovers"][0].clone();
    assert_eq!(given["open"]["stages"], json!({ "reported": 2 }));
    assert_eq!(
        (&given["waits"], &given["to"]["name"]),
        (&json!(true), &json!("other"))
    );
    assert_eq!(sign(&third, "officer").json()["refusal"], "not_given");
    assert_eq!(third.get(WATCH).json()["on_watch"], Value::Null);
    assert_eq!(sign(&other, "officer").status, 200);
    assert_eq!(sign(&other, "officer").status, 409, "once");
    let told = third.get(WATCH).json();
    assert_eq!(told["on_watch"]["officer"]["id"], "other");
    assert!(told["handovers"][0]["taken_at"].is_string(), "{told}");
    let officers = told["officers"].as_array().cloned().expect("officers");
    let officers: Vec<_> = officers.iter().map(|one| one["id"].clone()).collect();
    assert_eq!(officers, ["officer", "other"]);
    assert_eq!(give(&officer, "third").json()["refusal"], "not_on_watch");
    let elsewhere = third.get("/api/v1/government/handovers").json();
    assert_eq!(elsewhere["handovers"], json!([]));
    let boss = sign_in_as(&hub, "boss");
    for (network, count) in [("", 1), ("&network=police", 1), ("&network=government", 0)] {
        let found = read(&boss, &format!("?what=watch_taken{network}"));
        assert_eq!(found.len(), count, "{network}");
    }
}

#[test]
fn a_watch_is_taken_over_from_somebody_who_is_not_there_and_the_trail_says_so() {
    let hub = watch_hub();
    let [officer, other, third] = ["officer", "other", "third"].map(|id| sign_in_as(&hub, id));
    let take = |taker: &Browser| taker.ask("POST", &format!("{WATCH}/take"), Some(&json!({})));
    assert_eq!(take(&officer).status, 200, "nobody had it");
    assert_eq!(take(&officer).json()["refusal"], "on_watch");
    assert_eq!(give(&officer, "other").status, 201);
    let told = take(&third).json();
    assert_eq!(told["on_watch"]["officer"]["id"], "third");
    let last = told["handovers"][2].clone();
    assert_eq!(
        (&last["from"]["id"], &last["given_at"]),
        (&json!("officer"), &Value::Null)
    );
    assert_eq!(told["handovers"][1]["waits"], false, "undone by it: {told}");
    assert_eq!(sign(&other, "officer").json()["refusal"], "not_given");
    let trail = read(&sign_in_as(&hub, "boss"), "?what=watch_taken&person=third");
    assert_eq!(
        (&trail[0]["outcome"], &trail[0]["about"]),
        (&json!("alone"), &json!("officer"))
    );
}

#[test]
fn what_is_written_to_the_next_officer_stands_beside_the_trail_and_can_be_erased() {
    let mut hub = watch_hub();
    let officer = sign_in_as(&hub, "officer");
    let remark = "张三 13800000000 会再来电话";
    let with = |remark: &str| json!({ "to": "other", "remark": remark });
    let long = officer.ask("POST", WATCH, Some(&with(&"长".repeat(1_001))));
    assert_eq!(
        (long.status, &long.json()["pointer"]),
        (422, &json!("/remark"))
    );
    assert_eq!(officer.ask("POST", WATCH, Some(&with(remark))).status, 201);
    let told = |hub: &TestHub| {
        sign_in_as(hub, "other").get(WATCH).json()["handovers"][0]["remark"].clone()
    };
    assert_eq!(told(&hub), remark);
    let trail = sign_in_as(&hub, "boss").get("/api/v1/audit").text;
    assert!(!trail.contains("13800000000"), "{trail}");
    let people = &hub.running().hub.people;
    assert_eq!(
        people.erase_remarks(domain::Timestamp(0)).expect("erased"),
        0
    );
    assert_eq!(
        people
            .erase_remarks(domain::Timestamp(i64::MAX))
            .expect("erased"),
        1
    );
    assert_eq!(told(&hub), Value::Null);
    hub.stop();
    for file in std::fs::read_dir(hub.folder().join("data")).expect("a folder") {
        let bytes = std::fs::read(file.expect("a file").path()).unwrap_or_default();
        let found = bytes.windows(11).any(|part| part == b"13800000000");
        assert!(!found, "it is gone from the disk");
    }
}

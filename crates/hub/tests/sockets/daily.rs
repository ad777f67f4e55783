//! The daily report: its figures are the wall's, and a day that is over stays as it was.

use std::collections::BTreeSet;

use domain::{Network, Role};
use serde_json::{Value, json};

use crate::common::{IN_THE_EAST, IN_THE_WEST, KEY_110, Setup, TestHub, report};
use crate::people::{Browser, enrol, person, sign_in_as};

const DAILY: &str = "/api/v1/police/daily";

fn hub() -> TestHub {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        ..Setup::default()
    });
    enrol(&hub, person("officer", Role::DutyOfficer));
    hub
}

/// Sets the deployment's clock; moments are Chongqing's.
fn at(hub: &TestHub, moment: &str) {
    let now = json!({ "now": format!("{moment}:00+08:00"), "rate": 1 });
    let set = hub.put("/api/v1/clock", Some(KEY_110), &now);
    assert_eq!(set.status, 200, "{}", set.text);
}

fn reported(hub: &TestHub, id: &str, moment: &str, place: (f64, f64), more: &Value) {
    let mut told = report(id, Some(place));
    told["occurred_at"] = json!(format!("{moment}:00+08:00"));
    for (field, value) in more.as_object().expect("fields") {
        told[field] = value.clone();
    }
    hub.say(&told);
}

fn read(reader: &Browser, parameters: &str) -> Value {
    let answer = reader.get(&format!("{DAILY}{parameters}"));
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// A day before the first of two Fridays, both Fridays, and the time in between.
fn two_fridays(hub: &TestHub) {
    let plain = json!({});
    at(hub, "2016-06-23T12:00");
    reported(hub, "thursday", "2016-06-23T11:00", IN_THE_WEST, &plain);
    at(hub, "2016-06-24T10:00");
    reported(hub, "friday-1", "2016-06-24T09:00", IN_THE_WEST, &plain);
    at(hub, "2016-06-24T22:00");
    reported(hub, "friday-2", "2016-06-24T21:00", IN_THE_WEST, &plain);
    at(hub, "2016-07-01T14:10");
    reported(hub, "a", "2016-07-01T08:30", IN_THE_WEST, &plain);
    reported(
        hub,
        "b",
        "2016-07-01T13:30",
        IN_THE_EAST,
        &json!({ "priority": "urgent" }),
    );
    reported(hub, "c", "2016-07-01T13:40", IN_THE_EAST, &plain);
}

#[test]
fn todays_report_has_the_figures_of_the_wall_and_the_same_weekday_up_to_the_same_time() {
    let hub = hub();
    two_fridays(&hub);
    let officer = sign_in_as(&hub, "officer");
    let accept = json!({ "incident": 4, "version": 4, "command": { "accept": {} } });
    assert_eq!(officer.command("1", &accept).status, 200);
    let report = read(&officer, "");
    assert_eq!(
        (&report["day"], &report["is_over"]),
        (&json!("2016-07-01"), &json!(false))
    );
    let wall = officer.get("/api/v1/rates?network=police").json();
    for (figure, value) in report["figures"].as_object().expect("figures") {
        assert_eq!(*value, wall[figure], "{figure}");
    }
    assert_eq!(report["figures"]["reported"], 3);
    assert_eq!(report["by_hour"].as_array().map(Vec::len), Some(24));
    assert_eq!(
        [8, 13].map(|hour| report["by_hour"][hour]["reported"].clone()),
        [json!(1), json!(2)]
    );
    let areas = &report["by_area"];
    assert_eq!(
        (&areas[0]["id"], &areas[0]["reported"]),
        (&json!("EAST"), &json!(2))
    );
    let urgent = report["urgent"].as_array().expect("a list");
    assert_eq!(urgent.len(), 1, "{urgent:?}");
    assert_eq!(urgent[0]["incident"], "police/5");
    assert_eq!(report["open_count"], 6, "those of earlier days too");
    assert_eq!(report["open"][0]["deadline"]["overdue"], true);
    let before = &report["before"];
    assert_eq!(before["day"], "2016-06-24");
    assert_eq!(
        before["figures"]["reported"], 1,
        "the other came later that day"
    );
}

#[test]
fn a_day_that_is_over_stays_as_it_was_when_it_ended() {
    let hub = hub();
    two_fridays(&hub);
    at(&hub, "2016-07-02T09:00");
    let officer = sign_in_as(&hub, "officer");
    let of_friday = || read(&officer, "?day=2016-07-01");
    let ended = of_friday();
    assert_eq!(ended["is_over"], true);
    assert_eq!(ended["as_of"], ended["to"]);
    assert_eq!(ended["figures"]["at_stage"]["reported"], 3);
    assert_eq!(
        ended["before"]["figures"]["reported"], 2,
        "the whole Friday"
    );
    let accept = json!({ "incident": 4, "version": 4, "command": { "accept": {} } });
    assert_eq!(officer.command("1", &accept).status, 200);
    reported(&hub, "late", "2016-07-01T23:50", IN_THE_WEST, &json!({}));
    assert_eq!(of_friday(), ended, "what is learned later changes nothing");
    assert_eq!(
        read(&officer, "?day=2016-06-24")["before"]["figures"],
        Value::Null,
        "no log"
    );
}

#[test]
fn what_was_told_after_the_end_of_its_day_is_counted_as_late_on_the_day_that_it_was_told() {
    let hub = hub();
    two_fridays(&hub);
    let officer = sign_in_as(&hub, "officer");
    assert_eq!(read(&officer, "")["told_late"], 0);
    at(&hub, "2016-07-02T00:10");
    reported(&hub, "late", "2016-07-01T23:50", IN_THE_WEST, &json!({}));
    let exercise = json!({ "exercise": true });
    reported(&hub, "practice", "2016-07-01T23:55", IN_THE_WEST, &exercise);
    reported(&hub, "in-time", "2016-07-02T00:05", IN_THE_WEST, &json!({}));
    let friday = read(&officer, "?day=2016-07-01");
    assert_eq!(
        (&friday["told_late"], &friday["figures"]["reported"]),
        (&json!(0), &json!(3))
    );
    let saturday = |moment: &str, parameters: &str| {
        at(&hub, moment);
        let report = read(&officer, parameters);
        assert_eq!(report["figures"]["reported"], 1, "{moment}");
        report["told_late"].clone()
    };
    assert_eq!(saturday("2016-07-02T00:20", ""), 1);
    reported(&hub, "later", "2016-07-01T23:58", IN_THE_EAST, &json!({}));
    assert_eq!(saturday("2016-07-02T09:00", ""), 2);
    assert_eq!(saturday("2016-07-03T09:00", "?day=2016-07-02"), 2);
    assert_eq!(read(&officer, "?day=2016-07-03")["told_late"], 0);
}

#[test]
fn a_day_that_is_over_is_told_again_as_it_was_counted_to_each_reader_what_that_one_sees() {
    let hub = hub();
    two_fridays(&hub);
    let mut local = person("local", Role::DutyOfficer);
    local.areas = Some(BTreeSet::from(["WEST".try_into().expect("an id")]));
    enrol(&hub, local);
    let [officer, local] = ["officer", "local"].map(|id| sign_in_as(&hub, id));
    at(&hub, "2016-07-02T09:00");
    reported(&hub, "d", "2016-07-02T08:00", IN_THE_EAST, &json!({}));
    for _ in 0..2 {
        for (reader, reported, open) in [(&officer, 3, 6), (&local, 1, 4)] {
            let friday = read(reader, "?day=2016-07-01");
            assert_eq!(friday["figures"]["reported"], reported);
            assert_eq!(friday["open"].as_array().map(Vec::len), Some(open));
        }
    }
    // The clock is set back into the day: it is not over any more.
    at(&hub, "2016-07-01T12:00");
    assert_eq!(read(&officer, "?day=2016-07-01")["is_over"], false);
}

#[test]
fn a_day_that_is_none_or_has_not_begun_is_refused_by_name() {
    let hub = hub();
    at(&hub, "2016-07-02T09:00");
    let officer = sign_in_as(&hub, "officer");
    for wrong in ["2016-07-03", "2016-02-30", "yesterday", "-262143-01-01"] {
        let refused = officer.get(&format!("{DAILY}?day={wrong}"));
        assert_eq!(refused.status, 400, "{wrong}: {}", refused.text);
        assert_eq!(refused.json()["field"], "day", "{wrong}");
    }
    assert_eq!(
        read(&officer, "?day=2016-07-01")["figures"]["reported"],
        0,
        "an empty log"
    );
}

#[test]
fn a_report_holds_what_its_reader_sees_and_who_had_the_watch() {
    let hub = hub();
    two_fridays(&hub);
    let mut local = person("local", Role::DutyOfficer);
    local.areas = Some(BTreeSet::from(["WEST".try_into().expect("an id")]));
    enrol(&hub, local);
    let mut elsewhere = person("elsewhere", Role::DutyOfficer);
    elsewhere.networks = BTreeSet::from([Network::Government]);
    enrol(&hub, elsewhere);
    let local = read(&sign_in_as(&hub, "local"), "");
    assert_eq!(
        (&local["figures"]["reported"], &local["areas"]),
        (&json!(1), &json!(["WEST"]))
    );
    assert_eq!(local["urgent"], json!([]));
    assert_eq!(sign_in_as(&hub, "elsewhere").get(DAILY).status, 403);
    // The watch is told by the machine's clock: of the machine's day.
    let officer = sign_in_as(&hub, "officer");
    let taken = officer.ask("POST", "/api/v1/police/handovers/take", Some(&json!({})));
    assert_eq!(taken.status, 200);
    let since = taken.json()["on_watch"]["since"].clone();
    let zone = hub.running().hub.config.time_zone.0;
    let since = chrono::DateTime::parse_from_rfc3339(since.as_str().expect("a moment"));
    let day = since.expect("a moment").with_timezone(&zone).date_naive();
    at(&hub, &format!("{day}T23:00"));
    let watches = read(&officer, "")["watches"].clone();
    assert_eq!(watches[0]["officer"]["id"], "officer");
    assert_eq!(watches[0]["to"], Value::Null);
}

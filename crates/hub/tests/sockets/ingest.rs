//! What platforms send.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};

use geodesy::CoordinateSystem;
use protocol::{Delta, ServerFrame};
use serde_json::json;

use crate::common::{
    Answer, IN_THE_EAST, IN_THE_WEST, KEY_110, READER_OF_TEXTS, Setup, TestHub, fact, report,
};

#[test]
fn a_posted_report_is_a_frame_on_every_screen_and_an_incident_for_every_reader() {
    let hub = TestHub::usual();
    let mut screens = [hub.screen(None, None), hub.screen(None, None)];
    let receipt = hub.say(&report("a", Some(IN_THE_WEST)));
    assert_eq!(
        receipt,
        json!({
            "results": [{ "outcome": "applied", "incident": "police/1", "seq": 1, "grid": "W1", "area": "WEST" }],
            "applied": 1, "duplicates": 0, "out_of_order": 0, "refused": 0,
        })
    );
    for screen in &mut screens {
        screen.until(|frame| matches!(frame, ServerFrame::Deltas(_)));
        assert!(matches!(screen.deltas().as_slice(), [Delta::Event(event)] if event.seq.0 == 1));
    }
    let read = hub.get("/api/v1/incidents/police/1", None).json();
    assert_eq!(read["subject"], "夜间噪声扰民");
    assert_eq!(read["stage"], "reported");
}

#[test]
fn a_report_that_comes_twice_is_one_incident() {
    let hub = TestHub::usual();
    hub.say(&report("a", None));
    let again = hub.say(&report("a", None));
    assert_eq!(
        again["results"],
        json!([{ "outcome": "duplicate", "incident": "police/1" }])
    );
    let both = hub.say(&json!([report("b", None), report("b", None)]));
    assert_eq!(
        (&both["applied"], &both["duplicates"]),
        (&json!(1), &json!(1)),
        "within one request, too"
    );
    assert_eq!(hub.get("/api/v1/incidents", None).json()["total"], 2);
}

#[test]
fn the_same_number_at_two_platforms_is_two_incidents_on_two_networks() {
    let hub = TestHub::usual();
    hub.say(&report("a", None));
    let other = hub.post(
        "/ingest/grid-cloud",
        Some(crate::common::KEY_GRID),
        &report("a", None),
    );
    assert_eq!(other.json()["results"][0]["incident"], "government/1");
    assert_eq!(
        hub.get("/api/v1/incidents?network=police", None).json()["total"],
        1
    );
}

#[test]
fn an_incident_runs_through_its_life_as_its_platform_tells_it() {
    let hub = TestHub::usual();
    let crew = json!({ "unit": "PT-01" });
    let day = json!({ "statements": [
        report("a", Some(IN_THE_EAST)),
        fact("accept", "a", &json!({ "category": "noise" })),
        fact("assign", "a", &crew),
        fact("receive", "a", &crew),
        fact("start_out", "a", &crew),
        fact("arrive", "a", &crew),
        fact("begin_handling", "a", &crew),
        fact("feedback", "a", &json!({ "note": "two people are talking" })),
        fact("clear", "a", &crew),
        fact("resolve", "a", &json!({})),
        fact("verify", "a", &json!({})),
    ]});
    let receipt = hub.say(&day);
    assert_eq!(
        (&receipt["applied"], &receipt["refused"]),
        (&json!(11), &json!(0)),
        "{receipt}"
    );
    let read = hub.get("/api/v1/incidents/police/1", None).json();
    assert_eq!(read["stage"], "closed");
    assert_eq!(read["place"]["area"], "EAST");
    assert_eq!(
        read["assignments"][0]["on_scene_at"],
        "2026-11-23T14:01:00.000Z"
    );
    assert_eq!(read["history"].as_array().map(Vec::len), Some(11));
}

#[test]
fn a_fact_that_comes_late_is_recorded_marked_and_counted() {
    let hub = TestHub::usual();
    let crew = json!({ "unit": "PT-01" });
    hub.say(&json!([report("a", None), fact("arrive", "a", &crew)]));
    let late = hub.say(&fact("assign", "a", &crew));
    assert_eq!(late["out_of_order"], 1, "{late}");
    let read = hub.get("/api/v1/incidents/police/1", None).json();
    assert_eq!(
        read["stage"], "on_scene",
        "it never moves a stage backwards"
    );
    assert!(
        read["history"]
            .as_array()
            .is_some_and(|history| history.iter().any(|event| event["out_of_order"] == true))
    );
}

#[test]
fn a_feedback_that_comes_twice_with_its_note_is_one() {
    let hub = TestHub::usual();
    let feedback = fact("feedback", "a", &json!({ "note": "still loud" }));
    hub.say(&json!([
        report("a", None),
        fact("begin_handling", "a", &json!({})),
        feedback
    ]));
    assert_eq!(hub.say(&feedback)["duplicates"], 1);
    let other = fact(
        "feedback",
        "a",
        &json!({ "note": "quiet now", "occurred_at": "2026-11-23T14:05:00Z" }),
    );
    assert_eq!(hub.say(&other)["applied"], 1);
}

#[test]
fn an_amended_place_moves_the_incident_and_keeps_its_address() {
    let hub = TestHub::usual();
    let mut told = report("a", Some(IN_THE_WEST));
    told["address"] = json!("米兰小镇");
    hub.say(&told);
    let (lon, lat) = IN_THE_EAST;
    let moved = hub.say(&fact("amend", "a", &json!({ "lon": lon, "lat": lat })));
    assert_eq!(moved["results"][0]["area"], "EAST");
    let place = hub.get("/api/v1/incidents/police/1", None).json()["place"].clone();
    assert_eq!(
        place,
        json!({ "lon": lon, "lat": lat, "address": "米兰小镇", "grid": "E1", "area": "EAST" })
    );
}

#[test]
fn one_bad_statement_of_many_harms_no_other_and_is_named() {
    let hub = TestHub::usual();
    let mut wrong = report("b", None);
    wrong["lat"] = json!(99);
    wrong["lon"] = json!(106);
    let receipt = hub.say(&json!([
        report("a", None),
        wrong,
        fact("resolve", "never", &json!({})),
        report("c", None)
    ]));
    assert_eq!(
        (&receipt["applied"], &receipt["refused"]),
        (&json!(2), &json!(2))
    );
    let (bad, unknown) = (
        &receipt["results"][1]["problem"],
        &receipt["results"][2]["problem"],
    );
    assert_eq!(
        (&bad["field"], &bad["pointer"], &bad["status"]),
        (&json!("lat"), &json!("/1/lat"), &json!(422))
    );
    assert_eq!(unknown["refusal"], "unknown_incident");
    assert_eq!(
        receipt["results"][3]["incident"], "police/2",
        "a number is not spent on what is refused"
    );
}

fn is_problem(answer: &Answer, status: u16, says: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json")
    );
    let problem = answer.json();
    assert_eq!(problem["status"], status);
    for member in ["type", "title", "detail"] {
        assert!(
            problem[member]
                .as_str()
                .is_some_and(|text| !text.is_empty()),
            "{member}: {problem}"
        );
    }
    assert!(answer.text.contains(says), "{says}: {}", answer.text);
}

#[test]
fn malformed_input_gets_problem_details_and_harms_nothing_else() {
    let hub = TestHub::start(Setup {
        limits: "body_bytes = 4096\nbatch = 3".to_owned(),
        ..Setup::default()
    });
    let mut screen = hub.screen(None, None);
    let check = |body: &[u8], status: u16, says: &str| {
        is_problem(
            &hub.post_bytes("/ingest/110", Some(KEY_110), &[], body),
            status,
            says,
        );
    };
    check(b"", 400, "JSON");
    check(b"{", 400, "JSON");
    check(b"\xff\xfe", 400, "UTF-8");
    check(b"17", 400, "body");
    check(
        br#"{"occurred_at":"2026-11-23T14:00:00Z","subject":"x"}"#,
        422,
        "\"field\":\"id\"",
    );
    check(
        br#"{"id":"a","occurred_at":"yesterday","subject":"x"}"#,
        422,
        "\"field\":\"occurred_at\"",
    );
    check(
        br#"{"id":"a","occurred_at":"2026-11-23T14:00:00Z"}"#,
        422,
        "\"field\":\"subject\"",
    );
    check(
        br#"{"id":"a","occurred_at":"2026-11-23T14:00:00Z","subject":"x","lon":1e999,"lat":0}"#,
        422,
        "out of range",
    );
    check(
        br#"{"id":"a","occurred_at":"2026-11-23T14:00:00Z","subject":"x","lon":106.0}"#,
        422,
        "lat",
    );
    check(
        br#"{"id":"a","occurred_at":"2026-11-23T14:00:00Z","subject":"x","sujet":"y"}"#,
        422,
        "sujet",
    );
    check(
        br#"{"kind":"vanish","id":"a","occurred_at":"2026-11-23T14:00:00Z"}"#,
        422,
        "\"field\":\"kind\"",
    );
    check(&vec![b'['; 2_000], 400, "JSON");
    check(&vec![b' '; 5_000], 413, "limits.body_bytes");
    check(b"[{},{},{},{}]", 413, "limits.batch");
    is_problem(
        &hub.post("/ingest/nobody", Some(KEY_110), &report("a", None)),
        403,
        "token",
    );
    is_problem(&hub.get("/ingest/110", None), 405, "method");
    is_problem(&hub.get("/api/v2/incidents", None), 404, "openapi");

    assert_eq!(hub.say(&report("a", None))["applied"], 1);
    screen.until_through(1);
    let counted = hub.get("/metrics", None).text;
    for reason in ["malformed_body", "invalid_field", "too_large", "forbidden"] {
        assert!(
            counted.contains(&format!("reason=\"{reason}\"")),
            "{reason} is counted"
        );
    }
}

#[test]
fn who_sends_too_fast_is_told_when_to_come_back_and_the_others_are_not() {
    let hub = TestHub::start(Setup {
        limits: "requests_per_second = 0.01\nrequests_at_once = 3".to_owned(),
        ..Setup::default()
    });
    for id in ["a", "b", "c"] {
        hub.say(&report(id, None));
    }
    let refused = hub.post("/ingest/110", Some(KEY_110), &report("d", None));
    is_problem(&refused, 429, "come back");
    let wait: u64 = refused
        .header("retry-after")
        .and_then(|secs| secs.parse().ok())
        .expect("seconds");
    assert!((1..=100).contains(&wait), "{wait}");
    assert_eq!(
        hub.get("/api/v1/incidents", None).json()["total"],
        3,
        "nothing of it was taken"
    );
    let other = hub.post(
        "/ingest/grid-cloud",
        Some(crate::common::KEY_GRID),
        &report("a", None),
    );
    assert_eq!(other.status, 200);
}

#[test]
fn an_idempotency_key_is_answered_as_the_first_time_also_after_a_restart() {
    let mut hub = TestHub::start(Setup {
        on_disk: true,
        ..Setup::default()
    });
    let body = report("a", None).to_string();
    let post = |hub: &TestHub, key: &str, body: &str| {
        hub.post_bytes(
            "/ingest/110",
            Some(KEY_110),
            &[("idempotency-key", key)],
            body.as_bytes(),
        )
    };
    let first = post(&hub, "k1", &body);
    assert_eq!(first.json()["applied"], 1);
    assert_eq!(post(&hub, "k1", &body).text, first.text);
    assert_eq!(
        post(&hub, "k2", &body).json()["duplicates"],
        1,
        "another key is another request"
    );
    is_problem(&post(&hub, "k1", "[]"), 422, "idempotency");
    is_problem(&post(&hub, &"x".repeat(201), &body), 400, "Idempotency-Key");
    hub.crash();
    hub.begin();
    assert_eq!(post(&hub, "k1", &body).text, first.text);
}

#[test]
fn an_answer_that_another_release_wrote_is_given_anew_and_nothing_is_doubled() {
    use hub::log::{Batch, Log, RequestKey, StoredAnswer};
    let hub = TestHub::usual();
    hub.say(&report("a", None));
    let body = report("a", None).to_string();
    let request = RequestKey {
        sender: "110".to_owned(),
        key: "k1".to_owned(),
    };
    let answer = StoredAnswer {
        fingerprint: sha2::Digest::finalize(<sha2::Sha256 as sha2::Digest>::new_with_prefix(&body))
            .into(),
        answered_at: hub::clock::system_now(),
        answer: "written otherwise".to_owned(),
    };
    let mut log = hub.logs[&domain::Network::Police].clone();
    log.append(&Batch {
        answers: vec![(request, answer)],
        ..Batch::default()
    })
    .expect("kept");
    let key = [("idempotency-key", "k1")];
    let again = hub.post_bytes("/ingest/110", Some(KEY_110), &key, body.as_bytes());
    assert_eq!(
        (again.status, &again.json()["duplicates"]),
        (200, &json!(1))
    );
}

#[test]
fn positions_are_samples_of_which_the_latest_counts() {
    let hub = TestHub::usual();
    let mut screen = hub.screen(None, None);
    let sample = |unit: &str, at: &str, lon: f64| json!({ "unit": unit, "lon": lon, "lat": 29.05, "sampled_at": at, "heading": 90 });
    let post = |body: &serde_json::Value| hub.post("/ingest/110/positions", Some(KEY_110), body);
    let first = post(&json!([
        sample("E1", "2026-11-23T14:00:10Z", 106.05),
        sample("E1", "2026-11-23T14:00:05Z", 106.04),
        sample("E1", "2026-11-23T14:00:10Z", 106.05),
        { "unit": "E2" },
    ]));
    let receipt = first.json();
    let counts =
        ["applied", "duplicates", "out_of_order", "refused"].map(|count| receipt[count].as_u64());
    assert_eq!(counts, [Some(1), Some(1), Some(1), Some(1)], "{receipt}");
    assert_eq!(receipt["problems"][0]["index"], 3);
    let told = screen.until(|frame| matches!(frame, ServerFrame::Positions(_)));
    assert!(
        matches!(told, ServerFrame::Positions(samples) if samples.len() == 1 && samples[0].position.lon() == 106.05)
    );
    let mut later = hub.screen(None, None);
    let known = later
        .frames
        .iter()
        .any(|frame| matches!(frame, ServerFrame::Positions(samples) if samples.len() == 1));
    assert!(known, "a newcomer is told where units are");
    later.until_heartbeat();
    assert_eq!(
        hub.get("/api/v1/positions", None).json()["positions"][0]["unit"],
        "E1"
    );
    // The writer keeps the track before it decides what comes later in its queue.
    hub.say(&report("a", None));
    let track = |since: &str| {
        hub.get(&format!("/api/v1/positions/police/E1{since}"), None)
            .json()["positions"]
            .clone()
    };
    assert_eq!(
        track("").as_array().map(Vec::len),
        Some(2),
        "the late sample belongs to the track"
    );
    assert_eq!(
        track("?since=2026-11-23T14:00:06Z")
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    is_problem(
        &post(
            &json!({ "unit": "E1", "lon": 106.0, "lat": 91, "sampled_at": "2026-11-23T14:00:05Z" }),
        ),
        422,
        "lat",
    );
    assert_eq!(
        hub.get("/api/v1/health", None).json()["networks"][0]["through"],
        1,
        "samples are not events"
    );
}

fn at(when: &str) -> serde_json::Value {
    let mut report = report(when, None);
    report["occurred_at"] = json!(when);
    report
}

#[test]
fn what_is_said_to_happen_after_now_is_refused_by_its_field_counted_and_harms_no_other() {
    let hub = TestHub::usual();
    let single = hub.post("/ingest/110", Some(KEY_110), &at("2099-01-01T00:00:00Z"));
    is_problem(&single, 422, "limits.ahead_ms");
    let check = |body: serde_json::Value, pointer: &str| {
        let receipt = hub.say(&body);
        assert_eq!(
            (&receipt["refused"], &receipt["applied"]),
            (&json!(1), &json!(1))
        );
        let problem = &receipt["results"][1]["problem"];
        assert_eq!(
            (&problem["field"], &problem["pointer"], &problem["status"]),
            (&json!("occurred_at"), &json!(pointer), &json!(422)),
            "{receipt}"
        );
    };
    // The clock shows 14:10.
    check(
        json!([report("a", None), at("2026-11-23T14:27:00Z")]),
        "/1/occurred_at",
    );
    check(
        json!({ "statements": [report("b", None), at("2026-11-23T22:10:00Z")] }),
        "/statements/1/occurred_at",
    );
    assert_eq!(
        hub.say(&at("2026-11-23T14:24:00Z"))["applied"],
        1,
        "clocks differ"
    );
    let counted = hub.get("/metrics", None).text;
    assert!(
        counted.contains("platform=\"110\",reason=\"invalid_field\""),
        "{counted}"
    );
}

#[test]
fn a_fast_clock_may_differ_by_as_many_times_more() {
    let hub = TestHub::usual();
    let clock = json!({ "now": "2016-07-01T08:00:00Z", "rate": 60 });
    assert_eq!(hub.put("/api/v1/clock", Some(KEY_110), &clock).status, 200);
    assert_eq!(hub.say(&at("2016-07-01T22:00:00Z"))["applied"], 1);
    let later = hub.post("/ingest/110", Some(KEY_110), &at("2016-07-03T08:00:00Z"));
    is_problem(&later, 422, "\"field\":\"occurred_at\"");
}

#[test]
fn what_came_too_early_is_answered_as_the_first_time_when_its_request_comes_again() {
    let hub = TestHub::usual();
    let body = json!([at("2026-11-23T15:00:00Z"), report("a", None)]).to_string();
    let post = || {
        let key = [("idempotency-key", "k1")];
        hub.post_bytes("/ingest/110", Some(KEY_110), &key, body.as_bytes())
    };
    let first = post();
    let later = json!({ "now": "2026-11-23T16:00:00Z" });
    assert_eq!(hub.put("/api/v1/clock", Some(KEY_110), &later).status, 200);
    assert_eq!(post().text, first.text);
    assert_eq!(first.json()["results"][1]["incident"], "police/1");
}

#[test]
fn a_position_from_after_now_is_refused_by_its_field_and_hides_no_later_one() {
    let hub = TestHub::usual();
    let sample = |at: &str| json!({ "unit": "E1", "lon": 106.05, "lat": 29.05, "sampled_at": at });
    let post = |body: &serde_json::Value| hub.post("/ingest/110/positions", Some(KEY_110), body);
    is_problem(
        &post(&sample("2099-01-01T00:00:00Z")),
        422,
        "\"pointer\":\"/sampled_at\"",
    );
    let both = post(&json!([
        sample("2099-01-01T00:00:00Z"),
        sample("2026-11-23T14:09:00Z")
    ]))
    .json();
    assert_eq!((&both["applied"], &both["refused"]), (&json!(1), &json!(1)));
    assert_eq!(both["problems"][0]["problem"]["pointer"], "/0/sampled_at");
    assert_eq!(
        hub.get("/api/v1/positions", None).json()["positions"][0]["sampled_at"],
        "2026-11-23T14:09:00.000Z"
    );
}

#[test]
fn a_unit_is_seen_again_after_the_clock_was_put_back() {
    let hub = TestHub::usual();
    let sample = |at: &str| json!({ "unit": "E1", "lon": 106.05, "lat": 29.05, "sampled_at": at });
    let post = |body: &serde_json::Value| {
        hub.post("/ingest/110/positions", Some(KEY_110), body)
            .json()
    };
    assert_eq!(post(&sample("2026-11-23T14:10:00Z"))["applied"], 1);
    let back = json!({ "now": "2016-07-01T08:00:00Z" });
    assert_eq!(hub.put("/api/v1/clock", Some(KEY_110), &back).status, 200);
    assert_eq!(post(&sample("2016-07-01T08:00:00Z"))["applied"], 1);
    assert_eq!(post(&sample("2016-07-01T07:59:00Z"))["out_of_order"], 1);
}

#[test]
fn a_unit_that_nobody_has_seen_for_long_makes_room_for_another() {
    let hub = TestHub::start(Setup {
        limits: "units = 1".to_owned(),
        ..Setup::default()
    });
    let seen = |unit: &str, at: &str| {
        let sample = json!({ "unit": unit, "lon": 106.05, "lat": 29.05, "sampled_at": at });
        hub.post("/ingest/110/positions", Some(KEY_110), &json!([sample]))
            .json()
    };
    assert_eq!(seen("E1", "2026-11-23T14:00:00Z")["applied"], 1);
    assert_eq!(seen("E2", "2026-11-23T14:00:00Z")["refused"], 1);
    let next_day = json!({ "now": "2026-11-24T15:00:00Z" });
    assert_eq!(
        hub.put("/api/v1/clock", Some(KEY_110), &next_day).status,
        200
    );
    hub.running().hub.lines[&domain::Network::Police].keep_house();
    assert_eq!(seen("E2", "2026-11-24T14:59:00Z")["applied"], 1);
}

#[test]
fn samples_of_units_leave_room_for_reports_when_the_log_is_slow() {
    let hub = TestHub::start(Setup {
        limits: "queue_requests = 4".to_owned(),
        ..Setup::default()
    });
    let line = &hub.running().hub.lines[&domain::Network::Police];
    let log = &hub.logs[&domain::Network::Police];
    std::thread::scope(|scope| {
        // Whoever looks at the picture holds up the writer, which has made the report durable and cannot show it.
        let picture = line.picture();
        scope.spawn(|| hub.say(&report("first", None)));
        while hub::log::LogReader::last(log).expect("readable") == domain::Seq::START {
            std::thread::yield_now();
        }
        for second in 10..30 {
            let sample = json!({ "unit": "E1", "lon": 106.05, "lat": 29.05, "sampled_at": format!("2026-11-23T14:00:{second}Z") });
            let answer = hub.post("/ingest/110/positions", Some(KEY_110), &sample);
            assert_eq!(answer.status, 200, "it counts, be its track kept or not");
        }
        let body = report("second", None).to_string();
        let read = feeds::webhook::statements_from_json(body.as_bytes(), CoordinateSystem::Wgs84);
        let second: Result<Vec<_>, _> = read.expect("JSON").each.into_iter().collect();
        let platform = domain::PlatformId::try_from("110").expect("an id");
        let mut recorded = pin!(line.record(platform, second.expect("a report"), None));
        let mut context = Context::from_waker(Waker::noop());
        let asked = recorded.as_mut().poll(&mut context);
        assert!(asked.is_pending(), "it waits its turn: {asked:?}");
        drop(picture);
        while recorded.as_mut().poll(&mut context).is_pending() {
            std::thread::yield_now();
        }
    });
    assert_eq!(hub.get("/api/v1/incidents", None).json()["total"], 2);
}

#[test]
fn texts_about_people_are_kept_out_of_the_log_and_shown_only_to_whom_they_may_be() {
    let hub = TestHub::usual();
    let mut told = report("a", None);
    told["details"] = json!("the neighbour at number 7 shouts");
    told["caller"] = json!({ "name": "Wang Fang", "phone": "13800000000" });
    hub.say(&json!([
        told,
        fact("accept", "a", &json!({ "note": "called back" }))
    ]));
    let open = hub.get("/api/v1/incidents/police/1", None);
    for secret in ["number 7", "Wang Fang", "13800000000", "called back"] {
        assert!(!open.text.contains(secret), "{secret}");
    }
    assert_eq!(open.json()["texts_withheld"], true);
    let entitled = hub
        .get("/api/v1/incidents/police/1", Some(READER_OF_TEXTS))
        .json();
    assert_eq!(entitled["details"], "the neighbour at number 7 shouts");
    assert_eq!(entitled["caller"], "Wang Fang, 13800000000");
    assert_eq!(entitled["history"][1]["note"], "called back");
    let log = hub.running().hub.lines[&domain::Network::Police]
        .history(domain::IncidentId(1))
        .expect("readable");
    let facts = serde_json::to_string(&log).expect("events are JSON");
    assert!(
        !facts.contains("Wang") && !facts.contains("number 7") && !facts.contains("called back")
    );
}

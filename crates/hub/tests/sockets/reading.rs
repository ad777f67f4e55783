//! What others read over HTTP.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::common::{IN_THE_EAST, IN_THE_WEST, TestHub, fact, report};

fn ids(hub: &TestHub, query: &str) -> Vec<String> {
    let answer = hub.get(&format!("/api/v1/incidents{query}"), None);
    assert_eq!(answer.status, 200, "{query}: {}", answer.text);
    let page = answer.json();
    let incidents = page["incidents"].as_array().expect("a list");
    incidents
        .iter()
        .filter_map(|incident| incident["id"].as_str().map(str::to_owned))
        .collect()
}

#[test]
fn incidents_are_found_by_what_they_are() {
    let hub = TestHub::usual();
    let mut late = report("c", None);
    late["occurred_at"] = json!("2026-11-23T14:05:00Z");
    hub.say(&json!([
        report("a", Some(IN_THE_WEST)),
        report("b", Some(IN_THE_EAST)),
        late,
        fact("accept", "b", &json!({})),
        fact(
            "reject",
            "c",
            &json!({ "reason": "a test", "occurred_at": "2026-11-23T14:06:00Z" })
        ),
    ]));
    hub.post(
        "/ingest/grid-cloud",
        Some(crate::common::KEY_GRID),
        &report("g", None),
    );
    let check = |query: &str, expected: &[&str]| assert_eq!(ids(&hub, query), expected, "{query}");
    check("", &["police/1", "police/2", "police/3", "government/1"]);
    check("?network=government", &["government/1"]);
    check("?stage=accepted", &["police/2"]);
    check(
        "?stage=reported,void",
        &["police/1", "police/3", "government/1"],
    );
    check("?open=false", &["police/3"]);
    check("?area=EAST", &["police/2"]);
    check("?grid=W1", &["police/1"]);
    check("?platform=grid-cloud", &["government/1"]);
    check("?external_id=b", &["police/2"]);
    check("?bbox=106.0,29.0,106.1,29.1", &["police/1"]);
    check("?bbox=106.1,29.0,106.0,29.1", &["police/2"]);
    check("?since=2026-11-23T22:04:00%2B08:00", &["police/3"]);
    check("?since=1795442700000&network=police", &["police/3"]);
}

#[test]
fn a_parameter_that_cannot_be_is_refused_by_name() {
    let hub = TestHub::usual();
    let check = |query: &str, status: u16, field: &str| {
        let answer = hub.get(&format!("/api/v1/incidents{query}"), None);
        assert_eq!(answer.status, status, "{query}: {}", answer.text);
        assert!(answer.text.contains(field), "{query}: {}", answer.text);
    };
    check("?stage=lost", 400, "\"field\":\"stage\"");
    check("?limit=0", 400, "\"field\":\"limit\"");
    check("?limit=1001", 400, "\"field\":\"limit\"");
    check("?limit=many", 400, "\"field\":\"limit\"");
    check("?open=perhaps", 400, "\"field\":\"open\"");
    check("?bbox=1,2,3", 400, "\"field\":\"bbox\"");
    check("?bbox=1,2,3,200", 400, "\"field\":\"bbox\"");
    check("?since=yesterday", 400, "\"field\":\"since\"");
    check("?cursor=17", 400, "\"field\":\"cursor\"");
    check("?colour=red", 400, "colour");
    check("?network=lan", 404, "lan");
}

#[test]
fn pages_follow_one_another_without_gap_or_overlap() {
    let hub = TestHub::usual();
    let batch: Value = (0..25).map(|n| report(&format!("r{n}"), None)).collect();
    hub.say(&batch);
    let mut seen = Vec::new();
    let mut query = "?limit=10".to_owned();
    loop {
        let page = hub.get(&format!("/api/v1/incidents{query}"), None).json();
        assert_eq!(page["total"], 25);
        let incidents = page["incidents"].as_array().expect("a list");
        assert!(incidents.len() <= 10);
        seen.extend(incidents.iter().map(|incident| incident["id"].clone()));
        match page["next"].as_str() {
            Some(next) => query = format!("?limit=10&cursor={next}"),
            None => break,
        }
    }
    let distinct: BTreeSet<String> = seen.iter().map(ToString::to_string).collect();
    assert_eq!((seen.len(), distinct.len()), (25, 25));
}

#[test]
fn the_figures_of_the_day_are_those_of_the_fold() {
    let hub = TestHub::usual();
    hub.put(
        "/api/v1/clock",
        Some(crate::common::KEY_110),
        &json!({ "now": "2026-11-23T14:10:00Z", "rate": 1 }),
    );
    let mut yesterday = report("y", None);
    yesterday["occurred_at"] = json!("2026-11-22T15:59:59Z");
    hub.say(&json!([
        yesterday,
        report("a", None),
        report("b", None),
        fact("resolve", "b", &json!({})),
    ]));
    let rates = hub.get("/api/v1/rates", None).json();
    assert_eq!(
        (&rates["reported"], &rates["open"]),
        (&json!(2), &json!(2)),
        "{rates}"
    );
    assert_eq!(
        rates["handled"],
        json!({ "part": 1, "whole": 2, "share": 0.5 })
    );
    assert_eq!(rates["at_stage"]["resolved"], 1);
    assert_eq!(
        hub.get("/api/v1/rates?network=government", None).json()["reported"],
        0
    );
}

#[test]
fn settings_and_divisions_are_sent_once_and_then_only_when_they_changed() {
    let hub = TestHub::usual();
    for path in ["/api/v1/deployment", "/api/v1/divisions"] {
        let first = hub.get(path, None);
        let tag = first.header("etag").expect("an entity tag").to_owned();
        let again = hub.with_headers("GET", path, &[("if-none-match", &tag)]);
        assert_eq!((again.status, again.bytes.len()), (304, 0), "{path}");
    }
    let divisions: protocol::Divisions =
        serde_json::from_str(&hub.get("/api/v1/divisions", None).text)
            .expect("the protocol's divisions");
    assert_eq!((divisions.areas.len(), divisions.grids.len()), (2, 2));
    let deployment: protocol::Deployment =
        serde_json::from_str(&hub.get("/api/v1/deployment", None).text)
            .expect("the protocol's settings");
    // Two that are configured, and the centre itself.
    assert_eq!((deployment.platforms.len(), deployment.feeds.len()), (3, 2));
}

#[test]
fn the_description_names_every_address_and_every_address_described_is_there() {
    let hub = TestHub::usual();
    let api = hub.get("/api/v1/openapi.json", None).json();
    assert!(
        api["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3.1"))
    );
    let described: BTreeSet<String> = api["paths"]
        .as_object()
        .expect("paths")
        .keys()
        .cloned()
        .collect();
    let source = [
        include_str!("../../src/doors.rs"),
        include_str!("../../src/api/mod.rs"),
    ]
    .concat();
    assert!(
        !source.contains(".route("),
        "an address without a description"
    );
    let registered = source.matches("routes!(").count();
    assert_eq!(described.len(), registered, "{described:?}");
    for path in &described {
        let filled = path
            .replace("{platform}", "110")
            .replace("{network}", "police")
            .replace("{id}", "1")
            .replace("{code}", "222-222")
            .replace("{number}", "1")
            .replace("{photo}", "none")
            .replace("{unit}", "E1");
        let filled = filled
            .replace("{z}", "1")
            .replace("{x}", "1")
            .replace("{y}", "1");
        for method in api["paths"][path].as_object().expect("methods").keys() {
            let sent = matches!(method.as_str(), "post" | "put" | "patch");
            let body = sent.then_some(b"{}".as_slice());
            let answer = hub.ask(&method.to_uppercase(), &filled, &[], body);
            let told = api["paths"][path][method]["responses"]
                .as_object()
                .expect("responses");
            assert!(
                told.contains_key(&answer.status.to_string()),
                "{method} {path}: {}",
                answer.status
            );
        }
    }
    let schemas = api["components"]["schemas"].as_object().expect("schemas");
    for schema in ["Problem", "Receipt", "IncidentDetail", "Page", "DayRates"] {
        assert!(schemas.contains_key(schema), "{schema}");
    }
}

#[test]
fn long_answers_are_compressed_for_those_who_take_it() {
    let hub = TestHub::usual();
    let batch: Value = (0..50).map(|n| report(&format!("r{n}"), None)).collect();
    hub.say(&batch);
    let packed = hub.with_headers("GET", "/api/v1/incidents", &[("accept-encoding", "gzip")]);
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    let plain = hub.get("/api/v1/incidents", None);
    assert!(packed.bytes.len() * 4 < plain.bytes.len());
}

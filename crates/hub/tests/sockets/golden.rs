//! Events as released versions wrote them are read for ever.
//!
//! `tests/golden/events-v1.jsonl` was written by version 1 and is never written again: a change that breaks this test wants
//! a new version and an upcast in `log/stored.rs`.

use domain::Seq;
use hub::log::{EVENT_VERSION, LogError, decode_fact, encode_fact};

const VERSION_1: &str = include_str!("../golden/events-v1.jsonl");

#[test]
fn every_fact_that_version_1_wrote_is_read() {
    let mut kinds = std::collections::BTreeSet::new();
    for (line, body) in VERSION_1.lines().enumerate() {
        let fact = decode_fact(Seq(line as u64 + 1), 1, body)
            .unwrap_or_else(|error| panic!("line {}: {error}", line + 1));
        let written: serde_json::Value =
            serde_json::from_str(body).expect("the golden file is JSON");
        let body = &written["body"];
        let kind = body
            .as_str()
            .map(str::to_owned)
            .or_else(|| body.as_object()?.keys().next().cloned());
        kinds.insert(kind.expect("a fact has a kind"));
        assert_eq!(
            fact.incident.0,
            written["incident"].as_u64().expect("a number"),
            "line {}",
            line + 1
        );
        assert_eq!(
            fact.occurred_at.0,
            written["occurred_at"].as_i64().expect("a time"),
            "line {}",
            line + 1
        );
    }
    assert!(
        kinds.len() >= 25,
        "the file has facts of every kind: {kinds:?}"
    );
}

#[test]
fn the_current_version_writes_what_it_wrote_when_it_was_released() {
    assert_eq!(
        EVENT_VERSION, 1,
        "a new version needs a golden file of its own"
    );
    for (line, body) in VERSION_1.lines().enumerate() {
        let fact = decode_fact(Seq(line as u64 + 1), 1, body).expect("readable");
        let again = encode_fact(&fact).expect("facts are JSON");
        let (again, written): (serde_json::Value, serde_json::Value) = (
            serde_json::from_str(&again).expect("JSON"),
            serde_json::from_str(body).expect("JSON"),
        );
        assert_eq!(again, written, "line {}", line + 1);
    }
}

#[test]
fn a_fact_of_a_later_release_is_refused_and_not_guessed() {
    let first = VERSION_1.lines().next().expect("the golden file has facts");
    assert!(matches!(
        decode_fact(Seq(1), 2, first),
        Err(LogError::Unreadable {
            version: 2,
            source: None,
            ..
        })
    ));
}

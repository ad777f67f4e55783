//! The durable log: what was written once stays readable, and is written the same way.

use serde_json::Value;
use world::{Body, Event, Register, Snapshot};

const WRITTEN: &str = include_str!("../golden/events-v1.json");

/// The snapshot of that log, as a hub kept it before its register stood beside the world.
const KEPT: &[u8] = include_bytes!("../golden/snapshot-v3.bin");

fn events() -> Vec<Event> {
    serde_json::from_str(WRITTEN).expect("the log of version 1 is readable")
}

#[test]
fn the_log_of_version_1_is_read_and_written_as_it_was() {
    let written: Value = serde_json::from_str(WRITTEN).expect("the golden file is JSON");
    assert_eq!(
        serde_json::to_value(events()).expect("events can be written"),
        written
    );
}

#[test]
fn the_golden_log_holds_every_fact_there_is() {
    let name = |body: &Body| match serde_json::to_value(body) {
        Ok(Value::String(word)) => word,
        Ok(Value::Object(fields)) => fields.keys().next().cloned().unwrap_or_default(),
        other => panic!("a body is written as {other:?}"),
    };
    let mut names: Vec<String> = events()
        .iter()
        .map(|event| name(&event.fact.body))
        .collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 32, "{names:?}");
}

#[test]
fn the_golden_log_folds_to_the_world_it_did() {
    let mut register = Register::new();
    for event in events() {
        assert!(register.apply(&event).is_some(), "{event:?}");
    }
    let world = register.world();
    assert_eq!((world.len(), world.out_of_order()), (2, 1));
    assert_eq!(format!("{:#018x}", register.digest()), "0xa18b9d32eca3f838");
}

#[test]
fn a_snapshot_that_an_older_hub_kept_is_read_and_kept_the_same_way() {
    let snapshot = Snapshot::from_bytes(KEPT).expect("a snapshot of version 3 is readable");
    let register = Register::from_snapshot(snapshot);
    let mut folded = Register::new();
    for event in events() {
        folded.apply(&event);
    }
    assert_eq!(register.snapshot(), folded.snapshot());
    assert!(register.world().incidents().eq(folded.world().incidents()));
    assert_eq!(register.snapshot().to_bytes(), KEPT);
}

//! The deployment's clock.

use protocol::ServerFrame;
use serde_json::json;

use crate::common::{KEY_110, Setup, TestHub, report};

#[test]
fn a_replay_sets_the_clock_and_every_screen_is_told() {
    let hub = TestHub::usual();
    let mut screen = hub.screen(None, None);
    let set = hub.put(
        "/api/v1/clock",
        Some(KEY_110),
        &json!({ "now": "2016-07-01T08:00:00-07:00", "rate": 60 }),
    );
    assert_eq!(set.status, 200, "{}", set.text);
    let reading = set.json();
    assert_eq!(
        (&reading["rate"], &reading["mode"]),
        (&json!(60.0), &json!("replay"))
    );
    assert_eq!(
        reading["day_started_at"], "2016-06-30T16:00:00.000Z",
        "midnight in Chongqing"
    );
    screen
        .until(|frame| matches!(frame, ServerFrame::Heartbeat { clock, .. } if clock.rate == 60.0));
    let mut told = report("a", None);
    told["occurred_at"] = json!("2016-07-01T07:59:00-07:00");
    hub.say(&told);
    let recorded =
        hub.get("/api/v1/incidents/police/1", None).json()["history"][0]["recorded_at"].clone();
    assert!(
        recorded
            .as_str()
            .is_some_and(|at| at.starts_with("2016-07-01")),
        "{recorded}"
    );
}

#[test]
fn a_deployment_on_the_systems_clock_refuses_another_and_names_the_setting() {
    let hub = TestHub::start(Setup {
        clock_mode: "system",
        ..Setup::default()
    });
    let refused = hub.put(
        "/api/v1/clock",
        Some(KEY_110),
        &json!({ "now": 0, "rate": 1 }),
    );
    assert_eq!(refused.status, 409);
    assert!(refused.text.contains("clock.mode"), "{}", refused.text);
}

#[test]
fn a_moment_or_rate_that_cannot_be_is_refused_by_name() {
    let hub = TestHub::usual();
    let check = |body: serde_json::Value, status: u16, says: &str| {
        let refused = hub.put("/api/v1/clock", Some(KEY_110), &body);
        assert_eq!(refused.status, status, "{body}");
        assert!(refused.text.contains(says), "{body}: {}", refused.text);
    };
    check(json!({ "now": "today" }), 422, "\"field\":\"now\"");
    check(json!({ "now": 0, "rate": 601 }), 422, "\"field\":\"rate\"");
    check(json!({ "now": 0, "rate": 0.5 }), 422, "\"field\":\"rate\"");
    check(json!({ "rate": 1 }), 400, "now");
    check(json!({ "now": 0, "speed": 1 }), 400, "speed");
}

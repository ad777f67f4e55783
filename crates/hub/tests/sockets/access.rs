//! Who may do what.

use std::io::{Read, Write};

use crate::common::{
    CLOCK_SETTER, KEY_110, KEY_GRID, READER, READER_OF_GOVERNMENT, READER_OF_TEXTS, READER_OF_WEST,
    Setup, TestHub, report,
};

#[test]
fn each_secret_opens_what_it_is_for_and_nothing_else() {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        ..Setup::default()
    });
    hub.say(&report("a", None));
    let clock = serde_json::json!({ "now": "2026-11-23T14:10:00Z", "rate": 60 });
    // Reads; sets the clock; reports as 110.
    let check = |secret: Option<&str>, read: u16, set: u16, ingest: u16| {
        assert_eq!(
            hub.get("/api/v1/incidents", secret).status,
            read,
            "{secret:?} reads"
        );
        assert_eq!(
            hub.put("/api/v1/clock", secret, &clock).status,
            set,
            "{secret:?} sets the clock"
        );
        assert_eq!(
            hub.post("/ingest/110", secret, &report("a", None)).status,
            ingest,
            "{secret:?} reports"
        );
    };
    check(None, 401, 401, 401);
    check(Some("nobody has this secret"), 401, 401, 401);
    check(Some(READER), 200, 403, 401);
    check(Some(READER_OF_TEXTS), 200, 403, 401);
    check(Some(CLOCK_SETTER), 200, 200, 401);
    check(Some(KEY_110), 401, 200, 200);
    check(Some(KEY_GRID), 401, 403, 403);
}

#[test]
fn a_token_without_the_right_to_read_is_shown_nothing() {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        ..Setup::default()
    });
    hub.say(&report("a", None));
    let listed = hub.get("/api/v1/incidents", Some(CLOCK_SETTER)).json();
    assert_eq!(
        (&listed["total"], &listed["through"]),
        (&0.into(), &serde_json::json!({}))
    );
    assert_eq!(
        hub.get("/api/v1/incidents/police/1", Some(CLOCK_SETTER))
            .status,
        404
    );
    assert_eq!(
        hub.get("/api/v1/rates", Some(CLOCK_SETTER)).json()["reported"],
        0
    );
}

#[test]
fn a_token_for_one_network_is_shown_nothing_of_another() {
    let hub = TestHub::usual();
    hub.say(&report("a", None));
    let listed = hub
        .get("/api/v1/incidents", Some(READER_OF_GOVERNMENT))
        .json();
    assert_eq!(
        (&listed["total"], &listed["through"]),
        (&0.into(), &serde_json::json!({ "government": 0 }))
    );
    assert_eq!(
        hub.get("/api/v1/incidents/police/1", Some(READER_OF_GOVERNMENT))
            .status,
        404
    );
}

#[test]
fn what_is_not_secret_needs_no_token() {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        ..Setup::default()
    });
    for open in [
        "/api/v1/health",
        "/api/v1/deployment",
        "/api/v1/divisions",
        "/api/v1/clock",
        "/api/v1/openapi.json",
    ] {
        assert_eq!(hub.get(open, None).status, 200, "{open}");
    }
    for closed in [
        "/api/v1/incidents",
        "/api/v1/incidents/police/1",
        "/api/v1/rates",
        "/api/v1/positions",
        "/metrics",
    ] {
        let refused = hub.get(closed, None);
        assert_eq!(
            (refused.status, refused.header("www-authenticate")),
            (401, Some("Bearer")),
            "{closed}"
        );
    }
}

#[test]
fn a_page_that_calls_this_machine_by_another_name_reads_nothing() {
    let hub = TestHub::usual();
    let called = |host: &str| hub.with_headers("GET", "/api/v1/incidents", &[("host", host)]);
    assert_eq!(called("localhost:8080").status, 200);
    let refused = called("evil.example");
    assert_eq!(refused.status, 421);
    assert!(refused.text.contains("server.origins"), "{}", refused.text);
}

#[test]
fn nothing_the_hub_tells_about_itself_holds_a_secret() {
    let hub = TestHub::usual();
    hub.say(&report("a", None));
    for told in [
        "/api/v1/deployment",
        "/api/v1/openapi.json",
        "/metrics",
        "/api/v1/health",
    ] {
        let text = hub.get(told, None).text;
        for secret in [KEY_110, KEY_GRID, READER, READER_OF_TEXTS, CLOCK_SETTER] {
            assert!(!text.contains(secret), "{told}");
        }
    }
    let written = format!("{:?}", hub.running().hub.config);
    assert!(!written.contains(KEY_110) && !written.contains(READER));
}

#[test]
fn of_a_strangers_body_nothing_is_read() {
    let hub = TestHub::usual();
    let mut stream = std::net::TcpStream::connect(hub.address()).expect("the hub listens");
    stream
        .set_read_timeout(Some(crate::common::PATIENCE))
        .expect("a socket");
    // The head says that a body follows, and none does.
    let head = format!(
        "POST /ingest/110 HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer nobody has this\r\nContent-Length: 1000\r\n\r\n",
        hub.address()
    );
    stream.write_all(head.as_bytes()).expect("the hub reads");
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).expect("the hub answers");
    assert_eq!(&answer, b"HTTP/1.1 401");
}

#[test]
fn a_stranger_learns_whether_the_hub_is_well_and_not_how_much_happens() {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        ..Setup::default()
    });
    hub.say(&report("a", None));
    let networks = |token| {
        let health = hub.get("/api/v1/health", token);
        assert_eq!(health.status, 200);
        health.json()["networks"].clone()
    };
    for stranger in [None, Some("nobody has this secret")] {
        assert_eq!(
            networks(stranger),
            serde_json::json!([{ "network": "police", "open": true }, { "network": "government", "open": true }])
        );
    }
    assert_eq!(networks(Some(READER))[0]["incidents"], 1);
    assert_eq!(
        networks(Some(READER_OF_GOVERNMENT))[0].get("incidents"),
        None
    );
}

#[test]
fn an_address_that_is_no_text_is_answered_with_a_problem() {
    let hub = TestHub::usual();
    for path in [
        "/tiles/1/0/%ff",
        "/api/v1/positions/police/%ff",
        "/feeds/%ff",
    ] {
        let answer = hub.get(path, None);
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json"),
            "{path}"
        );
    }
    assert_eq!(
        hub.post("/ingest/%ff", Some(KEY_110), &report("a", None))
            .status,
        404
    );
}

#[test]
fn the_counters_of_all_are_for_those_who_see_all() {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        ..Setup::default()
    });
    let check = |token, status| assert_eq!(hub.get("/metrics", token).status, status, "{token:?}");
    check(None, 401);
    check(Some(READER), 200);
    check(Some(READER_OF_WEST), 403);
    check(Some(READER_OF_GOVERNMENT), 403);
    check(Some(CLOCK_SETTER), 403);
}

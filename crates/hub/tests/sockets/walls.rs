//! Walls: let in by the code on the glass, and sent away again.

use std::collections::BTreeSet;

use domain::{Network, Role};
use protocol::Coding;
use serde_json::{Value, json};

use crate::common::{Answer, Setup, TestHub};
use crate::gateway::FakeGateway;
use crate::people::{Browser, enrol, person, sign_in_as};
use crate::plays::{address, offer, play, until_live, with_mediamtx};

fn hub() -> TestHub {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        ..Setup::default()
    });
    enrol(&hub, person("boss", Role::Supervisor));
    hub
}

/// A page of ours in which nobody has signed in.
fn screen(hub: &TestHub) -> Browser<'_> {
    Browser::again(hub, "")
}

fn ask(hub: &TestHub) -> (String, Value) {
    let asked = screen(hub).ask("POST", "/api/v1/walls", Some(&json!({})));
    assert_eq!(asked.status, 201, "{}", asked.text);
    let asked = asked.json();
    let code = asked["code"].as_str().expect("a code").to_owned();
    (code, json!({ "secret": asked["secret"] }))
}

fn confirm(hub: &TestHub, who: &str, code: &str, wall: &Value) -> Answer {
    let path = format!("/api/v1/walls/{code}/confirm");
    sign_in_as(hub, who).ask("POST", &path, Some(wall))
}

fn claim(hub: &TestHub, secret: &Value) -> Answer {
    screen(hub).ask("POST", "/api/v1/walls/session", Some(secret))
}

fn cookie(answer: &Answer) -> String {
    let cookie = answer.header("set-cookie").expect("a cookie");
    cookie.split(';').next().expect("a value").to_owned()
}

#[test]
fn a_wall_comes_in_when_its_code_is_confirmed_and_goes_when_it_is_sent_away() {
    let mut hub = hub();
    let (code, secret) = ask(&hub);
    assert_eq!(claim(&hub, &secret).status, 202, "nobody has confirmed it");
    let hall = json!({ "name": "指挥大厅", "networks": ["police"], "areas": ["WEST"] });
    let confirmed = confirm(&hub, "boss", &code.to_lowercase(), &hall);
    assert_eq!(confirmed.status, 201, "{}", confirmed.text);
    let id = confirmed.json()["id"].as_str().expect("an id").to_owned();
    let claimed = claim(&hub, &secret);
    assert_eq!(claimed.status, 200, "{}", claimed.text);
    let me = claimed.json();
    assert_eq!(me["person"]["role"], "wall");
    assert_eq!(me["commands"], json!([]));
    assert_eq!(me["abilities"], json!(["read", "cameras"]));
    let kept = claimed.header("set-cookie").expect("a cookie").to_owned();
    assert!(kept.contains("Max-Age=31536000"), "{kept}");
    // The answer may have been lost on its way: it comes again, and the session before is none any more.
    let again = claim(&hub, &secret);
    assert_eq!(again.status, 200);
    let first = Browser::again(&hub, &cookie(&claimed));
    assert_eq!(first.get("/api/v1/me").status, 401);
    let cookie = cookie(&again);
    hub.stop();
    hub.begin();
    let wall = Browser::again(&hub, &cookie);
    assert_eq!(
        wall.get("/api/v1/incidents").status,
        200,
        "it outlives a restart"
    );
    let listed = sign_in_as(&hub, "boss").get("/api/v1/walls").json();
    assert_eq!(listed["walls"][0]["id"], json!(id));
    assert_eq!(listed["walls"][0]["confirmed_by"], "boss");
    assert!(
        listed["walls"][0]["signed_in_since"].is_string(),
        "{listed}"
    );
    let mut feed = wall.feed(Coding::Json);
    feed.until_heartbeat();
    let path = format!("/api/v1/walls/{id}");
    let gone = sign_in_as(&hub, "boss").ask("DELETE", &path, None);
    assert_eq!(gone.status, 204, "{}", gone.text);
    assert_eq!(feed.close_code(), Some(4401), "its feed ends with it");
    assert_eq!(wall.get("/api/v1/incidents").status, 401);
    let listed = sign_in_as(&hub, "boss").get("/api/v1/walls").json();
    assert_eq!(listed["walls"], json!([]));
}

#[test]
fn a_wall_that_was_let_in_plays_what_stands_in_its_areas_until_it_is_sent_away() {
    let gateway = FakeGateway::with(&["cam/PW-01-sub", "cam/PE-01-sub", "cam/GW-01-sub"]);
    let hub = with_mediamtx(&gateway, "");
    enrol(&hub, person("boss", Role::Supervisor));
    let (code, secret) = ask(&hub);
    let hall = json!({ "name": "指挥大厅", "networks": ["police"], "areas": ["WEST"] });
    let confirmed = confirm(&hub, "boss", &code, &hall);
    let id = confirmed.json()["id"].as_str().expect("an id").to_owned();
    let wall = Browser::again(&hub, &cookie(&claim(&hub, &secret)));
    until_live(&wall, "PW-01-sub");
    for unseen in ["PE-01-sub", "GW-01-sub"] {
        assert_eq!(play(&wall, unseen).status, 404, "{unseen}");
    }
    let whep = address(&play(&wall, "PW-01-sub"), "whep");
    assert_eq!(offer(&wall, &whep).status, 201);
    let path = format!("/api/v1/walls/{id}");
    let gone = sign_in_as(&hub, "boss").ask("DELETE", &path, None);
    assert_eq!(gone.status, 204, "{}", gone.text);
    gateway.until_asked("DELETE", "/cam/PW-01-sub/whep/session-1");
    assert_eq!(
        (offer(&wall, &whep).status, play(&wall, "PW-01-sub").status),
        (401, 401)
    );
}

#[test]
fn only_who_may_lets_a_wall_in_and_never_to_more_than_it_has_itself() {
    let hub = hub();
    let mut local = person("local", Role::Supervisor);
    local.networks = BTreeSet::from([Network::Police]);
    local.areas = Some(BTreeSet::from(["WEST".try_into().expect("an id")]));
    enrol(&hub, local);
    enrol(&hub, person("officer", Role::DutyOfficer));
    enrol(&hub, person("admin", Role::Administrator));
    let (code, secret) = ask(&hub);
    let check = |who: &str, wall: Value, status: u16, field: &str| {
        let answer = confirm(&hub, who, &code, &wall);
        assert_eq!(answer.status, status, "{who} {wall}: {}", answer.text);
        assert_eq!(answer.json()["pointer"].as_str().unwrap_or(""), field);
    };
    let west = json!({ "name": "w", "networks": ["police"], "areas": ["WEST"] });
    check("officer", west.clone(), 403, "");
    let everywhere = json!({ "name": "w", "networks": ["police"] });
    check("local", everywhere, 422, "/areas");
    let both = json!({ "name": "w", "networks": ["police", "government"], "areas": ["WEST"] });
    check("local", both.clone(), 422, "/networks");
    let none = json!({ "name": "w", "networks": [] });
    check("admin", none, 422, "/networks");
    let nowhere = json!({ "name": "w", "networks": ["police"], "areas": ["NORTH"] });
    check("admin", nowhere, 422, "/areas");
    assert_eq!(confirm(&hub, "admin", "222-222", &west).status, 404);
    assert_eq!(claim(&hub, &secret).status, 202, "none of these let it in");
    check("admin", both, 201, "");
    check("local", west, 404, "");
    assert_eq!(claim(&hub, &secret).status, 200);
    let wrong = json!({ "secret": "0".repeat(64) });
    assert_eq!(claim(&hub, &wrong).status, 404);
}

#[test]
fn few_walls_of_one_address_wait_at_a_time_and_a_foreign_page_lets_none_ask() {
    let hub = hub();
    for _ in 0..6 {
        ask(&hub);
    }
    let asked = screen(&hub).ask("POST", "/api/v1/walls", Some(&json!({})));
    assert_eq!(asked.status, 429, "{}", asked.text);
    assert!(asked.header("retry-after").is_some());
    let foreign = [
        ("origin", "https://evil.example"),
        ("content-type", "application/json"),
    ];
    let asked = hub.post_bytes("/api/v1/walls", None, &foreign, b"{}");
    assert_eq!(asked.status, 403, "{}", asked.text);
}

#[test]
fn a_wall_is_no_account_with_a_password() {
    let hub = hub();
    enrol(&hub, person("admin", Role::Administrator));
    let admin = sign_in_as(&hub, "admin");
    let wall = json!({ "id": "w", "name": "w", "role": "wall", "networks": ["police"], "password": "long enough to be one" });
    let made = admin.ask("POST", "/api/v1/people", Some(&wall));
    assert_eq!(
        (made.status, made.json()["pointer"].as_str()),
        (422, Some("/role"))
    );
    let (code, secret) = ask(&hub);
    let confirmed = confirm(
        &hub,
        "admin",
        &code,
        &json!({ "name": "w", "networks": ["police"] }),
    );
    let id = confirmed.json()["id"].as_str().expect("an id").to_owned();
    let wall = Browser::again(&hub, &cookie(&claim(&hub, &secret)));
    for password in ["", "long enough to be one"] {
        let signed = screen(&hub).ask(
            "POST",
            "/api/v1/session",
            Some(&json!({ "id": id, "password": password })),
        );
        assert_eq!(signed.status, 401);
    }
    let set = admin.ask(
        "PATCH",
        &format!("/api/v1/people/{id}"),
        Some(&json!({ "password": "long enough to be one" })),
    );
    assert_eq!(
        (set.status, set.json()["refusal"].as_str()),
        (409, Some("no_password"))
    );
    let own = json!({ "current": "", "new": "long enough to be one" });
    assert_eq!(
        wall.ask("POST", "/api/v1/me/password", Some(&own)).status,
        409
    );
}

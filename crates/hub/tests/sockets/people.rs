//! People: signing in and out, sessions, administration.

use std::collections::BTreeSet;

use domain::{Network, PersonId, Role};
use hub::auth::Person;
use serde_json::json;

use crate::common::{Answer, READER, Screen, Setup, TestHub};

pub const PASSWORD: &str = "correct horse battery";

/// Somebody on both networks, everywhere, at the station "S1" and in the department "D1".
pub fn person(id: &str, role: Role) -> Person {
    Person {
        id: PersonId::try_from(id).expect("an id"),
        name: id.into(),
        role,
        networks: BTreeSet::from([Network::Police, Network::Government]),
        areas: None,
        station: (role == Role::Station).then(|| "S1".try_into().expect("an id")),
        unit: None,
        department: (role == Role::Department).then(|| "D1".try_into().expect("an id")),
        disabled: false,
        disabled_because: None,
        demo: false,
        enrolled: None,
    }
}

/// A browser in which somebody has signed in.
pub struct Browser<'a> {
    hub: &'a TestHub,
    pub cookie: String,
    origin: String,
}

pub fn enrol(hub: &TestHub, person: Person) {
    let people = &hub.running().hub.people;
    people.add(person, PASSWORD).expect("added");
}

pub fn sign_in_as<'a>(hub: &'a TestHub, id: &str) -> Browser<'a> {
    let answer = post_credentials(hub, id, PASSWORD);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let cookie = answer.header("set-cookie").expect("a cookie");
    let cookie = cookie.split(';').next().expect("a value").to_owned();
    Browser {
        hub,
        cookie,
        origin: format!("http://{}", hub.address()),
    }
}

fn post_credentials(hub: &TestHub, id: &str, password: &str) -> Answer {
    let origin = format!("http://{}", hub.address());
    let headers = [
        ("origin", origin.as_str()),
        ("content-type", "application/json"),
    ];
    let body = json!({ "id": id, "password": password }).to_string();
    hub.post_bytes("/api/v1/session", None, &headers, body.as_bytes())
}

impl<'a> Browser<'a> {
    /// The browser after the hub was away: its cookie is the same.
    pub fn again(hub: &'a TestHub, cookie: &str) -> Self {
        Self {
            hub,
            cookie: cookie.to_owned(),
            origin: format!("http://{}", hub.address()),
        }
    }
}

impl Browser<'_> {
    pub fn ask(&self, method: &str, path: &str, body: Option<&serde_json::Value>) -> Answer {
        self.ask_with(method, path, &[], body)
    }

    pub fn ask_with(
        &self,
        method: &str,
        path: &str,
        more: &[(&str, &str)],
        body: Option<&serde_json::Value>,
    ) -> Answer {
        let mut headers = vec![
            ("cookie", self.cookie.as_str()),
            ("origin", self.origin.as_str()),
            ("content-type", "application/json"),
        ];
        headers.extend(more);
        let body = body.map(ToString::to_string);
        let bytes = body.as_ref().map(String::as_bytes);
        self.hub.ask(method, path, &headers, bytes)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, None)
    }

    /// Sends any body, as what `headers` say. They may name another origin.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut all = vec![("cookie", self.cookie.as_str())];
        if headers.iter().all(|(name, _)| *name != "origin") {
            all.push(("origin", self.origin.as_str()));
        }
        all.extend(headers);
        self.hub.ask(method, path, &all, Some(body))
    }

    /// Opens a police feed with the cookie, and reads nothing of it yet.
    pub fn feed(&self, coding: protocol::Coding) -> Screen {
        let mut screen = self.hub.connect_with(
            "police",
            coding,
            &[("cookie", &self.cookie), ("origin", &self.origin)],
        );
        screen.open(None, None);
        screen
    }
}

#[test]
fn an_officer_of_both_networks_links_where_each_hub_serves_one() {
    let serving = |serves: &'static [&'static str]| {
        let hub = TestHub::start(Setup {
            anonymous_reading: false,
            serves,
            ..Setup::default()
        });
        let mut admin = person("admin", Role::Administrator);
        admin.networks = hub.running().hub.lines.keys().copied().collect();
        enrol(&hub, admin);
        hub
    };
    let make = |hub: &TestHub, id: &str, networks: &[&str]| {
        let new = json!({ "id": id, "name": id, "role": "duty_officer", "networks": networks, "password": PASSWORD });
        let admin = sign_in_as(hub, "admin");
        admin.ask("POST", "/api/v1/people", Some(&new))
    };
    const POLICE: &[&str] = &["police"];
    const GOVERNMENT: &[&str] = &["government"];
    for (serves, own, other) in [
        (POLICE, "police", "government"),
        (GOVERNMENT, "government", "police"),
    ] {
        let hub = serving(serves);
        assert_eq!(make(&hub, "both", &["police", "government"]).status, 201);
        assert_eq!(make(&hub, "one", &[own]).status, 201);
        let elsewhere = make(&hub, "elsewhere", &[other]);
        assert_eq!(elsewhere.status, 422, "it could do nothing here");
        assert_eq!(elsewhere.json()["pointer"], "/networks");
        let [both, one] = ["both", "one"].map(|id| sign_in_as(&hub, id));
        let ask = |browser: &Browser, key: &str, body: &serde_json::Value| {
            let path = format!("/api/v1/{own}/commands");
            browser.ask_with("POST", &path, &[("idempotency-key", key)], Some(body))
        };
        let report = json!({ "command": { "report": { "subject": "井盖" } } });
        assert_eq!(ask(&both, "1", &report).status, 200);
        let link = json!({ "incident": 1, "version": 1, "command": { "link": { "network": other, "id": 77 } } });
        let linked = ask(&both, "2", &link);
        assert_eq!(linked.status, 200, "{}", linked.text);
        let read = |browser: &Browser| {
            let read = browser.get(&format!("/api/v1/incidents/{own}/1"));
            read.json()["linked"].clone()
        };
        assert_eq!(read(&both), json!(format!("{other}/77")));
        assert_eq!(read(&one), "withheld");
        let path = format!("/api/v1/{other}/commands");
        let beyond = both.ask_with("POST", &path, &[("idempotency-key", "4")], Some(&report));
        assert_eq!(beyond.status, 404, "the other hub is asked for that");
    }
}

#[test]
fn a_cookie_that_another_host_could_have_set_opens_nothing_beyond_this_machine() {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        origins: &["https://furun.example"],
        ..Setup::default()
    });
    enrol(&hub, person("officer", Role::DutyOfficer));
    let plain = sign_in_as(&hub, "officer").cookie;
    let asked = |cookie: &str, host: &str| {
        let headers = [("cookie", cookie), ("host", host)];
        hub.with_headers("GET", "/api/v1/me", &headers).status
    };
    let bound = format!("__Host-{plain}");
    assert_eq!(asked(&plain, "127.0.0.1:8080"), 200);
    assert_eq!(asked(&plain, "furun.example"), 401);
    assert_eq!(asked(&bound, "furun.example"), 200);
}

fn closed_hub() -> TestHub {
    TestHub::start(Setup {
        anonymous_reading: false,
        ..Setup::default()
    })
}

#[test]
fn who_signs_in_is_told_who_it_is_and_which_commands_it_may_give() {
    let hub = closed_hub();
    enrol(&hub, person("officer", Role::DutyOfficer));
    enrol(&hub, person("station", Role::Station));
    let officer = sign_in_as(&hub, "officer");
    let me = officer.get("/api/v1/me").json();
    assert_eq!(me["person"]["role"], "duty_officer");
    assert_eq!(
        me["abilities"],
        json!([
            "read",
            "texts",
            "photos",
            "cameras",
            "steer",
            "calibrate",
            "label",
            "accounts"
        ])
    );
    let may = |me: &serde_json::Value, command: &str| {
        let commands = me["commands"].as_array().cloned().unwrap_or_default();
        let found = commands.iter().find(|one| one["command"] == command);
        found.map(|one| one["reach"].clone())
    };
    assert_eq!(may(&me, "accept"), Some(json!("all")));
    assert_eq!(may(&me, "close"), None);
    let me = sign_in_as(&hub, "station").get("/api/v1/me").json();
    assert_eq!(may(&me, "assign"), Some(json!("own_crews")));
    assert_eq!(may(&me, "receive"), Some(json!("own")));
    assert_eq!(officer.get("/api/v1/incidents").status, 200);
    assert_eq!(hub.get("/api/v1/me", None).status, 401);
    assert_eq!(hub.get("/api/v1/me", Some(READER)).status, 403);
}

#[test]
fn the_cookie_is_out_of_reach_of_scripts_and_foreign_pages_and_of_plain_http_but_on_this_machine() {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        origins: &["https://wall.example"],
        ..Setup::default()
    });
    enrol(&hub, person("officer", Role::DutyOfficer));
    let answer = post_credentials(&hub, "officer", PASSWORD);
    let local = answer.header("set-cookie").expect("a cookie").to_owned();
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"] {
        assert!(local.contains(attribute), "{local}");
    }
    assert!(
        !local.contains("Secure") && !local.contains("Domain"),
        "{local}"
    );
    let value = local.split(['=', ';']).nth(1).expect("a value");
    assert_eq!(value.len(), 64, "256 bits in hexadecimal digits");
    assert!(!answer.text.contains(value), "only the cookie holds it");
    let body = json!({ "id": "officer", "password": PASSWORD }).to_string();
    let headers = [
        ("host", "wall.example"),
        ("origin", "https://wall.example"),
        ("content-type", "application/json"),
    ];
    let behind_a_proxy = hub.post_bytes("/api/v1/session", None, &headers, body.as_bytes());
    let secure = behind_a_proxy.header("set-cookie").expect("a cookie");
    assert!(
        secure.starts_with("__Host-furun-") && secure.contains("; Secure"),
        "{secure}"
    );
    let pair = secure.split(';').next().expect("a value");
    let read = hub.with_headers(
        "GET",
        "/api/v1/me",
        &[("host", "wall.example"), ("cookie", pair)],
    );
    assert_eq!(read.status, 200, "{}", read.text);
}

#[test]
fn a_wrong_password_and_an_account_that_there_is_not_are_answered_alike_and_then_wait() {
    let hub = closed_hub();
    enrol(&hub, person("officer", Role::DutyOfficer));
    let wrong = post_credentials(&hub, "officer", "not the password");
    let nobody = post_credentials(&hub, "nobody", "not the password");
    assert_eq!((wrong.status, &wrong.text), (401, &nobody.text));
    assert!(wrong.header("set-cookie").is_none());
    for _ in 0..4 {
        post_credentials(&hub, "officer", "not the password");
    }
    let waits = post_credentials(&hub, "officer", PASSWORD);
    assert_eq!(waits.status, 429, "{}", waits.text);
    let secs = waits.header("retry-after").expect("how long");
    assert!(secs.parse::<u32>().is_ok_and(|secs| secs >= 1));
}

#[test]
fn a_request_that_no_page_of_ours_sent_changes_nothing() {
    let hub = closed_hub();
    enrol(&hub, person("boss", Role::Administrator));
    let boss = sign_in_as(&hub, "boss");
    let own = format!("http://{}", hub.address());
    let body = json!({ "disabled": true }).to_string();
    let check = |method: &str, path: &str, headers: &[(&str, &str)], status: u16| {
        let mut all = vec![("cookie", boss.cookie.as_str())];
        all.extend(headers);
        let sent = (method != "DELETE").then_some(body.as_bytes());
        let answer = hub.ask(method, path, &all, sent);
        assert_eq!(
            answer.status, status,
            "{method} {path} {headers:?}: {}",
            answer.text
        );
    };
    let json = ("content-type", "application/json");
    for (method, path) in [
        ("DELETE", "/api/v1/session"),
        ("DELETE", "/api/v1/sessions"),
        ("POST", "/api/v1/people"),
        ("PATCH", "/api/v1/people/boss"),
    ] {
        check(method, path, &[json], 403);
        check(method, path, &[json, ("origin", "null")], 403);
        check(
            method,
            path,
            &[json, ("origin", "https://evil.example")],
            403,
        );
    }
    for (method, path) in [
        ("POST", "/api/v1/session"),
        ("POST", "/api/v1/people"),
        ("PATCH", "/api/v1/people/boss"),
    ] {
        check(method, path, &[("origin", &own)], 415);
        let form = ("content-type", "text/plain");
        check(method, path, &[("origin", &own), form], 415);
    }
    assert_eq!(boss.get("/api/v1/me").status, 200, "nothing happened");
}

#[test]
fn whoever_signs_out_is_out_and_its_open_feed_is_closed() {
    let hub = closed_hub();
    enrol(&hub, person("officer", Role::DutyOfficer));
    let [one, another] = [sign_in_as(&hub, "officer"), sign_in_as(&hub, "officer")];
    let mut screen = one.feed(protocol::Coding::Postcard);
    screen.until_heartbeat();
    assert_eq!(one.ask("DELETE", "/api/v1/session", None).status, 204);
    assert_eq!(screen.close_code(), Some(4401));
    assert_eq!(one.get("/api/v1/me").status, 401);
    assert_eq!(another.get("/api/v1/me").status, 200);
    let third = sign_in_as(&hub, "officer");
    assert_eq!(third.ask("DELETE", "/api/v1/sessions", None).status, 204);
    for gone in [another, third] {
        assert_eq!(gone.get("/api/v1/me").status, 401);
        assert_eq!(gone.feed(protocol::Coding::Json).close_code(), Some(4401));
    }
}

#[test]
fn a_session_ends_when_its_time_is_over_and_its_feed_with_it() {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        more: "[sessions]\nabsolute_secs = 2\n".to_owned(),
        ..Setup::default()
    });
    enrol(&hub, person("officer", Role::DutyOfficer));
    let officer = sign_in_as(&hub, "officer");
    let mut screen = officer.feed(protocol::Coding::Postcard);
    assert_eq!(screen.close_code(), Some(4401));
    assert_eq!(officer.get("/api/v1/incidents").status, 401);
}

#[test]
fn sessions_and_people_are_there_after_a_restart() {
    let mut hub = closed_hub();
    enrol(&hub, person("officer", Role::DutyOfficer));
    let cookie = sign_in_as(&hub, "officer").cookie;
    hub.crash();
    hub.begin();
    let read = hub.with_headers("GET", "/api/v1/me", &[("cookie", &cookie)]);
    assert_eq!(read.status, 200, "{}", read.text);
}

#[test]
fn the_secret_that_is_printed_makes_the_administrator_who_makes_the_others() {
    let hub = closed_hub();
    let secret = hub.running().first_secret.clone().expect("nobody is there");
    let origin = format!("http://{}", hub.address());
    let headers = [
        ("origin", origin.as_str()),
        ("content-type", "application/json"),
    ];
    let first = |secret: &str| {
        let body =
            json!({ "secret": secret, "id": "boss", "name": "负责人", "password": PASSWORD });
        hub.ask(
            "POST",
            "/api/v1/people/first",
            &headers,
            Some(body.to_string().as_bytes()),
        )
    };
    assert_eq!(first("a guess").status, 403);
    assert_eq!(first(&secret).status, 201);
    assert_eq!(first(&secret).status, 403, "it works once");
    let boss = sign_in_as(&hub, "boss");
    let officer = json!({ "id": "officer", "name": "值班员", "role": "duty_officer", "networks": ["police"],
        "areas": ["WEST"], "password": PASSWORD });
    let added = boss.ask("POST", "/api/v1/people", Some(&officer));
    assert_eq!(added.status, 201, "{}", added.text);
    assert!(!added.text.contains(PASSWORD));
    assert_eq!(
        boss.ask("POST", "/api/v1/people", Some(&officer)).status,
        409
    );
    let check = |change: serde_json::Value, field: &str| {
        let mut wrong = officer.clone();
        wrong["id"] = json!("other");
        for (name, value) in change.as_object().into_iter().flatten() {
            wrong[name] = value.clone();
        }
        let refused = boss.ask("POST", "/api/v1/people", Some(&wrong));
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(refused.text.contains(field), "{}", refused.text);
        assert!(!refused.text.contains("hunter2"), "{}", refused.text);
    };
    check(json!({ "areas": ["NOWHERE"] }), "/areas");
    check(json!({ "networks": ["internet"] }), "/networks");
    check(json!({ "role": "station" }), "/station");
    check(json!({ "password": "hunter2" }), "/password");
    check(json!({ "password": ["hunter2"] }), "does not fit");
    check(json!({ "name": "" }), "/name");
    let listed = boss.get("/api/v1/people").json();
    assert_eq!(listed["people"].as_array().map(Vec::len), Some(2));
    let mine = sign_in_as(&hub, "officer");
    let change = |change| boss.ask("PATCH", "/api/v1/people/officer", Some(&change));
    assert_eq!(
        change(json!({ "password": "another horse battery" })).status,
        200
    );
    assert_eq!(mine.get("/api/v1/me").status, 401, "a reset signs out");
    assert_eq!(post_credentials(&hub, "officer", PASSWORD).status, 401);
    assert_eq!(change(json!({ "disabled": true })).status, 200);
    let refused = post_credentials(&hub, "officer", "another horse battery");
    assert_eq!(refused.status, 401);
    assert_eq!(change(json!({})).status, 422);
    let last = boss.ask(
        "PATCH",
        "/api/v1/people/boss",
        Some(&json!({ "disabled": true })),
    );
    assert_eq!(
        (last.status, &last.json()["refusal"]),
        (409, &json!("last_administrator"))
    );
    let unknown = boss.ask(
        "PATCH",
        "/api/v1/people/x",
        Some(&json!({ "disabled": true })),
    );
    assert_eq!(unknown.status, 404);
}

#[test]
fn a_person_is_shown_its_own_networks_and_areas_and_texts_only_with_the_right() {
    use crate::common::{IN_THE_EAST, IN_THE_WEST, report};
    let hub = closed_hub();
    let mut with_caller = report("a", Some(IN_THE_WEST));
    with_caller["caller"] = json!({ "name": "Wang Fang", "phone": "139 0000 0000" });
    hub.say(&json!([with_caller, report("b", Some(IN_THE_EAST))]));
    let mut west = person("west", Role::DutyOfficer);
    west.areas = Some(BTreeSet::from(["WEST".try_into().expect("an id")]));
    enrol(&hub, west);
    let mut government = person("government", Role::DutyOfficer);
    government.networks = BTreeSet::from([Network::Government]);
    enrol(&hub, government);
    enrol(&hub, person("wall", Role::Wall));
    let west = sign_in_as(&hub, "west");
    assert_eq!(west.get("/api/v1/incidents").json()["total"], 1);
    assert_eq!(west.get("/api/v1/incidents/police/2").status, 404);
    let told = west.get("/api/v1/incidents/police/1");
    assert!(told.text.contains("Wang Fang"), "{}", told.text);
    let mut screen = west.feed(protocol::Coding::Postcard);
    screen.until_heartbeat();
    assert_eq!(screen.world.len(), 1);
    let government = sign_in_as(&hub, "government");
    assert_eq!(government.get("/api/v1/incidents").json()["total"], 0);
    assert_eq!(
        government.feed(protocol::Coding::Json).close_code(),
        Some(4403)
    );
    let wall = sign_in_as(&hub, "wall");
    let told = wall.get("/api/v1/incidents/police/1");
    assert_eq!(told.json()["texts_withheld"], true);
    assert!(!told.text.contains("Wang Fang") && !told.text.contains("139"));
}

#[test]
fn no_frame_of_any_screen_holds_a_callers_name_a_number_or_a_note() {
    use crate::common::report;
    let hub = closed_hub();
    let mut before = report("a", None);
    before["caller"] = json!({ "name": "Wang Fang", "phone": "13900000000" });
    before["details"] = json!("Zhang San shouts");
    hub.say(&before);
    for role in Role::ALL {
        enrol(&hub, person(role.as_str(), role));
    }
    let officer = sign_in_as(&hub, "duty_officer");
    let mut screens = Vec::new();
    for role in Role::ALL {
        for coding in protocol::Coding::ALL {
            let mut screen = sign_in_as(&hub, role.as_str()).feed(coding);
            screen.until_heartbeat();
            screens.push((role, screen));
        }
    }
    let path = "/api/v1/police/commands";
    let told = json!({ "command": { "report": { "subject": "x", "details": "Zhang San shouts",
        "caller_name": "Wang Fang", "caller_phone": "13900000000" } } });
    let noted =
        json!({ "incident": 1, "version": 1, "command": "reject", "note": "Li Si says no" });
    for (key, body) in [("1", &told), ("2", &noted)] {
        let done = officer.ask_with("POST", path, &[("idempotency-key", key)], Some(body));
        assert_eq!(done.status, 200, "{}", done.text);
    }
    for (role, screen) in &mut screens {
        screen.until_through(3);
        assert_eq!(screen.world.len(), 2);
        for word in ["Wang Fang", "13900000000", "Zhang San", "Li Si"] {
            let held = screen
                .raw
                .windows(word.len())
                .any(|part| part == word.as_bytes());
            assert!(!held, "{role}: {word}");
        }
    }
}

#[test]
fn who_knows_the_password_gives_itself_another_and_its_other_sessions_end() {
    let hub = closed_hub();
    enrol(&hub, person("officer", Role::DutyOfficer));
    let [here, there] = [sign_in_as(&hub, "officer"), sign_in_as(&hub, "officer")];
    let new = "another horse altogether";
    let ask = |current: &str, new: &str| {
        let body = json!({ "current": current, "new": new });
        here.ask("POST", "/api/v1/me/password", Some(&body))
    };
    let wrong = ask("not the password", new);
    assert_eq!(wrong.status, 422, "{}", wrong.text);
    assert_eq!(wrong.json()["pointer"], "/current");
    assert_eq!(ask(PASSWORD, "short").json()["pointer"], "/new");
    assert_eq!(there.get("/api/v1/me").status, 200, "nothing has changed");
    let changed = ask(PASSWORD, new);
    assert_eq!(changed.status, 204, "{}", changed.text);
    assert_eq!(here.get("/api/v1/me").status, 200);
    assert_eq!(there.get("/api/v1/me").status, 401);
    assert_eq!(post_credentials(&hub, "officer", PASSWORD).status, 401);
    assert_eq!(post_credentials(&hub, "officer", new).status, 200);
    // Guessing is no quicker here than at the door.
    let waits: Vec<u16> = (0..7)
        .map(|_| ask("not the password", new).status)
        .collect();
    assert_eq!(waits.last(), Some(&429));
}

#[test]
fn a_page_of_an_origin_on_the_list_signs_in_and_commands_and_another_does_not() {
    let welcome = "https://wall.example";
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        origins: &["https://wall.example"],
        ..Setup::default()
    });
    enrol(&hub, person("officer", Role::DutyOfficer));
    let asks_first = |origin: &str| {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            (
                "access-control-request-headers",
                "content-type,idempotency-key",
            ),
        ];
        hub.with_headers("OPTIONS", "/api/v1/police/commands", &headers)
    };
    let answer = asks_first(welcome);
    assert_eq!(answer.status, 204);
    let header = |answer: &Answer, name: &str| answer.header(name).unwrap_or("").to_owned();
    assert_eq!(header(&answer, "access-control-allow-origin"), welcome);
    assert_eq!(header(&answer, "access-control-allow-credentials"), "true");
    let allowed = header(&answer, "access-control-allow-headers");
    assert!(allowed.contains("idempotency-key") && allowed.contains("content-type"));
    assert!(header(&answer, "access-control-allow-methods").contains("POST"));
    let foreign = asks_first("https://evil.example");
    assert_eq!(header(&foreign, "access-control-allow-origin"), "");
    assert_eq!(header(&foreign, "access-control-allow-credentials"), "");
    let mut officer = sign_in_as(&hub, "officer");
    let report = json!({ "command": { "report": { "subject": "井盖" } } });
    officer.origin = welcome.to_owned();
    let done = officer.command("1", &report);
    assert_eq!(done.status, 200, "{}", done.text);
    assert_eq!(header(&done, "access-control-allow-credentials"), "true");
    officer.origin = "https://evil.example".to_owned();
    assert_eq!(officer.command("2", &report).status, 403);
}

/// What a duty officer on both networks is to be.
fn standing(more: &serde_json::Value) -> serde_json::Value {
    let mut standing =
        json!({ "name": "officer", "role": "duty_officer", "networks": ["police", "government"] });
    for (name, value) in more.as_object().into_iter().flatten() {
        standing[name] = value.clone();
    }
    standing
}

#[test]
fn an_account_that_gets_another_ground_is_signed_out_and_sees_no_more_than_that() {
    let hub = closed_hub();
    enrol(&hub, person("boss", Role::Administrator));
    enrol(&hub, person("officer", Role::DutyOfficer));
    let boss = sign_in_as(&hub, "boss");
    let put = |to| boss.ask("PUT", "/api/v1/people/officer", Some(&to));
    let officer = sign_in_as(&hub, "officer");
    let renamed = put(standing(&json!({ "name": "值班员" })));
    assert_eq!(renamed.status, 200, "{}", renamed.text);
    assert_eq!(renamed.json()["name"], "值班员");
    assert_eq!(officer.get("/api/v1/me").status, 200, "a name is no right");
    let mut screen = officer.feed(protocol::Coding::Postcard);
    screen.until_heartbeat();
    let west = standing(&json!({ "name": "值班员", "networks": ["police"], "areas": ["WEST"] }));
    assert_eq!(put(west.clone()).status, 200);
    assert_eq!(screen.close_code(), Some(4401), "its feed ends with it");
    assert_eq!(officer.get("/api/v1/me").status, 401);
    let me = sign_in_as(&hub, "officer").get("/api/v1/me").json();
    assert_eq!(me["person"]["networks"], json!(["police"]));
    assert_eq!(me["person"]["areas"], json!(["WEST"]));
    // Told once more, it is the same: nobody is signed out, and nothing is noted.
    let again = sign_in_as(&hub, "officer");
    assert_eq!(put(west).status, 200);
    assert_eq!(again.get("/api/v1/me").status, 200);
    let noted = boss.get("/api/v1/audit?what=account_changed").json();
    let outcomes: Vec<_> = noted["entries"].as_array().into_iter().flatten().collect();
    let outcomes: Vec<_> = outcomes.iter().map(|entry| &entry["outcome"]).collect();
    assert_eq!(outcomes, [&json!("name"), &json!("networks, areas")]);
    let check = |change: serde_json::Value, field: &str| {
        let refused = put(standing(&change));
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert_eq!(refused.json()["pointer"], field, "{}", refused.text);
    };
    check(json!({ "networks": [] }), "/networks");
    check(json!({ "networks": ["internet"] }), "/networks");
    check(json!({ "areas": [] }), "/areas");
    check(json!({ "areas": ["NOWHERE"] }), "/areas");
    check(json!({ "role": "station" }), "/station");
    check(json!({ "role": "department" }), "/department");
    check(json!({ "role": "wall" }), "/role");
    check(json!({ "name": " " }), "/name");
    let unknown = boss.ask("PUT", "/api/v1/people/x", Some(&standing(&json!({}))));
    assert_eq!(unknown.status, 404, "{}", unknown.text);
}

#[test]
fn the_last_administrator_stays_one() {
    let hub = closed_hub();
    enrol(&hub, person("boss", Role::Administrator));
    let boss = sign_in_as(&hub, "boss");
    let demote = |who: &str| {
        let path = format!("/api/v1/people/{who}");
        boss.ask("PUT", &path, Some(&standing(&json!({}))))
    };
    let last = demote("boss");
    assert_eq!(
        (last.status, &last.json()["refusal"]),
        (409, &json!("last_administrator"))
    );
    enrol(&hub, person("deputy", Role::Administrator));
    assert_eq!(demote("deputy").status, 200);
    assert_eq!(demote("boss").status, 409, "it is the last once more");
    enrol(&hub, person("second", Role::Administrator));
    assert_eq!(demote("boss").status, 200);
    assert_eq!(boss.get("/api/v1/people").status, 401, "and is signed out");
}

#[test]
fn whoever_administers_people_signs_an_account_out_and_sees_where_it_is_signed_in() {
    let hub = closed_hub();
    enrol(&hub, person("boss", Role::Administrator));
    enrol(&hub, person("officer", Role::DutyOfficer));
    let boss = sign_in_as(&hub, "boss");
    let officer = || {
        let people = boss.get("/api/v1/people").json();
        let mut people = people["people"].as_array().cloned().unwrap_or_default();
        people.retain(|person| person["id"] == "officer");
        people.remove(0)
    };
    assert_eq!(officer()["sessions"], 0);
    assert_eq!(officer()["used_at"], json!(null));
    let [one, other] = [sign_in_as(&hub, "officer"), sign_in_as(&hub, "officer")];
    assert_eq!(officer()["sessions"], 2);
    assert!(officer()["used_at"].is_string());
    let end = |who: &str| boss.ask("DELETE", &format!("/api/v1/people/{who}/sessions"), None);
    assert_eq!(end("officer").status, 204);
    for gone in [one, other] {
        assert_eq!(gone.get("/api/v1/me").status, 401);
    }
    assert_eq!(officer()["sessions"], 0);
    assert_eq!(end("nobody").status, 404);
    let noted = boss.get("/api/v1/audit?what=sessions_ended").json();
    assert_eq!(noted["entries"][0]["about"], "officer");
}

#[test]
fn why_an_account_is_disabled_stands_with_it_until_it_is_enabled_and_not_in_the_trail() {
    let hub = closed_hub();
    enrol(&hub, person("boss", Role::Administrator));
    enrol(&hub, person("officer", Role::DutyOfficer));
    let boss = sign_in_as(&hub, "boss");
    let change = |change| boss.ask("PATCH", "/api/v1/people/officer", Some(&change));
    let disabled = change(json!({ "disabled": true, "reason": "调离岗位" }));
    assert_eq!(disabled.status, 200, "{}", disabled.text);
    assert_eq!(disabled.json()["disabled_because"], "调离岗位");
    let trail = boss.get("/api/v1/audit?person=officer");
    assert!(trail.text.contains("account_disabled"), "{}", trail.text);
    assert!(!trail.text.contains("调离岗位"), "{}", trail.text);
    let long = change(json!({ "disabled": true, "reason": "a".repeat(201) }));
    assert_eq!(
        (long.status, &long.json()["pointer"]),
        (422, &json!("/reason"))
    );
    for nothing_disabled in [
        json!({ "disabled": false, "reason": "回岗" }),
        json!({ "password": "another correct horse", "reason": "回岗" }),
    ] {
        let refused = change(nothing_disabled);
        assert_eq!(
            (refused.status, &refused.json()["pointer"]),
            (422, &json!("/reason"))
        );
    }
    let enabled = change(json!({ "disabled": false }));
    assert_eq!(enabled.json()["disabled_because"], json!(null));
}

//! The table of rights: in the documents, and at the doors.

use domain::Role;
use hub::auth::rights::{Ability, DOORS, Needs, markdown};
use serde_json::json;

use crate::common::{Setup, TestHub};
use crate::people::{enrol, person, sign_in_as};

#[test]
fn the_table_in_the_documents_is_the_one_the_hub_checks() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rights.md");
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    let made = markdown();
    assert!(written == made, "docs/rights.md is to be:\n{made}");
}

#[test]
fn every_door_that_is_described_stands_in_the_table() {
    let hub = TestHub::usual();
    let described = hub.get("/api/v1/openapi.json", None).json();
    let mut doors: Vec<(String, String)> = Vec::new();
    for (path, methods) in described["paths"].as_object().expect("paths") {
        for method in methods.as_object().expect("methods").keys() {
            doors.push((method.to_uppercase(), path.clone()));
        }
    }
    let mut table: Vec<(String, String)> = DOORS
        .iter()
        .map(|door| (door.method.to_owned(), door.path.to_owned()))
        .collect();
    doors.sort();
    table.sort();
    assert_eq!(table, doors);
}

#[test]
fn every_role_finds_every_door_open_or_closed_as_the_table_says() {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        ..Setup::default()
    });
    for role in Role::ALL {
        enrol(&hub, person(role.as_str(), role));
    }
    for role in Role::ALL {
        for door in DOORS.iter().filter(|door| door.path != "/feeds/{network}") {
            // Each time anew: some doors end the session.
            let browser = sign_in_as(&hub, role.as_str());
            let path = door
                .path
                .replace("{network}", "police")
                .replace("{platform}", "110")
                .replace("{unit}", "PT-01")
                .replace("{id}", "999")
                .replace("{code}", "222-222")
                .replace("{number}", "1")
                .replace("{photo}", "none")
                .replace("{z}/{x}/{y}", "0/0/0");
            let body = json!({});
            let sent = matches!(door.method, "POST" | "PATCH" | "PUT").then_some(&body);
            let answer = browser.ask(door.method, &path, sent);
            let named = format!(
                "{role}: {} {path}: {} {}",
                door.method, answer.status, answer.text
            );
            let lacks = |word: &str| {
                assert_eq!(answer.status, 403, "{named}");
                assert_eq!(answer.json()["right"], word, "{named}");
            };
            let open = || assert!(!matches!(answer.status, 401 | 403 | 405), "{named}");
            match door.needs {
                Needs::Nothing => open(),
                // Without a body there is nothing to sign in with.
                Needs::OwnPage => assert!(!matches!(answer.status, 403 | 405), "{named}"),
                Needs::Session => open(),
                Needs::Ability(ability) if ability.roles().contains(&role) => open(),
                Needs::Ability(ability) if ability != Ability::Read => {
                    lacks(ability.as_str());
                }
                Needs::Ability(_) => unreachable!("everybody reads"),
                Needs::Machine => assert_eq!(answer.status, 401, "{named}"),
            }
        }
    }
}

#[test]
fn without_a_session_every_door_for_people_is_closed() {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        ..Setup::default()
    });
    let origin = format!("http://{}", hub.address());
    for door in DOORS {
        let path = door
            .path
            .replace("{network}", "police")
            .replace("{number}", "1")
            .replace("{id}", "1");
        let headers = [
            ("origin", origin.as_str()),
            ("content-type", "application/json"),
        ];
        let sent = matches!(door.method, "POST" | "PATCH" | "PUT").then_some(b"{}".as_slice());
        let closed = matches!(door.needs, Needs::Session | Needs::Ability(_));
        if closed && door.path != "/feeds/{network}" {
            let answer = hub.ask(door.method, &path, &headers, sent);
            assert_eq!(
                answer.status, 401,
                "{} {path}: {}",
                door.method, answer.text
            );
        }
    }
}

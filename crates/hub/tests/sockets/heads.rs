//! Cameras that are turned: who may, who does, where they look, and what the trail says of it.

use std::time::Duration;

use domain::Role;
use hub::clock::uptime;
use hub::plays::Owner;
use protocol::TELEMETRY_PROTOCOL;
use serde_json::{Value, json};
use tungstenite::Message;

use crate::cameras::{hub_with_cameras, usual};
use crate::common::{Answer, Setup, TestHub, poll, secret_of, token_of};
use crate::gateway::{FakeGateway, SECRET, WVP_KEY};
use crate::people::{Browser, enrol, person, sign_in_as};
use crate::plays::{Socket, address, close_code, fragment, init, open, open_with_token, play};

/// The synthetic district's: a lookout's long-range camera, and a lane of a checkpoint, which is fixed.
fn district() -> TestHub {
    district_with(String::new())
}

/// The same, with more in its configuration.
fn district_with(more: String) -> TestHub {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        district_seed: Some(1),
        more,
        ..Setup::default()
    });
    for (id, role) in [
        ("one", Role::DutyOfficer),
        ("two", Role::DutyOfficer),
        ("boss", Role::Supervisor),
        ("hall", Role::Wall),
        ("station", Role::Station),
        ("worker", Role::GridWorker),
    ] {
        enrol(&hub, person(id, role));
    }
    hub
}

/// A camera of the district that can be turned, and one that cannot.
fn cameras(browser: &Browser<'_>) -> (String, String) {
    let points = browser.get("/api/v1/cameras").json();
    let cameras = points["points"].as_array().expect("points").iter();
    let cameras: Vec<Value> = cameras
        .flat_map(|point| point["cameras"].as_array().expect("cameras").clone())
        .collect();
    let first = |steerable: bool| {
        let found = cameras
            .iter()
            .find(|camera| camera["steerable"] == steerable);
        found
            .and_then(|camera| camera["id"].as_str())
            .expect("there is one")
            .to_owned()
    };
    (first(true), first(false))
}

fn at(camera: &str, rest: &str) -> String {
    format!("/api/v1/cameras/{camera}/{rest}")
}

fn hold(browser: &Browser<'_>, camera: &str) -> Answer {
    browser.ask("POST", &at(camera, "hold"), Some(&json!({})))
}

fn turn(browser: &Browser<'_>, camera: &str, wanted: &Value) -> Answer {
    browser.ask("POST", &at(camera, "moves"), Some(wanted))
}

fn looks_at(pan: f64, tilt: f64, zoom: f64) -> Value {
    json!({ "absolute": { "pan_degrees": pan, "tilt_degrees": tilt, "zoom": zoom } })
}

fn refusal(answer: &Answer) -> (u16, String) {
    let word = answer.json()["refusal"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    (answer.status, word)
}

fn next(socket: &mut Socket) -> Value {
    loop {
        if let Message::Text(text) = socket.read().expect("a message") {
            return serde_json::from_str(&text).expect("JSON");
        }
    }
}

/// Reads on until the head says so.
fn until(socket: &mut Socket, wanted: impl Fn(&Value) -> bool) -> Value {
    loop {
        let told = next(socket);
        if wanted(&told) {
            return told;
        }
    }
}

fn near(told: &Value, field: &str, value: f64) -> bool {
    told[field]
        .as_f64()
        .is_some_and(|told| (told - value).abs() < 0.05)
}

#[test]
fn an_officer_takes_a_head_turns_it_and_everybody_who_sees_the_camera_sees_where_it_looks_and_who_does_it()
 {
    let hub = district();
    let one = sign_in_as(&hub, "one");
    let (camera, fixed) = cameras(&one);
    let mut telemetry =
        open(&hub, &sign_in_as(&hub, "two"), &at(&camera, "telemetry")).expect("it opens");
    let mut at_the_wall =
        open(&hub, &sign_in_as(&hub, "hall"), &at(&camera, "telemetry")).expect("it opens");
    assert_eq!(next(&mut telemetry), json!({ "holder": null }));
    let before = next(&mut telemetry);
    assert!(
        before["at"].as_i64().is_some() && before["zoom"] == 1.0,
        "{before}"
    );
    assert_eq!(
        refusal(&turn(&one, &camera, &looks_at(90.0, -10.0, 2.0))),
        (409, "not_held".into())
    );
    let held = hold(&one, &camera);
    assert_eq!(
        (held.status, held.json()["name"].as_str()),
        (200, Some("one"))
    );
    let told = until(&mut telemetry, |told| told["holder"].is_object());
    assert_eq!(told["holder"]["name"], "one");
    let at_wall = until(&mut at_the_wall, |told| told["holder"].is_object());
    assert_eq!(
        at_wall["holder"]["name"],
        Value::Null,
        "a wall sees no accounts"
    );
    assert_eq!(turn(&one, &camera, &looks_at(90.0, -10.0, 2.0)).status, 202);
    for socket in [&mut telemetry, &mut at_the_wall] {
        until(socket, |told| {
            near(told, "pan_degrees", 90.0)
                && near(told, "tilt_degrees", -10.0)
                && near(told, "zoom", 2.0)
        });
    }
    let further = json!({ "relative": { "pan_degrees": -100.0, "zoom": 1.0 } });
    assert_eq!(turn(&one, &camera, &further).status, 202);
    until(&mut telemetry, |told| told["moved_at"].is_number());
    until(&mut telemetry, |told| {
        near(told, "pan_degrees", 350.0) && near(told, "zoom", 3.0)
    });
    assert_eq!(
        turn(&one, &camera, &json!({ "preset": "home" })).status,
        202
    );
    until(&mut telemetry, |told| {
        let home = |field| before[field].as_f64().expect("a number");
        near(told, "pan_degrees", home("pan_degrees"))
            && near(told, "tilt_degrees", home("tilt_degrees"))
    });
    assert_eq!(
        refusal(&turn(&one, &camera, &json!({ "preset": "moon" }))),
        (409, "not_able".into())
    );
    let head = one.get(&at(&camera, "head")).json();
    assert_eq!(
        (&head["simulated"], &head["holder"]["name"]),
        (&json!(true), &json!("one"))
    );
    assert_eq!(one.ask("DELETE", &at(&camera, "hold"), None).status, 204);
    until(&mut telemetry, |told| *told == json!({ "holder": null }));
    assert_eq!(one.get(&at(&fixed, "head")).status, 404, "nothing turns it");
    assert_eq!(hold(&one, &fixed).status, 404);
}

#[test]
fn of_two_officers_who_fight_for_one_head_one_has_it_and_the_other_is_told_who() {
    let hub = district();
    let (one, two) = (sign_in_as(&hub, "one"), sign_in_as(&hub, "two"));
    let (camera, _) = cameras(&one);
    // Both at once, again and again: never do both have it.
    for _ in 0..10 {
        let (a, b) = std::thread::scope(|scope| {
            let a = scope.spawn(|| hold(&one, &camera).status);
            let b = scope.spawn(|| hold(&two, &camera).status);
            (a.join().expect("an answer"), b.join().expect("an answer"))
        });
        assert!(matches!((a, b), (200, 409) | (409, 200)), "{a} {b}");
        let (has, has_not, name) = if a == 200 {
            (&one, &two, "one")
        } else {
            (&two, &one, "two")
        };
        let refused = hold(has_not, &camera);
        assert_eq!(refusal(&refused), (409, "held".into()));
        assert!(
            refused.json()["detail"]
                .as_str()
                .is_some_and(|told| told.starts_with(name)),
            "{}",
            refused.text
        );
        assert_eq!(
            refusal(&turn(has_not, &camera, &looks_at(10.0, 0.0, 1.0))),
            (409, "held".into())
        );
        assert_eq!(
            has_not.ask("DELETE", &at(&camera, "hold"), None).status,
            204,
            "not theirs to let go"
        );
        assert_eq!(
            turn(has, &camera, &json!({ "relative": { "pan_degrees": 1.0 } })).status,
            202
        );
        assert_eq!(has.ask("DELETE", &at(&camera, "hold"), None).status, 204);
    }
    // Whoever goes on in another session holds it there, whatever becomes of the first.
    assert_eq!(hold(&one, &camera).status, 200);
    let elsewhere = sign_in_as(&hub, "one");
    let step = json!({ "relative": { "pan_degrees": 1.0 } });
    assert_eq!(turn(&elsewhere, &camera, &step).status, 202);
    assert_eq!(one.ask("DELETE", "/api/v1/session", None).status, 204);
    let running = &hub.running().hub;
    running.heads.holds.sweep(uptime(), |session| {
        running.is_alive(&Owner::Session(session))
    });
    assert_eq!(refusal(&hold(&two, &camera)), (409, "held".into()));
    let one = elsewhere;
    // A hold that nobody renews is over by the hub's clock.
    assert_eq!(hold(&one, &camera).status, 200);
    let holds = &hub.running().hub.heads.holds;
    let id = camera.as_str().try_into().expect("an id");
    let soon = uptime() + Duration::from_secs(31);
    assert!(holds.of(&id, uptime()).is_some() && holds.of(&id, soon).is_none());
    holds.sweep(soon, |_| true);
    assert_eq!(hold(&two, &camera).status, 200);
    // Whoever signs out lets go.
    assert_eq!(two.ask("DELETE", "/api/v1/session", None).status, 204);
    poll("it is free", || hold(&one, &camera).status == 200);
}

#[test]
fn who_does_not_see_a_camera_gets_neither_its_telemetry_nor_a_move_and_who_may_not_steer_no_hold() {
    let hub = district();
    let one = sign_in_as(&hub, "one");
    let (camera, _) = cameras(&one);
    let mut elsewhere = person("elsewhere", Role::DutyOfficer);
    elsewhere.networks = [domain::Network::Government].into();
    enrol(&hub, elsewhere);
    let elsewhere = sign_in_as(&hub, "elsewhere");
    assert_eq!(
        open(&hub, &elsewhere, &at(&camera, "telemetry")).err(),
        Some(404)
    );
    let unseen = turn(&elsewhere, &camera, &looks_at(1.0, 1.0, 1.0));
    let unknown = turn(&elsewhere, "nothing", &looks_at(1.0, 1.0, 1.0));
    assert_eq!(
        (unseen.status, &unseen.text),
        (404, &unknown.text),
        "as if there were none"
    );
    assert_eq!(hold(&elsewhere, &camera).status, 404);
    for (id, sees) in [("station", true), ("hall", true), ("worker", false)] {
        let browser = sign_in_as(&hub, id);
        assert_eq!(
            refused_right(&hold(&browser, &camera)),
            Some("steer".into()),
            "{id}"
        );
        assert_eq!(
            refused_right(&turn(&browser, &camera, &looks_at(1.0, 1.0, 1.0))),
            Some("steer".into()),
            "{id}"
        );
        let opened = open(&hub, &browser, &at(&camera, "telemetry")).err();
        assert_eq!(opened, (!sees).then_some(403), "{id}");
    }
    let mut telemetry = open(&hub, &one, &at(&camera, "telemetry")).expect("it opens");
    assert_eq!(one.ask("DELETE", "/api/v1/session", None).status, 204);
    assert_eq!(
        close_code(&mut telemetry),
        Some(protocol::CloseCode::Unauthorised.number())
    );
}

/// Opens a head's telemetry as a page does that has a token and no session.
fn open_as(hub: &TestHub, camera: &str, who: &str) -> Result<(Socket, String), u16> {
    let telemetry = at(camera, "telemetry");
    open_with_token(hub, &telemetry, TELEMETRY_PROTOCOL, &secret_of(who))
}

#[test]
fn a_wall_with_a_token_follows_the_heads_of_cameras_that_it_may_see_and_of_no_others() {
    let tokens = [
        token_of("hall", &["read", "cameras"], "police"),
        token_of("lobby", &["read"], "police"),
        token_of("elsewhere", &["read", "cameras"], "government"),
    ];
    let hub = district_with(tokens.concat());
    let one = sign_in_as(&hub, "one");
    let (camera, _) = cameras(&one);
    let (mut wall, taken) = open_as(&hub, &camera, "hall").expect("it opens");
    assert_eq!(taken, TELEMETRY_PROTOCOL, "and not the token");
    assert_eq!(next(&mut wall), json!({ "holder": null }));
    until(&mut wall, |told| told["pan_degrees"].is_number());
    assert_eq!(hold(&one, &camera).status, 200);
    let told = until(&mut wall, |told| told["holder"].is_object());
    assert_eq!(
        told["holder"]["name"],
        Value::Null,
        "a token sees no accounts"
    );

    for (who, refused) in [("lobby", 403), ("elsewhere", 404), ("nobody", 401)] {
        let opened = open_as(&hub, &camera, who);
        assert_eq!(opened.err(), Some(refused), "{who}");
    }
    assert_eq!(
        open_as(&hub, "nothing", "hall").err(),
        Some(404),
        "no camera is refused as one that is not seen"
    );
}

fn refused_right(answer: &Answer) -> Option<String> {
    let right = answer.json()["right"].as_str().map(str::to_owned);
    right.filter(|_| answer.status == 403)
}

#[test]
fn a_move_that_is_none_is_refused_with_its_field_and_every_move_stands_in_the_trail() {
    let hub = district();
    let (one, two) = (sign_in_as(&hub, "one"), sign_in_as(&hub, "two"));
    let (camera, _) = cameras(&one);
    assert_eq!(hold(&one, &camera).status, 200);
    for (wrong, status, pointer) in [
        (json!({ "absolute": {} }), 422, Some("/absolute")),
        (
            json!({ "relative": { "pan_degrees": 1e300 } }),
            422,
            Some("/relative"),
        ),
        (json!({ "preset": "" }), 422, Some("/preset")),
        (json!({ "spin": {} }), 422, Some("")),
        (
            json!({ "absolute": { "pan_degrees": "north" } }),
            422,
            Some(""),
        ),
    ] {
        let refused = turn(&one, &camera, &wrong);
        assert_eq!(
            (refused.status, refused.json()["pointer"].as_str()),
            (status, pointer),
            "{wrong}"
        );
    }
    assert_eq!(turn(&one, &camera, &looks_at(90.0, -10.0, 2.0)).status, 202);
    assert_eq!(turn(&one, &camera, &json!({ "stop": {} })).status, 202);
    assert_eq!(
        refusal(&turn(&one, &camera, &json!({ "preset": "moon" }))),
        (409, "not_able".into())
    );
    assert_eq!(turn(&two, &camera, &looks_at(1.0, 1.0, 1.0)).status, 409);
    assert_eq!(one.ask("DELETE", &at(&camera, "hold"), None).status, 204);
    let boss = sign_in_as(&hub, "boss");
    let told = |what: &str| {
        let page = boss.get(&format!("/api/v1/audit?what={what}")).json();
        let entries = page["entries"].as_array().expect("entries").clone();
        let told = entries.iter().map(|entry| {
            let word = |field: &str| entry[field].as_str().unwrap_or_default().to_owned();
            assert_eq!(
                (word("person"), word("network")),
                ("one".to_owned(), "police".to_owned())
            );
            (word("about"), word("outcome"))
        });
        told.collect::<Vec<_>>()
    };
    assert_eq!(told("head_taken"), [(camera.clone(), String::new())]);
    assert_eq!(told("head_released"), [(camera.clone(), String::new())]);
    let moved = told("head_moved");
    assert_eq!(
        moved[0],
        (
            format!("{camera}: absolute pan 90.00, tilt -10.00, zoom 2.00"),
            String::new()
        )
    );
    assert_eq!(moved[1], (format!("{camera}: stop"), String::new()));
    assert_eq!(
        moved[2],
        (
            format!("{camera}: preset moon"),
            "this head knows no such preset".to_owned()
        )
    );
    assert_eq!(moved.len(), 3, "what was not held was not moved");
}

#[test]
fn a_wvp_is_told_direction_speed_and_stop_and_one_that_is_away_is_a_problem() {
    let mut gateway = FakeGateway::with(&[]);
    let at_gateway = gateway.address();
    let more = format!(
        "[[gateways]]\nid = \"zlm\"\nkind = \"zlmediakit\"\napi = \"http://{at_gateway}\"\nsecret = {SECRET:?}\n\
         [gateways.wvp]\napi = \"http://{at_gateway}\"\nkey = {WVP_KEY:?}\npan_degrees_per_second = 60.0\n\
         [gateways.wvp.heads]\n\"PW-01\" = \"34020000001320000001/34020000001310000002\"\n"
    );
    let hub = hub_with_cameras(Setup { more, ..usual() });
    enrol(&hub, person("one", Role::DutyOfficer));
    let one = sign_in_as(&hub, "one");
    let head = one.get(&at("PW-01", "head")).json();
    assert_eq!(
        (&head["absolute"], &head["telemetry"], &head["simulated"]),
        (&json!(false), &json!(false), &json!(false))
    );
    assert_eq!(
        one.get(&at("PE-01", "head")).status,
        404,
        "nothing turns it from here"
    );
    assert_eq!(hold(&one, "PW-01").status, 200);
    assert_eq!(
        refusal(&turn(&one, "PW-01", &looks_at(1.0, 1.0, 1.0))),
        (409, "not_able".into())
    );
    let doors = "34020000001320000001/34020000001310000002";
    assert_eq!(
        turn(
            &one,
            "PW-01",
            &json!({ "relative": { "pan_degrees": -12.0 } })
        )
        .status,
        202
    );
    let left = format!(
        "/api/ptz/control/{doors}?command=left&horizonSpeed=255&verticalSpeed=1&zoomSpeed=1"
    );
    assert_eq!(
        gateway.until_asked("POST", &left).api_key.as_deref(),
        Some(WVP_KEY)
    );
    gateway.until_asked("POST", &format!("/api/ptz/control/{doors}?command=stop"));
    assert_eq!(turn(&one, "PW-01", &json!({ "preset": "7" })).status, 202);
    gateway.until_asked(
        "POST",
        &format!("/api/ptz/front_end_command/{doors}?cmdCode=130&parameter1=0&parameter2=7&"),
    );
    assert_eq!(
        refusal(&turn(&one, "PW-01", &json!({ "preset": "home" }))),
        (409, "not_able".into())
    );
    gateway.kill();
    let away = turn(&one, "PW-01", &json!({ "stop": {} }));
    assert_eq!(away.status, 503, "{}", away.text);
    assert!(!away.text.contains(&at_gateway), "{}", away.text);
}

#[test]
fn a_wvp_turns_a_head_while_its_film_plays_and_nobody_claims_to_know_where_it_looks() {
    let gateway = FakeGateway::with(&["rtp/fetched"]);
    let at_gateway = gateway.address();
    let doors = "34020000001320000001/34020000001310000002";
    let more = format!(
        "[[gateways]]\nid = \"zlm\"\nkind = \"zlmediakit\"\napi = \"http://{at_gateway}\"\nsecret = {SECRET:?}\npoll_secs = 1\n\
         [gateways.wvp]\napi = \"http://{at_gateway}\"\nkey = {WVP_KEY:?}\npan_degrees_per_second = 60.0\n\
         [gateways.wvp.heads]\n\"PW-01\" = {doors:?}\n[gateways.wvp.streams]\n\"PW-01-sub\" = {doors:?}\n"
    );
    gateway.set_pieces(vec![init(), fragment(1)]);
    let hub = hub_with_cameras(Setup { more, ..usual() });
    enrol(&hub, person("one", Role::DutyOfficer));
    let one = sign_in_as(&hub, "one");
    poll("the gateway has said what is live", || {
        play(&one, "PW-01-sub").status == 201
    });
    let fmp4 = address(&play(&one, "PW-01-sub"), "fmp4");
    let mut film = open(&hub, &one, &fmp4).expect("it opens");
    let mut telemetry = open(&hub, &one, &at("PW-01", "telemetry")).expect("it opens");
    assert_eq!(next(&mut telemetry), json!({ "holder": null }));
    assert_eq!(hold(&one, "PW-01").status, 200);
    let step = json!({ "relative": { "pan_degrees": 12.0 } });
    assert_eq!(turn(&one, "PW-01", &step).status, 202);
    gateway.until_asked("POST", &format!("/api/ptz/control/{doors}?command=right"));
    gateway.until_asked("POST", &format!("/api/ptz/control/{doors}?command=stop"));
    // What is told until everybody knows that it was moved: who holds it, and no degrees.
    let told = until(&mut telemetry, |told| {
        assert!(told["pan_degrees"].is_null(), "{told}");
        told["moved_at"].is_number()
    });
    assert!(told["moved_at"].is_number());
    let mut next_of_film = || film.read().expect("a message");
    assert!(next_of_film().is_text());
    assert_eq!(
        (next_of_film(), next_of_film()),
        (Message::binary(init()), Message::binary(fragment(1)))
    );
    let plays = &hub.running().hub.plays;
    plays.sweep(uptime() + Duration::from_secs(3_600), |_| true);
    assert_eq!(plays.count(), 1, "the film goes on");
}

/// A camera that is turned by ONVIF.
fn with_onvif(gateway: &FakeGateway) -> String {
    let at = gateway.address();
    format!(
        "[[onvif]]\ncamera = \"PW-01\"\napi = \"http://{at}/onvif/ptz\"\nuser = \"hub\"\npassword = \"password-of-the-hub\"\n\
         profile = \"main & only\"\nzoom = [1.0, 31.0]\n"
    )
}

#[test]
fn a_camera_is_turned_by_onvif_in_degrees_and_tells_where_it_looks_while_somebody_wants_to_know() {
    let mut gateway = FakeGateway::with(&[]);
    let hub = hub_with_cameras(Setup {
        more: with_onvif(&gateway),
        ..usual()
    });
    enrol(&hub, person("one", Role::DutyOfficer));
    let one = sign_in_as(&hub, "one");
    assert_eq!(
        gateway.asked("POST", "/onvif").len(),
        0,
        "nobody wants to know"
    );
    let mut telemetry = open(&hub, &one, &at("PW-01", "telemetry")).expect("it opens");
    let told = until(&mut telemetry, |told| told["at"].is_number());
    assert_eq!(
        (&told["pan_degrees"], &told["tilt_degrees"], &told["zoom"]),
        (&json!(347.5), &json!(-30.0), &json!(16.0))
    );
    assert_eq!(hold(&one, "PW-01").status, 200);
    assert_eq!(
        turn(&one, "PW-01", &looks_at(270.0, -35.0, 1.0)).status,
        202
    );
    let degrees = "PanTiltSpaces/SphericalPositionSpaceDegrees";
    gateway.until_told(
        "/onvif/ptz",
        &[
            "AbsoluteMove",
            "x=\"-90.000000\" y=\"-35.000000\"",
            degrees,
            "main &amp; only",
        ],
    );
    assert_eq!(
        turn(
            &one,
            "PW-01",
            &json!({ "relative": { "pan_degrees": 10.0 } })
        )
        .status,
        202
    );
    gateway.until_told(
        "/onvif/ptz",
        &["AbsoluteMove", "x=\"-80.000000\" y=\"-35.000000\""],
    );
    assert_eq!(
        turn(&one, "PW-01", &json!({ "preset": "大门" })).status,
        202
    );
    gateway.until_told(
        "/onvif/ptz",
        &["GotoPreset", "<tptz:PresetToken>gate-1</tptz:PresetToken>"],
    );
    assert_eq!(turn(&one, "PW-01", &json!({ "stop": {} })).status, 202);
    gateway.until_told("/onvif/ptz", &["<tptz:Stop>"]);
    poll("its presets are known", || {
        one.get(&at("PW-01", "head")).json()["presets"] == json!(["大门"])
    });
    gateway.kill();
    let away = turn(&one, "PW-01", &looks_at(1.0, 1.0, 1.0));
    assert_eq!(away.status, 503, "{}", away.text);
    assert!(!away.text.contains(&gateway.address()), "{}", away.text);
}

#[test]
fn a_head_that_cannot_be_meant_so_is_refused_at_the_start() {
    let gateway = FakeGateway::with(&[]);
    let check = |from: &str, to: &str, words: &[&str]| {
        let more = with_onvif(&gateway).replace(from, to);
        let refused = crate::cameras::try_hub_with_cameras(Setup { more, ..usual() });
        let refused = refused.err().expect("it does not start").to_string();
        for word in words {
            assert!(refused.contains(word), "{word}: {refused}");
        }
    };
    check("PW-01", "nothing", &["onvif.camera", "'nothing'"]);
    check("[1.0, 31.0]", "[31.0, 1.0]", &["zoom", "lower one first"]);
    check("http://", "ftp://", &["scheme, host and port"]);
}

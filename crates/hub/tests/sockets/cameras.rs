//! Cameras and buildings: what there is, and who is shown which.

use domain::{Network, Role};
use serde_json::{Value, json};

use crate::common::{Answer, READER, Setup, TestHub};
use crate::people::{Browser, enrol, person, sign_in_as};

/// Three masts: of the police in the west and in the east, of the government in the west; and one that is nobody's.
pub fn catalogue() -> Value {
    let point = |id: &str, area: Option<&str>, platform: Option<&str>| {
        json!({
            "id": id, "name": { "zh": id, "en": id }, "kind": "lookout",
            "position": { "lon": 106.05, "lat": 29.05 }, "mast_height_metres": 60.0,
            "area": area, "grid": null, "platform": platform,
            "cameras": [{
                "id": format!("{id}-01"), "name": { "zh": id, "en": id }, "steerable": true,
                "pose": { "position": { "lon": 106.05, "lat": 29.05 }, "height_metres": 60.0,
                          "pan_degrees": 10.0, "tilt_degrees": -5.0, "roll_degrees": 0.0 },
                "fields_of_view": [{ "zoom": 1.0, "horizontal_degrees": 60.0 }, { "zoom": 20.0, "horizontal_degrees": 3.0 }],
                "streams": [
                    { "id": format!("{id}-01-main"), "role": "main", "codec": "h265", "width": 1920, "height": 1080 },
                    { "id": format!("{id}-01-sub"), "role": "sub", "codec": "h264", "width": 640, "height": 360 },
                ],
            }],
        })
    };
    json!({ "points": [
        point("PW", Some("WEST"), Some("110")),
        point("PE", Some("EAST"), Some("110")),
        point("GW", Some("WEST"), Some("grid-cloud")),
        point("NN", None, None),
    ]})
}

/// A hub with these cameras and one building.
pub fn hub_with_cameras(setup: Setup) -> TestHub {
    try_hub_with_cameras(setup).expect("the hub starts")
}

/// The same, or why it does not start.
pub fn try_hub_with_cameras(setup: Setup) -> Result<TestHub, Box<dyn std::error::Error>> {
    let files = [
        ("camera-points.json", catalogue().to_string()),
        ("buildings.geojson", buildings().to_string()),
    ];
    TestHub::try_with_files(setup, &files)
}

fn buildings() -> Value {
    let ring = json!([[
        [106.0, 29.0],
        [106.001, 29.0],
        [106.001, 29.001],
        [106.0, 29.0]
    ]]);
    let geometry = json!({ "type": "Polygon", "coordinates": ring });
    let properties = json!({ "height_metres": 24.0, "name_zh": "福城西苑" });
    let feature = json!({ "type": "Feature", "properties": properties, "geometry": geometry });
    json!({ "type": "FeatureCollection", "features": [feature] })
}

fn place() -> String {
    "camera_points = \"camera-points.json\"\nbuildings = \"buildings.geojson\"\n".to_owned()
}

/// With these cameras, for people who sign in.
pub fn usual() -> Setup {
    Setup {
        anonymous_reading: false,
        more_of_place: place(),
        ..Setup::default()
    }
}

fn points(answer: &Value) -> Vec<&str> {
    let points = answer["points"].as_array().expect("points").iter();
    points
        .map(|point| point["id"].as_str().expect("an id"))
        .collect()
}

#[test]
fn who_is_held_to_a_network_or_an_area_is_shown_the_cameras_of_it_and_no_others() {
    let hub = hub_with_cameras(usual());
    let mut west = person("west", Role::DutyOfficer);
    west.areas = Some(["WEST".try_into().expect("an area")].into());
    let mut police = person("police", Role::Supervisor);
    police.networks = [Network::Police].into();
    let mut both = west.clone();
    both.id = "both".try_into().expect("an id");
    both.networks = [Network::Police].into();
    for person in [person("all", Role::Wall), west, police, both] {
        enrol(&hub, person);
    }
    let check = |who: &str, seen: &[&str]| {
        let answer = sign_in_as(&hub, who).get("/api/v1/cameras");
        assert_eq!(answer.status, 200, "{who}: {}", answer.text);
        assert_eq!(points(&answer.json()), seen, "{who}");
    };
    check("all", &["PW", "PE", "GW", "NN"]);
    check("west", &["PW", "GW"]);
    check("police", &["PW", "PE"]);
    check("both", &["PW"]);
}

#[test]
fn a_token_needs_the_right_and_nobody_in_particular_sees_cameras_only_where_that_is_meant() {
    let hub = hub_with_cameras(Setup {
        anonymous_reading: true,
        ..usual()
    });
    assert_eq!(hub.get("/api/v1/cameras", None).status, 401);
    let refused = hub.get("/api/v1/cameras", Some(READER));
    assert_eq!(
        (refused.status, refused.json()["right"].as_str()),
        (403, Some("cameras"))
    );
    let open = hub_with_cameras(Setup {
        anonymous_reading: true,
        anonymous_cameras: true,
        ..usual()
    });
    assert_eq!(points(&open.get("/api/v1/cameras", None).json()).len(), 4);
    assert_eq!(open.get("/api/v1/cameras", Some(READER)).status, 403);
}

/// Whether the settings say that one sees cameras; the same as the door of cameras answers.
fn is_told_to_see(settings: &Answer, cameras: &Answer, who: &str) -> bool {
    assert_eq!(settings.status, 200, "{who}: {}", settings.text);
    let told = settings.json()["sees_cameras"].as_bool();
    assert_eq!(told, Some(cameras.status == 200), "{who}: {}", cameras.text);
    told == Some(true)
}

#[test]
fn the_settings_tell_everybody_what_the_door_of_cameras_will_answer() {
    const VIEWER: &str = "token-that-sees-cameras";
    let viewer = format!(
        "[[tokens]]\nname = \"viewer\"\nsecret = \"{VIEWER}\"\nrights = [\"read\", \"cameras\"]\n"
    );
    for (anonymous_reading, anonymous_cameras) in [(false, false), (true, false), (true, true)] {
        let hub = hub_with_cameras(Setup {
            anonymous_reading,
            anonymous_cameras,
            more: viewer.clone(),
            ..usual()
        });
        let told = |who: &str, token: Option<&str>| {
            let settings = hub.get("/api/v1/deployment", token);
            is_told_to_see(&settings, &hub.get("/api/v1/cameras", token), who)
        };
        assert_eq!(told("nobody in particular", None), anonymous_cameras);
        assert!(!told("a token that reads", Some(READER)));
        assert!(told("a token that sees cameras", Some(VIEWER)));
        assert!(!told(
            "a token that nobody has",
            Some("token-that-nobody-has")
        ));
        for role in Role::ALL {
            let who = role.as_str().replace('_', "-");
            enrol(&hub, person(&who, role));
            let browser = sign_in_as(&hub, &who);
            let settings = browser.get("/api/v1/deployment");
            let sees = is_told_to_see(&settings, &browser.get("/api/v1/cameras"), &who);
            let abilities = browser.get("/api/v1/me").json();
            let abilities = abilities["abilities"].as_array().expect("abilities");
            assert_eq!(sees, abilities.contains(&json!("cameras")), "{who}");
            // What one was told goes for nobody else who asks from the same place.
            let tag = settings.header("etag").expect("a tag");
            let other = hub.with_headers("GET", "/api/v1/deployment", &[("if-none-match", tag)]);
            let is_the_same = sees == anonymous_cameras;
            assert_eq!(other.status, if is_the_same { 304 } else { 200 }, "{who}");
        }
    }
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let hub = hub_with_cameras(usual());
    enrol(&hub, person("officer", Role::DutyOfficer));
    let officer = sign_in_as(&hub, "officer");
    for path in ["/api/v1/cameras", "/api/v1/buildings"] {
        let first = officer.get(path);
        let tag = first.header("etag").expect("a tag");
        assert_eq!(first.header("cache-control"), Some("no-cache"), "{path}");
        let again = officer.ask_with("GET", path, &[("if-none-match", tag)], None);
        assert_eq!((again.status, again.bytes.len()), (304, 0), "{path}");
        let other = officer.ask_with("GET", path, &[("if-none-match", "\"other\"")], None);
        assert_eq!(other.bytes, first.bytes, "{path}");
    }
    let told = officer.get("/api/v1/buildings").json();
    assert_eq!(told, buildings());
}

#[test]
fn a_synthetic_district_brings_its_own_cameras_and_buildings_and_another_deployment_may_have_none()
{
    let hub = TestHub::start(Setup {
        district_seed: Some(1),
        anonymous_cameras: true,
        ..Setup::default()
    });
    let answer = hub.get("/api/v1/cameras", None).json();
    assert_eq!(points(&answer).len(), 105);
    let packed = hub.ask(
        "GET",
        "/api/v1/buildings",
        &[("accept-encoding", "gzip")],
        None,
    );
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    let told = hub.get("/api/v1/buildings", None);
    assert!(
        packed.bytes.len() * 4 < told.bytes.len(),
        "{}",
        packed.bytes.len()
    );
    let told = told.json();
    assert!(told["features"].as_array().expect("features").len() > 5_000);
    for building in told["features"].as_array().into_iter().flatten() {
        assert!(building["properties"]["height_metres"].as_f64() > Some(0.0));
        assert_eq!(building["geometry"]["type"], "Polygon");
    }
    let bare = TestHub::start(Setup {
        anonymous_cameras: true,
        ..Setup::default()
    });
    assert_eq!(bare.get("/api/v1/buildings", None).status, 404);
    assert_eq!(points(&bare.get("/api/v1/cameras", None).json()).len(), 0);
}

#[test]
fn a_file_that_cannot_be_used_is_named_when_the_hub_starts() {
    let check = |file: &str, content: String, words: &[&str]| {
        let other = [
            ("camera-points.json", catalogue().to_string()),
            ("buildings.geojson", buildings().to_string()),
        ];
        let files: Vec<(&str, String)> = other
            .into_iter()
            .map(|(name, whole)| (name, if name == file { content.clone() } else { whole }))
            .collect();
        let refused = TestHub::try_with_files(usual(), &files)
            .err()
            .expect("it does not start");
        let refused = refused.to_string();
        for word in words {
            assert!(refused.contains(word), "{word}: {refused}");
        }
    };
    let mut stranger = catalogue();
    stranger["points"][1]["platform"] = json!("nobody");
    let words = ["place.camera_points", "'PE'", "'nobody'", "[[platforms]]"];
    check("camera-points.json", stranger.to_string(), &words);
    check(
        "camera-points.json",
        "{}".to_owned(),
        &["place.camera_points", "missing field `points`"],
    );
    let mut flat = buildings();
    flat["features"][0]["properties"]["height_metres"] = json!("high");
    check(
        "buildings.geojson",
        flat.to_string(),
        &["place.buildings", "feature 1", "height_metres"],
    );
}

#[test]
fn whoever_may_see_cameras_is_told_so_and_whoever_may_steer_them() {
    let hub = hub_with_cameras(usual());
    for role in Role::ALL {
        enrol(&hub, person(role.as_str(), role));
    }
    let abilities = |browser: &Browser<'_>| {
        let me = browser.get("/api/v1/me").json();
        let has = |word: &str| {
            me["abilities"]
                .as_array()
                .expect("a list")
                .contains(&json!(word))
        };
        (has("cameras"), has("steer"))
    };
    for role in Role::ALL {
        let expected = match role {
            Role::DutyOfficer | Role::Supervisor => (true, true),
            Role::Wall | Role::Station => (true, false),
            _ => (false, false),
        };
        let browser = sign_in_as(&hub, role.as_str());
        assert_eq!(abilities(&browser), expected, "{role}");
        let status = browser.get("/api/v1/cameras").status;
        assert_eq!(status, if expected.0 { 200 } else { 403 }, "{role}");
    }
}

/// The version of one's own cameras, and their codes in order.
fn favourites(browser: &Browser<'_>) -> (u64, Vec<String>) {
    let told = browser.get("/api/v1/me/favourites");
    assert_eq!(told.status, 200, "{}", told.text);
    of_favourites(&told)
}

fn of_favourites(answer: &Answer) -> (u64, Vec<String>) {
    let told = answer.json();
    let cameras = serde_json::from_value(told["cameras"].clone()).expect("codes");
    (told["version"].as_u64().expect("a version"), cameras)
}

fn choose(browser: &Browser<'_>, based_on: u64, cameras: &[&str]) -> Answer {
    let body = json!({ "based_on": based_on, "cameras": cameras });
    browser.ask("PUT", "/api/v1/me/favourites", Some(&body))
}

#[test]
fn ones_own_cameras_are_the_same_in_both_browsers_and_nobody_elses_to_read() {
    let mut hub = hub_with_cameras(Setup {
        on_disk: true,
        ..usual()
    });
    for (id, role) in [
        ("officer", Role::DutyOfficer),
        ("other", Role::DutyOfficer),
        ("boss", Role::Supervisor),
        ("administrator", Role::Administrator),
    ] {
        enrol(&hub, person(id, role));
    }
    let (desk, home) = (sign_in_as(&hub, "officer"), sign_in_as(&hub, "officer"));
    assert_eq!(favourites(&desk), (0, Vec::new()), "nothing was chosen");
    let kept = choose(&desk, 0, &["PW-01", "gone"]);
    assert_eq!(kept.status, 200, "{}", kept.text);
    let both = (1, vec!["PW-01".to_owned(), "gone".to_owned()]);
    assert_eq!(of_favourites(&kept), both);
    assert_eq!(favourites(&home), both);
    for other in ["other", "boss"] {
        assert_eq!(
            favourites(&sign_in_as(&hub, other)),
            (0, Vec::new()),
            "{other}"
        );
    }
    let closed = sign_in_as(&hub, "administrator").get("/api/v1/me/favourites");
    assert_eq!(closed.json()["right"], "cameras", "{}", closed.text);
    assert_eq!(hub.get("/api/v1/me/favourites", Some(READER)).status, 403);
    hub.stop();
    hub.begin();
    assert_eq!(favourites(&sign_in_as(&hub, "officer")), both, "kept");
}

#[test]
fn of_two_browsers_that_choose_at_once_the_second_is_told_and_the_same_again_is_no_change() {
    let hub = hub_with_cameras(usual());
    enrol(&hub, person("officer", Role::DutyOfficer));
    let (desk, home) = (sign_in_as(&hub, "officer"), sign_in_as(&hub, "officer"));
    assert_eq!(choose(&desk, 0, &["PW-01"]).status, 200);
    let late = choose(&home, 0, &["PE-01"]);
    assert_eq!(
        (late.status, late.json()["refusal"].as_str()),
        (409, Some("stale"))
    );
    assert_eq!(favourites(&home), (1, vec!["PW-01".to_owned()]));
    // No answer came: it is asked again.
    let again = choose(&desk, 0, &["PW-01"]);
    assert_eq!((again.status, of_favourites(&again).0), (200, 1));
    assert_eq!(choose(&home, 1, &[]).status, 200);
    assert_eq!(favourites(&desk), (2, Vec::new()));
}

#[test]
fn own_cameras_that_cannot_be_are_refused_by_their_place_and_change_nothing() {
    let hub = hub_with_cameras(usual());
    enrol(&hub, person("officer", Role::DutyOfficer));
    let officer = sign_in_as(&hub, "officer");
    let many: Vec<String> = (0..=200).map(|number| format!("C-{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(choose(&officer, 0, &many[..200]).status, 200);
    for (cameras, pointer) in [
        (&many[..], "/cameras"),
        (&["PW-01", ""], "/cameras/1"),
        (&["PW-01", "PE-01", "PW-01"], "/cameras/2"),
    ] {
        let refused = choose(&officer, 1, cameras);
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert_eq!(refused.json()["pointer"], pointer);
    }
    let body = json!({ "cameras": ["PW-01"] });
    let refused = officer.ask("PUT", "/api/v1/me/favourites", Some(&body));
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert_eq!(favourites(&officer).1.len(), 200);
}

//! Calibrations of cameras and labels: what is kept, what is refused, and who sees and changes which.

use domain::{Network, Role};
use geodesy::{CameraModel, Degrees, LevelGround, Metres, PicturePixel};
use protocol::{ControlSheet, SheetPoint, SheetView, measured_model};
use serde_json::{Value, json};

use crate::cameras::{catalogue, hub_with_cameras, usual};
use crate::common::{Answer, TestHub};
use crate::people::{Browser, enrol, person, sign_in_as};

const CALIBRATIONS: &str = "/api/v1/cameras/PW-01/calibrations";

fn hub() -> TestHub {
    let hub = hub_with_cameras(usual());
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
    let mut government = person("government", Role::DutyOfficer);
    government.networks = [Network::Government].into();
    enrol(&hub, government);
    let mut east = person("east", Role::DutyOfficer);
    east.areas = Some(["EAST".try_into().expect("an area")].into());
    enrol(&hub, east);
    hub
}

/// What the camera of the police in the west shows when its zero points so far past north.
fn sheet(askew: f64) -> ControlSheet {
    let camera = catalogue()["points"][0]["cameras"][0].clone();
    let camera = serde_json::from_value(camera).expect("a camera");
    let begun = measured_model(&camera).expect("it was measured");
    let mut mount = begun.mount;
    mount.pan_offset = Degrees(askew);
    let truth = CameraModel { mount, ..begun };
    let mut view = SheetView {
        pan_degrees: 10.0,
        tilt_degrees: -5.0,
        zoom: 1.0,
        width: 1_920.0,
        height: 1_080.0,
        drawn: false,
        points: Vec::new(),
    };
    let lens = view.lens(&camera).expect("its field is known");
    let sees = truth.camera(view.reading(), lens);
    for (x, y) in [
        (200.0, 700.0),
        (1_700.0, 520.0),
        (900.0, 990.0),
        (1_300.0, 640.0),
        (500.0, 480.0),
    ] {
        let place = sees.place(PicturePixel { x, y }, &LevelGround(Metres(0.0)));
        view.points.push(SheetPoint {
            x,
            y,
            position: place.expect("ground").position,
            height_metres: 0.0,
            counts: true,
        });
    }
    ControlSheet { views: vec![view] }
}

fn body(based_on: u64, askew: f64) -> Value {
    json!({ "based_on": based_on, "views": sheet(askew).views })
}

fn save(browser: &Browser<'_>, body: &Value) -> Answer {
    browser.ask("POST", CALIBRATIONS, Some(body))
}

fn askew(version: &Value) -> f64 {
    let offset = &version["result"]["model"]["mount"]["pan_offset"];
    offset.as_f64().expect("a calibration")
}

fn problem(answer: &Answer, field: &str) -> (u16, String) {
    let told = answer.json();
    (
        answer.status,
        told[field].as_str().unwrap_or_default().to_owned(),
    )
}

#[test]
fn a_calibration_is_what_the_hub_finds_in_its_points_and_every_version_stays() {
    let mut hub = hub();
    {
        let one = sign_in_as(&hub, "one");
        assert_eq!(
            one.get("/api/v1/calibrations").json(),
            json!({ "calibrations": [] })
        );
        let first = save(&one, &body(0, 2.0));
        assert_eq!(first.status, 201, "{}", first.text);
        let first = first.json();
        assert_eq!(
            (&first["version"], &first["author"]),
            (&json!(1), &json!("one"))
        );
        assert!((askew(&first) - 2.0).abs() < 0.01, "{first}");
        let boss = sign_in_as(&hub, "boss");
        let stale = save(&boss, &body(0, 3.0));
        assert_eq!(problem(&stale, "refusal"), (409, "stale".into()));
        assert_eq!(save(&boss, &body(1, 3.0)).status, 201);
        let back = save(&one, &json!({ "based_on": 2, "restores": 1 }));
        assert_eq!((back.status, &back.json()["restores"]), (201, &json!(1)));
    }
    hub.stop();
    hub.begin();
    let hall = sign_in_as(&hub, "hall");
    let history = hall.get(CALIBRATIONS).json();
    let versions = history["versions"].as_array().expect("versions");
    let told: Vec<_> = versions
        .iter()
        .map(|version| (version["version"].as_u64(), askew(version).round()))
        .collect();
    assert_eq!(told, [(Some(3), 2.0), (Some(2), 3.0), (Some(1), 2.0)]);
    assert_eq!(
        versions[0]["author"],
        Value::Null,
        "a wall sees no accounts"
    );
    assert_eq!(versions[2]["views"], json!(sheet(2.0).views));
    let newest = hall.get("/api/v1/calibrations");
    let told = newest.json();
    let calibration = &told["calibrations"][0];
    assert_eq!(
        (&calibration["camera"], &calibration["version"]),
        (&json!("PW-01"), &json!(3))
    );
    assert_eq!(calibration["result"], versions[2]["result"]);
    assert!(
        calibration.get("views").is_none(),
        "points are in the history"
    );
    let tag = newest.header("etag").expect("a tag");
    let again = hall.ask_with(
        "GET",
        "/api/v1/calibrations",
        &[("if-none-match", tag)],
        None,
    );
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    let boss = sign_in_as(&hub, "boss");
    let gone = save(&boss, &json!({ "based_on": 3, "restores": 0 }));
    assert_eq!((gone.status, &gone.json()["result"]), (201, &Value::Null));
    assert_eq!(
        hall.get("/api/v1/calibrations").json(),
        json!({ "calibrations": [] }),
        "the catalogue's pose holds again"
    );
    let told = |what: &str| {
        let page = boss.get(&format!("/api/v1/audit?what={what}")).json();
        let entries = page["entries"].as_array().expect("entries").iter();
        entries
            .map(|entry| {
                format!(
                    "{} {} {}",
                    entry["person"], entry["network"], entry["about"]
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        told("camera_calibrated"),
        [
            r#""one" "police" "PW-01: 1""#,
            r#""boss" "police" "PW-01: 2""#
        ]
    );
    assert_eq!(
        told("calibration_restored"),
        [
            r#""one" "police" "PW-01: 3 = 1""#,
            r#""boss" "police" "PW-01: 4 = 0""#
        ]
    );
}

#[test]
fn what_cannot_be_a_calibration_is_refused_with_the_field_named_and_nothing_is_kept() {
    let hub = hub();
    let one = sign_in_as(&hub, "one");
    let check = |change: &dyn Fn(&mut Value), pointer: &str| {
        let mut broken = body(0, 2.0);
        change(&mut broken);
        let refused = save(&one, &broken);
        assert_eq!(
            problem(&refused, "pointer"),
            (422, pointer.into()),
            "{}",
            refused.text
        );
    };
    check(&|body| body["based_on"] = json!("new"), "/based_on");
    check(&|body| body["based_on"] = json!(-1), "/based_on");
    check(&|body| body["views"] = json!([]), "/views");
    check(
        &|body| body["views"][0]["zoom"] = json!("far"),
        "/views/0/zoom",
    );
    check(
        &|body| body["views"][0]["points"][3]["position"]["lat"] = json!(129.0),
        "/views/0/points/3/position/lat",
    );
    check(
        &|body| body["views"][0]["points"][1]["x"] = Value::Null,
        "/views/0/points/1/x",
    );
    check(&|body| body["restores"] = json!(1), "/restores");
    check(
        &|body| {
            // Each a place that another of them was taken for.
            let points = body["views"][0]["points"].as_array_mut().expect("points");
            for (number, point) in points.iter_mut().enumerate() {
                point["x"] = json!((number * 7 % 5) as f64 * 380.0);
                point["y"] = json!((number * 3 % 5) as f64 * 210.0);
            }
        },
        "/views",
    );
    // The result is the hub's to find: what somebody claims is not taken.
    check(
        &|body| body["result"] = json!({ "root_mean_square": 0.1 }),
        "/result",
    );
    let few = save(&one, &json!({ "based_on": 0, "restores": 7 }));
    assert_eq!(problem(&few, "pointer"), (422, "/restores".into()));
    assert_eq!(save(&one, &json!([])).status, 422);
    assert_eq!(one.get(CALIBRATIONS).json(), json!({ "versions": [] }));
}

#[test]
fn whoever_may_not_calibrate_a_camera_is_refused_and_whoever_does_not_see_it_is_told_of_none() {
    let hub = hub();
    assert_eq!(save(&sign_in_as(&hub, "one"), &body(0, 2.0)).status, 201);
    for who in ["station", "hall", "worker"] {
        let refused = save(&sign_in_as(&hub, who), &body(1, 2.0));
        assert_eq!(
            problem(&refused, "right"),
            (403, "calibrate".into()),
            "{who}"
        );
    }
    assert_eq!(sign_in_as(&hub, "worker").get(CALIBRATIONS).status, 403);
    for who in ["government", "east"] {
        let browser = sign_in_as(&hub, who);
        assert_eq!(save(&browser, &body(1, 2.0)).status, 404, "{who}");
        assert_eq!(browser.get(CALIBRATIONS).status, 404, "{who}");
        let newest = browser.get("/api/v1/calibrations").json();
        assert_eq!(newest, json!({ "calibrations": [] }), "{who}");
    }
}

fn naming(name: &str, (lon, lat): (f64, f64)) -> Value {
    json!({ "name_zh": name, "lon": lon, "lat": lat, "height_metres": 12.5 })
}

const WEST: (f64, f64) = (106.05, 29.05);
const EAST: (f64, f64) = (106.15, 29.05);
const LABELS: &str = "/api/v1/police/labels";

fn names(browser: &Browser<'_>) -> Vec<String> {
    let told = browser.get(LABELS).json();
    let labels = told["labels"].as_array().expect("labels").iter();
    labels
        .map(|label| label["name"]["zh"].as_str().expect("a name").to_owned())
        .collect()
}

#[test]
fn an_officer_names_a_thing_renames_and_removes_it_and_all_who_see_the_cameras_there_see_it() {
    let mut hub = hub();
    {
        let one = sign_in_as(&hub, "one");
        let mut wanted = naming("  福城西苑北门 ", WEST);
        wanted["name_en"] = json!("North gate");
        let made = one.ask("POST", LABELS, Some(&wanted));
        assert_eq!(made.status, 201, "{}", made.text);
        let made = made.json();
        assert_eq!(
            made["name"],
            json!({ "zh": "福城西苑北门", "en": "North gate" })
        );
        assert_eq!(
            one.ask("POST", LABELS, Some(&naming("东塔", EAST))).status,
            201
        );
        let two = sign_in_as(&hub, "two");
        let mut moved = naming("北门", (106.051, 29.05));
        let at = format!("{LABELS}/1");
        let unsaid = two.ask("PUT", &at, Some(&moved));
        assert_eq!(problem(&unsaid, "pointer"), (422, "/based_on".into()));
        moved["based_on"] = json!(1);
        let changed = two.ask("PUT", &at, Some(&moved)).json();
        assert_eq!(
            (&changed["version"], &changed["author"]),
            (&json!(2), &json!("two"))
        );
        let stale = one.ask("PUT", &at, Some(&moved));
        assert_eq!(problem(&stale, "refusal"), (409, "stale".into()));
        assert_eq!(names(&sign_in_as(&hub, "hall")), ["北门", "东塔"]);
        assert_eq!(names(&sign_in_as(&hub, "station")), ["北门", "东塔"]);
    }
    hub.stop();
    hub.begin();
    let one = sign_in_as(&hub, "one");
    assert_eq!(names(&one), ["北门", "东塔"]);
    let told = one.get(LABELS).json();
    assert_eq!(told["labels"][0]["position"]["lon"], json!(106.051));
    let removed = |asked: &str| one.ask("DELETE", &format!("{LABELS}/1{asked}"), None);
    // What somebody has not seen is not taken away: nor is a label without a word on what was seen of it.
    assert_eq!(
        problem(&removed("?based_on=1"), "refusal"),
        (409, "stale".into())
    );
    for unsaid in ["", "?based_on=two"] {
        assert_eq!(
            problem(&removed(unsaid), "field"),
            (400, "based_on".into()),
            "{unsaid}"
        );
    }
    assert_eq!(names(&one), ["北门", "东塔"]);
    assert_eq!(removed("?based_on=2").status, 204);
    assert_eq!(removed("?based_on=2").status, 404);
    assert_eq!(names(&one), ["东塔"]);
    // A number is never given again: what the trail says of it stays of it.
    let next = one.ask("POST", LABELS, Some(&naming("北门", WEST))).json();
    assert_eq!(next["id"], json!(3));
    let boss = sign_in_as(&hub, "boss");
    for (what, about) in [
        ("label_made", "label 1: 1"),
        ("label_changed", "label 1: 2"),
        ("label_removed", "label 1: 2"),
    ] {
        let page = boss.get(&format!("/api/v1/audit?what={what}")).json();
        assert_eq!(page["entries"][0]["about"], json!(about), "{page}");
    }
}

#[test]
fn labels_are_named_and_seen_within_ones_networks_areas_and_rights_only() {
    let hub = hub();
    let one = sign_in_as(&hub, "one");
    for (name, at) in [("西门", WEST), ("东塔", EAST)] {
        assert_eq!(one.ask("POST", LABELS, Some(&naming(name, at))).status, 201);
    }
    let east = sign_in_as(&hub, "east");
    assert_eq!(names(&east), ["东塔"]);
    let outside = east.ask("POST", LABELS, Some(&naming("西门二", WEST)));
    assert_eq!(problem(&outside, "right"), (403, "label".into()));
    let first = format!("{LABELS}/1?based_on=1");
    assert_eq!(east.ask("DELETE", &first, None).status, 404);
    let mut away = naming("西塔", WEST);
    away["based_on"] = json!(1);
    assert_eq!(
        east.ask("PUT", &format!("{LABELS}/2"), Some(&away)).status,
        403
    );
    let government = sign_in_as(&hub, "government");
    assert_eq!(government.get(LABELS).status, 403);
    assert_eq!(
        government
            .ask("POST", LABELS, Some(&naming("塔", WEST)))
            .status,
        403
    );
    assert_eq!(government.ask("DELETE", &first, None).status, 403);
    assert_eq!(sign_in_as(&hub, "worker").get(LABELS).status, 403);
    for who in ["hall", "station"] {
        let refused = sign_in_as(&hub, who).ask("POST", LABELS, Some(&naming("塔", WEST)));
        assert_eq!(problem(&refused, "right"), (403, "label".into()), "{who}");
    }
    let check = |change: &dyn Fn(&mut Value), pointer: &str| {
        let mut broken = naming("塔", WEST);
        change(&mut broken);
        let refused = one.ask("POST", LABELS, Some(&broken));
        assert_eq!(
            problem(&refused, "pointer"),
            (422, pointer.into()),
            "{}",
            refused.text
        );
    };
    check(&|body| body["name_zh"] = json!("   "), "/name_zh");
    check(&|body| body["name_zh"] = json!("门".repeat(41)), "/name_zh");
    check(&|body| body["name_en"] = json!("a\nb"), "/name_en");
    check(&|body| body["lon"] = json!(200.0), "/lon");
    check(
        &|body| body["height_metres"] = json!(5_000.0),
        "/height_metres",
    );
    assert_eq!(names(&one), ["西门", "东塔"]);
}

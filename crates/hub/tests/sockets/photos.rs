//! Photos: who may send which, who sees them, and when they go.

use std::collections::BTreeSet;
use std::future::Future;
use std::io::{Cursor, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::task::Context;

use domain::{IncidentId, Network, PhotoKey, Role};
use hub::line::Commanded;
use hub::log::{Batch, Log, LogReader, RequestKey, Upload};
use serde_json::{Value, json};

use crate::bucket::Bucket;
use crate::common::{Answer, IN_THE_EAST, IN_THE_WEST, PATIENCE, Setup, TestHub, report};
use crate::people::{Browser, enrol, person, sign_in_as};

fn hub() -> TestHub {
    hub_with("")
}

fn hub_with(more: &str) -> TestHub {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        on_disk: true,
        more: format!("[photos]\nmax_bytes = 200000\nmax_pixels = 1000000\n{more}"),
        ..Setup::default()
    });
    for (id, role) in [
        ("officer", Role::DutyOfficer),
        ("other-officer", Role::DutyOfficer),
        ("grid", Role::GridWorker),
        ("boss", Role::Supervisor),
        ("wall", Role::Wall),
    ] {
        enrol(&hub, person(id, role));
    }
    hub
}

/// A picture that no other colour has.
fn picture(colour: u8, format: image::ImageFormat) -> Vec<u8> {
    let drawn = image::RgbImage::from_fn(640, 480, |x, y| image::Rgb([x as u8, y as u8, colour]));
    let mut bytes = Cursor::new(Vec::new());
    image::DynamicImage::ImageRgb8(drawn)
        .write_to(&mut bytes, format)
        .expect("encoded");
    bytes.into_inner()
}

pub fn jpeg(colour: u8) -> Vec<u8> {
    picture(colour, image::ImageFormat::Jpeg)
}

impl Browser<'_> {
    fn send_photo(&self, hub: &TestHub, network: &str, media: &str, bytes: &[u8]) -> Answer {
        let origin = hub.url("");
        let headers = [
            ("cookie", self.cookie.as_str()),
            ("origin", origin.as_str()),
            ("content-type", media),
        ];
        let path = format!("/api/v1/{network}/photos");
        hub.post_bytes(&path, None, &headers, bytes)
    }
}

pub fn sent(hub: &TestHub, browser: &Browser, bytes: &[u8]) -> String {
    let answer = browser.send_photo(hub, "police", "image/jpeg", bytes);
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()["photo"].as_str().expect("a name").to_owned()
}

pub fn report_with(photos: &[&str]) -> Value {
    json!({ "command": { "report": { "subject": "井盖边缘翘起" } }, "photos": photos })
}

fn path(incident: u64, photo: &str) -> String {
    format!("/api/v1/police/incidents/{incident}/photos/{photo}")
}

#[test]
fn a_photo_comes_with_a_report_and_is_seen_by_those_who_may_see_people() {
    let mut hub = hub();
    let grid = sign_in_as(&hub, "grid").cookie;
    let photo = sent(&hub, &Browser::again(&hub, &grid), &jpeg(1));
    let again = sent(&hub, &Browser::again(&hub, &grid), &jpeg(1));
    assert_eq!(photo, again, "its name is its content");
    hub.stop();
    hub.begin();
    let grid = Browser::again(&hub, &grid);
    let mut screen = sign_in_as(&hub, "officer").feed(protocol::Coding::Json);
    screen.until_heartbeat();
    let done = grid.command("1", &report_with(&[&photo]));
    assert_eq!(done.status, 200, "{}", done.text);
    screen.until_through(1);
    let told = String::from_utf8_lossy(&screen.raw).into_owned();
    assert!(told.contains(&photo), "every screen knows of it");
    let officer = sign_in_as(&hub, "officer");
    let read = officer.get("/api/v1/incidents/police/1").json();
    assert_eq!(read["history"][0]["photos"], json!([photo]));
    for (path, width) in [
        (path(1, &photo), 640),
        (path(1, &photo) + "/thumbnail", 320),
    ] {
        let seen = officer.get(&path);
        assert_eq!(seen.status, 200, "{}", seen.text);
        assert_eq!(seen.header("content-type"), Some("image/jpeg"));
        assert_eq!(seen.header("cache-control"), Some("no-store"));
        let seen = image::load_from_memory(&seen.bytes).expect("a picture");
        assert_eq!(seen.width(), width);
        for blind in ["wall", "grid"] {
            let refused = sign_in_as(&hub, blind).get(&path);
            assert_eq!(refused.status, 403, "{blind}");
            assert_eq!(refused.json()["right"], "texts", "{blind}");
        }
        assert_eq!(hub.get(&path, None).status, 401);
    }
}

#[test]
fn what_is_no_photo_or_too_much_of_one_is_not_taken() {
    let hub = hub();
    let officer = sign_in_as(&hub, "officer");
    let send = |bytes: &[u8]| officer.send_photo(&hub, "police", "image/png", bytes);
    assert_eq!(send(b"<svg onload='alert(1)'/>").status, 415);
    assert_eq!(send(b"GIF89a\x01\0\x01\0").status, 415);
    assert_eq!(send(b"\xff\xd8\xff\xe0<html>").status, 422);
    assert_eq!(send(&vec![0; 200_001]).status, 413);
    let flat = image::DynamicImage::ImageLuma8(image::GrayImage::new(5_000, 5_000));
    let mut bomb = Cursor::new(Vec::new());
    flat.write_to(&mut bomb, image::ImageFormat::Png)
        .expect("encoded");
    let bomb = bomb.into_inner();
    assert!(bomb.len() < 200_000, "{}", bomb.len());
    let refused = send(&bomb);
    assert_eq!(refused.status, 413, "{}", refused.text);
    assert!(refused.text.contains("5000"), "{}", refused.text);
    let form = officer.send_photo(&hub, "police", "multipart/form-data", &jpeg(1));
    assert_eq!(form.status, 415, "a form sends none");
    let mut polyglot = jpeg(1);
    polyglot.extend(b"<script>alert(1)</script>");
    let photo = sent(&hub, &officer, &polyglot);
    assert_eq!(officer.command("1", &report_with(&[&photo])).status, 200);
    let seen = officer.get(&path(1, &photo));
    let hidden = seen.bytes.windows(8).any(|part| part == b"<script>");
    assert!(seen.status == 200 && !hidden);
    assert_eq!(seen.header("x-content-type-options"), Some("nosniff"));
}

#[test]
fn only_who_reports_or_acts_sends_photos_and_only_to_its_own_network() {
    let hub = hub();
    for id in ["boss", "wall"] {
        let refused = sign_in_as(&hub, id).send_photo(&hub, "police", "image/jpeg", &jpeg(1));
        assert_eq!(refused.status, 403, "{id}");
        assert_eq!(refused.json()["right"], "photos", "{id}");
    }
    let mut police = person("police", Role::DutyOfficer);
    police.networks = BTreeSet::from([Network::Police]);
    enrol(&hub, police);
    let police = sign_in_as(&hub, "police");
    let refused = police.send_photo(&hub, "government", "image/jpeg", &jpeg(1));
    assert_eq!(refused.status, 403);
    let nobody = Browser::again(&hub, "").send_photo(&hub, "police", "image/jpeg", &jpeg(1));
    assert_eq!(nobody.status, 401);
}

#[test]
fn nobody_attaches_what_somebody_else_sent_or_sees_a_photo_through_another_incident() {
    let hub = hub();
    hub.say(&json!([
        report("a", Some(IN_THE_WEST)),
        report("b", Some(IN_THE_EAST))
    ]));
    let officer = sign_in_as(&hub, "officer");
    let other = sign_in_as(&hub, "other-officer");
    let photo = sent(&hub, &officer, &jpeg(2));
    let taken = other.command("1", &report_with(&[&photo]));
    assert_eq!(taken.status, 422, "{}", taken.text);
    assert_eq!(taken.json()["pointer"], "/photos");
    let unknown = officer.command("1", &report_with(&["0".repeat(64).as_str()]));
    assert_eq!(unknown.status, 422);
    let seven = officer.command("2", &report_with(&[photo.as_str(); 7]));
    assert_eq!(seven.status, 422);
    // Of the other network's store.
    let elsewhere = officer.send_photo(&hub, "government", "image/jpeg", &jpeg(3));
    let elsewhere = elsewhere.json()["photo"]
        .as_str()
        .expect("a name")
        .to_owned();
    assert_eq!(
        officer.command("3", &report_with(&[&elsewhere])).status,
        422
    );
    let amend = |incident: u64, version: u64, photo: &str| {
        json!({ "incident": incident, "version": version, "photos": [photo],
                "command": { "amend": { "subject": format!("now {version}") } } })
    };
    let done = officer.command("4", &amend(1, 1, &photo));
    assert_eq!(done.status, 200, "{}", done.text);
    let on_it = other.command("5", &amend(1, 3, &photo));
    assert_eq!(on_it.status, 200, "on the incident already: {}", on_it.text);
    assert_eq!(other.command("6", &amend(2, 2, &photo)).status, 422);
    assert_eq!(officer.get(&path(2, &photo)).status, 404);
    let mut local = person("local", Role::DutyOfficer);
    local.areas = Some(BTreeSet::from(["EAST".try_into().expect("an id")]));
    enrol(&hub, local);
    let local = sign_in_as(&hub, "local");
    assert_eq!(local.get(&path(1, &photo)).status, 404, "not of its area");
    let mut government = person("government", Role::DutyOfficer);
    government.networks = BTreeSet::from([Network::Government]);
    enrol(&hub, government);
    let government = sign_in_as(&hub, "government");
    assert_eq!(government.get(&path(1, &photo)).status, 404);
}

/// How many files of photos there are, once the hub has cleared out.
fn files(hub: &TestHub) -> usize {
    let folder = hub.folder().join("data/photos/police");
    let found = std::fs::read_dir(folder).map(Iterator::count);
    found.unwrap_or_default()
}

fn clear_out(hub: &TestHub) {
    let hub = &hub.running().hub;
    let line = &hub.lines[&Network::Police];
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let cleared = tokio::time::timeout(PATIENCE, hub.photos.clear_out(line)).await;
        cleared.expect("in time").expect("cleared out");
    });
}

#[test]
fn a_photo_that_belongs_to_nothing_goes_after_a_day_and_with_the_texts_of_its_incident_otherwise() {
    let mut hub = hub();
    let officer = sign_in_as(&hub, "officer");
    let kept = sent(&hub, &officer, &jpeg(4));
    sent(&hub, &officer, &jpeg(5));
    assert_eq!(officer.command("1", &report_with(&[&kept])).status, 200);
    assert_eq!(files(&hub), 4);
    hub.stop();
    let mut log = hub::log::SqliteLog::open(&hub.folder().join("police.sqlite")).expect("opens");
    let in_a_day = domain::Timestamp(i64::MAX);
    assert_eq!(log.doom_photos(in_a_day).expect("doomed"), 1);
    drop(log);
    hub.begin();
    clear_out(&hub);
    assert_eq!(files(&hub), 2, "the one that belongs to nothing is gone");
    let officer = sign_in_as(&hub, "officer");
    assert_eq!(officer.get(&path(1, &kept)).status, 200);
    hub.stop();
    let mut log = hub::log::SqliteLog::open(&hub.folder().join("police.sqlite")).expect("opens");
    log.erase_texts(&[IncidentId(1)]).expect("erased");
    drop(log);
    hub.begin();
    clear_out(&hub);
    assert_eq!(files(&hub), 0, "the other went with its incident's texts");
    let officer = sign_in_as(&hub, "officer");
    assert_eq!(officer.get(&path(1, &kept)).status, 404);
    let again = sent(&hub, &officer, &jpeg(4));
    assert_eq!((again, files(&hub)), (kept, 2), "and may come again");
}

#[test]
fn a_photo_that_is_attached_just_when_its_day_is_over_stays() {
    let hub = TestHub::usual();
    enrol(&hub, person("officer", Role::DutyOfficer));
    let officer = sign_in_as(&hub, "officer");
    let photo = sent(&hub, &officer, &jpeg(8));
    let photo: PhotoKey = photo.as_str().try_into().expect("an id");
    let officer = Arc::new(person("officer", Role::DutyOfficer));
    let sender = officer.id.clone();
    let mut log = hub.logs[&Network::Police].clone();
    let long_ago = Batch {
        uploads: vec![Upload {
            photo: photo.clone(),
            person: sender,
            at: domain::Timestamp(0),
        }],
        ..Batch::default()
    };
    log.append(&long_ago).expect("it works");
    let line = Arc::clone(&hub.running().hub.lines[&Network::Police]);
    let request = RequestKey {
        sender: "officer".to_owned(),
        key: "1".to_owned(),
    };
    let report = serde_json::from_value(report_with(&[photo.as_str()])).expect("a command");
    let mut attaching = std::pin::pin!(line.command(
        Box::new(|| Some(officer)),
        report,
        (request, [0; 32]),
        std::net::Ipv4Addr::LOCALHOST.into()
    ));
    std::thread::scope(|scope| {
        // The writer waits with what it has made durable: what is asked meanwhile becomes one group.
        let waits = line.picture();
        scope.spawn(|| hub.say(&crate::common::report("first", None)));
        while log.last().expect("readable") == domain::Seq::START {
            std::thread::yield_now();
        }
        let waker = std::task::Waker::noop();
        let asked = attaching.as_mut().poll(&mut Context::from_waker(waker));
        assert!(asked.is_pending());
        line.keep_house();
        drop(waits);
    });
    let done = crate::runtime::runtime().block_on(attaching);
    assert!(matches!(done, Ok(Commanded::Done { .. })), "{done:?}");
    hub.say(&json!([]));
    assert_eq!(line.doomed_photos().expect("readable"), []);
    let known = line.photo(&photo).expect("readable");
    assert_eq!(known.incidents, BTreeSet::from([IncidentId(2)]));
}

/// An upload of which nothing comes but its head.
fn begun(hub: &TestHub, browser: &Browser) -> TcpStream {
    let mut stream = TcpStream::connect(hub.address()).expect("connects");
    let head = format!(
        "POST /api/v1/police/photos HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: {cookie}\r\n\
         Content-Type: image/jpeg\r\nContent-Length: 100000\r\n\r\n",
        host = hub.address(),
        cookie = browser.cookie,
    );
    stream.write_all(head.as_bytes()).expect("sent");
    stream
}

#[test]
fn who_stops_in_the_middle_of_a_photo_is_told_so_and_gives_the_place_back() {
    let hub = hub_with("upload_secs = 1\n");
    let officer = sign_in_as(&hub, "officer");
    let stalled = [(); 3].map(|()| begun(&hub, &officer));
    for mut stream in stalled {
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).expect("it is answered");
        let status = String::from_utf8_lossy(&answer).into_owned();
        assert_eq!(status, "HTTP/1.1 408");
    }
    sent(&hub, &officer, &jpeg(1));
}

#[test]
fn who_sends_more_at_once_than_may_is_told_to_come_back_and_holds_up_nobody_else() {
    let hub = hub();
    let officer = sign_in_as(&hub, "officer");
    let other = sign_in_as(&hub, "other-officer");
    let slow = || begun(&hub, &officer);
    let under_way = [slow(), slow(), slow()];
    let began = hub::clock::uptime();
    let waited = || hub::clock::uptime() - began;
    let refused = loop {
        let answer = officer.send_photo(&hub, "police", "image/jpeg", &jpeg(1));
        if answer.status != 201 {
            break answer;
        }
        assert!(waited() < PATIENCE, "everything is taken in");
    };
    assert_eq!(refused.status, 503, "{}", refused.text);
    assert!(refused.header("retry-after").is_some());
    sent(&hub, &other, &jpeg(2));
    drop(under_way);
    while officer
        .send_photo(&hub, "police", "image/jpeg", &jpeg(1))
        .status
        != 201
    {
        assert!(waited() < 2 * PATIENCE, "nothing is taken in any more");
    }
}

#[test]
fn one_person_does_not_fill_the_store() {
    let hub = hub();
    let officer = sign_in_as(&hub, "officer");
    let small = |colour: u8| {
        let drawn = image::RgbImage::from_pixel(8, 8, image::Rgb([colour, 7, 7]));
        let mut bytes = Cursor::new(Vec::new());
        image::DynamicImage::ImageRgb8(drawn)
            .write_to(&mut bytes, image::ImageFormat::Png)
            .expect("encoded");
        officer.send_photo(&hub, "police", "image/png", &bytes.into_inner())
    };
    for n in 0..60 {
        let answer = small(n * 4);
        assert_eq!(answer.status, 201, "{}", answer.text);
    }
    let answer = small(255);
    assert_eq!(answer.status, 409, "{}", answer.text);
    assert_eq!(answer.json()["refusal"], "too_many_photos");
}

#[test]
fn photos_lie_in_a_bucket_where_the_configuration_names_one() {
    let runtime = crate::runtime::runtime();
    let bucket = Bucket::open(&runtime);
    let mut hub = TestHub::start(Setup {
        anonymous_reading: false,
        on_disk: true,
        more: format!(
            "[photos.s3]\nbucket = \"furun\"\nendpoint = {:?}\naccess_key_id = \"whose\"\nsecret_access_key = \"secret\"\n",
            bucket.endpoint
        ),
        ..Setup::default()
    });
    enrol(&hub, person("officer", Role::DutyOfficer));
    let officer = sign_in_as(&hub, "officer");
    let photo = sent(&hub, &officer, &jpeg(6));
    assert_eq!(
        bucket.paths(),
        [
            format!("/furun/police/{photo}.jpg"),
            format!("/furun/police/{photo}.thumbnail.jpg")
        ]
    );
    assert!(!hub.folder().join("data/photos").exists());
    assert_eq!(officer.command("1", &report_with(&[&photo])).status, 200);
    let seen = officer.get(&path(1, &photo));
    assert!(seen.status == 200 && image::load_from_memory(&seen.bytes).is_ok());
    hub.stop();
    let mut log = hub::log::SqliteLog::open(&hub.folder().join("police.sqlite")).expect("opens");
    log.doom_photos(domain::Timestamp(i64::MAX))
        .expect("doomed");
    log.erase_texts(&[IncidentId(1)]).expect("erased");
    drop(log);
    hub.begin();
    clear_out(&hub);
    assert_eq!(bucket.paths(), Vec::<String>::new());
}

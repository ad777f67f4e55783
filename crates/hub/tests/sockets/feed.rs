//! What screens are told.

use domain::Seq;
use protocol::{CloseCode, Coding, Delta, LogId, Resume, ServerFrame};
use serde_json::json;

use crate::common::{
    Heard, IN_THE_EAST, IN_THE_WEST, READER, READER_OF_GOVERNMENT, READER_OF_WEST, Screen, Setup,
    TestHub, fact, report,
};

fn reports(from: usize, to: usize) -> serde_json::Value {
    (from..to)
        .map(|n| report(&format!("r{n}"), Some(IN_THE_WEST)))
        .collect()
}

fn assert_same_picture(screen: &Screen, hub: &TestHub) {
    let line = &hub.running().hub.lines[&domain::Network::Police];
    let picture = line.picture();
    assert!(
        screen.world.incidents().eq(picture.world().incidents()),
        "the screen's picture is the hub's"
    );
    assert_eq!(screen.world.through(), picture.through());
}

#[test]
fn a_new_screen_is_greeted_and_given_the_whole_picture() {
    let hub = TestHub::usual();
    hub.say(&reports(0, 50));
    let screen = hub.screen(None, None);
    let hello = screen.hello();
    assert_eq!(
        (hello.network, hello.resumed_after),
        (domain::Network::Police, None)
    );
    assert!(
        hello.clock.day_started_at <= hello.clock.now && hello.stale_after > hello.heartbeat_every
    );
    assert_eq!(screen.world.len(), 50);
    assert_same_picture(&screen, &hub);
}

#[test]
fn a_large_picture_comes_in_parts_that_are_not_too_large() {
    let hub = TestHub::usual();
    for start in (0..4_000).step_by(1_000) {
        hub.say(&reports(start, start + 1_000));
    }
    for coding in Coding::ALL {
        let mut screen = hub.connect("police", coding, None).expect("the feed opens");
        screen.open(None, None);
        screen.until_heartbeat();
        assert!(screen.snapshots() > 1, "{}", screen.snapshots());
        for frame in &screen.frames {
            let bytes = coding.encode(frame).expect("a frame").len();
            assert!(bytes <= hub::line::LARGEST_PART_BYTES, "{bytes}");
        }
        assert_same_picture(&screen, &hub);
    }
}

#[test]
fn a_screen_that_comes_back_is_told_exactly_what_it_missed() {
    let hub = TestHub::usual();
    hub.say(&reports(0, 10));
    let first = hub.screen(None, None);
    hub.say(&json!([
        reports(10, 13)[0],
        reports(11, 12)[0],
        fact("accept", "r3", &json!({}))
    ]));
    let resume = Resume {
        log: first.hello().log,
        after: first.world.through(),
    };
    let mut second = hub.screen(None, Some(resume));
    assert_eq!(second.hello().resumed_after, Some(Seq(10)));
    assert_eq!(second.snapshots(), 0);
    let missed: Vec<u64> = second
        .deltas()
        .iter()
        .map(|delta| match delta {
            Delta::Event(event) => event.seq.0,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(missed, [11, 12, 13]);
    hub.say(&fact("accept", "r4", &json!({})));
    second.until_through(14);
    assert_eq!(second.deltas().len(), 4, "nothing twice, nothing missing");
}

#[test]
fn a_screen_that_knows_another_log_or_too_little_takes_a_snapshot() {
    let hub = TestHub::start(Setup {
        limits: "resume_events = 20".to_owned(),
        ..Setup::default()
    });
    hub.say(&reports(0, 30));
    let known = hub.screen(None, None).hello().log;
    let check = |log: LogId, after: u64, resumes: bool| {
        let resume = Resume {
            log,
            after: Seq(after),
        };
        let screen = hub.screen(None, Some(resume));
        assert_eq!(
            screen.hello().resumed_after.is_some(),
            resumes,
            "{log:?} after {after}"
        );
        assert_eq!(screen.snapshots() == 0, resumes);
        assert_eq!(screen.world.through(), Seq(30));
    };
    check(known, 30, true);
    check(known, 10, true);
    check(known, 9, false);
    check(known, 31, false);
    check(LogId(known.0 + 1), 30, false);
}

#[test]
fn a_screen_resumes_over_a_restart_of_the_hub() {
    let mut hub = TestHub::start(Setup {
        on_disk: true,
        ..Setup::default()
    });
    hub.say(&reports(0, 10));
    let mut screen = hub.screen(None, None);
    let resume = Resume {
        log: screen.hello().log,
        after: screen.world.through(),
    };
    hub.say(&reports(10, 15));
    screen.until_through(15);
    hub.stop();
    assert_eq!(screen.close_code(), Some(CloseCode::Restart.number()));
    hub.begin();
    let second = hub.screen(None, Some(resume));
    assert_eq!((second.snapshots(), second.deltas().len()), (0, 5));
}

#[test]
fn who_sees_one_area_is_told_what_enters_and_leaves_it_and_how_far_he_knows() {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        ..Setup::default()
    });
    let mut west = hub.screen(Some(READER_OF_WEST), None);
    let all = hub.screen(Some(READER), None);
    assert_eq!((west.world.len(), all.world.len()), (0, 0));
    hub.say(&json!([
        report("east", Some(IN_THE_EAST)),
        report("west", Some(IN_THE_WEST)),
        report("nowhere", None),
        fact("accept", "east", &json!({})),
    ]));
    west.until_through(4);
    assert!(
        matches!(west.deltas().as_slice(), [Delta::Event(event)] if event.seq.0 == 2),
        "{:?}",
        west.deltas()
    );
    let moved =
        |id: &str, (lon, lat): (f64, f64)| fact("amend", id, &json!({ "lon": lon, "lat": lat }));
    hub.say(&json!([
        moved("east", IN_THE_WEST),
        fact("escalate", "east", &json!({})),
        moved("west", IN_THE_EAST)
    ]));
    west.until_through(7);
    let deltas = west.deltas();
    assert!(
        matches!(&deltas[1..], [Delta::Entered(entered), Delta::Event(event), Delta::Left(left)]
            if entered.version == Seq(5) && entered.id.0 == 1 && event.seq == Seq(6) && left.0 == 2),
        "{deltas:?}"
    );
    assert_eq!(west.world.len(), 1);
    let again = hub.screen(Some(READER_OF_WEST), None);
    assert!(
        again.world.incidents().eq(west.world.incidents()),
        "a snapshot says the same as the stream"
    );
    let resumed = hub.screen(
        Some(READER_OF_WEST),
        Some(Resume {
            log: west.hello().log,
            after: Seq(4),
        }),
    );
    assert_eq!(resumed.deltas(), deltas[1..], "and so does resuming");
    let listed = hub.get("/api/v1/incidents", Some(READER_OF_WEST)).json();
    assert_eq!(
        (&listed["total"], &listed["incidents"][0]["id"]),
        (&json!(1), &json!("police/1"))
    );
    assert_eq!(
        hub.get("/api/v1/incidents/police/2", Some(READER_OF_WEST))
            .status,
        404
    );
}

#[test]
fn a_screen_that_comes_back_with_other_rights_does_not_resume() {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        ..Setup::default()
    });
    hub.say(&json!([
        report("east", Some(IN_THE_EAST)),
        report("west", Some(IN_THE_WEST))
    ]));
    let check = |before: &str, now: &str, resumes: bool| {
        let known = hub.screen(Some(before), None);
        let resume = Resume {
            log: known.hello().log,
            after: known.world.through(),
        };
        let again = hub.screen(Some(now), Some(resume));
        assert_eq!(again.snapshots() == 0, resumes, "{before}, then {now}");
    };
    check(READER, READER_OF_WEST, false);
    check(READER_OF_WEST, READER, false);
    check(READER_OF_WEST, READER_OF_WEST, true);
    check(READER, READER, true);
}

#[test]
fn screens_that_come_together_are_sent_one_picture_that_is_made_once() {
    use hub::auth::View;
    let hub = TestHub::usual();
    hub.say(&reports(0, 20));
    let line = &hub.running().hub.lines[&domain::Network::Police];
    let taken = |view: &View, coding| line.snapshot(view, coding);
    let first = taken(&View::EVERYTHING, Coding::Postcard);
    hub.say(&reports(20, 30));
    let second = taken(&View::EVERYTHING, Coding::Postcard);
    assert!(std::sync::Arc::ptr_eq(&first, &second));
    let west = View::of_areas([domain::AreaId::try_from("WEST").expect("an id")]);
    for other in [
        taken(&west, Coding::Postcard),
        taken(&View::EVERYTHING, Coding::Json),
    ] {
        assert!(
            !std::sync::Arc::ptr_eq(&first, &other),
            "another view, another coding"
        );
        assert_eq!(other.through, Seq(30));
    }
    hub.say(&reports(30, 600));
    let later = taken(&View::EVERYTHING, Coding::Postcard);
    assert_eq!(
        (first.through, later.through),
        (Seq(20), Seq(600)),
        "too much has happened since"
    );
    drop((first, second, later));
    hub.say(&reports(600, 601));
    let fresh = taken(&View::EVERYTHING, Coding::Postcard);
    assert_eq!(fresh.through, Seq(601), "what nobody needs is not kept");
}

#[test]
fn json_says_the_same_as_postcard() {
    let hub = TestHub::usual();
    hub.say(&reports(0, 3));
    let mut screen = hub
        .connect("police", Coding::Json, None)
        .expect("the feed opens");
    screen.open(None, None);
    screen.until_heartbeat();
    hub.say(&fact("accept", "r1", &json!({})));
    screen.until_through(4);
    assert_same_picture(&screen, &hub);
}

#[test]
fn a_screen_that_does_not_read_is_sent_away_and_the_others_lose_nothing() {
    let hub = TestHub::start(Setup {
        limits: "queue_frames = 2".to_owned(),
        ..Setup::default()
    });
    let mut idle = hub
        .connect("police", Coding::Json, None)
        .expect("the feed opens");
    idle.open(None, None);
    // Only its queue and the sockets' buffers stand between the hub and a screen that does not read.
    let mut reading = hub.screen(None, None);
    let long = "长".repeat(200);
    let mut sent = 0;
    let away = |hub: &TestHub| {
        hub.get("/metrics", None)
            .text
            .lines()
            .any(|line| line.starts_with("furun_screens_sent_away_total{network=\"police\"}"))
    };
    while !away(&hub) {
        let batch: serde_json::Value = (sent..sent + 200)
            .map(|n| {
                let mut report = report(&format!("r{n}"), None);
                report["subject"] = json!(long);
                report
            })
            .collect();
        hub.say(&batch);
        sent += 200;
        reading.until_through(sent);
        assert!(sent < 400_000, "the idle screen is never sent away");
    }
    assert_same_picture(&reading, &hub);
    assert!(
        matches!(idle.close_code(), Some(4408) | None),
        "the reason, unless the connection is cut first"
    );
}

#[test]
fn what_a_screen_does_wrong_closes_its_own_feed_with_the_reason() {
    let hub = TestHub::start(Setup {
        anonymous_reading: false,
        limits:
            "first_frame_within_ms = 200\nclient_frame_bytes = 300\nclient_frames_per_second = 1"
                .to_owned(),
        ..Setup::default()
    });
    let mut other = hub.screen(Some(READER), None);
    let fresh = |coding| hub.connect("police", coding, None).expect("the feed opens");
    let check = |mut screen: Screen, code: CloseCode| {
        assert_eq!(screen.close_code(), Some(code.number()), "{code:?}");
    };
    let with_token = |token: Option<&str>| {
        let mut screen = fresh(Coding::Postcard);
        screen.open(token, None);
        screen
    };
    check(fresh(Coding::Postcard), CloseCode::OpenExpected);
    check(with_token(None), CloseCode::Unauthorised);
    check(
        with_token(Some("nobody has this token")),
        CloseCode::Unauthorised,
    );
    check(with_token(Some(READER_OF_GOVERNMENT)), CloseCode::Forbidden);
    check(
        with_token(Some(crate::common::CLOCK_SETTER)),
        CloseCode::Forbidden,
    );
    check(
        with_token(Some(crate::common::KEY_110)),
        CloseCode::Unauthorised,
    );
    let mut garbled = fresh(Coding::Postcard);
    garbled.send(vec![0xff; 20]);
    check(garbled, CloseCode::FrameUnreadable);
    let mut endless = fresh(Coding::Json);
    endless.send(vec![b' '; 1_000]);
    check(endless, CloseCode::FrameUnreadable);
    let mut talkative = with_token(Some(READER));
    for _ in 0..5 {
        let opening = Coding::Postcard.encode(&protocol::ClientFrame::Open {
            token: None,
            resume: None,
        });
        talkative.send(opening.expect("a frame"));
    }
    check(talkative, CloseCode::TooManyFrames);
    hub.say(&report("a", None));
    other.until_through(1);
}

#[test]
fn a_screen_that_speaks_no_known_version_is_told_so() {
    use tungstenite::client::IntoClientRequest;
    let hub = TestHub::usual();
    let mut request = format!("ws://{}/feeds/police", hub.address())
        .into_client_request()
        .expect("an address");
    request.headers_mut().insert(
        "sec-websocket-protocol",
        tungstenite::http::HeaderValue::from_static("furun.postcard.v9"),
    );
    let stream = std::net::TcpStream::connect(hub.address()).expect("the hub listens");
    stream
        .set_read_timeout(Some(crate::common::PATIENCE))
        .expect("a socket");
    match tungstenite::client(request, stream) {
        // The library ends the handshake itself when no subprotocol is chosen; a browser sees the close code.
        Err(error) => assert!(error.to_string().contains("ubprotocol"), "{error}"),
        Ok((mut socket, _)) => {
            let said = socket.read().expect("a close frame");
            let tungstenite::Message::Close(Some(close)) = said else {
                panic!("{said:?}")
            };
            assert_eq!(u16::from(close.code), CloseCode::VersionUnknown.number());
        }
    }
}

#[test]
fn a_page_of_another_origin_opens_no_feed_and_one_of_ours_does() {
    let hub = TestHub::start(Setup {
        origins: &["https://wall.example"],
        ..Setup::default()
    });
    let own = format!("http://{}", hub.address());
    for (origin, welcome) in [
        (own.as_str(), true),
        ("https://wall.example", true),
        ("https://evil.example", false),
        ("https://wall.example.evil.example", false),
        ("null", false),
    ] {
        let opened = hub.connect("police", Coding::Postcard, Some(origin));
        match opened {
            Ok(_) => assert!(welcome, "{origin}"),
            Err(tungstenite::Error::Http(answer)) => {
                assert!(!welcome && answer.status() == 403, "{origin}")
            }
            Err(error) => panic!("{origin}: {error}"),
        }
    }
}

#[test]
fn a_network_that_is_not_served_and_a_request_that_is_no_websocket_are_told_so() {
    let hub = TestHub::usual();
    assert_eq!(hub.get("/feeds/internet", None).status, 404);
    assert_eq!(hub.get("/feeds/lan", None).status, 404);
    assert_eq!(hub.get("/feeds/police", None).status, 426);
}

#[test]
fn no_more_screens_connect_than_may() {
    let hub = TestHub::start(Setup {
        limits: "connections = 1".to_owned(),
        ..Setup::default()
    });
    let first = hub.screen(None, None);
    let second = hub.connect("police", Coding::Postcard, None);
    assert!(matches!(second, Err(tungstenite::Error::Http(answer)) if answer.status() == 503));
    assert!(matches!(first.frames.first(), Some(ServerFrame::Hello(_))));
}

#[test]
fn an_idle_feed_hears_heartbeats_with_the_time() {
    let hub = TestHub::start(Setup {
        limits: "heartbeat_ms = 50".to_owned(),
        ..Setup::default()
    });
    let mut screen = hub.screen(None, None);
    screen.until_heartbeat();
    let heard = screen.hear();
    assert!(
        matches!(heard, Heard::Frame(frame) if matches!(*frame, ServerFrame::Heartbeat { clock, through } if through == Seq(0) && clock.now.0 > 0))
    );
}

//! Streams that are played through the hub: who may, by which token, and what is passed on of a gateway.

use std::net::TcpStream;
use std::time::Duration;

use domain::Role;
use hub::clock::uptime;
use protocol::{FRAGMENTS_PROTOCOL, protocol_of_token};
use serde_json::{Value, json};
use tungstenite::client::IntoClientRequest;
use tungstenite::stream::MaybeTlsStream;
use tungstenite::{Message, WebSocket};

use crate::cameras::{hub_with_cameras, usual};
use crate::common::{Answer, PATIENCE, Setup, TestHub, poll, secret_of, token_of};
use crate::gateway::{ANSWER, FakeGateway, Goodbye, Manner, SECRET, WVP_KEY};
use crate::people::{Browser, enrol, person, sign_in_as};

const OFFER: &str = "v=0\r\no=- 7 7 IN IP4 0.0.0.0\r\ns=-\r\n";

/// A hub before a MediaMTX that serves every stream under its own id.
pub fn with_mediamtx(gateway: &FakeGateway, more: &str) -> TestHub {
    let at = gateway.address();
    let table = format!(
        "[[gateways]]\nid = \"main\"\nkind = \"mediamtx\"\napi = \"http://{at}\"\nwebrtc = \"http://{at}\"\nhls = \"http://{at}\"\n\
         user = \"hub\"\npassword = \"password-of-the-hub\"\npath = \"cam/{{stream}}\"\npoll_secs = 1\n{more}"
    );
    begun(table)
}

/// A hub before a ZLMediaKit with a WVP.
fn with_zlmediakit(gateway: &FakeGateway) -> TestHub {
    let at = gateway.address();
    begun(format!(
        "[[gateways]]\nid = \"zlm\"\nkind = \"zlmediakit\"\napi = \"http://{at}\"\nsecret = {SECRET:?}\npoll_secs = 1\n\
         [gateways.streams]\n\"PW-01-sub\" = \"live/dome\"\n\"PE-01-sub\" = \"live/old\"\n\
         [gateways.wvp]\napi = \"http://{at}\"\nkey = {WVP_KEY:?}\n\
         [gateways.wvp.streams]\n\"GW-01-main\" = \"34020000001320000001/34020000001310000002\"\n"
    ))
}

fn begun(more: String) -> TestHub {
    let hub = hub_with_cameras(Setup { more, ..usual() });
    enrol(&hub, person("officer", Role::DutyOfficer));
    hub
}

fn state(browser: &Browser<'_>, stream: &str) -> Value {
    browser.get("/api/v1/cameras").json()["states"][stream].clone()
}

pub fn until_live(browser: &Browser<'_>, stream: &str) {
    poll("it is live", || state(browser, stream) == "live");
}

pub fn play(browser: &Browser<'_>, stream: &str) -> Answer {
    browser.ask(
        "POST",
        &format!("/api/v1/streams/{stream}/plays"),
        Some(&json!({})),
    )
}

/// Where a play's transport is; it must have begun.
pub fn address(played: &Answer, transport: &str) -> String {
    assert_eq!(played.status, 201, "{}", played.text);
    let offers = played.json()["offers"].clone();
    let offers = offers.as_array().expect("offers").iter();
    let mut offers = offers.filter(|offer| offer["transport"] == transport);
    let address = offers.next().map(|offer| offer["address"].clone());
    let address = address.unwrap_or_else(|| panic!("no {transport}: {}", played.text));
    address.as_str().expect("an address").to_owned()
}

fn send(browser: &Browser<'_>, method: &str, path: &str, media: &str, body: &str) -> Answer {
    browser.send(method, path, &[("content-type", media)], body.as_bytes())
}

pub fn offer(browser: &Browser<'_>, address: &str) -> Answer {
    send(browser, "POST", address, "application/sdp", OFFER)
}

/// Nothing of the gateway stands in an answer.
fn tells_nothing(answer: &Answer, gateway: &FakeGateway) {
    let port = gateway
        .address()
        .rsplit_once(':')
        .expect("a port")
        .1
        .to_owned();
    let told = format!("{:?} {}", answer.headers, answer.text);
    for secret in [
        port.as_str(),
        "gateway.internal",
        "password-of-the-hub",
        SECRET,
        WVP_KEY,
        "cam/",
        "gateway at",
    ] {
        assert!(!told.contains(secret), "{secret}: {told}");
    }
}

#[test]
fn a_stream_is_played_by_webrtc_and_the_screen_learns_nothing_of_the_gateway() {
    let gateway = FakeGateway::with(&["cam/PW-01-sub"]);
    let hub = with_mediamtx(&gateway, "");
    let officer = sign_in_as(&hub, "officer");
    until_live(&officer, "PW-01-sub");
    assert_eq!(state(&officer, "PW-01-main"), "down");
    let played = play(&officer, "PW-01-sub");
    let whep = address(&played, "whep");
    assert_eq!(played.json()["offers"][0]["codec"], "h264");
    tells_nothing(&played, &gateway);
    let answered = offer(&officer, &whep);
    assert_eq!((answered.status, answered.text.as_str()), (201, ANSWER));
    assert_eq!(answered.header("content-type"), Some("application/sdp"));
    tells_nothing(&answered, &gateway);
    let session = answered.header("location").expect("a place").to_owned();
    assert!(session.starts_with(&whep), "{session}");
    let asked = gateway.until_asked("POST", "/cam/PW-01-sub/whep");
    assert_eq!(asked.body, OFFER);
    // "hub:password-of-the-hub" in Base64.
    assert_eq!(
        asked.authorisation.as_deref(),
        Some("Basic aHViOnBhc3N3b3JkLW9mLXRoZS1odWI=")
    );
    let candidate = "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n";
    let told = send(
        &officer,
        "PATCH",
        &session,
        "application/trickle-ice-sdpfrag",
        candidate,
    );
    assert_eq!((told.status, told.text.as_str()), (204, ""));
    assert_eq!(
        gateway
            .until_asked("PATCH", "/cam/PW-01-sub/whep/session-1")
            .body,
        candidate
    );
    assert_eq!(officer.ask("DELETE", &session, None).status, 204);
    gateway.until_asked("DELETE", "/cam/PW-01-sub/whep/session-1");
    let told = send(
        &officer,
        "PATCH",
        &session,
        "application/trickle-ice-sdpfrag",
        candidate,
    );
    assert_eq!(told.status, 404, "it has ended");
}

#[test]
fn what_is_no_offer_is_refused_before_the_gateway_is_asked() {
    let gateway = FakeGateway::with(&["cam/PW-01-sub"]);
    let hub = with_mediamtx(&gateway, "");
    let officer = sign_in_as(&hub, "officer");
    until_live(&officer, "PW-01-sub");
    let whep = address(&play(&officer, "PW-01-sub"), "whep");
    let status = |media: &str, body: &str| send(&officer, "POST", &whep, media, body).status;
    assert_eq!(status("application/json", "{}"), 415);
    assert_eq!(status("text/plain", OFFER), 415);
    assert_eq!(status("application/sdp", "hello"), 400);
    assert_eq!(status("application/sdp", &"v=0".repeat(40_000)), 413);
    assert_eq!(gateway.asked("POST", "/").len(), 0);
    let foreign = [
        ("content-type", "application/sdp"),
        ("origin", "https://evil.example"),
    ];
    assert_eq!(
        officer
            .send("POST", &whep, &foreign, OFFER.as_bytes())
            .status,
        403
    );
}

#[test]
fn who_does_not_see_a_camera_cannot_play_it_and_nobody_plays_by_anothers_token() {
    let gateway = FakeGateway::with(&["cam/PW-01-sub", "cam/PE-01-sub"]);
    let hub = with_mediamtx(&gateway, "");
    let mut west = person("west", Role::Station);
    west.areas = Some(["WEST".try_into().expect("an area")].into());
    for person in [west, person("worker", Role::GridWorker)] {
        enrol(&hub, person);
    }
    let officer = sign_in_as(&hub, "officer");
    until_live(&officer, "PE-01-sub");
    let west = sign_in_as(&hub, "west");
    assert_eq!(play(&west, "PW-01-sub").status, 201);
    let unseen = play(&west, "PE-01-sub");
    let unknown = play(&west, "nothing");
    assert_eq!(
        (unseen.status, &unseen.text),
        (404, &unknown.text),
        "as if there were none"
    );
    assert_eq!(state(&west, "PE-01-sub"), Value::Null);
    let worker = sign_in_as(&hub, "worker");
    assert_eq!(play(&worker, "PW-01-sub").status, 403);
    let whep = address(&play(&officer, "PE-01-sub"), "whep");
    for other in [&west, &sign_in_as(&hub, "officer")] {
        assert_eq!(offer(other, &whep).status, 404);
    }
    assert_eq!(offer(&worker, &whep).status, 403);
    let nobody = hub.ask("GET", &whep.replace("whep", "hls/index.m3u8"), &[], None);
    assert_eq!(nobody.status, 401);
    assert_eq!(offer(&officer, &whep).status, 201);
}

#[test]
fn a_play_that_nobody_uses_is_over_after_a_minute_and_one_that_is_used_ends_with_its_session() {
    let gateway = FakeGateway::with(&["cam/PW-01-sub"]);
    let hub = with_mediamtx(&gateway, "");
    let officer = sign_in_as(&hub, "officer");
    until_live(&officer, "PW-01-sub");
    let plays = &hub.running().hub.plays;
    let unused = address(&play(&officer, "PW-01-sub"), "whep");
    assert_eq!(
        plays
            .sweep(uptime() + Duration::from_secs(59), |_| true)
            .len(),
        0
    );
    assert_eq!(plays.count(), 1);
    plays.sweep(uptime() + Duration::from_secs(61), |_| true);
    assert_eq!((plays.count(), offer(&officer, &unused).status), (0, 404));
    let used = address(&play(&officer, "PW-01-sub"), "whep");
    assert_eq!(offer(&officer, &used).status, 201);
    plays.sweep(uptime() + Duration::from_secs(3_600), |_| true);
    assert_eq!(plays.count(), 1, "somebody watches");
    assert_eq!(officer.ask("DELETE", "/api/v1/session", None).status, 204);
    gateway.until_asked("DELETE", "/cam/PW-01-sub/whep/session-1");
    assert_eq!(plays.count(), 0);
    let later = sign_in_as(&hub, "officer");
    assert_eq!(
        offer(&later, &used).status,
        404,
        "another session of the same person"
    );
}

#[test]
fn a_session_that_plays_as_many_as_it_may_ends_what_nobody_watches_and_else_the_oldest() {
    let gateway = FakeGateway::with(&["cam/PW-01-sub"]);
    let hub = with_mediamtx(&gateway, "[cameras]\nplays_per_session = 2\n");
    let officer = sign_in_as(&hub, "officer");
    until_live(&officer, "PW-01-sub");
    let watched = address(&play(&officer, "PW-01-sub"), "whep");
    assert_eq!(offer(&officer, &watched).status, 201);
    let idle = address(&play(&officer, "PW-01-sub"), "whep");
    let third = address(&play(&officer, "PW-01-sub"), "whep");
    assert_eq!(offer(&officer, &idle).status, 404, "nobody watched it");
    assert_eq!(offer(&officer, &third).status, 201);
    assert_eq!(
        gateway
            .asked("DELETE", "/cam/PW-01-sub/whep/session-1")
            .len(),
        0,
        "what is watched goes on"
    );
    let fourth = address(&play(&officer, "PW-01-sub"), "whep");
    gateway.until_asked("DELETE", "/cam/PW-01-sub/whep/session-1");
    assert_eq!(offer(&officer, &watched).status, 404, "both were watched");
    assert_eq!(offer(&officer, &fourth).status, 201);
}

#[test]
fn a_playlist_names_everything_from_its_own_place_and_nothing_else_is_fetched() {
    let gateway = FakeGateway::with(&["cam/PW-01-sub"]);
    let own = format!("http://{}/cam/PW-01-sub", gateway.address());
    gateway.set_file(
        "/cam/PW-01-sub/index.m3u8",
        &format!("#EXTM3U\n{own}/stream.m3u8?session=1\n"),
    );
    gateway.set_file(
        "/cam/PW-01-sub/stream.m3u8",
        "#EXTM3U\n#EXTINF:2,\n/cam/PW-01-sub/day/seg1.mp4\n",
    );
    gateway.set_file("/cam/PW-01-sub/day/seg1.mp4", "pictures");
    gateway.set_file(
        "/cam/PW-01-sub/astray.m3u8",
        "#EXTM3U\nhttp://elsewhere/seg1.mp4\n",
    );
    gateway.set_file("/cam/PW-01-sub/page.m3u8", "<html>");
    gateway.set_file("/cam/PW-01-sub/secret.txt", "secret");
    gateway.set_file("/cam/other/seg1.mp4", "of another");
    let hub = with_mediamtx(&gateway, "");
    let officer = sign_in_as(&hub, "officer");
    until_live(&officer, "PW-01-sub");
    let index = address(&play(&officer, "PW-01-sub"), "hls");
    let listed = officer.get(&index);
    assert_eq!(
        (listed.status, listed.text.as_str()),
        (200, "#EXTM3U\nstream.m3u8?session=1\n")
    );
    assert_eq!(
        listed.header("content-type"),
        Some("application/vnd.apple.mpegurl")
    );
    tells_nothing(&listed, &gateway);
    let folder = index.strip_suffix("index.m3u8").expect("an index");
    let at = |file: &str| officer.get(&format!("{folder}{file}"));
    assert_eq!(
        at("stream.m3u8?session=1").text,
        "#EXTM3U\n#EXTINF:2,\nday/seg1.mp4\n"
    );
    gateway.until_asked("GET", "/cam/PW-01-sub/stream.m3u8?session=1");
    let segment = at("day/seg1.mp4");
    assert_eq!((segment.status, segment.text.as_str()), (200, "pictures"));
    assert_eq!(segment.header("content-type"), Some("video/mp4"));
    tells_nothing(&segment, &gateway);
    for (file, status) in [
        ("gone.mp4", 404),
        ("secret.txt", 404),
        ("%2e%2e/other/seg1.mp4", 404),
        ("day/%2e%2e/%2e%2e/other/seg1.mp4", 404),
        ("..%2fother%2fseg1.mp4", 404),
        ("astray.m3u8", 503),
        ("page.m3u8", 503),
    ] {
        let refused = at(file);
        assert_eq!(refused.status, status, "{file}: {}", refused.text);
        tells_nothing(&refused, &gateway);
    }
    assert_eq!(gateway.asked("GET", "/cam/other").len(), 0);
}

fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(8 + content.len()).expect("a small box");
    [&size.to_be_bytes(), kind.as_slice(), content].concat()
}

/// What initialises a player of H.264, Main profile, level 3.1.
pub fn init() -> Vec<u8> {
    let configuration = boxed(b"avcC", &[1, 0x4d, 0x40, 0x1f, 0xff, 0xe0, 0]);
    let entry = boxed(b"avc1", &[vec![0; 78], configuration].concat());
    let descriptions = boxed(b"stsd", &[vec![0, 0, 0, 0, 0, 0, 0, 1], entry].concat());
    let nested = [b"stbl", b"minf", b"mdia", b"trak", b"moov"];
    let moov = nested
        .into_iter()
        .fold(descriptions, |inner, kind| boxed(kind, &inner));
    [boxed(b"ftyp", b"iso5\0\0\0\0"), moov].concat()
}

pub fn fragment(content: u8) -> Vec<u8> {
    [boxed(b"moof", &[7; 24]), boxed(b"mdat", &[content; 500])].concat()
}

pub type Socket = WebSocket<MaybeTlsStream<TcpStream>>;

/// Opens a WebSocket as a browser does, or the status with which it is refused.
pub fn open(hub: &TestHub, browser: &Browser<'_>, path: &str) -> Result<Socket, u16> {
    opened(hub, path, ("cookie", &browser.cookie)).map(|(socket, _)| socket)
}

/// The same for a page that has a token and no session: it offers what is spoken there and its token. What the hub took of the two.
pub fn open_with_token(
    hub: &TestHub,
    path: &str,
    spoken: &str,
    token: &str,
) -> Result<(Socket, String), u16> {
    let offered = format!("{spoken}, {}", protocol_of_token(token));
    let (socket, taken) = opened(hub, path, ("sec-websocket-protocol", &offered))?;
    Ok((socket, taken.expect("a word")))
}

fn opened(
    hub: &TestHub,
    path: &str,
    (header, value): (&'static str, &str),
) -> Result<(Socket, Option<String>), u16> {
    let url = format!("ws://{}{path}", hub.address());
    let mut request = url.into_client_request().expect("an address");
    let headers = request.headers_mut();
    headers.insert(header, value.parse().expect("a header"));
    headers.insert(
        "origin",
        format!("http://{}", hub.address())
            .parse()
            .expect("an origin"),
    );
    let stream = TcpStream::connect(hub.address()).expect("the hub listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    match tungstenite::client(request, MaybeTlsStream::Plain(stream)) {
        Ok((socket, answer)) => {
            let taken = answer.headers().get("sec-websocket-protocol");
            let taken = taken.map(|taken| taken.to_str().expect("a word").to_owned());
            Ok((socket, taken))
        }
        Err(tungstenite::HandshakeError::Failure(tungstenite::Error::Http(answer))) => {
            Err(answer.status().as_u16())
        }
        Err(error) => panic!("{error}"),
    }
}

/// The code with which the hub closes, whatever it sends before.
pub fn close_code(socket: &mut Socket) -> Option<u16> {
    loop {
        match socket.read() {
            Ok(Message::Close(close)) => return close.map(|close| close.code.into()),
            Ok(_) => {}
            Err(_) => return None,
        }
    }
}

/// How a connection ends that is read to its end.
fn last(socket: &mut Socket) -> tungstenite::Error {
    loop {
        if let Err(end) = socket.read() {
            return end;
        }
    }
}

#[test]
fn fragments_come_whole_after_their_media_type_however_the_gateway_cuts_them() {
    let gateway = FakeGateway::with(&["live/dome"]);
    let whole = [init(), fragment(1), fragment(2)].concat();
    gateway.set_pieces(whole.chunks(333).map(<[u8]>::to_vec).collect());
    let hub = with_zlmediakit(&gateway);
    let officer = sign_in_as(&hub, "officer");
    until_live(&officer, "PW-01-sub");
    let fmp4 = address(&play(&officer, "PW-01-sub"), "fmp4");
    let mut socket = open(&hub, &officer, &fmp4).expect("it opens");
    let mut next = || socket.read().expect("a message");
    assert_eq!(next(), Message::text("video/mp4; codecs=\"avc1.4d401f\""));
    assert_eq!(next(), Message::binary(init()));
    assert_eq!(next(), Message::binary(fragment(1)));
    assert_eq!(next(), Message::binary(fragment(2)));
    gateway.until_asked("GET", "/live/dome.live.mp4");
    let mut other = open(&hub, &officer, &fmp4).expect("it opens");
    other.close(None).expect("it is said");
    assert!(
        matches!(last(&mut other), tungstenite::Error::ConnectionClosed),
        "both have hung up"
    );
    let plays = &hub.running().hub.plays;
    plays.sweep(uptime() + Duration::from_secs(3_600), |_| true);
    assert_eq!(plays.count(), 1, "somebody watches");
    assert_eq!(officer.ask("DELETE", "/api/v1/session", None).status, 204);
    assert_eq!(
        close_code(&mut socket),
        Some(protocol::CloseCode::Unauthorised.number())
    );
    assert_eq!(open(&hub, &officer, &fmp4).err(), Some(401));
}

#[test]
fn a_stream_that_is_no_mp4_ends_with_a_code_and_a_gateway_that_goes_as_well() {
    let mut gateway = FakeGateway::with(&["live/dome"]);
    gateway.set_pieces(vec![
        b"<html>what you asked for is not here</html>".to_vec(),
    ]);
    let hub = with_zlmediakit(&gateway);
    let officer = sign_in_as(&hub, "officer");
    until_live(&officer, "PW-01-sub");
    let fmp4 = address(&play(&officer, "PW-01-sub"), "fmp4");
    let mut socket = open(&hub, &officer, &fmp4).expect("it opens");
    assert_eq!(close_code(&mut socket), Some(1013));
    gateway.set_pieces(vec![init()]);
    let mut socket = open(&hub, &officer, &fmp4).expect("it opens");
    assert!(socket.read().expect("a message").is_text());
    gateway.kill();
    assert_eq!(close_code(&mut socket), Some(1013));
}

#[test]
fn a_zlmediakit_is_asked_by_whep_or_as_before_there_was_any() {
    let gateway = FakeGateway::with(&["live/dome", "live/old"]);
    let hub = with_zlmediakit(&gateway);
    let officer = sign_in_as(&hub, "officer");
    until_live(&officer, "PE-01-sub");
    let new = offer(&officer, &address(&play(&officer, "PW-01-sub"), "whep"));
    assert_eq!((new.status, new.text.as_str()), (201, ANSWER));
    tells_nothing(&new, &gateway);
    let session = new.header("location").expect("a place").to_owned();
    let trickled = send(
        &officer,
        "PATCH",
        &session,
        "application/trickle-ice-sdpfrag",
        "a=x\r\n",
    );
    assert_eq!(trickled.status, 405, "candidates stand in the offer only");
    assert_eq!(officer.ask("DELETE", &session, None).status, 204);
    gateway.until_asked("DELETE", "/index/api/delete_webrtc?id=1&token=2");
    let old = offer(&officer, &address(&play(&officer, "PE-01-sub"), "whep"));
    assert_eq!((old.status, old.text.as_str()), (201, ANSWER));
    gateway.until_asked("POST", "/index/api/webrtc?app=live&stream=old&type=play");
}

#[test]
fn a_wvp_fetches_a_stream_when_somebody_wants_to_see_it() {
    let gateway = FakeGateway::with(&["live/dome"]);
    let hub = with_zlmediakit(&gateway);
    let officer = sign_in_as(&hub, "officer");
    until_live(&officer, "PW-01-sub");
    assert_eq!(state(&officer, "GW-01-main"), "unknown");
    assert_eq!(gateway.asked("GET", "/api/play/start").len(), 0);
    let played = play(&officer, "GW-01-main");
    tells_nothing(&played, &gateway);
    gateway.until_asked(
        "GET",
        "/api/play/start/34020000001320000001/34020000001310000002",
    );
    assert_eq!(
        played.json()["offers"][0]["codec"],
        "h265",
        "as the catalogue says"
    );
    let answered = offer(&officer, &address(&played, "whep"));
    assert_eq!(answered.status, 201, "{}", answered.text);
    gateway.until_asked("POST", "/index/api/whep?app=rtp&stream=fetched");
    gateway.set_path("rtp/fetched", Some("H264"));
    until_live(&officer, "GW-01-main");
    assert_eq!(
        play(&officer, "GW-01-main").json()["offers"][0]["codec"],
        "h264"
    );
    assert_eq!(
        play(&officer, "NN-01-main").status,
        404,
        "no gateway serves it"
    );
}

#[test]
fn a_machine_plays_by_its_token_and_where_cameras_are_everybodys_a_page_of_ours_does() {
    let gateway = FakeGateway::with(&["cam/PW-01-sub"]);
    let at = gateway.address();
    let secret = "token-that-sees-cameras";
    let more = format!(
        "[[gateways]]\nid = \"main\"\nkind = \"mediamtx\"\napi = \"http://{at}\"\nwebrtc = \"http://{at}\"\n\
         path = \"cam/{{stream}}\"\npoll_secs = 1\n\
         [[tokens]]\nname = \"recorder\"\nsecret = {secret:?}\nrights = [\"read\", \"cameras\"]\n"
    );
    let hub = hub_with_cameras(Setup {
        more,
        anonymous_reading: true,
        anonymous_cameras: true,
        ..usual()
    });
    let plays = "/api/v1/streams/PW-01-sub/plays";
    let bearer = format!("Bearer {secret}");
    let machine = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let origin = format!("http://{}", hub.address());
    let page = [
        ("origin", origin.as_str()),
        ("content-type", "application/json"),
    ];
    let begin = |headers: &[(&str, &str)]| hub.ask("POST", plays, headers, Some(b"{}"));
    poll("it is live", || begin(&machine).status == 201);
    let whep = address(&begin(&machine), "whep");
    let offered = |path: &str, who: (&str, &str)| {
        let headers = [who, ("content-type", "application/sdp")];
        hub.ask("POST", path, &headers, Some(OFFER.as_bytes()))
            .status
    };
    assert_eq!(offered(&whep, machine[0]), 201);
    assert_eq!(offered(&whep, page[0]), 404, "it is the machine's");
    let anybodys = begin(&page);
    assert_eq!(offered(&address(&anybodys, "whep"), page[0]), 201);
    assert_eq!(
        offered(
            &address(&anybodys, "whep"),
            ("origin", "https://evil.example")
        ),
        403
    );
    let foreign = [
        ("origin", "https://evil.example"),
        ("content-type", "application/json"),
    ];
    assert_eq!(
        (begin(&foreign).status, begin(&page[1..]).status),
        (403, 403)
    );
    // A token that reads and no more.
    let reader = format!("Bearer {}", crate::common::READER);
    assert_eq!(begin(&[("authorization", &reader), page[1]]).status, 403);
}

/// What a page asks that has a token and no session.
fn asked_with(
    hub: &TestHub,
    token: &str,
    method: &str,
    path: &str,
    media: &str,
    body: &str,
) -> Answer {
    let (bearer, origin) = (
        format!("Bearer {token}"),
        format!("http://{}", hub.address()),
    );
    let headers = [
        ("authorization", bearer.as_str()),
        ("origin", &origin),
        ("content-type", media),
    ];
    hub.ask(method, path, &headers, Some(body.as_bytes()))
}

#[test]
fn a_wall_with_a_token_plays_in_every_way_what_it_may_see_and_neither_more_nor_anothers() {
    let gateway = FakeGateway::with(&["cam/PW-01-sub", "cam/GW-01-sub"]);
    gateway.set_pieces(vec![init(), fragment(1)]);
    gateway.set_file("/cam/PW-01-sub/index.m3u8", "#EXTM3U\nseg1.mp4\n");
    gateway.set_file("/cam/PW-01-sub/seg1.mp4", "pictures");
    let tokens = [
        token_of("hall", &["read", "cameras"], "police"),
        token_of("other", &["read", "cameras"], "police"),
        token_of("lobby", &["read"], "police"),
        token_of("elsewhere", &["read", "cameras"], "government"),
    ];
    let fmp4 = format!("fmp4 = \"http://{}\"\n", gateway.address());
    let hub = with_mediamtx(&gateway, &(fmp4 + &tokens.concat()));
    until_live(&sign_in_as(&hub, "officer"), "PW-01-sub");
    let play = |who: &str, stream: &str| {
        let path = format!("/api/v1/streams/{stream}/plays");
        asked_with(
            &hub,
            &secret_of(who),
            "POST",
            &path,
            "application/json",
            "{}",
        )
    };
    let (of_police, of_government) = ("PW-01-sub", "GW-01-sub");
    for (who, stream, status) in [
        ("hall", of_police, 201),
        ("hall", of_government, 404),
        ("elsewhere", of_government, 201),
        ("elsewhere", of_police, 404),
        ("lobby", of_police, 403),
        ("nobody", of_police, 401),
    ] {
        assert_eq!(play(who, stream).status, status, "{who} {stream}");
    }
    let played = play("hall", of_police);
    let [whep, fmp4, hls] = ["whep", "fmp4", "hls"].map(|way| address(&played, way));
    assert!(!played.text.contains(&secret_of("hall")), "{}", played.text);
    let segment = hls.replace("index.m3u8", "seg1.mp4");
    for (who, status) in [
        ("other", 404),
        ("lobby", 403),
        ("elsewhere", 404),
        ("nobody", 401),
    ] {
        let secret = secret_of(who);
        let offered = asked_with(&hub, &secret, "POST", &whep, "application/sdp", OFFER);
        assert_eq!(offered.status, status, "{who} by WebRTC");
        for part in [&hls, &segment] {
            assert_eq!(hub.get(part, Some(&secret)).status, status, "{who} {part}");
        }
        let socket = open_with_token(&hub, &fmp4, FRAGMENTS_PROTOCOL, &secret);
        assert_eq!(socket.err(), Some(status), "{who} by fragments");
    }
    assert_eq!(
        gateway.asked("POST", "/cam").len(),
        0,
        "nothing was passed on"
    );

    let hall = secret_of("hall");
    let answered = asked_with(&hub, &hall, "POST", &whep, "application/sdp", OFFER);
    assert_eq!(answered.status, 201, "{}", answered.text);
    let session = answered.header("location").expect("a place").to_owned();
    let anothers = asked_with(&hub, &secret_of("other"), "DELETE", &session, "", "");
    assert_eq!(anothers.status, 404);
    let left = asked_with(&hub, &hall, "DELETE", &session, "", "");
    assert_eq!(left.status, 204, "{}", left.text);
    assert_eq!(hub.get(&hls, Some(&hall)).text, "#EXTM3U\nseg1.mp4\n");
    assert_eq!(hub.get(&segment, Some(&hall)).text, "pictures");
    let (mut socket, taken) =
        open_with_token(&hub, &fmp4, FRAGMENTS_PROTOCOL, &hall).expect("it opens");
    assert_eq!(taken, FRAGMENTS_PROTOCOL, "and not the token");
    let mut next = || socket.read().expect("a message");
    assert_eq!(next(), Message::text("video/mp4; codecs=\"avc1.4d401f\""));
    assert_eq!(
        (next(), next()),
        (Message::binary(init()), Message::binary(fragment(1)))
    );
    for asked in ["GET", "POST", "DELETE"]
        .map(|method| gateway.asked(method, "/"))
        .concat()
    {
        let said = format!("{asked:?}");
        assert!(
            !said.contains(&hall),
            "the gateway learns nothing of it: {said}"
        );
    }
}

fn play_from(browser: &Browser<'_>, stream: &str, from: &str) -> Answer {
    let path = format!("/api/v1/streams/{stream}/plays?from={from}");
    browser.ask("POST", &path, Some(&json!({})))
}

#[test]
fn what_was_recorded_is_played_from_a_moment_on_and_nothing_is_said_of_what_was_not() {
    let gateway = FakeGateway::with(&["cam/PW-01-sub"]);
    let hub = with_mediamtx(&gateway, "");
    let officer = sign_in_as(&hub, "officer");
    let refused = play_from(&officer, "PW-01-sub", "2026-11-01T08:00:00Z");
    assert_eq!(refused.status, 404, "no playback server: {}", refused.text);
    let playback = format!("playback = \"http://{}\"\n", gateway.address());
    let hub = with_mediamtx(&gateway, &playback);
    let officer = sign_in_as(&hub, "officer");
    let nothing = play_from(&officer, "PW-01-sub", "2026-11-01T08:00:00Z");
    assert_eq!(
        (nothing.status, nothing.text.contains("recorded")),
        (404, true),
        "{}",
        nothing.text
    );
    gateway.record_from("2026-11-01T16:00:30+08:00");
    let played = play_from(&officer, "PW-01-sub", "2026-11-01T08:00:00Z");
    assert_eq!(played.status, 201, "{}", played.text);
    assert_eq!(played.json()["begins_at"], "2026-11-01T08:00:30.000Z");
    assert_eq!(played.json()["offers"].as_array().map(Vec::len), Some(1));
    tells_nothing(&played, &gateway);
    gateway.set_pieces(vec![init(), fragment(1), fragment(2)]);
    let mut socket = open(&hub, &officer, &address(&played, "fmp4")).expect("it opens");
    let mut next = || socket.read().expect("a message");
    assert_eq!(next(), Message::text("video/mp4; codecs=\"avc1.4d401f\""));
    assert_eq!(
        (next(), next(), next()),
        (
            Message::binary(init()),
            Message::binary(fragment(1)),
            Message::binary(fragment(2))
        )
    );
    assert_eq!(close_code(&mut socket), Some(1000), "it is over");
    gateway.until_asked(
        "GET",
        "/get?path=cam%2FPW-01-sub&start=2026-11-01T08%3A00%3A30.000Z&duration=3600",
    );
    for (from, status) in [("2999-01-01T00:00:00Z", 400), ("yesterday", 400)] {
        let refused = play_from(&officer, "PW-01-sub", from);
        assert_eq!(
            (refused.status, refused.json()["field"].as_str()),
            (status, Some("from")),
            "{from}"
        );
    }
}

#[test]
fn a_wvp_has_its_device_send_what_it_recorded_by_the_time_of_the_place() {
    let gateway = FakeGateway::with(&[]);
    let hub = with_zlmediakit(&gateway);
    let officer = sign_in_as(&hub, "officer");
    let played = play_from(&officer, "GW-01-main", "2026-11-01T08:00:00Z");
    let answered = offer(&officer, &address(&played, "whep"));
    assert_eq!(answered.status, 201, "{}", answered.text);
    gateway.until_asked("GET", "/api/playback/start/34020000001320000001/34020000001310000002?startTime=2026-11-01%2016%3A00%3A00&endTime=2026-11-01%2017%3A00%3A00");
    gateway.until_asked("POST", "/index/api/whep?app=rtp&stream=recorded");
    assert_eq!(
        play_from(&officer, "PW-01-sub", "2026-11-01T08:00:00Z").status,
        404
    );
}

#[test]
fn a_recording_that_a_device_has_sent_to_its_end_is_over_and_one_that_broke_off_is_not() {
    let gateway = FakeGateway::with(&["live/dome"]);
    gateway.set_pieces(vec![init(), fragment(1)]);
    let hub = with_zlmediakit(&gateway);
    let officer = sign_in_as(&hub, "officer");
    until_live(&officer, "PW-01-sub");
    let recorded = || play_from(&officer, "GW-01-main", "2026-11-01T08:00:00Z");
    let live = || play(&officer, "PW-01-sub");
    let closed = |goodbye, played: Answer| {
        gateway.say_goodbye(goodbye);
        let mut socket = open(&hub, &officer, &address(&played, "fmp4")).expect("it opens");
        close_code(&mut socket)
    };
    assert_eq!(closed(Goodbye::Said(1000), recorded()), Some(1000));
    assert_eq!(closed(Goodbye::HungUp, recorded()), Some(1000));
    assert_eq!(closed(Goodbye::Said(1011), recorded()), Some(1013));
    // What is live has no end: whoever watches asks for another play.
    assert_eq!(closed(Goodbye::Said(1000), live()), Some(1013));
    assert_eq!(closed(Goodbye::HungUp, live()), Some(1013));
}

#[test]
fn a_gateway_that_is_killed_is_away_and_is_back_by_itself() {
    let mut gateway = FakeGateway::with(&["cam/PW-01-sub"]);
    let hub = with_mediamtx(&gateway, "");
    let officer = sign_in_as(&hub, "officer");
    until_live(&officer, "PW-01-sub");
    let tag = officer
        .get("/api/v1/cameras")
        .header("etag")
        .map(str::to_owned);
    let whep = address(&play(&officer, "PW-01-sub"), "whep");
    gateway.kill();
    poll("it is away", || state(&officer, "PW-01-sub") == "unknown");
    assert_ne!(
        officer
            .get("/api/v1/cameras")
            .header("etag")
            .map(str::to_owned),
        tag
    );
    for away in [play(&officer, "PW-01-sub"), offer(&officer, &whep)] {
        assert_eq!(away.status, 503);
        assert_eq!(
            away.header("content-type"),
            Some("application/problem+json")
        );
        assert!(away.header("retry-after").is_some());
        tells_nothing(&away, &gateway);
    }
    gateway.begin();
    until_live(&officer, "PW-01-sub");
    assert_eq!(offer(&officer, &whep).status, 201, "the play is the same");
    gateway.set_path("cam/PW-01-sub", None);
    poll("it is down", || state(&officer, "PW-01-sub") == "down");
    assert_eq!(play(&officer, "PW-01-sub").status, 503);
}

#[test]
fn an_answer_that_is_no_answer_makes_the_gateway_away_and_harms_nothing_else() {
    for manner in [Manner::NoJson, Manner::Huge, Manner::Never, Manner::Broken] {
        let gateway = FakeGateway::with(&["cam/PW-01-sub"]);
        gateway.behave(manner);
        let hub = with_mediamtx(&gateway, "");
        let officer = sign_in_as(&hub, "officer");
        gateway.until_asked("GET", "/v3/paths/list");
        assert_eq!(state(&officer, "PW-01-sub"), "unknown", "{manner:?}");
        let refused = play(&officer, "PW-01-sub");
        assert_eq!(refused.status, 503, "{manner:?}: {}", refused.text);
        tells_nothing(&refused, &gateway);
        if manner != Manner::Never {
            gateway.behave(Manner::Well);
            until_live(&officer, "PW-01-sub");
        }
    }
}

#[test]
fn a_gateway_that_cannot_be_meant_so_is_refused_at_the_start() {
    let check = |table: &str, words: &[&str]| {
        let more = format!("[[gateways]]\nid = \"g\"\n{table}");
        let setup = Setup { more, ..usual() };
        let refused = crate::cameras::try_hub_with_cameras(setup)
            .err()
            .expect("it does not start");
        let refused = refused.to_string();
        for word in words {
            assert!(refused.contains(word), "{word}: {refused}");
        }
    };
    let mediamtx = "kind = \"mediamtx\"\napi = \"http://gw:9997\"\n";
    let zlm = "kind = \"zlmediakit\"\napi = \"http://gw\"\n";
    check(mediamtx, &["webrtc", "missing"]);
    check(
        &format!("{mediamtx}webrtc = \"gw:8889\"\n"),
        &["scheme, host and port"],
    );
    check(
        &format!("{mediamtx}webrtc = \"http://me:secret@gw\"\n"),
        &["no account"],
    );
    check(
        &format!("{mediamtx}hls = \"http://gw\"\nuser = \"u\"\n"),
        &["user and password"],
    );
    check(
        &format!("{mediamtx}hls = \"http://gw\"\npath = \"all\"\n"),
        &["path", "{stream}"],
    );
    check(
        &format!("{mediamtx}hls = \"http://gw\"\n[gateways.streams]\n\"none\" = \"a\"\n"),
        &["streams", "'none'"],
    );
    check(
        &format!("{mediamtx}hls = \"http://gw\"\n[gateways.streams]\n\"PW-01-sub\" = \"../a\"\n"),
        &["streams", "'..'"],
    );
    check(zlm, &["secret", "missing"]);
    check(
        &format!("{zlm}secret = \"s\"\n[gateways.streams]\n\"PW-01-sub\" = \"dome\"\n"),
        &["app/stream"],
    );
    check(
        &format!(
            "{zlm}secret = \"s\"\n[gateways.wvp]\napi = \"http://w\"\nkey = \"k\"\n[gateways.wvp.streams]\n\"PW-01-sub\" = \"1/2\"\n"
        ),
        &["device/channel"],
    );
}

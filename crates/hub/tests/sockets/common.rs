//! A hub on a free port with its data in memory or in a temporary folder, and a screen that reads it.

use std::collections::BTreeMap;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::{Network, Timestamp};
use hub::Running;
use hub::config::{Config, ConfigError};
use hub::log::{Log, MemoryLog, SqliteLog};
use protocol::{ClientFrame, Coding, Delta, LogId, Resume, ServerFrame};
use serde_json::Value;
use tempfile::TempDir;
use tungstenite::client::IntoClientRequest;
use tungstenite::http::HeaderValue;
use tungstenite::stream::MaybeTlsStream;
use tungstenite::{Message, WebSocket};
use world::World;

use crate::deployment::{PLACE, feeds, platform};
use crate::runtime::runtime;

/// A test that waits longer than this has failed; none waits for it to pass.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub const KEY_110: &str = "key-of-the-110-platform";
pub const KEY_GRID: &str = "key-of-the-grid-cloud";
pub const READER: &str = "token-that-reads-all";
pub const READER_OF_WEST: &str = "token-that-reads-the-west";
pub const READER_OF_TEXTS: &str = "token-that-reads-texts";
pub const CLOCK_SETTER: &str = "token-that-sets-the-clock";
pub const READER_OF_GOVERNMENT: &str = "token-that-reads-government";

/// When a hub with a replay's clock starts, whatever day it is on the machine: 2026-11-23T14:10:00Z, after [`report`] and
/// [`fact`] have happened.
pub const NOW: Timestamp = Timestamp(1_795_443_000_000);

/// In the patrol area WEST, grid W1.
pub const IN_THE_WEST: (f64, f64) = (106.05, 29.05);
/// In the patrol area EAST, grid E1.
pub const IN_THE_EAST: (f64, f64) = (106.15, 29.05);

/// Areas and grids from the test's own files.
const DRAWN_PLACE: &str = r#"
[place]
areas = { file = "areas.geojson", properties = { id = "id", name = "id" } }
grids = { file = "grids.geojson", properties = { id = "id", name = "id", area = "area" } }
"#;

/// Two networks, two platforms, a token for every right.
fn deployment(district_seed: Option<u64>, more_of_place: &str, serves: &[&str]) -> String {
    let synthetic = district_seed.map(|seed| format!("[place]\ndistrict_seed = {seed}\n"));
    let places = synthetic.unwrap_or_else(|| DRAWN_PLACE.to_owned()) + more_of_place;
    // A synthetic district has areas of its own.
    let west = district_seed.map_or("WEST", |_| "A1");
    let of_network = |network: &str, here: String, elsewhere: String| {
        if serves.contains(&network) {
            here
        } else {
            elsewhere
        }
    };
    let [government, police] = ["government", "police"]
        .map(|network| of_network(network, feeds(&[network]), feed_elsewhere(network)));
    let feeds = government + &police;
    let police = platform("110", "police", KEY_110) + "may_set_clock = true\n";
    let government = platform("grid-cloud", "government", KEY_GRID);
    let platforms = of_network("police", police, String::new())
        + &of_network("government", government, String::new());
    let token = |name: &str, secret: &str, rights: &[&str], more: &str| {
        format!("[[tokens]]\nname = {name:?}\nsecret = {secret:?}\nrights = {rights:?}\n{more}\n")
    };
    let tokens = [
        token("all", READER, &["read"], ""),
        token(
            "west",
            READER_OF_WEST,
            &["read"],
            &format!("areas = [{west:?}]"),
        ),
        token("texts", READER_OF_TEXTS, &["read", "texts"], ""),
        token("clock", CLOCK_SETTER, &["clock"], ""),
        of_network(
            "government",
            token(
                "government",
                READER_OF_GOVERNMENT,
                &["read"],
                "networks = [\"government\"]",
            ),
            String::new(),
        ),
    ];
    [PLACE, &places, &feeds, &platforms, &tokens.concat()].concat()
}

/// A table of one more token, for a network.
pub fn token_of(name: &str, rights: &[&str], network: &str) -> String {
    let secret = secret_of(name);
    format!(
        "[[tokens]]\nname = {name:?}\nsecret = {secret:?}\nrights = {rights:?}\nnetworks = [{network:?}]\n"
    )
}

/// The secret of that token.
pub fn secret_of(name: &str) -> String {
    format!("{name}-has-a-secret-of-its-own")
}

/// The feed of a network that another hub serves.
fn feed_elsewhere(network: &str) -> String {
    feeds(&[network]) + "hub = \"https://elsewhere.example\"\n"
}

/// How a test's hub differs from the usual one.
pub struct Setup {
    pub anonymous_reading: bool,
    pub anonymous_cameras: bool,
    pub clock_mode: &'static str,
    pub limits: String,
    /// A synthetic district in place of the test's own areas and grids.
    pub district_seed: Option<u64>,
    /// The networks that it serves; those of the deployment that are left out are another hub's.
    pub serves: &'static [&'static str],
    /// More of `[place]` than the test's own areas and grids.
    pub more_of_place: String,
    /// `[basemap]`, or nothing.
    pub basemap: String,
    /// More tables of the configuration.
    pub more: String,
    pub origins: &'static [&'static str],
    pub app: Option<PathBuf>,
    pub on_disk: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            anonymous_reading: true,
            anonymous_cameras: false,
            clock_mode: "replay",
            limits: String::new(),
            district_seed: None,
            serves: &["government", "police"],
            more_of_place: String::new(),
            basemap: String::new(),
            more: String::new(),
            origins: &[],
            app: None,
            on_disk: false,
        }
    }
}

/// A running hub.
pub struct TestHub {
    runtime: tokio::runtime::Runtime,
    running: Option<Running>,
    address: String,
    /// The logs of a hub that has them in memory.
    pub logs: BTreeMap<Network, MemoryLog>,
    folder: TempDir,
    setup: Setup,
}

impl TestHub {
    pub fn start(setup: Setup) -> Self {
        Self::try_start(setup).expect("the hub starts")
    }

    /// A hub, or why it does not start.
    pub fn try_start(setup: Setup) -> Result<Self, Box<dyn std::error::Error>> {
        Self::try_with_files(setup, &[])
    }

    /// A hub whose configuration names these files too, or why it does not start.
    pub fn try_with_files(
        setup: Setup,
        files: &[(&str, String)],
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write_divisions(folder.path());
        for (name, content) in files {
            std::fs::write(folder.path().join(name), content).expect("the folder can be written");
        }
        let logs: BTreeMap<Network, MemoryLog> = [Network::Police, Network::Government]
            .into_iter()
            .zip(1..)
            .map(|(network, id)| (network, MemoryLog::new(LogId(id))))
            .collect();
        let mut hub = Self {
            runtime: runtime(),
            running: None,
            address: String::new(),
            logs,
            folder,
            setup,
        };
        hub.try_begin()?;
        Ok(hub)
    }

    pub fn usual() -> Self {
        Self::start(Setup::default())
    }

    /// Starts the hub (again) on the logs it had.
    pub fn begin(&mut self) {
        self.try_begin().expect("the hub starts");
    }

    fn try_begin(&mut self) -> Result<(), Box<dyn std::error::Error>> {
        let config = self.config()?;
        let logs = self.logs.clone();
        let folder = self.folder.path().to_owned();
        let on_disk = self.setup.on_disk;
        let homes: hub::LogHomes = Box::new(move |network| {
            let home: Box<dyn Log> = if on_disk {
                Box::new(SqliteLog::open(&folder.join(format!("{network}.sqlite")))?)
            } else {
                Box::new(
                    logs.get(&network)
                        .expect("both networks have a log")
                        .clone(),
                )
            };
            Ok(home)
        });
        let running = self.runtime.block_on(hub::start(config, homes))?;
        if self.setup.clock_mode == "replay" {
            running.hub.clock.set(NOW, 1.0).expect("a replay's clock");
        }
        self.address = running.address.to_string();
        self.running = Some(running);
        Ok(())
    }

    fn config(&self) -> Result<Config, ConfigError> {
        let setup = &self.setup;
        let origins: Vec<String> = setup
            .origins
            .iter()
            .map(|origin| format!("{origin:?}"))
            .collect();
        let app = setup
            .app
            .as_ref()
            .map_or(String::new(), |app| format!("app = {app:?}\n"));
        let text = format!(
            "{}\n[server]\nport = 0\norigins = [{}]\n{app}\n[access]\nanonymous_reading = {}\nanonymous_cameras = {}\n[clock]\nmode = {:?}\n\
             [limits]\ntick_ms = 10\n{}\n{}\n{}",
            deployment(setup.district_seed, &setup.more_of_place, setup.serves),
            origins.join(", "),
            setup.anonymous_reading,
            setup.anonymous_cameras,
            setup.clock_mode,
            setup.limits,
            setup.basemap,
            setup.more,
        );
        Config::parse(&text, "test", self.folder.path())
    }

    pub fn running(&self) -> &Running {
        self.running.as_ref().expect("the hub runs")
    }

    /// Ends the hub as a crash would: nobody is told, nothing is flushed.
    pub fn crash(&mut self) {
        drop(self.running.take());
        std::mem::replace(&mut self.runtime, runtime()).shutdown_background();
    }

    /// Ends the hub in order.
    pub fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn get(&self, path: &str, token: Option<&str>) -> Answer {
        request("GET", &self.url(path), token, &[], None)
    }

    pub fn put(&self, path: &str, token: Option<&str>, body: &Value) -> Answer {
        request(
            "PUT",
            &self.url(path),
            token,
            &[],
            Some(body.to_string().as_bytes()),
        )
    }

    pub fn post(&self, path: &str, token: Option<&str>, body: &Value) -> Answer {
        self.post_bytes(path, token, &[], body.to_string().as_bytes())
    }

    pub fn post_bytes(
        &self,
        path: &str,
        token: Option<&str>,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        request("POST", &self.url(path), token, headers, Some(body))
    }

    pub fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Answer {
        request(method, &self.url(path), None, headers, body)
    }

    pub fn with_headers(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        request(method, &self.url(path), None, headers, None)
    }

    /// Posts to the 110 platform's door, and expects to be heard.
    pub fn say(&self, body: &Value) -> Value {
        let answer = self.post("/ingest/110", Some(KEY_110), body);
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// Opens a police feed and reads it up to where the hub is.
    pub fn screen(&self, token: Option<&str>, resume: Option<Resume>) -> Screen {
        let mut screen = Screen::connect(&self.address, "police", Coding::Postcard, &[])
            .expect("the feed opens");
        screen.open(token, resume);
        screen.until_heartbeat();
        screen
    }

    pub fn connect(
        &self,
        network: &str,
        coding: Coding,
        origin: Option<&str>,
    ) -> Result<Screen, tungstenite::Error> {
        let origin = origin.map(|origin| ("origin", origin));
        Screen::connect(&self.address, network, coding, origin.as_slice())
    }

    pub fn connect_with(
        &self,
        network: &str,
        coding: Coding,
        headers: &[(&'static str, &str)],
    ) -> Screen {
        Screen::connect(&self.address, network, coding, headers).expect("the feed opens")
    }

    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for TestHub {
    fn drop(&mut self) {
        self.stop();
    }
}

fn write_divisions(folder: &Path) {
    let square = |id: &str, area: &str, west: f64, east: f64| {
        serde_json::json!({
            "type": "Feature",
            "properties": { "id": id, "area": area },
            "geometry": { "type": "Polygon", "coordinates": [[[west, 29.0], [east, 29.0], [east, 29.1], [west, 29.1], [west, 29.0]]] },
        })
    };
    let write = |file: &str, features: Vec<Value>| {
        let collection = serde_json::json!({ "type": "FeatureCollection", "features": features });
        std::fs::write(folder.join(file), collection.to_string())
            .expect("the folder can be written");
    };
    write(
        "areas.geojson",
        vec![
            square("WEST", "", 106.0, 106.1),
            square("EAST", "", 106.1, 106.2),
        ],
    );
    write(
        "grids.geojson",
        vec![
            square("W1", "WEST", 106.0, 106.1),
            square("E1", "EAST", 106.1, 106.2),
        ],
    );
}

/// Asks again until it is so.
pub fn poll(what: &str, mut done: impl FnMut() -> bool) {
    let started = hub::clock::uptime();
    while !done() {
        assert!(hub::clock::uptime() - started < PATIENCE, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// An answer, whatever its status.
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub bytes: Vec<u8>,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

pub fn request(
    method: &str,
    url: &str,
    token: Option<&str>,
    headers: &[(&str, &str)],
    body: Option<&[u8]>,
) -> Answer {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(PATIENCE))
        .build()
        .into();
    let mut request = ureq::http::Request::builder().method(method).uri(url);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answered = match body {
        Some(body) => agent.run(request.body(body.to_vec()).expect("a request")),
        None => agent.run(request.body(()).expect("a request")),
    };
    let mut response = answered.expect("the hub answers");
    let bytes = response
        .body_mut()
        .read_to_vec()
        .expect("the answer is whole");
    Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        text: String::from_utf8_lossy(&bytes).into_owned(),
        bytes,
    }
}

/// Posts a command and gives up when the hub is gone: the status and the body, when both came.
pub fn try_post(
    address: &str,
    path: &str,
    cookie: &str,
    key: &str,
    body: &Value,
) -> Option<(u16, String)> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(PATIENCE))
        .build()
        .into();
    let request = ureq::http::Request::builder()
        .method("POST")
        .uri(format!("http://{address}{path}"))
        .header("cookie", cookie)
        .header("origin", format!("http://{address}"))
        .header("content-type", "application/json")
        .header("idempotency-key", key)
        .body(body.to_string().into_bytes())
        .expect("a request");
    let mut response = agent.run(request).ok()?;
    let text = response.body_mut().read_to_string().ok()?;
    Some((response.status().as_u16(), text))
}

/// A screen: what it was sent, and the world it folded from it.
pub struct Screen {
    socket: WebSocket<MaybeTlsStream<TcpStream>>,
    coding: Coding,
    pub world: World,
    pub frames: Vec<ServerFrame>,
    /// Every byte of them as it came.
    pub raw: Vec<u8>,
}

/// What a screen hears next.
#[derive(Debug)]
pub enum Heard {
    Frame(Box<ServerFrame>),
    Closed(u16),
    Gone,
}

impl Screen {
    fn connect(
        address: &str,
        network: &str,
        coding: Coding,
        more: &[(&'static str, &str)],
    ) -> Result<Self, tungstenite::Error> {
        let mut request = format!("ws://{address}/feeds/{network}").into_client_request()?;
        let headers = request.headers_mut();
        headers.insert(
            "sec-websocket-protocol",
            HeaderValue::from_static(coding.subprotocol()),
        );
        for (name, value) in more {
            headers.insert(*name, HeaderValue::from_str(value).expect("a header"));
        }
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let (socket, _) = tungstenite::client(request, MaybeTlsStream::Plain(stream)).map_err(
            |error| match error {
                tungstenite::HandshakeError::Failure(error) => error,
                tungstenite::HandshakeError::Interrupted(_) => tungstenite::Error::ConnectionClosed,
            },
        )?;
        Ok(Self {
            socket,
            coding,
            world: World::new(),
            frames: Vec::new(),
            raw: Vec::new(),
        })
    }

    pub fn open(&mut self, token: Option<&str>, resume: Option<Resume>) {
        let token = token.map(str::to_owned);
        let bytes = self
            .coding
            .encode(&ClientFrame::Open { token, resume })
            .expect("a frame");
        self.send(bytes);
    }

    pub fn send(&mut self, bytes: Vec<u8>) {
        let message = match self.coding {
            Coding::Postcard => Message::binary(bytes),
            Coding::Json => Message::text(String::from_utf8(bytes).expect("JSON is text")),
        };
        self.socket.send(message).expect("the hub listens");
    }

    /// The next frame or the end, without folding it.
    pub fn hear(&mut self) -> Heard {
        loop {
            let bytes = match self.socket.read() {
                Ok(Message::Binary(bytes)) => bytes.to_vec(),
                Ok(Message::Text(text)) => text.as_bytes().to_vec(),
                Ok(Message::Close(Some(close))) => return Heard::Closed(close.code.into()),
                Ok(_) => continue,
                Err(_) => return Heard::Gone,
            };
            self.raw.extend(&bytes);
            let frame = self.coding.decode(&bytes).expect("the hub sends frames");
            return Heard::Frame(Box::new(frame));
        }
    }

    /// The next frame, folded into the screen's world.
    pub fn next_frame(&mut self) -> ServerFrame {
        let frame = match self.hear() {
            Heard::Frame(frame) => *frame,
            other => panic!("a frame was expected: {other:?}"),
        };
        self.fold(&frame);
        self.frames.push(frame.clone());
        frame
    }

    fn fold(&mut self, frame: &ServerFrame) {
        match frame {
            ServerFrame::Snapshot(part) => {
                if part.part == 0 {
                    self.world = World::new();
                }
                for incident in &part.incidents {
                    self.world.enter(incident.clone());
                }
                if part.part + 1 == part.parts {
                    self.world.advance(part.through);
                }
            }
            ServerFrame::Deltas(deltas) => {
                for delta in deltas.clone() {
                    match delta {
                        Delta::Event(event) => {
                            self.world.apply(&event);
                        }
                        Delta::Entered(incident) => {
                            self.world.enter(*incident);
                        }
                        Delta::Left(id) => {
                            self.world.leave(id);
                        }
                    }
                }
                self.world.advance(deltas.through());
            }
            ServerFrame::Heartbeat { through, .. } => self.world.advance(*through),
            ServerFrame::Hello(_) | ServerFrame::Positions(_) => {}
        }
    }

    /// Reads on until a frame is what is waited for.
    pub fn until(&mut self, wanted: impl Fn(&ServerFrame) -> bool) -> ServerFrame {
        loop {
            let frame = self.next_frame();
            if wanted(&frame) {
                return frame;
            }
        }
    }

    pub fn until_heartbeat(&mut self) {
        self.until(|frame| matches!(frame, ServerFrame::Heartbeat { .. }));
    }

    /// Reads on until everything up to an event has been told.
    pub fn until_through(&mut self, seq: u64) {
        while self.world.through().0 < seq {
            self.next_frame();
        }
    }

    /// The deltas of all frames so far, in order.
    pub fn deltas(&self) -> Vec<Delta> {
        let deltas = self.frames.iter().filter_map(|frame| match frame {
            ServerFrame::Deltas(deltas) => Some(deltas.clone()),
            _ => None,
        });
        deltas.flatten().collect()
    }

    /// The code with which the hub closes, whatever it sends before.
    pub fn close_code(&mut self) -> Option<u16> {
        loop {
            match self.hear() {
                Heard::Frame(_) => {}
                Heard::Closed(code) => return Some(code),
                Heard::Gone => return None,
            }
        }
    }

    pub fn hello(&self) -> protocol::Hello {
        match self.frames.first() {
            Some(ServerFrame::Hello(hello)) => (**hello).clone(),
            other => panic!("the first frame is a hello: {other:?}"),
        }
    }

    pub fn snapshots(&self) -> usize {
        self.frames
            .iter()
            .filter(|frame| matches!(frame, ServerFrame::Snapshot(_)))
            .count()
    }
}

/// A report of the 110 platform.
pub fn report(id: &str, place: Option<(f64, f64)>) -> Value {
    let mut report = serde_json::json!({ "id": id, "occurred_at": "2026-11-23T14:00:00Z", "subject": "夜间噪声扰民" });
    if let Some((lon, lat)) = place {
        report["lon"] = lon.into();
        report["lat"] = lat.into();
    }
    report
}

/// A later fact about a report.
pub fn fact(kind: &str, id: &str, more: &Value) -> Value {
    let mut fact =
        serde_json::json!({ "kind": kind, "id": id, "occurred_at": "2026-11-23T14:01:00Z" });
    for (name, value) in more.as_object().into_iter().flatten() {
        fact[name] = value.clone();
    }
    fact
}

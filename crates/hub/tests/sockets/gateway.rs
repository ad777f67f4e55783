//! A media gateway of a test: speaks as MediaMTX, ZLMediaKit and WVP do, and as an ONVIF device; writes down what it is asked, and
//! misbehaves when told to.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{CONTENT_TYPE, LOCATION, SERVER};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::common::poll;
use crate::runtime::runtime;

pub const ANSWER: &str = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\n";
pub const SECRET: &str = "secret-of-the-gateway";
pub const WVP_KEY: &str = "key-of-the-wvp";

/// How it answers when it is asked for its list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    /// As its interface says.
    #[default]
    Well,
    /// With a page.
    NoJson,
    /// With more than anybody can use.
    Huge,
    /// Never.
    Never,
    /// With an error of its own.
    Broken,
}

/// What becomes of a WebSocket once everything was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Goodbye {
    /// It stays as long as the other side listens.
    #[default]
    None,
    /// It is closed with a code.
    Said(u16),
    /// The connection ends, and nothing is said.
    HungUp,
}

/// What it was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    pub target: String,
    pub authorisation: Option<String>,
    pub api_key: Option<String>,
    pub body: String,
}

#[derive(Default)]
struct Kept {
    manner: Manner,
    /// The paths that are live, with the name of their codec.
    paths: BTreeMap<String, &'static str>,
    files: BTreeMap<String, String>,
    /// What is sent over a WebSocket, message by message.
    pieces: Vec<Vec<u8>>,
    goodbye: Goodbye,
    /// When what was recorded begins.
    recorded_from: Option<&'static str>,
    asked: Vec<Asked>,
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Kept>>);

impl Shared {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().expect("nobody panics with it")
    }
}

pub struct FakeGateway {
    runtime: tokio::runtime::Runtime,
    shared: Shared,
    address: SocketAddr,
    server: Option<JoinHandle<()>>,
}

impl FakeGateway {
    /// One that has these paths, all of them in H.264.
    pub fn with(paths: &[&str]) -> Self {
        let shared = Shared::default();
        shared.kept().paths = paths
            .iter()
            .map(|path| ((*path).to_owned(), "H264"))
            .collect();
        let mut gateway = Self {
            runtime: runtime(),
            shared,
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            server: None,
        };
        gateway.begin();
        gateway
    }

    /// Begins (again), where it was.
    pub fn begin(&mut self) {
        let listener = self
            .runtime
            .block_on(TcpListener::bind(self.address))
            .expect("a port");
        self.address = listener.local_addr().expect("an address");
        let router = Router::new()
            .fallback(answer)
            .with_state(self.shared.clone());
        self.server = Some(self.runtime.spawn(async move {
            axum::serve(listener, router).await.expect("it serves");
        }));
    }

    /// Ends as a crash would: every connection is cut.
    pub fn kill(&mut self) {
        self.server.take();
        std::mem::replace(&mut self.runtime, runtime()).shutdown_background();
    }

    pub fn address(&self) -> String {
        self.address.to_string()
    }

    pub fn behave(&self, manner: Manner) {
        self.shared.kept().manner = manner;
    }

    pub fn set_path(&self, path: &str, codec: Option<&'static str>) {
        let mut kept = self.shared.kept();
        match codec {
            Some(codec) => kept.paths.insert(path.to_owned(), codec),
            None => kept.paths.remove(path),
        };
    }

    pub fn set_file(&self, path: &str, content: &str) {
        self.shared
            .kept()
            .files
            .insert(path.to_owned(), content.to_owned());
    }

    pub fn set_pieces(&self, pieces: Vec<Vec<u8>>) {
        self.shared.kept().pieces = pieces;
    }

    pub fn say_goodbye(&self, goodbye: Goodbye) {
        self.shared.kept().goodbye = goodbye;
    }

    pub fn record_from(&self, start: &'static str) {
        self.shared.kept().recorded_from = Some(start);
    }

    pub fn asked(&self, method: &str, beginning: &str) -> Vec<Asked> {
        let kept = self.shared.kept();
        let asked = kept.asked.iter();
        asked
            .filter(|asked| asked.method == method && asked.target.starts_with(beginning))
            .cloned()
            .collect()
    }

    /// Waits until something was sent there that holds these words.
    pub fn until_told(&self, path: &str, words: &[&str]) {
        let told = || {
            let mut asked = self.asked("POST", path).into_iter();
            asked.any(|asked| words.iter().all(|word| asked.body.contains(word)))
        };
        poll(&format!("{words:?}"), told);
    }

    /// Waits until it was asked that.
    pub fn until_asked(&self, method: &str, beginning: &str) -> Asked {
        poll(&format!("{method} {beginning}"), || {
            !self.asked(method, beginning).is_empty()
        });
        self.asked(method, beginning).remove(0)
    }
}

async fn answer(State(shared): State<Shared>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let header = |name: &str| {
        let value = parts.headers.get(name)?.to_str().ok()?;
        Some(value.to_owned())
    };
    let target = parts
        .uri
        .path_and_query()
        .map_or(String::new(), ToString::to_string);
    let body = to_bytes(body, 1 << 20).await.unwrap_or_default();
    let asked = Asked {
        method: parts.method.to_string(),
        target: target.clone(),
        authorisation: header("authorization"),
        api_key: header("api-key"),
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    shared.kept().asked.push(asked.clone());
    let path = parts.uri.path().to_owned();
    let own = format!("gateway at {}", header("host").unwrap_or_default());
    if let Ok(upgrade) = WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        return upgrade.on_upgrade(move |mut socket| async move {
            let pieces = shared.kept().pieces.clone();
            for piece in pieces {
                if socket.send(Message::Binary(piece.into())).await.is_err() {
                    return;
                }
            }
            let goodbye = shared.kept().goodbye;
            match goodbye {
                Goodbye::None => {}
                Goodbye::HungUp => return,
                Goodbye::Said(code) => {
                    let reason = Utf8Bytes::from_static("");
                    let close = Message::Close(Some(CloseFrame { code, reason }));
                    if socket.send(close).await.is_err() {
                        return;
                    }
                }
            }
            // As long as the other side listens.
            while let Some(Ok(_)) = socket.recv().await {}
        });
    }
    let is_list = path == "/v3/paths/list" || path == "/index/api/getMediaList";
    let manner = shared.kept().manner;
    if is_list && manner != Manner::Well {
        return match manner {
            Manner::NoJson => "<html>not what you think</html>".into_response(),
            Manner::Huge => vec![b' '; 80 << 20].into_response(),
            Manner::Broken => {
                (StatusCode::INTERNAL_SERVER_ERROR, "at http://secret-place").into_response()
            }
            Manner::Never | Manner::Well => std::future::pending().await,
        };
    }
    let mut response = spoken(&shared, &parts.method, &path, &asked);
    response
        .headers_mut()
        .insert(SERVER, own.parse().expect("a header"));
    response
}

fn spoken(shared: &Shared, method: &Method, path: &str, asked: &Asked) -> Response {
    let kept = shared.kept();
    let json =
        |value: Value| ([(CONTENT_TYPE, "application/json")], value.to_string()).into_response();
    let sdp = |location: &str| {
        let about = [(CONTENT_TYPE, "application/sdp"), (LOCATION, location)];
        (StatusCode::CREATED, about, ANSWER).into_response()
    };
    match (method.as_str(), path) {
        ("GET", "/v3/paths/list") => {
            let items = kept
                .paths
                .iter()
                .map(|(name, codec)| json!({ "name": name, "ready": true, "tracks": [codec] }));
            json(
                json!({ "pageCount": 1, "itemCount": kept.paths.len(), "items": items.collect::<Vec<_>>() }),
            )
        }
        ("GET", "/index/api/getMediaList") => {
            if !asked.target.contains(&format!("secret={SECRET}")) {
                return json(json!({ "code": -100, "msg": "Incorrect secret" }));
            }
            let data = kept.paths.iter().map(|(name, codec)| {
                let (app, stream) = name.split_once('/').expect("app/stream");
                let codec = i64::from(*codec == "H265");
                json!({ "schema": "rtsp", "app": app, "stream": stream, "tracks": [{ "codec_id": 2, "codec_type": 1 }, { "codec_id": codec, "codec_type": 0 }] })
            });
            json(json!({ "code": 0, "data": data.collect::<Vec<_>>() }))
        }
        ("POST", "/index/api/whep") if asked.target.contains("stream=old") => {
            StatusCode::NOT_FOUND.into_response()
        }
        ("POST", "/index/api/whep") => {
            sdp("http://gateway.internal/index/api/delete_webrtc?id=1&token=2")
        }
        ("POST", "/index/api/webrtc") => {
            json(json!({ "code": 0, "type": "answer", "sdp": ANSWER }))
        }
        ("POST", whep) if whep.ends_with("/whep") => sdp(&format!("{whep}/session-1")),
        ("PATCH", _) => StatusCode::NO_CONTENT.into_response(),
        ("DELETE", _) => StatusCode::OK.into_response(),
        ("GET", start) if start.starts_with("/api/play/start/") => {
            if asked.api_key.as_deref() != Some(WVP_KEY) {
                return json(json!({ "code": 401, "msg": "no" }));
            }
            json(
                json!({ "code": 0, "msg": "成功", "data": { "app": "rtp", "stream": "fetched", "fmp4": "http://gateway.internal/x" } }),
            )
        }
        ("GET", "/list") => match kept.recorded_from {
            Some(start) => json(
                json!([{ "start": start, "duration": 600.0, "url": "http://gateway.internal/get" }]),
            ),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        ("GET", "/get") => Body::from(kept.pieces.concat()).into_response(),
        ("GET", start) if start.starts_with("/api/playback/start/") => {
            json(json!({ "code": 0, "data": { "app": "rtp", "stream": "recorded" } }))
        }
        ("POST", "/onvif/ptz") => soap(&asked.body),
        ("POST", ptz) if ptz.starts_with("/api/ptz/") => json(json!({ "code": 0, "msg": "成功" })),
        ("GET", file) => match kept.files.get(file) {
            Some(content) => Body::from(content.clone()).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// An ONVIF device that looks to 12.5 degrees for ever, and has one preset.
fn soap(question: &str) -> Response {
    let answer = |what: &str| {
        let envelope = format!(
            "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>{what}</s:Body></s:Envelope>"
        );
        ([(CONTENT_TYPE, "application/soap+xml")], envelope).into_response()
    };
    if !question.contains("<wsse:Username>hub</wsse:Username>")
        || question.contains("password-of-the-hub")
    {
        return (StatusCode::BAD_REQUEST, "<s:Fault>NotAuthorized</s:Fault>").into_response();
    }
    if question.contains("<tptz:GetStatus>") {
        return answer(
            "<GetStatusResponse><PTZStatus><Position><PanTilt x=\"-12.5\" y=\"-30\"/><Zoom x=\"0.5\"/></Position></PTZStatus></GetStatusResponse>",
        );
    }
    if question.contains("<tptz:GetPresets>") {
        return answer(
            "<GetPresetsResponse><Preset token=\"gate-1\"><Name>大门</Name></Preset></GetPresetsResponse>",
        );
    }
    answer("<Done/>")
}

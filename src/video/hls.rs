//! HLS by hls.js, fetched from our own origin when the first such picture is opened.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function, Object, Reflect};
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlVideoElement, Url};

use super::link::{Ended, play};
use super::machine::Loss;
use crate::config::Token;
use crate::platform::{base_uri, import_module};

/// Where the library lies, relative to the page (`web/README.md`).
const LIBRARY: &str = "vendor/hls.js/hls.light.min.mjs";

/// An `XMLHttpRequest` that was not opened yet.
const UNSENT: u16 = 0;

#[wasm_bindgen]
extern "C" {
    /// `Hls`, the library's player.
    type Player;
    #[wasm_bindgen(method, js_name = loadSource)]
    fn load_source(this: &Player, address: &str);
    #[wasm_bindgen(method, js_name = attachMedia)]
    fn attach_media(this: &Player, video: &HtmlVideoElement);
    #[wasm_bindgen(method)]
    fn on(this: &Player, event: &str, call: &JsValue);
    #[wasm_bindgen(method)]
    fn destroy(this: &Player);
    #[wasm_bindgen(method, getter)]
    fn latency(this: &Player) -> f64;

    /// What an event comes with; only some have these.
    type Event;
    #[wasm_bindgen(method, getter)]
    fn fatal(this: &Event) -> Option<bool>;
    #[wasm_bindgen(method, getter, js_name = type)]
    fn kind(this: &Event) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn payload(this: &Event) -> Option<js_sys::ArrayBuffer>;

    /// A request of the library's before it is sent: an `XMLHttpRequest`.
    type Request;
    #[wasm_bindgen(method, getter, js_name = readyState)]
    fn ready_state(this: &Request) -> u16;
    #[wasm_bindgen(method, catch)]
    fn open(this: &Request, method: &str, address: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = setRequestHeader)]
    fn set_header(this: &Request, name: &str, value: &str) -> Result<(), JsValue>;
}

type Call = Closure<dyn FnMut(JsValue, Event)>;

/// Called for each request before it is sent, with its address.
type Prepare = Closure<dyn FnMut(Request, String) -> Result<(), JsValue>>;

/// A player of HLS.
pub(super) struct Hls {
    running: Rc<Running>,
}

#[derive(Default)]
struct Running {
    player: RefCell<Option<Player>>,
    calls: RefCell<Vec<Call>>,
    prepare: RefCell<Option<Prepare>>,
    bytes: Cell<u64>,
    closed: Cell<bool>,
}

impl Hls {
    /// Opens a playlist; its picture goes to `video`.
    pub(super) fn open(
        address: &str,
        token: Option<Token>,
        video: &HtmlVideoElement,
        ended: Ended,
    ) -> Self {
        let running = Rc::new(Running::default());
        let prepare = token.map(|token| say_token(address, &token));
        *running.prepare.borrow_mut() = prepare;
        let (own, address, video) = (Rc::clone(&running), address.to_owned(), video.clone());
        spawn_local(async move {
            let player = new_player(&own.prepare).await;
            if own.closed.get() {
                return;
            }
            match player {
                Ok(player) => own.begin(player, &address, &video, ended),
                Err(_) => ended(Loss::Away),
            }
        });
        Self { running }
    }

    pub(super) fn bytes(&self) -> u64 {
        self.running.bytes.get()
    }

    pub(super) fn behind_ms(&self) -> f64 {
        let player = self.running.player.borrow();
        let latency = player.as_ref().map_or(0.0, Player::latency);
        if latency.is_finite() {
            latency * 1_000.0
        } else {
            0.0
        }
    }
}

impl Drop for Hls {
    fn drop(&mut self) {
        self.running.closed.set(true);
        if let Some(player) = self.running.player.take() {
            player.destroy();
        }
        self.running.calls.take();
        self.running.prepare.take();
    }
}

impl Running {
    fn begin(
        self: &Rc<Self>,
        player: Player,
        address: &str,
        video: &HtmlVideoElement,
        ended: Ended,
    ) {
        let on_error = Call::new(move |_, event: Event| {
            if event.fatal() == Some(true) {
                ended(match event.kind().as_deref() {
                    Some("mediaError") => Loss::Undecodable,
                    _ => Loss::Ended,
                });
            }
        });
        let own = Rc::downgrade(self);
        let on_loaded = Call::new(move |_, event: Event| {
            if let (Some(running), Some(payload)) = (own.upgrade(), event.payload()) {
                let bytes = u64::from(payload.byte_length());
                running.bytes.set(running.bytes.get() + bytes);
            }
        });
        player.on("hlsError", on_error.as_ref());
        player.on("hlsFragLoaded", on_loaded.as_ref());
        player.load_source(address);
        player.attach_media(video);
        play(video);
        self.calls.borrow_mut().extend([on_error, on_loaded]);
        *self.player.borrow_mut() = Some(player);
    }
}

/// Has each request for a part of a playlist say a token: a page sets no header of the library's requests otherwise. What stands
/// anywhere else is asked for without it.
fn say_token(playlist: &str, token: &Token) -> Prepare {
    let folder = playlist
        .rsplit_once('/')
        .map_or(playlist, |(folder, _)| folder);
    let (folder, bearer) = (format!("{folder}/"), token.bearer());
    Closure::new(move |request: Request, address: String| {
        if !address.starts_with(&folder) {
            return Ok(());
        }
        // The library opens only what is not open yet, and a header is set only of what is.
        if request.ready_state() == UNSENT {
            request.open("GET", &address)?;
        }
        request.set_header("Authorization", &bearer)
    })
}

async fn new_player(prepare: &RefCell<Option<Prepare>>) -> Result<Player, JsValue> {
    let address = Url::new_with_base(LIBRARY, &base_uri())?.href();
    let library = JsFuture::from(import_module(&address)).await?;
    let class = Reflect::get(&library, &"default".into())?;
    let options = Object::new();
    for (name, value) in [
        // One segment behind the newest, not three.
        ("liveSyncDurationCount", JsValue::from_f64(1.0)),
        ("liveMaxLatencyDurationCount", JsValue::from_f64(5.0)),
        ("maxLiveSyncPlaybackRate", JsValue::from_f64(1.1)),
        ("backBufferLength", JsValue::from_f64(10.0)),
        // Fragmented MP4 is passed on as it is: there is nothing for a worker to do.
        ("enableWorker", JsValue::FALSE),
    ] {
        Reflect::set(&options, &name.into(), &value)?;
    }
    if let Some(prepare) = &*prepare.borrow() {
        Reflect::set(&options, &"xhrSetup".into(), prepare.as_ref())?;
    }
    let class: Function = class.unchecked_into();
    let player = Reflect::construct(&class, &Array::of1(&options))?;
    Ok(player.unchecked_into())
}

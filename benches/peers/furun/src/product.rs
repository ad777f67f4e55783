//! The product: bytes on a socket, decoded, folded, given signs and drawn by the app's own rooms.

use std::cell::RefCell;
use std::rc::Rc;

use domain::{Network, Seq, Stage};
use furun::config::Directory;
use furun::connection::{FrameSource, Line, LineOptions, Restart};
use furun::engine::{Camera, LonLat, Look};
use furun::i18n::Language;
use furun::map::{Datum, Writer};
use furun::platform::{PageTime, TickGuard, Ticks, page_now};
use furun::store::{DirtySet, Feed, Store};
use furun::symbology::{GROUND, GROUP, badges, letters, stage_colour};
use js_sys::Promise;
use leptos::logging::warn;
use leptos::prelude::Owner;
use protocol::ServerFrame;
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

use crate::fake_hub::stage_of_status;
use crate::marked_map::MarkedMap;

/// The network that the bench's feed speaks for.
pub const NETWORK: Network = Network::Police;

/// Store, signs, marks and map for a bench page, and the line that feeds them.
#[wasm_bindgen]
pub struct Product {
    map: Rc<MarkedMap>,
    store: Store,
    feeding: RefCell<Option<(Rc<Line>, TickGuard)>>,
    // Signals live as long as their owner.
    _owner: Owner,
}

#[wasm_bindgen]
impl Product {
    /// An empty picture that begins at a place and a zoom in MapLibre's convention. With `grouping`, crowded marks are drawn as
    /// groups, as the app draws them.
    ///
    /// # Errors
    /// When the browser can draw no marks.
    #[wasm_bindgen(constructor)]
    pub fn new(
        container: HtmlElement,
        lon: f64,
        lat: f64,
        zoom: f64,
        grouping: bool,
    ) -> Result<Self, JsError> {
        let owner = Owner::new();
        let store = owner.with(|| Store::new(&[NETWORK], Directory::default()));
        let clock = Rc::new(move || blink_ms(store, page_now()));
        let camera = Camera::over(LonLat::new(lon, lat), zoom);
        Ok(Self {
            map: MarkedMap::new(container, camera, look(grouping), clock)?,
            store,
            feeding: RefCell::default(),
            _owner: owner,
        })
    }

    /// Puts the map below the marks.
    #[wasm_bindgen(js_name = openMap)]
    pub fn open_map(&self, tiles: String) -> Promise {
        self.map.open(tiles)
    }

    /// Opens a line to a feed, and draws what it tells once a tick.
    pub fn connect(&self, address: String) {
        let store = self.store;
        let ticks = Ticks::new();
        let waker = ticks.clone();
        let line = Line::open(LineOptions {
            network: NETWORK,
            address,
            token: None,
            resume: Box::new(move || store.resume(NETWORK)),
            wake: Box::new(move || waker.ask()),
        });
        let tick = ticks.each(on_tick(Rc::clone(&line), store, Rc::clone(&self.map)));
        *self.feeding.borrow_mut() = Some((line, tick));
    }

    /// Whether the whole picture has come.
    #[wasm_bindgen(js_name = isTold)]
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.store.with_feed(NETWORK, Feed::is_told) == Some(true)
    }

    /// The last event that was folded.
    #[must_use]
    pub fn through(&self) -> f64 {
        let Seq(through) = self.store.through(NETWORK);
        through as f64
    }

    /// The fill of a status's sign: red, green, blue.
    #[must_use]
    pub fn fill(status: u8) -> Vec<u8> {
        let stage: Stage = stage_of_status(status);
        let colour = stage_colour(stage);
        vec![colour.0, colour.1, colour.2]
    }

    /// Moves the camera at once.
    #[wasm_bindgen(js_name = setCamera)]
    pub fn set_camera(&self, lon: f64, lat: f64, zoom: f64) {
        self.map
            .set_camera(Camera::over(LonLat::new(lon, lat), zoom));
    }

    /// Whether everything is drawn.
    #[wasm_bindgen(js_name = isSettled)]
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.map.is_settled()
    }

    /// Frames drawn so far.
    #[must_use]
    pub fn frames(&self) -> f64 {
        self.map.frames() as f64
    }
}

/// What the app's marks have in common.
fn look(grouping: bool) -> Look {
    Look {
        grouping,
        letters: letters(Language::Chinese).map(str::to_owned).to_vec(),
        badges: badges(Language::Chinese).map(str::to_owned).collect(),
        ground: GROUND,
        group: GROUP,
        alarm: stage_colour(Stage::Reported),
        ..Look::default()
    }
}

/// A tick as `app` and `map` make it of one: the inbox into the store, what changed onto the marks.
fn on_tick(line: Rc<Line>, store: Store, map: Rc<MarkedMap>) -> impl Fn(PageTime) {
    let frames = RefCell::new(Vec::<ServerFrame>::new());
    let dirty = RefCell::new(DirtySet::default());
    let writer = RefCell::new(Writer::new(Datum::default()));
    let directory = Directory::default();
    move |at| {
        let mut frames = frames.borrow_mut();
        line.drain(&mut frames);
        if frames.is_empty() {
            return;
        }
        if let Err(error) = store.apply(NETWORK, frames.drain(..), at) {
            warn!("{NETWORK} feed: {error}");
            line.restart(Restart::OutOfTurn);
            return;
        }
        let mut dirty = dirty.borrow_mut();
        store.take_dirty(&mut dirty);
        if dirty.is_empty() {
            return;
        }
        let mut writer = writer.borrow_mut();
        map.update_in_frame(|marks| {
            if dirty.everything {
                writer.write_all(marks, store, &directory, at);
            } else {
                writer.write_dirty(marks, store, &dirty, at, blink_ms(store, at));
            }
        });
    }
}

fn blink_ms(store: Store, at: PageTime) -> f64 {
    store.clock().map_or(at.0, |clock| clock.blink_ms(at))
}

//! The situational map itself: the map library, the marks above it, and what they are told. What it is asked and told stands in a
//! file of its own for each reason; where it may look, what a press hits and how names find their places are modules beside it.

mod asked;
mod drawing;
mod eye;
mod laying;
mod names;
mod overlays;
mod pressing;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use leptos::logging::warn;
use leptos::prelude::SetValue;
use protocol::{Basemap, BasemapKind, HomeView, PAINTED};
use web_sys::HtmlElement;

use super::camera_points::CameraPoints;
use super::captions::Captions;
use super::cone::Cone;
use super::datum::Datum;
use super::framing::Framing;
use super::labels::Labels;
use super::outside::EdgeCall;
use super::pin::PinMark;
use super::watch::DrawWatch;
use super::writer::Writer;
use crate::config::{AskedCamera, Directory};
use crate::engine::{
    EngineError, MapEngine, MapEvent, MapLibre, MapOptions, MarksLayer, Subscription, TileDrawer,
};
use crate::i18n::Language;
use crate::platform::{PageTime, page_now};
use crate::store::{DirtySet, Filter, Store};
use crate::symbology::{GROUND, LAND};

/// Why the map is not as it should be; it says so on itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapFault {
    /// The map library does not start: marks stand on the bare ground.
    NoLibrary,
    /// The browser cannot draw marks.
    NoMarks,
    /// Something was to be drawn, and has not been for 2 s.
    NotDrawn,
}

/// What a map is made with.
pub struct SituationOptions {
    /// What the screen knows and the person looks at.
    pub store: Store,
    /// Where the map begins and comes home to.
    pub home: HomeView,
    /// Where the map begins when that is elsewhere.
    pub begins: Option<AskedCamera>,
    /// Whether the map may move by itself to show what is open.
    pub follows: bool,
    /// The picture below the marks.
    pub basemap: Option<Basemap>,
    /// Who draws the picture's tiles where no address gives them.
    pub painter: Option<TileDrawer>,
    /// The element it fills.
    pub container: HtmlElement,
    /// The element for labels, above the marks.
    pub labels: HtmlElement,
    /// Its language.
    pub language: Language,
    /// Told when something is wrong, and when it is right again.
    pub on_fault: Box<dyn Fn(MapFault, bool)>,
    /// Told what calls from outside of the view, once a second and whenever the map has moved.
    pub on_outside: Box<dyn Fn(Vec<EdgeCall>)>,
}

/// The situational map on the page.
pub struct Situation {
    store: Store,
    home_view: HomeView,
    datum: Datum,
    basemap: Option<Basemap>,
    painter: Option<TileDrawer>,
    container: HtmlElement,
    layer: Rc<MarksLayer>,
    engine: RefCell<Option<(Rc<MapLibre>, Subscription)>>,
    library_failed: Cell<bool>,
    disposed: Cell<bool>,
    framing: Framing,
    labels: Option<Labels>,
    labels_chosen_at: Cell<Option<PageTime>>,
    captions: Captions,
    pin: PinMark,
    cone: Cone,
    camera_points: RefCell<CameraPoints>,
    writer: RefCell<Writer>,
    filter: RefCell<Filter>,
    dirty: RefCell<DirtySet>,
    directory: RefCell<Directory>,
    watch: RefCell<DrawWatch>,
    on_fault: Box<dyn Fn(MapFault, bool)>,
    on_outside: Box<dyn Fn(Vec<EdgeCall>)>,
    idle: Cell<bool>,
    laid_scale: Cell<f64>,
    language: Cell<Language>,
    said: RefCell<BTreeSet<String>>,
}

impl Situation {
    /// Puts the marks on the page at once, and the map below them when its library has come.
    ///
    /// # Errors
    /// When the browser can draw no marks.
    pub fn new(options: SituationOptions) -> Result<Rc<Self>, EngineError> {
        let store = options.store;
        let clock = Rc::new(move || marks_clock_ms(store, page_now()));
        let on_fault = Rc::new(|fault: &EngineError| warn!("marks: {fault}"));
        let layer = MarksLayer::new(&options.container, clock, on_fault)?;
        let datum = Datum::of(options.basemap.as_ref());
        let pin = PinMark::new(&options.container);
        let cone = Cone::new(&options.container);
        let camera_points = RefCell::new(CameraPoints::new(&options.container));
        let situation = Rc::new(Self {
            store,
            home_view: options.home,
            datum,
            basemap: options.basemap,
            painter: options.painter,
            container: options.container,
            layer,
            engine: RefCell::new(None),
            library_failed: Cell::new(false),
            disposed: Cell::new(false),
            framing: Framing::new(store, options.home, datum, options.begins, options.follows),
            labels: Labels::new(options.labels),
            labels_chosen_at: Cell::new(None),
            captions: Captions::default(),
            pin,
            cone,
            camera_points,
            writer: RefCell::new(Writer::new(datum)),
            filter: RefCell::default(),
            dirty: RefCell::default(),
            directory: RefCell::default(),
            watch: RefCell::default(),
            on_fault: options.on_fault,
            on_outside: options.on_outside,
            idle: Cell::new(false),
            laid_scale: Cell::new(0.0),
            language: Cell::new(options.language),
            said: RefCell::default(),
        });
        situation.dress();
        situation.layer.show(situation.bare_view());
        Ok(situation)
    }

    /// Fetches the map library and puts the map below the marks.
    pub async fn open_map(self: Rc<Self>, title: String) {
        let options = MapOptions {
            camera: self.framing.first(self.size()),
            ground: match &self.basemap {
                Some(basemap) if basemap.kind == BasemapKind::Imagery => LAND,
                _ => GROUND,
            },
            min_zoom: 0.0,
            title,
        };
        let opened = MapLibre::open(&self.container, &options).await;
        // The page may have been left while the library came: an engine that nobody took gives back what it holds.
        if self.disposed.get() {
            return;
        }
        match opened {
            Ok(engine) => self.take_engine(engine),
            Err(error) => {
                warn!("map: {error}");
                self.library_failed.set(true);
                self.idle.set(true);
                (self.on_fault)(MapFault::NoLibrary, true);
            }
        }
    }

    fn take_engine(self: &Rc<Self>, engine: Rc<MapLibre>) {
        let this = Rc::downgrade(self);
        let subscription = engine.subscribe(Rc::new(move |event| {
            if let Some(situation) = this.upgrade() {
                situation.hear(event);
            }
        }));
        self.layer.follow(Rc::clone(&engine) as Rc<dyn MapEngine>);
        if let Some(painter) = &self.painter {
            engine.draw_tiles(PAINTED, Rc::clone(painter));
        }
        *self.engine.borrow_mut() = Some((engine, subscription));
        self.lay_ground();
        (self.on_fault)(MapFault::NoLibrary, false);
    }

    fn with_engine<T>(&self, act: impl FnOnce(&MapLibre) -> T) -> Option<T> {
        let engine = self
            .engine
            .borrow()
            .as_ref()
            .map(|(engine, _)| Rc::clone(engine))?;
        Some(act(&engine))
    }

    fn hear(&self, event: &MapEvent) {
        match event {
            MapEvent::Moved => self.idle.set(false),
            MapEvent::Rendered => {
                if let Some(labels) = &self.labels {
                    labels.follow(&self.view());
                }
                self.stand_pin();
                self.stand_cone();
                self.stand_camera_points();
            }
            MapEvent::Stopped | MapEvent::Loaded => self.come_to_rest(),
            MapEvent::Idle => {
                self.idle.set(true);
                self.come_to_rest();
                self.write_captions();
            }
            MapEvent::Resized => {
                self.dress();
                if let Some(labels) = &self.labels {
                    labels.remeasure();
                }
                let directory = self.directory.borrow();
                self.with_engine(|engine| self.framing.resized(engine, &directory));
                drop(directory);
                if self.laid_scale.get() != self.scale() {
                    self.lay_ground();
                }
                self.come_to_rest();
            }
            MapEvent::TakenInHand => self.framing.take_in_hand(),
            MapEvent::Clicked { at, touch } => self.click(*at, *touch),
            MapEvent::Hovered(at) => self.point_at(Some(*at)),
            MapEvent::Left => self.point_at(None),
            // The library puts back all that the map consists of; marks have a card of their own.
            MapEvent::Returned => {}
            // A pyramid with many gaps fails a tile at a time, in the same words: they are said once.
            MapEvent::Failed(what) => {
                if self.said.borrow_mut().insert(what.clone()) {
                    warn!("map: {what}");
                }
            }
        }
    }

    /// The map stands somewhere else than before: names and calls from outside follow.
    fn come_to_rest(&self) {
        let middle = self.datum.place(self.view().camera().centre);
        self.store.view.middle.set_value(middle);
        self.stand_pin();
        self.choose_labels();
        self.tell_outside();
    }

    /// Takes the map off the page.
    pub fn dispose(&self) {
        self.disposed.set(true);
        self.layer.unfollow();
        if let Some((engine, subscription)) = self.engine.borrow_mut().take() {
            drop(subscription);
            engine.dispose();
        }
    }

    /// The element it fills.
    #[must_use]
    pub const fn container(&self) -> &HtmlElement {
        &self.container
    }
}

/// The clock of blink and pulse: the deployment's at real pace, or the page's before any hub has told it.
fn marks_clock_ms(store: Store, at: PageTime) -> f64 {
    store.clock().map_or(at.0, |clock| clock.blink_ms(at))
}

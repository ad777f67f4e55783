//! The situational map itself: the map library, the marks above it, and what a person's hand does to them.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use domain::{IncidentRef, Millis, Wgs84};
use leptos::logging::warn;
use protocol::{Basemap, BasemapKind, HomeView};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, WebGl2RenderingContext};

use super::captions::{Caption, free_captions};
use super::datum::Datum;
use super::fitting::{REST_MS, Reach, home_zoom, open_bounds};
use super::ground;
use super::labels::Labels;
use super::mark_ids::{Meaning, mark_of, meaning_of};
use super::watch::DrawWatch;
use super::writer::{Conditions, Writer};
use crate::config::{AskedCamera, Directory};
use crate::engine::{
    Bounds, Camera, EngineError, LonLat, Look, MapEngine, MapEvent, MapLibre, MapOptions, MarkId,
    Marks, MarksLayer, NextDraw, Padding, Picked, Raster, RasterPaint, ScreenPoint, Stats,
    Subscription, Travel, View,
};
use crate::i18n::{Language, time_over};
use crate::platform::{PageTime, is_hidden, page_now, prefers_reduced_motion, root_font_px};
use crate::selectors::{Due, Pressure};
use crate::store::{DirtySet, Store, Wanted};
use crate::symbology::{GROUND, GROUP, badges, letters, stage_colour};

/// How near a finger must come to a mark, in CSS pixels.
const FINGER: f64 = 14.0;

/// How near a mouse must come to a mark, in CSS pixels.
const MOUSE: f64 = 3.0;

/// A place that was asked for is shown from this near at least (zoom).
const NEAR_ZOOM: f64 = 16.0;

/// Nothing is fitted nearer than this (zoom).
const NEAREST_FIT: f64 = 17.0;

/// The most captions beside overdue marks: more would only cover one another.
const MOST_CAPTIONS: usize = 40;

/// How long the camera takes to a group's marks, in milliseconds.
const GROUP_TRAVEL_MS: f64 = 350.0;

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
    /// The element it fills.
    pub container: HtmlElement,
    /// The element for labels, above the marks.
    pub labels: HtmlElement,
    /// Its language.
    pub language: Language,
    /// Told when something is wrong, and when it is right again.
    pub on_fault: Box<dyn Fn(MapFault, bool)>,
}

/// The situational map on the page.
pub struct Situation {
    store: Store,
    home_view: HomeView,
    begins: Option<AskedCamera>,
    follows: bool,
    datum: Datum,
    basemap: Option<Basemap>,
    container: HtmlElement,
    layer: Rc<MarksLayer>,
    engine: RefCell<Option<(Rc<MapLibre>, Subscription)>>,
    library_failed: Cell<bool>,
    labels: Option<Labels>,
    writer: RefCell<Writer>,
    dirty: RefCell<DirtySet>,
    directory: RefCell<Directory>,
    watch: RefCell<DrawWatch>,
    on_fault: Box<dyn Fn(MapFault, bool)>,
    // Whether a person, or a test in his place, has moved the map.
    in_hand: Cell<bool>,
    idle: Cell<bool>,
    fitted_at: Cell<Option<PageTime>>,
    language: Cell<Language>,
    flood: Cell<bool>,
    due: RefCell<Vec<Due>>,
    captioned: RefCell<Vec<MarkId>>,
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
        let datum = Datum(
            options
                .basemap
                .as_ref()
                .map(|basemap| basemap.coordinates)
                .unwrap_or_default(),
        );
        let situation = Rc::new(Self {
            store,
            home_view: options.home,
            begins: options.begins,
            follows: options.follows,
            datum,
            basemap: options.basemap,
            container: options.container,
            layer,
            engine: RefCell::new(None),
            library_failed: Cell::new(false),
            labels: Labels::new(options.labels),
            writer: RefCell::new(Writer::new(datum)),
            dirty: RefCell::default(),
            directory: RefCell::default(),
            watch: RefCell::default(),
            on_fault: options.on_fault,
            in_hand: Cell::new(options.begins.is_some()),
            idle: Cell::new(false),
            fitted_at: Cell::new(None),
            language: Cell::new(options.language),
            flood: Cell::new(false),
            due: RefCell::default(),
            captioned: RefCell::default(),
            said: RefCell::default(),
        });
        situation.dress();
        situation.layer.show(situation.bare_view());
        Ok(situation)
    }

    /// Fetches the map library and puts the map below the marks.
    pub async fn open_map(self: Rc<Self>, title: String) {
        let options = MapOptions {
            camera: self.first(),
            ground: GROUND,
            min_zoom: 0.0,
            title,
        };
        let opened = MapLibre::open(&self.container, &options).await;
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

    /// The picture, or the ground in its place, then grids and areas.
    fn lay_ground(&self) {
        let shapes = ground::shapes(
            &self.directory.borrow(),
            self.home_view,
            self.datum,
            self.basemap.is_some(),
        );
        let laid = self.with_engine(|engine| -> Result<(), EngineError> {
            if let Some(basemap) = &self.basemap {
                engine.set_raster(&raster_of(basemap))?;
            }
            for shapes in &shapes {
                // The map draws what it is given, and is idle again after that.
                self.idle.set(false);
                engine.set_shapes(shapes)?;
            }
            Ok(())
        });
        if let Some(Err(error)) = laid {
            warn!("map: {error}");
        }
    }

    fn hear(&self, event: &MapEvent) {
        match event {
            MapEvent::Moved => self.idle.set(false),
            MapEvent::Rendered => {
                if let (Some(labels), Some(view)) = (&self.labels, self.view()) {
                    labels.follow(&view);
                }
            }
            MapEvent::Stopped | MapEvent::Loaded => self.choose_labels(),
            MapEvent::Idle => {
                self.idle.set(true);
                self.choose_labels();
                self.write_captions();
            }
            MapEvent::Resized => {
                self.dress();
                if let Some(labels) = &self.labels {
                    labels.remeasure();
                }
                if !self.in_hand.get() {
                    self.with_engine(|engine| engine.go_to(self.home(), Travel::Jump));
                }
                self.choose_labels();
            }
            MapEvent::TakenInHand => self.in_hand.set(true),
            MapEvent::Clicked { at, touch } => self.click(*at, *touch),
            MapEvent::Hovered(at) => self.point_at(Some(*at)),
            MapEvent::Left => self.point_at(None),
            // A pyramid with many gaps fails a tile at a time, in the same words: they are said once.
            MapEvent::Failed(what) => {
                if self.said.borrow_mut().insert(what.clone()) {
                    warn!("map: {what}");
                }
            }
        }
    }

    /// What the marks have in common: letters of the language, size of the glass, the person's wishes.
    fn dress(&self) {
        let language = self.language.get();
        self.layer.update(|marks| {
            let look = Look {
                scale: root_font_px() / 16.0,
                letters: letters(language).map(str::to_owned).to_vec(),
                badges: badges(language).map(str::to_owned).collect(),
                ground: GROUND,
                group: GROUP,
                alarm: stage_colour(domain::Stage::Reported),
                reduced_motion: prefers_reduced_motion(),
                ..marks.look().clone()
            };
            marks.set_look(look);
            marks.expect_characters(&caption_characters());
        });
    }

    /// Speaks another language.
    pub fn speak(&self, language: Language) {
        self.language.set(language);
        self.dress();
        if let Some(labels) = &self.labels {
            labels.speak(language);
        }
        self.choose_labels();
        self.write_captions();
    }

    /// The window has another size, or the person asked for less motion, or no longer does.
    pub fn dress_again(&self) {
        self.dress();
        if !self.has_map() {
            self.layer.show(self.bare_view());
        }
    }

    /// The divisions are known, or others are.
    pub fn set_directory(&self, directory: &Directory) {
        *self.directory.borrow_mut() = directory.clone();
        if let Some(labels) = &self.labels {
            labels.set_directory(directory, self.datum);
            labels.speak(self.language.get());
        }
        self.lay_ground();
        self.choose_labels();
        // Stations are among the marks.
        self.write_all(page_now());
    }

    /// Other conditions hold: every mark is written anew.
    pub fn set_conditions(&self, conditions: Conditions, at: PageTime) {
        self.flood.set(conditions.flood);
        self.writer.borrow_mut().set_conditions(conditions);
        self.write_all(at);
    }

    fn write_all(&self, at: PageTime) {
        let directory = self.directory.borrow();
        self.layer.update(|marks| {
            self.writer
                .borrow_mut()
                .write_all(marks, self.store, &directory, at);
        });
    }

    /// A tick: draws what changed since the last.
    pub fn tick(&self, at: PageTime) {
        let mut dirty = self.dirty.borrow_mut();
        self.store.take_dirty(&mut dirty);
        if dirty.is_empty() {
            return;
        }
        if dirty.everything {
            self.write_all(at);
        } else {
            let pulse_ms = marks_clock_ms(self.store, at);
            self.layer.update(|marks| {
                self.writer
                    .borrow_mut()
                    .write_dirty(marks, self.store, &dirty, at, pulse_ms);
            });
        }
        // Written: nothing is pending, be it that no other tick comes.
        dirty.clear();
        drop(dirty);
        self.fit_by_itself(at);
    }

    /// Another second: rings close, captions count, and a map that does not draw is noticed.
    pub fn second(&self, at: PageTime) {
        self.layer
            .update(|marks| self.writer.borrow().write_time(marks, self.store, at));
        self.write_captions();
        self.fit_by_itself(at);
        let mut watch = self.watch.borrow_mut();
        if is_hidden() {
            watch.rest();
            return;
        }
        let clock_ms = marks_clock_ms(self.store, at);
        let stands = self.store.clock().is_some_and(|clock| clock.stands());
        let (due, draws) = self.layer.read(|marks| {
            let next = marks.next_draw(clock_ms);
            // A clock that stands never comes to its next blink.
            let due = next == NextDraw::Now || (next != NextDraw::Never && !stands);
            let due = due || is_lost(marks);
            (due, marks.stats().draws)
        });
        (self.on_fault)(MapFault::NotDrawn, watch.look(at, due, draws));
    }

    /// Which deadlines are over: the first ones get words beside their marks.
    pub fn set_due(&self, due: Vec<Due>) {
        *self.due.borrow_mut() = due;
        self.write_captions();
    }

    fn write_captions(&self) {
        let due = self.due.borrow();
        let language = self.language.get();
        let overdue = due
            .iter()
            .filter(|due| due.deadline.pressure == Pressure::Overdue)
            .take(MOST_CAPTIONS);
        self.layer.update(|marks| {
            let standing: Vec<_> = marks
                .in_view()
                .filter(|mark| !mark.grouped)
                .map(|mark| (mark.id, mark.screen))
                .collect();
            let places: HashMap<_, _> = standing.iter().copied().collect();
            let wanted = overdue.filter_map(|due| {
                let mark = mark_of(due.incident);
                Some(Caption {
                    mark,
                    at: *places.get(&mark)?,
                    words: time_over(language, due.deadline.over()),
                })
            });
            let captions = free_captions(wanted.collect(), &standing, marks.look().scale);
            for caption in &captions {
                marks.label(caption.mark, Some(&caption.words));
            }
            let written = captions.iter().map(|caption| caption.mark).collect();
            let before = self.captioned.replace(written);
            let captioned = self.captioned.borrow();
            for mark in before.iter().filter(|mark| !captioned.contains(mark)) {
                marks.label(*mark, None);
            }
        });
    }

    fn choose_labels(&self) {
        if let (Some(labels), Some(view)) = (&self.labels, self.view()) {
            labels.choose(&view);
        }
    }

    /// The marks' white ring.
    pub fn select(&self, incident: Option<IncidentRef>) {
        self.layer
            .update(|marks| marks.select(incident.map(mark_of)));
    }

    /// The marks' thin ring.
    pub fn hover(&self, incident: Option<IncidentRef>) {
        self.layer
            .update(|marks| marks.hover(incident.map(mark_of)));
        let cursor = if incident.is_some() { "pointer" } else { "" };
        let _ = self.container.style().set_property("cursor", cursor);
    }

    fn click(&self, at: ScreenPoint, touch: bool) {
        let reach = if touch { FINGER } else { MOUSE };
        match self.layer.read(|marks| marks.pick(at, reach)) {
            Some(Picked::Mark(mark)) => {
                if let Meaning::Incident(incident) = meaning_of(mark) {
                    self.store.view.select(Some(incident));
                }
            }
            Some(Picked::Group { bounds, .. }) => self.open_group(bounds),
            None => self.store.view.select(None),
        }
    }

    fn open_group(&self, bounds: Bounds) {
        self.with_engine(|engine| {
            let view = engine.view();
            let fitted = view.fit(bounds, Padding::all(80.0), NEAREST_FIT);
            // A group whose marks stand close together still opens a step further.
            let camera = Camera {
                zoom: fitted.zoom.max(view.camera().zoom + 1.0),
                pitch: view.camera().pitch,
                ..fitted
            };
            self.in_hand.set(true);
            engine.go_to(camera, Travel::Ease(GROUP_TRAVEL_MS));
        });
    }

    fn point_at(&self, at: Option<ScreenPoint>) {
        let mark = at.and_then(|at| match self.layer.read(|marks| marks.pick(at, 0.0)) {
            Some(Picked::Mark(mark)) => Some(mark),
            _ => None,
        });
        let incident = mark.and_then(|mark| match meaning_of(mark) {
            Meaning::Incident(incident) => Some(incident),
            Meaning::Place => None,
        });
        self.store.view.hover(incident);
    }

    /// A key over the map: `f` shows everything. Arrows, plus and minus are the map library's own.
    pub fn key(&self, key: &KeyboardEvent) {
        let plain = !key.ctrl_key() && !key.meta_key() && !key.alt_key();
        if plain && matches!(key.key().as_str(), "f" | "F") {
            self.show(Wanted::Everything);
        }
    }

    /// Shows what was asked for.
    pub fn show(&self, wanted: Wanted) {
        self.with_engine(|engine| match wanted {
            Wanted::Point(place) => {
                self.in_hand.set(true);
                let camera = engine.camera();
                engine.go_to(
                    Camera {
                        centre: self.datum.drawn(place),
                        zoom: camera.zoom.max(NEAR_ZOOM),
                        ..camera
                    },
                    Travel::Fly,
                );
            }
            Wanted::Box(low, high) => {
                self.in_hand.set(true);
                let corners = [low, high].map(|corner| self.datum.drawn(corner));
                if let Some(bounds) = Bounds::around(corners) {
                    engine.fit(bounds, self.padding(), NEAREST_FIT, Travel::Fly);
                }
            }
            Wanted::Everything => {
                self.in_hand.set(false);
                match self.everything() {
                    Some(bounds) => engine.fit(bounds, self.padding(), NEAREST_FIT, Travel::Fly),
                    None => engine.go_to(self.home(), Travel::Fly),
                }
            }
            Wanted::Home => {
                self.in_hand.set(false);
                engine.go_to(self.home(), Travel::Fly);
            }
        });
    }

    fn padding(&self) -> Padding {
        Padding::all(4.0 * root_font_px())
    }

    /// The box around what is open.
    fn everything(&self) -> Option<Bounds> {
        let reach = ground::extent(&self.directory.borrow()).map(Reach::around);
        self.store.with_feeds(|feeds| {
            let incidents = feeds.values().flat_map(|feed| feed.world().incidents());
            open_bounds(incidents, reach, |place| self.datum.drawn(place))
        })
    }

    /// When something open lies outside of the view and nobody has touched the map, it shows that too, and rests a while.
    fn fit_by_itself(&self, at: PageTime) {
        let rested = self
            .fitted_at
            .get()
            .is_none_or(|fitted_at| at.millis_since(fitted_at) >= REST_MS);
        if !self.follows || self.in_hand.get() || !rested || is_hidden() {
            return;
        }
        self.with_engine(|engine| {
            let view = engine.view();
            if engine.is_moving() || view.width() < 2.0 {
                return;
            }
            let Some(open) = self.everything() else {
                return;
            };
            let (width, height) = (view.width(), view.height());
            let seen = |at: LonLat| {
                view.project(at).is_some_and(|at| {
                    (0.0..=width).contains(&at.x) && (0.0..=height).contains(&at.y)
                })
            };
            if seen(open.south_west) && seen(open.north_east) {
                return;
            }
            self.fitted_at.set(Some(at));
            let home = self.home();
            let home_view = View::new(home, width, height);
            let corners = [(0.0, 0.0), (width, height)]
                .into_iter()
                .filter_map(|(x, y)| home_view.unproject(ScreenPoint { x, y }));
            if let Some(all) = Bounds::around(corners.chain([open.south_west, open.north_east])) {
                engine.fit(all, Padding::all(0.0), home.zoom, Travel::Ease(600.0));
            }
        });
    }

    /// The container's width and height in CSS pixels.
    fn size(&self) -> (f64, f64) {
        (
            f64::from(self.container.client_width()),
            f64::from(self.container.client_height()),
        )
    }

    /// The camera at home, which shows the same part of the earth on a map of any size.
    fn home(&self) -> Camera {
        let (width, height) = self.size();
        Camera {
            centre: self.datum.drawn(self.home_view.centre),
            zoom: home_zoom(self.home_view.zoom, width, height),
            pitch: self.home_view.pitch_degrees,
            bearing: self.home_view.bearing_degrees,
        }
    }

    /// Where the camera begins.
    fn first(&self) -> Camera {
        self.begins.map_or_else(
            || self.home(),
            |begins| Camera {
                centre: self.datum.drawn(begins.centre),
                zoom: begins.zoom,
                pitch: begins.pitch,
                bearing: begins.bearing,
            },
        )
    }

    /// The view while there is no map: where it will begin, through a window of the container's size.
    fn bare_view(&self) -> View {
        let (width, height) = self.size();
        View::new(self.first(), width, height)
    }

    fn has_map(&self) -> bool {
        self.engine.borrow().is_some()
    }

    /// The camera and the window, as they are drawn.
    #[must_use]
    pub fn view(&self) -> Option<View> {
        Some(self.layer.read(|marks| *marks.view()))
    }

    /// Moves the camera at once, as a person would: the map no longer moves by itself.
    pub fn set_camera(&self, centre: Wgs84, zoom: f64, pitch: f64, bearing: f64) {
        self.in_hand.set(true);
        self.idle.set(!self.has_map());
        let camera = Camera {
            centre: self.datum.drawn(centre),
            zoom,
            pitch,
            bearing,
        };
        if self
            .with_engine(|engine| engine.go_to(camera, Travel::Jump))
            .is_none()
        {
            let bare = self.bare_view();
            self.layer
                .show(View::new(camera, bare.width(), bare.height()));
        }
    }

    /// The camera: its centre as a place, and the rest as it is.
    #[must_use]
    pub fn camera(&self) -> Option<(Wgs84, Camera)> {
        let camera = self.view()?.camera();
        Some((self.datum.place(camera.centre)?, camera))
    }

    /// The camera where a person has put it; `None` while nobody has, or while it moves.
    #[must_use]
    pub fn camera_in_hand(&self) -> Option<AskedCamera> {
        let moves = self
            .with_engine(|engine| engine.is_moving())
            .unwrap_or(false);
        if !self.in_hand.get() || moves {
            return None;
        }
        let (centre, camera) = self.camera()?;
        Some(AskedCamera {
            centre,
            zoom: camera.zoom,
            pitch: camera.pitch,
            bearing: camera.bearing,
        })
    }

    /// The incidents whose marks stand in the view, each with its place in CSS pixels of the window.
    #[must_use]
    pub fn incidents_in_view(&self) -> Vec<(IncidentRef, Wgs84, ScreenPoint)> {
        let (left, top) = self.corner();
        self.layer.read(|marks| {
            marks
                .in_view()
                .filter_map(|mark| match meaning_of(mark.id) {
                    Meaning::Incident(incident) => Some((
                        incident,
                        self.datum.place(mark.at)?,
                        ScreenPoint {
                            x: mark.screen.x + left,
                            y: mark.screen.y + top,
                        },
                    )),
                    Meaning::Place => None,
                })
                .collect()
        })
    }

    /// The incident whose mark is at a point of the window, in CSS pixels.
    #[must_use]
    pub fn pick(&self, x: f64, y: f64) -> Option<IncidentRef> {
        let (left, top) = self.corner();
        let at = ScreenPoint {
            x: x - left,
            y: y - top,
        };
        match self.layer.read(|marks| marks.pick(at, MOUSE))? {
            Picked::Mark(mark) => match meaning_of(mark) {
                Meaning::Incident(incident) => Some(incident),
                Meaning::Place => None,
            },
            Picked::Group { .. } => None,
        }
    }

    fn corner(&self) -> (f64, f64) {
        let place = self.container.get_bounding_client_rect();
        (place.left(), place.top())
    }

    /// Whether nothing is on its way: the map has drawn its tiles, and the marks what they are told.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let clock_ms = marks_clock_ms(self.store, page_now());
        let drawn = self
            .layer
            .read(|marks| marks.next_draw(clock_ms) != NextDraw::Now);
        let map = self.library_failed.get() || (self.has_map() && self.idle.get());
        map && drawn && self.dirty.borrow().is_empty()
    }

    /// The marks' figures.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.layer.read(Marks::stats)
    }

    /// Takes the map off the page.
    pub fn dispose(&self) {
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

/// What captions are written with, in every language.
fn caption_characters() -> String {
    let spans = [1, 60, 3_600, 86_400].map(Millis::from_secs);
    Language::ALL
        .into_iter()
        .flat_map(|language| spans.map(|span| time_over(language, span)))
        .collect()
}

/// Whether the browser has taken the graphics card away: nothing is drawn until it gives it back.
fn is_lost(marks: &Marks) -> bool {
    let context = marks.canvas().get_context("webgl2").ok().flatten();
    context
        .and_then(|context| context.dyn_into::<WebGl2RenderingContext>().ok())
        .is_some_and(|context| context.is_context_lost())
}

/// The clock of blink and pulse: the deployment's at real pace, or the page's before any hub has told it.
fn marks_clock_ms(store: Store, at: PageTime) -> f64 {
    store.clock().map_or(at.0, |clock| clock.blink_ms(at))
}

fn raster_of(basemap: &Basemap) -> Raster {
    Raster {
        name: "basemap".to_owned(),
        tiles: vec![basemap.tiles.clone()],
        tile_size: basemap.tile_size,
        min_zoom: basemap.min_zoom,
        max_zoom: basemap.max_zoom,
        from_south: false,
        bounds: None,
        attribution: Some(basemap.attribution.clone()).filter(|text| !text.is_empty()),
        paint: match basemap.kind {
            BasemapKind::Imagery => RasterPaint::CALM,
            BasemapKind::Drawn => RasterPaint::PLAIN,
        },
    }
}

//! The situational map itself: the map library, the marks above it, and what they are told. Where it looks, what is picked and
//! what is written beside marks are modules of their own.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use domain::{IncidentRef, Millis, Wgs84};
use leptos::logging::warn;
use leptos::prelude::{GetUntracked, Set, SetValue, Update, WithUntracked, untrack};
use protocol::{Basemap, BasemapKind, HomeView, PAINTED};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, WebGl2RenderingContext};

use super::camera_points::{CameraPoints, PointSign};
use super::captions::Captions;
use super::cone::Cone;
use super::datum::Datum;
use super::framing::Framing;
use super::ground;
use super::labels::Labels;
use super::mark_ids::mark_of;
use super::outside::{EdgeCall, edge_calls, is_missed};
use super::picking::{FINGER, Hit, MOUSE, hit, incident_at, incidents_in_view, next_below};
use super::pin::PinMark;
use super::watch::DrawWatch;
use super::writer::{Conditions, Writer};
use crate::config::{AskedCamera, Directory, HandLabel, LabelSet};
use crate::engine::{
    Camera, EngineError, Look, MapEngine, MapEvent, MapLibre, MapOptions, Marks, MarksLayer,
    NextDraw, Raster, RasterPaint, ScreenPoint, Stats, Subscription, TileDrawer, Travel, View,
};
use crate::i18n::{Language, time_over};
use crate::platform::{
    Effort, PageTime, is_hidden, page_now, prefers_reduced_motion, root_font_px,
};
use crate::selectors::Due;
use crate::store::{DirtySet, Filter, Store, Wanted};
use crate::symbology::{GROUND, GROUP, LAND, badges, letters, stage_colour};

/// Labels look for another place this long after they last did, in milliseconds: crews go by all the time, and names that hop
/// out of their way each second could not be read.
const LABELS_REST_MS: f64 = 5_000.0;

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

    /// The picture, or the ground in its place, then grids and areas.
    fn lay_ground(&self) {
        let shapes = ground::shapes(
            &self.directory.borrow(),
            self.home_view,
            self.datum,
            self.basemap.is_some(),
            self.scale(),
        );
        self.laid_scale.set(self.scale());
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

    /// How much larger than on a full HD screen everything is.
    fn scale(&self) -> f64 {
        root_font_px() / 16.0
    }

    /// What the marks have in common: letters of the language, size of the glass, the person's wishes.
    fn dress(&self) {
        let language = self.language.get();
        self.layer.update(|marks| {
            let look = Look {
                scale: self.scale(),
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
        self.filter.replace(conditions.filter.clone());
        self.writer.borrow_mut().set_conditions(conditions);
        self.write_all(at);
    }

    fn write_all(&self, at: PageTime) {
        // Another picture: names look for their places as soon as it has been drawn.
        self.labels_chosen_at.set(None);
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
            self.layer.update_in_frame(|marks| {
                self.writer
                    .borrow_mut()
                    .write_dirty(marks, self.store, &dirty, at, pulse_ms);
            });
        }
        if self.stands() {
            // What stands is looked at for long, and shared: names keep clear of these marks, not of those before.
            self.labels_chosen_at.set(None);
        }
        // Written: nothing is pending, be it that no other tick comes.
        dirty.clear();
    }

    /// Another second: rings close, captions count, the map fits itself if nobody has touched it, and one that does not draw
    /// is noticed.
    pub fn second(&self, at: PageTime) {
        self.layer
            .update(|marks| self.writer.borrow().write_time(marks, self.store, at));
        self.write_captions();
        let labels_rested = self
            .labels_chosen_at
            .get()
            .is_none_or(|chosen_at| at.millis_since(chosen_at) >= LABELS_REST_MS);
        // Groups, of which names keep clear, are those of the last frame: a picture that stands is drawn first.
        if labels_rested && !(self.stands() && self.draws_next(at)) {
            self.choose_labels();
        }
        self.tell_outside();
        if !is_hidden() {
            let directory = self.directory.borrow();
            self.with_engine(|engine| self.framing.fit_by_itself(engine, &directory, at));
        }
        let mut watch = self.watch.borrow_mut();
        if is_hidden() {
            watch.rest();
            return;
        }
        let clock_ms = marks_clock_ms(self.store, at);
        let stands = self.stands();
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
        self.captions.set_due(due);
        self.write_captions();
    }

    fn write_captions(&self) {
        self.layer
            .update(|marks| self.captions.write(marks, self.language.get()));
    }

    /// Whether the deployment's clock stands, as a demo's does between two plays.
    fn stands(&self) -> bool {
        self.store.clock().is_some_and(|clock| clock.stands())
    }

    /// Whether marks are drawn with the next frame.
    fn draws_next(&self, at: PageTime) -> bool {
        let clock_ms = marks_clock_ms(self.store, at);
        self.layer
            .read(|marks| marks.next_draw(clock_ms) == NextDraw::Now)
    }

    /// Other names are wanted on the map, or none.
    pub fn set_labels(&self, set: LabelSet) {
        if let Some(labels) = &self.labels {
            labels.set_shown(set);
        }
        self.choose_labels();
    }

    /// What officers have named is this now.
    pub fn set_hand_labels(&self, named: &[HandLabel]) {
        if let Some(labels) = &self.labels {
            labels.set_hand(named, self.datum);
        }
        self.choose_labels();
    }

    /// How often places for names have been looked for.
    #[must_use]
    pub fn times_labels_chosen(&self) -> u64 {
        self.labels.as_ref().map_or(0, Labels::times_chosen)
    }

    fn choose_labels(&self) {
        if let Some(labels) = &self.labels {
            self.labels_chosen_at.set(Some(page_now()));
            // What a clock that stands shows can be shared: it must not depend on what was shown before.
            let stays = !self.stands();
            self.layer.read(|marks| {
                let (signs, traces) = (marks.covered(false), marks.covered(true));
                labels.choose(marks.view(), signs, &traces, stays);
            });
        }
    }

    /// Says what is urgent and not in the view: the map is not moved for it, and nobody must miss it.
    fn tell_outside(&self) {
        let filter = self.filter.borrow();
        let view = self.view();
        let calls = self.store.with_feeds(|feeds| {
            let missed = feeds.iter().flat_map(|(network, feed)| {
                let incidents = feed.world().incidents().filter(|known| is_missed(known));
                let shown = incidents.filter(|known| filter.lets_through(*network, known));
                shown.filter_map(|known| {
                    let at = self.datum.drawn(known.place.position?);
                    Some((at, known.is_unattended()))
                })
            });
            edge_calls(missed, &view)
        });
        (self.on_outside)(calls);
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

    /// The pin was put somewhere else, or taken away.
    pub fn stand_pin(&self) {
        let pin = untrack(|| self.store.view.pin());
        let at = pin.at.map(|at| self.datum.drawn(at));
        self.pin.stand(at, &self.view());
    }

    /// The open camera looks elsewhere, or another place was pointed at in its picture.
    pub fn stand_cone(&self) {
        let view = self.store.view;
        view.sight.with_untracked(|sight| {
            view.spot.with_untracked(|spot| {
                self.cone
                    .stand(sight.as_ref(), spot.as_ref(), self.datum, &self.view());
            });
        });
    }

    /// Shows where these cameras stand; none when nobody wants to know.
    pub fn show_camera_points(&self, points: &[PointSign]) {
        let open = self.store.view.camera_point;
        let on_press = move |id| {
            open.update(|open| *open = (open.as_ref() != Some(&id)).then_some(id));
        };
        self.camera_points.borrow_mut().show(points, on_press);
        self.stand_camera_points();
    }

    fn stand_camera_points(&self) {
        let points = self.camera_points.borrow();
        points.stand(self.datum, &self.view());
    }

    /// The lookouts are known: they are marks of the map from now on.
    pub fn show_lookouts(&self) {
        self.write_all(page_now());
    }

    fn click(&self, at: ScreenPoint, touch: bool) {
        if untrack(|| self.store.view.pin()).placing {
            let place = self.view().unproject(at);
            let place = place.and_then(|drawn| self.datum.place(drawn));
            self.store.view.put_pin(place);
            return;
        }
        let reach = if touch { FINGER } else { MOUSE };
        let selected = self.store.view.selected.get_untracked();
        match self.layer.read(|marks| hit(marks, at, reach)) {
            Some(Hit::Incident(incident)) if Some(incident) == selected => {
                // Pressed again: where several stand at one address, the next of them.
                let next = self.layer.read(|marks| next_below(marks, at, incident));
                self.store.view.select(next.or(selected));
            }
            Some(Hit::Incident(incident)) => self.store.view.select(Some(incident)),
            Some(Hit::Place) => {}
            Some(Hit::Lookout(number)) => self.open_lookout(number),
            Some(Hit::Group(bounds)) => {
                self.with_engine(|engine| self.framing.open_group(engine, bounds));
            }
            None => self.store.view.select(None),
        }
    }

    fn open_lookout(&self, number: usize) {
        let camera = self.store.surroundings.with_untracked(|known| {
            let (_, camera, _) = known.as_ref()?.lookouts().nth(number)?;
            Some(camera.id.clone())
        });
        self.store.view.camera.set(camera);
    }

    fn point_at(&self, at: Option<ScreenPoint>) {
        let incident = at.and_then(|at| self.layer.read(|marks| incident_at(marks, at, 0.0)));
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
        let directory = self.directory.borrow();
        self.with_engine(|engine| self.framing.show(engine, &directory, wanted));
    }

    /// The container's width and height in CSS pixels.
    fn size(&self) -> (f64, f64) {
        (
            f64::from(self.container.client_width()),
            f64::from(self.container.client_height()),
        )
    }

    /// The view while there is no map: where it will begin, through a window of the container's size.
    fn bare_view(&self) -> View {
        let (width, height) = self.size();
        View::new(self.framing.first((width, height)), width, height)
    }

    fn has_map(&self) -> bool {
        self.engine.borrow().is_some()
    }

    /// The camera and the window, as they are drawn.
    #[must_use]
    pub fn view(&self) -> View {
        self.layer.read(|marks| *marks.view())
    }

    /// Moves the camera at once, as a person would: the map no longer moves by itself.
    pub fn set_camera(&self, centre: Wgs84, zoom: f64, pitch: f64, bearing: f64) {
        self.framing.take_in_hand();
        self.idle.set(!self.has_map());
        let camera = self.framing.camera_over(centre, zoom, pitch, bearing);
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
        let camera = self.view().camera();
        Some((self.datum.place(camera.centre)?, camera))
    }

    /// The camera where a person has put it; `None` while nobody has, or while it moves.
    #[must_use]
    pub fn camera_in_hand(&self) -> Option<AskedCamera> {
        let moves = self
            .with_engine(|engine| engine.is_moving())
            .unwrap_or(false);
        if !self.framing.is_in_hand() || moves {
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
        let corner = self.corner();
        self.layer
            .read(|marks| incidents_in_view(marks, self.datum, corner))
    }

    /// The incident whose mark is at a point of the window, in CSS pixels.
    #[must_use]
    pub fn pick(&self, x: f64, y: f64) -> Option<IncidentRef> {
        let corner = self.corner();
        let at = ScreenPoint {
            x: x - corner.x,
            y: y - corner.y,
        };
        self.layer.read(|marks| incident_at(marks, at, MOUSE))
    }

    /// The container's corner in the window.
    fn corner(&self) -> ScreenPoint {
        let place = self.container.get_bounding_client_rect();
        ScreenPoint {
            x: place.left(),
            y: place.top(),
        }
    }

    /// Whether nothing is on its way: the map has drawn its tiles, the marks what they are told, and names stand clear of them.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let named = self.labels.is_none() || self.labels_chosen_at.get().is_some();
        let drawn = named && !self.draws_next(page_now());
        let map = self.library_failed.get() || (self.has_map() && self.idle.get());
        map && drawn && self.dirty.borrow().is_empty()
    }

    /// The marks' figures.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.layer.read(Marks::stats)
    }

    /// What drawing the marks has cost the page's thread.
    #[must_use]
    pub fn drawing(&self) -> &Effort {
        self.layer.effort()
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
        paint: match basemap.kind {
            BasemapKind::Imagery => RasterPaint::CALM,
            BasemapKind::Drawn => RasterPaint::PLAIN,
        },
    }
}

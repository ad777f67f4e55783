//! A camera's picture and its labels, kept in step.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use domain::{IncidentRef, Timestamp, Wgs84};
use geodesy::{
    Degrees, Earth, Elevated, Metres, PicturePixel, Pinhole, Seen, great_circle_destination,
};
use leptos::logging::warn;
use leptos::prelude::{GetUntracked, Set, untrack};
use protocol::{Basemap, CoordinateSystem, PAINTED};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlCanvasElement, HtmlElement, Window};

use super::best::on_top;
use super::brush::{Brush, Plate};
use super::control::{Control, Pointed};
use super::daylight::Phase;
use super::declutter::{Declutter, Placed, Room, Wish};
use super::head::{Head, short_way};
use super::pointing::spot_at;
use super::scene;
use super::skyline::Skyline;
use super::standing::{Aim, Standing};
use super::subjects::{Around, Gatherer, Kind, Opens, Subject};
use crate::config::Surroundings;
use crate::engine::{
    EngineError, MapEngine, MapEvent, MapLibre, PerspectiveEngine, Raster, RasterPaint,
    Subscription, TileDrawer,
};
use crate::i18n::{I18n, length};
use crate::platform::{
    Effort, PageTime, Timeout, is_hidden, page_now, prefers_reduced_motion, root_font_px,
};
use crate::store::{Sight, Store};
use crate::symbology::{LAND, letters};

/// The scheme of tiles that the picture's own map has drawn: a scheme is one map's.
const SEEN_FROM_CAMERA: &str = "camera-painted";

/// Half of a blink, in milliseconds: as the marks of the map blink.
const BLINK_HALF_MS: f64 = 500.0;

/// The cone on the map reaches no farther than this, in metres.
const CONE_REACH: f64 = 3_500.0;

/// What lies flat is drawn from far: tiles of the aerial picture down to this zoom.
const LEAST_ZOOM: u8 = 10;

/// What a picture is made with.
pub struct PictureOptions {
    /// What the screen knows.
    pub store: Store,
    /// The language and the zone.
    pub i18n: I18n,
    /// The aerial picture that lies on the ground.
    pub basemap: Option<Basemap>,
    /// Who draws its tiles where no address gives them.
    pub painter: Option<TileDrawer>,
    /// Cameras and buildings.
    pub surroundings: Arc<Surroundings>,
    /// The buildings, ready to be asked what hides what.
    pub skyline: Rc<Skyline>,
    /// The element that the picture fills.
    pub container: HtmlElement,
    /// The canvas for labels, above it.
    pub canvas: HtmlCanvasElement,
    /// Told when the map library does not start, and when it does.
    pub on_fault: Box<dyn Fn(bool)>,
    /// Told where the head looks, whenever that changes.
    pub on_aim: Box<dyn Fn(Aim)>,
    /// Who takes what is pointed at, where the camera is being calibrated.
    pub control: Option<Control>,
}

/// A label as it stands in the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelSeen {
    /// What is written.
    pub text: String,
    /// What it is.
    pub kind: &'static str,
    /// Where it stands, in pixels of the picture.
    pub anchor: (f64, f64),
    /// Its upper left corner, width and height.
    pub plate: [f64; 4],
    /// Whether it is drawn as an outline because a building stands before it.
    pub hidden: bool,
    /// What it stands on.
    pub place: Elevated,
    opens: Opens,
}

/// A camera's picture on the page.
pub struct CameraPicture {
    options: PictureOptions,
    window: Window,
    brush: RefCell<Brush>,
    engine: RefCell<Option<(Rc<MapLibre>, Subscription)>>,
    /// Whether the map has not yet drawn what the head was turned to.
    behind: Cell<bool>,
    idle: Cell<bool>,
    failed: Cell<bool>,
    disposed: Cell<bool>,
    head: RefCell<Head>,
    gatherer: RefCell<Gatherer>,
    subjects: RefCell<Vec<Subject>>,
    drawn: RefCell<Drawn>,
    declutter: RefCell<Declutter>,
    scene: Cell<Option<Phase>>,
    flood: Cell<bool>,
    frame: Cell<Option<i32>>,
    timer: RefCell<Option<Timeout>>,
    on_frame: Closure<dyn FnMut()>,
    effort: Effort,
    this: Weak<Self>,
}

/// What the last frame was made of; kept for its buffers, for clicks and for tests.
#[derive(Default)]
struct Drawn {
    wishes: Vec<Wish>,
    of: Vec<usize>,
    placed: Vec<Placed>,
    distances: Vec<String>,
    sizes: Vec<(f64, f64)>,
    arrows: Vec<Arrow>,
}

/// Something called for that is not in the picture.
#[derive(Clone, Copy, Debug)]
struct Arrow {
    subject: usize,
    at: (f64, f64),
    towards: f64,
}

impl CameraPicture {
    /// The picture of a camera; its map follows with [`Self::open`].
    ///
    /// # Errors
    /// When the browser gives no canvas to write on.
    pub fn new(options: PictureOptions, standing: Standing) -> Result<Rc<Self>, EngineError> {
        let window = web_sys::window().ok_or(EngineError::NoCanvas)?;
        let pen = options.canvas.get_context("2d").ok().flatten();
        let pen = pen.and_then(|pen| pen.dyn_into().ok());
        let pen = pen.ok_or(EngineError::NoCanvas)?;
        let brush = Brush::new(options.canvas.clone(), pen);
        let picture = Rc::new_cyclic(|this: &Weak<Self>| {
            let on_frame = this.clone();
            Self {
                options,
                window,
                brush: RefCell::new(brush),
                engine: RefCell::new(None),
                behind: Cell::new(false),
                idle: Cell::new(false),
                failed: Cell::new(false),
                disposed: Cell::new(false),
                head: RefCell::new(Head::at_home(standing)),
                gatherer: RefCell::default(),
                subjects: RefCell::default(),
                drawn: RefCell::default(),
                declutter: RefCell::default(),
                scene: Cell::new(None),
                flood: Cell::new(false),
                frame: Cell::new(None),
                timer: RefCell::new(None),
                on_frame: Closure::new(move || {
                    if let Some(picture) = on_frame.upgrade() {
                        picture.frame.set(None);
                        picture.step();
                    }
                }),
                effort: Effort::default(),
                this: this.clone(),
            }
        });
        picture.dress();
        picture.refresh();
        picture.tell_aim();
        Ok(picture)
    }

    /// Fetches the map library and draws what the camera sees.
    pub async fn open(self: Rc<Self>, title: String) {
        let eye = {
            let head = self.head.borrow();
            head.standing().drawn_eye(head.aim())
        };
        let opened = MapLibre::open_eye(&self.options.container, &eye, LAND, title).await;
        // The picture may have been closed while the library came.
        if self.disposed.get() {
            return;
        }
        match opened {
            Ok(engine) => self.take_engine(engine),
            Err(error) => {
                warn!("camera picture: {error}");
                self.failed.set(true);
                (self.options.on_fault)(true);
            }
        }
    }

    fn take_engine(self: &Rc<Self>, engine: Rc<MapLibre>) {
        let this = Rc::downgrade(self);
        let subscription = engine.subscribe(Rc::new(move |event| {
            if let Some(picture) = this.upgrade() {
                picture.hear(event);
            }
        }));
        if let Some(painter) = &self.options.painter {
            engine.draw_tiles(SEEN_FROM_CAMERA, Rc::clone(painter));
        }
        *self.engine.borrow_mut() = Some((engine, subscription));
        (self.options.on_fault)(false);
        self.build();
        self.look();
    }

    /// Looks through another camera.
    pub fn watch(&self, standing: Standing) {
        if self.head.borrow().standing() == &standing {
            return;
        }
        // The same camera after somebody calibrated it looks where it looked.
        let is_same = self.head.borrow().standing().id() == standing.id();
        if is_same {
            let (aim, _) = self.aims();
            let drawn = self.head.borrow().standing().drawn_eye(aim);
            let is_drawn = drawn == standing.drawn_eye(aim);
            self.head.borrow_mut().stand(standing);
            self.options.store.view.spot.set(None);
            if is_drawn {
                // The map draws what it drew, and says nothing of it: only what is written moves.
                self.tell_aim();
                self.draw_soon();
            } else {
                self.look();
            }
            return;
        }
        *self.head.borrow_mut() = Head::at_home(standing);
        *self.gatherer.borrow_mut() = Gatherer::default();
        *self.declutter.borrow_mut() = Declutter::default();
        self.options.store.view.spot.set(None);
        self.scene.set(None);
        self.build();
        self.refresh();
        self.look();
    }

    /// The camera whose picture it is.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.head.borrow().standing().clone()
    }

    /// Where the head looks, and where it will have come to rest.
    #[must_use]
    pub fn aims(&self) -> (Aim, Aim) {
        let head = self.head.borrow();
        (head.aim(), head.bound_for())
    }

    /// Looks there at once.
    pub fn set_aim(&self, aim: Aim) {
        self.head.borrow_mut().set(aim);
        self.look();
    }

    /// Turns there, at once for who asked for less motion.
    pub fn turn(&self, aim: Aim) {
        if prefers_reduced_motion() {
            self.set_aim(aim);
            return;
        }
        self.head.borrow_mut().turn(aim, page_now());
        self.ask_for_frame();
    }

    /// Turns to where it looks when nobody steers it.
    pub fn go_home(&self) {
        let home = self.head.borrow().standing().home();
        self.turn(home);
    }

    /// Turns to a place, so that it is seen with what is around it.
    pub fn turn_to(&self, at: Wgs84) {
        let aim = {
            let head = self.head.borrow();
            head.standing().aim_at(on_top(&self.options.skyline, at))
        };
        self.turn(aim);
    }

    /// Turns by a drag of so many pixels: what was grabbed stays under the hand.
    pub fn drag(&self, right: f64, down: f64) {
        let Some(camera) = self.pinhole() else { return };
        let aim = self.head.borrow().aim();
        let degrees = |pixels: f64| (pixels / camera.lens().focal()).atan().to_degrees();
        self.set_aim(Aim {
            pan: aim.pan - degrees(right) / aim.tilt.to_radians().cos().max(0.25),
            tilt: aim.tilt + degrees(down),
            zoom: aim.zoom,
        });
    }

    /// Zooms by a factor, holding the direction that is seen at a point of the picture.
    pub fn zoom(&self, factor: f64, at: Option<(f64, f64)>) {
        let aim = self.head.borrow().bound_for();
        let (zoom, field) = {
            let head = self.head.borrow();
            let zoom = head
                .standing()
                .nearest(Aim {
                    zoom: aim.zoom * factor,
                    ..aim
                })
                .zoom;
            (zoom, head.standing().field(zoom))
        };
        let mut aim = Aim { zoom, ..aim };
        if let (Some((x, y)), Some(camera)) = (at, self.pinhole()) {
            let (width, height) = camera.lens().size();
            let (before, after) = (
                camera.lens().focal(),
                width / 2.0 / (field.to_radians() / 2.0).tan(),
            );
            let shift = |from_middle: f64| {
                ((from_middle / before).atan() - (from_middle / after).atan()).to_degrees()
            };
            aim.pan += shift(x - width / 2.0) / aim.tilt.to_radians().cos().max(0.25);
            aim.tilt -= shift(y - height / 2.0);
        }
        self.turn(aim);
    }

    /// Turns by shares of what is seen: 1 is from the left edge to the right.
    pub fn nudge(&self, right: f64, up: f64) {
        let (aim, field) = {
            let head = self.head.borrow();
            let aim = head.bound_for();
            (aim, head.standing().field(aim.zoom))
        };
        self.turn(Aim {
            pan: aim.pan + right * field,
            tilt: aim.tilt + up * field,
            zoom: aim.zoom,
        });
    }

    /// What a click means: a label's or an arrow's own thing, else the place that was pointed at.
    pub fn click(&self, x: f64, y: f64) {
        if let Some(control) = self.options.control {
            let (aim, _) = self.aims();
            let (size, pixel) = (self.brush.borrow().size(), PicturePixel { x, y });
            control.point(Pointed {
                aim,
                size,
                pixel,
                drawn: true,
            });
            return;
        }
        let view = self.options.store.view;
        let placing = untrack(|| view.pin()).placing;
        if let Some(label) = self.label_at(x, y).filter(|_| !placing) {
            match label.opens {
                Opens::Incident(incident) => view.select(Some(incident)),
                Opens::Camera(camera) => view.camera.set(Some(camera)),
                Opens::Hand(network, id) => view.hand_label.set(Some((network, id))),
                Opens::Nothing => self.turn_to(label.place.position),
            }
            return;
        }
        if let Some((incident, at)) = self.arrow_at(x, y) {
            if let Some(incident) = incident {
                view.select(Some(incident));
            }
            self.turn_to(at);
            return;
        }
        let spot = self
            .pinhole()
            .and_then(|camera| spot_at(&camera, &self.options.skyline, PicturePixel { x, y }));
        if placing {
            view.put_pin(spot.as_ref().map(|spot| spot.at));
        }
        view.spot.set(spot);
        self.draw_soon();
    }

    /// The incident whose label the pointer is over.
    #[must_use]
    pub fn incident_at(&self, x: f64, y: f64) -> Option<IncidentRef> {
        match self.label_at(x, y)?.opens {
            Opens::Incident(incident) => Some(incident),
            _ => None,
        }
    }

    /// Whether there is something to click on at a point.
    #[must_use]
    pub fn is_over_something(&self, x: f64, y: f64) -> bool {
        self.label_at(x, y).is_some() || self.arrow_at(x, y).is_some()
    }

    fn label_at(&self, x: f64, y: f64) -> Option<LabelSeen> {
        let mut labels = self.labels();
        // Those above were drawn last.
        labels.reverse();
        labels.into_iter().find(|label| {
            let [left, top, width, height] = label.plate;
            let near = (x - label.anchor.0).hypot(y - label.anchor.1) < 8.0;
            near || ((left..left + width).contains(&x) && (top..top + height).contains(&y))
        })
    }

    fn arrow_at(&self, x: f64, y: f64) -> Option<(Option<IncidentRef>, Wgs84)> {
        let drawn = self.drawn.borrow();
        let scale = self.brush.borrow().scale();
        let arrow = drawn
            .arrows
            .iter()
            .find(|arrow| (x - arrow.at.0).hypot(y - arrow.at.1) < 22.0 * scale)?;
        let subjects = self.subjects.borrow();
        let subject = subjects.get(arrow.subject)?;
        let incident = match subject.opens {
            Opens::Incident(incident) => Some(incident),
            _ => None,
        };
        Some((incident, subject.place.position))
    }

    /// The labels of the last frame, those drawn last at the end.
    #[must_use]
    pub fn labels(&self) -> Vec<LabelSeen> {
        let (drawn, subjects) = (self.drawn.borrow(), self.subjects.borrow());
        let labels = drawn.placed.iter().rev().filter_map(|placed| {
            let wish = drawn.wishes.get(placed.wish)?;
            let subject = subjects.get(*drawn.of.get(placed.wish)?)?;
            Some(LabelSeen {
                text: subject.text.clone(),
                kind: subject.kind.as_str(),
                anchor: wish.anchor,
                plate: [placed.corner.0, placed.corner.1, wish.size.0, wish.size.1],
                hidden: subject.hidden,
                place: subject.place,
                opens: subject.opens.clone(),
            })
        });
        labels.collect()
    }

    /// Where a place stands in the picture, as labels are put there.
    #[must_use]
    pub fn seen(&self, place: Elevated) -> Option<Seen> {
        self.pinhole()?.seen(place)
    }

    /// What projects into the picture as it is drawn now.
    fn pinhole(&self) -> Option<Pinhole> {
        let head = self.head.borrow();
        let size = self.brush.borrow().size();
        // The picture is drawn by the map library: what is written into it stands on the library's earth (ADR 23).
        head.standing()
            .pinhole(head.aim(), size, Earth::MercatorSheet)
    }

    fn hear(&self, event: &MapEvent) {
        match event {
            MapEvent::Rendered => {
                self.behind.set(false);
                self.idle.set(false);
                self.draw();
            }
            MapEvent::Resized => {
                self.dress();
                self.look();
            }
            MapEvent::Idle => self.idle.set(true),
            MapEvent::Failed(why) => warn!("camera picture: {why}"),
            _ => {}
        }
    }

    /// The page has other pixels, another size of type or another language.
    pub fn dress(&self) {
        let ratio = self.window.device_pixel_ratio();
        let scale = root_font_px() / 16.0;
        let family = self
            .window
            .get_computed_style(&self.options.canvas)
            .ok()
            .flatten()
            .and_then(|style| style.get_property_value("font-family").ok())
            .unwrap_or_else(|| "sans-serif".to_owned());
        self.brush.borrow_mut().resize(ratio, scale, &family);
        self.measure();
        self.draw_soon();
    }

    /// Whether there is more news than anybody can take in: nothing blinks then.
    pub fn set_flood(&self, flood: bool) {
        if self.flood.replace(flood) != flood {
            self.refresh();
        }
    }

    /// What is known has changed: what is labelled is gathered anew.
    pub fn refresh(&self) {
        let store = self.options.store;
        let language = untrack(|| self.options.i18n.language());
        let directory = untrack(|| store.directory());
        let head = self.head.borrow();
        let around = Around {
            store,
            directory: &directory,
            surroundings: &self.options.surroundings,
            skyline: &self.options.skyline,
            standing: head.standing(),
            language,
            flood: self.flood.get(),
            at: page_now(),
        };
        let gathered = self.gatherer.borrow_mut().gather(&around);
        drop(head);
        *self.subjects.borrow_mut() = gathered;
        self.measure();
        self.draw_soon();
    }

    fn measure(&self) {
        let language = untrack(|| self.options.i18n.language());
        let (subjects, brush) = (self.subjects.borrow(), self.brush.borrow());
        let mut drawn = self.drawn.borrow_mut();
        drawn.distances.clear();
        drawn.sizes.clear();
        for subject in subjects.iter() {
            let distance = if subject.sign.is_some() {
                length(language, Metres(subject.distance))
            } else {
                String::new()
            };
            let size = brush.measure(&subject.text, &distance, subject.sign.is_some());
            drawn.distances.push(distance);
            drawn.sizes.push(size);
        }
    }

    /// Another second: the light of the hour may be another one.
    pub fn second(&self) {
        if self.scene.get() != Some(self.phase().0) {
            self.build();
        }
    }

    /// The part of the day, and the local hour.
    fn phase(&self) -> (Phase, f64) {
        let now = untrack(|| self.options.store.now()).unwrap_or(Timestamp(0));
        let local = untrack(|| self.options.i18n.local(now));
        let hour = f64::from(local.hour) + f64::from(local.minute) / 60.0;
        (Phase::at(hour), hour)
    }

    fn with_engine<T>(&self, act: impl FnOnce(&MapLibre) -> T) -> Option<T> {
        let engine = self.engine.borrow();
        let engine = engine.as_ref().map(|(engine, _)| Rc::clone(engine))?;
        Some(act(&engine))
    }

    /// Puts ground, haze and buildings into the picture, in the light of the hour.
    fn build(&self) {
        let (phase, hour) = self.phase();
        let light = phase.light(hour);
        let from = self.head.borrow().standing().eye().position;
        let own: Vec<usize> = self.options.skyline.around(from).collect();
        let built = self.with_engine(|engine| -> Result<(), EngineError> {
            engine.set_daylight(&light.daylight);
            // A picture in shifted coordinates does not lie where the buildings stand.
            let lies = |basemap: &&Basemap| basemap.coordinates == CoordinateSystem::Wgs84;
            if let Some(basemap) = self.options.basemap.as_ref().filter(lies) {
                engine.set_raster(&raster_of(basemap, light.brightness))?;
            }
            engine.set_veil(&scene::veil(from, &light))?;
            engine.set_bodies(&scene::bodies(
                &self.options.surroundings.buildings,
                from,
                &own,
                &light,
            ))
        });
        self.idle.set(false);
        match built {
            Some(Ok(())) => self.scene.set(Some(phase)),
            Some(Err(error)) => {
                self.scene.set(Some(phase));
                warn!("camera picture: {error}");
            }
            None => {}
        }
    }

    /// Puts marked bodies into the picture: tests compare where they are drawn with where they are said to stand.
    ///
    /// # Errors
    /// When the document is no GeoJSON, or there is no picture yet.
    pub fn mark(&self, geojson: String) -> Result<(), EngineError> {
        let marked = crate::engine::Bodies {
            name: "marked".to_owned(),
            geojson,
        };
        self.idle.set(false);
        self.with_engine(|engine| engine.set_bodies(&marked))
            .unwrap_or(Err(EngineError::NoCanvas))
    }

    /// Shows what the head looks at now.
    fn look(&self) {
        let eye = {
            let head = self.head.borrow();
            head.standing().drawn_eye(head.aim())
        };
        if self.with_engine(|engine| engine.look(&eye)).is_some() {
            self.behind.set(true);
            self.idle.set(false);
        }
        self.tell_aim();
        self.ask_for_frame();
    }

    fn tell_aim(&self) {
        let aim = self.head.borrow().aim();
        (self.options.on_aim)(aim);
        self.options.store.view.sight.set(self.sight());
    }

    /// The sector of the ground that the camera sees, as the map shows it.
    fn sight(&self) -> Option<Sight> {
        let camera = self.pinhole()?;
        let (width, height) = camera.lens().size();
        let bearing = |x: f64| {
            let ray = camera.ray(PicturePixel { x, y: height / 2.0 })?;
            Some(ray.bearing().0)
        };
        let ground = geodesy::LevelGround(Metres(0.0));
        let reach = |y: f64| {
            let x = width / 2.0;
            let place = camera.place(PicturePixel { x, y }, &ground)?;
            Some(camera.seen(place)?.distance.0)
        };
        let (left, middle, right) = (bearing(0.0)?, bearing(width / 2.0)?, bearing(width)?);
        let far = reach(0.0).unwrap_or(CONE_REACH).min(CONE_REACH);
        let near = reach(height).unwrap_or(0.0).min(far * 0.9);
        let eye = camera.eye().position;
        let (from, to) = (short_way(middle, left), short_way(middle, right));
        let arc = |distance: f64, from: f64, to: f64| {
            (0..=16).filter_map(move |step| {
                let turn = from + (to - from) * f64::from(step) / 16.0;
                great_circle_destination(eye, Degrees(middle + turn), Metres(distance))
            })
        };
        let outline = arc(far, from, to).chain(arc(near, to, from));
        Some(Sight {
            eye,
            outline: outline.collect(),
        })
    }

    fn step(&self) {
        let moved = self.head.borrow_mut().step(page_now());
        if moved {
            self.look();
        }
        if !self.behind.get() || self.failed.get() {
            self.draw();
        }
        if self.head.borrow().is_moving() {
            self.ask_for_frame();
        }
    }

    pub(super) fn draw_soon(&self) {
        self.ask_for_frame();
    }

    fn draw(&self) {
        if self.disposed.get() {
            return;
        }
        let now = page_now();
        let (restless, blinks) = self.effort.measure(|| self.draw_frame(now));
        self.timer.take();
        if restless {
            self.ask_for_frame();
        } else if blinks && !is_hidden() {
            self.wait_for_blink(now);
        }
    }

    fn wait_for_blink(&self, now: PageTime) {
        let Some(clock) = self.options.store.clock().filter(|clock| !clock.stands()) else {
            return;
        };
        let rest = BLINK_HALF_MS - clock.blink_ms(now).rem_euclid(BLINK_HALF_MS);
        let this = self.this.clone();
        *self.timer.borrow_mut() = Some(Timeout::new(rest.ceil() as u32 + 1, move || {
            if let Some(picture) = this.upgrade() {
                picture.ask_for_frame();
            }
        }));
    }

    /// Draws all labels; says whether some are coming or going, and whether any blinks.
    fn draw_frame(&self, now: PageTime) -> (bool, bool) {
        let Some(camera) = self.pinhole() else {
            return (false, false);
        };
        let subjects = self.subjects.borrow();
        let mut drawn = self.drawn.borrow_mut();
        let drawn = &mut *drawn;
        let brush = self.brush.borrow();
        let scale = brush.scale();
        let (width, height) = brush.size();
        drawn.wishes.clear();
        drawn.of.clear();
        drawn.arrows.clear();
        for (number, subject) in subjects.iter().enumerate() {
            let seen = camera.seen(subject.place);
            let holds = |x: f64, y: f64| (0.0..width).contains(&x) && (0.0..height).contains(&y);
            let anchor = seen.map(|seen| (seen.pixel.x, seen.pixel.y));
            match anchor.filter(|(x, y)| holds(*x, *y)) {
                Some(anchor) => {
                    if subject.hidden && !(subject.shows_through() || subject.called) {
                        continue;
                    }
                    let behind = if subject.hidden { 120.0 } else { 0.0 };
                    drawn.of.push(number);
                    drawn.wishes.push(Wish {
                        key: subject.key,
                        anchor,
                        size: drawn.sizes.get(number).copied().unwrap_or_default(),
                        weight: subject.weight - behind,
                        one_of: subject.one_of,
                        kind: subject.kind as usize,
                    });
                }
                None if subject.called => {
                    let (at, towards) =
                        edge(&camera, subject.place, anchor, (width, height), scale);
                    drawn.arrows.push(Arrow {
                        subject: number,
                        at,
                        towards,
                    });
                }
                None => {}
            }
        }
        spread_arrows(&mut drawn.arrows, scale, (width, height));
        let most = Kind::ALL.map(Kind::most);
        let room = Room {
            frame: (width, height),
            scale,
            kept_free: &kept_free(width, height, scale),
            most: &most,
        };
        let restless =
            self.declutter
                .borrow_mut()
                .arrange(&drawn.wishes, &room, now.0, &mut drawn.placed);
        let language = untrack(|| self.options.i18n.language());
        let letters = letters(language);
        let clock = self.options.store.clock();
        let half = clock
            .map_or(0.0, |clock| clock.blink_ms(now) / BLINK_HALF_MS)
            .floor();
        let dark = half.rem_euclid(2.0) == 1.0 && !prefers_reduced_motion();
        let mut blinks = false;
        let (wishes, of) = (&drawn.wishes, &drawn.of);
        let (distances, placed) = (&drawn.distances, &drawn.placed);
        let plates = placed.iter().rev().filter_map(|placed| {
            let number = *of.get(placed.wish)?;
            let (wish, subject) = (wishes.get(placed.wish)?, subjects.get(number)?);
            let sign = subject.sign.as_ref();
            let blink = sign.is_some_and(|sign| sign.blink);
            Some((
                subject,
                Plate {
                    text: &subject.text,
                    distance: distances.get(number).map_or("", String::as_str),
                    sign,
                    letter: sign
                        .and_then(|sign| sign.letter)
                        .and_then(|letter| letters.get(usize::from(letter.0)).copied()),
                    anchor: wish.anchor,
                    corner: placed.corner,
                    size: wish.size,
                    opacity: placed.opacity,
                    hidden: subject.hidden,
                    selected: subject.selected,
                    dark: blink && dark,
                },
            ))
        });
        brush.begin();
        if let Some(spot) = self.options.store.view.spot.get_untracked() {
            let pixel = |at: Wgs84| {
                let place = Elevated {
                    position: at,
                    height: Metres(spot.height_metres),
                };
                camera.seen(place).map(|seen| (seen.pixel.x, seen.pixel.y))
            };
            if let Some(middle) = pixel(spot.at) {
                let outline: Vec<_> = spot.outline.iter().filter_map(|at| pixel(*at)).collect();
                brush.spot(middle, &outline);
            }
        }
        for (_, plate) in plates.clone() {
            brush.leader(&plate);
        }
        for (subject, plate) in plates {
            blinks |= plate.sign.is_some_and(|sign| sign.blink);
            if subject.sign.is_some() {
                brush.plate(&plate);
            } else {
                brush.name(&plate);
            }
        }
        for arrow in &drawn.arrows {
            let subject = &subjects[arrow.subject];
            let sign = subject.sign.as_ref();
            let letter = sign
                .and_then(|sign| sign.letter)
                .and_then(|letter| letters.get(usize::from(letter.0)).copied());
            let blink = sign.is_some_and(|sign| sign.blink);
            blinks |= blink;
            brush.arrow(sign, letter, arrow.at, arrow.towards, blink && dark);
        }
        if let Some(control) = self.options.control {
            let head = self.head.borrow();
            control.draw(&brush, head.standing(), head.aim(), &camera);
        }
        (restless, blinks)
    }

    fn ask_for_frame(&self) {
        if self.frame.get().is_none() && !self.disposed.get() {
            let callback = self.on_frame.as_ref().unchecked_ref();
            self.frame
                .set(self.window.request_animation_frame(callback).ok());
        }
    }

    /// Whether nothing is on its way: the head rests, the map has drawn its tiles, labels stand.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let map = self.failed.get() || (self.engine.borrow().is_some() && self.idle.get());
        map && !self.behind.get() && self.frame.get().is_none() && !self.head.borrow().is_moving()
    }

    /// What drawing the labels has cost the page's thread.
    #[must_use]
    pub const fn drawing(&self) -> &Effort {
        &self.effort
    }

    /// The element that the picture fills.
    #[must_use]
    pub const fn container(&self) -> &HtmlElement {
        &self.options.container
    }

    /// Takes the picture off the page.
    pub fn dispose(&self) {
        self.disposed.set(true);
        if let Some(frame) = self.frame.take() {
            let _ = self.window.cancel_animation_frame(frame);
        }
        self.timer.take();
        if let Some((engine, subscription)) = self.engine.borrow_mut().take() {
            drop(subscription);
            engine.dispose();
        }
        self.options.store.view.sight.set(None);
        self.options.store.view.spot.set(None);
    }
}

/// How far the controls, and what is said above them, reach up from the picture's lower edge, in pixels of the usual size.
const CONTROLS: f64 = 84.0;

/// Where at the picture's edge an arrow stands for a place that is not in it, and where it points.
fn edge(
    camera: &Pinhole,
    place: Elevated,
    anchor: Option<(f64, f64)>,
    (width, height): (f64, f64),
    scale: f64,
) -> ((f64, f64), f64) {
    // Below what is burnt in at the top, above the controls.
    let (room, top, bottom) = (40.0 * scale, 76.0 * scale, CONTROLS * scale);
    let middle_x = width / 2.0;
    let middle_y = f64::midpoint(top, height - bottom);
    let half_height = (height - top - bottom).max(1.0) / 2.0;
    // Beside or behind: to the side on which it is reached sooner.
    let beside = || {
        let bearing = geodesy::initial_bearing(camera.eye().position, place.position);
        let turn = camera
            .ahead()
            .map_or(0.0, |ahead| short_way(ahead.0, bearing.0));
        (
            if turn < 0.0 {
                -width * 4.0
            } else {
                width * 5.0
            },
            middle_y,
        )
    };
    let (x, y) = anchor.unwrap_or_else(beside);
    let (dx, dy) = (x - middle_x, y - middle_y);
    let share = ((middle_x - room) / dx.abs().max(1e-6)).min(half_height / dy.abs().max(1e-6));
    ((middle_x + dx * share, middle_y + dy * share), dy.atan2(dx))
}

/// Arrows at one side stand below one another, and where the controls begin beside one another.
fn spread_arrows(arrows: &mut [Arrow], scale: f64, (width, height): (f64, f64)) {
    arrows.sort_by(|a, b| a.at.0.total_cmp(&b.at.0).then(a.at.1.total_cmp(&b.at.1)));
    let apart = 46.0 * scale;
    let lowest = height - CONTROLS * scale;
    for number in 1..arrows.len() {
        let (before, rest) = arrows.split_at_mut(number);
        let arrow = &mut rest[0];
        let inward = if arrow.at.0 < width / 2.0 {
            apart
        } else {
            -apart
        };
        let is_taken = |at: (f64, f64)| {
            before
                .iter()
                .any(|other| (other.at.0 - at.0).abs() < apart && (other.at.1 - at.1).abs() < apart)
        };
        while is_taken(arrow.at) && (0.0..width).contains(&arrow.at.0) {
            if arrow.at.1 + apart <= lowest {
                arrow.at.1 += apart;
            } else {
                arrow.at.0 += inward;
            }
        }
    }
}

/// Where the name of the camera and the time are burnt in.
fn kept_free(width: f64, _height: f64, scale: f64) -> [[f64; 4]; 1] {
    [[0.0, 0.0, width, 44.0 * scale]]
}

fn raster_of(basemap: &Basemap, brightness: f64) -> Raster {
    Raster {
        name: "ground-picture".to_owned(),
        tiles: vec![basemap.tiles.replacen(
            &format!("{PAINTED}://"),
            &format!("{SEEN_FROM_CAMERA}://"),
            1,
        )],
        tile_size: basemap.tile_size,
        min_zoom: basemap.min_zoom.max(LEAST_ZOOM),
        max_zoom: basemap.max_zoom,
        from_south: false,
        bounds: None,
        paint: RasterPaint {
            brightness,
            saturation: -0.12,
            contrast: 0.0,
            opacity: 1.0,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{Arrow, CONTROLS, spread_arrows};

    #[test]
    fn arrows_on_one_place_stand_apart_and_above_the_controls() {
        for corner in [(40.0, 516.0), (1240.0, 516.0), (1240.0, 300.0)] {
            let mut arrows: Vec<Arrow> = (0..9)
                .map(|subject| Arrow {
                    subject,
                    at: corner,
                    towards: 0.0,
                })
                .collect();
            spread_arrows(&mut arrows, 1.0, (1280.0, 600.0));
            for (number, one) in arrows.iter().enumerate() {
                assert!(one.at.1 <= 600.0 - CONTROLS, "{:?}", one.at);
                let apart = |other: &Arrow| {
                    (other.at.0 - one.at.0)
                        .abs()
                        .max((other.at.1 - one.at.1).abs())
                };
                assert!(arrows[..number].iter().all(|other| apart(other) >= 46.0));
            }
        }
    }
}

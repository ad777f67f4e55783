//! A camera's picture and its labels, kept in step.

mod choice;
mod clicks;
mod film;
mod labels;
mod scenery;
mod shared;
mod steering;
mod surface;
mod traffic;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use domain::CameraId;
use geodesy::{Elevated, Pinhole, Seen};
use leptos::logging::warn;
use leptos::prelude::{Set, untrack};
use protocol::Basemap;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlCanvasElement, HtmlElement, Window};

pub use self::labels::LabelSeen;
use self::labels::{BLINK_HALF_MS, Drawn};
use self::surface::Surface;
use self::traffic::Streets;
use super::brush::Brush;
use super::cone::cone;
use super::control::Control;
use super::daylight::Phase;
use super::declutter::Declutter;
use super::followed::Followed;
use super::head::Head;
use super::helm::Helm;
use super::skyline::Skyline;
use super::standing::{Aim, Sighting, Standing};
use super::subjects::{Around, Gatherer, Subject};
use super::witness::favour_witness;
use crate::config::Surroundings;
use crate::engine::{
    EngineError, MapEngine, MapEvent, MapLibre, PerspectiveEngine, Subscription, TileDrawer,
};
use crate::i18n::I18n;
use crate::platform::{
    Effort, PageTime, SizeWatch, Timeout, is_hidden, page_now, root_font_px, unique_key, watch_size,
};
use crate::store::Store;
use crate::symbology::LAND;
use crate::video::PictureShown;

/// What a picture is on its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureRole {
    /// The page's own: it is labelled, and the map shows what it sees.
    Main,
    /// A small one within another: it shows what is there, and nothing else follows it.
    Inset,
}

/// What a picture is made with.
pub struct PictureOptions {
    /// What the screen knows.
    pub store: Store,
    /// The language and the zone.
    pub i18n: I18n,
    /// What it is on its page.
    pub role: PictureRole,
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
    /// The canvas for vehicles, below the labels; none where none are to be seen.
    pub streets: Option<HtmlCanvasElement>,
    /// Told when the map library does not start, and when it does.
    pub on_fault: Box<dyn Fn(bool)>,
    /// Told where the head looks, whenever that changes.
    pub on_aim: Box<dyn Fn(Aim)>,
    /// Called with the camera whose label was clicked.
    pub on_camera: Box<dyn Fn(CameraId)>,
    /// Told when nobody knows any more where the head looks, and when somebody does.
    pub on_lost: Box<dyn Fn(bool)>,
    /// Told of each click that is to be a point, whether it is none because nobody knows where the camera looks just now.
    pub on_unsure: Box<dyn Fn(bool)>,
    /// Told what is chosen by keys, in words.
    pub on_choice: Box<dyn Fn(Option<String>)>,
    /// Who takes what is pointed at, where the camera is being calibrated.
    pub control: Option<Control>,
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
    helm: RefCell<Helm>,
    /// The head that others look through too, while the picture follows it.
    followed: RefCell<Option<Followed>>,
    /// What was asked of the hub last, and when.
    asked: Cell<Option<(Aim, PageTime)>>,
    /// How far off the aim may be, in degrees.
    unsure: Cell<f64>,
    /// Whether nobody knows where the camera looks.
    is_lost: Cell<bool>,
    /// The picture of the film that is shown, while one is.
    film: Cell<Option<PictureShown>>,
    gatherer: RefCell<Gatherer>,
    subjects: RefCell<Vec<Subject>>,
    drawn: RefCell<Drawn>,
    /// What stands on the picture as text and controls: labels and arrows keep clear of it.
    surface: RefCell<Surface>,
    /// How much of the labels is there.
    faded: Cell<f64>,
    /// What is chosen by keys: its subject's key.
    chosen: Cell<Option<u64>>,
    declutter: RefCell<Declutter>,
    scene: Cell<Option<Phase>>,
    flood: Cell<bool>,
    /// Vehicles, where the picture shows any.
    streets: Option<Streets>,
    frame: Cell<Option<i32>>,
    timer: RefCell<Option<Timeout>>,
    on_frame: Closure<dyn FnMut()>,
    /// The scheme of tiles that the picture's own map has drawn: a scheme is one map's.
    scheme: String,
    effort: Effort,
    /// Tells when the picture's element has another size.
    sized: RefCell<Option<SizeWatch>>,
    this: Weak<Self>,
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
            let (on_frame, on_streets) = (this.clone(), this.clone());
            let streets = options.streets.clone().and_then(|canvas| {
                Streets::new(canvas, move || {
                    if let Some(picture) = on_streets.upgrade() {
                        picture.step_streets();
                    }
                })
            });
            Self {
                streets,
                options,
                window,
                brush: RefCell::new(brush),
                engine: RefCell::new(None),
                behind: Cell::new(false),
                idle: Cell::new(false),
                failed: Cell::new(false),
                disposed: Cell::new(false),
                head: RefCell::new(Head::at_home(standing)),
                helm: RefCell::new(Helm::Own),
                followed: RefCell::default(),
                asked: Cell::default(),
                unsure: Cell::default(),
                is_lost: Cell::default(),
                film: Cell::default(),
                gatherer: RefCell::default(),
                subjects: RefCell::default(),
                drawn: RefCell::default(),
                surface: RefCell::default(),
                faded: Cell::new(1.0),
                chosen: Cell::default(),
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
                scheme: format!("camera-painted-{}", unique_key().to_lowercase()),
                effort: Effort::default(),
                sized: RefCell::default(),
                this: this.clone(),
            }
        });
        picture.dress();
        picture.watch_size();
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
            engine.draw_tiles(&self.scheme, Rc::clone(painter));
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
            self.leave_spot();
            if is_drawn {
                // The map draws what it drew, and says nothing of it: only what is written moves.
                self.tell_aim();
                self.draw_soon();
            } else {
                self.look();
            }
            return;
        }
        self.film.set(None);
        self.unsure.set(0.0);
        self.follow(false);
        self.set_helm(Helm::Own);
        self.leave_streets();
        self.dress();
        *self.head.borrow_mut() = Head::at_home(standing);
        *self.gatherer.borrow_mut() = Gatherer::default();
        *self.declutter.borrow_mut() = Declutter::default();
        self.choose_nothing();
        self.leave_spot();
        self.scene.set(None);
        self.build();
        self.refresh();
        self.look();
    }

    /// What was pointed at through another camera, or by another calibration, is no place of this picture.
    fn leave_spot(&self) {
        if self.is_main() {
            self.options.store.view.spot.set(None);
        }
    }

    /// The camera whose picture it is.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.head.borrow().standing().clone()
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
        head.standing().pinhole(head.aim(), size, self.earth())
    }

    /// What projects into the picture as the map library draws it: for what is drawn over it as a part of it.
    fn drawn_pinhole(&self) -> Option<Pinhole> {
        let head = self.head.borrow();
        let size = self.brush.borrow().size();
        (head.standing()).drawn_pinhole(head.aim(), size, self.earth())
    }

    /// How sure what is written is, too: for what was pointed at, and not for every frame.
    fn sighting(&self) -> Option<Sighting> {
        let head = self.head.borrow();
        let size = self.brush.borrow().size();
        head.standing().sighting(head.aim(), size, self.earth())
    }

    fn hear(&self, event: &MapEvent) {
        match event {
            MapEvent::Rendered => {
                self.behind.set(false);
                self.idle.set(false);
                if !self.is_filmed() {
                    self.draw();
                }
            }
            MapEvent::Resized => {
                self.dress();
                self.look();
            }
            MapEvent::Idle => self.idle.set(true),
            MapEvent::Returned => self.build(),
            MapEvent::Failed(why) => warn!("camera picture: {why}"),
            _ => {}
        }
    }

    /// Keeps the labels as large as the picture, whether or not its map has come.
    fn watch_size(&self) {
        let this = self.this.clone();
        let watch = watch_size(&self.options.container, move || {
            if let Some(picture) = this.upgrade() {
                picture.dress();
                picture.look();
            }
        });
        *self.sized.borrow_mut() = Some(watch);
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
        self.fit();
        self.brush.borrow_mut().resize(ratio, scale, &family);
        self.fit_streets();
        self.measure();
        self.look_around();
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
        if !self.is_main() {
            return;
        }
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
        let mut gathered = self.gatherer.borrow_mut().gather(&around);
        favour_witness(&mut gathered, &self.options.skyline);
        drop(head);
        *self.subjects.borrow_mut() = gathered;
        self.measure();
        self.look_around();
        self.draw_soon();
    }

    fn with_engine<T>(&self, act: impl FnOnce(&MapLibre) -> T) -> Option<T> {
        let engine = self.engine.borrow();
        let engine = engine.as_ref().map(|(engine, _)| Rc::clone(engine))?;
        Some(act(&engine))
    }

    /// Shows what the head looks at now.
    fn look(&self) {
        if self.is_filmed() {
            self.tell_aim();
            self.ask_for_frame();
            return;
        }
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
        if self.is_main() {
            let sight = self.pinhole().as_ref().and_then(cone);
            self.options.store.view.sight.set(sight);
        }
    }

    fn is_main(&self) -> bool {
        self.options.role == PictureRole::Main
    }

    fn step(&self) {
        let now = page_now();
        let (moved, moving) = if self.is_filmed() {
            // Each picture of the film says where it looks.
            (false, false)
        } else if self.follows() {
            self.keep_up(now)
        } else {
            let moved = self.head.borrow_mut().step(now);
            (moved, self.head.borrow().is_moving())
        };
        if moved {
            self.look();
        }
        if !self.behind.get() || self.failed.get() {
            self.draw();
        }
        if moving {
            self.ask_for_frame();
        }
    }

    pub(super) fn draw_soon(&self) {
        self.ask_for_frame();
    }

    fn draw(&self) {
        if self.disposed.get() || !self.is_main() {
            return;
        }
        let now = page_now();
        let (restless, blinks) = self.effort.measure(|| {
            self.draw_streets();
            self.draw_frame(now)
        });
        self.drive();
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
        let drawn = self.engine.borrow().is_some() && self.idle.get();
        let map = self.failed.get() || self.is_filmed() || drawn;
        map && !self.behind.get() && self.frame.get().is_none() && !self.head.borrow().is_moving()
    }

    /// What drawing the labels has cost the page's thread.
    #[must_use]
    pub const fn drawing(&self) -> &Effort {
        &self.effort
    }

    /// The element that the labels fill: what is shown, without the bars beside a film.
    #[must_use]
    pub const fn canvas(&self) -> &HtmlCanvasElement {
        &self.options.canvas
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
        self.sized.take();
        self.close_streets();
        if let Some((engine, subscription)) = self.engine.borrow_mut().take() {
            drop(subscription);
            engine.dispose();
        }
        self.leave_spot();
        if self.is_main() {
            self.options.store.view.sight.set(None);
        }
    }
}

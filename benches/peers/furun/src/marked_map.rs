//! A map with marks above it, put together from the engine's own parts as the situational map does, without its names, captions
//! and panels.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use furun::engine::{
    Camera, Clock, EngineError, Look, MapEngine, MapEvent, MapLibre, MapOptions, Marks, MarksLayer,
    NextDraw, Picked, Raster, RasterPaint, Rgb, ScreenPoint, Subscription, Travel, View,
};
use js_sys::Promise;
use leptos::logging::warn;
use wasm_bindgen::{JsError, JsValue};
use wasm_bindgen_futures::future_to_promise;
use web_sys::HtmlElement;

use crate::drawn_frames::DrawnFrames;

/// The marks, and the map below them once its library has come.
pub struct MarkedMap {
    container: HtmlElement,
    layer: Rc<MarksLayer>,
    clock: Clock,
    camera: Cell<Camera>,
    opened: RefCell<Option<Opened>>,
    frames: DrawnFrames,
    idle: Cell<bool>,
}

struct Opened {
    map: Rc<MapLibre>,
    _listening: [Subscription; 2],
}

impl MarkedMap {
    /// Puts the marks' canvas into `container`; nothing waits for the map.
    pub fn new(
        container: HtmlElement,
        camera: Camera,
        look: Look,
        clock: Clock,
    ) -> Result<Rc<Self>, EngineError> {
        let on_fault = Rc::new(|fault: &EngineError| warn!("marks: {fault}"));
        let layer = MarksLayer::new(&container, Rc::clone(&clock), on_fault)?;
        layer.update(|marks| marks.set_look(look));
        layer.show(View::new(
            camera,
            f64::from(container.client_width()),
            f64::from(container.client_height()),
        ));
        Ok(Rc::new(Self {
            container,
            layer,
            clock,
            camera: Cell::new(camera),
            opened: RefCell::default(),
            frames: DrawnFrames::default(),
            idle: Cell::new(false),
        }))
    }

    /// Fetches the map library and puts the map, with a raster of 256-pixel `tiles`, below the marks. The promise is kept when
    /// it is there.
    pub fn open(self: &Rc<Self>, tiles: String) -> Promise {
        let this = Rc::clone(self);
        future_to_promise(async move {
            let options = MapOptions {
                camera: this.camera.get(),
                ground: Rgb(0, 0, 0),
                min_zoom: 0.0,
                title: String::from("map"),
            };
            let map = MapLibre::open(&this.container, &options).await;
            let map = map.map_err(JsError::from)?;
            map.set_raster(&satellite(tiles)).map_err(JsError::from)?;
            this.take(map);
            Ok(JsValue::UNDEFINED)
        })
    }

    fn take(self: &Rc<Self>, map: Rc<MapLibre>) {
        // One listener before the marks' own and one after it: what was drawn between the two was drawn in the map's frame.
        let before = self.listen(&map, |this, event| {
            if *event == MapEvent::Rendered {
                this.frames.map_drawn(this.draws());
            }
        });
        self.layer.follow(Rc::clone(&map) as Rc<dyn MapEngine>);
        let after = self.listen(&map, |this, event| match event {
            MapEvent::Rendered => this.frames.map_followed(this.draws()),
            MapEvent::Moved => this.idle.set(false),
            MapEvent::Idle => this.idle.set(true),
            MapEvent::Failed(what) => warn!("map: {what}"),
            _ => {}
        });
        map.go_to(self.camera.get(), Travel::Jump);
        *self.opened.borrow_mut() = Some(Opened {
            map,
            _listening: [before, after],
        });
    }

    fn listen(self: &Rc<Self>, map: &MapLibre, hear: fn(&Self, &MapEvent)) -> Subscription {
        let this = Rc::downgrade(self);
        map.subscribe(Rc::new(move |event| {
            if let Some(this) = this.upgrade() {
                hear(&this, event);
            }
        }))
    }

    /// Changes marks.
    pub fn update(&self, change: impl FnOnce(&mut Marks)) {
        self.layer.update(change);
    }

    /// Changes marks within a frame of the browser's and draws them in it.
    pub fn update_in_frame(&self, change: impl FnOnce(&mut Marks)) {
        self.layer.update_in_frame(change);
    }

    /// Moves the camera at once.
    pub fn set_camera(&self, camera: Camera) {
        self.camera.set(camera);
        if let Some(opened) = &*self.opened.borrow() {
            opened.map.go_to(camera, Travel::Jump);
        }
    }

    /// The number of the mark under a point of the view.
    pub fn pick(&self, x: f64, y: f64) -> Option<u64> {
        let picked = self
            .layer
            .read(|marks| marks.pick(ScreenPoint { x, y }, 0.0));
        match picked {
            Some(Picked::Mark(mark)) => Some(mark.0),
            _ => None,
        }
    }

    /// Whether the map stands with all its tiles and everything that has changed is drawn.
    pub fn is_settled(&self) -> bool {
        let now = (self.clock)();
        self.idle.get() && self.layer.read(|marks| marks.next_draw(now)) != NextDraw::Now
    }

    /// Frames drawn so far.
    pub fn frames(&self) -> u64 {
        self.frames.count(self.draws())
    }

    fn draws(&self) -> u64 {
        self.layer.read(|marks| marks.stats().draws)
    }
}

/// The peers' basemap, undimmed.
fn satellite(tiles: String) -> Raster {
    Raster {
        name: String::from("satellite"),
        tiles: vec![tiles],
        tile_size: 256,
        min_zoom: 10,
        max_zoom: 16,
        from_south: false,
        bounds: None,
        paint: RasterPaint::PLAIN,
    }
}

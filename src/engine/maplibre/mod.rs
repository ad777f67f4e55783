//! MapLibre GL JS 6 behind [`MapEngine`] and [`PerspectiveEngine`](super::PerspectiveEngine): the one place that knows the map
//! library, and the only externs to it.
//!
//! The library is fetched from our own origin when the first map is opened, not before: text and marks do not wait for it.

mod facades;
mod perspective;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{AbortController, HtmlCanvasElement, HtmlElement};

use self::facades::FacadeLayer;
use crate::engine::error::EngineError;
use crate::engine::map_engine::{
    Listeners, MapEngine, MapEvent, Paint, Raster, Shapes, Subscription, TileAddress, TileDrawer,
    Travel,
};
use crate::platform::import_module;
use ::marks::LonLat;
use ::marks::Rgb;
use ::marks::{Camera, MAX_PITCH, ScreenPoint, View};

/// Where the library lies, relative to the page (`web/README.md`).
const LIBRARY: &str = "vendor/maplibre-gl/maplibre-gl.mjs";

/// Where its worker lies, unless the page names another place: what keeps a page for offline use keeps the workers of its own
/// folder only.
const WORKER: &str = "vendor/maplibre-gl/maplibre-gl-worker.mjs";

/// The closest the camera may come.
const MAX_ZOOM: f64 = 22.0;

#[wasm_bindgen]
extern "C" {
    /// The library's module namespace.
    #[derive(Clone)]
    type Library;
    #[wasm_bindgen(method, getter, js_name = Map)]
    fn map_class(this: &Library) -> Function;
    #[wasm_bindgen(method, js_name = setWorkerUrl)]
    fn set_worker_url(this: &Library, address: &str);
    #[wasm_bindgen(method, js_name = addProtocol)]
    fn add_protocol(this: &Library, scheme: &str, load: &JsValue);
    #[wasm_bindgen(method, js_name = removeProtocol)]
    fn remove_protocol(this: &Library, scheme: &str);

    /// `maplibregl.Map`.
    type Map;
    #[wasm_bindgen(method)]
    fn on(this: &Map, event: &str, listener: &JsValue);
    #[wasm_bindgen(method)]
    fn off(this: &Map, event: &str, listener: &JsValue);
    #[wasm_bindgen(method, js_name = getCenter)]
    fn get_center(this: &Map) -> LngLat;
    #[wasm_bindgen(method, js_name = getZoom)]
    fn get_zoom(this: &Map) -> f64;
    #[wasm_bindgen(method, js_name = getPitch)]
    fn get_pitch(this: &Map) -> f64;
    #[wasm_bindgen(method, js_name = getBearing)]
    fn get_bearing(this: &Map) -> f64;
    #[wasm_bindgen(method, js_name = isMoving)]
    fn is_moving(this: &Map) -> bool;
    #[wasm_bindgen(method, js_name = getCanvas)]
    fn get_canvas(this: &Map) -> HtmlCanvasElement;
    #[wasm_bindgen(method, catch, js_name = jumpTo)]
    fn jump_to(this: &Map, to: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = easeTo)]
    fn ease_to(this: &Map, to: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = flyTo)]
    fn fly_to(this: &Map, to: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = addSource)]
    fn add_source(this: &Map, name: &str, source: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = removeSource)]
    fn remove_source(this: &Map, name: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, js_name = getSource)]
    fn get_source(this: &Map, name: &str) -> Option<Source>;
    #[wasm_bindgen(method, catch, js_name = addLayer)]
    fn add_layer(this: &Map, layer: &JsValue, below: Option<&str>) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = removeLayer)]
    fn remove_layer(this: &Map, name: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, js_name = getLayer)]
    fn get_layer(this: &Map, name: &str) -> Option<Object>;
    #[wasm_bindgen(method, js_name = setVerticalFieldOfView)]
    fn set_vertical_field_of_view(this: &Map, degrees: f64);
    #[wasm_bindgen(method, js_name = setLight)]
    fn set_light(this: &Map, light: &JsValue);
    #[wasm_bindgen(method, js_name = setSky)]
    fn set_sky(this: &Map, sky: &JsValue);
    #[wasm_bindgen(method, catch, js_name = setPaintProperty)]
    fn set_paint_property(
        this: &Map,
        layer: &str,
        property: &str,
        value: &JsValue,
    ) -> Result<(), JsValue>;
    #[wasm_bindgen(method, js_name = triggerRepaint)]
    fn trigger_repaint(this: &Map);
    #[wasm_bindgen(method, catch)]
    fn remove(this: &Map) -> Result<(), JsValue>;
    #[wasm_bindgen(method, getter)]
    fn style(this: &Map) -> Option<Style>;

    /// `Style`, which the library's types show as a member of the map.
    type Style;
    #[wasm_bindgen(method, getter)]
    fn sky(this: &Style) -> Option<Sky>;

    /// `Sky`: what it gives here is drawn, nothing if it gives nothing.
    type Sky;
    #[wasm_bindgen(method, setter, js_name = getEvaluated)]
    fn set_get_evaluated(this: &Sky, give: &JsValue);

    /// `maplibregl.LngLat`.
    type LngLat;
    #[wasm_bindgen(method, getter)]
    fn lng(this: &LngLat) -> f64;
    #[wasm_bindgen(method, getter)]
    fn lat(this: &LngLat) -> f64;

    /// A source of the map, here always a `GeoJSONSource`.
    type Source;
    #[wasm_bindgen(method, js_name = setData)]
    fn set_data(this: &Source, data: &JsValue);

    /// What every listener is handed; only some events have these.
    type Told;
    #[wasm_bindgen(method, getter)]
    fn point(this: &Told) -> Option<Point>;
    #[wasm_bindgen(method, getter, js_name = originalEvent)]
    fn original_event(this: &Told) -> Option<web_sys::Event>;
    #[wasm_bindgen(method, getter)]
    fn error(this: &Told) -> Option<Message>;
    #[wasm_bindgen(method, getter, js_name = sourceId)]
    fn source_id(this: &Told) -> Option<String>;

    /// A point in CSS pixels.
    type Point;
    #[wasm_bindgen(method, getter)]
    fn x(this: &Point) -> f64;
    #[wasm_bindgen(method, getter)]
    fn y(this: &Point) -> f64;

    /// An `Error`, or what comes in its place.
    type Message;
    #[wasm_bindgen(method, getter)]
    fn message(this: &Message) -> Option<String>;

    /// What a protocol is asked for.
    type TileRequest;
    #[wasm_bindgen(method, getter)]
    fn url(this: &TileRequest) -> String;
}

/// What a map is opened with.
#[derive(Clone, Debug, PartialEq)]
pub struct MapOptions {
    /// Where the camera stands first.
    pub camera: Camera,
    /// What shows where there is no picture.
    pub ground: Rgb,
    /// The farthest the camera may go out.
    pub min_zoom: f64,
    /// What a screen reader calls the map.
    pub title: String,
}

/// A MapLibre map in an element of the page.
pub struct MapLibre {
    library: Library,
    map: Rc<Map>,
    ground: HtmlElement,
    listeners: Rc<Listeners>,
    size: Rc<Cell<(f64, f64)>>,
    hooks: RefCell<Vec<Hook>>,
    schemes: RefCell<Vec<(String, LoadTile)>>,
    rasters: RefCell<Vec<Raster>>,
    shapes: RefCell<Vec<Shapes>>,
    /// Shapes that were set while the card was away.
    waiting: RefCell<Vec<Shapes>>,
    /// The names of the bodies, in the order in which they were set.
    bodies: RefCell<Vec<String>>,
    facades: RefCell<Option<FacadeLayer>>,
    /// Whether the library is kept from painting its sky.
    is_skyless: Cell<bool>,
    disposed: Cell<bool>,
}

/// A listener in the map, kept for as long as it may be called.
struct Hook {
    event: &'static str,
    call: Closure<dyn FnMut(Told)>,
}

type LoadTile = Closure<dyn FnMut(TileRequest, AbortController) -> Promise>;

impl MapLibre {
    /// Fetches the library if it is not there yet and opens a map that fills `container`, below what is in it.
    ///
    /// # Errors
    /// When the library cannot be fetched, or the browser gives it no WebGL.
    pub async fn open(
        container: &HtmlElement,
        options: &MapOptions,
    ) -> Result<Rc<Self>, EngineError> {
        let ground = |ground: &HtmlElement| options_of(ground, options);
        let engine = Self::open_with(container, options.ground, ground).await?;
        engine.is_skyless.set(true);
        engine.leave_out_the_sky();
        Ok(engine)
    }

    async fn open_with(
        container: &HtmlElement,
        colour: Rgb,
        options: impl FnOnce(&HtmlElement) -> JsValue,
    ) -> Result<Rc<Self>, EngineError> {
        let library = fetch_library().await?;
        let ground = ground_in(container, colour).map_err(|error| library_fault(&error))?;
        let arguments = Array::of1(&options(&ground));
        let map = Reflect::construct(&library.map_class(), &arguments)
            .map_err(|error| library_fault(&error))
            .inspect_err(|_| ground.remove())?
            .unchecked_into::<Map>();
        let engine = Rc::new(Self {
            library,
            ground,
            size: Rc::new(Cell::new(size_of_canvas(&map))),
            map: Rc::new(map),
            listeners: Rc::default(),
            hooks: RefCell::default(),
            schemes: RefCell::default(),
            rasters: RefCell::default(),
            shapes: RefCell::default(),
            waiting: RefCell::default(),
            bodies: RefCell::default(),
            facades: RefCell::default(),
            is_skyless: Cell::new(false),
            disposed: Cell::new(false),
        });
        engine.hook_up();
        engine.style_is_there().await?;
        engine.stay_whole();
        Ok(engine)
    }

    /// The library paints its sky across the whole picture in every frame, also where no horizon can be seen, and none can
    /// ([`MAX_PITCH`]): two fifths of a frame on a machine that draws on its processor (docs/performance.md). It has no setting
    /// for it.
    fn leave_out_the_sky(&self) {
        if let Some(sky) = self.map.style().and_then(|style| style.sky()) {
            sky.set_get_evaluated(&Closure::<dyn FnMut()>::new(|| {}).into_js_value());
        }
    }

    /// Waits until sources and layers may be added; the style is a few words, so that is a matter of one task.
    async fn style_is_there(&self) -> Result<(), EngineError> {
        let loaded = Promise::new(&mut |resolve, _| {
            self.map.on("style.load", &resolve);
        });
        JsFuture::from(loaded)
            .await
            .map(|_| ())
            .map_err(|error| library_fault(&error))
    }

    /// A browser may take the graphics card away and give it back. The library then makes its style anew from what it described
    /// at first and what was added since; light, sky and layers that draw themselves are not in it.
    fn stay_whole(self: &Rc<Self>) {
        let this = Rc::downgrade(self);
        self.hook("style.load", move |_| {
            let this = this.upgrade()?;
            if this.is_skyless.get() {
                this.leave_out_the_sky();
            }
            for shapes in this.waiting.take() {
                if let Err(fault) = this.set_shapes(&shapes) {
                    this.listeners.tell(&MapEvent::Failed(fault.to_string()));
                }
            }
            Some(MapEvent::Returned)
        });
    }

    /// The library has no style while the browser has taken the card away, and most of what it offers then throws.
    fn is_there(&self) -> Result<(), EngineError> {
        match self.map.style() {
            Some(_) => Ok(()),
            None => Err(EngineError::Away),
        }
    }

    fn hook_up(&self) {
        let simple = [
            ("load", MapEvent::Loaded),
            ("move", MapEvent::Moved),
            ("moveend", MapEvent::Stopped),
            ("render", MapEvent::Rendered),
            ("idle", MapEvent::Idle),
            ("mouseout", MapEvent::Left),
        ];
        for (event, told) in simple {
            self.hook(event, move |_| Some(told.clone()));
        }
        let (map, size) = (Rc::clone(&self.map), Rc::clone(&self.size));
        self.hook("resize", move |_| {
            size.set(size_of_canvas(&map));
            Some(MapEvent::Resized)
        });
        self.hook("movestart", |told| {
            told.original_event().map(|_| MapEvent::TakenInHand)
        });
        self.hook("click", |told| {
            let at = screen_point(&told.point()?);
            let touch = told
                .original_event()
                .and_then(|event| event.dyn_into::<web_sys::PointerEvent>().ok())
                .is_some_and(|event| event.pointer_type() == "touch");
            Some(MapEvent::Clicked { at, touch })
        });
        self.hook("mousemove", |told| {
            Some(MapEvent::Hovered(screen_point(&told.point()?)))
        });
        self.hook("error", |told| {
            let why = told.error().and_then(|error| error.message());
            let why = why.unwrap_or_default();
            Some(MapEvent::Failed(match told.source_id() {
                Some(source) => format!("{source}: {why}"),
                None => why,
            }))
        });
    }

    fn hook(&self, event: &'static str, read: impl Fn(&Told) -> Option<MapEvent> + 'static) {
        let listeners = Rc::clone(&self.listeners);
        let call = Closure::<dyn FnMut(Told)>::new(move |told: Told| {
            if let Some(event) = read(&told) {
                listeners.tell(&event);
            }
        });
        self.map.on(event, call.as_ref());
        self.hooks.borrow_mut().push(Hook { event, call });
    }

    /// The lowest layer of shapes, below which rasters go.
    fn lowest_shape(&self) -> Option<String> {
        let shapes = self.shapes.borrow();
        shapes
            .iter()
            .flat_map(|shapes| [fill_layer(&shapes.name), line_layer(&shapes.name)])
            .chain([perspective::VEIL.to_owned()])
            .chain(self.bodies.borrow().iter().cloned())
            .find(|layer| self.map.get_layer(layer).is_some())
    }

    fn take_off(&self, name: &str) {
        for layer in [name.to_owned(), fill_layer(name), line_layer(name)] {
            if self.map.get_layer(&layer).is_some() {
                let _ = self.map.remove_layer(&layer);
            }
        }
        if self.map.get_source(name).is_some() {
            let _ = self.map.remove_source(name);
        }
    }

    fn add_shape_layers(&self, shapes: &Shapes) -> Result<(), EngineError> {
        if let Some(fill) = shapes.fill {
            let layer = json!({
                "id": fill_layer(&shapes.name), "type": "fill", "source": shapes.name, "minzoom": shapes.min_zoom,
                "paint": { "fill-color": css(fill.colour), "fill-opacity": fill.opacity, "fill-antialias": false },
            });
            self.add(&layer, None)?;
        }
        if let Some(line) = &shapes.line {
            let Paint { colour, opacity } = line.paint;
            let mut paint = json!({
                "line-color": css(colour), "line-opacity": opacity, "line-width": line.width,
            });
            if !line.dashes.is_empty() {
                paint["line-dasharray"] = json!(line.dashes);
            }
            let layer = json!({
                "id": line_layer(&shapes.name), "type": "line", "source": shapes.name, "minzoom": shapes.min_zoom,
                "layout": { "line-join": "round" }, "paint": paint,
            });
            self.add(&layer, None)?;
        }
        Ok(())
    }

    fn add(&self, layer: &Value, below: Option<&str>) -> Result<(), EngineError> {
        let name = layer["id"].as_str().unwrap_or_default();
        self.map
            .add_layer(&object(layer), below)
            .map_err(|error| refusal(name, &error))
    }
}

impl MapEngine for MapLibre {
    fn camera(&self) -> Camera {
        let centre = self.map.get_center();
        Camera {
            centre: LonLat::new(centre.lng(), centre.lat()),
            zoom: self.map.get_zoom(),
            pitch: self.map.get_pitch(),
            bearing: self.map.get_bearing(),
        }
    }

    fn view(&self) -> View {
        let (width, height) = self.size.get();
        View::new(self.camera(), width, height)
    }

    fn is_moving(&self) -> bool {
        self.map.is_moving()
    }

    fn go_to(&self, camera: Camera, travel: Travel) {
        let mut to = json!({
            "center": [camera.centre.lon, camera.centre.lat], "zoom": camera.zoom,
            "pitch": camera.pitch.clamp(0.0, MAX_PITCH), "bearing": camera.bearing,
        });
        let went = match travel {
            Travel::Jump => self.map.jump_to(&object(&to)),
            Travel::Ease(duration) => {
                to["duration"] = json!(duration);
                self.map.ease_to(&object(&to))
            }
            Travel::Fly => self.map.fly_to(&object(&to)),
        };
        if let Err(error) = went {
            self.listeners.tell(&MapEvent::Failed(said(&error)));
        }
    }

    fn subscribe(&self, listener: Rc<dyn Fn(&MapEvent)>) -> Subscription {
        self.listeners.subscribe(listener)
    }

    fn set_raster(&self, raster: &Raster) -> Result<(), EngineError> {
        if self.rasters.borrow().contains(raster) {
            return Ok(());
        }
        self.is_there()?;
        let known = self
            .rasters
            .borrow()
            .iter()
            .position(|old| old.name == raster.name);
        // A changed raster keeps its place among the others.
        let above = known.and_then(|at| {
            self.rasters
                .borrow()
                .get(at + 1)
                .map(|next| next.name.clone())
        });
        self.take_off(&raster.name);
        let mut source = json!({
            "type": "raster",
            "tiles": raster.tiles.iter().map(|tiles| absolute(tiles)).collect::<Vec<_>>(),
            "tileSize": raster.tile_size, "minzoom": raster.min_zoom, "maxzoom": raster.max_zoom,
            "scheme": if raster.from_south { "tms" } else { "xyz" },
        });
        if let Some(bounds) = raster.bounds {
            let (south_west, north_east) = (bounds.south_west, bounds.north_east);
            source["bounds"] = json!([
                south_west.lon,
                south_west.lat,
                north_east.lon,
                north_east.lat
            ]);
        }
        self.map
            .add_source(&raster.name, &object(&source))
            .map_err(|error| refusal(&raster.name, &error))?;
        let layer = json!({
            "id": raster.name, "type": "raster", "source": raster.name,
            "paint": {
                "raster-brightness-max": raster.paint.brightness, "raster-saturation": raster.paint.saturation,
                "raster-contrast": raster.paint.contrast, "raster-opacity": raster.paint.opacity,
                "raster-fade-duration": 0,
            },
        });
        let below = above.or_else(|| self.lowest_shape());
        self.add(&layer, below.as_deref())?;
        let mut rasters = self.rasters.borrow_mut();
        match known {
            Some(at) => rasters[at] = raster.clone(),
            None => rasters.push(raster.clone()),
        }
        Ok(())
    }

    fn set_shapes(&self, shapes: &Shapes) -> Result<(), EngineError> {
        if self.is_there().is_err() {
            let mut waiting = self.waiting.borrow_mut();
            waiting.retain(|other| other.name != shapes.name);
            waiting.push(shapes.clone());
            return Ok(());
        }
        let data = JSON::parse(&shapes.geojson).map_err(|error| refusal(&shapes.name, &error))?;
        let known = self
            .shapes
            .borrow()
            .iter()
            .position(|old| old.name == shapes.name);
        if let Some(at) = known {
            let old = self.shapes.borrow()[at].clone();
            let same_paint = Shapes {
                geojson: shapes.geojson.clone(),
                ..old
            } == *shapes;
            if let (true, Some(source)) = (same_paint, self.map.get_source(&shapes.name)) {
                source.set_data(&data);
                self.shapes.borrow_mut()[at] = shapes.clone();
                return Ok(());
            }
            self.take_off(&shapes.name);
            self.shapes.borrow_mut().remove(at);
        }
        let source = object(&json!({ "type": "geojson" }));
        let _ = Reflect::set(&source, &JsValue::from_str("data"), &data);
        self.map
            .add_source(&shapes.name, &source)
            .map_err(|error| refusal(&shapes.name, &error))?;
        self.add_shape_layers(shapes)?;
        self.shapes.borrow_mut().push(shapes.clone());
        Ok(())
    }

    fn draw_tiles(&self, scheme: &str, drawer: TileDrawer) {
        let load = LoadTile::new(move |request: TileRequest, abort: AbortController| {
            let address = tile_address(&request.url());
            let drawer = Rc::clone(&drawer);
            future_to_promise(async move {
                let signal = abort.signal();
                let drawn = match address {
                    Some(address) => drawer(address, signal.clone()).await,
                    None => None,
                };
                let drawn = drawn.ok_or_else(|| {
                    let error = js_sys::Error::new("no such tile");
                    // The library is silent about what it gave up itself.
                    if signal.aborted() {
                        error.set_name("AbortError");
                    }
                    error
                })?;
                let answer = Object::new();
                Reflect::set(&answer, &JsValue::from_str("data"), &drawn)?;
                Ok(answer.into())
            })
        });
        self.library.add_protocol(scheme, load.as_ref());
        self.schemes.borrow_mut().push((scheme.to_owned(), load));
    }

    fn dispose(&self) {
        if self.disposed.replace(true) {
            return;
        }
        self.listeners.forget_all();
        for hook in self.hooks.borrow_mut().drain(..) {
            self.map.off(hook.event, hook.call.as_ref());
        }
        for (scheme, _) in self.schemes.borrow_mut().drain(..) {
            self.library.remove_protocol(&scheme);
        }
        let _ = self.map.remove();
        self.facades.take();
        self.ground.remove();
    }
}

impl Drop for MapLibre {
    fn drop(&mut self) {
        self.dispose();
    }
}

/// The library's module; the browser fetches it once, however often this is asked.
async fn fetch_library() -> Result<Library, EngineError> {
    let address = absolute(LIBRARY);
    let library = JsFuture::from(import_module(&address))
        .await
        .map_err(|error| library_fault(&error))?
        .unchecked_into::<Library>();
    let worker = named_worker();
    library.set_worker_url(&absolute(worker.as_deref().unwrap_or(WORKER)));
    Ok(library)
}

/// Where the page says that the library's worker lies.
fn named_worker() -> Option<String> {
    let document = web_sys::window()?.document()?;
    let named = document.query_selector("meta[name=\"furun-map-worker\"]");
    named.ok()??.get_attribute("content")
}

/// An element of the map's own at the bottom of `container`: the library empties and styles what it is given.
/// What the map is drawn in. Its colour shows where the map is transparent, where nothing was drawn: a background of the
/// library's own would be painted below every tile.
fn ground_in(container: &HtmlElement, colour: Rgb) -> Result<HtmlElement, JsValue> {
    let document = container
        .owner_document()
        .ok_or_else(|| js_sys::Error::new("the container stands in no document"))?;
    let ground: HtmlElement = document.create_element("div")?.unchecked_into();
    let colour = css(colour);
    for (property, value) in [
        ("position", "absolute"),
        ("inset", "0"),
        ("background-color", &colour),
    ] {
        ground.style().set_property(property, value)?;
    }
    container.insert_before(&ground, container.first_child().as_ref())?;
    Ok(ground)
}

fn options_of(container: &HtmlElement, options: &MapOptions) -> JsValue {
    let Camera {
        centre,
        zoom,
        pitch,
        bearing,
    } = options.camera;
    let made = object(&json!({
        "style": { "version": 8, "sources": {}, "layers": [] },
        "center": [centre.lon, centre.lat], "zoom": zoom, "pitch": pitch, "bearing": bearing,
        "minZoom": options.min_zoom, "maxZoom": MAX_ZOOM, "maxPitch": MAX_PITCH,
        "renderWorldCopies": false, "fadeDuration": 0, "attributionControl": false,
        // Tiles of a satellite picture do not go stale while a wall hangs.
        "refreshExpiredTiles": false,
        "canvasContextAttributes": { "antialias": false },
        "locale": { "Map.Title": options.title },
    }));
    let _ = Reflect::set(&made, &JsValue::from_str("container"), container);
    made
}

/// The size MapLibre has given its canvas, in CSS pixels: what its camera is made for until it says it was resized.
fn size_of_canvas(map: &Map) -> (f64, f64) {
    let canvas = map.get_canvas();
    (
        f64::from(canvas.client_width()),
        f64::from(canvas.client_height()),
    )
}

/// An address relative to the page made absolute: the worker, which asks for tiles, knows no page. Braces stay as they are.
fn absolute(address: &str) -> String {
    let base = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.base_uri().ok().flatten());
    let made = base.and_then(|base| web_sys::Url::new_with_base(address, &base).ok());
    made.map_or_else(
        || address.to_owned(),
        |url| url.href().replace("%7B", "{").replace("%7D", "}"),
    )
}

/// `scheme://z/x/y`, with or without an ending.
fn tile_address(url: &str) -> Option<TileAddress> {
    let (_, path) = url.split_once("://")?;
    let mut parts = path.split('/');
    let z = parts.next()?.parse().ok()?;
    let x = parts.next()?.parse().ok()?;
    let last = parts.next()?;
    let y = last.split(['.', '?']).next()?.parse().ok()?;
    Some(TileAddress { z, x, y })
}

fn object(value: &Value) -> JsValue {
    // What `json!` has written JSON can read.
    JSON::parse(&value.to_string()).unwrap_or(JsValue::UNDEFINED)
}

fn css(colour: Rgb) -> String {
    format!("rgb({},{},{})", colour.0, colour.1, colour.2)
}

fn fill_layer(name: &str) -> String {
    format!("{name}/fill")
}

fn line_layer(name: &str) -> String {
    format!("{name}/line")
}

fn screen_point(point: &Point) -> ScreenPoint {
    ScreenPoint {
        x: point.x(),
        y: point.y(),
    }
}

fn library_fault(error: &JsValue) -> EngineError {
    EngineError::MapLibrary {
        address: absolute(LIBRARY),
        reason: said(error),
    }
}

fn refusal(what: &str, error: &JsValue) -> EngineError {
    EngineError::Refused {
        what: what.to_owned(),
        reason: said(error),
    }
}

/// What an exception says.
fn said(error: &JsValue) -> String {
    let message = error.unchecked_ref::<Message>();
    let message = (error.is_object()).then(|| message.message()).flatten();
    message.unwrap_or_else(|| format!("{error:?}"))
}

//! What the rest of the app asks of a map library. Whoever implements this can take MapLibre's place.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};

use web_sys::{AbortSignal, ImageBitmap};

use super::error::EngineError;
use ::marks::Rgb;
use ::marks::{Bounds, LonLat};
use ::marks::{Camera, Padding, ScreenPoint, View};

/// Something the map tells.
#[derive(Clone, Debug, PartialEq)]
pub enum MapEvent {
    /// Everything the first picture needs has been drawn.
    Loaded,
    /// The camera has moved, by whatever cause. A [`MapEvent::Rendered`] follows in the same frame.
    Moved,
    /// The camera has come to rest.
    Stopped,
    /// A frame is being drawn with the present camera: what lies above the map must be drawn now, in the same frame.
    Rendered,
    /// Nothing moves, nothing is on its way: the picture is complete.
    Idle,
    /// The window has another size.
    Resized,
    /// A person has begun to move the map.
    TakenInHand,
    /// A person has clicked or tapped without moving the map.
    Clicked {
        /// Where.
        at: ScreenPoint,
        /// Whether it was a finger, which is less exact.
        touch: bool,
    },
    /// The pointer hovers over the map.
    Hovered(ScreenPoint),
    /// The pointer has left the map.
    Left,
    /// The library has made its style anew, as it does once the browser gave the graphics card back that it had taken away: light
    /// and facades have to be set again.
    Returned,
    /// A tile, a source or a style did not come. The map goes on; the text says what, for the log.
    Failed(String),
}

/// How the camera gets to its new place. A person who asked for reduced motion always sees a jump.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Travel {
    /// At once.
    Jump,
    /// In a straight line, in so many milliseconds.
    Ease(f64),
    /// In an arc that shows where it goes, as fast as is comfortable.
    Fly,
}

/// A raster picture below everything: satellite tiles, a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    /// Its name among rasters and shapes.
    pub name: String,
    /// Tile addresses with `{z}`, `{x}`, `{y}`, relative to the page or absolute; several are used in turn.
    pub tiles: Vec<String>,
    /// Side of a tile in CSS pixels: 256 or 512.
    pub tile_size: u16,
    /// Least zoom there are tiles for.
    pub min_zoom: u8,
    /// Greatest zoom there are tiles for; beyond it they are enlarged.
    pub max_zoom: u8,
    /// Whether rows are counted from the south (TMS).
    pub from_south: bool,
    /// Where there are tiles; `None` is everywhere. Nothing is asked for outside.
    pub bounds: Option<Bounds>,
    /// How it is painted.
    pub paint: RasterPaint,
}

/// How a raster is painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RasterPaint {
    /// Brightness of white, 0 to 1: below 1 the picture is dimmed.
    pub brightness: f64,
    /// −1 is grey, 0 as it is, 1 garish.
    pub saturation: f64,
    /// −1 to 1, 0 as it is.
    pub contrast: f64,
    /// 0 to 1.
    pub opacity: f64,
}

impl RasterPaint {
    /// As the tiles are.
    pub const PLAIN: Self = Self {
        brightness: 1.0,
        saturation: 0.0,
        contrast: 0.0,
        opacity: 1.0,
    };

    /// Slightly dimmed and desaturated, so that marks are the brightest things on the screen: a white roof stays a fifth darker
    /// than a mark's keyline. The contrast gives back what dimming takes from shadows and roads: it is still a photograph.
    pub const CALM: Self = Self {
        brightness: 0.78,
        saturation: -0.4,
        contrast: 0.12,
        opacity: 1.0,
    };
}

/// Polygons and lines on the ground: areas, grids, a graticule. They lie above every raster, in the order they were set.
#[derive(Clone, Debug, PartialEq)]
pub struct Shapes {
    /// Its name among rasters and shapes.
    pub name: String,
    /// A GeoJSON document.
    pub geojson: String,
    /// How the insides of polygons are painted.
    pub fill: Option<Paint>,
    /// How edges and lines are painted.
    pub line: Option<LinePaint>,
    /// They are shown from this zoom on.
    pub min_zoom: f64,
}

/// A colour and how much of what lies below shows through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paint {
    /// The colour.
    pub colour: Rgb,
    /// 0 to 1.
    pub opacity: f64,
}

/// How a line is painted.
#[derive(Clone, Debug, PartialEq)]
pub struct LinePaint {
    /// Its colour and opacity.
    pub paint: Paint,
    /// Width in CSS pixels.
    pub width: f64,
    /// Lengths of strokes and gaps in widths; empty is a whole line.
    pub dashes: Vec<f64>,
}

/// One tile of the Web Mercator pyramid, rows counted from the north.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TileAddress {
    /// Zoom of the tile.
    pub z: u8,
    /// Column from longitude −180°.
    pub x: u32,
    /// Row from the north.
    pub y: u32,
}

/// A tile that is on its way: a picture, or `None` where there is none.
pub type DrawnTile = Pin<Box<dyn Future<Output = Option<ImageBitmap>>>>;

/// Draws one tile. The signal says when the map has no more use for it.
pub type TileDrawer = Rc<dyn Fn(TileAddress, AbortSignal) -> DrawnTile>;

/// A map that can be looked at and moved. Cheap to call; nothing here waits.
pub trait MapEngine {
    /// Where the camera stands now, also while it moves.
    fn camera(&self) -> Camera;

    /// The camera and the size of the window: what projects and unprojects exactly as the frame being drawn.
    fn view(&self) -> View;

    /// Whether the camera moves at this moment.
    fn is_moving(&self) -> bool;

    /// Moves the camera. A person's own movement ends.
    fn go_to(&self, camera: Camera, travel: Travel);

    /// Moves the camera to show all of `bounds` inside `padding`, no closer than `max_zoom`.
    fn fit(&self, bounds: Bounds, padding: Padding, max_zoom: f64, travel: Travel) {
        let camera = self.view().fit(bounds, padding, max_zoom);
        self.go_to(camera, travel);
    }

    /// Where a position stands in the window; `None` when it is behind the camera.
    fn project(&self, at: LonLat) -> Option<ScreenPoint> {
        self.view().project(at)
    }

    /// The ground under a point of the window; `None` above the horizon.
    fn unproject(&self, at: ScreenPoint) -> Option<LonLat> {
        self.view().unproject(at)
    }

    /// Calls `listener` for everything the map tells, for as long as the subscription is kept.
    fn subscribe(&self, listener: Rc<dyn Fn(&MapEvent)>) -> Subscription;

    /// Puts a raster on the ground, above the rasters already there, or changes the one of that name.
    ///
    /// # Errors
    /// When the map library refuses it; the message names what and why.
    fn set_raster(&self, raster: &Raster) -> Result<(), EngineError>;

    /// Puts shapes on the ground, above the shapes already there, or changes those of that name.
    ///
    /// # Errors
    /// When the document is no GeoJSON or the map library refuses it.
    fn set_shapes(&self, shapes: &Shapes) -> Result<(), EngineError>;

    /// Lets `drawer` make the tiles whose address begins with `scheme://`, as in `scheme://{z}/{x}/{y}`.
    fn draw_tiles(&self, scheme: &str, drawer: TileDrawer);

    /// Takes the map off the page and gives back what it holds. Nothing is told or drawn afterwards.
    fn dispose(&self);
}

/// Keeps a listener; dropping it ends the listening.
#[must_use = "dropping the subscription ends it"]
pub struct Subscription {
    listeners: Weak<Listeners>,
    number: u64,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(listeners) = self.listeners.upgrade() {
            let mut state = listeners.state.borrow_mut();
            Rc::make_mut(&mut state.all).retain(|(number, _)| *number != self.number);
        }
    }
}

type Listener = Rc<dyn Fn(&MapEvent)>;

/// Those who listen to one map. A listener may subscribe others, unsubscribe, or move the map while it is told.
#[derive(Default)]
pub(super) struct Listeners {
    state: RefCell<ListenerState>,
}

#[derive(Default)]
struct ListenerState {
    next: u64,
    all: Rc<Vec<(u64, Listener)>>,
}

impl Listeners {
    pub(super) fn subscribe(self: &Rc<Self>, listener: Listener) -> Subscription {
        let mut state = self.state.borrow_mut();
        let number = state.next;
        state.next += 1;
        Rc::make_mut(&mut state.all).push((number, listener));
        Subscription {
            listeners: Rc::downgrade(self),
            number,
        }
    }

    pub(super) fn tell(&self, event: &MapEvent) {
        let all = Rc::clone(&self.state.borrow().all);
        for (_, listener) in all.iter() {
            listener(event);
        }
    }

    pub(super) fn forget_all(&self) {
        self.state.borrow_mut().all = Rc::default();
    }
}

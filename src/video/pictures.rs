//! Which picture a `<video>` shows, and when it came: told for each as it is shown.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlVideoElement;

use crate::platform::{ForeignClock, PageTime, page_now};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = HtmlVideoElement)]
    type Video;
    #[wasm_bindgen(method, catch, js_name = requestVideoFrameCallback)]
    fn request_frame(this: &Video, call: &JsValue) -> Result<u32, JsValue>;
    #[wasm_bindgen(method, catch, js_name = cancelVideoFrameCallback)]
    fn cancel_frame(this: &Video, number: u32) -> Result<(), JsValue>;

    /// What a browser knows of the picture that it is about to show.
    type Metadata;
    #[wasm_bindgen(method, getter)]
    fn width(this: &Metadata) -> f64;
    #[wasm_bindgen(method, getter)]
    fn height(this: &Metadata) -> f64;
    /// Where it stands in the film, in seconds.
    #[wasm_bindgen(method, getter, js_name = mediaTime)]
    fn media_secs(this: &Metadata) -> f64;
    /// When its last packet came, by the page's clock; of WebRTC only.
    #[wasm_bindgen(method, getter, js_name = receiveTime)]
    fn received_at(this: &Metadata) -> Option<f64>;
}

/// A picture that is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PictureShown {
    /// When it came to this machine, or a little sooner: what came late is told as if it had not.
    pub came_at: PageTime,
    /// Its width and height, in its own pixels.
    pub size: (f64, f64),
}

/// Tells of every picture that a `<video>` shows, as it is shown, until it is dropped.
pub struct Pictures(Rc<Watch>);

/// What a browser calls with each picture.
type Call = Closure<dyn FnMut(f64, Metadata)>;

struct Watch {
    video: Video,
    clock: RefCell<ForeignClock>,
    asked: Cell<Option<u32>>,
    tell: Box<dyn Fn(PictureShown)>,
    call: RefCell<Option<Call>>,
}

impl Pictures {
    /// Tells of the pictures of `video`. `None` where the browser does not tell of them.
    #[must_use]
    pub fn watch(video: &HtmlVideoElement, tell: impl Fn(PictureShown) + 'static) -> Option<Self> {
        let watch = Rc::new(Watch {
            video: video.clone().unchecked_into(),
            clock: RefCell::default(),
            asked: Cell::new(None),
            tell: Box::new(tell),
            call: RefCell::new(None),
        });
        let own = Rc::downgrade(&watch);
        let call: Call = Closure::new(move |_, told: Metadata| {
            if let Some(watch) = own.upgrade() {
                watch.ask();
                watch.look(&told);
            }
        });
        *watch.call.borrow_mut() = Some(call);
        watch.ask().then_some(Self(watch))
    }
}

impl Drop for Pictures {
    fn drop(&mut self) {
        if let Some(asked) = self.0.asked.take() {
            // One that was told already is no more.
            let _ = self.0.video.cancel_frame(asked);
        }
    }
}

impl Watch {
    fn ask(&self) -> bool {
        let call = self.call.borrow();
        let asked = call
            .as_ref()
            .and_then(|call| self.video.request_frame(call.as_ref()).ok());
        self.asked.set(asked);
        asked.is_some()
    }

    fn look(&self, told: &Metadata) {
        let shown_ms = told.media_secs() * 1_000.0;
        let now = page_now();
        let mut clock = self.clock.borrow_mut();
        match (told.received_at(), self.newest_ms()) {
            (Some(received_at), _) => clock.hear(shown_ms, PageTime(received_at)),
            // The newest of all that is there came just now, or since the last picture.
            (None, Some(newest_ms)) => clock.hear(newest_ms, now),
            (None, None) => clock.hear(shown_ms, now),
        }
        let came_at = clock.page_time(shown_ms).unwrap_or(now);
        drop(clock);
        (self.tell)(PictureShown {
            came_at,
            size: (told.width(), told.height()),
        });
    }

    /// Where what has come ends, in milliseconds of the film; `None` where nothing is kept for later.
    fn newest_ms(&self) -> Option<f64> {
        let buffered = self.video.buffered();
        let last = buffered.length().checked_sub(1)?;
        Some(buffered.end(last).ok()? * 1_000.0)
    }
}

//! The object in the window.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Object, Promise, Reflect};
use serde::Serialize;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;

use super::camera_picture::{PictureWish, PlaceAsked};
use super::picture::{CameraWish, Observed};

/// Between two looks at whether everything is settled, in milliseconds.
pub(super) const LOOK_EVERY_MS: u32 = 40;

/// The object's name in the window.
const NAME: &str = "furun";

type Seen = Rc<Cell<Option<Observed>>>;

/// `window.furun`, there from the page's first moment; taken away when it is dropped, with the closures that it calls.
pub struct Probe {
    seen: Seen,
    _closures: Vec<Box<dyn std::any::Any>>,
}

impl Probe {
    /// Puts the object into the window. Its calls give nothing until something is observed.
    #[must_use]
    pub fn install() -> Self {
        let seen = Seen::default();
        let mut closures: Vec<Box<dyn std::any::Any>> = Vec::new();
        let marks = {
            let seen = Rc::clone(&seen);
            Closure::<dyn Fn() -> JsValue>::new(move || {
                plain(&seen.get().map(Observed::marks).unwrap_or_default())
            })
        };
        let pick = {
            let seen = Rc::clone(&seen);
            Closure::<dyn Fn(f64, f64) -> JsValue>::new(move |x, y| {
                plain(&seen.get().and_then(|seen| seen.pick(x, y)))
            })
        };
        let camera = {
            let seen = Rc::clone(&seen);
            Closure::<dyn Fn() -> JsValue>::new(move || {
                plain(&seen.get().and_then(Observed::camera))
            })
        };
        let set_camera = {
            let seen = Rc::clone(&seen);
            Closure::<dyn Fn(JsValue) -> Result<(), JsValue>>::new(move |wish: JsValue| {
                let wish: CameraWish = serde_wasm_bindgen::from_value(wish)?;
                let seen = seen.get().ok_or("nothing is observed yet");
                let set = seen
                    .map_err(str::to_owned)
                    .and_then(|seen| seen.set_camera(wish));
                set.map_err(|error| js_sys::Error::new(&error).into())
            })
        };
        let stats = {
            let seen = Rc::clone(&seen);
            Closure::<dyn Fn() -> JsValue>::new(move || {
                plain(&seen.get().map(Observed::stats).unwrap_or_default())
            })
        };
        let picture = {
            let seen = Rc::clone(&seen);
            Closure::<dyn Fn() -> JsValue>::new(move || {
                plain(&seen.get().and_then(Observed::picture))
            })
        };
        let set_picture = {
            let seen = Rc::clone(&seen);
            Closure::<dyn Fn(JsValue) -> Result<(), JsValue>>::new(move |wish: JsValue| {
                let wish: PictureWish = serde_wasm_bindgen::from_value(wish)?;
                let seen = seen.get().ok_or("nothing is observed yet");
                let set = seen
                    .map_err(str::to_owned)
                    .and_then(|seen| seen.set_picture(wish));
                set.map_err(|error| js_sys::Error::new(&error).into())
            })
        };
        let place_seen = {
            let seen = Rc::clone(&seen);
            Closure::<dyn Fn(JsValue) -> Result<JsValue, JsValue>>::new(move |asked: JsValue| {
                let asked: PlaceAsked = serde_wasm_bindgen::from_value(asked)?;
                Ok(plain(&seen.get().and_then(|seen| seen.seen(asked))))
            })
        };
        let settled = {
            let seen = Rc::clone(&seen);
            Closure::<dyn Fn() -> Promise>::new(move || {
                when(Rc::clone(&seen), Observed::is_settled)
            })
        };
        let ready = when(Rc::clone(&seen), |seen| seen.is_told() && seen.has_drawn());
        let calls = [
            marks.as_ref().clone(),
            pick.as_ref().clone(),
            camera.as_ref().clone(),
            set_camera.as_ref().clone(),
            stats.as_ref().clone(),
            settled.as_ref().clone(),
            picture.as_ref().clone(),
            set_picture.as_ref().clone(),
            place_seen.as_ref().clone(),
        ];
        closures.push(Box::new(marks));
        closures.push(Box::new(pick));
        closures.push(Box::new(camera));
        closures.push(Box::new(set_camera));
        closures.push(Box::new(stats));
        closures.push(Box::new(settled));
        closures.push(Box::new(picture));
        closures.push(Box::new(set_picture));
        closures.push(Box::new(place_seen));
        let object = Object::new();
        let names = [
            "marks",
            "pick",
            "camera",
            "setCamera",
            "stats",
            "settled",
            "picture",
            "setPicture",
            "seen",
        ];
        for (name, call) in names.into_iter().zip(&calls) {
            set(&object, name, call);
        }
        set(&object, "ready", ready.unchecked_ref());
        set(&js_sys::global(), NAME, object.unchecked_ref());
        Self {
            seen,
            _closures: closures,
        }
    }

    /// Observes this from now on.
    pub fn observe(&self, seen: Observed) {
        self.seen.set(Some(seen));
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        // A window that keeps the name keeps calls that do nothing.
        let _ = Reflect::delete_property(&js_sys::global(), &NAME.into());
    }
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // An object that was made here takes every property.
    let _ = Reflect::set(object, &name.into(), value);
}

/// Plain objects, arrays, numbers and `null`, as JSON has them.
fn plain(value: &impl Serialize) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).unwrap_or(JsValue::NULL)
}

/// A promise that is kept when `holds` has held at two looks in a row.
fn when(seen: Seen, holds: impl Fn(Observed) -> bool + 'static) -> Promise {
    future_to_promise(async move {
        let mut held = false;
        loop {
            let holds = seen.get().is_some_and(&holds);
            if held && holds {
                return Ok(JsValue::UNDEFINED);
            }
            held = holds;
            TimeoutFuture::new(LOOK_EVERY_MS).await;
        }
    })
}

//! Where the device is.

use std::cell::RefCell;
use std::rc::Rc;

use domain::Wgs84;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Geolocation, Position, PositionError, PositionOptions};

/// A position that is older than this is asked for anew, in milliseconds.
const OLDEST_MS: u32 = 30_000;

/// What the device says of where it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Location {
    /// It is being found.
    Awaited,
    /// There.
    Found {
        /// Where.
        position: Wgs84,
        /// The radius in metres in which it is with a probability of 95 %.
        accuracy_m: f64,
    },
    /// The person, or the browser, has forbidden it.
    Forbidden,
    /// The device cannot say.
    Unknown,
}

/// Watches where the device is; dropping it ends the watch.
#[must_use = "dropping the watch ends it"]
pub struct LocationWatch {
    geolocation: Geolocation,
    watch: i32,
    _found: Closure<dyn FnMut(JsValue)>,
    _failed: Closure<dyn FnMut(JsValue)>,
}

impl LocationWatch {
    /// Whether this browser knows places at all; nobody is asked for it.
    #[must_use]
    pub fn is_possible() -> bool {
        web_sys::window().is_some_and(|window| window.navigator().geolocation().is_ok())
    }

    /// Calls `tell` whenever the device knows more. `None` in a browser that knows no places, or on a page that may not ask.
    pub fn begin(tell: impl FnMut(Location) + 'static) -> Option<Self> {
        let geolocation = web_sys::window()?.navigator().geolocation().ok()?;
        let tell = Rc::new(RefCell::new(tell));
        let told = Rc::clone(&tell);
        let found = Closure::<dyn FnMut(JsValue)>::new(move |position: JsValue| {
            let position: Position = position.unchecked_into();
            let at = position.coords();
            let location = match Wgs84::from_lon_lat(at.longitude(), at.latitude()) {
                Ok(position) => Location::Found {
                    position,
                    accuracy_m: at.accuracy(),
                },
                Err(_) => Location::Unknown,
            };
            told.borrow_mut()(location);
        });
        let failed = Closure::<dyn FnMut(JsValue)>::new(move |error: JsValue| {
            let error: PositionError = error.unchecked_into();
            let location = if error.code() == PositionError::PERMISSION_DENIED {
                Location::Forbidden
            } else {
                Location::Unknown
            };
            tell.borrow_mut()(location);
        });
        let options = PositionOptions::new();
        options.set_enable_high_accuracy(true);
        options.set_maximum_age(OLDEST_MS);
        let watch = geolocation
            .watch_position_with_error_callback_and_options(
                found.as_ref().unchecked_ref(),
                Some(failed.as_ref().unchecked_ref()),
                &options,
            )
            .ok()?;
        Some(Self {
            geolocation,
            watch,
            _found: found,
            _failed: failed,
        })
    }
}

impl Drop for LocationWatch {
    fn drop(&mut self) {
        self.geolocation.clear_watch(self.watch);
    }
}

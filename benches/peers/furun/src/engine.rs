//! The marks as the peers are measured: places and statuses come decoded, and every mark is a disc in its status's colour.

use std::rc::Rc;

use furun::engine::{Camera, LonLat, Look, MarkId, Rgb, Shape, Sign, Size};
use furun::platform::page_now;
use js_sys::Promise;
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

use crate::marked_map::MarkedMap;

/// Marks and map for a bench page.
#[wasm_bindgen]
pub struct Engine {
    map: Rc<MarkedMap>,
    signs: Vec<Sign>,
}

#[wasm_bindgen]
impl Engine {
    /// Discs of `radius` CSS pixels above a map that begins at a place and a zoom in MapLibre's convention. `colours` are the
    /// statuses', three bytes each.
    ///
    /// # Errors
    /// When the browser can draw no marks.
    #[wasm_bindgen(constructor)]
    pub fn new(
        container: HtmlElement,
        lon: f64,
        lat: f64,
        zoom: f64,
        colours: &[u8],
        radius: f64,
    ) -> Result<Self, JsError> {
        let camera = Camera::over(LonLat::new(lon, lat), zoom);
        let look = Look {
            scale: radius / f64::from(Size::Dot.radius()),
            // Every mark by itself, as the peers draw theirs.
            grouping: false,
            ..Look::default()
        };
        let map = MarkedMap::new(container, camera, look, Rc::new(|| page_now().0))?;
        let signs = colours.as_chunks().0.iter().map(disc).collect();
        Ok(Self { map, signs })
    }

    /// Puts the map below the marks.
    #[wasm_bindgen(js_name = openMap)]
    pub fn open_map(&self, tiles: String) -> Promise {
        self.map.open(tiles)
    }

    /// Takes all marks away, and makes room for so many.
    pub fn clear(&self, room: usize) {
        self.map.update(|marks| {
            marks.clear();
            marks.reserve(room);
        });
    }

    /// Adds marks, numbered on from `first`.
    pub fn add(&self, first: u32, lon: &[f64], lat: &[f64], statuses: &[u8]) {
        self.map.update(|marks| {
            let places = lon
                .iter()
                .zip(lat)
                .map(|(lon, lat)| LonLat::new(*lon, *lat));
            for (number, (at, status)) in (first..).zip(places.zip(statuses)) {
                marks.upsert(MarkId(number.into()), at, &self.signs[usize::from(*status)]);
            }
        });
    }

    /// Gives marks other statuses, once a frame.
    pub fn apply(&self, numbers: &[u32], statuses: &[u8]) {
        self.map.update_in_frame(|marks| {
            for (number, status) in numbers.iter().zip(statuses) {
                marks.restyle(MarkId((*number).into()), &self.signs[usize::from(*status)]);
            }
        });
    }

    /// Has the first `count` marks blink.
    pub fn blink(&self, count: u32) {
        self.map.update(|marks| {
            for number in 0..count {
                let sign = Sign {
                    blink: true,
                    ..self.signs[0]
                };
                marks.restyle(MarkId(number.into()), &sign);
            }
        });
    }

    /// The number of the mark under a point, or −1.
    #[must_use]
    pub fn pick(&self, x: f64, y: f64) -> f64 {
        self.map.pick(x, y).map_or(-1.0, |number| number as f64)
    }

    /// Moves the camera at once.
    #[wasm_bindgen(js_name = setCamera)]
    pub fn set_camera(&self, lon: f64, lat: f64, zoom: f64, pitch: f64, bearing: f64) {
        self.map.set_camera(Camera {
            centre: LonLat::new(lon, lat),
            zoom,
            pitch,
            bearing,
        });
    }

    /// Whether everything is drawn.
    #[wasm_bindgen(js_name = isSettled)]
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.map.is_settled()
    }

    /// Frames drawn so far.
    #[must_use]
    pub fn frames(&self) -> f64 {
        self.map.frames() as f64
    }
}

const fn disc(&[red, green, blue]: &[u8; 3]) -> Sign {
    Sign {
        size: Size::Dot,
        ..Sign::plain(Shape::Circle, Rgb(red, green, blue))
    }
}

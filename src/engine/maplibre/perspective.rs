//! MapLibre GL JS as an eye above the ground.
//!
//! The library thinks of a camera as a middle that is looked at from some way off. The eye's is a point on its line of sight
//! at a distance of our choosing: near enough for what stands close to be drawn, and for the scale of heights, which the
//! library takes from the middle's latitude, to be the eye's own.

use std::f64::consts::PI;

use js_sys::{JSON, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use super::{MapLibre, MapOptions, css, object, options_of, refusal};
use crate::engine::error::EngineError;
use crate::engine::map_engine::MapEvent;
use crate::engine::perspective::{Bodies, Daylight, Eye, Facades, PerspectiveEngine, Veil};
use ::marks::Camera;
use ::marks::LonLat;
use ::marks::Rgb;

/// The circumference of the library's sphere in metres.
pub(super) const CIRCUMFERENCE: f64 = 2.0 * PI * 6_371_008.8;

/// What is nearer to the eye than this is not drawn, in metres; the library draws from a fiftieth of the window's height on.
const NEAREST: f64 = 3.0;

/// The middle is never farther away than this, in metres: heights would be drawn at the scale of another latitude.
const FARTHEST_MIDDLE: f64 = 1_500.0;

/// The layer below which everything lies flat on the ground.
pub(super) const VEIL: &str = "veil";

impl MapLibre {
    /// Opens a map that is looked at from an eye; gestures are left to whoever opens it.
    ///
    /// # Errors
    /// When the library cannot be fetched, or the browser gives it no WebGL.
    pub async fn open_eye(
        container: &HtmlElement,
        eye: &Eye,
        ground: Rgb,
        title: String,
    ) -> Result<std::rc::Rc<Self>, EngineError> {
        let options = MapOptions {
            camera: Camera::over(eye.at, 17.0),
            ground,
            min_zoom: 0.0,
            title,
        };
        let engine = Self::open_with(container, options.ground, |ground| {
            let made = options_of(ground, &options);
            for (name, value) in [
                ("maxPitch", JsValue::from(180)),
                ("maxZoom", JsValue::from(24)),
                ("interactive", JsValue::FALSE),
                ("centerClampedToGround", JsValue::FALSE),
                (
                    "canvasContextAttributes",
                    object(&json!({ "antialias": true })),
                ),
            ] {
                let _ = Reflect::set(&made, &JsValue::from_str(name), &value);
            }
            made
        })
        .await?;
        engine.look(eye);
        Ok(engine)
    }

    fn set_source(&self, name: &str, data: &JsValue) -> Result<bool, EngineError> {
        self.is_there()?;
        if let Some(source) = self.map.get_source(name) {
            source.set_data(data);
            return Ok(false);
        }
        // A corner of a footprint must not be simplified away.
        let source = object(&json!({ "type": "geojson", "tolerance": 0, "maxzoom": 16 }));
        let _ = Reflect::set(&source, &JsValue::from_str("data"), data);
        self.map
            .add_source(name, &source)
            .map_err(|error| refusal(name, &error))?;
        Ok(true)
    }

    /// The lowest of the bodies, below which a veil lies.
    fn lowest_body(&self) -> Option<String> {
        self.bodies.borrow().first().cloned()
    }
}

impl PerspectiveEngine for MapLibre {
    fn look(&self, eye: &Eye) {
        let (width, height) = self.size.get();
        if width < 1.0 || height < 1.0 {
            return;
        }
        let focal = width / 2.0 / (eye.horizontal_field.to_radians() / 2.0).tan();
        let half_height = height / 2.0 / focal;
        let away = (NEAREST * 25.0 / half_height).min(FARTHEST_MIDDLE);
        self.map
            .set_vertical_field_of_view(2.0 * half_height.atan().to_degrees());
        let (middle, metres) = middle_ahead(eye, away);
        let pixels_of_the_world = focal / away * metres;
        let to = json!({
            "center": [middle.lon, middle.lat],
            "elevation": eye.height_metres + away * eye.tilt.to_radians().sin(),
            "zoom": (pixels_of_the_world / 512.0).log2(),
            "bearing": eye.pan, "pitch": 90.0 + eye.tilt, "roll": eye.roll,
        });
        if let Err(error) = self.map.jump_to(&object(&to)) {
            self.listeners.tell(&MapEvent::Failed(super::said(&error)));
        }
    }

    fn set_bodies(&self, bodies: &Bodies) -> Result<(), EngineError> {
        let name = &bodies.name;
        let data = JSON::parse(&bodies.geojson).map_err(|error| refusal(name, &error))?;
        if self.set_source(name, &data)? {
            let layer = json!({
                "id": name, "type": "fill-extrusion", "source": name,
                "paint": {
                    "fill-extrusion-base": ["get", "base"], "fill-extrusion-height": ["get", "top"],
                    "fill-extrusion-color": ["get", "colour"],
                },
            });
            self.add(&layer, None)?;
            self.bodies.borrow_mut().push(name.clone());
        }
        Ok(())
    }

    fn set_facades(&self, facades: &Facades) -> Result<(), EngineError> {
        self.put_facades(facades)
    }

    fn set_veil(&self, veil: &Veil) -> Result<(), EngineError> {
        let data = JSON::parse(&veil.geojson).map_err(|error| refusal(VEIL, &error))?;
        if self.set_source(VEIL, &data)? {
            let layer = json!({
                "id": VEIL, "type": "fill", "source": VEIL,
                "paint": { "fill-opacity": ["get", "opacity"], "fill-antialias": false },
            });
            self.add(&layer, self.lowest_body().as_deref())?;
        }
        let colour = JsValue::from_str(&css(veil.colour));
        self.map
            .set_paint_property(VEIL, "fill-color", &colour)
            .map_err(|error| refusal(VEIL, &error))
    }

    fn set_daylight(&self, daylight: &Daylight) {
        // While the card is away there is nothing to light.
        if self.is_there().is_err() {
            return;
        }
        let (azimuth, altitude) = daylight.from;
        self.map.set_light(&object(&json!({
            "anchor": "map", "color": css(daylight.light), "intensity": daylight.intensity,
            "position": [1.5, azimuth.rem_euclid(360.0), 90.0 - altitude],
        })));
        let sky: Value = json!({
            "sky-color": css(daylight.sky), "horizon-color": css(daylight.horizon),
            "fog-color": css(daylight.horizon), "sky-horizon-blend": 0.55,
        });
        self.map.set_sky(&object(&sky));
    }
}

/// The point so many metres ahead of an eye, and how many metres the side of the Mercator square is long at its latitude.
fn middle_ahead(eye: &Eye, away: f64) -> (LonLat, f64) {
    let (x, y) = eye.at.mercator();
    let (pan, level) = (eye.pan.to_radians(), eye.tilt.to_radians().cos());
    let (mut middle, mut metres) = (eye.at, 0.0);
    // The latitude of the middle decides on the metre that leads there: the second time it is right to a millionth.
    for _ in 0..4 {
        metres = CIRCUMFERENCE * middle.lat.to_radians().cos();
        let units = away * level / metres;
        middle = LonLat::from_mercator(x + units * pan.sin(), y - units * pan.cos());
    }
    (middle, metres)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_lies_ahead_of_the_eye_and_on_its_own_latitudes_metre() {
        let eye = Eye {
            at: LonLat::new(106.27, 29.39),
            height_metres: 100.0,
            pan: 0.0,
            tilt: 0.0,
            roll: 0.0,
            horizontal_field: 60.0,
        };
        let (middle, metres) = middle_ahead(&eye, 1_000.0);
        assert!((middle.lon - 106.27).abs() < 1e-12);
        assert!((metres - CIRCUMFERENCE * middle.lat.to_radians().cos()).abs() < 1.0);
        let degree = CIRCUMFERENCE / 360.0;
        assert!((middle.lat - 29.39 - 1_000.0 / degree).abs() < 1e-6);
    }
}

//! A look from a place above the ground, in true perspective and at any angle: what a camera on a mast sees.

use super::error::EngineError;
use super::map_engine::MapEngine;
use super::position::LonLat;
use super::sign::Rgb;

/// Where an eye is, where it looks and how wide it sees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Eye {
    /// What it stands above.
    pub at: LonLat,
    /// How far above the ground, in metres.
    pub height_metres: f64,
    /// Where it looks, degrees clockwise from north.
    pub pan: f64,
    /// How far above the horizon it looks, −90 to 90 degrees; negative looks down.
    pub tilt: f64,
    /// How far it leans to its right, in degrees; 0 keeps the horizon level.
    pub roll: f64,
    /// How far it sees from the left edge of the window to its right, in degrees, 0 to 180.
    pub horizontal_field: f64,
}

/// Upright bodies on the ground.
#[derive(Clone, Debug, PartialEq)]
pub struct Bodies {
    /// Their name among what stands on the ground.
    pub name: String,
    /// A GeoJSON document of polygons, each with `base` and `top` in metres above the ground and a CSS `colour`.
    pub geojson: String,
}

/// What lies over the ground and lets it show through, such as haze.
#[derive(Clone, Debug, PartialEq)]
pub struct Veil {
    /// A GeoJSON document of polygons, each with an `opacity` from 0 to 1.
    pub geojson: String,
    /// Its colour.
    pub colour: Rgb,
}

/// What is above the horizon, and the light that falls on bodies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Daylight {
    /// The sky high up.
    pub sky: Rgb,
    /// The sky at the horizon.
    pub horizon: Rgb,
    /// The light's own colour.
    pub light: Rgb,
    /// How much it tells sides apart, 0 to 1.
    pub intensity: f64,
    /// Where it comes from: degrees clockwise from north, and degrees above the horizon.
    pub from: (f64, f64),
}

/// A map that is seen from an eye.
pub trait PerspectiveEngine: MapEngine {
    /// Looks from there, at once.
    fn look(&self, eye: &Eye);

    /// Puts bodies on the ground, or changes those of that name.
    ///
    /// # Errors
    /// When the document is no GeoJSON or the map library refuses it.
    fn set_bodies(&self, bodies: &Bodies) -> Result<(), EngineError>;

    /// Lays a veil over rasters and shapes, below the bodies, or changes it.
    ///
    /// # Errors
    /// When the document is no GeoJSON or the map library refuses it.
    fn set_veil(&self, veil: &Veil) -> Result<(), EngineError>;

    /// Sets sky and light.
    fn set_daylight(&self, daylight: &Daylight);
}

//! A look from a place above the ground, in true perspective and at any angle: what a camera on a mast sees.

use super::error::EngineError;
use super::map_engine::MapEngine;
use ::marks::LonLat;
use ::marks::Rgb;

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

/// An upright wall with rows of panes: it is seen from its outside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wall {
    /// The ends of its foot.
    pub foot: [LonLat; 2],
    /// How high it is, in metres above the ground.
    pub height_metres: f64,
    /// How many rows of panes it has, one above another.
    pub rows: u32,
    /// How many panes a row has.
    pub panes: u32,
    /// What decides which of its panes are lit: 0 up to 1.
    pub seed: f64,
}

/// What panes look like, the same for all walls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Panes {
    /// A pane that is not lit.
    pub glass: Rgb,
    /// How much of the wall's own colour a pane covers, 0 to 1.
    pub cover: f64,
    /// A pane that is lit.
    pub lamp: Rgb,
    /// The share of panes that are lit.
    pub lit: f64,
    /// What far things fade into, from how many metres on, and over how many more all but a third has faded.
    pub haze: (Rgb, f64, f64),
}

/// The panes of walls, drawn on bodies that stand there. They are as fine as the eye can tell them apart, and fade into the wall's colour
/// where it cannot.
#[derive(Clone, Debug, PartialEq)]
pub struct Facades {
    /// What they are seen from, wherever it looks: the ground below, and how far above it, in metres.
    pub eye: (LonLat, f64),
    /// The walls that turn their outside to it.
    pub walls: Vec<Wall>,
    /// Their panes.
    pub panes: Panes,
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

    /// Puts panes on the walls of bodies, or others in their place.
    ///
    /// # Errors
    /// When the graphics card or the map library refuses them.
    fn set_facades(&self, facades: &Facades) -> Result<(), EngineError>;

    /// Lays a veil over rasters and shapes, below the bodies, or changes it.
    ///
    /// # Errors
    /// When the document is no GeoJSON or the map library refuses it.
    fn set_veil(&self, veil: &Veil) -> Result<(), EngineError>;

    /// Sets sky and light.
    fn set_daylight(&self, daylight: &Daylight);
}

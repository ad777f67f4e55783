//! The district from above: tiles that pass for an aerial photograph, drawn from the plan itself.
//!
//! A tile is painted from the ground up: fields, woods and lawns; water; yards; roads; shadows; trees and cars; walls and
//! roofs from north to south; haze. Everything is asked by place, never by turn, so tiles have no seams; a texture fades
//! before it is finer than a pixel, so a coarse zoom shows the mean of what a fine one shows.

mod canvas;
mod cloth;
mod coverage;
mod flora;
mod ground;
mod houses;
mod noise;
mod pavement;
mod scene;
mod texture;
mod traffic;
mod water;
mod yards;

use domain::Wgs84;
use geodesy::Tile;

use crate::District;
use crate::figures::{MIDDLE_LAT, MIDDLE_LON};
use canvas::{Canvas, Frame, TILE};
use coverage::Coverage;
use ground::Ground;
use houses::Street;
use scene::{Court, Scene, Way};
use texture::{Grain, Texture};

/// The district as it is seen from above on a clear, slightly hazy morning.
#[derive(Clone, Debug)]
pub struct Picture {
    ground: Ground,
    scene: Scene,
    grain: Grain,
}

/// How far out of its own place a thing is painted, in metres, where trees and cars are seen: crowns and their shadows.
const BEYOND: f64 = 9.0;

impl Picture {
    /// Width and height of a tile in pixels.
    pub const TILE_SIZE: usize = TILE;
    /// The coarsest zoom that is painted, as raster maps count it (256-pixel tiles).
    pub const MIN_ZOOM: u8 = 10;
    /// The finest zoom that is painted.
    pub const MAX_ZOOM: u8 = 19;

    /// Makes ready to paint a district.
    #[must_use]
    pub fn of(district: &District) -> Self {
        let middle = Wgs84::from_lon_lat(MIDDLE_LON, MIDDLE_LAT).expect("the district is on earth");
        let ground = Ground::around(middle, &district.ground.plane);
        let scene = Scene::of(district, &ground);
        Self {
            ground,
            scene,
            grain: Grain::new(),
        }
    }

    /// Paints a tile: [`Self::TILE_SIZE`]² pixels of red, green, blue and full opacity, row by row from the north-west corner.
    ///
    /// Outside the district there is country without end, at any zoom; those beyond [`Self::MIN_ZOOM`] and
    /// [`Self::MAX_ZOOM`] are painted too, but show nothing more.
    #[must_use]
    pub fn rgba(&self, tile: Tile) -> Vec<u8> {
        let metres = self.ground.metres_per_pixel(tile.zoom()) as f32;
        let beyond = if metres < flora::SEEN_BELOW {
            BEYOND
        } else {
            0.0
        };
        let frame = Frame::of(tile, &self.ground, beyond);
        self.painted(frame)
    }

    fn painted(&self, frame: Frame) -> Vec<u8> {
        let scene = &self.scene;
        let texture = &Texture::of(&frame, &self.grain);
        let coverage = &mut Coverage::new(frame.size, frame.size);
        let canvas = &mut Canvas::new(frame);
        let growth = &mut cloth::lay(canvas, texture, coverage, scene);
        water::pour(canvas, texture, coverage, growth, scene);
        yards::lay(canvas, texture, coverage, growth, scene);
        pavement::lay(canvas, texture, coverage, growth, scene);
        let street = Street::within(scene, &frame);
        if frame.metres < flora::SEEN_BELOW {
            street.claim(&frame, coverage, growth);
            let reach = frame.reach(8.0);
            let ways = scene.ways_by_place.within(&reach).into_iter();
            let ways: Vec<&Way> = ways.map(|k| &scene.ways[k as usize]).collect();
            let courts = scene.courts_by_place.within(&reach).into_iter();
            let courts: Vec<&Court> = courts.map(|k| &scene.courts[k as usize]).collect();
            traffic::drive(canvas, coverage, &ways, &courts);
            flora::plant(canvas, texture, growth, &ways);
        } else {
            flora::blend(canvas, texture, growth);
        }
        street.shade(canvas, coverage);
        street.build(canvas, texture, coverage);
        finished(canvas)
    }
}

/// The tile's own pixels, seen through the air.
fn finished(canvas: &Canvas) -> Vec<u8> {
    /// The air's own light, and how much of it lies between.
    const AIR: [f32; 3] = [126.0, 136.0, 146.0];
    const HAZE: f32 = 0.10;
    let Frame { margin, size, .. } = canvas.frame;
    let mut rgba = Vec::with_capacity(TILE * TILE * 4);
    for row in margin..margin + TILE {
        let start = row * size + margin;
        for pixel in &canvas.pixels[start..start + TILE] {
            let seen = canvas::mixed(pixel.map(|value| 1.06 * value), AIR, HAZE);
            rgba.extend(seen.map(|value| (value + 0.5).clamp(0.0, 255.0) as u8));
            rgba.push(255);
        }
    }
    rgba
}

#[cfg(test)]
mod tests;

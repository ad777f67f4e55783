//! The canvas of one tile: its pixels with a margin around them, and where they lie on the ground.

use geodesy::Tile;

use super::ground::Ground;

/// A colour: red, green, blue, each 0 to 255 as in the finished picture.
pub(super) type Colour = [f32; 3];

/// Width of a tile in pixels.
pub(super) const TILE: usize = 256;
/// Rows and columns between two points at which slowly changing fields are computed.
pub(super) const LATTICE: usize = 8;

/// Where a canvas lies on the ground.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// Pixels around the tile on every side, a multiple of [`LATTICE`].
    pub(super) margin: usize,
    /// Width and height in pixels, the margins included.
    pub(super) size: usize,
    /// Width of a pixel on the ground in metres.
    pub(super) metres: f32,
    left: f64,
    top: f64,
}

impl Frame {
    /// The frame of a tile whose things reach `beyond` metres out of their own place.
    pub(super) fn of(tile: Tile, ground: &Ground, beyond: f64) -> Self {
        let metres = ground.metres_per_pixel(tile.zoom());
        let margin = (libm::ceil(beyond / metres) as usize).clamp(2, 56);
        let margin = margin.div_ceil(LATTICE) * LATTICE;
        let (left, top) = ground.corner(tile);
        Self {
            margin,
            size: TILE + 2 * margin,
            metres: metres as f32,
            left: left - margin as f64 * metres,
            top: top + margin as f64 * metres,
        }
    }

    /// The canvas's pixel coordinates of a point on the ground.
    pub(super) fn pixel(&self, (x, y): (f32, f32)) -> (f32, f32) {
        (
            ((f64::from(x) - self.left) / f64::from(self.metres)) as f32,
            ((self.top - f64::from(y)) / f64::from(self.metres)) as f32,
        )
    }

    /// The canvas's pixel coordinates of a ring, without the corners that are no more than a dent in a pixel.
    pub(super) fn outline(&self, ring: &[(f32, f32)], outline: &mut Vec<(f32, f32)>) {
        const DENT: f32 = 0.3;
        outline.clear();
        for &corner in ring {
            let at = self.pixel(corner);
            if outline
                .last()
                .is_none_or(|&(x, y): &(f32, f32)| (at.0 - x).abs() + (at.1 - y).abs() >= DENT)
            {
                outline.push(at);
            }
        }
    }

    /// The middle of a pixel on the ground.
    pub(super) fn ground(&self, column: usize, row: usize) -> (f32, f32) {
        let metres = f64::from(self.metres);
        (
            (self.left + (column as f64 + 0.5) * metres) as f32,
            (self.top - (row as f64 + 0.5) * metres) as f32,
        )
    }

    /// West, south, east and north end of the canvas on the ground, `more` metres further out.
    pub(super) fn reach(&self, more: f32) -> [f32; 4] {
        let (west, north) = (self.left as f32, self.top as f32);
        let extent = self.size as f32 * self.metres;
        [
            west - more,
            north - extent - more,
            west + extent + more,
            north + more,
        ]
    }
}

/// The pixels.
#[derive(Debug)]
pub(super) struct Canvas {
    pub(super) frame: Frame,
    pub(super) pixels: Vec<Colour>,
}

impl Canvas {
    pub(super) fn new(frame: Frame) -> Self {
        Self {
            frame,
            pixels: vec![[0.0; 3]; frame.size * frame.size],
        }
    }

    /// Lays a colour over a pixel, `share` of it.
    pub(super) fn lay(&mut self, column: usize, row: usize, colour: Colour, share: f32) {
        let pixel = &mut self.pixels[row * self.frame.size + column];
        *pixel = mixed(*pixel, colour, share);
    }

    /// Takes light away from a pixel: `share` of what a full shadow takes.
    pub(super) fn darken(&mut self, column: usize, row: usize, share: f32) {
        /// What a shadow leaves of red, green and blue: the sky still lights it.
        const LEFT: Colour = [0.47, 0.51, 0.59];
        let pixel = &mut self.pixels[row * self.frame.size + column];
        for (value, left) in pixel.iter_mut().zip(LEFT) {
            *value *= 1.0 - share * (1.0 - left);
        }
    }
}

/// A share of the way from one colour to another.
pub(super) fn mixed(from: Colour, to: Colour, share: f32) -> Colour {
    [
        from[0] + (to[0] - from[0]) * share,
        from[1] + (to[1] - from[1]) * share,
        from[2] + (to[2] - from[2]) * share,
    ]
}

/// A colour made lighter by so many steps, darker when negative.
pub(super) fn lit(colour: Colour, by: f32) -> Colour {
    [colour[0] + by, colour[1] + by, colour[2] + by]
}

/// A field that changes slowly: computed at some points, straight between them. The points lie on the same places of the ground
/// in every tile of a zoom.
#[derive(Debug)]
pub(super) struct Slow {
    values: Vec<f32>,
    across: usize,
}

impl Slow {
    pub(super) fn new(frame: &Frame, value: impl Fn(f32, f32) -> f32) -> Self {
        let across = frame.size / LATTICE + 1;
        let mut values = Vec::with_capacity(across * across);
        for j in 0..across {
            for i in 0..across {
                let (x, y) = frame.ground(i * LATTICE, j * LATTICE);
                values.push(value(x, y));
            }
        }
        Self { values, across }
    }

    /// A field that does not change at all.
    pub(super) fn flat(frame: &Frame) -> Self {
        let across = frame.size / LATTICE + 1;
        Self {
            values: vec![0.0; across * across],
            across,
        }
    }

    /// The field at a pixel.
    pub(super) fn at(&self, column: usize, row: usize) -> f32 {
        let (i, j) = (column / LATTICE, row / LATTICE);
        let tx = (column % LATTICE) as f32 / LATTICE as f32;
        let ty = (row % LATTICE) as f32 / LATTICE as f32;
        let k = j * self.across + i;
        let (a, b) = (self.values[k], self.values[k + 1]);
        let (c, d) = (
            self.values[k + self.across],
            self.values[k + self.across + 1],
        );
        let top = a + (b - a) * tx;
        top + (c + (d - c) * tx - top) * ty
    }
}

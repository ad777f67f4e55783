//! The ground itself: fields and woods of the country, lawns and paving of the town.

use super::canvas::{Canvas, Colour, Frame, Slow, lit, mixed};
use super::coverage::Coverage;
use super::noise::{hashed, rest, seen, smooth, split, step, unit, unit_again};
use super::scene::{Cloth, Scene};
use super::texture::Texture;

/// What may grow on a pixel, for the trees that are set afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Growth {
    /// Nothing: roads, water, buildings.
    None,
    /// Single trees in the fields.
    Country,
    /// Among dwellings.
    Garden,
    /// On a campus.
    Campus,
    /// In a park.
    Park,
    /// Closed canopy.
    Wood,
}

/// The country's slow changes around a tile.
#[derive(Debug)]
pub(super) struct Country {
    /// How far the fields' lines are bent, in metres.
    bend_x: Slow,
    bend_y: Slow,
    /// Light on the slopes.
    slope: Slow,
    /// Dry to wet.
    tint: Slow,
    /// More than 0 where the slopes are wooded.
    wooded: Slow,
}

const CANOPY: Colour = [52.0, 66.0, 41.0];

fn elevation(x: f32, y: f32) -> f32 {
    // The ridges of the country run from south-south-west to north-north-east.
    let (a, b) = (0.90 * x - 0.43 * y, 0.43 * x + 0.90 * y);
    0.62 * smooth(a, b * 0.45, 1_500.0, 11)
        + 0.30 * smooth(a, b * 0.6, 560.0, 12)
        + 0.12 * smooth(a, b, 210.0, 13)
}

impl Country {
    pub(super) fn around(frame: &Frame) -> Self {
        let coarse = frame.metres * 2.0;
        Self {
            bend_x: Slow::new(frame, |x, y| {
                90.0 * smooth(x, y, 520.0, 21) + 26.0 * smooth(x, y, 170.0, 22)
            }),
            bend_y: Slow::new(frame, |x, y| {
                90.0 * smooth(x, y, 480.0, 23) + 26.0 * smooth(x, y, 150.0, 24)
            }),
            slope: Slow::new(frame, |x, y| {
                let run = 24.0 + coarse;
                let rise = elevation(x + run, y - run) - elevation(x - run, y + run);
                -110.0 * rise / (1.0 + run / 120.0)
            }),
            tint: Slow::new(frame, |x, y| {
                smooth(x, y, 1_100.0, 31) + 0.4 * smooth(x, y, 330.0, 32)
            }),
            wooded: Slow::new(frame, |x, y| {
                elevation(x, y) - 0.24
                    + 0.10 * smooth(x, y, 95.0, 33)
                    + 0.06 * smooth(x, y, 36.0, 34)
            }),
        }
    }
}

/// A field's crop.
const CROPS: [Colour; 10] = [
    [94.0, 107.0, 62.0],
    [84.0, 100.0, 56.0],
    [108.0, 117.0, 70.0],
    [119.0, 127.0, 76.0],
    [72.0, 88.0, 51.0],
    [126.0, 113.0, 86.0],
    [113.0, 101.0, 78.0],
    [90.0, 101.0, 88.0],
    [138.0, 127.0, 97.0],
    [79.0, 93.0, 60.0],
];
/// Their mean, which a pixel larger than a field shows.
const CROPS_MEAN: Colour = [102.3, 107.4, 72.3];

impl Country {
    /// The colour of the country at a pixel, and what grows there.
    fn at(
        &self,
        frame: &Frame,
        texture: &Texture<'_>,
        column: usize,
        row: usize,
    ) -> (Colour, Growth) {
        let (x, y) = frame.ground(column, row);
        let shade = self.slope.at(column, row).clamp(-26.0, 22.0);
        let wooded = self.wooded.at(column, row);
        let forest = step(-0.02, 0.03, wooded);
        if forest > 0.98 {
            return (lit(canopy((x, y), texture), shade * 0.8), Growth::Wood);
        }
        let field = self.field((x, y), texture, column, row, frame.metres);
        let colour = if forest > 0.0 {
            mixed(field, canopy((x, y), texture), forest)
        } else {
            field
        };
        let growth = if forest > 0.5 {
            Growth::Wood
        } else {
            Growth::Country
        };
        (lit(colour, shade), growth)
    }

    fn field(
        &self,
        (x, y): (f32, f32),
        texture: &Texture<'_>,
        column: usize,
        row: usize,
        metres: f32,
    ) -> Colour {
        const LEAN: (f32, f32) = (0.955, 0.296);
        let (bx, by) = (
            x + self.bend_x.at(column, row),
            y + self.bend_y.at(column, row),
        );
        let (u, v) = (bx * LEAN.0 + by * LEAN.1, by * LEAN.0 - bx * LEAN.1);
        // Strips as the terraces run, each cut into fields of its own width.
        let (strip, dv) = split(v / 34.0);
        let strip_bits = hashed(strip, 0, 41);
        let width = 26.0 + 60.0 * unit(strip_bits);
        let shifted = u + 400.0 * unit_again(strip_bits, 1);
        let (number, du) = split(shifted / width);
        let bits = hashed(strip, number, 42);
        let (du, dv) = (du * width, dv * 34.0);
        let halves = if unit_again(bits, 2) < 0.45 { 2.0 } else { 1.0 };
        let height = 34.0 / halves;
        let (half, dv) = split(dv / height);
        let bits = bits ^ (half as u32).wrapping_mul(0x9e37_79b9);
        let dv = dv * height;
        let tint = self.tint.at(column, row);
        let chosen = unit(bits.wrapping_mul(0x85eb_ca6b)) + 0.16 * tint;
        let crop = CROPS[(chosen.clamp(0.0, 0.999) * CROPS.len() as f32) as usize];
        let mut colour = mixed(CROPS_MEAN, crop, 0.72 * seen(48.0, metres));
        // Furrows, and the unevenness of what grows.
        let furrow = if unit_again(bits, 3) < 0.5 { du } else { dv };
        let furrows = 6.0 * seen(2.4, metres);
        if furrows > 0.0 {
            let wave = rest(furrow / 1.2) * 4.0 - 2.0;
            colour = lit(colour, furrows * (wave.abs() - 1.0));
        }
        colour = lit(colour, 7.0 * texture.grain((x, y), 9.0));
        // Paths and hedges between them.
        let edge = du.min(width - du).min(dv.min(height - dv));
        let line = if unit_again(bits, 4) < 0.35 {
            (1.9, [62.0, 76.0, 45.0])
        } else {
            (0.7, [140.0, 132.0, 106.0])
        };
        let covered = ((line.0 - edge) / metres + 0.5).clamp(0.0, 1.0);
        let thin = (line.0 * 2.0 / metres).min(1.0);
        mixed(colour, line.1, 0.7 * covered * thin)
    }
}

/// Closed canopy: crowns with light on their south-eastern sides and dark between them.
fn canopy((x, y): (f32, f32), texture: &Texture<'_>) -> Colour {
    let here = texture.grain((x, y), 6.5);
    let lit_side = texture.grain((x + 1.8, y - 1.8), 6.5);
    let broad = 7.0 * texture.grain((x, y), 46.0);
    lit(CANOPY, broad + 9.0 * here + 16.0 * (here - lit_side))
}

const LAWN: Colour = [88.0, 100.0, 62.0];
const SHRUBS: Colour = [78.0, 91.0, 58.0];
const WORN: Colour = [112.0, 112.0, 88.0];
const PAVING: Colour = [146.0, 141.0, 133.0];
const PARK: Colour = [82.0, 99.0, 56.0];

/// The colour of a block's ground, and what grows there.
fn town(
    cloth: Cloth,
    salt: u32,
    (x, y): (f32, f32),
    texture: &Texture<'_>,
    broad: f32,
) -> (Colour, Growth) {
    let fine = 4.0 * texture.grain((x, y), 2.6);
    let broad = 5.0 * broad;
    match cloth {
        Cloth::Dwellings => {
            // Lawns, shrubs and worn ground between what stands there.
            let share = 0.40 + 0.42 * texture.grain((x, y), 13.0);
            let share = (share + 0.16 * (unit(salt) - 0.5)).clamp(0.0, 1.0);
            let colour = mixed(SHRUBS, WORN, share);
            (lit(colour, fine + broad), Growth::Garden)
        }
        Cloth::Paved => (lit(PAVING, fine + broad), Growth::None),
        Cloth::Concrete => (
            lit([158.0, 154.0, 147.0], 1.4 * fine + 1.6 * broad),
            Growth::None,
        ),
        Cloth::Campus => (lit(LAWN, fine + broad), Growth::Campus),
        Cloth::Park => (lit(PARK, fine + broad), Growth::Park),
        Cloth::Wood => (canopy((x, y), texture), Growth::Wood),
    }
}

/// Covers the whole canvas with its ground, and says what grows where.
pub(super) fn lay(
    canvas: &mut Canvas,
    texture: &Texture<'_>,
    coverage: &mut Coverage,
    scene: &Scene,
) -> Vec<Growth> {
    let frame = canvas.frame;
    let mut owner: Vec<u32> = vec![u32::MAX; frame.size * frame.size];
    let mut ring = vec![];
    for index in scene.patches_by_place.within(&frame.reach(0.0)) {
        let patch = &scene.patches[index as usize];
        frame.outline(&patch.ring, &mut ring);
        coverage.add(&ring);
        coverage.take(|column, row, covered| {
            if covered >= 0.5 {
                owner[row * frame.size + column] = index;
            }
        });
    }
    // What slowly changes in the country is not computed where there is none.
    let country = owner.contains(&u32::MAX).then(|| Country::around(&frame));
    let mut growth = Vec::with_capacity(owner.len());
    for row in 0..frame.size {
        for column in 0..frame.size {
            let at = row * frame.size + column;
            let (colour, grows) = match (scene.patches.get(owner[at] as usize), &country) {
                (None, Some(country)) => country.at(&frame, texture, column, row),
                (Some(patch), _) => {
                    let place = frame.ground(column, row);
                    let broad = texture.broad(column, row);
                    town(patch.cloth, patch.salt, place, texture, broad)
                }
                (None, None) => (CROPS_MEAN, Growth::Country),
            };
            canvas.pixels[at] = colour;
            growth.push(grows);
        }
    }
    growth
}

//! The unevenness of surfaces, ready to be asked millions of times a second.

use super::canvas::{Frame, Slow};
use super::noise::{seen, smooth, split};

/// Squares of the lattice on a side, and samples in each on a side. Powers of two, so that a place wraps around by its bits.
const SQUARES: usize = 64;
const SAMPLES: usize = 8;
const SIDE: usize = SQUARES * SAMPLES;

/// Smooth chance between -1 and 1, computed once and repeated over the ground every 64 waves.
#[derive(Clone, Debug)]
pub(super) struct Grain {
    samples: Vec<f32>,
}

impl Grain {
    pub(super) fn new() -> Self {
        let wrapped = |k: usize| k as f32 / SAMPLES as f32;
        let span = SQUARES as f32;
        // The last square becomes the one before the first, so that the end meets the beginning.
        let at = |x: f32, y: f32| smooth(x, y, 1.0, 7);
        let mut samples = Vec::with_capacity(SIDE * SIDE);
        for j in 0..SIDE {
            for i in 0..SIDE {
                let (x, y) = (wrapped(i), wrapped(j));
                let (tx, ty) = (fade(x, span), fade(y, span));
                let top = at(x, y) * (1.0 - tx) + at(x - span, y) * tx;
                let bottom = at(x, y - span) * (1.0 - tx) + at(x - span, y - span) * tx;
                samples.push(top * (1.0 - ty) + bottom * ty);
            }
        }
        Self { samples }
    }

    fn sample(&self, i: i32, j: i32) -> f32 {
        let (i, j) = (i as usize % SIDE, j as usize % SIDE);
        self.samples[j * SIDE + i]
    }
}

/// 0 up to the last square, then up to 1 at the end of it.
fn fade(at: f32, span: f32) -> f32 {
    let t = (at - span + 1.0).max(0.0);
    t * t * (3.0 - 2.0 * t)
}

/// The unevenness of one canvas's surfaces.
#[derive(Debug)]
pub(super) struct Texture<'a> {
    grain: &'a Grain,
    broad: Slow,
    metres: f32,
}

/// Over how many metres [`Texture::broad`] changes.
const BROAD: f32 = 60.0;

impl<'a> Texture<'a> {
    pub(super) fn of(frame: &Frame, grain: &'a Grain) -> Self {
        let share = seen(BROAD, 4.0 * frame.metres);
        let broad = if share > 0.0 {
            Slow::new(frame, |x, y| share * smooth(x, y, BROAD, 62))
        } else {
            Slow::flat(frame)
        };
        Self {
            grain,
            broad,
            metres: frame.metres,
        }
    }

    /// Smooth chance that changes over about `wave` metres, as much of it as the canvas's pixels show.
    pub(super) fn grain(&self, (x, y): (f32, f32), wave: f32) -> f32 {
        let share = seen(wave, self.metres);
        if share <= 0.0 {
            return 0.0;
        }
        let scale = SAMPLES as f32 / wave;
        let ((i, tx), (j, ty)) = (split(x * scale), split(y * scale));
        if self.metres * scale > 0.6 {
            return share * self.grain.sample(i, j);
        }
        let top = self.grain.sample(i, j) * (1.0 - tx) + self.grain.sample(i + 1, j) * tx;
        let bottom =
            self.grain.sample(i, j + 1) * (1.0 - tx) + self.grain.sample(i + 1, j + 1) * tx;
        share * (top + (bottom - top) * ty)
    }

    /// Where trees stand closer or farther apart, the same at every zoom: -1 to 1.
    pub(super) fn grove(&self, (x, y): (f32, f32)) -> f32 {
        const WAVE: f32 = 26.0;
        let scale = SAMPLES as f32 / WAVE;
        self.grain.sample(split(x * scale).0, split(y * scale).0)
    }

    /// Smooth chance that changes from block to block.
    pub(super) fn broad(&self, column: usize, row: usize) -> f32 {
        self.broad.at(column, row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grain_meets_itself_where_it_is_repeated() {
        let grain = Grain::new();
        for k in 0..SIDE as i32 {
            for (one, other) in [
                (
                    grain.sample(SIDE as i32 - 1, k),
                    grain.sample(SIDE as i32, k),
                ),
                (grain.sample(k, -1), grain.sample(k, 0)),
            ] {
                assert!((one - other).abs() < 0.5, "{k}: {one} {other}");
            }
        }
    }
}

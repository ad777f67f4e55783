//! River, lakes and ponds.

use super::canvas::{Canvas, Colour, lit, mixed};
use super::cloth::Growth;
use super::coverage::Coverage;
use super::noise::unit;
use super::scene::{Basin, Scene};
use super::texture::Texture;

const RIVER: Colour = [92.0, 101.0, 84.0];
const PONDS: [Colour; 4] = [
    [74.0, 90.0, 80.0],
    [88.0, 98.0, 78.0],
    [98.0, 103.0, 84.0],
    [66.0, 84.0, 80.0],
];
const REEDS: Colour = [72.0, 82.0, 52.0];
const MUD: Colour = [128.0, 117.0, 94.0];

pub(super) fn pour(
    canvas: &mut Canvas,
    texture: &Texture<'_>,
    coverage: &mut Coverage,
    growth: &mut [Growth],
    scene: &Scene,
) {
    let frame = canvas.frame;
    for index in scene.basins_by_place.within(&frame.reach(0.0)) {
        let basin = &scene.basins[index as usize];
        let bank = if basin.flows {
            (7.0, REEDS)
        } else {
            (2.2, MUD)
        };
        wet(canvas, coverage, basin, bank.0, |_| bank.1, |_| {});
        let body = colour_of(basin);
        wet(
            canvas,
            coverage,
            basin,
            0.0,
            |(x, y)| {
                let calm = 4.0 * texture.grain((x, y), 40.0);
                let ripples = 2.5 * texture.grain((x * 0.6, y * 1.5), 3.0);
                lit(body, calm + ripples)
            },
            |at| growth[at] = Growth::None,
        );
    }
}

fn colour_of(basin: &Basin) -> Colour {
    if basin.flows {
        return RIVER;
    }
    let at = unit(basin.salt) * (PONDS.len() as f32 - 1.0);
    let first = at as usize;
    mixed(
        PONDS[first],
        PONDS[(first + 1).min(PONDS.len() - 1)],
        at - first as f32,
    )
}

/// Paints a basin that is wider than it is by so many metres on every side.
fn wet(
    canvas: &mut Canvas,
    coverage: &mut Coverage,
    basin: &Basin,
    wider: f32,
    colour: impl Fn((f32, f32)) -> Colour,
    mut done: impl FnMut(usize),
) {
    let frame = canvas.frame;
    let ring: Vec<(f32, f32)> = if wider > 0.0 {
        let wide = super::scene::offset_ring(&basin.ring, -wider);
        wide.into_iter().map(|at| frame.pixel(at)).collect()
    } else {
        basin.ring.iter().map(|&at| frame.pixel(at)).collect()
    };
    coverage.add(&ring);
    coverage.take(|column, row, covered| {
        let at = frame.ground(column, row);
        canvas.lay(column, row, colour(at), covered);
        if covered > 0.4 {
            done(row * frame.size + column);
        }
    });
}

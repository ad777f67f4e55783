//! Trees, one by one where a pixel is small enough to show them.

use super::canvas::{Canvas, Colour};
use super::cloth::Growth;
use super::ground::Point;
use super::houses::SHADOW;
use super::noise::{hashed, split, unit, unit_again};
use super::pavement;
use super::scene::Way;
use super::texture::Texture;

/// Trees are set one by one, and cars are painted, where a pixel is smaller than so many metres.
pub(super) const SEEN_BELOW: f32 = 2.6;

/// Side of the square in which at most one tree grows, in metres.
const ROOM: f32 = 5.6;

const GREENS: [Colour; 5] = [
    [56.0, 73.0, 42.0],
    [64.0, 82.0, 46.0],
    [50.0, 66.0, 42.0],
    [72.0, 88.0, 50.0],
    [60.0, 74.0, 50.0],
];

/// Plants the tile's trees: those of the streets, and those that grow where they like.
pub(super) fn plant(canvas: &mut Canvas, texture: &Texture<'_>, growth: &[Growth], ways: &[&Way]) {
    let frame = canvas.frame;
    let reach = frame.reach(6.0);
    for way in ways.iter().filter(|way| !way.rural) {
        pavement::trees(way, &reach, |at, bits| {
            tree(canvas, at, 1.7 + 1.2 * unit_again(bits, 2), bits);
        });
    }
    let from = (split(reach[0] / ROOM).0, split(reach[1] / ROOM).0);
    let to = (split(reach[2] / ROOM).0 + 1, split(reach[3] / ROOM).0 + 1);
    // From north to south, so that nearer crowns lie over farther ones.
    for j in (from.1..to.1).rev() {
        for i in from.0..to.0 {
            let bits = hashed(i, j, 101);
            let at = (
                (i as f32 + 0.1 + 0.8 * unit_again(bits, 1)) * ROOM,
                (j as f32 + 0.1 + 0.8 * unit_again(bits, 2)) * ROOM,
            );
            let (x, y) = frame.pixel(at);
            if x < 0.0 || y < 0.0 || x >= frame.size as f32 || y >= frame.size as f32 {
                continue;
            }
            let grows = growth[y as usize * frame.size + x as usize];
            let Some((share, large)) = stand(grows) else {
                continue;
            };
            // In groves, with clearings between.
            let share = share * (1.0 + 0.9 * texture.grove(at)).max(0.1);
            if unit(bits) < share {
                tree(canvas, at, large * (0.65 + 0.6 * unit_again(bits, 3)), bits);
            }
        }
    }
}

/// How many of the places for a tree are taken, and how large the crowns are, in metres.
const fn stand(growth: Growth) -> Option<(f32, f32)> {
    match growth {
        Growth::None => None,
        Growth::Country => Some((0.022, 2.4)),
        Growth::Garden => Some((0.36, 2.2)),
        Growth::Campus => Some((0.36, 2.4)),
        Growth::Park => Some((0.52, 2.6)),
        Growth::Wood => Some((0.97, 2.8)),
    }
}

/// What trees and their shadows do to the ground's colour where pixels are too large to show them one by one.
pub(super) fn blend(canvas: &mut Canvas, texture: &Texture<'_>, growth: &[Growth]) {
    const UNDER_TREES: Colour = [55.0, 69.0, 44.0];
    let frame = canvas.frame;
    for row in 0..frame.size {
        for column in 0..frame.size {
            let share = match growth[row * frame.size + column] {
                // The wood's own cloth is canopy already.
                Growth::None | Growth::Wood => continue,
                grows => stand(grows).map_or(0.0, |(share, _)| 0.85 * share),
            };
            let at = frame.ground(column, row);
            let share = share * (1.0 + 0.9 * texture.grove(at) + 0.5 * texture.grain(at, 9.0));
            canvas.lay(column, row, UNDER_TREES, share.clamp(0.0, 1.0));
        }
    }
}

/// One crown with its shadow.
fn tree(canvas: &mut Canvas, at: Point, radius: f32, bits: u32) {
    let metres = canvas.frame.metres;
    let (x, y) = canvas.frame.pixel(at);
    let r = radius / metres;
    let (sx, sy) = (
        SHADOW.0 * radius * 1.25 / metres,
        -SHADOW.1 * radius * 1.25 / metres,
    );
    disc(
        canvas,
        (x + sx, y + sy),
        r * 0.95,
        |canvas, column, row, _, _, covered| {
            canvas.darken(column, row, 0.62 * covered);
        },
    );
    let green = GREENS[(bits >> 11) as usize % GREENS.len()];
    let uneven = r > 2.5;
    disc(canvas, (x, y), r, |canvas, column, row, dx, dy, covered| {
        // Lit from the south-south-east, right and down in pixels.
        let light = 15.0 * (0.5 * dx + 0.86 * dy);
        let leaves = if uneven {
            let spot = hashed((dx * 3.1) as i32 + 9, (dy * 3.1) as i32 + 9, bits);
            16.0 * (unit(spot) - 0.5)
        } else {
            0.0
        };
        let edge = -12.0 * (dx * dx + dy * dy);
        let colour = green.map(|value| value + 5.0 + light + leaves + edge);
        canvas.lay(column, row, colour, 0.94 * covered);
    });
}

/// Visits a disc's pixels with where they lie in it (-1 to 1) and how much of each it covers.
fn disc(
    canvas: &mut Canvas,
    (x, y): Point,
    r: f32,
    mut visit: impl FnMut(&mut Canvas, usize, usize, f32, f32, f32),
) {
    let size = canvas.frame.size as f32;
    let (left, top) = ((x - r - 0.5).max(0.0), (y - r - 0.5).max(0.0));
    let (right, bottom) = ((x + r + 0.5).min(size - 1.0), (y + r + 0.5).min(size - 1.0));
    if left > right || top > bottom {
        return;
    }
    for row in top as usize..=bottom as usize {
        for column in left as usize..=right as usize {
            let (dx, dy) = (column as f32 + 0.5 - x, row as f32 + 0.5 - y);
            let distance = (dx * dx + dy * dy).sqrt();
            let covered = (r - distance + 0.5).clamp(0.0, 1.0) * (2.0 * r).min(1.0);
            if covered > 0.0 {
                visit(canvas, column, row, dx / r, dy / r, covered);
            }
        }
    }
}

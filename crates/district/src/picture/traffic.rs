//! Cars, on the roads and in parking lots.

use super::canvas::{Canvas, Colour};
use super::coverage::Coverage;
use super::ground::Point;
use super::houses::SHADOW;
use super::noise::{unit, unit_again};
use super::pavement;
use super::scene::{Court, Way};
use super::yards;

const PAINTS: [Colour; 8] = [
    [226.0, 226.0, 224.0],
    [214.0, 214.0, 212.0],
    [52.0, 54.0, 58.0],
    [150.0, 152.0, 154.0],
    [40.0, 42.0, 46.0],
    [178.0, 180.0, 182.0],
    [140.0, 52.0, 48.0],
    [60.0, 78.0, 116.0],
];

pub(super) fn drive(
    canvas: &mut Canvas,
    coverage: &mut Coverage,
    ways: &[&Way],
    courts: &[&Court],
) {
    let reach = canvas.frame.reach(8.0);
    for way in ways {
        pavement::cars(way, &reach, |at, direction, bits| {
            car(canvas, coverage, at, direction, bits);
        });
    }
    for court in courts {
        yards::standing(court, |at, direction, bits| {
            car(canvas, coverage, at, direction, bits);
        });
    }
}

fn car(canvas: &mut Canvas, coverage: &mut Coverage, at: Point, direction: Point, bits: u32) {
    let frame = canvas.frame;
    let (x, y) = frame.pixel(at);
    let size = frame.size as f32;
    if x < -20.0 || y < -20.0 || x > size + 20.0 || y > size + 20.0 {
        return;
    }
    // One in eight is a bus or a lorry.
    let (long, wide, high) = if unit_again(bits, 3) < 0.12 {
        (4.6, 1.25, 2.8)
    } else {
        (2.25, 0.92, 1.4)
    };
    let ring = |long: f32, wide: f32, shift: Point| {
        [(-long, -wide), (long, -wide), (long, wide), (-long, wide)].map(|(s, t)| {
            frame.pixel((
                at.0 + s * direction.0 - t * direction.1 + shift.0,
                at.1 + s * direction.1 + t * direction.0 + shift.1,
            ))
        })
    };
    coverage.add(&ring(long, wide, (SHADOW.0 * high, SHADOW.1 * high)));
    coverage.take(|column, row, covered| canvas.darken(column, row, 0.75 * covered));
    let paint = PAINTS[(unit_again(bits, 4) * PAINTS.len() as f32) as usize % PAINTS.len()];
    coverage.add(&ring(long, wide, (0.0, 0.0)));
    coverage.take(|column, row, covered| canvas.lay(column, row, paint, covered));
    if frame.metres < 0.7 {
        // Windscreen and rear window are darker than the roof.
        let glass = [58.0, 64.0, 72.0];
        for (from, to) in [(0.35, 0.62), (-0.78, -0.58)] {
            let (a, b) = (from * long, to * long);
            let pane = [(a, -0.8), (b, -0.8), (b, 0.8), (a, 0.8)].map(|(s, t)| {
                let t = t * wide;
                frame.pixel((
                    at.0 + s * direction.0 - t * direction.1,
                    at.1 + s * direction.1 + t * direction.0,
                ))
            });
            coverage.add(&pane);
            let share = if unit(bits) < 0.5 { 0.8 } else { 0.7 };
            coverage.take(|column, row, covered| canvas.lay(column, row, glass, share * covered));
        }
    }
}

//! The outlines of the shapes as signed distances, once: the shader samples them from a texture baked here, picking asks them
//! directly, so what is seen is what is hit.
//!
//! Lengths are in radii of the mark ([`Size::radius`](crate::sign::Size::radius)), `y` points down.

use crate::sign::Shape;

/// Number of shapes, by `Shape as usize`.
pub const SHAPES: usize = 14;

/// Half the side of the square around each shape that is baked, in radii.
pub const FIELD_REACH: f32 = 1.75;

/// Texels along one side of a shape's square.
pub const FIELD_SIDE: usize = 64;

/// The farthest any silhouette reaches from its centre along an axis, in radii.
pub const FARTHEST: f32 = 1.34;

/// A corner in radii of the mark.
pub type Corner = (f32, f32);

const SQUARE: &[Corner] = &[(-0.86, -0.86), (0.86, -0.86), (0.86, 0.86), (-0.86, 0.86)];
const DIAMOND: &[Corner] = &[(0.0, -1.24), (1.24, 0.0), (0.0, 1.24), (-1.24, 0.0)];
const CORNER_UP: &[Corner] = &[
    (-0.86, -0.78),
    (0.2, -0.78),
    (0.88, -1.28),
    (0.88, 0.86),
    (-0.86, 0.86),
];
const TRIANGLE: &[Corner] = &[(0.0, -1.2), (1.12, 0.82), (-1.12, 0.82)];
const HOUSE: &[Corner] = &[
    (0.0, -1.2),
    (0.98, -0.36),
    (0.98, 0.9),
    (-0.98, 0.9),
    (-0.98, -0.36),
];
const HEXAGON: &[Corner] = &[
    (-0.54, -0.94),
    (0.54, -0.94),
    (1.08, 0.0),
    (0.54, 0.94),
    (-0.54, 0.94),
    (-1.08, 0.0),
];
const SHIELD: &[Corner] = &[
    (-0.9, -0.92),
    (0.9, -0.92),
    (0.9, 0.12),
    (0.52, 0.74),
    (0.0, 1.14),
    (-0.52, 0.74),
    (-0.9, 0.12),
];
const CAMERA_BOX: &[Corner] = &[(-1.0, -0.6), (0.42, -0.6), (0.42, 0.6), (-1.0, 0.6)];
const CAMERA_LENS: &[Corner] = &[(0.3, 0.0), (1.06, -0.52), (1.06, 0.52)];
const MAST: &[Corner] = &[(-0.2, -0.6), (0.2, -0.6), (0.66, 1.06), (-0.66, 1.06)];
const CROSS_DOWN: &[Corner] = &[(-0.89, -0.52), (-0.52, -0.89), (0.89, 0.52), (0.52, 0.89)];
const CROSS_UP: &[Corner] = &[(-0.89, 0.52), (0.52, -0.89), (0.89, -0.52), (-0.52, 0.89)];
const TICK: &[Corner] = &[(0.52, 0.72), (0.68, 0.9), (0.98, 0.52)];

/// The small disc with the tick: where its centre lies, and its radius. It has a light ground of its own.
pub const TICK_DISC: [f32; 3] = [0.74, 0.72, 0.5];

/// Signed distance from a point to the edge of a shape's silhouette, negative inside.
pub fn silhouette(shape: u8, x: f32, y: f32) -> f32 {
    const ROUNDING: f32 = 0.1;
    let rounded = |corners| polygon(corners, x, y) - ROUNDING;
    let disc = |(cx, cy): Corner, radius: f32| (x - cx).hypot(y - cy) - radius;
    match shape {
        0 => rounded(DIAMOND),
        1 => rounded(SQUARE),
        2 => rounded(CORNER_UP),
        5 => disc((0.0, 0.0), 1.0).min(disc((TICK_DISC[0], TICK_DISC[1]), TICK_DISC[2])),
        7 => {
            let (u, v) = ((x + y) * HALF_ROOT, (x - y) * HALF_ROOT);
            bar(u, v).min(bar(v, u))
        }
        8 => rounded(TRIANGLE),
        9 => rounded(HOUSE),
        10 => rounded(HEXAGON),
        11 => rounded(SHIELD),
        12 => rounded(CAMERA_BOX).min(rounded(CAMERA_LENS)),
        13 => rounded(MAST).min(disc((0.0, -0.78), 0.46)),
        _ => disc((0.0, 0.0), 1.0),
    }
}

/// What a shape's silhouette is made of, for who draws it with a pen: polygons, whose corners are rounded by a tenth, and discs as
/// centre and radius.
pub fn parts(shape: Shape) -> (&'static [&'static [Corner]], &'static [[f32; 3]]) {
    const DISC: &[[f32; 3]] = &[[0.0, 0.0, 1.0]];
    match shape {
        Shape::Diamond => (&[DIAMOND], &[]),
        Shape::Square => (&[SQUARE], &[]),
        Shape::SquareCornerUp => (&[CORNER_UP], &[]),
        Shape::CircleTick => (&[], &[[0.0, 0.0, 1.0], TICK_DISC]),
        Shape::Cross => (&[CROSS_DOWN, CROSS_UP], &[]),
        Shape::Triangle => (&[TRIANGLE], &[]),
        Shape::House => (&[HOUSE], &[]),
        Shape::Hexagon => (&[HEXAGON], &[]),
        Shape::Shield => (&[SHIELD], &[]),
        Shape::Camera => (&[CAMERA_BOX, CAMERA_LENS], &[]),
        Shape::Mast => (&[MAST], &[[0.0, -0.78, 0.46]]),
        Shape::Circle | Shape::CircleBar | Shape::Dot => (&[], DISC),
    }
}

/// Signed distance to what is drawn in ink on a shape besides its letter; far outside where there is nothing.
pub fn detail(shape: u8, x: f32, y: f32) -> f32 {
    const NOTHING: f32 = 2.0;
    match shape {
        // The bar: what of the disc lies below a chord.
        4 => ((x.hypot(y)) - 0.92).max(0.56 - y),
        // The tick in its small disc.
        5 => stroke(TICK, x, y) - 0.1,
        // The lens of the mast's camera.
        13 => x.hypot(y + 0.78) - 0.2,
        _ => NOTHING,
    }
}

/// How far the letter stands below the shape's centre.
pub const fn letter_drop(shape: u8) -> f32 {
    match shape {
        2 => 0.04,
        4 => -0.2,
        5 => -0.06,
        8 => 0.22,
        9 => 0.1,
        11 => -0.06,
        _ => 0.0,
    }
}

const HALF_ROOT: f32 = std::f32::consts::FRAC_1_SQRT_2;

/// One arm of the cross.
fn bar(along: f32, across: f32) -> f32 {
    let (dx, dy) = (along.abs() - 1.0, across.abs() - 0.26);
    dx.max(0.0).hypot(dy.max(0.0)) + dx.max(dy).min(0.0)
}

/// Signed distance to a polygon: to its nearest edge, inside by the crossing rule.
fn polygon(corners: &[Corner], x: f32, y: f32) -> f32 {
    let mut nearest = f32::INFINITY;
    let mut inside = false;
    let mut before = corners[corners.len() - 1];
    for &corner in corners {
        nearest = nearest.min(to_segment(before, corner, x, y));
        if (corner.1 > y) != (before.1 > y)
            && x < (before.0 - corner.0) * (y - corner.1) / (before.1 - corner.1) + corner.0
        {
            inside = !inside;
        }
        before = corner;
    }
    if inside { -nearest } else { nearest }
}

/// Distance to a line of segments.
fn stroke(corners: &[Corner], x: f32, y: f32) -> f32 {
    corners
        .windows(2)
        .map(|ends| to_segment(ends[0], ends[1], x, y))
        .fold(f32::INFINITY, f32::min)
}

fn to_segment(from: Corner, to: Corner, x: f32, y: f32) -> f32 {
    let (ex, ey) = (to.0 - from.0, to.1 - from.1);
    let (px, py) = (x - from.0, y - from.1);
    let along = ((px * ex + py * ey) / (ex * ex + ey * ey)).clamp(0.0, 1.0);
    (px - along * ex).hypot(py - along * ey)
}

/// The two distances for every texel of every shape: shapes side by side, rows from the top.
pub fn bake() -> Vec<f32> {
    let mut field = Vec::with_capacity(FIELD_SIDE * FIELD_SIDE * SHAPES * 2);
    let at = |texel: usize| ((texel as f32 + 0.5) / FIELD_SIDE as f32 * 2.0 - 1.0) * FIELD_REACH;
    for row in 0..FIELD_SIDE {
        for shape in 0..SHAPES as u8 {
            for column in 0..FIELD_SIDE {
                field.push(silhouette(shape, at(column), at(row)));
                field.push(detail(shape, at(column), at(row)));
            }
        }
    }
    field
}

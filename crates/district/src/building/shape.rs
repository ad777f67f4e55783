//! Footprints and courts, in metres around their own middle (or from their own lower left corner where it says so).

use super::frame::Point;

/// A rectangle around the middle.
pub(super) fn oblong(width: f64, depth: f64) -> Vec<Point> {
    let (w, d) = (width / 2.0, depth / 2.0);
    vec![(-w, -d), (w, -d), (w, d), (-w, d)]
}

/// A cross: the corners of an oblong are notched.
pub(super) fn cross(width: f64, depth: f64, notch: Point) -> Vec<Point> {
    let (w, d, (nu, nv)) = (width / 2.0, depth / 2.0, notch);
    vec![
        (-w + nu, -d),
        (w - nu, -d),
        (w - nu, -d + nv),
        (w, -d + nv),
        (w, d - nv),
        (w - nu, d - nv),
        (w - nu, d),
        (-w + nu, d),
        (-w + nu, d - nv),
        (-w, d - nv),
        (-w, -d + nv),
        (-w + nu, -d + nv),
    ]
}

/// Two wings joined by a core: the front and the back are notched in the middle.
pub(super) fn two_wings(width: f64, depth: f64, core: Point) -> Vec<Point> {
    let (w, d, (c, e)) = (width / 2.0, depth / 2.0, core);
    vec![
        (-w, -d),
        (-c, -d),
        (-c, -d + e),
        (c, -d + e),
        (c, -d),
        (w, -d),
        (w, d),
        (c, d),
        (c, d - e),
        (-c, d - e),
        (-c, d),
        (-w, d),
    ]
}

/// The butterfly of the hill towns: two wings that spread to the south-east and south-west of a core.
pub(super) fn butterfly() -> Vec<Point> {
    vec![
        (-15.5, -2.5),
        (-10.0, -10.0),
        (-2.6, -4.0),
        (2.6, -4.0),
        (10.0, -10.0),
        (15.5, -2.5),
        (8.2, 3.4),
        (8.2, 11.0),
        (-8.2, 11.0),
        (-8.2, 3.4),
    ]
}

/// An oblong whose stairs stand out at the back.
pub(super) fn with_stairs(width: f64, depth: f64) -> Vec<Point> {
    let (w, d) = (width / 2.0, depth / 2.0);
    vec![
        (-w, -d),
        (w, -d),
        (w, d - 2.6),
        (4.6, d - 2.6),
        (4.6, d),
        (-4.6, d),
        (-4.6, d - 2.6),
        (-w, d - 2.6),
    ]
}

/// An oblong whose eastern half stands back.
pub(super) fn staggered(width: f64, depth: f64, back: f64) -> Vec<Point> {
    let (w, d, s) = (width / 2.0, depth / 2.0, back / 2.0);
    vec![
        (-w, -d - s),
        (0.0, -d - s),
        (0.0, -d + s),
        (w, -d + s),
        (w, d + s),
        (0.0, d + s),
        (0.0, d - s),
        (-w, d - s),
    ]
}

/// An oblong with cut corners.
pub(super) fn chamfered(width: f64, depth: f64, cut: f64) -> Vec<Point> {
    let (w, d, c) = (width / 2.0, depth / 2.0, cut);
    vec![
        (-w + c, -d),
        (w - c, -d),
        (w, -d + c),
        (w, d - c),
        (w - c, d),
        (-w + c, d),
        (-w, d - c),
        (-w, -d + c),
    ]
}

/// An L, its corner at the lower left of its bounds; `thick` metres deep on both legs.
pub(super) fn ell(width: f64, depth: f64, thick: f64) -> Vec<Point> {
    let (w, d) = (width / 2.0, depth / 2.0);
    vec![
        (-w, -d),
        (w, -d),
        (w, -d + thick),
        (-w + thick, -d + thick),
        (-w + thick, d),
        (-w, d),
    ]
}

/// A U, open to the south.
pub(super) fn you(width: f64, depth: f64, thick: f64) -> Vec<Point> {
    let (w, d) = (width / 2.0, depth / 2.0);
    vec![
        (-w, -d),
        (-w + thick, -d),
        (-w + thick, d - thick),
        (w - thick, d - thick),
        (w - thick, -d),
        (w, -d),
        (w, d),
        (-w, d),
    ]
}

/// A comb of three teeth to the south.
pub(super) fn comb(width: f64, depth: f64, thick: f64) -> Vec<Point> {
    let (w, d, t) = (width / 2.0, depth / 2.0, thick);
    vec![
        (-w, -d),
        (-w + t, -d),
        (-w + t, d - t),
        (-t / 2.0, d - t),
        (-t / 2.0, -d),
        (t / 2.0, -d),
        (t / 2.0, d - t),
        (w - t, d - t),
        (w - t, -d),
        (w, -d),
        (w, d),
        (-w, d),
    ]
}

/// A running track's edge: two straights of a length and two half circles.
pub(super) fn oval(straight: f64, radius: f64) -> Vec<Point> {
    const PIECES: usize = 12;
    let half_circle = |middle: f64, from: f64| {
        (0..=PIECES).map(move |k| {
            let angle = from + core::f64::consts::PI * k as f64 / PIECES as f64;
            (
                middle + radius * libm::cos(angle),
                radius * libm::sin(angle),
            )
        })
    };
    let quarter = core::f64::consts::FRAC_PI_2;
    half_circle(straight / 2.0, -quarter)
        .chain(half_circle(-straight / 2.0, quarter))
        .collect()
}

/// A many-cornered round.
pub(super) fn round(across: f64, up: f64, corners: usize) -> Vec<Point> {
    (0..corners)
        .map(|k| core::f64::consts::TAU * (k as f64 + 0.5) / corners as f64)
        .map(|angle| (across * libm::cos(angle), up * libm::sin(angle)))
        .collect()
}

/// The shape as seen in a mirror that stands along `up`.
pub(super) fn mirrored(shape: &[Point]) -> Vec<Point> {
    shape.iter().rev().map(|&(u, v)| (-u, v)).collect()
}

/// The shape turned by half a turn.
pub(super) fn half_turned(shape: &[Point]) -> Vec<Point> {
    shape.iter().map(|&(u, v)| (-u, -v)).collect()
}

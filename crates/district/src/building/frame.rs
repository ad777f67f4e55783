//! A block's own axes, and the shapes that a layout needs in them.

use crate::plane::Spot;

/// A point in a frame: metres along `across` and along `up`.
pub(super) type Point = (f64, f64);

/// Axes of a block: where they begin on the sheet, and the direction of the first; the second is a quarter turn on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    origin: Point,
    pub(super) across: Point,
}

impl Frame {
    pub(super) const fn new(origin: Point, across: Point) -> Self {
        Self { origin, across }
    }

    /// The frame whose first axis runs from one spot towards another, and the metres between them.
    pub(super) fn along(from: Spot, to: Spot) -> Option<(Self, f64)> {
        let length = from.distance(to);
        let ((ax, ay), (bx, by)) = (from.metres(), to.metres());
        (length > 0.0).then(|| {
            let across = ((bx - ax) / length, (by - ay) / length);
            (Self::new((ax, ay), across), length)
        })
    }

    pub(super) fn up(&self) -> Point {
        (-self.across.1, self.across.0)
    }

    /// The same axes, a quarter turn on.
    pub(super) fn quarter_turned(&self) -> Self {
        Self::new(self.origin, self.up())
    }

    /// Axes that begin at a point of this frame.
    pub(super) fn moved(&self, (u, v): Point) -> Self {
        Self::new(self.metres((u, v)), self.across)
    }

    /// Axes turned by a small angle in radians.
    pub(super) fn turned(&self, angle: f64) -> Self {
        let (c, s) = (libm::cos(angle), libm::sin(angle));
        let (x, y) = self.across;
        Self::new(self.origin, (x * c - y * s, x * s + y * c))
    }

    /// The sheet's metres of a point of the frame.
    pub(super) fn metres(&self, (u, v): Point) -> Point {
        let ((x, y), (ax, ay)) = (self.origin, self.across);
        (x + u * ax - v * ay, y + u * ay + v * ax)
    }

    pub(super) fn spot(&self, point: Point) -> Spot {
        let (x, y) = self.metres(point);
        Spot::from_metres(x, y)
    }

    /// A shape of the frame on the sheet.
    pub(super) fn ring(&self, shape: &[Point]) -> Vec<Spot> {
        shape.iter().map(|&point| self.spot(point)).collect()
    }

    pub(super) fn rect(&self, (u0, v0): Point, (u1, v1): Point) -> Vec<Spot> {
        self.ring(&[(u0, v0), (u1, v0), (u1, v1), (u0, v1)])
    }

    /// A ring of the sheet as seen in the frame.
    pub(super) fn local(&self, ring: &[Spot]) -> Vec<Point> {
        let ((x, y), (ax, ay)) = (self.origin, self.across);
        ring.iter()
            .map(|spot| spot.metres())
            .map(|(sx, sy)| {
                let (dx, dy) = (sx - x, sy - y);
                (dx * ax + dy * ay, dy * ax - dx * ay)
            })
            .collect()
    }
}

/// The corners of least and of greatest coordinates.
pub(super) fn bounds(shape: &[Point]) -> (Point, Point) {
    let start = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
    shape.iter().fold(start, |(low, high), &(u, v)| {
        ((low.0.min(u), low.1.min(v)), (high.0.max(u), high.1.max(v)))
    })
}

/// Whether a point lies within a shape (even-odd rule).
pub(super) fn inside(shape: &[Point], (u, v): Point) -> bool {
    let mut within = false;
    let mut before = shape[shape.len() - 1];
    for &after in shape {
        let ((au, av), (bu, bv)) = (before, after);
        if (av > v) != (bv > v) {
            let left = (u - au) * (bv - av) - (bu - au) * (v - av);
            within ^= (left < 0.0) == (bv > av);
        }
        before = after;
    }
    within
}

/// The pieces of the line at `v` that lie within a shape, from left to right.
pub(super) fn spans(shape: &[Point], v: f64) -> Vec<(f64, f64)> {
    let mut meetings: Vec<f64> = (0..shape.len())
        .filter_map(|i| {
            let ((au, av), (bu, bv)) = (shape[i], shape[(i + 1) % shape.len()]);
            ((av > v) != (bv > v)).then(|| au + (bu - au) * (v - av) / (bv - av))
        })
        .collect();
    meetings.sort_by(f64::total_cmp);
    meetings
        .chunks_exact(2)
        .map(|pair| (pair[0], pair[1]))
        .collect()
}

/// Where a strip from `low` to `high` lies within a shape with both its sides and its middle.
pub(super) fn strip(shape: &[Point], low: f64, high: f64) -> Vec<(f64, f64)> {
    let common = |one: Vec<(f64, f64)>, other: Vec<(f64, f64)>| -> Vec<(f64, f64)> {
        let pairs = one.iter().flat_map(|&a| {
            other
                .iter()
                .map(move |&b| (f64::max(a.0, b.0), f64::min(a.1, b.1)))
        });
        pairs.filter(|(from, to)| to > from).collect()
    };
    let sides = common(spans(shape, low + 0.01), spans(shape, high - 0.01));
    common(sides, spans(shape, f64::midpoint(low, high)))
}

/// A row of a layout: where its strip begins, and the piece of it that lies within the block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) nth: usize,
    pub(super) v: f64,
    pub(super) from: f64,
    pub(super) to: f64,
}

/// Rows of a depth, as many as stand `pitch` metres apart or a little more, spread evenly over a shape. Pieces shorter than
/// `least` are left out.
pub(super) fn rows(shape: &[Point], depth: f64, pitch: f64, least: f64) -> Vec<Row> {
    const STEP: f64 = 2.0;
    let ((_, low), (_, high)) = bounds(shape);
    let usable = |v: f64| {
        strip(shape, v, v + depth)
            .iter()
            .any(|(from, to)| to - from >= least)
    };
    let steps = (((high - low - depth) / STEP).max(0.0)) as usize;
    let at = |k: usize| low + 0.05 + STEP * k as f64;
    let Some(first) = (0..=steps).map(at).find(|&v| v + depth < high && usable(v)) else {
        return vec![];
    };
    let last = (0..=steps)
        .rev()
        .map(at)
        .find(|&v| v + depth < high && usable(v))
        .unwrap_or(first);
    let gaps = libm::floor((last - first) / pitch) as usize;
    let step = if gaps == 0 {
        0.0
    } else {
        (last - first) / gaps as f64
    };
    let start = if gaps == 0 {
        f64::midpoint(first, last)
    } else {
        first
    };
    (0..=gaps)
        .map(|nth| (nth, start + step * nth as f64))
        .flat_map(|(nth, v)| {
            strip(shape, v, v + depth)
                .into_iter()
                .filter(|(from, to)| to - from >= least)
                .map(move |(from, to)| Row { nth, v, from, to })
        })
        .collect()
}

/// The part of a shape within an upright rectangle (Sutherland and Hodgman, "Reentrant polygon clipping", CACM 17, 1974).
pub(super) fn clipped(shape: &[Point], low: Point, high: Point) -> Vec<Point> {
    let mut kept = shape.to_vec();
    let sides: [(f64, f64, f64); 4] = [
        (1.0, 0.0, -low.0),
        (-1.0, 0.0, high.0),
        (0.0, 1.0, -low.1),
        (0.0, -1.0, high.1),
    ];
    for (a, b, c) in sides {
        let depth = |(u, v): Point| a * u + b * v + c;
        let mut next = Vec::with_capacity(kept.len() + 2);
        for i in 0..kept.len() {
            let (p, q) = (kept[i], kept[(i + 1) % kept.len()]);
            let (dp, dq) = (depth(p), depth(q));
            if dp >= 0.0 {
                next.push(p);
            }
            if (dp >= 0.0) != (dq >= 0.0) {
                let share = dp / (dp - dq);
                next.push((p.0 + (q.0 - p.0) * share, p.1 + (q.1 - p.1) * share));
            }
        }
        kept = next;
    }
    kept
}

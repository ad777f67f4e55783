//! What is left of a block when every side keeps its own distance.

use crate::plane::{Spot, away_from, doubled_area, pairs};

/// A side of a ring before and after: what it keeps away from, and a word about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side<Word> {
    pub(super) distance: f64,
    pub(super) word: Word,
}

#[derive(Clone, Copy)]
struct Line<Word> {
    from: (f64, f64),
    along: (f64, f64),
    side: Side<Word>,
}

/// A counter-clockwise ring moved inwards, each side by its own distance; sides that vanish are left out. With each corner
/// comes the word of the side that begins there. Words are merged by `stronger`. `None` when nothing is left.
pub(super) fn inset<Word: Copy>(
    ring: &[Spot],
    sides: &[Side<Word>],
    stronger: impl Fn(Word, Word) -> Word,
) -> Option<Vec<(Spot, Word)>> {
    let mut lines = straightened(ring, sides, stronger);
    keep_bends_together(&mut lines);
    loop {
        let count = lines.len();
        if count < 3 {
            return None;
        }
        let corners: Vec<(f64, f64)> = (0..count)
            .map(|i| corner(&lines[(i + count - 1) % count], &lines[i]))
            .collect();
        let length = |i: usize| {
            let ((ax, ay), (bx, by)) = (corners[i], corners[(i + 1) % count]);
            (bx - ax) * lines[i].along.0 + (by - ay) * lines[i].along.1
        };
        let shortest = (0..count).min_by(|&one, &other| length(one).total_cmp(&length(other)))?;
        if length(shortest) < 0.5 {
            lines.remove(shortest);
            continue;
        }
        let left: Vec<Spot> = corners
            .iter()
            .map(|&(x, y)| Spot::from_metres(x, y))
            .collect();
        let words = lines.iter().map(|line| line.side.word);
        let sound = doubled_area(&left) > 0
            && doubled_area(&left) <= doubled_area(ring)
            && is_simple(&left);
        return sound.then(|| left.iter().copied().zip(words).collect());
    }
}

/// The ring without corners that hardly bend it.
fn straightened<Word: Copy>(
    ring: &[Spot],
    sides: &[Side<Word>],
    stronger: impl Fn(Word, Word) -> Word,
) -> Vec<Line<Word>> {
    const FLAT: f64 = 0.4;
    let count = ring.len();
    // Begin at a corner that surely bends: the one farthest from the first.
    let start = (0..count)
        .max_by(|&one, &other| {
            ring[one]
                .distance(ring[0])
                .total_cmp(&ring[other].distance(ring[0]))
        })
        .unwrap_or(0);
    let mut kept: Vec<(Spot, Side<Word>)> = vec![];
    for k in 0..count {
        let i = (start + k) % count;
        let (here, after) = (ring[i], ring[(i + 1) % count]);
        if let Some((before, side)) = kept.last_mut()
            && away_from(here, *before, after) < FLAT
        {
            side.distance = side.distance.max(sides[i].distance);
            side.word = stronger(side.word, sides[i].word);
            continue;
        }
        kept.push((here, sides[i]));
    }
    let count = kept.len();
    (0..count)
        .filter_map(|i| {
            let (from, side) = kept[i];
            let to = kept[(i + 1) % count].0;
            let length = from.distance(to);
            let ((ax, ay), (bx, by)) = (from.metres(), to.metres());
            (length > 0.0).then(|| Line {
                from: (ax, ay),
                along: ((bx - ax) / length, (by - ay) / length),
                side,
            })
        })
        .collect()
}

/// Sides that follow each other in a gentle bend keep the same distance: else their lines would meet far away.
fn keep_bends_together<Word>(lines: &mut [Line<Word>]) {
    const GENTLE_SINE: f64 = 0.26;
    let count = lines.len();
    for _ in 0..count {
        let mut settled = true;
        for i in 0..count {
            let j = (i + 1) % count;
            let ((ax, ay), (bx, by)) = (lines[i].along, lines[j].along);
            if (ax * by - ay * bx).abs() < GENTLE_SINE && ax * bx + ay * by > 0.0 {
                let most = lines[i].side.distance.max(lines[j].side.distance);
                settled &= lines[i].side.distance == most && lines[j].side.distance == most;
                lines[i].side.distance = most;
                lines[j].side.distance = most;
            }
        }
        if settled {
            break;
        }
    }
}

/// Where two sides meet after both have moved inwards.
fn corner<Word>(before: &Line<Word>, after: &Line<Word>) -> (f64, f64) {
    let moved = |line: &Line<Word>| {
        let ((x, y), (ax, ay)) = (line.from, line.along);
        (x - ay * line.side.distance, y + ax * line.side.distance)
    };
    let ((px, py), (qx, qy)) = (moved(before), moved(after));
    let ((ax, ay), (bx, by)) = (before.along, after.along);
    let cross = ax * by - ay * bx;
    if cross.abs() < 0.01 {
        return (qx, qy);
    }
    let along = ((qx - px) * by - (qy - py) * bx) / cross;
    (px + ax * along, py + ay * along)
}

/// Whether no two sides of a ring cross or touch, neighbours at their corner excepted.
pub(super) fn is_simple(ring: &[Spot]) -> bool {
    let sides: Vec<(Spot, Spot)> = pairs(ring).collect();
    let count = sides.len();
    (0..count).all(|i| {
        (i + 1..count).all(|j| {
            let neighbours = j == i + 1 || (i == 0 && j == count - 1);
            neighbours || !crosses(sides[i], sides[j])
        })
    })
}

/// Whether two straight pieces have a point in common.
pub(super) fn crosses((a, b): (Spot, Spot), (c, d): (Spot, Spot)) -> bool {
    let turn = |p: Spot, q: Spot, r: Spot| {
        let wide = |spot: Spot| (i64::from(spot.x), i64::from(spot.y));
        let ((px, py), (qx, qy), (rx, ry)) = (wide(p), wide(q), wide(r));
        ((qx - px) * (ry - py) - (qy - py) * (rx - px)).signum()
    };
    let between = |p: Spot, q: Spot, r: Spot| {
        r.x >= p.x.min(q.x) && r.x <= p.x.max(q.x) && r.y >= p.y.min(q.y) && r.y <= p.y.max(q.y)
    };
    let (abc, abd, cda, cdb) = (turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b));
    (abc * abd < 0 && cda * cdb < 0)
        || (abc == 0 && between(a, b, c))
        || (abd == 0 && between(a, b, d))
        || (cda == 0 && between(c, d, a))
        || (cdb == 0 && between(c, d, b))
}

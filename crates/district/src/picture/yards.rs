//! The ground between buildings: drives and parking, courts and tracks, plazas, pools, building sites, plastic tunnels.

use super::canvas::{Canvas, Colour, lit, mixed};
use super::cloth::Growth;
use super::coverage::Coverage;
use super::ground::Point;
use super::noise::{hashed, rest, seen, split, step, unit};
use super::scene::{Court, Scene};
use super::texture::Texture;
use crate::building::YardKind;

/// A parking bay: across and deep, in metres.
pub(super) const BAY: (f32, f32) = (2.6, 5.4);

pub(super) fn lay(
    canvas: &mut Canvas,
    texture: &Texture<'_>,
    coverage: &mut Coverage,
    growth: &mut [Growth],
    scene: &Scene,
) {
    let frame = canvas.frame;
    let mut ring = vec![];
    for index in scene.courts_by_place.within(&frame.reach(0.0)) {
        let court = &scene.courts[index as usize];
        frame.outline(&court.ring, &mut ring);
        coverage.add(&ring);
        let grows = grows(court.kind);
        coverage.take(|column, row, covered| {
            let at = frame.ground(column, row);
            let rough = 3.5 * texture.grain(at, 1.9) + 2.5 * texture.broad(column, row);
            let colour = colour(court, at, (texture, frame.metres), rough);
            canvas.lay(column, row, colour, covered);
            if covered > 0.4 {
                growth[row * frame.size + column] = grows;
            }
        });
    }
}

const fn grows(kind: YardKind) -> Growth {
    match kind {
        YardKind::Lawn => Growth::Garden,
        _ => Growth::None,
    }
}

/// A line of a width at a distance, in pixels of that size: how much of the pixel it covers.
fn ruled(distance: f32, width: f32, metres: f32) -> f32 {
    ((width / 2.0 - distance.abs()) / metres + 0.5).clamp(0.0, 1.0) * (width / metres).min(1.0)
}

fn colour(
    court: &Court,
    (x, y): Point,
    (texture, metres): (&Texture<'_>, f32),
    rough: f32,
) -> Colour {
    let plain = |colour: Colour| lit(colour, rough);
    match court.kind {
        YardKind::Lawn => {
            // Estates keep their lawns differently.
            let kept = 10.0 * (unit(court.salt) - 0.5);
            let dry = (0.32 + 0.40 * texture.grain((x, y), 13.0)).clamp(0.0, 1.0);
            lit(
                mixed([77.0, 91.0, 56.0], [104.0, 108.0, 76.0], dry),
                rough + kept,
            )
        }
        YardKind::Paving | YardKind::Path => plain([158.0, 151.0, 140.0]),
        YardKind::Concrete => plain([165.0, 162.0, 155.0]),
        YardKind::Drive => plain([121.0, 120.0, 118.0]),
        YardKind::Parking => {
            let (s, t) = court.local((x, y));
            let bay = (rest(s / BAY.0) - 0.5) * BAY.0;
            let line = ruled(BAY.0 / 2.0 - bay.abs(), 0.12, metres) * parked(t);
            mixed(
                plain([114.0, 114.0, 115.0]),
                [204.0, 204.0, 200.0],
                0.7 * line,
            )
        }
        YardKind::Court => {
            let (s, t) = court.local((x, y));
            let body = if unit(court.salt) < 0.5 {
                [66.0, 104.0, 92.0]
            } else {
                [152.0, 92.0, 74.0]
            };
            let inset = (court.half.0 - 1.2, court.half.1 - 1.2);
            let lines = ruled(s.abs() - inset.0, 0.2, metres)
                .max(ruled(t.abs() - inset.1, 0.2, metres))
                .max(ruled(s, 0.2, metres));
            mixed(plain(body), [220.0, 220.0, 214.0], 0.7 * lines)
        }
        YardKind::Track => {
            let (s, t) = court.local((x, y));
            let lanes = 0.35 * seen(1.2, metres) * lane_lines(court, s, t, metres);
            mixed(plain([157.0, 82.0, 66.0]), [216.0, 200.0, 190.0], lanes)
        }
        YardKind::Pitch => {
            let (s, t) = court.local((x, y));
            let mown = if split(s / 5.5).0 & 1 == 0 { 4.0 } else { -4.0 };
            let body = lit([80.0, 108.0, 64.0], mown * seen(11.0, metres) + 0.5 * rough);
            let circle = (s * s + t * t).sqrt() - 9.15;
            let lines = ruled(s, 0.2, metres)
                .max(ruled(circle, 0.2, metres))
                .max(ruled(s.abs() - court.half.0 + 2.0, 0.2, metres));
            mixed(body, [214.0, 220.0, 206.0], 0.6 * lines)
        }
        YardKind::Pool => {
            let glint = 9.0 * texture.grain((x, y), 1.6);
            lit([98.0, 148.0, 160.0], glint)
        }
        YardKind::Earth => {
            let ruts = 8.0 * texture.grain((x, y), 8.0);
            let wet = step(0.2, 0.6, texture.grain((x, y), 31.0));
            lit(
                mixed([166.0, 140.0, 108.0], [140.0, 116.0, 92.0], wet),
                ruts,
            )
        }
        YardKind::Plaza => {
            let (s, t) = court.local((x, y));
            let check = (split(s / 6.0).0 + split(t / 6.0).0) & 1;
            let tiles = if check == 0 { 5.0 } else { -5.0 };
            lit([172.0, 163.0, 150.0], rough + tiles * seen(12.0, metres))
        }
        YardKind::Greenhouse => {
            let (_, t) = court.local((x, y));
            let tunnel = (rest(t / 6.0) - 0.5).abs() * 2.0;
            let round = 26.0 * (1.0 - tunnel * tunnel) - 17.0;
            lit([188.0, 194.0, 192.0], round * seen(6.0, metres) + rough)
        }
    }
}

/// Whether a place across a parking lot is in a bay: rows of bays, with a lane between every two.
pub(super) fn parked(t: f32) -> f32 {
    let period = 2.0 * BAY.1 + 6.0;
    let within = rest(t / period) * period;
    if within < 2.0 * BAY.1 { 1.0 } else { 0.0 }
}

fn lane_lines(court: &Court, s: f32, t: f32, metres: f32) -> f32 {
    let radius = court.half.1;
    let straight = (court.half.0 - radius).max(0.0);
    let end = (s.abs() - straight).max(0.0);
    let out = radius - (end * end + t * t).sqrt();
    let lane = (rest(out / 1.22) - 0.5).abs();
    ruled((0.5 - lane) * 1.22, 0.1, metres)
}

/// The cars that stand in a parking lot.
pub(super) fn standing(court: &Court, mut each: impl FnMut(Point, Point, u32)) {
    if court.kind != YardKind::Parking {
        return;
    }
    let (ax, ay) = court.along;
    let period = 2.0 * BAY.1 + 6.0;
    let rows = (court.half.1 / period) as i32 + 1;
    let bays = (court.half.0 / BAY.0) as i32;
    for row in -rows..=rows {
        for deep in 0..2 {
            let t = row as f32 * period + (deep as f32 + 0.5) * BAY.1;
            if t.abs() > court.half.1 - 2.6 {
                continue;
            }
            for bay in -bays..bays {
                let bits = hashed(bay, 2 * row + deep, court.salt);
                if unit(bits) > 0.62 {
                    continue;
                }
                let s = (bay as f32 + 0.5) * BAY.0;
                each(court.place((s, t)), (-ay, ax), bits);
            }
        }
    }
}

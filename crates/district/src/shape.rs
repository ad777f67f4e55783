//! The great shapes of the country: the outline, the edge of the built-up core, the river.

use crate::chance::Chance;
use crate::figures::{AREA_KM2, BUILT_UP_KM2};
use crate::plane::{Spot, area_km2, reach};
use crate::warp::Warp;

/// A closed curve around the origin from its radius at each angle.
fn around(steps: usize, radius: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    (0..steps)
        .map(|k| {
            let angle = core::f64::consts::TAU * k as f64 / steps as f64;
            let r = radius(angle);
            (r * libm::cos(angle), r * libm::sin(angle))
        })
        .collect()
}

fn scaled(curve: &[(f64, f64)], scale: f64) -> Vec<Spot> {
    curve
        .iter()
        .map(|&(x, y)| Spot::from_metres(x * scale, y * scale))
        .collect()
}

/// The district's outline: longer than wide as the ridges of the country run, with bays, spurs and small crinkles.
pub(crate) fn outline(chance: &mut Chance) -> Vec<Spot> {
    const CORNERS: usize = 264;
    let wave = |chance: &mut Chance, order: f64, size: f64| {
        (
            order,
            size * chance.between(0.6, 1.0),
            chance.between(0.0, core::f64::consts::TAU),
        )
    };
    let mut waves = vec![];
    for (order, size) in [
        (2.0, 0.04),
        (3.0, 0.08),
        (4.0, 0.06),
        (5.0, 0.06),
        (7.0, 0.045),
        (9.0, 0.036),
        (13.0, 0.022),
        (19.0, 0.015),
        (31.0, 0.008),
    ] {
        waves.push(wave(chance, order, size));
    }
    let crinkle: Vec<f64> = (0..CORNERS)
        .map(|_| chance.between(-0.006, 0.006))
        .collect();
    let lean = 1.12;
    let curve = around(CORNERS, |angle| {
        let k = libm::round(angle / core::f64::consts::TAU * CORNERS as f64) as usize % CORNERS;
        let long = libm::cos(2.0 * (angle - lean));
        let r: f64 = waves
            .iter()
            .map(|&(order, size, phase)| size * libm::sin(order * angle + phase))
            .sum();
        4_200.0 * (1.0 + 0.09 * long + r + crinkle[k])
    });
    let scale = libm::sqrt(AREA_KM2 / area_km2(&scaled(&curve, 1.0)));
    scaled(&curve, scale)
}

/// The edge of the built-up core: square with the streets, rounded, and well inside the outline.
pub(crate) fn core(outline: &[Spot], warp: &Warp, chance: &mut Chance) -> Vec<Spot> {
    const CORNERS: usize = 128;
    let phases = [0.0; 4].map(|_| chance.between(0.0, core::f64::consts::TAU));
    let near_edge: Vec<f64> = (0..CORNERS)
        .map(|k| core::f64::consts::TAU * k as f64 / CORNERS as f64)
        .map(|direction| 0.86 * reach(outline, direction).unwrap_or(0.0) - 120.0)
        .collect();
    // Into a bay of the outline the core gives way in a long curve, not in a corner.
    let around_corner = |values: &[f64], k: usize| -> [f64; 11] {
        core::array::from_fn(|j| values[(k + CORNERS + j - 5) % CORNERS])
    };
    let nearest: Vec<f64> = (0..CORNERS)
        .map(|k| {
            around_corner(&near_edge, k)
                .into_iter()
                .fold(f64::MAX, f64::min)
        })
        .collect();
    let limits: Vec<f64> = (0..CORNERS)
        .map(|k| around_corner(&nearest, k).into_iter().sum::<f64>() / 11.0)
        .collect();
    let curve_of = |size: f64| {
        around(CORNERS, |angle| {
            let k = libm::round(angle / core::f64::consts::TAU * CORNERS as f64) as usize % CORNERS;
            let (c, s) = (libm::cos(angle), libm::sin(angle));
            let (u, v) = warp.turned_back((c, s));
            let fourth = |x: f64| x * x * x * x;
            let square = 1.0 / libm::sqrt(libm::sqrt(fourth(u) + fourth(v)));
            let [a, b, c, d] = phases;
            let wave = 0.05 * libm::sin(2.0 * angle + a)
                + 0.05 * libm::sin(3.0 * angle + b)
                + 0.04 * libm::sin(5.0 * angle + c)
                + 0.025 * libm::sin(9.0 * angle + d);
            (size * square * (1.0 + wave)).min(limits[k])
        })
    };
    // The area grows with the size: halving finds the size whose area is the built-up one.
    let (mut low, mut high) = (1_000.0, 6_000.0);
    for _ in 0..60 {
        let size = f64::midpoint(low, high);
        if area_km2(&scaled(&curve_of(size), 1.0)) < BUILT_UP_KM2 {
            low = size
        } else {
            high = size
        }
    }
    scaled(&curve_of(high), 1.0)
}

/// The river's course along `u`, from `beyond` metres north of the middle to as far south.
pub(crate) fn river(warp: &Warp, u: f64, beyond: f64, chance: &mut Chance) -> Vec<Spot> {
    let phases = [0.0; 3].map(|_| chance.between(0.0, core::f64::consts::TAU));
    warp.line((u, beyond), (u, -beyond), 35.0, |along| {
        let [a, b, c] = phases;
        (
            160.0 * libm::sin(along / 520.0 + a)
                + 110.0 * libm::sin(along / 300.0 + b)
                + 40.0 * libm::sin(along / 150.0 + c),
            0.0,
        )
    })
}

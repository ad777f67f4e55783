//! The bend of the town: streets that run side by side without running straight.

use crate::chance::Chance;
use crate::plane::Spot;

/// The bend of the town: from straight coordinates along its streets (u across, v up, metres) to the sheet.
#[derive(Clone, Debug)]
pub(crate) struct Warp {
    cos: f64,
    sin: f64,
    phases: [f64; 4],
}

impl Warp {
    /// A bend by chance.
    pub(crate) fn new(chance: &mut Chance) -> Self {
        let angle = chance.between(11.0, 19.0).to_radians();
        let mut phase = || chance.between(0.0, core::f64::consts::TAU);
        Self {
            cos: libm::cos(angle),
            sin: libm::sin(angle),
            phases: [phase(), phase(), phase(), phase()],
        }
    }

    /// A direction of the sheet as seen along the streets, without their bend.
    pub(crate) fn turned_back(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (self.cos * x + self.sin * y, -self.sin * x + self.cos * y)
    }

    fn bend(&self, u: f64, v: f64) -> (f64, f64) {
        let [a, b, c, d] = self.phases;
        (
            210.0 * libm::sin(v / 1_500.0 + a) + 90.0 * libm::sin((u + v) / 950.0 + b),
            190.0 * libm::sin(u / 1_650.0 + c) + 80.0 * libm::sin((u - v) / 1_050.0 + d),
        )
    }

    /// The sheet's metres for a place along the streets.
    pub(crate) fn sheet(&self, u: f64, v: f64) -> (f64, f64) {
        let (du, dv) = self.bend(u, v);
        let (u, v) = (u + du, v + dv);
        (self.cos * u - self.sin * v, self.sin * u + self.cos * v)
    }

    /// The place along the streets for the sheet's metres, to a few centimetres.
    pub(crate) fn streets(&self, at: (f64, f64)) -> (f64, f64) {
        let (p, q) = self.turned_back(at);
        let (mut u, mut v) = (p, q);
        for _ in 0..24 {
            let (du, dv) = self.bend(u, v);
            (u, v) = (p - du, q - dv);
        }
        (u, v)
    }

    /// The directions of the two families of streets at a place: unit vectors along u and along v.
    pub(crate) fn directions(&self, at: (f64, f64)) -> [(f64, f64); 2] {
        let (u, v) = self.streets(at);
        let unit = |(ax, ay): (f64, f64), (bx, by): (f64, f64)| {
            let (dx, dy) = (bx - ax, by - ay);
            let length = libm::sqrt(dx * dx + dy * dy);
            (dx / length, dy / length)
        };
        [
            unit(self.sheet(u - 20.0, v), self.sheet(u + 20.0, v)),
            unit(self.sheet(u, v - 20.0), self.sheet(u, v + 20.0)),
        ]
    }

    /// A line between two places along the streets, a spot every `step` metres, led aside by `sway` (along u and v, in metres,
    /// of the metres from its beginning).
    pub(crate) fn line(
        &self,
        from: (f64, f64),
        to: (f64, f64),
        step: f64,
        sway: impl Fn(f64) -> (f64, f64),
    ) -> Vec<Spot> {
        let (du, dv) = (to.0 - from.0, to.1 - from.1);
        let length = libm::sqrt(du * du + dv * dv);
        let steps = libm::ceil(length / step) as usize;
        (0..=steps)
            .map(|k| {
                let along = k as f64 / steps as f64;
                let (su, sv) = sway(along * length);
                let (x, y) = self.sheet(from.0 + du * along + su, from.1 + dv * along + sv);
                Spot::from_metres(x, y)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_along_the_streets_comes_back_from_the_sheet() {
        let warp = Warp::new(&mut Chance::from_seed(3));
        for (u, v) in [(0.0, 0.0), (2_500.0, -1_800.0), (-4_000.0, 4_200.0)] {
            let (back_u, back_v) = warp.streets(warp.sheet(u, v));
            assert!(
                (back_u - u).abs() < 0.1 && (back_v - v).abs() < 0.1,
                "{back_u} {back_v}"
            );
        }
    }
}

//! Lakes and ponds: they lie where neither a road nor other water is.

use crate::chance::Chance;
use crate::divide::{Main, Plots};
use crate::land::{blob, clearing};
use crate::plan::{Line, Plan};
use crate::plane::{Spot, away_from, centroid, contains, pairs};
use crate::road::{RoadClass, expressway, full_width, pieces};

/// How far water stays from a road's verge and from other water, in metres.
const BANK: f64 = 6.0;

/// Where water may lie.
pub(crate) struct WaterRoom<'a> {
    outline: &'a [Spot],
    /// Straight pieces of road, each with half its width in metres.
    roads: Vec<(Spot, Spot, f64)>,
    /// What lies there already.
    waters: Vec<Vec<Spot>>,
}

impl<'a> WaterRoom<'a> {
    pub(crate) fn of(plan: &Plan, outline: &'a [Spot], river_bed: &[Spot]) -> Self {
        let half_width = |line: usize| match plan.lines[line] {
            Line::Road(class, _) => full_width(class, false) / 2.0,
            Line::River => 0.0,
        };
        let mut roads: Vec<(Spot, Spot, f64)> = pieces(plan)
            .into_iter()
            .map(|((a, b), line)| (plan.mesh.spot(a), plan.mesh.spot(b), half_width(line)))
            .collect();
        let half = full_width(RoadClass::Expressway, false) / 2.0;
        let motorway = expressway(plan, outline);
        roads.extend(motorway.windows(2).map(|ends| (ends[0], ends[1], half)));
        Self {
            outline,
            roads,
            waters: vec![river_bed.to_vec()],
        }
    }

    /// The lake of a park: as large as its roads allow.
    pub(crate) fn lake(&mut self, park: &[Spot]) -> Option<Vec<Spot>> {
        let lake = [0.42, 0.36, 0.30, 0.24]
            .into_iter()
            .map(|scale| shrunk(park, scale))
            .find(|lake| self.is_free(lake))?;
        self.waters.push(lake.clone());
        Some(lake)
    }

    /// Fish ponds and reservoirs of the country.
    pub(crate) fn ponds(&mut self, plots: &Plots, chance: &mut Chance) -> Vec<Vec<Spot>> {
        /// Where there is no room a smaller one is tried elsewhere.
        const TRIES: i32 = 5;
        const SMALLER: f64 = 0.8;
        let mut ponds = vec![];
        for plot in plots.plots.iter().filter(|plot| plot.main == Main::Rural) {
            for k in 0..5 {
                let (least, most) = if k == 0 { (70.0, 130.0) } else { (18.0, 45.0) };
                let size = chance.between(least, most);
                let pond = (0..TRIES).find_map(|turn| {
                    let size = size * libm::pow(SMALLER, f64::from(turn));
                    let pond = pond(clearing(&plot.ring, size * 2.0, chance)?, size, chance);
                    self.is_free(&pond).then_some(pond)
                });
                if let Some(pond) = pond {
                    self.waters.push(pond.clone());
                    ponds.push(pond);
                }
            }
        }
        ponds
    }

    fn is_free(&self, ring: &[Spot]) -> bool {
        let middle = centroid(ring);
        let middle = Spot::from_metres(middle.0, middle.1);
        let reach = ring
            .iter()
            .map(|spot| spot.distance(middle))
            .fold(0.0, f64::max);
        let near = |a: Spot, b: Spot, gap: f64| away_from(middle, a, b) < reach + gap;
        ring.iter()
            .all(|spot| contains(self.outline, spot.metres()))
            && self
                .roads
                .iter()
                .all(|&(a, b, half)| !near(a, b, half + BANK) || is_apart(ring, a, b, half + BANK))
            && self.waters.iter().all(|water| {
                !contains(water, middle.metres())
                    && pairs(water).all(|(a, b)| !near(a, b, BANK) || is_apart(ring, a, b, BANK))
            })
    }
}

fn pond(at: (f64, f64), size: f64, chance: &mut Chance) -> Vec<Spot> {
    let phases = [chance.between(0.0, 6.0), chance.between(0.0, 6.0)];
    let long = size * chance.between(1.1, 1.9);
    blob(at, size, long, chance.between(0.0, 3.1), 28, phases)
}

fn shrunk(ring: &[Spot], scale: f64) -> Vec<Spot> {
    const CORNERS: usize = 40;
    let (cx, cy) = centroid(ring);
    let (mut across, mut up) = (0.0_f64, 0.0_f64);
    for (x, y) in ring.iter().map(|spot| spot.metres()) {
        across = across.max((x - cx).abs());
        up = up.max((y - cy).abs());
    }
    blob(
        (cx, cy),
        across.min(up) * scale,
        across.max(up) * scale * 0.8,
        0.7,
        CORNERS,
        [0.4, 1.9],
    )
}

/// Whether a straight piece keeps away from a ring and does not lie in it. It is walked in steps that are shorter than the gap.
fn is_apart(ring: &[Spot], from: Spot, to: Spot, gap: f64) -> bool {
    let length = from.distance(to);
    let steps = libm::ceil(length / (0.5 * gap)).max(1.0);
    (0..=steps as usize).all(|step| {
        let at = from.towards(to, step as f64 / steps);
        !contains(ring, at.metres()) && pairs(ring).all(|(a, b)| away_from(at, a, b) > gap)
    })
}

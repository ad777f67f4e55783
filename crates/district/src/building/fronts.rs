//! Rows of shops along the streets in front of a block.

use crate::chance::Chance;
use crate::road::RoadClass;

use super::block::Block;
use super::frame::Frame;
use super::works::{Design, Works};
use super::{BuildingUse, YardKind};

/// How far shops reach into a block, with the ground behind them.
pub(super) const BEHIND_SHOPS: f64 = 15.0;

/// Builds rows of shops along a share of the fronts to streets, and says which fronts have them.
pub(super) fn shops(
    works: &mut Works,
    block: &Block,
    share: f64,
    chance: &mut Chance,
) -> Vec<bool> {
    block
        .fronts
        .clone()
        .iter()
        .map(|front| {
            let street = front
                .class
                .is_some_and(|class| class <= RoadClass::Street && class != RoadClass::Expressway);
            let Some((frame, length)) = Frame::along(front.from, front.to) else {
                return false;
            };
            if !street || length < 30.0 || !chance.happens(share) {
                return false;
            }
            row(works, block, &frame, length, chance);
            true
        })
        .collect()
}

/// One row, from corner to corner, with passages between its parts.
fn row(works: &mut Works, block: &Block, frame: &Frame, length: f64, chance: &mut Chance) {
    const PASSAGE: f64 = 7.0;
    const IDEAL: f64 = 52.0;
    let ground = frame.local(&block.ground);
    works.lay_within(
        YardKind::Paving,
        frame,
        &ground,
        (-8.0, -12.0),
        (length + 8.0, 12.0),
    );
    let depth = chance.between(8.0, 10.0);
    let storeys = if chance.happens(0.85) { 2 } else { 3 };
    let design = Design::new(BuildingUse::Shop, storeys);
    for (from, to) in parts(3.0, length - 3.0, IDEAL, PASSAGE, 14.0) {
        works.build_what_fits(block, frame, (from, 0.1), (to, depth), &design);
    }
}

/// A length divided into parts of about an ideal length with gaps between; none when there is less than `least`.
pub(super) fn parts(from: f64, to: f64, ideal: f64, gap: f64, least: f64) -> Vec<(f64, f64)> {
    let length = to - from;
    if length < least {
        return vec![];
    }
    let count = (libm::round((length + gap) / (ideal + gap)) as usize).max(1);
    let part = (length - gap * (count - 1) as f64) / count as f64;
    (0..count)
        .map(|k| from + k as f64 * (part + gap))
        .map(|start| (start, start + part))
        .collect()
}

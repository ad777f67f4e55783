//! Greens and parks among the blocks.

use crate::chance::Chance;

use super::block::Block;
use super::shape;
use super::works::{Design, Works};
use super::{BuildingUse, Roof, YardKind};

/// A small green: lawn, paths that cross, a square in the middle.
pub(super) fn green(works: &mut Works, block: &Block, chance: &mut Chance) {
    works.lay(YardKind::Lawn, block.ground.clone(), block.frame.across);
    cross_paths(works, block, chance);
    if chance.happens(0.4)
        && let Some(frame) = works.place(
            &block.site,
            &block.frame,
            &shape::oblong(28.0, 15.0),
            6.0,
            chance,
        )
    {
        let ring = frame.ring(&shape::oblong(28.0, 15.0));
        works.lay(YardKind::Court, ring, frame.across);
    }
}

/// A great or small park of the town: its paths, and a pavilion or two.
pub(super) fn park(works: &mut Works, block: &Block, chance: &mut Chance) {
    cross_paths(works, block, chance);
    for _ in 0..1 + chance.below(2) {
        let shape = shape::oblong(chance.between(10.0, 15.0), chance.between(8.0, 10.0));
        let turned = block.frame.turned(chance.between(-0.3, 0.3));
        let away = turned.moved((chance.between(-40.0, 40.0), chance.between(-40.0, 40.0)));
        if let Some(frame) = works.place(&block.site, &away, &shape, 10.0, chance) {
            let design = Design::new(BuildingUse::Shop, 1).roofed(Roof::Gable);
            works.build(block, &frame, &shape, &design);
        }
    }
}

fn cross_paths(works: &mut Works, block: &Block, chance: &mut Chance) {
    let middle = (chance.between(-8.0, 8.0), chance.between(-8.0, 8.0));
    for turn in [0.6, -0.75, 1.55] {
        let frame = block
            .frame
            .moved(middle)
            .turned(turn + chance.between(-0.15, 0.15));
        let ground = frame.local(&block.ground);
        works.lay_within(
            YardKind::Path,
            &frame,
            &ground,
            (-400.0, -1.4),
            (400.0, 1.4),
        );
    }
    let square = shape::round(13.0, 13.0, 16);
    let frame = block.frame.moved(middle);
    if works.lay_if_free(YardKind::Plaza, &block.site, &frame, &square, 3.0) {
        let bed = shape::round(6.0, 6.0, 12);
        works.lay(YardKind::Lawn, frame.ring(&bed), frame.across);
    }
}

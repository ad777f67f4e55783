//! What has been built so far, and the rule that a building is only put where it has room.

use domain::Name;

use crate::chance::Chance;
use crate::plane::{Spot, contains, doubled_area};

use super::block::Block;
use super::clearance::Clearance;
use super::frame::{Frame, Point, bounds, clipped, inside};
use super::room::Room;
use super::{BuildingUse, Roof, Yard, YardKind};

/// What a building will be, apart from where.
#[derive(Clone, Debug)]
pub(super) struct Design {
    pub(super) purpose: BuildingUse,
    pub(super) storeys: u8,
    /// The height of a storey in metres.
    pub(super) storey: f64,
    pub(super) roof: Roof,
    /// How far others stay away, in metres.
    pub(super) gap: f64,
}

impl Design {
    pub(super) const fn new(purpose: BuildingUse, storeys: usize) -> Self {
        use BuildingUse as Use;
        let (storey, roof, gap) = match purpose {
            Use::Tower => (3.0, Roof::Flat, 9.0),
            Use::Slab | Use::Dormitory => (3.1, Roof::Flat, 6.0),
            Use::OldHouse => (3.1, Roof::Flat, 0.55),
            Use::Farmhouse => (3.2, Roof::Gable, 2.5),
            Use::Shop => (3.9, Roof::Flat, 4.0),
            Use::Mall => (5.2, Roof::Flat, 6.0),
            Use::Office => (3.9, Roof::Flat, 6.0),
            Use::MarketHall => (8.0, Roof::Sheet, 8.0),
            Use::Teaching | Use::School => (3.8, Roof::Flat, 8.0),
            Use::Library => (4.5, Roof::Flat, 10.0),
            Use::SportsHall => (8.0, Roof::Sheet, 8.0),
            Use::Shed => (9.0, Roof::Sheet, 8.0),
            Use::Station => (3.6, Roof::Flat, 3.0),
        };
        Self {
            purpose,
            storeys: storeys as u8,
            storey,
            roof,
            gap,
        }
    }

    pub(super) const fn roofed(self, roof: Roof) -> Self {
        Self { roof, ..self }
    }

    pub(super) const fn storeys_of(self, storey: f64) -> Self {
        Self { storey, ..self }
    }
}

/// A building before it is written in degrees.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) ring: Vec<Spot>,
    pub(super) design: Design,
    pub(super) grid: usize,
    pub(super) name: Option<Name>,
}

/// What has been built so far.
#[derive(Clone, Debug)]
pub(super) struct Works {
    pub(super) clearance: Clearance,
    pub(super) drafts: Vec<Draft>,
    pub(super) yards: Vec<Yard>,
    asked: Vec<Asked>,
}

/// A ring in which places are looked for, as seen in a frame: layouts ask about the same one many times over.
#[derive(Clone, Debug)]
struct Asked {
    within: Vec<Spot>,
    frame: Frame,
    local: Vec<Point>,
    /// What the first so many things that stand leave of it.
    room: Room,
    standing: usize,
}

impl Works {
    pub(super) const fn new(clearance: Clearance) -> Self {
        Self {
            clearance,
            drafts: vec![],
            yards: vec![],
            asked: vec![],
        }
    }

    /// Builds where there is room within the block; says whether there was.
    pub(super) fn build(
        &mut self,
        block: &Block,
        frame: &Frame,
        shape: &[Point],
        design: &Design,
    ) -> bool {
        let ring = upright(frame.ring(shape));
        let inside = ring
            .iter()
            .all(|spot| contains(&block.ground, spot.metres()));
        if !inside || !self.clearance.is_free(&ring, design.gap) {
            return false;
        }
        self.build_anyway(ring, block.grid, design);
        true
    }

    /// Builds an oblong from `from` to `to` in a frame, or as much of it as has room: its ends may be cut back.
    pub(super) fn build_what_fits(
        &mut self,
        block: &Block,
        frame: &Frame,
        (from, low): Point,
        (to, high): Point,
        design: &Design,
    ) -> bool {
        const CUTS: [Point; 8] = [
            (0.0, 0.0),
            (7.0, 0.0),
            (0.0, 7.0),
            (15.0, 0.0),
            (0.0, 15.0),
            (15.0, 15.0),
            (26.0, 0.0),
            (0.0, 26.0),
        ];
        CUTS.into_iter()
            .map(|(left, right)| (from + left, to - right))
            .filter(|(from, to)| to - from >= 12.0)
            .any(|(from, to)| {
                let shape = [(from, low), (to, low), (to, high), (from, high)];
                self.build(block, frame, &shape, design)
            })
    }

    /// Builds without asking for room: what stands on a podium, or where the room is known.
    pub(super) fn build_anyway(&mut self, ring: Vec<Spot>, grid: usize, design: &Design) {
        self.clearance.stand(&ring, design.gap);
        self.drafts.push(Draft {
            ring,
            design: design.clone(),
            grid,
            name: None,
        });
    }

    /// Lays a yard over what lies there.
    pub(super) fn lay(&mut self, kind: YardKind, ring: Vec<Spot>, along: Point) {
        if ring.len() >= 3 && doubled_area(&ring) != 0 {
            self.yards.push(Yard {
                kind,
                ring: upright(ring),
                along,
            });
        }
    }

    /// Lays a rectangle of a frame, as far as it lies within a shape of the same frame.
    pub(super) fn lay_within(
        &mut self,
        kind: YardKind,
        frame: &Frame,
        shape: &[Point],
        low: Point,
        high: Point,
    ) {
        let part = clipped(shape, low, high);
        let (wide, deep) = (high.0 - low.0, high.1 - low.1);
        let along = if wide >= deep {
            frame.across
        } else {
            frame.up()
        };
        self.lay(kind, frame.ring(&part), along);
    }

    /// Lays a yard where no building stands within `gap` metres and it lies within a ring; says whether it did.
    pub(super) fn lay_if_free(
        &mut self,
        kind: YardKind,
        within: &[Spot],
        frame: &Frame,
        shape: &[Point],
        gap: f64,
    ) -> bool {
        let ring = upright(frame.ring(shape));
        let inside = ring.iter().all(|spot| contains(within, spot.metres()));
        let free = inside && self.clearance.is_free(&ring, gap);
        if free {
            self.lay(kind, ring, frame.across);
        }
        free
    }

    /// The room left in a ring, in a frame.
    fn ask(&mut self, within: &[Spot], frame: &Frame) -> Asked {
        let known = self
            .asked
            .iter()
            .position(|asked| asked.frame == *frame && asked.within == within);
        let mut asked = match known {
            Some(index) => self.asked.swap_remove(index),
            None => {
                let local = frame.local(within);
                let mut room = Room::within(&local);
                for ring in self.clearance.standing_near(within) {
                    room.take(&frame.local(ring));
                }
                Asked {
                    within: within.to_vec(),
                    frame: *frame,
                    local,
                    room,
                    standing: self.clearance.standing_count(),
                }
            }
        };
        for ring in self.clearance.standing_since(asked.standing, within) {
            asked.room.take(&frame.local(ring));
        }
        asked.standing = self.clearance.standing_count();
        asked
    }

    /// The first place, row by row from a corner of a ring, where a shape has room within the ring.
    pub(super) fn fit(
        &mut self,
        within: &[Spot],
        frame: &Frame,
        shape: &[Point],
        gap: f64,
        corner: Corner,
    ) -> Option<Frame> {
        // The block that is laid out now, in two frames, and its inner part.
        const REMEMBERED: usize = 4;
        let asked = self.ask(within, frame);
        let found = self.fit_in(&asked, shape, gap, corner);
        if self.asked.len() == REMEMBERED {
            self.asked.remove(0);
        }
        self.asked.push(asked);
        found
    }

    fn fit_in(&self, asked: &Asked, shape: &[Point], gap: f64, corner: Corner) -> Option<Frame> {
        const STEP: f64 = 5.0;
        let within = &asked.local;
        let (low, high) = bounds(within);
        let (least, most) = bounds(shape);
        let (wide, deep) = (
            high.0 - low.0 - (most.0 - least.0),
            high.1 - low.1 - (most.1 - least.1),
        );
        if wide < 0.0 || deep < 0.0 {
            return None;
        }
        let at = |k: usize, room: f64, from: f64, back: bool| {
            let step = (STEP * k as f64).min(room);
            from + if back { room - step } else { step }
        };
        let steps = |room: f64| libm::ceil(room / STEP) as usize;
        (0..=steps(deep)).find_map(|j| {
            let v = at(j, deep, low.1 - least.1, corner.north);
            let strip = asked.room.strip(v + least.1, v + most.1, gap);
            (0..=steps(wide)).find_map(|i| {
                let u = at(i, wide, low.0 - least.0, corner.east);
                // By its bounds: an L does not embrace its neighbour.
                if !strip.may_hold(u + least.0, u + most.0)
                    || !shape
                        .iter()
                        .all(|&(du, dv)| inside(within, (u + du, v + dv)))
                {
                    return None;
                }
                let frame = asked.frame.moved((u, v));
                let ring = upright(frame.ring(shape));
                self.clearance.is_free(&ring, gap).then_some(frame)
            })
        })
    }

    /// Looks around the middle of a block, ever farther out, for a place where a shape has room; calls `found` there.
    pub(super) fn place(
        &self,
        within: &[Spot],
        frame: &Frame,
        shape: &[Point],
        gap: f64,
        chance: &mut Chance,
    ) -> Option<Frame> {
        const TRIES: usize = 22;
        (0..TRIES).find_map(|k| {
            let reach = 5.0 * k as f64;
            let at = (
                chance.between(-reach, reach + 0.1),
                chance.between(-reach, reach + 0.1),
            );
            let frame = frame.moved(at);
            let ring = upright(frame.ring(shape));
            let inside = ring.iter().all(|spot| contains(within, spot.metres()));
            (inside && self.clearance.is_free(&ring, gap)).then_some(frame)
        })
    }
}

/// Builds a few shapes wherever there is room left: where even rows left wide gaps, in the corners of blocks that are not
/// square.
pub(super) fn in_the_gaps(
    works: &mut Works,
    block: &Block,
    within: &[Spot],
    shapes: &[Vec<Point>],
    design: &Design,
    corner: Corner,
) {
    const A_FEW: usize = 5;
    let mut left = A_FEW;
    // What has no room now has none later: every shape is given up once.
    for shape in shapes {
        while left > 0
            && let Some(frame) = works.fit(within, &block.frame, shape, design.gap, corner)
            && works.build(block, &frame, shape, design)
        {
            left -= 1;
        }
    }
}

/// A corner of a block, in its own frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Corner {
    pub(super) east: bool,
    pub(super) north: bool,
}

impl Corner {
    pub(super) fn by_chance(chance: &mut Chance) -> Self {
        Self {
            east: chance.happens(0.5),
            north: chance.happens(0.5),
        }
    }
}

/// The ring counter-clockwise.
pub(super) fn upright(mut ring: Vec<Spot>) -> Vec<Spot> {
    if doubled_area(&ring) < 0 {
        ring.reverse();
    }
    ring
}

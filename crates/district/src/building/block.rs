//! A block: the ground between roads, as a layout sees it.

use std::collections::BTreeMap;

use crate::land::{half_width, river_course};
use crate::mesh::{Corner, Face};
use crate::plan::{Line, Plan};
use crate::plane::{Spot, area_km2, centroid, contains, inner_point};
use crate::road::{RoadClass, full_width};

use super::frame::{Frame, Point, bounds};
use super::inset::{Side, inset};

/// How far a building stays behind the pavement.
pub(super) const SETBACK: f64 = 3.0;
/// What the river's bank keeps free beside its bed.
const BANK: f64 = 25.0;
/// The part of it that is not even paved.
const GREEN_BANK: f64 = 12.0;
/// What a side without road keeps free: the district's edge.
const EDGE: f64 = 5.0;

/// Straightened sides may lie a little nearer than the roads themselves; the site keeps that much more.
const SLACK: f64 = 0.5;

/// A side of the buildable ground, and the road behind it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Front {
    pub(super) from: Spot,
    pub(super) to: Spot,
    pub(super) class: Option<RoadClass>,
}

/// The ground between roads.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) face: Face,
    pub(super) grid: usize,
    /// From kerb to kerb: what the roads leave.
    pub(super) ground: Vec<Spot>,
    /// What may be built on.
    pub(super) site: Vec<Spot>,
    pub(super) fronts: Vec<Front>,
    /// Begins in the middle; `across` is the direction of the longest side that runs east within 45°.
    pub(super) frame: Frame,
    pub(super) middle: Spot,
}

impl Block {
    /// The site in the block's own frame.
    pub(super) fn local(&self) -> Vec<Point> {
        self.frame.local(&self.site)
    }

    /// The buildable ground in square metres.
    pub(super) fn area(&self) -> f64 {
        area_km2(&self.site) * 1e6
    }

    /// The site moved inwards, each side by a distance of its own.
    pub(super) fn behind(&self, distance: impl Fn(usize) -> f64) -> Option<Vec<Spot>> {
        let sides: Vec<Side<()>> = (0..self.site.len())
            .map(|side| Side {
                distance: distance(side),
                word: (),
            })
            .collect();
        let left = inset(&self.site, &sides, |(), ()| ())?;
        Some(left.into_iter().map(|(spot, ())| spot).collect())
    }

    /// The block with rows that face south within 20°.
    pub(super) fn facing_south(mut self) -> Self {
        // The tangent, cosine and sine of 20°.
        const TAN: f64 = 0.363_970_234;
        const COS: f64 = 0.939_692_621;
        const SIN: f64 = 0.342_020_143;
        let (x, y) = self.frame.across;
        if y.abs() > TAN * x {
            self.frame.across = (COS, if y > 0.0 { SIN } else { -SIN });
        }
        self
    }

    /// The block with `across` along its longer extent.
    pub(super) fn lengthwise(mut self) -> Self {
        let (low, high) = bounds(&self.local());
        if high.1 - low.1 > high.0 - low.0 {
            self.frame = self.frame.quarter_turned();
        }
        self
    }
}

/// A ring moved inwards by a number of metres on all sides.
pub(super) fn moved_in(ring: &[Spot], metres: f64) -> Option<Vec<Spot>> {
    let side = Side {
        distance: metres,
        word: (),
    };
    let left = inset(ring, &vec![side; ring.len()], |(), ()| ())?;
    Some(left.into_iter().map(|(spot, ())| spot).collect())
}

/// What the sides of blocks keep free: by the roads' widths and the river's.
#[derive(Debug)]
pub(super) struct Sides<'a> {
    plan: &'a Plan,
    river: BTreeMap<Corner, f64>,
}

impl<'a> Sides<'a> {
    pub(super) fn of(plan: &'a Plan) -> Self {
        let course = river_course(plan).into_iter().enumerate();
        Self {
            plan,
            river: course.map(|(k, corner)| (corner, half_width(k))).collect(),
        }
    }

    /// Half of what the road or river along an edge takes, what is kept free beside it, and the road's class.
    pub(super) fn side(&self, a: Corner, b: Corner) -> (f64, f64, Option<RoadClass>) {
        let mesh = &self.plan.mesh;
        match mesh.line_of(a, b).map(|line| &self.plan.lines[line]) {
            Some(Line::Road(class, _)) => {
                let rural = [(a, b), (b, a)].into_iter().all(|(from, to)| {
                    mesh.face_left_of(from, to)
                        .is_none_or(|face| mesh.tag(face).rural)
                });
                (full_width(*class, rural) / 2.0, SETBACK, Some(*class))
            }
            Some(Line::River) => {
                let width = |corner| self.river.get(&corner).copied().unwrap_or(37.0);
                (width(a).max(width(b)), BANK, None)
            }
            None => (0.0, EDGE, None),
        }
    }

    /// A face of the plan as a block. `None` when roads and river leave nothing of it.
    pub(super) fn block(&self, face: Face) -> Option<Block> {
        let mesh = &self.plan.mesh;
        let corners = mesh.corners(face);
        let ring = mesh.ring(face);
        let sides: Vec<(f64, f64, Option<RoadClass>)> = (0..corners.len())
            .map(|i| self.side(corners[i], corners[(i + 1) % corners.len()]))
            .collect();
        let moved = |distance: &dyn Fn(f64, f64) -> f64| {
            let sides: Vec<Side<Option<RoadClass>>> = sides
                .iter()
                .map(|&(half, free, word)| Side {
                    distance: distance(half, free),
                    word,
                })
                .collect();
            // The greater road names the side; a road rather than none.
            inset(&ring, &sides, |one, other| match (one, other) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            })
        };
        let site = moved(&|half, free| half + free + SLACK)?;
        let ground: Vec<Spot> = moved(&|half, free| {
            // Roads are painted over the ground; along the river a strip of bank stays green.
            if free == BANK {
                half + GREEN_BANK
            } else {
                (half - 0.5).max(0.0)
            }
        })?
        .into_iter()
        .map(|(spot, _)| spot)
        .collect();
        let fronts: Vec<Front> = (0..site.len())
            .map(|i| Front {
                from: site[i].0,
                to: site[(i + 1) % site.len()].0,
                class: site[i].1,
            })
            .collect();
        let site: Vec<Spot> = site.into_iter().map(|(spot, _)| spot).collect();
        let (x, y) = centroid(&site);
        let (x, y) = if contains(&site, (x, y)) {
            (x, y)
        } else {
            inner_point(&site)
        };
        let longest = fronts.iter().max_by(|one, other| {
            one.from
                .distance(one.to)
                .total_cmp(&other.from.distance(other.to))
        })?;
        let (along, _) = Frame::along(longest.from, longest.to)?;
        Some(Block {
            face,
            grid: mesh.tag(face).grid,
            ground,
            fronts,
            frame: Frame::new((x, y), eastward(along.across)),
            middle: Spot::from_metres(x, y),
            site,
        })
    }
}

/// A direction turned by quarters until it points east within 45°.
fn eastward((x, y): Point) -> Point {
    if y.abs() <= x {
        (x, y)
    } else if y.abs() <= -x {
        (-x, -y)
    } else if y > 0.0 {
        (y, -x)
    } else {
        (-y, x)
    }
}

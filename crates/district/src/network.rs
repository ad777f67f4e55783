//! The roads as crews drive them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::mesh::Corner;
use crate::plan::{Line, Plan};
use crate::plane::Spot;
use crate::road::{RoadClass, pieces};

/// The roads between the corners of the plan, with the time each takes.
#[derive(Clone, Debug)]
pub(crate) struct RoadNetwork {
    spots: Vec<Spot>,
    /// From each corner: to which, in how many milliseconds.
    ways: Vec<Vec<(Corner, u32)>>,
}

/// A drive: where the crew is after how many milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Drive {
    legs: Vec<(u32, Spot)>,
}

impl RoadNetwork {
    /// The roads of a plan; the river and the outer boundary are none, and neither is a road that no other road meets: from
    /// each corner on a road all others can be reached.
    pub(crate) fn of(plan: &Plan) -> Self {
        let spots = plan.mesh.spots().to_vec();
        let mut ways = vec![vec![]; spots.len()];
        for ((a, b), line) in pieces(plan) {
            let Line::Road(class, _) = &plan.lines[line] else {
                continue;
            };
            let metres = plan.mesh.spot(a).distance(plan.mesh.spot(b));
            let millis = drive_millis(metres, *class);
            ways[a as usize].push((b, millis));
            ways[b as usize].push((a, millis));
        }
        let whole = largest_part(&ways);
        for (corner, ways) in ways.iter_mut().enumerate() {
            if !whole[corner] {
                ways.clear();
            }
        }
        Self { spots, ways }
    }

    /// Whether a road leads straight from one corner to the other.
    pub(crate) fn has_way(&self, a: Corner, b: Corner) -> bool {
        self.ways[a as usize].iter().any(|&(next, _)| next == b)
    }

    /// Where a corner lies.
    pub(crate) fn spot(&self, corner: Corner) -> Spot {
        self.spots[corner as usize]
    }

    /// Every corner that a road passes.
    pub(crate) fn corners(&self) -> impl Iterator<Item = Corner> + '_ {
        (0..self.spots.len() as Corner).filter(|&corner| self.is_on_road(corner))
    }

    /// Whether a road passes the corner.
    pub(crate) fn is_on_road(&self, corner: Corner) -> bool {
        !self.ways[corner as usize].is_empty()
    }

    /// The corner on a road that is nearest to a spot.
    pub(crate) fn nearest_corner(&self, at: Spot) -> Corner {
        self.corners()
            .min_by(|&one, &other| {
                self.spots[one as usize]
                    .distance(at)
                    .total_cmp(&self.spots[other as usize].distance(at))
            })
            .unwrap_or(0)
    }

    /// The spot beside the road that is nearest to a spot: fifteen metres off the corner, on the spot's own side.
    pub(crate) fn nearest_kerb(&self, at: Spot) -> Spot {
        const KERB: f64 = 15.0;
        let corner = self.spots[self.nearest_corner(at) as usize];
        let distance = corner.distance(at);
        if distance > KERB {
            corner.towards(at, KERB / distance)
        } else {
            at
        }
    }

    /// The quickest ways from a spot to every corner.
    pub(crate) fn ways_from(&self, home: Spot) -> WaysFrom {
        let start = self.nearest_corner(home);
        let head = walk_millis(home.distance(self.spots[start as usize]));
        let mut reached = vec![None; self.spots.len()];
        reached[start as usize] = Some((head, start));
        let mut open = BinaryHeap::from([Reverse((head, start))]);
        while let Some(Reverse((millis, corner))) = open.pop() {
            if reached[corner as usize].is_some_and(|(known, _)| known < millis) {
                continue;
            }
            for &(next, cost) in &self.ways[corner as usize] {
                let total = millis + cost;
                if reached[next as usize].is_none_or(|(known, _)| total < known) {
                    reached[next as usize] = Some((total, corner));
                    open.push(Reverse((total, next)));
                }
            }
        }
        WaysFrom { home, reached }
    }

    /// How long the last stretch takes, in milliseconds: along the road from a corner to the kerb, then on foot.
    pub(crate) fn approach_millis(&self, corner: Corner, kerb: Spot, to: Spot) -> u32 {
        drive_millis(self.spots[corner as usize].distance(kerb), RoadClass::Lane)
            + walk_millis(kerb.distance(to))
    }

    /// The drive to a corner, on along its road to a kerb, and from there on foot; `None` when no road leads there.
    pub(crate) fn drive(
        &self,
        ways: &WaysFrom,
        corner: Corner,
        kerb: Spot,
        to: Spot,
    ) -> Option<Drive> {
        let (millis, _) = ways.reached[corner as usize]?;
        let parked =
            millis + drive_millis(self.spots[corner as usize].distance(kerb), RoadClass::Lane);
        let mut legs = vec![
            (parked + walk_millis(kerb.distance(to)), to),
            (parked, kerb),
        ];
        let mut at = corner;
        while let Some((millis, before)) = ways.reached[at as usize] {
            legs.push((millis, self.spots[at as usize]));
            if before == at {
                break;
            }
            at = before;
        }
        legs.push((0, ways.home));
        legs.reverse();
        Some(Drive { legs })
    }
}

/// Which corners belong to the largest part of a network that hangs together.
fn largest_part(ways: &[Vec<(Corner, u32)>]) -> Vec<bool> {
    let mut part_of: Vec<Option<usize>> = vec![None; ways.len()];
    let mut sizes: Vec<usize> = vec![];
    for start in 0..ways.len() {
        if part_of[start].is_some() {
            continue;
        }
        let part = sizes.len();
        sizes.push(0);
        part_of[start] = Some(part);
        let mut open = vec![start];
        while let Some(corner) = open.pop() {
            sizes[part] += 1;
            for &(next, _) in &ways[corner] {
                if part_of[next as usize].is_none() {
                    part_of[next as usize] = Some(part);
                    open.push(next as usize);
                }
            }
        }
    }
    let largest = (0..sizes.len()).max_by_key(|&part| (sizes[part], usize::MAX - part));
    part_of.iter().map(|part| *part == largest).collect()
}

/// The quickest ways from one spot: for each corner that is reached, after how many milliseconds and from which corner.
#[derive(Clone, Debug)]
pub(crate) struct WaysFrom {
    home: Spot,
    reached: Vec<Option<(u32, Corner)>>,
}

impl WaysFrom {
    /// How long the drive to a corner takes, in milliseconds.
    pub(crate) fn millis(&self, corner: Corner) -> Option<u32> {
        self.reached[corner as usize].map(|(millis, _)| millis)
    }

    /// Where they begin.
    pub(crate) const fn home(&self) -> Spot {
        self.home
    }
}

/// How fast a crew walks from its car to the door, in metres a second.
const ON_FOOT: f64 = 2.0;

fn walk_millis(metres: f64) -> u32 {
    libm::ceil(metres / ON_FOOT * 1_000.0) as u32
}

fn drive_millis(metres: f64, class: RoadClass) -> u32 {
    libm::ceil(metres / class.metres_per_second() * 1_000.0) as u32
}

impl Drive {
    /// How long it takes, in milliseconds.
    pub(crate) fn millis(&self) -> u32 {
        self.legs.last().map_or(0, |&(millis, _)| millis)
    }

    /// Where the crew is after a share of the whole, 0 to 1, and its heading in degrees clockwise from north.
    pub(crate) fn at(&self, share: f64) -> Option<(Spot, f32)> {
        let millis = share.clamp(0.0, 1.0) * f64::from(self.millis());
        let leg = self
            .legs
            .windows(2)
            .find(|leg| millis <= f64::from(leg[1].0))
            .or_else(|| self.legs.windows(2).last())?;
        let ((start, a), (end, b)) = (leg[0], leg[1]);
        let span = f64::from(end - start);
        let along = if span > 0.0 {
            (millis - f64::from(start)) / span
        } else {
            1.0
        };
        let ((ax, ay), (bx, by)) = (a.metres(), b.metres());
        let degrees = libm::atan2(bx - ax, by - ay).to_degrees();
        let heading = if degrees < 0.0 {
            degrees + 360.0
        } else {
            degrees
        };
        // Rounded to whole degrees, and 360 is 0.
        Some((
            a.towards(b, along),
            (libm::round(heading) as u16 % 360).into(),
        ))
    }
}

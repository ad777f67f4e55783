//! Which buildings stand between an eye and a place: rays against footprints with heights, by a grid of cells.

use std::collections::HashMap;

use domain::Wgs84;
use geodesy::{Elevated, MEAN_EARTH_RADIUS, unit_from_wgs84};

use crate::config::Footprint;

/// Side of a cell in metres: about a building and its yard.
const CELL: f64 = 60.0;

/// What is hidden by less than this of a roof's edge is seen, in metres: footprints are no finer.
const SLACK: f64 = 0.3;

type Spot = (f64, f64);

/// All buildings, ready to be asked what hides what.
#[derive(Debug, Default)]
pub struct Skyline {
    bodies: Vec<Body>,
    cells: HashMap<(i32, i32), Vec<u32>>,
    metres: f64,
}

#[derive(Debug)]
struct Body {
    ring: Vec<Spot>,
    height: f64,
}

/// Where a ray meets a building.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Meeting {
    /// Which building, in the order in which they were given.
    pub building: usize,
    /// How far along the way, 0 to 1.
    pub share: f64,
}

impl Skyline {
    /// Of these buildings.
    #[must_use]
    pub fn new(buildings: &[Footprint]) -> Self {
        let lat = buildings
            .first()
            .and_then(|first| first.corners.first())
            .map_or(0.0, |(_, lat)| *lat);
        let metres = 2.0 * core::f64::consts::PI * MEAN_EARTH_RADIUS.0 * lat.to_radians().cos();
        let mut skyline = Self {
            bodies: Vec::with_capacity(buildings.len()),
            cells: HashMap::new(),
            metres,
        };
        for building in buildings {
            let places = building.corners.iter();
            let ring: Vec<Spot> = places
                .filter_map(|(lon, lat)| Wgs84::from_lon_lat(*lon, *lat).ok())
                .map(|at| skyline.spot(at))
                .collect();
            let number = skyline.bodies.len() as u32;
            let extent = |part: fn(&Spot) -> f64| {
                let low = ring.iter().map(part).fold(f64::INFINITY, f64::min);
                let high = ring.iter().map(part).fold(f64::NEG_INFINITY, f64::max);
                (cell_of(low), cell_of(high))
            };
            let (columns, rows) = (extent(|spot| spot.0), extent(|spot| spot.1));
            for column in columns.0..=columns.1 {
                for row in rows.0..=rows.1 {
                    skyline.cells.entry((column, row)).or_default().push(number);
                }
            }
            skyline.bodies.push(Body {
                ring,
                height: building.height_metres,
            });
        }
        skyline
    }

    /// Metres east and north on the sheet that pictures are drawn on.
    fn spot(&self, at: Wgs84) -> Spot {
        let unit = unit_from_wgs84(at);
        // From the middle of the world eastwards and northwards: a millimetre is a millimetre with this many digits.
        ((unit.x - 0.5) * self.metres, (0.5 - unit.y) * self.metres)
    }

    /// The buildings that a place lies within, such as a tower and the hall at its foot.
    pub fn around(&self, at: Wgs84) -> impl Iterator<Item = usize> {
        let spot = self.spot(at);
        let cell = self.cells.get(&(cell_of(spot.0), cell_of(spot.1)));
        let within = cell.into_iter().flatten().map(|number| *number as usize);
        within.filter(move |number| holds(&self.bodies[*number].ring, spot))
    }

    /// How high the roof above a place is; 0 in the open.
    #[must_use]
    pub fn roof(&self, at: Wgs84) -> f64 {
        let heights = self.around(at).map(|number| self.bodies[number].height);
        heights.fold(0.0, f64::max)
    }

    /// The first building on the way from an eye to a place. The one that the eye stands on, and the one that the place
    /// stands on, are no obstacle.
    #[must_use]
    pub fn between(&self, eye: Elevated, place: Elevated) -> Option<Meeting> {
        let (from, to) = (self.spot(eye.position), self.spot(place.position));
        let (low, high) = (eye.height.0, place.height.0);
        let mut first: Option<Meeting> = None;
        for cell in cells_along(from, to) {
            for number in self.cells.get(&cell).into_iter().flatten() {
                let body = &self.bodies[*number as usize];
                let Some((enters, leaves)) = crossing(&body.ring, from, to) else {
                    continue;
                };
                // Within it from the beginning, or at the end.
                if enters <= 0.0 || leaves >= 1.0 {
                    continue;
                }
                let height_at = |share: f64| low + (high - low) * share;
                let top = body.height - SLACK;
                if height_at(enters).min(height_at(leaves)) >= top {
                    continue;
                }
                // Over its edge, and down onto its roof.
                let share = if height_at(enters) <= top {
                    enters
                } else {
                    (low - top) / (low - high)
                };
                if first.is_none_or(|known| share < known.share) {
                    first = Some(Meeting {
                        building: *number as usize,
                        share,
                    });
                }
            }
        }
        first
    }
}

fn cell_of(metres: f64) -> i32 {
    (metres / CELL).floor() as i32
}

/// The cells that a straight way crosses, in order.
fn cells_along(from: Spot, to: Spot) -> impl Iterator<Item = (i32, i32)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (end, mut at) = (
        (cell_of(to.0), cell_of(to.1)),
        (cell_of(from.0), cell_of(from.1)),
    );
    // Along each axis: the share of the way at the next edge of a cell, and from edge to edge.
    let axis = |from: f64, by: f64, cell: i32| {
        if by == 0.0 {
            return (f64::INFINITY, f64::INFINITY, 0);
        }
        let edge = f64::from(cell + i32::from(by > 0.0)) * CELL;
        ((edge - from) / by, CELL / by.abs(), by.signum() as i32)
    };
    let (mut next_x, step_x, way_x) = axis(from.0, dx, at.0);
    let (mut next_y, step_y, way_y) = axis(from.1, dy, at.1);
    let most = (end.0 - at.0).unsigned_abs() + (end.1 - at.1).unsigned_abs() + 1;
    (0..most).map(move |_| {
        let here = at;
        if next_x < next_y {
            at.0 += way_x;
            next_x += step_x;
        } else {
            at.1 += way_y;
            next_y += step_y;
        }
        here
    })
}

/// Where a straight way enters and leaves a ring for good, as shares of it: below 0 and above 1 where it begins or ends
/// within. `None` when it passes by.
fn crossing(ring: &[Spot], from: Spot, to: Spot) -> Option<(f64, f64)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let mut span: Option<(f64, f64)> = None;
    for (at, a) in ring.iter().enumerate() {
        let b = ring[(at + 1) % ring.len()];
        let (ex, ey) = (b.0 - a.0, b.1 - a.1);
        let across = dx * ey - dy * ex;
        if across == 0.0 {
            continue;
        }
        let (ax, ay) = (a.0 - from.0, a.1 - from.1);
        let along_edge = (ax * dy - ay * dx) / across;
        if !(0.0..=1.0).contains(&along_edge) {
            continue;
        }
        let share = (ax * ey - ay * ex) / across;
        span = Some(span.map_or((share, share), |(low, high)| {
            (low.min(share), high.max(share))
        }));
    }
    span.filter(|(low, high)| *high > 0.0 && *low < 1.0)
}

fn holds(ring: &[Spot], at: Spot) -> bool {
    let mut within = false;
    for (number, a) in ring.iter().enumerate() {
        let b = ring[(number + 1) % ring.len()];
        if (a.1 > at.1) != (b.1 > at.1) && at.0 < (b.0 - a.0) * (at.1 - a.1) / (b.1 - a.1) + a.0 {
            within = !within;
        }
    }
    within
}

#[cfg(test)]
mod tests {
    use geodesy::Metres;

    use super::*;

    const LON: f64 = 106.27;
    const LAT: f64 = 29.39;

    /// Degrees of so many metres east and north.
    fn degrees(east: f64, north: f64) -> (f64, f64) {
        let degree = 2.0 * core::f64::consts::PI * MEAN_EARTH_RADIUS.0 / 360.0;
        (
            LON + east / (degree * LAT.to_radians().cos()),
            LAT + north / degree,
        )
    }

    fn house(east: f64, north: f64, half: f64, height: f64) -> Footprint {
        let corner = |x: f64, y: f64| degrees(east + x * half, north + y * half);
        Footprint {
            corners: vec![
                corner(-1.0, -1.0),
                corner(1.0, -1.0),
                corner(1.0, 1.0),
                corner(-1.0, 1.0),
            ],
            height_metres: height,
            storeys: None,
            name: None,
        }
    }

    fn at(east: f64, north: f64, height: f64) -> Elevated {
        let (lon, lat) = degrees(east, north);
        Elevated {
            position: Wgs84::from_lon_lat(lon, lat).expect("a place on earth"),
            height: Metres(height),
        }
    }

    #[test]
    fn a_house_hides_what_lies_behind_and_below_its_roof() {
        let skyline = Skyline::new(&[house(0.0, 500.0, 10.0, 30.0)]);
        let eye = at(0.0, 0.0, 60.0);
        // Over the far edge of the roof, 510 m away, the eye looks down to the ground 1020 m away.
        for (north, hidden) in [
            (480.0, false),
            (600.0, true),
            (1_000.0, true),
            (1_040.0, false),
        ] {
            let found = skyline.between(eye, at(0.0, north, 0.0));
            assert_eq!(found.is_some(), hidden, "{north} m away");
        }
        assert!(
            skyline.between(eye, at(100.0, 600.0, 0.0)).is_none(),
            "beside it"
        );
        assert!(
            skyline.between(eye, at(0.0, 600.0, 40.0)).is_none(),
            "above it"
        );
    }

    #[test]
    fn neither_the_roof_one_stands_on_nor_the_house_one_looks_at_hides_anything() {
        let skyline = Skyline::new(&[house(0.0, 0.0, 20.0, 100.0), house(0.0, 300.0, 20.0, 50.0)]);
        let eye = at(0.0, 0.0, 104.0);
        assert!(skyline.between(eye, at(0.0, 200.0, 0.0)).is_none());
        assert!(skyline.between(eye, at(0.0, 300.0, 50.0)).is_none());
        let on_roof = at(3.0, 295.0, 0.0).position;
        assert_eq!(skyline.roof(on_roof), 50.0);
        assert_eq!(skyline.around(on_roof).collect::<Vec<_>>(), [1]);
        assert_eq!(skyline.roof(at(3.0, 260.0, 0.0).position), 0.0);
    }

    #[test]
    fn of_several_houses_the_first_is_met_at_its_wall_or_on_its_roof() {
        let skyline = Skyline::new(&[
            house(400.0, 400.0, 10.0, 80.0),
            house(200.0, 200.0, 10.0, 20.0),
        ]);
        let eye = at(0.0, 0.0, 40.0);
        let met = skyline
            .between(eye, at(600.0, 600.0, 40.0))
            .expect("hidden");
        assert_eq!(met.building, 0);
        assert!((met.share - 390.0 / 600.0).abs() < 1e-3, "{}", met.share);
        let down = skyline.between(eye, at(390.0, 390.0, 0.0)).expect("hidden");
        assert_eq!(down.building, 1);
        // The ray is 20 m high half way, above the roof: it comes down onto it there.
        assert!((down.share * 390.0 - 198.0).abs() < 4.0, "{}", down.share);
    }

    #[test]
    fn however_a_way_lies_the_grid_finds_what_asking_every_house_would() {
        let houses: Vec<_> = (0..12)
            .flat_map(|x| (0..12).map(move |y| (f64::from(x), f64::from(y))))
            .map(|(x, y)| {
                house(
                    x * 71.0 - 400.0,
                    y * 67.0 - 390.0,
                    9.0 + (x * 3.0 + y) % 7.0,
                    25.0,
                )
            })
            .collect();
        let skyline = Skyline::new(&houses);
        let single: Vec<_> = houses
            .iter()
            .map(|one| Skyline::new(std::slice::from_ref(one)))
            .collect();
        let mut hidden = 0;
        for step in 0..720 {
            let bearing = f64::from(step).to_radians() / 2.0;
            let eye = at(13.0, -7.0, 60.0);
            let far = 200.0 + f64::from(step % 7) * 60.0;
            let place = at(13.0 + far * bearing.sin(), far * bearing.cos() - 7.0, 0.0);
            let by_grid = skyline.between(eye, place).is_some();
            let by_all = single.iter().any(|one| one.between(eye, place).is_some());
            assert_eq!(by_grid, by_all, "step {step}");
            hidden += usize::from(by_grid);
        }
        assert!((100..700).contains(&hidden), "{hidden} of 720 hidden");
    }
}

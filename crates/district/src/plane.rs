//! The plan's own sheet of paper: a plane on which a town is drawn in whole centimetres.

use domain::Wgs84;
use geodesy::{Elevated, Enu, Metres, enu_from_wgs84, wgs84_from_enu};

/// A spot on the plan: whole centimetres east and north of the plan's origin.
///
/// Whole numbers, so that whatever is built from spots (tiling, areas, digests) is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spot {
    pub(crate) x: i32,
    pub(crate) y: i32,
}

impl Spot {
    /// The spot nearest to a point in metres.
    pub(crate) fn from_metres(x: f64, y: f64) -> Self {
        Self {
            x: libm::round(x * 100.0) as i32,
            y: libm::round(y * 100.0) as i32,
        }
    }

    /// Metres east and north of the origin.
    pub(crate) fn metres(self) -> (f64, f64) {
        (f64::from(self.x) / 100.0, f64::from(self.y) / 100.0)
    }

    /// Metres to another spot.
    pub(crate) fn distance(self, other: Self) -> f64 {
        let (dx, dy) = (
            f64::from(self.x) - f64::from(other.x),
            f64::from(self.y) - f64::from(other.y),
        );
        libm::sqrt(dx * dx + dy * dy) / 100.0
    }

    /// The spot a share of the way to another: 0 is here, 1 there.
    pub(crate) fn towards(self, other: Self, share: f64) -> Self {
        let ((ax, ay), (bx, by)) = (self.metres(), other.metres());
        Self::from_metres(ax + (bx - ax) * share, ay + (by - ay) * share)
    }
}

/// Twice the signed area of a ring in square centimetres; positive counter-clockwise.
pub(crate) fn doubled_area(ring: &[Spot]) -> i64 {
    let mut doubled = 0_i64;
    for (a, b) in pairs(ring) {
        doubled += i64::from(a.x) * i64::from(b.y) - i64::from(b.x) * i64::from(a.y);
    }
    doubled
}

/// The area of a counter-clockwise ring in square kilometres.
pub(crate) fn area_km2(ring: &[Spot]) -> f64 {
    doubled_area(ring) as f64 / 2.0 / 1e10
}

/// The centroid of a ring with area, in metres.
pub(crate) fn centroid(ring: &[Spot]) -> (f64, f64) {
    let (mut x, mut y, mut doubled) = (0.0, 0.0, 0.0);
    for (a, b) in pairs(ring) {
        let ((ax, ay), (bx, by)) = (a.metres(), b.metres());
        let cross = ax * by - bx * ay;
        doubled += cross;
        x += (ax + bx) * cross;
        y += (ay + by) * cross;
    }
    (x / (3.0 * doubled), y / (3.0 * doubled))
}

/// Whether a point in metres lies inside a ring (even-odd rule).
pub(crate) fn contains(ring: &[Spot], (x, y): (f64, f64)) -> bool {
    let mut inside = false;
    for (a, b) in pairs(ring) {
        let ((ax, ay), (bx, by)) = (a.metres(), b.metres());
        if (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax {
            inside = !inside;
        }
    }
    inside
}

/// The edges of a ring, the closing one last.
pub(crate) fn pairs(ring: &[Spot]) -> impl Iterator<Item = (Spot, Spot)> + '_ {
    ring.iter()
        .copied()
        .zip(ring.iter().copied().cycle().skip(1))
}

/// The first place where a ray from the origin, in a direction in radians counter-clockwise from east, meets a ring: metres
/// from the origin. `None` when it never does.
pub(crate) fn reach(ring: &[Spot], direction: f64) -> Option<f64> {
    let (rx, ry) = (libm::cos(direction), libm::sin(direction));
    let meetings = pairs(ring).filter_map(|(a, b)| {
        let ((ax, ay), (bx, by)) = (a.metres(), b.metres());
        let (sx, sy) = (bx - ax, by - ay);
        let denominator = rx * sy - ry * sx;
        let along_ray = (ax * sy - ay * sx) / denominator;
        let along_edge = (ax * ry - ay * rx) / denominator;
        ((0.0..=1.0).contains(&along_edge) && along_ray > 0.0).then_some(along_ray)
    });
    meetings.min_by(f64::total_cmp)
}

/// Metres from a spot to a straight piece.
pub(crate) fn away_from(spot: Spot, a: Spot, b: Spot) -> f64 {
    let ((x, y), (nx, ny)) = (spot.metres(), nearest_on(spot, a, b));
    let (dx, dy) = (nx - x, ny - y);
    libm::sqrt(dx * dx + dy * dy)
}

/// The point in metres of a straight piece that is nearest to a spot.
pub(crate) fn nearest_on(spot: Spot, a: Spot, b: Spot) -> (f64, f64) {
    let ((x, y), (ax, ay), (bx, by)) = (spot.metres(), a.metres(), b.metres());
    let (dx, dy) = (bx - ax, by - ay);
    let squared = dx * dx + dy * dy;
    let share = if squared > 0.0 {
        (((x - ax) * dx + (y - ay) * dy) / squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (ax + share * dx, ay + share * dy)
}

/// A point inside a ring, well away from its sides: the centroid, or the deepest of a lattice of points.
pub(crate) fn inner_point(ring: &[Spot]) -> (f64, f64) {
    const LATTICE: usize = 12;
    let middle = centroid(ring);
    if contains(ring, middle) {
        return middle;
    }
    let mut low = (f64::MAX, f64::MAX);
    let mut high = (f64::MIN, f64::MIN);
    for (x, y) in ring.iter().map(|spot| spot.metres()) {
        low = (low.0.min(x), low.1.min(y));
        high = (high.0.max(x), high.1.max(y));
    }
    let share = |k: usize| (k as f64 + 0.5) / LATTICE as f64;
    let depth = |point: (f64, f64)| {
        let spot = Spot::from_metres(point.0, point.1);
        pairs(ring)
            .map(|(a, b)| away_from(spot, a, b))
            .fold(f64::MAX, f64::min)
    };
    (0..LATTICE * LATTICE)
        .map(|k| {
            (
                low.0 + (high.0 - low.0) * share(k % LATTICE),
                low.1 + (high.1 - low.1) * share(k / LATTICE),
            )
        })
        .filter(|&point| contains(ring, point))
        .max_by(|&one, &other| depth(one).total_cmp(&depth(other)))
        .unwrap_or(middle)
}

/// How far a ring reaches along a direction (unit vector), in metres.
pub(crate) fn extent(ring: &[Spot], direction: (f64, f64)) -> f64 {
    let along = ring
        .iter()
        .map(|spot| spot.metres())
        .map(|(x, y)| x * direction.0 + y * direction.1);
    let (low, high) = along.fold((f64::MAX, f64::MIN), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    high - low
}

/// Where the sheet lies on the earth: it touches the ellipsoid at its origin.
///
/// Within 5 km of the origin the ground is at most 2 m below the sheet, and lengths on both are the same to 10⁻⁶.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plane {
    origin: Elevated,
    /// `None` where a crossing of it has no position.
    lattice: Option<Lattice>,
}

impl Plane {
    /// The sheet that touches the ellipsoid at a position.
    pub(crate) fn at(position: Wgs84) -> Self {
        let origin = on_the_ellipsoid(position);
        Self {
            origin,
            lattice: Lattice::around(origin),
        }
    }

    /// The spot nearest to a position.
    pub(crate) fn spot(&self, at: Wgs84) -> Spot {
        let seen = enu_from_wgs84(self.origin, on_the_ellipsoid(at));
        Spot::from_metres(seen.east.0, seen.north.0)
    }

    /// The position of a spot, rounded to 10⁻⁷ degrees (about a centimetre); `None` for none on earth.
    pub(crate) fn wgs84(&self, spot: Spot) -> Option<Wgs84> {
        let near = self.lattice.and_then(|lattice| lattice.degrees(spot));
        let (lon, lat) = near.or_else(|| degrees(self.origin, spot.metres()))?;
        let rounded = |degrees: f64| libm::round(degrees * 1e7) / 1e7;
        Wgs84::from_lon_lat(rounded(lon), rounded(lat)).ok()
    }
}

/// Longitude and latitude of a point of the sheet in metres.
fn degrees(origin: Elevated, (x, y): (f64, f64)) -> Option<(f64, f64)> {
    let seen = Enu {
        east: Metres(x),
        north: Metres(y),
        up: Metres(0.0),
    };
    let position = wgs84_from_enu(origin, seen)?.position;
    Some((position.lon(), position.lat()))
}

/// Positions known exactly at the crossings of a lattice, and between them by the polynomial through all of them: for tens
/// of thousands of corners the exact way takes longer than building the town does.
///
/// Off by less than 10⁻¹¹ degrees (a micrometre), which the rounding to 10⁻⁷ swallows.
#[derive(Clone, Copy, Debug)]
struct Lattice {
    /// East of the origin, then north of it: longitude and latitude.
    crossings: [[(f64, f64); Self::LINES]; Self::LINES],
}

impl Lattice {
    const LINES: usize = 5;
    const STEP: f64 = 3_000.0;
    /// The products of each line's distances from the others, in steps.
    const SCALES: [f64; Self::LINES] = [24.0, -6.0, 4.0, -6.0, 24.0];

    fn around(origin: Elevated) -> Option<Self> {
        let mut crossings = [[(0.0, 0.0); Self::LINES]; Self::LINES];
        for (i, column) in crossings.iter_mut().enumerate() {
            for (j, crossing) in column.iter_mut().enumerate() {
                let metres = |line: usize| (line as f64 - 2.0) * Self::STEP;
                *crossing = degrees(origin, (metres(i), metres(j)))?;
            }
        }
        Some(Self { crossings })
    }

    /// Longitude and latitude of a spot; `None` beyond the lattice.
    fn degrees(&self, spot: Spot) -> Option<(f64, f64)> {
        let (x, y) = spot.metres();
        let far = 2.0 * Self::STEP;
        if x.abs() > far || y.abs() > far {
            return None;
        }
        let (across, up) = (Self::weights(x), Self::weights(y));
        let (mut lon, mut lat) = (0.0, 0.0);
        for (column, across) in self.crossings.iter().zip(across) {
            for (crossing, up) in column.iter().zip(up) {
                lon += across * up * crossing.0;
                lat += across * up * crossing.1;
            }
        }
        Some((lon, lat))
    }

    /// How much each line counts at so many metres from the middle one (Lagrange's polynomials).
    fn weights(metres: f64) -> [f64; Self::LINES] {
        let from = |line: usize| metres / Self::STEP + 2.0 - line as f64;
        core::array::from_fn(|line| {
            let others = (0..Self::LINES).filter(|&other| other != line);
            others.map(from).product::<f64>() / Self::SCALES[line]
        })
    }
}

const fn on_the_ellipsoid(position: Wgs84) -> Elevated {
    Elevated {
        position,
        height: Metres(0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundredth_of_a_degree_at_the_district_is_as_long_as_the_ellipsoid_says() {
        // At 29.39° N a degree of parallel has 97.06 km, one of meridian 110.85 km (WGS 84).
        let at = |lon, lat| Wgs84::from_lon_lat(lon, lat).expect("a position");
        let plane = Plane::at(at(106.27, 29.39));
        assert!((plane.spot(at(106.28, 29.39)).metres().0 - 970.6).abs() < 0.5);
        assert!((plane.spot(at(106.27, 29.40)).metres().1 - 1_108.5).abs() < 0.5);
    }

    #[test]
    fn a_spot_comes_back_from_its_position_to_a_centimetre() {
        let middle = Wgs84::from_lon_lat(106.27, 29.39).expect("a position");
        let plane = Plane::at(middle);
        for (x, y) in [(0.0, 0.0), (4_500.0, -3_999.99), (-4_321.09, 5_000.0)] {
            let spot = Spot::from_metres(x, y);
            let back = plane.spot(plane.wgs84(spot).expect("on earth"));
            assert!(back.distance(spot) <= 0.015, "{spot:?} {back:?}");
        }
    }

    #[test]
    fn between_the_lines_of_the_lattice_a_position_is_the_exact_one() {
        let middle = Wgs84::from_lon_lat(106.27, 29.39).expect("a position");
        let plane = Plane::at(middle);
        let lattice = plane.lattice.expect("every crossing has a position");
        for k in 0..2_000 {
            let share = |step: f64| (f64::from(k) * step).fract() * 2.0 - 1.0;
            let at = Spot::from_metres(6_000.0 * share(0.618_034), 6_000.0 * share(0.381_966));
            let near = lattice.degrees(at).expect("within the lattice");
            let exact = degrees(plane.origin, at.metres()).expect("on earth");
            let off = (near.0 - exact.0).abs().max((near.1 - exact.1).abs());
            assert!(off < 1e-11, "{at:?}: {off}");
        }
    }

    #[test]
    fn a_ray_meets_the_side_it_points_at() {
        let at = |x, y| Spot::from_metres(x, y);
        let ring = [
            at(-100.0, -100.0),
            at(200.0, -100.0),
            at(200.0, 100.0),
            at(-100.0, 100.0),
        ];
        assert_eq!(reach(&ring, 0.0).map(libm::round), Some(200.0));
        assert_eq!(
            reach(&ring, core::f64::consts::PI).map(libm::round),
            Some(100.0)
        );
        assert_eq!(reach(&ring[..1], 0.0), None);
    }

    #[test]
    fn a_square_of_a_kilometre_has_its_area_and_its_middle() {
        let at = |x, y| Spot::from_metres(x, y);
        let ring = [
            at(0.0, 0.0),
            at(1000.0, 0.0),
            at(1000.0, 1000.0),
            at(0.0, 1000.0),
        ];
        assert_eq!(area_km2(&ring), 1.0);
        assert_eq!(centroid(&ring), (500.0, 500.0));
        assert!(contains(&ring, (999.0, 1.0)) && !contains(&ring, (1001.0, 1.0)));
    }
}

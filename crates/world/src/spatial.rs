//! Where incidents are: what is in a view, what is near a place.

use std::collections::BTreeMap;

use domain::{IncidentId, Wgs84};
use geodesy::{MEAN_EARTH_RADIUS, Metres, great_circle_distance};
use serde::{Deserialize, Serialize};

/// A box of degrees. When `west` is greater than `east` it reaches across the date line.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// Western edge, degrees of longitude −180…180.
    pub west: f64,
    /// Southern edge, degrees of latitude −90…90.
    pub south: f64,
    /// Eastern edge, degrees of longitude −180…180.
    pub east: f64,
    /// Northern edge, degrees of latitude −90…90.
    pub north: f64,
}

impl Bounds {
    /// All the earth.
    pub const EARTH: Self = Self {
        west: -180.0,
        south: -90.0,
        east: 180.0,
        north: 90.0,
    };

    /// Whether the position is inside or on the edge.
    #[must_use]
    pub fn contains(self, position: Wgs84) -> bool {
        let (lon, lat) = (position.lon(), position.lat());
        let across = if self.west <= self.east {
            self.west <= lon && lon <= self.east
        } else {
            lon >= self.west || lon <= self.east
        };
        across && self.south <= lat && lat <= self.north
    }

    /// The smallest box that holds everything within `radius` of a position, a hair wider so that rounding loses nothing.
    fn around(position: Wgs84, radius: Metres) -> Self {
        let angle = radius.0 / MEAN_EARTH_RADIUS.0 * (1.0 + 1e-9) + 1e-12;
        let reach = angle.to_degrees();
        let (south, north) = (position.lat() - reach, position.lat() + reach);
        if south <= -90.0 || north >= 90.0 {
            return Self {
                south: south.max(-90.0),
                north: north.min(90.0),
                ..Self::EARTH
            };
        }
        // The meridians that touch a circle of angular radius δ at latitude φ are asin(sin δ / cos φ) away.
        let sideways =
            libm::asin((libm::sin(angle) / libm::cos(position.lat().to_radians())).min(1.0))
                .to_degrees()
                + 1e-9;
        if sideways >= 180.0 {
            return Self {
                south,
                north,
                ..Self::EARTH
            };
        }
        let wrapped = |lon: f64| {
            if lon < -180.0 {
                lon + 360.0
            } else if lon > 180.0 {
                lon - 360.0
            } else {
                lon
            }
        };
        Self {
            west: wrapped(position.lon() - sideways),
            south,
            east: wrapped(position.lon() + sideways),
            north,
        }
    }

    /// The corners, south-west and north-east, of the one or two boxes that do not reach across the date line.
    fn corners(self) -> impl Iterator<Item = (Cell, Cell)> {
        let whole = (self.west <= self.east).then_some((self.west, self.east));
        let split = (self.west > self.east).then_some([(self.west, 180.0), (-180.0, self.east)]);
        whole
            .into_iter()
            .chain(split.into_iter().flatten())
            .filter(move |_| self.south <= self.north)
            .map(move |(west, east)| (Cell::of(west, self.south), Cell::of(east, self.north)))
    }
}

/// A field of the net that the index lays over the earth. By rows from the south, and in a row from the west.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cell {
    row: i32,
    column: i32,
}

impl Cell {
    /// How many cells a degree has: some 430 m from south to north each, so that a view of a few streets looks at a few cells
    /// and a district has a thousand. A power of two: the cell of a position is exact.
    const A_DEGREE: f64 = 256.0;

    const fn of(lon: f64, lat: f64) -> Self {
        Self {
            row: (lat * Self::A_DEGREE).floor() as i32,
            column: (lon * Self::A_DEGREE).floor() as i32,
        }
    }
}

/// In which cell each incident is; those without a position are in no view and near nothing.
///
/// It knows no positions: those stand in the incidents, which whoever asks has at hand.
#[derive(Clone, Debug, Default)]
pub(crate) struct SpatialIndex {
    /// By ascending id in each; none is empty.
    cells: BTreeMap<Cell, Vec<IncidentId>>,
    size: usize,
}

impl SpatialIndex {
    /// An incident came, moved or went.
    pub fn moved(&mut self, id: IncidentId, from: Option<Wgs84>, to: Option<Wgs84>) {
        let cell = |position: Wgs84| Cell::of(position.lon(), position.lat());
        let (from, to) = (from.map(cell), to.map(cell));
        if from == to {
            return;
        }
        if let Some(from) = from {
            self.take_out(id, from);
        }
        if let Some(to) = to {
            let ids = self.cells.entry(to).or_default();
            if let Err(place) = ids.binary_search(&id) {
                ids.insert(place, id);
                self.size += 1;
            }
        }
    }

    fn take_out(&mut self, id: IncidentId, from: Cell) {
        let Some(ids) = self.cells.get_mut(&from) else {
            return;
        };
        let Ok(place) = ids.binary_search(&id) else {
            return;
        };
        ids.remove(place);
        self.size -= 1;
        if ids.is_empty() {
            self.cells.remove(&from);
        } else if ids.len() * 4 <= ids.capacity() {
            ids.shrink_to(ids.len() * 2);
        }
    }

    /// The incidents of the cells that a box touches, by ascending id: all that are inside, and some that are beside it.
    pub fn about(&self, bounds: Bounds) -> Vec<IncidentId> {
        let mut ids: Vec<IncidentId> = Vec::new();
        for (south_west, north_east) in bounds.corners() {
            let rows = self.cells.range(south_west..=north_east);
            let columns = south_west.column..=north_east.column;
            for (_, inside) in rows.filter(|(cell, _)| columns.contains(&cell.column)) {
                ids.extend(inside);
            }
        }
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The incidents nearest to a place with their distances, nearest first, by id where the distance is the same.
    pub fn nearest(
        &self,
        to: Wgs84,
        count: usize,
        position: impl Fn(IncidentId) -> Option<Wgs84>,
    ) -> Vec<(IncidentId, Metres)> {
        let wanted = count.min(self.size);
        if wanted == 0 {
            return Vec::new();
        }
        // The cells know no distance: look into growing boxes until enough lie within their reach.
        let mut radius = Metres(500.0);
        loop {
            let everything = radius.0 >= MEAN_EARTH_RADIUS.0 * 3.2;
            let bounds = if everything {
                Bounds::EARTH
            } else {
                Bounds::around(to, radius)
            };
            let mut found: Vec<(IncidentId, Metres)> = self
                .about(bounds)
                .into_iter()
                .filter_map(|id| Some((id, great_circle_distance(to, position(id)?))))
                .filter(|(_, distance)| everything || *distance <= radius)
                .collect();
            if everything || found.len() >= wanted {
                found.sort_by(|(id, distance), (other, further)| {
                    distance.0.total_cmp(&further.0).then(id.cmp(other))
                });
                found.truncate(wanted);
                return found;
            }
            radius = Metres(radius.0 * 4.0);
        }
    }
}

//! Where incidents are: what is in a view, what is near a place.

use domain::{IncidentId, Wgs84};
use geodesy::{MEAN_EARTH_RADIUS, Metres, great_circle_distance};
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};
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

    /// The one or two boxes that do not reach across the date line.
    fn boxes(self) -> impl Iterator<Item = AABB<[f64; 2]>> {
        let whole = (self.west <= self.east).then_some((self.west, self.east));
        let split = (self.west > self.east).then_some([(self.west, 180.0), (-180.0, self.east)]);
        whole
            .into_iter()
            .chain(split.into_iter().flatten())
            .filter(move |_| self.south <= self.north)
            .map(move |(west, east)| AABB::from_corners([west, self.south], [east, self.north]))
    }
}

type Entry = GeomWithData<[f64; 2], IncidentId>;

/// Positions of incidents; those without a position are in no view and near nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct SpatialIndex {
    tree: RTree<Entry>,
}

fn entry(position: Wgs84, id: IncidentId) -> Entry {
    Entry::new([position.lon(), position.lat()], id)
}

impl SpatialIndex {
    /// An incident came, moved or went.
    pub fn moved(&mut self, id: IncidentId, from: Option<Wgs84>, to: Option<Wgs84>) {
        if from == to {
            return;
        }
        if let Some(from) = from {
            self.tree.remove(&entry(from, id));
        }
        if let Some(to) = to {
            self.tree.insert(entry(to, id));
        }
    }

    /// The incidents inside a box, by ascending id.
    pub fn within(&self, bounds: Bounds) -> Vec<IncidentId> {
        let mut ids: Vec<IncidentId> = bounds
            .boxes()
            .flat_map(|part| self.tree.locate_in_envelope_intersecting(&part))
            .map(|entry| entry.data)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The incidents nearest to a place with their distances, nearest first, by id where the distance is the same.
    pub fn nearest(&self, to: Wgs84, count: usize) -> Vec<(IncidentId, Metres)> {
        let wanted = count.min(self.tree.size());
        if wanted == 0 {
            return Vec::new();
        }
        // The tree measures in degrees, which is not distance: look into growing boxes until enough lie within their reach.
        let mut radius = Metres(500.0);
        loop {
            let everything = radius.0 >= MEAN_EARTH_RADIUS.0 * 3.2;
            let bounds = if everything {
                Bounds::EARTH
            } else {
                Bounds::around(to, radius)
            };
            let mut found: Vec<(IncidentId, Metres)> = bounds
                .boxes()
                .flat_map(|part| self.tree.locate_in_envelope_intersecting(&part))
                .filter_map(|entry| {
                    let [lon, lat] = *entry.geom();
                    let distance = great_circle_distance(to, Wgs84::from_lon_lat(lon, lat).ok()?);
                    (everything || distance <= radius).then_some((entry.data, distance))
                })
                .collect();
            if everything || found.len() >= wanted {
                found.sort_by(|(id, distance), (other, further)| {
                    distance.0.total_cmp(&further.0).then(id.cmp(other))
                });
                found.dedup();
                found.truncate(wanted);
                return found;
            }
            radius = Metres(radius.0 * 4.0);
        }
    }
}

//! Vehicles on the roads around a camera: scenery of a drawn picture, told by the clock and by nothing that was counted.
//!
//! Each road has lanes, each lane one speed, so that nothing runs into anything. Where a vehicle is follows from the time alone:
//! a picture of the same moment is the same picture.

use domain::Wgs84;
use geodesy::{Elevated, Metres};
use serde_json::Value;

use super::scene::chance;
use super::skyline::Skyline;

/// Vehicles are drawn this near, in metres: farther away they are a pixel, and lost in the haze.
const WITHIN: f64 = 1_400.0;

/// A road is asked in such pieces what is seen of it, in metres.
const PIECE: f64 = 8.0;

/// The share of slots of a lane in which a vehicle drives.
const TAKEN: f64 = 0.62;

/// Degrees of latitude in metres, of longitude at the equator.
const NORTH_METRES: f64 = 110_950.0;
const EAST_METRES: f64 = 111_320.0;

/// Metres east and north of the camera.
pub type Spot = [f64; 2];

/// What drives on a class of roads: metres from the middle of the road to the middle of each lane, metres a second, and metres
/// from slot to slot.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Flow {
    lanes: &'static [f64],
    speed: f64,
    gap: f64,
}

/// What drives on a road of a deployment's ground; `None` where nothing does.
fn flow(properties: &Value) -> Option<Flow> {
    let fast = Flow {
        lanes: &[2.6, 6.2],
        speed: 19.0,
        gap: 46.0,
    };
    let main = Flow {
        lanes: &[2.0, 5.2],
        speed: 12.0,
        gap: 34.0,
    };
    let street = Flow {
        lanes: &[1.9],
        speed: 8.0,
        gap: 48.0,
    };
    let word = |key: &str| properties[key].as_str();
    match word("class") {
        Some("expressway") => Some(fast),
        Some("avenue" | "main") => Some(main),
        Some("street") => Some(street),
        // A lane is for feet and scooters.
        Some(_) => None,
        None => match word("kind") {
            Some("road_major") => Some(main),
            Some("road_minor") => Some(street),
            _ => None,
        },
    }
}

/// What a vehicle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VehicleKind {
    /// A car, in one of so many paints.
    Car(u8),
    /// A van or a small truck.
    Van,
    /// A bus.
    Bus,
}

impl VehicleKind {
    /// Length, width and height in metres.
    pub const fn size(self) -> [f64; 3] {
        match self {
            Self::Car(_) => [4.6, 1.85, 1.5],
            Self::Van => [6.4, 2.2, 2.7],
            Self::Bus => [11.5, 2.5, 3.2],
        }
    }
}

/// Paints of cars.
pub const PAINTS: u8 = 7;

/// A vehicle where it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vehicle {
    /// Its middle, in metres east and north of the camera.
    pub at: Spot,
    /// Where its front points: east and north, of length 1.
    pub ahead: Spot,
    /// What it is.
    pub kind: VehicleKind,
}

impl Vehicle {
    /// How far from the camera it is, in metres along the ground.
    pub fn distance(&self) -> f64 {
        self.at[0].hypot(self.at[1])
    }
}

/// All lanes around a camera.
#[derive(Debug)]
pub struct Traffic {
    lanes: Vec<Lane>,
    /// Where the camera stands.
    from: Wgs84,
}

#[derive(Debug)]
struct Lane {
    /// Its corners, and how far along each is.
    line: Vec<(Spot, f64)>,
    /// Of each piece, whether it is seen from the camera.
    seen: Vec<bool>,
    flow: Flow,
    seed: u64,
}

impl Traffic {
    /// On the roads of a deployment's ground (GeoJSON), as they are seen from an eye among buildings.
    #[must_use]
    pub fn new(ground: &Value, eye: Elevated, skyline: &Skyline) -> Self {
        let from = eye.position;
        let mut traffic = Self {
            lanes: Vec::new(),
            from,
        };
        for (number, flow, line) in driven(ground, from) {
            traffic.drive_on(&line, flow, number, eye, skyline);
        }
        traffic
    }

    /// Both directions of a road; on the right, as in the whole country.
    fn drive_on(
        &mut self,
        line: &[Spot],
        flow: Flow,
        number: u64,
        eye: Elevated,
        skyline: &Skyline,
    ) {
        let back: Vec<Spot> = line.iter().rev().copied().collect();
        for (way, corners) in [line, &back].into_iter().enumerate() {
            for (lane, aside) in flow.lanes.iter().enumerate() {
                let line = shifted(corners, *aside);
                let length = line.last().map_or(0.0, |(_, along)| *along);
                if length < flow.gap {
                    continue;
                }
                let mut lane = Lane {
                    line,
                    seen: Vec::new(),
                    flow,
                    seed: number * 8 + way as u64 * 4 + lane as u64,
                };
                let pieces = (length / PIECE).ceil() as usize;
                let is_seen = |piece: usize| {
                    let (at, _) = lane.at((piece as f64 + 0.5) * PIECE);
                    let place = self.place(at, 1.0);
                    place.is_some_and(|place| skyline.between(eye, place).is_none())
                };
                lane.seen = (0..pieces).map(is_seen).collect();
                if lane.seen.contains(&true) {
                    self.lanes.push(lane);
                }
            }
        }
    }

    /// Where on earth a spot is, so many metres above the ground.
    #[must_use]
    pub fn place(&self, [east, north]: Spot, height: f64) -> Option<Elevated> {
        let from = self.from;
        let (lon, lat) = (
            from.lon() + east / (EAST_METRES * from.lat().to_radians().cos()),
            from.lat() + north / NORTH_METRES,
        );
        Some(Elevated {
            position: Wgs84::from_lon_lat(lon, lat).ok()?,
            height: Metres(height),
        })
    }

    /// What is seen of it after so many seconds, the farthest first.
    pub fn gather(&self, seconds: f64, into: &mut Vec<Vehicle>) {
        into.clear();
        for lane in &self.lanes {
            lane.gather(seconds, into);
        }
        into.sort_unstable_by(|one, other| other.distance().total_cmp(&one.distance()));
    }
}

impl Lane {
    fn gather(&self, seconds: f64, into: &mut Vec<Vehicle>) {
        let length = self.line.last().map_or(0.0, |(_, along)| *along);
        let slots = (length / self.flow.gap) as u64;
        let round = slots as f64 * self.flow.gap;
        for slot in 0..slots {
            let luck = |what: u64| chance(self.seed * 7_919 + slot * 16 + what);
            if luck(0) > TAKEN {
                continue;
            }
            // Somewhere within its slot, far enough from the next one for two buses.
            let begins = (slot as f64 + luck(1) * 0.55) * self.flow.gap;
            let along = (begins + self.flow.speed * seconds).rem_euclid(round);
            let is_seen = self.seen.get((along / PIECE) as usize);
            if is_seen != Some(&true) {
                continue;
            }
            let (at, ahead) = self.at(along);
            let kind = match luck(2) {
                x if x < 0.05 && self.flow.lanes.len() > 1 => VehicleKind::Bus,
                x if x < 0.14 => VehicleKind::Van,
                _ => VehicleKind::Car((luck(3) * f64::from(PAINTS)) as u8),
            };
            into.push(Vehicle { at, ahead, kind });
        }
    }

    /// Where one is so many metres along, and where its front points.
    fn at(&self, along: f64) -> (Spot, Spot) {
        let after = self.line.partition_point(|(_, corner)| *corner <= along);
        let after = after.clamp(1, self.line.len() - 1);
        let ((from, begins), (to, ends)) = (self.line[after - 1], self.line[after]);
        let share = (along - begins) / (ends - begins);
        let ahead = [0, 1].map(|axis| (to[axis] - from[axis]) / (ends - begins));
        (
            [0, 1].map(|axis| from[axis] + (to[axis] - from[axis]) * share),
            ahead,
        )
    }
}

/// The roads for vehicles around a place, line by line, in metres east and north of it.
pub fn roads_around(ground: &Value, from: Wgs84) -> Vec<Vec<Spot>> {
    driven(ground, from).map(|(_, _, line)| line).collect()
}

/// The same, each with the number of its feature and what drives on it.
fn driven(ground: &Value, from: Wgs84) -> impl Iterator<Item = (u64, Flow, Vec<Spot>)> {
    let features = ground.get("features").and_then(Value::as_array);
    let roads = (0..).zip(features.into_iter().flatten());
    let roads = roads.filter_map(|(number, feature)| {
        let flow = flow(&feature["properties"])?;
        let geometry = &feature["geometry"];
        let lines: &[Value] = match (geometry["type"].as_str(), &geometry["coordinates"]) {
            (Some("LineString"), line) => std::slice::from_ref(line),
            (Some("MultiLineString"), Value::Array(lines)) => lines,
            _ => &[],
        };
        Some((number, flow, lines))
    });
    roads.flat_map(move |(number, flow, lines)| {
        let lines = lines.iter().flat_map(move |line| pieces_within(line, from));
        lines.map(move |line| (number, flow, line))
    })
}

/// What of a line of longitudes and latitudes lies near, in metres from the camera: several lines, where it leaves and comes back.
fn pieces_within(line: &Value, from: Wgs84) -> Vec<Vec<Spot>> {
    let east = EAST_METRES * from.lat().to_radians().cos();
    let positions = line.as_array().into_iter().flatten();
    let spots = positions.filter_map(|position| {
        let (lon, lat) = (position[0].as_f64()?, position[1].as_f64()?);
        Some([(lon - from.lon()) * east, (lat - from.lat()) * NORTH_METRES])
    });
    let mut pieces = vec![Vec::new()];
    for spot in spots {
        let is_near = f64::hypot(spot[0], spot[1]) < WITHIN;
        match pieces.last_mut() {
            Some(piece) if is_near => piece.push(spot),
            Some(piece) if !piece.is_empty() => pieces.push(Vec::new()),
            _ => {}
        }
    }
    pieces.retain(|piece| piece.len() > 1);
    pieces
}

/// A line so many metres to the right of another, and how far along each of its corners is; corners that stand on each other are one.
fn shifted(line: &[Spot], aside: f64) -> Vec<(Spot, f64)> {
    let mut moved: Vec<(Spot, f64)> = Vec::with_capacity(line.len());
    for (at, [east, north]) in line.iter().copied().enumerate() {
        let (before, after) = (
            line[at.saturating_sub(1)],
            line[(at + 1).min(line.len() - 1)],
        );
        let way = [after[0] - before[0], after[1] - before[1]];
        let length = way[0].hypot(way[1]);
        if length <= f64::EPSILON {
            continue;
        }
        let spot = [
            east + way[1] / length * aside,
            north - way[0] / length * aside,
        ];
        let along = match moved.last() {
            Some((last, along)) => along + (spot[0] - last[0]).hypot(spot[1] - last[1]),
            None => 0.0,
        };
        if moved.last().is_none_or(|(_, last)| along - last > 1e-3) {
            moved.push((spot, along));
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::Footprint;

    fn eye() -> Elevated {
        Elevated {
            position: Wgs84::from_lon_lat(106.27, 29.39).expect("a place on earth"),
            height: Metres(60.0),
        }
    }

    /// A road from west to east, some 220 m north of the camera.
    fn road(properties: Value) -> Value {
        let corners = json!([
            [106.262, 29.392],
            [106.266, 29.392],
            [106.27, 29.392],
            [106.278, 29.392]
        ]);
        json!({ "features": [{ "properties": properties, "geometry": { "type": "LineString", "coordinates": corners } }] })
    }

    fn vehicles(traffic: &Traffic, seconds: f64) -> Vec<Vehicle> {
        let mut all = Vec::new();
        traffic.gather(seconds, &mut all);
        all
    }

    #[test]
    fn traffic_keeps_to_the_right_in_both_directions() {
        let traffic = Traffic::new(&road(json!({"class": "main"})), eye(), &Skyline::default());
        let all = vehicles(&traffic, 3.0);
        assert!(all.len() > 40);
        let middle = 0.002 * NORTH_METRES;
        for vehicle in &all {
            let to_the_right = (middle - vehicle.at[1]) * vehicle.ahead[0].signum();
            assert!((1.9..5.4).contains(&to_the_right), "{vehicle:?}");
        }
        let eastward = all.iter().filter(|vehicle| vehicle.ahead[0] > 0.0).count();
        assert!((all.len() / 4..all.len() * 3 / 4).contains(&eastward));
    }

    #[test]
    fn no_two_vehicles_stand_in_one_another_at_any_time() {
        let traffic = Traffic::new(
            &road(json!({"class": "expressway"})),
            eye(),
            &Skyline::default(),
        );
        for second in 0..200 {
            let all = vehicles(&traffic, f64::from(second) * 0.7);
            for (number, one) in all.iter().enumerate() {
                for other in &all[number + 1..] {
                    let apart = (one.at[0] - other.at[0]).abs();
                    let beside = (one.at[1] - other.at[1]).abs();
                    let lengths = (one.kind.size()[0] + other.kind.size()[0]) / 2.0;
                    assert!(beside > 2.5 || apart > lengths, "{one:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn the_same_moment_is_the_same_picture_and_a_second_later_all_have_moved_on() {
        let traffic = Traffic::new(
            &road(json!({"class": "street"})),
            eye(),
            &Skyline::default(),
        );
        assert_eq!(vehicles(&traffic, 40.0), vehicles(&traffic, 40.0));
        let (before, after) = (vehicles(&traffic, 40.0), vehicles(&traffic, 40.5));
        let moved = before.iter().filter(|one| {
            after.iter().any(|other| {
                let by = [0, 1].map(|axis| other.at[axis] - one.at[axis]);
                let forward = by[0] * one.ahead[0] + by[1] * one.ahead[1];
                one.kind == other.kind && (forward - 4.0).abs() < 1e-6 && by[1].abs() < 1e-6
            })
        });
        assert!(moved.count() + 2 >= before.len());
    }

    #[test]
    fn what_a_building_hides_is_not_there_and_what_is_no_road_for_vehicles_is_empty() {
        let wall = Footprint {
            corners: vec![
                (106.262, 29.3908),
                (106.278, 29.3908),
                (106.278, 29.3910),
                (106.262, 29.3910),
            ],
            height_metres: 80.0,
            storeys: None,
            name: None,
        };
        let behind = Traffic::new(
            &road(json!({"class": "main"})),
            eye(),
            &Skyline::new(&[wall]),
        );
        assert_eq!(vehicles(&behind, 9.0).len(), 0);
        for properties in [json!({"class": "lane"}), json!({"kind": "water"})] {
            let traffic = Traffic::new(&road(properties), eye(), &Skyline::default());
            assert_eq!(vehicles(&traffic, 9.0).len(), 0);
        }
    }
}

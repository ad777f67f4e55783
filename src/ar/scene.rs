//! What stands in a drawn picture: buildings as bodies with panes in storeys, and the haze that far things fade into.
//!
//! A camera's place never changes, only where it looks: so haze is mixed into the colour of each building by its distance,
//! once, and lies over the ground as rings around the camera. What the camera itself stands on is left out: its head leans
//! over the edge.

use std::fmt::Write as _;

use domain::Wgs84;
use geodesy::{Degrees, Metres, great_circle_destination, great_circle_distance};

use super::daylight::Light;
use crate::config::Footprint;
use crate::engine::{Bodies, Facades, LonLat, Panes, Rgb, Veil, Wall};

/// Roofs have a parapet this near, in metres.
const PARAPETS_WITHIN: f64 = 1_500.0;

/// From one pane of a storey to the next, in metres.
const BAY: f64 = 3.2;

/// A storey where nobody says how many there are, in metres.
const STOREY: f64 = 3.1;

/// Nothing fades nearer than this, and half does after about `HALF_WAY` more, in metres.
const CLEAR: f64 = 250.0;
const FADES_OVER: f64 = 3_800.0;

/// The rings of haze: so many, each so many times as wide as the one before.
const RINGS: usize = 44;
const WIDER: f64 = 1.1;

/// Corners of a ring of haze.
const CORNERS: usize = 72;

/// How much of a wall's own colour a pane of glass covers.
const GLAZED: f64 = 0.46;

/// Walls of dwellings and offices, from the colour of plaster to that of brick.
const WALLS: [[f64; 3]; 7] = [
    [204.0, 202.0, 196.0],
    [192.0, 196.0, 198.0],
    [210.0, 205.0, 195.0],
    [178.0, 176.0, 170.0],
    [186.0, 192.0, 198.0],
    [196.0, 186.0, 174.0],
    [172.0, 180.0, 186.0],
];

/// Roofs of halls.
const STEEL: [[f64; 3]; 3] = [
    [158.0, 176.0, 190.0],
    [186.0, 190.0, 190.0],
    [170.0, 166.0, 160.0],
];

/// Glass by day, and a lit window.
const GLASS: [f64; 3] = [74.0, 88.0, 104.0];
const LAMP: [f64; 3] = [255.0, 214.0, 150.0];

/// The buildings around a place, in a light; `but` is left out.
#[must_use]
pub fn bodies(buildings: &[Footprint], from: Wgs84, but: &[usize], light: &Light) -> Bodies {
    let mut features = String::with_capacity(buildings.len() * 400);
    for (number, building) in buildings.iter().enumerate() {
        let Some(distance) = distance(building, from).filter(|_| !but.contains(&number)) else {
            continue;
        };
        let outline = outline(building);
        let air = faded(distance);
        let mut body = |base: f64, top: f64, colour: [f64; 3]| {
            let [red, green, blue] = through_air(colour, light, air);
            // A string takes what is written into it.
            let _ = write!(
                features,
                r#"{}{{"type":"Feature","properties":{{"base":{base:.2},"top":{top:.2},"colour":"rgb({red},{green},{blue})"}},"geometry":{{"type":"Polygon","coordinates":[[{outline}]]}}}}"#,
                if features.is_empty() { "" } else { "," },
            );
        };
        let wall = wall(building, number);
        let height = building.height_metres;
        body(0.0, height, wall);
        if distance < PARAPETS_WITHIN && !is_hall(building) {
            // A little lighter than the walls: where a roof ends is seen.
            body(height, height + 0.7, mixed(wall, [255.0; 3], 0.18));
        }
    }
    Bodies {
        name: "buildings".to_owned(),
        geojson: format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#),
    }
}

/// The panes of the buildings around an eye, in a light; `but` is left out, and halls have none.
#[must_use]
pub fn facades(
    buildings: &[Footprint],
    eye: (LonLat, f64),
    but: &[usize],
    light: &Light,
) -> Facades {
    let mut walls = Vec::with_capacity(buildings.len() * 3);
    for (number, building) in buildings.iter().enumerate() {
        if but.contains(&number) || is_hall(building) {
            continue;
        }
        let height = building.height_metres;
        let storeys = building
            .storeys
            .map_or((height / STOREY).round().max(1.0), f64::from);
        let corners = &building.corners;
        let turns = doubled_area(corners).signum();
        for (at, from) in corners.iter().enumerate() {
            let to = &corners[(at + 1) % corners.len()];
            let (along, beside) = (
                metres_between(*from, *to),
                metres_between(*from, (eye.0.lon, eye.0.lat)),
            );
            // What turns its back on the eye is never seen: whatever its head does, it stays where it is.
            let outside = -turns * (along.0 * beside.1 - along.1 * beside.0);
            let length = along.0.hypot(along.1);
            if outside <= 0.0 || length < BAY {
                continue;
            }
            walls.push(Wall {
                foot: [from, to].map(|(lon, lat)| LonLat::new(*lon, *lat)),
                height_metres: height,
                rows: storeys as u32,
                panes: (length / BAY).round() as u32,
                seed: chance(number as u64 * 131 + at as u64),
            });
        }
    }
    Facades {
        eye,
        walls,
        panes: Panes {
            glass: rgb(GLASS.map(|channel| channel * light.brightness)),
            cover: GLAZED,
            lamp: rgb(LAMP),
            lit: light.lit,
            haze: (light.haze, CLEAR, FADES_OVER),
        },
    }
}

fn rgb(channels: [f64; 3]) -> Rgb {
    let [red, green, blue] = channels.map(|channel| channel.round().clamp(0.0, 255.0) as u8);
    Rgb(red, green, blue)
}

/// Haze over the ground around a place, thicker with every ring, and the dark of the hour over all of it.
#[must_use]
pub fn veil(from: Wgs84, light: &Light) -> Veil {
    let mut features = String::new();
    let ring = |radius: f64, back: bool| {
        let mut corners = String::new();
        for step in 0..=CORNERS {
            let step = if back { CORNERS - step } else { step };
            let bearing = Degrees(step as f64 * 360.0 / CORNERS as f64);
            let place = great_circle_destination(from, bearing, Metres(radius)).unwrap_or(from);
            let comma = if corners.is_empty() { "" } else { "," };
            let _ = write!(corners, "{comma}[{:.6},{:.6}]", place.lon(), place.lat());
        }
        corners
    };
    let mut inner = CLEAR;
    for number in 0..RINGS {
        let outer = if number + 1 == RINGS {
            60_000.0
        } else {
            inner * WIDER
        };
        let opacity = faded(f64::midpoint(inner, outer.min(inner * WIDER)));
        let comma = if features.is_empty() { "" } else { "," };
        let _ = write!(
            features,
            r#"{comma}{{"type":"Feature","properties":{{"opacity":{opacity:.3}}},"geometry":{{"type":"Polygon","coordinates":[[{}],[{}]]}}}}"#,
            ring(outer, false),
            ring(inner, true),
        );
        inner = outer;
    }
    Veil {
        geojson: format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#),
        colour: light.haze,
    }
}

/// How much of what is so far away has faded, 0 to 1.
pub(super) fn faded(distance: f64) -> f64 {
    1.0 - (-(distance - CLEAR).max(0.0) / FADES_OVER).exp()
}

/// What is seen of a colour through so much air.
pub(super) fn through_air(colour: [f64; 3], light: &Light, air: f64) -> [u8; 3] {
    let Rgb(red, green, blue) = light.haze;
    let dimmed = colour.map(|channel| channel * light.brightness);
    let seen = mixed(dimmed, [red, green, blue].map(f64::from), air);
    seen.map(|channel| channel.round().clamp(0.0, 255.0) as u8)
}

fn mixed(one: [f64; 3], other: [f64; 3], share: f64) -> [f64; 3] {
    [0, 1, 2].map(|channel| one[channel] + (other[channel] - one[channel]) * share)
}

fn wall(building: &Footprint, number: usize) -> [f64; 3] {
    let pick = chance(number as u64);
    if is_hall(building) {
        STEEL[(pick * STEEL.len() as f64) as usize]
    } else {
        WALLS[(pick * WALLS.len() as f64) as usize]
    }
}

/// Low and wide: a market hall, a shed, a works.
fn is_hall(building: &Footprint) -> bool {
    building.height_metres < 14.0 && area(building) > 700.0
}

fn area(building: &Footprint) -> f64 {
    (doubled_area(&building.corners) / 2.0).abs()
}

/// Twice the area of a ring in square metres: positive where its corners go round against the clock, seen from above.
fn doubled_area(corners: &[(f64, f64)]) -> f64 {
    let Some(first) = corners.first() else {
        return 0.0;
    };
    let pairs = corners.windows(2);
    let twice = pairs.map(|pair| {
        let (a, b) = (
            metres_between(*first, pair[0]),
            metres_between(*first, pair[1]),
        );
        a.0 * b.1 - a.1 * b.0
    });
    twice.sum()
}

/// How far one corner is east and north of another, in metres: near enough for a building.
fn metres_between(from: (f64, f64), to: (f64, f64)) -> (f64, f64) {
    let (east, north) = (111_320.0 * from.1.to_radians().cos(), 110_950.0);
    ((to.0 - from.0) * east, (to.1 - from.1) * north)
}

/// A number from 0 up to 1 that is always the same for the same seed.
pub(super) fn chance(seed: u64) -> f64 {
    let mut bits = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

fn distance(building: &Footprint, from: Wgs84) -> Option<f64> {
    let (lon, lat) = *building.corners.first()?;
    let corner = Wgs84::from_lon_lat(lon, lat).ok()?;
    Some(great_circle_distance(from, corner).0)
}

fn outline(building: &Footprint) -> String {
    let mut corners = String::with_capacity(building.corners.len() * 26);
    for (lon, lat) in building.corners.iter().chain(building.corners.first()) {
        let comma = if corners.is_empty() { "" } else { "," };
        let _ = write!(corners, "{comma}[{lon:.7},{lat:.7}]");
    }
    corners
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::daylight::Phase;
    use super::*;

    fn house(lon: f64, height_metres: f64) -> Footprint {
        Footprint {
            corners: vec![(lon, 29.39), (lon + 1e-4, 29.39), (lon, 29.3901)],
            height_metres,
            storeys: Some(3),
            name: None,
        }
    }

    fn at(lon: f64) -> Wgs84 {
        Wgs84::from_lon_lat(lon, 29.39).expect("a place on earth")
    }

    fn read(geojson: &str) -> Vec<Value> {
        let read: Value = serde_json::from_str(geojson).expect("a JSON document");
        read["features"].as_array().expect("features").clone()
    }

    #[test]
    fn a_house_is_one_body_and_a_near_one_has_a_parapet() {
        let light = Phase::Day.light(12.0);
        let houses = [house(106.271, 9.0), house(106.32, 9.0)];
        let features = read(&bodies(&houses, at(106.27), &[], &light).geojson);
        let spans = features.iter().map(|feature| {
            let metres = |name: &str| feature["properties"][name].as_f64().expect("metres");
            (metres("base"), metres("top"))
        });
        let spans: Vec<_> = spans.collect();
        assert_eq!(spans, [(0.0, 9.0), (9.0, 9.7), (0.0, 9.0)]);
    }

    /// A house of 30 metres by 30, whose corners go round against the clock or with it.
    fn square(against_the_clock: bool) -> Footprint {
        let (lon, lat, side) = (106.28, 29.39, 3e-4);
        let mut corners = vec![
            (lon, lat),
            (lon + side, lat),
            (lon + side, lat + side),
            (lon, lat + side),
        ];
        if !against_the_clock {
            corners.reverse();
        }
        Footprint {
            corners,
            height_metres: 24.0,
            storeys: Some(8),
            name: None,
        }
    }

    #[test]
    fn the_walls_that_turn_to_the_eye_have_a_row_of_panes_for_each_storey_whichever_way_they_were_written_down()
     {
        let light = Phase::Day.light(12.0);
        for against_the_clock in [true, false] {
            let house = square(against_the_clock);
            // To its west and a little south of it: its western and its southern wall are seen.
            let eye = (LonLat::new(106.27, 29.388), 60.0);
            let seen = facades(&[house], eye, &[], &light).walls;
            let middle = |wall: &Wall| {
                let [a, b] = wall.foot;
                (f64::midpoint(a.lon, b.lon), f64::midpoint(a.lat, b.lat))
            };
            let is_seen = |lon: f64, lat: f64| {
                let mut middles = seen.iter().map(middle);
                middles.any(|at| (at.0 - lon).abs() < 1e-9 && (at.1 - lat).abs() < 1e-9)
            };
            assert_eq!(seen.len(), 2, "{against_the_clock}");
            assert!(is_seen(106.28, 29.390_15) && is_seen(106.280_15, 29.39));
            for wall in &seen {
                assert_eq!((wall.rows, wall.height_metres), (8, 24.0));
                assert!((9..=11).contains(&wall.panes), "{}", wall.panes);
            }
        }
    }

    #[test]
    fn halls_and_what_the_camera_stands_on_have_no_panes() {
        let light = Phase::Night.light(22.0);
        let hall = Footprint {
            height_metres: 8.0,
            ..square(true)
        };
        let eye = (LonLat::new(106.27, 29.388), 60.0);
        assert!(facades(&[hall], eye, &[], &light).walls.is_empty());
        assert!(facades(&[square(true)], eye, &[0], &light).walls.is_empty());
    }

    #[test]
    fn what_the_camera_stands_on_is_left_out() {
        let light = Phase::Night.light(22.0);
        let houses = [house(106.27, 9.0)];
        assert!(read(&bodies(&houses, at(106.27), &[0], &light).geojson).is_empty());
    }

    #[test]
    fn haze_thickens_outwards_and_covers_the_earth_to_the_horizon() {
        let rings = read(&veil(at(106.27), &Phase::Day.light(12.0)).geojson);
        assert_eq!(rings.len(), RINGS);
        let opacities: Vec<_> = rings
            .iter()
            .map(|ring| ring["properties"]["opacity"].as_f64().expect("a number"))
            .collect();
        assert!(opacities.is_sorted());
        assert!(opacities[RINGS - 1] < 1.0 && opacities[RINGS - 1] > 0.7);
    }
}

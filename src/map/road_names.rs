//! Where the names of roads stand: along them, upright to the reader, and far apart.

use std::f64::consts::{FRAC_PI_2, PI};

use domain::{Name, Wgs84};
use serde_json::Value;

use super::datum::Datum;
use crate::engine::{LonLat, ScreenPoint};

/// A road with a name, in one line or several.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedRoad {
    /// What it is called.
    pub name: Name,
    /// From which zoom on its name is shown.
    pub min_zoom: f64,
    /// Its lines as they are drawn.
    pub lines: Vec<Vec<LonLat>>,
}

/// From which zoom on the names of a class of roads are shown; `None` is never.
fn min_zoom(properties: &Value) -> Option<f64> {
    match properties["class"].as_str() {
        Some("expressway" | "avenue") => Some(11.0),
        Some("main") => Some(13.0),
        Some("street") => Some(14.75),
        Some("lane") => None,
        _ => match properties["kind"].as_str() {
            Some("road_major") => Some(12.0),
            Some("road_minor") => Some(15.0),
            _ => None,
        },
    }
}

/// The roads of a deployment's ground that have a name, those that are shown from farthest first.
#[must_use]
pub fn named_roads(ground: &Value, datum: Datum) -> Vec<NamedRoad> {
    let features = ground.get("features").and_then(Value::as_array);
    let mut roads: Vec<NamedRoad> = Vec::new();
    for feature in features.into_iter().flatten() {
        let properties = &feature["properties"];
        let (Some(name), Some(min_zoom)) = (name_of(properties), min_zoom(properties)) else {
            continue;
        };
        let lines = lines_of(&feature["geometry"], datum);
        match roads.iter_mut().find(|road| road.name == name) {
            Some(road) => {
                road.min_zoom = road.min_zoom.min(min_zoom);
                for line in lines {
                    join(&mut road.lines, line);
                }
            }
            None => roads.push(NamedRoad {
                name,
                min_zoom,
                lines,
            }),
        }
    }
    roads.sort_by(|one, other| one.min_zoom.total_cmp(&other.min_zoom));
    roads
}

/// A name in both languages; the one there is stands for the other.
fn name_of(properties: &Value) -> Option<Name> {
    let named = |key: &str| properties[key].as_str().filter(|name| !name.is_empty());
    let (zh, en) = (named("name_zh"), named("name_en"));
    Some(Name::new(zh.or(en)?, en.or(zh)?))
}

fn lines_of(geometry: &Value, datum: Datum) -> Vec<Vec<LonLat>> {
    let line = |positions: &Value| -> Vec<LonLat> {
        let positions = positions.as_array().into_iter().flatten();
        let places = positions.filter_map(|position| {
            Wgs84::from_lon_lat(position[0].as_f64()?, position[1].as_f64()?).ok()
        });
        places.map(|place| datum.drawn(place)).collect()
    };
    let coordinates = &geometry["coordinates"];
    let all: Vec<_> = match geometry["type"].as_str() {
        Some("LineString") => vec![line(coordinates)],
        Some("MultiLineString") => coordinates
            .as_array()
            .into_iter()
            .flatten()
            .map(line)
            .collect(),
        _ => Vec::new(),
    };
    all.into_iter().filter(|line| line.len() > 1).collect()
}

/// Adds a line to a road's: where it goes on from one of them, the two become one, so that a name may stand over the joint.
fn join(lines: &mut Vec<Vec<LonLat>>, mut line: Vec<LonLat>) {
    for known in &mut *lines {
        if known.last() == line.last() || known.first() == line.first() {
            line.reverse();
        }
        if known.last() == line.first() {
            known.extend(line.drain(..).skip(1));
            return;
        }
        if known.first() == line.last() {
            line.pop();
            line.append(known);
            *known = line;
            return;
        }
    }
    lines.push(line);
}

/// Where one name stands on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stand {
    /// Its middle.
    pub at: ScreenPoint,
    /// Clockwise from rightward in radians, never upside down: −π/2 to π/2.
    pub angle: f64,
}

/// The same name stands again after so many heights of itself, at the nearest.
const REPEATED_AFTER: f64 = 26.0;

/// How much longer than its name a road's line on the screen is at least.
const LONGER: f64 = 1.5;

/// How far a road may bend away from under its name, in heights of the name.
const BENDS: f64 = 0.4;

/// Places are looked for so far apart, in heights of the name.
const STEP: f64 = 1.0;

/// Space kept around a name, in heights of it.
const AROUND: f64 = 0.25;

/// Where a name of this width and height may stand along `lines`: inside the window, where the road is straight enough, where
/// `is_free` says so, and far from where it stands already (`stands`); the middle of what is seen comes first.
pub fn stand_along(
    stands: &mut Vec<Stand>,
    lines: &[Vec<ScreenPoint>],
    window: (f64, f64),
    size: (f64, f64),
    is_free: impl Fn(&Stand) -> bool,
) {
    let (width, height) = size;
    if width <= 0.0 || height <= 0.0 {
        return;
    }
    let apart = (REPEATED_AFTER * height).max(2.0 * width);
    for line in lines {
        let path = Path::along(line);
        if path.length < LONGER * width {
            continue;
        }
        let half = width / 2.0;
        let mut found = Vec::new();
        let mut along = half;
        while along <= path.length - half {
            if is_inside(path.at(along), window) {
                found.push(along);
            }
            along += STEP * height;
        }
        let Some(middle) = found.get(found.len() / 2).copied() else {
            continue;
        };
        found.sort_by(|one, other| (one - middle).abs().total_cmp(&(other - middle).abs()));
        for along in found {
            let Some(stand) = path.stand(along, size) else {
                continue;
            };
            let is_apart = stands
                .iter()
                .all(|other| distance(other.at, stand.at) >= apart);
            let boxes = boxes(&stand, size);
            let inside = boxes.iter().all(|edges| {
                edges[0] >= 0.0 && edges[1] >= 0.0 && edges[2] <= window.0 && edges[3] <= window.1
            });
            if is_apart && inside && is_free(&stand) {
                stands.push(stand);
            }
        }
    }
}

/// What a name covers, as squares in a row along it, each left, top, right, bottom, with the space around them.
#[must_use]
pub fn boxes(stand: &Stand, (width, height): (f64, f64)) -> Vec<[f64; 4]> {
    let (sin, cos) = stand.angle.sin_cos();
    let side = height * (1.0 + 2.0 * AROUND);
    let count = (width / height).ceil().max(1.0);
    // A square that is turned reaches farther.
    let reach = side / 2.0 * (sin.abs() + cos.abs());
    let first = -(width - height) / 2.0;
    let step = if count > 1.0 {
        (width - height) / (count - 1.0)
    } else {
        0.0
    };
    (0..count as usize)
        .map(|number| {
            let along = first + step * number as f64;
            let (x, y) = (stand.at.x + along * cos, stand.at.y + along * sin);
            [x - reach, y - reach, x + reach, y + reach]
        })
        .collect()
}

/// The angle at which words along a direction are read without turning one's head over.
#[must_use]
pub fn upright(angle: f64) -> f64 {
    let mut angle = angle.rem_euclid(PI);
    if angle > FRAC_PI_2 {
        angle -= PI;
    }
    // Straight up and down: upward, as on the spine of a plan.
    if angle > FRAC_PI_2 - 1e-3 {
        angle -= PI;
    }
    angle.max(-FRAC_PI_2)
}

fn distance(one: ScreenPoint, other: ScreenPoint) -> f64 {
    (one.x - other.x).hypot(one.y - other.y)
}

fn is_inside(at: ScreenPoint, (width, height): (f64, f64)) -> bool {
    at.x >= 0.0 && at.y >= 0.0 && at.x <= width && at.y <= height
}

/// A line that is walked along.
struct Path<'a> {
    points: &'a [ScreenPoint],
    walked: Vec<f64>,
    length: f64,
}

impl<'a> Path<'a> {
    fn along(points: &'a [ScreenPoint]) -> Self {
        let mut length = 0.0;
        let mut walked = Vec::with_capacity(points.len());
        walked.push(0.0);
        for pair in points.windows(2) {
            length += distance(pair[0], pair[1]);
            walked.push(length);
        }
        Self {
            points,
            walked,
            length,
        }
    }

    /// The point after so many pixels.
    fn at(&self, along: f64) -> ScreenPoint {
        let next = self
            .walked
            .partition_point(|walked| *walked < along)
            .clamp(1, self.points.len() - 1);
        let (from, to) = (self.points[next - 1], self.points[next]);
        let piece = self.walked[next] - self.walked[next - 1];
        let share = if piece > 0.0 {
            ((along - self.walked[next - 1]) / piece).clamp(0.0, 1.0)
        } else {
            0.0
        };
        ScreenPoint {
            x: from.x + (to.x - from.x) * share,
            y: from.y + (to.y - from.y) * share,
        }
    }

    /// How a name stands around the point after so many pixels; `None` where the road bends too much.
    fn stand(&self, along: f64, (width, height): (f64, f64)) -> Option<Stand> {
        let (from, to) = (self.at(along - width / 2.0), self.at(along + width / 2.0));
        let chord = distance(from, to);
        if chord < 0.9 * width {
            return None;
        }
        let (cos, sin) = ((to.x - from.x) / chord, (to.y - from.y) / chord);
        let strays = |at: ScreenPoint| {
            ((at.y - from.y) * cos - (at.x - from.x) * sin).abs() > BENDS * height
        };
        let steps = (width / height).ceil().max(2.0);
        let bends = (1..steps as usize).any(|number| {
            let share = number as f64 / steps - 0.5;
            strays(self.at(along + share * width))
        });
        (!bends).then(|| Stand {
            at: ScreenPoint {
                x: f64::midpoint(from.x, to.x),
                y: f64::midpoint(from.y, to.y),
            },
            angle: upright(sin.atan2(cos)),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn point(x: f64, y: f64) -> ScreenPoint {
        ScreenPoint { x, y }
    }

    const WINDOW: (f64, f64) = (1_200.0, 800.0);
    const SIZE: (f64, f64) = (90.0, 22.0);

    fn stands(line: Vec<ScreenPoint>) -> Vec<Stand> {
        let mut stands = Vec::new();
        stand_along(&mut stands, &[line], WINDOW, SIZE, |_| true);
        stands
    }

    #[test]
    fn a_name_stands_in_the_middle_of_a_straight_road_and_again_far_along_it() {
        let short = stands(vec![point(300.0, 400.0), point(700.0, 400.0)]);
        assert_eq!(short.len(), 1);
        assert!((short[0].at.x - 500.0).abs() < 30.0, "{short:?}");
        assert_eq!((short[0].at.y, short[0].angle), (400.0, 0.0));
        let long = stands(vec![point(-2_000.0, 400.0), point(3_000.0, 400.0)]);
        assert_eq!(long.len(), 1, "{long:?}");
        let crossing = stands(vec![point(0.0, 0.0), point(1_200.0, 800.0)]);
        assert_eq!(crossing.len(), 3, "{crossing:?}");
        let first = crossing[0].at;
        assert!(distance(first, point(600.0, 400.0)) < 30.0, "{crossing:?}");
        for again in &crossing[1..] {
            let apart = distance(first, again.at);
            assert!(apart >= REPEATED_AFTER * SIZE.1, "{apart}");
        }
    }

    #[test]
    fn a_road_that_is_hardly_longer_than_its_name_or_bends_under_it_has_none() {
        assert!(stands(vec![point(300.0, 400.0), point(420.0, 400.0)]).is_empty());
        let zigzag =
            (0..20).map(|k| point(300.0 + 20.0 * f64::from(k), 400.0 + f64::from(k % 2) * 60.0));
        assert!(stands(zigzag.collect()).is_empty());
    }

    #[test]
    fn names_are_read_from_the_left_or_from_below_whichever_way_a_road_was_drawn() {
        let there = vec![point(300.0, 700.0), point(320.0, 100.0)];
        let back = there.iter().rev().copied().collect();
        let (there, back) = (stands(there), stands(back));
        assert_eq!(there.len(), 1);
        assert!((there[0].angle - back[0].angle).abs() < 1e-9);
        let down = stands(vec![point(300.0, 100.0), point(300.0, 700.0)]);
        assert!((down[0].angle + FRAC_PI_2).abs() < 1e-2, "{down:?}");
    }

    /// Numbers from 0 to 1, the same in every run (xorshift).
    fn shares(mut state: u64) -> impl FnMut() -> f64 {
        move || {
            for (left, by) in [(true, 13), (false, 7), (true, 17)] {
                state ^= if left { state << by } else { state >> by };
            }
            (state >> 11) as f64 / (1_u64 << 53) as f64
        }
    }

    #[test]
    fn names_along_any_road_are_upright_inside_the_window_and_apart() {
        let mut share = shares(0x9e37_79b9_7f4a_7c15);
        let mut count = 0;
        for _ in 0..2_000 {
            let mut any = |low: f64, high: f64| low + (high - low) * share();
            let corners = 2 + any(0.0, 8.0) as usize;
            let line: Vec<_> = (0..corners)
                .map(|_| point(any(-800.0, 2_000.0), any(-800.0, 1_600.0)))
                .collect();
            let blocked: Vec<_> = (0..4)
                .map(|_| point(any(0.0, 1_200.0), any(0.0, 800.0)))
                .collect();
            let is_free = |stand: &Stand| blocked.iter().all(|at| distance(stand.at, *at) > 80.0);
            let mut stands = Vec::new();
            stand_along(&mut stands, &[line], WINDOW, SIZE, is_free);
            count += stands.len();
            for (number, stand) in stands.iter().enumerate() {
                assert!(stand.angle.abs() <= FRAC_PI_2, "{stand:?}");
                assert!(is_free(stand), "{stand:?}");
                let (sin, cos) = stand.angle.sin_cos();
                for (right, down) in [(-0.5, -0.5), (0.5, -0.5), (-0.5, 0.5), (0.5, 0.5)] {
                    let (right, down) = (right * SIZE.0, down * SIZE.1);
                    let corner = point(
                        stand.at.x + right * cos - down * sin,
                        stand.at.y + right * sin + down * cos,
                    );
                    assert!(is_inside(corner, WINDOW), "{stand:?}: {corner:?}");
                }
                for other in &stands[..number] {
                    let apart = distance(stand.at, other.at);
                    assert!(apart >= REPEATED_AFTER * SIZE.1, "{stand:?} {other:?}");
                }
            }
        }
        assert!(count > 1_000, "{count} names in 2,000 windows");
    }

    fn road(name: &str, class: &str, line: &Value) -> Value {
        json!({
            "type": "Feature",
            "properties": { "kind": "road_major", "class": class, "name_zh": name, "name_en": "" },
            "geometry": { "type": "LineString", "coordinates": line },
        })
    }

    #[test]
    fn pieces_of_one_road_are_joined_and_lanes_have_no_name() {
        let ground = json!({ "type": "FeatureCollection", "features": [
            road("福星路", "main", &json!([[106.20, 29.30], [106.21, 29.30]])),
            road("双福大道", "avenue", &json!([[106.20, 29.30], [106.25, 29.30]])),
            road("双福大道", "avenue", &json!([[106.30, 29.30], [106.25, 29.30]])),
            road("双福大道", "avenue", &json!([[106.40, 29.30], [106.45, 29.30]])),
            road("小巷", "lane", &json!([[106.40, 29.30], [106.45, 29.30]])),
        ]});
        let roads = named_roads(&ground, Datum::default());
        let shown: Vec<_> = roads
            .iter()
            .map(|road| (&*road.name.zh, &*road.name.en, road.lines.len()))
            .collect();
        assert_eq!(
            shown,
            [("双福大道", "双福大道", 2), ("福星路", "福星路", 1)]
        );
        assert_eq!(roads[0].lines[0].len(), 3);
        assert!(named_roads(&Value::Null, Datum::default()).is_empty());
    }
}

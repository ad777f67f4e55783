//! The buildings of the district: how many, where they may stand, and what they are called.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use district::figures::{MIDDLE_LAT, MIDDLE_LON};
use district::{Building, BuildingUse, Cover, District, PlaceKind, Road, RoadClass};
use geo::{Contains, Coord, Intersects, Point, Validation};

static DISTRICTS: LazyLock<Vec<District>> = LazyLock::new(|| {
    [District::DEMO_SEED, 2, 3, 7, 20_261_123]
        .into_iter()
        .map(District::from_seed)
        .collect()
});

type At = (f64, f64);

/// Metres east and north of the middle; over a gap between neighbours this is right to a millimetre.
fn metres(at: Coord<f64>) -> At {
    (
        (at.x - MIDDLE_LON) * 97_062.0,
        (at.y - MIDDLE_LAT) * 110_850.0,
    )
}

fn corners(building: &Building) -> Vec<At> {
    let ring = building.footprint.exterior();
    ring.coords().skip(1).copied().map(metres).collect()
}

fn sides(corners: &[At]) -> Vec<(At, At)> {
    let next = corners.iter().copied().cycle().skip(1);
    corners.iter().copied().zip(next).collect()
}

fn length((x, y): At) -> f64 {
    (x * x + y * y).sqrt()
}

fn away(at: At, (a, b): (At, At)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let share = (((at.0 - a.0) * dx + (at.1 - a.1) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    length((a.0 + share * dx - at.0, a.1 + share * dy - at.1))
}

fn crosses((a, b): (At, At), (c, d): (At, At)) -> bool {
    let turn = |p: At, q: At, r: At| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0) > 0.0;
    turn(a, b, c) != turn(a, b, d) && turn(c, d, a) != turn(c, d, b)
}

fn apart(one: (At, At), other: (At, At)) -> f64 {
    if crosses(one, other) {
        return 0.0;
    }
    [
        away(one.0, other),
        away(one.1, other),
        away(other.0, one),
        away(other.1, one),
    ]
    .into_iter()
    .fold(f64::MAX, f64::min)
}

fn between(one: &[At], other: &[At]) -> f64 {
    let sides_of_other = sides(other);
    sides(one)
        .into_iter()
        .flat_map(|side| sides_of_other.iter().map(move |&other| apart(side, other)))
        .fold(f64::MAX, f64::min)
}

/// Things by squares of 200 m, each in every square that it or its surroundings reach into.
struct Squares(BTreeMap<(i64, i64), Vec<usize>>);

impl Squares {
    fn of<'a>(things: impl Iterator<Item = &'a [At]>, around: f64) -> Self {
        let mut squares: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
        for (index, corners) in things.enumerate() {
            for square in Self::reached(corners, around) {
                squares.entry(square).or_default().push(index);
            }
        }
        Self(squares)
    }

    fn reached(corners: &[At], around: f64) -> BTreeSet<(i64, i64)> {
        let square = |value: f64| (value / 200.0).floor() as i64;
        let low = |pick: fn(&At) -> f64| corners.iter().map(pick).fold(f64::MAX, f64::min) - around;
        let high =
            |pick: fn(&At) -> f64| corners.iter().map(pick).fold(f64::MIN, f64::max) + around;
        let x: fn(&At) -> f64 = |at| at.0;
        let y: fn(&At) -> f64 = |at| at.1;
        (square(low(x))..=square(high(x)))
            .flat_map(|i| (square(low(y))..=square(high(y))).map(move |j| (i, j)))
            .collect()
    }

    fn near(&self, corners: &[At]) -> BTreeSet<usize> {
        let squares = Self::reached(corners, 0.0);
        let near = squares.iter().filter_map(|square| self.0.get(square));
        near.flatten().copied().collect()
    }
}

#[test]
fn there_are_some_eight_thousand_buildings_whatever_the_seed() {
    for district in DISTRICTS.iter() {
        let count = district.buildings.len();
        assert!(
            (7_600..=8_400).contains(&count),
            "{}: {count}",
            district.seed
        );
    }
}

#[test]
fn every_use_has_its_buildings() {
    for district in DISTRICTS.iter() {
        for purpose in BuildingUse::ALL {
            let count = district
                .buildings
                .iter()
                .filter(|building| building.purpose == purpose)
                .count();
            let least = match purpose {
                BuildingUse::Tower | BuildingUse::Slab => 800,
                BuildingUse::OldHouse => 500,
                BuildingUse::Farmhouse => 400,
                BuildingUse::MarketHall => 100,
                _ => 5,
            };
            assert!(count >= least, "{}: {purpose:?} {count}", district.seed);
        }
    }
}

#[test]
fn footprints_are_valid_counter_clockwise_polygons_of_a_sensible_size() {
    for district in DISTRICTS.iter() {
        for building in &district.buildings {
            assert!(building.footprint.is_valid(), "{building:?}");
            let corners = corners(building);
            let doubled: f64 = sides(&corners)
                .iter()
                .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
                .sum();
            let area = doubled / 2.0;
            assert!((40.0..10_000.0).contains(&area), "{area} m²: {building:?}");
        }
    }
}

#[test]
fn buildings_keep_two_metres_from_each_other_and_old_houses_half_a_metre() {
    for district in DISTRICTS.iter() {
        let all: Vec<Vec<At>> = district.buildings.iter().map(corners).collect();
        let squares = Squares::of(all.iter().map(Vec::as_slice), 3.0);
        for (i, building) in district.buildings.iter().enumerate() {
            for j in squares.near(&all[i]) {
                let other = &district.buildings[j];
                let podium = |one: &Building, on: &Building| {
                    one.purpose == BuildingUse::Mall && on.purpose == BuildingUse::Office
                };
                if j <= i || podium(building, other) || podium(other, building) {
                    continue;
                }
                let old = |building: &Building| building.purpose == BuildingUse::OldHouse;
                let least = if old(building) && old(other) {
                    0.5
                } else {
                    2.0
                };
                let gap = between(&all[i], &all[j]);
                assert!(gap >= least, "{gap} m: {building:?} {other:?}");
                let inside = |one: &Building, at: At| {
                    let (x, y) = (at.0 / 97_062.0 + MIDDLE_LON, at.1 / 110_850.0 + MIDDLE_LAT);
                    one.footprint.contains(&Point::new(x, y))
                };
                assert!(!inside(building, all[j][0]) && !inside(other, all[i][0]));
            }
        }
    }
}

#[test]
fn a_tower_of_offices_that_meets_a_mall_stands_wholly_on_it_and_rises_above_it() {
    for district in DISTRICTS.iter() {
        let of = |purpose: BuildingUse| {
            district
                .buildings
                .iter()
                .filter(move |building| building.purpose == purpose)
        };
        let mut on_podiums = 0;
        for mall in of(BuildingUse::Mall) {
            for office in of(BuildingUse::Office) {
                let ring = office.footprint.exterior();
                let corners = ring.coords().count();
                let on = ring
                    .coords()
                    .filter(|&&at| mall.footprint.contains(&Point::from(at)))
                    .count();
                if on > 0 {
                    on_podiums += 1;
                    assert!(on == corners && office.height.0 > mall.height.0 + 20.0);
                }
            }
        }
        assert!(on_podiums >= 4, "{}: {on_podiums}", district.seed);
    }
}

/// Half of a road's width with its pavements, and the three metres that buildings stay behind them.
fn kept_free(road: &Road, rural: bool) -> f64 {
    let width = match road.class {
        RoadClass::Expressway => 30.0,
        RoadClass::Avenue => 44.0,
        RoadClass::Main => 34.0,
        RoadClass::Street => 22.0,
        RoadClass::Lane if rural => 5.0,
        RoadClass::Lane => 12.0,
    };
    width / 2.0 + 3.0
}

#[test]
fn no_building_comes_near_a_road() {
    for district in DISTRICTS.iter() {
        let pieces: Vec<(&Road, [At; 2])> = district
            .roads
            .iter()
            .flat_map(|road| {
                road.line
                    .lines()
                    .map(move |piece| (road, [metres(piece.start), metres(piece.end)]))
            })
            .collect();
        let squares = Squares::of(pieces.iter().map(|(_, ends)| ends.as_slice()), 30.0);
        for building in &district.buildings {
            let corners = corners(building);
            let rural = building.purpose == BuildingUse::Farmhouse;
            for piece in squares.near(&corners) {
                let (road, [a, b]) = pieces[piece];
                let least = kept_free(road, rural) - 0.05;
                for side in sides(&corners) {
                    let gap = apart(side, (a, b));
                    assert!(gap >= least, "{gap} m from {:?}: {building:?}", road.class);
                }
            }
        }
    }
}

#[test]
fn no_building_stands_in_water() {
    for district in DISTRICTS.iter() {
        let waters = district
            .land
            .iter()
            .filter(|land| land.cover == Cover::Water);
        for water in waters {
            let edge: Vec<At> = water
                .boundary
                .exterior()
                .coords()
                .copied()
                .map(metres)
                .collect();
            let pieces: Vec<[At; 2]> = edge.windows(2).map(|ends| [ends[0], ends[1]]).collect();
            let squares = Squares::of(pieces.iter().map(<[At; 2]>::as_slice), 5.0);
            for building in &district.buildings {
                let corners = corners(building);
                for piece in squares.near(&corners) {
                    let [a, b] = pieces[piece];
                    let gap = sides(&corners)
                        .into_iter()
                        .map(|side| apart(side, (a, b)))
                        .fold(f64::MAX, f64::min);
                    assert!(gap >= 3.0, "{gap} m: {building:?}");
                }
                let corner = building.footprint.exterior().0[0];
                assert!(
                    !water.boundary.contains(&Point::from(corner)),
                    "{building:?}"
                );
            }
        }
    }
}

#[test]
fn no_water_but_the_river_touches_a_road_or_other_water() {
    for district in DISTRICTS.iter() {
        let (river, waters): (Vec<_>, Vec<_>) = district
            .land
            .iter()
            .filter(|land| land.cover == Cover::Water)
            .map(|land| (&land.boundary, land.name.is_some()))
            .partition(|(_, is_named)| *is_named);
        assert!(river.len() == 1 && waters.len() >= 12, "{}", waters.len());
        for (index, (water, _)) in waters.iter().enumerate() {
            for road in &district.roads {
                assert!(
                    !road.line.intersects(*water),
                    "{:?} {:?}",
                    road.class,
                    road.name
                );
            }
            let others = waters[index + 1..].iter().chain(&river);
            for (other, _) in others {
                assert!(!water.intersects(*other));
            }
        }
    }
}

#[test]
fn every_building_stands_wholly_in_its_grid() {
    for district in DISTRICTS.iter() {
        for building in &district.buildings {
            let grid = &district.grids[building.grid].boundary;
            assert!(grid.contains(&building.footprint), "{building:?}");
        }
    }
}

#[test]
fn a_building_is_as_high_as_its_storeys_are() {
    for district in DISTRICTS.iter() {
        for building in &district.buildings {
            let storey = building.height.0 / f64::from(building.storeys);
            let plausible = match building.purpose {
                BuildingUse::MarketHall | BuildingUse::SportsHall => 7.0..=12.0,
                BuildingUse::Shed => 2.9..=12.0,
                BuildingUse::Mall | BuildingUse::Library => 4.0..=5.5,
                _ => 2.9..=4.0,
            };
            assert!(plausible.contains(&storey), "{storey} m: {building:?}");
            let storeys = match building.purpose {
                // A tower may still be rising.
                BuildingUse::Tower => 3..=34,
                BuildingUse::Slab => 6..=11,
                BuildingUse::OldHouse => 3..=6,
                BuildingUse::Farmhouse => 2..=3,
                _ => 1..=40,
            };
            assert!(storeys.contains(&building.storeys), "{building:?}");
        }
    }
}

#[test]
fn slabs_and_dormitories_face_south_within_twenty_degrees() {
    for district in DISTRICTS.iter() {
        let rows = district.buildings.iter().filter(|building| {
            matches!(building.purpose, BuildingUse::Slab | BuildingUse::Dormitory)
                && building.footprint.exterior().0.len() == 5
        });
        for building in rows {
            let corners = corners(building);
            let long = sides(&corners)
                .into_iter()
                .map(|(a, b)| (b.0 - a.0, b.1 - a.1))
                .max_by(|one, other| length(*one).total_cmp(&length(*other)))
                .expect("a footprint has sides");
            let slope = (long.1 / long.0).abs();
            // The tangent of 20.5°: the corners are whole centimetres.
            assert!(slope < 0.374, "{building:?}");
        }
    }
}

#[test]
fn a_name_is_given_once() {
    for district in DISTRICTS.iter() {
        let mut given = BTreeSet::new();
        for name in district.buildings.iter().filter_map(|b| b.name.as_ref()) {
            assert!(given.insert(name.zh.clone()), "{}", name.zh);
            assert!(!name.en.is_empty());
        }
    }
}

#[test]
fn the_buildings_of_the_two_stories_stand_where_the_stories_say() {
    for district in DISTRICTS.iter() {
        for (name, place) in [
            ("米兰小镇 B 座", "米兰小镇"),
            ("福城西苑 9 栋", "福城西苑"),
            ("福城西苑 17 栋", "福城西苑"),
        ] {
            let building = district.building_named(name).expect(name);
            let place = district
                .places
                .iter()
                .find(|known| *known.name.zh == *place)
                .expect("the place is known");
            let grid = &district.grids[building.grid].id;
            assert_eq!(place.grid.as_ref(), Some(grid));
        }
    }
}

#[test]
fn an_estate_numbers_its_blocks_from_one_without_a_gap() {
    for district in DISTRICTS.iter() {
        let estates = district
            .places
            .iter()
            .filter(|place| place.kind == PlaceKind::Estate);
        for estate in estates {
            let mut numbers: Vec<usize> = district
                .buildings
                .iter()
                .filter_map(|building| building.name.as_ref()?.zh.strip_prefix(&*estate.name.zh))
                .filter_map(|rest| rest.trim().strip_suffix(" 栋")?.parse().ok())
                .collect();
            numbers.sort_unstable();
            let count = numbers.len();
            assert!(numbers.into_iter().eq(1..=count));
            let least = if *estate.name.zh == *"福城西苑" {
                17
            } else {
                8
            };
            assert!(count >= least, "{}: {count}", estate.name.zh);
        }
    }
}

//! How the units move: along the roads, at plausible speeds, and never two places at once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use district::{District, Script};
use domain::{Millis, Timestamp, UnitId, UnitPosition, Wgs84};

static DISTRICT: LazyLock<District> = LazyLock::new(|| District::from_seed(District::DEMO_SEED));
static SCRIPT: LazyLock<Script> = LazyLock::new(|| Script::new(&DISTRICT, 1, 1.0));

/// Metres east and north of the district's middle.
fn metres(at: Wgs84) -> (f64, f64) {
    (
        (at.lon() - 106.27) * 97_060.0,
        (at.lat() - 29.39) * 110_850.0,
    )
}

fn away(one: Wgs84, other: Wgs84) -> f64 {
    let ((ax, ay), (bx, by)) = (metres(one), metres(other));
    libm::hypot(bx - ax, by - ay)
}

type Piece = ((f64, f64), (f64, f64));

/// The pieces of road, by squares of a hundred metres, so that the nearest is found quickly.
struct Roads(BTreeMap<(i64, i64), Vec<Piece>>);

static ROADS: LazyLock<Roads> = LazyLock::new(|| Roads::of(&DISTRICT));

impl Roads {
    fn of(district: &District) -> Self {
        let mut squares: BTreeMap<(i64, i64), Vec<Piece>> = BTreeMap::new();
        for line in district.roads.iter().flat_map(|road| road.line.lines()) {
            let at = |c: geo::Coord<f64>| metres(Wgs84::from_lon_lat(c.x, c.y).expect("on earth"));
            let (a, b) = (at(line.start), at(line.end));
            let square = |value: f64| (value / 100.0).floor() as i64;
            for i in square(a.0.min(b.0)) - 1..=square(a.0.max(b.0)) + 1 {
                for j in square(a.1.min(b.1)) - 1..=square(a.1.max(b.1)) + 1 {
                    squares.entry((i, j)).or_default().push((a, b));
                }
            }
        }
        Self(squares)
    }

    fn metres_to(&self, at: Wgs84) -> f64 {
        let (x, y) = metres(at);
        let square = ((x / 100.0).floor() as i64, (y / 100.0).floor() as i64);
        let near = self.0.get(&square).map_or(&[][..], Vec::as_slice);
        near.iter()
            .map(|&((ax, ay), (bx, by))| {
                let (dx, dy) = (bx - ax, by - ay);
                let share = (((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
                libm::hypot(ax + share * dx - x, ay + share * dy - y)
            })
            .fold(f64::MAX, f64::min)
    }
}

fn by_unit(samples: Vec<UnitPosition>) -> BTreeMap<UnitId, Vec<UnitPosition>> {
    let mut units: BTreeMap<UnitId, Vec<UnitPosition>> = BTreeMap::new();
    for sample in samples {
        units.entry(sample.unit.clone()).or_default().push(sample);
    }
    units
}

/// The fastest anybody drives, in metres a second: 58 km/h.
const FASTEST: f64 = 16.2;
/// How far from the road a crew walks at most, in metres: to the innermost house of an estate.
const WALK: f64 = 120.0;
/// Faster than this a unit drives, slower it may be on foot.
const ON_FOOT: f64 = 2.6;

fn check(roads: &Roads, samples: Vec<UnitPosition>) -> (usize, f64) {
    let (mut driving, mut farthest) = (0, 0.0_f64);
    for (unit, own) in by_unit(samples) {
        let mut before = 0.0;
        for pair in own.windows(2) {
            let seconds = (pair[1].sampled_at - pair[0].sampled_at).0 as f64 / 1_000.0;
            let speed = away(pair[0].position, pair[1].position) / seconds;
            assert!(
                speed <= FASTEST,
                "{unit}: {speed} m/s at {:?}",
                pair[0].sampled_at
            );
            // In a car before and after the sample, so at the sample too.
            if speed > ON_FOOT && before > ON_FOOT && seconds < 6.0 {
                driving += 1;
                farthest = farthest.max(roads.metres_to(pair[0].position));
            }
            before = speed;
            let beside = roads.metres_to(pair[1].position);
            assert!(beside < WALK, "{unit}: {beside} m from any road");
        }
    }
    (driving, farthest)
}

#[test]
fn over_the_whole_day_no_unit_is_faster_than_a_car_and_who_drives_is_on_the_road() {
    let day = SCRIPT.day(Script::DEMO_DAY);
    let until = Script::DEMO_DAY + Millis::from_hours(24);
    let (driving, farthest) = check(&ROADS, day.unit_positions(Script::DEMO_DAY, until));
    assert!(driving > 20_000, "{driving} samples of units that drive");
    assert!(farthest < 9.0, "{farthest} m from the middle of the road");
}

#[test]
fn nobody_leaps_when_one_day_becomes_the_next() {
    for days in [0, 3] {
        let midnight = Timestamp(Script::DEMO_DAY.0 + days * 24 * 3_600_000);
        let hour = Millis::from_hours(2);
        let playback = SCRIPT.play(midnight, midnight);
        // What was begun before midnight goes on after it, beside what is new.
        let (driving, _) = check(
            &ROADS,
            playback.unit_positions(midnight - hour, midnight + hour),
        );
        assert!(driving > 1_000, "{driving}");
    }
}

#[test]
fn of_forty_units_half_move_within_any_hour_of_the_day() {
    let day = SCRIPT.day(Script::DEMO_DAY);
    for hour in 2..24 {
        let from = Script::DEMO_DAY + Millis::from_hours(hour);
        let units = by_unit(day.unit_positions(from, from + Millis::from_hours(1)));
        assert!(units.len() > 40);
        let moved = units
            .values()
            .filter(|own| own.iter().any(|sample| sample.heading_degrees.is_some()));
        assert!(moved.count() > 20, "in hour {hour}");
    }
}

#[test]
fn units_of_a_quick_day_do_not_leap_either() {
    let day = Script::new(&DISTRICT, 3, 6.0).day(Script::DEMO_DAY);
    let noon = Script::DEMO_DAY + Millis::from_hours(12);
    check(
        &ROADS,
        day.unit_positions(noon, noon + Millis::from_hours(3)),
    );
}

#[test]
fn in_other_districts_units_keep_to_their_roads_too() {
    for seed in [2, 7, 20_261_123] {
        let district = District::from_seed(seed);
        let script = Script::new(&district, seed, 1.0);
        let midnight = Timestamp(Script::DEMO_DAY.0 + seed as i64 % 1_000 * 24 * 3_600_000);
        let evening = midnight + Millis::from_hours(15);
        let playback = script.play(evening, evening);
        let samples = playback.unit_positions(evening, evening + Millis::from_hours(6));
        let (driving, farthest) = check(&Roads::of(&district), samples);
        assert!(driving > 5_000, "{driving}");
        assert!(farthest < 9.0, "{farthest} m");
    }
}

//! The scripted day: its rhythm, its legality, its stories, and the ways of the units.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use district::{Building, Day, District, Script, Scripted, Storm, Told};
use domain::{
    Actor, Assignee, AssignmentEnd, ClockState, ExternalId, Incident, Millis, Network, PlatformId,
    Priority, Seq, Stage, TextKey, Timestamp, Wgs84,
};
use geo::{Contains, Point};
use world::{Act, Decision, Event, Manner, Register, Request, decide};

/// 23 November 2026, midnight in Shuangfu.
const MIDNIGHT: Timestamp = Timestamp(1_795_363_200_000);
const HOUR: Millis = Millis::from_hours(1);
const DAY: Millis = Millis::from_hours(24);

static DISTRICT: LazyLock<District> = LazyLock::new(|| District::from_seed(District::DEMO_SEED));
static SCRIPT: LazyLock<Script> = LazyLock::new(|| Script::new(&DISTRICT, 1, 1.0));
static TODAY: LazyLock<Day> = LazyLock::new(|| SCRIPT.day(MIDNIGHT));
static FOLDED: LazyLock<BTreeMap<Network, Register>> = LazyLock::new(|| fold(TODAY.facts().iter()));

fn is_report(fact: &Scripted) -> bool {
    matches!(fact.told, Told::Act(Act::Report(_)))
}

/// Which incident a fact is about.
fn subject_of(fact: &Scripted) -> (&PlatformId, &ExternalId) {
    (&fact.platform, &fact.external_id)
}

/// Every fact asked for as a person's command, the strictest way, and folded network by network.
fn fold<'a>(facts: impl Iterator<Item = &'a Scripted>) -> BTreeMap<Network, Register> {
    let mut registers: BTreeMap<Network, Register> = Network::ALL
        .into_iter()
        .map(|network| (network, Register::new()))
        .collect();
    let mut seq = Seq::START;
    for (index, fact) in facts.enumerate() {
        let platform = DISTRICT
            .platforms
            .iter()
            .find(|platform| platform.id == fact.platform)
            .expect("a platform of the district");
        let register = registers
            .get_mut(&platform.network)
            .expect("every network has a register");
        let act = match &fact.told {
            Told::Act(act) => act.clone(),
            Told::SameAs {
                platform,
                external_id,
            } => Act::MergeInto(
                register
                    .find(platform, external_id)
                    .expect("the other incident is on the same network"),
            ),
        };
        let request = Request {
            incident: register.find(&fact.platform, &fact.external_id),
            act,
            by: Actor::Platform {
                platform: fact.platform.clone(),
                desk: fact.desk.clone(),
            },
            occurred_at: fact.at,
            decided_on: None,
            note: fact.note.as_ref().map(|_| TextKey::new(index as u64)),
            photos: vec![],
            from: None,
        };
        match decide(register, &DISTRICT.rules, &request, Manner::Command) {
            Ok(Decision::Record(facts)) => {
                for fact in facts {
                    seq = seq.next();
                    register.apply(&Event {
                        seq,
                        recorded_at: request.occurred_at,
                        fact,
                    });
                }
            }
            Ok(Decision::Known) => assert!(is_report(fact), "{fact:?} is known already"),
            Err(refusal) => panic!("{refusal}: {fact:?}"),
        }
    }
    registers
}

fn incidents() -> impl Iterator<Item = &'static Incident> {
    FOLDED
        .values()
        .flat_map(|register| register.world().incidents())
}

#[test]
fn fourteen_to_twenty_incidents_are_reported_in_every_hour_of_the_day_but_in_a_storm() {
    for seed in 1..=4 {
        let day = Script::new(&DISTRICT, seed, 1.0).day(MIDNIGHT);
        let mut hours: BTreeMap<i64, usize> = BTreeMap::new();
        let mut known = BTreeSet::new();
        for fact in day.facts().iter().filter(|fact| is_report(fact)) {
            // A report that its platform sends again is not counted twice.
            if known.insert(subject_of(fact)) {
                *hours
                    .entry((fact.at - MIDNIGHT).0.div_euclid(HOUR.0))
                    .or_default() += 1;
            }
        }
        assert_eq!(
            hours.keys().copied().collect::<Vec<_>>(),
            (0..24).collect::<Vec<_>>()
        );
        for (hour, reported) in &hours {
            let from = MIDNIGHT + Millis(HOUR.0 * hour);
            let storms = day
                .storm()
                .is_some_and(|storm| storm.from < from + HOUR && from < storm.until);
            assert!(
                storms || (14..=20).contains(reported),
                "{reported} in hour {hour}"
            );
        }
        let in_hours = |hours_of_day: std::ops::Range<i64>| {
            hours_of_day.map(|hour| hours[&hour]).sum::<usize>()
        };
        assert!(
            in_hours(17..20) > in_hours(2..5) + 6,
            "the evening is busier than the night"
        );
    }
}

#[test]
fn a_pace_of_four_brings_four_times_the_reports_and_handles_them_no_faster() {
    let day = Script::new(&DISTRICT, 1, 4.0).day(MIDNIGHT);
    let count = |day: &Day| {
        day.facts()
            .iter()
            .filter(|fact| is_report(fact))
            .map(subject_of)
            .collect::<BTreeSet<_>>()
            .len() as f64
    };
    let ratio = count(&day) / count(&TODAY);
    assert!((3.8..=4.2).contains(&ratio), "{ratio}");
    let registers = fold(day.facts().iter());
    let took = |incident: &Incident| {
        Some(
            (incident.reached.first(Stage::Resolved)? - incident.reached.first(Stage::Accepted)?).0,
        )
    };
    let median = |mut spans: Vec<i64>| {
        spans.sort_unstable();
        spans[spans.len() / 2] as f64
    };
    let fast = median(
        registers
            .values()
            .flat_map(|register| register.world().incidents())
            .filter_map(took)
            .collect(),
    );
    let usual = median(incidents().filter_map(took).collect());
    assert!(
        (0.75..=1.5).contains(&(fast / usual)),
        "{fast} ms against {usual} ms"
    );
}

#[test]
fn every_incident_takes_only_legal_steps_and_reaches_its_end_within_a_day() {
    let last = TODAY
        .facts()
        .iter()
        .map(|fact| fact.at)
        .max()
        .expect("a day has facts");
    assert!(last - (MIDNIGHT + DAY) < DAY);
    let ends: BTreeSet<Stage> = incidents().map(|incident| incident.stage).collect();
    assert_eq!(ends, BTreeSet::from([Stage::Closed, Stage::Void]));
    for network in Network::ALL {
        assert!(
            FOLDED[&network].world().len() >= 40,
            "{network}: {}",
            FOLDED[&network].world().len()
        );
    }
}

#[test]
fn other_seeds_and_other_days_are_legal_too() {
    for (seed, day) in [(2, 0), (3, 1), (1, 45), (9, -20_000), (20_261_123, 12_345)] {
        let day = Script::new(&DISTRICT, seed, 1.0).day(MIDNIGHT + Millis(DAY.0 * day));
        let registers = fold(day.facts().iter());
        assert!(
            registers
                .values()
                .flat_map(|register| register.world().incidents())
                .all(|incident| !incident.stage.is_open())
        );
    }
}

#[test]
fn most_are_dispatched_within_a_minute_and_reached_within_five_and_some_are_not() {
    let readings = |clocks: Vec<domain::Clock>| {
        let kept = clocks
            .iter()
            .filter(|clock| clock.reading(MIDNIGHT + DAY + DAY).state == ClockState::Kept)
            .count();
        (kept as f64 / clocks.len() as f64, clocks.len() - kept)
    };
    let dispatch = incidents()
        .filter(|incident| incident.stage == Stage::Closed)
        .map(|incident| incident.dispatch_clock.clone())
        .collect();
    let (share, missed) = readings(dispatch);
    assert!(
        share > 0.85 && missed > 3,
        "{share} dispatched in time, {missed} late"
    );
    let arrived = incidents()
        .flat_map(|incident| &incident.assignments)
        .filter(|assignment| assignment.on_scene_at().is_some());
    let (share, missed) = readings(
        arrived
            .filter_map(|assignment| assignment.arrival_clock.clone())
            .collect(),
    );
    assert!(
        share > 0.75 && missed > 5,
        "{share} reached in time, {missed} late"
    );
    let closed = incidents().filter(|incident| incident.stage == Stage::Closed);
    let (share, missed) = readings(
        closed
            .filter_map(|incident| incident.handling_clock.clone())
            .collect(),
    );
    assert!(
        share > 0.9 && missed > 1,
        "{share} handled in time, {missed} late"
    );
}

#[test]
fn a_day_has_its_accidents() {
    assert!(
        incidents().any(|incident| incident.flags.returned > 0),
        "one is sent back"
    );
    assert!(
        incidents().any(|incident| incident.flags.reworked > 0),
        "one is done again"
    );
    assert!(
        incidents().any(|incident| incident.merged_into.get().is_some()),
        "one is a duplicate"
    );
    assert!(
        incidents().any(|incident| incident.rating.is_some()),
        "one citizen rates"
    );
    let declined = incidents().flat_map(|incident| &incident.assignments);
    assert!(
        declined
            .into_iter()
            .any(|assignment| matches!(assignment.ended(), Some((AssignmentEnd::Declined, _))))
    );
    let mut reports: Vec<_> = TODAY
        .facts()
        .iter()
        .filter(|fact| is_report(fact))
        .map(subject_of)
        .collect();
    let all = reports.len();
    reports.sort_unstable();
    reports.dedup();
    assert!(reports.len() < all, "one platform sends a report twice");
}

fn story(subject: &str, address: &str) -> &'static Incident {
    let told = |incident: &&Incident| {
        incident.subject == subject
            && incident
                .place
                .address
                .as_deref()
                .is_some_and(|known| known.starts_with(address))
    };
    let mut found = incidents().filter(told).filter(|incident| {
        incident
            .place
            .address
            .as_deref()
            .is_some_and(|known| known.ends_with('旁'))
    });
    let incident = found
        .next()
        .unwrap_or_else(|| panic!("{subject} at {address} is told"));
    assert!(found.next().is_none(), "once a day");
    incident
}

#[test]
fn at_two_in_the_morning_diners_are_loud_by_milan_town_and_the_police_mediate() {
    let incident = story("夜间噪声扰民", "米兰小镇");
    let night = incident.reported_at() - MIDNIGHT;
    assert!(
        (Millis::from_hours(2)..Millis::from_mins(121)).contains(&night),
        "{night}"
    );
    assert_eq!(incident.platform.as_str(), "110");
    let [station, patrol, police] = &*incident.assignments else {
        panic!("{:?}", incident.assignments)
    };
    assert_eq!(
        station.assignee,
        Assignee::Station(DISTRICT.stations[0].id.clone())
    );
    let offered_at = station.offered_at().expect("offered");
    assert!(offered_at - incident.reported_at() <= Millis::from_secs(60));
    let on_scene_at = patrol.on_scene_at().expect("on scene");
    assert!(on_scene_at - station.received_at().expect("received") <= Millis::from_mins(5));
    assert!(matches!(&police.assignee, Assignee::Unit(unit) if unit.as_str().starts_with("PO-")));
    assert!(police.on_scene_at() > patrol.on_scene_at());
    assert_eq!(incident.stage, Stage::Closed);
}

#[test]
fn on_the_morning_round_a_manhole_cover_is_reported_and_its_department_claims_it() {
    let incident = story("井盖边缘翘起", "福城西苑");
    let morning = incident.reported_at() - MIDNIGHT;
    assert!(
        (Millis::from_hours(8)..Millis::from_hours(9)).contains(&morning),
        "{morning}"
    );
    assert_eq!(incident.channel, domain::Channel::GridWorker);
    let [department] = &*incident.assignments else {
        panic!("{:?}", incident.assignments)
    };
    assert!(
        matches!(department.assignee, Assignee::Department(_))
            && department.received_at().is_some()
    );
}

#[test]
fn rubble_by_block_17_is_gone_the_same_afternoon() {
    let incident = story("建筑垃圾堆放", "福城西苑 17 栋");
    let resolved = incident.reached.first(Stage::Resolved).expect("resolved") - MIDNIGHT;
    assert!(
        (Millis::from_hours(12)..Millis::from_hours(18)).contains(&resolved),
        "{resolved}"
    );
}

#[test]
fn facts_are_in_order_of_time_and_none_is_before_its_report() {
    assert!(TODAY.facts().is_sorted_by_key(|fact| fact.at));
    assert!(
        TODAY
            .facts()
            .first()
            .is_some_and(|fact| fact.at >= MIDNIGHT)
    );
    let mut reported = BTreeSet::new();
    for fact in TODAY.facts() {
        if is_report(fact) {
            reported.insert(subject_of(fact));
        }
        assert!(reported.contains(&subject_of(fact)), "{fact:?}");
    }
}

#[test]
fn the_same_seed_tells_the_same_and_another_something_else() {
    let again = Script::new(&DISTRICT, 1, 1.0).day(MIDNIGHT);
    assert_eq!(again.facts(), TODAY.facts());
    assert_ne!(
        Script::new(&DISTRICT, 2, 1.0).day(MIDNIGHT).facts(),
        TODAY.facts()
    );
    assert_ne!(SCRIPT.day(MIDNIGHT + DAY).facts().len(), 0);
}

#[test]
fn a_slice_holds_what_the_day_tells_then_and_nothing_else() {
    let (from, until) = (
        MIDNIGHT + Millis::from_mins(615),
        MIDNIGHT + Millis::from_mins(700),
    );
    let slice = TODAY.between(from, until);
    let expected: Vec<&Scripted> = TODAY
        .facts()
        .iter()
        .filter(|fact| fact.at >= from && fact.at < until)
        .collect();
    assert!(!slice.is_empty());
    assert_eq!(slice.iter().collect::<Vec<_>>(), expected);
    assert!(TODAY.between(until, from).is_empty());
}

#[test]
fn a_playback_begins_where_it_is_asked_to_and_goes_on_over_midnight_in_order() {
    let from = MIDNIGHT + Millis::from_hours(22);
    let played: Vec<Scripted> = SCRIPT
        .play(from, from)
        .take_while(|fact| fact.at < MIDNIGHT + DAY + HOUR)
        .collect();
    assert!(played.iter().all(|fact| fact.at >= from));
    assert!(played.is_sorted_by_key(|fact| fact.at));
    assert!(
        played
            .iter()
            .any(|fact| fact.at >= MIDNIGHT + DAY && is_report(fact)),
        "the next day begins"
    );
    let registers = fold(played.iter());
    let folded = registers.values().map(|register| register.world().len());
    assert!(folded.sum::<usize>() > 40);
}

#[test]
fn a_playback_that_goes_on_tells_exactly_what_one_that_never_stopped_tells() {
    let stopped_at = MIDNIGHT + Millis::from_hours(5);
    let until = MIDNIGHT + DAY + Millis::from_hours(2);
    let whole: Vec<Scripted> = SCRIPT
        .play(MIDNIGHT, MIDNIGHT)
        .skip_while(|fact| fact.at < stopped_at)
        .take_while(|fact| fact.at < until)
        .collect();
    let rest: Vec<Scripted> = SCRIPT
        .play(MIDNIGHT, stopped_at)
        .take_while(|fact| fact.at < until)
        .collect();
    assert_eq!(whole, rest);
}

#[test]
fn a_playback_told_in_slices_tells_every_fact_once() {
    let until = MIDNIGHT + DAY + HOUR;
    let mut playback = SCRIPT.play(MIDNIGHT, MIDNIGHT);
    let mut told = vec![];
    for minute in (7..=25 * 60).step_by(7).chain([25 * 60]) {
        let slice_end = MIDNIGHT + Millis::from_mins(minute);
        told.extend(playback.told_before(slice_end));
        assert!(playback.peek().is_some_and(|next| next.at >= slice_end));
    }
    let whole: Vec<Scripted> = SCRIPT
        .play(MIDNIGHT, MIDNIGHT)
        .take_while(|fact| fact.at < until)
        .collect();
    assert_eq!(told, whole);
}

#[test]
fn a_playback_that_stopped_before_midnight_goes_on_after_it_with_what_was_open() {
    let stopped_at = MIDNIGHT + DAY + Millis::from_mins(3);
    let whole: Vec<Scripted> = SCRIPT
        .play(MIDNIGHT, MIDNIGHT)
        .skip_while(|fact| fact.at < stopped_at)
        .take(300)
        .collect();
    let rest: Vec<Scripted> = SCRIPT.play(MIDNIGHT, stopped_at).take(300).collect();
    assert_eq!(whole, rest);
}

#[test]
fn every_report_lies_in_the_district_and_has_an_address_in_words() {
    for incident in incidents() {
        let position = incident.place.position.expect("a position");
        assert!(DISTRICT.grid_at(position).is_some(), "{position:?}");
        assert!(
            incident
                .place
                .address
                .as_deref()
                .is_some_and(|address| address.chars().count() >= 4),
            "{:?}",
            incident.place.address
        );
    }
    let addresses: BTreeSet<_> = incidents()
        .filter_map(|incident| incident.place.address.clone())
        .collect();
    assert!(addresses.len() > 200, "{}", addresses.len());
}

/// Metres from a position to the nearest wall of a building; negative within it.
fn metres_to_walls(building: &Building, at: Wgs84) -> f64 {
    let metres = |lon: f64, lat: f64| ((lon - at.lon()) * 97_060.0, (lat - at.lat()) * 110_850.0);
    let away = building
        .footprint
        .exterior()
        .lines()
        .map(|wall| {
            let (ax, ay) = metres(wall.start.x, wall.start.y);
            let (bx, by) = metres(wall.end.x, wall.end.y);
            let (dx, dy) = (bx - ax, by - ay);
            let share = (-(ax * dx + ay * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
            libm::hypot(ax + share * dx, ay + share * dy)
        })
        .fold(f64::MAX, f64::min);
    let inside = building.footprint.contains(&Point::new(at.lon(), at.lat()));
    if inside { -away } else { away }
}

fn stand_on_free_ground_beside<'a>(
    district: &District,
    reports: impl Iterator<Item = (&'a str, Wgs84)>,
) -> usize {
    let mut beside = 0;
    for (building, at) in reports {
        let Some(building) = district.building_named(building) else {
            continue;
        };
        beside += 1;
        let away = metres_to_walls(building, at);
        assert!((0.5..=26.0).contains(&away), "{away} m: {building:?}");
        let free = |other: &Building| metres_to_walls(other, at) > 0.5;
        assert!(district.buildings.iter().all(free), "{at:?} is in a house");
    }
    beside
}

#[test]
fn the_stories_are_told_beside_the_very_buildings_that_they_name() {
    for seed in [District::DEMO_SEED, 2, 7] {
        let district = District::from_seed(seed);
        let day = Script::new(&district, 1, 1.0).day(MIDNIGHT);
        let mut told = 0;
        for (name, words) in [
            ("米兰小镇 B 座", "旁"),
            ("福城西苑 9 栋", "旁"),
            ("福城西苑 17 栋", "草坪旁"),
        ] {
            let address = format!("{name}{words}");
            let places = reports(&day).filter(|(known, _)| *known == address);
            told += stand_on_free_ground_beside(&district, places.map(|(_, at)| (name, at)));
        }
        assert_eq!(told, 3, "seed {seed}");
    }
}

#[test]
fn an_address_names_a_building_that_there_is_and_the_report_lies_beside_it() {
    for (address, _) in reports(&TODAY) {
        let named = [" 栋", " 座", " 馆"]
            .iter()
            .any(|word| address.ends_with(word));
        assert!(
            !named || DISTRICT.building_named(address).is_some(),
            "{address}"
        );
    }
    // Who reports what is known already stands a little aside, and under the same address.
    let mut first: BTreeMap<&str, Wgs84> = BTreeMap::new();
    for (address, at) in reports(&TODAY) {
        first.entry(address).or_insert(at);
    }
    assert!(stand_on_free_ground_beside(&DISTRICT, first.into_iter()) > 80);
}

/// Where a day's reports say that they are, in words and in degrees.
fn reports(day: &Day) -> impl Iterator<Item = (&str, Wgs84)> {
    day.facts().iter().filter_map(|fact| match &fact.told {
        Told::Act(Act::Report(report)) => {
            let place = &report.place;
            Some((place.address.as_deref()?, place.position?))
        }
        _ => None,
    })
}

#[test]
fn every_platform_of_the_district_reports() {
    let platforms: BTreeSet<&PlatformId> =
        TODAY.facts().iter().map(|fact| &fact.platform).collect();
    assert_eq!(platforms.len(), DISTRICT.platforms.len());
}

fn metres(one: Wgs84, other: Wgs84) -> f64 {
    let (dx, dy) = (
        (one.lon() - other.lon()) * 97_050.0,
        (one.lat() - other.lat()) * 110_850.0,
    );
    (dx * dx + dy * dy).sqrt()
}

#[test]
fn units_drive_along_at_plausible_speeds_and_are_sampled_every_five_seconds() {
    let (from, until) = (
        MIDNIGHT + Millis::from_hours(18),
        MIDNIGHT + Millis::from_hours(19),
    );
    let samples = TODAY.unit_positions(from, until);
    assert!(samples.is_sorted_by_key(|sample| sample.sampled_at));
    let units: BTreeSet<_> = samples.iter().map(|sample| &sample.unit).collect();
    assert_eq!(
        units.len(),
        DISTRICT.units.len(),
        "a unit that stands is seen too"
    );
    let mut moving = 0;
    for unit in units {
        let own: Vec<_> = samples
            .iter()
            .filter(|sample| sample.unit == *unit)
            .collect();
        for pair in own.windows(2) {
            let span = pair[1].sampled_at - pair[0].sampled_at;
            assert!(
                span >= Millis::from_secs(5) && span <= Millis::from_secs(60),
                "{span}"
            );
            if pair[0].heading_degrees.is_some()
                && pair[1].heading_degrees.is_some()
                && span == Millis::from_secs(5)
            {
                let speed = metres(pair[0].position, pair[1].position) / 5.0;
                assert!(speed < 25.0, "{speed} m/s");
                moving += usize::from(speed > 2.0);
            }
        }
    }
    assert!(moving > 100, "{moving} samples of moving units");
}

#[test]
fn a_unit_is_at_the_incident_when_it_says_it_arrived() {
    let incident = story("夜间噪声扰民", "米兰小镇");
    let patrol = &incident.assignments[1];
    let Assignee::Unit(unit) = &patrol.assignee else {
        panic!("{patrol:?}")
    };
    let arrived_at = patrol.on_scene_at().expect("on scene");
    let after = TODAY.unit_positions(arrived_at, arrived_at + Millis::from_mins(2));
    let sample = after
        .iter()
        .find(|sample| sample.unit == *unit)
        .expect("a standing unit is sampled every minute");
    let away = metres(
        sample.position,
        incident.place.position.expect("a position"),
    );
    assert!(away < 1.0, "{away} m");
}

/// The demo's day has a storm.
fn storm() -> Storm {
    TODAY.storm().expect("the demo's day has a storm")
}

fn urgent_reported(within: std::ops::Range<Timestamp>) -> BTreeMap<Network, usize> {
    Network::ALL
        .into_iter()
        .map(|network| {
            let urgent = FOLDED[&network].world().incidents().filter(|incident| {
                let category = DISTRICT.rules.category(incident.category.as_ref());
                within.contains(&incident.reported_at())
                    && category.is_some_and(|category| category.priority >= Priority::Urgent)
            });
            (network, urgent.count())
        })
        .collect()
}

#[test]
fn the_demos_day_is_the_one_that_has_a_storm() {
    assert_eq!(Script::DEMO_DAY, MIDNIGHT);
    let storm = storm();
    assert!(storm.from >= MIDNIGHT + Millis::from_hours(13));
    assert!(storm.until < MIDNIGHT + Millis::from_hours(20));
    let hour = TODAY.between(storm.from, storm.from + HOUR);
    let reported: BTreeSet<_> = hour
        .iter()
        .filter(|fact| is_report(fact))
        .map(subject_of)
        .collect();
    assert!(reported.len() > 50, "{} in the hour", reported.len());
}

#[test]
fn in_a_storm_more_than_ten_urgent_incidents_come_in_ten_minutes_and_afterwards_fewer_than_five() {
    let storm = storm();
    let ten = Millis::from_mins(10);
    let first = urgent_reported(storm.from..storm.from + ten);
    assert!(first.values().sum::<usize>() > 15, "{first:?}");
    assert!(
        first[&Network::Government] > 10,
        "on one network alone, too: {first:?}"
    );
    // On any day two calls may follow one another: within the half hour the flood is over.
    let later = [20, 30, 40].map(|minutes| {
        let after = storm.until + Millis::from_mins(minutes);
        let reported = urgent_reported(after..after + ten);
        reported.values().sum::<usize>()
    });
    assert!(later.iter().any(|&reported| reported < 5), "{later:?}");
    let before = urgent_reported(storm.from - ten..storm.from);
    assert!(before.values().sum::<usize>() <= 10, "{before:?}");
}

#[test]
fn a_storm_brings_water_trees_and_power_cuts_and_the_same_matter_is_told_by_several() {
    let storm = storm();
    let during = |incident: &&Incident| (storm.from..storm.until).contains(&incident.reported_at());
    let of = |category: &str| {
        incidents()
            .filter(during)
            .filter(|incident| {
                incident
                    .category
                    .as_ref()
                    .is_some_and(|known| known.as_str() == category)
            })
            .count()
    };
    for category in ["standing-water", "fallen-tree", "power-cut"] {
        assert!(of(category) >= 5, "{category}: {}", of(category));
    }
    let merged = incidents()
        .filter(during)
        .filter(|incident| incident.merged_into.get().is_some());
    assert!(merged.count() >= 2);
}

#[test]
fn most_days_have_no_storm_and_some_have() {
    let storms = (0..40)
        .filter(|day| {
            let day = SCRIPT.day(MIDNIGHT + Millis(DAY.0 * day));
            day.storm().is_some()
        })
        .count();
    assert!((1..=12).contains(&storms), "{storms} in 40 days");
}

/// How many units have no order at a moment.
fn free_units(at: Timestamp) -> usize {
    let engaged: BTreeSet<&Assignee> = incidents()
        .flat_map(|incident| &incident.assignments)
        .filter(|assignment| matches!(assignment.assignee, Assignee::Unit(_)))
        .filter(|assignment| {
            let given = assignment.offered_at().is_some_and(|offered| offered <= at);
            given && assignment.ended().is_none_or(|(_, ended)| ended > at)
        })
        .map(|assignment| &assignment.assignee)
        .collect();
    DISTRICT.units.len() - engaged.len()
}

#[test]
fn for_an_hour_of_the_storm_no_unit_is_free_but_one_or_another_between_two_orders() {
    let from = storm().from + Millis::from_mins(14);
    let free: Vec<usize> = (0..60)
        .map(|minute| free_units(from + Millis::from_mins(minute)))
        .collect();
    assert!(free.iter().all(|&units| units <= 3), "{free:?}");
    let none = free.iter().filter(|&&units| units == 0).count();
    assert!(none >= 20, "{free:?}");
}

#[test]
fn in_the_storms_hour_the_centre_says_again_and_again_that_nobody_is_free() {
    let storm = storm();
    let told = |from: Timestamp, until: Timestamp| {
        let facts = TODAY.between(from, until).iter();
        facts
            .filter(|fact| fact.told == Told::Act(Act::NobodyFree))
            .count()
    };
    let hour = told(storm.from, storm.from + HOUR);
    let before = told(storm.from - HOUR, storm.from);
    assert!(
        hour >= 10 && hour > 3 * before,
        "{hour}, before it {before}"
    );
    let calm = Script::new(&DISTRICT, 2, 1.0).day(MIDNIGHT);
    assert!(calm.storm().is_none());
    let facts = calm.facts().iter();
    let all_day = facts
        .filter(|fact| fact.told == Told::Act(Act::NobodyFree))
        .count();
    assert!(all_day < 25, "{all_day} on a calm day");
    // Whoever waits is not forgotten: each of them is handled all the same.
    let waited: BTreeSet<_> = TODAY
        .facts()
        .iter()
        .filter(|fact| fact.told == Told::Act(Act::NobodyFree))
        .map(subject_of)
        .collect();
    for (platform, external_id) in waited {
        let facts = TODAY.facts().iter();
        let own = facts.filter(|fact| subject_of(fact) == (platform, external_id));
        assert!(
            own.into_iter()
                .any(|fact| fact.told == Told::Act(Act::Resolve)),
            "{external_id}"
        );
    }
}

#[test]
fn a_camera_goes_dark_and_its_platform_names_the_point() {
    let [dark] = TODAY.dark_cameras() else {
        panic!("{:?}", TODAY.dark_cameras())
    };
    let point = DISTRICT
        .camera_points
        .iter()
        .find(|point| point.id == dark.point)
        .expect("a point of the district");
    assert!(point.cameras.iter().any(|camera| camera.id == dark.camera));
    let incident = incidents()
        .find(|incident| incident.external_id == dark.external_id)
        .expect("it is reported");
    assert_eq!(incident.platform.as_str(), "xueliang");
    assert_eq!(incident.channel, domain::Channel::Camera);
    assert_eq!(incident.place.address.as_deref(), Some(&*point.name.zh));
    assert_eq!(incident.place.position, Some(point.position));
    let report = TODAY
        .facts()
        .iter()
        .find(|fact| fact.external_id == dark.external_id)
        .expect("a report");
    let details = report.details.as_deref().expect("details");
    assert!(details.contains(dark.point.as_str()), "{details}");
    assert!(dark.from < incident.reported_at());
    let resolved = incident.reached.first(Stage::Resolved).expect("resolved");
    assert!(incident.reported_at() < dark.until && dark.until < resolved);
}

#[test]
fn a_feed_dies_and_comes_back_and_then_tells_all_of_it() {
    let [outage] = TODAY.outages() else {
        panic!("{:?}", TODAY.outages())
    };
    assert!(outage.until - outage.from >= Millis::from_mins(5));
    let network_of = |fact: &Scripted| {
        let platforms = &DISTRICT.platforms;
        platforms
            .iter()
            .find(|platform| platform.id == fact.platform)
            .map(|platform| platform.network)
    };
    let mut late = 0;
    for fact in TODAY.facts() {
        let silent = network_of(fact) == Some(outage.network)
            && (outage.from..outage.until).contains(&fact.at);
        let told_at = TODAY.told_at(fact);
        assert_eq!(told_at, if silent { outage.until } else { fact.at });
        late += usize::from(silent);
    }
    assert!(late > 3, "{late} facts are told late");
    let storm = storm();
    assert!(outage.until < storm.from || storm.until < outage.from);
    let playback = SCRIPT.play(MIDNIGHT, MIDNIGHT);
    assert!(playback.outages().contains(outage));
    assert_eq!(playback.dark_cameras().last(), TODAY.dark_cameras().last());
}

#[test]
fn told_in_slices_around_an_outage_every_fact_is_told_once_and_none_before_its_network_is_back() {
    let outage = TODAY.outages()[0];
    let from = outage.from - HOUR;
    let until = outage.until + HOUR;
    let mut told = vec![];
    let mut slice = from;
    while slice < until {
        let next = slice + Millis::from_mins(7);
        for fact in TODAY.told_between(slice, next) {
            let told_at = TODAY.told_at(fact);
            assert!((slice..next).contains(&told_at) && told_at >= fact.at);
            told.push(fact);
        }
        slice = next;
    }
    let all = TODAY.between(from, slice);
    assert_eq!(told.len(), all.len());
    assert!(all.iter().all(|fact| told.contains(&fact)));
    assert!(
        !told.is_sorted_by_key(|fact| fact.at),
        "what was held back is told after what happened later elsewhere"
    );
}

#[test]
fn whatever_is_not_void_goes_through_every_stage_of_the_lifecycle() {
    let mut counted = 0;
    for incident in incidents().filter(|incident| incident.stage != Stage::Void) {
        let reached: Vec<_> = [
            Stage::Reported,
            Stage::Accepted,
            Stage::Dispatched,
            Stage::Handling,
            Stage::Resolved,
            Stage::Closed,
        ]
        .into_iter()
        .map(|stage| incident.reached.first(stage).expect("every stage"))
        .collect();
        assert!(reached.is_sorted(), "{reached:?}");
        let crews = incident
            .assignments
            .iter()
            .filter(|assignment| matches!(assignment.assignee, Assignee::Unit(_)));
        for crew in crews {
            let [received, under_way, on_scene] =
                [crew.received_at(), crew.under_way_at(), crew.on_scene_at()]
                    .map(|at| at.expect("every step of a crew"));
            assert!(received < under_way && under_way < on_scene);
            let (end, _) = crew.ended().expect("its crew is free again");
            assert_eq!(end, AssignmentEnd::Cleared);
        }
        counted += 1;
    }
    assert!(counted > 350, "{counted}");
}

#[test]
fn every_storm_of_any_seed_is_a_flood() {
    let ten = Millis::from_mins(10);
    let mut storms = 0;
    for seed in 1..=3 {
        let script = Script::new(&DISTRICT, seed, 1.0);
        for day in 0..40 {
            let day = script.day(MIDNIGHT + Millis(DAY.0 * day));
            let Some(storm) = day.storm() else { continue };
            storms += 1;
            let urgent = day
                .between(storm.from, storm.from + ten)
                .iter()
                .filter_map(|fact| match &fact.told {
                    Told::Act(Act::Report(report)) => {
                        DISTRICT.rules.category(report.category.as_ref())
                    }
                    _ => None,
                })
                .filter(|category| category.priority >= Priority::Urgent)
                .count();
            assert!(urgent > 10, "{urgent} at {:?}, seed {seed}", storm.from);
        }
    }
    assert!(storms > 5, "{storms}");
}

#[test]
fn every_deed_is_done_by_somebody_who_is_on_watch_or_by_a_department() {
    let departments: BTreeSet<&str> = DISTRICT.departments.iter().map(|d| d.id.as_str()).collect();
    let stations: BTreeSet<&str> = DISTRICT.stations.iter().map(|s| &*s.name.zh).collect();
    for fact in TODAY.facts() {
        if is_report(fact) {
            assert!(fact.desk.is_none());
            continue;
        }
        let desk = fact.desk.as_ref().expect("somebody did it").as_str();
        let known = departments.contains(desk)
            || stations.contains(desk)
            || DISTRICT
                .on_watch(fact.at)
                .iter()
                .any(|duty| duty.desk.as_str() == desk);
        assert!(known, "{desk}");
    }
}

#[test]
fn the_night_is_loud_the_morning_tidies_noon_disputes_and_the_evening_drives() {
    // Of several days, because a single one has its chances.
    let mut counted: BTreeMap<(String, i64), usize> = BTreeMap::new();
    for seed in 2..12 {
        let day = Script::new(&DISTRICT, seed, 1.0).day(MIDNIGHT);
        for fact in day.facts() {
            let Told::Act(Act::Report(report)) = &fact.told else {
                continue;
            };
            if let Some(category) = &report.category {
                let block = (fact.at - MIDNIGHT).0.div_euclid(4 * HOUR.0);
                *counted.entry((category.to_string(), block)).or_default() += 1;
            }
        }
    }
    let of = |categories: &[&str], block: i64| -> usize {
        let count = |category: &&str| counted.get(&((*category).to_owned(), block));
        categories.iter().filter_map(count).sum()
    };
    let busiest = |categories: &[&str]| {
        (0..6)
            .max_by_key(|&block| of(categories, block))
            .expect("a day has hours")
    };
    assert_eq!(busiest(&["noise"]), 0, "{counted:?}");
    assert_eq!(busiest(&["rubbish", "rubble", "poster", "manhole"]), 2);
    assert_eq!(busiest(&["market-dispute"]), 3);
    assert_eq!(busiest(&["traffic-accident", "congestion"]), 4);
}

#[test]
fn platforms_number_their_reports_as_they_come_in() {
    let mut last: BTreeMap<&PlatformId, &ExternalId> = BTreeMap::new();
    let mut known = BTreeSet::new();
    for fact in TODAY.facts().iter().filter(|fact| is_report(fact)) {
        if known.insert(subject_of(fact)) {
            let before = last.insert(&fact.platform, &fact.external_id);
            assert!(before.is_none_or(|before| before < &fact.external_id));
        }
    }
}

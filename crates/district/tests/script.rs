//! The scripted day: its rhythm, its legality, its stories, and the ways of the units.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use district::{Day, District, Script, Scripted, Told};
use domain::{
    Actor, Assignee, AssignmentEnd, ClockState, ExternalId, Incident, Millis, Network, PlatformId,
    Seq, Stage, TextKey, Timestamp,
};
use world::{Act, Decision, Event, Manner, Request, World, decide};

/// 23 November 2026, midnight in Shuangfu.
const MIDNIGHT: Timestamp = Timestamp(1_795_363_200_000);
const HOUR: Millis = Millis::from_hours(1);
const DAY: Millis = Millis::from_hours(24);

static DISTRICT: LazyLock<District> = LazyLock::new(|| District::from_seed(District::DEMO_SEED));
static SCRIPT: LazyLock<Script> = LazyLock::new(|| Script::new(&DISTRICT, 1, 1.0));
static TODAY: LazyLock<Day> = LazyLock::new(|| SCRIPT.day(MIDNIGHT));
static FOLDED: LazyLock<BTreeMap<Network, World>> = LazyLock::new(|| fold(TODAY.facts().iter()));

fn is_report(fact: &Scripted) -> bool {
    matches!(fact.told, Told::Act(Act::Report(_)))
}

/// Which incident a fact is about.
fn subject_of(fact: &Scripted) -> (&PlatformId, &ExternalId) {
    (&fact.platform, &fact.external_id)
}

/// Every fact asked for as a person's command, the strictest way, and folded network by network.
fn fold<'a>(facts: impl Iterator<Item = &'a Scripted>) -> BTreeMap<Network, World> {
    let mut worlds: BTreeMap<Network, World> = Network::ALL
        .into_iter()
        .map(|network| (network, World::new()))
        .collect();
    let mut seq = Seq::START;
    for (index, fact) in facts.enumerate() {
        let platform = DISTRICT
            .platforms
            .iter()
            .find(|platform| platform.id == fact.platform)
            .expect("a platform of the district");
        let world = worlds
            .get_mut(&platform.network)
            .expect("every network has a world");
        let act = match &fact.told {
            Told::Act(act) => act.clone(),
            Told::SameAs {
                platform,
                external_id,
            } => Act::MergeInto(
                world
                    .find(platform, external_id)
                    .expect("the other incident is on the same network"),
            ),
        };
        let request = Request {
            incident: world.find(&fact.platform, &fact.external_id),
            act,
            by: Actor::Platform {
                platform: fact.platform.clone(),
                desk: fact.desk.clone(),
            },
            occurred_at: fact.at,
            decided_on: None,
            note: fact.note.as_ref().map(|_| TextKey(index as u64)),
            photos: vec![],
            from: None,
        };
        match decide(world, &DISTRICT.rules, &request, Manner::Command) {
            Ok(Decision::Record(facts)) => {
                for fact in facts {
                    seq = seq.next();
                    world.apply(&Event {
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
    worlds
}

fn incidents() -> impl Iterator<Item = &'static Incident> {
    FOLDED.values().flat_map(World::incidents)
}

#[test]
fn fourteen_to_twenty_incidents_are_reported_in_every_hour_of_the_day() {
    for seed in 1..=3 {
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
            assert!((14..=20).contains(reported), "{reported} in hour {hour}");
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
    let worlds = fold(day.facts().iter());
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
        worlds
            .values()
            .flat_map(World::incidents)
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
            FOLDED[&network].len() >= 40,
            "{network}: {}",
            FOLDED[&network].len()
        );
    }
}

#[test]
fn other_seeds_and_other_days_are_legal_too() {
    for (seed, day) in [(2, 0), (3, 1), (1, 45)] {
        let day = Script::new(&DISTRICT, seed, 1.0).day(MIDNIGHT + Millis(DAY.0 * day));
        let worlds = fold(day.facts().iter());
        assert!(
            worlds
                .values()
                .flat_map(World::incidents)
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
        .map(|incident| incident.dispatch_clock)
        .collect();
    let (share, missed) = readings(dispatch);
    assert!(
        share > 0.85 && missed > 3,
        "{share} dispatched in time, {missed} late"
    );
    let arrived = incidents()
        .flat_map(|incident| &incident.assignments)
        .filter(|assignment| assignment.on_scene_at.is_some());
    let (share, missed) = readings(
        arrived
            .filter_map(|assignment| assignment.arrival_clock)
            .collect(),
    );
    assert!(
        share > 0.75 && missed > 5,
        "{share} reached in time, {missed} late"
    );
    let closed = incidents().filter(|incident| incident.stage == Stage::Closed);
    let (share, missed) = readings(
        closed
            .filter_map(|incident| incident.handling_clock)
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
        incidents().any(|incident| incident.merged_into.is_some()),
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
            .any(|assignment| matches!(assignment.ended, Some((AssignmentEnd::Declined, _))))
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
        incident.subject.as_ref() == subject
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
    let [station, patrol, police] = incident.assignments.as_slice() else {
        panic!("{:?}", incident.assignments)
    };
    assert_eq!(
        station.assignee,
        Assignee::Station(DISTRICT.stations[0].id.clone())
    );
    let offered_at = station.offered_at.expect("offered");
    assert!(offered_at - incident.reported_at() <= Millis::from_secs(60));
    let on_scene_at = patrol.on_scene_at.expect("on scene");
    assert!(on_scene_at - station.received_at.expect("received") <= Millis::from_mins(5));
    assert!(matches!(&police.assignee, Assignee::Unit(unit) if unit.as_str().starts_with("PO-")));
    assert!(police.on_scene_at > patrol.on_scene_at);
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
    let [department] = incident.assignments.as_slice() else {
        panic!("{:?}", incident.assignments)
    };
    assert!(
        matches!(department.assignee, Assignee::Department(_)) && department.received_at.is_some()
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
    let worlds = fold(played.iter());
    assert!(worlds.values().map(World::len).sum::<usize>() > 40);
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

#[test]
fn every_platform_of_the_district_reports() {
    let platforms: BTreeSet<&PlatformId> =
        TODAY.facts().iter().map(|fact| &fact.platform).collect();
    assert_eq!(platforms.len(), DISTRICT.platforms.len());
}

fn metres(one: domain::Wgs84, other: domain::Wgs84) -> f64 {
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
    let arrived_at = patrol.on_scene_at.expect("on scene");
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

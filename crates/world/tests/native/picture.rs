//! What is read from a world: places, numbers, filtered streams, snapshots.

use domain::{ExternalId, Incident, IncidentId, Seq, Stage, Wgs84};
use geodesy::great_circle_distance;
use proptest::collection::vec;
use proptest::prelude::*;
use world::{Act, Bounds, Change, Register, Snapshot, SnapshotError, World};

use crate::centre::{Centre, accept, secs};
use crate::shared::{at, number, place, platform_110, report, request, unit};

fn register_of(positions: &[Option<Wgs84>]) -> Register {
    let mut centre = Centre::with_a_report();
    centre.recording = Default::default();
    for (external_id, position) in (1..).zip(positions) {
        let report = world::Report {
            place: domain::Place {
                position: *position,
                ..Default::default()
            },
            ..report(external_id)
        };
        centre
            .asks(request(None, Act::Report(Box::new(report)), secs(0)))
            .expect("a report is never refused");
    }
    centre.recording.register
}

fn ids<'a>(incidents: impl Iterator<Item = &'a Incident>) -> Vec<u64> {
    incidents.map(|incident| incident.id.0).collect()
}

#[test]
fn a_view_holds_what_is_inside_or_on_its_edge_by_ascending_number() {
    let register = register_of(&[
        Some(at(106.3, 29.4)),
        Some(at(106.2, 29.3)),
        None,
        Some(at(106.31, 29.4)),
        Some(at(106.25, 29.35)),
    ]);
    let world = register.world();
    assert_eq!(
        ids(world.within(Bounds {
            west: 106.2,
            south: 29.3,
            east: 106.3,
            north: 29.4
        })),
        [1, 2, 5]
    );
    assert_eq!(ids(world.within(Bounds::EARTH)), [1, 2, 4, 5]);
    assert_eq!(
        ids(world.within(Bounds {
            west: 106.2,
            south: 29.4,
            east: 106.3,
            north: 29.3
        })),
        [0; 0]
    );
}

#[test]
fn a_view_may_reach_across_the_date_line() {
    let register = register_of(&[
        Some(at(179.5, 1.0)),
        Some(at(-179.5, 1.0)),
        Some(at(0.0, 1.0)),
        Some(at(180.0, 1.0)),
    ]);
    let world = register.world();
    assert_eq!(
        ids(world.within(Bounds {
            west: 179.0,
            south: 0.0,
            east: -179.0,
            north: 2.0
        })),
        [1, 2, 4]
    );
}

#[test]
fn the_nearest_is_found_across_the_date_line_and_over_the_pole() {
    let register = register_of(&[
        Some(at(179.0, 0.0)),
        Some(at(-179.9, 0.0)),
        Some(at(10.0, 89.5)),
        Some(at(100.0, 80.0)),
    ]);
    let world = register.world();
    let nearest = |to, count| {
        world
            .nearest(to, count)
            .into_iter()
            .map(|(incident, _)| incident.id.0)
            .collect::<Vec<_>>()
    };
    assert_eq!(nearest(at(179.9, 0.0), 2), [2, 1]);
    assert_eq!(nearest(at(-170.0, 89.5), 1), [3]);
    assert_eq!(nearest(at(0.0, 0.0), 9).len(), 4);
    assert_eq!(nearest(at(0.0, 0.0), 0), [0; 0]);
    assert!(World::new().nearest(at(0.0, 0.0), 3).is_empty());
}

#[test]
fn an_incident_that_was_amended_is_found_where_it_is_and_not_where_it_was() {
    let mut centre = Centre::with_a_report();
    centre.does(
        10,
        Act::Amend {
            place: Some(place(120.0, 30.0)),
            category: None,
            subject: None,
        },
    );
    let world = &centre.recording.world();
    let around = |lon, lat| Bounds {
        west: lon - 0.1,
        south: lat - 0.1,
        east: lon + 0.1,
        north: lat + 0.1,
    };
    assert_eq!(world.within(around(106.27, 29.39)).count(), 0);
    assert_eq!(world.within(around(120.0, 30.0)).count(), 1);
    centre.does(
        20,
        Act::Amend {
            place: Some(domain::Place::default()),
            category: None,
            subject: None,
        },
    );
    assert_eq!(centre.recording.world().within(Bounds::EARTH).count(), 0);
}

fn position() -> impl Strategy<Value = Wgs84> {
    prop_oneof![
        (-180.0..=180.0, -90.0..=90.0),
        (106.2..106.3, 29.3..29.4),
        (
            prop_oneof![179.0..=180.0, -180.0..=-179.0],
            prop_oneof![-90.0..=-89.0, 89.0..=90.0, -1.0..1.0]
        ),
    ]
    .prop_map(|(lon, lat)| at(lon, lat))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn the_index_finds_what_looking_at_every_incident_finds(
        positions in vec(prop::option::weighted(0.9, position()), 0..60),
        (to, corner, other) in (position(), position(), position()),
        count in 0_usize..12,
    ) {
        let register = register_of(&positions);
    let world = register.world();
        let bounds = Bounds {
            west: corner.lon(), east: other.lon(), south: corner.lat().min(other.lat()), north: corner.lat().max(other.lat()),
        };
        let inside = world.incidents().filter(|incident| incident.place.position.is_some_and(|position| bounds.contains(position)));
        prop_assert_eq!(ids(world.within(bounds)), ids(inside));

        let mut distances: Vec<(f64, u64)> = world
            .incidents()
            .filter_map(|incident| Some((great_circle_distance(to, incident.place.position?).0, incident.id.0)))
            .collect();
        distances.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        distances.truncate(count);
        let nearest: Vec<(f64, u64)> = world.nearest(to, count).into_iter().map(|(incident, distance)| (distance.0, incident.id.0)).collect();
        prop_assert_eq!(nearest, distances);
    }
}

#[test]
fn a_platforms_number_finds_its_incident_and_no_other() {
    let register = register_of(&[None, None]);
    assert_eq!(
        register.find(&platform_110(), &number(2)),
        Some(IncidentId(2))
    );
    assert_eq!(register.find(&platform_110(), &number(3)), None);
    assert_eq!(
        register.find(&"12345".try_into().expect("a platform's id"), &number(2)),
        None
    );
}

#[test]
fn an_event_seen_before_or_about_an_incident_out_of_view_changes_nothing() {
    let centre = Centre::handling();
    let log = &centre.recording.log;
    let mut world = World::new();
    assert_eq!(world.apply(&log[1]), None, "the incident is not in view");
    assert_eq!(world.through(), Seq(2));
    assert_eq!(world.apply(&log[0]), None, "seen before");
    assert!(world.is_empty());
}

#[test]
fn an_incident_comes_into_view_whole_and_goes_on_from_there() {
    let mut centre = Centre::with_a_report();
    let mut screen = World::new();
    centre.does(20, accept());
    let entered = screen.enter(centre.incident().clone());
    assert_eq!(
        entered,
        Change {
            incident: IncidentId(1),
            appeared: true,
            disappeared: false,
            stage_changed: true,
            place_changed: true,
        }
    );
    let held = centre.recording.log.last().cloned().expect("an acceptance");
    assert_eq!(
        screen.apply(&held),
        None,
        "the acceptance is part of what entered"
    );
    centre.does(30, Act::Assign(unit("E41")));
    let assigned = centre.recording.log.last().cloned().expect("an assignment");
    assert!(
        screen
            .apply(&assigned)
            .is_some_and(|change| change.stage_changed && !change.appeared)
    );
    assert_eq!(screen.incident(IncidentId(1)), Some(centre.incident()));

    let left = screen.leave(IncidentId(1));
    assert_eq!(
        left,
        Some(Change {
            incident: IncidentId(1),
            appeared: false,
            disappeared: true,
            stage_changed: false,
            place_changed: false,
        })
    );
    assert_eq!(screen.leave(IncidentId(1)), None);
    assert_eq!((screen.len(), screen.within(Bounds::EARTH).count()), (0, 0));
}

#[test]
fn what_has_been_seen_goes_on_without_events_and_never_back() {
    let mut world = World::new();
    world.advance(Seq(7));
    world.advance(Seq(3));
    assert_eq!(world.through(), Seq(7));
}

#[test]
fn bytes_that_are_no_snapshot_are_refused_and_harm_nothing() {
    let bytes = Centre::handling().recording.register.snapshot().to_bytes();
    assert!(matches!(
        Snapshot::from_bytes(&[]),
        Err(SnapshotError::Version { found: None })
    ));
    assert!(matches!(
        Snapshot::from_bytes(&[9, 1, 2]),
        Err(SnapshotError::Version { found: Some(9) })
    ));
    for end in 1..bytes.len() {
        assert!(
            Snapshot::from_bytes(&bytes[..end]).is_err(),
            "cut off after {end} bytes"
        );
    }
    let trailing = [&bytes[..], &[0]].concat();
    assert!(matches!(
        Snapshot::from_bytes(&trailing),
        Err(SnapshotError::Trailing(1))
    ));
    let snapshot = Snapshot::from_bytes(&bytes).expect("the register's own bytes");
    assert_eq!(
        (snapshot.through(), snapshot.incidents().count()),
        (Seq(6), 1)
    );
}

#[test]
fn names_that_incidents_share_are_in_memory_once() {
    let mut centre = Centre::with_a_report();
    centre.reports(0, 2);
    let shared = |world: &World| {
        let subjects: Vec<_> = world
            .incidents()
            .map(|incident| incident.subject.as_ptr())
            .collect();
        let platforms: Vec<_> = world
            .incidents()
            .map(|incident| incident.platform.as_str().as_ptr())
            .collect();
        subjects[0] == subjects[1] && platforms[0] == platforms[1]
    };
    assert!(shared(centre.recording.world()));
    let bytes = centre.recording.register.snapshot().to_bytes();
    let snapshot = Snapshot::from_bytes(&bytes).expect("the register's own bytes");
    assert!(shared(Register::from_snapshot(snapshot).world()));
}

#[test]
fn a_subject_that_nobody_speaks_of_any_more_is_forgotten_and_the_others_stay() {
    let mut centre = Centre::with_a_report();
    for external_id in 2..3_000_u64 {
        let report = world::Report {
            subject: format!("subject {external_id}").as_str().into(),
            ..report(external_id)
        };
        centre
            .asks(request(None, Act::Report(Box::new(report)), secs(1)))
            .expect("a report is never refused");
        let id = Some(IncidentId(external_id));
        centre
            .asks(world::Request {
                note: Some(domain::TextKey::new(1)),
                ..request(id, Act::Reject, secs(2))
            })
            .expect("rejected");
        let archive = world::Request {
            by: domain::Actor::Hub,
            ..request(id, Act::Archive, secs(3))
        };
        centre.asks(archive).expect("archived");
    }
    let register = &centre.recording.register;
    assert_eq!(
        (register.world().len(), register.next_incident()),
        (1, IncidentId(3_000))
    );
    assert_eq!(centre.stage(), Stage::Reported);
    let numbers: Vec<ExternalId> = (1..3_000).map(number).collect();
    assert!(
        numbers
            .iter()
            .all(|number| register.find(&platform_110(), number).is_some())
    );
}

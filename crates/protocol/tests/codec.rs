//! Frames on the wire: what is written is read again, and what is no frame is refused and harms nothing.

#![cfg(not(target_arch = "wasm32"))]

use std::fmt::Debug;

use domain::{
    Actor, Assignee, CategoryId, Channel, Incident, IncidentId, IncidentRef, Millis, Network,
    PhotoKey, Place, PlatformId, Priority, Role, Seq, TextKey, Timestamp, UnitPosition, Wgs84,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use protocol::{
    ClientFrame, CloseCode, CodecError, Coding, Delta, DeploymentClock, Hello, LogId, Resume,
    ServerFrame, SnapshotPart,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use world::{Amended, Body, Event, Fact, Order, Reported, World};

fn text() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9 ./\"\\\\米兰小镇🚒-]{1,12}"
}

fn id<T: for<'a> TryFrom<&'a str> + Debug>() -> impl Strategy<Value = T> {
    text().prop_filter_map("an id", |text| T::try_from(text.as_str()).ok())
}

fn position() -> impl Strategy<Value = Wgs84> {
    (-180.0..=180.0, -90.0..=90.0).prop_filter_map("a place on earth", |(lon, lat)| {
        Wgs84::from_lon_lat(lon, lat).ok()
    })
}

fn at() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        any::<i64>().prop_map(Timestamp),
        (1_772_323_200_000..1_772_409_600_000_i64).prop_map(Timestamp)
    ]
}

fn millis() -> impl Strategy<Value = Millis> {
    any::<i64>().prop_map(Millis)
}

fn network() -> impl Strategy<Value = Network> {
    prop::sample::select(&Network::ALL[..])
}

fn place() -> impl Strategy<Value = Place> {
    (
        option::of(position()),
        option::of(text()),
        option::of(id()),
        option::of(id()),
    )
        .prop_map(|(position, address, grid, area)| Place {
            position,
            address: address.map(Into::into),
            grid,
            area,
        })
}

fn actor() -> impl Strategy<Value = Actor> {
    prop_oneof![
        (id(), option::of(id())).prop_map(|(platform, desk)| Actor::Platform { platform, desk }),
        id().prop_map(|person| Actor::Person {
            person,
            role: Role::DutyOfficer
        }),
        Just(Actor::Hub),
    ]
}

fn assignee() -> impl Strategy<Value = Assignee> {
    prop_oneof![
        id().prop_map(Assignee::Station),
        id().prop_map(Assignee::Unit),
        id().prop_map(Assignee::Department)
    ]
}

fn priority() -> impl Strategy<Value = Priority> {
    prop::sample::select(vec![
        Priority::Routine,
        Priority::Urgent,
        Priority::Emergency,
    ])
}

fn reported() -> impl Strategy<Value = Reported> {
    let names = (
        id::<PlatformId>(),
        id(),
        text(),
        option::of(id::<CategoryId>()),
    );
    let keys = (
        option::of(any::<u64>().prop_map(TextKey::new)),
        option::of(any::<u64>().prop_map(TextKey::new)),
    );
    (names, priority(), place(), keys, any::<bool>(), millis()).prop_map(
        |(
            (platform, external_id, subject, category),
            priority,
            place,
            (details, caller),
            exercise,
            dispatch_within,
        )| Reported {
            platform,
            external_id,
            subject: subject.as_str().into(),
            category,
            priority,
            channel: Channel::GridWorker,
            place,
            details,
            caller,
            exercise,
            dispatch_within,
        },
    )
}

fn amended() -> impl Strategy<Value = Amended> {
    let subject =
        (text(), text()).prop_map(|(old, new)| (old.as_str().into(), new.as_str().into()));
    (
        option::of((place(), place())),
        option::of((option::of(id()), id())),
        option::of(subject),
    )
        .prop_map(|(place, category, subject)| Amended {
            place,
            category,
            subject,
        })
}

fn incident_id() -> impl Strategy<Value = IncidentId> {
    any::<u64>().prop_map(IncidentId)
}

fn body() -> impl Strategy<Value = Body> {
    let accepted = (
        option::of(id()),
        option::of(priority()),
        option::of(place()),
        millis(),
    )
        .prop_map(
            |(category, priority, place, handle_within)| Body::Accepted {
                category,
                priority,
                place,
                handle_within,
            },
        );
    let of_crews = prop_oneof![
        (assignee(), millis())
            .prop_map(|(to, receive_within)| Body::Assigned { to, receive_within }),
        (assignee(), option::of(millis())).prop_map(|(assignee, arrive_within)| Body::Received {
            assignee,
            arrive_within
        }),
        assignee().prop_map(|assignee| Body::Declined { assignee }),
        assignee().prop_map(|assignee| Body::Withdrawn { assignee }),
        assignee().prop_map(|assignee| Body::StartedOut { assignee }),
        assignee().prop_map(|assignee| Body::Arrived { assignee }),
        assignee().prop_map(|assignee| Body::Cleared { assignee }),
        (option::of(assignee()), millis()).prop_map(|(assignee, feedback_within)| {
            Body::HandlingBegan {
                assignee,
                feedback_within,
            }
        }),
        (assignee(), assignee(), millis()).prop_map(|(from, to, receive_within)| {
            Body::HandedOver {
                from,
                to,
                receive_within,
            }
        }),
    ];
    let with_values = prop_oneof![
        accepted,
        incident_id().prop_map(|into| Body::Merged { into }),
        millis().prop_map(|feedback_within| Body::FedBack { feedback_within }),
        millis().prop_map(|verify_within| Body::Resolved { verify_within }),
        millis().prop_map(|feedback_within| Body::Reworked { feedback_within }),
        millis().prop_map(|handle_within| Body::Reopened { handle_within }),
        any::<bool>().prop_map(Body::Supervised),
        (priority(), priority()).prop_map(|(from, to)| Body::PrioritySet { from, to }),
        amended().prop_map(|amended| Body::Amended(Box::new(amended))),
        any::<u8>().prop_map(Body::Rated),
        (network(), incident_id())
            .prop_map(|(network, id)| Body::Linked(IncidentRef { network, id })),
    ];
    let plain = prop::sample::select(vec![
        Body::Acknowledged,
        Body::Rejected,
        Body::Unmerged,
        Body::Verified,
        Body::ClosedUnverified,
        Body::Suspended,
        Body::Resumed,
        Body::Escalated,
        Body::NobodyFree,
        Body::Replied,
        Body::Archived,
    ]);
    prop_oneof![1 => reported().prop_map(|reported| Body::Reported(Box::new(reported))), 4 => of_crews, 4 => with_values, 3 => plain]
}

fn fact(body: impl Strategy<Value = Body>) -> impl Strategy<Value = Fact> {
    let proof = (
        option::of(any::<u64>().prop_map(TextKey::new)),
        vec(id::<PhotoKey>(), 0..3),
        option::of(position()),
    );
    (incident_id(), at(), actor(), any::<bool>(), proof, body).prop_map(
        |(incident, occurred_at, by, in_order, (note, photos, from), body)| Fact {
            incident,
            occurred_at,
            by,
            order: if in_order {
                Order::InOrder
            } else {
                Order::OutOfOrder
            },
            note,
            photos,
            from,
            body,
        },
    )
}

fn event() -> impl Strategy<Value = Event> {
    (any::<u64>(), at(), fact(body())).prop_map(|(seq, recorded_at, fact)| Event {
        seq: Seq(seq),
        recorded_at,
        fact,
    })
}

/// An incident as the fold makes it of a report and of whatever facts come after.
fn incident() -> impl Strategy<Value = Incident> {
    let report = fact(reported().prop_map(|reported| Body::Reported(Box::new(reported))));
    let archived = |fact: &Fact| matches!(fact.body, Body::Archived);
    (report, vec(fact(body()), 0..8)).prop_filter_map("an incident", move |(report, facts)| {
        let id = report.incident;
        let mut world = World::new();
        let kept = facts.into_iter().filter(|fact| !archived(fact));
        for (seq, fact) in (1..).zip(std::iter::once(report).chain(kept)) {
            world.apply(&Event {
                seq: Seq(seq),
                recorded_at: fact.occurred_at,
                fact: Fact {
                    incident: id,
                    ..fact
                },
            });
        }
        world.incident(id).cloned()
    })
}

fn clock() -> impl Strategy<Value = DeploymentClock> {
    (at(), 1.0..=600.0, at()).prop_map(|(now, rate, day_started_at)| DeploymentClock {
        now,
        rate,
        day_started_at,
    })
}

fn hello() -> impl Strategy<Value = Hello> {
    (
        network(),
        any::<u64>(),
        clock(),
        millis(),
        millis(),
        option::of(any::<u64>().prop_map(Seq)),
    )
        .prop_map(
            |(network, log, clock, heartbeat_every, stale_after, resumed_after)| Hello {
                network,
                log: LogId(log),
                clock,
                heartbeat_every,
                stale_after,
                resumed_after,
            },
        )
}

fn unit_position() -> impl Strategy<Value = UnitPosition> {
    (id(), position(), option::of(0.0_f32..360.0), at()).prop_map(
        |(unit, position, heading_degrees, sampled_at)| UnitPosition {
            unit,
            position,
            heading_degrees,
            sampled_at,
        },
    )
}

fn delta() -> impl Strategy<Value = Delta> {
    prop_oneof![
        event().prop_map(|event| Delta::Event(Box::new(event))),
        incident().prop_map(|incident| Delta::Entered(Box::new(incident))),
        incident_id().prop_map(Delta::Left),
    ]
}

fn server_frame() -> impl Strategy<Value = ServerFrame> {
    let through = || any::<u64>().prop_map(Seq);
    prop_oneof![
        hello().prop_map(|hello| ServerFrame::Hello(Box::new(hello))),
        (through(), any::<u32>(), any::<u32>(), vec(incident(), 0..3)).prop_map(
            |(through, part, parts, incidents)| {
                ServerFrame::Snapshot(SnapshotPart {
                    through,
                    part,
                    parts,
                    incidents,
                })
            }
        ),
        (through(), vec(delta(), 0..4))
            .prop_map(|(through, deltas)| ServerFrame::Deltas { through, deltas }),
        vec(unit_position(), 0..4).prop_map(ServerFrame::Positions),
        (clock(), through()).prop_map(|(clock, through)| ServerFrame::Heartbeat { clock, through }),
    ]
}

fn client_frame() -> impl Strategy<Value = ClientFrame> {
    let resume = (any::<u64>(), any::<u64>()).prop_map(|(log, after)| Resume {
        log: LogId(log),
        after: Seq(after),
    });
    (option::of(text()), option::of(resume))
        .prop_map(|(token, resume)| ClientFrame::Open { token, resume })
}

fn check_round_trip<F: Serialize + DeserializeOwned + PartialEq + Debug>(
    frame: &F,
) -> Result<(), TestCaseError> {
    for coding in Coding::ALL {
        let bytes = coding
            .encode(frame)
            .expect("a frame of the protocol can be written");
        let read: F = coding.decode(&bytes).expect("what was written can be read");
        prop_assert_eq!(&read, frame, "{:?}", coding);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn what_a_hub_writes_a_screen_reads(frame in server_frame()) {
        check_round_trip(&frame)?;
    }

    #[test]
    fn what_a_screen_writes_a_hub_reads(frame in client_frame()) {
        check_round_trip(&frame)?;
    }

    #[test]
    fn a_frame_that_is_cut_off_is_refused(frame in server_frame(), cut in any::<prop::sample::Index>()) {
        for coding in Coding::ALL {
            let bytes = coding.encode(&frame).expect("a frame of the protocol can be written");
            let read: Result<ServerFrame, CodecError> = coding.decode(&bytes[..cut.index(bytes.len())]);
            prop_assert!(read.is_err(), "{:?}: {:?}", coding, read);
        }
    }

    #[test]
    fn bytes_after_a_frame_are_refused(frame in client_frame(), trailing in vec(any::<u8>().prop_filter("no white space", |byte| !byte.is_ascii_whitespace()), 1..5)) {
        for coding in Coding::ALL {
            let mut bytes = coding.encode(&frame).expect("a frame of the protocol can be written");
            bytes.extend_from_slice(&trailing);
            let read: Result<ClientFrame, CodecError> = coding.decode(&bytes);
            prop_assert!(read.is_err(), "{:?}: {:?}", coding, read);
        }
    }

    #[test]
    fn a_frame_with_a_wrong_byte_is_read_or_refused_and_nothing_worse(
        frame in server_frame(), place in any::<prop::sample::Index>(), wrong in any::<u8>(),
    ) {
        for coding in Coding::ALL {
            let mut bytes = coding.encode(&frame).expect("a frame of the protocol can be written");
            let place = place.index(bytes.len());
            bytes[place] = wrong;
            let read: Result<ServerFrame, CodecError> = coding.decode(&bytes);
            // Whatever was read can be written: no half-made frame gets in.
            if let Ok(read) = read {
                prop_assert!(coding.encode(&read).is_ok());
            }
        }
    }

    #[test]
    fn bytes_from_anywhere_are_read_or_refused_and_nothing_worse(bytes in vec(any::<u8>(), 0..200)) {
        for coding in Coding::ALL {
            if let Ok(read) = coding.decode::<ClientFrame>(&bytes) {
                prop_assert!(coding.encode(&read).is_ok());
            }
            if let Ok(read) = coding.decode::<ServerFrame>(&bytes) {
                prop_assert!(coding.encode(&read).is_ok());
            }
        }
    }

    #[test]
    fn a_close_code_is_found_by_its_number_and_no_other_number_is_one(number in any::<u16>()) {
        match CloseCode::from_number(number) {
            Some(code) => prop_assert_eq!(code.number(), number),
            None => prop_assert!(CloseCode::ALL.iter().all(|code| code.number() != number)),
        }
    }
}

#[test]
fn trailing_bytes_are_counted() {
    let frame = ClientFrame::Open {
        token: None,
        resume: None,
    };
    let mut bytes = Coding::Postcard
        .encode(&frame)
        .expect("a frame of the protocol can be written");
    bytes.extend_from_slice(&[0, 0, 0]);
    assert!(matches!(
        Coding::Postcard.decode::<ClientFrame>(&bytes),
        Err(CodecError::Trailing(3))
    ));
}

#[test]
fn a_claimed_length_beyond_the_bytes_is_refused_without_taking_the_memory() {
    // Positions (the fourth frame), then a length of 2⁶³ and nothing.
    let bytes = [3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
    assert!(Coding::Postcard.decode::<ServerFrame>(&bytes).is_err());
}

#[test]
fn each_coding_is_found_by_its_subprotocol() {
    for coding in Coding::ALL {
        assert_eq!(Coding::from_subprotocol(coding.subprotocol()), Some(coding));
    }
    assert_eq!(Coding::from_subprotocol("furun.postcard.v0"), None);
}

#[test]
fn every_close_code_is_found_by_its_number() {
    for code in CloseCode::ALL {
        assert_eq!(CloseCode::from_number(code.number()), Some(code));
    }
}

#[test]
fn coming_back_is_useless_only_without_right_or_version() {
    let useless: Vec<_> = CloseCode::ALL
        .into_iter()
        .filter(|code| !code.worth_retrying())
        .collect();
    assert_eq!(
        useless,
        [
            CloseCode::Unauthorised,
            CloseCode::Forbidden,
            CloseCode::VersionUnknown
        ]
    );
}

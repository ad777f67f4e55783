//! What may be told: anything at all, and oftener what is usual.

use std::fmt::Debug;

use domain::{
    Actor, Assignee, CategoryId, Channel, Incident, IncidentId, IncidentRef, Millis, Network,
    PhotoKey, Place, PlatformId, Priority, Role, Seq, TextKey, Timestamp, UnitPosition, Wgs84,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use protocol::{
    ClientFrame, Delta, Deltas, DeploymentClock, Hello, LogId, Resume, ServerFrame, SnapshotPart,
};
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
        1 => any::<i64>().prop_map(Timestamp),
        3 => (1_772_323_200_000..1_772_409_600_000_i64).prop_map(Timestamp),
    ]
}

fn millis() -> impl Strategy<Value = Millis> {
    let edge = i64::from(u32::MAX);
    prop_oneof![
        1 => any::<i64>().prop_map(Millis),
        1 => (edge - 2..edge + 2).prop_map(Millis),
        3 => (0..100_000_000_i64).prop_map(Millis),
    ]
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

/// Names that come again and again.
fn usual_actors() -> Vec<Actor> {
    let seats = ["110", "12345"].map(|platform| Actor::Platform {
        platform: platform.try_into().expect("an id"),
        desk: None,
    });
    seats.into_iter().chain([Actor::Hub]).collect()
}

fn usual_crews() -> Vec<Assignee> {
    ["E1", "E2", "E3"]
        .map(|crew| Assignee::Unit(crew.try_into().expect("an id")))
        .to_vec()
}

fn actor() -> impl Strategy<Value = Actor> {
    prop_oneof![
        (id(), option::of(id())).prop_map(|(platform, desk)| Actor::Platform { platform, desk }),
        id().prop_map(|person| Actor::Person {
            person,
            role: Role::DutyOfficer
        }),
        prop::sample::select(usual_actors()),
    ]
}

fn assignee() -> impl Strategy<Value = Assignee> {
    prop_oneof![
        id().prop_map(Assignee::Station),
        id().prop_map(Assignee::Unit),
        id().prop_map(Assignee::Department),
        prop::sample::select(usual_crews()),
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
    let edge = u64::from(u32::MAX);
    prop_oneof![
        1 => any::<u64>().prop_map(IncidentId),
        1 => (edge - 2..edge + 2).prop_map(IncidentId),
        3 => (0..10_000_u64).prop_map(IncidentId),
    ]
}

fn seq() -> impl Strategy<Value = Seq> {
    prop_oneof![any::<u64>().prop_map(Seq), (0..10_000_u64).prop_map(Seq)]
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
    // Boxed: a strategy of everything at once is larger than a test's stack.
    prop_oneof![
        1 => reported().prop_map(|reported| Body::Reported(Box::new(reported))).boxed(),
        4 => of_crews.boxed(),
        4 => with_values.boxed(),
        3 => plain.boxed(),
    ]
}

fn fact(body: impl Strategy<Value = Body>) -> impl Strategy<Value = Fact> {
    let proof = prop_oneof![
        2 => Just((None, Vec::new(), None)),
        1 => (
            option::of(any::<u64>().prop_map(TextKey::new)),
            vec(id::<PhotoKey>(), 0..3),
            option::of(position()),
        ),
    ];
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

pub fn event() -> impl Strategy<Value = Event> {
    (seq(), at(), fact(body())).prop_map(|(seq, recorded_at, fact)| Event {
        seq,
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

pub fn delta() -> impl Strategy<Value = Delta> {
    prop_oneof![
        6 => event().prop_map(Delta::Event),
        1 => incident().prop_map(|incident| Delta::Entered(Box::new(incident))),
        1 => incident_id().prop_map(Delta::Left),
    ]
}

pub fn server_frame() -> impl Strategy<Value = ServerFrame> {
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
        (through(), vec(delta(), 0..8))
            .prop_map(|(through, deltas)| ServerFrame::Deltas(Deltas::pack(through, deltas))),
        vec(unit_position(), 0..4).prop_map(ServerFrame::Positions),
        (clock(), through()).prop_map(|(clock, through)| ServerFrame::Heartbeat { clock, through }),
    ]
}

pub fn client_frame() -> impl Strategy<Value = ClientFrame> {
    let resume = (any::<u64>(), any::<u64>()).prop_map(|(log, after)| Resume {
        log: LogId(log),
        after: Seq(after),
    });
    (option::of(text()), option::of(resume))
        .prop_map(|(token, resume)| ClientFrame::Open { token, resume })
}

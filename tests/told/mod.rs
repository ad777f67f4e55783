//! What a hub tells, for tests: events and frames with a clock whose zero is the day's beginning.
#![allow(
    dead_code,
    clippy::allow_attributes,
    reason = "each test binary tells another part of it"
)]

use domain::{
    Actor, Channel, ExternalId, Incident, IncidentId, IncidentRef, Millis, Network, Place,
    PlatformId, Priority, Seq, Timestamp, Wgs84,
};
use protocol::{Delta, Deltas, DeploymentClock, Hello, LogId, ServerFrame, SnapshotPart};
use world::{Body, Event, Fact, Order, Reported, World};

/// The network that tells.
pub const POLICE: Network = Network::Police;

/// So many seconds into the day.
pub fn secs(secs: i64) -> Timestamp {
    Timestamp(secs * 1_000)
}

pub fn place(lon: f64, lat: f64) -> Place {
    Place {
        position: Some(Wgs84::from_lon_lat(lon, lat).expect("a place on earth")),
        ..Place::default()
    }
}

pub fn reference(id: u64) -> IncidentRef {
    IncidentRef {
        network: POLICE,
        id: IncidentId(id),
    }
}

/// A report of incident `id` at `secs` into the day.
pub fn reported(seq: u64, id: u64, at: i64, priority: Priority) -> Event {
    event(
        seq,
        id,
        at,
        Body::Reported(Box::new(Reported {
            platform: PlatformId::try_from("110").expect("an id"),
            external_id: ExternalId::try_from(format!("SF-{id:04}").as_str()).expect("an id"),
            subject: format!("路灯不亮 {id}").into(),
            category: None,
            priority,
            channel: Channel::Platform,
            place: place(106.27 + id as f64 * 1e-3, 29.39),
            details: None,
            caller: None,
            exercise: false,
            dispatch_within: Millis::from_secs(60),
        })),
    )
}

pub fn event(seq: u64, id: u64, at: i64, body: Body) -> Event {
    Event {
        seq: Seq(seq),
        recorded_at: secs(at),
        fact: Fact {
            incident: IncidentId(id),
            occurred_at: secs(at),
            by: Actor::Hub,
            order: Order::InOrder,
            note: None,
            photos: Vec::new(),
            from: None,
            body,
        },
    }
}

pub fn accepted(seq: u64, id: u64, at: i64) -> Event {
    let body = Body::Accepted {
        category: None,
        priority: None,
        place: None,
        handle_within: Millis::from_hours(24),
    };
    event(seq, id, at, body)
}

pub fn closed(seq: u64, id: u64, at: i64) -> Event {
    event(seq, id, at, Body::ClosedUnverified)
}

/// The incidents that events make.
pub fn incidents(events: &[Event]) -> Vec<Incident> {
    let mut world = World::new();
    for event in events {
        world.apply(event);
    }
    world.incidents().cloned().collect()
}

/// One incident as an event makes it.
pub fn incident(event: &Event) -> Incident {
    incidents(std::slice::from_ref(event))
        .pop()
        .expect("a report makes an incident")
}

pub fn clock(at: i64) -> DeploymentClock {
    DeploymentClock {
        now: secs(at),
        rate: 1.0,
        day_started_at: secs(0),
    }
}

/// A greeting at `at` seconds into the day; a snapshot follows unless it is resumed.
pub fn hello(at: i64, log: u64, resumed_after: Option<u64>) -> ServerFrame {
    ServerFrame::Hello(Box::new(Hello {
        network: POLICE,
        log: LogId(log),
        clock: clock(at),
        heartbeat_every: Millis::from_secs(1),
        stale_after: Millis::from_secs(3),
        resumed_after: resumed_after.map(Seq),
    }))
}

pub fn snapshot(through: u64, part: u32, parts: u32, incidents: Vec<Incident>) -> ServerFrame {
    ServerFrame::Snapshot(SnapshotPart {
        through: Seq(through),
        part,
        parts,
        incidents,
    })
}

pub fn deltas(through: u64, events: impl IntoIterator<Item = Event>) -> ServerFrame {
    let deltas = events.into_iter().map(Delta::Event);
    ServerFrame::Deltas(Deltas::pack(Seq(through), deltas))
}

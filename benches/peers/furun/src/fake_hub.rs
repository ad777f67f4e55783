//! What a hub tells of some incidents whose stages change all the time: real frames of the protocol, without log, rights or
//! sockets. It runs in the process that serves the bench page.

use domain::{
    Actor, Channel, DeskId, ExternalId, IncidentId, Millis, Place, PlatformId, Priority, Seq,
    Stage, Timestamp, Wgs84,
};
use js_sys::Uint8Array;
use protocol::{Coding, Delta, Deltas, DeploymentClock, Hello, LogId, ServerFrame, SnapshotPart};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;
use world::{Body, Event, Fact, Order, Reported, World};

use crate::product::NETWORK;

/// Incidents a part of the snapshot: just below the 32 KiB of the hub's largest.
const PART: usize = 250;

/// Seats of the platform that tells what happens.
const SEATS: usize = 12;

/// Long enough for no deadline to come near and no feed to go stale while a bench runs.
const LONG: Millis = Millis::from_hours(30 * 24);

/// Incidents numbered from 0, and the events that change them.
#[wasm_bindgen]
pub struct FakeHub {
    world: World,
    through: u64,
    now: Timestamp,
    seats: Vec<Actor>,
}

#[wasm_bindgen]
impl FakeHub {
    /// Incidents at places, each as far as its status says; `now_ms` is the time of day since 1970.
    ///
    /// # Errors
    /// When a place is not on earth.
    #[wasm_bindgen(constructor)]
    pub fn new(lon: &[f64], lat: &[f64], statuses: &[u8], now_ms: f64) -> Result<Self, JsError> {
        let mut hub = Self {
            world: World::new(),
            through: 0,
            now: Timestamp(now_ms as i64),
            seats: seats()?,
        };
        let count = lon.len() as u32;
        for (number, (lon, lat)) in (0..).zip(lon.iter().zip(lat)) {
            // The last one is watched, and never part of a group.
            let priority = if number + 1 == count {
                Priority::Emergency
            } else {
                Priority::Routine
            };
            let place = Wgs84::from_lon_lat(*lon, *lat)?;
            let report = hub.event(number, reported(number, place, priority)?);
            hub.world.apply(&report);
        }
        for (number, status) in (0..).zip(statuses) {
            let step = hub.event(number, step_to(stage_of_status(*status)));
            hub.world.apply(&step);
        }
        Ok(hub)
    }

    /// What a screen hears first: the greeting and the snapshot's parts, one message each.
    ///
    /// # Errors
    /// When a frame cannot be written; none of these is such a frame.
    pub fn opening(&self) -> Result<Vec<Uint8Array>, JsError> {
        let hello = ServerFrame::Hello(Box::new(Hello {
            network: NETWORK,
            log: LogId(1),
            clock: DeploymentClock {
                now: self.now,
                rate: 1.0,
                day_started_at: self.now,
            },
            heartbeat_every: LONG,
            stale_after: LONG,
            resumed_after: None,
        }));
        let incidents: Vec<_> = self.world.incidents().cloned().collect();
        let parts = incidents.chunks(PART);
        let count = parts.len() as u32;
        let parts = (0..).zip(parts).map(|(part, incidents)| {
            ServerFrame::Snapshot(SnapshotPart {
                through: Seq(self.through),
                part,
                parts: count,
                incidents: incidents.to_vec(),
            })
        });
        std::iter::once(hello)
            .chain(parts)
            .map(|frame| Ok(Uint8Array::from(encoded(&frame)?.as_slice())))
            .collect()
    }

    /// One tick's message: the incidents of these numbers have come to these statuses, in order.
    ///
    /// # Errors
    /// When the frame cannot be written; it is none such.
    pub fn deltas(&mut self, numbers: &[u32], statuses: &[u8]) -> Result<Vec<u8>, JsError> {
        let steps = numbers.iter().zip(statuses);
        let deltas: Vec<Delta> = steps
            .map(|(number, status)| {
                let event = self.event(*number, step_to(stage_of_status(*status)));
                Delta::Event(event)
            })
            .collect();
        let packed = Deltas::pack(Seq(self.through), deltas);
        encoded(&ServerFrame::Deltas(packed))
    }

    /// The last event that was told.
    #[must_use]
    pub fn through(&self) -> f64 {
        self.through as f64
    }

    fn event(&mut self, number: u32, body: Body) -> Event {
        self.through += 1;
        Event {
            seq: Seq(self.through),
            recorded_at: self.now,
            fact: Fact {
                incident: IncidentId(number.into()),
                occurred_at: self.now,
                by: self.seats[number as usize % SEATS].clone(),
                order: Order::InOrder,
                note: None,
                photos: Vec::new(),
                from: None,
                body,
            },
        }
    }
}

/// The stage that a status of the harness stands for: one of three that a single event leads to from everywhere.
pub const fn stage_of_status(status: u8) -> Stage {
    match status % 3 {
        0 => Stage::Accepted,
        1 => Stage::Resolved,
        _ => Stage::Handling,
    }
}

/// What leads to a stage from everywhere.
const fn step_to(stage: Stage) -> Body {
    match stage {
        Stage::Handling => Body::Reworked {
            feedback_within: LONG,
        },
        Stage::Resolved => Body::Resolved {
            verify_within: LONG,
        },
        _ => Body::Reopened {
            handle_within: LONG,
        },
    }
}

fn seats() -> Result<Vec<Actor>, JsError> {
    (0..SEATS)
        .map(|seat| {
            Ok(Actor::Platform {
                platform: PlatformId::try_from("110")?,
                desk: Some(DeskId::try_from(format!("指挥席 {seat}").as_str())?),
            })
        })
        .collect()
}

fn reported(number: u32, position: Wgs84, priority: Priority) -> Result<Body, JsError> {
    Ok(Body::Reported(Box::new(Reported {
        platform: PlatformId::try_from("110")?,
        external_id: ExternalId::try_from(format!("B-{number}").as_str())?,
        subject: "路灯不亮".into(),
        category: None,
        priority,
        channel: Channel::Platform,
        place: Place {
            position: Some(position),
            ..Place::default()
        },
        details: None,
        caller: None,
        exercise: false,
        dispatch_within: LONG,
    })))
}

fn encoded(frame: &ServerFrame) -> Result<Vec<u8>, JsError> {
    Ok(Coding::Postcard.encode(frame)?)
}

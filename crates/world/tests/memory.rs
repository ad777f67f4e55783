//! What the folded world has for an incident in memory, counted at the allocator. One test: others would be counted with it.

#![cfg(not(target_arch = "wasm32"))]

mod lives;
#[expect(dead_code, reason = "the lives need the names, not the choices")]
mod shared;

use std::alloc::System;

use domain::{IncidentId, Millis, Place, Priority, Seq};
use lives::{STEPS, life, position};
use shared::{MIDNIGHT, officer};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use world::{Amended, Body, Event, Fact, Order, World};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// So many that what is spent on each field of the map is shared by some, as it is in a city.
const MANY: u64 = 20_000;

const INCIDENTS: u64 = 3_000;

/// How many bytes more are in use than at the beginning.
fn used(since: &Region<'_, System>) -> usize {
    let change = since.change();
    change.bytes_allocated - change.bytes_deallocated
}

/// Changes of a day that leave an incident as it was, but for the last that was said of it.
fn changes(round: i64) -> impl Iterator<Item = Body> {
    let moved = |from: u64, to: u64| {
        let place = |incident| Place {
            position: Some(position(incident)),
            ..Place::default()
        };
        let place = Some((place(from), place(to)));
        Body::Amended(Box::new(Amended {
            place,
            category: None,
            subject: None,
        }))
    };
    let pressing = |from, to| Body::PrioritySet { from, to };
    let feedback_within = Millis::from_mins(20 + round % 7);
    [
        pressing(Priority::Routine, Priority::Emergency),
        Body::Supervised(true),
        Body::Suspended,
        moved(1, 2),
        Body::Resumed,
        Body::FedBack { feedback_within },
        Body::Supervised(false),
        moved(2, 1),
        pressing(Priority::Emergency, Priority::Routine),
        Body::Replied,
    ]
    .into_iter()
}

fn change(world: &mut World, round: i64) {
    for (step, body) in (0..).zip(changes(round)) {
        for incident in 1..=INCIDENTS {
            let fact = Fact {
                incident: IncidentId(incident),
                occurred_at: MIDNIGHT + Millis::from_mins(60 + round * 20 + step),
                by: officer(),
                order: Order::InOrder,
                note: None,
                photos: Vec::new(),
                from: None,
                body: body.clone(),
            };
            let seq = world.through().next();
            let recorded_at = fact.occurred_at;
            world.apply(&Event {
                seq,
                recorded_at,
                fact,
            });
        }
    }
}

#[test]
fn an_incident_has_400_bytes_and_a_day_of_changes_leaves_them_as_they_were() {
    let before = Region::new(ALLOCATOR);
    let mut world = World::new();
    for incident in 1..=MANY {
        for event in life(incident, STEPS.len()) {
            world.apply(&event);
        }
    }
    let each = used(&before) as u64 / MANY;
    assert!(each <= 400, "{each} bytes for a closed incident");
    drop(world);

    let before = Region::new(ALLOCATOR);
    let mut world = World::new();
    let handling = 6;
    for incident in 1..=INCIDENTS {
        for event in life(incident, handling) {
            world.apply(&event);
        }
    }
    world.advance(Seq(1_000_000));
    // What was suspended once remembers so for good, and what was moved is where it was moved to.
    change(&mut world, 0);
    let once = used(&before);
    for round in 1..20 {
        change(&mut world, round);
    }
    let often = used(&before);
    assert_eq!(
        often, once,
        "bytes after twenty rounds of changes, and after one"
    );
    assert_eq!(world.len() as u64, INCIDENTS);
}

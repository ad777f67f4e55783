//! A number that every field of every change goes into, so that a bench leaves none unread.

use domain::{Actor, Assignee, Millis, Place, Priority, TextKey, Wgs84};
use protocol::{Deltas, Unpacked};
use world::{Body, Event, Order};

/// Everything that a batch's changes say, taken together.
pub fn sum_of_all(deltas: Deltas) -> u64 {
    let mut unpacking = deltas.unpack();
    let mut sum = 0_u64;
    while let Some(delta) = unpacking.next() {
        sum = sum.wrapping_add(match delta {
            Unpacked::Event(event) => of_event(event),
            Unpacked::Entered(incident) => incident.id.0 ^ incident.version.0,
            Unpacked::Left(incident) => incident.0,
        });
    }
    sum
}

fn of_event(event: &Event) -> u64 {
    let fact = &event.fact;
    let note = fact.note.map_or(0, TextKey::number);
    let photos = fact.photos.len() as u64;
    event.seq.0
        ^ event.recorded_at.0.cast_unsigned()
        ^ fact.incident.0
        ^ fact.occurred_at.0.cast_unsigned()
        ^ of_actor(&fact.by)
        ^ u64::from(fact.order == Order::OutOfOrder)
        ^ note
        ^ photos
        ^ fact.from.map_or(0, of_position)
        ^ of_body(&fact.body)
}

fn of_text(text: &str) -> u64 {
    text.len() as u64
}

fn of_position(position: Wgs84) -> u64 {
    position.lon().to_bits() ^ position.lat().to_bits()
}

fn of_limit(limit: Millis) -> u64 {
    limit.0.cast_unsigned()
}

fn of_actor(actor: &Actor) -> u64 {
    match actor {
        Actor::Platform { platform, desk } => {
            let desk = desk.as_ref().map_or(0, |desk| of_text(desk.as_str()));
            of_text(platform.as_str()) + desk
        }
        Actor::Person { person, role } => of_text(person.as_str()) + *role as u64,
        Actor::Hub => 1,
    }
}

fn of_assignee(assignee: &Assignee) -> u64 {
    match assignee {
        Assignee::Station(station) => of_text(station.as_str()),
        Assignee::Unit(unit) => of_text(unit.as_str()),
        Assignee::Department(department) => of_text(department.as_str()),
    }
}

fn of_place(place: &Place) -> u64 {
    let text = |text: Option<&str>| text.map_or(0, of_text);
    place.position.map_or(0, of_position)
        ^ text(place.address.as_deref())
        ^ text(place.grid.as_ref().map(|grid| grid.as_str()))
        ^ text(place.area.as_ref().map(|area| area.as_str()))
}

/// The kind, and what stands beside it.
fn of_body(body: &Body) -> u64 {
    match body {
        Body::Reported(reported) => {
            of_text(&reported.subject)
                + of_limit(reported.dispatch_within)
                + of_place(&reported.place)
        }
        Body::Acknowledged => 2,
        Body::Accepted {
            category,
            priority,
            place,
            handle_within,
        } => {
            let category = category
                .as_ref()
                .map_or(0, |category| of_text(category.as_str()));
            let priority = priority.map_or(0, |priority: Priority| priority as u64);
            category + priority + place.as_ref().map_or(0, of_place) + of_limit(*handle_within)
        }
        Body::Rejected => 3,
        Body::Merged { into } => into.0,
        Body::Unmerged => 4,
        Body::Assigned { to, receive_within } => of_assignee(to) + of_limit(*receive_within),
        Body::Received {
            assignee,
            arrive_within,
        } => of_assignee(assignee) + arrive_within.map_or(0, of_limit),
        Body::Declined { assignee }
        | Body::Withdrawn { assignee }
        | Body::StartedOut { assignee }
        | Body::Arrived { assignee }
        | Body::Cleared { assignee } => of_assignee(assignee),
        Body::HandlingBegan {
            assignee,
            feedback_within,
        } => assignee.as_ref().map_or(0, of_assignee) + of_limit(*feedback_within),
        Body::HandedOver {
            from,
            to,
            receive_within,
        } => of_assignee(from) + of_assignee(to) + of_limit(*receive_within),
        Body::FedBack { feedback_within } => 5 + of_limit(*feedback_within),
        Body::Resolved { verify_within } => 6 + of_limit(*verify_within),
        Body::Verified => 7,
        Body::Reworked { feedback_within } => 8 + of_limit(*feedback_within),
        Body::ClosedUnverified => 9,
        Body::Suspended => 10,
        Body::Resumed => 11,
        Body::Supervised(supervised) => u64::from(*supervised),
        Body::Escalated => 12,
        Body::PrioritySet { from, to } => *from as u64 * 3 + *to as u64,
        Body::Amended(amended) => {
            let subject = amended.subject.as_ref();
            subject.map_or(0, |(old, new)| of_text(old) + of_text(new))
        }
        Body::Reopened { handle_within } => 13 + of_limit(*handle_within),
        Body::NobodyFree => 14,
        Body::Replied => 15,
        Body::Rated(rating) => u64::from(*rating),
        Body::Linked(counterpart) => counterpart.id.0,
        Body::Archived => 16,
    }
}

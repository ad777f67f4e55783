use domain::{
    Actor, AreaId, Assignee, Channel, ExternalId, IncidentId, Place, PlatformId, Rules, Timestamp,
    UnitId,
};
use proptest::prelude::*;
use world::{Act, Decision, Event, Manner, Register, Report, Request, World, decide};

use super::Picture;
use crate::auth::View;
use protocol::Delta;

/// What may happen to one of a few incidents in one of three areas, or in none.
#[derive(Clone, Debug)]
enum Happening {
    Report(u8, Option<u8>),
    Move(u8, u8),
    Assign(u8),
    Close(u8),
    Archive(u8),
}

fn happening() -> impl Strategy<Value = Happening> {
    let incident = 0_u8..6;
    prop_oneof![
        3 => (incident.clone(), proptest::option::of(0_u8..3)).prop_map(|(id, area)| Happening::Report(id, area)),
        4 => (incident.clone(), 0_u8..3).prop_map(|(id, area)| Happening::Move(id, area)),
        2 => incident.clone().prop_map(Happening::Assign),
        1 => incident.clone().prop_map(Happening::Close),
        1 => incident.prop_map(Happening::Archive),
    ]
}

fn area(number: u8) -> AreaId {
    AreaId::try_from(format!("A{number}").as_str()).expect("an id")
}

fn place(number: u8) -> Place {
    Place {
        address: Some(format!("somewhere in {number}").into()),
        area: Some(area(number)),
        ..Place::default()
    }
}

/// The events of what happens, as the hub would decide them.
fn decided(happenings: Vec<Happening>) -> Vec<Event> {
    let platform = PlatformId::try_from("110").expect("an id");
    let number = |id: u8| ExternalId::try_from(format!("e{id}").as_str()).expect("an id");
    let mut register = Register::new();
    let mut events = Vec::new();
    for (happening, at) in happenings.into_iter().zip(1..) {
        let (id, act) = match happening {
            Happening::Report(id, at) => {
                let report = Report {
                    platform: platform.clone(),
                    external_id: number(id),
                    subject: "a matter".into(),
                    category: None,
                    priority: None,
                    channel: Channel::Call,
                    place: at.map(place).unwrap_or_default(),
                    details: None,
                    caller: None,
                    exercise: false,
                };
                (id, Act::Report(Box::new(report)))
            }
            Happening::Move(id, to) => (
                id,
                Act::Amend {
                    place: Some(place(to)),
                    category: None,
                    subject: None,
                },
            ),
            Happening::Assign(id) => (
                id,
                Act::Assign(Assignee::Unit(UnitId::try_from("PT-01").expect("an id"))),
            ),
            Happening::Close(id) => (id, Act::Close),
            Happening::Archive(id) => (id, Act::Archive),
        };
        let request = Request {
            incident: register.find(&platform, &number(id)),
            act,
            by: Actor::Hub,
            occurred_at: Timestamp(at),
            decided_on: None,
            note: None,
            photos: Vec::new(),
            from: None,
        };
        let Ok(Decision::Record(facts)) =
            decide(&register, &Rules::default(), &request, Manner::Statement)
        else {
            continue;
        };
        for fact in facts {
            let event = Event {
                seq: register.through().next(),
                recorded_at: Timestamp(at),
                fact,
            };
            register.apply(&event);
            events.push(event);
        }
    }
    events
}

fn told(world: &mut World, delta: Delta) {
    match delta {
        Delta::Event(event) => {
            world.apply(&event);
        }
        Delta::Entered(incident) => {
            world.enter(*incident);
        }
        Delta::Left(id) => {
            assert!(world.leave(id).is_some(), "only what was seen is withdrawn");
        }
    }
}

/// What a screen does with a delta (`docs/protocol.md`): the picture it was given may know more already.
fn told_after_a_picture(world: &mut World, delta: Delta) {
    match delta {
        Delta::Entered(incident) => {
            let known = world.incident(incident.id);
            if known.is_none_or(|known| known.version <= incident.version) {
                world.enter(*incident);
            }
        }
        Delta::Left(id) => {
            world.leave(id);
        }
        event @ Delta::Event(_) => told(world, event),
    }
}

proptest! {
    #[test]
    fn whoever_follows_the_stream_of_a_view_sees_exactly_what_lies_in_it(
        happenings in proptest::collection::vec(happening(), 0..60),
        seen in proptest::collection::btree_set(0_u8..3, 0..3),
        joins_after in 0_usize..60,
    ) {
        let view = View::of_areas(seen.into_iter().map(area));
        let events = decided(happenings);
        let mut picture = Picture::new(Register::new(), 1_000);
        let mut screen = World::new();
        for (index, event) in events.into_iter().enumerate() {
            let before = picture.through();
            picture.fold(event);
            if index < joins_after {
                // It has not joined yet: it will take what it sees as a snapshot.
                screen = World::new();
                for incident in picture.seen_by(&view) {
                    screen.enter(incident.clone());
                }
                continue;
            }
            for delta in picture.steps_after(before).filter_map(|step| step.delta(&view)) {
                told(&mut screen, delta);
            }
            let ids: Vec<IncidentId> = screen.incidents().map(|incident| incident.id).collect();
            let expected: Vec<IncidentId> = picture.seen_by(&view).map(|incident| incident.id).collect();
            prop_assert_eq!(ids, expected);
            prop_assert!(screen.incidents().eq(picture.seen_by(&view)));
        }
    }

    #[test]
    fn whoever_resumes_within_the_ring_is_told_the_same_as_whoever_stayed(
        happenings in proptest::collection::vec(happening(), 1..60),
        depth in 1_usize..40,
        away in 0_usize..60,
    ) {
        let view = View::of_areas([area(0)]);
        let events = decided(happenings);
        let mut picture = Picture::new(Register::new(), depth);
        let mut all = Vec::new();
        for event in &events {
            let before = picture.through();
            picture.fold(event.clone());
            let deltas: Vec<Delta> = picture.steps_after(before).filter_map(|step| step.delta(&view)).collect();
            all.push(deltas);
        }
        let left_after = events.len().saturating_sub(away);
        let known = domain::Seq(left_after as u64);
        prop_assert_eq!(picture.covers(known), events.len() - left_after <= depth.min(events.len()));
        if picture.covers(known) {
            let resumed: Vec<Delta> = picture.steps_after(known).filter_map(|step| step.delta(&view)).collect();
            prop_assert_eq!(resumed, all[left_after..].concat());
        }
    }

    #[test]
    fn whoever_is_given_the_picture_some_at_a_time_ends_with_what_the_others_see(
        happenings in proptest::collection::vec(happening(), 0..60),
        seen in proptest::collection::btree_set(0_u8..3, 0..3),
        begins_after in 0_usize..40,
        at_once in 1_usize..4,
        meanwhile in 0_usize..5,
    ) {
        let view = View::of_areas(seen.into_iter().map(area));
        let mut events = decided(happenings).into_iter();
        let mut picture = Picture::new(Register::new(), 1_000);
        for event in events.by_ref().take(begins_after) {
            picture.fold(event);
        }
        let through = picture.through();
        let mut screen = World::new();
        let mut next = Some(IncidentId(0));
        while let Some(from) = next {
            let (shown, after) = picture.some_shown(&view, from, at_once);
            for incident in shown {
                screen.enter(incident);
            }
            next = after;
            for event in events.by_ref().take(meanwhile) {
                picture.fold(event);
            }
        }
        screen.advance(through);
        for event in events {
            picture.fold(event);
        }
        for delta in picture.steps_after(through).filter_map(|step| step.delta(&view)) {
            told_after_a_picture(&mut screen, delta);
        }
        prop_assert!(screen.incidents().eq(picture.seen_by(&view)));
    }
}

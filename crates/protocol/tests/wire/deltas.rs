//! A batch of changes: what goes in comes out, its bytes are those of docs/protocol.md, and any others are refused.

use domain::{Actor, Assignee, IncidentId, Millis, Network, Seq, TextKey, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;
use protocol::{Coding, Delta, Deltas, InvalidDeltas, ServerFrame};
use serde_json::json;
use world::{Body, Event, Fact, Order};

use crate::told::delta;

/// Bytes before the records, and of a record.
const HEADER: usize = 28;
const RECORD: usize = 26;

fn event(seq: u64, by: Actor, body: Body) -> Event {
    Event {
        seq: Seq(seq),
        recorded_at: Timestamp(1_000_000 + seq as i64),
        fact: Fact {
            incident: IncidentId(7),
            occurred_at: Timestamp(1_000_000),
            by,
            order: Order::InOrder,
            note: None,
            photos: Vec::new(),
            from: None,
            body,
        },
    }
}

fn crew() -> Assignee {
    Assignee::Unit("E1".try_into().expect("an id"))
}

/// An arrival that came late, with a note; a rating; one that left; a link, which fits no record.
fn four() -> Vec<Delta> {
    let mut arrived = event(10, Actor::Hub, Body::Arrived { assignee: crew() });
    arrived.fact.order = Order::OutOfOrder;
    arrived.fact.note = Some(TextKey::new(5));
    let linked = Body::Linked(domain::IncidentRef {
        network: Network::Police,
        id: IncidentId(3),
    });
    vec![
        Delta::Event(arrived),
        Delta::Event(event(258, Actor::Hub, Body::Rated(4))),
        Delta::Left(IncidentId(9)),
        Delta::Event(event(259, Actor::Hub, linked)),
    ]
}

fn bytes_of(deltas: Vec<Delta>) -> Vec<u8> {
    Deltas::pack(Seq(260), deltas)
        .bytes()
        .expect("all that the protocol has can be written")
}

fn check_refused(change: impl FnOnce(&mut Vec<u8>), expected: impl Fn(&InvalidDeltas) -> bool) {
    let mut bytes = bytes_of(four());
    change(&mut bytes);
    match Deltas::read(&bytes) {
        Err(error) if expected(&error) => {}
        other => panic!("{other:?}"),
    }
}

fn check_record_refused(record: usize, field: usize, wrong: &[u8]) {
    let at = HEADER + record * RECORD + field;
    check_refused(
        |bytes| bytes[at..at + wrong.len()].copy_from_slice(wrong),
        |error| matches!(error, InvalidDeltas::Record(number) if *number == record),
    );
}

#[test]
fn the_bytes_are_those_that_are_written_down() {
    #[rustfmt::skip]
    let expected: Vec<u8> = [
        &[4, 1, 0, 0, 0, 0, 0, 0][..], // through 260
        &[10, 0, 0, 0, 0, 0, 0, 0], // the first event
        &[0x4a, 0x42, 0x0f, 0, 0, 0, 0, 0], // recorded at 1,000,010
        &[4, 0, 0, 0],
        // Arrived, out of order and with a proof, by actor 0, assignee 1; incident 7, 0 events and 0 ms after the first, 10 ms before.
        &[12, 3, 0, 0, 1, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf6, 0xff, 0xff, 0xff, 0, 0, 0, 0],
        // Rated 4: 248 events and 248 ms after the first, 258 ms before.
        &[28, 0, 0, 0, 0, 0, 7, 0, 0, 0, 248, 0, 0, 0, 248, 0, 0, 0, 0xfe, 0xfe, 0xff, 0xff, 4, 0, 0, 0],
        // Incident 9 left.
        &[1, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        // Another.
        &[0; RECORD],
        // One actor, the hub; one assignee, unit "E1"; one proof, note 5, no photo, no position.
        &[1, 2, 1, 1, 2, b'E', b'1', 1, 1, 5, 0, 0],
        // One other: an event, 259, at 1,000,259, about 7 at 1,000,000, by the hub, in order, no note, no photo, no position.
        &[1, 0, 0x83, 2, 0x86, 0x8d, 0x7a, 7, 0x80, 0x89, 0x7a, 2, 0, 0, 0, 0],
        // Linked with incident 3 of the first network.
        &[30, 0, 3],
    ]
    .concat();
    assert_eq!(bytes_of(four()), expected);
    let read = Deltas::read(&expected).expect("it is readable");
    assert_eq!((read.through(), read.len()), (Seq(260), 4));
    assert_eq!(read.into_iter().collect::<Vec<_>>(), four());
}

#[test]
fn a_message_of_changes_is_their_kind_their_length_and_their_bytes() {
    let frame = ServerFrame::Deltas(Deltas::pack(Seq(260), four()));
    let message = Coding::Postcard.encode(&frame).expect("a frame");
    let bytes = bytes_of(four());
    assert_eq!(message[..3], [2, 0xa3, 0x01], "163 as a varint");
    assert_eq!(bytes.len(), 163);
    assert_eq!(message[3..], bytes);
}

#[test]
fn in_json_changes_stand_as_they_are() {
    let frame = ServerFrame::Deltas(Deltas::pack(Seq(260), four().split_off(2)));
    let text = Coding::Json.encode(&frame).expect("a frame");
    let value: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    assert_eq!(
        value,
        json!({"deltas": {"through": 260, "deltas": [
            {"left": 9},
            {"event": {"seq": 259, "recorded_at": 1_000_259, "fact": {
                "incident": 7, "occurred_at": 1_000_000, "by": "hub", "order": "in_order", "note": null, "photos": [],
                "from": null, "body": {"linked": {"network": "police", "id": 3}},
            }}},
        ]}})
    );
}

#[test]
fn what_happens_all_day_fits_a_record() {
    let limit = Millis::from_hours(72);
    let assignee = crew();
    let day = [
        Body::Acknowledged,
        Body::Accepted {
            category: None,
            priority: None,
            place: None,
            handle_within: limit,
        },
        Body::Assigned {
            to: crew(),
            receive_within: limit,
        },
        Body::Received {
            assignee: crew(),
            arrive_within: Some(limit),
        },
        Body::StartedOut { assignee: crew() },
        Body::Arrived { assignee: crew() },
        Body::HandlingBegan {
            assignee: Some(crew()),
            feedback_within: limit,
        },
        Body::FedBack {
            feedback_within: limit,
        },
        Body::Resolved {
            verify_within: limit,
        },
        Body::Cleared { assignee },
        Body::Verified,
    ];
    let steps = (1..)
        .zip(day)
        .map(|(seq, body)| Delta::Event(event(seq, Actor::Hub, body)));
    let bytes = bytes_of(steps.collect());
    assert_eq!(
        bytes.len(),
        HEADER + 11 * RECORD + "\x01\x02\x01\x01\x02E1\0\0".len()
    );
}

#[test]
fn more_names_than_a_list_may_have_go_beside() {
    let steps: Vec<Delta> = (0..1_100_u64)
        .map(|number| {
            let crew = format!("E{number}");
            let assignee = Assignee::Unit(crew.as_str().try_into().expect("an id"));
            Delta::Event(event(number, Actor::Hub, Body::Arrived { assignee }))
        })
        .collect();
    let bytes = bytes_of(steps.clone());
    let read = Deltas::read(&bytes).expect("it is readable");
    assert!(read.into_iter().eq(steps));
}

#[test]
fn a_record_that_says_what_its_kind_cannot_is_refused() {
    check_record_refused(0, 0, &[30]); // no kind
    check_record_refused(0, 1, &[4]); // no flag
    check_record_refused(0, 2, &[1, 0]); // an actor that is not there
    check_record_refused(0, 4, &[2, 0]); // a crew that is not there
    check_record_refused(0, 4, &[0, 0]); // nobody arrived
    check_record_refused(0, 22, &[1, 0, 0, 0]); // arrived 1
    check_record_refused(1, 4, &[1, 0]); // rated by a crew
    check_record_refused(1, 22, &[0, 1, 0, 0]); // rated 256
    // The priority went from the tenth pair of words to another.
    let mut pressing = [0; RECORD];
    (pressing[0], pressing[22]) = (24, 9);
    check_record_refused(1, 0, &pressing);
    check_record_refused(2, 1, &[2]); // left, with a proof
}

#[test]
fn a_batch_with_too_little_or_too_much_in_it_is_refused() {
    for shorter in [0, HEADER - 1, HEADER + 4 * RECORD - 1] {
        check_refused(
            |bytes| bytes.truncate(shorter),
            |error| matches!(error, InvalidDeltas::CutOff),
        );
    }
    check_refused(
        |bytes| bytes[HEADER - 4..HEADER].fill(0xff),
        |error| matches!(error, InvalidDeltas::CutOff),
    );
    check_refused(
        |bytes| bytes.truncate(bytes.len() - 1),
        |error| matches!(error, InvalidDeltas::Lists(_)),
    );
    check_refused(
        |bytes| bytes.push(0),
        |error| matches!(error, InvalidDeltas::Trailing(1)),
    );
    // The rating has no proof, and yet.
    check_refused(
        |bytes| bytes[HEADER + RECORD + 1] = 2,
        |error| matches!(error, InvalidDeltas::Entries { told: 2, held: 1 }),
    );
    // Incident 9 has not left: it is another, of which there is only one.
    check_refused(
        |bytes| bytes[HEADER + 2 * RECORD] = 0,
        |error| matches!(error, InvalidDeltas::Entries { told: 2, held: 1 }),
    );
    // No change, and 1,025 times the hub.
    check_refused(
        |bytes| {
            bytes.truncate(HEADER);
            bytes[HEADER - 4] = 0;
            bytes.extend([0x81, 0x08]);
            bytes.extend([2; 1_025]);
            bytes.extend([0; 3]);
        },
        |error| matches!(error, InvalidDeltas::ListTooLong(1_025)),
    );
}

#[test]
fn numbers_that_turn_over_are_read_all_the_same() {
    let mut bytes = bytes_of(four());
    bytes[8..24].fill(0x7f);
    bytes[HEADER + 10..HEADER + 22].fill(0x7f);
    let read = Deltas::read(&bytes).expect("any number is one");
    assert_eq!(read.into_iter().count(), 4);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn what_is_packed_comes_out_as_it_went_in(deltas in vec(delta(), 0..16), through in any::<u64>()) {
        let packed = Deltas::pack(Seq(through), deltas.clone());
        let read = Deltas::read(&packed.bytes().expect("it can be written")).expect("it can be read");
        prop_assert_eq!(&read, &packed);
        prop_assert_eq!(read.through(), Seq(through));
        prop_assert_eq!(read.len(), deltas.len());
        prop_assert_eq!(
            serde_json::to_value(&read).expect("JSON"),
            json!({"through": through, "deltas": serde_json::to_value(&deltas).expect("JSON")})
        );
        prop_assert_eq!(read.into_iter().collect::<Vec<_>>(), deltas);
    }

    #[test]
    fn a_batch_with_wrong_bytes_is_read_or_refused_and_nothing_worse(
        deltas in vec(delta(), 1..8), wrong in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), cut in 0..3_usize,
    ) {
        let mut bytes = bytes_of(deltas);
        for (place, wrong) in wrong {
            let place = place.index(bytes.len());
            bytes[place] = wrong;
        }
        bytes.truncate(bytes.len() - cut);
        if let Ok(read) = Deltas::read(&bytes) {
            let held = read.len();
            prop_assert!(Deltas::read(&read.bytes().expect("it can be written")).is_ok());
            prop_assert_eq!(read.into_iter().count(), held);
        }
    }

    #[test]
    fn bytes_from_anywhere_are_a_batch_or_refused_and_nothing_worse(
        header in vec(any::<u8>(), 24), count in 0..4_u8, rest in vec(prop_oneof![0..32_u8, any::<u8>()], 0..160),
    ) {
        let bytes = [header, vec![count, 0, 0, 0], rest].concat();
        if let Ok(read) = Deltas::read(&bytes) {
            prop_assert_eq!(read.into_iter().count(), usize::from(count));
        }
    }
}

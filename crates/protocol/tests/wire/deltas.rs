//! A batch of changes: what goes in comes out, its bytes are those of docs/protocol.md, and any others are refused.

use domain::{Actor, Assignee, IncidentId, Millis, Network, Seq, TextKey, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;
use protocol::{Coding, Delta, Deltas, InvalidDeltas, ServerFrame};
use serde_json::json;
use world::{Body, Event, Fact, Order};

use crate::told::delta;

/// Bytes before the form of the records, of a form whose least numbers are small, and of a row of [`four`].
const HEADER: usize = 28;
const FORM: usize = 14;
const ROW: usize = 9;
const ROWS: usize = HEADER + FORM;

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
    let at = ROWS + record * ROW + field;
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
        &[9, 0, 0, 0, 0, 0, 0, 0], // just before the first event
        &[0x4a, 0x42, 0x0f, 0, 0, 0, 0, 0], // recorded at 1,000,010
        &[4, 0, 0, 0],
        // How many bytes each number takes, and the least of each: actor, assignee, number, incident, step, recorded, occurred.
        &[0, 1, 1, 1, 1, 2, 2],
        &[0, 0, 0, 7, 1, 0, 19],
        // Arrived, out of order and with a proof, by actor 0, assignee 1; incident 7, the next event, 0 ms after the first, 10 ms before.
        &[12 + 32 + 64, 1, 0, 0, 0, 0, 0, 0, 0],
        // Rated 4: 248 events after it and 248 ms after the first, 258 ms before.
        &[28, 0, 4, 0, 247, 0xf0, 0x01, 0xf0, 0x01],
        // Incident 9 left; the rest is as before it.
        &[1, 0, 0, 2, 247, 0xf0, 0x01, 0xf0, 0x01],
        // Another.
        &[0, 0, 0, 2, 247, 0xf0, 0x01, 0xf0, 0x01],
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
    assert_eq!(message[..2], [2, 109]);
    assert_eq!(bytes.len(), 109);
    assert_eq!(message[2..], bytes);
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
    // Kind, assignee, recorded and occurred take a byte, a limit four; actor, incident and step are the same all along.
    assert_eq!(
        bytes.len(),
        HEADER + FORM + 11 * 8 + "\x01\x02\x01\x01\x02E1\0\0".len()
    );
}

#[test]
fn numbers_that_are_the_same_all_along_take_no_byte() {
    let reworked = |seq| {
        let by = Actor::Hub;
        let feedback_within = Millis::from_hours(72);
        let mut event = event(seq, by, Body::Reworked { feedback_within });
        event.fact.incident = IncidentId(4_000_000_000);
        event.recorded_at = Timestamp(1_000_000);
        Delta::Event(event)
    };
    let [few, many] =
        [10, 110].map(|last| bytes_of((1..=last).map(reworked).collect::<Vec<_>>()).len());
    assert_eq!(many - few, 100, "a hundred kinds");
}

#[test]
fn an_event_that_goes_back_stands_beside() {
    let verified = |seq| Delta::Event(event(seq, Actor::Hub, Body::Verified));
    let back = [5, 3, 3, 9, 0].map(verified);
    let bytes = bytes_of(back.to_vec());
    // Kind, step, recorded and occurred take a byte each.
    let kinds = bytes[ROWS..].chunks(4).take(5).map(|row| row[0]);
    assert_eq!(kinds.collect::<Vec<_>>(), [17, 0, 0, 17, 0]);
    let read = Deltas::read(&bytes).expect("it is readable");
    assert!(read.into_iter().eq(back));
    // The number after the largest is the smallest.
    let around = [u64::MAX, 0, 1].map(verified);
    let read = Deltas::read(&bytes_of(around.to_vec())).expect("it is readable");
    assert!(read.into_iter().eq(around));
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
    check_record_refused(0, 0, &[12 + 128]); // nothing is said with this bit
    check_record_refused(0, 1, &[2]); // a crew that is not there
    check_record_refused(0, 1, &[0]); // nobody arrived
    check_record_refused(0, 2, &[1]); // arrived 1
    check_record_refused(1, 1, &[1]); // rated by a crew
    // The priority went from the tenth pair of words to another.
    check_record_refused(1, 0, &[24, 0, 9]);
    check_record_refused(2, 0, &[1 + 64]); // left, with a proof
    // An actor that is not there, all along.
    check_refused(
        |bytes| bytes[HEADER + 7] = 1,
        |error| matches!(error, InvalidDeltas::Record(0)),
    );
}

#[test]
fn a_number_beyond_what_its_kind_can_hold_is_refused() {
    let limit = Millis(300);
    let bodies = [
        Body::Rated(4),
        Body::FedBack {
            feedback_within: limit,
        },
    ];
    let steps = (1..).zip(bodies);
    let steps = steps.map(|(seq, body)| Delta::Event(event(seq, Actor::Hub, body)));
    let mut bytes = bytes_of(steps.collect());
    // The least is 4: 252 more is 256, of which a rating knows nothing.
    let rating = bytes.len() - "\x01\x02\0\0\0".len() - 2 * (1 + 2 + 1 + 1) + 1;
    assert_eq!(bytes[rating..rating + 2], [0, 0]);
    bytes[rating] = 252;
    let refused = Deltas::read(&bytes).expect_err("no rating");
    assert!(matches!(refused, InvalidDeltas::Record(0)), "{refused:?}");
}

#[test]
fn a_batch_with_too_little_or_too_much_in_it_is_refused() {
    for shorter in [0, HEADER - 1, ROWS + 4 * ROW - 1] {
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
        |bytes| bytes.truncate(ROWS - 1),
        |error| matches!(error, InvalidDeltas::Form),
    );
    // A number of five bytes.
    check_refused(
        |bytes| bytes[HEADER + 2] = 5,
        |error| matches!(error, InvalidDeltas::Form),
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
        |bytes| bytes[ROWS + ROW] += 64,
        |error| matches!(error, InvalidDeltas::Entries { told: 2, held: 1 }),
    );
    // Incident 9 has not left: it is another, of which there is only one.
    check_refused(
        |bytes| bytes[ROWS + 2 * ROW] = 0,
        |error| matches!(error, InvalidDeltas::Entries { told: 2, held: 1 }),
    );
    // No change, and 1,025 times the hub.
    check_refused(
        |bytes| {
            bytes.truncate(HEADER);
            bytes[HEADER - 4] = 0;
            bytes.extend([0; FORM]);
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
    bytes[8..16].fill(0xff); // the first event is the one after 2⁶⁴ − 1
    bytes[16..24].copy_from_slice(&i64::MAX.to_le_bytes());
    let least_incident = HEADER + 10;
    bytes.splice(
        least_incident..=least_incident,
        [0xff, 0xff, 0xff, 0xff, 0x0f],
    );
    let read = Deltas::read(&bytes).expect("any number is one");
    let read: Vec<Delta> = read.into_iter().collect();
    let numbers = |delta: &Delta| match delta {
        Delta::Event(event) => (event.seq.0, event.recorded_at.0, event.fact.incident.0),
        other => panic!("{other:?}"),
    };
    assert_eq!(numbers(&read[0]), (0, i64::MAX, u64::from(u32::MAX)));
    assert_eq!(
        numbers(&read[1]),
        (248, i64::MIN + 247, u64::from(u32::MAX))
    );
    assert_eq!(read[2], Delta::Left(IncidentId(1)));
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

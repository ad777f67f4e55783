//! Every frame in every coding.

use std::fmt::Debug;

use proptest::collection::vec;
use proptest::prelude::*;
use protocol::{ClientFrame, CloseCode, CodecError, Coding, ServerFrame};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::told::{client_frame, server_frame};

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
    fn a_frame_has_as_many_bytes_as_were_counted_before(frame in server_frame()) {
        for coding in Coding::ALL {
            let bytes = coding.encode(&frame).expect("the protocol's own").len();
            prop_assert_eq!(coding.size(&frame).expect("the protocol's own"), bytes);
        }
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
    assert_eq!(Coding::from_subprotocol("furun.postcard.v2"), None);
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

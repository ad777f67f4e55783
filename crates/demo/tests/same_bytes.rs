//! The same moment gives the same bytes: on every machine, natively and in wasm.

use demo::{Days, Player};
use district::District;
use domain::{Millis, Network, Timestamp};
use protocol::{Coding, DemoAsked, DemoReply, DemoRequest};

/// 23 November 2026, 18:00 in Shuangfu.
const EVENING: Timestamp = Timestamp(1_795_363_200_000 + 18 * 3_600_000);

/// FNV-1a, 64 bits.
fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn the_same_moment_is_the_same_world_everywhere() {
    let mut days = Days::new(&District::from_seed(1), 1);
    let day = days.chronicle(EVENING);
    let worlds = Network::ALL.map(|network| day.register(network, EVENING).digest());
    assert_eq!(worlds, WORLDS, "the evening of a seed has changed");
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn a_page_is_told_the_same_everywhere() {
    let mut player = Player::new();
    let open = DemoRequest::Open {
        seed: 1,
        at: EVENING,
        rate: 60.0,
        playing: true,
    };
    let asked = DemoAsked {
        turn: 1,
        request: open,
    };
    let mut told = Vec::new();
    player.answer(asked, 0.0, |reply| told.push(reply));
    let more = player.tick(1_000.0);
    let bytes: Vec<u8> = told
        .iter()
        .chain(&more)
        .filter(|reply| matches!(reply, DemoReply::Told { .. }))
        .flat_map(|reply| Coding::Postcard.encode(reply).expect("frames are written"))
        .collect();
    assert_eq!(digest(&bytes), TOLD, "what a page is told has changed");
    assert!(
        player
            .tick(1_000.0 + Millis::from_mins(1).0 as f64)
            .is_some()
    );
}

const WORLDS: [u64; 3] = [
    746_723_633_397_133_591,
    16_301_029_239_331_977_348,
    16_811_522_098_694_416_513,
];
const TOLD: u64 = 6_728_323_669_063_785_911;

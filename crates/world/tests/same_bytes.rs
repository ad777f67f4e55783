//! The same requests give the same bytes natively and in WebAssembly: one sequence, one digest, compiled twice.

mod shared;

use std::collections::BTreeSet;

use domain::{Stage, Timestamp};
use geodesy::Metres;
use shared::{ACTS, Choice, MIDNIGHT, Recording, at, play};
use world::{Bounds, Decision, Manner, Order, Rates, Ratio, Refusal};

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn choice(&mut self) -> Choice {
        let archives = self.below(4) == 0;
        let act = match self.below(20) {
            0 => 0,
            1..=9 => 6 + self.below(12),
            // Archiving is rare, or nothing would be left to happen.
            _ => self.below(u64::from(ACTS) - u64::from(!archives)),
        };
        Choice {
            manner: if self.below(2) == 0 {
                Manner::Command
            } else {
                Manner::Statement
            },
            act: act as u8,
            incident: self.below(10) as u8,
            who: self.next() as u8,
            other: self.next() as u8,
            later_secs: self.below(240) as i16 - 40,
            with_note: self.below(5) > 0,
            follows: false,
            decided_before: (self.below(5) == 0).then(|| self.below(12) as u8),
        }
    }
}

/// The name of an enum's variant.
fn first_word(of: &impl std::fmt::Debug) -> String {
    format!("{of:?}")
        .split([' ', '('])
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// What came of the sequence besides the world: which facts, and whether any was refused, known or out of order.
#[derive(Default)]
struct Seen {
    bodies: BTreeSet<String>,
    refusals: BTreeSet<String>,
    stages: BTreeSet<Stage>,
    known: usize,
    out_of_order: usize,
}

impl Seen {
    fn note(&mut self, recording: &Recording, outcome: &Result<Decision, Refusal>) {
        match outcome {
            Ok(Decision::Record(facts)) => {
                self.bodies
                    .extend(facts.iter().map(|fact| first_word(&fact.body)));
                self.out_of_order += facts
                    .iter()
                    .filter(|fact| fact.order == Order::OutOfOrder)
                    .count();
            }
            Ok(Decision::Known) => self.known += 1,
            Err(refusal) => {
                self.refusals.insert(first_word(refusal));
            }
        }
        self.stages
            .extend(recording.world().incidents().map(|incident| incident.stage));
    }
}

/// Two thousand requests, and what is read from the world they make.
fn fixed_sequence() -> (Recording, Seen) {
    let mut numbers = Numbers(20_260_329);
    let mut seen = Seen::default();
    let recording = play(
        (0..2_000).map(|_| numbers.choice()),
        |recording, _, _, outcome| seen.note(recording, outcome),
    );
    (recording, seen)
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn two_thousand_requests_make_the_same_world_natively_and_in_webassembly() {
    let (recording, _) = fixed_sequence();
    assert_eq!(recording.log.len(), 631);
    assert_eq!(
        format!("{:#018x}", recording.register.digest()),
        "0x0a77220983f536a3"
    );
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn what_is_read_from_the_world_is_the_same_natively_and_in_webassembly() {
    let (recording, _) = fixed_sequence();
    let world = recording.world();
    let nearest: Vec<(u64, u64)> = world
        .nearest(at(106.3, 29.34), 4)
        .into_iter()
        .map(|(incident, Metres(distance))| (incident.id.0, distance.to_bits()))
        .collect();
    let within: Vec<u64> = world
        .within(Bounds {
            west: 106.25,
            south: 29.3,
            east: 106.4,
            north: 29.37,
        })
        .map(|incident| incident.id.0)
        .collect();
    let now = recording
        .log
        .last()
        .map_or(MIDNIGHT, |event| Timestamp(event.recorded_at.0));
    let rates = Rates::of(world.incidents(), MIDNIGHT, now);
    assert_eq!(
        nearest,
        [
            (8, 4_660_300_315_645_012_903),
            (6, 4_661_413_848_930_189_252),
            (10, 4_663_215_780_723_448_437),
            (9, 4_665_396_153_994_848_620)
        ]
    );
    assert_eq!(within, [8_u64, 10]);
    assert_eq!(
        (rates.at_stage, rates.overdue, rates.unattended),
        ([3, 0, 1, 1, 0, 0, 3, 0], 3, 2)
    );
    assert_eq!(rates.handled_on_time, Ratio { part: 2, whole: 8 });
    assert_eq!(rates.right_first_dispatch, Ratio { part: 3, whole: 5 });
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn the_sequence_passes_through_every_stage_every_fact_and_every_refusal() {
    let (_, seen) = fixed_sequence();
    assert_eq!(seen.stages.len(), Stage::ALL.len(), "{:?}", seen.stages);
    assert_eq!(seen.bodies.len(), 32, "{:?}", seen.bodies);
    assert_eq!(seen.refusals.len(), 12, "{:?}", seen.refusals);
    assert!(
        seen.known > 100 && seen.out_of_order > 100,
        "{} known, {} out of order",
        seen.known,
        seen.out_of_order
    );
}

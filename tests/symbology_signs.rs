//! Signs: what a mark's colour, shape, letter, size, ring and blink say.
#![cfg(target_arch = "wasm32")]

mod told;

use std::collections::BTreeSet;

use domain::{Family, Incident, Priority, Stage};
use furun::connection::Freshness;
use furun::engine::{Rank, Rgb, Ring, Shape, Sign, Size};
use furun::i18n::Language;
use furun::symbology::{
    Circumstances, badge_of, badges, family_colour, family_token, incident_sign, letter_of, letters,
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use world::Body;

use told::{accepted, event, incident, incidents, reported, secs};

wasm_bindgen_test_configure!(run_in_browser);

const CALM: Circumstances = Circumstances {
    now: domain::Timestamp(10_000),
    freshness: Freshness::Live,
    flood: false,
};

fn of_priority(priority: Priority) -> Incident {
    incident(&reported(1, 1, 0, priority))
}

fn at_stage(stage: Stage) -> Incident {
    Incident {
        stage,
        ..of_priority(Priority::Routine)
    }
}

fn sign(incident: &Incident) -> Sign {
    incident_sign(incident, CALM)
}

#[wasm_bindgen_test]
fn every_stage_has_its_own_shape_and_every_open_one_its_own_letter() {
    let shapes: BTreeSet<u8> = Stage::ALL
        .into_iter()
        .map(|stage| sign(&at_stage(stage)).shape as u8)
        .collect();
    assert_eq!(shapes.len(), Stage::ALL.len());
    for language in Language::ALL {
        let letters = letters(language);
        let written: BTreeSet<&str> = Stage::ALL
            .into_iter()
            .filter_map(letter_of)
            .map(|letter| letters[usize::from(letter.0)])
            .collect();
        assert_eq!(written.len(), 6, "{language:?}: {letters:?}");
    }
    assert_eq!(letter_of(Stage::Closed), None);
    assert_eq!(
        letters(Language::Chinese),
        ["报", "受", "派", "到", "处", "结"]
    );
    assert_eq!(letters(Language::English), ["R", "A", "D", "S", "H", "V"]);
}

#[wasm_bindgen_test]
fn colour_is_the_stage_and_nothing_else() {
    let routine = of_priority(Priority::Routine);
    let worst = incident_sign(
        &of_priority(Priority::Emergency),
        Circumstances {
            now: secs(90_000),
            freshness: Freshness::Lost,
            flood: true,
        },
    );
    assert_eq!(worst.colour, sign(&routine).colour);
    assert_eq!(
        sign(&at_stage(Stage::OnScene)).colour,
        sign(&at_stage(Stage::Handling)).colour
    );
    assert_ne!(
        sign(&at_stage(Stage::OnScene)).shape,
        sign(&at_stage(Stage::Handling)).shape
    );
}

#[wasm_bindgen_test]
fn what_presses_more_is_larger_and_what_is_over_is_a_trace() {
    let sizes = [Priority::Routine, Priority::Urgent, Priority::Emergency]
        .map(|priority| sign(&of_priority(priority)).size);
    assert!(sizes[0] < sizes[1] && sizes[1] < sizes[2]);
    let over = sign(&at_stage(Stage::Closed));
    assert_eq!(
        (over.size, over.rank, over.shape),
        (Size::Dot, Rank::Background, Shape::Dot)
    );
}

#[wasm_bindgen_test]
fn what_is_done_steps_back_behind_what_still_wants_somebody() {
    let done = Incident {
        stage: Stage::Resolved,
        ..of_priority(Priority::Emergency)
    };
    let done = (sign(&done), badge_of(&done));
    assert_eq!(
        (done.0.size, done.0.rank),
        (Size::Regular, Rank::Background)
    );
    assert!(!done.0.stands_alone && done.1.is_none());
}

#[wasm_bindgen_test]
fn only_what_is_urgent_and_unattended_blinks() {
    assert!(!sign(&of_priority(Priority::Routine)).blink);
    for priority in [Priority::Urgent, Priority::Emergency] {
        assert!(sign(&of_priority(priority)).blink);
        let seen = incidents(&[
            reported(1, 1, 0, priority),
            event(2, 1, 5, Body::Acknowledged),
        ]);
        assert!(!sign(&seen[0]).blink, "somebody pressed 'seen'");
        let taken = incidents(&[reported(1, 1, 0, priority), accepted(2, 1, 5)]);
        assert!(!sign(&taken[0]).blink, "somebody took it");
    }
}

#[wasm_bindgen_test]
fn in_a_flood_nothing_blinks_and_only_emergencies_stand_alone() {
    let flood = Circumstances {
        flood: true,
        ..CALM
    };
    let urgent = of_priority(Priority::Urgent);
    assert!(sign(&urgent).stands_alone);
    let flooded = incident_sign(&urgent, flood);
    assert!(!flooded.blink && !flooded.stands_alone);
    let emergency = incident_sign(&of_priority(Priority::Emergency), flood);
    assert!(!emergency.blink && emergency.stands_alone);
}

#[wasm_bindgen_test]
fn a_ring_closes_from_three_quarters_of_the_time_and_is_double_when_it_is_over() {
    let waiting = of_priority(Priority::Routine);
    let ring = |at: i64| {
        incident_sign(
            &waiting,
            Circumstances {
                now: secs(at),
                ..CALM
            },
        )
        .ring
    };
    assert_eq!(ring(40), Ring::None);
    assert_eq!(ring(45), Ring::Closing(0.75));
    assert_eq!(ring(54), Ring::Closing(0.9));
    assert_eq!(ring(61), Ring::Double);
}

#[wasm_bindgen_test]
fn a_mark_is_hollow_when_its_feed_is_not_live() {
    let known = of_priority(Priority::Routine);
    let hollow = |freshness| incident_sign(&known, Circumstances { freshness, ..CALM }).hollow;
    assert!(!hollow(Freshness::Live));
    assert!(hollow(Freshness::Stale) && hollow(Freshness::Lost));
}

#[wasm_bindgen_test]
fn an_exercise_is_hatched() {
    let mut exercise = of_priority(Priority::Routine);
    assert!(!sign(&exercise).hatched);
    exercise.flags.exercise = true;
    assert!(sign(&exercise).hatched);
}

#[wasm_bindgen_test]
fn the_badge_that_matters_most_stands_and_nobody_free_matters_most() {
    let mut known = of_priority(Priority::Urgent);
    let chinese: Vec<&str> = badges(Language::Chinese).collect();
    let text = |incident: &Incident| badge_of(incident).map(|badge| chinese[usize::from(badge.0)]);
    assert_eq!(text(&known), Some("!"));
    known.flags.supervised = true;
    assert_eq!(text(&known), Some("督"));
    known.flags.nobody_free = true;
    assert_eq!(text(&known), Some("缺"));
    known.stage = Stage::Closed;
    assert_eq!(text(&known), None);
    assert_eq!(text(&of_priority(Priority::Routine)), None);
    for language in Language::ALL {
        let texts: BTreeSet<&str> = badges(language).collect();
        assert_eq!(texts.len(), chinese.len(), "{language:?}");
    }
}

const FAMILIES: [Family; 6] = [
    Family::Waiting,
    Family::Taken,
    Family::Sent,
    Family::Acting,
    Family::Done,
    Family::Closed,
];

/// Least difference between two families, CIEDE2000. Two fields of colour side by side are told apart from about 2; marks a few
/// millimetres large, apart from one another and on imagery, want several times that.
const FLOOR: f64 = 15.0;

/// Simulated colour deficiencies at full severity on linear RGB.
///
/// Source: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based Model for Simulation of Color Vision
/// Deficiency", IEEE TVCG 15 (2009), supplement, severity 1.0.
const EYES: [(&str, [[f64; 3]; 3]); 4] = [
    ("usual", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

fn linear(channel: u8) -> f64 {
    let share = f64::from(channel) / 255.0;
    if share <= 0.040_45 {
        share / 12.92
    } else {
        ((share + 0.055) / 1.055).powf(2.4)
    }
}

/// CIE L*a*b* (D65) of a colour as an eye sees it.
fn lab(colour: Rgb, eye: &[[f64; 3]; 3]) -> [f64; 3] {
    let own = [colour.0, colour.1, colour.2].map(linear);
    let seen = eye.map(|row| {
        let sum: f64 = row
            .iter()
            .zip(own)
            .map(|(weight, channel)| weight * channel)
            .sum();
        sum.clamp(0.0, 1.0)
    });
    let xyz = [
        [0.412_456_4, 0.357_576_1, 0.180_437_5, 0.950_47],
        [0.212_672_9, 0.715_152_2, 0.072_175_0, 1.0],
        [0.019_333_9, 0.119_192_0, 0.950_304_1, 1.088_83],
    ]
    .map(|[red, green, blue, white]| (red * seen[0] + green * seen[1] + blue * seen[2]) / white);
    let [x, y, z] = xyz.map(|share| {
        if share > 216.0 / 24_389.0 {
            share.cbrt()
        } else {
            (24_389.0 / 27.0 * share + 16.0) / 116.0
        }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// CIEDE2000 colour difference (CIE 142-2001), kL = kC = kH = 1.
fn difference(one: [f64; 3], other: [f64; 3]) -> f64 {
    let chroma = |lab: [f64; 3]| lab[1].hypot(lab[2]);
    let mean_chroma = (chroma(one) + chroma(other)) / 2.0;
    let seventh = |value: f64| (value.powi(7) / (value.powi(7) + 25_f64.powi(7))).sqrt();
    let stretch = 1.0 + 0.5 * (1.0 - seventh(mean_chroma));
    let polar = |lab: [f64; 3]| {
        let a = lab[1] * stretch;
        (
            a.hypot(lab[2]),
            lab[2].atan2(a).to_degrees().rem_euclid(360.0),
        )
    };
    let ((chroma_one, hue_one), (chroma_other, hue_other)) = (polar(one), polar(other));
    let colourless = chroma_one * chroma_other == 0.0;
    let turn = if colourless {
        0.0
    } else {
        (hue_other - hue_one + 180.0).rem_euclid(360.0) - 180.0
    };
    let hue_difference = 2.0 * (chroma_one * chroma_other).sqrt() * (turn / 2.0).to_radians().sin();
    let mean_light = (one[0] + other[0]) / 2.0;
    let mean_chroma = (chroma_one + chroma_other) / 2.0;
    let mean_hue = if colourless {
        hue_one + hue_other
    } else {
        (hue_one + turn / 2.0).rem_euclid(360.0)
    };
    let wave = |factor: f64, shift: f64| (factor * mean_hue + shift).to_radians().cos();
    let weight = 1.0 - 0.17 * wave(1.0, -30.0) + 0.24 * wave(2.0, 0.0) + 0.32 * wave(3.0, 6.0)
        - 0.2 * wave(4.0, -63.0);
    let from_middle = (mean_light - 50.0).powi(2);
    let light_scale = 1.0 + 0.015 * from_middle / (20.0 + from_middle).sqrt();
    let (chroma_scale, hue_scale) = (
        1.0 + 0.045 * mean_chroma,
        1.0 + 0.015 * mean_chroma * weight,
    );
    let rotation = -2.0
        * seventh(mean_chroma)
        * (60.0 * (-((mean_hue - 275.0) / 25.0).powi(2)).exp())
            .to_radians()
            .sin();
    let light = (other[0] - one[0]) / light_scale;
    let chroma = (chroma_other - chroma_one) / chroma_scale;
    let hue = hue_difference / hue_scale;
    (light * light + chroma * chroma + hue * hue + rotation * chroma * hue).sqrt()
}

#[wasm_bindgen_test]
fn the_colour_difference_is_computed_as_published() {
    // G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 Color-Difference Formula", Color Research & Application 30 (2005), table 1.
    let published = [
        ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
        ([50.0, -1.3802, -84.2814], [50.0, 0.0, -82.7485], 1.0000),
        ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
        (
            [60.2574, -34.0099, 36.2677],
            [60.4626, -34.1751, 39.4387],
            1.2644,
        ),
        (
            [22.7233, 20.0904, -46.6940],
            [23.0331, 14.9730, -42.5619],
            2.0373,
        ),
    ];
    for (one, other, expected) in published {
        let found = difference(one, other);
        assert!(
            (found - expected).abs() < 1e-4,
            "{found} instead of {expected}"
        );
    }
}

#[wasm_bindgen_test]
fn families_are_told_apart_by_every_eye() {
    for (eye, simulated) in EYES {
        for (at, one) in FAMILIES.into_iter().enumerate() {
            for other in FAMILIES.into_iter().skip(at + 1) {
                let apart = difference(
                    lab(family_colour(one), &simulated),
                    lab(family_colour(other), &simulated),
                );
                assert!(
                    apart >= FLOOR,
                    "{eye}: {one:?} and {other:?} are {apart:.1} apart"
                );
            }
        }
    }
}

#[wasm_bindgen_test]
fn panels_have_the_colours_of_the_marks() {
    let tokens = include_str!("../styles/tokens.css");
    for family in FAMILIES {
        let Rgb(red, green, blue) = family_colour(family);
        let declared = format!("{}: #{red:02x}{green:02x}{blue:02x};", family_token(family));
        assert!(
            tokens.contains(&declared),
            "styles/tokens.css lacks '{declared}'"
        );
    }
}

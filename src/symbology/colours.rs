//! The colours of the stage families.
//!
//! `styles/tokens.css` has the same values for panels; `tests/symbology_signs.rs` holds the two together, and holds every
//! two families at least ΔE₀₀ 15 apart, for the usual eye and for the three common colour deficiencies.

use domain::{Family, Stage};

use crate::engine::Rgb;

/// The map's ground, and what shows inside hollow marks.
pub const GROUND: Rgb = Rgb(0x0b, 0x11, 0x17);

/// What stands below an aerial picture: its own colour on the whole, dimmed as it is. The map library leaves a few pixels bare
/// where its tiles meet.
pub const LAND: Rgb = Rgb(0x4a, 0x4d, 0x3f);

/// The fill of groups: no stage's colour.
pub const GROUP: Rgb = Rgb(0x3a, 0x46, 0x56);

/// Crews: no stage's colour.
pub const CREW: Rgb = Rgb(0xc9, 0xd6, 0xe2);

/// Stations: no stage's colour.
pub const STATION: Rgb = Rgb(0x9d, 0xb4, 0xc7);

/// Camera points: no stage's colour.
pub const CAMERA: Rgb = Rgb(0xb7, 0xe3, 0xee);

/// The colour of a family.
#[must_use]
pub const fn family_colour(family: Family) -> Rgb {
    match family {
        Family::Waiting => Rgb(0xdc, 0x48, 0x42),
        Family::Taken => Rgb(0xed, 0x94, 0x03),
        Family::Sent => Rgb(0xff, 0xf2, 0x4a),
        Family::Acting => Rgb(0x47, 0x8b, 0xf5),
        Family::Done => Rgb(0x72, 0xd7, 0xab),
        Family::Closed => Rgb(0x8c, 0x86, 0x93),
    }
}

/// The token in `styles/tokens.css` that has a family's colour.
#[must_use]
pub const fn family_token(family: Family) -> &'static str {
    match family {
        Family::Waiting => "--color-waiting",
        Family::Taken => "--color-taken",
        Family::Sent => "--color-sent",
        Family::Acting => "--color-acting",
        Family::Done => "--color-done",
        Family::Closed => "--color-closed",
    }
}

/// The colour of a stage: its family's.
#[must_use]
pub const fn stage_colour(stage: Stage) -> Rgb {
    family_colour(stage.family())
}

//! Stages and incidents as signs beside words.

use domain::{Family, Stage};

use super::words::stage_letter;
use crate::connection::Freshness;
use crate::i18n::Language;
use crate::selectors::{IncidentRow, Pressure};
use crate::ui::{GlyphLook, Ring, Silhouette};

/// The name of a stage family's colour token.
pub(super) const fn tone(family: Family) -> &'static str {
    match family {
        Family::Waiting => "waiting",
        Family::Taken => "taken",
        Family::Sent => "sent",
        Family::Acting => "acting",
        Family::Done => "done",
        Family::Closed => "closed",
    }
}

const fn silhouette(stage: Stage) -> Silhouette {
    match stage {
        Stage::Reported => Silhouette::Diamond,
        Stage::Accepted => Silhouette::SquareCornerUp,
        Stage::Dispatched => Silhouette::Square,
        Stage::OnScene => Silhouette::Circle,
        Stage::Handling => Silhouette::CircleBar,
        Stage::Resolved => Silhouette::CircleTick,
        Stage::Closed => Silhouette::Dot,
        Stage::Void => Silhouette::Cross,
    }
}

/// A stage's own sign, steady.
#[must_use]
pub fn stage_look(language: Language, stage: Stage) -> GlyphLook {
    GlyphLook {
        silhouette: silhouette(stage),
        tone: tone(stage.family()),
        letter: stage_letter(language, stage),
        ring: Ring::None,
        blinks: false,
        hollow: false,
        hatched: false,
    }
}

/// An incident's sign, as its mark on the map has it. In a flood nothing blinks.
#[must_use]
pub fn look_of(language: Language, row: &IncidentRow, flood: bool) -> GlyphLook {
    let ring = match row.deadline.map(|deadline| (deadline.pressure, deadline)) {
        Some((Pressure::Overdue, _)) => Ring::Double,
        Some((Pressure::Near, deadline)) => Ring::Closing(deadline.reading.used()),
        _ => Ring::None,
    };
    GlyphLook {
        ring,
        blinks: row.unattended && !flood,
        hollow: row.freshness != Freshness::Live,
        hatched: row.flags.exercise,
        ..stage_look(language, row.stage)
    }
}

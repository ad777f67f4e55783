//! The letters inside the marks.

use domain::Stage;

use crate::engine::Letter;
use crate::i18n::{Language, t};

/// The letter of a stage; the small signs of what is closed have none.
#[must_use]
pub const fn letter_of(stage: Stage) -> Option<Letter> {
    match stage {
        Stage::Reported => Some(Letter(0)),
        Stage::Accepted => Some(Letter(1)),
        Stage::Dispatched => Some(Letter(2)),
        Stage::OnScene => Some(Letter(3)),
        Stage::Handling => Some(Letter(4)),
        Stage::Resolved => Some(Letter(5)),
        Stage::Closed | Stage::Void => None,
    }
}

/// What stands for each [`letter_of`] in a language, in order.
#[must_use]
pub fn letters(language: Language) -> [&'static str; 6] {
    [
        t!(language, stage.reported.letter),
        t!(language, stage.accepted.letter),
        t!(language, stage.dispatched.letter),
        t!(language, stage.on_scene.letter),
        t!(language, stage.handling.letter),
        t!(language, stage.resolved.letter),
    ]
}

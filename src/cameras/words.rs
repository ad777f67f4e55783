//! What is said of cameras.

use domain::PointKind;

use crate::config::StreamState;
use crate::i18n::{Language, t};

/// What a point is there for: "雪亮工程".
#[must_use]
pub fn kind_word(language: Language, kind: PointKind) -> &'static str {
    match kind {
        PointKind::Xueliang => t!(language, cameras.kind_xueliang),
        PointKind::Checkpoint => t!(language, cameras.kind_checkpoint),
        PointKind::Lookout => t!(language, cameras.kind_lookout),
    }
}

/// The same in both languages of the screen.
pub(super) fn kind_names(kind: PointKind) -> [&'static str; 2] {
    Language::ALL.map(|language| kind_word(language, kind))
}

/// How a camera or stream is: "在线".
#[must_use]
pub fn state_word(language: Language, state: Option<StreamState>) -> &'static str {
    match state {
        Some(StreamState::Live) => t!(language, cameras.state_live),
        Some(StreamState::Down) => t!(language, cameras.state_down),
        Some(StreamState::Unknown) => t!(language, cameras.state_unknown),
        None => t!(language, cameras.state_none),
    }
}

/// The word of a state for `data-state` attributes.
#[must_use]
pub const fn state_name(state: Option<StreamState>) -> &'static str {
    match state {
        Some(state) => state.as_str(),
        None => "none",
    }
}

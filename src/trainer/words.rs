//! What a moment of interest is called.

use domain::ClockKind;
use protocol::{Interest, InterestKind};

use crate::config::time_text;
use crate::i18n::{Language, t};

pub(super) fn interest_words(language: Language, kind: InterestKind) -> &'static str {
    match kind {
        InterestKind::Emergency => t!(language, interest.emergency),
        InterestKind::Urgent => t!(language, interest.urgent),
        InterestKind::Overdue(ClockKind::Dispatch) => t!(language, interest.overdue_dispatch),
        InterestKind::Overdue(ClockKind::Receipt) => t!(language, interest.overdue_receipt),
        InterestKind::Overdue(ClockKind::Arrival) => t!(language, interest.overdue_arrival),
        InterestKind::Overdue(ClockKind::Feedback) => t!(language, interest.overdue_feedback),
        InterestKind::Overdue(ClockKind::Handling) => t!(language, interest.overdue_handling),
        InterestKind::Overdue(ClockKind::Verification) => {
            t!(language, interest.overdue_verification)
        }
        InterestKind::Escalated => t!(language, interest.escalated),
        InterestKind::Returned => t!(language, interest.returned),
        InterestKind::Reworked => t!(language, interest.reworked),
        InterestKind::NobodyFree => t!(language, interest.nobody_free),
        InterestKind::FloodBegins => t!(language, interest.flood),
    }
}

/// When and what: "17:31 新的紧急上报".
pub(super) fn step_words(language: Language, interest: &Interest) -> String {
    let mut time = time_text(interest.at);
    time.truncate(5);
    t!(
        language,
        trainer.step,
        time = time,
        kind = interest_words(language, interest.kind)
    )
}

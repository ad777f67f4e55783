//! What a moment of interest is called.

use domain::{ClockKind, Network};
use protocol::{Interest, InterestKind};

use crate::config::time_text;
use crate::i18n::{Language, t};

pub(super) fn interest_words(language: Language, kind: InterestKind) -> &'static str {
    match kind {
        InterestKind::Emergency => t!(language, interest.emergency),
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
        InterestKind::FeedSilent(Network::Government) => t!(language, interest.silent_government),
        InterestKind::FeedSilent(Network::Internet) => t!(language, interest.silent_internet),
        InterestKind::FeedSilent(Network::Police) => t!(language, interest.silent_police),
        InterestKind::FeedBack(Network::Government) => t!(language, interest.back_government),
        InterestKind::FeedBack(Network::Internet) => t!(language, interest.back_internet),
        InterestKind::FeedBack(Network::Police) => t!(language, interest.back_police),
        InterestKind::CameraDark => t!(language, interest.camera_dark),
        InterestKind::StormBegins => t!(language, interest.storm),
    }
}

/// When, to the minute: "17:31".
pub(super) fn minute_words(interest: &Interest) -> String {
    let mut time = time_text(interest.at);
    time.truncate(5);
    time
}

/// When and what: "17:31 新的紧急上报".
pub(super) fn step_words(language: Language, interest: &Interest) -> String {
    t!(
        language,
        trainer.step,
        time = minute_words(interest),
        kind = interest_words(language, interest.kind)
    )
}

//! What a tile says of its picture.

use domain::Millis;

use super::deck::Shown;
use super::machine::{Loss, Refusal, State};
use crate::config::Transport;
use crate::i18n::{Language, span_brief, t};

/// What is said of a picture that does not move; `None` while it does.
#[must_use]
pub fn state_words(language: Language, shown: Shown) -> Option<String> {
    let Some(state) = shown.state else {
        let word = if shown.is_still() {
            t!(language, video.still)
        } else {
            t!(language, video.waits)
        };
        return Some(word.to_owned());
    };
    Some(match state {
        State::Playing(_) => return None,
        State::Asking => t!(language, video.asking).to_owned(),
        State::Connecting(transport) => {
            t!(language, video.connecting, way = transport_word(transport))
        }
        State::Stalled(_) => t!(language, video.stalled).to_owned(),
        State::NoPictures(_) => t!(language, video.no_pictures).to_owned(),
        State::Gone { why, .. } => {
            let secs = shown.retry_secs;
            let why = loss_word(language, why);
            t!(language, video.gone, why = why, secs = secs)
        }
        State::Refused(refusal) => refusal_word(language, refusal).to_owned(),
    })
}

/// How old the picture is that is seen: "live" within a second.
#[must_use]
pub fn age_words(language: Language, shown: Shown) -> Option<String> {
    let age = shown.age_secs?;
    let plays = matches!(shown.state, Some(State::Playing(_)));
    if plays && age == 0 {
        return Some(t!(language, video.live).to_owned());
    }
    // A still that was just taken is not new for long.
    let span = span_brief(language, Millis::from_secs(age.max(1).into()));
    Some(t!(language, video.old, span = span))
}

fn transport_word(transport: Transport) -> &'static str {
    match transport {
        Transport::Whep => "WebRTC",
        Transport::Fmp4 => "fMP4",
        Transport::Hls => "HLS",
        Transport::Other => "?",
    }
}

fn loss_word(language: Language, why: Loss) -> &'static str {
    match why {
        Loss::Away => t!(language, video.why_away),
        Loss::Silent => t!(language, video.why_silent),
        Loss::Ended => t!(language, video.why_ended),
        Loss::Undecodable => t!(language, video.why_undecodable),
    }
}

fn refusal_word(language: Language, refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::OnlyH265 => t!(language, video.only_h265),
        Refusal::NoWay => t!(language, video.no_way),
        Refusal::NoRight => t!(language, video.no_right),
        Refusal::Unknown => t!(language, video.unknown),
        Refusal::SignInNeeded => t!(language, video.sign_in_needed),
    }
}

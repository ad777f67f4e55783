//! Photos that prove what was done: small on the card, large in place.

mod picture;
mod strip;
mod view;

pub(super) use strip::PhotoStrip;
pub use view::PhotoView;

use std::sync::Arc;

use domain::{IncidentRef, PlatformId, Stage};

use super::words::stage_word;
use crate::config::{Directory, Proof};
use crate::i18n::{I18n, Language, t};

/// The photo that somebody looks at, among those that the card showed when it was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPhoto {
    /// Of which incident.
    pub incident: IncidentRef,
    /// All of its photos.
    pub all: Arc<[Proof]>,
    /// Which one of them.
    pub at: usize,
}

/// What a photo proves: "上报", "办结".
fn act_word(language: Language, of: &str) -> &'static str {
    match of {
        "reported" => stage_word(language, Stage::Reported),
        "arrived" => stage_word(language, Stage::OnScene),
        "handling_began" => stage_word(language, Stage::Handling),
        "fed_back" => t!(language, photo.fed_back),
        "resolved" => stage_word(language, Stage::Resolved),
        "reworked" => t!(language, photo.reworked),
        _ => t!(language, photo.other),
    }
}

/// Who took it: a platform by its name, anybody else by the account.
fn taker(language: Language, directory: &Directory, by: &str) -> String {
    let platform = by.split(' ').next().unwrap_or_default();
    match PlatformId::try_from(platform) {
        Ok(id) => language.pick(&directory.platform(&id)).to_owned(),
        Err(_) => by.to_owned(),
    }
}

/// What it proves and when: "办结 · 14:30".
fn act_words(i18n: I18n, proof: &Proof) -> String {
    let language = i18n.language();
    let at = i18n.local(proof.at).with_minutes();
    t!(
        language,
        photo.act,
        act = act_word(language, &proof.of),
        at = at
    )
}

/// The same with who took it: "办结 · 14:30 · demo-station".
fn caption(i18n: I18n, directory: &Directory, proof: &Proof) -> String {
    let who = taker(i18n.language(), directory, &proof.by);
    t!(i18n, photo.caption, act = act_words(i18n, proof), who = who)
}

//! The audit trail in words.

use world::Verb;

use crate::commands::TrailEntry;
use crate::i18n::{Language, t};
use crate::panels::{reason_words, role_word, verb_word};
use crate::store::Reason;

/// Every kind of entry that the hub notes, by its word, in the order in which they are offered.
pub(super) const KINDS: [&str; 32] = [
    "command_done",
    "command_refused",
    "photo_sent",
    "watch_given",
    "watch_taken",
    "head_taken",
    "head_released",
    "head_moved",
    "camera_calibrated",
    "calibration_restored",
    "label_made",
    "label_changed",
    "label_removed",
    "signed_in",
    "sign_in_failed",
    "sign_in_turned_away",
    "signed_out",
    "signed_out_everywhere",
    "password_changed",
    "password_change_failed",
    "account_made",
    "account_changed",
    "account_disabled",
    "account_enabled",
    "password_reset",
    "sessions_ended",
    "wall_confirmed",
    "wall_signed_in",
    "wall_revoked",
    "texts_erased",
    "audit_read",
    "audit_exported",
];

/// What a kind is called; `None` when a later hub notes it.
pub(super) fn kind_words(language: Language, kind: &str) -> Option<&'static str> {
    Some(match kind {
        "command_done" => t!(language, trail.what.command_done),
        "command_refused" => t!(language, trail.what.command_refused),
        "photo_sent" => t!(language, trail.what.photo_sent),
        "watch_given" => t!(language, trail.what.watch_given),
        "watch_taken" => t!(language, trail.what.watch_taken),
        "head_taken" => t!(language, trail.what.head_taken),
        "head_released" => t!(language, trail.what.head_released),
        "head_moved" => t!(language, trail.what.head_moved),
        "camera_calibrated" => t!(language, trail.what.camera_calibrated),
        "calibration_restored" => t!(language, trail.what.calibration_restored),
        "label_made" => t!(language, trail.what.label_made),
        "label_changed" => t!(language, trail.what.label_changed),
        "label_removed" => t!(language, trail.what.label_removed),
        "signed_in" => t!(language, trail.what.signed_in),
        "sign_in_failed" => t!(language, trail.what.sign_in_failed),
        "sign_in_turned_away" => t!(language, trail.what.sign_in_turned_away),
        "signed_out" => t!(language, trail.what.signed_out),
        "signed_out_everywhere" => t!(language, trail.what.signed_out_everywhere),
        "password_changed" => t!(language, trail.what.password_changed),
        "password_change_failed" => t!(language, trail.what.password_change_failed),
        "account_made" => t!(language, trail.what.account_made),
        "account_changed" => t!(language, trail.what.account_changed),
        "account_disabled" => t!(language, trail.what.account_disabled),
        "account_enabled" => t!(language, trail.what.account_enabled),
        "password_reset" => t!(language, trail.what.password_reset),
        "sessions_ended" => t!(language, trail.what.sessions_ended),
        "wall_confirmed" => t!(language, trail.what.wall_confirmed),
        "wall_signed_in" => t!(language, trail.what.wall_signed_in),
        "wall_revoked" => t!(language, trail.what.wall_revoked),
        "texts_erased" => t!(language, trail.what.texts_erased),
        "audit_read" => t!(language, trail.what.audit_read),
        "audit_exported" => t!(language, trail.what.audit_exported),
        _ => return None,
    })
}

fn word_of<T: serde::de::DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(word.into()).ok()
}

/// What was done, and what of: "已执行：受理", "account disabled: desk-2".
pub(super) fn what_words(language: Language, entry: &TrailEntry) -> String {
    let kind = kind_words(language, &entry.what).unwrap_or(&entry.what);
    let about = entry.about.as_deref().map(|about| match &*entry.what {
        "command_done" | "command_refused" => word_of::<Verb>(about).map_or_else(
            || about.to_owned(),
            |verb| verb_word(language, verb).to_owned(),
        ),
        "signed_in" => word_of(about).map_or_else(
            || about.to_owned(),
            |role| role_word(language, role).to_owned(),
        ),
        _ => about.to_owned(),
    });
    match about {
        Some(about) => t!(language, trail.of, what = kind, about = about),
        None => kind.to_owned(),
    }
}

/// Why it was refused, or what else there is to know.
pub(super) fn outcome_words(language: Language, entry: &TrailEntry) -> String {
    let Some(outcome) = entry.outcome.as_deref() else {
        return String::new();
    };
    match &*entry.what {
        "account_changed" => {
            let fields = outcome.split(", ").map(|field| field_word(language, field));
            return fields.collect::<Vec<_>>().join(t!(language, own.between));
        }
        "wall_confirmed" => {
            let from = outcome.strip_prefix("asked from ").unwrap_or(outcome);
            return t!(language, trail.asked_from, address = from);
        }
        _ => {}
    }
    match word_of::<Reason>(outcome) {
        Some(Reason::Other) | None => match outcome {
            "outdated" => t!(language, trail.outdated).to_owned(),
            "unknown_photo" => t!(language, trail.unknown_photo).to_owned(),
            other if other.starts_with("right-missing") => t!(language, door.no_right).to_owned(),
            other => other.to_owned(),
        },
        Some(reason) => reason_words(language, reason).to_owned(),
    }
}

/// What a field of an account is called.
fn field_word(language: Language, field: &str) -> &str {
    match field {
        "name" => t!(language, person.name),
        "role" => t!(language, person.role),
        "networks" => t!(language, person.networks),
        "areas" => t!(language, person.areas),
        "station" => t!(language, person.station),
        "unit" => t!(language, person.unit),
        "department" => t!(language, person.department),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(what: &str, about: &str, outcome: &str) -> TrailEntry {
        let text = format!(
            r#"{{"at": "2026-11-25T22:00:00Z", "what": "{what}", "person": "desk-2", "address": null, "network": "police",
                "incident": "police/12", "about": "{about}", "outcome": "{outcome}"}}"#
        );
        serde_json::from_str(&text).expect("a hub's answer")
    }

    #[test]
    fn every_kind_that_is_offered_has_words_in_both_languages() {
        for kind in KINDS {
            for language in Language::ALL {
                assert!(kind_words(language, kind).is_some(), "{kind}");
            }
        }
    }

    #[test]
    fn an_entry_is_told_in_the_words_of_the_domain() {
        let refused = entry("command_refused", "accept", "outdated");
        assert_eq!(what_words(Language::English, &refused), "Refused: Accept");
        assert_eq!(
            outcome_words(Language::English, &refused),
            t!(Language::English, trail.outdated)
        );
        let lacking = entry("command_refused", "close", "right-missing close");
        assert_eq!(
            outcome_words(Language::English, &lacking),
            t!(Language::English, door.no_right)
        );
        let changed = entry("account_changed", "desk-2", "role, networks");
        assert_eq!(outcome_words(Language::Chinese, &changed), "角色、网络");
        let later = entry("moon_landed", "apollo", "tranquillity");
        assert_eq!(what_words(Language::English, &later), "moon_landed: apollo");
        assert_eq!(outcome_words(Language::English, &later), "tranquillity");
    }

    #[test]
    fn every_kind_that_the_hub_notes_has_a_word_here() {
        let told = include_str!("../../docs/protocol.md");
        let (_, kinds) = told.split_once("`what` is one of ").expect("it says so");
        let (kinds, _) = kinds.split_once('.').expect("a sentence ends");
        let mut noted: Vec<&str> = kinds.split(", ").collect();
        let mut known = KINDS.to_vec();
        noted.sort_unstable();
        known.sort_unstable();
        assert_eq!(noted, known);
    }
}

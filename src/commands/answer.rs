//! What the hub answered to a command.

use std::str::FromStr;

use domain::{IncidentRef, Seq};
use serde::Deserialize;
use world::Topic;

use crate::store::{Reason, Rejection};

/// What became of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is done, and durable.
    Done {
        /// On which incident.
        incident: IncidentRef,
        /// The incident's version now.
        version: Seq,
    },
    /// It is not done, and will not be: the hub has said so plainly.
    Rejected(Rejection),
    /// Nobody knows, or not now: come back with the same key.
    ComeBack {
        /// After how many milliseconds, when the hub says so.
        after: Option<u32>,
    },
}

#[derive(Deserialize)]
struct Done {
    incident: String,
    version: u64,
}

/// Problem details (RFC 9457), as far as a command's sender needs them.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Problem {
    #[serde(rename = "type")]
    word: String,
    detail: String,
    pointer: Option<String>,
    refusal: Option<String>,
    changed: Vec<Topic>,
}

/// Reads an answer: its status, after how many seconds to come back, and its body. Only a 4xx says plainly that nothing was
/// recorded; after anything else it may be there.
#[must_use]
pub fn understood(status: u16, retry_after_secs: Option<u32>, body: &str) -> Answer {
    let problem = || serde_json::from_str::<Problem>(body).unwrap_or_default();
    match status {
        200 => {
            let done = serde_json::from_str::<Done>(body).ok().and_then(|done| {
                Some(Answer::Done {
                    incident: IncidentRef::from_str(&done.incident).ok()?,
                    version: Seq(done.version),
                })
            });
            done.unwrap_or(Answer::ComeBack { after: None })
        }
        401 => Answer::Rejected(Rejection::SignInNeeded),
        403 => Answer::Rejected(Rejection::NoRight),
        404 => Answer::Rejected(Rejection::Unknown),
        409 => Answer::Rejected(refused(problem())),
        400 | 413 | 422 => {
            let problem = problem();
            Answer::Rejected(match problem.pointer {
                Some(pointer) => Rejection::Field {
                    pointer,
                    detail: problem.detail,
                },
                None => Rejection::Unreadable(status),
            })
        }
        400..=499 if !matches!(status, 408 | 429) => {
            Answer::Rejected(Rejection::Unreadable(status))
        }
        _ => Answer::ComeBack {
            after: retry_after_secs.map(|secs| secs.saturating_mul(1_000)),
        },
    }
}

fn refused(problem: Problem) -> Rejection {
    let word = problem.refusal.unwrap_or(problem.word);
    if word == "outdated" {
        return Rejection::Outdated(problem.changed);
    }
    let reason = serde_json::from_value(serde_json::Value::String(word));
    Rejection::Refused(reason.unwrap_or(Reason::Other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{IncidentId, Network};

    fn problem(status: u16, body: &str) -> Answer {
        understood(status, None, body)
    }

    #[test]
    fn what_is_done_names_the_incident_and_its_version() {
        let body = r#"{"incident": "police/12", "version": 346, "seq": 346}"#;
        let incident = IncidentRef {
            network: Network::Police,
            id: IncidentId(12),
        };
        let version = Seq(346);
        assert_eq!(problem(200, body), Answer::Done { incident, version });
    }

    #[test]
    fn only_a_4xx_says_that_nothing_was_recorded() {
        for unsettled in [200, 201, 302, 408, 429, 500, 501, 502, 503, 507] {
            let answer = problem(unsettled, "?");
            assert_eq!(answer, Answer::ComeBack { after: None }, "{unsettled}");
        }
        for plain in [405, 406, 415, 421] {
            let rejection = Rejection::Unreadable(plain);
            assert_eq!(problem(plain, "?"), Answer::Rejected(rejection));
        }
    }

    #[test]
    fn what_has_moved_says_what_has_changed() {
        let body = r#"{"type": "urn:furun:problem:refused", "title": "", "status": 409, "detail": "", "refusal": "outdated",
            "changed": ["stage", "assignments"], "version": 9}"#;
        let changed = vec![Topic::Stage, Topic::Assignments];
        assert_eq!(
            problem(409, body),
            Answer::Rejected(Rejection::Outdated(changed))
        );
    }

    #[test]
    fn a_refusal_is_known_by_its_word_and_a_new_one_is_still_a_refusal() {
        for (word, reason) in [
            ("not_in_this_stage", Reason::NotInThisStage),
            ("nothing_to_change", Reason::NothingToChange),
            ("invented_later", Reason::Other),
        ] {
            let body = format!(r#"{{"refusal": "{word}"}}"#);
            assert_eq!(
                problem(409, &body),
                Answer::Rejected(Rejection::Refused(reason))
            );
        }
    }

    #[test]
    fn a_wrong_field_is_named() {
        let body = r#"{"detail": "must not be empty", "pointer": "/command/report/subject"}"#;
        assert_eq!(
            problem(422, body),
            Answer::Rejected(Rejection::Field {
                pointer: "/command/report/subject".to_owned(),
                detail: "must not be empty".to_owned(),
            })
        );
    }

    #[test]
    fn a_busy_hub_is_asked_again_when_it_says() {
        assert_eq!(
            understood(429, Some(3), ""),
            Answer::ComeBack { after: Some(3_000) }
        );
        assert_eq!(problem(503, "{}"), Answer::ComeBack { after: None });
        assert_eq!(
            problem(401, "{}"),
            Answer::Rejected(Rejection::SignInNeeded)
        );
    }
}

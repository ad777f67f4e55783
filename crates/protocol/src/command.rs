//! A command as it is posted: what a person asks of an incident, and the version that was seen.

use domain::{
    ArcStr, Assignee, CategoryId, Channel, IncidentId, IncidentRef, PhotoKey, Priority, Seq, Wgs84,
};
use serde::{Deserialize, Serialize};
use world::Verb;

/// The body of `POST /api/v1/{network}/commands`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandRequest {
    /// Which incident; absent for a report only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
    /// The incident's version that was seen; absent for a report only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Seq>,
    /// What.
    pub command: Command,
    /// The reason or note. It may name people: it goes into the erasable store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Photos that prove it, each sent before by the same person or on the incident already.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoKey>,
    /// From where, when the device knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Wgs84>,
}

/// The most photos of one command.
pub const MOST_PHOTOS: usize = 6;

/// A place as a person gives it; the hub finds grid and area.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Spot {
    /// Where.
    pub position: Option<Wgs84>,
    /// The place in words.
    pub address: Option<ArcStr>,
}

/// What a person says happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewReport {
    /// What it is about, as a class of thing, never about a named person.
    pub subject: ArcStr,
    /// Its category.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// How pressing; the category's own when absent.
    #[serde(default)]
    pub priority: Option<Priority>,
    /// How it came in; by the reporter's role when absent.
    #[serde(default)]
    pub channel: Option<Channel>,
    /// Where.
    #[serde(default)]
    pub place: Spot,
    /// The free text, which may name people.
    #[serde(default)]
    pub details: Option<String>,
    /// Who called: a name.
    #[serde(default)]
    pub caller_name: Option<String>,
    /// Who called: a telephone number.
    #[serde(default)]
    pub caller_phone: Option<String>,
    /// Not real: belongs to an exercise.
    #[serde(default)]
    pub exercise: bool,
}

/// The verbs a person may ask for; `world::Act` says what each does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the act of the same name")]
pub enum Command {
    Report(Box<NewReport>),
    Acknowledge,
    Accept {
        #[serde(default)]
        category: Option<CategoryId>,
        #[serde(default)]
        priority: Option<Priority>,
        #[serde(default)]
        place: Option<Spot>,
    },
    Reject,
    MergeInto(IncidentId),
    Unmerge,
    Assign(Assignee),
    NobodyFree,
    Receive(Assignee),
    Decline(Assignee),
    Withdraw(Assignee),
    StartOut(Assignee),
    Arrive(Assignee),
    BeginHandling(Option<Assignee>),
    Clear(Assignee),
    HandOver {
        from: Assignee,
        to: Assignee,
    },
    Feedback,
    Resolve,
    Verify {
        passed: bool,
    },
    Close,
    Suspend,
    Resume,
    Supervise(bool),
    Escalate,
    SetPriority(Priority),
    Amend {
        #[serde(default)]
        place: Option<Spot>,
        #[serde(default)]
        category: Option<CategoryId>,
        #[serde(default)]
        subject: Option<ArcStr>,
    },
    Reopen,
    Reply,
    Rate(u8),
    Link(IncidentRef),
}

impl Command {
    /// What it asks for, without to what.
    #[must_use]
    pub const fn verb(&self) -> Verb {
        match self {
            Self::Report(_) => Verb::Report,
            Self::Acknowledge => Verb::Acknowledge,
            Self::Accept { .. } => Verb::Accept,
            Self::Reject => Verb::Reject,
            Self::MergeInto(_) => Verb::MergeInto,
            Self::Unmerge => Verb::Unmerge,
            Self::Assign(_) => Verb::Assign,
            Self::NobodyFree => Verb::NobodyFree,
            Self::Receive(_) => Verb::Receive,
            Self::Decline(_) => Verb::Decline,
            Self::Withdraw(_) => Verb::Withdraw,
            Self::StartOut(_) => Verb::StartOut,
            Self::Arrive(_) => Verb::Arrive,
            Self::BeginHandling(_) => Verb::BeginHandling,
            Self::Clear(_) => Verb::Clear,
            Self::HandOver { .. } => Verb::HandOver,
            Self::Feedback => Verb::Feedback,
            Self::Resolve => Verb::Resolve,
            Self::Verify { .. } => Verb::Verify,
            Self::Close => Verb::Close,
            Self::Suspend => Verb::Suspend,
            Self::Resume => Verb::Resume,
            Self::Supervise(_) => Verb::Supervise,
            Self::Escalate => Verb::Escalate,
            Self::SetPriority(_) => Verb::SetPriority,
            Self::Amend { .. } => Verb::Amend,
            Self::Reopen => Verb::Reopen,
            Self::Reply => Verb::Reply,
            Self::Rate(_) => Verb::Rate,
            Self::Link(_) => Verb::Link,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_a_word_or_an_object_with_one_key() {
        let check = |text: &str, command: Command| {
            let read: CommandRequest = serde_json::from_str(text).expect("a command");
            assert_eq!(read.command, command, "{text}");
        };
        check(
            r#"{"incident":3,"version":9,"command":"acknowledge"}"#,
            Command::Acknowledge,
        );
        check(
            r#"{"incident":3,"version":9,"command":{"accept":{}}}"#,
            Command::Accept {
                category: None,
                priority: None,
                place: None,
            },
        );
        check(
            r#"{"incident":3,"version":9,"command":{"begin_handling":null}}"#,
            Command::BeginHandling(None),
        );
        let unknown = r#"{"incident":3,"version":9,"command":{"accept":{"colour":1}}}"#;
        assert!(serde_json::from_str::<CommandRequest>(unknown).is_err());
    }
}

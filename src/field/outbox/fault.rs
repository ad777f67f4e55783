//! Why the hub does not take a report, kept with it until it is mended.

use serde::{Deserialize, Serialize};

use crate::commands::{Answer, PhotoFault};
use crate::store::Rejection;

/// Why the hub does not take a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// The person may not report this, or not there.
    NoRight,
    /// The photo is no picture that the hub can read.
    NoPicture,
    /// The photo is too large.
    PhotoTooLarge,
    /// A field is wrong: a JSON pointer, and what the hub says of it.
    Field(String, String),
    /// The world does not allow it.
    NotAllowed,
    /// The hub's answer makes no sense here.
    Unreadable(u16),
}

impl Fault {
    /// Whether the hub does not know the photo that the report names: it forgets after a day what no command has named.
    #[must_use]
    pub fn is_about_photo(&self) -> bool {
        matches!(self, Self::Field(pointer, _) if pointer == "/photos" || pointer.starts_with("/photos/"))
    }
}

/// What to make of an answer to a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The hub has it.
    Done(domain::IncidentRef),
    /// The hub has said no, and nothing was recorded.
    Refused(Fault),
    /// Nobody is signed in any more: it waits until somebody is.
    SignInNeeded,
    /// Nobody knows, or not now: again, as it is, after so many milliseconds when the hub says so.
    Again(Option<u32>),
}

impl From<Answer> for Verdict {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Done { incident, .. } => Self::Done(incident),
            Answer::ComeBack { after } => Self::Again(after),
            Answer::Rejected(rejection) => match rejection {
                Rejection::SignInNeeded => Self::SignInNeeded,
                Rejection::NoAnswer => Self::Again(None),
                Rejection::NoRight => Self::Refused(Fault::NoRight),
                Rejection::Field { pointer, detail } => {
                    Self::Refused(Fault::Field(pointer, detail))
                }
                Rejection::Refused(_) | Rejection::Outdated(_) | Rejection::Unknown => {
                    Self::Refused(Fault::NotAllowed)
                }
                Rejection::Unreadable(status) => Self::Refused(Fault::Unreadable(status)),
            },
        }
    }
}

impl From<PhotoFault> for Fault {
    fn from(fault: PhotoFault) -> Self {
        match fault {
            PhotoFault::NoPicture => Self::NoPicture,
            PhotoFault::TooLarge => Self::PhotoTooLarge,
            PhotoFault::NoRight => Self::NoRight,
            PhotoFault::Unreadable(status) => Self::Unreadable(status),
        }
    }
}

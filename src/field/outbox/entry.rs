//! One report in the outbox, and what may become of it.
//!
//! Its keys are made once. Only after the hub has said a plain no may it get others: as long as nobody knows whether a post has
//! arrived, the next one carries the same key and the same body, so that the hub makes one incident of them.

use std::sync::Arc;

use domain::{CategoryId, IncidentRef, Network, PersonId, PhotoKey, Stage, Timestamp, Wgs84};
use protocol::{Command, CommandRequest, NewReport, Spot};
use serde::{Deserialize, Serialize};

use super::fault::Fault;

/// What a person reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Its category.
    pub category: CategoryId,
    /// What it is about: the category's name in the deployment's first language.
    pub subject: Arc<str>,
    /// Where it is.
    pub position: Option<Wgs84>,
    /// Where it is, in words.
    pub address: Arc<str>,
    /// The free text.
    pub words: Arc<str>,
}

/// The keys of a report, each made once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    /// The photo's.
    pub photo: Arc<str>,
    /// The command's.
    pub command: Arc<str>,
}

/// A report's photo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PhotoCourse {
    /// There is none.
    None,
    /// It is only here.
    Here,
    /// The hub has it, under this name.
    AtHub(PhotoKey),
}

/// How far a report is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryState {
    /// It waits to be sent.
    Waiting,
    /// It is on its way. A page that is closed meanwhile leaves it so.
    Sending,
    /// The hub has it: this is its incident.
    Sent(IncidentRef),
    /// The hub does not take it.
    Refused(Fault),
}

/// What was last seen of the incident, to be shown without a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Where it stood.
    pub stage: Stage,
}

/// One report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name on this device.
    pub id: Arc<str>,
    /// Whose it is.
    pub owner: PersonId,
    /// To which network it goes.
    pub network: Network,
    /// When it was made, by the device's clock.
    pub made_at: Timestamp,
    /// What it says.
    pub content: Content,
    /// Its photo.
    pub photo: PhotoCourse,
    /// Its keys.
    pub keys: Keys,
    /// The command as it was written down before the first post: the same key never goes with another body.
    pub body: Option<Arc<str>>,
    /// How far it is.
    pub state: EntryState,
    /// What was last seen of its incident.
    pub seen: Option<Seen>,
}

/// What is to be posted next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The photo.
    Photo {
        /// Under which key.
        key: Arc<str>,
    },
    /// The command.
    Command {
        /// Under which key.
        key: Arc<str>,
        /// As it was written down.
        body: Arc<str>,
    },
}

impl Entry {
    /// Whether it still has to be sent.
    #[must_use]
    pub const fn is_due(&self) -> bool {
        matches!(self.state, EntryState::Waiting | EntryState::Sending)
    }

    /// The incident that the hub has made of it.
    #[must_use]
    pub const fn incident(&self) -> Option<IncidentRef> {
        match self.state {
            EntryState::Sent(incident) => Some(incident),
            _ => None,
        }
    }

    /// Takes it up to be sent and says what is to be posted; `None` when nothing is.
    pub fn take_up(&mut self) -> Option<Step> {
        if !self.is_due() {
            return None;
        }
        self.state = EntryState::Sending;
        if self.photo == PhotoCourse::Here {
            let key = Arc::clone(&self.keys.photo);
            return Some(Step::Photo { key });
        }
        let body = match &self.body {
            Some(body) => Arc::clone(body),
            None => serde_json::to_string(&self.request()).ok()?.into(),
        };
        self.body = Some(Arc::clone(&body));
        let key = Arc::clone(&self.keys.command);
        Some(Step::Command { key, body })
    }

    /// The hub has the photo.
    pub fn photo_is_kept(&mut self, name: PhotoKey) {
        if self.state == EntryState::Sending && self.photo == PhotoCourse::Here {
            self.photo = PhotoCourse::AtHub(name);
        }
    }

    /// There was no answer to live with: it waits, and goes out again as it is.
    pub fn put_back(&mut self) {
        if self.state == EntryState::Sending {
            self.state = EntryState::Waiting;
        }
    }

    /// The hub has it.
    pub fn is_sent(&mut self, incident: IncidentRef) {
        if self.state == EntryState::Sending {
            self.state = EntryState::Sent(incident);
        }
    }

    /// The hub has said no: nothing was recorded.
    pub fn is_refused(&mut self, fault: Fault) {
        if self.state == EntryState::Sending {
            self.state = EntryState::Refused(fault);
        }
    }

    /// The hub has said no because it has forgotten the photo: it goes out again, and the report after it, as another question
    /// with other keys.
    pub fn photo_is_forgotten(&mut self, keys: Keys) {
        if self.state == EntryState::Sending && matches!(self.photo, PhotoCourse::AtHub(_)) {
            self.photo = PhotoCourse::Here;
            self.keys = keys;
            self.body = None;
        }
    }

    /// Says something else instead of what was refused, as another question with other keys. Says whether it was refused.
    pub fn mend(&mut self, content: Content, photo: PhotoCourse, keys: Keys) -> bool {
        if !matches!(self.state, EntryState::Refused(_)) {
            return false;
        }
        self.content = content;
        self.photo = photo;
        self.keys = keys;
        self.body = None;
        self.state = EntryState::Waiting;
        true
    }

    fn request(&self) -> CommandRequest {
        let Content {
            category,
            subject,
            position,
            address,
            words,
        } = &self.content;
        let report = NewReport {
            subject: (&**subject).into(),
            category: Some(category.clone()),
            priority: None,
            channel: None,
            place: Spot {
                position: *position,
                address: (!address.trim().is_empty()).then(|| address.trim().into()),
            },
            details: (!words.trim().is_empty()).then(|| words.trim().to_owned()),
            caller_name: None,
            caller_phone: None,
            exercise: false,
        };
        CommandRequest {
            incident: None,
            version: None,
            command: Command::Report(Box::new(report)),
            note: None,
            photos: match &self.photo {
                PhotoCourse::AtHub(name) => vec![name.clone()],
                PhotoCourse::Here | PhotoCourse::None => Vec::new(),
            },
            from: None,
        }
    }
}

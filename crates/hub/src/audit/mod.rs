//! The audit trail: who did what, when, and from where. Nothing in it is ever changed or deleted.
//!
//! What people ask of incidents stands in the network's own log, committed with the events it made; everything else beside
//! the accounts. Each home holds one [`table`], and a reader joins them by time. The trail holds accounts and addresses and
//! never a text about people.

pub mod table;

use std::net::IpAddr;

use domain::{IncidentId, Network, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

macro_rules! acts {
    ($($(#[$doc:meta])* $act:ident, $word:literal;)*) => {
        /// What was done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum What {
            $($(#[$doc])* $act,)*
        }

        impl What {
            /// Everything that is noted.
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$act),*];

            /// Its word on the wire and in tables.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$act => $word,)*
                }
            }
        }
    };
}

acts! {
    /// Somebody signed in.
    SignedIn, "signed_in";
    /// Somebody tried to, and it was not the account's password, or there is no such account.
    SignInFailed, "sign_in_failed";
    /// Attempts to sign in were turned away while the account or the address had to wait: how many in some minutes.
    SignInTurnedAway, "sign_in_turned_away";
    /// A session was ended by its person.
    SignedOut, "signed_out";
    /// All sessions of a person were.
    SignedOutEverywhere, "signed_out_everywhere";
    /// Somebody gave itself another password.
    PasswordChanged, "password_changed";
    /// Somebody tried to, and did not know the one there was.
    PasswordChangeFailed, "password_change_failed";
    /// An account was made.
    AccountMade, "account_made";
    /// An account got another name, role or ground.
    AccountChanged, "account_changed";
    /// An account was signed out everywhere by who administers people.
    SessionsEnded, "sessions_ended";
    /// An account may sign in no more.
    AccountDisabled, "account_disabled";
    /// An account may sign in again.
    AccountEnabled, "account_enabled";
    /// An account got another password from who administers people.
    PasswordReset, "password_reset";
    /// A wall was let in.
    WallConfirmed, "wall_confirmed";
    /// A wall came for its session.
    WallSignedIn, "wall_signed_in";
    /// A wall was sent away.
    WallRevoked, "wall_revoked";
    /// A command was carried out.
    CommandDone, "command_done";
    /// A command was refused.
    CommandRefused, "command_refused";
    /// An officer gave the watch to another.
    WatchGiven, "watch_given";
    /// That other took it.
    WatchTaken, "watch_taken";
    /// Somebody took a camera's head.
    HeadTaken, "head_taken";
    /// Somebody let go of it.
    HeadReleased, "head_released";
    /// Somebody turned or zoomed it.
    HeadMoved, "head_moved";
    /// Somebody calibrated a camera.
    CameraCalibrated, "camera_calibrated";
    /// Somebody put a camera's calibration back to an earlier one.
    CalibrationRestored, "calibration_restored";
    /// Somebody named a thing in the pictures.
    LabelMade, "label_made";
    /// Somebody gave it another name or place.
    LabelChanged, "label_changed";
    /// Somebody took the name away.
    LabelRemoved, "label_removed";
    /// A photo was sent.
    PhotoSent, "photo_sent";
    /// The texts about people of an incident were erased, and its photos.
    TextsErased, "texts_erased";
    /// The trail was read.
    AuditRead, "audit_read";
    /// The trail was exported.
    AuditExported, "audit_exported";
}

/// One act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When, by the system's clock.
    pub at: Timestamp,
    /// What.
    pub what: What,
    /// By which account; `None` for the hub itself, and where an account was named that there is not.
    pub person: Option<PersonId>,
    /// From which address; `None` for the hub itself.
    pub address: Option<IpAddr>,
    /// On which network, when it was about one.
    pub network: Option<Network>,
    /// On which incident of it.
    pub incident: Option<IncidentId>,
    /// What of: the command's verb, the account or wall that was changed.
    pub about: Option<String>,
    /// The idempotency key of a command.
    pub key: Option<String>,
    /// Why it was refused, in a word.
    pub outcome: Option<String>,
}

impl Entry {
    /// An act of a person.
    #[must_use]
    pub fn of(what: What, person: Option<PersonId>, address: IpAddr, at: Timestamp) -> Self {
        Self {
            person,
            address: Some(address),
            ..Self::of_hub(what, at)
        }
    }

    /// An act of the hub itself.
    #[must_use]
    pub const fn of_hub(what: What, at: Timestamp) -> Self {
        Self {
            at,
            what,
            person: None,
            address: None,
            network: None,
            incident: None,
            about: None,
            key: None,
            outcome: None,
        }
    }

    /// The same, with what it was about.
    #[must_use]
    pub fn about(self, about: impl Into<String>) -> Self {
        Self {
            about: Some(about.into()),
            ..self
        }
    }
}

/// An entry and its place in its home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// Its number there, ascending.
    pub id: i64,
    /// The entry.
    pub entry: Entry,
}

/// In which order entries are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// As they were noted.
    #[default]
    OldestFirst,
    /// The last one first: what a person looks for is mostly what just happened.
    NewestFirst,
}

/// Which entries of one home, by time and number.
#[derive(Clone, Debug)]
pub struct Query {
    /// From this moment on.
    pub from: Timestamp,
    /// Before this moment.
    pub to: Timestamp,
    /// Only of this account, as who did it or as what it was about.
    pub person: Option<PersonId>,
    /// Only of this network.
    pub network: Option<Network>,
    /// Only of this incident.
    pub incident: Option<IncidentId>,
    /// Only of this kind.
    pub what: Option<What>,
    /// Only beyond this place, in the order of the answer: a moment, and a number at that moment.
    pub after: Option<(Timestamp, i64)>,
    /// In which order.
    pub order: Order,
    /// At most so many.
    pub limit: usize,
}

impl Query {
    /// Whether an entry is one of those.
    #[must_use]
    pub fn matches(&self, noted: &Noted) -> bool {
        let Noted { id, entry } = noted;
        let named = |person: &PersonId| {
            entry.person.as_ref() == Some(person) || entry.about.as_deref() == Some(person.as_str())
        };
        (self.from..self.to).contains(&entry.at)
            && self.person.as_ref().is_none_or(named)
            && self.network.is_none_or(|one| entry.network == Some(one))
            && self.incident.is_none_or(|id| entry.incident == Some(id))
            && self.what.is_none_or(|what| entry.what == what)
            && self.after.is_none_or(|after| match self.order {
                Order::OldestFirst => (entry.at, *id) > after,
                Order::NewestFirst => (entry.at, *id) < after,
            })
    }
}

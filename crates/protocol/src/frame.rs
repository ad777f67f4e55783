//! The messages of `/feeds/{network}`.

use domain::{Incident, IncidentId, Millis, Network, Seq, Timestamp, UnitPosition};
use serde::{Deserialize, Serialize};
use world::Event;

use crate::Deltas;

/// Names one log: a new database is a new log, and what a screen knows of another one is worth nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LogId(pub u64);

/// What a screen sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientFrame {
    /// The first frame: who am I, and from where to go on.
    Open {
        /// The access token; `None` asks for what anybody may see.
        token: Option<String>,
        /// What the screen already knows.
        resume: Option<Resume>,
    },
}

/// What a screen already knows of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resume {
    /// Which log.
    pub log: LogId,
    /// Up to and with which event.
    pub after: Seq,
}

/// What a hub sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServerFrame {
    /// The first frame of a connection.
    Hello(Box<Hello>),
    /// A part of the whole picture; the screen forgets what it knew when part 0 arrives, and shows it after the last.
    Snapshot(SnapshotPart),
    /// What has changed since.
    Deltas(Deltas),
    /// Where units were last, newest sample per unit.
    Positions(Vec<UnitPosition>),
    /// Still there, and what the time is.
    Heartbeat {
        /// The deployment's clock.
        clock: DeploymentClock,
        /// Everything the session may see up to this event has been sent.
        through: Seq,
    },
}

/// The first frame of a connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    /// Which network speaks.
    pub network: Network,
    /// Which log.
    pub log: LogId,
    /// The deployment's clock.
    pub clock: DeploymentClock,
    /// How often a heartbeat comes when nothing else does.
    pub heartbeat_every: Millis,
    /// After how long a silence the feed is stale.
    pub stale_after: Millis,
    /// Where the following frames go on: the resumed place, or `None` when a snapshot comes first.
    pub resumed_after: Option<Seq>,
}

/// A part of the whole picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SnapshotPart {
    /// The last event folded into it.
    pub through: Seq,
    /// This part's number, from 0.
    pub part: u32,
    /// How many parts there are, at least 1.
    pub parts: u32,
    /// The incidents of this part.
    pub incidents: Vec<Incident>,
}

/// One change of what a session may see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delta {
    /// Something happened to an incident the session sees.
    Event(Event),
    /// An incident came into view: whole, as it is after the event `version`.
    Entered(Box<Incident>),
    /// An incident left the view.
    Left(IncidentId),
}

/// The deployment's clock: the system's own, or a replay's. All "today", deadlines, freshness and blink phase come from it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeploymentClock {
    /// The deployment's now at the moment of sending.
    pub now: Timestamp,
    /// How many times faster than the system's clock it runs; 1 to 600, or 0 while a demo stands: then nothing ages, and the
    /// blink stays in the phase of `now`.
    pub rate: f64,
    /// When the deployment's today began (midnight in its time zone).
    pub day_started_at: Timestamp,
}

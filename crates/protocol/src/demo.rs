//! Between a page and the demo that runs in its worker: what a hub would be asked for and would say, and the controls.

use std::sync::Arc;

use domain::{ClockKind, IncidentRef, Network, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ServerFrame;

/// The slowest and the fastest that a demo is played, in times the pace of the page's clock.
pub const DEMO_RATES: (f64, f64) = (1.0, 60.0);

/// The scheme of tiles that a page's painters draw: "painted://{z}/{x}/{y}".
pub const PAINTED: &str = "painted";

/// What a page asks of its demo, with its number: numbers only grow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DemoAsked {
    /// Its number.
    pub turn: u32,
    /// What is asked.
    pub request: DemoRequest,
}

/// What a page asks of its demo.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DemoRequest {
    /// The first: which day of which district, from where and how.
    Open {
        /// The seed of the district and of its days.
        seed: u64,
        /// Where the clock stands.
        at: Timestamp,
        /// How fast it plays.
        rate: f64,
        /// Whether it plays.
        playing: bool,
    },
    /// The clock runs.
    Play,
    /// The clock stands, at a whole second.
    Pause,
    /// The clock runs so many times faster than the page's, now or when it is played again; see [`DEMO_RATES`].
    SetRate(f64),
    /// The clock is set, forward or back.
    Seek(Timestamp),
    /// The clock is set to the next moment of interest.
    Next,
    /// The clock is set to the last moment of interest before this one.
    Previous,
    /// A network's picture is told again, whole.
    Restart(Network),
    /// What people wrote about an incident.
    Texts(IncidentRef),
    /// The district's cameras and buildings: asked for by whoever looks through a camera, and only then.
    Surroundings,
}

/// What a demo says to its page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DemoReply {
    /// The deployment's settings and divisions, as JSON, as a hub would answer.
    Settings {
        /// A [`Deployment`](crate::Deployment).
        deployment: Vec<u8>,
        /// [`Divisions`](crate::Divisions).
        divisions: Vec<u8>,
    },
    /// What the networks say, all of the same moment.
    Told {
        /// The number of the last request that this follows.
        turn: u32,
        /// Where the clock stands.
        playhead: Playhead,
        /// Which networks are not heard at that moment.
        silences: Vec<Silence>,
        /// What is of interest of the whole day, in order: told when it is another day than before.
        day: Option<Vec<Interest>>,
        /// What each network says, in order.
        frames: Vec<(Network, ServerFrame)>,
    },
    /// What people wrote about an incident up to the playhead.
    Texts {
        /// The number of the request.
        turn: u32,
        /// The report's free text.
        details: Option<Arc<str>>,
        /// Reasons and notes with the moment they are about, in order.
        notes: Vec<(Timestamp, Arc<str>)>,
    },
    /// The district's cameras and buildings, as a hub would answer.
    Surroundings {
        /// The number of the request.
        turn: u32,
        /// What `GET /api/v1/cameras` answers.
        cameras: Vec<u8>,
        /// What `GET /api/v1/buildings` answers.
        buildings: Vec<u8>,
    },
}

/// What a page asks of a painter, a worker that draws the demo's picture from above. It answers each tile with an array: the
/// tile's number, and an `ImageBitmap`, or `null` where it can make none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaintAsked {
    /// The first: which district.
    Open {
        /// The seed of the district.
        seed: u64,
    },
    /// A tile, in XYZ order.
    Tile {
        /// Its number.
        number: u32,
        /// Zoom.
        zoom: u8,
        /// Column.
        x: u32,
        /// Row from the north.
        y: u32,
    },
}

/// Where a demo's clock stands, and what is of interest around.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Playhead {
    /// The seed of the district and of its days.
    pub seed: u64,
    /// The demo's now.
    pub at: Timestamp,
    /// When its day began.
    pub day_started_at: Timestamp,
    /// How fast it plays, or will.
    pub rate: f64,
    /// Whether it plays.
    pub playing: bool,
    /// What was of interest just now.
    pub here: Option<Interest>,
    /// What is of interest next, this day.
    pub next: Option<Interest>,
    /// What was of interest before, this day.
    pub previous: Option<Interest>,
}

/// A network that is not heard: its platforms tell nothing until they are back, and then what they held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// Which network.
    pub network: Network,
    /// Since when.
    pub since: Timestamp,
}

/// A moment worth looking at: the first whole second at which it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Interest {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: InterestKind,
    /// About which incident, where it is about one.
    pub incident: Option<IncidentRef>,
}

/// Why a moment is worth looking at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InterestKind {
    /// An emergency is reported, or a report becomes one.
    Emergency,
    /// A clock runs over its limit.
    Overdue(ClockKind),
    /// Passed upwards.
    Escalated,
    /// An order is sent back.
    Returned,
    /// To be done again.
    Reworked,
    /// Nobody is free to be sent.
    NobodyFree,
    /// More urgent reports than anybody can take in.
    FloodBegins,
    /// A network's platforms are not heard any more.
    FeedSilent(Network),
    /// They are heard again, and tell what they held back.
    FeedBack(Network),
    /// A camera has lost its picture.
    CameraDark,
    /// A storm begins.
    StormBegins,
}

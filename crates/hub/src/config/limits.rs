//! What is too much, too long or too late, and how long what is kept.

use std::time::Duration;

use domain::{Millis, Timestamp};
use protocol::DeploymentClock;
use serde::Deserialize;

/// What is too much, too long or too late.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// The longest body of a request, in bytes.
    pub body_bytes: usize,
    /// The most statements or positions in one request.
    pub batch: usize,
    /// Requests a second that one platform may send for long.
    pub requests_per_second: f64,
    /// Requests that one platform may send at once.
    pub requests_at_once: u32,
    /// The longest frame a screen may send, in bytes.
    pub client_frame_bytes: usize,
    /// Frames a second that a screen may send for long; twice as many at once.
    pub client_frames_per_second: f64,
    /// How soon the first frame of a connection is expected.
    pub first_frame_within_ms: u64,
    /// The most connections at a time, over all networks.
    pub connections: usize,
    /// Frames that wait for one screen before it is sent away to come back for a snapshot.
    pub queue_frames: usize,
    /// Requests that wait for one log before others are told to come back.
    pub queue_requests: usize,
    /// Changes are gathered for this long before they are sent.
    pub tick_ms: u64,
    /// How often a screen hears that the hub is there.
    pub heartbeat_ms: u64,
    /// After how long a silence a screen calls the feed stale.
    pub stale_after_ms: u64,
    /// How many events a screen may have missed and still be told only those.
    pub resume_events: usize,
    /// A snapshot of the world is saved every so many events.
    pub snapshot_every: u64,
    /// How far ahead of the deployment's clock something may be said to have happened, in the machine's time.
    pub ahead_ms: u64,
    /// The most units whose positions are kept for one network.
    pub units: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1024 * 1024,
            batch: 1_000,
            requests_per_second: 500.0,
            requests_at_once: 1_000,
            client_frame_bytes: 16 * 1024,
            client_frames_per_second: 5.0,
            first_frame_within_ms: 5_000,
            connections: 1_000,
            queue_frames: 256,
            queue_requests: 1_024,
            tick_ms: 80,
            heartbeat_ms: 2_000,
            stale_after_ms: 7_000,
            resume_events: 10_000,
            snapshot_every: 10_000,
            ahead_ms: 15 * 60 * 1_000,
            units: 5_000,
        }
    }
}

impl Limits {
    /// How soon the first frame of a connection is expected.
    #[must_use]
    pub const fn first_frame_within(&self) -> Duration {
        Duration::from_millis(self.first_frame_within_ms)
    }

    /// How long changes are gathered before they are sent.
    #[must_use]
    pub const fn tick(&self) -> Duration {
        Duration::from_millis(self.tick_ms)
    }

    /// The latest moment at which something may be said to have happened. Clocks of machines differ, and a replay's clock
    /// makes that difference as many times larger as it runs faster.
    #[must_use]
    pub fn latest(&self, clock: DeploymentClock) -> Timestamp {
        clock.now + Millis((self.ahead_ms as f64 * clock.rate) as i64)
    }

    /// After how long a silence a screen calls the feed stale.
    #[must_use]
    pub const fn stale_after(&self) -> Millis {
        Millis(self.stale_after_ms.cast_signed())
    }
}

/// How long what is kept. The log itself is kept for ever: it holds no personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// How long a closed incident stays in the picture before the hub archives it, in hours of the deployment's clock.
    pub closed_hours: u32,
    /// How long the texts about people of an archived incident are kept, in days of the deployment's clock since it was closed.
    pub texts_days: u32,
    /// How long the answer to a platform's idempotency key is remembered, in hours of the system's clock.
    pub requests_hours: u32,
    /// How long the answer to a person's command is remembered, in days of the system's clock. A telephone that lost an
    /// answer asks again when it next has a network, and until then the command must not be done a second time.
    pub commands_days: u32,
    /// How long unit positions are kept as history, in hours of the deployment's clock.
    pub positions_hours: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            closed_hours: 24,
            texts_days: 180,
            requests_hours: 24,
            commands_days: 30,
            positions_hours: 24,
        }
    }
}

/// How long people stay signed in, by the system's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SessionsConfig {
    /// A session that is not used for so long ends. An open feed uses it.
    pub idle_secs: u32,
    /// A session ends after so long whatever happens.
    pub absolute_secs: u32,
    /// A wall that was let in stays so long, used or not: nobody sits before it to sign in again.
    pub wall_days: u32,
}

impl Default for SessionsConfig {
    fn default() -> Self {
        Self {
            idle_secs: 30 * 60,
            absolute_secs: 12 * 3_600,
            wall_days: 365,
        }
    }
}

impl SessionsConfig {
    /// How long a session lasts at most.
    #[must_use]
    pub const fn at_most(&self, is_wall: bool) -> Millis {
        if is_wall {
            Millis::from_hours(24 * self.wall_days as i64)
        } else {
            Millis::from_secs(self.absolute_secs as i64)
        }
    }

    /// When a session ends that is not used again: how long it may stand unused, and whatever happens.
    #[must_use]
    pub fn over_at(&self, began_at: Timestamp, used_at: Timestamp, is_wall: bool) -> Timestamp {
        let latest = began_at + self.at_most(is_wall);
        let idle = used_at + Millis::from_secs(self.idle_secs.into());
        if is_wall { latest } else { latest.min(idle) }
    }
}

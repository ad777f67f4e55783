//! What to do about a link, without the link: pure, so that every turn of it can be tested.

use domain::{Millis, Network, Seq};
use protocol::{CloseCode, Hello};

use super::{Backoff, FeedHealth, Freshness, LinkState, Restart};
use crate::platform::PageTime;

/// A socket that is neither open nor refused after this long is given up, in milliseconds.
const OPENING_MS: f64 = 10_000.0;

/// A link that was open this long went well: the next pause is the first again.
const WENT_WELL_MS: f64 = 10_000.0;

/// An open link that is silent for so many times its hub's promise is taken for dead (a cable, a sleeping machine).
pub(super) const DEAD_AFTER: f64 = 3.0;

/// The promise before the hub has made one, in milliseconds.
const UNPROMISED_MS: f64 = 10_000.0;

/// What the link's owner has to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing.
    Stay,
    /// Open a socket, after dropping any other.
    Open,
    /// Drop the socket.
    Drop,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Opening { since: PageTime },
    Open { since: PageTime },
    Waiting { until: PageTime },
    Refused(CloseCode),
}

/// A link to a hub: whether it is open, when to try again, and how fresh what it told is.
#[derive(Clone, Debug)]
pub struct Link {
    network: Network,
    state: State,
    backoff: Backoff,
    heard_at: Option<PageTime>,
    stale_after_ms: f64,
    from_snapshot: bool,
    cut_off: bool,
    malformed: u64,
    overflows: u64,
}

impl Link {
    /// A link that is to be opened at once.
    #[must_use]
    pub fn new(network: Network, at: PageTime) -> Self {
        Self {
            network,
            state: State::Waiting { until: at },
            backoff: Backoff::default(),
            heard_at: None,
            stale_after_ms: UNPROMISED_MS,
            from_snapshot: false,
            cut_off: true,
            malformed: 0,
            overflows: 0,
        }
    }

    /// Time has passed.
    pub fn advance(&mut self, at: PageTime, chance: f64) -> Step {
        match self.state {
            State::Waiting { until } if at >= until => {
                self.state = State::Opening { since: at };
                Step::Open
            }
            State::Opening { since } if at.millis_since(since) >= OPENING_MS => {
                self.wait(at, chance);
                Step::Drop
            }
            State::Open { .. } if self.silence(at) >= self.stale_after_ms * DEAD_AFTER => {
                self.cut_off = true;
                self.wait(at, chance);
                Step::Drop
            }
            _ => Step::Stay,
        }
    }

    /// When [`Link::advance`] has something to do next; `None` when never.
    #[must_use]
    pub fn next_due(&self) -> Option<PageTime> {
        match self.state {
            State::Waiting { until } => Some(until),
            State::Opening { since } => Some(since + OPENING_MS),
            State::Open { since } => {
                Some(self.heard_at.unwrap_or(since) + self.stale_after_ms * DEAD_AFTER)
            }
            State::Refused(_) => None,
        }
    }

    /// Any frame came.
    pub fn heard(&mut self, at: PageTime) {
        self.heard_at = Some(at);
    }

    /// The hub greeted.
    pub fn greeted(&mut self, hello: &Hello, at: PageTime) {
        self.heard(at);
        self.stale_after_ms = (hello.stale_after.0 as f64).max(1_000.0);
        self.from_snapshot = false;
        self.cut_off = false;
        self.state = State::Open { since: at };
    }

    /// The socket closed, with the hub's code when it gave one.
    pub fn closed(&mut self, at: PageTime, code: Option<CloseCode>, chance: f64) {
        self.cut_off = true;
        match code {
            Some(code) if !code.worth_retrying() => self.state = State::Refused(code),
            code => {
                self.from_snapshot |= code == Some(CloseCode::TooSlow);
                self.wait(at, chance);
            }
        }
    }

    /// The feed must begin again from a snapshot: the owner drops the socket, and the link opens another.
    pub fn restart(&mut self, why: Restart, at: PageTime, chance: f64) -> Step {
        match why {
            Restart::Malformed => self.malformed += 1,
            Restart::InboxFull => self.overflows += 1,
            Restart::OutOfTurn => {}
        }
        self.from_snapshot = true;
        if matches!(self.state, State::Refused(_)) {
            return Step::Stay;
        }
        self.wait(at, chance);
        Step::Drop
    }

    /// Whether the next connection must ask for a snapshot, whatever the screen knows.
    #[must_use]
    pub const fn wants_snapshot(&self) -> bool {
        self.from_snapshot
    }

    /// How the feed is.
    #[must_use]
    pub fn health(&self, at: PageTime) -> FeedHealth {
        let silence = self.heard_at.map(|heard_at| at.millis_since(heard_at));
        let freshness = match silence {
            None => Freshness::Lost,
            Some(_) if self.cut_off => Freshness::Lost,
            Some(silence) if silence <= self.stale_after_ms => Freshness::Live,
            Some(_) => Freshness::Stale,
        };
        FeedHealth {
            network: self.network,
            freshness,
            silent_for: silence.map(|silence| Millis(silence as i64)),
            link: match self.state {
                State::Opening { .. } => LinkState::Connecting,
                State::Open { .. } => LinkState::Open,
                State::Waiting { until } => LinkState::Waiting {
                    retry_in: Millis(until.millis_since(at) as i64),
                },
                State::Refused(code) => LinkState::Refused(code),
            },
            through: Seq::START,
            malformed: self.malformed,
            overflows: self.overflows,
        }
    }

    fn silence(&self, at: PageTime) -> f64 {
        self.heard_at
            .map_or(0.0, |heard_at| at.millis_since(heard_at))
    }

    fn wait(&mut self, at: PageTime, chance: f64) {
        if let State::Open { since } = self.state
            && at.millis_since(since) >= WENT_WELL_MS
        {
            self.backoff.reset();
        }
        self.state = State::Waiting {
            until: at + self.backoff.next_pause(chance),
        };
    }
}

//! How a feed is: what its column and its marks have to own up to.

use domain::{Millis, Network, Seq};
use protocol::CloseCode;

/// How fresh what a feed has told is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Freshness {
    /// Heard from within what its hub promised.
    Live,
    /// Connected, but silent for longer than its hub promised.
    Stale,
    /// Not connected.
    #[default]
    Lost,
}

impl Freshness {
    /// The word for `data-freshness` attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Stale => "stale",
            Self::Lost => "lost",
        }
    }
}

/// What a feed's link is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkState {
    /// Being opened; nothing heard on it yet.
    #[default]
    Connecting,
    /// Open, and spoken on.
    Open,
    /// Closed; tried again after this pause.
    Waiting {
        /// What is left of the pause when the state was taken.
        retry_in: Millis,
    },
    /// Refused for good: another token, or another version of the screen, is needed.
    Refused(CloseCode),
}

/// How a feed is at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedHealth {
    /// Which feed.
    pub network: Network,
    /// How fresh what it has told is.
    pub freshness: Freshness,
    /// How long ago it was heard from; `None` when never.
    pub silent_for: Option<Millis>,
    /// What its link is doing.
    pub link: LinkState,
    /// The last event it has told of, or said there is nothing to tell up to.
    pub through: Seq,
    /// Messages that were no frames; each made the feed begin again from a snapshot.
    pub malformed: u64,
    /// How often the inbox was full; each made the feed begin again from a snapshot.
    pub overflows: u64,
}

impl FeedHealth {
    /// A feed that was never heard from.
    #[must_use]
    pub const fn silent(network: Network) -> Self {
        Self {
            network,
            freshness: Freshness::Lost,
            silent_for: None,
            link: LinkState::Connecting,
            through: Seq::START,
            malformed: 0,
            overflows: 0,
        }
    }

    /// Whether more than ages and numbers of events tells them apart.
    #[must_use]
    pub fn differs(&self, other: &Self) -> bool {
        let kind = |health: &Self| std::mem::discriminant(&health.link);
        self.network != other.network
            || self.freshness != other.freshness
            || kind(self) != kind(other)
            || self.malformed != other.malformed
            || self.overflows != other.overflows
    }
}

//! What a feed is for the rest of the screen.

use domain::Network;
use protocol::ServerFrame;

use super::FeedHealth;
use crate::platform::PageTime;

/// Why a feed must begin again from a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restart {
    /// A message was no frame: what it would have told is lost.
    Malformed,
    /// The inbox was full: what it held is thrown away.
    InboxFull,
    /// A frame did not fit those before it.
    OutOfTurn,
}

/// Where a network's frames come from: a socket, or a demo in the page.
pub trait FrameSource {
    /// Which network it speaks for.
    fn network(&self) -> Network;

    /// Moves the frames that came since the last call into `into`, in order.
    fn drain(&self, into: &mut Vec<ServerFrame>);

    /// Whether frames wait to be drained.
    fn is_drained(&self) -> bool;

    /// Whether it tells something new all the time, so that nobody can wait until it rests.
    fn is_restless(&self) -> bool {
        false
    }

    /// Begins again from a snapshot. What the screen shows stays until the snapshot is whole.
    fn restart(&self, why: Restart);

    /// How it is at a moment; `through` is the store's to say.
    fn health(&self, at: PageTime) -> FeedHealth;
}

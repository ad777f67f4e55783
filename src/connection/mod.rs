//! The feeds: a socket per network, opened again whenever it is lost, and an inbox that is drained once a tick.
//!
//! A feed is a [`FrameSource`]; whoever makes frames can stand in a socket's place, as the [`Demo`] does.

mod backoff;
mod demo;
mod health;
mod inbox;
mod line;
mod link;
mod painters;
mod socket;
mod source;

pub use backoff::Backoff;
pub use demo::{Demo, DemoNews, Texts, ToldSurroundings};
pub use health::{FeedHealth, Freshness, LinkState};
pub use inbox::{Inbox, InboxFull};
pub use line::{Line, LineOptions};
pub use link::{Link, Step};
pub use painters::Painters;
pub use source::{FrameSource, Restart};

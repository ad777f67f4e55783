//! Who sits at this screen.

use std::sync::Arc;

use crate::config::Me;

/// Who sits at this screen, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Session {
    /// Nobody can sign in: a demo in the page has no hub.
    #[default]
    NoDoor,
    /// The hub is being asked.
    Awaited,
    /// Nobody is signed in.
    Nobody,
    /// Somebody is.
    SignedIn(Arc<Me>),
    /// Somebody was, until the hub ended it.
    Ended,
}

impl Session {
    /// Who is signed in.
    #[must_use]
    pub const fn me(&self) -> Option<&Arc<Me>> {
        match self {
            Self::SignedIn(me) => Some(me),
            _ => None,
        }
    }
}

//! Why a connection was closed, for both sides to act on.

/// Why the hub closed a WebSocket. Numbers from 4000 are Furun's own (RFC 6455 leaves them to applications).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum CloseCode {
    /// The hub stops or restarts: come back soon (RFC 6455's registry, "service restart").
    Restart = 1012,
    /// The first frame was not an [`Open`](crate::ClientFrame::Open), or did not come in time.
    OpenExpected = 4400,
    /// The token is unknown or revoked: coming back with it is useless.
    Unauthorised = 4401,
    /// The token is known and has no right to this network.
    Forbidden = 4403,
    /// The client speaks no version of the protocol that the hub speaks.
    VersionUnknown = 4406,
    /// A frame from the client could not be read.
    FrameUnreadable = 4407,
    /// The client read too slowly: its queue was full. Come back and take a snapshot.
    TooSlow = 4408,
    /// More frames from the client than it may send.
    TooManyFrames = 4429,
}

impl CloseCode {
    /// Every code.
    pub const ALL: [Self; 8] = [
        Self::Restart,
        Self::OpenExpected,
        Self::Unauthorised,
        Self::Forbidden,
        Self::VersionUnknown,
        Self::FrameUnreadable,
        Self::TooSlow,
        Self::TooManyFrames,
    ];

    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u16 {
        self as u16
    }

    /// The code with that number, if it is one of ours.
    #[must_use]
    pub fn from_number(number: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.number() == number)
    }

    /// Whether coming back without another token or version can succeed.
    #[must_use]
    pub const fn worth_retrying(self) -> bool {
        !matches!(
            self,
            Self::Unauthorised | Self::Forbidden | Self::VersionUnknown
        )
    }
}

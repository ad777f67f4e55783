//! What a hub offers for one stream (`POST /api/v1/streams/{stream}/plays`).

use domain::Codec;
use serde::Deserialize;

/// A way in which a picture comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// WebRTC, asked for by WHEP: the youngest picture.
    Whep,
    /// Fragmented MP4 over a WebSocket.
    Fmp4,
    /// HLS: seconds behind, and through any proxy.
    Hls,
    /// Another, which this version of the screen does not know.
    #[serde(other)]
    Other,
}

impl Transport {
    /// The word for `data-transport` attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Whep => "whep",
            Self::Fmp4 => "fmp4",
            Self::Hls => "hls",
            Self::Other => "other",
        }
    }
}

/// One way to play a stream.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Offer {
    /// How the picture comes.
    pub transport: Transport,
    /// How it is encoded.
    pub codec: Codec,
    /// Where, at the hub that offers it: relative to its origin, good for a minute unless used.
    pub address: String,
}

//! How frames are written as bytes.

use std::io::{self, Write};

use postcard::ser_flavors::Size;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// How frames are coded, agreed on by WebSocket subprotocol. The number is the protocol's version: a change that an
/// older side cannot read gets a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// postcard in binary messages, changes in records as wide as their batch needs ([`Deltas`](crate::Deltas)): Furun's own screens.
    Postcard,
    /// JSON in text messages: for others, and for reading along.
    Json,
}

/// Bytes that are no frame.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    /// Not readable as postcard.
    #[error("the frame is not readable as postcard")]
    Postcard(#[from] postcard::Error),
    /// Not readable as JSON.
    #[error("the frame is not readable as JSON")]
    Json(#[from] serde_json::Error),
    /// Bytes follow the frame.
    #[error("{0} bytes follow the frame")]
    Trailing(usize),
}

impl Coding {
    /// Every coding, the preferred one first.
    pub const ALL: [Self; 2] = [Self::Postcard, Self::Json];

    /// The WebSocket subprotocol that stands for this coding and version.
    #[must_use]
    pub const fn subprotocol(self) -> &'static str {
        match self {
            Self::Postcard => "furun.postcard.v3",
            Self::Json => "furun.json.v1",
        }
    }

    /// The coding a subprotocol stands for.
    #[must_use]
    pub fn from_subprotocol(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|coding| coding.subprotocol() == word)
    }

    /// Writes a frame.
    ///
    /// # Errors
    /// When the frame holds something the coding cannot express; none of the protocol's own frames do.
    pub fn encode(self, frame: &impl Serialize) -> Result<Vec<u8>, CodecError> {
        Ok(match self {
            Self::Postcard => postcard::to_stdvec(frame)?,
            Self::Json => serde_json::to_vec(frame)?,
        })
    }

    /// How many bytes a value has when it is written; nothing is written.
    ///
    /// # Errors
    /// When the value holds something the coding cannot express; no part of the protocol's own frames does.
    pub fn size(self, value: &impl Serialize) -> Result<usize, CodecError> {
        Ok(match self {
            Self::Postcard => postcard::serialize_with_flavor(value, Size::default())?,
            Self::Json => {
                let mut counted = Counted(0);
                serde_json::to_writer(&mut counted, value)?;
                counted.0
            }
        })
    }

    /// Reads one frame, which must fill the bytes.
    ///
    /// # Errors
    /// When the bytes are no such frame, or more than one.
    pub fn decode<F: DeserializeOwned>(self, bytes: &[u8]) -> Result<F, CodecError> {
        match self {
            Self::Postcard => match postcard::take_from_bytes(bytes)? {
                (frame, []) => Ok(frame),
                (_, rest) => Err(CodecError::Trailing(rest.len())),
            },
            Self::Json => Ok(serde_json::from_slice(bytes)?),
        }
    }
}

/// Counts bytes, and keeps none.
struct Counted(usize);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

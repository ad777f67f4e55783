//! Frames that wait for the next tick.

use protocol::ServerFrame;

/// Frames that wait for the next tick: so many at most, and so many bytes of messages.
#[derive(Debug)]
pub struct Inbox {
    frames: Vec<ServerFrame>,
    bytes: usize,
    most_frames: usize,
    most_bytes: usize,
}

/// The inbox was full and has been emptied: what it held is lost, so the feed must begin again from a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the inbox was full with {frames} frames of {bytes} bytes")]
pub struct InboxFull {
    /// How many frames it held.
    pub frames: usize,
    /// How many bytes of messages they came in.
    pub bytes: usize,
}

impl Inbox {
    /// An empty inbox for at most `most_frames` frames that came in at most `most_bytes` bytes of messages.
    #[must_use]
    pub const fn with_limit(most_frames: usize, most_bytes: usize) -> Self {
        Self {
            frames: Vec::new(),
            bytes: 0,
            most_frames,
            most_bytes,
        }
    }

    /// Puts a frame in that came as a message of `bytes` bytes.
    ///
    /// # Errors
    /// When it does not fit; the inbox is then empty.
    pub fn push(&mut self, frame: ServerFrame, bytes: usize) -> Result<(), InboxFull> {
        if self.frames.len() >= self.most_frames || self.bytes + bytes > self.most_bytes {
            let full = InboxFull {
                frames: self.frames.len(),
                bytes: self.bytes,
            };
            self.clear();
            return Err(full);
        }
        self.bytes += bytes;
        self.frames.push(frame);
        Ok(())
    }

    /// Moves everything into `into`, in order, and keeps the room for the next.
    pub fn drain(&mut self, into: &mut Vec<ServerFrame>) {
        into.append(&mut self.frames);
        self.bytes = 0;
    }

    /// Throws everything away.
    pub fn clear(&mut self) {
        self.frames.clear();
        self.bytes = 0;
    }

    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }
}

//! Fragmented MP4 (ISO/IEC 14496-12) as it comes, in pieces of any size, cut where a browser needs it cut: what initialises
//! the player, then one fragment after the other.

mod codecs;
mod timing;

use std::time::Duration;

use bytes::{Bytes, BytesMut};

use super::GatewayError;
use timing::Clock;

/// The largest part, in bytes: ten seconds of the largest picture.
const LARGEST_PART: usize = 32 * 1024 * 1024;

/// A part of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// What initialises the player (`ftyp`, `moov`).
    Init {
        /// What it is, with its codecs (RFC 6381): `video/mp4; codecs="avc1.640028"`.
        media_type: String,
        /// The part.
        bytes: Bytes,
    },
    /// Some pictures (`moof`, `mdat`).
    Fragment(Bytes),
}

/// A stream in pieces.
#[derive(Debug, Default)]
pub struct Fragments {
    pieces: BytesMut,
    /// How much of it has been seen to be whole boxes.
    whole: usize,
    begun: bool,
    clock: Option<Clock>,
}

impl Fragments {
    /// Takes the next piece.
    pub fn push(&mut self, piece: &[u8]) {
        self.pieces.extend_from_slice(piece);
    }

    /// The next part, when all of it has come.
    ///
    /// # Errors
    /// When it is no fragmented MP4, plays in no browser, begins anew, or a part is too large.
    pub fn part(&mut self) -> Result<Option<Part>, GatewayError> {
        loop {
            let rest = self.pieces.get(self.whole..).unwrap_or_default();
            let (size, kind) = match heading(rest)? {
                Some(heading) => heading,
                None => return self.wait_for(16),
            };
            if rest.len() < size {
                return self.wait_for(size);
            }
            self.whole += size;
            match (&kind, self.begun) {
                (b"moov", false) => {
                    self.begun = true;
                    let bytes = self.cut();
                    self.clock = Clock::of(&bytes);
                    let media_type = codecs::media_type(&bytes).ok_or(GatewayError::Unusable)?;
                    return Ok(Some(Part::Init { media_type, bytes }));
                }
                // Other pictures from here on: whoever plays it begins anew, too.
                (b"moov", true) => return Err(GatewayError::Unusable),
                (b"mdat", true) => return Ok(Some(Part::Fragment(self.cut()))),
                _ => {}
            }
        }
    }

    /// When a fragment begins, on the stream's own clock; `None` when it does not say.
    #[must_use]
    pub fn begins(&self, fragment: &[u8]) -> Option<Duration> {
        self.clock.as_ref()?.begins(fragment)
    }

    fn cut(&mut self) -> Bytes {
        let whole = std::mem::take(&mut self.whole);
        self.pieces.split_to(whole).freeze()
    }

    fn wait_for(&self, more: usize) -> Result<Option<Part>, GatewayError> {
        let limit = LARGEST_PART;
        if self.whole.saturating_add(more) > limit {
            return Err(GatewayError::TooLarge { limit });
        }
        Ok(None)
    }
}

/// Size and kind of the box that begins there; `None` while too little of it has come to tell.
fn heading(bytes: &[u8]) -> Result<Option<(usize, [u8; 4])>, GatewayError> {
    let Some((size, rest)) = bytes.split_first_chunk() else {
        return Ok(None);
    };
    let Some((kind, rest)) = rest.split_first_chunk() else {
        return Ok(None);
    };
    let (size, least) = match u32::from_be_bytes(*size) {
        // The larger size follows.
        1 => match rest.first_chunk() {
            Some(size) => (usize::try_from(u64::from_be_bytes(*size)), 16),
            None => return Ok(None),
        },
        size => (usize::try_from(size), 8),
    };
    // A box of size 0 goes on until the file ends, and a stream does not.
    match size {
        Ok(size) if size >= least => Ok(Some((size, *kind))),
        _ => Err(GatewayError::Unusable),
    }
}

/// The content of a box and its kind, box by box.
fn boxes(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (size, kind) = heading(rest).ok().flatten()?;
        let (whole, after) = rest.split_at_checked(size)?;
        rest = after;
        let header = if whole.starts_with(&[0, 0, 0, 1]) {
            16
        } else {
            8
        };
        Some((kind, whole.get(header..)?))
    })
}

/// The content of the first box of a kind.
fn inside<'a>(outer: &'a [u8], kind: &[u8; 4]) -> Option<&'a [u8]> {
    boxes(outer)
        .find(|(known, _)| known == kind)
        .map(|(_, content)| content)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    pub fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let size = u32::try_from(8 + content.len()).expect("a small box");
        [&size.to_be_bytes(), kind.as_slice(), content].concat()
    }

    /// `ftyp` and a `moov` with one H.264 picture of Main profile, level 3.1.
    fn init() -> Vec<u8> {
        let configuration = boxed(b"avcC", &[1, 0x4d, 0x40, 0x1f, 0xff, 0xe0, 0]);
        let entry = boxed(b"avc1", &[vec![0; 78], configuration].concat());
        let descriptions = boxed(b"stsd", &[vec![0, 0, 0, 0, 0, 0, 0, 1], entry].concat());
        let nested = [b"stbl", b"minf", b"mdia", b"trak", b"moov"];
        let moov = nested
            .into_iter()
            .fold(descriptions, |inner, kind| boxed(kind, &inner));
        [boxed(b"ftyp", b"iso5\0\0\0\0"), moov].concat()
    }

    fn fragment(size: usize) -> Vec<u8> {
        [boxed(b"moof", &[7; 24]), boxed(b"mdat", &vec![9; size])].concat()
    }

    #[test]
    fn the_codec_is_told_as_browsers_know_it() {
        let mut stream = Fragments::default();
        stream.push(&init());
        let Some(Part::Init { media_type, bytes }) = stream.part().expect("an MP4") else {
            panic!("all of it has come");
        };
        assert_eq!(media_type, "video/mp4; codecs=\"avc1.4d401f\"");
        assert_eq!(bytes, init());
    }

    #[test]
    fn what_is_no_fragmented_mp4_is_refused() {
        let refused = |bytes: &[u8]| {
            let mut stream = Fragments::default();
            stream.push(bytes);
            stream.part().expect_err("no MP4")
        };
        assert_eq!(refused(b"\0\0\0\x04html"), GatewayError::Unusable);
        assert_eq!(refused(b"\0\0\0\0mdat"), GatewayError::Unusable);
        assert!(matches!(
            refused(b"<!doctype html>"),
            GatewayError::TooLarge { .. }
        ));
        assert_eq!(
            refused(&boxed(b"moov", b"")),
            GatewayError::Unusable,
            "no codec"
        );
        let mut twice = Fragments::default();
        twice.push(&[init(), init()].concat());
        assert!(twice.part().is_ok());
        assert_eq!(twice.part(), Err(GatewayError::Unusable), "it begins anew");
    }

    proptest! {
        #[test]
        fn however_it_is_cut_on_the_way_its_parts_are_the_same(
            sizes in proptest::collection::vec(0_usize..300, 1..6),
            cuts in proptest::collection::vec(1_usize..200, 1..30),
        ) {
            let whole = [init(), sizes.iter().flat_map(|size| fragment(*size)).collect()].concat();
            let mut stream = Fragments::default();
            let mut parts = Vec::new();
            let mut rest = whole.as_slice();
            let mut cuts = cuts.iter().cycle();
            while !rest.is_empty() {
                let (piece, after) = rest.split_at(rest.len().min(*cuts.next().expect("endless")));
                rest = after;
                stream.push(piece);
                while let Some(part) = stream.part().expect("an MP4") {
                    parts.push(part);
                }
            }
            prop_assert_eq!(parts.len(), 1 + sizes.len());
            for (part, size) in parts.iter().skip(1).zip(sizes) {
                prop_assert_eq!(part, &Part::Fragment(fragment(size).into()));
            }
        }
    }
}

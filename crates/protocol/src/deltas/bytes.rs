//! A batch of changes as bytes, and as JSON: both are described in docs/protocol.md.

use std::fmt;

use domain::Seq;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::record::{Bounds, Kind};
use super::rows::{Form, Rows};
use super::{Base, Deltas, Lists, MOST_NAMES};
use crate::Delta;

/// Bytes before the form of the records.
const HEADER: usize = 28;

/// Bytes that are no batch of changes.
#[derive(Debug, thiserror::Error)]
pub enum InvalidDeltas {
    /// Shorter than its own header says.
    #[error("the changes are cut off")]
    CutOff,
    /// How the records are to be read is not readable, or a number has more bytes than one can have.
    #[error(
        "what the records look like is not readable, or a number of theirs has more than four bytes"
    )]
    Form,
    /// What the records refer to is not readable.
    #[error("the lists behind the records are not readable as postcard")]
    Lists(#[source] postcard::Error),
    /// Bytes follow.
    #[error("{0} bytes follow the changes")]
    Trailing(usize),
    /// A list has more names than it may.
    #[error("a list has {0} names")]
    ListTooLong(usize),
    /// A record is none.
    #[error("record {0} is of no known kind, refers to nothing, or holds what its kind cannot")]
    Record(usize),
    /// The records speak of more or fewer entries than there are.
    #[error("{told} entries behind the records, {held} are there")]
    Entries {
        /// Of how many the records speak.
        told: usize,
        /// How many there are.
        held: usize,
    },
}

impl Deltas {
    /// Writes the batch.
    ///
    /// # Errors
    /// When postcard cannot express something in the lists; it can all that the protocol has.
    pub fn bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        let mut bytes = Vec::with_capacity(HEADER + self.rows.bytes().len());
        bytes.extend(self.through.0.to_le_bytes());
        bytes.extend(self.base.seq.to_le_bytes());
        bytes.extend(self.base.at.to_le_bytes());
        bytes.extend((self.rows.len() as u32).to_le_bytes());
        let mut bytes = postcard::to_extend(self.rows.form(), bytes)?;
        bytes.extend_from_slice(self.rows.bytes());
        postcard::to_extend(&self.lists, bytes)
    }

    /// Reads a batch, which must fill the bytes: all of it is checked here, so that nothing about it can fail later.
    ///
    /// # Errors
    /// When the bytes are no batch, or more than one.
    pub fn read(bytes: &[u8]) -> Result<Self, InvalidDeltas> {
        let (header, rest) = bytes
            .split_first_chunk::<HEADER>()
            .ok_or(InvalidDeltas::CutOff)?;
        let [through, seq, at] = [0, 8, 16].map(|at| {
            let mut long = [0; 8];
            long.copy_from_slice(&header[at..at + 8]);
            u64::from_le_bytes(long)
        });
        let [.., a, b, c, d] = *header;
        let count = u32::from_le_bytes([a, b, c, d]) as usize;
        let (form, rest) =
            postcard::take_from_bytes::<Form>(rest).map_err(|_| InvalidDeltas::Form)?;
        let (rows, behind) = Rows::take(form, count, rest)?;
        let (lists, trailing) =
            postcard::take_from_bytes::<Lists>(behind).map_err(InvalidDeltas::Lists)?;
        if !trailing.is_empty() {
            return Err(InvalidDeltas::Trailing(trailing.len()));
        }
        check(&rows, &lists)?;
        Ok(Self {
            through: Seq(through),
            base: Base {
                seq,
                at: at.cast_signed(),
            },
            rows,
            lists,
        })
    }
}

/// Whether every record says what it can, and the lists have just what the records speak of.
fn check(rows: &Rows, lists: &Lists) -> Result<(), InvalidDeltas> {
    let length = |list: usize| match u32::try_from(list) {
        Ok(length) if list <= MOST_NAMES => Ok(length),
        _ => Err(InvalidDeltas::ListTooLong(list)),
    };
    let bounds = Bounds::of(length(lists.actors.len())?, length(lists.assignees.len())?);
    let mut reading = rows.reading();
    let (mut others, mut proofs) = (0, 0);
    for row in 0..rows.len() {
        let record = rows.get_bounded(row, &mut reading);
        let record = record.filter(|record| bounds.hold(record));
        let record = record.ok_or(InvalidDeltas::Record(row))?;
        others += usize::from(record.kind == Kind::Other);
        proofs += usize::from(record.proven);
    }
    for (told, held) in [(others, lists.others.len()), (proofs, lists.proofs.len())] {
        if told != held {
            return Err(InvalidDeltas::Entries { told, held });
        }
    }
    Ok(())
}

/// A batch for people to read.
#[derive(Serialize, Deserialize)]
struct Listed {
    through: Seq,
    deltas: Vec<Delta>,
}

impl Serialize for Deltas {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            let listed = Listed {
                through: self.through,
                deltas: self.clone().into_iter().collect(),
            };
            return listed.serialize(serializer);
        }
        serializer.serialize_bytes(&self.bytes().map_err(serde::ser::Error::custom)?)
    }
}

impl<'de> Deserialize<'de> for Deltas {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let Listed { through, deltas } = Listed::deserialize(deserializer)?;
            return Ok(Self::pack(through, deltas));
        }
        deserializer.deserialize_bytes(Reader)
    }
}

struct Reader;

impl Visitor<'_> for Reader {
    type Value = Deltas;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a batch of changes")
    }

    fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Deltas, E> {
        Deltas::read(bytes).map_err(E::custom)
    }
}

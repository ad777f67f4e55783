//! How an event's fact is written in the log, and how older writings are read.

use domain::Seq;
use world::Fact;

use super::LogError;

/// The version that facts are written in. A change that [`decode_fact`] would not read as before gets a new number and an
/// upcast from the one before; each released version has a golden file.
pub const EVENT_VERSION: u32 = 1;

/// A fact as the log keeps it, in the current version.
///
/// # Errors
/// When the fact holds something JSON cannot express, which none does.
pub fn encode_fact(fact: &Fact) -> Result<String, serde_json::Error> {
    serde_json::to_string(fact)
}

/// Reads a stored fact of any version so far.
///
/// # Errors
/// When it is damaged, or a later release wrote it.
pub fn decode_fact(seq: Seq, version: u32, body: &str) -> Result<Fact, LogError> {
    let unreadable = |source| LogError::Unreadable {
        seq,
        version,
        source,
    };
    match version {
        EVENT_VERSION => serde_json::from_str(body).map_err(|source| unreadable(Some(source))),
        _ => Err(unreadable(None)),
    }
}

//! What the command line says.

use std::path::PathBuf;
use std::str::FromStr;

use crate::clock::FASTEST_RATE;

/// What `furun-hub replay` is told.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The table: CSV with a heading row, plain or gzip
    #[arg(long, value_name = "FILE")]
    pub file: PathBuf,
    /// What its columns mean: a mapping file (docs/replay.md)
    #[arg(long, value_name = "FILE")]
    pub mapping: PathBuf,
    /// How many times faster than it happened, 1 to 600; "max" plays as fast as the hub takes it
    #[arg(long, default_value = "1", value_name = "N")]
    pub speed: Speed,
    /// The hub's address, or a whole /ingest/{platform} address
    #[arg(long, value_name = "URL")]
    pub to: String,
    /// The platform's key; it also sets the clock (may_set_clock)
    #[arg(long, value_name = "KEY")]
    pub key: String,
    /// Where the clock begins, local to the table; what lies before is told at once
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Where it ends, local to the table; what lies at or after is not told
    #[arg(long, value_name = "TIME")]
    pub until: Option<String>,
    /// Where nothing happens for longer, the clock is put forward to what is next; 0 waits for everything
    #[arg(long, default_value_t = 60, value_name = "MINUTES")]
    pub longest_gap: u32,
    /// Leave the deployment's clock as it is
    #[arg(long)]
    pub keep_clock: bool,
}

/// How fast a table is played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Speed {
    /// So many times faster than it happened, 1 to 600.
    Times(f64),
    /// As fast as the hub takes it; the clock goes from post to post.
    Max,
}

/// A speed that cannot be played.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is neither a number from 1 to 600 nor \"max\"")]
pub struct InvalidSpeed(String);

impl FromStr for Speed {
    type Err = InvalidSpeed;

    fn from_str(text: &str) -> Result<Self, InvalidSpeed> {
        let invalid = || InvalidSpeed(text.to_owned());
        if text == "max" {
            return Ok(Self::Max);
        }
        let times: f64 = text.parse().map_err(|_| invalid())?;
        (1.0..=FASTEST_RATE)
            .contains(&times)
            .then_some(Self::Times(times))
            .ok_or_else(invalid)
    }
}

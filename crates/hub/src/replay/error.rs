//! Why a replay could not be carried out.

use std::path::PathBuf;
use std::time::Duration;

use feeds::csv_mapping::{MappingError, PlanError};

/// Why a replay could not be carried out. Rows that the hub refused are no such reason: they are in the summary.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// A file is not there, or must not be read.
    #[error("{file} cannot be read", file = file.display())]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The mapping file cannot be used.
    #[error("{file} is no usable mapping", file = file.display())]
    Mapping {
        /// Which file.
        file: PathBuf,
        /// What to change.
        #[source]
        source: MappingError,
    },
    /// The table cannot be played with this mapping.
    #[error("{file} cannot be played", file = file.display())]
    Plan {
        /// Which file.
        file: PathBuf,
        /// Why.
        #[source]
        source: PlanError,
    },
    /// `--to` is no address of a hub.
    #[error(
        "--to {0}: write the hub's address (http://localhost:8080), or http://…/ingest/{{platform}}"
    )]
    Address(String),
    /// `--from` or `--until` is no time, or none that the table's time zone had.
    #[error("'{text}' is no time in {zone}: write 2017-01-01 or 2017-01-01T08:00")]
    Moment {
        /// What was written.
        text: String,
        /// The table's time zone.
        zone: &'static str,
    },
    /// The hub does not know the key, or the key is another platform's.
    #[error("the hub does not let platform {platform} in with this key: {says}")]
    Key {
        /// The platform as which the table is played.
        platform: String,
        /// What the hub said.
        says: String,
    },
    /// The key opens the platform's door and may not set the clock.
    #[error(
        "this key may not set the hub's clock ({0}): set may_set_clock = true for the platform in the hub's configuration, or play \
         with --keep-clock"
    )]
    ClockForbidden(String),
    /// The hub runs on the system's clock.
    #[error(
        "the hub's clock cannot be set: {0}. Set clock.mode = \"replay\" in its configuration, or play with --keep-clock"
    )]
    ClockRefused(String),
    /// The hub was not there for a long time.
    #[error("the hub was out of reach for {} s: {cause}", waited.as_secs())]
    OutOfReach {
        /// How long it was tried.
        waited: Duration,
        /// What happened the last time.
        cause: String,
    },
    /// The hub, or whoever is at that address, answered what a hub does not answer.
    #[error("the hub answered {0}")]
    Unexpected(String),
    /// The summary cannot be written.
    #[error("the summary cannot be written")]
    Summary(#[source] std::io::Error),
}

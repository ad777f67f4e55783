//! Recorded incidents in any table, by a small mapping file; how to write one is in `docs/replay.md`.
//!
//! [`Mapping::from_toml`] reads the mapping, [`plan`] the table (plain or gzip), and a [`Tally`] counts what became of its
//! rows. Every row is accounted for: it is refused with a reason, or its statements are in the plan.

mod cell;
mod location;
mod mapping;
mod plan;
mod row;
mod tally;
mod times;

pub use mapping::{Mapping, MappingError};
pub use plan::{Plan, PlanError, Planned, plan};
pub use row::{RowError, RowFlaw};
pub use tally::{Outcome, RefusedRow, Summary, Tally};

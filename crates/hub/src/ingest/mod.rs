//! Where platforms report: `POST /ingest/{platform}` and `POST /ingest/{platform}/positions`.
//!
//! Each statement of a body is taken or refused for itself; the answer comes when what was taken is durable.

mod door;
pub mod positions;
pub mod statements;

pub use door::Admitted;

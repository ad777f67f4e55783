//! The one clock of both sides: sender and screens are threads of one process.

use std::time::Instant;

/// The time now.
#[expect(clippy::disallowed_methods, reason = "this is the bench's clock")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

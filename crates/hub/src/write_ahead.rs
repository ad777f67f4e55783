//! SQLite's write-ahead file: it holds pages as they were, so what is erased is gone only when the file is emptied.

use std::time::Duration;

use rusqlite::Connection;

/// How long one connection waits for another's transaction.
pub const WAIT_FOR_LOCK: Duration = Duration::from_secs(5);

/// How long those who read are waited for before the file is emptied; whoever writes waits meanwhile.
const WAIT_FOR_READERS: Duration = Duration::from_millis(200);

/// Writes the write-ahead file into the database's own and empties it; not now when somebody reads. Says whether it is still
/// to be done.
///
/// # Errors
/// When the database failed.
pub fn clear_out(connection: &Connection) -> rusqlite::Result<bool> {
    connection.busy_timeout(WAIT_FOR_READERS)?;
    let somebody_reads = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        row.get::<_, bool>(0)
    });
    connection.busy_timeout(WAIT_FOR_LOCK)?;
    somebody_reads
}

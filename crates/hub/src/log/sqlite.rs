//! The log in one SQLite file: write-ahead log, and a full sync before an append is answered.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use domain::{
    IncidentId, InvalidId, PersonId, PhotoKey, Seq, TextKey, Timestamp, UnitId, UnitPosition, Wgs84,
};
use protocol::LogId;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};
use world::Event;

use crate::audit::{Noted, Query, table};
use crate::write_ahead::{self, WAIT_FOR_LOCK};

use super::stored::{EVENT_VERSION, decode_fact, encode_fact};
use super::{
    Batch, Forgotten, KnownPhoto, Log, LogError, LogReader, RequestKey, SNAPSHOTS_KEPT,
    SavedSnapshot, StoredAnswer, check_order,
};

/// The layout of the tables. A file of an older layout is brought up when it is opened.
const LAYOUT: i64 = 3;

const TABLES: &str = "
    CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE events (
        seq INTEGER PRIMARY KEY,
        version INTEGER NOT NULL,
        recorded_at INTEGER NOT NULL,
        incident INTEGER NOT NULL,
        body TEXT NOT NULL
    );
    CREATE INDEX events_of_incident ON events (incident, seq);
    CREATE TABLE texts (key INTEGER PRIMARY KEY, incident INTEGER NOT NULL, text TEXT);
    CREATE INDEX texts_of_incident ON texts (incident);
    CREATE TABLE requests (
        sender TEXT NOT NULL,
        key TEXT NOT NULL,
        fingerprint BLOB NOT NULL,
        answered_at INTEGER NOT NULL,
        answer TEXT NOT NULL,
        PRIMARY KEY (sender, key)
    ) WITHOUT ROWID;
    CREATE TABLE samples (
        unit TEXT NOT NULL,
        sampled_at INTEGER NOT NULL,
        lon REAL NOT NULL,
        lat REAL NOT NULL,
        heading REAL,
        PRIMARY KEY (unit, sampled_at)
    ) WITHOUT ROWID;
    CREATE INDEX samples_by_age ON samples (sampled_at);
    CREATE TABLE snapshots (through INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
    INSERT INTO meta VALUES ('log_id', random());
";

const PHOTOS: &str = "
    CREATE TABLE uploads (
        photo TEXT NOT NULL,
        person TEXT NOT NULL,
        uploaded_at INTEGER NOT NULL,
        PRIMARY KEY (photo, person)
    ) WITHOUT ROWID;
    CREATE TABLE photos (
        photo TEXT NOT NULL,
        incident INTEGER NOT NULL,
        PRIMARY KEY (photo, incident)
    ) WITHOUT ROWID;
    CREATE INDEX photos_of_incident ON photos (incident);
    CREATE TABLE doomed (photo TEXT PRIMARY KEY) WITHOUT ROWID;
";

/// Indices are no layout: they are made when the log is opened, whichever release made the tables. Answers to people, whose
/// sender has a line break, are kept longer than those to platforms.
const INDICES: &str = "
    DROP INDEX IF EXISTS requests_by_age;
    CREATE INDEX IF NOT EXISTS requests_by_kind_and_age ON requests ((instr(sender, char(10)) > 0), answered_at);
";

/// A log in a SQLite file.
#[derive(Debug)]
pub struct SqliteLog {
    file: PathBuf,
    connection: Connection,
    id: LogId,
    last: Seq,
    /// The write-ahead file may still hold what was erased.
    clearing_owed: bool,
}

impl SqliteLog {
    /// Opens the log, and makes it when there is none.
    ///
    /// # Errors
    /// When the file cannot be opened, or a later release wrote it.
    pub fn open(file: &Path) -> Result<Self, LogError> {
        let mut connection = Connection::open(file)?;
        connection.busy_timeout(WAIT_FOR_LOCK)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // FULL: in WAL mode the file is synced with every commit, so a commit outlives the machine, not only the process.
        connection.pragma_update(None, "synchronous", "FULL")?;
        // What is erased is overwritten, not only unlinked.
        connection.pragma_update(None, "secure_delete", "ON")?;
        let layout: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if layout > LAYOUT {
            let (found, known) = (layout, LAYOUT);
            return Err(LogError::Layout { found, known });
        }
        if layout < LAYOUT {
            let bringing_up = connection.transaction()?;
            for (tables, since) in [TABLES, table::TABLE, PHOTOS].into_iter().zip(1..) {
                if layout < since {
                    bringing_up.execute_batch(tables)?;
                }
            }
            bringing_up.pragma_update(None, "user_version", LAYOUT)?;
            bringing_up.commit()?;
        }
        connection.execute_batch(INDICES)?;
        connection.execute_batch(table::INDICES)?;
        let id: i64 =
            connection.query_row("SELECT value FROM meta WHERE name = 'log_id'", [], |row| {
                row.get(0)
            })?;
        let last = last(&connection)?;
        Ok(Self {
            file: file.to_owned(),
            connection,
            id: LogId(id.cast_unsigned()),
            last,
            // Whoever had the file before may have ended before it was done.
            clearing_owed: true,
        })
    }
}

impl Drop for SqliteLog {
    /// Leaves one file that can be copied by itself. After a crash the write-ahead file beside it belongs to it.
    fn drop(&mut self) {
        // Nothing is lost when it does not work: the next start reads both files.
        let _ = write_ahead::clear_out(&self.connection);
    }
}

/// Numbers of the log are kept as SQLite's 64-bit integers, which they do not outgrow.
fn stored(number: u64) -> i64 {
    number.cast_signed()
}

fn last(connection: &Connection) -> Result<Seq, LogError> {
    let last: Option<i64> =
        connection.query_row("SELECT max(seq) FROM events", [], |row| row.get(0))?;
    Ok(last.map_or(Seq::START, |last| Seq(last.cast_unsigned())))
}

impl Log for SqliteLog {
    fn id(&self) -> LogId {
        self.id
    }

    fn append(&mut self, batch: &Batch) -> Result<(), LogError> {
        check_order(self.last, &batch.events)?;
        let appending = self.connection.transaction()?;
        {
            let mut insert = appending.prepare_cached(
                "INSERT INTO events (seq, version, recorded_at, incident, body) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?;
            for event in &batch.events {
                let body = encode_fact(&event.fact).map_err(|source| LogError::Unreadable {
                    seq: event.seq,
                    version: EVENT_VERSION,
                    source: Some(source),
                })?;
                insert.execute(params![
                    stored(event.seq.0),
                    EVENT_VERSION,
                    event.recorded_at.0,
                    stored(event.fact.incident.0),
                    body
                ])?;
            }
            let mut insert = appending
                .prepare_cached("INSERT INTO texts (key, incident, text) VALUES (?1, ?2, ?3)")?;
            for text in &batch.texts {
                insert.execute(params![
                    stored(text.key.number()),
                    stored(text.incident.0),
                    text.text
                ])?;
            }
            let mut insert = appending.prepare_cached(
                "INSERT OR REPLACE INTO requests (sender, key, fingerprint, answered_at, answer) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?;
            for (request, answer) in &batch.answers {
                insert.execute(params![
                    request.sender,
                    request.key,
                    answer.fingerprint,
                    answer.answered_at.0,
                    answer.answer
                ])?;
            }
            for upload in &batch.uploads {
                let photo = upload.photo.as_str();
                appending.execute("DELETE FROM doomed WHERE photo = ?1", [photo])?;
                appending.execute(
                    "INSERT OR REPLACE INTO uploads (photo, person, uploaded_at) VALUES (?1, ?2, ?3)",
                    params![photo, upload.person.as_str(), upload.at.0],
                )?;
            }
            for (photo, incident) in &batch.photos {
                appending.execute(
                    "INSERT OR IGNORE INTO photos (photo, incident) VALUES (?1, ?2)",
                    params![photo.as_str(), stored(incident.0)],
                )?;
            }
            for entry in &batch.audit {
                table::insert(&appending, entry)?;
            }
            let mut insert = appending.prepare_cached(
                "INSERT OR IGNORE INTO samples (unit, sampled_at, lon, lat, heading) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?;
            for sample in &batch.samples {
                insert.execute(params![
                    sample.unit.as_str(),
                    sample.sampled_at.0,
                    sample.position.lon(),
                    sample.position.lat(),
                    sample.heading_degrees
                ])?;
            }
        }
        appending.commit()?;
        if let Some(event) = batch.events.last() {
            self.last = event.seq;
        }
        Ok(())
    }

    fn save_snapshot(&mut self, snapshot: &SavedSnapshot) -> Result<(), LogError> {
        let saving = self.connection.transaction()?;
        saving.execute(
            "INSERT OR REPLACE INTO snapshots (through, bytes) VALUES (?1, ?2)",
            params![stored(snapshot.through.0), snapshot.bytes],
        )?;
        saving.execute(
            "DELETE FROM snapshots WHERE through NOT IN (SELECT through FROM snapshots ORDER BY through DESC LIMIT ?1)",
            [stored(SNAPSHOTS_KEPT as u64)],
        )?;
        Ok(saving.commit()?)
    }

    fn forget_answers(&mut self, before: Forgotten) -> Result<usize, LogError> {
        let forgetting = self.connection.transaction()?;
        let mut forgotten = 0;
        for (of_people, before) in [(false, before.of_platforms), (true, before.of_people)] {
            forgotten += forgetting.execute(
                "DELETE FROM requests WHERE (instr(sender, char(10)) > 0) = ?1 AND answered_at < ?2",
                params![of_people, before.0],
            )?;
        }
        forgetting.commit()?;
        Ok(forgotten)
    }

    fn forget_samples(&mut self, before: Timestamp) -> Result<usize, LogError> {
        let forgotten = "DELETE FROM samples WHERE sampled_at < ?1";
        Ok(self.connection.execute(forgotten, [before.0])?)
    }

    fn erase_texts(&mut self, incidents: &[IncidentId]) -> Result<usize, LogError> {
        let erasing = self.connection.transaction()?;
        let mut erased = 0;
        for incident in incidents {
            erased += erasing.execute(
                "UPDATE texts SET text = NULL WHERE incident = ?1 AND text IS NOT NULL",
                [stored(incident.0)],
            )?;
            let incident = stored(incident.0);
            erasing.execute(
                "INSERT OR IGNORE INTO doomed SELECT photo FROM photos WHERE incident = ?1
                 AND NOT EXISTS (SELECT 1 FROM photos AS other WHERE other.photo = photos.photo AND other.incident != ?1)
                 AND NOT EXISTS (SELECT 1 FROM uploads WHERE uploads.photo = photos.photo)",
                [incident],
            )?;
            erasing.execute("DELETE FROM photos WHERE incident = ?1", [incident])?;
        }
        erasing.commit()?;
        self.clearing_owed |= erased > 0;
        if self.clearing_owed {
            self.clearing_owed = write_ahead::clear_out(&self.connection)?;
        }
        Ok(erased)
    }

    fn doom_photos(&mut self, before: Timestamp) -> Result<usize, LogError> {
        let dooming = self.connection.transaction()?;
        let doomed = dooming.execute(
            "INSERT OR IGNORE INTO doomed SELECT photo FROM uploads GROUP BY photo HAVING max(uploaded_at) < ?1
             AND NOT EXISTS (SELECT 1 FROM photos WHERE photos.photo = uploads.photo)",
            [before.0],
        )?;
        dooming.execute("DELETE FROM uploads WHERE uploaded_at < ?1", [before.0])?;
        dooming.commit()?;
        Ok(doomed)
    }

    fn forget_doomed(&mut self, photos: &[PhotoKey]) -> Result<(), LogError> {
        let forgetting = self.connection.transaction()?;
        for photo in photos {
            forgetting.execute("DELETE FROM doomed WHERE photo = ?1", [photo.as_str()])?;
        }
        Ok(forgetting.commit()?)
    }

    fn with_photos_before(
        &self,
        before: Timestamp,
        incidents: Range<IncidentId>,
    ) -> Result<Vec<IncidentId>, LogError> {
        let mut select = self.connection.prepare_cached(
            "SELECT DISTINCT incident FROM photos WHERE incident >= ?2 AND incident < ?3 AND (
                SELECT recorded_at FROM events WHERE events.incident = photos.incident ORDER BY seq DESC LIMIT 1
             ) < ?1 ORDER BY incident",
        )?;
        let stretch = params![before.0, stored(incidents.start.0), stored(incidents.end.0)];
        let incidents = select.query_map(stretch, |row| row.get::<_, i64>(0))?;
        Ok(incidents
            .map(|id| id.map(|id| IncidentId(id.cast_unsigned())))
            .collect::<Result<_, _>>()?)
    }

    fn with_texts_before(
        &self,
        before: Timestamp,
        keys: Range<TextKey>,
    ) -> Result<Vec<IncidentId>, LogError> {
        let mut select = self.connection.prepare_cached(
            "SELECT DISTINCT incident FROM texts WHERE key >= ?2 AND key < ?3 AND text IS NOT NULL AND (
                SELECT recorded_at FROM events WHERE events.incident = texts.incident ORDER BY seq DESC LIMIT 1
             ) < ?1 ORDER BY incident",
        )?;
        let stretch = params![
            before.0,
            stored(keys.start.number()),
            stored(keys.end.number())
        ];
        let incidents = select.query_map(stretch, |row| row.get::<_, i64>(0))?;
        Ok(incidents
            .map(|id| id.map(|id| IncidentId(id.cast_unsigned())))
            .collect::<Result<_, _>>()?)
    }

    fn reader(&self) -> Result<Box<dyn LogReader>, LogError> {
        let connection = Connection::open_with_flags(
            &self.file,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        connection.busy_timeout(WAIT_FOR_LOCK)?;
        Ok(Box::new(SqliteReader { connection }))
    }
}

struct SqliteReader {
    connection: Connection,
}

/// A row of `events`, its body not yet read.
struct Stored {
    seq: Seq,
    version: u32,
    recorded_at: Timestamp,
    body: String,
}

impl Stored {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: Seq(row.get::<_, i64>(0)?.cast_unsigned()),
            version: row.get(1)?,
            recorded_at: Timestamp(row.get(2)?),
            body: row.get(3)?,
        })
    }

    fn event(self) -> Result<Event, LogError> {
        Ok(Event {
            seq: self.seq,
            recorded_at: self.recorded_at,
            fact: decode_fact(self.seq, self.version, &self.body)?,
        })
    }
}

/// An id in a column. What this crate did not write there is an error, not a guess.
fn id<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: for<'a> TryFrom<&'a str, Error = InvalidId>,
{
    let text: String = row.get(column)?;
    T::try_from(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error.into())
    })
}

/// A row of `samples`.
fn sample(row: &Row<'_>) -> rusqlite::Result<UnitPosition> {
    let unreadable = |column, error: Box<dyn std::error::Error + Send + Sync>| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error)
    };
    Ok(UnitPosition {
        unit: id(row, 0)?,
        sampled_at: Timestamp(row.get(1)?),
        position: Wgs84::from_lon_lat(row.get(2)?, row.get(3)?)
            .map_err(|error| unreadable(2, error.into()))?,
        heading_degrees: row.get(4)?,
    })
}

impl SqliteReader {
    fn events(
        &self,
        select: &str,
        parameters: impl rusqlite::Params,
    ) -> Result<Vec<Event>, LogError> {
        let mut select = self.connection.prepare_cached(select)?;
        let rows = select.query_map(parameters, Stored::of)?;
        rows.map(|row| row?.event()).collect()
    }

    fn samples(
        &self,
        select: &str,
        parameters: impl rusqlite::Params,
    ) -> Result<Vec<UnitPosition>, LogError> {
        let mut select = self.connection.prepare_cached(select)?;
        let rows = select.query_map(parameters, sample)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl LogReader for SqliteReader {
    fn last(&self) -> Result<Seq, LogError> {
        last(&self.connection)
    }

    fn events_after(&self, after: Seq, limit: usize) -> Result<Vec<Event>, LogError> {
        self.events(
            "SELECT seq, version, recorded_at, body FROM events WHERE seq > ?1 ORDER BY seq LIMIT ?2",
            params![stored(after.0), stored(limit as u64)],
        )
    }

    fn events_of(&self, incident: IncidentId) -> Result<Vec<Event>, LogError> {
        self.events(
            "SELECT seq, version, recorded_at, body FROM events WHERE incident = ?1 ORDER BY seq",
            [stored(incident.0)],
        )
    }

    fn snapshot_up_to(&self, seq: Seq) -> Result<Option<SavedSnapshot>, LogError> {
        let newest = "SELECT through, bytes FROM snapshots WHERE through <= ?1 ORDER BY through DESC LIMIT 1";
        let found = self.connection.query_row(newest, [stored(seq.0)], |row| {
            Ok(SavedSnapshot {
                through: Seq(row.get::<_, i64>(0)?.cast_unsigned()),
                bytes: row.get(1)?,
            })
        });
        Ok(found.optional()?)
    }

    fn texts(&self, keys: &[TextKey]) -> Result<BTreeMap<TextKey, String>, LogError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT text FROM texts WHERE key = ?1")?;
        let mut texts = BTreeMap::new();
        for key in keys {
            let text: Option<Option<String>> = select
                .query_row([stored(key.number())], |row| row.get(0))
                .optional()?;
            if let Some(text) = text.flatten() {
                texts.insert(*key, text);
            }
        }
        Ok(texts)
    }

    fn next_text(&self) -> Result<TextKey, LogError> {
        let last: Option<i64> =
            self.connection
                .query_row("SELECT max(key) FROM texts", [], |row| row.get(0))?;
        Ok(TextKey::new(
            last.map_or(1, |last| last.cast_unsigned() + 1),
        ))
    }

    fn latest_samples(&self) -> Result<Vec<UnitPosition>, LogError> {
        // SQLite takes the other columns from the row that has the maximum.
        self.samples(
            "SELECT unit, max(sampled_at), lon, lat, heading FROM samples GROUP BY unit",
            [],
        )
    }

    fn track(
        &self,
        unit: &UnitId,
        since: Timestamp,
        limit: usize,
    ) -> Result<Vec<UnitPosition>, LogError> {
        self.samples(
            "SELECT unit, sampled_at, lon, lat, heading FROM samples
             WHERE unit = ?1 AND sampled_at >= ?2 ORDER BY sampled_at LIMIT ?3",
            params![unit.as_str(), since.0, stored(limit as u64)],
        )
    }

    fn photo(&self, photo: &PhotoKey) -> Result<KnownPhoto, LogError> {
        let mut people = self
            .connection
            .prepare_cached("SELECT person FROM uploads WHERE photo = ?1")?;
        let people = people.query_map([photo.as_str()], |row| id(row, 0))?;
        let mut incidents = self
            .connection
            .prepare_cached("SELECT incident FROM photos WHERE photo = ?1")?;
        let incidents = incidents.query_map([photo.as_str()], |row| row.get::<_, i64>(0))?;
        Ok(KnownPhoto {
            people: people.collect::<Result<_, _>>()?,
            incidents: incidents
                .map(|id| id.map(|id| IncidentId(id.cast_unsigned())))
                .collect::<Result<_, _>>()?,
        })
    }

    fn waiting_uploads(&self, person: &PersonId) -> Result<usize, LogError> {
        let count: i64 = self.connection.query_row(
            "SELECT count(*) FROM uploads WHERE person = ?1
             AND NOT EXISTS (SELECT 1 FROM photos WHERE photos.photo = uploads.photo)",
            [person.as_str()],
            |row| row.get(0),
        )?;
        Ok(count as usize)
    }

    fn doomed(&self, limit: usize) -> Result<Vec<PhotoKey>, LogError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT photo FROM doomed LIMIT ?1")?;
        let photos = select.query_map([stored(limit as u64)], |row| id(row, 0))?;
        Ok(photos.collect::<Result<_, _>>()?)
    }

    fn audit(&self, query: &Query) -> Result<Vec<Noted>, LogError> {
        Ok(table::select(&self.connection, query)?)
    }

    fn answer(&self, key: &RequestKey) -> Result<Option<StoredAnswer>, LogError> {
        let mut select = self.connection.prepare_cached(
            "SELECT fingerprint, answered_at, answer FROM requests WHERE sender = ?1 AND key = ?2",
        )?;
        let found = select.query_row(params![key.sender, key.key], |row| {
            Ok(StoredAnswer {
                fingerprint: row.get(0)?,
                answered_at: Timestamp(row.get(1)?),
                answer: row.get(2)?,
            })
        });
        Ok(found.optional()?)
    }
}

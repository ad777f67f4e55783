//! People and sessions in one SQLite file beside the logs: accounts change and go, and the log does not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::{PersonId, Timestamp};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, params};

use super::{Favourites, PeopleError};
use crate::audit::{Entry, Noted, Query, table};
use crate::auth::Person;
use crate::write_ahead::{self, WAIT_FOR_LOCK};

/// The layout of the tables.
const LAYOUT: i64 = 4;

const TABLES: &str = "
    CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE people (id TEXT PRIMARY KEY, hash TEXT NOT NULL, about TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE sessions (
        digest BLOB PRIMARY KEY,
        person TEXT NOT NULL,
        began_at INTEGER NOT NULL,
        used_at INTEGER NOT NULL
    ) WITHOUT ROWID;
    INSERT INTO meta VALUES ('store_id', random());
";

/// What people write to one another with an entry of the trail: texts about people, which are erased.
const REMARKS: &str = "
    CREATE TABLE remarks (entry INTEGER PRIMARY KEY, at INTEGER NOT NULL, remark TEXT NOT NULL);
";

/// The cameras that somebody wants to find again, as a list in JSON.
const FAVOURITES: &str = "
    CREATE TABLE favourites (person TEXT PRIMARY KEY, version INTEGER NOT NULL, cameras TEXT NOT NULL) WITHOUT ROWID;
";

/// What is kept of a session: never its secret.
pub(super) type Digest = [u8; 32];

/// Which sessions of somebody end with a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    Nothing,
    All,
    /// All but the one in which the change is asked.
    AllBut(Digest),
}

impl Ends {
    /// Whether a session of the person ends.
    pub fn ends(&self, session: &Digest) -> bool {
        match self {
            Self::Nothing => false,
            Self::All => true,
            Self::AllBut(stays) => session != stays,
        }
    }
}

/// A session as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub digest: Digest,
    pub person: PersonId,
    pub began_at: Timestamp,
    pub used_at: Timestamp,
}

/// The file.
#[derive(Debug)]
pub(super) struct Store {
    connection: Connection,
    file: PathBuf,
    /// The write-ahead file may still hold remarks that were erased.
    clearing_owed: bool,
}

/// The audit trail and its remarks, read beside the store.
#[derive(Debug)]
pub(super) struct Trail {
    connection: Connection,
}

impl Trail {
    pub fn read(&self, query: &Query) -> Result<Vec<Noted>, PeopleError> {
        Ok(table::select(&self.connection, query)?)
    }

    pub fn remarks(&self, entries: &[i64]) -> Result<BTreeMap<i64, String>, PeopleError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT remark FROM remarks WHERE entry = ?1")?;
        let mut found = BTreeMap::new();
        for entry in entries {
            let remark = select.query_row([entry], |row| row.get(0)).optional()?;
            found.extend(remark.map(|remark| (*entry, remark)));
        }
        Ok(found)
    }
}

impl Store {
    pub fn open(file: &Path) -> Result<Self, PeopleError> {
        let mut connection = Connection::open(file)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // A password that was reset stays reset, also after the machine fails.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "secure_delete", "ON")?;
        let layout: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if layout > LAYOUT {
            let (found, known) = (layout, LAYOUT);
            return Err(PeopleError::Layout { found, known });
        }
        if layout < LAYOUT {
            let bringing_up = connection.transaction()?;
            let layouts = [TABLES, table::TABLE, REMARKS, FAVOURITES];
            for (tables, since) in layouts.into_iter().zip(1..) {
                if layout < since {
                    bringing_up.execute_batch(tables)?;
                }
            }
            bringing_up.pragma_update(None, "user_version", LAYOUT)?;
            bringing_up.commit()?;
        }
        connection.execute_batch(table::INDICES)?;
        Ok(Self {
            connection,
            file: file.to_owned(),
            // Whoever had the file before may have ended before it was done.
            clearing_owed: true,
        })
    }

    /// The trail, to be read while others write.
    pub fn trail(&self) -> Result<Trail, PeopleError> {
        let only_reads = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.file, only_reads)?;
        connection.busy_timeout(WAIT_FOR_LOCK)?;
        Ok(Trail { connection })
    }

    /// Chosen at random when the file was made.
    pub fn id(&self) -> Result<i64, PeopleError> {
        let id = "SELECT value FROM meta WHERE name = 'store_id'";
        Ok(self.connection.query_row(id, [], |row| row.get(0))?)
    }

    /// Everybody, each with the hash of the password.
    pub fn people(&self) -> Result<Vec<(Person, String)>, PeopleError> {
        let mut select = self.connection.prepare("SELECT about, hash FROM people")?;
        let rows = select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        rows.map(|row| {
            let (about, hash) = row?;
            Ok((serde_json::from_str(&about)?, hash))
        })
        .collect()
    }

    /// Keeps an account as it is from now on, and ends sessions of it with the same stroke: of a password that was reset,
    /// no session of the old one is left.
    pub fn keep_person(
        &mut self,
        person: &Person,
        hash: &str,
        ends: Ends,
    ) -> Result<(), PeopleError> {
        let about = serde_json::to_string(person)?;
        let id = person.id.as_str();
        let keeping = self.connection.transaction()?;
        keeping.execute(
            "INSERT OR REPLACE INTO people (id, hash, about) VALUES (?1, ?2, ?3)",
            params![id, hash, about],
        )?;
        match ends {
            Ends::Nothing => 0,
            Ends::All => keeping.execute("DELETE FROM sessions WHERE person = ?1", [id])?,
            Ends::AllBut(stays) => keeping.execute(
                "DELETE FROM sessions WHERE person = ?1 AND digest != ?2",
                params![id, stays],
            )?,
        };
        Ok(keeping.commit()?)
    }

    /// The cameras that somebody wants to find again; none of whoever has chosen none.
    pub fn favourites(&self, id: &PersonId) -> Result<Favourites, PeopleError> {
        let select = "SELECT version, cameras FROM favourites WHERE person = ?1";
        let row = self.connection.query_row(select, [id.as_str()], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        });
        let Some((version, cameras)) = row.optional()? else {
            return Ok(Favourites::default());
        };
        Ok(Favourites {
            version: version.cast_unsigned(),
            cameras: serde_json::from_str(&cameras)?,
        })
    }

    pub fn keep_favourites(&self, id: &PersonId, kept: &Favourites) -> Result<(), PeopleError> {
        let cameras = serde_json::to_string(&kept.cameras)?;
        self.connection.execute(
            "INSERT OR REPLACE INTO favourites (person, version, cameras) VALUES (?1, ?2, ?3)",
            params![id.as_str(), kept.version.cast_signed(), cameras],
        )?;
        Ok(())
    }

    /// Forgets somebody with all sessions, and what the person wanted to find again.
    pub fn forget_person(&mut self, id: &PersonId) -> Result<(), PeopleError> {
        let forgetting = self.connection.transaction()?;
        forgetting.execute("DELETE FROM sessions WHERE person = ?1", [id.as_str()])?;
        forgetting.execute("DELETE FROM favourites WHERE person = ?1", [id.as_str()])?;
        forgetting.execute("DELETE FROM people WHERE id = ?1", [id.as_str()])?;
        Ok(forgetting.commit()?)
    }

    pub fn note(&self, entry: &Entry) -> Result<(), PeopleError> {
        Ok(table::insert(&self.connection, entry)?)
    }

    pub fn note_with_remark(
        &mut self,
        entry: &Entry,
        remark: Option<&str>,
    ) -> Result<(), PeopleError> {
        let noting = self.connection.transaction()?;
        table::insert(&noting, entry)?;
        if let Some(remark) = remark {
            noting.execute(
                "INSERT INTO remarks (entry, at, remark) VALUES (?1, ?2, ?3)",
                params![noting.last_insert_rowid(), entry.at.0, remark],
            )?;
        }
        Ok(noting.commit()?)
    }

    /// Erases beyond recovery: what is deleted is overwritten, and nothing of it stays in the write-ahead file. While somebody
    /// reads it does: the next time clears it out.
    pub fn erase_remarks(&mut self, before: Timestamp) -> Result<usize, PeopleError> {
        let erased = self
            .connection
            .execute("DELETE FROM remarks WHERE at < ?1", [before.0])?;
        self.clearing_owed |= erased > 0;
        if self.clearing_owed {
            self.clearing_owed = write_ahead::clear_out(&self.connection)?;
        }
        Ok(erased)
    }

    pub fn sessions(&self) -> Result<Vec<Kept>, PeopleError> {
        let mut select = self
            .connection
            .prepare("SELECT digest, person, began_at, used_at FROM sessions")?;
        let rows = select.query_map([], |row| {
            let person: String = row.get(1)?;
            Ok((row.get(0)?, person, row.get(2)?, row.get(3)?))
        })?;
        let mut kept = Vec::new();
        for row in rows {
            let (digest, person, began_at, used_at) = row?;
            // A session of nobody opens nothing.
            if let Ok(person) = PersonId::try_from(person.as_str()) {
                kept.push(Kept {
                    digest,
                    person,
                    began_at: Timestamp(began_at),
                    used_at: Timestamp(used_at),
                });
            }
        }
        Ok(kept)
    }

    /// Keeps a session that begins, in the place of those that end for it.
    pub fn begin_session(
        &mut self,
        kept: &Kept,
        in_place_of: &[Digest],
    ) -> Result<(), PeopleError> {
        let beginning = self.connection.transaction()?;
        for digest in in_place_of {
            beginning.execute("DELETE FROM sessions WHERE digest = ?1", [digest])?;
        }
        beginning.execute(
            "INSERT INTO sessions (digest, person, began_at, used_at) VALUES (?1, ?2, ?3, ?4)",
            params![
                kept.digest,
                kept.person.as_str(),
                kept.began_at.0,
                kept.used_at.0
            ],
        )?;
        Ok(beginning.commit()?)
    }

    /// Forgets sessions that are over, keeps when others were used, and notes what there is to note.
    pub fn keep_house(
        &mut self,
        over: &[Digest],
        used: &[Kept],
        entries: &[Entry],
    ) -> Result<(), PeopleError> {
        if over.is_empty() && used.is_empty() && entries.is_empty() {
            return Ok(());
        }
        let keeping = self.connection.transaction()?;
        for digest in over {
            keeping.execute("DELETE FROM sessions WHERE digest = ?1", [digest])?;
        }
        for kept in used {
            keeping.execute(
                "UPDATE sessions SET used_at = ?2 WHERE digest = ?1",
                params![kept.digest, kept.used_at.0],
            )?;
        }
        for entry in entries {
            table::insert(&keeping, entry)?;
        }
        Ok(keeping.commit()?)
    }

    pub fn forget_session(&self, digest: &Digest) -> Result<(), PeopleError> {
        self.connection
            .execute("DELETE FROM sessions WHERE digest = ?1", [digest])?;
        Ok(())
    }

    pub fn forget_sessions_of(&self, person: &PersonId) -> Result<(), PeopleError> {
        self.connection
            .execute("DELETE FROM sessions WHERE person = ?1", [person.as_str()])?;
        Ok(())
    }
}

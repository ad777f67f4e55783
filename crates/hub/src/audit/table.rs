//! The trail as a table of SQLite, which refuses to change or delete what stands in it.

use domain::{IncidentId, PersonId, Timestamp};
use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};

use super::{Entry, Noted, Order, Query, What};

/// The table, its index, and what keeps it as it is.
pub const TABLE: &str = "
    CREATE TABLE audit (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        what TEXT NOT NULL,
        person TEXT,
        address TEXT,
        network TEXT,
        incident INTEGER,
        about TEXT,
        key TEXT,
        outcome TEXT
    );
    CREATE INDEX audit_by_time ON audit (at, id);
    CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit trail is not changed'); END;
    CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'nothing is deleted from the audit trail'); END;
";

/// Adds an entry; it is durable when the transaction is.
///
/// # Errors
/// When the home failed.
pub fn insert(connection: &Connection, entry: &Entry) -> rusqlite::Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO audit (at, what, person, address, network, incident, about, key, outcome)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    insert.execute(params![
        entry.at.0,
        entry.what.as_str(),
        entry.person.as_ref().map(PersonId::as_str),
        entry.address.map(|address| address.to_string()),
        entry.network.map(|network| network.as_str()),
        entry.incident.map(|incident| incident.0.cast_signed()),
        entry.about,
        entry.key,
        entry.outcome,
    ])?;
    Ok(())
}

/// The entries a query asks for, by time and number.
///
/// # Errors
/// When the home failed, or a later release wrote a row.
pub fn select(connection: &Connection, query: &Query) -> rusqlite::Result<Vec<Noted>> {
    let (beyond, order, before_all) = match query.order {
        Order::OldestFirst => (">", "ASC", i64::MIN),
        Order::NewestFirst => ("<", "DESC", i64::MAX),
    };
    let mut select = connection.prepare_cached(&format!(
        "SELECT id, at, what, person, address, network, incident, about, key, outcome FROM audit
         WHERE at >= ?1 AND at < ?2 AND (at, id) {beyond} (?3, ?4)
           AND (?5 IS NULL OR person = ?5 OR about = ?5)
           AND (?6 IS NULL OR incident = ?6)
           AND (?7 IS NULL OR what = ?7)
         ORDER BY at {order}, id {order} LIMIT ?8",
    ))?;
    let (after, number) = query.after.unwrap_or((Timestamp(before_all), before_all));
    let rows = select.query_map(
        params![
            query.from.0,
            query.to.0,
            after.0,
            number,
            query.person.as_ref().map(PersonId::as_str),
            query.incident.map(|incident| incident.0.cast_signed()),
            query.what.map(What::as_str),
            query.limit as i64,
        ],
        noted,
    )?;
    rows.collect()
}

fn noted(row: &Row<'_>) -> rusqlite::Result<Noted> {
    fn read<T, E: std::error::Error + Send + Sync + 'static>(
        row: &Row<'_>,
        column: usize,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> rusqlite::Result<Option<T>> {
        let text: Option<String> = row.get(column)?;
        text.map(|text| {
            parse(&text).map_err(|error| {
                rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
            })
        })
        .transpose()
    }
    let what: String = row.get(2)?;
    let known = What::ALL.into_iter().find(|one| one.as_str() == what);
    let what = known.ok_or(rusqlite::Error::InvalidColumnType(2, what, Type::Text))?;
    let incident: Option<i64> = row.get(6)?;
    Ok(Noted {
        id: row.get(0)?,
        entry: Entry {
            at: Timestamp(row.get(1)?),
            what,
            person: read(row, 3, |text| PersonId::try_from(text))?,
            address: read(row, 4, str::parse)?,
            network: read(row, 5, str::parse)?,
            incident: incident.map(|number| IncidentId(number.cast_unsigned())),
            about: row.get(7)?,
            key: row.get(8)?,
            outcome: row.get(9)?,
        },
    })
}

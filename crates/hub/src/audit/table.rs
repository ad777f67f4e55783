//! The trail as a table of SQLite, which refuses to change or delete what stands in it.

use domain::{IncidentId, Network, PersonId, Timestamp};
use rusqlite::types::Type;
use rusqlite::{Connection, Row, ToSql, params};

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

/// So that a rare filter finds its entries among many others. Indices are no layout: they are made when a home is opened,
/// whichever release made its table.
pub const INDICES: &str = "
    CREATE INDEX IF NOT EXISTS audit_by_person ON audit (person, at, id);
    CREATE INDEX IF NOT EXISTS audit_by_subject ON audit (about, at, id);
    CREATE INDEX IF NOT EXISTS audit_by_incident ON audit (incident, at, id);
    CREATE INDEX IF NOT EXISTS audit_by_kind ON audit (what, at, id);
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
    let mut select = connection.prepare_cached(&statement(query))?;
    let before_all = match query.order {
        Order::OldestFirst => i64::MIN,
        Order::NewestFirst => i64::MAX,
    };
    let (after, number) = query.after.unwrap_or((Timestamp(before_all), before_all));
    let person = query.person.as_ref().map(PersonId::as_str);
    let network = query.network.map(Network::as_str);
    let incident = query.incident.map(|incident| incident.0.cast_signed());
    let what = query.what.map(What::as_str);
    let mut given: Vec<(&str, &dyn ToSql)> = vec![
        (":from", &query.from.0),
        (":to", &query.to.0),
        (":after", &after.0),
        (":number", &number),
    ];
    let limit = query.limit as i64;
    given.push((":limit", &limit));
    if person.is_some() {
        given.push((":person", &person));
    }
    if network.is_some() {
        given.push((":network", &network));
    }
    if incident.is_some() {
        given.push((":incident", &incident));
    }
    if what.is_some() {
        given.push((":what", &what));
    }
    let rows = select.query_map(given.as_slice(), noted)?;
    rows.collect()
}

/// Only the filters that are set stand in it, so that each finds its index. Whoever did it and what it was about have one
/// each: the two are read in order and joined, each no further than there are entries to give.
fn statement(query: &Query) -> String {
    let (beyond, order) = match query.order {
        Order::OldestFirst => (">", "at, id"),
        Order::NewestFirst => ("<", "at DESC, id DESC"),
    };
    let mut filters = format!("at >= :from AND at < :to AND (at, id) {beyond} (:after, :number)");
    if query.network.is_some() {
        filters.push_str(" AND network = :network");
    }
    if query.incident.is_some() {
        filters.push_str(" AND incident = :incident");
    }
    if query.what.is_some() {
        filters.push_str(" AND what = :what");
    }
    let read = |filters: &str| {
        format!("SELECT {COLUMNS} FROM audit WHERE {filters} ORDER BY {order} LIMIT :limit")
    };
    if query.person.is_none() {
        return read(&filters);
    }
    let [did, subject] =
        ["person", "about"].map(|column| read(&format!("{column} = :person AND {filters}")));
    format!(
        "SELECT * FROM (SELECT * FROM ({did}) UNION SELECT * FROM ({subject})) ORDER BY {order} LIMIT :limit"
    )
}

const COLUMNS: &str = "id, at, what, person, address, network, incident, about, key, outcome";

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_filter_finds_its_entries_by_an_index_of_its_own() {
        let connection = Connection::open_in_memory().expect("opens");
        let tables = [TABLE, INDICES].concat();
        connection.execute_batch(&tables).expect("made");
        let all = Query {
            from: Timestamp(0),
            to: Timestamp(1),
            person: None,
            network: None,
            incident: None,
            what: None,
            after: None,
            order: Order::OldestFirst,
            limit: 1,
        };
        let person = PersonId::try_from("officer").ok();
        let incident = Some(IncidentId(1));
        let what = Some(What::SignedIn);
        let network = Some(Network::Police);
        let check = |query: Query, indices: &[&str]| {
            let explained = format!("EXPLAIN QUERY PLAN {}", statement(&query));
            let mut explain = connection.prepare(&explained).expect("a statement");
            // What the parameters are makes no difference to the way.
            let steps = explain.raw_query().mapped(|row| row.get::<_, String>(3));
            let steps: rusqlite::Result<Vec<String>> = steps.collect();
            let steps = steps.expect("the plan is told");
            let searched = steps
                .iter()
                .filter(|step| step.contains(" audit USING INDEX"));
            let searched: Vec<&String> = searched.collect();
            assert_eq!(searched.len(), indices.len(), "{steps:?}");
            for (step, index) in searched.into_iter().zip(indices) {
                assert!(step.starts_with("SEARCH") && step.contains(index), "{step}");
            }
        };
        check(all.clone(), &["audit_by_time"]);
        check(
            Query {
                what,
                ..all.clone()
            },
            &["audit_by_kind"],
        );
        check(
            Query {
                network,
                what,
                ..all.clone()
            },
            &["audit_by_kind"],
        );
        check(
            Query {
                incident,
                ..all.clone()
            },
            &["audit_by_incident"],
        );
        check(
            Query { person, ..all },
            &["audit_by_person", "audit_by_subject"],
        );
    }
}

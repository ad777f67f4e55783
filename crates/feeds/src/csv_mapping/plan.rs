//! A table as statements in the order in which they are played.

use std::collections::BTreeMap;

use domain::{Assignee, ExternalId, GridId, Timestamp};

use super::cell::{Cells, Heading};
use super::mapping::Mapping;
use super::row::{RowError, RowFlaw, facts};
use crate::gzip::{GzipError, unpacked};
use crate::statement::{Said, Statement};

/// Everything a table says, and what it does not.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// How many rows the table has, the heading not counted.
    pub rows: usize,
    /// What to post, in this order. A row may say several things, each planned for itself.
    pub planned: Vec<Planned>,
    /// The rows of which nothing is posted, in the order of the table.
    pub refused: Vec<RowError>,
    /// The grid in which the table itself places each incident that has a position (`check_grid`).
    pub true_grids: BTreeMap<ExternalId, GridId>,
}

/// One thing to post.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// The row that says it, from 1.
    pub row: usize,
    /// When it is played: the time it gives itself, but never before the row's own report.
    pub due: Timestamp,
    /// What it says.
    pub statement: Statement,
}

/// Why a table cannot be planned at all.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The table is packed and cannot be unpacked.
    #[error("the table cannot be unpacked")]
    Gzip(#[from] GzipError),
    /// The table has no heading row that can be read.
    #[error("the table has no heading row")]
    NoHeading,
    /// The mapping speaks of columns that the table does not have.
    #[error("the table has no column {}", .0.join(", "))]
    MissingColumns(Vec<String>),
    /// The table is damaged so that no next row can be found.
    #[error("the table cannot be read after row {rows}")]
    Csv {
        /// How many rows were read.
        rows: usize,
        /// What the reader met.
        #[source]
        source: csv::Error,
    },
}

/// Plans a table (CSV with a heading row, plain or gzip) by a mapping.
///
/// Statements are ordered by the time at which they are played; those of the same time as in the table.
///
/// # Errors
/// When no row can be planned: the bytes cannot be unpacked or are no table, or columns are missing. A row that cannot be
/// read is not an error of the table: it is in [`Plan::refused`].
pub fn plan(bytes: &[u8], mapping: &Mapping) -> Result<Plan, PlanError> {
    let plain = unpacked(bytes)?;
    let plain = plain.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&plain);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(plain);
    let names = reader.headers().map_err(|_| PlanError::NoHeading)?.clone();
    if names.is_empty() {
        return Err(PlanError::NoHeading);
    }
    let heading = Heading::new(names.iter());
    let mut missing: Vec<String> = mapping
        .columns()
        .filter(|column| !heading.has(column))
        .map(str::to_owned)
        .collect();
    missing.sort();
    missing.dedup();
    if !missing.is_empty() {
        return Err(PlanError::MissingColumns(missing));
    }
    let mut plan = Plan {
        rows: 0,
        planned: Vec::new(),
        refused: Vec::new(),
        true_grids: BTreeMap::new(),
    };
    for record in reader.into_byte_records() {
        let record = record.map_err(|source| PlanError::Csv {
            rows: plan.rows,
            source,
        })?;
        plan.rows += 1;
        let row = plan.rows;
        if let Err(flaw) = plan.take(row, record, names.len(), mapping, &heading) {
            plan.refused.push(RowError { row, flaw });
        }
    }
    // Stable: what is due at the same time stays in the order of the table, and within a row of the mapping.
    plan.planned.sort_by_key(|planned| planned.due);
    if mapping.resolve_when_last_clears {
        plan.resolve_when_last_clears();
    }
    Ok(plan)
}

impl Plan {
    fn take(
        &mut self,
        row: usize,
        record: csv::ByteRecord,
        columns: usize,
        mapping: &Mapping,
        heading: &Heading,
    ) -> Result<(), RowFlaw> {
        if record.len() != columns {
            return Err(RowFlaw::CellCount {
                found: record.len(),
                expected: columns,
            });
        }
        let record = csv::StringRecord::from_byte_record(record).map_err(|_| RowFlaw::NotUtf8)?;
        let facts = facts(
            mapping,
            Cells {
                heading,
                record: &record,
                absent: &mapping.absent,
            },
        )?;
        if let (Some(grid), Some((_, statement))) = (facts.grid, facts.statements.first()) {
            self.true_grids
                .entry(statement.external_id.clone())
                .or_insert(grid);
        }
        self.planned.extend(
            facts
                .statements
                .into_iter()
                .map(|(due, statement)| Planned {
                    row,
                    due,
                    statement,
                }),
        );
        Ok(())
    }

    /// When everybody who was sent to an incident is free again within the table, the last to be free resolves it.
    ///
    /// The resolution is said just before that last one is cleared: the crew leaves what is done, and does not give it back.
    fn resolve_when_last_clears(&mut self) {
        #[derive(Default)]
        struct Group {
            /// How often each was sent, less how often each was free again.
            still_out: BTreeMap<Assignee, i64>,
            /// Where in the plan somebody was free last.
            last_clear: Option<usize>,
        }
        let mut groups: BTreeMap<ExternalId, Group> = BTreeMap::new();
        for (index, planned) in self.planned.iter().enumerate() {
            let change = match &planned.statement.said {
                Said::Assign(who) => Some((who, 1)),
                Said::Clear(who) => Some((who, -1)),
                _ => None,
            };
            if let Some((who, change)) = change {
                let group = groups
                    .entry(planned.statement.external_id.clone())
                    .or_default();
                *group.still_out.entry(who.clone()).or_default() += change;
                if change < 0 {
                    group.last_clear = Some(index);
                }
            }
        }
        let all_free = |group: &Group| group.still_out.values().all(|times| *times <= 0);
        let mut resolved_at: Vec<usize> = groups
            .values()
            .filter(|group| all_free(group))
            .filter_map(|group| group.last_clear)
            .collect();
        resolved_at.sort_unstable();
        let mut resolved_at = resolved_at.into_iter().peekable();
        let mut planned = Vec::with_capacity(self.planned.len() + resolved_at.len());
        for (index, clear) in self.planned.drain(..).enumerate() {
            if resolved_at.next_if_eq(&index).is_some() {
                let statement = Statement {
                    note: None,
                    photos: Vec::new(),
                    said: Said::Resolve,
                    ..clear.statement.clone()
                };
                planned.push(Planned {
                    row: clear.row,
                    due: clear.due,
                    statement,
                });
            }
            planned.push(clear);
        }
        self.planned = planned;
    }
}

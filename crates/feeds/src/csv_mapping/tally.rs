//! What became of a table's rows.

use std::collections::BTreeMap;

use serde::Serialize;

use super::plan::Plan;

/// What became of one statement, or of a row, which is what became of the worst of its statements.
///
/// In the order of badness: a row of which one statement was refused is refused, be it that another was applied; a row is
/// a duplicate only when all it said was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All of it was known already.
    Duplicate,
    /// It happened as it was said.
    Applied,
    /// It was recorded, and contradicts the order.
    OutOfOrder,
    /// It was not recorded.
    Refused,
}

/// Counts what becomes of a plan's rows, each once.
#[derive(Clone, Debug)]
pub struct Tally {
    rows: Vec<RowTally>,
}

#[derive(Clone, Debug, Default)]
struct RowTally {
    unanswered: usize,
    worst: Option<Outcome>,
    /// Under which word a refusal is counted, and what it says.
    refusal: Option<(String, String)>,
}

/// What became of a table: `rows` = `applied` + `duplicates` + `out_of_order` + `refused` + `unanswered`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// How many rows the table has.
    pub rows: usize,
    /// How many were applied.
    pub applied: usize,
    /// How many said only what was known.
    pub duplicates: usize,
    /// How many were recorded out of order.
    pub out_of_order: usize,
    /// How many were refused, by the mapping or by the hub.
    pub refused: usize,
    /// How many were not answered (yet): none when a table was played to its end.
    pub unanswered: usize,
    /// How many were refused for which reason.
    pub refused_by_reason: BTreeMap<String, usize>,
    /// The refused rows, each with what was said of it.
    pub refused_rows: Vec<RefusedRow>,
}

/// A refused row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RefusedRow {
    /// Which row, from 1.
    pub row: usize,
    /// Under which word it is counted in [`Summary::refused_by_reason`].
    pub word: String,
    /// Why.
    pub reason: String,
}

impl Tally {
    /// Before anything was posted: only the rows that the mapping refused have an outcome.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let mut tally = Self {
            rows: vec![RowTally::default(); plan.rows],
        };
        for planned in &plan.planned {
            if let Some(row) = tally.row(planned.row) {
                row.unanswered += 1;
            }
        }
        for error in &plan.refused {
            if let Some(row) = tally.row(error.row) {
                row.worst = Some(Outcome::Refused);
                row.refusal = Some((error.flaw.word().to_owned(), error.flaw.to_string()));
            }
        }
        tally
    }

    /// One statement of a row was recorded, or was known.
    pub fn answered(&mut self, row: usize, outcome: Outcome) {
        if let Some(row) = self.row(row) {
            row.unanswered = row.unanswered.saturating_sub(1);
            row.worst = row.worst.max(Some(outcome));
        }
    }

    /// One statement of a row was refused: under which word to count it, and what was said. The first refusal is kept.
    pub fn refused(&mut self, row: usize, word: &str, reason: &str) {
        self.answered(row, Outcome::Refused);
        if let Some(row) = self.row(row) {
            row.refusal
                .get_or_insert_with(|| (word.to_owned(), reason.to_owned()));
        }
    }

    /// The counts so far.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut summary = Summary {
            rows: self.rows.len(),
            applied: 0,
            duplicates: 0,
            out_of_order: 0,
            refused: 0,
            unanswered: 0,
            refused_by_reason: BTreeMap::new(),
            refused_rows: Vec::new(),
        };
        for (index, row) in self.rows.iter().enumerate() {
            match row.worst {
                _ if row.unanswered > 0 => summary.unanswered += 1,
                None => summary.unanswered += 1,
                Some(Outcome::Applied) => summary.applied += 1,
                Some(Outcome::Duplicate) => summary.duplicates += 1,
                Some(Outcome::OutOfOrder) => summary.out_of_order += 1,
                Some(Outcome::Refused) => {
                    summary.refused += 1;
                    let (word, reason) = row
                        .refusal
                        .clone()
                        .unwrap_or_else(|| ("refused".to_owned(), "refused".to_owned()));
                    *summary.refused_by_reason.entry(word.clone()).or_default() += 1;
                    summary.refused_rows.push(RefusedRow {
                        row: index + 1,
                        word,
                        reason,
                    });
                }
            }
        }
        summary
    }

    fn row(&mut self, row: usize) -> Option<&mut RowTally> {
        self.rows.get_mut(row.checked_sub(1)?)
    }
}

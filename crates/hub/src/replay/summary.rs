//! What a replay ends with.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::{ExternalId, GridId};
use feeds::csv_mapping::{RefusedRow, Tally};
use serde::Serialize;

/// The most disagreements about a grid that are listed.
const MOST_LISTED: usize = 20;

/// What a replay ends with, on standard output: rows = applied + duplicates + out_of_order + refused + unplayed, and
/// unplayed is 0 for a table that was played to its end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Rows of the table, the heading not counted.
    pub rows: usize,
    /// Statements that were answered; one row may make several.
    pub sent: usize,
    /// Statements that were recorded, or known already: all that were sent and not refused.
    pub accepted: usize,
    /// Rows that were recorded in the order of the lifecycle.
    pub applied: usize,
    /// Rows that said only what was known.
    pub duplicates: usize,
    /// Rows that were recorded as late or against the order.
    pub out_of_order: usize,
    /// Rows that were not recorded, by reason: the numbers of the rows, from 1.
    pub refused: BTreeMap<String, Vec<usize>>,
    /// What was said of each refused row.
    pub refused_rows: Vec<RefusedRow>,
    /// Rows not played, or not wholly, because of `--until`.
    pub unplayed: usize,
    /// How long it took, in seconds of real time.
    pub seconds: f64,
    /// How the hub's grids agree with the table's own (`check_grid`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placement: Option<Placement>,
}

/// How the hub's grids agree with the table's own.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Placement {
    /// Incidents with a position and a grid in the table that the hub answered about.
    pub checked: usize,
    /// Those that the hub placed in the same grid.
    pub agreed: usize,
    /// `agreed` in `checked`, 0 to 1; 1 when nothing was checked.
    pub share: f64,
    /// The first 20 that it placed elsewhere.
    pub disagreements: Vec<Disagreement>,
}

/// An incident that the hub placed in another grid than the table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Disagreement {
    /// The platform's own number of it.
    pub id: ExternalId,
    /// The table's grid.
    pub table: GridId,
    /// The hub's; `None` is outside all grids.
    pub hub: Option<String>,
}

impl Placement {
    /// Compares the table's grids with those in which the hub placed what was reported.
    pub(super) fn of(
        table: &BTreeMap<ExternalId, GridId>,
        hub: &BTreeMap<ExternalId, Option<String>>,
    ) -> Option<Self> {
        if table.is_empty() {
            return None;
        }
        let both = table
            .iter()
            .filter_map(|(id, grid)| Some((id, grid, hub.get(id)?)));
        let (mut checked, mut agreed, mut disagreements) = (0, 0, Vec::new());
        for (id, table, hub) in both {
            checked += 1;
            if hub.as_deref() == Some(table.as_str()) {
                agreed += 1;
            } else if disagreements.len() < MOST_LISTED {
                disagreements.push(Disagreement {
                    id: id.clone(),
                    table: table.clone(),
                    hub: hub.clone(),
                });
            }
        }
        let share = if checked == 0 {
            1.0
        } else {
            f64::from(agreed) / f64::from(checked)
        };
        Some(Self {
            checked: checked as usize,
            agreed: agreed as usize,
            share,
            disagreements,
        })
    }
}

impl Summary {
    pub(super) fn of(
        tally: &Tally,
        sent: usize,
        accepted: usize,
        took: Duration,
        placement: Option<Placement>,
    ) -> Self {
        let rows = tally.summary();
        let mut refused: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for row in &rows.refused_rows {
            refused.entry(row.word.clone()).or_default().push(row.row);
        }
        Self {
            rows: rows.rows,
            sent,
            accepted,
            applied: rows.applied,
            duplicates: rows.duplicates,
            out_of_order: rows.out_of_order,
            refused,
            refused_rows: rows.refused_rows,
            unplayed: rows.unanswered,
            seconds: took.as_secs_f64(),
            placement,
        }
    }
}

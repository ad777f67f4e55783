//! The cells of one row, by the names of their columns.

use std::collections::HashMap;

use super::mapping::Source;

/// Where each column stands.
pub(super) struct Heading(HashMap<String, usize>);

impl Heading {
    /// The columns of a heading row; the first of two with the same name counts.
    pub(super) fn new<'h>(names: impl Iterator<Item = &'h str>) -> Self {
        let mut columns = HashMap::new();
        for (index, name) in names.enumerate() {
            columns.entry(name.trim().to_owned()).or_insert(index);
        }
        Self(columns)
    }

    pub(super) fn has(&self, column: &str) -> bool {
        self.0.contains_key(column)
    }
}

/// One row of the table.
#[derive(Clone, Copy)]
pub(super) struct Cells<'r> {
    pub(super) heading: &'r Heading,
    pub(super) record: &'r csv::StringRecord,
    pub(super) absent: &'r [String],
}

impl<'r> Cells<'r> {
    /// What a column says; none when the cell is blank or holds a word for "unknown".
    pub(super) fn get(&self, column: &str) -> Option<&'r str> {
        let cell = self.record.get(*self.heading.0.get(column)?)?.trim();
        let says_nothing = cell.is_empty() || self.absent.iter().any(|word| word == cell);
        (!says_nothing).then_some(cell)
    }

    /// What a source says: its column's cell, or its constant.
    pub(super) fn of<'s>(&self, source: &'s Source) -> Option<&'s str>
    where
        'r: 's,
    {
        match source {
            Source::Column(column) => self.get(column),
            Source::Constant { is } => Some(is),
        }
    }
}

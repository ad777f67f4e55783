//! Where in a TOML text something stands: the line for the editor, the field for the reader.

use std::fmt;

/// Line and field of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    line: Option<usize>,
    field: String,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.field.as_str()) {
            (Some(line), "") => write!(f, "line {line}"),
            (Some(line), field) => write!(f, "line {line}, {field}"),
            (None, field) => f.write_str(field),
        }
    }
}

impl Location {
    /// What stands at a byte of the text: the key of its line within the table above it.
    pub(super) fn at(text: &str, offset: usize) -> Self {
        let mut table = String::new();
        let mut start = 0;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            if let Some(name) = table_name(line) {
                table = name.to_owned();
            }
            let end = start + line.len();
            if offset < end {
                let key = line
                    .split_once('=')
                    .map_or("", |(key, _)| key.trim())
                    .trim_start_matches('#');
                return Self {
                    line: Some(index + 1),
                    field: joined(&table, key),
                };
            }
            start = end;
        }
        Self {
            line: None,
            field: "the end".to_owned(),
        }
    }

    /// The line of a field in the `nth` table of a name; the table's own line when the field is not written there.
    pub(super) fn of(text: &str, table: &str, nth: usize, field: &str) -> Self {
        let mut inside = table.is_empty();
        let mut seen = 0;
        let mut line_of_table = None;
        let mut found = None;
        for (index, line) in text.lines().enumerate() {
            if let Some(name) = table_name(line) {
                inside = name == table && seen == nth;
                seen += usize::from(name == table);
                if inside {
                    line_of_table = Some(index + 1);
                }
            } else if inside
                && line
                    .split_once('=')
                    .is_some_and(|(key, _)| key.trim() == field)
            {
                found.get_or_insert(index + 1);
            }
        }
        Self {
            line: found.or(line_of_table),
            field: joined(table, field),
        }
    }
}

fn table_name(line: &str) -> Option<&str> {
    let line = line.trim();
    let inner = line
        .strip_prefix("[[")
        .and_then(|rest| rest.split_once("]]"))
        .or_else(|| line.strip_prefix('[').and_then(|rest| rest.split_once(']')));
    inner.map(|(name, _)| name.trim())
}

fn joined(table: &str, key: &str) -> String {
    match (table, key) {
        ("", key) => key.to_owned(),
        (table, "") => table.to_owned(),
        (table, key) => format!("{table}.{key}"),
    }
}

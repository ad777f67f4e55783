//! Where in a TOML text something stands: the line for the editor, the field for the reader.

use std::fmt;

use toml::de::{DeTable, DeValue};

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

    /// The line of a field in the `nth` table of a name, however it is written: below a heading, with dots, in braces. When
    /// the field is not written there, the line of what it is missing in.
    pub(super) fn of(text: &str, table: &str, nth: usize, field: &str) -> Self {
        let field = joined(table, field);
        let root = DeTable::parse(text).ok();
        let start = root.and_then(|root| written_at(root.get_ref(), &field, nth));
        Self {
            line: start.map(|start| 1 + text[..start].matches('\n').count()),
            field,
        }
    }
}

/// Where the deepest part of a field's name that is written begins.
fn written_at(root: &DeTable<'_>, field: &str, nth: usize) -> Option<usize> {
    let mut table = root;
    let mut found = None;
    for name in field.split('.') {
        let Some((key, value)) = table.iter().find(|(key, _)| key.get_ref() == name) else {
            break;
        };
        found = Some(key.span().start);
        let mut value = value;
        if let DeValue::Array(members) = value.get_ref()
            && let Some(member) = members.get(nth)
            && let DeValue::Table(_) = member.get_ref()
        {
            found = Some(member.span().start);
            value = member;
        }
        let DeValue::Table(inner) = value.get_ref() else {
            break;
        };
        table = inner;
    }
    found
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

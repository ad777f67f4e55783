//! The figures of a sheet for a spreadsheet.

/// A table in CSV (RFC 4180): UTF-8 with its mark, by which spreadsheets know it.
#[must_use]
pub(super) fn csv(rows: &[Vec<String>]) -> String {
    let lines = rows.iter().map(|row| {
        let cells: Vec<_> = row.iter().map(|cell| guarded(cell)).collect();
        cells.join(",") + "\r\n"
    });
    std::iter::once("\u{feff}".to_owned())
        .chain(lines)
        .collect()
}

/// A cell in quotes. What a spreadsheet would take for a formula has an apostrophe before it: subjects are written by platforms.
fn guarded(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let apostrophe = if is_formula { "'" } else { "" };
    format!("\"{apostrophe}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula_and_never_ends_early() {
        let row = ["=1+1", "a \"b\"", "夜间, 噪声"]
            .map(str::to_owned)
            .to_vec();
        assert_eq!(
            csv(&[row]),
            "\u{feff}\"'=1+1\",\"a \"\"b\"\"\",\"夜间, 噪声\"\r\n"
        );
    }
}

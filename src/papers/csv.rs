//! The figures of a sheet for a spreadsheet.

use protocol::csv_cell;

/// A table in CSV (RFC 4180): UTF-8 with its mark, by which spreadsheets know it.
#[must_use]
pub(super) fn csv(rows: &[Vec<String>]) -> String {
    let lines = rows.iter().map(|row| {
        let cells: Vec<_> = row.iter().map(|cell| csv_cell(cell)).collect();
        cells.join(",") + "\r\n"
    });
    std::iter::once("\u{feff}".to_owned())
        .chain(lines)
        .collect()
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

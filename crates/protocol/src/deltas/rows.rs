//! Records in rows, their numbers no wider than the batch needs: its form is a table in docs/protocol.md.

use std::array;

use serde::{Deserialize, Serialize};

use super::InvalidDeltas;
use super::record::{BOUNDED, NUMBERS, Record};

/// The most bytes of a number.
const WIDEST: u8 = 4;

/// Bytes that are looked at to read a row, from each of the first 32 of which four can be read: the widest row has fewer.
const WINDOW: usize = 31 + WIDEST as usize + 1;
const _: () = assert!(NUMBERS * WIDEST as usize + 1 < 32);

/// How a batch's rows are to be read: for each of a record's numbers its bytes, and the least there is of it, which a row leaves
/// out. A number that is the same all through takes no byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Form {
    widths: [u8; NUMBERS],
    least: [u32; NUMBERS],
}

/// Where a number that is not the same all along stands in a row: which one, how far behind the row's beginning, and which bits
/// of the four bytes there are its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Column {
    number: u32,
    at: u32,
    mask: u32,
    least: u32,
}

/// The records of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rows {
    form: Form,
    count: usize,
    /// The rows, and behind them so many zeros that the last one can be looked at like any other.
    bytes: Vec<u8>,
}

/// How the rows of a form are read, and the numbers of the row that was read last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    columns: [Column; NUMBERS],
    /// How many of the columns there are, and how many of the first ones are of bounded numbers.
    varying: usize,
    bounded: usize,
    width: usize,
    /// The last of these is none.
    numbers: [u32; NUMBERS + 1],
}

impl Form {
    /// The narrowest that holds all of them.
    fn of(records: &[Record]) -> Self {
        let mut numbers = records.iter().map(Record::numbers);
        let Some(first) = numbers.next() else {
            return Self::default();
        };
        let (mut least, mut most) = (first, first);
        for numbers in numbers {
            for (at, number) in numbers.into_iter().enumerate() {
                least[at] = least[at].min(number);
                most[at] = most[at].max(number);
            }
        }
        let widths = array::from_fn(|at| bytes_of(most[at] - least[at]));
        Self { widths, least }
    }

    /// How many bytes a row has: what kind of record it is has one of its own, the first.
    fn row(&self) -> usize {
        1 + self.widths.map(usize::from).iter().sum::<usize>()
    }

    /// How its rows are read.
    fn reading(&self) -> Reading {
        let mut columns = [Column::default(); NUMBERS];
        let (mut varying, mut at) = (0, 1);
        for (number, (width, least)) in self.widths.into_iter().zip(self.least).enumerate() {
            let width = u32::from(width);
            let Some(mask) = u32::MAX.checked_shr(32 - 8 * width) else {
                continue;
            };
            columns[varying] = Column {
                number: number as u32,
                at,
                mask,
                least,
            };
            varying += 1;
            at += width;
        }
        let is_bounded = |column: &Column| (column.number as usize) < BOUNDED;
        let mut numbers = [0; NUMBERS + 1];
        numbers[..NUMBERS].copy_from_slice(&self.least);
        Reading {
            columns,
            varying,
            bounded: columns[..varying].partition_point(is_bounded),
            width: self.row(),
            numbers,
        }
    }
}

/// How many bytes a number takes; none where it is 0.
const fn bytes_of(number: u32) -> u8 {
    WIDEST - (number.leading_zeros() / 8) as u8
}

impl Rows {
    /// Rows of these records, as narrow as they can be.
    pub(super) fn of(records: &[Record]) -> Self {
        let form = Form::of(records);
        let mut bytes = Vec::with_capacity(records.len() * form.row() + WINDOW);
        for record in records {
            bytes.push(record.head());
            for (at, number) in record.numbers().into_iter().enumerate() {
                let beyond = (number - form.least[at]).to_le_bytes();
                bytes.extend_from_slice(&beyond[..usize::from(form.widths[at])]);
            }
        }
        Self::new(form, records.len(), bytes)
    }

    /// Takes `count` rows of a form from the beginning of `bytes`; gives what is behind them as well.
    pub(super) fn take(
        form: Form,
        count: usize,
        bytes: &[u8],
    ) -> Result<(Self, &[u8]), InvalidDeltas> {
        if form.widths.iter().any(|width| *width > WIDEST) {
            return Err(InvalidDeltas::Form);
        }
        let (rows, behind) = count
            .checked_mul(form.row())
            .and_then(|size| bytes.split_at_checked(size))
            .ok_or(InvalidDeltas::CutOff)?;
        let mut bytes = Vec::with_capacity(rows.len() + WINDOW);
        bytes.extend_from_slice(rows);
        Ok((Self::new(form, count, bytes), behind))
    }

    fn new(form: Form, count: usize, mut bytes: Vec<u8>) -> Self {
        bytes.resize(bytes.len() + WINDOW, 0);
        Self { form, count, bytes }
    }

    /// How they are to be read.
    pub(super) const fn form(&self) -> &Form {
        &self.form
    }

    /// The rows as they travel.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.bytes.len() - WINDOW]
    }

    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.count
    }

    /// Begins to read them.
    pub(super) fn reading(&self) -> Reading {
        self.form.reading()
    }

    /// One of them; `None` behind the last, or when it is of no known kind.
    #[inline]
    pub(super) fn get(&self, row: usize, reading: &mut Reading) -> Option<Record> {
        self.read(row, reading.varying, reading)
    }

    /// The same, but of its numbers only those that are bounded.
    #[inline]
    pub(super) fn get_bounded(&self, row: usize, reading: &mut Reading) -> Option<Record> {
        self.read(row, reading.bounded, reading)
    }

    #[inline]
    fn read(&self, row: usize, columns: usize, reading: &mut Reading) -> Option<Record> {
        if row >= self.count {
            return None;
        }
        let row = self.bytes.get(row * reading.width..)?;
        let row: &[u8; WINDOW] = row.first_chunk()?;
        for column in reading.columns.iter().take(columns) {
            // Never beyond the window: said so that no jump is left for it.
            let at = (column.at & 31) as usize;
            let four = [row[at], row[at + 1], row[at + 2], row[at + 3]];
            let own = u32::from_le_bytes(four) & column.mask;
            reading.numbers[(column.number & 7) as usize] = column.least.wrapping_add(own);
        }
        Record::read(row[0], &reading.numbers)
    }
}

#[cfg(test)]
mod tests {
    use super::bytes_of;

    #[test]
    fn a_number_takes_the_bytes_that_it_needs() {
        let taken = [0, 1, 255, 256, 65_535, 65_536, 16_777_216, u32::MAX].map(bytes_of);
        assert_eq!(taken, [0, 1, 1, 2, 2, 3, 4, 4]);
    }
}

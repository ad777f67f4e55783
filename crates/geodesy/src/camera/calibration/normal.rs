//! Normal equations of a few unknowns, solved by Cholesky's decomposition.

use super::unknowns::COUNT;

pub(super) type Unknowns = [f64; COUNT];
pub(super) type Square = [[f64; COUNT]; COUNT];

/// JᵀWJ and JᵀWr, gathered row by row. An unknown that no row speaks of stays where it is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Normal {
    pub matrix: Square,
    pub side: Unknowns,
}

impl Normal {
    /// Takes in an observation: what it is off by, how that changes with each unknown, and its weight.
    pub fn take_in(&mut self, off: f64, slope: &Unknowns, weight: f64) {
        for (row, (slope_of_row, side)) in slope.iter().zip(&mut self.side).enumerate() {
            *side += weight * slope_of_row * off;
            for (cell, slope_of_column) in self.matrix[row].iter_mut().zip(slope) {
                *cell += weight * slope_of_row * slope_of_column;
            }
        }
    }

    /// The step that takes what is off away, held back by `damping` times each unknown's own weight.
    pub fn step(&self, damping: f64) -> Option<Unknowns> {
        let mut matrix = self.matrix;
        for (at, row) in matrix.iter_mut().enumerate() {
            row[at] += damping * row[at];
        }
        let lower = cholesky(&matrix)?;
        let mut step = substituted(&lower, &self.side);
        for unknown in &mut step {
            *unknown = -*unknown;
        }
        Some(step)
    }

    /// The covariance of the unknowns: the inverse of the matrix.
    pub fn covariance(&self) -> Option<Square> {
        let lower = cholesky(&self.matrix)?;
        let mut covariance = Square::default();
        for column in 0..COUNT {
            if self.matrix[column][column] == 0.0 {
                continue;
            }
            let mut unit = Unknowns::default();
            unit[column] = 1.0;
            for (row, value) in covariance.iter_mut().zip(substituted(&lower, &unit)) {
                row[column] = value;
            }
        }
        Some(covariance)
    }
}

/// The lower triangle whose square is the matrix. `None` when unknowns cannot be told apart. An unknown without weight gets a
/// row of its own.
fn cholesky(matrix: &Square) -> Option<Square> {
    let mut lower = Square::default();
    for row in 0..COUNT {
        for column in 0..=row {
            let known: f64 = (0..column)
                .map(|at| lower[row][at] * lower[column][at])
                .sum();
            let rest = matrix[row][column] - known;
            if row != column {
                lower[row][column] = rest / lower[column][column];
            } else if matrix[row][row] == 0.0 {
                lower[row][row] = 1.0;
            } else if rest > matrix[row][row] * 1e-13 {
                lower[row][row] = libm::sqrt(rest);
            } else {
                return None;
            }
        }
    }
    Some(lower)
}

fn substituted(lower: &Square, side: &Unknowns) -> Unknowns {
    let mut solved = *side;
    for row in 0..COUNT {
        let known: f64 = (0..row).map(|at| lower[row][at] * solved[at]).sum();
        solved[row] = (solved[row] - known) / lower[row][row];
    }
    for row in (0..COUNT).rev() {
        let known: f64 = (row + 1..COUNT).map(|at| lower[at][row] * solved[at]).sum();
        solved[row] = (solved[row] - known) / lower[row][row];
    }
    solved
}

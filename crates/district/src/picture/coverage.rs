//! How much of each pixel a shape covers, exactly.
//!
//! Signed areas are accumulated edge by edge and summed along the rows, so a shape of a pixel costs as much as a pixel,
//! and shapes that overlap with the same turn merge without seams: that is how all shadows of a tile become one.

/// A point in pixels: right and down from the canvas's corner.
pub(super) type Pixel = (f32, f32);

/// Coverage that is gathered shape by shape and taken all at once.
#[derive(Debug)]
pub(super) struct Coverage {
    width: usize,
    height: usize,
    /// One column more than the canvas, for what lies right of it.
    cells: Vec<f32>,
    columns: (usize, usize),
    rows: (usize, usize),
}

/// Covered less than this counts as not at all.
const LEAST: f32 = 1.0 / 512.0;

impl Coverage {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            cells: vec![0.0; (width + 2) * height],
            columns: (usize::MAX, 0),
            rows: (usize::MAX, 0),
        }
    }

    /// Adds a ring whose corners run in either direction.
    pub(super) fn add(&mut self, ring: &[Pixel]) {
        let Some(&last) = ring.last() else { return };
        let mut from = last;
        for &to in ring {
            self.edge(from, to);
            from = to;
        }
    }

    /// Adds a ring so that it turns the same way as all others added like this: overlaps then count once.
    pub(super) fn add_merging(&mut self, ring: &[Pixel]) {
        let Some(&last) = ring.last() else { return };
        let mut doubled = 0.0;
        let mut from = last;
        for &to in ring {
            doubled += from.0 * to.1 - to.0 * from.1;
            from = to;
        }
        let mut from = last;
        for &to in ring {
            if doubled > 0.0 {
                self.edge(from, to)
            } else {
                self.edge(to, from)
            }
            from = to;
        }
    }

    fn edge(&mut self, from: Pixel, to: Pixel) {
        let (turn, (ax, ay), (bx, by)) = if from.1 < to.1 {
            (1.0, from, to)
        } else {
            (-1.0, to, from)
        };
        let (top, bottom) = (ay.max(0.0), by.min(self.height as f32));
        if bottom <= top {
            return;
        }
        let slope = (bx - ax) / (by - ay);
        let right_end = self.width as f32;
        let mut x = ax + (top - ay) * slope;
        let mut y = top;
        // Rows and columns as i32 on the way: to and from f32 it is one instruction, usize is ten.
        let first = top as i32;
        // The row above, when the edge ends between two. Not `ceil`, for which there is no instruction everywhere.
        let below = bottom as i32;
        let last = below - i32::from(below as f32 == bottom && below > first);
        self.rows.0 = self.rows.0.min(first as usize);
        self.rows.1 = self.rows.1.max(last as usize);
        let (low, high) = if ax < bx { (ax, bx) } else { (bx, ax) };
        let left = low.clamp(0.0, right_end) as i32 as usize;
        let right = (high.clamp(0.0, right_end) as i32 as usize + 1).min(self.width);
        self.columns = (self.columns.0.min(left), self.columns.1.max(right));
        let stride = self.width + 2;
        let cells = &mut self.cells[first as usize * stride..];
        let rows = cells.chunks_exact_mut(stride);
        if low >= 0.0 && high < right_end {
            for (row, cells) in (first..=last).zip(rows) {
                let end = bottom.min((row + 1) as f32);
                let height = end - y;
                let next = x + height * slope;
                // Never beyond the edge's own ends, whatever the steps have been rounded to.
                let next = next.clamp(low, high);
                run(cells, turn * height, x, next);
                (x, y) = (next, end);
            }
        } else {
            for (row, cells) in (first..=last).zip(rows) {
                let end = bottom.min((row + 1) as f32);
                let height = end - y;
                let next = x + height * slope;
                cut_run(cells, right_end, turn * height, x, next);
                (x, y) = (next, end);
            }
        }
    }
    /// Tells every pixel that is covered at all, and how much of it (up to 1), and forgets it.
    pub(super) fn take(&mut self, mut visit: impl FnMut(usize, usize, f32)) {
        if self.rows.0 > self.rows.1 {
            return;
        }
        for row in self.rows.0..=self.rows.1 {
            let start = row * (self.width + 2);
            let mut sum = 0.0_f32;
            for column in self.columns.0..=(self.columns.1 + 1) {
                let cell = &mut self.cells[start + column];
                sum += *cell;
                *cell = 0.0;
                let covered = sum.abs();
                if covered > LEAST && column < self.width {
                    visit(column, row, covered.min(1.0));
                }
            }
        }
        self.columns = (usize::MAX, 0);
        self.rows = (usize::MAX, 0);
    }
}

/// A piece of an edge within one row of the canvas, which may lie beyond its sides: what lies left of it counts as its left side,
/// what lies right of it not at all.
fn cut_run(cells: &mut [f32], end: f32, mut height: f32, from: f32, to: f32) {
    let (mut x0, mut x1) = if from < to { (from, to) } else { (to, from) };
    if x0 < 0.0 {
        let left = if x1 > 0.0 {
            height * x0 / (x0 - x1)
        } else {
            height
        };
        cells[0] += left;
        height -= left;
        x0 = 0.0;
    }
    if height == 0.0 || x0 >= end {
        return;
    }
    if x1 > end {
        height *= (end - x0) / (x1 - x0);
        x1 = end;
    }
    run(cells, height, x0, x1);
}

/// A piece of an edge within one row, between the canvas's sides.
fn run(cells: &mut [f32], height: f32, from: f32, to: f32) {
    let (x0, x1) = if from < to { (from, to) } else { (to, from) };
    let first = x0 as i32;
    if x1 <= (first + 1) as f32 {
        let middle = 0.5 * (x0 + x1) - first as f32;
        if let [here, next, ..] = &mut cells[first as usize..] {
            *here += height * (1.0 - middle);
            *next += height * middle;
        }
        return;
    }
    let per_pixel = height / (x1 - x0);
    let mut x = x0;
    let mut column = first;
    while x < x1 {
        let end = x1.min((column + 1) as f32);
        let part = per_pixel * (end - x);
        let middle = 0.5 * (x + end) - column as f32;
        if let [here, next, ..] = &mut cells[column as usize..] {
            *here += part * (1.0 - middle);
            *next += part * middle;
        }
        x = end;
        column += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(coverage: &mut Coverage) -> Vec<f32> {
        let mut pixels = vec![0.0; coverage.width * coverage.height];
        let width = coverage.width;
        coverage.take(|x, y, covered| pixels[y * width + x] = covered);
        pixels
    }

    #[test]
    fn a_shape_covers_as_much_as_its_area_wherever_it_lies() {
        let mut coverage = Coverage::new(16, 16);
        for (x, y) in [(3.0, 3.0), (3.3, 4.7), (7.5, 2.25)] {
            coverage.add(&[(x, y), (x + 4.0, y + 1.0), (x + 3.0, y + 5.0)]);
            let sum: f32 = taken(&mut coverage).iter().sum();
            assert!((sum - 8.5).abs() < 1e-3, "{sum}");
        }
    }

    #[test]
    fn what_lies_beyond_the_canvas_is_cut_off_and_nothing_else() {
        let mut coverage = Coverage::new(8, 8);
        coverage.add(&[(-5.0, -5.0), (4.5, -5.0), (4.5, 20.0), (-5.0, 20.0)]);
        let pixels = taken(&mut coverage);
        let sum: f32 = pixels.iter().sum();
        assert!((sum - 36.0).abs() < 1e-3, "{sum}");
        assert!((pixels[4] - 0.5).abs() < 1e-4 && pixels[7].abs() < 1e-6);
    }

    #[test]
    fn an_edge_that_leaves_the_canvas_within_a_row_covers_what_is_left_of_it_alike() {
        let ring = [(-90.0, 2.1), (70.0, 2.9), (70.0, 6.0), (-90.0, 6.0)];
        let mut narrow = Coverage::new(16, 8);
        narrow.add(&ring);
        let mut wide = Coverage::new(48, 8);
        wide.add(&ring.map(|(x, y)| (x + 16.0, y)));
        let (narrow, wide) = (taken(&mut narrow), taken(&mut wide));
        for row in 0..8 {
            for column in 0..16 {
                let (one, other) = (narrow[row * 16 + column], wide[row * 48 + 16 + column]);
                assert!((one - other).abs() < 1e-4, "{column}, {row}: {one} {other}");
            }
        }
    }

    #[test]
    fn neighbours_that_are_merged_leave_no_seam() {
        let mut coverage = Coverage::new(8, 4);
        coverage.add_merging(&[(1.0, 1.0), (3.4, 1.0), (3.4, 3.0), (1.0, 3.0)]);
        coverage.add_merging(&[(3.4, 3.0), (6.0, 3.0), (6.0, 1.0), (3.4, 1.0)]);
        let pixels = taken(&mut coverage);
        for x in 1..6 {
            assert!((pixels[8 + x] - 1.0).abs() < 1e-4, "{x}: {}", pixels[8 + x]);
        }
    }

    #[test]
    fn taking_forgets() {
        let mut coverage = Coverage::new(8, 8);
        coverage.add(&[(1.2, 1.0), (30.0, 1.5), (6.0, 7.0)]);
        taken(&mut coverage);
        assert!(coverage.cells.iter().all(|&cell| cell == 0.0));
    }
}

//! The ground, and where a ray meets it.

use domain::Wgs84;

use super::pinhole::Ray;
use crate::{Elevated, Metres};

/// Beyond this nothing is told: even from a tower the ground is seen too flat there.
const FARTHEST: Metres = Metres(50_000.0);

/// How exactly a ray is followed to the ground: what is met is set down onto it, and from a mast by a long lens a millimetre
/// upwards is a fifth of a pixel.
const EXACT: Metres = Metres(0.000_001);

/// Heights of the ground above the WGS 84 ellipsoid.
pub trait Ground {
    /// The height at a place; `None` where nothing is known of it.
    fn height(&self, place: Wgs84) -> Option<Metres>;

    /// How far apart heights are told, at least: a ray is looked at so often. `None` for ground that is level all over.
    fn step(&self) -> Option<Metres>;

    /// Where a ray first meets the ground. `None` where it does not within 50 km, or leaves what is known.
    fn meet(&self, ray: &Ray) -> Option<Elevated> {
        let height_over = |distance: f64| -> Option<f64> {
            let point = ray.at(Metres(distance))?;
            Some(point.height.0 - self.height(point.position)?.0)
        };
        let mut above = 0.0;
        let mut over = height_over(above)?;
        if over <= 0.0 {
            return None;
        }
        let below = loop {
            let step = match self.step() {
                Some(step) => step.0,
                // The plane below the eye lies before the level ground, which falls away: never beyond it.
                None if ray.rise() < 0.0 => (over / -ray.rise()).max(EXACT.0),
                None => return None,
            };
            let next = above + step;
            if next > FARTHEST.0 {
                return None;
            }
            let next_over = height_over(next)?;
            if next_over <= EXACT.0 / 10.0 {
                break next;
            }
            (above, over) = (next, next_over);
        };
        let (mut above, mut below) = (above, below);
        while below - above > EXACT.0 {
            let middle = f64::midpoint(above, below);
            if height_over(middle)? > 0.0 {
                above = middle;
            } else {
                below = middle;
            }
        }
        let point = ray.at(Metres(below))?;
        let height = self.height(point.position)?;
        Some(Elevated { height, ..point })
    }
}

/// Ground at one height above the ellipsoid all over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelGround(pub Metres);

impl Ground for LevelGround {
    fn height(&self, _place: Wgs84) -> Option<Metres> {
        Some(self.0)
    }

    fn step(&self) -> Option<Metres> {
        None
    }
}

/// Heights on a grid of degrees, straight between.
#[derive(Clone, Debug, PartialEq)]
pub struct HeightGrid {
    south_west: Wgs84,
    step_degrees: (f64, f64),
    columns: usize,
    rows: usize,
    heights: Vec<f32>,
}

/// Why heights are no grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidHeightGrid {
    /// It takes two by two heights to say anything between.
    #[error("a grid of heights has at least two columns and two rows")]
    Size,
    /// A grid of so many columns and rows has another number of heights.
    #[error("a grid has as many heights as columns times rows")]
    Count,
    /// Columns and rows lie apart.
    #[error("columns and rows of heights lie more than 0 degrees apart")]
    Step,
}

impl HeightGrid {
    /// Heights in metres, rows from the south, each from the west, so many degrees of longitude and latitude apart.
    ///
    /// # Errors
    /// [`InvalidHeightGrid`] says which numbers do not go together.
    pub fn new(
        south_west: Wgs84,
        step_degrees: (f64, f64),
        columns: usize,
        heights: Vec<f32>,
    ) -> Result<Self, InvalidHeightGrid> {
        if !(step_degrees.0 > 0.0 && step_degrees.1 > 0.0) {
            return Err(InvalidHeightGrid::Step);
        }
        if columns < 2 || heights.len() < 2 * columns {
            return Err(InvalidHeightGrid::Size);
        }
        if !heights.len().is_multiple_of(columns) {
            return Err(InvalidHeightGrid::Count);
        }
        Ok(Self {
            south_west,
            step_degrees,
            columns,
            rows: heights.len() / columns,
            heights,
        })
    }
}

impl Ground for HeightGrid {
    fn height(&self, place: Wgs84) -> Option<Metres> {
        let column = (place.lon() - self.south_west.lon()) / self.step_degrees.0;
        let row = (place.lat() - self.south_west.lat()) / self.step_degrees.1;
        let inside = |at: f64, count: usize| at >= 0.0 && at <= (count - 1) as f64;
        if !inside(column, self.columns) || !inside(row, self.rows) {
            return None;
        }
        let west = (column as usize).min(self.columns - 2);
        let south = (row as usize).min(self.rows - 2);
        let at = |row: usize, column: usize| f64::from(self.heights[row * self.columns + column]);
        let (east_share, north_share) = (column - west as f64, row - south as f64);
        let along = |row: usize| at(row, west) + (at(row, west + 1) - at(row, west)) * east_share;
        Some(Metres(
            along(south) + (along(south + 1) - along(south)) * north_share,
        ))
    }

    fn step(&self) -> Option<Metres> {
        // A degree of latitude is 110 km at the least; half a cell misses no crest that a cell has.
        let narrowest = self.step_degrees.0.min(self.step_degrees.1);
        Some(Metres((narrowest * 55_000.0).max(1.0)))
    }
}

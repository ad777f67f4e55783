//! Which grid and patrol area a place belongs to.

use domain::{AreaId, Grid, GridId, PatrolArea, Wgs84};
use geo::{BoundingRect, Coord, Intersects, MultiPolygon};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// The divisions a place belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Located {
    /// The grid that contains it.
    pub grid: Option<GridId>,
    /// The patrol area that contains it, or to which its grid belongs.
    pub area: Option<AreaId>,
}

/// The deployment's grids and patrol areas, ready to be asked where a place is.
#[derive(Clone, Debug)]
pub struct Territory {
    areas: Divisions<PatrolArea>,
    grids: Divisions<Grid>,
}

impl Territory {
    /// The divisions of a deployment, in any order.
    #[must_use]
    pub fn new(mut areas: Vec<PatrolArea>, mut grids: Vec<Grid>) -> Self {
        areas.sort_by(|one, other| one.id.cmp(&other.id));
        grids.sort_by(|one, other| one.id.cmp(&other.id));
        Self {
            areas: Divisions::new(areas, |area| &area.boundary),
            grids: Divisions::new(grids, |grid| &grid.boundary),
        }
    }

    /// The grid and area of a place. A place on a border, or in several that overlap, belongs to the first by id.
    #[must_use]
    pub fn locate(&self, position: Wgs84) -> Located {
        let grid = self.grids.first_at(position);
        let area = self
            .areas
            .first_at(position)
            .map(|area| area.id.clone())
            .or_else(|| grid?.area.clone());
        Located {
            grid: grid.map(|grid| grid.id.clone()),
            area,
        }
    }
}

/// Divisions in the order of their ids, with a tree over their extents.
#[derive(Clone, Debug)]
struct Divisions<D> {
    ordered: Vec<D>,
    boundary: fn(&D) -> &MultiPolygon<f64>,
    extents: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

impl<D> Divisions<D> {
    fn new(ordered: Vec<D>, boundary: fn(&D) -> &MultiPolygon<f64>) -> Self {
        let extents = ordered
            .iter()
            .enumerate()
            .filter_map(|(index, division)| {
                let extent = boundary(division).bounding_rect()?;
                Some(GeomWithData::new(
                    Rectangle::from_corners(extent.min().x_y().into(), extent.max().x_y().into()),
                    index,
                ))
            })
            .collect();
        Self {
            ordered,
            boundary,
            extents: RTree::bulk_load(extents),
        }
    }

    fn first_at(&self, position: Wgs84) -> Option<&D> {
        let point = Coord {
            x: position.lon(),
            y: position.lat(),
        };
        let mut candidates: Vec<usize> = self
            .extents
            .locate_in_envelope_intersecting(&AABB::from_point([point.x, point.y]))
            .map(|extent| extent.data)
            .collect();
        candidates.sort_unstable();
        candidates
            .into_iter()
            .filter_map(|index| self.ordered.get(index))
            .find(|division| (self.boundary)(division).intersects(&point))
    }
}

//! Tiles of the square world.

use domain::Wgs84;
use serde::{Deserialize, Serialize};

use crate::{MercatorUnit, unit_from_wgs84, wgs84_from_unit};

/// The deepest zoom of a [`Tile`]: 2³⁰ tiles a side, 4 cm each at the equator.
pub const DEEPEST_ZOOM: u8 = 30;

/// A tile of the XYZ scheme: x counts eastwards and y southwards from the north-west corner of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "RawTile", into = "RawTile")]
pub struct Tile {
    zoom: u8,
    x: u32,
    y: u32,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct RawTile {
    z: u8,
    x: u32,
    y: u32,
}

/// Numbers that name no tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTile {
    /// The zoom is deeper than [`DEEPEST_ZOOM`].
    #[error("zoom {0} is deeper than {DEEPEST_ZOOM}")]
    TooDeep(u8),
    /// Column or row lies outside the world at that zoom.
    #[error("there is no tile {x}, {y} at zoom {zoom}: numbers go to {}", (1_u64 << zoom) - 1)]
    OutsideTheWorld {
        /// The zoom.
        zoom: u8,
        /// The column.
        x: u32,
        /// The row.
        y: u32,
    },
}

/// The edges of a tile in WGS 84 degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TileBounds {
    /// The north-west corner.
    pub north_west: Wgs84,
    /// The south-east corner.
    pub south_east: Wgs84,
}

impl Tile {
    /// The tile in column `x` and row `y` (from the north) at a zoom.
    ///
    /// # Errors
    /// When the zoom is too deep or the world has no such column or row there.
    pub const fn new(zoom: u8, x: u32, y: u32) -> Result<Self, InvalidTile> {
        if zoom > DEEPEST_ZOOM {
            return Err(InvalidTile::TooDeep(zoom));
        }
        if x >> zoom != 0 || y >> zoom != 0 {
            return Err(InvalidTile::OutsideTheWorld { zoom, x, y });
        }
        Ok(Self { zoom, x, y })
    }

    /// The zoom, 0…30.
    #[must_use]
    pub const fn zoom(self) -> u8 {
        self.zoom
    }

    /// The column from the west.
    #[must_use]
    pub const fn x(self) -> u32 {
        self.x
    }

    /// The row from the north (XYZ, WMTS).
    #[must_use]
    pub const fn y(self) -> u32 {
        self.y
    }

    /// The row from the south (TMS).
    #[must_use]
    pub const fn y_from_the_south(self) -> u32 {
        (1 << self.zoom) - 1 - self.y
    }

    /// The tile that covers this one and its three neighbours one zoom less deep; none for the world itself.
    #[must_use]
    pub const fn parent(self) -> Option<Self> {
        match self.zoom {
            0 => None,
            zoom => Some(Self {
                zoom: zoom - 1,
                x: self.x / 2,
                y: self.y / 2,
            }),
        }
    }

    /// Its north-west corner in the square world.
    #[must_use]
    pub fn corner(self) -> MercatorUnit {
        let side = f64::from(1_u32 << self.zoom);
        MercatorUnit {
            x: f64::from(self.x) / side,
            y: f64::from(self.y) / side,
        }
    }
}

impl TryFrom<RawTile> for Tile {
    type Error = InvalidTile;

    fn try_from(raw: RawTile) -> Result<Self, InvalidTile> {
        Self::new(raw.z, raw.x, raw.y)
    }
}

impl From<Tile> for RawTile {
    fn from(tile: Tile) -> Self {
        Self {
            z: tile.zoom,
            x: tile.x,
            y: tile.y,
        }
    }
}

/// The tile on which a place is drawn.
///
/// # Errors
/// When the zoom is deeper than [`DEEPEST_ZOOM`].
pub fn tile_from_wgs84(zoom: u8, position: Wgs84) -> Result<Tile, InvalidTile> {
    if zoom > DEEPEST_ZOOM {
        return Err(InvalidTile::TooDeep(zoom));
    }
    let last = (1_u32 << zoom) - 1;
    let side = f64::from(1_u32 << zoom);
    let point = unit_from_wgs84(position);
    // 180° E and the southern edge belong to the last column and row.
    let number = |part: f64| ((part * side) as u32).min(last);
    Ok(Tile {
        zoom,
        x: number(point.x),
        y: number(point.y),
    })
}

/// The edges of a tile.
#[must_use]
pub fn bounds_from_tile(tile: Tile) -> TileBounds {
    let MercatorUnit { x, y } = tile.corner();
    let side = f64::from(1_u32 << tile.zoom);
    TileBounds {
        north_west: wgs84_from_unit(MercatorUnit { x, y }),
        south_east: wgs84_from_unit(MercatorUnit {
            x: x + 1.0 / side,
            y: y + 1.0 / side,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_world_has_no_tile_beyond_its_edge_and_none_deeper_than_thirty() {
        assert_eq!(
            Tile::new(1, 2, 0),
            Err(InvalidTile::OutsideTheWorld {
                zoom: 1,
                x: 2,
                y: 0
            })
        );
        assert_eq!(Tile::new(31, 0, 0), Err(InvalidTile::TooDeep(31)));
        assert_eq!(
            Tile::new(30, 5, 1 << 30).map_err(|error| error.to_string()),
            Err("there is no tile 5, 1073741824 at zoom 30: numbers go to 1073741823".to_owned())
        );
    }

    #[test]
    fn rows_counted_from_the_south_mirror_rows_counted_from_the_north() {
        let tile = Tile::new(3, 3, 5).expect("zoom 3 has rows 0 to 7");
        assert_eq!(tile.y_from_the_south(), 2);
        assert_eq!(tile.parent(), Tile::new(2, 1, 2).ok());
    }
}

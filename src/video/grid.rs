//! How many pictures stand side by side.

/// One, four, nine or sixteen pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grid {
    /// One.
    One,
    /// Two by two.
    #[default]
    Four,
    /// Three by three.
    Nine,
    /// Four by four.
    Sixteen,
}

impl Grid {
    /// Every grid, the smallest first.
    pub const ALL: [Self; 4] = [Self::One, Self::Four, Self::Nine, Self::Sixteen];

    /// How many pictures.
    #[must_use]
    pub const fn tiles(self) -> usize {
        self.side() * self.side()
    }

    /// How many in a row.
    #[must_use]
    pub const fn side(self) -> usize {
        match self {
            Self::One => 1,
            Self::Four => 2,
            Self::Nine => 3,
            Self::Sixteen => 4,
        }
    }

    /// Whether a picture is so small that a camera's small stream shows as much.
    #[must_use]
    pub const fn is_dense(self) -> bool {
        matches!(self, Self::Nine | Self::Sixteen)
    }

    /// The grid of so many tiles, by its number in an address.
    #[must_use]
    pub fn of_tiles(tiles: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|grid| grid.tiles() == tiles)
    }

    /// The smallest in which so many pictures have room, else the largest.
    #[must_use]
    pub fn with_room_for(pictures: usize) -> Self {
        let roomy = Self::ALL.into_iter().find(|grid| grid.tiles() >= pictures);
        roomy.unwrap_or(Self::Sixteen)
    }
}

#[cfg(test)]
mod tests {
    use super::Grid;

    #[test]
    fn the_smallest_grid_is_taken_in_which_all_pictures_have_room() {
        for (pictures, grid) in [
            (0, Grid::One),
            (1, Grid::One),
            (2, Grid::Four),
            (5, Grid::Nine),
            (10, Grid::Sixteen),
            (40, Grid::Sixteen),
        ] {
            assert_eq!(Grid::with_room_for(pictures), grid, "{pictures}");
        }
        assert_eq!(Grid::of_tiles(9), Some(Grid::Nine));
        assert_eq!(Grid::of_tiles(8), None);
    }
}

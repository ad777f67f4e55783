//! In which grid and patrol area a place lies, found without asking the hub.

use std::sync::Arc;

use domain::{Grid, PatrolArea, Wgs84};
use world::{Located, Territory};

/// The divisions, ready to be asked where a place is. Empty until they have been read.
#[derive(Clone, Debug, Default)]
pub struct Whereabouts(Option<Arc<Territory>>);

impl Whereabouts {
    /// Of a deployment's divisions.
    #[must_use]
    pub fn new(areas: Vec<PatrolArea>, grids: Vec<Grid>) -> Self {
        Self(Some(Arc::new(Territory::new(areas, grids))))
    }

    /// The grid and patrol area of a place, as the hub will find them too.
    #[must_use]
    pub fn locate(&self, position: Wgs84) -> Located {
        let territory = self.0.as_ref();
        territory.map_or_else(Located::default, |territory| territory.locate(position))
    }
}

impl PartialEq for Whereabouts {
    /// Divisions are read once: the same ones are the same piece of memory.
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

//! Ids of what this crate invents.

use domain::{InvalidId, Wgs84};
use geo_types::Coord;

use crate::plane::{Plane, Spot};

/// The id of a code that is written or composed in this crate: short, printable, never empty.
pub(crate) fn code<'a, Id: TryFrom<&'a str, Error = InvalidId>>(text: &'a str) -> Id {
    Id::try_from(text).expect("codes of this crate are short and printable")
}

/// The position of a spot on the district's sheet, which reaches a few kilometres from its origin.
pub(crate) fn position(plane: &Plane, spot: Spot) -> Wgs84 {
    plane
        .wgs84(spot)
        .expect("the sheet is nowhere near a pole or the date line")
}

/// A spot in degrees, as geometry wants it.
pub(crate) fn degrees(plane: &Plane, spot: Spot) -> Coord<f64> {
    let position = position(plane, spot);
    Coord {
        x: position.lon(),
        y: position.lat(),
    }
}

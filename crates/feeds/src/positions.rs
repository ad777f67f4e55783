//! The JSON that `POST /ingest/{platform}/positions` takes: where units are.
//!
//! A body is one object, an array, or `{"positions": [ … ]}` with at most [`MOST_ELEMENTS`](crate::MOST_ELEMENTS) members:
//!
//! ```json
//! [{"unit": "E41", "lon": 106.27, "lat": 29.39, "coordinates": "gcj02", "heading": 274.5, "sampled_at": "2026-11-23T14:26:41+08:00"}]
//! ```

use domain::UnitPosition;
use geodesy::CoordinateSystem;

use crate::element::{BodyError, Elements, Flaw};
use crate::fields::{Digits, Fields, Located, read_each};

/// The positions of a body, each understood or refused for itself. Those that name no coordinate system are in
/// `coordinates`.
///
/// `heading` is in degrees clockwise from north, 0 to 360; 360 is 0.
///
/// # Errors
/// When nothing of the body can be used: no JSON, another shape, too many elements.
pub fn positions_from_json(
    body: &[u8],
    coordinates: CoordinateSystem,
) -> Result<Elements<UnitPosition>, BodyError> {
    read_each(body, "positions", |fields| position(fields, coordinates))
}

fn position(fields: &mut Fields, coordinates: CoordinateSystem) -> Result<UnitPosition, Located> {
    let unit = fields.id("unit", Digits::Taken)?;
    let unit = fields.needed("unit", unit)?;
    let position = fields.position(coordinates)?;
    let position = fields.needed("lon", position)?;
    let heading_degrees = match fields.number("heading")? {
        None => None,
        Some(heading) if (0.0..=360.0).contains(&heading) => {
            let heading = heading as f32;
            Some(if heading >= 360.0 { 0.0 } else { heading })
        }
        Some(_) => return Err(fields.flaw("heading", Flaw::OutOfRange("from 0 to 360 degrees"))),
    };
    let sampled_at = fields.time("sampled_at")?;
    fields.nothing_else("a position")?;
    Ok(UnitPosition {
        unit,
        position,
        heading_degrees,
        sampled_at,
    })
}

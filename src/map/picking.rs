//! What is under a point of the map, in words of the domain.

use domain::{IncidentRef, Wgs84};

use super::datum::Datum;
use super::mark_ids::{Meaning, mark_of, meaning_of};
use crate::engine::{Bounds, Marks, Picked, ScreenPoint};

/// How near a finger must come to a mark, in CSS pixels.
pub const FINGER: f64 = 14.0;

/// How near a mouse must come to a mark, in CSS pixels.
pub const MOUSE: f64 = 3.0;

/// What is under a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hit {
    /// An incident.
    Incident(IncidentRef),
    /// A crew or a station.
    Place,
    /// A lookout, by its place in the order of the surroundings.
    Lookout(usize),
    /// A sign for several incidents, and the box that holds them.
    Group(Bounds),
}

/// What is under a point or within `reach` pixels of it.
#[must_use]
pub fn hit(marks: &Marks, at: ScreenPoint, reach: f64) -> Option<Hit> {
    Some(match marks.pick(at, reach)? {
        Picked::Mark(mark) => match meaning_of(mark) {
            Meaning::Incident(incident) => Hit::Incident(incident),
            Meaning::Lookout(number) => Hit::Lookout(number),
            Meaning::Place => Hit::Place,
        },
        Picked::Group { bounds, .. } => Hit::Group(bounds),
    })
}

/// The incident under a point.
#[must_use]
pub fn incident_at(marks: &Marks, at: ScreenPoint, reach: f64) -> Option<IncidentRef> {
    match hit(marks, at, reach)? {
        Hit::Incident(incident) => Some(incident),
        Hit::Place | Hit::Lookout(_) | Hit::Group(_) => None,
    }
}

/// What a click on an incident that is selected already means: the next one below it, where several stand on one place.
#[must_use]
pub fn next_below(marks: &Marks, at: ScreenPoint, selected: IncidentRef) -> Option<IncidentRef> {
    let below = marks.pick_below(at, mark_of(selected))?;
    match meaning_of(below) {
        Meaning::Incident(incident) => Some(incident),
        Meaning::Place | Meaning::Lookout(_) => None,
    }
}

/// The incidents whose marks stand in the view, each with its place in the view, the view's corner being at `corner`.
#[must_use]
pub fn incidents_in_view(
    marks: &Marks,
    datum: Datum,
    corner: ScreenPoint,
) -> Vec<(IncidentRef, Wgs84, ScreenPoint)> {
    marks
        .in_view()
        .filter_map(|mark| match meaning_of(mark.id) {
            Meaning::Incident(incident) => Some((
                incident,
                datum.place(mark.at)?,
                ScreenPoint {
                    x: mark.screen.x + corner.x,
                    y: mark.screen.y + corner.y,
                },
            )),
            Meaning::Place | Meaning::Lookout(_) => None,
        })
        .collect()
}

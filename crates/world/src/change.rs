//! What an event changed: what marks and panels have to redraw.

use domain::IncidentId;

/// What one event changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which incident.
    pub incident: IncidentId,
    /// It came into the world with this event.
    pub appeared: bool,
    /// It left the world with this event.
    pub disappeared: bool,
    /// Its stage is another one now.
    pub stage_changed: bool,
    /// It stands at another place now, or has one or none where it was otherwise before.
    pub place_changed: bool,
}

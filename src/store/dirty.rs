//! What one or several ticks changed: what the marks must draw anew.

use domain::{IncidentRef, UnitId};

/// More single changes than this that nobody has taken are no longer kept apart: everything is drawn anew.
const LIMIT: usize = 50_000;

/// An incident that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Which one.
    pub incident: IncidentRef,
    /// Whether it stands at another stage now.
    pub stage_changed: bool,
    /// Whether it stands at another place now, or has one or none where it was otherwise before.
    pub place_changed: bool,
}

/// What changed since it was last taken. Its buffers are used again and again.
#[derive(Debug, Default)]
pub struct DirtySet {
    /// Everything did: another picture was put in place of the old one.
    pub everything: bool,
    /// Incidents that came or changed, in order; one may stand here more than once.
    pub changed: Vec<Touched>,
    /// Incidents that left.
    pub removed: Vec<IncidentRef>,
    /// Crews that moved.
    pub moved: Vec<UnitId>,
}

impl DirtySet {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.everything
            && self.changed.is_empty()
            && self.removed.is_empty()
            && self.moved.is_empty()
    }

    /// Forgets what changed and keeps the buffers.
    pub fn clear(&mut self) {
        self.everything = false;
        self.changed.clear();
        self.removed.clear();
        self.moved.clear();
    }

    /// Another picture was put in place of the old one: single changes before it no longer matter.
    pub fn mark_everything(&mut self) {
        self.clear();
        self.everything = true;
    }

    /// Takes over what a tick changed, and empties it.
    pub(super) fn absorb(&mut self, tick: &mut Self) {
        if tick.everything {
            self.mark_everything();
        } else if !self.everything {
            self.changed.append(&mut tick.changed);
            self.removed.append(&mut tick.removed);
            self.moved.append(&mut tick.moved);
            if self.changed.len() + self.removed.len() + self.moved.len() > LIMIT {
                self.mark_everything();
            }
        }
        tick.clear();
    }

    pub(super) fn touch(&mut self, touched: Touched) {
        if !self.everything {
            self.changed.push(touched);
        }
    }

    pub(super) fn remove(&mut self, incident: IncidentRef) {
        if !self.everything {
            self.removed.push(incident);
        }
    }

    pub(super) fn move_unit(&mut self, unit: UnitId) {
        if !self.everything {
            self.moved.push(unit);
        }
    }
}

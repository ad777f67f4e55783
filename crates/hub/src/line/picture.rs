//! What is durable, folded: the register of one network and its latest steps.

use std::collections::VecDeque;
use std::sync::Arc;

use domain::{AreaId, Incident, IncidentId, Seq};
use protocol::Delta;
use world::{Body, Event, Register, World};

use crate::auth::View;

/// One event, and what it did to where its incident is seen.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub event: Arc<Event>,
    before: Presence,
    after: Presence,
    /// The incident after the event, when it came to another area: for those who did not see it before.
    moved: Option<Arc<Incident>>,
    /// Where the incident lies that it was merged into, if it was.
    merged_into: Option<Presence>,
}

/// Whether an incident is in the world, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Presence {
    Absent,
    In(Option<AreaId>),
}

impl Presence {
    fn of(world: &World, incident: IncidentId) -> Self {
        world.incident(incident).map_or(Self::Absent, |incident| {
            Self::In(incident.place.area.clone())
        })
    }

    fn is_seen(&self, view: &View) -> bool {
        match self {
            Self::Absent => false,
            Self::In(area) => view.sees(area.as_ref()),
        }
    }
}

impl Step {
    /// What somebody with that view is told, if anything.
    pub fn delta(&self, view: &View) -> Option<Delta> {
        let (before, after) = (self.before.is_seen(view), self.after.is_seen(view));
        let appeared = self.before == Presence::Absent;
        let disappeared = self.after == Presence::Absent;
        match (before, after) {
            (true, true) => Some(self.whole_event(view)),
            (false, true) if appeared => Some(self.whole_event(view)),
            (true, false) if disappeared => Some(self.whole_event(view)),
            (false, true) => self
                .moved
                .as_ref()
                .map(|incident| view.shown(incident, |_| self.sees_target(view)))
                .map(|incident| Delta::Entered(Box::new(incident))),
            (true, false) => Some(Delta::Left(self.event.fact.incident)),
            (false, false) => None,
        }
    }

    fn whole_event(&self, view: &View) -> Delta {
        let told = view.told(&self.event, |_| self.sees_target(view));
        Delta::Event(told)
    }

    fn sees_target(&self, view: &View) -> bool {
        let target = self.merged_into.as_ref();
        view.areas().is_none() || target.is_some_and(|target| target.is_seen(view))
    }
}

/// The register of everything that is durable, and the latest steps to it.
///
/// The steps stand in a ring: whoever is fewer steps behind is told only those, whoever is more gets the whole picture.
#[derive(Debug)]
pub struct Picture {
    register: Register,
    steps: VecDeque<Step>,
    depth: usize,
}

impl Picture {
    /// A picture of a register, before any step.
    pub(super) fn new(register: Register, depth: usize) -> Self {
        Self {
            register,
            steps: VecDeque::new(),
            depth,
        }
    }

    /// Folds an event that is durable.
    pub(super) fn fold(&mut self, event: Event) {
        let incident = event.fact.incident;
        let before = Presence::of(self.world(), incident);
        self.register.apply(&event);
        let after = Presence::of(self.world(), incident);
        let moved = (before != after && before != Presence::Absent)
            .then(|| self.world().incident(incident).cloned().map(Arc::new))
            .flatten();
        let merged_into = self.world().incident(incident);
        let merged_into = merged_into.and_then(|incident| incident.merged_into.get());
        let merged_into = match &event.fact.body {
            // Late, it changes nothing and is told all the same.
            Body::Merged { into } => Some(*into),
            _ => merged_into,
        };
        let merged_into = merged_into.map(|into| Presence::of(self.world(), into));
        if self.steps.len() == self.depth {
            self.steps.pop_front();
        }
        if self.depth > 0 {
            self.steps.push_back(Step {
                event: Arc::new(event),
                before,
                after,
                moved,
                merged_into,
            });
        }
    }

    /// What is shown.
    #[must_use]
    pub const fn world(&self) -> &World {
        self.register.world()
    }

    /// The world together with what deciding remembers.
    #[must_use]
    pub const fn register(&self) -> &Register {
        &self.register
    }

    /// The last event in it.
    #[must_use]
    pub const fn through(&self) -> Seq {
        self.register.through()
    }

    /// Whether the steps after that event are all still known.
    pub(super) fn covers(&self, after: Seq) -> bool {
        let through = self.through().0;
        after.0 <= through && through - after.0 <= self.steps.len() as u64
    }

    /// The steps after an event which the picture covers.
    pub(super) fn steps_after(&self, after: Seq) -> impl Iterator<Item = &Step> {
        let known = self.steps.len() as u64;
        let wanted = self.through().0.saturating_sub(after.0).min(known);
        self.steps.range((known - wanted) as usize..)
    }

    /// Whether somebody with that view sees an incident. Where an archived one lay is not known any more.
    #[must_use]
    pub fn sees(&self, view: &View, incident: IncidentId) -> bool {
        view.areas().is_none() || Presence::of(self.world(), incident).is_seen(view)
    }

    /// Of `count` incidents from a number on those that somebody with that view sees, as it is shown them; and from where to go on,
    /// if there are more.
    pub(super) fn some_shown(
        &self,
        view: &View,
        from: IncidentId,
        count: usize,
    ) -> (Vec<Incident>, Option<IncidentId>) {
        let mut next = None;
        let looked_at = self.world().incidents_from(from).take(count);
        let shown = looked_at
            .inspect(|incident| next = Some(incident.id))
            .filter(|incident| view.sees(incident.place.area.as_ref()))
            .map(|incident| view.shown(incident, |id| self.sees(view, id)))
            .collect();
        let next = next.and_then(|last: IncidentId| last.0.checked_add(1));
        (shown, next.map(IncidentId))
    }

    /// The incidents somebody with that view sees, by ascending id.
    pub fn seen_by(&self, view: &View) -> impl Iterator<Item = &Incident> {
        self.world()
            .incidents()
            .filter(|incident| view.sees(incident.place.area.as_ref()))
    }
}

#[cfg(test)]
mod tests;

//! Names that many incidents share, each kept in memory once.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::{Actor, ArcStr, AreaId, Assignee, CategoryId, GridId, Incident, Place, PlatformId};

use crate::Body;

/// The names seen so far. Ids are a deployment's own and few; subjects are anybody's, so the unused ones are forgotten.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    platforms: BTreeSet<PlatformId>,
    categories: BTreeSet<CategoryId>,
    grids: BTreeSet<GridId>,
    areas: BTreeSet<AreaId>,
    assignees: BTreeSet<Assignee>,
    actors: BTreeSet<Arc<Actor>>,
    subjects: BTreeSet<ArcStr>,
    subjects_after_last_sweep: usize,
}

/// What an incident names that facts only add to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named {
    accepted: bool,
    assignments: usize,
}

impl Named {
    /// What it names now.
    pub fn of(incident: &Incident) -> Self {
        Self {
            accepted: incident.accepted_by.is_some(),
            assignments: incident.assignments.len(),
        }
    }
}

/// The fewest subjects that are worth a sweep.
const FEW_SUBJECTS: usize = 1024;

fn shared<T: Ord + Clone>(known: &mut BTreeSet<T>, name: &mut T) {
    match known.get(name) {
        Some(same) => *name = same.clone(),
        None => {
            known.insert(name.clone());
        }
    }
}

impl Names {
    /// Lets an incident share its names with the others.
    pub fn share_all(&mut self, incident: &mut Incident) {
        shared(&mut self.platforms, &mut incident.platform);
        self.share_category(&mut incident.category);
        self.share_place(&mut incident.place);
        self.share_subject(&mut incident.subject);
        if let Some(actor) = &mut incident.accepted_by {
            shared(&mut self.actors, actor);
        }
        for assignment in &mut incident.assignments {
            shared(&mut self.assignees, &mut assignment.assignee);
        }
    }

    /// Lets an incident share the names that a fact has brought in: of what it told, and of a new assignment or acceptance.
    pub fn share_changed(&mut self, incident: &mut Incident, body: &Body, before: Named) {
        let (category, place, subject) = match body {
            Body::Accepted {
                category, place, ..
            } => (category.is_some(), place.is_some(), false),
            Body::Amended(amended) => (
                amended.category.is_some(),
                amended.place.is_some(),
                amended.subject.is_some(),
            ),
            _ => (false, false, false),
        };
        if category {
            self.share_category(&mut incident.category);
        }
        if place {
            self.share_place(&mut incident.place);
        }
        if subject {
            self.share_subject(&mut incident.subject);
        }
        let now = Named::of(incident);
        if let Some(actor) = &mut incident.accepted_by
            && now.accepted != before.accepted
        {
            shared(&mut self.actors, actor);
        }
        for assignment in incident.assignments.iter_mut().skip(before.assignments) {
            shared(&mut self.assignees, &mut assignment.assignee);
        }
    }

    fn share_category(&mut self, category: &mut Option<CategoryId>) {
        if let Some(category) = category {
            shared(&mut self.categories, category);
        }
    }

    fn share_place(&mut self, place: &mut Place) {
        if let Some(grid) = &mut place.grid {
            shared(&mut self.grids, grid);
        }
        if let Some(area) = &mut place.area {
            shared(&mut self.areas, area);
        }
    }

    fn share_subject(&mut self, subject: &mut ArcStr) {
        shared(&mut self.subjects, subject);
        if self.subjects.len() >= FEW_SUBJECTS.max(2 * self.subjects_after_last_sweep) {
            self.subjects
                .retain(|subject| ArcStr::strong_count(subject).is_some_and(|holders| holders > 1));
            self.subjects_after_last_sweep = self.subjects.len();
        }
    }
}

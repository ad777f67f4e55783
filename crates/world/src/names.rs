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

    /// Lets an incident share the names that a fact has brought in.
    pub fn share_changed(&mut self, incident: &mut Incident, body: &Body) {
        match body {
            Body::Accepted { .. } => {
                self.share_category(&mut incident.category);
                self.share_place(&mut incident.place);
                if let Some(actor) = &mut incident.accepted_by {
                    shared(&mut self.actors, actor);
                }
            }
            Body::Amended(_) => {
                self.share_category(&mut incident.category);
                self.share_place(&mut incident.place);
                self.share_subject(&mut incident.subject);
            }
            Body::Assigned { .. }
            | Body::Received { .. }
            | Body::StartedOut { .. }
            | Body::Arrived { .. }
            | Body::HandlingBegan { .. }
            | Body::HandedOver { .. } => {
                if let Some(newest) = incident.assignments.last_mut() {
                    shared(&mut self.assignees, &mut newest.assignee);
                }
            }
            _ => {}
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

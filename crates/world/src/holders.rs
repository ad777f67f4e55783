//! Which of an incident's assignments something is about.

use domain::{Assignee, Assignment, AssignmentStep, Incident, Timestamp};

/// The assignment that a statement about an assignee is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Addressed {
    /// The one nobody ended yet, at this place in the incident's list.
    Live(usize),
    /// The last one that ended, at this place in the incident's list.
    Ended(usize),
    /// One that nobody has spoken of yet.
    New,
}

/// The place of the assignee's live assignment; there is at most one.
pub(crate) fn live(incident: &Incident, assignee: &Assignee) -> Option<usize> {
    incident
        .assignments
        .iter()
        .position(|assignment| assignment.is_live() && assignment.assignee == *assignee)
}

/// The place of the assignee's last assignment, live or ended.
pub(crate) fn last(incident: &Incident, assignee: &Assignee) -> Option<usize> {
    incident
        .assignments
        .iter()
        .rposition(|assignment| assignment.assignee == *assignee)
}

/// Which assignment a step told by a platform belongs to: the live one; else the last one if the step happened before
/// its end; else a new one, for a crew that is free again can be sent again.
pub(crate) fn addressed(
    incident: &Incident,
    assignee: &Assignee,
    step: AssignmentStep,
    at: Timestamp,
) -> Addressed {
    if let Some(index) = live(incident, assignee) {
        return Addressed::Live(index);
    }
    let Some((index, ended_at)) = last(incident, assignee)
        .and_then(|index| Some((index, incident.assignments.get(index)?.ended?.1)))
    else {
        return Addressed::New;
    };
    let told = time_of(&incident.assignments[index], step);
    // Cleared and sent again within the same second: only a time that is already known tells the two apart.
    let sent_again_at_once =
        step == AssignmentStep::Offered && at == ended_at && told.is_some_and(|told| told != at);
    if at > ended_at || sent_again_at_once {
        Addressed::New
    } else {
        Addressed::Ended(index)
    }
}

/// When an assignment took a step, if that is known.
pub(crate) const fn time_of(assignment: &Assignment, step: AssignmentStep) -> Option<Timestamp> {
    match step {
        AssignmentStep::Offered => assignment.offered_at,
        AssignmentStep::Received => assignment.received_at,
        AssignmentStep::UnderWay => assignment.under_way_at,
        AssignmentStep::OnScene => assignment.on_scene_at,
    }
}

/// The latest time known of an assignment's steps.
pub(crate) fn latest_time(assignment: &Assignment) -> Option<Timestamp> {
    let Assignment {
        offered_at,
        received_at,
        under_way_at,
        on_scene_at,
        ..
    } = *assignment;
    [offered_at, received_at, under_way_at, on_scene_at]
        .into_iter()
        .flatten()
        .max()
}

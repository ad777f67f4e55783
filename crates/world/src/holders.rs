//! Which of an incident's assignments something is about.

use domain::{Assignee, Assignment, AssignmentStep, Incident, Timestamp};

/// The assignment that a statement about an assignee is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Addressed {
    /// The one nobody ended yet, at this place in the incident's list.
    Live(usize),
    /// One that has ended, at this place in the incident's list.
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

/// When the assignee was free again last, if ever.
pub(crate) fn last_end(incident: &Incident, assignee: &Assignee) -> Option<Timestamp> {
    incident
        .assignments
        .iter()
        .filter(|assignment| assignment.assignee == *assignee)
        .filter_map(|assignment| Some(assignment.ended()?.1))
        .max()
}

/// Which assignment a step told by a platform belongs to: the first one that shows it or ended after it; else the live
/// one; else a new one, for a crew that is free again can be sent again.
pub(crate) fn addressed(
    incident: &Incident,
    assignee: &Assignee,
    step: AssignmentStep,
    at: Timestamp,
) -> Addressed {
    let live = live(incident, assignee);
    let tells_of = |assignment: &Assignment| {
        let told = assignment.at(step);
        assignment.ended().is_some_and(|(_, ended_at)| {
            // Cleared and sent again within the same second: only a time that is already known tells the two apart.
            let sent_again_at_once = step == AssignmentStep::Offered && told.is_some();
            told == Some(at)
                || at < ended_at
                || at == ended_at && live.is_none() && !sent_again_at_once
        })
    };
    let ended = incident
        .assignments
        .iter()
        .position(|assignment| assignment.assignee == *assignee && tells_of(assignment));
    match (ended, live) {
        (Some(index), _) => Addressed::Ended(index),
        (None, Some(index)) => Addressed::Live(index),
        (None, None) => Addressed::New,
    }
}

/// The first and the latest time known of an assignment's steps.
pub(crate) fn span(assignment: &Assignment) -> Option<(Timestamp, Timestamp)> {
    let known = [
        assignment.offered_at(),
        assignment.received_at(),
        assignment.under_way_at(),
        assignment.on_scene_at(),
    ]
    .into_iter()
    .flatten();
    known.clone().min().zip(known.max())
}

//! What facts change in an incident's assignments.

use domain::{
    Assignee, Assignment, AssignmentEnd, AssignmentStep, Incident, Millis, Stage, Timestamp,
};

use super::clocks;
use crate::Order;
use crate::holders::{self, Addressed};

/// A step of an assignment, with the limit of the clock that it starts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub to: AssignmentStep,
    pub limit: Option<Millis>,
    pub at: Timestamp,
    pub order: Order,
}

/// An assignment took a step. One that nobody has spoken of yet begins with it, its earlier times unknown.
pub(super) fn take(incident: &mut Incident, assignee: &Assignee, step: Step) {
    let addressed = match step.order {
        Order::InOrder => holders::live(incident, assignee).map_or(Addressed::New, Addressed::Live),
        Order::OutOfOrder => holders::addressed(incident, assignee, step.to, step.at),
    };
    let (Addressed::Live(index) | Addressed::Ended(index)) = addressed else {
        push(incident, Assignment::begun(assignee.clone(), step.to));
        return note(incident, incident.assignments.len() - 1, step);
    };
    note(incident, index, step);
}

fn push(incident: &mut Incident, assignment: Assignment) {
    let mut assignments = std::mem::take(&mut incident.assignments).into_vec();
    assignments.reserve_exact(1);
    assignments.push(assignment);
    incident.assignments = assignments.into_boxed_slice();
}

/// Writes the time of a step, and starts and stops the clocks that hang on it.
fn note(incident: &mut Incident, index: usize, step: Step) {
    let starts = step
        .limit
        .filter(|_| incident.stage < Stage::Resolved)
        .map(|limit| clocks::started(incident, step.at, limit));
    incident.flags.nobody_free = false;
    incident.dispatch_clock.stop_no_later_than(step.at);
    let Some(assignment) = incident.assignments.get_mut(index) else {
        return;
    };
    assignment.note(step.to, step.at);
    match step.to {
        AssignmentStep::Offered => {
            assignment.receipt_clock = assignment.receipt_clock.take().or(starts)
        }
        AssignmentStep::Received => {
            assignment.arrival_clock = assignment.arrival_clock.take().or(starts)
        }
        AssignmentStep::UnderWay | AssignmentStep::OnScene => {}
    }
    let ended_at = assignment.ended().map(|(_, at)| at);
    let received_at = [
        assignment.received_at(),
        assignment.under_way_at(),
        assignment.on_scene_at(),
    ]
    .into_iter()
    .flatten()
    .min();
    if let Some(at) = received_at.or(ended_at) {
        clocks::stop(&mut assignment.receipt_clock, at);
    }
    if let Some(at) = assignment.on_scene_at().or(ended_at) {
        clocks::stop(&mut assignment.arrival_clock, at);
    }
}

/// Somebody deals with it who was not spoken of before: the assignment is at least received.
pub(super) fn imply(incident: &mut Incident, assignee: &Assignee, at: Timestamp) {
    match (
        holders::live(incident, assignee),
        holders::last(incident, assignee),
    ) {
        (Some(index), _) => {
            let assignment = &mut incident.assignments[index];
            assignment.step = assignment.step.max(AssignmentStep::Received);
            clocks::stop(&mut assignment.receipt_clock, at);
        }
        (None, Some(_)) => {}
        (None, None) => {
            push(
                incident,
                Assignment::begun(assignee.clone(), AssignmentStep::Received),
            );
            incident.flags.nobody_free = false;
            incident.dispatch_clock.stop_no_later_than(at);
        }
    }
}

/// An assignment ended. One that nobody has spoken of before is noted as ended, its times unknown.
pub(super) fn end(incident: &mut Incident, assignee: &Assignee, how: AssignmentEnd, at: Timestamp) {
    match (
        holders::live(incident, assignee),
        holders::last(incident, assignee),
    ) {
        (Some(index), _) => end_one(&mut incident.assignments[index], how, at),
        (None, Some(_)) => {}
        (None, None) => {
            let mut ended = Assignment::begun(assignee.clone(), AssignmentStep::Offered);
            ended.end(how, at);
            push(incident, ended);
        }
    }
}

/// Nothing is left to do: who is on scene is free again, who is not is called back.
pub(super) fn end_all(incident: &mut Incident, at: Timestamp) {
    for assignment in incident
        .assignments
        .iter_mut()
        .filter(|assignment| assignment.is_live())
    {
        let how = if assignment.step == AssignmentStep::OnScene {
            AssignmentEnd::Cleared
        } else {
            AssignmentEnd::Withdrawn
        };
        end_one(assignment, how, at);
    }
}

fn end_one(assignment: &mut Assignment, how: AssignmentEnd, at: Timestamp) {
    assignment.end(how, at);
    clocks::each_of(assignment, |clock| clock.stop(at));
}
